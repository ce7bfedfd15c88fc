"""The way of a visit: where it lasts, where it ends, and what is asked of a reader on it."""

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
_ASKED = {
    "login": "which asks the reader to sign in",
    "consent": "which asks for the reader's consent",
    "challenge": "which asks whether the reader is a person",
}


@dataclass(frozen=True, slots=True)
class Way:
    """The way from an address to the page that answers."""

    start: str
    """Without fragment."""
    end: str
    """Where the visit ended, or where the page itself sends its readers on to."""
    sent_on: bool
    """Whether it is the page itself that sends them."""
    lasting: str
    """Where the permanent redirects before any other lead, with the fragment; the start itself if there are none."""
    fragment: str
    """What counts at the end: the fragment of the last redirect that has one, else that of the start."""


def way_of(url: str, visit: Visit, sent_on: str = "") -> Way:
    """The way of a visit to `url`, which may have a fragment; `sent_on` is where the last page sends its readers."""
    original = fragment = addresses.fragment_of(url)
    for hop in visit.hops:
        fragment = addresses.fragment_of(hop.redirect) or fragment
    lasting = addresses.with_fragment(_lasting(visit.url, visit.hops), original)
    return Way(visit.url, sent_on or visit.answer.url, bool(sent_on), lasting, fragment)


def judge_way(visit: Visit) -> Verdict | None:
    """Why the redirects have no end; nothing if they have one."""
    answer = visit.answer
    if visit.loop:
        return told(answer, Alive.DEAD, "redirect-loop", f"the redirects go in a circle at {answer.url}")
    if visit.too_many:
        return told(answer, Alive.DEAD, "too-many-redirects", f"after {len(visit.hops)} redirects there is no end")
    return None


def judge_end(visit: Visit) -> Verdict | None:
    """Whether the redirects end where something is asked of the reader before the page is shown.

    Nothing is known of the page then: sites ask for pages that exist and for others.
    """
    end = visit.answer.url
    asked = addresses.asks(end) if visit.hops else ""
    if not asked or addresses.asks(visit.url):
        return None
    return told(visit.answer, Alive.BLOCKED, asked, f"redirects to {end}, {_ASKED[asked]}")


def is_for_good(hop: Answer) -> bool:
    """Whether a redirect is permanent."""
    return hop.status in _FOR_GOOD


def _lasting(url: str, hops: Sequence[Answer]) -> str:
    """Where the permanent redirects lead that come before any other. Resolvers redirect by design, however they say."""
    asks = addresses.asks(url)
    for hop in hops:
        leaves = addresses.is_resolver(url) and not addresses.is_resolver(hop.redirect)
        if not is_for_good(hop) or leaves or addresses.asks(hop.redirect) not in {"", asks}:
            break
        url = hop.redirect
    return url
