"""Rewrite the content where an address has moved for good or a repository was renamed, as a diff to be looked at."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kbgen.content import Content
from kbgen.content.edit import with_address, with_value
from kbgen.errors import KbgenError
from kbgen.links.check import Finding
from kbgen.links.claim import Place
from kbgen.records.files import write_text
from kbgen.records.links import Alive, Document, LinkRecord
from kbgen.schema import Link, Ref
from kbgen.schema.link import URL

_LASTING = frozenset({Document.WRONG, Document.WITHDRAWN, Document.ELSEWHERE})
"""Where a new address must not be followed: another document may be there."""


@dataclass(frozen=True, slots=True)
class Fix:
    """One address to replace, at one place of one file."""

    place: Place
    file: str
    """Below the content folder."""
    path: tuple[str | int, ...]
    old: str
    new: str


def fixes(content: Content, findings: Iterable[Finding]) -> tuple[list[Fix], list[str]]:
    """What can be rewritten, and a line for each address that has moved and cannot be, with the reason."""
    owners = {entry.url.rstrip("/"): ref for ref, entry in content.entries.items() if isinstance(entry, Link)}
    found: list[Fix] = []
    left: list[str] = []
    taken: dict[str, str] = {}
    for finding in findings:
        old, new = finding.target.url, finding.record.to
        if not _has_moved(finding.record) or not new or new == old:
            continue
        owner = owners.get(new.rstrip("/"), "") or taken.get(new.rstrip("/"), "")
        own = owners.get(old.rstrip("/"), "")
        if not re.match(URL, new):
            left.append(f"{finding.target.places[0].where}: not rewritten: {new} is no address that content may hold")
        elif own and owner and owner != own:
            left.append(f"{finding.target.places[0].where}: not rewritten: {owner} has {new} already; keep one of them")
        else:
            if own:
                taken[new.rstrip("/")] = own
            found += [_fix(content, place, old, new) for place in finding.target.places]
    return found, left


def apply(found: Iterable[Fix], root: Path, *, write: bool) -> tuple[str, list[str]]:
    """The change as a unified diff that `git apply` takes, and a line for each place that a person has to change.

    With `write` the files are changed too, each in one step. Raises `KbgenError` if one cannot be written.
    """
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    left: list[str] = []
    for fix in found:
        if fix.file not in before:
            before[fix.file] = after[fix.file] = (root / fix.file).read_bytes().decode("utf-8")
        try:
            after[fix.file] = _rewritten(after[fix.file], fix)
        except KbgenError as error:
            left.append(f"{fix.place.where}: {error}")
    if write:
        for file, text in after.items():
            if text != before[file]:
                write_text(root / file, [text])
    return "".join(_diff(f"{root.name}/{file}", before[file], text) for file, text in sorted(after.items())), left


def _has_moved(record: LinkRecord) -> bool:
    return record.document not in _LASTING and (record.alive is Alive.MOVED or record.document is Document.RENAMED)


def _fix(content: Content, place: Place, old: str, new: str) -> Fix:
    ref = Ref(place.entry)
    fields = place.ref.removeprefix(f"{ref}.").split(".")
    path = (ref.id, *(int(field) if field.isdigit() else field for field in fields))
    return Fix(place, f"{content.file_of[ref].address}.yml", path, old, new)


def _rewritten(text: str, fix: Fix) -> str:
    if fix.path[1:] == ("url",):
        return with_value(text, fix.path, fix.new)
    return with_address(text, fix.path, fix.old, fix.new)


def _diff(name: str, before: str, after: str) -> str:
    """A unified diff of one file; empty if nothing has changed."""
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines as git counts them: only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
