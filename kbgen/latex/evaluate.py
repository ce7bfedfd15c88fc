"""The value of a formula at a point, in NumPy float64: the first witness, which shares no code with the example."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from kbgen.latex.errors import BeyondFloat64, EvaluationError, LatexError
from kbgen.latex.formula import Definition, Formula, Slot
from kbgen.latex.names import Name, printed, spelled
from kbgen.latex.tree import (
    Add, Apply, Call, Cases, Cell, Compare, Constant, Extreme, Fraction, Matrix, Negative, Node, Number, Over, Power,
    Product, Reduce, Root, Symbol, Transpose,
)  # fmt: skip

Value = Any
"""A Python number, a NumPy array, a word, or a collection of words."""

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, r"\le": operator.le, ">": operator.gt, r"\ge": operator.ge, "=": operator.eq,
    r"\neq": operator.ne,
}  # fmt: skip


class Arithmetic:
    """The functions of float64. Other number systems (exact symbols) replace them."""

    constants: Mapping[str, Value] = {r"\pi": math.pi, r"\infty": math.inf}

    def function(self, name: str, *arguments: Value) -> Value:
        """`name` of its arguments. Raises `ValueError` outside its domain, `OverflowError` beyond float64."""
        if len(arguments) == 1 and isinstance(arguments[0], np.ndarray):
            (array,) = arguments
            return np.array([self.function(name, float(item)) for item in array.flat]).reshape(array.shape)
        return _FLOATS[name](*arguments)

    def number(self, value: int | float) -> Value:
        """A literal of the LaTeX, or a bound index."""
        return value

    def divide(self, top: Value, bottom: Value) -> Value:
        """top / bottom. Raises `ZeroDivisionError`."""
        return top / bottom

    def power(self, base: Value, exponent: Value) -> Value:
        """base^exponent."""
        if isinstance(base, int) and isinstance(exponent, int) and exponent < 0:
            base = float(base)
        result = base**exponent
        if isinstance(result, complex):
            raise ValueError("a root of a negative number")
        return result


def _log(value: float, base: float | None = None) -> float:
    if value == 0:
        raise ZeroDivisionError("the logarithm of 0")
    if base is None:
        return math.log(value)
    return {2: math.log2, 10: math.log10}.get(base, lambda x: math.log(x) / math.log(base))(value)  # type: ignore[arg-type,call-overload]


def _binom(n: Value, k: Value) -> int:
    if n != int(n) or k != int(k) or k < 0 or n < 0:
        raise ValueError("a binomial of what is not a natural number")
    return math.comb(int(n), int(k))


_FLOATS: dict[str, Callable[..., Any]] = {
    "exp": math.exp, "log": _log, "sin": math.sin, "cos": math.cos, "tan": math.tan, "tanh": math.tanh,
    "sinh": math.sinh, "cosh": math.cosh, "erf": math.erf, "sign": lambda x: (x > 0) - (x < 0), "floor": math.floor,
    "ceil": math.ceil, "abs": abs, "binom": _binom, "min": min, "max": max, "sqrt": math.sqrt,
}  # fmt: skip
FLOAT64 = Arithmetic()


class Evaluation:
    """A formula at one point. `values` gives each variable by its symbol's key, each size by its name."""

    def __init__(self, formula: Formula, values: Mapping[str, Value], arithmetic: Arithmetic = FLOAT64) -> None:
        self.formula = formula
        self.entry = formula.entry
        self.arithmetic = arithmetic
        self.values = dict(values)
        self.conventions = frozenset(formula.entry.conventions)
        self._memo: dict[Any, Value] = {}
        self._in_progress: set[Any] = set()
        self._latex = formula.entry.latex or ""
        for name, size in formula.entry.sizes.items():
            if size.symbol is not None and name in self.values:
                self.values.setdefault(spelled(size.symbol), self.values[name])

    # -- asking -----------------------------------------------------------------------------------------------------

    def outputs(self) -> tuple[Value, ...]:
        """The values of the outputs in order. Raises `EvaluationError` where the formula has none."""
        return tuple(self.defined(key) for key in self.formula.outputs)

    def members(self, key: str) -> tuple[Value, ...]:
        """The value of every member of the chain that defines `key`."""
        definition = self.formula.definitions[key]
        with _Guard(self, definition.latex):
            if definition.slots:
                longest = max(len(slot.members) for slot in definition.slots)
                return tuple(self._array(definition, member) for member in range(longest))
            return tuple(self.value(member, {}) for member in definition.members)

    def defined(self, key: str) -> Value:
        """The value of what a left side defines."""
        return self._symbol(key, None, {})

    def holds(self, comparison: Compare, latex: str) -> bool:
        """Whether a predicate holds here."""
        with _Guard(self, latex):
            return self._compare(comparison, {})

    def expression(self, node: Node, latex: str) -> Value:
        """The value of an expression in the formula's symbols."""
        with _Guard(self, latex):
            return self.value(node, {})

    # -- nodes ------------------------------------------------------------------------------------------------------

    def value(self, node: Node, bound: Mapping[str, Value]) -> Value:
        """The value of `node`, with `bound` indices and parameters."""
        try:
            return _NODES[type(node)](self, node, bound)
        except EvaluationError:
            raise
        except ZeroDivisionError as error:
            what = "a division by zero" if "division" in str(error) else str(error)
            raise self.error(what, node) from None
        except RecursionError:
            raise self.error("a definition that never ends", node) from None
        except OverflowError:
            raise BeyondFloat64("a value beyond float64", self._latex, node.start, node.end) from None
        except (ValueError, TypeError, IndexError) as error:
            raise self.error(f"no value: {error}", node) from None

    def error(self, what: str, node: Node, hint: str = "") -> EvaluationError:
        """An error at a node."""
        return EvaluationError(what, self._latex, node.start, node.end, hint)

    def _symbol(self, key: str, node: Node | None, bound: Mapping[str, Value]) -> Value:
        if key in bound:
            return bound[key]
        definition = self.formula.definitions.get(key)
        if definition is None or (key in self.values and self.formula.names.by_key[key].role != "value"):
            if key not in self.values:
                raise self.error(f"'{printed(key)}' has no value", node or Symbol(key), "give it one")
            return self.values[key]
        if key in self.values:  # a claim gives what the formula would compute
            return self.values[key]
        if key not in self._memo:
            if key in self._in_progress:
                raise self.error(f"'{printed(key)}' is defined by itself", node or Symbol(key), "break the circle")
            self._in_progress.add(key)
            with _Guard(self, definition.latex):
                if definition.parameters:
                    raise self.error(f"'{printed(key)}' is a function", node or Symbol(key), "write its arguments")
                self._memo[key] = self._array(definition, 0) if definition.slots else self.value(definition.members[0], {})
            self._in_progress.discard(key)
        return self._memo[key]

    def _cell(self, node: Cell, bound: Mapping[str, Value]) -> Value:
        indices = tuple(self._integer(self.value(index, bound), index) for index in node.indices)
        if isinstance(node.array, Symbol) and node.array.key not in bound and node.array.key not in self.values:
            definition = self.formula.definitions.get(node.array.key)
            if definition is not None and _is_plain(definition):
                return self._lazy_cell(definition, indices, node)
        array = self.value(node.array, bound)
        if not isinstance(array, np.ndarray):
            raise self.error("a component of what is no array", node, "take the subscript away, or declare a shape")
        if len(indices) > array.ndim:
            raise self.error(f"{len(indices)} indices on {array.ndim} axes", node)
        for index, size in zip(indices, array.shape, strict=False):
            if not self.entry.origin <= index < self.entry.origin + size:
                last = self.entry.origin + size - 1
                raise self.error(f"index {index} outside {self.entry.origin}…{last}", node, "check the bounds")
        return _plain(array[tuple(index - self.entry.origin for index in indices)])

    def _lazy_cell(self, definition: Definition, indices: tuple[int, ...], node: Node) -> Value:
        (slot,) = definition.slots
        place = (definition.key, indices)
        if place not in self._memo:
            if place in self._in_progress:
                raise self.error(f"'{printed(definition.key)}' is defined by itself", node, "break the circle")
            local: dict[str, Value] = {}
            for key, index in zip(slot.indices, indices, strict=True):
                first, last = self.range_of(key, local)
                if not first <= index <= last:
                    raise self.error(f"index {index} outside {first}…{last}", node, "check the bounds")
                local[key] = index
            self._in_progress.add(place)
            with _Guard(self, definition.latex):
                self._memo[place] = self.value(slot.members[0], local)
            self._in_progress.discard(place)
        return self._memo[place]

    def _array(self, definition: Definition, member: int) -> Value:
        """Every cell of an array, each filled exactly once."""
        cells: dict[tuple[int, ...], Value] = {}
        for slot in definition.slots:
            for local in self._combinations(slot.indices):
                value = self.value(slot.members[min(member, len(slot.members) - 1)], local)
                for place, value_there in self._filled(slot, local, value):
                    if place in cells:
                        raise self.error(f"'{printed(definition.key)}' at {place} is filled twice", slot.members[0])
                    cells[place] = value_there
        if not cells:
            raise self.error(f"'{printed(definition.key)}' has no cell", definition.slots[0].members[0])
        origin = self.entry.origin
        shape = tuple(max(place[axis] for place in cells) - origin + 1 for axis in range(len(next(iter(cells)))))
        if len(cells) != math.prod(shape) or any(index < origin for place in cells for index in place):
            hint = f"{len(cells)} of {math.prod(shape)} cells are filled; check the subscripts and the bounds"
            raise self.error(f"'{printed(definition.key)}' has holes", definition.slots[0].members[0], hint)
        first = next(iter(cells.values()))
        array = np.empty(shape + np.shape(first), dtype=np.asarray(first).dtype if np.ndim(first) else _dtype(cells))
        for place, value in cells.items():
            array[tuple(index - origin for index in place)] = value
        return array

    def _filled(
        self, slot: Slot, local: Mapping[str, Value], value: Value
    ) -> list[tuple[tuple[int, ...], Value]]:
        places = [tuple(self._integer(self.value(index, local), index) for index in cell) for cell in slot.cells]
        if len(places) == 1:
            return [(places[0], value)]
        if np.shape(value) != (len(places),):
            raise self.error(f"a column of {len(places)} from shape {np.shape(value)}", slot.members[0])
        return [(place, _plain(item)) for place, item in zip(places, value, strict=True)]

    def _combinations(self, indices: Sequence[str]) -> list[dict[str, Value]]:
        combinations: list[dict[str, Value]] = [{}]
        for key in indices:
            longer = []
            for local in combinations:
                first, last = self.range_of(key, local)
                longer.extend({**local, key: value} for value in range(first, last + 1))
            combinations = longer
        return combinations

    def range_of(self, key: str, bound: Mapping[str, Value]) -> tuple[int, int]:
        """The declared range of an index, both ends included."""
        declared = {spelled(name): index for name, index in self.entry.indices.items()}.get(key)
        if declared is None or declared.from_ is None or declared.to is None:
            raise self.error(f"the index {printed(key)} has no range", Symbol(key), "give it 'from' and 'to' in indices")
        return self.size(declared.from_, bound), self.size(declared.to, bound)

    def size(self, words: str, bound: Mapping[str, Value] | None = None) -> int:
        """The value of a size written with size names, variables and indices: `h*d_v`, `d/2-1`."""
        known = {**self.values, **(bound or {})}
        for variable in self.entry.variables:
            if variable.py is not None and spelled(variable.symbol) in self.values:
                known.setdefault(variable.py, self.values[spelled(variable.symbol)])
        return size_of(words, known)

    def _integer(self, value: Value, node: Node) -> int:
        if isinstance(value, (int, np.integer)):
            return int(value)
        if np.ndim(value) == 0 and not isinstance(value, str) and math.isfinite(value) and value == int(value):
            return int(value)
        raise self.error(f"an index that is no whole number: {value}", node)

    def _number(self, node: Number, bound: Mapping[str, Value]) -> Value:  # noqa: ARG002
        return self.arithmetic.number(node.value)

    def _constant(self, node: Constant, bound: Mapping[str, Value]) -> Value:  # noqa: ARG002
        return self.arithmetic.constants[node.name]

    def _name(self, node: Symbol, bound: Mapping[str, Value]) -> Value:
        return self._symbol(node.key, node, bound)

    def _negative(self, node: Negative, bound: Mapping[str, Value]) -> Value:
        return -self.value(node.body, bound)

    def _add(self, node: Add, bound: Mapping[str, Value]) -> Value:
        total = self.value(node.terms[0], bound)
        for term in node.terms[1:]:
            value = self.value(term, bound)
            if np.ndim(total) != np.ndim(value) and not (
                self.entry.elementwise and 0 in (np.ndim(total), np.ndim(value))
            ):
                what = f"a {_kind(total)} plus a {_kind(value)}"
                raise self.error(what, term, "set elementwise: true if it is meant component by component")
            if np.ndim(total) and np.ndim(value) and np.shape(total) != np.shape(value):
                raise self.error(f"shapes {np.shape(total)} and {np.shape(value)} do not add", term)
            total = total + value
        return total

    def _product(self, node: Product, bound: Mapping[str, Value]) -> Value:
        values: list[Value] = []
        late: list[tuple[int, Node]] = []
        zero_log = "zero-log-zero" in self.conventions
        for place, factor in enumerate(node.factors):
            if zero_log and isinstance(factor, Call) and factor.function == "log":
                late.append((place, factor))
                values.append(None)
            else:
                values.append(self.value(factor, bound))
        if late and any(np.ndim(value) == 0 and value is not None and value == 0 for value in values):
            return 0.0  # 0 log 0 = 0, the convention the page states
        for place, factor in late:
            values[place] = self.value(factor, bound)
        result = values[0]
        for place, value in enumerate(values[1:], start=1):
            result = self._times(result, value, node.marks[place - 1], node.factors[place])
        return result

    def _times(self, left: Value, right: Value, mark: str, node: Node) -> Value:
        ranks = np.ndim(left), np.ndim(right)
        if mark == r"\odot":
            if np.shape(left) != np.shape(right):
                raise self.error(f"shapes {np.shape(left)} and {np.shape(right)} under \\odot", node)
            return left * right
        if 0 in ranks:
            return left * right
        if mark:
            raise self.error(f"'{mark}' between arrays", node, r"write \odot for the product component by component")
        if ranks == (1, 1):
            raise self.error("a vector times a vector", node, r"write \odot, or \sum_i x_i y_i")
        if ranks[0] == 1:
            raise self.error("a row vector", node, "write the matrix first")
        if ranks[0] > 2 or ranks[1] > 2:
            raise self.error(f"a product of arrays with {ranks[0]} and {ranks[1]} axes", node, "index them")
        if np.shape(left)[-1] != np.shape(right)[0]:
            raise self.error(f"shapes {np.shape(left)} and {np.shape(right)} do not multiply", node)
        return _plain(left @ right)

    def _fraction(self, node: Fraction, bound: Mapping[str, Value]) -> Value:
        top, bottom = self.value(node.top, bound), self.value(node.bottom, bound)
        if np.ndim(bottom):
            if not self.entry.elementwise:
                raise self.error("a division by an array", node, "set elementwise: true if it is meant so")
            if np.any(np.equal(bottom, 0)):
                raise ZeroDivisionError("division")
        return self.arithmetic.divide(top, bottom)

    def _power(self, node: Power, bound: Mapping[str, Value]) -> Value:
        base, exponent = self.value(node.base, bound), self.value(node.exponent, bound)
        if (np.ndim(base) or np.ndim(exponent)) and not self.entry.elementwise:
            raise self.error("a power of an array", node, "set elementwise: true if it is meant component by component")
        return self.arithmetic.power(base, exponent)

    def _root(self, node: Root, bound: Mapping[str, Value]) -> Value:
        body = self.value(node.body, bound)
        if np.ndim(body) and not self.entry.elementwise:
            raise self.error("a root of an array", node, "set elementwise: true if it is meant component by component")
        if node.degree is None:
            return self.arithmetic.function("sqrt", body)
        return self.arithmetic.power(body, 1 / self.value(node.degree, bound))

    def _transpose(self, node: Transpose, bound: Mapping[str, Value]) -> Value:
        body = self.value(node.body, bound)
        if np.ndim(body) != 2:
            raise self.error(f"the transpose of a {_kind(body)}", node, r"write \sum, or declare a matrix")
        return body.T

    def _call(self, node: Call, bound: Mapping[str, Value]) -> Value:
        values = tuple(self.value(argument, bound) for argument in node.arguments)
        if node.function.startswith("norm"):
            return self._norm(node.function[4:], values[0])
        if node.function == "abs" and isinstance(values[0], (list, tuple, set, frozenset, dict)):
            return len(values[0])  # the size of a set or multiset, with multiplicity
        if any(np.ndim(value) for value in values) and not (self.entry.elementwise and len(values) == 1):
            raise self.error(f"{node.function} of an array", node, "index it, or set elementwise: true")
        return self.arithmetic.function(node.function, *values)

    def _norm(self, order: str, value: Value) -> Value:
        items = [self.arithmetic.function("abs", item) for item in np.asarray(value).flat]
        if order == "1":
            return sum(items)
        if order == "infty":
            return self.arithmetic.function("max", *items) if len(items) > 1 else items[0]
        return self.arithmetic.function("sqrt", sum(item * item for item in items))

    def _apply(self, node: Apply, bound: Mapping[str, Value]) -> Value:
        values = tuple(self.value(argument, bound) for argument in node.arguments)
        definition = self.formula.definitions.get(node.key)
        if definition is not None:
            return self._local_function(definition, values, node)
        return self._entry_function(self.formula.uses[node.key], values, node)

    def _local_function(self, definition: Definition, values: tuple[Value, ...], node: Apply) -> Value:
        if len(values) != len(definition.parameters):
            raise self.error(f"{len(values)} arguments for {len(definition.parameters)}", node)
        try:
            place: Any = (definition.key, values)
            known = place in self._memo
        except TypeError:  # arrays cannot be remembered by value
            place, known = object(), False
        if not known:
            if place in self._in_progress:
                raise self.error(f"'{printed(definition.key)}' is defined by itself", node, "break the circle")
            self._in_progress.add(place)
            with _Guard(self, definition.latex):
                local = dict(zip(definition.parameters, values, strict=True))
                self._memo[place] = self.value(definition.members[0], local)
            self._in_progress.discard(place)
        return self._memo[place]

    def _entry_function(self, used: Formula, values: tuple[Value, ...], node: Apply) -> Value:
        variables = [variable for variable in used.entry.variables if not (variable.given and variable.given.sorted)]
        if len(values) != len(variables):
            raise self.error(f"{len(values)} arguments for {len(variables)}", node, "give its variables in order")
        first = variables[0]
        if len(first.shape) == 1 and np.ndim(values[0]) == 2 and len(variables) == 1:
            rows = [self._entry_function(used, (row,), node) for row in values[0]]
            return np.array(rows)
        given: dict[str, Value] = {}
        for variable, value in zip(variables, values, strict=True):
            if np.ndim(value) != len(variable.shape):
                raise self.error(f"a {_kind(value)} for {variable.symbol} of {len(variable.shape)} axes", node)
            given[spelled(variable.symbol)] = value
        try:
            given.update(bind_sizes(used, given))
            outputs = Evaluation(used, given, self.arithmetic).outputs()
        except BeyondFloat64:
            raise BeyondFloat64("a value beyond float64", self._latex, node.start, node.end) from None
        except LatexError as error:
            raise self.error(error.what, node, error.hint) from None
        return outputs[0]

    def _reduce(self, node: Reduce, bound: Mapping[str, Value]) -> Value:
        if node.first is not None and node.last is not None:
            first = self._integer(self.value(node.first, bound), node.first)
            last = self._integer(self.value(node.last, bound), node.last)
        else:
            first, last = self.range_of(node.index, bound)
        local = dict(bound)
        values = []
        weights = []
        for index in range(first, last + 1):
            local[node.index] = index
            values.append(self.value(node.body, local))
            if node.law is not None:
                weights.append(self.value(node.law, local))
        if not values:
            return self._empty(node)
        if node.kind in ("max", "min"):
            return values[0] if len(values) == 1 else self.arithmetic.function(node.kind, *values)
        if node.kind == "prod":
            return _fold(operator.mul, values)
        if weights:
            values = [weight * value for weight, value in zip(weights, values, strict=True)]
        total = _fold(operator.add, values)
        return self.arithmetic.divide(total, len(values)) if node.kind == "mean" and not weights else total

    def _empty(self, node: Reduce) -> Value:
        if node.kind == "sum" and "empty-sum" in self.conventions:
            return 0
        if node.kind == "prod" and "empty-product" in self.conventions:
            return 1
        convention = {"sum": "empty-sum", "prod": "empty-product"}.get(node.kind)
        hint = f"declare the convention {convention}" if convention else "check the bounds"
        raise self.error(f"an empty {node.kind}", node, hint)

    def _over(self, node: Over, bound: Mapping[str, Value]) -> Value:
        collection = self.value(node.collection, bound)
        if isinstance(collection, np.ndarray) or not isinstance(collection, (list, tuple, set, frozenset, dict)):
            raise self.error("a sum over what is no set", node.collection, "declare a set, or write an index")
        values = [self.value(node.body, {**bound, node.element: item}) for item in dict.fromkeys(collection)]
        if not values:
            return self._empty(Reduce(node.kind, node.element, node.body, start=node.start, end=node.end))
        return _fold(operator.add if node.kind == "sum" else operator.mul, values)

    def _extreme(self, node: Extreme, bound: Mapping[str, Value]) -> Value:
        first, last = self.range_of(node.index, bound)
        order = range(first, last + 1) if node.kind == "min" else range(last, first - 1, -1)
        for index in order:
            if self.value(node.condition, {**bound, node.index: index}):
                return index
        if node.kind == "min" and "min-of-empty" in self.conventions:
            return math.inf
        raise self.error(f"the {node.kind} of an empty set", node, "declare the convention min-of-empty")

    def _compare(self, node: Compare, bound: Mapping[str, Value]) -> bool:
        left, right = self.value(node.left, bound), self.value(node.right, bound)
        if np.ndim(left) or np.ndim(right):
            raise self.error("a comparison of arrays", node, "compare components")
        return bool(_COMPARE[node.op](left, right))

    def _cases(self, node: Cases, bound: Mapping[str, Value]) -> Value:
        holding = [place for place, condition in enumerate(node.conditions) if self.value(condition, bound)]
        if len(holding) != 1:
            what = "no case holds" if not holding else f"{len(holding)} cases hold"
            raise self.error(what, node, "exactly one condition must hold")
        return self.value(node.values[holding[0]], bound)

    def _matrix(self, node: Matrix, bound: Mapping[str, Value]) -> Value:
        rows = [[self.value(cell, bound) for cell in row] for row in node.rows]
        array = np.array(rows)
        return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


class _Guard:
    """Errors inside carry the LaTeX they stand in: an entry's own, a variant's, a predicate's."""

    def __init__(self, evaluation: Evaluation, latex: str) -> None:
        self.evaluation, self.latex = evaluation, latex

    def __enter__(self) -> None:
        self.before = self.evaluation._latex
        self.evaluation._latex = self.latex

    def __exit__(self, *exc: object) -> None:
        self.evaluation._latex = self.before


_NODES: dict[type[Node], Callable[[Evaluation, Any, Mapping[str, Value]], Value]] = {
    Number: Evaluation._number, Constant: Evaluation._constant, Symbol: Evaluation._name, Cell: Evaluation._cell,
    Negative: Evaluation._negative, Add: Evaluation._add, Product: Evaluation._product,
    Fraction: Evaluation._fraction, Power: Evaluation._power, Root: Evaluation._root,
    Transpose: Evaluation._transpose, Call: Evaluation._call, Apply: Evaluation._apply, Reduce: Evaluation._reduce,
    Over: Evaluation._over, Extreme: Evaluation._extreme, Compare: Evaluation._compare, Cases: Evaluation._cases,
    Matrix: Evaluation._matrix,
}  # fmt: skip


def evaluate(formula: Formula, values: Mapping[str, Value], arithmetic: Arithmetic = FLOAT64) -> tuple[Value, ...]:
    """The outputs of `formula` at a point. Raises `EvaluationError` where it has none."""
    return Evaluation(formula, values, arithmetic).outputs()


def bind_sizes(formula: Formula, values: Mapping[str, Value]) -> dict[str, int]:
    """The sizes that the shapes of the variables' values bind, by name. Raises `LatexError` where they disagree."""
    sizes: dict[str, int] = {}
    for variable in formula.entry.variables:
        key = spelled(variable.symbol)
        if key not in values or not variable.shape:
            continue
        shape = np.shape(values[key])
        if len(shape) != len(variable.shape):
            what = f"{variable.symbol} has shape {shape}, not {len(variable.shape)} axes"
            raise LatexError(what, variable.symbol, 0, len(variable.symbol))
        for words, size in zip(variable.shape, shape, strict=True):
            if words in formula.entry.sizes and sizes.setdefault(words, size) != size:
                what = f"{variable.symbol} gives {words} = {size}, but {words} = {sizes[words]}"
                raise LatexError(what, variable.symbol, 0, len(variable.symbol))
    return sizes


_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}  # fmt: skip


def size_of(words: str, known: Mapping[str, Value]) -> int:
    """A size expression (`d/2-1`) with its names' values. Raises `LatexError` if it is none, or no whole number."""

    def value(node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            return node.value
        if isinstance(node, ast.Name) and node.id in known:
            return known[node.id]
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](value(node.left), value(node.right))
        raise LatexError(f"'{words}' is not a size", words, 0, len(words), "use size names, + - * /")

    try:
        result = value(ast.parse(words, mode="eval").body)
    except SyntaxError:
        raise LatexError(f"'{words}' is not a size", words, 0, len(words), "use size names, + - * /") from None
    if result != int(result):
        raise LatexError(f"'{words}' is {result}, no whole number", words, 0, len(words), "declare the size even")
    return int(result)


def _is_plain(definition: Definition) -> bool:
    """Whether a cell can be had alone: one line, whose subscripts are its indices."""
    if len(definition.slots) != 1 or len(definition.slots[0].cells) != 1:
        return False
    slot = definition.slots[0]
    return tuple(cell.key if isinstance(cell, Symbol) else "" for cell in slot.cells[0]) == slot.indices


def _fold(join: Callable[[Any, Any], Any], values: Sequence[Value]) -> Value:
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


def _plain(value: Value) -> Value:
    if isinstance(value, np.ndarray):
        return value
    return value.item() if isinstance(value, np.generic) else value


def _dtype(cells: Mapping[tuple[int, ...], Value]) -> Any:
    return np.float64 if all(isinstance(value, (int, float)) for value in cells.values()) else object


def _kind(value: Value) -> str:
    return {0: "scalar", 1: "vector", 2: "matrix"}.get(np.ndim(value), f"{np.ndim(value)}-axis array")


__all__ = ["FLOAT64", "Arithmetic", "Evaluation", "Name", "bind_sizes", "evaluate", "size_of"]
