"""Scores side by side: only those of equal and known settings are comparable."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kbgen.kb import KnowledgeBase
from kbgen.schema import Measurement, Ref


@dataclass(frozen=True, slots=True)
class Row:
    """A score with whose it is; `ref` is none for a model without an entry."""

    name: str
    ref: Ref | None
    score: Measurement


def comparable(kb: KnowledgeBase, benchmark: Ref) -> list[tuple[bool, list[Row]]]:
    """The scores on `benchmark` in groups: those of the same known settings, ranked; last, those that stand alone."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    alone: list[Row] = []
    for row in _rows(kb, benchmark):
        key = _key(row.score)
        if key is None:
            alone.append(row)
        else:
            groups.setdefault(key, []).append(row)
    ranked = [rows for rows in groups.values() if len(rows) > 1]
    alone += [row for rows in groups.values() if len(rows) == 1 for row in rows]
    result = [(True, sorted(rows, key=lambda row: -row.score.value)) for rows in ranked]
    return [*result, (False, sorted(alone, key=lambda row: str(row.score.date)))] if alone else result


def _rows(kb: KnowledgeBase, benchmark: Ref) -> Iterable[Row]:
    for reported in kb.benchmarks[benchmark.id].scores:
        yield Row(reported.model, None, reported)
    for id_, model in kb.models.items():
        for score in model.scores:
            if score.benchmark == benchmark:
                yield Row(model.name.strings[0], Ref(f"models/{id_}"), score)


def _key(score: Measurement) -> tuple[object, ...] | None:
    """What must be equal for two scores to be ranked together; none if any of it is unknown."""
    setting = score.setting
    parts = (score.metric, score.variant, setting.shots, setting.method, setting.samples, score.harness)
    return None if any(part is None for part in parts) else parts
