"""An address to check, where it stands, and what should be behind it."""

from __future__ import annotations

from dataclasses import dataclass

from kbgen.records.claims import Claim

__all__ = ["Claim", "Place", "Target"]


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

    @property
    def fingerprint(self) -> str:
        """That of the claim; empty if it claims nothing."""
        return self.claim.fingerprint() if self.claim is not None else ""
