from __future__ import annotations

from http import HTTPStatus

import pytest

from kbgen.api.parameters import LIMIT, MOST_BYTES, MOST_HITS, Search, name_in, search_in
from kbgen.api.problems import BadParameters
from kbgen.lookup.names import MOST
from tests.api.conftest import Ask

KINDS, LANGUAGES = ("glossary", "formulas"), ("fr", "en")


def wrong(query_string: bytes) -> dict[str, str]:
    """What is wrong with the parameters of a search."""
    with pytest.raises(BadParameters) as caught:
        search_in(query_string, KINDS, LANGUAGES)
    return dict(caught.value.more["parameters"])


def test_a_search_has_defaults() -> None:
    assert search_in(b"q=low+rank", KINDS, LANGUAGES) == Search("low rank", None, None, LIMIT)


def test_a_search_may_be_narrowed() -> None:
    asked = search_in(b"q=rang&kind=formulas&lang=fr&limit=3", KINDS, LANGUAGES)
    assert asked == Search("rang", "formulas", "fr", 3)


@pytest.mark.parametrize(
    ("given", "read"), [(b"q=%E2%88%91", "∑"), ("q=∑".encode(), "∑"), (b"q=a%26b%3Dc", "a&b=c"), (b"q=\xff", "\ufffd")]
)
def test_a_query_is_utf_8_escaped_or_not(given: bytes, read: str) -> None:
    assert name_in(given) == read


def test_a_parameter_that_nobody_asks_for_is_let_be() -> None:
    assert name_in(b"utm_source=x&q=rope&_=1") == "rope"


@pytest.mark.parametrize(
    ("given", "parameter", "message"),
    [
        (b"", "q", "q is missing; write what you look for: ?q=…"),
        (b"query=rope", "q", "q is missing; write what you look for: ?q=…"),
        (b"q=", "q", "q is empty; write what you look for: ?q=…"),
        (b"q=a&q=b", "q", "q is given 2 times; once is enough"),
        (b"q=" + b"a" * (MOST + 1), "q", f"q has {MOST + 1} characters; at most {MOST} are looked up"),
        (b"q=a&kind=term", "kind", "kind is 'term'; choose one of glossary, formulas"),
        (b"q=a&kind=", "kind", "kind is ''; choose one of glossary, formulas"),
        (b"q=a&lang=de", "lang", "lang is 'de'; choose one of fr, en"),
        (b"q=a&lang=" + b"x" * 1000, "lang", f"lang is '{'x' * 40}…'; choose one of fr, en"),
        (b"q=a&limit=0", "limit", f"limit is '0'; write a whole number from 1 to {MOST_HITS}"),
        (b"q=a&limit=51", "limit", f"limit is '51'; write a whole number from 1 to {MOST_HITS}"),
        (b"q=a&limit=-1", "limit", f"limit is '-1'; write a whole number from 1 to {MOST_HITS}"),
        (b"q=a&limit=1e1", "limit", f"limit is '1e1'; write a whole number from 1 to {MOST_HITS}"),
        ("q=a&limit=٣".encode(), "limit", f"limit is '٣'; write a whole number from 1 to {MOST_HITS}"),
        (b"q=a&limit=" + b"9" * 5000, "limit", f"limit is '{'9' * 40}…'; write a whole number from 1 to {MOST_HITS}"),
    ],
)  # fmt: skip
def test_what_is_wrong_says_what_to_write(given: bytes, parameter: str, message: str) -> None:
    assert wrong(given) == {parameter: message}


def test_every_mistake_is_told_at_once() -> None:
    assert list(wrong(b"kind=x&lang=y&limit=z")) == ["q", "kind", "lang", "limit"]


def test_a_query_string_beyond_all_measure_is_not_read() -> None:
    assert wrong(b"a&" * MOST_BYTES) == {
        "q": f"the query string has {2 * MOST_BYTES} bytes; at most {MOST_BYTES} are read"
    }


def test_the_longest_query_is_read_however_it_is_written() -> None:
    assert name_in(b"q=" + b"%F0%9F%A6%99" * MOST) == "🦙" * MOST


@pytest.mark.parametrize(
    "path", ["/api/v1/lookup", "/api/v1/lookup?q=", f"/api/v1/lookup?q={'a' * 10_000}", "/api/v1/search?q=a&limit=x"]
)
def test_a_bad_request_is_a_problem(ask: Ask, path: str) -> None:
    answer = ask(path)
    problem = answer.json()
    assert answer.status_code == problem["status"] == HTTPStatus.BAD_REQUEST
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["title"] == "Bad Request"
    assert problem["detail"] == "; ".join(problem["parameters"].values())
