"""Which targets catalogues can answer for, and what they say of each."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from kbgen.links.claim import Claim, Target
from kbgen.links.exchange import Send
from kbgen.links.identify import arxiv, doi, github
from kbgen.links.identify.catalogues import Catalogues
from kbgen.links.identify.compare import answered
from kbgen.links.identify.sought import Reply, Sought
from kbgen.links.polite import Sleep
from kbgen.records.links import Document, LinkRecord

PACE = 3.0
"""Seconds between two questions to arXiv: https://info.arxiv.org/help/api/tou.html."""

_NAMING = re.compile(r"arxiv\.org|doi\.org|github\.com", re.IGNORECASE)
"""Hosts whose addresses name a document."""

_Key = tuple[str, str]
"""A catalogue (`arXiv`, `doi`, `GitHub`) and an identifier in it."""

# The gravest first: what a target with several identifiers is, if they do not agree.
_GRAVITY = (
    Document.WRONG, Document.WITHDRAWN, Document.RENAMED, Document.ARCHIVED, Document.RETITLED, Document.REVISED,
    Document.SAME, Document.NOT_ASKED,
)  # fmt: skip
_FITS = frozenset({Document.SAME, Document.RETITLED, Document.REVISED})
_OTHER = frozenset({"other-title", "other-author", "other-title-and-author"})


@dataclass(frozen=True, slots=True)
class Identity:
    """The identifiers of a target, from its address and its claim."""

    arxiv: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
    """Those that arXiv has not given."""
    repository: str = ""

    @property
    def keys(self) -> tuple[_Key, ...]:
        """Each with its catalogue."""
        keys = [("arXiv", each) for each in self.arxiv] + [("doi", each) for each in self.dois]
        return (*keys, ("GitHub", self.repository)) if self.repository else tuple(keys)


_NO_CLAIM, _NOBODY = Claim(), Identity()


def identity(target: Target) -> Identity:
    """What identifies the document of `target`."""
    claim, url = target.claim or Claim(), _readable(target.url)
    dois = [doi.normalised(claim.doi), doi.doi_in(url)]
    preprints = [arxiv.normalised(claim.arxiv), arxiv.identifier_in(url), *map(arxiv.identifier_of, dois)]
    return Identity(
        tuple(dict.fromkeys(filter(None, preprints))),
        tuple(dict.fromkeys(each for each in dois if each and not arxiv.identifier_of(each))),
        github.repository_in(url),
    )


def is_identified(target: Target) -> bool:
    """Whether `identify` has something to say of a target."""
    return bool(identity(target).keys)


def is_catalogued(target: Target) -> bool:
    """Whether the address itself is one of arXiv, doi.org or GitHub, so that a catalogue says what is behind it.

    Of a page elsewhere the catalogue only says that the claim is sound, not that the page shows the document.
    """
    url = _readable(target.url)
    return bool(arxiv.identifier_in(url) or doi.doi_in(url) or github.repository_in(url))


def _readable(url: str) -> str:
    """The address, or nothing of one that cannot be taken apart: those in prose were never validated."""
    try:
        urlsplit(url)
    except ValueError:
        return ""
    return url


async def identify(
    targets: Sequence[Target],
    send: Send,
    former: Mapping[str, LinkRecord],
    *,
    pace: float = PACE,
    sleep: Sleep = asyncio.sleep,
) -> AsyncGenerator[tuple[Target, Sought], None]:
    """Ask arXiv, Crossref, DataCite, Semantic Scholar and GitHub, and yield each target once all have answered for it.

    The catalogues are asked side by side, each of them once for an identifier, arXiv no faster than every `pace`
    seconds. Targets without an identifier are left out. `former` has the records of earlier runs, by address.
    """
    identities = {target: found for target in targets if (found := identity(target)).keys}
    for target in list(identities):
        if len(identities[target].arxiv) > 1:
            yield target, _contradiction(identities.pop(target))
    waiting: dict[_Key, list[Target]] = {}
    for target, found in identities.items():
        for key in found.keys:
            waiting.setdefault(key, []).append(target)
    replies: dict[_Key, Reply] = {}
    async with aclosing(_asked(Catalogues(send, pace, sleep=sleep), list(waiting))) as answers:
        async for key, reply in answers:
            replies[key] = reply
            for target in waiting[key]:
                if all(each in replies for each in identities[target].keys):
                    yield target, _judged(target, {each: replies[each] for each in identities[target].keys}, former)


async def _asked(catalogues: Catalogues, keys: Sequence[_Key]) -> AsyncGenerator[tuple[_Key, Reply], None]:
    """The replies of all catalogues, in the order in which they come."""
    queue: asyncio.Queue[tuple[_Key, Reply] | None] = asyncio.Queue()
    asks = {"arXiv": catalogues.arxiv, "doi": catalogues.dois, "GitHub": catalogues.repositories}

    async def put(name: str) -> None:
        async for identifier, reply in asks[name]([each for catalogue, each in keys if catalogue == name]):
            queue.put_nowait(((name, identifier), reply))

    async def put_all() -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for name in asks:
                    group.create_task(put(name))
        finally:
            queue.put_nowait(None)

    task = asyncio.create_task(put_all())
    try:
        while (item := await queue.get()) is not None:
            yield item
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _judged(target: Target, replies: Mapping[_Key, Reply], former: Mapping[str, LinkRecord]) -> Sought:
    claim, record = target.claim or Claim(), former.get(target.url)
    found = record.found if record is not None else None
    each = [
        github.compare(target.claim, target.url, reply)
        if name == "GitHub"
        else answered(claim, reply, f"{name}:{identifier}", found)
        for (name, identifier), reply in replies.items()
    ]
    return gravest(each)


def gravest(each: Sequence[Sought]) -> Sought:
    """Of several statements about one target the one that needs most care.

    Identifiers of which one fits and another does not contradict each other; of a work that fits under one, another
    may have the year of another edition.
    """
    fitting = [sought for sought in each if sought.document in _FITS]
    others = [sought for sought in each if sought.why == "other-year" and sought.found is not None]
    if others and any(sought.found is not None and sought.found.by != github.NAME for sought in fitting):
        worst = gravest([sought for sought in each if sought not in others])
        years = [f"{found.by} has it of {found.year}" for found in (sought.found for sought in others) if found]
        return replace(worst, detail="; ".join(filter(None, (worst.detail, *years))))
    worst = min(each, key=lambda sought: _GRAVITY.index(sought.document))
    if worst.why in _OTHER and worst.document is Document.WRONG and fitting:
        return Sought(
            worst.document, "contradiction", f"another identifier fits, but {worst.detail}", found=worst.found
        )
    return worst


def _contradiction(found: Identity) -> Sought:
    named = " and ".join(f"arXiv:{each}" for each in found.arxiv)
    return Sought(Document.WRONG, "contradiction", f"the link names {named}; correct the address or the identifier")
