"""The addresses of a content folder: what links point to, what prose links to, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen.content import Content
from kbgen.links.claim import Claim, Place, Target
from kbgen.prose import addresses
from kbgen.records.claims import claim_of
from kbgen.schema import Entry, Link, Ref
from kbgen.schema.text import Name, Text
from kbgen.schema.walk import walk

_NOTHING = Claim()
"""Prose says nothing of a document, but a page should be there."""


def targets(content: Content) -> list[Target]:
    """Each address of the content once, in the order of the content, with every place where it stands.

    What should be behind an address says the link that has it.
    """
    places: dict[str, list[Place]] = {}
    claims: dict[str, Claim] = {}
    exempt: dict[str, str] = {}
    for ref, entry in content.entries.items():
        for url, place in _addresses(content, ref, entry):
            places.setdefault(url, []).append(place)
        if isinstance(entry, Link):
            claims.setdefault(entry.url, claim_of(entry))
            if entry.unchecked is not None:
                exempt.setdefault(entry.url, _first(entry.unchecked))
    return [Target(url, tuple(places[url]), claims.get(url, _NOTHING), exempt.get(url, "")) for url in places]


def _addresses(content: Content, ref: Ref, entry: Entry) -> Iterator[tuple[str, Place]]:
    if isinstance(entry, Link):
        yield entry.url, Place(f"{ref}.url", content.where(ref, ("url",)))
    for path, value in walk(entry):
        if isinstance(value, Text) and not isinstance(value, Name):
            for language, words in value.items():
                for url in addresses(words):
                    field = ".".join(map(str, (ref, *path, language)))
                    yield url, Place(field, content.where(ref, (*path, language)))


def _first(text: Text) -> str:
    return text.get("en") or next(iter(text.values()))
