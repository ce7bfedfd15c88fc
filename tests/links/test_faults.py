"""Servers that misbehave, each in its own way, on real sockets; and what is to be said of each."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

import pytest

from kbgen.links.check import Check, Finding
from kbgen.links.claim import Claim, Target
from kbgen.links.client import Client
from kbgen.links.exchange import Answer, Question
from kbgen.links.polite import Limits, Polite
from kbgen.records.links import Alive, Document, LinkRecord, Policy
from tests.links.conftest import VERDICTS
from tests.links.counting import has_ipv6
from tests.links.misbehaving import FAULTS, TITLE, Certificates, Fault
from tests.links.servers import Listener, Servers

LIMITS = Limits(timeout=1.5, tries=3)
ENDS_WITHIN = LIMITS.timeout * LIMITS.tries + 5
"""Seconds for all the faults at once."""
CLOSED = 9
"""A port where nobody listens (discard, long out of use)."""
NAMES = dict.fromkeys(
    ("here.example", "old.example", "new.example", "elsewhere.example", "xn--bcher-kva.example", "www.hugedomains.com"),
    "127.0.0.1",
) | {"inside.example": "10.0.0.1"}
"""What names resolve to."""

OK, MOVED, DEAD, TIMEOUT, BLOCKED, REFUSED, SKIPPED = Alive
SAME, ELSEWHERE = Document.SAME, Document.ELSEWHERE


class Row(NamedTuple):
    """What is to be said of a fault: whether it is alive, why, and for pages that are read which document it is."""

    fault: str
    alive: Alive
    why: str = ""
    document: Document = Document.NOT_ASKED


TABLE = [
    # -- statuses
    Row("200", OK),
    Row("200, read", OK, "", SAME),
    Row("200 without a reason", OK),
    Row("204", OK),
    Row("206 unasked", OK),
    Row("304 unasked", OK, "unchanged"),
    Row("400", DEAD, "http-400"),
    Row("401", BLOCKED, "http-401"),
    Row("403", BLOCKED, "http-403"),
    Row("404", DEAD, "http-404"),
    Row("405", DEAD, "http-405"),
    Row("406", DEAD, "http-406"),
    Row("407", DEAD, "http-407"),
    Row("408", DEAD, "http-408"),
    Row("410", DEAD, "http-410"),
    Row("414", DEAD, "http-414"),
    Row("418", DEAD, "http-418"),
    Row("421", DEAD, "http-421"),
    Row("425", DEAD, "http-425"),
    Row("429", BLOCKED, "http-429"),
    Row("451", BLOCKED, "http-451"),
    Row("500", DEAD, "http-500"),
    Row("501", DEAD, "http-501"),
    Row("502", DEAD, "http-502"),
    Row("503", BLOCKED, "http-503"),
    Row("504", DEAD, "http-504"),
    Row("520", DEAD, "http-520"),
    Row("600", DEAD, "http-600"),
    Row("999", BLOCKED, "http-999"),
    Row("429 once, no Retry-After", OK),
    Row("429 once, Retry-After in seconds", OK),
    Row("429 once, Retry-After as a date", OK),
    Row("429 once, Retry-After in the past", OK),
    Row("429 once, Retry-After is garbage", OK),
    Row("429 once, Retry-After is negative", OK),
    Row("429 always, Retry-After 1", BLOCKED, "http-429"),
    Row("429 always, Retry-After of a day", BLOCKED, "http-429"),
    Row("503 once, Retry-After 1", OK),
    Row("500 once", OK),
    Row("500 twice", OK),
    # -- HEAD that lies; an address that claims nothing is not read, so that GET is not asked what HEAD has answered
    Row("HEAD 400, GET 200", OK),
    Row("HEAD 403, GET 200", OK),
    Row("HEAD 404, GET 200", OK),
    Row("HEAD 405, GET 200", OK),
    Row("HEAD 500, GET 200", OK),
    Row("HEAD 501, GET 200", OK),
    Row("HEAD hangs, GET 200", OK),
    Row("HEAD hung up on, GET 200", OK),
    Row("HEAD 404, GET 403", BLOCKED, "http-403"),
    Row("HEAD 200, GET 404, not read", OK),
    Row("HEAD 200, GET 404, read", DEAD, "http-404"),
    Row("HEAD with a body", OK),
    # -- redirects
    Row("301", MOVED, "moved"),
    Row("302", OK, "redirected"),
    Row("303", OK, "redirected"),
    Row("307", OK, "redirected"),
    Row("308", MOVED, "moved"),
    Row("301 to a page that is gone", DEAD, "http-404"),
    Row("301 to silence", TIMEOUT, "timeout"),
    Row("chain of 3", MOVED, "moved"),
    Row("chain of 10", MOVED, "moved"),
    Row("chain of 30", DEAD, "too-many-redirects"),
    Row("circle of two", DEAD, "redirect-loop"),
    Row("to itself", DEAD, "redirect-loop"),
    Row("to itself with a cookie", OK, "redirected"),
    Row("to itself with another cookie each time", DEAD, "too-many-redirects"),
    Row("without Location", DEAD, "no-location"),
    Row("Location empty", DEAD, "no-location"),
    Row("Location broken", DEAD, "no-location"),
    Row("Location without a host", DEAD, "redirect-loop"),
    Row("Location with a port that is none", DEAD, "no-location"),
    Row("Location relative", OK, "redirected"),
    Row("Location with dots", OK, "redirected"),
    Row("Location without a scheme", OK, "redirected"),
    Row("Location with a space", OK, "redirected"),
    Row("Location in raw UTF-8", OK, "redirected"),
    Row("Location in Latin-1", OK, "redirected"),
    Row("Location with a fragment", OK, "redirected"),
    Row("Location of a name that does not resolve", DEAD, "no-such-host"),
    Row("to file:", REFUSED, "not-allowed"),
    Row("to ftp:", REFUSED, "not-allowed"),
    Row("to javascript:", REFUSED, "not-allowed"),
    Row("to a private address", REFUSED, "not-allowed"),
    Row("to the address of a cloud's secrets", REFUSED, "not-allowed"),
    Row("to a private address in decimal", REFUSED, "bad-url"),
    Row("to a name with a private address", REFUSED, "not-allowed"),
    Row("http to https", MOVED, "moved"),
    Row("to another domain, the same path", MOVED, "moved-site"),
    Row("to the home page", OK, "home-page", ELSEWHERE),
    Row("to a page for errors", OK, "error-page", ELSEWHERE),
    Row("to a page to sign in", BLOCKED, "login"),
    Row("to another domain for now", OK, "foreign-redirect", ELSEWHERE),
    Row("to a market of domains", OK, "for-sale", ELSEWHERE),
    Row("meta refresh", OK, "sent-on"),
    # -- bodies: what a browser would show counts
    Row("body drips after its title", OK, "", SAME),
    Row("body that never comes", TIMEOUT, "timeout"),
    Row("body without end", OK, "", SAME),
    Row("body without end, not read", OK),
    Row("body without end, in chunks", OK, "", SAME),
    Row("body of a petabyte", OK, "", SAME),
    Row("body empty", OK, "unread"),
    Row("body reset in the middle", OK, "", SAME),
    Row("body shorter than its length", OK, "", SAME),
    # In one packet the library takes the rest for a second answer or passes over it, by chance: no row.
    Row("body longer than its length, apart", OK, "", SAME),
    Row("body missing", DEAD, "disconnected"),
    Row("chunks cut", OK, "", SAME),
    Row("chunks broken", DEAD, "not-http"),
    Row("chunks broken, apart", TIMEOUT, "timeout"),  # the library goes on waiting for the chunk
    Row("gzip", OK, "", SAME),
    Row("gzip that is none", DEAD, "bad-encoding"),
    Row("gzip damaged", DEAD, "bad-encoding"),
    Row("gzip cut", OK, "", SAME),
    Row("gzip bomb", OK, "", SAME),
    Row("deflate without its frame", OK, "", SAME),
    Row("encoding that nobody knows", OK, "", SAME),
    Row("encoding is a charset", OK, "", SAME),
    Row("charset that nobody knows", OK, "", SAME),
    Row("charset that is wrong", OK, "", SAME),
    Row("no content type", OK, "", SAME),
    Row("UTF-8 with a mark", OK, "", SAME),
    Row("UTF-16", OK, "", SAME),
    Row("no text but zeros", OK, "no-title"),
    Row("nested a million times", OK, "", SAME),
    Row("another page", OK, "other-title", Document.WRONG),
    Row("soft 404", OK, "soft-404", ELSEWHERE),
    Row("for sale", OK, "for-sale", ELSEWHERE),
    Row("challenge, 403", BLOCKED, "challenge"),
    Row("challenge, 503", BLOCKED, "challenge"),
    Row("challenge, 200", BLOCKED, "challenge"),
    Row("fragment", OK),
    Row("fragment that is not there", DEAD, "no-anchor"),
    Row("fragment far down", OK),
    Row("fragment on a page without end", OK, "anchor-unread"),
    Row("fragment of text", OK),
    Row("fragment of text that is not there", DEAD, "no-anchor"),
    # -- headers, framing, connections
    Row("silence", TIMEOUT, "timeout"),
    Row("hung up", DEAD, "disconnected"),
    Row("hung up once", OK),
    Row("reset", DEAD, "disconnected"),
    Row("reset once", OK),
    Row("reset in the headers", DEAD, "disconnected"),
    Row("hung up in the headers", DEAD, "disconnected"),
    Row("headers drip", TIMEOUT, "timeout"),
    Row("headers without end", DEAD, "headers-too-large"),
    Row("one header without end", DEAD, "headers-too-large"),
    Row("one header of 64 KiB", OK),
    Row("headers of 64 KiB in all", OK),
    Row("600 headers", OK),
    Row("one header of 300 KiB", DEAD, "headers-too-large"),
    Row("header in Latin-1", OK),
    Row("header folded", OK),
    Row("header with a zero", DEAD, "not-http"),
    Row("lines end with LF alone", OK),
    Row("Content-Length twice, not the same", DEAD, "not-http"),
    Row("100 Continue before the answer", OK),
    Row("103 Early Hints before the answer", OK),
    Row("100 Continue without end", TIMEOUT, "timeout"),
    Row("101 Switching Protocols unasked", DEAD, "http-101"),
    Row("HTTP/1.0", OK, "", SAME),
    Row("HTTP/0.9", DEAD, "not-http"),
    Row("status that is no number", DEAD, "not-http"),
    Row("garbage", DEAD, "not-http"),
    Row("greets like SSH", DEAD, "not-http"),
    Row("greets like a mail server", DEAD, "not-http"),
    Row("reset when connected", DEAD, "disconnected"),
    Row("nobody listens", DEAD, "connection-refused"),
    # -- stricter than browsers: the parser of the client takes these for no HTTP
    Row("header without a colon", DEAD, "not-http"),
    Row("header with a space before its colon", DEAD, "not-http"),
    Row("Content-Length twice, the same", DEAD, "not-http"),
    Row("Content-Length that is no number", DEAD, "not-http"),
    Row("HTTP/3.7", DEAD, "not-http"),
    # -- TLS
    Row("tls, fine", OK),
    Row("tls, with an intermediate", OK),
    Row("tls, expired", DEAD, "tls-expired"),
    Row("tls, not yet valid", DEAD, "tls-not-yet-valid"),
    Row("tls, wrong host", DEAD, "tls-wrong-host"),
    Row("tls, self-signed", DEAD, "tls-self-signed"),
    Row("tls, unknown issuer", DEAD, "tls-unknown-issuer"),
    Row("tls, unknown issuer shown", DEAD, "tls-unknown-issuer"),
    Row("tls, intermediate left out", DEAD, "tls-unknown-issuer"),
    Row("tls, plain HTTP on its port", DEAD, "tls"),
    Row("tls, refuses the handshake", DEAD, "tls"),
    Row("tls, resets the handshake", DEAD, "disconnected"),
    Row("tls, silent in the handshake", TIMEOUT, "timeout"),
    Row("tls on a port of plain HTTP", DEAD, "disconnected"),
    # -- addresses
    Row("IPv6", OK),
    Row("IDN", OK),
    Row("IDN, encoded", OK),
    Row("name that does not resolve", DEAD, "no-such-host"),
    Row("name with a dot at its end", OK),
    Row("name with an empty label", DEAD, "no-such-host"),
    Row("name of 300 letters", DEAD, "no-such-host"),
    Row("user info", OK),
    Row("path of 8,000 letters", OK),
    Row("path with a space", OK),
    Row("path with accents", OK),
    Row("path with percents", OK),
    Row("port that is none", REFUSED, "bad-url"),
    Row("private address", REFUSED, "not-allowed"),
    Row("private address of IPv4 in IPv6", REFUSED, "not-allowed"),
    Row("scheme that is not asked", REFUSED, "not-allowed"),
]  # fmt: skip


@dataclass(slots=True)
class Run:
    """All the faults asked at once, as a run over real content asks them."""

    urls: dict[str, str] = field(default_factory=dict)
    """The address of each fault."""
    listeners: dict[str, Listener] = field(default_factory=dict)
    found: dict[str, LinkRecord] = field(default_factory=dict)
    """What is known at its end, by address."""
    error: BaseException | None = None
    seconds: float = 0.0

    def record(self, fault: str) -> LinkRecord:
        """What is said of a fault; if nothing, the test fails."""
        record = self.found.get(self.urls[fault])
        assert record is not None, f"no verdict within {self.seconds:.1f} s: {self.error!r}"
        return record


async def outcomes(targets: Sequence[Target], authorities: Path, into: Run) -> None:
    """Check targets with the real client and the real manners; no catalogue is there to be asked."""

    async def nobody(question: Question) -> Answer:
        raise AssertionError(f"asked a catalogue for {question.url}")

    def keep(finding: Finding) -> None:
        into.found[finding.target.url] = finding.record

    allowed = ("127.0.0.1", "::1")
    trust = ssl.create_default_context(cafile=authorities)
    async with Client(timeout=LIMITS.timeout, agent="test", allowed=allowed, trust=trust) as client:
        visits = Polite(client, LIMITS)
        check = Check(visits, nobody, LIMITS, Policy(), {}, frozenset(), lambda: datetime.now(UTC), keep)
        async with asyncio.timeout(3 * ENDS_WITHIN):
            await check.run(targets)


@pytest.fixture(scope="module")
def names() -> Iterator[None]:
    """A resolver that knows the names of the faults."""
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
        if host == "nobody.invalid":  # the real resolver may take its time to say so
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(NAMES.get(str(host).rstrip("."), host), *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


@pytest.fixture(scope="module")
def run(names: None, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Run]:
    """Every fault, each on a server of its own, all asked at once."""
    del names
    certificates = Certificates(tmp_path_factory.mktemp("certificates"))
    made = Run()
    with Servers() as servers:
        for name, fault in FAULTS.items():
            made.urls[name] = _opened(fault, name, servers, certificates, made)
        for listener in made.listeners.values():
            listener.elsewhere = made.urls["tls, fine"]
        targets = [Target(url, claim=_claim(FAULTS[name])) for name, url in made.urls.items()]
        start = monotonic()
        try:
            asyncio.run(outcomes(targets, certificates.authority, made))
        except Exception as error:
            made.error = error
        made.seconds = monotonic() - start
        request.config.stash[VERDICTS] = [_shown(row, made) for row in TABLE]
        yield made


def _opened(fault: Fault, name: str, servers: Servers, certificates: Certificates, run: Run) -> str:
    """Start the server of a fault; the address to ask."""
    port = f":{CLOSED}" if ":9" not in fault.host else ""
    if fault.listens and (fault.host != "[::1]" or has_ipv6()):
        tls = certificates.context(fault.certificate) if fault.certificate else None
        host = "::1" if fault.host == "[::1]" else "127.0.0.1"
        run.listeners[name] = servers.listen(fault.serve, host=host, tls=tls, unasked=fault.unasked)
        port = f":{run.listeners[name].port}"
    scheme = fault.scheme or ("https" if fault.certificate else "http")
    return f"{scheme}://{fault.user}{fault.host}{port}{fault.path}"


def _claim(fault: Fault) -> Claim | None:
    return Claim("article", titles=(TITLE,)) if fault.reads else None


def _shown(row: Row, run: Run) -> tuple[str, str, str]:
    record = run.found.get(run.urls[row.fault])
    if record is None:
        return row.fault, "none", ""
    words = (record.alive, record.document if record.document is not Document.NOT_ASKED else "", record.why)
    return row.fault, " ".join(filter(None, words)), record.detail


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.fault)
def test_a_fault_is_called_by_its_name(row: Row, run: Run) -> None:
    if row.fault == "IPv6" and not has_ipv6():
        pytest.skip("no IPv6 here")
    record = run.record(row.fault)
    assert (record.alive, record.why, record.document) == (row.alive, row.why, row.document), record.detail


def test_every_fault_stands_in_the_table_once() -> None:
    assert [row.fault for row in TABLE] == list(dict.fromkeys(row.fault for row in TABLE))
    assert {row.fault for row in TABLE} == set(FAULTS)


def test_all_faults_at_once_end_within_the_patience_of_one_and_five_seconds(run: Run) -> None:
    assert run.error is None
    assert run.seconds < ENDS_WITHIN


def test_a_password_in_an_address_is_neither_sent_nor_kept_in_what_is_said(run: Run) -> None:
    (asked,) = run.listeners["user info"].asked
    record = run.record("user info")
    assert "authorization" not in asked.headers
    assert "secret" not in f"{asked} {record.detail} {record.to}"


@pytest.mark.parametrize(
    ("fault", "target"),
    [
        ("path with a space", "/a%20page"),
        ("path with accents", "/caf%C3%A9/%E6%97%A5%E6%9C%AC"),
        ("path with percents", "/100%25%2Fa%25zz"),
        ("fragment", "/page"),
    ],
)
def test_an_address_reaches_the_server_encoded_and_what_is_encoded_is_left(fault: str, target: str, run: Run) -> None:
    run.record(fault)
    assert {asked.target for asked in run.listeners[fault].asked} == {target}


def test_a_name_with_other_letters_reaches_the_server_encoded(run: Run) -> None:
    run.record("IDN")
    assert run.listeners["IDN"].asked[0].host.startswith("xn--bcher-kva.example:")


def test_where_nobody_may_be_led_nobody_was_asked_twice(run: Run) -> None:
    """What is refused is refused at once: another try would change nothing."""
    run.record("to a private address")
    assert len(run.listeners["to a private address"].asked) == 1
