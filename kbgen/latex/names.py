"""The names of a formula, and how the longest one is found in its LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

from kbgen.latex.pieces import DRESSES, Piece, key_of, pieces_of

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
    """Keys of the indices at which an atom is read; of a function, the parameters that are its subscripts."""
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
    rival: Name | None = None
    """Another name that could stand there: `W^Q` where `W_i` was found in `W_i^Q`."""


@lru_cache(maxsize=10_000)
def spelled(latex: str) -> str:
    """The key of a symbol as it is written in a declaration. Raises `LatexError`."""
    return key_of(pieces_of(latex))


class Names:
    """Names by key; immutable: `with_names` gives a new table."""

    def __init__(self, names: Iterable[Name], unprinted: Iterable[str] = ()) -> None:
        self.by_key = {name.key: name for name in names}
        self.unprinted = frozenset(unprinted)
        """Names of sizes without a symbol: a formula cannot print them."""
        self._by_first: dict[str, list[Name]] = {}
        for name in sorted(self.by_key.values(), key=lambda name: -name.length):
            self._by_first.setdefault(name.pieces[0].base, []).append(name)

    def with_names(self, names: Iterable[Name]) -> Names:
        """This table with more names; a new one hides an old one of the same key."""
        return Names([*self.by_key.values(), *names], self.unprinted)

    def without(self, keys: Iterable[str]) -> Names:
        """This table without some names."""
        gone = set(keys)
        return Names([name for name in self.by_key.values() if name.key not in gone], self.unprinted)

    def find(self, pieces: Sequence[Piece], at: int) -> Match | None:
        """The longest name that stands at `at`."""
        best: Match | None = None
        for name in self._by_first.get(pieces[at].base, ()):
            last = _match(name.pieces, pieces, at)
            if last is None:
                continue
            count = len(name.pieces)
            if best is None:
                best = Match(name, count, last, pieces[at].start, pieces[at + count - 1].end)
            elif count == best.pieces and _takes_more(last, best.last):
                return replace(best, rival=name)
        return best

    def like(self, piece: Piece) -> list[str]:
        """Names as they are printed that the author of `piece` may have meant."""
        wanted = printed(piece.key)
        shown = {printed(key): key for key in self.by_key}
        first = _letters(piece.key)[:1]
        alike = [name for name, key in shown.items() if first and _letters(key)[:1] == first]
        alike += [name for name in shown if name.casefold() == wanted.casefold()]
        alike += get_close_matches(wanted, shown, n=3, cutoff=0.7)
        return [name for name in dict.fromkeys(alike) if name != wanted][:3]


def _letters(key: str) -> list[str]:
    return [word for word in re.findall(r"\\?[A-Za-z]+", key) if word not in DRESSES and word != r"\operatorname"]


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
        spare = replace(spare, sub=None, sup_first=False)
    if wanted.sup is not None:
        if found.sup is None or key_of(found.sup) != key_of(wanted.sup):
            return None
        spare = replace(spare, sup=None, sup_first=False)
    return spare


def _takes_more(last: Piece, best: Piece) -> bool:
    """Whether one name takes a script that the longer one leaves."""
    return (last.sub is None and best.sub is not None) or (last.sup is None and best.sup is not None)


@lru_cache(maxsize=4096)
def printed(key: str) -> str:
    """A key as an author would write it: for messages."""
    words = re.sub(r"(\\[A-Za-z]+)\{([^{}]*)\}", _joined, key)
    words = re.sub(r"([_^])\{(\w|\\[A-Za-z]+)\}", r"\1\2", words)
    words = re.sub(r" ?([()|]) ?", r"\1", words)
    words = re.sub(r"(?<=\w) ([-+]) (?=\w)", r"\1", words)
    return re.sub(r" ?([,;]) ?", r"\1 ", words).rstrip()


def _joined(found: re.Match[str]) -> str:
    """The letters of a dressed word, written together."""
    dressed = found[1] in DRESSES or found[1] == r"\operatorname"
    return f"{found[1]}{{{found[2].replace(' ', '')}}}" if dressed and "\\" not in found[2] else found[0]
