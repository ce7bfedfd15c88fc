"""Links: addresses, and what document one should find there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kbgen.schema.benchmark import PartialDate
from kbgen.schema.entry import Entry
from kbgen.schema.text import Name

URL = r"^https?://[^\s<>\"\\^`{|}]+$"
ARXIV = r"^\d{4}\.\d{4,5}$|^[a-z-]+/\d{7}$"
DOI = r"^10\.\d{4,9}/\S+$"

Url = Annotated[str, StringConstraints(pattern=URL)]


class Link(Entry):
    """An address and the identity of what is behind it."""

    url: Url
    """The address."""
    what: Literal[
        "paper",
        "report",
        "model card",
        "course",
        "blog",
        "newsletter",
        "documentation",
        "tool",
        "repository",
        "community",
        "account",
        "dataset",
        "announcement",
        "standard",
        "book",
        "article",
    ]
    """What sort of document it is."""
    title: Name | None = None
    """Its own title, as printed there; needed to recognise it."""
    authors: tuple[str, ...] = ()
    """Authors in order, `Given Family`; an organisation is one author."""
    et_al: bool = False
    """Whether there are more authors than these."""
    year: int | None = Field(default=None, ge=1600, le=2100)
    """Year of first publication."""
    published: PartialDate | None = None
    """First publication, as far as known."""
    venue: str | None = None
    """Journal or conference, with year."""
    arxiv: Annotated[str, StringConstraints(pattern=ARXIV)] | None = None
    """arXiv identifier without version. In quotes: it looks like a number."""
    doi: Annotated[str, StringConstraints(pattern=DOI)] | None = None
    """DOI."""
    archived: bool | None = None
    """For a repository: whether it is archived (read-only)."""
    licence: str | None = None
    """Licence of a data set or tool, where known."""
