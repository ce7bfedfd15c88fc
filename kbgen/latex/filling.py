"""Arrays that lines define: which line fills which cell, each exactly once, and the value of each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kbgen.latex.arithmetic import Value
from kbgen.latex.formula import Definition, Slot
from kbgen.latex.names import printed
from kbgen.latex.operations import kind_of, plain
from kbgen.latex.tree import Node

if TYPE_CHECKING:
    from kbgen.latex.evaluate import Evaluation

Place = tuple[int, ...]

_MOST = 100_000
"""Cells of the largest array."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What fills a cell: a line, at values of its indices; of a column, one row."""

    line: int
    slot: Slot
    local: Mapping[str, Value]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where each cell comes from, and the first and last index of each axis."""

    sources: Mapping[Place, _Source]
    bounds: tuple[tuple[int, int], ...]

    @property
    def shape(self) -> Place:
        return tuple(last - first + 1 for first, last in self.bounds)


class Arrays:
    """The defined arrays of one evaluation. Cells are computed when they are asked for: recursion is allowed."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self._known: dict[str, _Cells] = {}
        self._whole: dict[tuple[str, int], Value] = {}

    def rank(self, definition: Definition) -> int:
        """The number of axes; 0 if it is no array."""
        return len(self._cells(definition).bounds) if definition.slots else 0

    def cell(self, definition: Definition, place: Place, node: Node) -> Value:
        """The value of one cell, for the node that asks. Raises `EvaluationError`."""
        cells = self._cells(definition)
        if place not in cells.sources:
            bounds = ", ".join(f"{first}…{last}" for first, last in cells.bounds)
            raise self.evaluation.error(f"index {_shown(place)} outside {bounds}", node, "check the bounds")
        return self._filled(definition, cells.sources[place], 0, node)

    def whole(self, definition: Definition, member: int) -> Value:
        """The array, by one member of each line's chain. Raises `EvaluationError`."""
        if (definition.key, member) not in self._whole:
            self._whole[definition.key, member] = self._assembled(definition, member)
        return self._whole[definition.key, member]

    def _assembled(self, definition: Definition, member: int) -> Value:
        at = definition.slots[0].members[0]
        cells = self._cells(definition)
        values = {place: self._filled(definition, source, member, at) for place, source in cells.sources.items()}
        shapes = {np.shape(value) for value in values.values()}
        if len(shapes) > 1:
            what = f"'{printed(definition.key)}' has cells of shapes {' and '.join(map(str, sorted(shapes)))}"
            raise self.evaluation.error(what, at, "check what each line fills in")
        array = np.empty(cells.shape + shapes.pop(), dtype=_dtype(values.values()))
        origin = self.evaluation.entry.origin
        for place, value in values.items():
            array[tuple(index - origin for index in place)] = value
        return array

    def _filled(self, definition: Definition, source: _Source, member: int, node: Node) -> Value:
        slot = source.slot
        number = min(member, len(slot.members) - 1)
        memo = (definition.key, source.line, tuple(source.local.items()), number)
        shown = f"'{printed(definition.key)}' at {_shown(source.local.values())}"
        evaluation = self.evaluation
        value = evaluation.once(memo, shown, node, definition.latex, slot.members[number], source.local)
        if source.row is None:
            return value
        rows = len(slot.cells)
        if np.shape(value) != (rows,):
            what = f"a column of {rows} from a {kind_of(value)} of shape {np.shape(value)}"
            raise evaluation.error(what, slot.members[0], "write as many rows on the right")
        return plain(value[source.row])

    # -- which line fills which cell ----------------------------------------------------------------------------------

    def _cells(self, definition: Definition) -> _Cells:
        if definition.key not in self._known:
            with self.evaluation.within(definition.latex):
                self._known[definition.key] = self._found(definition)
        return self._known[definition.key]

    def _found(self, definition: Definition) -> _Cells:
        """Raises `EvaluationError` at a cell without a value or with two."""
        error, at, shown = self.evaluation.error, definition.slots[0].members[0], printed(definition.key)
        sources: dict[Place, _Source] = {}
        for place, source in self._sources(definition):
            if place in sources:
                what = f"'{shown}' at {_shown(place)} is filled twice"
                raise error(what, source.slot.members[0], "check the subscripts and the bounds")
            sources[place] = source
            if len(sources) > _MOST:
                raise error(f"'{shown}' has more than {_MOST:,} cells", at, "take smaller sizes")
        if not sources:
            raise error(f"'{shown}' has no cell", at, "check the bounds of its indices")
        ranks = {len(place) for place in sources}
        if len(ranks) > 1:
            raise error(f"'{shown}' has cells of one and of several subscripts", at, "give all of them as many")
        origin = self.evaluation.entry.origin
        cells = _Cells(sources, tuple((origin, max(place[axis] for place in sources)) for axis in range(ranks.pop())))
        if len(sources) != math.prod(cells.shape) or any(index < origin for place in sources for index in place):
            hint = f"{len(sources)} of {math.prod(cells.shape)} cells are filled; check the subscripts and the bounds"
            raise error(f"'{shown}' has holes", at, hint)
        return cells

    def _sources(self, definition: Definition) -> Iterator[tuple[Place, _Source]]:
        value, whole = self.evaluation.value, self.evaluation.whole
        for line, slot in enumerate(definition.slots):
            for local in self._combinations(slot.indices, {}):
                for row, cell in enumerate(slot.cells):
                    place = tuple(whole(value(part, local), part) for part in cell)
                    yield place, _Source(line, slot, local, row if len(slot.cells) > 1 else None)

    def _combinations(self, indices: tuple[str, ...], local: dict[str, Value]) -> Iterator[dict[str, Value]]:
        """Values of the indices; the range of each may depend on those before."""
        if not indices:
            yield local
            return
        first, last = self.evaluation.range_of(indices[0], local)
        for index in range(first, last + 1):
            yield from self._combinations(indices[1:], {**local, indices[0]: index})


def _dtype(values: Iterable[Value]) -> type:
    """float64, unless other numbers (exact symbols) or words are among them."""
    return float if all(np.asarray(value).dtype.kind in "fiu" for value in values) else object


def _shown(values: Iterable[Value]) -> str:
    return ", ".join(map(str, values))
