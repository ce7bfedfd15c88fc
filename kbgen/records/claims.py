"""What a link says of the document behind it, and a hash of that: a record is about a claim."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbgen.schema import Link  # a run over links that are no entries needs no schema


@dataclass(frozen=True, slots=True)
class Claim:
    """What should be found. Empty where the link says nothing."""

    what: str = ""
    """The sort of document, as in the schema: `paper`, `repository`, `course`, …"""
    titles: tuple[str, ...] = ()
    """Its own title, once per language."""
    names: tuple[str, ...] = ()
    """What it is called otherwise: names and aliases of the entry."""
    authors: tuple[str, ...] = ()
    """`Given Family`, the first author first; an organisation is one author."""
    year: int | None = None
    arxiv: str = ""
    doi: str = ""
    archived: bool | None = None

    def fingerprint(self) -> str:
        """A short hash of the claim: another claim makes what is recorded of the document worthless.

        Empty if there is nothing in it that a document could be compared with.
        """
        if not (self.titles or self.authors or self.year or self.arxiv or self.doi or self.archived is not None):
            return ""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


def claim_of(link: Link) -> Claim:
    """What a link says of the document behind it."""
    names = (*link.name.strings, *link.aliases.strings)
    titles = link.title.strings if link.title is not None else ()
    return Claim(
        what=link.what,
        titles=titles,
        names=tuple(dict.fromkeys(name for name in names if name not in titles)),
        authors=link.authors,
        year=link.year,
        arxiv=link.arxiv or "",
        doi=link.doi or "",
        archived=link.archived,
    )
