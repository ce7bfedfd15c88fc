"""Pieces → tree. Where LaTeX could be read in two ways the reader refuses and says what to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kbgen.latex.cursor import CLOSERS, COMPARISONS, ENDS, RELATIONS, Cursor, Index, Scope, found, split
from kbgen.latex.errors import LatexError
from kbgen.latex.names import Match, Name, printed
from kbgen.latex.operators import (
    FUNCTIONS,
    arguments,
    big,
    comparison,
    delimited,
    environment,
    expectation,
    extreme,
    known_function,
    refuse_scripts,
)
from kbgen.latex.pieces import Piece, key_of
from kbgen.latex.tree import (
    Add,
    Apply,
    Call,
    Cell,
    Compare,
    Constant,
    Fraction,
    Mark,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Root,
    Symbol,
    Transpose,
)

__all__ = ["COMPARISONS", "GREEK", "RELATIONS", "Index", "Scope", "found", "read", "read_comparison", "split"]

_PRODUCTS: Mapping[str, Mark] = {r"\cdot": r"\cdot", r"\times": r"\times", r"\odot": r"\odot"}
GREEK = frozenset({
    r"\alpha", r"\beta", r"\gamma", r"\delta", r"\epsilon", r"\varepsilon", r"\zeta", r"\eta", r"\theta", r"\vartheta",
    r"\iota", r"\kappa", r"\lambda", r"\mu", r"\nu", r"\xi", r"\rho", r"\varrho", r"\sigma", r"\varsigma", r"\tau",
    r"\upsilon", r"\phi", r"\varphi", r"\chi", r"\psi", r"\omega", r"\Gamma", r"\Delta", r"\Theta", r"\Lambda", r"\Xi",
    r"\Pi", r"\Sigma", r"\Upsilon", r"\Phi", r"\Psi", r"\Omega", r"\ell",
})  # fmt: skip
_DERIVATIVE = "a derivative is not evaluated; declare the whole symbol as a variable, given by an operator"
_SET = r"sets are only summed over (\sum_{g \in G}) and counted (\lvert G \rvert)"
_WORDLESS = "conditions are single comparisons, without words"
_CONSTRUCTS = {
    r"\int": r"an integral is not evaluated; write a \sum over a declared index",
    r"\lim": "a limit is not evaluated; write its value",
    r"\partial": _DERIVATIVE, r"\nabla": _DERIVATIVE,
    r"\arg": r"write \min\{k : …\} for the index, or \max_{j} for the value",
    r"\sup": r"write \max", r"\inf": r"write \min",
    r"\cup": _SET, r"\cap": _SET, r"\bigcup": _SET, r"\bigcap": _SET, r"\setminus": _SET, r"\subset": _SET,
    r"\subseteq": _SET, r"\notin": _SET, r"\emptyset": _SET,
    r"\land": _WORDLESS, r"\wedge": _WORDLESS, r"\lor": _WORDLESS, r"\vee": _WORDLESS, r"\neg": _WORDLESS,
    r"\forall": "the range of an index is declared in indices", r"\top": r"write it as a superscript: A^\top",
    r"\pm": "write one formula for each sign", r"\mp": "write one formula for each sign",
    r"\equiv": "write =", r"\triangleq": "write =", r"\coloneqq": "write =", r"\leftarrow": "write =",
    r"\gets": "write =",
    r"\sim": r"write it under an \mathbb{E}, or use \approx", r"\ast": r"write \cdot, or nothing, for a product",
    r"\circ": r"write f(g(x)), or \odot for a product component by component", r"\div": r"write \frac{…}{…}",
    r"\bullet": r"write \cdot", r"\otimes": "index the arrays and write their product",
    r"\oplus": "index the arrays and write their sum",
}  # fmt: skip


def read(pieces: Sequence[Piece], scope: Scope, latex: str) -> Node:
    """The value that `pieces` print. Raises `LatexError`."""
    cursor = _Reader(pieces, scope, latex)
    node = cursor.sum()
    cursor.must_end()
    return node


def read_comparison(pieces: Sequence[Piece], scope: Scope, latex: str) -> Compare:
    """The comparison that `pieces` print. Raises `LatexError`."""
    return comparison(_Reader(pieces, scope, latex))


class _Reader(Cursor):
    # -- sums and products ----------------------------------------------------------------------------------------

    def sum(self) -> Node:
        terms: list[Node] = []
        while True:
            sign = self.peek()
            minus = sign is not None and sign.text == "-"
            if sign is not None and (minus or (terms and sign.text == "+")):
                self.at += 1
            elif terms:
                break
            term = self.product()
            terms.append(Negative(term, start=sign.start, end=term.end) if minus and sign is not None else term)
        if len(terms) == 1:
            return terms[0]
        return Add(tuple(terms), start=terms[0].start, end=terms[-1].end)

    def product(self) -> Node:
        factors: list[Node] = []
        marks: list[Mark] = []
        slash: Piece | None = None
        while (piece := self.peek()) is not None and piece.text not in ENDS:
            if slash is not None:
                hint = r"write \frac{a}{b c} or \frac{a}{b} c"
                what = "a/b/c" if piece.text == "/" else "a/b c"
                raise self.error(f"{what} can be read in two ways", slash, hint)
            if piece.text == "/":
                slash = piece
                self._divide(piece, factors, marks)
                continue
            mark: Mark = ""
            if piece.text in _PRODUCTS:
                mark = _PRODUCTS[piece.text]
                self._pass_mark(piece, "" if factors else "before")
            factor = self.factor()
            if not mark and factors:
                self._refuse_run(factors[-1], factor)
            factors.append(factor)
            marks.append(mark)
        if not factors:
            raise self._missing()
        if len(factors) == 1:
            return factors[0]
        return Product(tuple(factors), tuple(marks[1:]), start=factors[0].start, end=factors[-1].end)

    def _missing(self) -> LatexError:
        at = self.peek()
        if at is None:
            return self.error("a value is missing at the end", self.pieces[-1] if self.pieces else None, "write it")
        if at.text in ("+", "-"):
            what = f"'{at.text}' where a value is expected"
            return self.error(what, at, "set parentheses around a signed value: a + (-b)")
        return self.error(f"a value is missing before '{at.text}'", at, "write it")

    def _pass_mark(self, mark: Piece, lacks: str) -> None:
        """Move behind a mark that stands between two values."""
        self.at += 1
        following = self.peek()
        if not lacks and (
            following is None or following.text in ENDS or following.text in _PRODUCTS or following.text == "/"
        ):
            lacks = "after"
        if lacks:
            raise self.error(
                f"'{mark.text}' without a value {lacks} it", mark, "write it, in parentheses if it has a sign"
            )

    def _divide(self, slash: Piece, factors: list[Node], marks: list[Mark]) -> None:
        self._pass_mark(slash, "" if factors else "before")
        bottom = self.factor()
        top = factors[0]
        if len(factors) > 1:
            top = Product(tuple(factors), tuple(marks[1:]), start=factors[0].start, end=factors[-1].end)
        factors[:] = [Fraction(top, bottom, start=top.start, end=bottom.end)]
        marks[:] = [""]

    def _refuse_run(self, before: Node, factor: Node) -> None:
        """Two literals side by side: `{10}{000}`, `3 \\frac{1}{2}`."""
        literal = isinstance(before, Number) or (isinstance(before, Power) and isinstance(before.base, Number))
        if literal and isinstance(factor, Number):
            raise self.error("two numbers side by side can be read as one", factor, r"write \cdot between them")
        digits = isinstance(factor, Fraction) and isinstance(factor.top, Number) and isinstance(factor.bottom, Number)
        if isinstance(before, Number) and digits:
            what = r"2 \frac{1}{2} can be read as a product or as two and a half"
            raise self.error(what, factor, r"write \cdot between them, or one fraction")

    # -- factors --------------------------------------------------------------------------------------------------

    def factor(self) -> Node:
        piece = self.pieces[self.at]
        match = self.scope.names.find(self.pieces, self.at)
        if match is not None:
            return self._named(match)
        if piece.text == r"\{":
            raise self.error(r"'\{' is not read here", piece, r"write parentheses, or \min\{k : condition\}")
        if piece.text in CLOSERS:
            return delimited(self)
        if piece.text in (r"\sum", r"\prod"):
            return big(self, piece)
        if piece.text in (r"\max", r"\min"):
            return extreme(self, piece)
        if piece.base == r"\mathbb{E}":
            return expectation(self, piece)
        if piece.base in FUNCTIONS:
            return known_function(self, piece)
        self.at += 1
        return self.scripts(self._leaf(piece), piece)

    def _leaf(self, piece: Piece) -> Node:
        span = {"start": piece.start, "end": piece.end}
        if piece.kind == "number":
            return Number(float(piece.text) if "." in piece.text else int(piece.text), **span)
        if piece.text in (r"\pi", r"\infty"):
            return Constant(piece.text, **span)  # type: ignore[arg-type]
        if piece.text == r"\frac":
            return Fraction(self.value_of(piece.parts[0], piece), self.value_of(piece.parts[1], piece), **span)
        if piece.text == r"\binom":
            return Call("binom", tuple(self.value_of(part, piece) for part in piece.parts), **span)
        if piece.text == r"\sqrt":
            degree = self.value_of(piece.parts[0], piece) if len(piece.parts) == 2 else None
            return Root(self.value_of(piece.parts[-1], piece), degree, **span)
        if piece.kind == "environment":
            return environment(self, piece)
        raise self._unknown(piece)

    def _unknown(self, piece: Piece) -> LatexError:
        known = self.scope.names.like(piece)
        near = f"did you mean {' or '.join(known)}? Else " if known else ""
        shown = printed(piece.key)
        if piece.kind == "mark" or piece.text in (r"\mid", r"\parallel", r"\in", r"\|"):
            return self.unexpected(piece)
        if piece.text in _CONSTRUCTS:
            return self.error(f"'{piece.text}' is not read", piece, _CONSTRUCTS[piece.text])
        if shown in self.scope.names.unprinted:
            return self.error(f"the size '{shown}' has no symbol", piece, f"give it one: symbol: {shown}")
        if piece.base in ("e", r"\mathrm{e}"):
            hint = r"write \exp(…) for the exponential, or declare it"
            return self.error(f"'{printed(piece.base)}' is not declared", piece, hint)
        if piece.text == r"\operatorname":
            return self.error(f"'{shown}' is not declared", piece, f"{near}declare it in uses, or define it in a line")
        word = key_of(piece.parts[0]).replace(" ", "") if piece.parts else ""
        if piece.text == r"\mathrm" and len(word) > 1:
            hint = f"for a function write \\operatorname{{{word}}}; for a symbol, {near}add it to variables"
            return self.error(f"'{shown}' is not declared", piece, hint)
        if piece.kind == "command" and not piece.parts and piece.text.rstrip("'") not in GREEK:
            what = f"'{piece.text}' is a construct the reader does not know"
            return self.error(what, piece, f"{near}declare the whole symbol it is part of, or write it otherwise")
        return self.error(f"'{shown}' is not declared", piece, f"{near}add it to variables, or define it in a line")

    def scripts(self, node: Node, piece: Piece) -> Node:
        if piece.sub is not None and piece.sup is not None and piece.sup_first:
            raise self.error("x^2_i can be read in two ways", piece, "write x_i^2 or (x^2)_i")
        if piece.sub is not None:
            node = self._component(node, piece.sub, piece)
        if piece.sup is None:
            return node
        if piece.text == r"\frac":
            raise self.error("a power of a fraction without parentheses", piece, r"write \left(\frac{a}{b}\right)^2")
        power = key_of(piece.sup)
        if power == r"\top":
            return Transpose(node, start=node.start, end=piece.end)
        if self._is_transpose(power, node):
            raise self.error(f"x^{printed(power)} can be read in two ways", piece, r"write x^\top for the transpose")
        return Power(node, self.value_of(piece.sup, piece), start=node.start, end=piece.end)

    def _is_transpose(self, power: str, node: Node) -> bool:
        """A T that may mean the transpose: not declared, or on an array."""
        if power in (r"\mathrm{T}", r"\mathsf{T}", r"\mathit{T}", r"\mathbf{T}"):
            return power not in self.scope.names.by_key
        return power == "T" and (self._may_be_array(node) or "T" not in self.scope.names.by_key)

    def _may_be_array(self, node: Node) -> bool:
        indices = len(node.indices) if isinstance(node, Cell) else 0
        array = node.array if isinstance(node, Cell) else node
        name = self.scope.names.by_key.get(array.key) if isinstance(array, Symbol) else None
        return name is not None and ((name.rank or 0) > indices or (name.role == "array" and not indices))

    def _component(self, node: Node, sub: tuple[Piece, ...], piece: Piece) -> Node:
        if isinstance(node, Number):
            raise self.error("a subscript on a number", piece, "take it away")
        name = self.scope.names.by_key.get(node.key) if isinstance(node, Symbol) else None
        if name is not None and name.rank == 0 and name.key not in self.scope.bound:
            shown = printed(name.key)
            what = f"'{printed(piece.key)}' is not declared, and {shown} has no components"
            raise self.error(what, piece, f"declare it, or give {shown} a shape")
        indices = self.indices_of(sub, piece)
        rank = name.rank if name is not None and name.rank is not None and name.key not in self.scope.bound else 1
        if rank > 1 and len(indices) == 1 and isinstance(indices[0], Number) and indices[0].value > 9:
            what = f"'{printed(piece.key)}' can be read with one index or with {rank}"
            raise self.error(what, piece, "write commas between the indices")
        return Cell(node, indices, start=node.start, end=piece.end)

    # -- names ----------------------------------------------------------------------------------------------------

    def _named(self, match: Match) -> Node:
        name = match.name
        if match.rival is not None:
            piece = self.pieces[self.at + match.pieces - 1]
            what = f"'{printed(piece.key)}' can be read by {printed(name.key)} and by {printed(match.rival.key)}"
            raise self.error(what, piece, "declare one of them under another name")
        self.at += match.pieces
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
        node = self.scripts(node, match.last)
        self._refuse_call(name)
        return node

    def _refuse_call(self, name: Name) -> None:
        """Refuse x(y): a product, or a function of y?"""
        opening = self.peek()
        if opening is None or opening.text not in ("(", "["):
            return
        inside = self.inside()
        terms = [term for term in split(inside, {"+", "-"}) if term]
        if len(split(inside, {",", ";"})) > 1 or len(terms) == 1:
            shown = printed(name.key)
            hint = f"for a product, write the parentheses first or take them away; for a function, {_declare(name)}"
            raise self.error(
                f"{shown}{opening.text}…{CLOSERS[opening.text]} can be read as a product or as a function",
                opening,
                hint,
            )

    def _applied(self, name: Name, match: Match) -> Node:
        shown, last = printed(name.key), match.last
        if last.sup is not None:
            raise self.error(f"a power of {shown}", last, r"write \left(f(x)\right)^2")
        if last.sub is not None and not name.over:
            raise self.error(f"a script on {shown}", last, "write it after the arguments")
        if last.sub is None and name.over:
            index = printed(name.over[0])
            raise self.error(f"{shown} without its subscript", last, f"write {shown}_{index}(…), as its left side does")
        lead = self.indices_of(last.sub, last) if last.sub is not None else ()
        values, close = arguments(self, shown, last)
        if close.sup is not None:
            refuse_scripts(self, last, close, shown)
        node: Node = Apply(name.key, (*lead, *values), start=match.start, end=close.end)
        if close.sub is not None:
            node = Cell(node, self.indices_of(close.sub, close), start=node.start, end=close.end)
        return node


def _declare(name: Name) -> str:
    return "declare it in uses" if name.role == "variable" else "define it with arguments"
