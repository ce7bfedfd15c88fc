from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import quote

import pytest

from kbgen.export import json_api
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.lookup.names import MOST
from tests.api.conftest import Ask, over
from tests.conftest import GLOSSARY, KB, Base

ODD = [
    " ", "\x00", "\x07\x1b[31m", "\r\nSet-Cookie: a=b", "🦙", "🏳️‍🌈" * 40, "%", "%%%", "%zz", "+", "&", "#", "'", '"', '"""', "`",
    "*", "rop*", "^rope", "rope AND", "AND", "OR", "NOT rope", "NEAR(rope)", "NEAR/2", "name:rope", "{name}:rope", "-rope",
    "(", ")", "()", "{", "[]", ";", "rope'; DROP TABLE names; --", "' OR 1=1 --", "\\", "\\frac{", "$", "\ufeff", "\u202erope",
    "\ufffd", "../../etc/passwd", "<script>", "é" * MOST, "a " * (MOST // 2), "\u0301", "ı", "ﬁ",
]  # fmt: skip
"""What people, programs and attackers may ask for."""


def test_a_lookup_gives_what_the_index_answers(ask: Ask, index: Index) -> None:
    answer = ask("/api/v1/lookup?q=rotary%20Encoding")
    assert answer.status_code == HTTPStatus.OK
    assert answer.text == answer_json(index, index.lookup("rotary Encoding"))


def test_the_first_match_comes_in_full(ask: Ask) -> None:
    answer = ask("/api/v1/lookup?q=RoPE").json()
    assert answer["entry"] == ask("/api/v1/glossary/rope.json").json()


def test_a_plus_and_an_escape_are_the_same_space(ask: Ask) -> None:
    assert ask("/api/v1/lookup?q=rotary+encoding").content == ask("/api/v1/lookup?q=rotary%20encoding").content


def test_what_nothing_is_called_is_not_found_and_names_are_suggested(ask: Ask) -> None:
    answer = ask("/api/v1/lookup?q=sigmodial")
    problem = answer.json()
    assert answer.status_code == problem["status"] == HTTPStatus.NOT_FOUND
    assert answer.headers["content-type"] == "application/problem+json"
    assert "sigmoid" in problem["suggestions"]
    assert problem["detail"].startswith("nothing is called 'sigmodial'; did you mean ")


def test_a_search_gives_what_the_index_finds(ask: Ask, index: Index) -> None:
    answer = ask("/api/v1/search?q=rotation&kind=glossary&lang=en&limit=1")
    hits = index.search("rotation", kind="glossary", language="en", limit=1)
    assert len(hits) == 1
    assert answer.text == hits_json(index, "rotation", hits, "glossary", "en")


def test_a_search_that_finds_nothing_is_an_answer(ask: Ask) -> None:
    answer = ask("/api/v1/search?q=zeppelin")
    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {"query": "zeppelin", "kind": None, "language": None, "hits": []}


@pytest.mark.parametrize("query", ODD, ids=ascii)
def test_an_odd_query_gets_an_answer_or_a_clean_not_found(ask_whole: Ask, query: str) -> None:
    found, searched = (ask_whole(f"/api/v1/{verb}?q={quote(query, safe='')}") for verb in ("lookup", "search"))
    assert found.status_code in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}
    assert searched.status_code == HTTPStatus.OK
    assert searched.json()["query"] == query
    assert set(found.headers) == set(ask_whole("/api/v1/lookup?q=rope" if found.is_success else "/nowhere").headers)


@pytest.mark.parametrize("escaped", ["%ff", "%c3", "%ed%a0%80", "%F0%9F", "%"])
def test_bytes_that_are_no_text_get_a_clean_answer(ask: Ask, escaped: str) -> None:
    assert ask(f"/api/v1/lookup?q={escaped}").status_code == HTTPStatus.NOT_FOUND
    assert ask(f"/api/v1/search?q={escaped}").status_code == HTTPStatus.OK


def test_every_file_of_the_site_has_the_same_bytes_here(ask: Ask, index: Index) -> None:
    files = dict(json_api.files(index))
    assert files
    assert {path: ask(f"/{path}").content for path in files} == {path: text.encode() for path, text in files.items()}


def test_an_unknown_entry_is_not_found_and_refs_are_suggested(ask: Ask) -> None:
    answer = ask("/api/v1/glossary/rop.json")
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "glossary/rope" in answer.json()["suggestions"]


def test_an_unknown_kind_is_not_found_and_kinds_are_named(ask: Ask) -> None:
    problem = ask("/api/v1/formula.json").json()
    assert problem["suggestions"] == ["formulas"]
    assert problem["detail"] == "there is no kind 'formula'; choose one of glossary, formulas, links"


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/api", "/api/v1/", "/api/v1/lookup/", "/docs", "/redoc", "/api/v1/names/zzz.json", "/%00"],
)
def test_a_path_that_is_no_address_says_where_to_begin(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert "/api/v1/index.json" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/api/v1/../v1/index.json", "/api/v1/glossary/..%2Frope.json", "/api/v1/%2e%2e/kb.yml"]
)
def test_a_path_never_leads_out_of_the_api(ask: Ask, path: str) -> None:
    assert ask(path).status_code in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}
    assert "languages:" not in ask(path).text


def test_the_address_of_a_retired_entry_leads_to_what_replaces_it(base: Base) -> None:
    retired = "retired: {glossary/rotary: glossary/rope, formulas/logistic: formulas/sigmoid, glossary/gone: null}\n"
    for ask in over(base({"kb.yml": KB + retired})):
        answer = ask("/api/v1/glossary/rotary.json")
        assert answer.status_code == HTTPStatus.MOVED_PERMANENTLY
        assert str(answer.next_request and answer.next_request.url.path) == "/api/v1/glossary/rope.json"
        assert ask("/api/v1/formulas/logistic.json").headers["location"] == "../formulas/sigmoid.json"
        assert ask("/api/v1/glossary/gone.json").status_code == HTTPStatus.NOT_FOUND


def test_the_home_says_where_to_begin(ask: Ask) -> None:
    home = ask("/").json()
    assert ask(f"/{home['index']}").is_success
    assert ask(f"/{home['openapi']}").is_success
    assert ask(f"/{home['lookup'].replace('{?q}', '?q=rope')}").is_success


def test_a_retired_name_still_finds_its_entry(base: Base) -> None:
    for ask in over(base({"kb.yml": f"{KB}retired: {{glossary/rotary: glossary/rope}}\n", "glossary/r.yml": GLOSSARY})):
        assert json.loads(ask("/api/v1/lookup?q=glossary/rotary").text)["entry"]["ref"] == "glossary/rope"
