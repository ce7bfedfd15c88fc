"""What every entry holds: names, sources, errata, notes, its place on the site and how far it is proven."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from kbgen.index.records import EMPTY, Record

Text: TypeAlias = Mapping[str, str]
"""Words by language. A language it lacks is a `KeyError`."""

Aliases: TypeAlias = Mapping[str, tuple[str, ...]]
"""Other names by language."""

Value: TypeAlias = str | tuple[Any, ...]
"""A number with or without its unit (`8`, `7 Gparameter`), a word, or a (nested) list of them."""

Relation: TypeAlias = Literal["=", "≈", "<", "≤", ">", "≥"]
"""How two values compare."""


class Source(Record):
    """Where a statement comes from."""

    ref: str
    """The link entry of the document, `links/…`."""
    where: str | None = None
    """Where in it: section, equation, table, page (`§ 3.2.1, eq. (1)`)."""


class Refutation(Record):
    """A machine's refutation of what the source document says."""

    of: str | None = None
    """The output symbol or the formula's ref that is evaluated."""
    latex: str | None = None
    """The source's own formula, when it is the formula that fails."""
    values: Mapping[str, Value] = EMPTY
    """Values of the symbols, with units."""
    units: Mapping[str, str] = EMPTY
    """Units of the symbols in `latex`."""
    expected: Value | None = None
    """What the right formula gives."""
    source_says: SourceSays | None = None
    """The source's statement; it passes only if the computation refutes it."""
    fails: Literal["dimension"] | None = None
    """The check that `latex` must fail."""


class SourceSays(Record):
    """The source document's own figure, to be refuted."""

    op: Relation = "="
    """How the source relates its figure to the quantity."""
    value: Value
    """The figure."""
    tolerance: float | None = None
    """Relative tolerance granted to the source."""


class Erratum(Record):
    """A mistake of the source document, corrected."""

    where: str
    """Section of the source document (`A.7`)."""
    line: int | None = None
    """Line of the source document."""
    says: str
    """What the source says, quoted."""
    kind: Literal[
        "wrong", "imprecise", "incomplete", "ambiguous", "outdated", "circular", "vague", "duplicate", "style"
    ]
    """What is the matter with it."""
    correct: Text | None = None
    """The right statement, in one or two sentences; none: the entry itself (its definition, its formula) is it."""
    why: Text | None = None
    """What is wrong with it and how one knows, when `correct` does not say it."""
    sources: tuple[Source, ...] = ()
    """Where the right statement comes from."""
    proof: Refutation | None = None
    """A machine's refutation, where there can be one."""


class Note(Record):
    """A remark that is not part of the definition."""

    kind: Literal["note", "use", "interpretation", "example", "advantage", "limit", "caution", "practice"] = "note"
    """What sort of remark: printed as its label."""
    text: Text
    """The remark."""


class Device(Record):
    """What a run on one kind of device showed."""

    kind: str
    """`cpu`, `cuda`, …"""
    name: str = ""
    """What the maker calls it; empty for a CPU."""
    date: str
    """When it ran."""
    stale: bool = False
    """Whether the entry has changed since."""


class Proof(Record):
    """How far an entry is proven, since when and where."""

    state: str
    """`cross-checked`, `checked`, `parsed`, `sourced`, …; of a link, how it stands."""
    date: str | None = None
    """Of the newest run that fits the entry as it is, else of the newest; none: no run."""
    devices: tuple[Device, ...] = ()
    """The runs, by kind of device."""
    stale: bool = False
    """Whether the entry has changed since every run."""
    disputed: str | None = None
    """What a check says against it."""
    alive: str | None = None
    """Of a link: whether its address answers."""
    document: str | None = None
    """Of a link: whether the right document is there."""


class Entry(Record):
    """What every entry holds."""

    ref: str
    """Its address in the base: `formulas/lora`."""
    kind: str
    """Its folder: `formulas`."""
    id: str
    """Its key in the folder: `lora`."""
    page: str
    """The page it stands on: `formulas/fine-tuning`."""
    url: Mapping[str, str]
    """Its place on the site, by language."""
    name: Text
    """What it is called, by language."""
    aliases: Aliases = EMPTY
    """Other names it answers to, by language."""
    group: str | None = None
    """The group of its page it stands in."""
    summary: Text | None = None
    """One or two sentences: what it is and what it is for."""
    notes: tuple[Note, ...] = ()
    """Uses, limits, cautions, interpretations, in order."""
    related: tuple[str, ...] = ()
    """Refs of entries a reader would want next: those it names, then those that name it."""
    sources: tuple[Source, ...] = ()
    """Primary sources; at least one, except on links."""
    errata: tuple[Erratum, ...] = ()
    """What the source document says wrongly about it."""
    added: bool = False
    """True if the source document lacks it: added because other entries need it."""
    unchecked: Text | None = None
    """Why no check can prove it."""
    proof: Proof
    """How far it is proven."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.ref!r})"

    def as_json(self) -> str:
        """Its JSON as text, on one line, as every surface prints it."""
        return json.dumps(self._json, ensure_ascii=False, separators=(",", ":"))
