"""The value of a formula at a point, in NumPy float64: the first witness, which shares no code with the example."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from kbgen.latex import bags, reductions
from kbgen.latex import operations as op
from kbgen.latex.arithmetic import FLOAT64, Arithmetic, Value
from kbgen.latex.errors import BeyondFloat64, EvaluationError, LatexError
from kbgen.latex.filling import Arrays
from kbgen.latex.formula import Definition, Formula
from kbgen.latex.inputs import normal, with_sorted
from kbgen.latex.names import printed, spelled
from kbgen.latex.operations import MeaninglessError
from kbgen.latex.sizes import bind_sizes, size_of
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
)

__all__ = ["FLOAT64", "Arithmetic", "Evaluation", "Value", "bind_sizes", "evaluate", "size_of"]

_MOST_STEPS = 2_000_000
"""Nodes that one evaluation visits at most: some seconds."""
_FAILURES = (ArithmeticError, ValueError, TypeError, LookupError, AttributeError, MemoryError)


def evaluate(formula: Formula, values: Mapping[str, Value], arithmetic: Arithmetic = FLOAT64) -> tuple[Value, ...]:
    """The outputs of `formula` at a point. Raises `EvaluationError` where it has none."""
    return Evaluation(formula, values, arithmetic).outputs()


class Evaluation:
    """A formula at one point. `values` gives each variable by its symbol's key, each size by its name.

    A value that is given for what a line defines replaces the line: a claim's own. Only `EvaluationError` is raised.
    """

    def __init__(self, formula: Formula, values: Mapping[str, Value], arithmetic: Arithmetic = FLOAT64) -> None:
        self.formula = formula
        self.entry = formula.entry
        self.arithmetic = arithmetic
        self.values = normal(formula, values)
        self.conventions = frozenset(formula.entry.conventions)
        self._indices = {spelled(name): index for name, index in formula.entry.indices.items()}
        self._memo: dict[Any, Value] = {}
        self._in_progress: set[Any] = set()
        self._latex = formula.entry.latex or ""
        self._steps = 0
        self._arrays = Arrays(self)

    # -- asking -----------------------------------------------------------------------------------------------------

    def outputs(self) -> tuple[Value, ...]:
        """The values of the outputs in order. Raises `EvaluationError` where the formula has none."""
        return tuple(self.defined(key) for key in self.formula.outputs)

    def members(self, key: str) -> tuple[Value, ...]:
        """The value of every member of the chain that defines `key`."""
        definition = self.formula.definitions[key]
        with self.within(definition.latex):
            if definition.slots:
                longest = max(len(slot.members) for slot in definition.slots)
                return tuple(self._arrays.whole(definition, member) for member in range(longest))
            return tuple(self.value(member, {}) for member in definition.members)

    def defined(self, key: str) -> Value:
        """The value of what a left side defines."""
        return self._symbol(key, None, {})

    def holds(self, comparison: Compare, latex: str) -> bool:
        """Whether a predicate holds here."""
        with self.within(latex):
            return bool(self.value(comparison, {}))

    def expression(self, node: Node, latex: str) -> Value:
        """The value of an expression in the formula's symbols."""
        with self.within(latex):
            return self.value(node, {})

    # -- nodes ------------------------------------------------------------------------------------------------------

    def value(self, node: Node, bound: Mapping[str, Value]) -> Value:
        """The value of `node`, with `bound` indices and parameters."""
        self.spend(1, node)
        try:
            result = _NODES[type(node)](self, node, bound)
        except EvaluationError:
            raise
        except MeaninglessError as error:
            raise self.error(error.what, node, error.hint) from None
        except LatexError as error:  # a size
            raise self.error(error.what, node, error.hint) from None
        except RecursionError:
            hint = "give a recursion its first value, in cases; or take smaller sizes"
            raise self.error("a definition that never ends, or is nested too deeply", node, hint) from None
        except ZeroDivisionError as error:
            what = str(error) if str(error).startswith(("a ", "the ", "0 ")) else "a division by zero"
            raise self.error(what, node) from None
        except OverflowError as error:
            raise self._beyond(node, str(error)) from None
        except FloatingPointError as error:
            if "overflow" in str(error):
                raise self._beyond(node, "a value beyond float64") from None
            raise self.error(f"no value: {error}", node) from None
        except _FAILURES as error:
            raise self.error(f"no value: {error}", node) from None
        if _is_nan(result):
            raise self.error("no value: ∞ − ∞, 0 · ∞ or the like", node)
        return result

    def _beyond(self, node: Node, what: str) -> BeyondFloat64:
        said = what if what.startswith("no value") else f"no value: {what}"
        return BeyondFloat64(said, self._latex, node.start, node.end)

    def spend(self, steps: int, node: Node) -> None:
        """Count what is computed, or is about to be. Raises `EvaluationError` when it is too much."""
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise self.error("too much to compute", node, "check the bounds; take smaller sizes")

    def error(self, what: str, node: Node, hint: str = "") -> EvaluationError:
        """An error at a node."""
        return EvaluationError(what, self._latex, node.start, node.end, hint)

    @contextmanager
    def within(self, latex: str) -> Iterator[None]:
        """Errors inside carry the LaTeX they stand in: an entry's own, a variant's, a predicate's."""
        before, self._latex = self._latex, latex
        try:
            yield
        finally:
            self._latex = before

    def once(self, place: Any, what: str, node: Node, latex: str, tree: Node, bound: Mapping[str, Value]) -> Value:
        """The value of `tree`, which is computed once for a `place`, and not by way of itself."""
        if place not in self._memo:
            if place in self._in_progress:
                raise self.error(f"{what} is defined by itself", node, "break the circle")
            self._in_progress.add(place)
            try:
                with self.within(latex):
                    self._memo[place] = self.value(tree, bound)
            finally:
                self._in_progress.discard(place)
        return self._memo[place]

    def _name(self, node: Symbol, bound: Mapping[str, Value]) -> Value:
        return self._symbol(node.key, node, bound)

    def _symbol(self, key: str, node: Node | None, bound: Mapping[str, Value]) -> Value:
        if key in bound:
            return bound[key]
        if key in self.values:
            return self.values[key]
        definition = self.formula.definitions.get(key)
        node = node or Symbol(key)
        if definition is None:
            raise self.error(f"'{printed(key)}' has no value", node, "give it one")
        if definition.parameters:
            raise self.error(f"'{printed(key)}' is a function", node, "write its arguments")

        if definition.slots:
            with self.within(definition.latex):
                return self._arrays.whole(definition, 0)
        return self.once(key, f"'{printed(key)}'", node, definition.latex, definition.members[0], {})

    def _number(self, node: Number, bound: Mapping[str, Value]) -> Value:  # noqa: ARG002
        return self.arithmetic.number(node.value)

    def _constant(self, node: Constant, bound: Mapping[str, Value]) -> Value:  # noqa: ARG002
        return self.arithmetic.constants[node.name]

    # -- components -------------------------------------------------------------------------------------------------

    def _cell(self, node: Cell, bound: Mapping[str, Value]) -> Value:
        key = node.array.key if isinstance(node.array, Symbol) else ""
        definition = self.formula.definitions.get(key)
        is_given = key in bound or key in self.values
        if definition is not None and not is_given and self._arrays.rank(definition) == len(node.indices):
            return self._arrays.cell(definition, self._place(node, bound), node)
        array = self.value(node.array, bound)
        if bags.is_bag(array):
            index, *others = (self.value(index, bound) for index in node.indices)
            if others:
                raise self.error("several indices on a set", node, "count one element")
            return bags.count(array, index)
        if not isinstance(array, np.ndarray):
            raise self.error("a component of what is no array", node, "take the subscript away, or declare a shape")
        place = self._place(node, bound)
        if len(place) > array.ndim:
            raise self.error(f"{len(place)} indices on {array.ndim} axes", node, "check the declared shape")
        origin = self.entry.origin
        for index, size in zip(place, array.shape, strict=False):
            if not origin <= index < origin + size:
                raise self.error(f"index {index} outside {origin}…{origin + size - 1}", node, "check the bounds")
        return op.plain(array[tuple(index - origin for index in place)])

    def _place(self, node: Cell, bound: Mapping[str, Value]) -> tuple[int, ...]:
        return tuple(self.whole(self.value(index, bound), index) for index in node.indices)

    def range_of(self, key: str, bound: Mapping[str, Value]) -> tuple[int, int]:
        """The declared range of an index, both ends included."""
        declared = self._indices.get(key)
        if declared is None or declared.from_ is None or declared.to is None:
            hint = "give it 'from' and 'to' in indices"
            raise self.error(f"the index {printed(key)} has no range", Symbol(key), hint)
        return self.size(declared.from_, bound), self.size(declared.to, bound)

    def size(self, words: str, bound: Mapping[str, Value] | None = None) -> int:
        """The value of a size written with size names, variables and indices: `h*d_v`, `d/2-1`."""
        known = {**self.values, **(bound or {})}
        for variable in self.entry.variables:
            if variable.py is not None and spelled(variable.symbol) in self.values:
                known.setdefault(variable.py, self.values[spelled(variable.symbol)])
        try:
            return size_of(words, known)
        except LatexError as error:
            raise EvaluationError(error.what, self._latex, 0, 0, error.hint) from None

    def whole(self, value: Value, node: Node) -> int:
        """An index. Raises `EvaluationError` unless it is a whole number."""
        if isinstance(value, (int, np.integer)):
            return int(value)
        is_number = np.ndim(value) == 0 and not op.is_word(value) and not bags.is_bag(value)
        if is_number and math.isfinite(value) and value == int(value):
            return int(value)
        raise self.error(f"an index that is no whole number: {value}", node)

    # -- arithmetic -------------------------------------------------------------------------------------------------

    def _negative(self, node: Negative, bound: Mapping[str, Value]) -> Value:
        return -op.number(self.value(node.body, bound))

    def _add(self, node: Add, bound: Mapping[str, Value]) -> Value:
        total = self.value(node.terms[0], bound)
        for term in node.terms[1:]:
            value = self.value(term, bound)
            with self._at(term):
                total = op.add(total, value, elementwise=self.entry.elementwise)
        return total

    @contextmanager
    def _at(self, node: Node) -> Iterator[None]:
        """An operation whose refusal is shown at one operand."""
        try:
            yield
        except MeaninglessError as error:
            raise self.error(error.what, node, error.hint) from None

    def _product(self, node: Product, bound: Mapping[str, Value]) -> Value:
        logs = self._logs(node)
        values = {place: self.value(factor, bound) for place, factor in enumerate(node.factors) if place not in logs}
        zero = any(np.ndim(value) == 0 and not op.is_word(value) and value == 0 for value in values.values())
        if zero and any(self._is_log_of_zero(log, bound) for log in logs.values()):
            return 0.0  # 0 log 0 = 0, the convention the page states
        for place, log in logs.items():
            values[place] = self.value(log, bound)
        result = op.number(values[0])
        for place, mark in enumerate(node.marks, start=1):
            with self._at(node.factors[place]):
                result = op.times(result, values[place], mark)
        return result

    def _logs(self, node: Product) -> dict[int, Call]:
        """The logarithms among the factors, if their product with 0 is agreed on."""
        if "zero-log-zero" not in self.conventions:
            return {}
        factors = enumerate(node.factors)
        return {place: item for place, item in factors if isinstance(item, Call) and item.function == "log"}

    def _is_log_of_zero(self, log: Call, bound: Mapping[str, Value]) -> bool:
        """Whether the argument is 0, or 0/0: what else has no value is still an error."""
        try:
            return bool(self.value(log.arguments[0], bound) == 0)
        except EvaluationError as error:
            return error.what == "a division by zero"

    def _fraction(self, node: Fraction, bound: Mapping[str, Value]) -> Value:
        top, bottom = self.value(node.top, bound), self.value(node.bottom, bound)
        return op.divide(self.arithmetic, top, bottom, elementwise=self.entry.elementwise)

    def _power(self, node: Power, bound: Mapping[str, Value]) -> Value:
        base, exponent = self.value(node.base, bound), self.value(node.exponent, bound)
        return op.power(self.arithmetic, base, exponent, elementwise=self.entry.elementwise)

    def _root(self, node: Root, bound: Mapping[str, Value]) -> Value:
        body = self.value(node.body, bound)
        degree = self.value(node.degree, bound) if node.degree is not None else None
        return op.root(self.arithmetic, body, degree, elementwise=self.entry.elementwise)

    def _transpose(self, node: Transpose, bound: Mapping[str, Value]) -> Value:
        body = op.number(self.value(node.body, bound))
        if np.ndim(body) != 2:
            raise self.error(f"the transpose of a {op.kind_of(body)}", node, r"write \sum, or declare a matrix")
        return body.T

    def _matrix(self, node: Matrix, bound: Mapping[str, Value]) -> Value:
        rows = [[op.number(self.value(cell, bound)) for cell in row] for row in node.rows]
        if any(np.ndim(cell) for row in rows for cell in row):
            raise self.error("a matrix of arrays", node, "write its cells as numbers")
        is_float = all(isinstance(cell, (int, float)) for row in rows for cell in row)
        array = np.array(rows, dtype=float if is_float else object)
        return array[:, 0] if array.shape[1] == 1 else array

    # -- functions --------------------------------------------------------------------------------------------------

    def _call(self, node: Call, bound: Mapping[str, Value]) -> Value:
        values = tuple(self.value(argument, bound) for argument in node.arguments)
        if node.function.startswith("norm"):
            return op.norm(self.arithmetic, node.function.removeprefix("norm"), values[0])
        if node.function == "abs" and bags.is_bag(values[0]):
            return bags.size(values[0])
        if node.function in ("min", "max"):
            return op.extreme(self.arithmetic, node.function, values)
        values = tuple(op.number(value) for value in values)
        if any(np.ndim(value) for value in values) and not (self.entry.elementwise and len(values) == 1):
            hint = (
                r"write \lVert … \rVert for a norm" if node.function == "abs" else "index it, or set elementwise: true"
            )
            raise self.error(f"{node.function} of an array", node, hint)
        return self.arithmetic.function(node.function, *values)

    def _apply(self, node: Apply, bound: Mapping[str, Value]) -> Value:
        values = tuple(self.value(argument, bound) for argument in node.arguments)
        definition = self.formula.definitions.get(node.key)
        if definition is None:
            return self._entry_function(self.formula.uses[node.key], values, node)
        return self._local_function(definition, values, node)

    def _local_function(self, definition: Definition, values: tuple[Value, ...], node: Node) -> Value:
        body, local = definition.members[0], dict(zip(definition.parameters, values, strict=True))
        if any(np.ndim(value) or bags.is_bag(value) for value in values):  # cannot be remembered by value
            with self.within(definition.latex):
                return self.value(body, local)
        shown = f"{printed(definition.key)}({', '.join(map(str, values))})"
        return self.once((definition.key, values), shown, node, definition.latex, body, local)

    def _entry_function(self, used: Formula, values: tuple[Value, ...], node: Apply) -> Value:
        variables = [variable for variable in used.entry.variables if not (variable.given and variable.given.sorted)]
        first = variables[0]
        if len(first.shape) == 1 and np.ndim(values[0]) == 2 and len(variables) == 1:
            return np.array([self._entry_function(used, (row,), node) for row in values[0]])
        given: dict[str, Value] = {}
        for variable, value in zip(variables, values, strict=True):
            if np.ndim(value) != len(variable.shape) and not bags.is_bag(value):
                wanted = {0: "a scalar", 1: "a vector", 2: "a matrix"}.get(len(variable.shape), "an array")
                what = f"a {op.kind_of(value)} for {variable.symbol}, which is {wanted}"
                raise self.error(what, node, "index it, or give what the entry declares")
            given[spelled(variable.symbol)] = value
        try:
            inner = Evaluation(used, {**with_sorted(used, given), **bind_sizes(used, given)}, self.arithmetic)
            inner._steps = self._steps
            (result,) = inner.outputs()
        except BeyondFloat64 as error:
            raise self._beyond(node, error.what) from None
        except LatexError as error:
            raise self.error(f"in {printed(node.key)}: {error.what}", node, error.hint) from None
        self._steps = inner._steps
        return result

    def _compare(self, node: Compare, bound: Mapping[str, Value]) -> bool:
        return op.compare(node.op, self.value(node.left, bound), self.value(node.right, bound))

    def _cases(self, node: Cases, bound: Mapping[str, Value]) -> Value:
        holding = [place for place, condition in enumerate(node.conditions) if self.value(condition, bound)]
        if len(holding) != 1:
            what = "no case holds" if not holding else f"{len(holding)} cases hold"
            raise self.error(what, node, "exactly one condition must hold")
        return self.value(node.values[holding[0]], bound)


_NODES: dict[type[Node], Callable[[Evaluation, Any, Mapping[str, Value]], Value]] = {
    Number: Evaluation._number, Constant: Evaluation._constant, Symbol: Evaluation._name, Cell: Evaluation._cell,
    Negative: Evaluation._negative, Add: Evaluation._add, Product: Evaluation._product,
    Fraction: Evaluation._fraction, Power: Evaluation._power, Root: Evaluation._root,
    Transpose: Evaluation._transpose, Call: Evaluation._call, Apply: Evaluation._apply, Reduce: reductions.reduce,
    Over: reductions.over, Extreme: reductions.extreme, Compare: Evaluation._compare, Cases: Evaluation._cases,
    Matrix: Evaluation._matrix,
}  # fmt: skip


def _is_nan(value: Value) -> bool:
    if isinstance(value, float):
        return value != value
    return isinstance(value, np.ndarray) and value.dtype.kind == "f" and bool(np.isnan(value).any())
