"""Pieces → tree. Where LaTeX could be read in two ways the reader refuses and says what to write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kbgen.latex.errors import LatexError
from kbgen.latex.names import Match, Name, Names, printed
from kbgen.latex.pieces import Piece, key_of
from kbgen.latex.tree import (
    Add, Call, Cases, Cell, Compare, Constant, Extreme, Fraction, Mark, Matrix, Negative, Node, Number, Over, Power,
    Product, Reduce, Root, Symbol, Transpose, Apply,
)  # fmt: skip

COMPARISONS = frozenset({"<", r"\le", ">", r"\ge", "=", r"\neq"})
RELATIONS = frozenset({"=", r"\approx", r"\propto"})

_FUNCTIONS = {
    r"\exp": "exp", r"\log": "log", r"\sin": "sin", r"\cos": "cos", r"\tan": "tan", r"\tanh": "tanh", r"\sinh": "sinh",
    r"\cosh": "cosh", r"\operatorname{e r f}": "erf", r"\operatorname{s g n}": "sign",
}  # fmt: skip
_CLOSERS = {"(": ")", "[": "]", r"\lfloor": r"\rfloor", r"\lceil": r"\rceil", r"\lvert": r"\rvert",
            r"\lVert": r"\rVert", r"\{": r"\}"}  # fmt: skip
_OPENERS = {closer: opener for opener, closer in _CLOSERS.items()}
_PRODUCTS: Mapping[str, Mark] = {r"\cdot": r"\cdot", r"\times": r"\times", r"\odot": r"\odot"}
_ENDS = frozenset({"+", "-", ",", ";", ":", *_OPENERS, *COMPARISONS, *RELATIONS})


@dataclass(frozen=True, slots=True)
class Index:
    """A declared index: its key, and how an expectation over it is written."""

    key: str
    written: str | None = None
    law: tuple[Piece, ...] | None = None


class Scope:
    """What can be named where an expression stands: the names, the indices, and which of them are bound."""

    def __init__(self, names: Names, indices: Iterable[Index] = (), bound: Iterable[str] = ()) -> None:
        self.names = names
        self.indices = {index.key: index for index in indices}
        self.bound = frozenset(bound)

    def binding(self, *keys: str) -> Scope:
        """This scope with more bound indices."""
        return Scope(self.names, self.indices.values(), self.bound | set(keys))


def read(pieces: Sequence[Piece], scope: Scope, latex: str) -> Node:
    """The value that `pieces` print. Raises `LatexError`."""
    cursor = _Cursor(tuple(pieces), scope, latex)
    node = cursor.sum()
    cursor.must_end()
    return node


def read_comparison(pieces: Sequence[Piece], scope: Scope, latex: str) -> Compare:
    """The comparison that `pieces` print. Raises `LatexError`."""
    return _comparison(_Cursor(tuple(pieces), scope, latex))


def split(pieces: Sequence[Piece], marks: Iterable[str]) -> list[tuple[Piece, ...]]:
    """Pieces cut at top-level marks; the marks are dropped."""
    wanted = frozenset(marks)
    parts: list[list[Piece]] = [[]]
    depth = 0
    for piece in pieces:
        if piece.text in _CLOSERS and piece.kind != "group":
            depth += 1
        elif piece.text in _OPENERS:
            depth -= 1
        if depth == 0 and piece.text in wanted:
            parts.append([])
        else:
            parts[-1].append(piece)
    return [tuple(part) for part in parts]


def _comparison(cursor: _Cursor) -> Compare:
    left = cursor.sum()
    mark = cursor.peek()
    if mark is None or mark.text not in COMPARISONS:
        raise cursor.error("no comparison", mark, r"write one of < \le > \ge = \neq")
    cursor.at += 1
    right = cursor.sum()
    cursor.must_end()
    return Compare(mark.text, left, right, start=left.start, end=right.end)  # type: ignore[arg-type]


class _Cursor:
    def __init__(self, pieces: tuple[Piece, ...], scope: Scope, latex: str) -> None:
        self.pieces = pieces
        self.scope = scope
        self.latex = latex
        self.at = 0

    # -- moving ---------------------------------------------------------------------------------------------------

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
            raise self.error(f"'{piece.text}' is not expected here", piece, "take it away, or set parentheses")

    def inner(self, pieces: Sequence[Piece], *bound: str) -> _Cursor:
        """A cursor over a part, with more indices bound."""
        return _Cursor(tuple(pieces), self.scope.binding(*bound), self.latex)

    def value_of(self, pieces: Sequence[Piece], owner: Piece, *bound: str) -> Node:
        """The value that a part prints."""
        if not pieces:
            raise self.error("empty", owner, "write its content")
        cursor = self.inner(pieces, *bound)
        node = cursor.sum()
        cursor.must_end()
        return node

    # -- sums and products ----------------------------------------------------------------------------------------

    def sum(self) -> Node:
        """Terms up to a comma, a relation or a closing delimiter."""
        terms: list[Node] = []
        while True:
            sign = self.peek()
            if sign is not None and sign.text in ("+", "-") and (terms or sign.text == "-"):
                self.at += 1
            elif terms:
                break
            else:
                sign = None
            if sign is not None and (sign.sub or sign.sup):
                raise self.error(f"'{sign.text}' with a script", sign, "take the script away")
            term = self.product()
            minus = sign is not None and sign.text == "-"
            terms.append(Negative(term, start=sign.start, end=term.end) if minus and sign else term)
        if len(terms) == 1:
            return terms[0]
        return Add(tuple(terms), start=terms[0].start, end=terms[-1].end)

    def product(self) -> Node:
        """Factors up to the next + or −."""
        factors: list[Node] = []
        marks: list[Mark] = []
        divided = False
        while (piece := self.peek()) is not None and piece.text not in _ENDS:
            mark: Mark = ""
            if piece.text in _PRODUCTS:
                if not factors:
                    raise self.error(f"'{piece.text}' without a factor before it", piece)
                mark = _PRODUCTS[piece.text]
                self.at += 1
            elif piece.text == "/":
                self._divide(piece, factors, marks)
                divided = True
                continue
            elif divided:
                raise self.error("a/b c can be read in two ways", piece, r"write \frac{a}{b c} or \frac{a}{b} c")
            factor = self._factor(factors[-1] if factors and not mark else None)
            factors.append(factor)
            marks.append(mark)
        if not factors:
            at = self.peek() or (self.pieces[-1] if self.pieces else None)
            raise self.error("a value is missing", at, "write it")
        if len(factors) == 1:
            return factors[0]
        return Product(tuple(factors), tuple(marks[1:]), start=factors[0].start, end=factors[-1].end)

    def _divide(self, slash: Piece, factors: list[Node], marks: list[Mark]) -> None:
        if not factors:
            raise self.error("'/' without a value before it", slash)
        self.at += 1
        following = self.peek()
        if following is None or following.text in _ENDS or following.text == "/":
            raise self.error("'/' without a value after it", slash, "write it")
        bottom = self._factor(None)
        again = self.peek()
        if again is not None and again.text == "/":
            raise self.error("a/b/c can be read in two ways", again, r"write \frac")
        top = factors[0]
        if len(factors) > 1:
            top = Product(tuple(factors), tuple(marks[1:]), start=factors[0].start, end=factors[-1].end)
        factors[:] = [Fraction(top, bottom, start=top.start, end=bottom.end)]
        marks[:] = [""]

    # -- factors --------------------------------------------------------------------------------------------------

    def _factor(self, before: Node | None) -> Node:
        piece = self.pieces[self.at]
        match = self.scope.names.find(self.pieces, self.at)
        if match is not None:
            return self._named(match)
        if piece.text in (r"\{", "|", r"\|"):
            hint = {r"\{": r"write \min\{k : …\} or parentheses", "|": r"write \lvert … \rvert"}
            raise self.error(f"'{piece.text}' is not read here", piece, hint.get(piece.text, r"write \lVert … \rVert"))
        if piece.text in _CLOSERS and piece.kind != "group":
            return self._delimited(piece, before)
        if piece.text in (r"\sum", r"\prod"):
            return self._big(piece)
        if piece.text in (r"\max", r"\min"):
            return self._extreme(piece)
        if piece.base == r"\mathbb{E}":
            return self._expectation(piece)
        if piece.base in _FUNCTIONS:
            return self._function(piece)
        self.at += 1
        return self._scripts(self._leaf(piece), piece)

    def _leaf(self, piece: Piece) -> Node:
        span = {"start": piece.start, "end": piece.end}
        if piece.kind == "number":
            return Number(float(piece.text) if "." in piece.text else int(piece.text), **span)
        if piece.text in (r"\pi", r"\infty"):
            return Constant(piece.text, **span)  # type: ignore[arg-type]
        if piece.kind == "group":
            return self.value_of(piece.parts[0], piece)
        if piece.text == r"\frac":
            return Fraction(self.value_of(piece.parts[0], piece), self.value_of(piece.parts[1], piece), **span)
        if piece.text == r"\binom":
            return Call("binom", tuple(self.value_of(part, piece) for part in piece.parts), **span)
        if piece.text == r"\sqrt":
            degree = self.value_of(piece.parts[0], piece) if len(piece.parts) == 2 else None
            return Root(self.value_of(piece.parts[-1], piece), degree, **span)
        if piece.kind == "environment":
            return self._environment(piece)
        raise self._unknown(piece)

    def _unknown(self, piece: Piece) -> LatexError:
        if piece.text == "e" and piece.kind == "letter":
            return self.error("'e' is not declared", piece, r"write \exp(…) for the exponential, or declare it")
        if piece.text == r"\mathrm" and len(key_of(piece.parts[0])) > 1:
            near = f"for a function write \\operatorname{{{key_of(piece.parts[0]).replace(' ', '')}}}, else declare it"
            return self.error(f"'{printed(piece.key)}' is not declared", piece, near)
        alike = self.scope.names.like(piece)
        hint = f"did you mean {' or '.join(printed(key) for key in alike)}? else" if alike else ""
        what = f"'{printed(piece.key)}' is not declared"
        if piece.kind == "mark" or piece.text in (r"\mid", r"\parallel", r"\in", r"\sim"):
            return self.error(f"'{piece.text}' is not expected here", piece)
        if piece.kind == "command" and not piece.parts and piece.text not in _GREEK:
            return self.error(f"'{piece.text}' is a construct the reader does not know", piece, hint + " declare it")
        return self.error(what, piece, f"{hint} add it to variables, or define it in a line of the formula".strip())

    def _scripts(self, node: Node, piece: Piece) -> Node:
        """What the scripts of a piece do to a value: a subscript reads a component, a superscript raises."""
        if piece.sub is not None and piece.sup is not None and piece.sup_first:
            raise self.error("x^2_i can be read in two ways", piece, "write x_i^2 or (x^2)_i")
        if piece.sub is not None:
            node = Cell(node, self._indices(piece.sub, piece), start=node.start, end=piece.end)
        if piece.sup is None:
            return node
        power = key_of(piece.sup)
        if power == r"\top":
            return Transpose(node, start=node.start, end=piece.end)
        if power == "T" and "T" not in self.scope.names.by_key:
            raise self.error("x^T can be read in two ways", piece, r"write x^\top for the transpose, or declare T")
        return Power(node, self.value_of(piece.sup, piece), start=node.start, end=piece.end)

    def _indices(self, pieces: tuple[Piece, ...], owner: Piece) -> tuple[Node, ...]:
        """`i,j`, `2i+1`, or `ij`: declared indices in a row are one index each."""
        parts = split(pieces, {","})
        if len(parts) == 1 and len(pieces) > 1 and all(piece.key in self.scope.indices for piece in pieces):
            parts = [(piece,) for piece in pieces]
        return tuple(self.value_of(part, owner) for part in parts)

    # -- names ----------------------------------------------------------------------------------------------------

    def _named(self, match: Match) -> Node:
        self.at += match.pieces
        name = match.name
        span = {"start": match.start, "end": match.end}
        if name.role in ("function", "entry"):
            return self._applied(name, match)
        if name.role == "index" and name.key not in self.scope.bound:
            what = f"the index {printed(name.key)} is free here"
            raise self.error(what, self.pieces[self.at - 1], r"bind it with \sum, \max_… or a left side")
        node: Node = Symbol(name.key, **span)
        if name.over and match.last.sub is None:
            for index in name.over:
                if index not in self.scope.bound:
                    what = f"'{printed(name.key)}' is read at {printed(index)}, which is free here"
                    raise self.error(what, self.pieces[self.at - 1], r"bind it with \sum or \max_…")
            node = Cell(node, tuple(Symbol(index, **span) for index in name.over), **span)
        node = self._scripts(node, match.last)
        return self._not_a_call(node, name) if match.last.sup is None else node

    def _not_a_call(self, node: Node, name: Name) -> Node:
        """Refuse x(y): a product, or a function of y?"""
        following = self.peek()
        if following is None or following.text != "(" or name.role == "index":
            return node
        inside = self._inside("(")
        terms = [term for term in split(inside, {"+", "-"}) if term]
        if len(split(inside, {",", ";"})) > 1 or len(terms) == 1:
            what = f"{printed(name.key)}(…) can be read as a product or as a function"
            raise self.error(what, following, f"for a product write the parentheses first; {_declare(name)}")
        return node

    def _applied(self, name: Name, match: Match) -> Node:
        if match.last.sub is not None and not (name.role == "function"):
            raise self.error(f"a script on {printed(name.key)}", match.last, "write it after the arguments")
        if match.last.sup is not None:
            raise self.error(f"a power of {printed(name.key)}", match.last, r"write \left(f(x)\right)^2")
        arguments, close = self._arguments(printed(name.key), match.last)
        node: Node = Apply(name.key, arguments, start=match.start, end=close.end)
        if close.sup is not None:
            raise self.error("f(x)^2 can be read in two ways", close, r"write \left(f(x)\right)^2")
        if close.sub is not None:
            node = Cell(node, self._indices(close.sub, close), start=node.start, end=close.end)
        return node

    def _arguments(self, function: str, owner: Piece) -> tuple[tuple[Node, ...], Piece]:
        opening = self.peek()
        if opening is None or opening.text not in ("(", "["):
            hint = f"write {function}(…)"
            raise self.error(f"the argument of {function} is ambiguous", opening or owner, hint)
        inside = self._inside(opening.text)
        close = self.pieces[self.at + len(inside) + 1]
        self.at += len(inside) + 2
        parts = split(inside, {",", ";"})
        return tuple(self.value_of(part, opening) for part in parts), close

    def _inside(self, opener: str) -> tuple[Piece, ...]:
        """The pieces between the delimiter ahead and the one that closes it."""
        depth = 0
        for place in range(self.at, len(self.pieces)):
            text = self.pieces[place].text
            if self.pieces[place].kind == "group":
                continue
            if text in _CLOSERS:
                depth += 1
            elif text in _OPENERS:
                depth -= 1
                if depth == 0:
                    if text != _CLOSERS[opener]:
                        raise self.error(f"'{opener}' is closed by '{text}'", self.pieces[place], "pair them")
                    return self.pieces[self.at + 1 : place]
        raise self.error(f"'{opener}' is not closed", self.pieces[self.at], f"write its {_CLOSERS[opener]}")

    # -- delimiters, functions, big operators ---------------------------------------------------------------------

    def _delimited(self, piece: Piece, before: Node | None) -> Node:
        inside = self._inside(piece.text)
        close = self.pieces[self.at + len(inside) + 1]
        self.at += len(inside) + 2
        span = {"start": piece.start, "end": close.end}
        node = self.value_of(inside, piece)
        if piece.text in (r"\lfloor", r"\lceil"):
            node = Call("floor" if piece.text == r"\lfloor" else "ceil", (node,), **span)
        elif piece.text == r"\lvert":
            node = Call("abs", (node,), **span)
        elif piece.text == r"\lVert":
            return self._norm(node, close, span)
        else:
            node = replace(node, **span)
        return self._scripts(node, close)

    def _norm(self, node: Node, close: Piece, span: dict[str, int]) -> Node:
        order = key_of(close.sub) if close.sub is not None else "2"
        if order not in ("1", "2", r"\infty"):
            raise self.error(f"the norm '{order}' is not read", close, r"use 1, 2 or \infty")
        return self._scripts(Call(f"norm{order.strip(chr(92))}", (node,), **span), replace(close, sub=None))

    def _function(self, piece: Piece) -> Node:
        name = _FUNCTIONS[piece.base]
        self.at += 1
        if piece.sup is not None:
            raise self.error(f"a power of {printed(piece.base)}", piece, r"write \left(f(x)\right)^2")
        base: tuple[Node, ...] = ()
        if piece.sub is not None:
            if name != "log":
                raise self.error(f"a subscript on {printed(piece.base)}", piece, "take it away")
            base = (self.value_of(piece.sub, piece),)
        arguments, close = self._arguments(printed(piece.base), piece)
        if len(arguments) != 1:
            raise self.error(f"{printed(piece.base)} takes one argument", close)
        if close.sup is not None or close.sub is not None:
            raise self.error(f"{printed(piece.base)}(x)^2 can be read in two ways", close, r"write \left(f(x)\right)^2")
        return Call(name, (*arguments, *base), start=piece.start, end=close.end)

    def _big(self, piece: Piece) -> Node:
        kind = "sum" if piece.text == r"\sum" else "prod"
        self.at += 1
        if piece.sub is None:
            raise self.error(f"{piece.text} without an index", piece, f"write {piece.text}_{{i=1}}^{{n}}")
        members = split(piece.sub, {r"\in"})
        if len(members) == 2:
            element = self._bindable(members[0], piece)
            body = self._body(element)
            return Over(kind, element, self.value_of(members[1], piece), body, start=piece.start, end=body.end)  # type: ignore[arg-type]
        parts = split(piece.sub, {"="})
        index = self._bindable(parts[0], piece)
        if len(parts) != 2 or piece.sup is None:
            raise self.error(f"{piece.text} needs both ends", piece, f"write {piece.text}_{{{index}=1}}^{{n}}")
        first, last = self.value_of(parts[1], piece), self.value_of(piece.sup, piece)
        body = self._body(index)
        return Reduce(kind, index, body, first, last, start=piece.start, end=body.end)  # type: ignore[arg-type]

    def _body(self, index: str) -> Node:
        """What a big operator stands before: everything to the next + or −."""
        cursor = self.inner(self.pieces, index)
        cursor.at = self.at
        body = cursor.product()
        self.at = cursor.at
        return body

    def _bindable(self, pieces: tuple[Piece, ...], owner: Piece) -> str:
        key = key_of(pieces)
        name = self.scope.names.by_key.get(key)
        if name is not None and name.role not in ("index", "parameter"):
            raise self.error(f"{printed(key)} is a {name.role} and cannot be bound too", owner, "use another letter")
        if name is None:
            raise self.error(f"the index {printed(key)} is not declared", owner, "add it to indices")
        return key

    def _extreme(self, piece: Piece) -> Node:
        kind = "max" if piece.text == r"\max" else "min"
        self.at += 1
        if piece.sup is not None:
            raise self.error(f"{piece.text} with a superscript", piece, "take it away")
        following = self.peek()
        if piece.sub is not None:
            index = self._bindable(piece.sub, piece)
            body = self._body(index)
            return Reduce(kind, index, body, start=piece.start, end=body.end)  # type: ignore[arg-type]
        if following is not None and following.text == r"\{":
            return self._least(piece, kind)
        arguments, close = self._arguments(piece.text, piece)
        node: Node = Call(kind, arguments, start=piece.start, end=close.end)
        if close.sup is not None or close.sub is not None:
            raise self.error(f"{piece.text}(x)^2 can be read in two ways", close, r"write \left(f(x)\right)^2")
        return node

    def _least(self, piece: Piece, kind: str) -> Node:
        inside = self._inside(r"\{")
        close = self.pieces[self.at + len(inside) + 1]
        self.at += len(inside) + 2
        parts = split(inside, {":", r"\mid"})
        if len(parts) != 2:
            raise self.error("a set without a condition", piece, rf"write {piece.text}\{{k : condition\}}")
        index = self._bindable(parts[0], piece)
        condition = _comparison(self.inner(parts[1], index))
        return Extreme(kind, index, condition, start=piece.start, end=close.end)  # type: ignore[arg-type]

    def _expectation(self, piece: Piece) -> Node:
        self.at += 1
        written = key_of(piece.sub) if piece.sub is not None else ""
        found = [index for index in self.scope.indices.values() if index.written == written]
        if not found:
            hint = "give the index its 'written', and its 'law' unless it is a mean over a sample"
            raise self.error(f"no index is written '{printed(written)}'", piece, hint)
        index = found[0]
        opening = self.peek()
        if opening is None or opening.text not in ("[", "("):
            raise self.error("an expectation without brackets", opening or piece, r"write \mathbb{E}_{…}[…]")
        inside = self._inside(opening.text)
        close = self.pieces[self.at + len(inside) + 1]
        self.at += len(inside) + 2
        body = self.value_of(inside, opening, index.key)
        law = self.value_of(index.law, opening, index.key) if index.law is not None else None
        node: Node = Reduce("mean", index.key, body, law=law, start=piece.start, end=close.end)
        return self._scripts(node, close)

    def _environment(self, piece: Piece) -> Node:
        if piece.text == "cases":
            return self._cases(piece)
        if piece.text == "aligned":
            raise self.error("aligned inside a formula", piece, "one aligned block holds all lines")
        rows = tuple(tuple(self.value_of(cell, piece) for cell in row) for row in piece.cells)
        if len({len(row) for row in rows}) != 1:
            raise self.error("rows of unequal length", piece, "fill every cell")
        if len(rows) == 1 and len(rows[0]) > 1:
            raise self.error("a row vector", piece, "write the product as a matrix, or the vector as a column")
        return Matrix(rows, start=piece.start, end=piece.end)

    def _cases(self, piece: Piece) -> Node:
        values, conditions = [], []
        for row in piece.cells:
            if len(row) != 2:
                raise self.error("a case without a condition", piece, r"write value & condition")
            values.append(self.value_of(row[0], piece))
            conditions.append(_comparison(self.inner(row[1])))
        return Cases(tuple(values), tuple(conditions), start=piece.start, end=piece.end)


_GREEK = frozenset(
    "\\" + name
    for name in "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi rho sigma "
    "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell nabla "
    "partial".split()
)


def _declare(name: Name) -> str:
    return "for a function, declare it in uses" if name.role == "variable" else "for a function, define it with arguments"
