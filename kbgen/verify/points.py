"""Points at which witnesses are compared: drawn from the declared domains, with unequal sizes and the hard regions."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kbgen.errors import KbgenError
from kbgen.examples import parameters_of
from kbgen.latex.errors import BeyondFloat64, EvaluationError
from kbgen.latex.evaluate import Evaluation, size_of
from kbgen.latex.formula import Formula, read_predicate
from kbgen.latex.inputs import with_sorted
from kbgen.latex.names import spelled
from kbgen.latex.tree import Compare
from kbgen.schema import Computable
from kbgen.verify import domains

Value = Any

ENOUGH = 64
"""Effective points that a check needs."""
PER_REGION = 8
"""Points that each hard region needs."""
STEPS = 20
"""Steps of a sequence of a stateful update."""
_TRIES = 4000
_LARGEST = 5


@dataclass(frozen=True, slots=True)
class Point:
    """Values by the key of each variable's symbol, sizes by name."""

    values: Mapping[str, Value]
    sizes: Mapping[str, int]

    @property
    def known(self) -> dict[str, Value]:
        """What an evaluation is given."""
        return {**self.values, **self.sizes}


@dataclass(slots=True)
class Points:
    """The points of a formula. `edges` are judged by an edge case; `at_edge` says by which value."""

    seed: int
    effective: list[Point] = field(default_factory=list)
    edges: list[tuple[Point, str]] = field(default_factory=list)
    regions: dict[str, int] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)
    """Regions that got fewer points than they need."""
    edges_of: list[int] = field(default_factory=list)
    """How many points each edge case got."""


def seed_of(ref: str) -> int:
    """The seed of an entry's points: of its ref, so that a run can be repeated and entries do not share points."""
    return zlib.crc32(ref.encode())


def arguments(entry: Computable, point: Point) -> dict[str, Value]:
    """The point as the arguments of the example, by parameter name."""
    values = {
        variable.py: point.values[spelled(variable.symbol)] for variable in entry.variables if variable.py is not None
    }
    return {name: values[name] if name in values else point.sizes[name] for name in parameters_of(entry)}


def integers_of(entry: Computable) -> frozenset[str]:
    """The parameters that are whole numbers."""
    declared = {v.py for v in entry.variables if v.py is not None and domains.is_integer(v.domain)}
    return frozenset(declared | {name for name in parameters_of(entry) if name in entry.sizes})


class Sampler:
    """Draws points of one formula."""

    def __init__(self, formula: Formula, seed: int, only: Mapping[str, Value] | None = None) -> None:
        self.formula = formula
        self.only = only or {}
        self.equal_sizes = False
        """Whether sizes may be equal as often as chance has it: for a condition such as n = m."""
        self.entry = formula.entry
        self.random = np.random.default_rng(seed)
        self.seed = seed
        self.assumptions = self._predicates(a.where for a in self.entry.assumptions if a.where)
        self.edge_cases = [(self._predicate(edge.when), edge.value) for edge in self.entry.edge_cases]
        # A restricted oracle cannot be asked to reach every region; the example is.
        regions = () if self.only else self.entry.regions
        self.regions = [(region.name, *self._predicate(region.where)) for region in regions]
        latex = self.entry.latex or ""
        self._can_be_infinite = r"\infty" in latex or "min-of-empty" in self.entry.conventions

    def points(self) -> Points:
        """At least 64 effective points, 8 in each region, and some in each edge case.

        A region that chance does not reach in 4,000 tries is listed as unreached.
        """
        found = Points(self.seed, regions={name: 0 for name, _, _ in self.regions}, edges_of=[0] * len(self.edge_cases))
        for _ in range(_TRIES):
            full = len(found.effective) >= ENOUGH
            if (
                full
                and (self.only or all(found.edges_of))
                and all(count >= PER_REGION for count in found.regions.values())
            ):
                break
            point = self.draw()
            if point is None:
                continue
            number = self._edge_case(point)
            if number is not None:
                if found.edges_of[number] < ENOUGH:
                    found.edges.append((point, self.edge_cases[number][1]))
                    found.edges_of[number] += 1
                    self._count(point, found)
                continue
            inside = self._regions_of(point)
            if full and not any(found.regions[name] < PER_REGION for name in inside):
                continue
            if not self._has_value(point):
                continue
            found.effective.append(point)
            for name in inside:
                found.regions[name] += 1
        found.unreached = [name for name, count in found.regions.items() if count < PER_REGION]
        return found

    def simple(self, count: int = 300) -> list[Point]:
        """Small points a person would try, the smallest first."""
        points = [point for point in (self.draw(simple=True) for _ in range(count)) if point is not None]
        plain = [point for point in points if self.edge(point) is None]
        return sorted(plain, key=weight)

    def draw(self, *, simple: bool = False, small: bool = False) -> Point | None:
        """A point, or None if it breaks an assumption; a simple one has small values too, not only small sizes."""
        return self._draw_with(self._sizes(simple=simple or small), domains.draw_simple if simple else domains.draw)

    def _draw_with(self, sizes: dict[str, int], drawer: Callable[..., Value]) -> Point | None:
        values: dict[str, Value] = {}
        for variable in self.entry.variables:
            if variable.given is not None and variable.given.sorted is not None:
                continue
            known = self._known(sizes, values)
            shape = tuple(size_of(words, known) for words in variable.shape)
            fixed = self.only.get(variable.py or "", self.only.get(variable.symbol))
            if fixed is not None:
                number = _fixed(str(fixed), known)
                values[spelled(variable.symbol)] = np.full(shape, number) if shape else number
            else:
                try:
                    values[spelled(variable.symbol)] = drawer(variable.domain, shape, known, self.random)
                except domains.NoValueError:
                    return None
        point = Point(with_sorted(self.formula, values), sizes)
        return point if self._is_allowed(point) else None

    def large(self, size: int = 256) -> Point | None:
        """A point with every size as large as declared, 256 at most: for timings. None if it breaks an assumption."""
        sizes = {name: min(rule.max or size, size) for name, rule in self.entry.sizes.items()}
        return self._draw_with(sizes, domains.draw)

    def sequences(self, count: int = ENOUGH, steps: int = STEPS) -> Iterator[list[Point]]:
        """Sequences of points of a stateful update: hyperparameters stay, data change, counters count.

        State symbols of later points are to be replaced by the results of the steps before. Half of the sequences start
        from the declared initial state, half from any.
        """
        state = {spelled(before) for before in self.entry.state}
        for number in range(count):
            first = self._first(from_initial=number % 2 == 0)
            known = self._known(first.sizes, first.values)
            sequence = [first]
            for step in range(1, steps):
                values = dict(first.values)
                for variable in self.entry.variables:
                    key = spelled(variable.symbol)
                    if key in state:
                        continue
                    if variable.initial is not None:
                        values[key] = first.values[key] + step
                    elif variable.shape:
                        values[key] = domains.draw(variable.domain, np.shape(first.values[key]), known, self.random)
                sequence.append(Point(with_sorted(self.formula, values), first.sizes))
            yield sequence

    def edge(self, point: Point) -> str | None:
        """The value an edge case gives this point, or None."""
        number = self._edge_case(point)
        return None if number is None else self.edge_cases[number][1]

    def allows(self, point: Point) -> bool:
        """Whether a point that was not drawn satisfies the assumptions, and no edge case judges it."""
        try:
            return self._is_allowed(point) and self.edge(point) is None
        except EvaluationError:
            return False

    # -- below ------------------------------------------------------------------------------------------------------

    def _edge_case(self, point: Point) -> int | None:
        """Which edge case judges this point: the first whose condition holds."""
        for number, ((predicate, latex), _) in enumerate(self.edge_cases):
            if self._holds(predicate, latex, point):
                return number
        return None

    def _first(self, *, from_initial: bool) -> Point:
        point = next((point for point in (self.draw() for _ in range(_TRIES)) if point is not None), None)
        if point is None:
            raise KbgenError("no point satisfies the declared domains and assumptions; widen them")
        values = dict(point.values)
        for variable in self.entry.variables:
            if variable.initial is None:
                continue
            key, initial = spelled(variable.symbol), float(variable.initial)
            if not variable.shape:
                values[key] = int(initial) if domains.is_integer(variable.domain) else initial
            elif from_initial:
                values[key] = np.full(np.shape(values[key]), initial)
        return Point(values, point.sizes)

    def _predicates(self, texts: Iterable[str]) -> list[tuple[Compare, str]]:
        return [self._predicate(text) for text in texts]

    def _predicate(self, latex: str) -> tuple[Compare, str]:
        return read_predicate(self.formula, latex), latex

    def _holds(self, predicate: Compare, latex: str, point: Point) -> bool:
        return Evaluation(self.formula, point.known).holds(predicate, latex)

    def _is_allowed(self, point: Point) -> bool:
        try:
            return all(self._holds(predicate, latex, point) for predicate, latex in self.assumptions)
        except EvaluationError:
            return self.edge(point) is not None

    def _has_value(self, point: Point) -> bool:
        """Whether float64 can hold what is printed; any other error is for the comparison to report.

        Two infinities from an overflow would be equal whatever the formulas are.
        """
        try:
            outputs = Evaluation(self.formula, point.known).outputs()
        except BeyondFloat64:
            return False
        except EvaluationError:
            return True
        return self._can_be_infinite or all(np.isfinite(output).all() for output in outputs)

    def _regions_of(self, point: Point) -> list[str]:
        return [name for name, predicate, latex in self.regions if self._in(predicate, latex, point)]

    def _in(self, predicate: Compare, latex: str, point: Point) -> bool:
        try:
            return self._holds(predicate, latex, point)
        except EvaluationError:
            return False

    def _count(self, point: Point, found: Points) -> None:
        """A region may lie in an edge case: `nothing relevant`."""
        for name in self._regions_of(point):
            found.regions[name] += 1

    def _known(self, sizes: Mapping[str, int], values: Mapping[str, Value]) -> dict[str, Value]:
        known: dict[str, Value] = dict(sizes)
        for name, rule in self.entry.sizes.items():
            if rule.symbol is not None:
                known[rule.symbol] = sizes[name]
        for variable in self.entry.variables:
            key = spelled(variable.symbol)
            if key in values:
                known[variable.symbol] = values[key]
                if variable.py is not None:
                    known.setdefault(variable.py, values[key])
        return known

    def _sizes(self, *, simple: bool) -> dict[str, int]:
        """Sizes, mostly unequal, so that no axis can stand for another."""
        while True:
            sizes = {name: self._size(name, simple=simple) for name in self.entry.sizes}
            fixed = [name for name in sizes if name in self.only]
            for name in fixed:
                sizes[name] = size_of(str(self.only[name]), sizes)
            free = fixed or simple or self.equal_sizes or len(sizes) > _LARGEST
            if free or len(set(sizes.values())) == len(sizes) or self.random.random() < 0.08:
                return sizes

    def _size(self, name: str, *, simple: bool) -> int:
        rule = self.entry.sizes[name]
        lowest = 1 if rule.min is None else rule.min
        if rule.min is None and self.entry.edge_cases and self.random.random() < 0.1:
            return 0
        highest = rule.max or lowest + _LARGEST
        size = int(self.random.integers(lowest, (min(highest, lowest + 2) if simple else highest) + 1))
        return size + size % 2 if rule.even else size


def _fixed(words: str, known: Mapping[str, Value]) -> Value:
    """A value that an oracle is restricted to: a number, or an expression in sizes (`1/N`)."""
    try:
        return int(words)
    except ValueError:
        pass
    top, slash, bottom = words.partition("/")
    try:
        return float(top) / size_of(bottom, known) if slash else float(words)
    except ValueError:
        return size_of(words, known)


def weight(point: Point) -> tuple[int, float]:
    """How large an input is to a reader: its numbers, then how far from 0, not whole and negative they are."""
    numbers = [item for value in point.values.values() for item in _flat(value)]
    return len(numbers), sum(
        abs(item) + (item % 1 != 0) + (item < 0) / 2 for item in numbers if isinstance(item, (int, float))
    )


def _flat(value: Value) -> Sequence[Value]:
    if isinstance(value, np.ndarray):
        return list(value.reshape(-1).tolist())
    return list(value) if isinstance(value, (list, tuple)) else [value]
