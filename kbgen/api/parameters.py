"""What a request asks for, read from its query string; every mistake in it is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import parse_qs

from kbgen.api.problems import BadParameters
from kbgen.lookup.names import MOST

LIMIT = 10
"""Hits of a search that names no limit."""
MOST_HITS = 50
"""Hits that a search may ask for."""
MOST_BYTES = 16 * MOST
"""Of a query string: room for the longest query, a character of which may take twelve (`%F0%9F%A6%99`)."""

MISSING = "q is missing; write what you look for: ?q=…"
_EMPTY = "q is empty; write what you look for: ?q=…"
_SHOWN = 40
"""Characters of a wrong value that its message repeats."""


class Search(NamedTuple):
    """What is searched, in which kind and language; None is all of them."""

    query: str
    kind: str | None
    language: str | None
    limit: int


def name_in(query_string: bytes) -> str:
    """The name to look up. Raises `BadParameters`."""
    given = _Given(query_string)
    query = given.query()
    given.must_be_right()
    return query


def search_in(query_string: bytes, kinds: Sequence[str], languages: Sequence[str]) -> Search:
    """The words to search. Raises `BadParameters`."""
    given = _Given(query_string)
    search = Search(given.query(), given.choice("kind", kinds), given.choice("lang", languages), given.limit())
    given.must_be_right()
    return search


class _Given:
    """The parameters of a request, and what is wrong with them. Others than those asked for are let be."""

    def __init__(self, query_string: bytes) -> None:
        if len(query_string) > MOST_BYTES:
            said = f"the query string has {len(query_string)} bytes; at most {MOST_BYTES} are read"
            raise BadParameters({"q": said})
        words = query_string.decode("utf-8", "replace")
        self._values = parse_qs(words, keep_blank_values=True, errors="replace")
        self._wrong: dict[str, str] = {}

    def must_be_right(self) -> None:
        """Raise `BadParameters` if anything is wrong."""
        if self._wrong:
            raise BadParameters(self._wrong)

    def query(self) -> str:
        """What `q` says, from 1 to `MOST` characters."""
        query = self._one("q")
        if query is None:
            self._wrong.setdefault("q", MISSING)
        elif not query:
            self._wrong["q"] = _EMPTY
        elif len(query) > MOST:
            self._wrong["q"] = f"q has {len(query)} characters; at most {MOST} are looked up"
        return query or ""

    def choice(self, name: str, allowed: Sequence[str]) -> str | None:
        """One of `allowed`, or None if it is not given."""
        value = self._one(name)
        if value is not None and value not in allowed:
            self._wrong[name] = f"{name} is {_shown(value)}; choose one of {', '.join(allowed)}"
        return value

    def limit(self) -> int:
        """How many hits, from 1 to `MOST_HITS`."""
        value = self._one("limit")
        if value is None:
            return LIMIT
        if value.isascii() and value.isdigit() and len(value) <= len(str(MOST_HITS)) and 1 <= int(value) <= MOST_HITS:
            return int(value)
        self._wrong["limit"] = f"limit is {_shown(value)}; write a whole number from 1 to {MOST_HITS}"
        return LIMIT

    def _one(self, name: str) -> str | None:
        values = self._values.get(name)
        if values is None:
            return None
        if len(values) > 1:
            self._wrong[name] = f"{name} is given {len(values)} times; once is enough"
            return None
        return values[0]


def _shown(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")
