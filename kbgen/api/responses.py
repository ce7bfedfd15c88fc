"""Responses: answers that a client may keep and ask about again, and problems that it may not keep."""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from starlette.responses import Response
from starlette.types import Scope

from kbgen.api.problems import MEDIA_TYPE, Problem

AGE = 300
"""Seconds for which an answer may be used without asking again."""
METHODS = "GET, HEAD, OPTIONS"

_Headers = list[tuple[bytes, bytes]]

# As the server sends them, written once: an answer has seven.
_ALWAYS: _Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"etag"),
    (b"x-content-type-options", b"nosniff"),
]
_KEPT: _Headers = [(b"cache-control", b"public, max-age=%d" % AGE), *_ALWAYS]
_ANSWER: _Headers = [(b"content-type", b"application/json; charset=utf-8"), *_KEPT]
_PROBLEM: _Headers = [(b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store"), *_ALWAYS]
_OPTIONS: _Headers = [
    (b"allow", METHODS.encode()),
    (b"access-control-allow-methods", METHODS.encode()),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
    *_ALWAYS,
]


def answer(scope: Scope, body: bytes) -> Response:
    """`body`, which is JSON; 304 without it if the client has the same bytes already."""
    tag = b'"%b"' % sha256(body).hexdigest()[:32].encode()
    if _has(scope, tag):
        return _response(b"", HTTPStatus.NOT_MODIFIED, [(b"etag", tag), *_KEPT])
    return _response(body, HTTPStatus.OK, [(b"etag", tag), *_ANSWER])


def moved(location: str) -> Response:
    """What was asked for stands at another address, for good."""
    return _response(b"", HTTPStatus.MOVED_PERMANENTLY, [(b"location", location.encode("ascii")), *_KEPT])


def problem(found: Problem) -> Response:
    """Why there is no answer."""
    return _response(found.body().encode(), found.status, _PROBLEM)


def not_allowed(method: str) -> Response:
    """What a method gets that is not for reading."""
    found = Problem(HTTPStatus.METHOD_NOT_ALLOWED, f"{method} means nothing here; read with GET")
    return _response(found.body().encode(), found.status, [(b"allow", METHODS.encode()), *_PROBLEM])


def options() -> Response:
    """What a browser is told before it reads for a page of another site."""
    return _response(b"", HTTPStatus.NO_CONTENT, _OPTIONS)


def _response(body: bytes, status: HTTPStatus, headers: _Headers) -> Response:
    response = Response(body, status)
    response.raw_headers += headers
    return response


def _has(scope: Scope, tag: bytes) -> bool:
    """Whether the client says that it has the answer with this tag, which a proxy may have made a weak one."""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            known = {one.strip().removeprefix(b"W/") for one in value.split(b",")}
            if tag in known or b"*" in known:
                return True
    return False
