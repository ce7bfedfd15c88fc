"""A fault as a small record of what is changed, and the content that holds it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from kbgen.content import Content, File
from kbgen.content.strict_yaml import read
from kbgen.latex.formulas import where
from kbgen.records.proofs import Records
from kbgen.schema import Computable, Entry, Ref
from kbgen.schema.entry import Latex
from kbgen.verify.entry import Outcome, Verifier
from kbgen.verify.quantities import units_of
from kbgen.verify.verify import verify

Swaps = Mapping[str, str]
"""Old text → new text; the old one must occur exactly once."""


@dataclass(frozen=True)
class Fault:
    """One mistake an author could make. All of it is data; `caught_by` is the check that must see it."""

    name: str
    ref: str
    caught_by: str
    latex: Swaps = field(default_factory=dict)
    """In the printed LaTeX."""
    code: Swaps = field(default_factory=dict)
    """In the source of the example; together with `latex` the author believes it, and the two agree."""
    adapter: Swaps = field(default_factory=dict)
    """In the file of the oracles' adapters."""
    yaml: Swaps = field(default_factory=dict)
    """In the entry as it stands in its file: a claim, a unit, a variant, a derived number, a proof."""
    at: str = ""
    """The LaTeX on the line that is reported, where it is not that of the change (the output differs elsewhere)."""
    seconds: int | None = None
    """How long the entry may take; None: as long as it takes."""

    @property
    def is_believed(self) -> bool:
        """Whether the example was written by the same mistake as the formula."""
        return bool(self.latex and self.code)


_units = cache(units_of)

_OTHERS: Mapping[str, object] = {"oracle": None, "variants": ()}
"""What would catch most faults too, and is left out: the check that is named must see the fault without it."""


def outcome_of(content: Content, ref: str, seconds: int | None = None) -> Outcome:
    """What verification finds of one entry."""
    if seconds is not None:
        (outcome,) = verify(content, [Ref(ref)], Records(), timeout=seconds)
        return outcome
    with np.errstate(all="ignore"):
        return Verifier(content, _units(content.manifest.units)).verify(Ref(ref))


def planted(content: Content, fault: Fault, folder: Path) -> Content:
    """A copy of `content` with the fault in it; changed code is written under `folder`.

    Raises `ValueError` if a replacement does not occur exactly once: a fault must not silently become none.
    """
    ref = Ref(fault.ref)
    entry, file = _with_yaml(content, ref, fault.yaml)
    if fault.latex:
        assert isinstance(entry, Computable)
        entry = entry.model_copy(update={"latex": Latex(swapped(entry.latex or "", fault.latex, "the LaTeX"))})
    if isinstance(entry, Computable):
        others = {name: nothing for name, nothing in _OTHERS.items() if name != fault.caught_by}
        entry = entry.model_copy(update=others)
    root = content.root
    if fault.code or fault.adapter:
        root = folder / "content"
        _write_code(content, fault, root / ref.kind)
    return replace(content, root=root, entries={**content.entries, ref: entry}, file_of={**content.file_of, ref: file})


def swapped(text: str, swaps: Swaps, what: str) -> str:
    """`text` with every replacement made. Raises `ValueError` if one does not occur exactly once, or changes nothing."""
    for old, new in swaps.items():
        if text.count(old) != 1:
            raise ValueError(f"{old!r} occurs {text.count(old)} times in {what}")
        if old == new:
            raise ValueError(f"{old!r} is replaced by itself in {what}")
    either = "|".join(re.escape(old) for old in sorted(swaps, key=len, reverse=True))
    return re.sub(either, lambda found: swaps[found[0]], text) if swaps else text


def lines_of(content: Content, fault: Fault) -> set[str]:
    """`file:line` of each change in the printed LaTeX, or of `at`."""
    entry = content.entries[Ref(fault.ref)]
    assert isinstance(entry, Computable)
    latex = entry.latex or ""
    first = where(content, fault.ref, ("latex",))
    file, _, line = first.rpartition(":")
    start = int(line) + content.is_block(fault.ref, ("latex",))
    places = [latex.index(text) for text in ([fault.at] if fault.at else fault.latex)]
    return {f"{file}:{start + latex.count(chr(10), 0, place)}" for place in places}


def _with_yaml(content: Content, ref: Ref, swaps: Swaps) -> tuple[Entry, File]:
    """The entry and its file, read again where the text of the entry was changed."""
    entry, file = content.entries[ref], content.file_of[ref]
    if not swaps:
        return entry, file
    lines = (content.root / ref.kind / f"{file.stem}.yml").read_text(encoding="utf-8").split("\n")
    starts = sorted(line for place, line in file.document.lines.items() if len(place) == 1)
    first = file.document.line((ref.id,))
    last = next((line for line in starts if line > first), len(lines) + 1)
    text = swapped("\n".join(lines[first - 1 : last - 1]), swaps, "the entry")
    document = read(("\n" * (first - 1) + text).encode())
    if document.problems:
        raise ValueError(f"the entry is no YAML any more: {document.problems[0].what}")
    return type(entry).model_validate(document.data[ref.id]), replace(file, document=document)


def _write_code(content: Content, fault: Fault, folder: Path) -> None:
    """The page's examples and adapters, with the fault in them."""
    stem = content.file_of[Ref(fault.ref)].stem.replace("-", "_")
    folder.mkdir(parents=True)
    for name, swaps in ((f"{stem}.py", fault.code), (f"{stem}_oracles.py", fault.adapter)):
        path = content.root / folder.name / name
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        if name == f"{stem}.py":
            # In the function alone: `.mean()` stands in many.
            before, own, after = _around(text, Ref(fault.ref).id.replace("-", "_"))
            text = before + swapped(own, swaps, f"the example {name}") + after
        else:
            text = swapped(text, swaps, f"the adapters {name}")
        (folder / name).write_text(text, encoding="utf-8")


def _around(text: str, function: str) -> tuple[str, str, str]:
    """The text before a function, the function, the text after it."""
    found = re.search(rf"^def {function}\((?s:.)*?(?=^\S(?<!\))|\Z)", text, re.MULTILINE)
    if found is None:
        raise ValueError(f"no function {function}")
    return text[: found.start()], found[0], text[found.end() :]
