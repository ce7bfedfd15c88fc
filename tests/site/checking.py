"""Records of links as a run would leave them, for content whose links nobody asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kbgen.content import load
from kbgen.records.claims import claim_of
from kbgen.records.files import write_text
from kbgen.records.link_file import FILE, text_of
from kbgen.records.links import Alive, Document, LinkRecord
from kbgen.schema import Link

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
CLAIM = "as the content says"
"""Stands for the fingerprint of what the link says now."""


def days(count: int) -> timedelta:
    """So many days before the check."""
    return timedelta(days=count)


def record(url: str, alive: Alive = Alive.OK, document: Document = Document.SAME, **more: Any) -> LinkRecord:
    """A record of 24 November 2026, of a link that answers and is what it should be unless something else is said."""
    common = {"checked": NOW, "since": NOW, "last_good": NOW, "status": 200, "claim": CLAIM}
    return LinkRecord(url, alive, document, **{**common, **more})


def checked(content: Path, *records: LinkRecord) -> Path:
    """Keep the records in the content folder, in place of those that are there; the folder."""
    links = [entry for entry in load(content).entries.values() if isinstance(entry, Link)]
    claims = {link.url: claim_of(link).fingerprint() for link in links}
    kept = [
        replace(found, claim=claims.get(found.url, "")) if found.claim == CLAIM else found
        for found in sorted(records, key=lambda found: found.url)
    ]
    write_text(content / FILE, text_of(kept))
    return content
