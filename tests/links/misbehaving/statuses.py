"""Faults of status: what is answered, what HEAD hides, who asks to wait."""

from __future__ import annotations

from tests.links.misbehaving.fault import (  # fmt: skip
    HTML,
    PAGE,
    Fault,
    first,
    hung_up,
    page,
    raw,
    silent,
    status,
    to_head,
    twice,
    wait,
    wait_until,
    well,
)

_GONE = status("404 Not Found")
_BUSY = status("429 Too Many Requests")

_LINES = """
400 Bad Request; 401 Unauthorized; 403 Forbidden; 404 Not Found; 405 Method Not Allowed; 406 Not Acceptable;
407 Proxy Authentication Required; 408 Request Timeout; 410 Gone; 414 URI Too Long; 418 I'm a teapot;
421 Misdirected Request; 425 Too Early; 429 Too Many Requests; 451 Unavailable For Legal Reasons;
500 Internal Server Error; 501 Not Implemented; 502 Bad Gateway; 503 Service Unavailable; 504 Gateway Timeout;
520 Unknown Error; 999 Request denied
"""

STATUSES: dict[str, Fault] = {
    "200": Fault(well),
    "200, read": Fault(well, reads=True),
    "200 without a reason": Fault(raw(b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")),
    "204": Fault(raw(b"HTTP/1.1 204 No Content\r\n\r\n")),
    "206 unasked": Fault(page(PAGE, HTML, f"Content-Range: bytes 0-{len(PAGE) - 1}/{len(PAGE)}", status="206 Partial")),
    "304 unasked": Fault(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")),
    **{line.strip()[:3]: Fault(status(line.strip())) for line in _LINES.split(";")},
    "600": Fault(status("600 Whatever")),
    "429 once, no Retry-After": Fault(first(_BUSY)),
    "429 once, Retry-After in seconds": Fault(first(wait(1))),
    "429 once, Retry-After as a date": Fault(first(wait_until(1))),
    "429 once, Retry-After in the past": Fault(first(status("429 Slow", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"))),
    "429 once, Retry-After is garbage": Fault(first(status("429 Slow", "Retry-After: when pigs fly"))),
    "429 once, Retry-After is negative": Fault(first(status("429 Slow", "Retry-After: -5"))),
    "429 always, Retry-After 1": Fault(wait(1)),
    "429 always, Retry-After of a day": Fault(wait(86_400)),
    "503 once, Retry-After 1": Fault(first(wait(1, "503 Service Unavailable"))),
    "500 once": Fault(first(status("500 Internal Server Error"))),
    "500 twice": Fault(twice(status("500 Internal Server Error"))),
    "HEAD 400, GET 200": Fault(to_head(status("400 Bad Request"))),
    "HEAD 403, GET 200": Fault(to_head(status("403 Forbidden"))),
    "HEAD 404, GET 200": Fault(to_head(_GONE)),
    "HEAD 405, GET 200": Fault(to_head(status("405 Method Not Allowed", "Allow: GET"))),
    "HEAD 500, GET 200": Fault(to_head(status("500 Internal Server Error"))),
    "HEAD 501, GET 200": Fault(to_head(status("501 Not Implemented"))),
    "HEAD hangs, GET 200": Fault(to_head(silent)),
    "HEAD hung up on, GET 200": Fault(to_head(hung_up)),
    "HEAD 404, GET 403": Fault(to_head(_GONE, status("403 Forbidden"))),
    "HEAD 200, GET 404, not read": Fault(to_head(well, _GONE)),
    "HEAD 200, GET 404, read": Fault(to_head(well, _GONE), reads=True),
    "HEAD with a body": Fault(raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(PAGE), PAGE)),
}
