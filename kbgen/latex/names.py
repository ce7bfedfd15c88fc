"""The names of a formula, and how the longest one is found in its LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from kbgen.latex.pieces import Piece, key_of, pieces_of

Role = Literal["variable", "size", "index", "parameter", "value", "array", "function", "entry"]


@dataclass(frozen=True, slots=True)
class Name:
    """What a spelling stands for.

    `variable`, `size`, `index`, `parameter`: given or bound. `value`, `array`, `function`: what a left side defines.
    `entry`: a function that is an entry of its own.
    """

    key: str
    role: Role
    pieces: tuple[Piece, ...]
    rank: int | None = None
    """Number of axes, where it is declared."""
    over: tuple[str, ...] = ()
    """Keys of the indices at which an atom is read."""
    domain: str = ""

    @property
    def length(self) -> int:
        """How much LaTeX it takes: the longest name wins."""
        return len(self.key)


@dataclass(frozen=True, slots=True)
class Match:
    """A name found: how many pieces it takes, and what scripts the last of them has left."""

    name: Name
    pieces: int
    last: Piece
    """The last piece with the scripts that are not part of the name."""
    start: int
    end: int


@lru_cache(maxsize=4096)
def spelled(latex: str) -> str:
    """The key of a symbol as it is written in a declaration."""
    return key_of(pieces_of(latex))


class Names:
    """Names by key; immutable: `with_names` gives a new table."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.by_key = {name.key: name for name in names}
        self._longest_first = sorted(self.by_key.values(), key=lambda name: -name.length)

    def with_names(self, names: Iterable[Name]) -> Names:
        """This table with more names; a new one hides an old one of the same key."""
        return Names([*self.by_key.values(), *names])

    def without(self, keys: Iterable[str]) -> Names:
        """This table without some names."""
        gone = set(keys)
        return Names([name for name in self.by_key.values() if name.key not in gone])

    def find(self, pieces: Sequence[Piece], at: int) -> Match | None:
        """The longest name that stands at `at`."""
        for name in self._longest_first:
            last = _match(name.pieces, pieces, at)
            if last is not None:
                count = len(name.pieces)
                return Match(name, count, last, pieces[at].start, pieces[at + count - 1].end)
        return None

    def like(self, piece: Piece) -> list[str]:
        """Names that look like a piece, for a hint."""
        letters = _letters(piece.key)
        return [key for key in self.by_key if letters and _letters(key)[:1] == letters[:1]][:4]


def _letters(key: str) -> list[str]:
    dresses = (r"\operatorname", r"\mathrm", r"\hat", r"\mathbf", r"\mathcal")
    return [word for word in re.findall(r"\\?[A-Za-z]+", key) if word not in dresses]


def _match(pattern: Sequence[Piece], pieces: Sequence[Piece], at: int) -> Piece | None:
    """The last piece with its spare scripts if `pattern` stands at `at`, else None."""
    if at + len(pattern) > len(pieces):
        return None
    for offset in range(len(pattern) - 1):
        if pieces[at + offset].key != pattern[offset].key:
            return None
    wanted, found = pattern[-1], pieces[at + len(pattern) - 1]
    if wanted.base != found.base:
        return None
    spare = found
    if wanted.sub is not None:
        if found.sub is None or key_of(found.sub) != key_of(wanted.sub):
            return None
        spare = replace(spare, sub=None)
    if wanted.sup is not None:
        if found.sup is None or key_of(found.sup) != key_of(wanted.sup):
            return None
        spare = replace(spare, sup=None)
    return spare


def printed(key: str) -> str:
    """A key as an author would write it: for messages."""
    words = re.sub(r"(\\[a-z]+)\{((?:\\?\w+ )+\w+)\}", lambda found: f"{found[1]}{{{found[2].replace(' ', '')}}}", key)
    words = re.sub(r"([_^])\{(\w)\}", r"\1\2", words)
    return re.sub(r" ?([(),|]) ?", r"\1", words).replace(",", ", ")
