"""Functions, delimiters and big operators: pieces → tree, for the cursor that stands before one."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from kbgen.latex.cursor import COMPARISONS, ENDS, Cursor, split
from kbgen.latex.errors import LatexError
from kbgen.latex.names import printed
from kbgen.latex.pieces import Piece, key_of, pieces_of
from kbgen.latex.tree import Call, Cases, Compare, Extreme, Matrix, Node, Over, Reduce, placed

FUNCTIONS = {
    r"\exp": "exp", r"\log": "log", r"\sin": "sin", r"\cos": "cos", r"\tan": "tan", r"\tanh": "tanh", r"\sinh": "sinh",
    r"\cosh": "cosh", r"\operatorname{e r f}": "erf", r"\operatorname{s g n}": "sign",
}  # fmt: skip
_POWER = r"write \left(…\right)^2 around the whole"
_END_MARKS = frozenset({",", ";", "."})


def comparison(cursor: Cursor) -> Compare:
    """The comparison ahead, and nothing behind it."""
    if not cursor.pieces:
        raise cursor.error("a comparison is missing", None, r"write one of < \le > \ge = \neq")
    left = cursor.sum()
    mark = cursor.peek()
    if mark is None or mark.text not in COMPARISONS:
        raise cursor.error("no comparison", mark or left, r"write one of < \le > \ge = \neq")
    cursor.at += 1
    right = cursor.sum()
    again = cursor.peek()
    if again is not None and again.text in COMPARISONS:
        raise cursor.error("two comparisons at once", again, "write one")
    cursor.must_end()
    return Compare(mark.text, left, right, start=left.start, end=right.end)  # type: ignore[arg-type]


def arguments(cursor: Cursor, function: str, owner: Piece) -> tuple[tuple[Node, ...], Piece]:
    """The arguments of a function that was passed, and the delimiter that closes them."""
    opening = cursor.peek()
    if opening is None or opening.text not in ("(", "["):
        what = f"the argument of {function} is ambiguous" if opening is not None else f"{function} has no argument"
        raise cursor.error(what, opening or owner, f"write {function}(…)")
    opening, inside, close = cursor.take_inside()
    return tuple(cursor.value_of(part, opening) for part in split(inside, {",", ";"})), close


def refuse_scripts(cursor: Cursor, owner: Piece, close: Piece, function: str) -> None:
    """`f(x)^2`: the square of the value, or f applied twice?"""
    if close.sup is not None or close.sub is not None:
        mark = "^" if close.sup is not None else "_"
        what = f"a '{mark}' behind {function}(…) can be read in two ways"
        raise LatexError(what, cursor.latex, owner.start, close.end, _POWER)


def known_function(cursor: Cursor, piece: Piece) -> Node:
    """exp, log, sin, …"""
    name, shown = FUNCTIONS[piece.base], printed(piece.base)
    cursor.at += 1
    if piece.sup is not None:
        raise cursor.error(f"a power of {shown}", piece, _POWER)
    base: tuple[Node, ...] = ()
    if piece.sub is not None:
        if name != "log":
            raise cursor.error(f"a subscript on {shown}", piece, "take it away")
        base = (cursor.value_of(piece.sub, piece),)
        shown = printed(piece.key)
    values, close = arguments(cursor, shown, piece)
    if len(values) != 1:
        raise cursor.error(f"{shown} takes one argument, not {len(values)}", close, "write one")
    refuse_scripts(cursor, piece, close, shown)
    return Call(name, (*values, *base), start=piece.start, end=close.end)


def delimited(cursor: Cursor) -> Node:
    """( … ), [ … ], ⌊ … ⌋, ⌈ … ⌉, | … |, ‖ … ‖ with what hangs on them."""
    opening, inside, close = cursor.take_inside()
    span = {"start": opening.start, "end": close.end}
    if opening.text == "(" and len(split(inside, {",", ";"})) > 1:
        raise cursor.error("several values in one pair of parentheses", opening, r"write a column with \begin{pmatrix}")
    node = cursor.value_of(inside, opening)
    if opening.text == r"\lVert":
        return _norm(cursor, node, close, span)
    function = {r"\lfloor": "floor", r"\lceil": "ceil", r"\lvert": "abs"}.get(opening.text)
    node = replace(node, **span) if function is None else Call(function, (node,), **span)
    return cursor.scripts(node, close)


def _norm(cursor: Cursor, node: Node, close: Piece, span: dict[str, int]) -> Node:
    order = key_of(close.sub) if close.sub is not None else "2"
    if order not in ("1", "2", r"\infty", "F"):
        raise cursor.error(f"the norm '{printed(order)}' is not read", close, r"use 1, 2, \infty, or F for a matrix")
    norm = Call(f"norm{order.removeprefix(chr(92))}", (node,), **span)
    return cursor.scripts(norm, close.without_sub())


# -- big operators --------------------------------------------------------------------------------------------------


def big(cursor: Cursor, piece: Piece) -> Node:
    """Σ and Π over an index with both ends, or over the elements of a set."""
    kind: Literal["sum", "prod"] = "sum" if piece.text == r"\sum" else "prod"
    hint = f"write {piece.text}_{{i=1}}^{{n}}, or {piece.text}_{{g \\in G}} over a set"
    cursor.at += 1
    if piece.sub is None:
        raise cursor.error(f"{piece.text} without an index", piece, hint)
    members = split(piece.sub, {r"\in"})
    if len(members) == 2:
        if piece.sup is not None:
            raise cursor.error(f"{piece.text} over a set has no upper end", piece, "take it away")
        element = _bindable(cursor, members[0], piece, hint)
        collection = cursor.value_of(members[1], piece)
        body = _body(cursor, element)
        return Over(kind, element, collection, body, start=piece.start, end=body.end)
    parts = split(piece.sub, {"="})
    if len(parts) != 2 or piece.sup is None:
        raise cursor.error(f"{piece.text} needs one index and both ends", piece, hint)
    index = _bindable(cursor, parts[0], piece, hint)
    first, last = cursor.value_of(parts[1], piece), cursor.value_of(piece.sup, piece)
    body = _body(cursor, index)
    return Reduce(kind, index, body, first, last, start=piece.start, end=body.end)


def _body(cursor: Cursor, index: str) -> Node:
    """What a big operator stands before: everything to the next + or −."""
    inner = cursor.inner(cursor.pieces, index)
    inner.at = cursor.at
    body = inner.product()
    cursor.at = inner.at
    return body


def _one_factor(cursor: Cursor, index: str, piece: Piece) -> Node:
    """What max and min over an index stand before: of several factors they would take one, or all."""
    if cursor.peek() is None or cursor.pieces[cursor.at].text in ENDS:
        raise cursor.error(f"{piece.text} of nothing", piece, f"write {piece.text}_{{j}} and a value")
    inner = cursor.inner(cursor.pieces, index)
    inner.at = cursor.at
    body = inner.factor()
    following = inner.peek()
    if following is not None and following.text not in ENDS:
        what = f"{printed(piece.key)} a b can be read in two ways"
        hint = rf"write {printed(piece.key)} \left(a b\right), or \left({printed(piece.key)} a\right) b"
        raise cursor.error(what, piece, hint)
    cursor.at = inner.at
    return body


def _bindable(cursor: Cursor, pieces: tuple[Piece, ...], owner: Piece, hint: str) -> str:
    key = key_of(pieces)
    name = cursor.scope.names.by_key.get(key)
    if key in cursor.scope.bound:
        raise cursor.error(f"the index {printed(key)} is bound already", owner, "use another letter")
    if name is not None and name.role != "index":
        raise cursor.error(f"{printed(key)} is a {name.role} and cannot be bound too", owner, "use another letter")
    if name is None:
        what = f"the index {printed(key)} is not declared" if len(pieces) == 1 else f"'{printed(key)}' is no index"
        raise cursor.error(what, owner, "add it to indices" if len(pieces) == 1 else hint)
    return key


def extreme(cursor: Cursor, piece: Piece) -> Node:
    """max and min: of arguments, over a declared index, or of the indices that satisfy a condition."""
    kind: Literal["max", "min"] = "max" if piece.text == r"\max" else "min"
    cursor.at += 1
    if piece.sup is not None:
        raise cursor.error(
            f"{piece.text} with a superscript", piece, f"write {piece.text}_{{j}} with an index that has a range"
        )
    following = cursor.peek()
    if piece.sub is not None:
        hint = f"write {piece.text}_{{j}}; its range is declared in indices"
        index = _bindable(cursor, piece.sub, piece, hint)
        body = _one_factor(cursor, index, piece)
        return Reduce(kind, index, body, start=piece.start, end=body.end)
    if following is not None and following.text == r"\{":
        return _of_condition(cursor, piece, kind)
    values, close = arguments(cursor, piece.text, piece)
    if len(values) < 2:
        hint = f"write {piece.text}_{{i}} over an index, or two values"
        raise cursor.error(f"{piece.text} of one value", piece, hint)
    refuse_scripts(cursor, piece, close, piece.text)
    return Call(kind, values, start=piece.start, end=close.end)


def _of_condition(cursor: Cursor, piece: Piece, kind: Literal["max", "min"]) -> Node:
    opening, inside, close = cursor.take_inside()
    parts = split(inside, {":", r"\mid"})
    if len(parts) != 2:
        hint = rf"write {piece.text}\{{k : condition\}}, or {piece.text}(a, b)"
        raise cursor.error("a set without a condition", opening, hint)
    refuse_scripts(cursor, piece, close, piece.text)
    hint = rf"write {piece.text}\{{k : condition\}} with a declared index k"
    index = _bindable(cursor, parts[0], piece, hint)
    if not parts[1]:
        raise cursor.error("a condition is missing", opening, hint)
    condition = comparison(cursor.inner(parts[1], index))
    return Extreme(kind, index, condition, start=piece.start, end=close.end)


def expectation(cursor: Cursor, piece: Piece) -> Node:
    """𝔼 over the index that is declared with what is written below it."""
    cursor.at += 1
    if piece.sup is not None:
        raise cursor.error(r"a power of \mathbb{E}", piece, _POWER)
    written = key_of(piece.sub) if piece.sub is not None else ""
    index = next((index for index in cursor.scope.indices.values() if index.written == written), None)
    if index is None:
        hint = "give the index its 'written', and its 'law' unless it is a mean over a sample"
        raise cursor.error(f"no index is written '{printed(written)}'", piece, hint)
    if index.key in cursor.scope.bound:
        raise cursor.error(f"the index {printed(index.key)} is bound already", piece, "use another letter")
    opening = cursor.peek()
    if opening is None or opening.text not in ("[", "("):
        raise cursor.error("an expectation without brackets", opening or piece, r"write \mathbb{E}_{…}[…]")
    opening, inside, close = cursor.take_inside()
    body = cursor.value_of(inside, opening, index.key)
    law = _law(cursor, index.key, index.law, piece) if index.law is not None else None
    node: Node = Reduce("mean", index.key, body, law=law, start=piece.start, end=close.end)
    return cursor.scripts(node, close)


def _law(cursor: Cursor, index: str, law: str, piece: Piece) -> Node:
    """The law of an expectation, as if it were printed where the expectation is."""
    try:
        inner = cursor.inner(pieces_of(law), index)
        inner.latex = law
        node = inner.sum()
        inner.must_end()
    except LatexError as error:
        raise cursor.error(f"the law '{law}': {error.what}", piece, error.hint) from None
    return placed(node, piece.start, piece.end)


# -- environments ---------------------------------------------------------------------------------------------------


def environment(cursor: Cursor, piece: Piece) -> Node:
    """cases, and matrices written out."""
    if piece.text == "cases":
        return _cases(cursor, piece)
    if piece.text == "aligned":
        raise cursor.error("aligned inside a formula", piece, "one aligned block holds all lines")
    widths = sorted({len(row) for row in piece.cells})
    if len(widths) != 1:
        raise cursor.error(f"rows of {widths[0]} and of {widths[-1]} cells", piece, "fill every cell")
    rows = tuple(tuple(cursor.value_of(cell, piece) for cell in row) for row in piece.cells)
    if len(rows) == 1 and len(rows[0]) > 1:
        raise cursor.error("a row vector", piece, "write the product as a matrix, or the vector as a column")
    return Matrix(rows, start=piece.start, end=piece.end)


def _cases(cursor: Cursor, piece: Piece) -> Node:
    values, conditions = [], []
    for row in piece.cells:
        value, *others = (_without_end_mark(cell) for cell in row)
        if len(others) != 1 or not others[0]:
            at = value[-1] if value else piece
            raise cursor.error("a case without a condition", at, r"write value & condition \\ for each case")
        values.append(cursor.value_of(value, piece))
        conditions.append(comparison(cursor.inner(others[0])))
    return Cases(tuple(values), tuple(conditions), start=piece.start, end=piece.end)


def _without_end_mark(cell: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """`1, & x > 0`: the comma is punctuation."""
    return cell[:-1] if cell and cell[-1].kind == "mark" and cell[-1].text in _END_MARKS else cell
