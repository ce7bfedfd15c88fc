"""What every part of the reader moves by: a cursor over pieces, in a scope of names."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kbgen.latex.errors import LatexError
from kbgen.latex.names import Names
from kbgen.latex.pieces import Piece
from kbgen.latex.tree import Node, Number, Product

COMPARISONS = frozenset({"<", r"\le", ">", r"\ge", "=", r"\neq"})
RELATIONS = frozenset({"=", r"\approx", r"\propto"})
CLOSERS = {"(": ")", "[": "]", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil", r"\lvert": r"\rvert",
           r"\lVert": r"\rVert", r"\{": r"\}"}  # fmt: skip
OPENERS = {closer: opener for opener, closer in CLOSERS.items()}
ENDS = frozenset({"+", "-", ",", ";", ":", *OPENERS, *COMPARISONS, *RELATIONS})
"""What ends a product."""

_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Index:
    """A declared index: its key, how an expectation over it is written, and its law in LaTeX."""

    key: str
    written: str | None = None
    law: str | None = None


class Scope:
    """What can be named where an expression stands: the names, the indices, and which of them are bound."""

    def __init__(self, names: Names, indices: Iterable[Index] = (), bound: Iterable[str] = ()) -> None:
        self.names = names
        self.indices = {index.key: index for index in indices}
        self.bound = frozenset(bound)

    def binding(self, *keys: str) -> Scope:
        """This scope with more bound indices."""
        return Scope(self.names, self.indices.values(), self.bound | set(keys)) if keys else self


def split(pieces: Sequence[Piece], marks: Iterable[str]) -> list[tuple[Piece, ...]]:
    """Pieces cut at top-level marks; the marks are dropped."""
    wanted = frozenset(marks)
    parts: list[list[Piece]] = [[]]
    for piece, depth in _levels(pieces):
        if depth == 0 and piece.text in wanted:
            parts.append([])
        else:
            parts[-1].append(piece)
    return [tuple(part) for part in parts]


def found(pieces: Sequence[Piece], marks: Iterable[str]) -> list[Piece]:
    """The top-level marks themselves."""
    wanted = frozenset(marks)
    return [piece for piece, depth in _levels(pieces) if depth == 0 and piece.text in wanted]


def _levels(pieces: Sequence[Piece]) -> list[tuple[Piece, int]]:
    """Each piece with how many delimiters are open behind it."""
    levels, depth = [], 0
    for piece in pieces:
        if piece.text in CLOSERS:
            depth += 1
        elif piece.text in OPENERS:
            depth -= 1
        levels.append((piece, depth))
    return levels


class Cursor(ABC):
    """A place in a row of pieces. Who knows the grammar says what a sum and a product are."""

    def __init__(self, pieces: Sequence[Piece], scope: Scope, latex: str, depth: int = 0) -> None:
        self.pieces = tuple(pieces)
        self.scope = scope
        self.latex = latex
        self.depth = depth
        self.at = 0

    @abstractmethod
    def sum(self) -> Node:
        """Terms up to a comma, a relation or a closing delimiter."""

    @abstractmethod
    def product(self) -> Node:
        """Factors up to the next + or −."""

    @abstractmethod
    def factor(self) -> Node:
        """One factor, with what hangs on it."""

    @abstractmethod
    def scripts(self, node: Node, piece: Piece) -> Node:
        """What the scripts of a piece do to a value."""

    def peek(self) -> Piece | None:
        """The piece ahead."""
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def error(self, what: str, at: Piece | Node | None, hint: str = "") -> LatexError:
        """An error at a piece, or at the end."""
        if at is None:
            end = self.pieces[-1].end if self.pieces else 0
            return LatexError(what, self.latex, end, end, hint)
        return LatexError(what, self.latex, at.start, at.end, hint)

    def must_end(self) -> None:
        """Nothing may be left."""
        piece = self.peek()
        if piece is not None:
            raise self.unexpected(piece)

    def unexpected(self, piece: Piece) -> LatexError:
        """A piece that has no place here."""
        return self.error(f"'{piece.text}' is not expected here", piece, _UNEXPECTED.get(piece.text, "take it away"))

    def inner(self, pieces: Sequence[Piece], *bound: str) -> Cursor:
        """A cursor over a part, with more indices bound."""
        if self.depth >= _DEEPEST:
            at = pieces[0] if pieces else None
            what = f"more than {_DEEPEST} levels of parentheses, fractions and sums"
            raise self.error(what, at, "give parts of the formula a name and a line")
        return type(self)(pieces, self.scope.binding(*bound), self.latex, self.depth + 1)

    def value_of(self, pieces: Sequence[Piece], owner: Piece, *bound: str) -> Node:
        """The value that a part prints."""
        if not pieces:
            raise self.error("a value is missing", owner, "write it")
        cursor = self.inner(pieces, *bound)
        node = cursor.sum()
        cursor.must_end()
        return node

    def indices_of(self, pieces: tuple[Piece, ...], owner: Piece) -> tuple[Node, ...]:
        """`i,j`, `2i+1`, or `ij`: bound indices in a row are one index each."""
        known = self.scope.bound | set(self.scope.indices)
        parts = split(pieces, {","})
        if len(parts) == 1 and len(pieces) > 1 and all(piece.key in known for piece in pieces):
            return tuple(self.value_of((piece,), owner) for piece in pieces)
        return tuple(self._index_of(part, owner) for part in parts)

    def _index_of(self, part: tuple[Piece, ...], owner: Piece) -> Node:
        node = self.value_of(part, owner)
        first = isinstance(node, Product) and isinstance(node.factors[0], Number)
        if isinstance(node, Product) and "" in node.marks[int(first) :]:  # in `2i` the 2 is no index
            raise self.error(
                "a subscript can be read as a product or as two indices", owner, "write a comma between them"
            )
        return node

    def take_inside(self) -> tuple[Piece, tuple[Piece, ...], Piece]:
        """The delimiter ahead, what stands inside, and the delimiter that closes it; moves behind."""
        opening = self.pieces[self.at]
        inside = self.inside()
        self.at += len(inside) + 2
        return opening, inside, self.pieces[self.at - 1]

    def inside(self) -> tuple[Piece, ...]:
        """The pieces between the delimiter ahead and the one that closes it."""
        opening = self.pieces[self.at]
        depth = 0
        for place in range(self.at, len(self.pieces)):
            text = self.pieces[place].text
            depth += (text in CLOSERS) - (text in OPENERS)
            if depth == 0:
                if text != CLOSERS[opening.text]:
                    hint = f"write {CLOSERS[opening.text]}"
                    raise self.error(f"'{opening.text}' is closed by '{text}'", self.pieces[place], hint)
                return self.pieces[self.at + 1 : place]
        raise self.error(f"'{opening.text}' is not closed", opening, f"write its {CLOSERS[opening.text]}")


_COMMA = "write one equation a line; a comma separates arguments and subscripts only"
_ONE = "write one comparison, or one equation a line"
_UNEXPECTED = {
    ",": _COMMA, ";": _COMMA, ":": _COMMA, "*": r"write \cdot, or nothing, for a product", "=": _ONE, "<": _ONE,
    ">": _ONE, r"\le": _ONE, r"\ge": _ONE, r"\neq": _ONE, r"\approx": _ONE, r"\propto": _ONE,
    "!": r"write \prod_{i=1}^{n} i, or \binom", "/": r"write \frac{…}{…}",
    r"\mid": r"declare the whole symbol, P(x \mid y)", r"\parallel": r"declare the whole symbol, D(P \parallel Q)",
    "|": r"write \lvert … \rvert", r"\|": r"write \lVert … \rVert", ".": "take it away; write 0.5 with its 0",
    ")": "it closes nothing: take it away", "]": "it closes nothing: take it away", r"\in": r"write it under a \sum",
    r"\sim": r"write it under an \mathbb{E}", "+": "write what is added", "-": "write what is subtracted",
}  # fmt: skip
