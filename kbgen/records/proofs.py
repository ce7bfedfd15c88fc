"""What the checkers found: read, written, and what it proves of an entry. States are derived on reading, never stored.

A record is one run of the witnesses, keyed by ref and kind of device. `seal`, a hash of the rest of the record, detects
accidents and edits by hand; it is no signature.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from kbgen.errors import KbgenError
from kbgen.records.files import FORM, read_json, write_text
from kbgen.schema import Computable, Entry, Link, Ref

FILE = Path("records") / "verify.json"

Json = dict[str, Any]


class State(StrEnum):
    """How far an entry is proven."""

    CROSS_CHECKED = "cross-checked"
    """The printed formula agrees with the example and with an implementation nobody here wrote."""
    CHECKED = "checked"
    """The printed formula agrees with the example beside it."""
    PARSED = "parsed"
    """The printed formula was executed; nothing was compared with it."""
    RECOMPUTED = "recomputed"
    """A model whose derived numbers were recomputed with verified formulas."""
    TRANSCRIBED = "transcribed"
    """A formula that is declared to be executed, and was not yet."""
    NOT_EXECUTABLE = "not-executable"
    """A formula or metric that no program can check; the entry says why."""
    SOURCED = "sourced"
    """A statement with its primary source."""
    NOT_YET_CHECKED = "not-yet-checked"
    """A link that no live run has asked."""


@dataclass(frozen=True, slots=True)
class DeviceProof:
    """What a run on one kind of device showed."""

    kind: str
    """`cpu`, `cuda`, …"""
    name: str
    """What the maker calls it; empty for a CPU."""
    date: str
    stale: bool
    """Whether the entry has changed since."""
    record: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known of an entry: its state, where that was found, and what is the matter."""

    state: State
    devices: tuple[DeviceProof, ...] = ()
    disputed: str = ""
    """What a check says against it; empty if nothing does."""

    @property
    def stale(self) -> bool:
        """Whether the entry has changed since every run."""
        return bool(self.devices) and all(device.stale for device in self.devices)

    @property
    def standing(self) -> str:
        """The state as it is to be shown: what a check says against it and what has changed since come first."""
        return "disputed" if self.disputed else "stale" if self.stale else self.state.value

    @property
    def fitting(self) -> tuple[DeviceProof, ...]:
        """The runs on the entry as it is now, that of the CPU first."""
        return tuple(sorted((d for d in self.devices if not d.stale), key=lambda device: device.kind != "cpu"))

    @property
    def date(self) -> str | None:
        """The date of the newest run that still fits, else of the newest."""
        fitting = [device.date for device in self.devices if not device.stale]
        dates = fitting or [device.date for device in self.devices]
        return max(dates) if dates else None

    @property
    def record(self) -> Mapping[str, Any]:
        """The record of the CPU run if there is one, else of the first device."""
        ordered = sorted(self.devices, key=lambda device: device.kind != "cpu")
        return ordered[0].record if ordered else {}


class Hashes(Protocol):
    """Gives the fingerprint of an entry as it is now: `kbgen.fingerprint.Fingerprints`."""

    def __getitem__(self, ref: str) -> str: ...


@dataclass(slots=True)
class Records:
    """The records of a content folder by ref and kind of device; `refused` says which were damaged."""

    by_ref: dict[str, dict[str, Json]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    changed: bool = False
    """Whether there is anything to write."""

    @classmethod
    def read(cls, content: Path) -> Records:
        """The records of a content folder; none if it has none.

        A record whose seal does not fit is left out and named in `refused`. Raises `KbgenError` if the file is no
        records file.
        """
        shown = f"{content.name}/{FILE.as_posix()}"
        kept = read_json(content / FILE, shown, "kbgen verify").get("records", {})
        if not isinstance(kept, dict):
            raise KbgenError(f"{shown}: not a records file of this kbgen; delete it and run: kbgen verify")
        records = cls()
        for ref, kinds in kept.items():
            for kind, record in kinds.items() if isinstance(kinds, dict) else [("no device", None)]:
                if isinstance(record, dict) and record.get("seal") == seal(ref, kind, record):
                    records.by_ref.setdefault(ref, {})[kind] = record
                else:
                    what = "its hash does not fit: it was changed by hand or damaged"
                    records.refused.append(f"{shown}: {ref}, {kind}: {what}; run: kbgen verify {ref}")
        return records

    def get(self, ref: str, kind: str) -> Json | None:
        """The record of a run, if there is one."""
        return self.by_ref.get(ref, {}).get(kind)

    def put(self, ref: str, kind: str, record: Mapping[str, Any]) -> bool:
        """Keep a run in place of the one with the same key. Returns whether anything but the date differs."""
        old = self.get(ref, kind)
        if old is not None and _without_date(old) == _without_date(record):
            return False
        self.by_ref.setdefault(ref, {})[kind] = {**record, "seal": seal(ref, kind, record)}
        self.changed = True
        return True

    def due(self, refs: Iterable[Ref], hashes: Hashes, kind: str = "cpu") -> list[Ref]:
        """The refs that no fitting, undisputed record of this kind of device covers."""
        return [ref for ref in refs if not self._is_fresh(ref, hashes, kind)]

    def _is_fresh(self, ref: Ref, hashes: Hashes, kind: str) -> bool:
        record = self.get(ref, kind)
        return record is not None and record["content"] == hashes[ref] and not record.get("failed")

    def keep_only(self, refs: Iterable[Ref]) -> None:
        """Forget entries that are gone."""
        known = set(map(str, refs))
        for ref in [ref for ref in self.by_ref if ref not in known]:
            del self.by_ref[ref]
            self.changed = True

    def write(self, content: Path) -> None:
        """Write the file in one step: a run that is cut off leaves the old one. Raises `KbgenError` if it cannot."""
        ordered = {ref: dict(sorted(kinds.items())) for ref, kinds in sorted(self.by_ref.items())}
        text = json.dumps({"form": FORM, "records": ordered}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        write_text(content / FILE, [text])

    def proof_of(self, ref: str, entry: Entry, hashes: Hashes) -> Proof:
        """What is proven of an entry."""
        devices = tuple(
            DeviceProof(kind, record.get("device", ""), record["date"], record["content"] != hashes[ref], record)
            for kind, record in sorted(self.by_ref.get(ref, {}).items())
        )
        fitting = [device for device in devices if not device.stale]
        disputed = next((str(device.record["failed"][0]) for device in fitting if device.record.get("failed")), "")
        return Proof(_state(entry, fitting), devices, disputed)


def _state(entry: Entry, fitting: list[DeviceProof]) -> State:
    found = [State(str(device.record["state"])) for device in fitting]
    order = (State.CROSS_CHECKED, State.CHECKED, State.PARSED, State.RECOMPUTED)
    for state in order:
        if state in found:
            return state
    if isinstance(entry, Link):
        return State.NOT_YET_CHECKED
    if isinstance(entry, Computable):
        return State.NOT_EXECUTABLE if entry.unchecked else State.TRANSCRIBED
    return State.SOURCED


def seal(ref: str, kind: str, record: Mapping[str, Any]) -> str:
    """The hash of a record under its key."""
    rest = {name: value for name, value in record.items() if name != "seal"}
    return hashlib.sha256(json.dumps([ref, kind, rest], sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _without_date(record: Mapping[str, Any]) -> Json:
    return {name: value for name, value in record.items() if name not in ("date", "seal")}
