"""Ask for one address until there is an answer to judge: HEAD or GET, again after a failure, redirect by redirect."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt, wait_random_exponential

from kbgen.links.exchange import Answer, Failure, Question, Send
from kbgen.links.polite import Sleep, retry_after

MAX_REDIRECTS = 10
"""Browsers follow twice as many; no page that is well kept needs more than three."""
TITLE_LIMIT = 512 * 1024
"""Bytes of a page read for its title. Some carry half a megabyte of style before their words."""
WHOLE_LIMIT = 4 * 1024 * 1024
"""Bytes of a page read for a fragment, which may stand at its end."""
PDF_LIMIT = 8 * 1024 * 1024
SNIFF_LIMIT = 16 * 1024
"""Bytes read where HEAD did not serve: enough to see what sort of page it is."""

# Answers that another try may change.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
PASSING_FAILURES = frozenset(
    {
        Failure.TIMEOUT,
        Failure.DISCONNECTED,
        Failure.CONNECTION_REFUSED,
        Failure.UNREACHABLE,
        Failure.NO_SUCH_HOST,
        Failure.NOT_HTTP,
        Failure.BAD_ENCODING,
    }
)


@dataclass(frozen=True, slots=True)
class Visit:
    """All that was asked for one address: the redirects followed, then the last answer."""

    url: str
    """Without fragment."""
    hops: tuple[Answer, ...]
    """The redirects followed, in order."""
    answer: Answer
    """The last one; its `url` is where the visit ended."""
    loop: bool = False
    """Whether the redirects went in a circle."""
    too_many: bool = False
    """Whether there were more than `MAX_REDIRECTS`."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Visits addresses over `send`, asking at most `tries` times for each step."""

    send: Send
    tries: int = 3
    sleep: Sleep = asyncio.sleep

    async def visit(self, url: str, *, read: int = 0, validators: Mapping[str, str] | None = None) -> Visit:
        """Follow `url` to its end. `read` is how many bytes of the page are wanted; 0 asks with HEAD.

        `validators` are headers of the first question (`If-None-Match`), so that an unchanged page need not be sent.
        """
        start = url.partition("#")[0]
        here, headers = start, dict(validators or {})
        hops: list[Answer] = []
        cookies: dict[str, dict[str, str]] = {}
        seen = {(here, "")}
        while True:
            answer = await self._answer(here, read, headers)
            target = answer.redirect.partition("#")[0]
            if not target:
                return Visit(start, tuple(hops), answer)
            if len(hops) == MAX_REDIRECTS:
                return Visit(start, tuple(hops), answer, too_many=True)
            hops.append(answer)
            cookie = _keep_cookies(cookies, answer, target)
            if (target, cookie) in seen:
                return Visit(start, tuple(hops), answer, loop=True)
            seen.add((target, cookie))
            here, headers = target, {"Cookie": cookie} if cookie else {}

    async def _answer(self, url: str, read: int, headers: Mapping[str, str]) -> Answer:
        """The answer of one step, asked again while another try may change it. HEAD is tried once, then GET."""
        first = await self._once(url, read, headers, head=not read)
        if not (_is_passing(first) or (not read and _may_lie(first))):
            return first
        retrying = AsyncRetrying(
            sleep=self.sleep,
            stop=stop_after_attempt(max(self.tries, 1 if read else 2)),
            wait=_wait,
            retry=_should_go_on,
            retry_error_callback=_last,
        )
        answers: list[Answer] = []

        async def ask() -> Answer:
            answer = await self._once(url, read or SNIFF_LIMIT, headers, head=False) if answers else first
            # Not being asked again takes nothing away from what the server has said before.
            answers.append(answers[-1] if answers and answer.failure is Failure.HOST_GIVEN_UP else answer)
            return answer

        await retrying(ask)
        return answers[-1]

    async def _once(self, url: str, read: int, headers: Mapping[str, str], *, head: bool) -> Answer:
        method, pdf_limit = ("HEAD", 0) if head else ("GET", max(read, PDF_LIMIT) if read > SNIFF_LIMIT else 0)
        return await self.send(Question(method, url, headers, body_limit=read, pdf_limit=pdf_limit))


_backoff = wait_random_exponential(multiplier=0.5, max=8)


def _is_passing(answer: Answer) -> bool:
    return answer.status in PASSING or answer.failure in PASSING_FAILURES


def _may_lie(answer: Answer) -> bool:
    """Whether GET may be answered better: many servers answer HEAD carelessly."""
    return answer.status >= 400


def _should_go_on(state: RetryCallState) -> bool:
    """Whether the last answer may be another one next time: after HEAD also what GET may answer better."""
    assert state.outcome is not None
    answer: Answer = state.outcome.result()
    return _is_passing(answer) or (state.attempt_number == 1 and _may_lie(answer))


def _wait(state: RetryCallState) -> float:
    """Nothing where the host has said itself how long (`polite` waits) or HEAD was the fault; else longer each time."""
    assert state.outcome is not None
    answer: Answer = state.outcome.result()
    if retry_after(answer) or (state.attempt_number == 1 and not _is_passing(answer)):
        return 0.0
    return float(_backoff(state))


def _last(state: RetryCallState) -> Answer:
    assert state.outcome is not None
    answer: Answer = state.outcome.result()
    return answer


def _keep_cookies(cookies: dict[str, dict[str, str]], answer: Answer, target: str) -> str:
    """Keep what a redirect sets, as a browser does, and the `Cookie` header of its target: same host, this visit only.

    Pages that set a cookie and send the reader back to themselves would be loops otherwise.
    """
    for line in filter(None, answer.headers.get("set-cookie", "").split("\n")):
        name, _, value = line.partition(";")[0].partition("=")
        if not (line.isascii() and line.isprintable()):
            continue  # no header can hold it
        cookies.setdefault(urlsplit(answer.url).netloc, {})[name.strip()] = value.strip()
    kept = cookies.get(urlsplit(target).netloc, {})
    return "; ".join(f"{name}={value}" for name, value in kept.items())
