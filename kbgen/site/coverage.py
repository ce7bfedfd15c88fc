"""What is proven of the whole base, and what is not: counts, a row for each formula, and the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kbgen.answer.verdicts import device_in_words
from kbgen.records.proofs import State
from kbgen.schema import Computable, Entry, Model, Ref
from kbgen.site.proofs import Proofs

_PROVEN = (State.CROSS_CHECKED.value, State.CHECKED.value)
_WANTING = ("disputed", "stale", State.TRANSCRIBED.value, State.PARSED.value, State.CHECKED.value)
"""What is short of the best proof, the gravest first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A formula or metric, or a model, in the table."""

    ref: Ref
    name: str
    standing: str
    words: str
    date: str
    """As a number sorts it: `2026-11-24`; empty if it was never run."""
    day: str
    witnesses: str
    points: int | None
    mutants: int | None
    error: float | None
    error_words: str
    derived: int | None
    devices: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries that lack the same thing. `entries` has each with its own reason, if it has one."""

    standing: str
    words: str
    entries: tuple[tuple[Ref, tuple[str, ...]], ...]

    @property
    def has_reasons(self) -> bool:
        """Whether the entries are to be listed one by one."""
        return any(reasons for _, reasons in self.entries)

    @property
    def refs(self) -> list[Ref]:
        """The entries alone."""
        return [ref for ref, _ in self.entries]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The numbers of the coverage page in the words of one writer."""

    proofs: Proofs

    # -- counts -------------------------------------------------------------------------------------------------------

    def proven(self) -> int:
        """How many formulas and metrics are checked, and not disputed."""
        return sum(self._standing(ref) in _PROVEN for ref, _ in self._computable())

    def executable(self) -> int:
        """How many formulas and metrics have mathematics."""
        return sum(1 for _ in self._computable())

    def totals(self) -> list[tuple[str, str]]:
        """What the runs on the base as it is now add up to: numbers with their names; none that is 0."""
        records = list(self._fitting_records())
        sums = [
            ("points", sum(record.get("points", 0) for record in records)),
            ("mutants", sum(_told_apart(record) for record in records)),
            ("oracles", sum("oracle" in _witnesses(record) for record in records)),
            ("published", sum(_witnesses(record).get("published", {}).get("numbers", 0) for record in records)),
            ("claims", sum(record.get("claims", 0) + record.get("derived", 0) for record in records)),
            ("refuted", sum(record.get("proofs", 0) for record in records)),
        ]
        language = self.proofs.w.language
        return [(language.number(count), language.counted(f"total.{name}", count)) for name, count in sums if count]

    def kinds(self) -> list[tuple[str, int, list[tuple[str, int]]]]:
        """Each kind with its number of entries, and how many stand how."""
        return [
            (kind, sum(ref.kind == kind for ref in self._entries), self.proofs.proven.standings(kind))
            for kind in self.proofs.w.plan.kb.manifest.kinds
        ]

    # -- tables -------------------------------------------------------------------------------------------------------

    def formulas(self) -> list[Row]:
        """Every formula and metric, in the order of the base."""
        return [self._row(ref) for ref, _ in self._computable()]

    def models(self) -> list[Row]:
        """Every model with recomputed numbers."""
        return [self._row(ref) for ref, entry in self._entries.items() if isinstance(entry, Model) and entry.derived]

    def gaps(self) -> list[Gap]:
        """What is not proven, or not as well as it could be, and why."""
        gaps = [
            Gap(standing, self.proofs.w.label(f"gap.{standing}"), tuple(self._standing_so(standing)))
            for standing in _WANTING
        ]
        exempt = tuple(
            (ref, (self.proofs.w.item(entry.unchecked),))
            for ref, entry in self._entries.items()
            if entry.unchecked is not None
        )
        gaps.append(Gap(State.NOT_EXECUTABLE.value, self.proofs.w.label("gap.unchecked"), exempt))
        models = tuple((row.ref, ()) for row in self.models() if row.standing == State.SOURCED.value)
        gaps.append(Gap("models", self.proofs.w.label("gap.models"), models))
        waiting = tuple((ref, ()) for ref, _ in self._computable() if self.proofs.waits_for_a_gpu(ref))
        words = self.proofs.w.label("gap.no-gpu" if self._any_gpu() else "gap.no-gpu.at-all")
        gaps.append(Gap("no-gpu", words, waiting))
        return [gap for gap in gaps if gap.entries]

    # -- below --------------------------------------------------------------------------------------------------------

    @property
    def _entries(self) -> Mapping[Ref, Entry]:
        return self.proofs.w.plan.kb.content.entries

    def _computable(self) -> Iterator[tuple[Ref, Computable]]:
        for ref, entry in self._entries.items():
            if isinstance(entry, Computable):
                yield ref, entry

    def _standing(self, ref: Ref) -> str:
        return self.proofs.proven.standing(ref)

    def _any_gpu(self) -> bool:
        proven = self.proofs.proven
        refs = (ref for ref, _ in self._computable())
        return any(device.kind != "cpu" for ref in refs for device in proven.proof(ref).fitting)

    def _fitting_records(self) -> Iterator[Mapping[str, Any]]:
        """One record an entry, that of the CPU if there is one, where nothing is disputed: nothing counts twice."""
        for ref in self._entries:
            proof = self.proofs.proven.proof(ref)
            if proof.fitting and not proof.disputed:
                yield proof.fitting[0].record

    def _standing_so(self, standing: str) -> Iterator[tuple[Ref, tuple[str, ...]]]:
        for ref, entry in self._entries.items():
            if self._standing(ref) != standing or entry.unchecked is not None:
                continue
            lines = tuple(line for _, lines in self.proofs.objections(ref) for line in lines)
            date = self.proofs.proven.proof(ref).date
            since = self.proofs.w.language.label("gap.since").format(date=self.proofs.w.day(date)) if date else ""
            yield ref, lines or ((since,) if standing == "stale" else ())

    def _row(self, ref: Ref) -> Row:
        w, proof = self.proofs.w, self.proofs.proven.proof(ref)
        record: Mapping[str, Any] = proof.fitting[0].record if proof.fitting else {}
        witnesses = _witnesses(record)
        errors = [found["error"] for found in witnesses.values() if "error" in found]
        error = max(errors) if errors else None
        return Row(
            ref=ref,
            name=self._entries[ref].name[w.language.code],
            standing=proof.standing,
            words=w.language.label(f"state.{proof.standing}"),
            date=proof.date or "",
            day=w.day(proof.date) if proof.date else "",
            witnesses=", ".join(self._witnesses(ref, witnesses)),
            points=record.get("points"),
            mutants=_told_apart(record) if "mutants" in record else None,
            error=error,
            error_words="" if error is None else self.proofs.error(error),
            derived=record.get("derived"),
            devices=", ".join(device_in_words(device, w.language) for device in proof.fitting),
        )

    def _witnesses(self, ref: Ref, witnesses: Mapping[str, Any]) -> Iterator[str]:
        label = self.proofs.w.language.label
        code = self.proofs.code(ref)
        if "example" in witnesses:
            yield code.label if code else "Python"
        if "oracle" in witnesses:
            yield witnesses["oracle"]["function"]
        if "published" in witnesses:
            yield self.proofs.w.language.counted("witness.published", witnesses["published"]["numbers"])
        if "symbolic" in witnesses:
            yield label("witness.symbolic")


def _witnesses(record: Mapping[str, Any]) -> Mapping[str, Any]:
    witnesses: Mapping[str, Any] = record.get("witnesses", {})
    return witnesses


def _told_apart(record: Mapping[str, Any]) -> int:
    mutants: Mapping[str, int] = record.get("mutants", {})
    return mutants.get("told_apart", 0) + mutants.get("by_error", 0)
