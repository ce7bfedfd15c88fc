"""A question to a server and its answer, whoever carries it: a client, a recording, a test."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urljoin, urlsplit


class Failure(StrEnum):
    """Why there is no answer. The words are kept in records: they do not change."""

    NO_SUCH_HOST = "no-such-host"
    """The name has no address."""
    CONNECTION_REFUSED = "connection-refused"
    UNREACHABLE = "unreachable"
    """No route to the address."""
    DISCONNECTED = "disconnected"
    """The server hung up before its answer was complete."""
    TIMEOUT = "timeout"
    """The total deadline passed."""
    TLS_EXPIRED = "tls-expired"
    TLS_NOT_YET_VALID = "tls-not-yet-valid"
    TLS_SELF_SIGNED = "tls-self-signed"
    TLS_UNKNOWN_ISSUER = "tls-unknown-issuer"
    """No known authority has signed the certificate, or the server leaves the certificates between out."""
    TLS_WRONG_HOST = "tls-wrong-host"
    TLS = "tls"
    """Another fault of TLS."""
    NOT_HTTP = "not-http"
    """What came is not HTTP, or not well-formed."""
    HEADERS_TOO_LARGE = "headers-too-large"
    BAD_ENCODING = "bad-encoding"
    """The body is not compressed as the headers say."""
    NOT_ALLOWED = "not-allowed"
    """The address is private, or of a scheme that is not asked."""
    BAD_URL = "bad-url"
    NOT_RECORDED = "not-recorded"
    """A replay has no answer to this question."""
    HOST_GIVEN_UP = "host-given-up"
    """Not asked: the host failed the links before, or asked for more patience than a run has. No statement."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask. `body_limit` is in bytes after decompression; 0 reads no body."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body_limit: int = 0
    pdf_limit: int = 0
    """Bytes to read instead if the answer is a PDF, which can only be read whole."""
    body: bytes = b""
    """What is sent, with POST."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Either `status` is an HTTP status, or it is 0 and `failure` says why there is none.

    A body that breaks off, is too long or is badly compressed keeps the status: `failure` is set beside it.
    Header names are in lower case.
    """

    url: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    truncated: bool = False
    """Whether there was more than `body_limit`."""
    failure: Failure | None = None
    detail: str = ""
    """What the library said of the failure, for the evidence."""
    redirect: str = ""
    """The address a 3xx points to, made absolute; empty if there is none or it is not an address."""


Send = Callable[[Question], Awaitable[Answer]]
"""Carries a question to its server. Never raises but for cancellation: what fails in the world is an answer."""


def redirect_of(url: str, status: int, headers: Mapping[str, str]) -> str:
    """Where a redirect leads, made absolute; empty if it leads nowhere."""
    if status not in (301, 302, 303, 307, 308):
        return ""
    location = headers.get("location", "").partition("\n")[0].strip()
    if not location:
        return ""
    try:
        target = urljoin(url, location)
        parts = urlsplit(target)
        _ = parts.port  # one that is none is a `ValueError`
        return target if parts.scheme else ""
    except ValueError:
        return ""
