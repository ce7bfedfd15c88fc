"""What the redirects of a visit say: moved for good, led astray, or nothing of note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kbgen.links.ask import Visit
from kbgen.links.exchange import Answer
from kbgen.links.judge import addresses
from kbgen.links.judge.liveness import told
from kbgen.links.judge.verdict import Verdict
from kbgen.records.links import Alive

_FOR_GOOD = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Way:
    """The way from an address to the page that answers."""

    start: str
    end: str
    """Where the visit ended, or where the page itself sends its readers on to."""
    lasting: str
    """The address that the permanent redirects before any other lead to; the start itself if there are none."""
    fragment: str
    """What counts at the end: the fragment of the last redirect that has one, else of the start."""


def way_of(url: str, visit: Visit, sent_on: str = "") -> Way:
    """The way of a visit to `url`, which may have a fragment."""
    fragment = addresses.fragment_of(url)
    lasting = _lasting(visit.url, visit.hops)
    for hop in visit.hops:
        fragment = addresses.fragment_of(hop.redirect) or fragment
    return Way(visit.url, sent_on or visit.answer.url, addresses.with_fragment(lasting, addresses.fragment_of(url)), fragment)


def judge_way(visit: Visit) -> Verdict | None:
    """Why a visit came to no end, or not to the page; nothing if it did."""
    answer = visit.answer
    if visit.loop:
        return told(answer, Alive.DEAD, "redirect-loop", f"the redirects go in a circle at {answer.url}")
    if visit.too_many:
        return told(answer, Alive.DEAD, "too-many-redirects", f"after {len(visit.hops)} redirects there is no end")
    asked = addresses.asks(answer.url) if visit.hops else ""
    if asked and not addresses.asks(visit.url):
        return told(answer, Alive.BLOCKED, asked, f"redirects to {answer.url}, {_ASKED[asked]}")
    return None


_ASKED = {
    "login": "which asks the reader to sign in",
    "consent": "which asks for the reader's consent",
    "challenge": "which asks whether the reader is a person",
}


def _lasting(url: str, hops: Sequence[Answer]) -> str:
    """Where the permanent redirects lead that come before any other. Those of resolvers last only within their hosts."""
    for hop in hops:
        leaves = addresses.is_resolver(url) and not addresses.is_resolver(hop.redirect)
        if hop.status not in _FOR_GOOD or leaves or addresses.asks(hop.redirect):
            break
        url = hop.redirect
    return url
