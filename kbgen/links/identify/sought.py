"""What the catalogues, or the page itself, said of a claim."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.records.links import Document, Found


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search for the claimed document gave."""

    document: Document
    why: str = ""
    """A word for the reason, one of `WHYS`; empty if the document is the same and nothing is to be said."""
    detail: str = ""
    """The evidence and what to change, in English, in one line."""
    to: str = ""
    """The new address of a renamed repository."""
    found: Found | None = None


WHYS = {
    "other-title": "another title stands under this identifier",
    "other-author": "a document of this title by somebody else",
    "other-year": "the document is of another year",
    "other-title-and-author": "another document stands under this identifier",
    "no-such-document": "the catalogue has nothing under this identifier",
    "contradiction": "the identifiers name different documents",
    "retracted": "the document was withdrawn",
    "new-version": "a newer version than at the last check",
    "renamed": "the repository has another name",
    "archived": "the repository is read-only",
    "not-archived": "the repository is not read-only",
    "no-answer": "the catalogue did not answer",
    "no-title": "the page shows no title that can be compared",
}
"""What each word of `Sought.why` means."""
