"""Which targets are identified, and what follows from the answers of several catalogues."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kbgen.links.claim import Claim, Target
from kbgen.links.identify import gravest, identify, is_catalogued, is_identified
from kbgen.links.identify.sought import Sought
from kbgen.records.links import Alive, Document, Found, LinkRecord
from tests.links.identify.papers import Tampered, asked, claim, founding_papers, no_wait
from tests.links.identify.server import ATTENTION, BERT, REPLAY, Server, down, one, semantic_scholar, status


def repository(name: str, **claimed: bool) -> Target:
    return Target(f"https://github.com/{name}", claim=Claim("repository", archived=claimed.get("archived")))


# Which targets


@pytest.mark.parametrize(
    ("target", "identified", "catalogued"),
    [
        (ATTENTION, True, True),
        (Target("https://arxiv.org/pdf/1706.03762v7"), True, True),
        (Target("https://doi.org/10.1145/1102351.1102363"), True, True),
        (Target("https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"), True, True),
        (Target("https://aclanthology.org/P02-1040/", claim=Claim(doi="10.3115/1073083.1073135")), True, False),
        (Target("https://pile.eleuther.ai/", claim=Claim(arxiv="2101.00027")), True, False),
        (Target("https://ollama.com/", claim=Claim("tool")), False, False),
        (Target("http://[::1"), False, False),
    ],
)
def test_a_target_is_identified_by_address_or_claim(target: Target, identified: bool, catalogued: bool) -> None:
    assert (is_identified(target), is_catalogued(target)) == (identified, catalogued)


def test_an_address_against_its_own_identifier_is_wrong_and_nobody_is_asked() -> None:
    server = Server()
    sought = one(replace(ATTENTION, url=BERT.url), server)
    assert (sought.document, sought.why) == (Document.WRONG, "contradiction")
    assert "1706.03762" in sought.detail
    assert "1810.04805" in sought.detail
    assert server.asked == []


def test_a_doi_of_arxiv_against_the_identifier_is_a_contradiction() -> None:
    wrong = replace(claim("bert"), doi="10.48550/arXiv.1706.03762")
    assert one(replace(BERT, claim=wrong), Server()).why == "contradiction"


# DOIs

RANKNET = Target(
    "https://doi.org/10.1145/1102351.1102363",
    claim=Claim(
        "paper",
        ("Learning to rank using gradient descent",),
        authors=("Chris Burges",),
        year=2005,
        doi="10.1145/1102351.1102363",
    ),
)
WORK = {
    "title": ["Learning to rank using gradient descent"],
    "author": [{"given": "Chris", "family": "Burges", "sequence": "first"}],
    "issued": {"date-parts": [[2005]]},
}
CROSSREF = status(200, json.dumps({"status": "ok", "message": WORK}))


def test_crossref_is_asked_for_a_doi() -> None:
    server = Server(api_crossref_org=CROSSREF)
    assert one(RANKNET, server).document is Document.SAME
    assert len(server.asked) == 1


def test_crossref_is_asked_five_times_at_once_at_most() -> None:
    many = [replace(RANKNET, url=f"https://doi.org/10.1145/{number}", claim=None) for number in range(20)]
    server = Server(api_crossref_org=CROSSREF)
    asked(many, server)
    assert server.count("api.crossref.org") == 20
    assert server.most["api.crossref.org"] == 5


def test_a_doi_that_crossref_lacks_is_looked_for_at_datacite() -> None:
    target = Target("https://doi.org/10.5281/zenodo.1", claim=Claim("dataset", ("Data",), authors=("A House",)))
    item = {"doi": "10.5281/ZENODO.1", "titles": [{"title": "Data"}], "creators": [{"name": "A House"}]}
    server = Server(
        api_crossref_org=status(404, "Resource not found."),
        api_datacite_org=status(200, json.dumps({"data": [{"id": "x", "attributes": item}]})),
    )
    assert one(target, server).document is Document.SAME


def test_a_doi_that_nobody_registered_does_not_exist() -> None:
    server = Server(
        api_crossref_org=status(404), api_datacite_org=status(200, '{"data": []}'),
        doi_org=status(404, '{"responseCode": 100, "handle": "10.1145/1102351.1102363"}'),
    )  # fmt: skip
    sought = one(RANKNET, server)
    assert (sought.document, sought.why) == (Document.WRONG, "no-such-document")


def test_a_doi_of_another_agency_is_not_accused() -> None:
    server = Server(
        api_crossref_org=status(404),
        api_datacite_org=status(200, '{"data": []}'),
        doi_org=status(200, '{"responseCode": 1}'),
    )
    assert one(RANKNET, server).why == "no-answer"


def test_semantic_scholar_stands_in_for_crossref() -> None:
    server = Server(api_crossref_org=down, api_semanticscholar_org=semantic_scholar)
    assert one(RANKNET, server).document is Document.SAME


def test_a_preprint_and_a_doi_of_different_papers_contradict_each_other() -> None:
    both = replace(ATTENTION, claim=replace(claim("attention-is-all-you-need"), doi="10.1145/1102351.1102363"))
    sought = one(both, Server(api_crossref_org=CROSSREF))
    assert (sought.document, sought.why) == (Document.WRONG, "contradiction")
    assert "Learning to rank" in sought.detail


# The whole


def test_a_newer_version_than_at_the_last_check_is_said() -> None:
    then = datetime(2026, 11, 1, tzinfo=UTC)
    found = Found("arXiv", "Attention Is All You Need", "Ashish Vaswani", 2017, "v6")
    former = LinkRecord(ATTENTION.url, Alive.OK, Document.SAME, then, then, found=found)
    send = Tampered(lambda feed: feed.replace("1706.03762v1", "1706.03762v7"))
    sought = asked([ATTENTION], send, {ATTENTION.url: former})[ATTENTION.url]
    assert (sought.document, sought.why) == (Document.REVISED, "new-version")


def test_a_target_without_a_claim_is_still_told_of_a_withdrawal() -> None:
    send = Tampered(lambda feed: feed.replace("<arxiv:comment>", "<arxiv:comment>This paper has been withdrawn. "))
    assert one(replace(ATTENTION, claim=None), send).document is Document.WITHDRAWN
    assert one(replace(ATTENTION, claim=None), REPLAY).why == "no-claim"


def test_each_target_is_told_once_whatever_fails() -> None:
    targets = [*founding_papers().values(), RANKNET, repository("a/b"), Target("https://ollama.com/")]
    dead = Server(**dict.fromkeys(("export_arxiv_org", "api_crossref_org", "api_github_com"), down))
    told: list[str] = []

    async def run() -> None:
        async for target, _ in identify(targets, dead, {}, pace=0, sleep=no_wait):
            told.append(target.url)

    asyncio.run(run())
    assert Counter(told) == Counter(target.url for target in targets if is_identified(target))


def test_whoever_stops_listening_leaves_nothing_running() -> None:
    async def run() -> set[asyncio.Task[object]]:
        stream = identify([ATTENTION, RANKNET], Server(api_crossref_org=CROSSREF), {}, pace=0)
        async for _ in stream:
            break
        await stream.aclose()
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(run()) == set()


@pytest.mark.parametrize("fits", [Document.SAME, Document.REVISED, Document.RETITLED])
def test_the_year_of_a_journal_does_not_count_where_the_preprint_fits(fits: Document) -> None:
    preprint = Sought(fits, found=Found("arXiv", "A title", year=2021, version="v2"))
    journal = Sought(Document.WRONG, "other-year", "2023, not 2021", found=Found("Crossref", "A title", year=2023))
    expected = replace(preprint, detail="Crossref has it of 2023")
    assert gravest([journal, preprint]) == gravest([preprint, journal]) == expected
    assert gravest([journal, Sought(Document.SAME, found=Found("GitHub"))]).document is Document.WRONG
    assert gravest([journal, Sought(Document.NOT_ASKED, "no-answer", "none")]).why == "other-year"
