"""Verdicts as a table: what a visit found and a link claims, and what is to be said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.links.ask import Visit
from kbgen.links.claim import Claim, Target
from kbgen.links.exchange import Answer, Failure
from kbgen.links.identify.sought import WHYS, Sought
from kbgen.links.judge import REASONS, Verdict, judge
from kbgen.links.judge.addresses import domain, is_resolver, same_site
from kbgen.links.judge.missing import is_missing
from kbgen.links.page import Page
from kbgen.records.links import Alive, Document, Found, LinkRecord
from tests.links.test_pdf import pdf

PAGE = "https://a.example/blog/post"
OTHER = "https://a.example/blog/renamed"
FOREIGN = "https://stranger.test/offers"
PAPER = Claim(what="paper", titles=("Attention Is All You Need",), authors=("Ashish Vaswani",), year=2017)
PLACE = Claim(what="tool", names=("Widgets for Everyone",))
WORDS = "<p>" + "many words of a page that is what it says it is " * 10


def html(title: str, body: str = WORDS, head: str = "") -> bytes:
    return f"<!doctype html><title>{title}</title>{head}<body>{body}".encode()


def answer(status: int = 200, body: bytes = b"", url: str = PAGE, **more: Any) -> Answer:
    headers = {"content-type": more.pop("kind", "text/html; charset=utf-8"), **more.pop("headers", {})}
    return Answer(url, status, headers, body, **more)


def failed(failure: Failure, status: int = 0, body: bytes = b"") -> Answer:
    return Answer(
        PAGE, status, {"content-type": "text/html"} if status else {}, body, failure=failure, detail="so it is"
    )


def visit(*hops: tuple[int, str], start: str = PAGE, end: Answer | None = None, **more: Any) -> Visit:
    """A visit over redirects (status, target) to an answer; the address of the answer is the last target."""
    here, followed = start.partition("#")[0], []
    for status, target in hops:
        followed.append(Answer(here, status, {}, redirect=target))
        here = target.partition("#")[0]
    last = end if end is not None else answer()
    last = Answer(here, last.status, last.headers, last.body, last.truncated, last.failure, last.detail, last.redirect)
    return Visit(start.partition("#")[0], tuple(followed), last, **more)


def said(found: Visit, claim: Claim | None = None, url: str = PAGE, sought: Sought | None = None) -> Verdict:
    return judge(Target(url, claim=claim), found, sought, None)


def row(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.alive.value, verdict.document.value, verdict.why


# What the server answers, without redirects and without a claim.
STATUSES = {
    200: "ok", 204: "ok", 206: "ok", 300: "dead", 302: "dead", 307: "dead", 400: "dead", 401: "blocked", 402: "dead", 403: "blocked",
    404: "dead", 405: "dead", 406: "dead", 410: "dead", 418: "dead", 429: "blocked", 451: "blocked", 500: "dead",
    502: "dead", 503: "blocked", 504: "dead", 520: "dead", 999: "blocked",
}  # fmt: skip


@pytest.mark.parametrize(("status", "alive"), STATUSES.items())
def test_a_status_says_whether_an_address_is_alive(status: int, alive: str) -> None:
    why = {"ok": ""}.get(alive, "no-location" if 300 <= status < 400 else f"http-{status}")
    assert row(said(visit(end=answer(status)))) == (alive, "not-asked", why)
    assert said(visit(end=answer(status))).status == status


FAILURES = dict.fromkeys(Failure, "dead") | {
    Failure.TIMEOUT: "timeout",
    Failure.NOT_ALLOWED: "refused",
    Failure.BAD_URL: "refused",
    Failure.NOT_RECORDED: "skipped",
    Failure.HOST_GIVEN_UP: "skipped",
}


@pytest.mark.parametrize(("failure", "alive"), FAILURES.items())
def test_a_failure_says_why_there_is_no_answer(failure: Failure, alive: str) -> None:
    verdict = said(visit(end=failed(failure)), PAPER)
    assert row(verdict) == (alive, "not-asked", failure.value)
    assert "so it is" in verdict.detail


TABLE: Mapping[str, tuple[Visit, Claim | None, str, str, str]] = {
    # the end of the body
    "badly compressed": (visit(end=failed(Failure.BAD_ENCODING, 200, b"x")), None, "dead", "not-asked", "bad-encoding"),
    "hung up before the body": (visit(end=failed(Failure.DISCONNECTED, 200)), None, "dead", "not-asked", "disconnected"),
    "hung up within the body": (
        visit(end=failed(Failure.DISCONNECTED, 200, html("Attention Is All You Need"))), PAPER, "ok", "same", "",
    ),
    "a failure does not excuse a 404": (visit(end=failed(Failure.DISCONNECTED, 404)), None, "dead", "not-asked", "http-404"),
    # guards
    "challenge by header": (
        visit(end=answer(403, headers={"cf-mitigated": "challenge"})), None, "blocked", "not-asked", "challenge",
    ),
    "challenge by header with 200": (
        visit(end=answer(200, headers={"cf-mitigated": "challenge"})), None, "blocked", "not-asked", "challenge",
    ),
    "challenge by title": (visit(end=answer(200, html("Just a moment...", ""))), PAPER, "blocked", "not-asked", "challenge"),
    "a page on bots is no guard": (
        visit(end=answer(200, html("Are you a robot? A history of captchas"))), None, "ok", "not-asked", "",
    ),
    # redirects
    "for now": (visit((302, OTHER)), None, "ok", "not-asked", "redirected"),
    "303 is for now": (visit((303, OTHER)), None, "ok", "not-asked", "redirected"),
    "307 is for now": (visit((307, OTHER)), None, "ok", "not-asked", "redirected"),
    "for good": (visit((301, OTHER)), None, "moved", "not-asked", "moved"),
    "308 is for good": (visit((308, OTHER)), None, "moved", "not-asked", "moved"),
    "for now, then for good": (visit((302, OTHER), (301, OTHER + "/")), None, "ok", "not-asked", "redirected"),
    "to https": (
        visit((301, PAGE), start=PAGE.replace("https", "http")), None, "moved", "not-asked", "https",
    ),
    "to https and elsewhere": (
        visit((301, PAGE), (301, OTHER), start=PAGE.replace("https", "http")), None, "moved", "not-asked", "moved",
    ),
    "moved to a page that is gone": (visit((301, OTHER), end=answer(404)), None, "dead", "not-asked", "http-404"),
    "a circle": (visit((302, OTHER), (302, PAGE), end=answer(302), loop=True), None, "dead", "not-asked", "redirect-loop"),
    "no end": (visit((302, OTHER), end=answer(302), too_many=True), None, "dead", "not-asked", "too-many-redirects"),
    "to a private address": (
        visit((302, "http://10.0.0.1/"), end=failed(Failure.NOT_ALLOWED)), None, "refused", "not-asked", "not-allowed",
    ),
    "to the login": (visit((301, "https://a.example/login?next=/blog")), None, "blocked", "not-asked", "login"),
    "to another host's login": (visit((302, "https://accounts.google.com/x")), None, "blocked", "not-asked", "login"),
    "to a consent page": (visit((302, "https://consent.youtube.com/m?x")), None, "blocked", "not-asked", "consent"),
    "a talk is no session": (
        visit((302, "https://a.example/sessions/5-talk")), None, "ok", "not-asked", "redirected",
    ),
    "Indonesian is no identity": (
        visit((302, "https://id.wikipedia.org/wiki/X"), start="https://www.wikipedia.org/wiki/X"),
        None, "ok", "not-asked", "redirected",
    ),
    "a login that was meant": (
        visit((301, "https://a.example/login/"), start="https://a.example/login"), None, "moved", "not-asked", "moved",
    ),
    "a blog on logins": (visit((301, "https://a.example/blog/how-to-log-in")), None, "moved", "not-asked", "moved"),
    # resolvers
    "a DOI": (visit((302, "https://press.test/x"), start="https://doi.org/10.1/x"), None, "ok", "not-asked", "resolved"),
    "a short link for good": (visit((301, FOREIGN), start="https://bit.ly/x"), None, "ok", "not-asked", "resolved"),
    "an old resolver": (
        visit((301, "https://doi.org/10.1/x"), (302, FOREIGN), start="https://dx.doi.org/10.1/x"),
        None, "moved", "not-asked", "moved",
    ),
    "to another domain of the same owner": (
        visit((302, "https://x.com/a/about"), start="https://twitter.com/a"), None, "ok", "not-asked", "redirected",
    ),
    "a short link of the same owner": (
        visit((301, "https://discord.com/invite/x"), start="https://discord.gg/x"), None, "ok", "not-asked", "resolved",
    ),
    # another domain
    "foreign for now": (visit((302, FOREIGN)), None, "ok", "elsewhere", "foreign-redirect"),
    "foreign for good": (visit((301, FOREIGN)), None, "ok", "elsewhere", "foreign-redirect"),
    "foreign, another title": (
        visit((301, FOREIGN), end=answer(200, html("Cheap watches"))), PAPER, "ok", "elsewhere", "foreign-redirect",
    ),
    "foreign, the same title": (
        visit((301, FOREIGN), end=answer(200, html("Attention Is All You Need"))), PAPER, "moved", "same", "moved-site",
    ),
    "foreign for now, the same title": (
        visit((302, FOREIGN), end=answer(200, html("Attention Is All You Need"))), PAPER, "ok", "same", "redirected",
    ),
    "foreign, the name of the tool": (
        visit((301, FOREIGN), end=answer(200, html("Widgets for Everyone"))), PLACE, "moved", "same", "moved-site",
    ),
    "foreign, under the identifier": (
        visit((301, "https://arxiv.org/abs/1706.03762")), Claim(titles=("X y z",), arxiv="1706.03762"), "moved", "not-asked",
        "moved-site",
    ),
    "a site that keeps its paths": (
        visit((301, "https://stranger.test/blog/post")), None, "moved", "not-asked", "moved-site",
    ),
    "a captured domain that keeps the paths": (
        visit((301, "https://stranger.test/blog/post"), end=answer(200, html("Best online casino"))),
        PAPER, "ok", "elsewhere", "foreign-redirect",
    ),
    "a site that keeps its paths and a word of the title": (
        visit((301, "https://stranger.test/blog/post"), end=answer(200, html("Attention, explained"))),
        PAPER, "moved", "wrong-document", "other-title",
    ),
    "a site that keeps its paths and has another script": (
        visit((301, "https://stranger.test/blog/post"), end=answer(200, html("注意力"))),
        PAPER, "moved", "wrong-document", "other-title",
    ),
    "a captured domain, and only our names": (
        visit((301, "https://stranger.test/blog/post"), end=answer(200, html("Gadgets"))),
        PLACE, "moved", "not-asked", "moved-site",
    ),
    "keeps the path, for now": (
        visit((302, "https://stranger.test/blog/post")), None, "ok", "elsewhere", "foreign-redirect",
    ),
    "a file in a store": (
        visit((302, "https://store.test/x.pdf"), end=answer(200, kind="application/pdf")), None, "ok", "not-asked", "redirected",
    ),
    "a subdomain is no other domain": (visit((301, "https://www.a.example/x")), None, "moved", "not-asked", "moved"),
    "two owners of one suffix": (
        visit((301, "https://two.github.io/x"), start="https://one.github.io/y"), None, "ok", "elsewhere", "foreign-redirect",
    ),
    "a page that leads back": (
        visit((302, FOREIGN), end=answer(200, html("X", head=f'<link rel=canonical href="{PAGE}">'))),
        None, "ok", "not-asked", "redirected",
    ),
    # the home page
    "home": (visit((302, "https://a.example/")), None, "ok", "elsewhere", "home-page"),
    "home for good": (visit((301, "https://www.a.example/en/")), None, "ok", "elsewhere", "home-page"),
    "home, but with the title": (
        visit((301, "https://a.example/"), end=answer(200, html("Attention Is All You Need"))), PAPER, "moved", "same", "moved",
    ),
    "from home to home": (
        visit((302, "https://a.example/en/"), start="https://a.example/"), None, "ok", "not-asked", "redirected",
    ),
    "from the index to home": (
        visit((301, "https://a.example/"), start="https://a.example/index.html"), None, "moved", "not-asked", "moved",
    ),
    "a folder that got a host": (
        visit((301, "https://docs.a.example/"), start="https://a.example/docs"), None, "moved", "not-asked", "moved",
    ),
    "a short word is no language": (
        visit((301, "https://a.example/ai"), start="https://a.example/artificial-intelligence"),
        None, "moved", "not-asked", "moved",
    ),
    "home in a language and a region": (
        visit((302, "https://a.example/pt-BR/?utm_source=x&ref=y")), None, "ok", "elsewhere", "home-page",
    ),
    "a page by its query": (
        visit((302, "https://a.example/index.php?title=Foo_bar")), None, "ok", "not-asked", "redirected",
    ),
    "a page by a query without value": (visit((302, "https://a.example/?77")), None, "ok", "not-asked", "redirected"),
    "a page by its route": (visit((302, "https://a.example/#/docs/intro")), None, "ok", "not-asked", "redirected"),
    "a page by its old route": (visit((302, "https://a.example/#!x")), None, "ok", "not-asked", "redirected"),
    "home by its route": (visit((302, "https://a.example/#/")), None, "ok", "elsewhere", "home-page"),
    "an error page": (visit((302, "https://a.example/404.html")), None, "ok", "elsewhere", "error-page"),
    # soft 404
    "a page for errors": (visit(end=answer(200, html("Page not found | Acme"))), None, "ok", "elsewhere", "soft-404"),
    "by its heading": (visit(end=answer(200, html("Acme", "<h1>404</h1>"))), None, "ok", "elsewhere", "soft-404"),
    "a claim does not save it": (
        visit(end=answer(200, html("Page introuvable - Acme"))), PAPER, "ok", "elsewhere", "soft-404",
    ),
    "an error that names its address": (
        visit(end=answer(200, html("Page not found", head=f'<link rel=canonical href="{PAGE}">'))),
        None, "ok", "elsewhere", "soft-404",
    ),
    "moved to an error": (
        visit((301, OTHER), end=answer(200, html("Error 404"))), None, "ok", "elsewhere", "soft-404",
    ),
    "the name of the site does not save it": (
        visit(end=answer(200, html("Page Not Found | LangChain"))),
        Claim(what="tool", titles=("LangChain",)), "ok", "elsewhere", "soft-404",
    ),
    "a blog with words": (
        visit(end=answer(200, html("Nothing to see here – Jane's Blog", "<h1>Nothing to see here</h1>" + WORDS))),
        None, "ok", "not-asked", "",
    ),
    "a document of this title": (
        visit(end=answer(200, html("Page Not Found"))), Claim(what="article", titles=("Page Not Found",)), "ok", "same", "",
    ),
    "a page about errors": (
        visit(end=answer(200, html("404 Not Found - HTTP | MDN")), start="https://a.example/Status/404"),
        None, "ok", "not-asked", "",
    ),
    # nobody there
    "for sale": (visit(end=answer(200, html("a.example is for sale"))), PAPER, "ok", "elsewhere", "for-sale"),
    "sold at a broker": (
        visit((302, "https://www.hugedomains.com/domain_profile.cfm?d=a"), end=answer(403)),
        PAPER, "blocked", "elsewhere", "for-sale",
    ),
    "parked by a script": (
        visit(end=answer(200, html("a.example", "<script src=//www.sedoparking.com/frmpark/x.js></script>"))),
        None, "ok", "elsewhere", "parked",
    ),
    "parked by a frame": (
        visit(end=answer(200, html("", "<iframe src=https://parkingcrew.net/x>"))), None, "ok", "elsewhere", "parked",
    ),
    "parked at a lander": (
        visit(end=answer(200, html("", '<script>window.onload=function(){window.location.href="/lander"}</script>'))),
        None, "ok", "elsewhere", "parked",
    ),
    "the title does not save a domain for sale": (
        visit((301, "https://dan.com/buy-domain/a"), end=answer(200, html("Attention Is All You Need"))),
        PAPER, "ok", "elsewhere", "for-sale",
    ),
    "for sale, with a question": (
        visit(end=answer(200, html("a.example is for sale. Interested?"))), None, "ok", "elsewhere", "for-sale",
    ),
    "parked, free of charge": (
        visit(end=answer(200, html("This domain is parked free, courtesy of a registrar"))), None, "ok", "elsewhere", "parked",
    ),
    "nothing found, with a menu": (
        visit(end=answer(200, html("Nothing found - Acme", WORDS * 3))), None, "ok", "elsewhere", "soft-404",
    ),
    "a server as delivered": (visit(end=answer(200, html("Welcome to nginx!"))), None, "ok", "elsewhere", "default-page"),
    "a site that was closed": (visit(end=answer(200, html("Account Suspended"))), None, "ok", "elsewhere", "suspended"),
    "a page about parked domains": (
        visit(end=answer(200, html("This domain is parked: how domain parking pays", "<h1>Domain parking</h1>" + WORDS * 2))),
        None, "ok", "not-asked", "",
    ),
    "a link to a broker": (
        visit(end=answer(200, html("Domains for sale")), start="https://sedo.com/search"), None, "ok", "not-asked", "",
    ),
    # a page that sends its readers on
    "sent on at once": (
        visit(end=answer(200, html("Redirecting", head='<meta http-equiv=refresh content="0;url=/blog/new">'))),
        None, "ok", "not-asked", "sent-on",
    ),
    "sent on to strangers": (
        visit(end=answer(200, html("Bye", head=f'<meta http-equiv=refresh content="0;url={FOREIGN}">'))),
        None, "ok", "elsewhere", "foreign-redirect",
    ),
    "moved, and sent on to strangers": (
        visit(
            (301, OTHER),
            end=answer(200, html("Bye", head='<meta http-equiv=refresh content="0;url=https://stranger.test/blog/post">')),
        ),
        None, "ok", "elsewhere", "foreign-redirect",
    ),
    "sent on after a while": (
        visit(end=answer(200, html("Bye", head=f'<meta http-equiv=refresh content="30;url={FOREIGN}">'))),
        None, "ok", "not-asked", "",
    ),
    "reloaded": (
        visit(end=answer(200, html("Live", head=f'<meta http-equiv=refresh content="5;url={PAGE}">'))),
        None, "ok", "not-asked", "",
    ),
    # the document
    "the title": (visit(end=answer(200, html("Attention Is All You Need - Site"))), PAPER, "ok", "same", ""),
    "another title": (visit(end=answer(200, html("Cooking for beginners"))), PAPER, "ok", "wrong-document", "other-title"),
    "another title, moved": (
        visit((301, OTHER), end=answer(200, html("Cooking for beginners"))), PAPER, "moved", "wrong-document", "other-title",
    ),
    "a page that was not read": (visit(), PAPER, "ok", "not-asked", "unread"),
    "not read and moved": (visit((301, OTHER)), PAPER, "moved", "not-asked", "moved"),
    "no page": (visit(end=answer(200, b"{}", kind="application/json")), PAPER, "ok", "not-asked", "unread"),
    "a page without title": (visit(end=answer(200, html(""))), PAPER, "ok", "not-asked", "no-title"),
    "drawn by scripts": (
        visit(end=answer(200, html("My app", "<div id=root></div><script src=x.js></script>"))),
        PAPER, "ok", "not-asked", "script-drawn",
    ),
    "the name of a place": (visit(end=answer(200, html("Widgets for Everyone: home"))), PLACE, "ok", "same", ""),
    "another name of a place": (visit(end=answer(200, html("Gadgets"))), PLACE, "ok", "not-asked", "no-claim"),
    "a claim of nothing": (visit(end=answer(200, html("X"))), Claim(), "ok", "not-asked", "no-claim"),
    # PDFs
    "a PDF": (
        visit(end=answer(200, pdf("Attention Is All", "You Need", "Ashish Vaswani", "word " * 40), kind="application/pdf")),
        PAPER, "ok", "same", "",
    ),
    "another PDF": (
        visit(end=answer(200, pdf("Cooking", "Anna Smith", "word " * 40), kind="application/pdf")),
        PAPER, "ok", "wrong-document", "other-title",
    ),
    "a PDF without the author": (
        visit(end=answer(200, pdf("Attention Is All You Need", "word " * 40), kind="application/pdf")),
        PAPER, "ok", "not-asked", "no-author",
    ),
    "a PDF by the author": (
        visit(end=answer(200, pdf("Attention alone", "A. Vaswani", "word " * 40), kind="application/pdf")),
        PAPER, "ok", "retitled", "other-title",
    ),
    "a PDF of few words": (
        visit(end=answer(200, pdf("Figure 1"), kind="application/pdf")), PAPER, "ok", "not-asked", "short-pdf",
    ),
    "a PDF that is none": (
        visit(end=answer(200, b"%PDF-1.4 and no more", kind="application/pdf")), PAPER, "ok", "not-asked", "unreadable-pdf",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLE)
def test_a_visit_and_a_claim_have_their_verdicts(case: str) -> None:
    found, claim, *expected = TABLE[case]
    verdict = said(found, claim, found.url)
    assert list(row(verdict)) == expected
    assert verdict.why in REASONS or not verdict.why
    assert "\n" not in verdict.detail


def test_every_reason_is_a_word_with_a_sentence() -> None:
    for word, sentence in REASONS.items():
        assert re.fullmatch(r"[a-z0-9-]+", word)
        assert re.fullmatch(r"[A-Z].*\.", sentence)
    assert set(WHYS) | set(Failure) <= set(REASONS)


# Catalogues.

FOUND = Found("arXiv", "Another paper", "A. Nother", 2019)
ARXIV = "https://arxiv.org/abs/1706.03762"
SAME = Sought(Document.SAME, found=FOUND)
WRONG = Sought(Document.WRONG, "other-title", "arXiv has another; correct the identifier", found=FOUND)
SILENT = Sought(Document.NOT_ASKED, "no-answer", "arXiv did not answer")


@pytest.mark.parametrize(
    ("found", "sought", "expected"),
    [
        (visit(start=ARXIV), SAME, ("ok", "same", "")),
        (visit(start=ARXIV), WRONG, ("ok", "wrong-document", "other-title")),
        (visit(start=ARXIV), SILENT, ("ok", "not-asked", "no-answer")),
        (visit(start=ARXIV, end=answer(200, html("Attention Is All You Need"))), SILENT, ("ok", "same", "")),
        (visit(start=ARXIV, end=answer(403)), WRONG, ("blocked", "wrong-document", "other-title")),
        (visit(start=ARXIV, end=answer(403)), SAME, ("blocked", "same", "http-403")),
        (visit(start=ARXIV, end=answer(404)), SILENT, ("dead", "not-asked", "http-404")),
        (visit(start=ARXIV, end=failed(Failure.TIMEOUT)), WRONG, ("timeout", "wrong-document", "other-title")),
        (visit((301, ARXIV), start=ARXIV.replace("https", "http")), SAME, ("moved", "same", "https")),
        (visit(start=ARXIV, end=answer(200, html("[1706.03762] Something"))), SAME, ("ok", "same", "")),
        (visit(), SAME, ("ok", "same", "")),
        (visit(end=answer(200, html("Cooking for beginners"))), SAME, ("ok", "wrong-document", "other-title")),
        (visit(end=answer(200, html("Attention Is All You Need"))), WRONG, ("ok", "wrong-document", "other-title")),
        (visit(end=answer(200, html("a.example is for sale"))), SAME, ("ok", "elsewhere", "for-sale")),
        (visit((302, "https://a.example/")), SAME, ("ok", "elsewhere", "home-page")),
    ],
)
def test_what_a_catalogue_says_decides_of_its_own_addresses_and_of_sound_claims(
    found: Visit, sought: Sought, expected: tuple[str, str, str]
) -> None:
    assert row(said(found, PAPER, found.url, sought)) == expected


def test_what_a_catalogue_has_is_kept_as_evidence() -> None:
    verdict = said(visit(start=ARXIV), PAPER, ARXIV, WRONG)
    assert verdict.found == FOUND
    assert "correct the identifier" in verdict.detail


REPOSITORY, RENAMED = "https://github.com/old/name/tree/main", "https://github.com/new/name/tree/main"
RENAME = Sought(
    Document.RENAMED, "renamed", "GitHub has old/name as new/name", RENAMED, Found("GitHub", repository="new/name")
)


@pytest.mark.parametrize(
    ("found", "alive"),
    [
        (visit((301, RENAMED), start=REPOSITORY), Alive.MOVED),
        (visit((301, REPOSITORY), (301, RENAMED), start=REPOSITORY.replace("https", "http")), Alive.MOVED),
        (visit(start=REPOSITORY, end=answer(429)), Alive.BLOCKED),
    ],
)
def test_a_renamed_repository_has_one_address_to_write(found: Visit, alive: Alive) -> None:
    verdict = said(found, PLACE, found.url, RENAME)
    assert (verdict.alive, verdict.document, verdict.why, verdict.to) == (alive, Document.RENAMED, "renamed", RENAMED)


def test_a_repository_that_github_redirects_and_nobody_could_be_asked_about_has_moved() -> None:
    verdict = said(visit((301, RENAMED), start=REPOSITORY), PLACE, REPOSITORY, SILENT)
    assert (row(verdict), verdict.to) == (("moved", "not-asked", "moved"), RENAMED)


# Where to.


@pytest.mark.parametrize(
    ("hops", "to"),
    [
        ([(301, OTHER)], OTHER + "#part"),
        ([(301, OTHER + "#new")], OTHER + "#new"),
        ([(301, OTHER), (308, OTHER + "/")], OTHER + "/#part"),
        ([(301, OTHER), (302, OTHER + "/x")], OTHER + "#part"),
        ([(301, OTHER), (302, OTHER + "/x"), (301, OTHER + "/y")], OTHER + "#part"),
        ([(302, OTHER), (301, OTHER + "/x")], ""),
        ([(301, OTHER.replace("https", "http"))], ""),
        ([(301, OTHER + ";jsessionid=1F")], ""),
        ([(301, OTHER + "?a=%20&utm_source=x&utm_medium=y")], OTHER + "?a=%20#part"),
        ([(301, PAGE + "?utm_source=x")], ""),
        ([(301, OTHER + "\x1b\ud800é")], OTHER + "%1B%3Fé#part"),
    ],
)
def test_the_new_address_is_where_the_first_permanent_redirects_lead(hops: list[tuple[int, str]], to: str) -> None:
    url = PAGE + "#part"
    body = html("T", "<p id=part><p id=new>")
    assert said(visit(*hops, end=answer(200, body)), None, url).to == to


def test_what_is_elsewhere_dead_or_blocked_has_no_address_to_write() -> None:
    for found in (visit((301, FOREIGN)), visit((301, OTHER), end=answer(404)), visit((301, "https://a.example/login"))):
        assert said(found).to == ""


# Fragments.

LONG = html("T", "<h2 id=there>There</h2>" + WORDS)
SHELL = html("T", "<div id=root></div><script src=app.js></script>")
DATA = html("T", WORDS + '<script type=application/json>{"toc": [{"id": "drawn"}]}</script>')


@pytest.mark.parametrize(
    ("fragment", "end", "alive", "why"),
    [
        ("there", answer(200, LONG), "ok", ""),
        ("top", answer(200, LONG), "ok", ""),
        ("gone", answer(200, LONG), "dead", "no-anchor"),
        ("gone", answer(200, LONG, truncated=True), "ok", "anchor-unread"),
        ("gone", failed(Failure.DISCONNECTED, 200, LONG), "ok", "anchor-unread"),
        ("gone", answer(200, SHELL), "ok", "anchor-unread"),
        ("drawn", answer(200, DATA), "ok", "anchor-unread"),
        ("gone", answer(200, DATA), "dead", "no-anchor"),
        ("/route", answer(200, LONG), "ok", "anchor-unread"),
        ("L10-L20", answer(200, LONG), "ok", "anchor-unread"),
        ("Lisp", answer(200, LONG), "dead", "no-anchor"),
        ("gone", answer(200), "ok", ""),
        ("gone", answer(404, LONG), "dead", "http-404"),
        ("gone", answer(200, b"x", kind="text/plain"), "ok", ""),
        (":~:text=many%20words", answer(200, LONG), "ok", ""),
        (":~:text=few%20words", answer(200, LONG), "dead", "no-anchor"),
        ("page=2", answer(200, pdf("P", pages=2), kind="application/pdf"), "ok", ""),
        ("page=3", answer(200, pdf("P", pages=2), kind="application/pdf"), "dead", "no-anchor"),
        ("page=0", answer(200, pdf("P", pages=2), kind="application/pdf"), "dead", "no-anchor"),
        ("nameddest=intro", answer(200, pdf("P"), kind="application/pdf"), "ok", ""),
        ("nameddest=outro", answer(200, pdf("P"), kind="application/pdf"), "dead", "no-anchor"),
        ("zoom=100", answer(200, pdf("P"), kind="application/pdf"), "ok", ""),
        ("page=3", answer(200, b"%PDF-1.4", kind="application/pdf"), "ok", ""),
    ],
)
def test_a_fragment_must_be_on_a_page_that_was_read_whole(fragment: str, end: Answer, alive: str, why: str) -> None:
    assert row(said(visit(end=end), None, f"{PAGE}#{fragment}")) == (alive, "not-asked", why)


def test_the_fragment_of_the_last_redirect_counts() -> None:
    found = visit((302, OTHER + "#there"), end=answer(200, LONG))
    assert said(found, None, PAGE + "#gone").alive is Alive.OK


def test_a_page_without_the_fragment_still_says_which_document_it_is() -> None:
    verdict = said(visit(end=answer(200, html("Attention Is All You Need"))), PAPER, PAGE + "#gone")
    assert row(verdict) == ("dead", "same", "no-anchor")
    verdict = said(visit(end=answer(200, html("Cooking for beginners"))), PAPER, PAGE + "#gone")
    assert row(verdict) == ("dead", "wrong-document", "other-title")


# Validators.

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_an_unchanged_page_keeps_what_was_known_of_it() -> None:
    former = LinkRecord(PAGE, Alive.OK, Document.SAME, NOW, NOW, found=FOUND, etag='"1"', modified="then")
    verdict = judge(Target(PAGE, claim=PAPER), visit(end=answer(304)), None, former)
    assert (row(verdict), verdict.found, verdict.etag, verdict.modified) == (
        ("ok", "same", "unchanged"),
        FOUND,
        '"1"',
        "then",
    )


def test_a_catalogue_knows_better_than_an_unchanged_page() -> None:
    former = LinkRecord(ARXIV, Alive.OK, Document.SAME, NOW, NOW, found=FOUND)
    verdict = judge(Target(ARXIV, claim=PAPER), visit(start=ARXIV, end=answer(304)), WRONG, former)
    assert row(verdict) == ("ok", "wrong-document", "other-title")


def test_a_page_that_claims_to_be_unchanged_for_the_first_time_was_not_read() -> None:
    assert row(said(visit(end=answer(304)), PAPER)) == ("ok", "not-asked", "unchanged")


def test_validators_are_kept_of_the_address_itself_only() -> None:
    end = answer(200, headers={"etag": '"1"', "last-modified": "then"})
    assert (said(visit(end=end)).etag, said(visit(end=end)).modified) == ('"1"', "then")
    assert said(visit((302, OTHER), end=end)).etag == ""


def test_validators_are_only_kept_if_they_can_be_sent() -> None:
    former = LinkRecord(PAGE, Alive.OK, Document.SAME, NOW, NOW, etag='"0"', modified="before")
    for etag, kept in (('"1"\n"2"', '"1"'), ('"é"', ""), ('"\x1b"', "")):
        end = answer(200, headers={"etag": etag, "last-modified": "then\nnow"})
        assert (said(visit(end=end)).etag, said(visit(end=end)).modified) == (kept, "then")
        unchanged = visit(end=answer(304, headers={"etag": etag}))
        assert judge(Target(PAGE), unchanged, None, former).etag == (kept or '"0"')


STEERING = "\x1b[31m\u202ered\ud800"


@pytest.mark.parametrize(
    ("found", "claim"),
    [
        (visit(end=answer(200, html("Page not found | X"), url=PAGE + STEERING)), PAPER),
        (visit((301, FOREIGN + STEERING)), PAPER),
        (visit((301, OTHER + STEERING)), None),
        (visit(end=answer(200, b"x", kind="x/" + STEERING)), PAPER),
        (visit(end=answer(200, html("Cooking &#27;[31m &#x202e;red"))), PAPER),
        (visit(end=answer(200, html("\x1b[31m\u202e404"))), PAPER),
        (visit(end=Answer(PAGE, failure=Failure.TLS, detail=STEERING)), PAPER),
    ],
)
def test_nothing_that_is_said_steers_a_terminal_or_stops_an_encoder(found: Visit, claim: Claim | None) -> None:
    verdict = said(found, claim)
    assert verdict.detail
    for words in (verdict.detail, verdict.to, verdict.found.title if verdict.found else ""):
        assert words.isprintable()


# False alarms.

ERRORS = [
    "404", "404 Not Found", "Not Found", "Error 404", "Error 404 (Not Found)", "404: Not Found", "404 | Acme", "Acme - Page not found",
    "Page Not Found · Acme · GitHub", "Oops! Page not found", "Sorry, this page isn't available.", "Nothing here",
    "Page not found – The Long Name", "404 - Page Not Found | Acme", "Oops... That page can’t be found.", "HTTP 404",
    "Page introuvable", "Erreur 404 : page introuvable", "Oups ! Cette page n'existe pas", "Cette page n’existe plus | Acme",
    "Seite nicht gefunden | Firma", "Fehler 404", "Página no encontrada", "Pagina non trovata - Ditta", "Página não encontrada",
    "Pagina niet gevonden", "Nie znaleziono strony", "Sidan hittades inte", "Страница не найдена", "页面不存在", "ページが見つかりません",
]  # fmt: skip


@pytest.mark.parametrize("title", ERRORS)
def test_a_page_for_errors_is_known_by_its_title(title: str) -> None:
    assert is_missing(Page(title=title), PAGE)


PAGES = [
    "", "Home", "Acme", "HTTP 404 explained", "How to fix 404 errors: page not found and what to do", "404 Media", "Error",
    "Error analysis", "Error-correcting codes", "What to do when a page cannot be found | The blog of a web server company",
    "A page not found in any library | Old books", "Room 404", "Not Found: the lost songs of the duo", "Introuvables",
    "Peugeot 404 - Wikipedia", "Page d'accueil", "The Page", "Nothing here but love songs", "Not found missing",
    "Lost and found", "Page Not Found Errors in Large Language Models", "Pages", "Code", "Status | Acme", "Sorry",
    "Page not found | What every keeper of a site should know of errors",
]  # fmt: skip


@pytest.mark.parametrize("title", PAGES)
def test_a_page_about_errors_is_none(title: str) -> None:
    assert not is_missing(Page(title=title), PAGE)


def test_a_heading_is_only_believed_on_a_short_page() -> None:
    assert is_missing(Page(title="Acme", heading="Page not found", text="Try the search."), PAGE)
    assert not is_missing(Page(title="Acme", heading="404", text="word " * 400), PAGE)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Buying and selling domains", WORDS),
        ("Houses for sale in Example", ""),
        ("This domain is for sale: what it means", WORDS * 2),
        ("Welcome to nginx on Debian, a guide", WORDS * 5),
        ("Account suspended? Here is what to do", ""),
        ("Parked cars", ""),
        ("The domain has expired. What now?", ""),
        ("The domain has expired before dawn", ""),
        ("Domain adaptation for sale forecasts", ""),
    ],
)
def test_a_page_about_domains_for_sale_is_no_domain_for_sale(title: str, body: str) -> None:
    assert said(visit(end=answer(200, html(title, body)))).document is Document.NOT_ASKED


@pytest.mark.parametrize(
    ("name", "registered"),
    [("www.bbc.co.uk", "bbc.co.uk"), ("one.github.io", "one.github.io"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1"),
     ("localhost", "localhost"), ("", "")],
)  # fmt: skip
def test_the_domain_of_a_host_is_what_somebody_has_registered(name: str, registered: str) -> None:
    assert domain(name) == registered


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("https://foo.readthedocs.org/en/", "https://foo.readthedocs.io/en/", True),
        ("https://github.com/alice/x", "https://alice.github.io/x", True),
        ("https://github.com/alice/x", "https://objects.githubusercontent.com/z", True),
        ("https://alice.github.io/x", "https://mallory.github.io/x", False),
        ("https://pypi.python.org/pypi/x", "https://pypi.org/project/x", True),
        ("https://notgithub.com/", "https://github.io/", False),
        ("https://sites.google.com/x", "https://x.withgoogle.com/", True),
    ],
)
def test_hosts_of_one_owner_are_one_site(one: str, other: str, expected: bool) -> None:
    assert same_site(one, other) is expected
    assert same_site(other, one) is expected


def test_resolvers_of_identifiers_are_known() -> None:
    assert is_resolver("https://identifiers.org/arxiv:1")
    assert is_resolver("https://nbn-resolving.org/urn:nbn:de:1")


# Whatever comes.

_ADDRESS = st.sampled_from(
    [PAGE, OTHER, FOREIGN, "", "http://[", "x:y", "https://a.example:x/", "//", "https://a.example/#%"]
)
_ANSWER = st.builds(
    Answer,
    url=_ADDRESS,
    status=st.integers(0, 1100),
    headers=st.fixed_dictionaries(
        {"content-type": st.sampled_from(["", "text/html", "text/html; charset=utf-16", "x/y"])}
    ),
    body=st.binary(max_size=120) | st.text(alphabet="<>/title404h1 =#&", max_size=120).map(str.encode),
    truncated=st.booleans(),
    failure=st.none() | st.sampled_from(Failure),
    detail=st.text(max_size=20),
    redirect=_ADDRESS,
)
_CLAIM = st.none() | st.builds(
    Claim,
    titles=st.lists(st.text(max_size=20), max_size=2).map(tuple),
    names=st.lists(st.text(max_size=20), max_size=2).map(tuple),
    authors=st.lists(st.text(max_size=20), max_size=2).map(tuple),
)


@settings(max_examples=300)
@given(
    _ADDRESS, _CLAIM, st.lists(_ANSWER, max_size=3), _ANSWER, st.none() | st.sampled_from([SAME, WRONG, SILENT, RENAME])
)
def test_judging_never_raises_and_says_why(
    url: str, claim: Claim | None, hops: list[Answer], end: Answer, sought: Sought | None
) -> None:
    verdict = judge(Target(url, claim=claim), Visit(url, tuple(hops), end), sought, None)
    assert verdict.why in REASONS or not verdict.why
    assert "\n" not in verdict.detail
