"""Who is asked, how often, in which order, and what follows from several answers."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from kbgen.links.claim import Claim, Target
from kbgen.links.exchange import Answer, Failure, Question
from kbgen.links.identify import identify, is_catalogued, is_identified
from kbgen.links.identify.sought import Sought
from kbgen.links.recording import Replay
from kbgen.records.links import Alive, Document, Found, LinkRecord
from tests.links.identify.papers import FIXTURES, Tampered, asked, claim, founding_papers, no_wait

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


def repository(name: str, **claimed: bool) -> Target:
    return Target(f"https://github.com/{name}", claim=Claim("repository", archived=claimed.get("archived")))


def one(target: Target, send: Callable[[Question], object]) -> Sought:
    return asked([target], send)[target.url]  # type: ignore[arg-type]


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


# arXiv


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


def datacite(question: Question) -> Answer:
    item = {
        "doi": "10.48550/arxiv.1706.03762",
        "titles": [{"title": "Attention Is All You Need"}],
        "creators": [{"name": "Vaswani, Ashish", "familyName": "Vaswani", "givenName": "Ashish"}],
        "publicationYear": 2017,
    }
    return Answer(question.url, 200, {}, json.dumps({"data": [{"id": item["doi"], "attributes": item}]}).encode())


def semantic_scholar(question: Question) -> Answer:
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


# GitHub


def test_a_renamed_repository_is_said_with_its_new_address() -> None:
    sought = one(repository("ggerganov/llama.cpp"), Server())
    assert (sought.document, sought.to) == (Document.RENAMED, "https://github.com/ggml-org/llama.cpp")


def test_the_new_address_of_a_file_keeps_the_file() -> None:
    sought = one(repository("pytorch/torchtune/blob/main/README.md?plain=1#L3"), Server())
    assert sought.to == "https://github.com/meta-pytorch/torchtune/blob/main/README.md?plain=1#L3"


@pytest.mark.parametrize(
    ("name", "archived", "document", "why"),
    [
        ("huggingface/text-generation-inference", None, Document.ARCHIVED, "archived"),
        ("huggingface/text-generation-inference", False, Document.ARCHIVED, "archived"),
        ("huggingface/text-generation-inference", True, Document.SAME, ""),
        ("vllm-project/vllm", True, Document.ARCHIVED, "not-archived"),
        ("vllm-project/vllm", False, Document.SAME, ""),
        ("VLLM-Project/vLLM", None, Document.SAME, ""),
    ],
)
def test_a_link_says_whether_its_repository_is_archived(
    name: str, archived: bool | None, document: Document, why: str
) -> None:
    target = Target(f"https://github.com/{name}", claim=Claim("repository", archived=archived))
    server = Server()
    if name.startswith("VLLM"):
        server = Server(api_github_com=status(200, '{"full_name": "vllm-project/vllm", "archived": false}'))
    sought = one(target, server)
    assert (sought.document, sought.why) == (document, why)


def test_a_repository_that_does_not_exist_is_a_wrong_document() -> None:
    sought = one(repository("nobody/nothing"), Server(api_github_com=status(404, '{"message": "Not Found"}')))
    assert (sought.document, sought.why) == (Document.WRONG, "no-such-document")


def test_github_is_left_alone_once_its_limit_is_spent() -> None:
    server = Server(api_github_com=status(403, "{}", **{"x-ratelimit-remaining": "0"}))
    found = asked([repository(f"a/{name}") for name in "bcdef"], server)
    assert {(each.document, each.why) for each in found.values()} == {(Document.NOT_ASKED, "no-answer")}
    assert server.count("api.github.com") == 1


def test_repositories_that_point_at_each_other_end() -> None:
    server = Server(api_github_com=status(301, '{"url": "https://api.github.com/repositories/1"}'))
    assert one(repository("a/b"), server).document is Document.NOT_ASKED
    assert server.count("api.github.com") == 4


def test_the_repositories_of_the_facts_answer() -> None:
    names = ["NVIDIA/Megatron-LM", "axolotl-ai-cloud/axolotl", "facebookresearch/faiss", "ggml-org/llama.cpp"]
    assert {each.document for each in asked([repository(name) for name in names], Server()).values()} == {Document.SAME}


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
