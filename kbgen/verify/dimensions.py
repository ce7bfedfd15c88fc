"""The dimension of every part of a formula: what is added must be of one kind, what is exponentiated a pure number."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as Ratio

from kbgen.latex.errors import LatexError
from kbgen.latex.expressions import Scope, read, split
from kbgen.latex.formula import Formula
from kbgen.latex.names import Name, Names, printed, spelled
from kbgen.latex.pieces import pieces_of
from kbgen.latex.tree import (
    Add,
    Apply,
    Call,
    Cases,
    Cell,
    Compare,
    Constant,
    Extreme,
    Fraction,
    Matrix,
    Negative,
    Node,
    Number,
    Over,
    Power,
    Product,
    Reduce,
    Root,
    Symbol,
    Transpose,
)  # fmt: skip
from kbgen.verify.quantities import Dimension, Units


class DimensionError(LatexError):
    """What is read, and has no dimension or the wrong one: seconds added to bytes, the exponential of seconds."""


_PURE = Dimension()
_ANY = None
"""0 and ∞ have every dimension."""


def has_units(formula: Formula) -> bool:
    """Whether the formula declares any unit."""
    entry = formula.entry
    return any(variable.unit for variable in entry.variables) or any(output.unit for output in entry.outputs)


def check_dimensions(formula: Formula, units: Units) -> None:
    """Every output has the dimension of its declared unit. Raises `DimensionError` if it has not, or can have none."""
    inference = _Inference(formula, units)
    for output, key in zip(formula.entry.outputs, formula.outputs, strict=True):
        definition = formula.definitions[key]
        if definition.is_proportional:
            continue  # the factor that is not printed has the units that are missing
        declared = units.dimension(output.unit)
        for tree in definition.trees:
            found = inference.of(tree, {}, definition.latex)
            if found is not None and found != declared:
                what = f"'{output.symbol}' is in {declared}, its right side in {found}"
                raise DimensionError(what, definition.latex, tree.start, tree.end, "correct the formula, or the units")


def dimension_of(formula: Formula, node: Node, latex: str, units: Units, given: Mapping[str, Dimension]) -> Dimension:
    """The dimension of an expression in the formula's symbols, some of which are `given` one. Raises `LatexError`."""
    return _Inference(formula, units, given).of(node, {}, latex) or _PURE


def check_equation(latex: str, unit_of: Mapping[str, str], units: Units) -> None:
    """Both sides of an equation in symbols with units have one dimension.

    Raises `DimensionError` if they have not, and another `LatexError` if the equation cannot be read.
    """
    names = Names(Name(spelled(symbol), "variable", pieces_of(symbol)) for symbol in unit_of)
    sides = split(pieces_of(latex), {"="})
    if len(sides) != 2:
        raise LatexError("no equation", latex, 0, len(latex), "write left = right")
    given = {spelled(symbol): units.dimension(unit) for symbol, unit in unit_of.items()}
    inference = _Inference(None, units, given)
    left, right = (inference.of(read(side, Scope(names), latex), {}, latex) for side in sides)
    if left is not None and right is not None and left != right:
        raise DimensionError(f"the left side is in {left}, the right side in {right}", latex, 0, len(latex))


class _Inference:
    def __init__(self, formula: Formula | None, units: Units, given: Mapping[str, Dimension] | None = None) -> None:
        self.formula = formula
        self.known: dict[str, Dimension | None] = {}
        if formula is not None:
            for variable in formula.entry.variables:
                self.known[spelled(variable.symbol)] = units.dimension(variable.unit)
        self.known.update(given or {})
        self.units = units

    def of(self, node: Node, bound: Mapping[str, Dimension | None], latex: str) -> Dimension | None:
        """The dimension of a node; None if it can be any."""

        def inner(part: Node) -> Dimension | None:
            return self.of(part, bound, latex)

        match node:
            case Number(value=value):
                return _ANY if value == 0 else _PURE
            case Constant(name=name):
                return _ANY if name == r"\infty" else _PURE
            case Symbol(key=key):
                return self._symbol(key, bound)
            case Cell(array=array):
                return inner(array)
            case Negative(body=body) | Transpose(body=body):
                return inner(body)
            case Add(terms=terms):
                return self._same(terms, bound, latex, node)
            case Product(factors=factors):
                parts = [inner(factor) for factor in factors]
                return _ANY if any(part is None for part in parts) else _product(parts)
            case Fraction(top=top, bottom=bottom):
                above, below = inner(top), inner(bottom)
                return _ANY if above is None else above / (below or _PURE)
            case Power():
                return self._power(node, bound, latex)
            case Root(body=body, degree=degree):
                inside = inner(body)
                number = degree.value if isinstance(degree, Number) else 2
                return inside.root(int(number)) if inside is not None else None
            case Call():
                return self._call(node, bound, latex)
            case Apply():
                return self._apply(node, bound, latex)
            case Reduce():
                return self._reduce(node, bound, latex)
            case Over(body=body):
                return inner(body)
            case Extreme(condition=condition):
                inner(condition)
                return _PURE
            case Compare(left=left, right=right):
                self._same((left, right), bound, latex, node)
                return _PURE
            case Cases(values=values, conditions=conditions):
                for condition in conditions:
                    inner(condition)
                return self._same(values, bound, latex, node)
            case Matrix(rows=rows):
                return self._same(tuple(cell for row in rows for cell in row), bound, latex, node)
        raise LatexError("no dimension", latex, node.start, node.end)

    def _symbol(self, key: str, bound: Mapping[str, Dimension | None]) -> Dimension | None:
        if key in bound:
            return bound[key]
        if key in self.known:
            return self.known[key]
        definition = self.formula.definitions.get(key) if self.formula is not None else None
        if definition is None or definition.parameters:
            return _PURE  # a size or an index
        self.known[key] = _PURE  # a definition by itself counts nothing
        self.known[key] = self.of(definition.trees[0], {}, definition.latex)
        return self.known[key]

    def _same(
        self, parts: tuple[Node, ...], bound: Mapping[str, Dimension | None], latex: str, node: Node
    ) -> Dimension | None:
        found: Dimension | None = _ANY
        for part in parts:
            dimension = self.of(part, bound, latex)
            if found is not None and dimension is not None and dimension != found:
                what = f"{found} and {dimension} are added or compared"
                raise DimensionError(what, latex, node.start, node.end, "correct the formula, or the units")
            found = dimension if found is None else found
        return found

    def _pure(self, part: Node, bound: Mapping[str, Dimension | None], latex: str, of: str) -> None:
        dimension = self.of(part, bound, latex)
        if dimension is not None and dimension != _PURE:
            what = f"{of} of {dimension}"
            raise DimensionError(what, latex, part.start, part.end, "it must be a pure number; divide by a unit")

    def _power(self, node: Power, bound: Mapping[str, Dimension | None], latex: str) -> Dimension | None:
        self._pure(node.exponent, bound, latex, "an exponent")
        base = self.of(node.base, bound, latex)
        if base is None or base == _PURE:
            return base
        exponent = _literal(node.exponent)
        if exponent is None:
            what = f"{base} to a power that is no literal"
            raise DimensionError(what, latex, node.start, node.end, "only a pure number can be raised to a variable")
        return base**exponent

    def _call(self, node: Call, bound: Mapping[str, Dimension | None], latex: str) -> Dimension | None:
        if node.function in ("min", "max"):
            return self._same(node.arguments, bound, latex, node)
        if node.function in ("floor", "ceil", "abs") or node.function.startswith("norm"):
            return self.of(node.arguments[0], bound, latex)
        for argument in node.arguments:
            self._pure(argument, bound, latex, node.function)
        return _PURE

    def _apply(self, node: Apply, bound: Mapping[str, Dimension | None], latex: str) -> Dimension | None:
        arguments = [self.of(argument, bound, latex) for argument in node.arguments]
        definition = self.formula.definitions.get(node.key) if self.formula is not None else None
        if definition is not None:
            local = dict(zip(definition.parameters, arguments, strict=True))
            return self.of(definition.members[0], local, definition.latex)
        used = self.formula.uses[node.key] if self.formula is not None else None
        if used is None:
            raise LatexError(f"'{printed(node.key)}' is not known", latex, node.start, node.end)
        given = {
            spelled(variable.symbol): argument or _PURE
            for variable, argument in zip(used.entry.variables, arguments, strict=False)
        }
        key = used.outputs[0]
        try:
            return _Inference(used, self.units, given)._symbol(key, {})
        except DimensionError as error:
            raise DimensionError(error.what, latex, node.start, node.end, error.hint) from None

    def _reduce(self, node: Reduce, bound: Mapping[str, Dimension | None], latex: str) -> Dimension | None:
        local = {**bound, node.index: _PURE}
        body = self.of(node.body, local, latex)
        if node.kind == "prod" and body is not None and body != _PURE:
            what = f"a product of as many {body} as there are indices"
            raise DimensionError(what, latex, node.start, node.end, "multiply pure numbers")
        return body


def _product(parts: list[Dimension | None]) -> Dimension:
    result = _PURE
    for part in parts:
        result = result * (part or _PURE)
    return result


def _literal(node: Node) -> Ratio | None:
    """The value of an exponent that is written in digits."""
    match node:
        case Number(value=value):
            return Ratio(str(value))
        case Negative(body=body):
            inside = _literal(body)
            return None if inside is None else -inside
        case Fraction(top=top, bottom=bottom):
            above, below = _literal(top), _literal(bottom)
            return None if above is None or not below else above / below
    return None
