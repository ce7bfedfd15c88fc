"""What links answered: one record per address in `content/records/links.json`, judged on reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from kbgen.errors import KbgenError
from kbgen.records.files import FORM, read_json
from kbgen.report import Status

Json = dict[str, Any]

FILE = Path("records") / "links.json"
JOURNAL = Path("records") / ".links.sqlite"
"""Where a run keeps what it finds until its end."""


class Alive(StrEnum):
    """Whether the address answers."""

    OK = "ok"
    MOVED = "moved"
    """It answers at another address for good."""
    DEAD = "dead"
    TIMEOUT = "timeout"
    BLOCKED = "blocked"
    """The server answers people, not programs, or not now: 401, 403, 429, 451, 503."""
    REFUSED = "refused"
    """Not asked: the address is private, or of a scheme that is not asked."""
    SKIPPED = "skipped"
    """Not asked, and no statement about the address."""


class Document(StrEnum):
    """Whether the right document is behind the address."""

    SAME = "same"
    RETITLED = "retitled"
    """The same document under a title the link does not give."""
    REVISED = "revised"
    """A new version of the same document."""
    RENAMED = "renamed"
    """A repository under another name."""
    ARCHIVED = "archived"
    """A repository that is read-only, and the link does not say so."""
    WITHDRAWN = "withdrawn"
    ELSEWHERE = "elsewhere"
    """The page is gone and something else answers: a parked domain, a soft 404, a foreign page."""
    WRONG = "wrong-document"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Found:
    """What was behind the address, by the source that said so; empty where it did not say."""

    by: str
    """`arXiv`, `Crossref`, `DataCite`, `Semantic Scholar`, `GitHub`, `page`, `PDF`."""
    title: str = ""
    first_author: str = ""
    """As the source prints it."""
    year: int | None = None
    version: str = ""
    """`v5` of a preprint."""
    repository: str = ""
    """`owner/name`."""
    archived: bool | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """When a failure of an old link turns it red. `apart` is the least time between two strikes that count."""

    strikes: int = 3
    apart: timedelta = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """The last answer of an address and what is left of those before."""

    url: str
    alive: Alive
    document: Document
    checked: datetime
    """When (UTC)."""
    since: datetime
    """Since when `alive` and `document` are what they are."""
    last_good: datetime | None = None
    """When it was last alive."""
    strikes: tuple[datetime, ...] = ()
    """The failures in a row that count, oldest first."""
    why: str = ""
    """A word for the reason: `http-404`, `tls-expired`, `soft-404`, `other-title`; the words of `links.judge`."""
    detail: str = ""
    """The evidence, in English."""
    to: str = ""
    """The new address, or the new name of a repository."""
    status: int = 0
    """The last HTTP status; 0 if there was none."""
    found: Found | None = None
    claim: str = ""
    """Fingerprint of the claim that was compared."""
    etag: str = ""
    modified: str = ""
    """The validators `ETag` and `Last-Modified`."""


# Verdicts that are red at once: waiting does not make them better.
_WRONG = frozenset({Document.WITHDRAWN, Document.ELSEWHERE, Document.WRONG})
_CHANGED = frozenset({Document.RETITLED, Document.RENAMED, Document.ARCHIVED})
_RIGHT = frozenset({Document.SAME, Document.REVISED})
_GONE = frozenset({Alive.DEAD, Alive.TIMEOUT})
_SILENT = frozenset({Alive.SKIPPED, Alive.REFUSED})


def standing(record: LinkRecord, policy: Policy, *, new: bool = False) -> Status:
    """How a link stands. A `new` link is judged at once; an old one turns red by dying only after enough strikes."""
    if record.document in _WRONG:
        return Status.FAILED
    if record.alive in _GONE:
        return Status.FAILED if new or len(record.strikes) >= policy.strikes else Status.UNKNOWN
    if record.alive is Alive.MOVED or record.document in _CHANGED:
        return Status.WARNING
    if record.alive is not Alive.OK:
        return Status.UNKNOWN
    return Status.PASSED if record.document in _RIGHT or not record.claim else Status.UNKNOWN


@dataclass(slots=True)
class LinkRecords:
    """The records of a content folder by address; `refused` says which were damaged."""

    by_url: dict[str, LinkRecord] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, content: Path) -> LinkRecords:
        """The records of a content folder; none if it has none.

        A record whose seal does not fit is left out and named in `refused`. Raises `KbgenError` if the file is no
        records file.
        """
        shown = f"{content.name}/{FILE.as_posix()}"
        records = cls()
        for url, record in _read(content):
            if record is None:
                what = "its hash does not fit: it was changed by hand or damaged"
                records.refused.append(f"{shown}: {url}: {what}; run: kbgen check-links")
            else:
                records.by_url[url] = record
        return records


def records_in(content: Path) -> Iterator[LinkRecord]:
    """The records of a content folder in the order of addresses, one after the other; damaged ones are left out.

    Raises `KbgenError` like `LinkRecords.read`.
    """
    return (record for _, record in _read(content) if record is not None)


def text_of(records: Iterable[LinkRecord]) -> Iterator[str]:
    """The file for records in the order of addresses, in pieces: a line for each, so that git shows one link as one."""
    return text_of_sealed((record.url, sealed(record)) for record in records)


def text_of_sealed(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The same for addresses with what `sealed` gives of their records."""
    yield _HEAD
    separator = "\n"
    for url, words in pairs:
        yield f"{separator} {json.dumps(url, ensure_ascii=False)}: {words}"
        separator = ",\n"
    yield "\n}}\n"


def sealed(record: LinkRecord) -> str:
    """The fields of a record and their seal, as JSON."""
    words = json.dumps(to_json(record), ensure_ascii=False, sort_keys=True)
    return f'{words[:-1]}, "seal": "{_seal(record.url, words)}"}}'


def unsealed(url: str, words: str) -> LinkRecord | None:
    """The record that `sealed` made `words` of; None if they were changed since."""
    return _unsealed(url, json.loads(words))


def merged(old: Mapping[str, LinkRecord], new: Mapping[str, LinkRecord]) -> dict[str, LinkRecord]:
    """Both, by address; of two records the one checked later, but none that says nothing in place of one that does."""
    both = dict(old)
    for url, record in new.items():
        if url not in both or weight(both[url]) <= weight(record):
            both[url] = record
    return both


def weight(record: LinkRecord) -> tuple[bool, datetime]:
    """What decides between two records of an address: whether it says anything, then when it was checked."""
    return record.alive not in _SILENT or record.document is not Document.NOT_ASKED, record.checked


# -- the form of the file ----------------------------------------------------------------------------------------------


def to_json(record: LinkRecord) -> Json:
    """The fields of a record that say anything, without its address, which is the key."""
    fields: Json = {}
    for name in _FIELDS:
        value = getattr(record, name)
        if value:
            fields[name] = value if type(value) is str and value.isascii() else _plain(value)
    return fields


def from_json(url: str, fields: Any) -> LinkRecord | None:
    """The record; None if the fields are no record."""
    try:
        found = fields.get("found")
        return LinkRecord(
            url=url,
            alive=Alive(fields["alive"]),
            document=Document(fields["document"]),
            checked=_time(fields["checked"]),
            since=_time(fields["since"]),
            last_good=_time(fields["last_good"]) if "last_good" in fields else None,
            strikes=tuple(map(_time, fields.get("strikes", ()))),
            found=Found(**found) if found is not None else None,
            **{name: fields[name] for name in _WORDS if name in fields},
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


_WORDS = ("why", "detail", "to", "status", "claim", "etag", "modified")
_FOUND = tuple(each.name for each in fields_of(Found))
_FIELDS = ("alive", "document", "checked", "since", "last_good", "strikes", "found", *_WORDS)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Found):
        # By name: `dataclasses.asdict` copies, which takes as long as all the rest of a record.
        named = ((name, getattr(value, name)) for name in _FOUND)
        return {name: _plain(each) for name, each in named if each not in ("", None)}
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode()  # half a surrogate pair, which JSON may bring, is no text
    return value


@lru_cache(1024)  # a run has few moments, to the second
def moment(time: datetime) -> str:
    """A time as it is written, to the second."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@lru_cache(1024)
def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _seal(url: str, words: str) -> str:
    """The hash of the fields of a record, as JSON in the order of their names, under its key."""
    return hashlib.sha256(f"[{json.dumps(url, ensure_ascii=False)}, {words}]".encode()).hexdigest()[:16]


def _unsealed(url: str, fields: Any) -> LinkRecord | None:
    if not isinstance(fields, dict):
        return None
    rest = {name: value for name, value in fields.items() if name != "seal"}
    fits = fields.get("seal") == _seal(url, json.dumps(rest, ensure_ascii=False, sort_keys=True))
    return from_json(url, rest) if fits else None


_HEAD = f'{{"form": {FORM}, "links": {{'


def _read(content: Path) -> Iterator[tuple[str, LinkRecord | None]]:
    """Each address with its record, or None if it is damaged, in order."""
    for url, fields in _pairs(content):
        yield url, _unsealed(url, fields)


def _pairs(content: Path) -> Iterator[tuple[str, Any]]:
    """Each address with its fields, in order: line by line if the file is as we write it, else all of it at once."""
    try:
        with (content / FILE).open(encoding="utf-8") as file:
            if _is_as_written(file):
                file.seek(0)
                yield from _lines(file)
                return
    except (OSError, ValueError, RecursionError):
        pass  # `read_json` says what is wrong
    shown = f"{content.name}/{FILE.as_posix()}"
    data = read_json(content / FILE, shown, "kbgen check-links")
    links = data.get("links") if data else {}
    if not isinstance(links, dict):
        raise KbgenError(f"{shown}: not a records file of this kbgen; delete it and run: kbgen check-links")
    yield from sorted(links.items())


def _is_as_written(file: TextIO) -> bool:
    """Whether the lines are in order: after a merge they may not be. Raises `ValueError` like `_lines`."""
    last = ""
    for url, _ in _lines(file):
        if url <= last:
            return False
        last = url
    return bool(last)


def _lines(file: TextIO) -> Iterator[tuple[str, Any]]:
    """The pairs of a file as we write it. Raises `ValueError` if it is not."""
    if file.readline() != _HEAD + "\n":
        raise ValueError("another head")
    for line in file:
        if line == "}}\n":
            break
        ((url, fields),) = json.loads(f"{{{line.strip().removesuffix(',')}}}").items()
        yield url, fields
    else:
        raise ValueError("no end")
    if file.read(1):
        raise ValueError("more after the end")
