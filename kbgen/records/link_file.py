"""The file `content/records/links.json`: a sealed record per address, a line each, read and written piece by piece."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from kbgen.errors import KbgenError
from kbgen.records.files import FORM, read_json
from kbgen.records.links import Alive, Document, Found, LinkRecord

Json = dict[str, Any]

FILE = Path("records") / "links.json"
JOURNAL = Path("records") / ".links.sqlite"
"""Where a run keeps what it finds until its end."""


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
    try:
        return _unsealed(url, json.loads(words))
    except ValueError:
        return None


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
