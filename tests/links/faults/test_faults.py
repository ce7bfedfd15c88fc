"""Each fault of a server, and the verdict on it: one table, asked over real sockets."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from kbgen.links.ask import TITLE_LIMIT, Asker, Visit
from kbgen.links.check import Check, Finding
from kbgen.links.claim import Target
from kbgen.links.client import Client
from kbgen.links.judge import REASONS, Verdict, judge
from kbgen.links.polite import Limits, Polite
from kbgen.records.links import Alive, Policy
from tests.links.faults.answers import answering
from tests.links.faults.server import Call, Listener, Server, no_catalogue

TIMEOUT = 1.0
OK, MOVED, DEAD, LATE, BLOCKED, REFUSED, SKIPPED = (
    Alive.OK, Alive.MOVED, Alive.DEAD, Alive.TIMEOUT, Alive.BLOCKED, Alive.REFUSED, Alive.SKIPPED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What a server does, and what is to be said of it."""

    path: str
    """Under the plain listener, or with another one in braces: `{tls}/page`."""
    does: str
    alive: Alive
    why: str = ""
    read: bool = False
    """Whether the page is read, and not only its head."""
    tries: int = 2

    def url(self, origins: dict[str, str]) -> str:
        if self.path.startswith("http"):
            return self.path
        return self.path.format_map(_named(origins)) if self.path.startswith("{") else origins["plain"] + self.path


def _named(origins: dict[str, str]) -> dict[str, str]:
    """The origins, and some that are wrong on purpose."""
    return {
        **origins,
        "v6": origins.get("v6", "http://[::1]:1"),
        "tls on plain": origins["plain"].replace("http:", "https:"),
        "plain on tls": origins["tls"].replace("https:", "http:"),
        "user": origins["plain"].replace("//", "//somebody:secret@"),
    }


def _page(path: str, does: str, alive: Alive, why: str = "") -> Fault:
    return Fault(path, does, alive, why, read=True)


FAULTS = (
    # status codes
    Fault("/status/200", "answers 200", OK),
    Fault("/status/204", "answers 204", OK),
    Fault("/status/304", "answers 304 to a question without validators", OK, "unchanged"),
    Fault("/status/400", "answers 400", DEAD, "http-400"),
    Fault("/status/401", "answers 401", BLOCKED, "http-401"),
    Fault("/status/403", "answers 403", BLOCKED, "http-403"),
    Fault("/status/404", "answers 404", DEAD, "http-404"),
    Fault("/status/410", "answers 410", DEAD, "http-410"),
    Fault("/status/418", "answers 418", DEAD, "http-418"),
    Fault("/status/429", "answers 429, always, without Retry-After", BLOCKED, "http-429"),
    Fault("/retry-now", "answers 429 once, without Retry-After", OK),
    Fault("/retry-in-seconds", "answers 429 once, Retry-After in seconds", OK, tries=3),
    Fault("/retry-at-a-date", "answers 429 once, Retry-After as a date", OK, tries=3),
    Fault("/retry-in-an-hour", "answers 429, always, Retry-After: 3600", BLOCKED, "http-429"),
    Fault("/status/451", "answers 451", BLOCKED, "http-451"),
    Fault("/status/500", "answers 500", DEAD, "http-500"),
    Fault("/status/502", "answers 502", DEAD, "http-502"),
    Fault("/status/503", "answers 503", BLOCKED, "http-503"),
    Fault("/status/504", "answers 504", DEAD, "http-504"),
    Fault("/status/999", "answers 999, as LinkedIn", BLOCKED, "http-999"),
    # HEAD that lies
    Fault("/head/400", "answers 400 to HEAD, and GET is fine", OK),
    Fault("/head/403", "answers 403 to HEAD, and GET is fine", OK),
    Fault("/head/404", "answers 404 to HEAD, and GET is fine", OK),
    Fault("/head/405", "answers 405 to HEAD, and GET is fine", OK),
    Fault("/head/501", "answers 501 to HEAD, and GET is fine", OK),
    Fault("/head/503", "answers 503 to HEAD, and GET is fine", OK),
    Fault("/head-hangs", "never answers HEAD, and GET is fine", OK),
    Fault("/head-resets", "resets at HEAD, and GET is fine", OK),
    Fault("/head-with-body", "answers HEAD with a body", OK),
    # redirects
    Fault("/redirect/301", "redirects for good (301)", MOVED, "moved"),
    Fault("/redirect/302", "redirects for now (302)", OK, "redirected"),
    Fault("/redirect/303", "redirects for now (303)", OK, "redirected"),
    Fault("/redirect/307", "redirects for now (307)", OK, "redirected"),
    Fault("/redirect/308", "redirects for good (308)", MOVED, "moved"),
    Fault("/redirect/300", "offers a choice (300)", DEAD, "no-location"),
    Fault("/chain/3", "redirects three times", OK, "redirected"),
    Fault("/chain/10", "redirects ten times", OK, "redirected"),
    Fault("/chain/30", "redirects thirty times", DEAD, "too-many-redirects"),
    Fault("/loop-a", "redirects in a circle", DEAD, "redirect-loop"),
    Fault("/to-itself", "redirects to itself", DEAD, "redirect-loop"),
    Fault("/cookie", "redirects to itself until it sees its cookie", OK, "redirected"),
    Fault("/no-location", "redirects without Location", DEAD, "no-location"),
    Fault("/empty-location", "redirects with an empty Location", DEAD, "no-location"),
    Fault("/broken-location", "redirects to http://[::1", DEAD, "no-location"),
    Fault("/words-location", "redirects to words with spaces", DEAD, "no-such-host"),
    Fault("/relative/location", "redirects to ../page?x=1", OK, "redirected"),
    Fault("/protocol-relative", "redirects to //host/page", OK, "redirected"),
    Fault("/to-file", "redirects to file:///etc/passwd", REFUSED, "not-allowed"),
    Fault("/to-ftp", "redirects to ftp:", REFUSED, "not-allowed"),
    Fault("/to-javascript", "redirects to javascript:", REFUSED, "not-allowed"),
    Fault("/to-private", "redirects to 10.255.255.1", REFUSED, "not-allowed"),
    Fault("/to-mapped", "redirects to 10.0.0.1 in an address of IPv6", REFUSED, "not-allowed"),
    Fault("/to-metadata", "redirects to the metadata of a cloud, 169.254.169.254", REFUSED, "not-allowed"),
    # time
    Fault("/silence", "accepts, and never answers", LATE, "timeout"),
    Fault("/drip-headers", "sends a header every 0.1 s, for ever", LATE, "timeout"),
    _page("/drip-body", "sends a byte of the body every 0.1 s, for ever", OK),
    _page("/infinite", "sends a body without end", OK),
    # lengths, encodings, chunks
    _page("/length-too-long", "has less than Content-Length says", OK),
    _page("/length-too-long-and-empty", "has nothing, and Content-Length says more", DEAD, "disconnected"),
    _page("/length-too-short", "has more than Content-Length says", DEAD, "not-http"),
    _page("/length-twice", "gives two Content-Lengths", DEAD, "not-http"),
    _page("/length-nonsense", "gives a Content-Length in words", DEAD, "not-http"),
    _page("/bad-gzip", "says gzip, and is not", DEAD, "bad-encoding"),
    _page("/bad-deflate", "says deflate, and is not", DEAD, "bad-encoding"),
    _page("/truncated-gzip", "has gzip without its end", OK),
    _page("/cut-gzip", "hangs up in the middle of gzip", OK),
    _page("/bomb", "packs 1 GiB of zeros in 1 MiB", OK),
    _page("/unknown-encoding", "says Content-Encoding: rot13", OK),
    _page("/brotli-unasked", "says br, which was not asked for", OK),
    _page("/zstd-unasked", "says zstd, which was not asked for", OK),
    _page("/broken-chunks", "has a chunk without a length", DEAD, "not-http"),
    _page("/cut-chunks", "hangs up in the middle of a chunk", OK),
    # the wire
    Fault("/reset", "resets at every question", DEAD, "disconnected"),
    Fault("/once-reset", "resets at two questions, answers the third", OK, tries=3),
    Fault("/reset-in-headers", "resets in the middle of the headers", DEAD, "disconnected"),
    _page("/reset-in-body", "resets in the middle of the body", OK),
    Fault("/nothing", "hangs up without an answer", DEAD, "disconnected"),
    Fault("/garbage", "answers with control characters", DEAD, "not-http"),
    Fault("/ssh", "is a server of SSH", DEAD, "not-http"),
    Fault("/http-0.9", "sends a page without any header", DEAD, "not-http"),
    _page("/http-1.0", "speaks HTTP/1.0 and hangs up behind the page", OK),
    Fault("/headers-64k", "sends a header of 64 KiB", OK),
    Fault("/headers-1m", "sends a header of 1 MiB", DEAD, "headers-too-large"),
    Fault("/many-headers", "sends 50,000 headers", DEAD, "headers-too-large"),
    Fault("/latin-1-header", "sends a header in Latin-1", OK),
    Fault("/header-without-colon", "sends a header without a colon", DEAD, "not-http"),
    Fault("/early-hints", "sends 103 Early Hints first", OK),
    Fault("/no-reason", "sends a status without its words", OK),
    Fault("/status-of-four-digits", "answers 2000", DEAD, "not-http"),
    # pages
    _page("/bad-charset", "names a charset that does not exist", OK),
    _page("/wrong-charset", "says UTF-8, and is Latin-1", OK),
    _page("/no-type", "has no Content-Type", OK),
    _page("/utf-16", "is in UTF-16", OK),
    _page("/empty", "has an empty body", OK),
    _page("/nul", "consists of zeros", OK),
    _page("/nested", "has 50,000 elements in each other", OK),
    _page("/gone-softly", "answers 200, and says that there is no such page", OK, "soft-404"),
    _page("/parked", "is a domain for sale", OK, "for-sale"),
    _page("/refresh", "sends its readers on by a meta element", OK, "sent-on"),
    _page("/challenge-of-a-guard", "answers 200, and asks whether the reader is a person", BLOCKED, "challenge"),
    Fault("/mitigated", "answers 403 with Cloudflare's cf-mitigated", BLOCKED, "challenge"),
    _page("/anchored#here", "has the fragment", OK),
    _page("/anchored#there", "does not have the fragment", DEAD, "no-anchor"),
    _page("/anchored#:~:text=words%20to%20read", "has the words of a text fragment", OK),
    _page("/anchored#:~:text=quite%20other", "does not have the words of a text fragment", DEAD, "no-anchor"),
    # TLS
    Fault("{tls}/page", "has a good certificate", OK),
    Fault("{expired}/page", "has a certificate that has expired", DEAD, "tls-expired"),
    Fault("{early}/page", "has a certificate for later", DEAD, "tls-not-yet-valid"),
    Fault("{own}/page", "has signed its certificate itself", DEAD, "tls-self-signed"),
    Fault("{stranger}/page", "has a certificate of an unknown authority", DEAD, "tls-unknown-issuer"),
    Fault("{other}/page", "has a certificate for another host", DEAD, "tls-wrong-host"),
    Fault("{tls on plain}/page", "speaks TLS to a plain port", DEAD, "tls"),
    Fault("{plain on tls}/page", "speaks plainly to a port of TLS", DEAD, "disconnected"),
    # addresses
    Fault("{v6}/page", "is at an address of IPv6", OK),
    Fault("http://bücher.invalid/", "has a name with an umlaut that does not exist", DEAD, "no-such-host"),
    Fault("http://nowhere.invalid/page", "has a name that does not exist", DEAD, "no-such-host"),
    Fault(f"http://{'a' * 64}.invalid/page", "has a name that is too long for DNS", DEAD, "no-such-host"),
    Fault("http://a..invalid/page", "has a name with an empty part", DEAD, "no-such-host"),
    Fault("http://127.0.0.1:1/page", "is at a port where nothing listens", DEAD, "connection-refused"),
    Fault("http://127.0.0.1:99999/page", "is at a port that does not exist", REFUSED, "bad-url"),
    Fault("http:///page", "has no host", REFUSED, "bad-url"),
    Fault("http://0.0.0.0/page", "is at 0.0.0.0", REFUSED, "not-allowed"),
    Fault("http://2130706433/page", "writes 127.0.0.1 as one number", REFUSED, "bad-url"),
    Fault("{user}/page", "has a name and a password in its address", OK),
    Fault("/" + "a" * 8000, "is an address of 8,000 letters", OK),
    Fault("/with space/and%20percent/100%/é/%C3%A9?q=a b&c=%2F", "has spaces, percent signs, accents", OK),
)


@pytest.fixture
def visit(server: Server, authority: tuple[object, Path]) -> Callable[[Fault], Visit]:
    async def visiting(fault: Fault) -> Visit:
        limits = Limits(in_flight=10, per_host=2, interval=0, timeout=TIMEOUT, tries=fault.tries)
        async with (
            asyncio.timeout(20),
            Client(
                timeout=TIMEOUT, agent="kbgen/test", allowed=("127.0.0.0/8", "::1"), authorities=str(authority[1])
            ) as client,
        ):
            asker = Asker(Polite(client, limits), fault.tries, _short)
            return await asker.visit(fault.url(server.origins), read=TITLE_LIMIT if fault.read else 0)

    return lambda fault: asyncio.run(visiting(fault))


async def _short(seconds: float) -> None:
    await asyncio.sleep(min(seconds, 0.01))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.path[:60])
def test_each_fault_is_judged_as_the_table_says(
    fault: Fault, server: Server, visit: Callable[[Fault], Visit], judged: Callable[[str, str, Verdict], None]
) -> None:
    if "{v6}" in fault.path and "v6" not in server.origins:
        pytest.skip("this machine has no IPv6")
    server.forget()
    verdict = judge(Target(fault.url(server.origins)), visit(fault), None, None)
    judged(fault.path, fault.does, verdict)
    assert (verdict.alive, verdict.why) == (fault.alive, fault.why), verdict.detail
    assert verdict.why in {"", *REASONS}


def test_a_password_in_an_address_is_not_sent(server: Server, visit: Callable[[Fault], Visit]) -> None:
    server.forget()
    visit(_page("{user}/page", "has a password", OK))
    assert [asked.path for asked in server.asked] == ["/page"]
    assert "authorization" not in server.asked[0].headers


def test_a_gibibyte_in_a_mebibyte_is_not_unpacked(visit: Callable[[Fault], Visit]) -> None:
    tracemalloc.start()
    answer = visit(_page("/bomb", "packs 1 GiB", OK)).answer
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.truncated
    assert len(answer.body) == TITLE_LIMIT
    assert peak < 16 * 1024 * 1024  # the server's part included


def test_all_faults_at_once_end_in_time_with_the_same_verdicts(server: Server, authority: tuple[object, Path]) -> None:
    """Each fault on a host of its own, and two hosts with 30 links that answer 429, with and without `Retry-After`."""
    plain = [fault for fault in FAULTS if not fault.path.startswith(("{", "http"))]
    hosts = {fault.path: Listener(f"127.0.1.{number}") for number, fault in enumerate(plain, 1)}
    busy = {"busy": Listener("127.0.2.1"), "patient": Listener("127.0.2.2")}
    found: dict[str, Finding] = {}

    async def answer(call: Call) -> None:
        if call.asked.listener in busy:
            await call.answer(429, b"", Retry_After="1" if call.asked.listener == "patient" else "")
        else:
            await answering(call)

    async def check(targets: list[Target]) -> None:
        limits = Limits(in_flight=200, timeout=TIMEOUT, tries=3)
        async with Client(
            timeout=TIMEOUT, agent="kbgen/test", allowed=("127.0.0.0/8", "::1"), authorities=str(authority[1])
        ) as client:
            tell = lambda finding: found.__setitem__(finding.target.url, finding)  # noqa: E731
            now = datetime(2026, 1, 1, tzinfo=UTC)
            await Check(Polite(client, limits), no_catalogue, limits, Policy(), {}, frozenset(), lambda: now, tell).run(
                targets
            )

    with Server(answer, {**hosts, **busy}) as each:
        urls = {}
        for fault in FAULTS:
            origins = {**server.origins, "plain": each.origins.get(fault.path, server.origins["plain"])}
            urls[fault] = fault.url(origins) + ("#here" if fault.read and "#" not in fault.path else "")
        crowd = [f"{each.origins[name]}/{number}" for name in busy for number in range(30)]
        started = monotonic()
        asyncio.run(asyncio.wait_for(check([Target(url) for url in [*crowd, *urls.values()]]), 30))
        took = monotonic() - started
    assert took < TIMEOUT * 3 + 5
    assert len(found) == len(FAULTS) + len(crowd)
    assert {found[url].record.alive for url in crowd} <= {BLOCKED, SKIPPED}
    heads = [fault for fault in FAULTS if not fault.read and ("v6" in server.origins or "v6" not in fault.path)]
    wrong = [
        (fault.path, found[urls[fault]].record.alive, found[urls[fault]].record.why)
        for fault in heads
        if (found[urls[fault]].record.alive, found[urls[fault]].record.why) != (fault.alive, fault.why)
    ]
    assert not wrong
