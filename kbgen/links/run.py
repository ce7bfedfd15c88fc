"""`kbgen check-links`: what is due is asked and kept, what is fresh is taken from the records, all of it is told."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from kbgen import __version__
from kbgen.errors import KbgenError
from kbgen.links import wayback
from kbgen.links.check import Check, Finding
from kbgen.links.claim import Target
from kbgen.links.client import Client
from kbgen.links.exchange import Failure, Send
from kbgen.links.identify.identify import PACE
from kbgen.links.journal import Journal
from kbgen.links.polite import Limits, Polite
from kbgen.links.recording import Recorder, Replay
from kbgen.links.schedule import due
from kbgen.records.link_file import LinkRecords
from kbgen.records.links import LinkRecord, Policy, merged, standing
from kbgen.report import Status


class OpenApi(Protocol):
    """Opens what carries questions to catalogues: `identify.api.Api`."""

    def __call__(self, *, timeout: float, agent: str) -> AbstractAsyncContextManager[Send]:
        """A `Send` with a total deadline in seconds and a `User-Agent`."""


class Seen(Protocol):
    """Who watches a run."""

    def begin(self, count: int) -> None:
        """So many addresses will be asked."""

    def tell(self, finding: Finding) -> None:
        """This was found."""


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
    """Where to keep the answers: all of them, and none that only says that nothing has changed."""
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


def run(
    root: Path, targets: Sequence[Target], new: frozenset[str], every: frozenset[str], options: Options,
    api: OpenApi, seen: Seen,
) -> Outcome:  # fmt: skip
    """Check `targets`, of which those in `new` are judged at once. `seen` is told of each finding when it is made.

    A replay keeps nothing; any other run keeps each finding at once in a journal beside `records/links.json`, where an
    interrupted run leaves it for the next, and writes the records at its end, without addresses that are not in
    `every`. Raises `KbgenError` if they cannot be read or written, or if there is no network.
    """
    known = LinkRecords.read(root)
    if options.replay is not None:
        seen.begin(len(targets))
        return _outcome(targets, targets, new, {}, options, api, _Book(None, seen), known.refused)
    with Journal(root) as journal:
        former = merged(known.by_url, journal.pending())
        todo = due(
            targets, former, _now(), new=new, policy=options.policy, force=options.force or options.record is not None
        )
        seen.begin(len(todo))
        try:
            warnings = [*known.refused, *journal.warnings]
            return _outcome(targets, todo, new, former, options, api, _Book(journal, seen), warnings)
        finally:
            journal.settle(every)


def _outcome(
    targets: Sequence[Target], todo: Sequence[Target], new: frozenset[str], former: Mapping[str, LinkRecord],
    options: Options, api: OpenApi, book: _Book, warnings: list[str],
) -> Outcome:  # fmt: skip
    with _calm_collector():
        snapshots = asyncio.run(_ask(todo, new, former, options, api, book))
    found = book.found
    for target in targets:
        record = former.get(target.url)
        if target.url not in found and record is not None:
            found[target.url] = Finding(target, record, standing(record, options.policy, new=target.url in new))
    ordered = [found[target.url] for target in targets if target.url in found]
    return Outcome(ordered, len(todo), snapshots, warnings)


@contextmanager
def _calm_collector() -> Iterator[None]:
    """With fewer rounds of the cyclic collector: answers are many objects that live short, and hardly ever cycles."""
    usual = gc.get_threshold()
    gc.set_threshold(10_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@dataclass(slots=True)
class _Book:
    """Keeps findings. Without a network every link looks dead: what speaks of names and routes waits for an answer."""

    journal: Journal | None
    seen: Seen
    found: dict[str, Finding] = field(default_factory=dict)
    _held: list[LinkRecord] = field(default_factory=list)
    _is_online: bool = False

    def keep(self, finding: Finding) -> None:
        """Keep a finding and tell it."""
        self.found[finding.target.url] = finding
        self.seen.tell(finding)
        self._is_online = self._is_online or bool(finding.record.status) or finding.record.why in _ONLINE
        self._held.append(finding.record)
        if self._is_online:
            self._write()

    def close(self) -> None:
        """Keep what waits, if there is a network after all. Raises `KbgenError` if there is none."""
        if self._held and not _resolves(_SOMEWHERE):
            raise KbgenError("no address answers and no name resolves: there is no network here; nothing was kept")
        self._write()

    def _write(self) -> None:
        if self.journal is not None:
            for record in self._held:
                self.journal.add(record)
        self._held.clear()


# What only another machine can bring about. All else, a time-out too, is what a machine without a network sees.
_ONLINE = frozenset(
    {
        Failure.CONNECTION_REFUSED, Failure.DISCONNECTED, Failure.NOT_HTTP, Failure.HEADERS_TOO_LARGE,
        Failure.BAD_ENCODING, *(failure for failure in Failure if failure.startswith("tls")),
    }
)  # fmt: skip
_SOMEWHERE = "example.org"
"""A name that is kept for good (RFC 2606)."""


def _resolves(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, 443))
    except OSError:
        return False


async def _ask(
    todo: Sequence[Target], new: frozenset[str], former: Mapping[str, LinkRecord], options: Options, api: OpenApi,
    book: _Book,
) -> dict[str, str]:  # fmt: skip
    if not todo:
        return {}
    async with _senders(options, api) as (visits, catalogues):
        pace = 0.0 if options.replay is not None else PACE
        check = Check(
            visits, catalogues, options.limits, options.policy, former, new, _now, book.keep, pace,
            is_conditional=options.record is None,
        )  # fmt: skip
        await check.run(todo)
        book.close()
        return {} if options.allowed else await _snapshots(catalogues, book.found)


@asynccontextmanager
async def _senders(options: Options, api: OpenApi) -> AsyncIterator[tuple[Send, Send]]:
    """What carries questions to the servers of links, and to catalogues."""
    if options.replay is not None:
        replay = Replay(options.replay)
        yield replay, replay
        return
    agent = f"kbgen/{__version__} (link check{f'; {options.contact}' if options.contact else ''})"
    async with AsyncExitStack() as stack:
        client = Client(timeout=options.limits.timeout, agent=agent, allowed=options.allowed)
        visits: Send = await stack.enter_async_context(client)
        catalogues = await stack.enter_async_context(api(timeout=options.limits.timeout, agent=agent))
        if options.record is not None:
            recorder = stack.enter_context(Recorder(options.record))
            visits, catalogues = recorder.of(visits), recorder.of(catalogues)
        yield Polite(visits, options.limits), catalogues


_MOST_SNAPSHOTS = 50
"""Pages that are gone for which the archive is asked: beyond, the network is at fault and not the pages."""


async def _snapshots(catalogues: Send, found: Mapping[str, Finding]) -> dict[str, str]:
    """Where the Internet Archive keeps the pages that failed, one question after the other.

    Not asked where private hosts are allowed: it has none of their pages, and need not hear of them.
    """
    failed = [url for url, finding in found.items() if finding.status is Status.FAILED]
    kept = {url: wayback.snapshot(await catalogues(wayback.question(url))) for url in failed[:_MOST_SNAPSHOTS]}
    return {url: snapshot for url, snapshot in kept.items() if snapshot}


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
