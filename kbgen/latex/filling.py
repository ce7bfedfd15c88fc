"""Which line fills which cell of an array that lines define: each exactly once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbgen.latex.arithmetic import Value
from kbgen.latex.formula import Definition, Slot
from kbgen.latex.names import printed
from kbgen.latex.tree import Node

if TYPE_CHECKING:
    from kbgen.latex.evaluate import Evaluation

Place = tuple[int, ...]

_MOST = 100_000
"""Cells of the largest array."""


@dataclass(frozen=True, slots=True)
class Source:
    """What fills a cell: a line, at values of its indices; of a column, one row."""

    slot: Slot
    local: Mapping[str, Value]
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """Where each cell comes from, and the first and last index of each axis."""

    sources: Mapping[Place, Source]
    bounds: tuple[tuple[int, int], ...]

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.bounds)

    @property
    def shape(self) -> Place:
        """The length of each axis."""
        return tuple(last - first + 1 for first, last in self.bounds)


def cells_of(evaluation: Evaluation, definition: Definition) -> Cells:
    """The cells of an array. Raises `EvaluationError` at a cell without a value or with two."""
    at = definition.slots[0].members[0]
    shown = printed(definition.key)
    sources: dict[Place, Source] = {}
    for place, source in _sources(evaluation, definition):
        if place in sources:
            what = f"'{shown}' at {', '.join(map(str, place))} is filled twice"
            raise evaluation.error(what, source.slot.members[0], "check the subscripts and the bounds")
        sources[place] = source
        if len(sources) > _MOST:
            raise evaluation.error(f"'{shown}' has more than {_MOST:,} cells", at, "take smaller sizes")
    if not sources:
        raise evaluation.error(f"'{shown}' has no cell", at, "check the bounds of its indices")
    ranks = {len(place) for place in sources}
    if len(ranks) > 1:
        raise evaluation.error(f"'{shown}' has cells of one and of several subscripts", at, "give all of them as many")
    origin = evaluation.entry.origin
    cells = Cells(sources, tuple((origin, max(place[axis] for place in sources)) for axis in range(ranks.pop())))
    if len(sources) != math.prod(cells.shape) or any(index < origin for place in sources for index in place):
        hint = f"{len(sources)} of {math.prod(cells.shape)} cells are filled; check the subscripts and the bounds"
        raise evaluation.error(f"'{shown}' has holes", at, hint)
    return cells


def _sources(evaluation: Evaluation, definition: Definition) -> Iterator[tuple[Place, Source]]:
    for slot in definition.slots:
        for local in _combinations(evaluation, slot, 0, {}):
            for row, cell in enumerate(slot.cells):
                place = tuple(_index(evaluation, part, local) for part in cell)
                yield place, Source(slot, local, row if len(slot.cells) > 1 else None)


def _combinations(
    evaluation: Evaluation, slot: Slot, at: int, local: dict[str, Value]
) -> Iterator[dict[str, Value]]:
    """Values of the indices; the range of each may depend on those before."""
    if at == len(slot.indices):
        yield local
        return
    first, last = evaluation.range_of(slot.indices[at], local)
    for value in range(first, last + 1):
        yield from _combinations(evaluation, slot, at + 1, {**local, slot.indices[at]: value})


def _index(evaluation: Evaluation, part: Node, local: Mapping[str, Value]) -> int:
    return evaluation.whole(evaluation.value(part, local), part)
