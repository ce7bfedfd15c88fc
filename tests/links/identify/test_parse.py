"""What each catalogue answers, in the documented forms and in odd ones. No parser ever raises."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.links.exchange import Answer, Failure
from kbgen.links.identify import arxiv, crossref, datacite, doi, github, semantic_scholar
from kbgen.links.identify.sought import Absent, Known, Reply, Silent
from kbgen.records.links import Found


def answer(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    return Answer("https://a.example/", status, headers, body.encode() if isinstance(body, str) else body)


# arXiv


def feed(*entries: str, total: int | None = None) -> str:
    return (
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>'
        f"<opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>"
        f"{''.join(entries)}</feed>"
    )


def entry(identifier: str, title: str = "A title", comment: str = "", summary: str = "We do.") -> str:
    said = f"<arxiv:comment>{comment}</arxiv:comment>" if comment else ""
    return (
        f"<entry><id>https://arxiv.org/abs/{identifier}</id><published>2017-06-12T17:57:34Z</published>"
        f"<updated>2023-08-02T00:41:18Z</updated><title>{title}</title><summary>{summary}</summary>"
        f"<author><name>:</name></author><author><name>Ashish  Vaswani</name></author>{said}</entry>"
    )


def refusal(identifier: str) -> str:
    return (
        f"<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{identifier}</id><title>Error</title>"
        f"<summary>incorrect id format for {identifier}</summary></entry>"
    )


ONE = ["1706.03762"]


def test_arxiv_gives_title_first_author_year_of_the_first_version_and_version() -> None:
    replies = arxiv.parse(answer(feed(entry("1706.03762v7", "Attention Is\n  All You Need"))), ONE)
    found = Found("arXiv", "Attention Is All You Need", "Ashish Vaswani", 2017, "v7")
    assert replies == {"1706.03762": Known(found)}


def test_arxiv_has_old_identifiers_without_their_subject_class() -> None:
    asked = [arxiv.normalised("math.GT/0309136")]
    assert set(arxiv.parse(answer(feed(entry("math/0309136v1"))), asked)) == {"math/0309136"} == set(asked)


@pytest.mark.parametrize("total", [0, 1])
def test_an_identifier_without_an_entry_is_absent(total: int) -> None:
    assert arxiv.parse(answer(feed(total=total)), ["1201.56789"]) == {"1201.56789": Absent("arXiv")}


@pytest.mark.parametrize("status", [200, 400])
def test_a_refused_identifier_is_absent_and_the_others_are_left_to_be_asked_again(status: int) -> None:
    replies = arxiv.parse(answer(feed(refusal("notanid")), status), ["1706.03762", "notanid"])
    assert replies == {"notanid": Absent("arXiv")}


def test_a_refusal_that_names_nobody_leaves_a_batch_open_and_one_identifier_without_an_answer() -> None:
    refused = answer(feed(refusal("").replace("#incorrect_id_format_for_", "")), 400)
    assert arxiv.parse(refused, ["1706.03762", "1706.03763"]) == {}
    assert isinstance(arxiv.parse(refused, ONE)["1706.03762"], Silent)


WITHDRAWN = [
    "This paper has been withdrawn by the authors",
    "This paper has been withdrawn due to an error in Theorem 2",
    "arXiv admin note: This paper has been withdrawn by arXiv due to unverifiable authorship",
    "This submission has been withdrawn",
    "Withdrawn: the proof is wrong",
    "paper withdrawn",
    "12 pages. The article was withdrawn by the author",
]


@pytest.mark.parametrize("comment", WITHDRAWN)
def test_a_comment_says_that_a_paper_is_withdrawn(comment: str) -> None:
    (reply,) = arxiv.parse(answer(feed(entry("1706.03762v7", comment=comment))), ONE).values()
    assert isinstance(reply, Known)
    assert reply.notice == comment


def test_an_abstract_says_so_at_its_head_only() -> None:
    head = entry("1706.03762v7", summary="This paper has been withdrawn as we found a bug.")
    body = entry(
        "1706.03762v7",
        summary="We study how often papers are cited " + "for years " * 9 + "after the paper was withdrawn.",
    )
    for written, expected in ((head, True), (body, False)):
        (reply,) = arxiv.parse(answer(feed(written)), ONE).values()
        assert isinstance(reply, Known)
        assert bool(reply.notice) is expected


@pytest.mark.parametrize(
    "comment", ["Published at NIPS 2017", "15 pages, 5 figures", "Supersedes a draft on withdrawal of funds"]
)
def test_other_comments_withdraw_nothing(comment: str) -> None:
    (reply,) = arxiv.parse(answer(feed(entry("1706.03762v7", comment=comment))), ONE).values()
    assert isinstance(reply, Known)
    assert not reply.notice


def test_a_feed_that_declares_entities_is_not_read() -> None:
    bomb = f'<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{feed(entry("1706.03762v7", "&b;"))}'
    assert isinstance(arxiv.parse(answer(bomb), ONE)["1706.03762"], Silent)


def test_arxiv_may_refuse_in_plain_words() -> None:
    refused = answer("Rate exceeded.")
    assert arxiv.overloaded(refused)
    assert arxiv.parse(refused, ONE) == {"1706.03762": Silent("arXiv", "status 200, “Rate exceeded.”")}


def test_a_fault_of_arxiv_says_nothing_of_its_papers() -> None:
    fault = answer(feed("<entry><id>https://arxiv.org/api/errors</id><title>Error</title></entry>"), 500)
    assert isinstance(arxiv.parse(fault, ["1706.03762", "1810.04805"])["1810.04805"], Silent)


def test_a_feed_that_breaks_off_says_nothing() -> None:
    assert isinstance(arxiv.parse(answer(feed(entry("1706.03762v7"))[:-20]), ONE)["1706.03762"], Silent)


ARXIV_URLS = {
    "https://arxiv.org/abs/1706.03762": "1706.03762",
    "http://www.arxiv.org/abs/1706.03762v5": "1706.03762",
    "https://arxiv.org/pdf/1706.03762.pdf": "1706.03762",
    "https://arxiv.org/pdf/1706.03762v5": "1706.03762",
    "https://export.arxiv.org/html/1706.03762": "1706.03762",
    "https://arxiv.org/abs/math.GT/0309136": "math/0309136",
    "https://arxiv.org/abs/hep-th/9901001v3": "hep-th/9901001",
    "https://arxiv.org/list/cs.CL/recent": "",
    "https://notarxiv.org/abs/1706.03762": "",
    "https://arxiv.org/abs/1706.376": "",
}


@pytest.mark.parametrize("url", ARXIV_URLS)
def test_an_address_of_arxiv_has_its_identifier(url: str) -> None:
    assert arxiv.identifier_in(url) == ARXIV_URLS[url]


# DOIs, Crossref, DataCite


def work(**message: object) -> Answer:
    return answer(json.dumps({"status": "ok", "message-type": "work", "message": message}))


def found_in(reply: Reply) -> Found:
    assert isinstance(reply, Known)
    return reply.found


PERSON = {"given": "Chris", "family": "Burges", "sequence": "first", "affiliation": []}


def test_crossref_gives_title_author_and_year() -> None:
    reply = crossref.parse(
        work(
            title=["Learning to rank using\n gradient descent"],
            author=[{"given": "Tal", "family": "Shaked", "sequence": "additional"}, PERSON],
            issued={"date-parts": [[2005]]},
        )
    )
    assert reply == Known(Found("Crossref", "Learning to rank using gradient descent", "Burges, Chris", 2005))


def test_crossref_keeps_the_subtitle_apart() -> None:
    assert found_in(crossref.parse(work(title=["BM25"], subtitle=["And Beyond"]))).title == "BM25: And Beyond"


@pytest.mark.parametrize(
    ("message", "year"),
    [
        ({"issued": {"date-parts": [[None]]}, "published-online": {"date-parts": [[2019, 7, 22]]}}, 2019),
        ({"issued": {"date-parts": [[]]}}, None),
        ({"issued": None}, None),
        ({}, None),
    ],
)
def test_crossref_may_not_know_the_year(message: dict[str, object], year: int | None) -> None:
    assert found_in(crossref.parse(work(title=["A"], **message))).year == year


def test_crossref_has_organisations_and_works_without_authors() -> None:
    assert found_in(crossref.parse(work(title=["A"], author=[{"name": "IEEE"}]))).first_author == "IEEE"
    assert found_in(crossref.parse(work(title=["A"]))).first_author == ""


@pytest.mark.parametrize("sort", ["retraction", "withdrawal", "removal"])
@pytest.mark.parametrize("name", ["updated-by", "update-to"])
def test_crossref_tells_of_a_withdrawal(name: str, sort: str) -> None:
    reply = crossref.parse(work(title=["A"], **{name: [{"DOI": "10.1/notice", "type": sort, "label": "Retraction"}]}))
    assert isinstance(reply, Known)
    assert "10.1/notice" in reply.notice


def test_a_correction_is_no_withdrawal() -> None:
    reply = crossref.parse(work(title=["A"], **{"updated-by": [{"DOI": "10.1/notice", "type": "correction"}]}))
    assert isinstance(reply, Known)
    assert not reply.notice


def test_what_crossref_does_not_have_is_absent_there() -> None:
    assert crossref.parse(answer("Resource not found.", 404)) == Absent("Crossref")


def test_a_doi_is_escaped_in_the_question() -> None:
    assert crossref.question("10.1002/(sici)1097<1::a>3.0;2-b").url.endswith(
        "/10.1002%2F%28sici%291097%3C1%3A%3Aa%3E3.0%3B2-b"
    )


DOI_URLS = {
    "https://doi.org/10.1145/1102351.1102363": "10.1145/1102351.1102363",
    "http://dx.doi.org/10.1109/IEEESTD.2019.8766229": "10.1109/ieeestd.2019.8766229",
    "https://doi.org/10.1002/%28SICI%291097": "10.1002/(sici)1097",
    "https://doi.org/": "",
    "https://doi.org/the-identifier": "",
    "https://example.org/10.1145/1102351.1102363": "",
}


@pytest.mark.parametrize("url", DOI_URLS)
def test_an_address_of_the_registry_has_its_doi(url: str) -> None:
    assert doi.doi_in(url) == DOI_URLS[url]


def test_the_registry_says_whether_a_doi_exists_at_all() -> None:
    unknown = answer(json.dumps({"responseCode": 100, "handle": "10.1/x"}), 404)
    known = answer(json.dumps({"responseCode": 1, "handle": "10.1/x", "values": []}))
    assert doi.parse(unknown) == Absent("doi.org")
    assert isinstance(doi.parse(known), Silent)
    assert isinstance(doi.parse(answer("Not found", 404)), Silent)


def item(identifier: str, **attributes: object) -> dict[str, object]:
    return {"id": identifier, "type": "dois", "attributes": {"doi": identifier, **attributes}}


VASWANI = {"name": "Vaswani, Ashish", "nameType": "Personal", "givenName": "Ashish", "familyName": "Vaswani"}


def test_datacite_answers_for_a_batch_in_any_order() -> None:
    first = item("10.48550/arxiv.1706.03762", titles=[{"title": "Attention"}], creators=[VASWANI], publicationYear=2017)
    second = item("10.5281/zenodo.1", titles=[{"title": "Data", "titleType": None}], creators=[{"name": "A House"}])
    asked = ["10.5281/zenodo.1", "10.48550/arxiv.1706.03762", "10.5281/zenodo.2"]
    assert datacite.parse(answer(json.dumps({"data": [first, second], "meta": {"total": 2}})), asked) == {
        "10.5281/zenodo.1": Known(Found("DataCite", "Data", "A House")),
        "10.48550/arxiv.1706.03762": Known(Found("DataCite", "Attention", "Vaswani, Ashish", 2017)),
        "10.5281/zenodo.2": Absent("DataCite"),
    }


def test_the_main_title_of_datacite_has_no_type() -> None:
    titles = [{"title": "Une traduction", "titleType": "TranslatedTitle"}, {"title": "The title"}]
    replies = datacite.parse(answer(json.dumps({"data": [item("10.5281/x", titles=titles)]})), ["10.5281/x"])
    assert found_in(replies["10.5281/x"]).title == "The title"


# Semantic Scholar


def test_semantic_scholar_answers_in_the_order_asked_and_null_is_no_proof_of_absence() -> None:
    paper = {
        "paperId": "x",
        "title": "Attention is All you Need",
        "year": 2017,
        "authors": [{"name": "Ashish Vaswani"}],
    }
    replies = semantic_scholar.parse(answer(json.dumps([None, paper])), ["ARXIV:1", "ARXIV:1706.03762"])
    assert found_in(replies["ARXIV:1706.03762"]) == Found(
        "Semantic Scholar", "Attention is All you Need", "Ashish Vaswani", 2017
    )
    assert isinstance(replies["ARXIV:1"], Silent)


def test_semantic_scholar_refuses_a_batch_of_which_it_knows_nothing() -> None:
    refused = answer(json.dumps({"error": "No valid paper ids given"}), 400)
    assert isinstance(semantic_scholar.parse(refused, ["ARXIV:1"])["ARXIV:1"], Silent)


def test_an_answer_of_another_length_is_not_read() -> None:
    assert isinstance(semantic_scholar.parse(answer("[null]"), ["ARXIV:1", "ARXIV:2"])["ARXIV:1"], Silent)


# GitHub


def test_github_gives_name_and_whether_it_is_archived() -> None:
    body = {"id": 1, "full_name": "huggingface/text-generation-inference", "description": "Serves", "archived": True}
    expected = Found("GitHub", "Serves", repository="huggingface/text-generation-inference", archived=True)
    assert github.parse(answer(json.dumps(body))) == Known(expected)


@pytest.mark.parametrize("status", [403, 429])
def test_a_spent_limit_says_nothing_of_the_repository(status: int) -> None:
    spent = answer('{"message": "API rate limit exceeded"}', status, **{"x-ratelimit-remaining": "0"})
    assert github.exhausted(spent)
    assert github.parse(spent) == Silent("GitHub", "its rate limit is spent")


def test_a_blocked_repository_is_not_a_spent_limit() -> None:
    blocked = answer('{"message": "Repository access blocked"}', 403, **{"x-ratelimit-remaining": "41"})
    assert not github.exhausted(blocked)
    assert isinstance(github.parse(blocked), Silent)


def test_only_githubs_api_is_followed_to() -> None:
    body = json.dumps({"message": "Moved Permanently", "url": "https://api.github.com/repositories/1"})
    further = github.moved(answer(body, 301))
    assert further is not None
    assert further.url == "https://api.github.com/repositories/1"
    assert github.moved(answer(body, 301, location="https://evil.example/repositories/1")) is None
    assert github.moved(answer(body, 301, location="http://api.github.com/repositories/1")) is None


GITHUB_URLS = {
    "https://github.com/NVIDIA/Megatron-LM": "NVIDIA/Megatron-LM",
    "https://github.com/NVIDIA/Megatron-LM/": "NVIDIA/Megatron-LM",
    "http://www.github.com/ggml-org/llama.cpp.git": "ggml-org/llama.cpp",
    "https://github.com/google-research/google-research/tree/master/rouge": "google-research/google-research",
    "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md#x": "ggml-org/ggml",
    "https://github.com/huggingface": "",
    "https://github.com/topics/llm": "",
    "https://github.com/orgs/huggingface/repositories": "",
    "https://gist.github.com/a/b": "",
    "https://github.com/a/b%2f..": "",
}


@pytest.mark.parametrize("url", GITHUB_URLS)
def test_an_address_of_github_has_its_repository(url: str) -> None:
    assert github.repository_in(url) == GITHUB_URLS[url]


# Whatever comes

PARSERS: dict[str, Callable[[Answer], object]] = {
    "arXiv": lambda each: arxiv.parse(each, ONE),
    "Crossref": crossref.parse,
    "DataCite": lambda each: datacite.parse(each, ["10.1/x"]),
    "doi.org": doi.parse,
    "Semantic Scholar": lambda each: semantic_scholar.parse(each, ["ARXIV:1"]),
    "GitHub": lambda each: (github.parse(each), github.moved(each), github.exhausted(each)),
}

ODD = {
    "nothing": b"",
    "no UTF-8": b"\xff\xfe\x00<",
    "HTML": b"<html><body>busy</body></html>",
    "half": b'{"message": {"title": ["A',
    "null": b"null",
    "a number": b"1e999",
    "deep": b"[" * 100_000,
    "deep XML": b"<a>" * 50_000,
    "strings for lists": b'{"message": {"title": "A", "author": "B", "issued": "C"}, "data": "D", "full_name": 7}',
    "lists of rubbish": b'{"message": {"title": [1], "author": [1, null, {"family": 2}], "issued": {"date-parts": [7]}, "updated-by": [null]},'
    b' "data": [null, {"attributes": {"titles": [1], "creators": [null], "publicationYear": "x", "doi": 3}}], "url": 4}',
    "papers of rubbish": b'[{"title": ["x"], "authors": {"a": 1}, "year": "2017"}]',
    "an entry of nothing": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
    "an unknown encoding": b'<?xml version="1.0" encoding="utf-99"?><feed/>',
}  # fmt: skip


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("status", [200, 301, 400, 404, 500])
def test_nothing_that_comes_raises(name: str, odd: str, status: int) -> None:
    PARSERS[name](answer(ODD[odd], status))


@pytest.mark.parametrize("name", PARSERS)
def test_no_answer_is_no_statement(name: str) -> None:
    silent = PARSERS[name](Answer("https://a.example/", failure=Failure.TIMEOUT, detail="no answer within 30 s"))
    assert "no answer within 30 s" in str(silent)
    assert "Absent" not in str(silent)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda each: st.lists(each, max_size=3) | st.dictionaries(
    st.sampled_from(["message", "title", "author", "issued", "date-parts", "data", "attributes", "titles", "creators", "full_name", "url", "name", "updated-by", "type"]), each, max_size=4), max_leaves=12)  # fmt: skip


@given(JSON)
def test_no_json_raises(value: object) -> None:
    for parse in PARSERS.values():
        parse(answer(json.dumps(value)))
