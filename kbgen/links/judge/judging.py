"""From a visit and what the catalogues said to the two verdicts on a link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from kbgen.links.ask import Visit
from kbgen.links.claim import Target
from kbgen.links.exchange import Answer
from kbgen.links.identify import is_catalogued
from kbgen.links.identify.sought import Sought
from kbgen.links.judge import addresses
from kbgen.links.judge.astray import astray, is_guard, sold_at
from kbgen.links.judge.document import shown_by_page, shown_by_pdf, unread
from kbgen.links.judge.fragment import missing_in_pdf, missing_on_page
from kbgen.links.judge.liveness import judge_answer, printable, told
from kbgen.links.judge.redirects import Way, judge_end, judge_way, way_of
from kbgen.links.judge.verdict import Reason, Verdict
from kbgen.links.page import Page, is_html, read_page
from kbgen.links.pdf import Pdf, read_pdf
from kbgen.records.links import RED, Alive, Document, LinkRecord

_SOON = 5.0
"""Seconds within which a page that sends its readers on is a redirect and not a notice."""
_TELLING = RED | {Document.RETITLED, Document.REVISED, Document.RENAMED, Document.ARCHIVED}
"""What decides over an address that has moved."""
_NOTHING = Sought(Document.NOT_ASKED)


def judge(target: Target, visit: Visit, sought: Sought | None, former: LinkRecord | None) -> Verdict:
    """The verdicts on `target` after a visit. `sought` is what catalogues said of its claim, `former` the last record.

    Never raises, whatever a server has sent, and says nothing that a terminal or an encoder could stumble over.
    """
    verdict = _judge(target, visit, sought or _NOTHING, former)
    found = verdict.found
    if found is not None:
        found = replace(
            found, title=printable(found.title), first_author=printable(found.first_author),
            version=printable(found.version), repository=printable(found.repository),
        )  # fmt: skip
    return replace(verdict, detail=printable(verdict.detail), to=_encoded(verdict.to), found=found)


def _encoded(url: str) -> str:
    """An address with signs that cannot be printed in percent-encoding."""
    return "".join(sign if sign.isprintable() else quote(sign, errors="replace") for sign in url)


def _judge(target: Target, visit: Visit, sought: Sought, former: LinkRecord | None) -> Verdict:
    failed = judge_way(visit) or judge_answer(visit.answer) or judge_end(visit)
    if failed is not None:
        sold = sold_at(visit)  # brokers of domains do not answer programs, and yet are known by their address
        return _with_elsewhere(failed, sold) if sold else _with_document(failed, sought)
    if visit.answer.status == 304:
        return _unchanged(visit.answer, sought, former)
    return _judge_content(target, visit, sought, _read(target, visit.answer, sought))


@dataclass(frozen=True, slots=True)
class _Content:
    """What an answer holds, as far as it was read."""

    page: Page | None = None
    pdf: Pdf | None = None
    is_pdf: bool = False


def _read(target: Target, answer: Answer, sought: Sought) -> _Content:
    if not answer.body:
        return _Content()
    if is_html(answer):
        return _Content(page=read_page(answer))
    if "application/pdf" not in answer.headers.get("content-type", "") and not answer.body.startswith(b"%PDF-"):
        return _Content()
    claimed = target.claim is not None and target.claim.titles and not _is_settled(target, sought)
    return _Content(pdf=read_pdf(answer.body) if claimed or addresses.fragment_of(target.url) else None, is_pdf=True)


def _judge_content(target: Target, visit: Visit, sought: Sought, content: _Content) -> Verdict:
    answer, page = visit.answer, content.page
    if not (visit.hops or answer.body or target.claim or addresses.fragment_of(target.url)):
        return _with_document(
            _validated(Verdict(Alive.OK, status=answer.status), visit), sought
        )  # that is all there is
    if page is not None and is_guard(page):
        evidence = f"the page only shows “{page.title or page.heading}”"
        return _with_document(told(answer, Alive.BLOCKED, "challenge", evidence), sought)
    way = way_of(target.url, visit, _sent_on(answer, page))
    seen = _seen(target, answer, content)
    if way.sent_on and seen.document is not Document.SAME:
        seen = Sought(Document.NOT_ASKED, "sent-on", f"the page sends its readers on to {way.end}; look at it yourself")
    if lost := astray(target, way, visit, page, shown=_is_shown(target, sought, seen)):
        return _with_elsewhere(Verdict(Alive.OK, status=answer.status), lost)
    verdict = _with_document(_validated(_judge_moves(target, way, visit), visit), _decisive(target, sought, seen))
    missing = _missing(way.fragment, answer, content)
    return _with_fragment(verdict, missing) if missing else verdict


def _seen(target: Target, answer: Answer, content: _Content) -> Sought:
    """What the page itself says of the claim."""
    if target.claim is None:
        return _NOTHING
    if content.page is not None:
        return shown_by_page(target.claim, content.page, target.url)
    return shown_by_pdf(target.claim, content.pdf) if content.is_pdf else unread(answer)


def _decisive(target: Target, sought: Sought, seen: Sought) -> Sought:
    """The catalogue's word where it has one; the page's where the catalogue only knows that the claim is sound."""
    if sought.document is Document.NOT_ASKED:
        return seen if seen.document is not Document.NOT_ASKED or not sought.why else sought
    if sought.document in _TELLING or _is_settled(target, sought) or seen.document is Document.NOT_ASKED:
        return sought
    return seen


def _is_settled(target: Target, sought: Sought) -> bool:
    """Whether a catalogue has said of the address itself what is behind it."""
    return sought.document is not Document.NOT_ASKED and is_catalogued(target)


def _is_shown(target: Target, sought: Sought, seen: Sought) -> bool:
    """Whether the page is known to be the one that is meant, whichever way it was reached."""
    return seen.document is Document.SAME or (_is_settled(target, sought) and sought.document not in RED)


def _sent_on(answer: Answer, page: Page | None) -> str:
    """Where the page itself sends its readers on to at once, if that is another page."""
    if page is None or not page.refresh or page.delay > _SOON:
        return ""
    return "" if addresses.same_page(page.refresh, answer.url) else page.refresh


def _judge_moves(target: Target, way: Way, visit: Visit) -> Verdict:
    """Alive, and where the redirects lead. `way` did not lead astray."""
    status = visit.answer.status
    start, to = (
        addresses.with_fragment(visit.url, addresses.fragment_of(target.url)),
        addresses.without_campaign(way.lasting),
    )
    if to not in {start, addresses.without_campaign(start)} and not addresses.is_worse(start, to):
        if addresses.only_https(visit.url, way.lasting):
            why, words = "https", "redirects for good to the same address over https"
        elif not addresses.same_site(visit.url, way.lasting):
            why, words = "moved-site", f"redirects for good to {to} on another domain"
        else:
            why, words = "moved", f"redirects for good to {to}"
        return Verdict(Alive.MOVED, why=why, detail=f"{words}; change the address", to=to, status=status)
    if way.sent_on:
        return Verdict(Alive.OK, why="sent-on", detail=f"the page sends its readers on to {way.end}", status=status)
    if visit.hops:
        why = "resolved" if addresses.is_resolver(visit.url) else "redirected"
        until = "" if to != start and addresses.is_worse(start, to) else "for now "
        return Verdict(Alive.OK, why=why, detail=f"redirects {until}to {visit.answer.url}", status=status)
    return Verdict(Alive.OK, status=status)


def _validated(verdict: Verdict, visit: Visit) -> Verdict:
    """With the validators that the address itself gave; those of another one would be shown to the wrong page."""
    if visit.hops:
        return verdict
    etag, modified = (_validator(visit.answer, name) for name in ("etag", "last-modified"))
    return replace(verdict, etag=etag, modified=modified) if etag or modified else verdict


def _validator(answer: Answer, name: str) -> str:
    """A header to show to the server again: the first, if it stands there twice, and only if it can be sent."""
    value = answer.headers.get(name, "").partition("\n")[0].strip()
    return value if value.isascii() and value.isprintable() else ""


def _unchanged(answer: Answer, sought: Sought, former: LinkRecord | None) -> Verdict:
    """The page is what it was, so what it said of the claim stands, unless a catalogue knows better."""
    if former is None:
        return _with_document(Verdict(Alive.OK, why="unchanged", status=answer.status), sought)
    kept = Verdict(
        former.alive,
        former.document,
        former.why or "unchanged",
        former.detail,
        former.to,
        answer.status,
        former.found,
        _validator(answer, "etag") or former.etag,
        _validator(answer, "last-modified") or former.modified,
    )
    if sought.document is Document.NOT_ASKED:
        return kept
    return _with_document(replace(kept, why="unchanged", detail="", to=""), sought)


def _missing(fragment: str, answer: Answer, content: _Content) -> Reason | None:
    if not fragment:
        return None
    if content.page is not None:
        return missing_on_page(fragment, answer, content.page)
    return missing_in_pdf(fragment, content.pdf) if content.is_pdf else None


def _with_document(verdict: Verdict, sought: Sought) -> Verdict:
    """With what is said of the document; a renamed repository gives the address to write."""
    if sought is _NOTHING:
        return verdict
    decides = (
        sought.document in _TELLING
        or not verdict.why
        or (verdict.alive is Alive.OK and sought.document is Document.NOT_ASKED and bool(sought.why))
    )
    if sought.why == "no-claim" and verdict.why:
        sought = _NOTHING  # what the link could say besides is not the matter here
    return replace(
        verdict,
        document=sought.document,
        why=sought.why if decides else verdict.why,
        detail="; ".join(filter(None, (sought.detail, verdict.detail) if decides else (verdict.detail, sought.detail))),
        to=sought.to or verdict.to,
        found=sought.found,
    )


def _with_elsewhere(verdict: Verdict, lost: Reason) -> Verdict:
    return replace(verdict, document=Document.ELSEWHERE, why=lost.word, detail=lost.evidence)


def _with_fragment(verdict: Verdict, missing: Reason) -> Verdict:
    """A fragment that leads nowhere is a link that leads nowhere; what was seen of the document stays."""
    detail = "; ".join(filter(None, (missing.evidence, verdict.detail)))
    if missing.word != "no-anchor":
        return replace(verdict, why=verdict.why or missing.word, detail=detail)
    why = verdict.why if verdict.document in RED else missing.word
    return replace(verdict, alive=Alive.DEAD, why=why, detail=detail, to="")
