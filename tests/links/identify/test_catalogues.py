"""How arXiv is asked, how often and in which order, and who stands in for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from kbgen.links.claim import Target
from kbgen.links.exchange import Answer, Question
from kbgen.links.identify import identify
from kbgen.records.links import Document
from tests.links.identify.papers import asked, claim
from tests.links.identify.server import ATTENTION, BERT, REPLAY, Server, datacite, down, one, semantic_scholar, status


def test_an_identifier_that_stands_twice_is_asked_once() -> None:
    server = Server()
    found = asked([ATTENTION, replace(ATTENTION, url="https://arxiv.org/pdf/1706.03762")], server)
    assert [each.document for each in found.values()] == [Document.SAME] * 2
    assert len(server.asked) == 1


REFUSAL = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Error</title>'
    "<id>https://arxiv.org/api/errors#incorrect_id_format_for_{}</id></entry></feed>"
)


@pytest.mark.parametrize("named", ["1706.0376", ""])
def test_one_refused_identifier_does_not_spoil_its_batch(named: str) -> None:
    async def strict(question: Question) -> Answer:
        if "1706.0376" in parse_qs(urlsplit(question.url).query).get("id_list", [""])[0].split(","):
            return Answer(question.url, 400, {}, REFUSAL.format(named).encode())
        return await REPLAY(question)

    wrong = Target("https://example.org/", claim=replace(claim("bert"), arxiv="1706.0376", doi=""))
    found = asked([ATTENTION, BERT, wrong], strict)
    assert [found[target.url].document for target in (ATTENTION, BERT)] == [Document.SAME] * 2
    assert found[wrong.url].why == ("no-such-document" if named else "no-answer")


def test_an_absent_identifier_is_looked_for_twice_before_it_is_believed() -> None:
    empty = '<feed xmlns="http://www.w3.org/2005/Atom"></feed>'
    server = Server(export_arxiv_org=status(200, empty))
    assert one(ATTENTION, server).why == "no-such-document"
    assert server.count("export.arxiv.org") == 2


def test_a_feed_that_was_empty_once_accuses_nobody() -> None:
    bodies = ['<feed xmlns="http://www.w3.org/2005/Atom"></feed>']

    async def send(question: Question) -> Answer:
        return Answer(question.url, 200, {}, bodies.pop().encode()) if bodies else await REPLAY(question)

    assert one(ATTENTION, send).document is Document.SAME


def test_a_recording_made_in_other_batches_is_asked_paper_by_paper() -> None:
    server = Server()
    found = asked([ATTENTION, BERT], server)
    assert {each.document for each in found.values()} == {Document.SAME}
    assert server.count("export.arxiv.org") == 3


def test_arxiv_is_asked_at_its_pace_and_over_one_connection() -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    many = [Target(f"https://arxiv.org/abs/1706.{number:05}") for number in range(250)]
    server = Server(export_arxiv_org=status(404))

    async def run() -> None:
        async for _ in identify(many, server, {}, pace=3.0, sleep=wait):
            pass

    asyncio.run(run())
    assert server.count("export.arxiv.org") == 3
    assert waits == [3.0, 3.0]
    assert server.most["export.arxiv.org"] == 1


@pytest.mark.parametrize(
    "trouble",
    [status(503), status(429, **{"retry-after": "7"}), status(200, "Rate exceeded."), down],
)
def test_arxiv_in_trouble_is_asked_three_times_and_then_left_alone(trouble: Callable[[Question], Answer]) -> None:
    server = Server(export_arxiv_org=trouble, api_datacite_org=status(404), api_semanticscholar_org=status(404))
    many = [Target(f"https://arxiv.org/abs/1706.{number:05}", claim=claim("bert")) for number in range(250)]
    many = [replace(target, claim=replace(claim("bert"), arxiv="", doi="")) for target in many]
    found = asked(many, server)
    assert {(each.document, each.why) for each in found.values()} == {(Document.NOT_ASKED, "no-answer")}
    assert server.count("export.arxiv.org") == 3


def test_what_retry_after_asks_is_waited() -> None:
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    server = Server(export_arxiv_org=status(429, **{"retry-after": "7"}))

    async def run() -> None:
        async for _ in identify([ATTENTION], server, {}, pace=0.0, sleep=wait):
            pass

    asyncio.run(run())
    assert waits[:2] == [7.0, 7.0]


def test_a_catalogue_that_wants_a_longer_wait_than_there_is_patience_is_asked_once() -> None:
    server = Server(export_arxiv_org=status(429, **{"retry-after": "3600"}))
    assert one(ATTENTION, server).why == "no-answer"
    assert server.count("export.arxiv.org") == 1


# Those that stand in


def test_datacite_stands_in_for_arxiv() -> None:
    sought = one(ATTENTION, Server(export_arxiv_org=down, api_datacite_org=datacite))
    assert sought.document is Document.SAME
    assert sought.found is not None
    assert sought.found.by == "DataCite"


def test_semantic_scholar_stands_in_for_both() -> None:
    server = Server(export_arxiv_org=down, api_datacite_org=down, api_semanticscholar_org=semantic_scholar)
    sought = one(ATTENTION, server)
    assert sought.document is Document.SAME
    assert sought.found is not None
    assert sought.found.by == "Semantic Scholar"


def test_without_any_of_them_nothing_is_said_and_arxiv_is_named() -> None:
    server = Server(export_arxiv_org=down, api_datacite_org=down, api_semanticscholar_org=down)
    sought = one(ATTENTION, server)
    assert (sought.document, sought.why) == (Document.NOT_ASKED, "no-answer")
    assert "arXiv did not answer for arXiv:1706.03762: connection refused" in sought.detail
