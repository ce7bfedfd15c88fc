"""How an entry was checked, in sentences that a reader who is no expert understands: only what its records hold."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kbgen.answer.verdicts import device_in_words, devices_in_words, link_in_words, proof_in_words
from kbgen.proven import Code, Proven
from kbgen.records.proofs import DeviceProof
from kbgen.schema import Computable, Entry
from kbgen.schema.formula import Variant
from kbgen.site.writer import Writer, literal

Json = Mapping[str, Any]

_SHORT_TYPES = ("float32", "float16", "bfloat16")
"""The types of numbers whose error is shown; float64 is what they are measured against."""
_TOO_LONG = 24
"""Numbers of an input; beyond, no reader compares them."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A few words on how an entry stands. `key` is the anchor that explains them and the class that colours them."""

    key: str
    words: str
    means: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one run showed: sentences as Markdown, and the error of each shorter type of numbers."""

    title: str
    lines: tuple[str, ...]
    precisions: tuple[tuple[str, str], ...]
    repeat: str
    """When and with what it was made, and how to make it again."""


@dataclass(frozen=True, slots=True)
class Proofs:
    """Proofs in the words of one writer."""

    w: Writer
    proven: Proven

    # -- how an entry stands ------------------------------------------------------------------------------------------

    def badges(self, ref: str) -> list[Badge]:
        """How the entry stands, then what is to be known of each device."""
        check = self.proven.check(ref)
        if check is not None:
            return [Badge(check.state, link_in_words(check, self.w.language), self._means(check.state))]
        proof = self.proven.proof(ref)
        words = self.w.language.typeset(proof_in_words(proof, self.w.language))
        badges = [Badge(proof.standing, words, self._means(proof.standing))]
        if proof.disputed or proof.stale:
            return badges
        fitting = proof.fitting
        later = [device for device in fitting if device.date != fitting[0].date]
        badges += [self._device_badge(proof.standing, "badge.also", device) for device in later]
        badges += [self._device_badge("stale", "badge.stale-on", device) for device in proof.devices if device.stale]
        if self.waits_for_a_gpu(ref):
            badges.append(Badge("no-gpu", self.w.label("badge.no-gpu"), self.w.label("badge.no-gpu.means")))
        return badges

    def waits_for_a_gpu(self, ref: str) -> bool:
        """Whether the example was run, could run on a GPU, and never was."""
        proof, code = self.proven.proof(ref), self.proven.code(ref)
        runs_on_gpus = code is not None and code.is_torch
        return runs_on_gpus and bool(proof.fitting) and all(device.kind == "cpu" for device in proof.devices)

    def objections(self, ref: str) -> list[tuple[str, list[str]]]:
        """What checks say against the entry, word for word, by run."""
        return [
            (self._title(device), [literal(str(line)) for line in device.record["failed"]])
            for device in self.proven.proof(ref).fitting
            if device.record.get("failed")
        ]

    # -- how it was checked -------------------------------------------------------------------------------------------

    def runs(self, ref: str) -> list[Run]:
        """The runs, that of the CPU first; those on a former state of the entry say so."""
        proof, entry = self.proven.proof(ref), self.w.plan.kb[ref]
        ordered = sorted(proof.devices, key=lambda device: (device.kind != "cpu", device.kind))
        return [self._run(ref, entry, device) for device in ordered]

    def code(self, ref: str) -> Code | None:
        """The executable example."""
        return self.proven.code(ref)

    def fence(self, code: Code) -> str:
        """The example as a highlighted block that no search finds, longer in its marks than any run inside."""
        marks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code.text)), default=0))
        return f'{marks} {{ .python data-search-exclude="" }}\n{code.text}{marks}'

    def difference(self, ref: str, variant: Variant) -> str:
        """An input that tells a variant from the printed formula, and what either gives there.

        The author's own, else the smallest that was found; nothing if there is none.
        """
        entry = self.w.plan.kb[ref]
        assert isinstance(entry, Computable)
        if variant.differs is not None:
            return self._difference(entry, "variants.differs", dict(variant.differs))
        found = self._compared(ref, variant).get("differs")
        if found is None or _size(found["values"].values()) > _TOO_LONG:
            return ""
        return self._difference(entry, "variants.found", found)

    def equal_when(self, ref: str, variant: Variant) -> str:
        """When a variant is the printed formula, and on how many points that was seen; nothing if never."""
        condition = self._condition(variant).rstrip(".")
        equal = self._compared(ref, variant).get("equal", 0)
        if not condition or not equal:
            return condition and f"{condition}."
        return f"{condition} ({self._counted('variants.proven', equal)})."

    # -- below --------------------------------------------------------------------------------------------------------

    def _means(self, standing: str) -> str:
        return self.w.plain(self.w.language.label(f"state.{standing}.means"))

    def _device_badge(self, key: str, label: str, device: DeviceProof) -> Badge:
        words = self.w.language.label(label).format(
            date=self.w.day(device.date), devices=devices_in_words([device], self.w.language)
        )
        return Badge(key, self.w.language.typeset(words), self._means(key))

    def _title(self, device: DeviceProof) -> str:
        return f"{device_in_words(device, self.w.language)}, {self.w.day(device.date)}"

    def _run(self, ref: str, entry: Entry, device: DeviceProof) -> Run:
        lines = list(self._lines(ref, entry, device))
        if device.stale:
            lines.insert(0, self.w.label("check.stale"))
        errors = device.record.get("errors", {})
        precisions = tuple((name, self.error(errors[name])) for name in _SHORT_TYPES if name in errors)
        return Run(self._title(device), tuple(lines), precisions, self._repeat(ref, device))

    def _lines(self, ref: str, entry: Entry, device: DeviceProof) -> Iterator[str]:
        record = device.record
        if "points" in record:
            yield self._counted("check.points", record["points"])
        regions = self._regions(entry, record.get("regions", {}))
        if regions:
            yield self._say("check.regions", regions=regions)
        if record.get("edges"):
            yield self._counted("check.edges", record["edges"])
        yield from self._witnesses(ref, record.get("witnesses", {}))
        yield from self._mutants(entry, record.get("mutants", {}))
        for kernel in record.get("fused", ()):
            yield self._fused(kernel)
        if record.get("failed"):
            return  # these were tried too, and may be what failed
        if record.get("claims"):
            yield self._counted("check.claims", record["claims"])
        if record.get("derived"):
            yield self._counted("check.derived", record["derived"])
        if record.get("proofs"):
            yield self._counted("check.proofs", record["proofs"])
        if record.get("units"):
            yield self.w.label("check.units")

    def _witnesses(self, ref: str, witnesses: Mapping[str, Json]) -> Iterator[str]:
        if example := witnesses.get("example"):
            code = self.proven.code(ref)
            label = code.label if code else "Python"
            yield self._counted("check.example", example["points"], gap=self._gap(example["error"]), code=label)
        if steps := witnesses.get("sequences"):
            number = self.w.number(steps["steps"])
            yield self._counted("check.sequences", steps["sequences"], steps=number, gap=self._gap(steps["error"]))
        if oracle := witnesses.get("oracle"):
            yield self._counted(
                "check.oracle",
                oracle["points"],
                function=f"`{oracle['function']}`",
                library=" ".join(filter(None, (oracle["library"], _release(oracle["version"])))),
                gap=self._gap(oracle["error"]),
            )
        if published := witnesses.get("published"):
            yield self._counted("check.published", published["numbers"])
        if symbolic := witnesses.get("symbolic"):
            yield self._counted("check.digits", symbolic["points"], gap=self._gap(symbolic["error"]))
            if symbolic["derivatives"]:
                yield self._counted("check.derivatives", symbolic["derivatives"])

    def _mutants(self, entry: Entry, mutants: Json) -> Iterator[str]:
        parts = [
            self._counted(f"check.mutants.{name}", mutants[name])
            for name in ("told_apart", "by_error", "equivalent")
            if mutants.get(name)
        ]
        if not parts:
            return
        listed = entry.equivalents if isinstance(entry, Computable) and mutants.get("equivalent") else ()
        reasons = "".join(f"\n    - {self.w.item(same.why)} (<code>{literal(same.mutant)}</code>)" for same in listed)
        yield self._say("check.mutants", fates=", ".join(parts)) + reasons

    def _fused(self, kernel: Json) -> str:
        parts = [
            self._say(f"check.fused.{name}", ratio=self.w.number(f"{kernel[name]:.2g}"))
            for name in ("time", "memory")
            if name in kernel
        ]
        return self._say("check.fused", function=f"`{kernel['function']}`", ratios=", ".join(parts))

    def _repeat(self, ref: str, device: DeviceProof) -> str:
        record = device.record
        versions = ", ".join(f"{name} {_release(v)}" for name, v in record.get("versions", {}).items() if v)
        option = "" if device.kind == "cpu" else f" --device {device.kind}"
        words = {
            "date": self.w.day(device.date),
            "device": device_in_words(device, self.w.language),
            "versions": versions,
            "command": f"`kbgen verify {ref} --force{option}`",
        }
        if "seed" not in record:
            return self._say("check.run", **words)
        return self._say("check.run.seed", seed=str(record["seed"]), **words)

    def _regions(self, entry: Entry, counts: Mapping[str, int]) -> str:
        """The delicate cases as the entry states them, with how many inputs fall in each."""
        if not isinstance(entry, Computable):
            return ""
        return self.w.semicolon.join(
            f"{self.w.math(region.where)} ({self.w.number(counts[region.name])})"
            for region in entry.regions
            if region.name in counts
        )

    def _compared(self, ref: str, variant: Variant) -> Json:
        """What a run on the entry as it is now showed of a variant; nothing if it was not compared."""
        for device in self.proven.proof(ref).fitting:
            for compared in device.record.get("variants", ()):
                if compared["name"] in variant.name.strings:
                    return dict(compared)
        return {}

    def _condition(self, variant: Variant) -> str:
        """In words, else as it is checked."""
        if variant.equal_when:
            return self.w.item(variant.equal_when)
        if variant.equal is None:
            return ""
        if variant.equal.replacing:
            given = self.w.semicolon.join(
                self.w.math(f"{symbol} = {latex}") for symbol, latex in variant.equal.replacing.items()
            )
            return f"{self.w.label('variants.replacing')} {given}"
        return self.w.math(variant.equal.where) if variant.equal.where else self.w.label("variants.everywhere")

    def _difference(self, entry: Computable, key: str, differs: Json) -> str:
        """An input, and what the formula and the variant give there, output by output where they differ."""
        values = self.w.assignment({symbol: _plain(value) for symbol, value in differs["values"].items()})
        outputs = entry.outputs if _is_list(differs["here"]) or _is_list(differs["there"]) else entry.outputs[:1]
        several = len(entry.outputs) > 1
        told = []
        for place, output in enumerate(outputs):
            here, there = (_output(differs[side], place, several) for side in ("here", "there"))
            if here != there:
                results = {"here": self._outcome(here), "there": self._outcome(there)}
                if several:
                    results = {
                        side: f"{self.w.math(f'{output.symbol} =')}\u00a0{words}" for side, words in results.items()
                    }
                told.append(self._say("variants.results", **results))
        return self._say(key, values=values, results=self.w.semicolon.join(told)) if told else ""

    def _outcome(self, value: Any) -> str:
        """A result that may be undefined."""
        return self.w.label("undefined") if value == "undefined" else self.w.value(value)

    def _gap(self, error: float) -> str:
        return self._say("check.within", error=self.error(error)) if error else self.w.label("check.exactly")

    def error(self, error: float) -> str:
        """A relative error, in two digits."""
        return self.w.number(f"{error:.1e}" if error else "0").replace(" × ", "\u00a0×\u00a0")

    def _say(self, key: str, **values: str) -> str:
        """A label with values filled in that are Markdown already."""
        return self.w.language.typeset(self.w.language.label(key)).format(**values)

    def _counted(self, key: str, count: int, **values: str) -> str:
        return self.w.language.typeset(self.w.language.counted(key, count, **values))


def _release(version: str) -> str:
    """A version without what only its builder needs: `2.13.0+cpu` → `2.13.0`."""
    return version.partition("+")[0]


def _output(results: Any, place: int, several: bool) -> Any:
    """One output of several; a number that is no list is the only one, or that of all."""
    return _plain(results[place] if several and _is_list(results) else results)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _plain(value: Any) -> Any:
    """A value of a record as it is written: one component alone is a number, what is no number is undefined."""
    numbers = list(_flat([value]))
    if len(numbers) == 1:
        return _word(numbers[0])
    return "undefined" if {_word(number) for number in numbers} == {"undefined"} else _words(value)


def _words(value: Any) -> Any:
    return [_words(item) for item in value] if _is_list(value) else _word(value)


def _word(value: Any) -> str:
    if isinstance(value, (int, float)):
        return f"{value + 0:.6g}" if math.isfinite(value) else "undefined"  # + 0: no minus before a zero
    return str(value)


def _flat(items: Any) -> Iterator[Any]:
    for item in items:
        yield from _flat(item) if _is_list(item) else (item,)


def _size(items: Any) -> int:
    return sum(1 for _ in _flat(items))
