"""`kbgen check-links`: what is due is asked and kept, what is fresh is taken from the records, all of it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kbgen import __version__
from kbgen.links import wayback
from kbgen.links.check import Check, Finding
from kbgen.links.claim import Target
from kbgen.links.client import Client
from kbgen.links.exchange import Send
from kbgen.links.identify.api import Api
from kbgen.links.journal import Journal
from kbgen.links.polite import Limits, Polite
from kbgen.links.recording import Recorder, Replay
from kbgen.links.schedule import due
from kbgen.records.links import LinkRecord, LinkRecords, Policy, merged, standing
from kbgen.report import Status

Tell = Callable[[Finding], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is to be made."""

    limits: Limits = field(default_factory=Limits)
    policy: Policy = field(default_factory=Policy)
    allowed: tuple[str, ...] = ()
    """Private hosts, addresses or networks that may be asked."""
    force: bool = False
    """Ask also what a recent answer covers."""
    record: Path | None = None
    replay: Path | None = None
    contact: str = ""
    """An address that server operators may turn to, for the `User-Agent`."""


@dataclass(slots=True)
class Outcome:
    """What a run found: each target with what is known of it, in the order of the content."""

    findings: list[Finding]
    asked: int
    """How many were asked in this run; the others are known from earlier ones."""
    snapshots: dict[str, str] = field(default_factory=dict)
    """Where the Internet Archive keeps a page that is gone."""
    warnings: list[str] = field(default_factory=list)


def run(root: Path, targets: Sequence[Target], new: frozenset[str], options: Options, tell: Tell) -> Outcome:
    """Check `targets`, of which those in `new` are judged at once. `tell` gets each finding when it is made.

    A replay keeps nothing; any other run keeps each finding at once in a journal beside `records/links.json`, where an
    interrupted run leaves it for the next, and writes the records at its end. Raises `KbgenError` if they cannot be
    read or written.
    """
    known = LinkRecords.read(root)
    if options.replay is not None:
        former: dict[str, LinkRecord] = {}
        return _outcome(targets, new, former, list(targets), options, None, tell, known.refused)
    with Journal(root) as journal:
        former = merged(known.by_url, journal.pending())
        todo = due(targets, former, _now(), new=new, policy=options.policy, force=options.force)
        try:
            return _outcome(targets, new, former, todo, options, journal, tell, known.refused)
        finally:
            journal.settle()


def _outcome(
    targets: Sequence[Target], new: frozenset[str], former: dict[str, LinkRecord], todo: Sequence[Target],
    options: Options, journal: Journal | None, tell: Tell, warnings: list[str],
) -> Outcome:  # fmt: skip
    found: dict[str, Finding] = {}

    def keep(finding: Finding) -> None:
        if journal is not None:
            journal.add(finding.record)
        found[finding.target.url] = finding
        tell(finding)

    snapshots = asyncio.run(_ask(todo, new, former, options, found, keep))
    for target in targets:
        record = former.get(target.url)
        if target.url not in found and record is not None:
            found[target.url] = Finding(target, record, standing(record, options.policy, new=target.url in new))
    ordered = [found[target.url] for target in targets if target.url in found]
    return Outcome(ordered, len(todo), snapshots, list(warnings))


async def _ask(
    todo: Sequence[Target], new: frozenset[str], former: dict[str, LinkRecord], options: Options,
    found: dict[str, Finding], keep: Tell,
) -> dict[str, str]:  # fmt: skip
    if not todo:
        return {}
    async with _senders(options) as (visits, catalogues):
        pace = 0.0 if options.replay is not None else 3.0
        check = Check(visits, catalogues, options.limits, options.policy, former, new, _now, keep, pace)
        await check.run(todo)
        return await _snapshots(catalogues, found)


@asynccontextmanager
async def _senders(options: Options) -> AsyncIterator[tuple[Send, Send]]:
    """What carries questions to the servers of links, and to catalogues."""
    if options.replay is not None:
        replay = Replay(options.replay)
        yield replay, replay
        return
    agent = f"kbgen/{__version__} (link check{f'; {options.contact}' if options.contact else ''})"
    async with AsyncExitStack() as stack:
        client = Client(timeout=options.limits.timeout, agent=agent, allowed=options.allowed)
        visits: Send = await stack.enter_async_context(client)
        catalogues: Send = await stack.enter_async_context(Api(timeout=options.limits.timeout, agent=agent))
        if options.record is not None:
            visits = await stack.enter_async_context(Recorder(visits, options.record))
            catalogues = await stack.enter_async_context(Recorder(catalogues, options.record))
        yield Polite(visits, options.limits), catalogues


_MOST_SNAPSHOTS = 50
"""Pages that are gone for which the archive is asked: beyond, the network is at fault and not the pages."""


async def _snapshots(catalogues: Send, found: dict[str, Finding]) -> dict[str, str]:
    """Where the Internet Archive keeps the pages that failed, one question after the other."""
    failed = [finding.target.url for finding in found.values() if finding.status is Status.FAILED]
    kept = {url: wayback.snapshot(await catalogues(wayback.question(url))) for url in failed[:_MOST_SNAPSHOTS]}
    return {url: snapshot for url, snapshot in kept.items() if snapshot}


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
