"""What links answered: one record per address in `content/records/links.json`, judged on reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from kbgen.report import Status

Json = dict[str, Any]


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


RED = frozenset({Document.WITHDRAWN, Document.ELSEWHERE, Document.WRONG})
"""Verdicts that are red at once: waiting does not make them better."""
CHANGED = frozenset({Document.RETITLED, Document.RENAMED, Document.ARCHIVED})
"""The same document, and something to bring up to date."""
RIGHT = frozenset({Document.SAME, Document.REVISED})
ANSWERING = frozenset({Alive.OK, Alive.MOVED})
GONE = frozenset({Alive.DEAD, Alive.TIMEOUT})
SILENT = frozenset({Alive.SKIPPED, Alive.REFUSED})
"""Not asked: says nothing of the address."""


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


def standing(record: LinkRecord, policy: Policy, *, new: bool = False) -> Status:
    """How a link stands. A `new` link is judged at once; an old one turns red by dying only after enough strikes."""
    if record.document in RED:
        return Status.FAILED
    if record.alive in GONE:
        return Status.FAILED if new or len(record.strikes) >= policy.strikes else Status.UNKNOWN
    if record.alive is Alive.MOVED or record.document in CHANGED:
        return Status.WARNING
    if record.alive is not Alive.OK:
        return Status.UNKNOWN
    return Status.PASSED if record.document in RIGHT or not record.claim else Status.UNKNOWN


def merged(old: Mapping[str, LinkRecord], new: Mapping[str, LinkRecord]) -> dict[str, LinkRecord]:
    """Both, by address; of two records the one checked later, but none that says nothing in place of one that does."""
    both = dict(old)
    for url, record in new.items():
        if url not in both or weight(both[url]) <= weight(record):
            both[url] = record
    return both


def weight(record: LinkRecord) -> tuple[bool, datetime]:
    """What decides between two records of an address: whether it says anything, then when it was checked."""
    return record.alive not in SILENT or record.document is not Document.NOT_ASKED, record.checked
