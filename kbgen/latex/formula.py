"""An entry's LaTeX and declarations → a `Formula`: what each name is, and what each left side defines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kbgen.latex.cursor import Scope
from kbgen.latex.declarations import declared_names, in_words, indices_of, name_of
from kbgen.latex.equations import Head, equations_of, heads_of
from kbgen.latex.errors import LatexError
from kbgen.latex.expressions import read, read_comparison
from kbgen.latex.names import Names, printed, spelled
from kbgen.latex.pieces import Piece, key_of, pieces_of
from kbgen.latex.tree import Apply, Compare, Node, Over, Symbol, walk
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
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    """Where its left side stands in `latex`."""

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

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The keys of the outputs in order."""
        return tuple(self.output_key(output.symbol) for output in self.entry.outputs)

    def output_key(self, symbol: str) -> str:
        """The key of an output: `\\mathrm{ITL}_i` names the whole array."""
        pieces = pieces_of(symbol)
        key = key_of(pieces)
        if key in self.definitions or not pieces:
            return key
        array = key_of((*pieces[:-1], pieces[-1].without_sub()))
        return array if array in self.definitions else key

    @property
    def scope(self) -> Scope:
        """Where predicates and claims stand: all names, no index bound."""
        return Scope(self.names, indices_of(self.entry))


def read_formula(entry: Computable, resolve: Resolve, *, replaces: Mapping[str, str] | None = None) -> Formula:
    """The formula of `entry`; with `replaces` (symbol → right side), the variant.

    Raises `LatexError` at an undeclared or unused symbol, a name defined twice, a circle, an output that is never
    defined, and at every construct that has no single meaning.
    """
    if entry.latex is None:
        raise LatexError("no LaTeX", "", 0, 0, "give 'latex'")
    latex = entry.latex
    uses = _uses(entry, latex, resolve)
    declared = declared_names(entry, latex)
    indices = {spelled(key) for key in entry.indices}
    heads = heads_of(equations_of(latex), declared, indices)
    new: set[str] = set()
    if replaces:
        lines = [line for left, right in replaces.items() for line in equations_of(f"{left} = {right}")]
        replacing = heads_of(lines, declared, indices)
        new = {head.key for head in replacing}
        heads = [*(head for head in heads if head.key not in new), *replacing]
        declared = declared.without(new)
    _refuse_declared(heads, declared)
    names = declared.with_names(head.name for head in heads)
    _refuse_hidden_indexing(names, latex)
    _refuse_split_function(heads)
    formula = Formula(entry, names, _definitions(heads, names, entry), uses)
    for definition in formula.definitions.values():
        for tree in definition.trees:
            _check(formula, tree, definition.latex)
    _refuse_circle(formula)
    _refuse_undefined(formula, latex)
    _refuse_unused(formula, latex, new if replaces else None)
    return formula


def read_predicate(formula: Formula, latex: str) -> Compare:
    """A comparison in the symbols of a formula. Raises `LatexError`."""
    comparison = read_comparison(pieces_of(latex), formula.scope, latex)
    _check(formula, comparison, latex)
    return comparison


def read_expression(formula: Formula, latex: str, given: Iterable[str] = ()) -> Node:
    """A value in the symbols of a formula, and in those of `given` (a claim's own values), whatever they are there.

    Raises `LatexError`.
    """
    keys = {spelled(symbol): symbol for symbol in given}
    new = [name_of(keys[key], "variable", latex) for key in keys if key not in formula.names.by_key]
    # A given index is a value, not a free index.
    node = read(pieces_of(latex), Scope(formula.names.with_names(new), indices_of(formula.entry), bound=keys), latex)
    _check(formula, node, latex)
    return node


# -- names ----------------------------------------------------------------------------------------------------------


def _uses(entry: Computable, latex: str, resolve: Resolve) -> dict[str, Formula]:
    uses: dict[str, Formula] = {}
    for symbol, ref in entry.uses.items():
        try:
            used = resolve(ref)
        except LatexError as error:
            what = f"'{symbol}' is {ref}, which cannot be read: {error.what}"
            raise LatexError(what, latex, 0, 0, error.hint or "correct it first") from None
        if len(used.entry.outputs) != 1:
            what = f"'{symbol}' is {ref}, which has {len(used.entry.outputs)} outputs"
            raise LatexError(what, latex, 0, 0, "use an entry with one output")
        uses[spelled(symbol)] = used
    return uses


# -- definitions ----------------------------------------------------------------------------------------------------


def _definitions(heads: Sequence[Head], names: Names, entry: Computable) -> dict[str, Definition]:
    definitions: dict[str, Definition] = {}
    for head in heads:
        definition = _definition(head, names, entry)
        other = definitions.get(head.key)
        if other is not None and not (other.slots and definition.slots):
            raise head.equation.error(f"'{printed(head.key)}' is defined twice", "keep one definition")
        if other is not None:
            definition = Definition(
                head.key,
                definition.latex,
                slots=(*other.slots, *definition.slots),
                relations=(*other.relations, *definition.relations),
                start=other.start,
                end=other.end,
            )
        definitions[head.key] = definition
    return definitions


def _definition(head: Head, names: Names, entry: Computable) -> Definition:
    latex, left = head.equation.latex, head.equation.left
    indices = indices_of(entry)
    index_keys = {index.key for index in indices}
    used = [piece.key for cell in head.cells for part in cell for piece in part if piece.key in index_keys]
    parameters = tuple(parameter.key for parameter in head.parameters)
    scope = Scope(names.with_names(head.parameters), indices, {*parameters, *used})
    members = tuple(read(right, scope, latex) for right in head.equation.rights)
    slots: tuple[Slot, ...] = ()
    if head.cells:
        cells = tuple(tuple(_subscript(part, left, scope, latex) for part in cell) for cell in head.cells)
        slots, members = (Slot(cells, tuple(dict.fromkeys(used)), members),), ()
    relations = head.equation.relations
    return Definition(head.key, latex, members, parameters, slots, relations, left[0].start, left[-1].end)


def _subscript(part: tuple[Piece, ...], left: tuple[Piece, ...], scope: Scope, latex: str) -> Node:
    if not part:
        raise LatexError("an empty subscript", latex, left[0].start, left[-1].end, "write its indices")
    return read(part, scope, latex)


# -- what cannot be -------------------------------------------------------------------------------------------------


def _refuse_declared(heads: Sequence[Head], declared: Names) -> None:
    for head in heads:
        other = declared.by_key.get(head.key)
        if other is not None:
            what = f"'{printed(head.key)}' is declared as {in_words(other.role)} and defined by this line"
            raise head.equation.error(what, "take the declaration away, or give the line another name")


def _refuse_hidden_indexing(names: Names, latex: str) -> None:
    """`d` and `d_h` cannot both be names if `d` can be indexed: `d_h` would be two things."""
    for name in names.by_key.values():
        last = name.pieces[-1]
        if last.sub is None:
            continue
        bare = key_of((*name.pieces[:-1], last.without_sub()))
        other = names.by_key.get(bare)
        if other is not None and (other.rank or other.role == "array") and not other.over:
            what = f"'{printed(name.key)}' and the array '{printed(bare)}' are both names"
            raise LatexError(what, latex, 0, 0, "give one of them another letter")


def _refuse_split_function(heads: Sequence[Head]) -> None:
    """`f(0) = 1` beside `f(n) = …` would be a value of its own, which f does not know."""
    functions = {head.key for head in heads if head.parameters}
    for head in heads:
        opening = next((place for place, piece in enumerate(head.equation.left) if piece.text == "("), 0)
        if opening and not head.parameters and key_of(head.equation.left[:opening]) in functions:
            shown = printed(key_of(head.equation.left[:opening]))
            raise head.equation.error(f"'{shown}' is defined by two lines", r"write one line with \begin{cases}")


def _check(formula: Formula, tree: Node, latex: str) -> None:
    """Functions have as many arguments as parameters; sums over sets go over sets."""
    for _, node in walk(tree):
        if isinstance(node, Apply):
            used = formula.uses.get(node.key)
            wanted = (
                len(arguments_of(used.entry)) if used is not None else len(formula.definitions[node.key].parameters)
            )
            if len(node.arguments) != wanted:
                what = f"{printed(node.key)} takes {wanted} argument{'s' * (wanted != 1)}, not {len(node.arguments)}"
                hint = (
                    "give its variables in the order of its entry"
                    if used is not None
                    else "write as many as its left side"
                )
                raise LatexError(what, latex, node.start, node.end, hint)
        if isinstance(node, Over) and isinstance(node.collection, Symbol):
            name = formula.names.by_key.get(node.collection.key)
            if name is not None and name.domain and "set of" not in name.domain:
                what = f"'{printed(name.key)}' is no set: its domain is '{name.domain}'"
                raise LatexError(
                    what, latex, node.collection.start, node.collection.end, "declare a set, or write an index"
                )


def arguments_of(entry: Computable) -> list[str]:
    """The symbols of the variables that a use of the entry gives: all but those that are sorted from another."""
    return [variable.symbol for variable in entry.variables if not (variable.given and variable.given.sorted)]


def _keys(definition: Definition) -> Iterator[str]:
    for tree in (*definition.trees, *(node for slot in definition.slots for cell in slot.cells for node in cell)):
        for _, node in walk(tree):
            if isinstance(node, (Symbol, Apply)):
                yield node.key


def _refuse_circle(formula: Formula) -> None:
    """A value that needs itself. Arrays and functions may: at other cells, for other arguments."""
    values = {key for key, item in formula.definitions.items() if not item.parameters and not item.slots}
    needs = {key: [other for other in _keys(formula.definitions[key]) if other in values] for key in values}
    while ready := [key for key, others in needs.items() if not any(other in needs for other in others)]:
        for key in ready:
            del needs[key]
    if needs:
        path = [next(key for key in formula.definitions if key in needs)]
        while path[-1] not in path[:-1]:
            path.append(next(other for other in needs[path[-1]] if other in needs))
        circle = path[path.index(path[-1]) :]
        here = formula.definitions[circle[0]]
        what = f"the lines define each other in a circle: {' → '.join(map(printed, circle))}"
        raise LatexError(what, here.latex, here.start, here.end, "break the circle")


def _refuse_unused(formula: Formula, latex: str, replaced: set[str] | None) -> None:
    """Of a variant only what it replaces must be of use."""
    reachable = _reachable(formula)
    for key, definition in formula.definitions.items():
        if key not in reachable and (replaced is None or key in replaced):
            what = f"'{printed(key)}' is defined and not used"
            hint = "use it, make it an output, or take the line away"
            raise LatexError(what, definition.latex, definition.start, definition.end, hint)
    if replaced is not None:
        return
    used = {key for definition in formula.definitions.values() for key in _keys(definition)}
    for variable in formula.entry.variables:
        if spelled(variable.symbol) not in used:
            what = f"the variable '{variable.symbol}' is declared and not printed"
            raise LatexError(what, latex, 0, 0, "print it, or take the declaration away")


def _reachable(formula: Formula) -> set[str]:
    seen: set[str] = set()
    waiting = list(formula.outputs)
    while waiting:
        key = waiting.pop()
        definition = formula.definitions.get(key)
        if key not in seen and definition is not None:
            seen.add(key)
            waiting.extend(_keys(definition))
    return seen


def _refuse_undefined(formula: Formula, latex: str) -> None:
    for output, key in zip(formula.entry.outputs, formula.outputs, strict=True):
        if key not in formula.definitions:
            what = f"no line defines the output '{output.symbol}'"
            defined = [_left_side(definition) for definition in formula.definitions.values()]
            raise LatexError(what, latex, 0, 0, f"the left sides are {', '.join(defined)}")


def _left_side(definition: Definition) -> str:
    """A left side as a message lists it; the arguments of a function were not declared."""
    parameters = ", ".join(map(printed, definition.parameters))
    shown = printed(definition.key)
    return f"{shown}({parameters}), for any {parameters}" if parameters else shown


__all__ = ["Definition", "Formula", "Slot", "arguments_of", "read_expression", "read_formula", "read_predicate"]
