"""Asks the catalogues over a `Send`: in batches, politely, one catalogue standing in for another that is silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tenacity import AsyncRetrying, RetryCallState, retry_if_result, stop_after_attempt, wait_random_exponential

from kbgen.links.ask import PASSING, PASSING_FAILURES
from kbgen.links.exchange import Answer, Failure, Question, Send
from kbgen.links.identify import arxiv, crossref, datacite, doi, github, semantic_scholar
from kbgen.links.identify.sought import Absent, Known, Reply, Silent
from kbgen.links.polite import Sleep, retry_after

PATIENCE = 60.0
"""Seconds that a catalogue may ask to wait; one that asks for more is not asked again in this run."""

_Question = Callable[[Sequence[str]], Question]
_Parse = Callable[[Answer, Sequence[str]], dict[str, Reply]]
_MOST_HOPS = 3


@dataclass(slots=True)
class Catalogues:
    """What can be asked. `pace` is the least time in seconds between two questions to arXiv (its terms: 3)."""

    send: Send
    pace: float = 3.0
    tries: int = 3
    sleep: Sleep = asyncio.sleep
    _asked_arxiv: bool = False
    _gone: set[str] = field(default_factory=set)
    """Hosts that did not answer after all tries, and are left alone."""

    async def arxiv(self, identifiers: Collection[str]) -> AsyncIterator[tuple[str, Reply]]:
        """arXiv's replies. Where it is silent, DataCite is asked, which has a DOI of each paper, then Semantic Scholar.

        Those two cannot say that a paper was withdrawn, nor are they asked whether it exists.
        """
        for batch in _batches(sorted(identifiers), arxiv.BATCH):
            replies = await self._arxiv(batch)
            if absent := [each for each in batch if isinstance(replies[each], Absent)]:
                replies |= await self._arxiv(absent)  # its feed is empty at times without a reason: one more look
            replies |= await self._standing_in(
                replies, datacite.question, datacite.parse, "10.48550/arxiv.", datacite.BATCH
            )
            replies |= await self._in_semantic_scholar(replies, "ARXIV:")
            for identifier in batch:
                yield identifier, replies[identifier]

    async def dois(self, identifiers: Collection[str]) -> AsyncIterator[tuple[str, Reply]]:
        """Crossref's replies; DataCite's for what it does not have; Semantic Scholar's where it is silent.

        A DOI is absent only if the registry of all agencies says so.
        """
        slots = asyncio.Semaphore(crossref.AT_ONCE)
        asked = sorted(identifiers)
        replies = dict(zip(asked, await asyncio.gather(*(self._crossref(each, slots) for each in asked)), strict=True))
        elsewhere = [each for each in asked if isinstance(replies[each], Absent)]
        replies |= await self._batched(datacite.question, datacite.parse, elsewhere, datacite.BATCH)
        for identifier in elsewhere:
            if isinstance(replies[identifier], Absent):
                replies[identifier] = doi.parse(await self._ask(doi.question(identifier)))
        replies |= await self._in_semantic_scholar(replies, "DOI:")
        for identifier in asked:
            yield identifier, replies[identifier]

    async def repositories(self, names: Collection[str]) -> AsyncIterator[tuple[str, Reply]]:
        """GitHub's replies, one after the other, as it asks its users to do; none after it has had enough."""
        for name in sorted(names, key=str.lower):
            yield name, await self._github(name)

    async def _arxiv(self, batch: Sequence[str]) -> dict[str, Reply]:
        """The replies for all of `batch`, asked again without the identifiers that arXiv refuses."""
        if self._asked_arxiv:
            await self.sleep(self.pace)
        self._asked_arxiv = True
        answer = await self._ask(arxiv.question(batch), passing=_passing_arxiv)
        if _is_other_batch(answer, batch):
            return await self._arxiv_in([[each] for each in batch])
        replies = arxiv.parse(answer, batch)
        rest = [each for each in batch if each not in replies]
        if len(rest) == len(batch):  # it does not say which one it refuses
            middle = len(rest) // 2
            return await self._arxiv_in([rest[:middle], rest[middle:]])
        return replies | (await self._arxiv(rest) if rest else {})

    async def _arxiv_in(self, parts: Iterable[Sequence[str]]) -> dict[str, Reply]:
        replies: dict[str, Reply] = {}
        for part in parts:
            replies |= await self._arxiv(part)
        return replies

    async def _crossref(self, identifier: str, slots: asyncio.Semaphore) -> Reply:
        async with slots:
            return crossref.parse(await self._ask(crossref.question(identifier)))

    async def _github(self, name: str) -> Reply:
        answer = await self._ask(github.question(name), passing=_passing_github)
        for _ in range(_MOST_HOPS):
            further = github.moved(answer)
            if further is None:
                break
            answer = await self._ask(further, passing=_passing_github)
        if github.exhausted(answer):
            self._gone.add(github.HOST)
        return github.parse(answer)

    async def _in_semantic_scholar(self, replies: Mapping[str, Reply], prefix: str) -> dict[str, Reply]:
        module = semantic_scholar
        return await self._standing_in(replies, module.question, module.parse, prefix, module.BATCH)

    async def _standing_in(
        self, replies: Mapping[str, Reply], question: _Question, parse: _Parse, prefix: str, size: int
    ) -> dict[str, Reply]:
        """What another catalogue knows of those without an answer, under the identifier with `prefix`."""
        silent = [prefix + each for each, reply in replies.items() if isinstance(reply, Silent)]
        found = await self._batched(question, parse, silent, size)
        return {each.removeprefix(prefix): reply for each, reply in found.items() if isinstance(reply, Known)}

    async def _batched(
        self, question: _Question, parse: _Parse, identifiers: Sequence[str], size: int
    ) -> dict[str, Reply]:
        replies: dict[str, Reply] = {}
        for batch in _batches(identifiers, size):
            answer = await self._ask(question(batch))
            if _is_other_batch(answer, batch):
                replies |= await self._batched(question, parse, batch, 1)
            else:
                replies |= parse(answer, batch)
        return replies

    async def _ask(self, question: Question, passing: Callable[[Answer], bool] | None = None) -> Answer:
        """The answer, asked for again while that may help; none from a host that did not answer before."""
        host = question.url.split("/")[2]
        if host in self._gone:
            return Answer(question.url, failure=Failure.HOST_GIVEN_UP, detail="it did not answer before in this run")
        is_passing = passing or _passing
        retrying = AsyncRetrying(
            sleep=self.sleep,
            stop=stop_after_attempt(self.tries),
            wait=self._wait,
            retry=retry_if_result(lambda answer: is_passing(answer) and retry_after(answer) <= PATIENCE),
            retry_error_callback=_last,
        )
        answer: Answer = await retrying(self.send, question)
        if is_passing(answer):
            self._gone.add(host)
        return answer

    def _wait(self, state: RetryCallState) -> float:
        backoff = wait_random_exponential(multiplier=self.pace, min=self.pace, max=PATIENCE)(state)
        return max(backoff, retry_after(_last(state)))


def _last(state: RetryCallState) -> Answer:
    assert state.outcome is not None
    answer: Answer = state.outcome.result()
    return answer


def _passing(answer: Answer) -> bool:
    return answer.status in PASSING or answer.failure in PASSING_FAILURES


def _passing_arxiv(answer: Answer) -> bool:
    return _passing(answer) or arxiv.overloaded(answer)


def _passing_github(answer: Answer) -> bool:
    return _passing(answer) and not github.exhausted(answer)


def _is_other_batch(answer: Answer, batch: Sequence[str]) -> bool:
    """Whether a recording lacks the answer, maybe since it was made in other batches: one by one it may have it."""
    return answer.failure is Failure.NOT_RECORDED and len(batch) > 1


def _batches(identifiers: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(identifiers), size):
        yield list(identifiers[start : start + size])
