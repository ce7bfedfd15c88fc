"""Links: addresses, and what document one should find there."""

from __future__ import annotations

from typing import Literal

from kbgen.index.entries.entry import Entry, Text


class Link(Entry):
    """An address and the identity of what is behind it."""

    address: str
    """Where the document is; `url` is the place of this entry on the site."""
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
    title: Text | None = None
    """Its own title, as printed there; needed to recognise it."""
    authors: tuple[str, ...] = ()
    """Authors in order, `Given Family`; an organisation is one author."""
    et_al: bool = False
    """Whether there are more authors than these."""
    year: int | None = None
    """Year of first publication."""
    published: str | None = None
    """First publication, as far as known."""
    venue: str | None = None
    """Journal or conference, with year."""
    arxiv: str | None = None
    """arXiv identifier without version."""
    doi: str | None = None
    """DOI."""
    archived: bool | None = None
    """For a repository: whether it is archived (read-only)."""
    licence: str | None = None
    """Licence of a data set or tool, where known."""
    cited_by: tuple[str, ...] = ()
    """Entries that have it among their sources."""
