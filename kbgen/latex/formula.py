"""An entry's LaTeX and declarations → a `Formula`: what each name is, and what each left side defines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kbgen.latex.errors import LatexError
from kbgen.latex.expressions import RELATIONS, Index, Scope, read, read_comparison, split
from kbgen.latex.names import Name, Names, printed, spelled
from kbgen.latex.pieces import Piece, key_of, pieces_of
from kbgen.latex.tree import Compare, Node, Symbol, walk
from kbgen.schema import Computable

Resolve = Callable[[str], "Formula"]
"""Gives the formula of a ref, for the functions that are entries."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One line that fills cells of an array: `y_{2i}`, or a column `(y_{2i}, y_{2i+1})`."""

    cells: tuple[tuple[Node, ...], ...]
    indices: tuple[str, ...]
    members: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a left side defines. `members` are the members of a chain `= a = b ≈ c`: all must agree."""

    key: str
    latex: str
    members: tuple[Node, ...] = ()
    parameters: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    relations: tuple[str, ...] = ()

    @property
    def trees(self) -> tuple[Node, ...]:
        """Every tree of the definition."""
        return (*self.members, *(member for slot in self.slots for member in slot.members))

    @property
    def is_proportional(self) -> bool:
        """Whether it is only given up to a factor."""
        return r"\propto" in self.relations


@dataclass(frozen=True)
class Formula:
    """A formula that was read: ready to be evaluated, mutated, or asked for the units of its parts."""

    entry: Computable
    names: Names
    definitions: Mapping[str, Definition]
    uses: Mapping[str, Formula] = field(default_factory=dict)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The keys of the outputs in order."""
        return tuple(self.output_key(output.symbol) for output in self.entry.outputs)

    def output_key(self, symbol: str) -> str:
        """The key of an output: `\\mathrm{ITL}_i` names the whole array."""
        key = spelled(symbol)
        if key in self.definitions:
            return key
        pieces = pieces_of(symbol)
        return pieces[-1].base if len(pieces) == 1 and pieces[0].base in self.definitions else key

    @property
    def scope(self) -> Scope:
        """Where predicates and claims stand: all names, no index bound."""
        return Scope(self.names, _indices(self.entry))


def read_formula(entry: Computable, resolve: Resolve, *, replaces: Mapping[str, str] | None = None) -> Formula:
    """The formula of `entry`; with `replaces` (symbol → right side), the variant.

    Raises `LatexError` at an undeclared or unused symbol, a name defined twice, an output that is never defined, and at
    every construct that has no single meaning.
    """
    if entry.latex is None:
        raise LatexError("no LaTeX", "", 0, 0, "give 'latex'")
    uses = {spelled(symbol): resolve(ref) for symbol, ref in entry.uses.items()}
    equations = _equations(entry.latex)
    declared = _declared(entry)
    _refuse_hidden_indexing(declared, entry.latex)
    indices = {index.key for index in _indices(entry)}
    heads = _heads(equations, declared, indices)
    if replaces:
        lines = [line for left, right in replaces.items() for line in _equations(f"{left} = {right}")]
        new = _heads(lines, declared, indices)
        gone = {head.key for head in new}
        heads = [*(head for head in heads if head.key not in gone), *new]
        declared = declared.without(gone)
    names = declared.with_names(head.name for head in heads)
    definitions = _definitions(heads, names, entry)
    formula = Formula(entry, names, definitions, uses)
    if not replaces:
        _refuse_unused(formula)
    _refuse_undefined(formula)
    return formula


def read_predicate(formula: Formula, latex: str) -> Compare:
    """A comparison in the symbols of a formula. Raises `LatexError`."""
    return read_comparison(pieces_of(latex), formula.scope, latex)


def read_expression(formula: Formula, latex: str, given: Iterable[str] = ()) -> Node:
    """A value in the symbols of a formula, and in those of `given` (a claim's own values), whatever they are there.

    Raises `LatexError`.
    """
    keys = {spelled(symbol): symbol for symbol in given}
    new = [key for key in keys if key not in formula.names.by_key]
    names = formula.names.with_names(Name(key, "variable", pieces_of(keys[key])) for key in new)
    # A given index is a value, not a free index.
    return read(pieces_of(latex), Scope(names, _indices(formula.entry), bound=keys), latex)


# -- equations ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Equation:
    latex: str
    left: tuple[Piece, ...]
    relations: tuple[str, ...]
    rights: tuple[tuple[Piece, ...], ...]


def _equations(latex: str) -> list[_Equation]:
    pieces = pieces_of(latex)
    if len(pieces) == 1 and pieces[0].text == "aligned":
        lines: list[tuple[Piece, ...]] = []
        for row in pieces[0].cells:
            cells = list(row)
            if lines and cells and not cells[0]:  # a line that goes on
                lines[-1] += tuple(piece for cell in cells for piece in cell)
                continue
            pairs = [cells[place : place + 2] for place in range(0, len(cells), 2)]
            lines.extend(tuple(piece for cell in pair for piece in cell) for pair in pairs)
    else:
        lines = [pieces]
    return [_equation(line, latex) for line in lines if line]


def _equation(line: tuple[Piece, ...], latex: str) -> _Equation:
    if line[-1].text in (",", ".", ";") and line[-1].kind == "mark":
        line = line[:-1]
    parts = split(line, RELATIONS)
    relations = [piece.text for piece in line if piece.text in RELATIONS]
    if len(parts) < 2:
        raise LatexError("no relation", latex, line[0].start, line[-1].end, r"write left = right")
    for part in parts:
        if not part:
            raise LatexError("a side is missing", latex, line[0].start, line[-1].end, "write it")
    return _Equation(latex, parts[0], tuple(relations[: len(parts) - 1]), tuple(parts[1:]))


# -- left sides -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    equation: _Equation
    name: Name
    parameters: tuple[Name, ...] = ()
    cells: tuple[tuple[tuple[Piece, ...], ...], ...] = ()
    """For an array: the subscripts of each cell that the line fills."""

    @property
    def key(self) -> str:
        return self.name.key


def _heads(equations: Sequence[_Equation], declared: Names, indices: set[str]) -> list[_Head]:
    # A left side that stands as it is on the right of another line is a name there: the `H(X)` of I(X; Y) = H(X) + …
    whole = [Name(key_of(line.left), "value", line.left) for line in equations]
    return [_head(line, declared, indices, declared.with_names(whole)) for line in equations]


def _head(equation: _Equation, declared: Names, indices: set[str], known: Names) -> _Head:
    left = equation.left
    if len(left) == 1 and left[0].kind == "environment":
        return _column(equation, indices)
    last = left[-1]
    if last.sub is not None and _is_subscript(last.sub, indices) and key_of(left) not in declared.by_key:
        pieces = (*left[:-1], _without_sub(last))
        return _Head(equation, Name(key_of(pieces), "array", pieces), cells=(_subscripts(last.sub, indices),))
    opening = next((place for place, piece in enumerate(left) if piece.text == "("), None)
    if last.text == ")" and opening:
        function = _function_head(equation, opening, declared, indices, known)
        if function is not None:
            return function
    return _Head(equation, Name(key_of(left), "value", left))


def _function_head(
    equation: _Equation, opening: int, declared: Names, indices: set[str], known: Names
) -> _Head | None:
    """A left side f(a, b) defines a function if its arguments are indices, or letters that only its right side knows."""
    left = equation.left
    arguments = split(left[opening + 1 : -1], {",", ";"})
    if not all(len(argument) == 1 for argument in arguments):
        return None
    keys = [argument[0].key for argument in arguments]
    right = {piece.key for part in equation.rights for piece in _undeclared(part, known)}
    free = [key in indices or (key not in declared.by_key and key in right) for key in keys]
    if not any(free):
        return None
    if not all(free):
        what = "some arguments are declared variables and some are not"
        raise LatexError(what, equation.latex, left[0].start, left[-1].end, "name the parameters with new letters")
    parameters = tuple(Name(key, "parameter", argument) for key, argument in zip(keys, arguments, strict=True))
    head = left[:opening]
    return _Head(equation, Name(key_of(head), "function", head), parameters)


def _column(equation: _Equation, indices: set[str]) -> _Head:
    piece = equation.left[0]
    heads: list[tuple[str, tuple[Piece, ...], tuple[tuple[Piece, ...], ...]]] = []
    for row in piece.cells:
        cell = row[0][-1] if len(row) == 1 and row[0] else None
        if cell is None or cell.sub is None or not _is_subscript(cell.sub, indices):
            what = "a left side that is no column of components"
            raise LatexError(what, equation.latex, piece.start, piece.end, "write one y_{…} per row")
        pieces = (*row[0][:-1], _without_sub(cell))
        heads.append((key_of(pieces), pieces, _subscripts(cell.sub, indices)))
    if len({key for key, _, _ in heads}) != 1:
        raise LatexError("a column of several arrays", equation.latex, piece.start, piece.end, "write one line for each")
    key, pieces, _ = heads[0]
    return _Head(equation, Name(key, "array", pieces), cells=tuple(subscripts for _, _, subscripts in heads))


def _is_subscript(sub: tuple[Piece, ...], indices: set[str]) -> bool:
    return any(piece.key in indices for piece in sub)


def _subscripts(sub: tuple[Piece, ...], indices: set[str]) -> tuple[tuple[Piece, ...], ...]:
    parts = split(sub, {","})
    if len(parts) == 1 and len(sub) > 1 and all(piece.key in indices for piece in sub):
        return tuple((piece,) for piece in sub)
    return tuple(parts)


def _without_sub(piece: Piece) -> Piece:
    return replace(piece, sub=None)


def _undeclared(pieces: Sequence[Piece], declared: Names) -> Iterator[Piece]:
    """The pieces that belong to no declared name: the `a` of `\\delta(a, b)`, not the `P` of a declared `P(x)`."""
    at = 0
    while at < len(pieces):
        match = declared.find(pieces, at)
        if match is not None:
            at += match.pieces
            inside: tuple[tuple[Piece, ...], ...] = (match.last.sub or (), match.last.sup or ())
        else:
            piece = pieces[at]
            # The subscript of an undeclared letter is part of a name that some line defines: the Y of `P_Y`.
            inside = (*piece.parts, piece.sup or ())
            yield piece
            at += 1
        for part in inside:
            yield from _undeclared(part, declared)


# -- names and definitions ------------------------------------------------------------------------------------------


def _indices(entry: Computable) -> list[Index]:
    return [
        Index(
            spelled(key),
            spelled(index.written) if index.written is not None else None,
            pieces_of(index.law) if index.law is not None else None,
        )
        for key, index in entry.indices.items()
    ]


def _declared(entry: Computable) -> Names:
    names: list[Name] = []
    for index in entry.indices:
        names.append(Name(spelled(index), "index", pieces_of(index)))
    for size in entry.sizes.values():
        if size.symbol is not None:
            names.append(Name(spelled(size.symbol), "size", pieces_of(size.symbol), rank=0))
    for variable in entry.variables:
        over = tuple(spelled(index) for index in variable.over)
        pieces = pieces_of(variable.symbol)
        names.append(
            Name(spelled(variable.symbol), "variable", pieces, len(variable.shape), over, domain=variable.domain)
        )
    for symbol in entry.uses:
        names.append(Name(spelled(symbol), "entry", pieces_of(symbol)))
    return Names(names)


def _refuse_hidden_indexing(names: Names, latex: str) -> None:
    """`d` and `d_h` cannot both be declared if `d` can be indexed: `d_h` would be two things."""
    for name in names.by_key.values():
        last = name.pieces[-1]
        if last.sub is None:
            continue
        bare = key_of((*name.pieces[:-1], _without_sub(last)))
        other = names.by_key.get(bare)
        if other is not None and other.rank and not other.over:
            what = f"'{printed(name.key)}' and the array '{printed(bare)}' are both declared"
            raise LatexError(what, latex, 0, 0, "give one of them another letter")


def _definitions(heads: list[_Head], names: Names, entry: Computable) -> dict[str, Definition]:
    definitions: dict[str, Definition] = {}
    for head in heads:
        definition = _definition(head, names, entry)
        other = definitions.get(head.key)
        if other is not None and not (other.slots and definition.slots):
            left = head.equation.left
            what = f"'{printed(head.key)}' is defined twice"
            raise LatexError(what, head.equation.latex, left[0].start, left[-1].end, "keep one definition")
        if other is not None:
            relations = (*other.relations, *definition.relations)
            slots = (*other.slots, *definition.slots)
            definition = Definition(head.key, definition.latex, slots=slots, relations=relations)
        definitions[head.key] = definition
    return definitions


def _definition(head: _Head, names: Names, entry: Computable) -> Definition:
    latex = head.equation.latex
    indices = _indices(entry)
    index_keys = {index.key for index in indices}
    local = names.with_names(head.parameters)
    used = [
        key for cell in head.cells for part in cell for piece in part for key in (piece.key,) if key in index_keys
    ]
    bound = dict.fromkeys([*(parameter.key for parameter in head.parameters), *used])
    scope = Scope(local, indices, bound)
    members = tuple(read(right, scope, latex) for right in head.equation.rights)
    relations = head.equation.relations
    if not head.cells:
        parameters = tuple(parameter.key for parameter in head.parameters)
        return Definition(head.key, latex, members, parameters, relations=relations)
    cells = tuple(tuple(read(part, scope, latex) for part in cell) for cell in head.cells)
    return Definition(head.key, latex, slots=(Slot(cells, tuple(dict.fromkeys(used)), members),), relations=relations)


def _refuse_unused(formula: Formula) -> None:
    used = {
        node.key
        for definition in formula.definitions.values()
        for tree in definition.trees
        for _, node in walk(tree)
        if isinstance(node, Symbol) or hasattr(node, "key")
    }
    latex = formula.entry.latex or ""
    for variable in formula.entry.variables:
        if spelled(variable.symbol) not in used:
            what = f"the variable '{variable.symbol}' is declared and not printed"
            raise LatexError(what, latex, 0, 0, "print it, or take the declaration away")
    reachable = _reachable(formula)
    for key in formula.definitions:
        if key not in reachable:
            what = f"'{printed(key)}' is defined and not used"
            raise LatexError(what, latex, 0, 0, "use it, make it an output, or take the line away")


def _reachable(formula: Formula) -> set[str]:
    seen: set[str] = set()
    waiting = list(formula.outputs)
    while waiting:
        key = waiting.pop()
        definition = formula.definitions.get(key)
        if key in seen or definition is None:
            continue
        seen.add(key)
        for tree in definition.trees:
            waiting.extend(node.key for _, node in walk(tree) if hasattr(node, "key"))
    return seen


def _refuse_undefined(formula: Formula) -> None:
    for output, key in zip(formula.entry.outputs, formula.outputs, strict=True):
        if key not in formula.definitions:
            defined = ", ".join(printed(name) for name in formula.definitions)
            what = f"no line defines the output '{output.symbol}'"
            raise LatexError(what, formula.entry.latex or "", 0, 0, f"the left sides are {defined}")
