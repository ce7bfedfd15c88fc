"""What is given, as the entry declares it: names, types, shapes that agree, domains. Every problem is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from kbgen.content.messages import suggest
from kbgen.errors import KbgenError
from kbgen.evaluate import meaning
from kbgen.evaluate.limits import MOST_IN_ALL, MOST_NUMBERS, WORDS, InputError, shown
from kbgen.evaluate.signature import MISSING, Input
from kbgen.latex.errors import LatexError
from kbgen.latex.evaluate import size_of
from kbgen.latex.formula import Formula
from kbgen.latex.inputs import with_sorted
from kbgen.latex.names import spelled
from kbgen.verify.points import Point

Value = Any

_LARGEST = 2**53
"""Of whole numbers: float64 tells every smaller one from its neighbours."""


@dataclass(slots=True)
class Given:
    """Inputs that may be computed with."""

    arguments: dict[str, Value]
    """By parameter of the example."""
    point: Point
    """The same by symbol, with the sizes."""
    known: dict[str, Value]
    """The same by every name that a size or a bound may use."""
    outside: list[str] = field(default_factory=list)
    """What lies beyond the ends between which test points were drawn."""


def read_inputs(formula: Formula, inputs: Sequence[Input], given: Mapping[str, Any]) -> Given:
    """`given`, by parameter name or symbol, as the entry declares it.

    Raises `InputError` with everything that is wrong: unknown and missing names, types, shapes, domains.
    """
    reader = _Reader(formula, inputs)
    reader.read(given)
    if reader.problems:
        raise InputError(*reader.problems)
    return reader.given()


class _Reader:
    """Reads inputs one after the other, and keeps what is wrong with them."""

    def __init__(self, formula: Formula, inputs: Sequence[Input]) -> None:
        self.formula = formula
        self.entry = formula.entry
        self.inputs = inputs
        self.problems: list[str] = []
        self.values: dict[str, Value] = {}
        """By parameter."""
        self.sizes: dict[str, int] = {}
        self.bound_by: dict[str, str] = {}
        """Which input gave a size."""
        self.outside: list[str] = []

    def read(self, given: Mapping[str, Any]) -> None:
        named = self._named(given)
        missing = [one.name for one in self.inputs if one.name not in named and one.default is MISSING]
        if missing:
            self.problems.append(f"missing: {', '.join(missing)}")
        for one in self.inputs:
            if one.name in named or isinstance(one.default, int | float):
                self._take(one, named.get(one.name, one.default))
        for one in self.inputs:
            if one.name in self.values and not one.is_bag:
                self._check_shape(one, np.shape(self.values[one.name]))
        self._check_sizes()
        if not self.problems:
            for one in self.inputs:
                if one.name in named and not one.is_text:
                    self._check_domain(one)
            self._check_outputs()

    def given(self) -> Given:
        """What was read."""
        symbols = {one.name: spelled(one.symbol) for one in self.inputs if one.variable is not None}
        values = {symbols[name]: value for name, value in self.values.items() if name in symbols}
        point = Point(with_sorted(self.formula, values), self.sizes)
        return Given(self.values, point, self._known(), self.outside)

    # -- names --------------------------------------------------------------------------------------------------------

    def _named(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is given, by parameter."""
        named: dict[str, Any] = {}
        for key, value in given.items():
            one = self._input_called(key)
            if one is None:
                self.problems.append(self._unknown(key))
            elif one.name in named:
                self.problems.append(f"{one.name} is given twice, also as {shown(key)}; give it once")
            else:
                named[one.name] = value
        return named

    def _input_called(self, key: str) -> Input | None:
        by_name = (one for one in self.inputs if one.name == key)
        symbol = _spelled(key)
        by_symbol = (one for one in self.inputs if spelled(one.symbol) == symbol)
        return next(by_name, None) or next(by_symbol, None)

    def _unknown(self, key: str) -> str:
        symbol = _spelled(key)
        for variable in self.entry.variables:
            if variable.py is None and variable.given and variable.given.sorted and spelled(variable.symbol) == symbol:
                return f"{shown(key)} is {variable.given.sorted}, sorted; leave it out"
        for name, rule in self.entry.sizes.items():
            if key == name or (rule.symbol is not None and spelled(rule.symbol) == symbol):
                return f"{shown(key)} is a size, which the lists give; leave it out"
        known = [name for one in self.inputs for name in (one.name, one.symbol)]
        same = next((name for name in known if name.casefold() == key.casefold()), None)
        guess = f"; did you mean '{same}'?" if same else suggest(key, known)
        return f"no input is called '{shown(key)}'{guess}"

    # -- types --------------------------------------------------------------------------------------------------------

    def _take(self, one: Input, value: Any) -> None:
        """Keep the value of an input as its domain asks for it, if its shape and its items are right."""
        try:
            shape = _shape_of(value)
        except ValueError as error:
            self.problems.append(f"{one.name} has rows of unequal length, {error}; fill every row")
            return
        leaves = list(_leaves(value))
        wrong = _wrong_type(one, leaves)
        if wrong:
            self.problems.append(f"{one.name} {wrong}")
        elif one.is_bag:
            self.values[one.name] = tuple(sorted(set(leaves)) if one.domain.startswith("set") else leaves)
        elif one.is_text:
            self.values[one.name] = np.array(value, dtype=object) if shape else value
        else:
            kind = np.int64 if _is_whole(one.domain) else np.float64
            try:
                array = np.array(leaves, dtype=np.float64).reshape(shape).astype(kind)
            except OverflowError:
                self.problems.append(f"{one.name} holds a number beyond float64; give it in larger units")
                return
            self.values[one.name] = array if shape else array.item()

    # -- shapes -------------------------------------------------------------------------------------------------------

    def _check_shape(self, one: Input, shape: tuple[int, ...]) -> None:
        """Bind the sizes that this input is the first to give, and compare those that another gave."""
        if len(shape) != len(one.shape):
            self.problems.append(f"{one.name} is {_form(shape)}; expected {self._expected(one)}")
            return
        if any(self._size_now(word) not in (None, size) for word, size in zip(one.shape, shape, strict=True)):
            since = [
                f"{word} is {self.sizes[word]} from {self.bound_by[word]}"
                for word in one.shape
                if word in self.bound_by
            ]
            because = f", {' and '.join(dict.fromkeys(since))}" if since else ""
            self.problems.append(f"{one.name} is {_form(shape)}{because}: expected {self._expected(one)}")
            return
        for word, size in zip(one.shape, shape, strict=True):
            if word in self.entry.sizes and word not in self.sizes:
                self.sizes[word], self.bound_by[word] = size, one.name
            elif self.sizes.get(word, size) != size:  # twice in one shape
                self.problems.append(f"{one.name} is {_form(shape)}; expected {self._expected(one)}")

    def _expected(self, one: Input) -> str:
        if not one.shape:
            return "a text" if one.is_text else "a number"
        return f"({', '.join(str(size) if (size := self._size_now(word)) is not None else word for word in one.shape)})"

    def _size_now(self, word: str) -> int | None:
        """The value of a size, if everything in it is known."""
        try:
            return size_of(word, self._known())
        except LatexError:
            return None

    def _check_sizes(self) -> None:
        for one in self.inputs:
            if one.size is not None and isinstance(self.values.get(one.name), int):
                self.sizes[one.name] = self.values[one.name]
                if self.values[one.name] > MOST_NUMBERS:
                    self.problems.append(f"{one.name} is {self.values[one.name]}, the size of a list; {WORDS}")
        for name, size in self.sizes.items():
            rule = self.entry.sizes[name]
            whose = f"{name} is {size}" + (f" from {self.bound_by[name]}" if name in self.bound_by else "")
            lowest = rule.min if rule.min is not None else int(not self.entry.edge_cases)
            if size < lowest:
                self.problems.append(f"{whose}; it must be {lowest} at least")
            elif rule.even and size % 2:
                self.problems.append(f"{whose}; it must be even")

    def _check_outputs(self) -> None:
        for output in self.entry.outputs:
            sizes = [self._size_now(word) for word in output.shape]
            count = prod(size for size in sizes if size is not None)
            if count > MOST_IN_ALL:
                what = f"{output.symbol} would hold {count:,} numbers; at most {MOST_IN_ALL:,} are computed"
                self.problems.append(f"{what}; give smaller inputs")

    # -- domains ------------------------------------------------------------------------------------------------------

    def _check_domain(self, one: Input) -> None:
        if one.variable is None:
            return
        array, known = np.asarray(self.values[one.name], dtype=np.float64), self._known()
        try:
            wrong = meaning.wrong_with(one.domain, array, known, has_unit=one.variable.unit is not None)
            if wrong:
                self.problems.append(f"{one.name} {wrong}")
            elif meaning.is_outside(one.domain, array, known):
                self.outside.append(f"{one.name} lies beyond {one.domain}, where test points were drawn")
        except KbgenError:  # a bound that names an input without a value
            return

    def _known(self) -> dict[str, Value]:
        known: dict[str, Value] = dict(self.sizes)
        for name, rule in self.entry.sizes.items():
            if rule.symbol is not None and name in self.sizes:
                known[rule.symbol] = self.sizes[name]
        for one in self.inputs:
            if one.variable is not None and one.name in self.values:
                known[one.symbol] = self.values[one.name]
                known.setdefault(one.name, self.values[one.name])
        return known


def _spelled(key: str) -> str | None:
    """A symbol as it is compared; None if this is none."""
    try:
        return spelled(key)
    except LatexError:
        return None


def _shape_of(value: Any) -> tuple[int, ...]:
    """The shape of nested lists. Raises `ValueError` if rows are not equally long."""
    if not isinstance(value, list | tuple):
        return ()
    shapes = list(dict.fromkeys(_shape_of(item) for item in value))
    if len(shapes) > 1:
        raise ValueError(" and ".join(_form(shape) for shape in shapes[:2]))
    return (len(value), *(shapes[0] if shapes else ()))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _wrong_type(one: Input, leaves: Sequence[Any]) -> str:
    """What is wrong with the items of an input, as what follows its name."""
    if one.is_text:
        other = next((leaf for leaf in leaves if not isinstance(leaf, str)), None)
        return "" if other is None else f"holds {shown(other)}, no text; give texts"
    for leaf in leaves:
        if isinstance(leaf, str):
            return f"holds the text '{shown(leaf)}'; give numbers"
        if isinstance(leaf, bool):
            if not meaning.is_a_share(one.domain):
                return f"holds {str(leaf).lower()}; give numbers"
        elif _is_whole(one.domain):
            if leaf != int(leaf):
                return f"holds {leaf}; give whole numbers"
            if abs(leaf) > _LARGEST:
                return "holds a whole number beyond 2^53; give smaller ones"
    return ""


def _is_whole(domain: str) -> bool:
    return domain.startswith("integer") or domain == "permutation"


def _form(shape: tuple[int, ...]) -> str:
    if not shape:
        return "one value"
    return f"a list of {shape[0]}" if len(shape) == 1 else " × ".join(map(str, shape))
