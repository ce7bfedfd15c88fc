"""Rewrite the addresses of the content that have moved for good; what a person must decide is left and said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from itertools import groupby
from pathlib import Path

from kbgen.content import Content
from kbgen.content.edit import replace_address, replace_value, value_at
from kbgen.errors import KbgenError
from kbgen.links.check import Finding
from kbgen.links.claim import Place
from kbgen.links.judge.addresses import same_site
from kbgen.records.files import write_text
from kbgen.records.links import GONE, RED, Alive, Document, LinkRecord
from kbgen.schema import Link, Ref
from kbgen.schema.link import URL


@dataclass(frozen=True, slots=True)
class Fix:
    """One address to rewrite at one place of the content."""

    ref: str
    """The entry: `links/bert`."""
    field: str
    """`url`, or a field of prose that links to the address: `summary.en`."""
    file: Path
    """Within the content folder."""
    old: str
    new: str
    why: str
    """The evidence, in English."""


_RIGHT = frozenset({Document.SAME, Document.REVISED, Document.RENAMED})


def fixes(content: Content, findings: Iterable[Finding]) -> tuple[list[Fix], list[str]]:
    """What to rewrite, and a line for each move that a person must decide: the address is taken, or is none."""
    found: list[Fix] = []
    left: list[str] = []
    owners = {_bare(entry.url): ref for ref, entry in content.entries.items() if isinstance(entry, Link)}
    for finding in findings:
        if not finding.target.exempt and has_moved_for_good(finding.record):
            for place in finding.target.places:
                fix = _fix(content, place, finding.record)
                if problem := _problem(fix, owners) or _doubt(finding.record):
                    left.append(f"{place.where}: {place.ref}: {problem}")
                else:
                    found.append(fix)
    return found, left


def has_moved_for_good(record: LinkRecord) -> bool:
    """Whether the link should have the address `record.to`: a permanent move, or a repository under another name."""
    moved = record.alive is Alive.MOVED or record.document is Document.RENAMED
    return bool(record.to) and moved and record.alive not in GONE and record.document not in RED


def _doubt(record: LinkRecord) -> str:
    """Why a person should look first; empty if it is known that the document is at the new address."""
    if record.document in _RIGHT or same_site(record.url, record.to):
        return ""
    return f"moved to {record.to}, on another site, and nothing says that it is the same; look at it"


def _fix(content: Content, place: Place, record: LinkRecord) -> Fix:
    ref, _, field = place.ref.partition(".")
    address = content.file_of[Ref(ref)].address
    return Fix(ref, field, Path(f"{address}.yml"), record.url, record.to, record.detail)


def _problem(fix: Fix, owners: dict[str, Ref]) -> str:
    """Why a fix must not be made; empty if it may. One that may takes its address."""
    if not re.fullmatch(URL, fix.new):
        return f"moved to {fix.new!r}, which cannot be the address of a link; change it by hand"
    if fix.field != "url":
        return ""
    owner = owners.setdefault(_bare(fix.new), Ref(fix.ref))
    return "" if owner == fix.ref else f"moved to {fix.new}, which {owner} has already; keep one of the two"


def _bare(url: str) -> str:
    """An address as the rule compares it that no two links share one."""
    return url.rstrip("/")


# -- rewriting ---------------------------------------------------------------------------------------------------------


def apply(fixes: Sequence[Fix], root: Path, *, write: bool) -> tuple[str, list[str]]:
    """What the fixes change, as a diff that `git apply` takes beside the content folder `root`, and what they cannot.

    With `write` each file is rewritten in one step, after all of them were worked out. Raises `KbgenError` if one
    cannot be read or written.
    """
    left: list[str] = []
    changed: list[tuple[Path, str, str]] = []
    folder = root.name or root.resolve().name
    for file, group in groupby(sorted(fixes, key=lambda fix: fix.file), key=lambda fix: fix.file):
        old = _read(root / file)
        new, problems = _fixed(old, group)
        left += (f"{folder}/{file.as_posix()}: {problem}" for problem in problems)
        if new != old:
            changed.append((file, old, new))
    if write:
        for file, _, new in changed:
            write_text(root / file, new)
    return "".join(_diff(f"{folder}/{file.as_posix()}", old, new) for file, old, new in changed), left


def _fixed(text: str, fixes: Iterable[Fix]) -> tuple[str, list[str]]:
    """The text after those fixes that can be made, and why the others cannot."""
    problems = []
    for fix in fixes:
        try:
            text = _rewritten(text, fix)
        except KbgenError as error:
            problems.append(str(error))
    return text, problems


def _rewritten(text: str, fix: Fix) -> str:
    place = (Ref(fix.ref).id, *fix.field.split("."))
    if fix.field != "url":
        return replace_address(text, place, fix.old, fix.new)
    if value_at(text, place) != fix.old:
        raise KbgenError(f"{'.'.join(place)}: no longer {fix.old}; run kbgen check-links again")
    return replace_value(text, place, fix.new)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode()  # as bytes: the ends of the lines must stay as they are
    except OSError as error:
        raise KbgenError(f"{path}: cannot be read ({error.strerror or error}); nothing was changed") from None
    except UnicodeDecodeError:
        raise KbgenError(f"{path}: not UTF-8; save the file as UTF-8") from None


def _diff(name: str, old: str, new: str) -> str:
    lines = unified_diff(_lines(old), _lines(new), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines as git counts them: only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
