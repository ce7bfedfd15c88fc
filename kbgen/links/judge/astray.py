"""Whether a visit came to the page it was meant for, or to something that stands in its place."""

from __future__ import annotations

import re

from kbgen.links.ask import Visit
from kbgen.links.claim import Target
from kbgen.links.identify import identity
from kbgen.links.identify.folding import folded
from kbgen.links.judge import addresses
from kbgen.links.judge.abandoned import abandoned
from kbgen.links.judge.document import shares_nothing
from kbgen.links.judge.missing import is_missing, says_so
from kbgen.links.judge.reasons import REASONS
from kbgen.links.judge.redirects import Way, is_for_good
from kbgen.links.judge.verdict import Reason
from kbgen.links.page import Page, is_html

_GUARD = re.compile(
    r"just a moment|attention required(?: cloudflare)?|checking your browser(?: before accessing.*)?|ddos guard"
    r"|one moment please|are you (?:a )?(?:human|robot)|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|access (?:to this page has been )?denied|pardon our interruption|robot check|bot verification|security check"
    r"|vercel security checkpoint|human verification|please verify you are (?:a )?human|making sure you re not a bot"
    r"|making sure youre not a bot|un instant|einen moment"
)
"""Titles of the pages that guards show, folded."""
_TODO = "look for the document elsewhere, or remove the link"


def is_guard(page: Page) -> bool:
    """Whether a page only asks whether its reader is a person."""
    return any(_GUARD.fullmatch(folded(title)) for title in (page.title, page.heading)) and len(page.text.split()) < 300


def sold_at(visit: Visit) -> Reason | None:
    """Whether the redirects of a visit ended where domains are sold or parked."""
    why = abandoned(visit.answer.url, None, visit.url) if visit.hops else ""
    return _sold(why, visit.answer.url) if why else None


def astray(target: Target, way: Way, visit: Visit, page: Page | None, *, shown: bool) -> Reason | None:
    """Why something else answers than the page of `target`; nothing if it is not known to.

    Titles and addresses of parked domains always tell, and so do pages for errors: beside the error they have the name
    of the site, which the link may claim. Other signs are put aside by a page that is `shown` to be the one that is
    meant.
    """
    answer, start = visit.answer, visit.url
    if page is None and way.end == start:
        return None
    if why := abandoned(way.end, None, start) or (abandoned(answer.url, page, start) if page else ""):
        return _sold(why, way.end)
    if page is not None and is_missing(page, start) and not (shown and _is_on_errors(target)):
        shows = page.title or page.heading
        return Reason("soft-404", f"the page says “{shows}”, though the server answers {answer.status}; {_TODO}")
    if shown:
        return None
    leads_back = page is not None and addresses.same_page(page.canonical, start)
    if leads_back or addresses.same_page(way.end, start) or _is_named(target, way.end):
        return None
    claim = target.claim
    is_other = page is not None and claim is not None and not way.sent_on and shares_nothing(claim, page)
    return _by_way(way, visit, is_other=is_other)


def _is_on_errors(target: Target) -> bool:
    """Whether the link claims a title that reads as that of a page for errors."""
    return target.claim is not None and any(map(says_so, (*target.claim.titles, *target.claim.names)))


def _by_way(way: Way, visit: Visit, *, is_other: bool) -> Reason | None:
    start, end = way.start, way.end
    if addresses.is_error(end) and not addresses.is_error(start):
        return Reason("error-page", f"redirects to {end}, a page for errors; {_TODO}")
    if _is_foreign(way, visit, is_other=is_other):
        todo = f"see whether the document is there, and write that address, or {_TODO}"
        return Reason("foreign-redirect", f"redirects to {end} on another domain; {todo}")
    is_home = addresses.is_home(addresses.with_fragment(end, way.fragment))
    if is_home and addresses.is_deep(start) and not addresses.names_host(start, end):
        evidence = f"redirects to the home page {end}, as sites do for pages that are gone; {_TODO}"
        return Reason("home-page", evidence)
    return None


def _is_foreign(way: Way, visit: Visit, *, is_other: bool) -> bool:
    """Whether the end is on a domain of somebody else, who does not keep the paths of a whole site that has moved.

    Who has captured a domain may keep them too: then the page `is_other` than what the link claims. Resolvers lead
    elsewhere by design, and files often lie in stores on other domains, reached for now.
    """
    if addresses.same_site(way.start, way.end) or addresses.is_resolver(way.start):
        return False
    if visit.hops and all(map(is_for_good, visit.hops)) and not way.sent_on:
        return is_other or not addresses.keeps_path(way.start, way.end)
    answer = visit.answer
    is_file = bool(answer.headers.get("content-type")) and not is_html(answer)
    return not is_file


def _is_named(target: Target, end: str) -> bool:
    """Whether the end bears an identifier of the document: `arxiv.org/abs/…` of a paper whose link says so."""
    return bool(set(identity(Target(end)).keys) & set(identity(target).keys))


def _sold(why: str, end: str) -> Reason:
    return Reason(why, f"{addresses.host(end)}: {REASONS[why][0].lower()}{REASONS[why][1:].rstrip('.')}; {_TODO}")
