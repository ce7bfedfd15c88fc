"""LaTeX → equations, and what the left side of each defines: a value, an array, a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kbgen.latex.cursor import CLOSERS, OPENERS, RELATIONS, found, split
from kbgen.latex.errors import LatexError
from kbgen.latex.expressions import GREEK
from kbgen.latex.names import Name, Names, printed
from kbgen.latex.pieces import DRESSES, Piece, key_of, pieces_of

# A line that goes on begins with one of these, or the line before ends with one.
_JOINTS = frozenset({"+", "-", "/", r"\cdot", r"\times", r"\odot", *RELATIONS})
# What makes a left side a calculation instead of a name.
_CALCULATIONS = frozenset({"+", "-", "/", "*", r"\cdot", r"\times", r"\odot", r"\frac", r"\sqrt", r"\sum", r"\prod"})
_DEFINES = frozenset({":", r"\equiv", r"\triangleq", r"\coloneqq", r"\leftarrow", r"\gets", r"\sim", r"\simeq", r"\to"})


@dataclass(frozen=True, slots=True)
class Equation:
    """One line: its left side, the relations, and a right side for each."""

    latex: str
    left: tuple[Piece, ...]
    relations: tuple[str, ...]
    rights: tuple[tuple[Piece, ...], ...]

    def error(self, what: str, hint: str) -> LatexError:
        """An error at the left side."""
        return LatexError(what, self.latex, self.left[0].start, self.left[-1].end, hint)


@dataclass(frozen=True, slots=True)
class Head:
    """What a left side defines."""

    equation: Equation
    name: Name
    parameters: tuple[Name, ...] = ()
    cells: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    """For an array: the subscripts of each cell that the line fills."""

    @property
    def key(self) -> str:
        """The key of what is defined."""
        return self.name.key


def equations_of(latex: str) -> list[Equation]:
    """The equations of one line or one `aligned` block. Raises `LatexError`."""
    pieces = pieces_of(latex)
    if len(pieces) == 1 and pieces[0].text == "aligned":
        if pieces[0].sub is not None or pieces[0].sup is not None:
            raise LatexError("a script on aligned", latex, pieces[0].start, pieces[0].end, "take it away")
        lines = _lines(pieces[0], latex)
    else:
        lines = [pieces]
    equations = [_equation(line, latex) for line in lines if line]
    if not equations:
        raise LatexError("no equation", latex, 0, len(latex), "write left = right")
    return equations


def heads_of(equations: Sequence[Equation], declared: Names, indices: set[str]) -> list[Head]:
    """What each equation defines. Raises `LatexError`."""
    # A left side that stands as it is on the right of another line is a name there: the `H(X)` of I(X; Y) = H(X) + …,
    # unless it defines a function: the `e(k)` of o(k) = e(k).
    values = list(equations)
    while True:
        known = declared.with_names(Name(key_of(line.left), "value", line.left) for line in values)
        heads = [_head(line, declared, indices, known) for line in equations]
        fewer = [head.equation for head in heads if not head.parameters]
        if len(fewer) == len(values):
            break
        values = fewer
    arrays = {head.key for head in heads if head.cells}
    return [_first_cell(head, arrays, declared) for head in heads]


def is_indexed(sub: tuple[Piece, ...], indices: set[str]) -> bool:
    """Whether a subscript counts: one of its pieces is a declared index."""
    return any(piece.key in indices for piece in sub)


# -- lines ----------------------------------------------------------------------------------------------------------


def _lines(block: Piece, latex: str) -> list[tuple[Piece, ...]]:
    lines: list[tuple[Piece, ...]] = []
    for row in block.cells:
        full = [piece for cell in row for piece in cell]
        if lines and full and not row[0]:
            if full[0].text not in _JOINTS and lines[-1][-1].text not in _JOINTS:
                what = "a line without a left side that continues nothing"
                hint = "begin it with +, −, = or another sign, or write its left side before &"
                raise LatexError(what, latex, full[0].start, full[-1].end, hint)
            lines[-1] += tuple(full)
            continue
        pairs = [row[place : place + 2] for place in range(0, len(row), 2)]
        lines.extend(line for pair in pairs if (line := tuple(piece for cell in pair for piece in cell)))
    return lines


def _equation(line: tuple[Piece, ...], latex: str) -> Equation:
    if len(line) > 1 and line[-1].text in (",", ".", ";") and line[-1].kind == "mark":
        line = line[:-1]
    start, end = line[0].start, line[-1].end
    others = found(line, _DEFINES)
    if others and (others[0].text == ":" or not found(line, RELATIONS)):
        raise LatexError(f"'{others[0].text}' is no relation", latex, others[0].start, others[0].end, "write =")
    parts, relations = split(line, RELATIONS), [piece.text for piece in found(line, RELATIONS)]
    if not relations:
        raise LatexError("no relation", latex, start, end, "write left = right; begin a line that goes on with &")
    for relation, left, right in zip(found(line, RELATIONS), parts, parts[1:], strict=False):
        if not left or not right:
            side = "left" if not left else "right"
            raise LatexError(f"the {side} side is missing", latex, relation.start, relation.end, "write it")
    if r"\propto" in relations and len(relations) > 1:
        raise LatexError(r"\propto in a chain", latex, start, end, "write it in a line of its own")
    return Equation(latex, parts[0], tuple(relations), tuple(parts[1:]))


# -- left sides -----------------------------------------------------------------------------------------------------


def _head(equation: Equation, declared: Names, indices: set[str], known: Names) -> Head:
    left = equation.left
    if len(left) == 1 and left[0].text in ("pmatrix", "bmatrix"):
        return _column(equation, indices)
    _refuse_calculation(equation)
    last = left[-1]
    if last.sub is not None and is_indexed(last.sub, indices) and key_of(left) not in declared.by_key:
        pieces = (*left[:-1], last.without_sub())
        return Head(equation, Name(key_of(pieces), "array", pieces), cells=(_subscripts(last.sub, indices),))
    opening = next((place for place, piece in enumerate(left) if piece.text == "("), None)
    if last.text == ")" and opening:
        function = _function(equation, opening, declared, indices, known)
        if function is not None:
            return function
    return Head(equation, Name(key_of(left), "value", left))


def _refuse_calculation(equation: Equation) -> None:
    depth = 0
    for piece in equation.left:
        depth += (piece.text in CLOSERS) - (piece.text in OPENERS)
        if depth == 0 and (piece.text in _CALCULATIONS or piece.kind in ("number", "environment")):
            raise equation.error("the left side is a calculation", "write one name on the left, and solve for it")
        if depth < 0 or piece.text in ("[", r"\lvert", r"\lVert", r"\lfloor", r"\lceil", r"\{"):
            raise equation.error("the left side is no name", "write one name on the left")
        if depth == 0 and piece.text == ",":
            raise equation.error("several names on the left", "write one equation for each")
    if depth > 0:
        raise equation.error("a parenthesis on the left is not closed", "close it")
    opening = next((place for place, piece in enumerate(equation.left) if piece.text == "("), 0)
    name = equation.left[opening - 1] if opening else None
    if name is not None and name.text == r"\mathrm" and len(key_of(name.parts[0])) > 1:
        word = key_of(name.parts[0]).replace(" ", "")
        raise equation.error(r"\mathrm is for symbols, not for functions", f"write \\operatorname{{{word}}}")


def _first_cell(head: Head, arrays: set[str], declared: Names) -> Head:
    """`y_1 = 0` beside `y_i = …` fills a cell of the same array."""
    left = head.equation.left
    last = left[-1]
    if head.name.role != "value" or last.sub is None or head.key in declared.by_key:
        return head
    pieces = (*left[:-1], last.without_sub())
    is_place = all(piece.kind in ("number", "mark") or piece.key in declared.by_key for piece in last.sub)
    if key_of(pieces) not in arrays or not is_place:
        return head
    return Head(head.equation, Name(key_of(pieces), "array", pieces), cells=(tuple(split(last.sub, {","})),))


def _function(equation: Equation, opening: int, declared: Names, indices: set[str], known: Names) -> Head | None:
    """A left side f(a, b) defines a function if its arguments are indices, or letters that only its right side has.

    A subscript that is an index is one more parameter: `r_t(\\theta)`.
    """
    left = equation.left
    arguments = split(left[opening + 1 : -1], {",", ";"})
    if not all(len(argument) == 1 and _is_letter(argument[0]) for argument in arguments):
        return None
    keys = [argument[0].key for argument in arguments]
    right = {piece.key for part in equation.rights for piece in _undeclared(part, known)}
    free = [key in indices or (key not in declared.by_key and key in right) for key in keys]
    head, last = left[:opening], left[opening - 1]
    sub = last.sub if last.sub is not None and is_indexed(last.sub, indices) else None
    if not any(free):
        if sub is not None and key_of(left) not in declared.by_key:
            what = f"an index in the subscript of {printed(last.key)}, behind which parentheses stand"
            raise equation.error(what, f"write {printed(last.key)} without the parentheses")
        return None
    if any(key in declared.by_key and key not in indices for key in keys):
        what = "some arguments are declared variables and some are not"
        raise equation.error(what, "name the parameters with new letters")
    if len(equation.rights) > 1:
        raise equation.error("a chain defines a function", "give it one right side")
    parameters = [Name(key, "parameter", argument) for key, argument in zip(keys, arguments, strict=True)]
    over: tuple[str, ...] = ()
    if sub is not None:
        head = (*left[: opening - 1], last.without_sub())
        subscripts = _subscripts(sub, indices)
        over = tuple(key_of(part) for part in subscripts)
        if not set(over) <= indices:
            raise equation.error("a function with a calculated subscript", "write a plain index")
        parameters = [*(Name(key, "parameter", part) for key, part in zip(over, subscripts, strict=True)), *parameters]
    if len({parameter.key for parameter in parameters}) != len(parameters):
        raise equation.error("two parameters of one name", "name them differently")
    return Head(equation, Name(key_of(head), "function", head, over=over), tuple(parameters))


def _is_letter(piece: Piece) -> bool:
    return piece.kind == "letter" or piece.text.rstrip("'") in GREEK or piece.text in DRESSES


def _column(equation: Equation, indices: set[str]) -> Head:
    block = equation.left[0]
    if block.sub is not None or block.sup is not None:
        raise equation.error("a script on a left side of components", "take it away")
    heads: list[tuple[str, tuple[Piece, ...], tuple[tuple[Piece, ...], ...]]] = []
    for row in block.cells:
        cell = row[0][-1] if len(row) == 1 and row[0] else None
        if cell is None or cell.sub is None or not is_indexed(cell.sub, indices):
            raise equation.error("a left side that is no column of components", "write one y_{…} per row")
        pieces = (*row[0][:-1], cell.without_sub())
        heads.append((key_of(pieces), pieces, _subscripts(cell.sub, indices)))
    if len({key for key, _, _ in heads}) != 1:
        raise equation.error("a column of several arrays", "write one line for each")
    key, pieces, _ = heads[0]
    return Head(equation, Name(key, "array", pieces), cells=tuple(subscripts for _, _, subscripts in heads))


def _subscripts(sub: tuple[Piece, ...], indices: set[str]) -> tuple[tuple[Piece, ...], ...]:
    parts = split(sub, {","})
    if len(parts) == 1 and len(sub) > 1 and all(piece.key in indices for piece in sub):
        return tuple((piece,) for piece in sub)
    return tuple(parts)


def _undeclared(pieces: Sequence[Piece], known: Names) -> Iterator[Piece]:
    """The pieces that belong to no known name: the `a` of `\\delta(a, b)`, not the `P` of a declared `P(x)`."""
    at = 0
    while at < len(pieces):
        match = known.find(pieces, at)
        if match is not None:
            at += match.pieces
            inside: tuple[tuple[Piece, ...], ...] = (match.last.sub or (), match.last.sup or ())
        else:
            piece = pieces[at]
            # The subscript of an undeclared letter is part of a name that some line defines: the Y of `P_Y`.
            inside = (*piece.parts, piece.sup or ())
            yield piece
            bare = replace(piece, sub=None, sup=None)
            if bare != piece:
                yield bare
            at += 1
        for part in inside:
            yield from _undeclared(part, known)
