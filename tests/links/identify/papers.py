"""The founding papers of the content as targets, and catalogues that answer from the fixtures."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pypdf import PdfReader

from kbgen.content import load
from kbgen.links.claim import Claim, Target
from kbgen.links.exchange import Answer, Question, Send
from kbgen.links.identify import compare_page, identify, is_catalogued
from kbgen.links.identify.sought import Sought
from kbgen.links.recording import Replay
from kbgen.records.claims import claim_of
from kbgen.records.links import LinkRecord
from kbgen.schema import Link
from tests.conftest import ROOT

FIXTURES = Path(__file__).parent.parent / "fixtures"
NO_FORMER: Mapping[str, LinkRecord] = {}


@cache
def founding_papers() -> Mapping[str, Target]:
    """The targets of the page of founding papers, by ref. What they claim is written in the content alone."""
    content = load(ROOT / "content")
    return {
        str(ref): Target(link.url, claim=claim_of(link))
        for ref, link in content.entries.items()
        if isinstance(link, Link) and content.file_of[ref].address == "links/papers"
    }


def claim(name: str) -> Claim:
    """What the content claims of a founding paper, by the id of its link."""
    claimed = founding_papers()[f"links/{name}"].claim
    assert claimed is not None
    return claimed


def asked(targets: Sequence[Target], send: Send, former: Mapping[str, LinkRecord] = NO_FORMER) -> dict[str, Sought]:
    """What the catalogues say, by address; nobody waits."""

    async def ask() -> dict[str, Sought]:
        return {target.url: sought async for target, sought in identify(targets, send, former, pace=0, sleep=no_wait)}

    return asyncio.run(ask())


def sought(target: Target, send: Send) -> Sought:
    """What is said of a target: by a catalogue, or by the first page of a PDF."""
    assert target.claim is not None
    if is_catalogued(target):
        return asked([target], send)[target.url]
    answer = asyncio.run(_answer(send, Question("GET", target.url, body_limit=1 << 20, pdf_limit=1 << 20)))
    return compare_page(target.claim, PdfReader(BytesIO(answer.body)).pages[0].extract_text().splitlines())


async def no_wait(seconds: float) -> None:
    """What a test waits."""


async def _answer(send: Send, question: Question) -> Answer:
    return await send(question)


class Tampered:
    """The fixtures, with one body changed: how a catalogue would answer if something else stood under an address."""

    def __init__(self, change: Callable[[str], str], replay: Send | None = None) -> None:
        self._change = change
        self._replay = replay or Replay(FIXTURES)

    async def __call__(self, question: Question) -> Answer:
        answer = await self._replay(question)
        body = self._change(answer.body.decode()).encode()
        return Answer(answer.url, answer.status, answer.headers, body, failure=answer.failure)


def feed_of(identifier: str) -> str:
    """The feed that the fixtures have for one paper."""
    kept = json.loads((FIXTURES / "export.arxiv.org.json").read_text(encoding="utf-8"))["answers"]
    return next(str(each["body"]) for each in kept if parse_qs(urlsplit(each["url"]).query)["id_list"] == [identifier])


def field_of(feed: str, name: str) -> str:
    """What the entry of a feed says under an element, as it stands in the XML."""
    match = re.search(rf"<entry>.*?<{name}>(.*?)</{name}>", feed, re.DOTALL)
    assert match is not None
    return match[1]
