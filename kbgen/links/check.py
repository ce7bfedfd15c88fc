"""A run over links: visits and catalogues side by side, a judgement as soon as both have answered, kept at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kbgen.errors import KbgenError
from kbgen.links.ask import TITLE_LIMIT, WHOLE_LIMIT, Asker, Visit
from kbgen.links.claim import Target
from kbgen.links.exchange import Send
from kbgen.links.hosts import host_of
from kbgen.links.identify import identify, is_catalogued, is_identified
from kbgen.links.identify.sought import Sought
from kbgen.links.judge import judge
from kbgen.links.polite import Limits, Sleep
from kbgen.links.schedule import next_record
from kbgen.records.links import Alive, LinkRecord, Policy, standing
from kbgen.report import Status

_LANES = 4
"""Hosts worked at in one run, as a multiple of what may be in flight: some wait, and the others fill the places."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is now known of a target, and how it stands."""

    target: Target
    record: LinkRecord
    status: Status


@dataclass(slots=True)
class Check:
    """Checks targets. `former` has what is known of each address, `new` those a change brings, judged at once."""

    visits: Send
    """Carries questions to the servers of links, politely."""
    catalogues: Send
    """Carries questions to arXiv, Crossref, GitHub and the others."""
    limits: Limits
    policy: Policy
    former: Mapping[str, LinkRecord]
    new: frozenset[str]
    now: Callable[[], datetime]
    tell: Callable[[Finding], None]
    """Called with each finding as soon as there is one."""
    pace: float = 3.0
    """Seconds between two questions to arXiv's catalogue."""
    is_conditional: bool = True
    """Whether a server may answer that a page is what it was."""
    sleep: Sleep = asyncio.sleep
    """Waits before an address is asked again."""
    _visited: dict[str, Visit] = field(default_factory=dict)
    _sought: dict[str, Sought] = field(default_factory=dict)
    _identified: frozenset[str] = frozenset()
    """Addresses that wait for what a catalogue says."""

    async def run(self, targets: Sequence[Target]) -> None:
        """Check every target, hosts side by side, the first targets of each host first.

        Raises the `KbgenError` that `tell` raises.
        """
        identified = [target for target in targets if is_identified(target)]
        self._identified = frozenset(target.url for target in identified)
        asker = Asker(self.visits, self.limits.tries, self.sleep)
        lanes = _lanes(targets, self.limits.per_host)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._identify(identified))
                for _ in range(min(len(targets), self.limits.in_flight * _LANES)):
                    group.create_task(self._work(asker, lanes))
        except* KbgenError as errors:  # what `tell` could not keep
            raise errors.exceptions[0] from None

    async def _work(self, asker: Asker, lanes: Iterator[deque[Target]]) -> None:
        for lane in lanes:
            while lane:
                target = lane.popleft()
                visit = await asker.visit(target.url, read=self._bytes_of(target), validators=self._validators(target))
                if target.url in self._identified and target.url not in self._sought:
                    self._visited[target.url] = visit
                else:
                    await self._judge(target, visit, self._sought.pop(target.url, None))

    async def _identify(self, targets: list[Target]) -> None:
        async for target, sought in identify(targets, self.catalogues, self.former, pace=self.pace):
            visit = self._visited.pop(target.url, None)
            if visit is None:
                self._sought[target.url] = sought
            else:
                await self._judge(target, visit, sought)

    async def _judge(self, target: Target, visit: Visit, sought: Sought | None) -> None:
        former = self.former.get(target.url)
        if visit.answer.body:  # to read a page takes its time, a PDF a process of its own: the others go on meanwhile
            verdict = await asyncio.to_thread(judge, target, visit, sought, former)
        else:
            verdict = judge(target, visit, sought, former)
        record = next_record(verdict, target, former, self.now(), self.policy)
        status = standing(record, self.policy, new=target.url in self.new)
        self.tell(Finding(target, record, status))

    def _bytes_of(self, target: Target) -> int:
        """How much of the page is worth reading: all of it for a fragment, its title where nobody else names it."""
        if "#" in target.url:
            return WHOLE_LIMIT
        return TITLE_LIMIT if target.claim is not None and not is_catalogued(target) else 0

    def _validators(self, target: Target) -> dict[str, str]:
        """Headers that spare the server the page, if it was fine and what it should be has not changed since."""
        former = self.former.get(target.url)
        if not self.is_conditional or former is None or former.alive is not Alive.OK:
            return {}
        if former.claim != target.fingerprint:
            return {}
        named = {"If-None-Match": former.etag, "If-Modified-Since": former.modified}
        return {name: value for name, value in named.items() if value.isascii() and value.isprintable() and value}


def _lanes(targets: Iterable[Target], per_host: int) -> Iterator[deque[Target]]:
    """The targets by host, each host as often as it may be asked at once: whoever takes a lane works off what is left.

    Every host comes once before any comes twice, so that a host with many links does not keep the others waiting.
    """
    by_host: dict[str, deque[Target]] = {}
    for target in targets:
        by_host.setdefault(host_of(target.url), deque()).append(target)
    for place in range(per_host):
        for host in list(by_host):
            lane = by_host[host]
            if len(lane) > place or (lane and not place):
                yield lane
            else:
                del by_host[host]
