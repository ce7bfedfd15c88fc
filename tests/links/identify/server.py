"""Catalogues that answer as a test wants, and else from the fixtures."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from kbgen.links.claim import Target
from kbgen.links.exchange import Answer, Failure, Question
from kbgen.links.identify.sought import Sought
from kbgen.links.recording import Replay
from tests.links.identify.papers import FIXTURES, asked, claim

REPLAY = Replay(FIXTURES)
ATTENTION = Target("https://arxiv.org/abs/1706.03762", claim=claim("attention-is-all-you-need"))
BERT = Target("https://arxiv.org/abs/1810.04805", claim=claim("bert"))


class Server:
    """Answers by host, from functions or else from the fixtures, and counts."""

    def __init__(self, **hosts: Callable[[Question], Answer]) -> None:
        self._hosts = {name.replace("_", "."): answer for name, answer in hosts.items()}
        self.asked: list[Question] = []
        self.in_flight: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        host = urlsplit(question.url).netloc
        self.in_flight[host] += 1
        self.most[host] = max(self.most[host], self.in_flight[host])
        await asyncio.sleep(0)
        self.in_flight[host] -= 1
        return self._hosts[host](question) if host in self._hosts else await REPLAY(question)

    def count(self, host: str) -> int:
        return sum(urlsplit(question.url).netloc == host for question in self.asked)


def status(code: int, body: str = "", **headers: str) -> Callable[[Question], Answer]:
    return lambda question: Answer(question.url, code, headers, body.encode())


def down(question: Question) -> Answer:
    return Answer(question.url, failure=Failure.CONNECTION_REFUSED, detail="connection refused")


def one(target: Target, send: Callable[[Question], object]) -> Sought:
    return asked([target], send)[target.url]  # type: ignore[arg-type]


def datacite(question: Question) -> Answer:
    """DataCite with one paper."""
    item = {
        "doi": "10.48550/arxiv.1706.03762",
        "titles": [{"title": "Attention Is All You Need"}],
        "creators": [{"name": "Vaswani, Ashish", "familyName": "Vaswani", "givenName": "Ashish"}],
        "publicationYear": 2017,
    }
    return Answer(question.url, 200, {}, json.dumps({"data": [{"id": item["doi"], "attributes": item}]}).encode())


def semantic_scholar(question: Question) -> Answer:
    """Semantic Scholar with two."""
    ids = json.loads(question.body)["ids"]
    papers = {
        "ARXIV:1706.03762": {"title": "Attention is All you Need", "year": 2017, "authors": [{"name": "A. Vaswani"}]},
        "DOI:10.1145/1102351.1102363": {
            "title": "Learning to rank using gradient descent",
            "year": 2005,
            "authors": [{"name": "C. Burges"}],
        },
    }
    return Answer(question.url, 200, {}, json.dumps([papers.get(each) for each in ids]).encode())
