"""Records of links as a run would leave them, for content whose links nobody asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kbgen.records.files import write_text
from kbgen.records.links import FILE, Alive, Document, LinkRecord, text_of

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CLAIM = "0123456789abcdef"
"""The fingerprint of what the links said when they were checked."""


def days(count: int) -> timedelta:
    """So many days before the check."""
    return timedelta(days=count)


def record(url: str, alive: Alive = Alive.OK, document: Document = Document.SAME, **more: Any) -> LinkRecord:
    """A record of 24 November 2026, of a link that answers and is what it should be unless something else is said."""
    common = {"checked": NOW, "since": NOW, "last_good": NOW, "status": 200, "claim": CLAIM}
    return LinkRecord(url, alive, document, **{**common, **more})


def checked(content: Path, *records: LinkRecord) -> Path:
    """Keep the records in the content folder, in place of those that are there; the folder."""
    write_text(content / FILE, text_of(sorted(records, key=lambda found: found.url)))
    return content
