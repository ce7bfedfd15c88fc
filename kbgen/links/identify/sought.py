"""What is said of a claim, by the catalogues or by the page itself, and what a catalogue answers for an identifier."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.records.links import Document, Found


@dataclass(frozen=True, slots=True)
class Sought:
    """What the search for the claimed document gave."""

    document: Document
    why: str = ""
    """A word for the reason, one of `WHYS`; empty if there is nothing to be said."""
    detail: str = ""
    """The evidence and what to change, in English, in one line."""
    to: str = ""
    """The new address of a renamed repository."""
    found: Found | None = None


WHYS = {
    "other-title": "the document has another title",
    "other-author": "a document of this title by somebody else",
    "other-title-and-author": "another document",
    "other-year": "the document is of another year",
    "year-off-by-one": "the years of the preprint and of the publication differ by one",
    "no-such-document": "there is nothing under this identifier",
    "contradiction": "the address and the identifiers name different documents",
    "withdrawn": "the document was withdrawn or retracted",
    "new-version": "a newer version than at the last check",
    "renamed": "the repository has another name",
    "archived": "the repository is read-only and the link does not say so",
    "not-archived": "the link says that the repository is archived, and it is not",
    "no-answer": "the catalogue did not answer",
    "no-title": "there is no title that could be compared",
    "no-claim": "the link does not say what should be found",
}
"""What each word of `Sought.why` means."""


@dataclass(frozen=True, slots=True)
class Known:
    """A catalogue has a document under the identifier."""

    found: Found
    notice: str = ""
    """Its words if the document was withdrawn."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A catalogue says that the identifier does not exist."""

    by: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A catalogue could not be reached, did not want to answer, or answered what nobody understands."""

    by: str
    detail: str = ""


Reply = Known | Absent | Silent
