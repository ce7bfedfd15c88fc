"""What a host that asks to wait may rely on, by what it has counted itself, where the run has other limits too."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from kbgen.links.check import Check, Finding
from kbgen.links.claim import Target
from kbgen.links.client import Client
from kbgen.links.exchange import Answer, Question
from kbgen.links.polite import Limits, Polite
from kbgen.records.links import Alive, LinkRecord, Policy
from tests.links.misbehaving.fault import PAGE, raw, wait, well
from tests.links.servers import Exchange, Servers


def checked(urls: Sequence[str], limits: Limits) -> dict[str, LinkRecord]:
    """What a run finds of addresses, with its real client and manners."""
    found: dict[str, LinkRecord] = {}

    async def nobody(question: Question) -> Answer:
        raise AssertionError(f"asked a catalogue for {question.url}")

    def keep(finding: Finding) -> None:
        found[finding.target.url] = finding.record

    async def run() -> None:
        async with asyncio.timeout(30), Client(timeout=limits.timeout, agent="test", allowed=("127.0.0.1",)) as client:
            visits = Polite(client, limits)
            check = Check(visits, nobody, limits, Policy(), {}, frozenset(), lambda: datetime.now(UTC), keep)
            await check.run([Target(url) for url in urls])

    asyncio.run(run())
    return found


@pytest.fixture
def servers() -> Iterator[Servers]:
    with Servers() as running:
        yield running


async def _slow(exchange: Exchange) -> None:
    await asyncio.sleep(0.3)
    await well(exchange)


async def _asks_to_wait(exchange: Exchange) -> None:
    if exchange.number == 1:
        await asyncio.sleep(0.1)
        await wait(2)(exchange)
    else:
        await _slow(exchange)


def test_a_question_that_waited_for_a_place_of_the_run_does_not_reach_a_host_that_has_asked_to_wait_meanwhile(
    servers: Servers,
) -> None:
    """Two places for all, three questions per host: there is always one that may ask its host and has no place."""
    busy, other = servers.listen(_asks_to_wait), servers.listen(_slow)
    urls = [f"http://127.0.0.1:{server.port}/{number}" for number in range(6) for server in (busy, other)]
    checked(urls, Limits(in_flight=2, per_host=3, interval=0, timeout=5))
    asked_to_wait = busy.asked[0].answered
    early = [f"{asked.target} after {asked.came - asked_to_wait:.2f} s" for asked in busy.asked[1:]
             if asked_to_wait < asked.came < asked_to_wait + 2]  # fmt: skip
    assert early == []


def test_a_server_that_hangs_up_though_it_keeps_connections_alive_is_asked_once_for_each_address(
    servers: Servers,
) -> None:
    server = servers.listen(raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: keep-alive\r\n\r\n" % len(PAGE)))
    found = checked([f"http://127.0.0.1:{server.port}/{number}" for number in range(50)], Limits(interval=0))
    assert {record.alive for record in found.values()} == {Alive.OK}
    assert len(server.asked) <= 1.02 * 50
