"""What a look-up and a search give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from kbgen.index.entries import Entry

if TYPE_CHECKING:
    from kbgen.index.index import Index


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that answers to a query, and how."""

    ref: str
    how: str
    """`name`, `alias`, `symbol`, `form` (a plural, a missing space, an article), `formula` (a part of its LaTeX),
    `prefix`, `part` (words of a name), `typo` or `text` (words of its text)."""
    spelling: str
    """Its name that answers."""
    _index: Index = field(repr=False, compare=False)

    @property
    def entry(self) -> Entry:
        """The entry."""
        return self._index[self.ref]


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers to `query`, best first; never empty."""

    query: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that holds the words of a search, in the language in which it fits best."""

    ref: str
    language: str
    name: str
    extract: str
    """The part of its text with the most of the words."""
    marks: tuple[tuple[int, int], ...]
    """Where the words stand in `extract`: start and end of each."""
    _index: Index = field(repr=False, compare=False)

    @property
    def entry(self) -> Entry:
        """The entry."""
        return self._index[self.ref]


class Page(NamedTuple):
    """A page of the site."""

    path: str
    """Without ending: `formulas/attention`."""
    kind: str
    title: Mapping[str, str]
    """By language."""
    refs: tuple[str, ...]
