"""What a link says of the document behind it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


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
        """A short hash of the claim: another claim makes what is recorded of the document worthless."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address stands in the content."""

    ref: str
    """The entry and field: `links/bert.url`."""
    where: str
    """`file:line`."""

    @property
    def entry(self) -> str:
        """The entry alone."""
        return self.ref.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Target:
    """An address to check, everywhere it stands, and what should be behind it if an entry says so."""

    url: str
    places: tuple[Place, ...] = ()
    claim: Claim | None = None
    exempt: str = ""
    """Why it may fail: the entry's `unchecked` reason."""
