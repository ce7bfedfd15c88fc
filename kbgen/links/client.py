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
from types import TracebackType
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.http_exceptions import BadStatusLine, LineTooLong
from yarl import URL

from kbgen.links.exchange import Answer, Failure, Question
from kbgen.links.guard import Guard

HEADER_LIMIT = 1 << 17
"""Bytes of one header line. Some servers send cookies and policies of 64 KiB."""
_CHUNK = 1 << 16

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
    """A socket to this address must not be opened. No `OSError`: the next address of the host is not tried either."""


class Client:
    """Sends questions. `timeout` is the total deadline of one answer in seconds; `allowed` goes to the `Guard`."""

    def __init__(
        self, *, timeout: float, agent: str, allowed: tuple[str, ...] = (), authorities: str | None = None
    ) -> None:
        self._timeout = timeout
        self._agent = agent
        self._guard = Guard(allowed)
        self._authorities = authorities
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Client:
        connector = aiohttp.TCPConnector(
            limit=0,  # who may ask when is decided before: `polite`
            resolver=_Resolver(self._guard),
            socket_factory=self._open,
            ttl_dns_cache=300,
            ssl=await asyncio.to_thread(ssl.create_default_context, cafile=self._authorities),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self._agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),  # `__call__` has one for name, connection and body together
            max_line_size=HEADER_LIMIT,
            max_field_size=HEADER_LIMIT,
            trust_env=False,  # through a proxy the guard would look at the proxy's address
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._session is not None
        await self._session.close()

    async def __call__(self, question: Question) -> Answer:
        """The answer of the server, or why there is none."""
        try:
            url = URL(question.url).with_user(None)  # a password in a public page is no business of this run
            if url.scheme not in ("http", "https") or not url.host:
                return Answer(question.url, failure=Failure.NOT_ALLOWED, detail=f"{url.scheme or 'no'} scheme")
        except ValueError as error:
            return Answer(question.url, failure=Failure.BAD_URL, detail=str(error))
        partial = Answer(question.url)
        try:
            async with asyncio.timeout(self._timeout):
                return await self._send(question, url)
        except TimeoutError:
            failure, detail = Failure.TIMEOUT, f"no complete answer within {self._timeout:g} s"
        except _BrokenError as broken:
            partial, failure, detail = broken.partial, broken.failure, broken.detail
        except Exception as error:  # whatever the world sends must not end the run
            failure, detail = classify(error)
        return Answer(
            question.url, partial.status, partial.headers, partial.body, failure=failure, detail=detail,
            redirect=partial.redirect,
        )  # fmt: skip

    async def _send(self, question: Question, url: URL) -> Answer:
        assert self._session is not None
        async with self._session.request(
            question.method, url, headers=question.headers, data=question.body or None, allow_redirects=False
        ) as response:
            headers = _headers(response)
            target = _redirect(question.url, response.status, headers)
            limit = question.pdf_limit if "application/pdf" in headers.get("content-type", "") else question.body_limit
            if not limit or question.method == "HEAD":
                if question.method != "HEAD":
                    response.close()  # the rest of the body is not worth its bytes
                return Answer(question.url, response.status, headers, redirect=target)
            body = bytearray()
            try:
                async for chunk in response.content.iter_chunked(_CHUNK):
                    body += chunk
                    if len(body) > limit:
                        response.close()
                        break
            except (aiohttp.ClientError, OSError) as error:
                failure, detail = classify(error)
                known = Answer(question.url, response.status, headers, bytes(body), redirect=target)
                raise _BrokenError(known, failure, detail) from error
            cut = len(body) > limit
            return Answer(question.url, response.status, headers, bytes(body[:limit]), truncated=cut, redirect=target)

    def _open(self, info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
        """Open a socket to a resolved address, if that is allowed."""
        family, kind, protocol, _, address = info
        if refusal := self._guard.refusal(str(address[0])):
            raise NotAllowedError(refusal)
        return socket.socket(family, kind, protocol)


class _BrokenError(Exception):
    """A body that broke off: what was read, and why no more came."""

    def __init__(self, partial: Answer, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.partial = partial
        self.failure = failure
        self.detail = detail


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
                self._guard.allow(one["host"])
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
            return Failure.NO_SUCH_HOST, "the name has no address"
        case aiohttp.ClientConnectorCertificateError():
            return _certificate(error.certificate_error)
        case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return Failure.TLS, detail
        case aiohttp.InvalidURL():
            return Failure.BAD_URL, detail
        case aiohttp.ContentTypeError():
            return Failure.BAD_ENCODING, detail
        case aiohttp.ClientPayloadError():
            cause = f"{error} {error.__cause__}"
            encoded = "decode" in cause or "encoding" in cause.lower()
            return (Failure.BAD_ENCODING if encoded else Failure.DISCONNECTED), detail
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
    cause = error.__cause__
    if isinstance(cause, LineTooLong):
        return Failure.HEADERS_TOO_LARGE, f"a header of more than {HEADER_LIMIT:,} bytes"
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


def _redirect(url: str, status: int, headers: dict[str, str]) -> str:
    """Where a redirect leads, made absolute; empty if it leads nowhere."""
    if status not in (301, 302, 303, 307, 308):
        return ""
    location = headers.get("location", "").partition("\n")[0].strip()
    if not location:
        return ""
    try:
        target = urljoin(url, location)
        return target if urlsplit(target).scheme else ""
    except ValueError:
        return ""
