"""What is said of a link after a visit."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.records.links import Alive, Document, Found


@dataclass(frozen=True, slots=True)
class Verdict:
    """The two verdicts on a link, and why."""

    alive: Alive
    document: Document = Document.NOT_ASKED
    why: str = ""
    """The word of the reason that decides, one of `REASONS`; empty if there is nothing to say."""
    detail: str = ""
    """The evidence and what to do, in English, in one line."""
    to: str = ""
    """The address to write instead."""
    status: int = 0
    """The last HTTP status; 0 if there was none."""
    found: Found | None = None
    etag: str = ""
    modified: str = ""
    """The validators, if the address itself gave them and not one it redirects to."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A word of `REASONS` with the evidence for it."""

    word: str
    evidence: str
