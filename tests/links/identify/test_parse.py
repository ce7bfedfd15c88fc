"""What the catalogues of DOIs and papers answer, and what odd answers all of them bear. No parser ever raises."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.links.claim import Claim
from kbgen.links.exchange import Answer, Failure
from kbgen.links.identify import arxiv, compare, crossref, datacite, doi, github, semantic_scholar
from kbgen.links.identify.sought import Absent, Known, Silent
from kbgen.records.links import Document, Found
from tests.links.identify.answers import answer, found_in

# DOIs, Crossref, DataCite


def work(**message: object) -> Answer:
    return answer(json.dumps({"status": "ok", "message-type": "work", "message": message}))


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
    assert isinstance(doi.parse(answer(json.dumps({"responseCode": 2, "handle": "10.1/x"}), 404)), Silent)


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


# Whatever comes

PARSERS: dict[str, Callable[[Answer], object]] = {
    "arXiv": lambda each: arxiv.parse(each, ["1706.03762"]),
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


def test_a_lone_surrogate_of_a_catalogue_is_not_passed_on() -> None:
    body = '{"message": {"title": ["A \\ud800 title\\u202e"], "author": [{"family": "Ro\\udfffe", "given": "Jane"}]}}'
    found = found_in(crossref.parse(answer(body)))
    assert (found.title, found.first_author) == ("A \ufffd title\ufffd", "Ro\ufffde, Jane")
    sought = compare(
        Claim("paper", ("Another\ud800",), authors=("John Doe\ud800",)), found, identifier="doi:10.1/\ud800"
    )
    assert sought.document is Document.WRONG
    assert sought.detail.encode()
