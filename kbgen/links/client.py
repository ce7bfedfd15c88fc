"""The one module that speaks HTTP to the servers of links: a `Send` over aiohttp.

Why not httpx, which serves the catalogues (`identify.api`): with 10,000 links and 100 in flight its connection pool
walks all connections for each request and needs three times the time (`tests/benchmarks/bench_links.py` has the
figures). Only this module would change with the client.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
import zlib
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import TracebackType

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.http_exceptions import BadStatusLine, HttpProcessingError, LineTooLong
from yarl import URL

from kbgen.links.exchange import Answer, Failure, Question, redirect_of
from kbgen.links.guard import Guard
from kbgen.links.unpacking import read_body

HEADER_LIMIT = 1 << 17
"""Bytes of one header line. Some servers send cookies and policies of 64 KiB."""
_MOST_HEADERS = 1000
"""Browsers take as many."""

# What a person's browser says it reads, in the order of what serves the check.
_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"

# https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/
_CERTIFICATE = {
    9: Failure.TLS_NOT_YET_VALID,
    10: Failure.TLS_EXPIRED,
    18: Failure.TLS_SELF_SIGNED,
    19: Failure.TLS_UNKNOWN_ISSUER,  # self-signed in the chain: a private authority
    20: Failure.TLS_UNKNOWN_ISSUER,
    21: Failure.TLS_UNKNOWN_ISSUER,
    62: Failure.TLS_WRONG_HOST,
    64: Failure.TLS_WRONG_HOST,
}
_UNREACHABLE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EHOSTDOWN}


class NotAllowedError(Exception):
    """A socket to this address must not be opened. No `OSError`, which would be taken for a broken connection."""


class Client:
    """Sends questions. `timeout` is the total deadline of one answer in seconds; `allowed` goes to the `Guard`.

    `trust` says which certificates are good; by default those that the system trusts are.
    """

    def __init__(
        self, *, timeout: float, agent: str, allowed: tuple[str, ...] = (), trust: ssl.SSLContext | None = None
    ) -> None:
        self._timeout = timeout
        self._agent = agent
        self._guard = Guard(allowed)
        self._trust = trust
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        connector = aiohttp.TCPConnector(
            limit=0,  # who may ask when is decided before: `polite`
            resolver=_Resolver(self._guard),
            socket_factory=self._open,
            ttl_dns_cache=300,
            ssl=self._trust or True,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),  # `__call__` has one for name, connection and body together
            auto_decompress=False,  # `unpacking` says why
            max_line_size=HEADER_LIMIT,
            max_field_size=HEADER_LIMIT,
            max_headers=_MOST_HEADERS,
            trust_env=False,  # through a proxy the guard would look at the proxy's address
        )
        # The library asks again when the server hangs up, on new connections too: `_send` does so on kept ones only.
        self._session._retry_connection = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def __call__(self, question: Question) -> Answer:
        """The answer of the server, or why there is none."""
        try:
            url = URL(question.url)
            if url.scheme not in ("http", "https"):
                return Answer(question.url, failure=Failure.NOT_ALLOWED, detail=f"{url.scheme or 'no'} scheme")
            if url.raw_user is not None or url.raw_password is not None:
                url = url.with_user(None)  # a password in a public page is no business of this run
        except ValueError as error:
            return Answer(question.url, failure=Failure.BAD_URL, detail=str(error))
        known, failure, detail = _Known(url.raw_host or ""), None, ""
        try:
            async with asyncio.timeout(self._timeout):
                await self._send(question, url, known)
        except TimeoutError:
            failure, detail = Failure.TIMEOUT, f"no complete answer within {self._timeout:g} s"
        except Exception as error:  # whatever the world sends must not end the run
            failure, detail = classify(error)
        target = redirect_of(question.url, known.status, known.headers)
        return Answer(
            question.url, known.status, known.headers, bytes(known.body), known.truncated, failure, detail, target
        )

    async def _send(self, question: Question, url: URL, known: _Known) -> None:
        """Ask, and again where the server has closed a connection that was kept: it has not heard the question."""
        while True:
            known.is_new = False
            _asking.set(known)
            try:
                return await self._send_once(question, url, known)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
                if known.status or known.is_new or isinstance(error, aiohttp.ClientConnectorError):
                    raise

    async def _send_once(self, question: Question, url: URL, known: _Known) -> None:
        assert self._session is not None
        async with self._session.request(
            question.method, url, headers=question.headers, data=question.body or None, allow_redirects=False
        ) as response:
            known.status, known.headers = response.status, _headers(response)
            is_pdf = "application/pdf" in known.headers.get("content-type", "")
            if question.method != "HEAD":
                limit = question.pdf_limit if is_pdf else question.body_limit
                known.truncated = await read_body(response, known.headers, limit, known.body)

    def _open(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Open a socket to a resolved address, if that is allowed."""
        family, kind, protocol, _, address = info
        if refusal := self._guard.refusal(str(address[0]), _asking.get().host):
            raise NotAllowedError(refusal)
        _asking.get().is_new = True
        return socket.socket(family, kind, protocol)


@dataclass(slots=True)
class _Known:
    """What has come of an answer: all there is of it if no more comes."""

    host: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)
    truncated: bool = False
    is_new: bool = False
    """Whether a connection was opened for it, and none used that was kept from an earlier question."""


_asking: ContextVar[_Known] = ContextVar("_asking")
"""What the connection that is being opened is for: the library's own traces cost as much as all the rest of ours."""


class _Resolver(AbstractResolver):
    """The system's resolver. Addresses of hosts allowed by name are allowed."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._system = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._system.resolve(host, port, family)
        if self._guard.names(host):
            for one in found:
                self._guard.allow(host, one["host"])
        return found

    async def close(self) -> None:
        await self._system.close()


def classify(error: BaseException) -> tuple[Failure, str]:
    """The word for what went wrong, and what the library said of it."""
    detail = f"{error}" or type(error).__name__
    match error:
        case NotAllowedError():
            return Failure.NOT_ALLOWED, detail
        case aiohttp.ClientConnectorDNSError():
            return Failure.NO_SUCH_HOST, ""
        case aiohttp.ClientConnectorCertificateError():
            return _certificate(error.certificate_error)
        case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return Failure.TLS, detail
        case aiohttp.InvalidURL():
            return Failure.BAD_URL, detail
        case zlib.error():
            return Failure.BAD_ENCODING, detail
        case UnicodeError():
            return Failure.NO_SUCH_HOST, "no name can be so"  # a part of it is empty, or longer than 63 letters
        case aiohttp.ClientPayloadError():
            return Failure.DISCONNECTED, detail
        case aiohttp.ClientResponseError():
            return _ill_formed(error, detail)
        case aiohttp.ServerDisconnectedError():
            return Failure.DISCONNECTED, "the server hung up without an answer"
        case aiohttp.ClientConnectorError():
            return _unconnected(error.os_error)
        case aiohttp.ClientError() | ConnectionError():
            return Failure.DISCONNECTED, detail
        case OSError():
            return _unconnected(error)
        case _:
            return Failure.NOT_HTTP, f"{type(error).__name__}: {detail}"


def _certificate(error: Exception) -> tuple[Failure, str]:
    code = getattr(error, "verify_code", 0)
    return _CERTIFICATE.get(code, Failure.TLS), getattr(error, "verify_message", "") or str(error)


def _ill_formed(error: aiohttp.ClientResponseError, detail: str) -> tuple[Failure, str]:
    cause: BaseException | None = error
    while cause is not None and type(cause) in (aiohttp.ClientResponseError, HttpProcessingError):
        cause = cause.__cause__  # the library wraps what its parser says, twice
    if isinstance(cause, LineTooLong):
        return Failure.HEADERS_TOO_LARGE, f"a header of more than {HEADER_LIMIT:,} bytes"
    if "Too many headers" in error.message:  # of no class of its own
        return Failure.HEADERS_TOO_LARGE, "too many headers"
    if isinstance(cause, BadStatusLine):
        return Failure.NOT_HTTP, "the answer does not begin like HTTP"
    return Failure.NOT_HTTP, error.message or detail


def _unconnected(error: OSError) -> tuple[Failure, str]:
    if isinstance(error, ConnectionRefusedError) or error.errno == errno.ECONNREFUSED:
        return Failure.CONNECTION_REFUSED, "nothing listens there"
    if error.errno in _UNREACHABLE:
        return Failure.UNREACHABLE, error.strerror or str(error)
    if isinstance(error, ConnectionError):
        return Failure.DISCONNECTED, error.strerror or str(error)
    return Failure.UNREACHABLE, error.strerror or str(error)


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """The headers in lower case; of those that stand twice all values, a line each."""
    headers: dict[str, str] = {}
    for name, value in response.headers.items():
        key = name.lower()
        headers[key] = f"{headers[key]}\n{value}" if key in headers else value
    return headers
