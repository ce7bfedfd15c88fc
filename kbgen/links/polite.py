"""How much a server is asked at once, and how fast: a `Send` around a `Send` that makes each question wait its turn."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from time import time

from kbgen.links.exchange import Answer, Failure, Question, Send
from kbgen.links.hosts import host_of

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How a run behaves towards servers. Times are in seconds."""

    in_flight: int = 100
    """Questions without an answer yet, in all."""
    per_host: int = 4
    interval: float = 0.04
    """Least time between two questions to one host."""
    timeout: float = 20.0
    """Total deadline of one answer."""
    tries: int = 3
    """How often an address is asked before its failure is believed."""

    @property
    def patience(self) -> float:
        """How long a host may make its links wait in all, so that one bad host never holds the run."""
        return self.timeout * self.tries


# Hosts that have published what they bear, in seconds between two questions.
SLOW_HOSTS = {
    "arxiv.org": 1.0,  # https://info.arxiv.org/help/robots.html
    "www.arxiv.org": 1.0,
    "doi.org": 0.2,
}

_GIVE_UP_AFTER = 5
"""Addresses of a host that fail one after the other for its own sake before the rest is left alone."""
_JITTER = 0.1
"""Share of a wait that is added at random, so that links which waited together do not come back together."""
# The server is at fault, not the address: asking for more of its addresses would not help it.
_OVERLOADED = frozenset({429, 503})
_BROKEN = frozenset({500, 502, 504})
_ILL = frozenset(
    {
        Failure.TIMEOUT, Failure.CONNECTION_REFUSED, Failure.UNREACHABLE, Failure.NO_SUCH_HOST, Failure.DISCONNECTED,
    }
)  # fmt: skip


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    usual: float
    """Least time between two questions while all is well."""
    interval: float
    """The same at present."""
    ready: float = 0.0
    """When the next question may start, by the loop's clock."""
    waited: float = 0.0
    """What the host's own demands have cost so far."""
    failures: int = 0
    """Answers in a row that speak of the host, not of an address."""
    given_up: str = ""


@dataclass(slots=True)
class Polite:
    """Makes questions wait until their host may be asked; a host that is beyond patience is asked no more."""

    send: Send
    limits: Limits
    sleep: Sleep = asyncio.sleep
    _hosts: dict[str, _Host] = field(default_factory=dict)
    _slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.limits.in_flight)

    async def __call__(self, question: Question) -> Answer:
        """The answer; `HOST_GIVEN_UP` without asking once the host has used up what patience there is."""
        host = self._host(question.url)
        async with host.slots:
            answer = None
            while answer is None and not host.given_up:
                await self._until_ready(host)
                async with self._slots:
                    answer = await self._ask_if_ready(host, question)
        if answer is None:
            return Answer(question.url, failure=Failure.HOST_GIVEN_UP, detail=host.given_up)
        self._learn(host, answer)
        return answer

    async def _until_ready(self, host: _Host) -> None:
        while not host.given_up and (wait := host.ready - asyncio.get_running_loop().time()) > 0:
            await self.sleep(wait)

    async def _ask_if_ready(self, host: _Host, question: Question) -> Answer | None:
        """The answer; None if the host has asked to wait while the question waited for its place."""
        now = asyncio.get_running_loop().time()
        if host.given_up or host.ready > now:
            return None
        if host.interval:
            host.ready = now + host.interval
        return await self.send(question)

    def _host(self, url: str) -> _Host:
        name = host_of(url)
        host = self._hosts.get(name)
        if host is None:
            interval = max(self.limits.interval, SLOW_HOSTS.get(name, 0.0)) if self.limits.interval else 0.0
            host = self._hosts[name] = _Host(asyncio.Semaphore(self.limits.per_host), interval, interval)
        return host

    def _learn(self, host: _Host, answer: Answer) -> None:
        """Keep what an answer says of its host: how long to wait, and whether to go on at all."""
        if answer.status not in _OVERLOADED | _BROKEN and answer.failure not in _ILL:
            host.failures = 0
            host.interval = max(host.usual, host.interval / 2)
            return
        host.failures += 1
        if host.failures >= _GIVE_UP_AFTER * self.limits.tries:
            host.given_up = f"the host failed {host.failures} times in a row: {answer.status or answer.failure}"
        if answer.status in _OVERLOADED:
            self._slow_down(host, answer)

    def _slow_down(self, host: _Host, answer: Answer) -> None:
        """Wait as long as the host asks, and longer each time where it does not say how long."""
        now = asyncio.get_running_loop().time()
        before = max(host.ready - host.interval, now)  # what other answers have asked for already costs nothing more
        host.interval *= 2
        asked = retry_after(answer)
        until = now + max(host.interval, asked * (1 + random.uniform(0, _JITTER)))
        host.waited += max(0.0, until - before)
        host.ready = max(host.ready, until)
        if host.waited > self.limits.patience:
            what = f"to wait {asked:.0f} s" if asked else f"for slower questions ({answer.status}) again and again"
            host.given_up = f"the host asks {what}, more than a run has time for"


def retry_after(answer: Answer, now: Callable[[], float] = time) -> float:
    """The seconds a server asks to wait (RFC 9110 § 10.2.3: a number or a date); 0 if it does not."""
    text = answer.headers.get("retry-after", "").partition("\n")[0].strip()
    if not text:
        return 0.0
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now())
    except (ValueError, OverflowError, OSError):
        return 0.0
