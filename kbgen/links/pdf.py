"""The first page of a PDF, to recognise a document that no catalogue knows.

A PDF is read in a process of its own with a limit of time and memory. pypdf is pure Python and has had loops without
end and pages that swell to gigabytes (its advisories are about nothing else), which neither `except` nor a thread can
stop. A process costs about half a second, for the few links that end at a PDF without an identifier.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import dataclass

from kbgen.links.claim import Claim
from kbgen.links.identify.folding import folded, squashed
from kbgen.links.identify.titles import head

SECONDS = 10
"""What a first page may take; those of papers take less than one."""
_LONG = 12
"""Letters from which a title stands in a text by more than chance, wherever it stands and however it is cut."""
_TOP = 60
"""Words of the top of a page, where a shorter title must stand."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """What was read of a PDF."""

    text: str
    """The text of the first page."""
    pages: int = 0
    names: frozenset[str] = frozenset()
    """The named destinations."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What of a claim stands on a page; `None` where the claim does not say."""

    title: bool
    author: bool | None


def read_pdf(body: bytes, *, seconds: float = SECONDS) -> Pdf | None:
    """Read a PDF, or nothing if it cannot be read within the limits. Never raises; waits `seconds` at most."""
    if b"%PDF-" not in body[:1024]:
        return None
    try:
        child = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "kbgen.links.pdf_reader", str(math.ceil(seconds))],
            input=body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
        )
        told = json.loads(child.stdout)
        return Pdf(told["text"], told["pages"], frozenset(told["names"]))
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        return None


def titles_in(text: str, claim: Claim) -> Seen:
    """Whether a title of `claim` and its first author stand in the text of a first page, however lines cut them."""
    page, words = squashed(text), f" {folded(text)} "
    top = f" {' '.join(words.split()[:_TOP])} "
    others = [other for other in (*map(head, claim.titles), *claim.names) if len(squashed(other)) >= _LONG]
    title = any(_stands(title, page, top) for title in (*claim.titles, *others))
    author = _has_author(claim.authors[0], page, words) if claim.authors else None
    return Seen(title, author)


def _stands(title: str, page: str, top: str) -> bool:
    letters = squashed(title)
    return letters in page if len(letters) >= _LONG else bool(letters) and f" {folded(title)} " in top


def _has_author(author: str, page: str, words: str) -> bool:
    """Whether the author stands there, or the family name alone: pages print given names in many ways."""
    if len(squashed(author)) >= _LONG and squashed(author) in page:
        return True
    family = author.partition(",")[0] if "," in author else " ".join(author.split()[-1:])
    return bool(folded(family)) and f" {folded(family)} " in words
