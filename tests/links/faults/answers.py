"""What the server does under each path: one fault each."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from time import time

from tests.links.faults.server import PAGE, Answering, Call

LONG = 60.0
"""Seconds, longer than any time-out here."""


async def answering(call: Call) -> None:
    """Answer by the path."""
    path = call.asked.path.partition("?")[0]
    folder, _, rest = path.removeprefix("/").partition("/")
    if path in RAW:
        await call.send(RAW[path])
    elif path in PAGES:
        body, headers = PAGES[path]
        await call.answer(200, body, **headers)
    elif path in ODD:
        await ODD[path](call)
    elif folder in BY_NUMBER:
        await BY_NUMBER[folder](call, int(rest))
    else:
        await call.answer()


# -- status codes, redirects -------------------------------------------------------------------------------------------


async def _status(call: Call, number: int) -> None:
    await call.answer(number, PAGE if number < 300 else b"<title>No</title>")


async def _head_lies(call: Call, number: int) -> None:
    await call.answer(number if call.asked.method == "HEAD" else 200)


async def _redirect(call: Call, number: int) -> None:
    await call.answer(number, b"", Location="/page")


async def _chain(call: Call, number: int) -> None:
    await call.answer(302, b"", Location=f"/chain/{number - 1}" if number > 1 else "/page")


async def _retry_in_seconds(call: Call) -> None:
    await (call.answer(429, b"", Retry_After="1") if call.count == 1 else call.answer())


async def _retry_at_a_date(call: Call) -> None:
    date = formatdate(time() + 1.5, usegmt=True)
    await (call.answer(429, b"", Retry_After=date) if call.count == 1 else call.answer())


async def _retry_now(call: Call) -> None:
    await (call.answer(429, b"") if call.count == 1 else call.answer())


async def _retry_in_an_hour(call: Call) -> None:
    await call.answer(429, b"", Retry_After="3600")


async def _cookie(call: Call) -> None:
    if call.asked.headers.get("cookie") == "seen=1":
        await call.answer()
    else:
        await call.answer(302, b"", Location=call.asked.path, Set_Cookie="seen=1; Path=/")


def _to(location: str, status: int = 302) -> Answering:
    async def answer(call: Call) -> None:
        host = call.origin.partition("//")[2]
        # As it is, an empty one too
        await call.send(
            f"HTTP/1.1 {status} So\r\nLocation: {location.replace('HOST', host)}\r\nContent-Length: 0\r\n\r\n".encode()
        )

    return answer


# -- time, wire --------------------------------------------------------------------------------------------------------


async def _silence(call: Call) -> None:
    del call
    await asyncio.sleep(LONG)


async def _drip_headers(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await asyncio.sleep(0.1)
        await call.send(b"X-More: 1\r\n")


async def _drip_body(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n" + PAGE)
    while True:
        await asyncio.sleep(0.1)
        await call.send(b".")


async def _infinite(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    while True:
        await call.send(b" word" * 10_000)


async def _head_hangs(call: Call) -> None:
    await (_silence(call) if call.asked.method == "HEAD" else call.answer())


async def _head_resets(call: Call) -> None:
    if call.asked.method == "HEAD":
        call.reset()
    else:
        await call.answer()


async def _head_with_body(call: Call) -> None:
    call.keep = True
    await call.send(
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(PAGE)}\r\n\r\n".encode() + PAGE
    )


async def _reset_in_headers(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nContent-Ty")
    await asyncio.sleep(0.02)
    call.reset()


async def _reset_in_body(call: Call) -> None:
    await call.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n" + PAGE)
    await asyncio.sleep(0.05)
    call.reset()


async def _reset(call: Call) -> None:
    call.reset()


async def _once_reset(call: Call) -> None:
    if call.count <= 2:
        call.reset()
    else:
        await call.answer()


# -- headers and bodies ------------------------------------------------------------------------------------------------


async def _bomb(call: Call) -> None:
    """1 GiB of zeros: a mebibyte, compressed so that it may be repeated."""
    packer = zlib.compressobj(9, wbits=-15)
    first = PAGE + b"<p>"
    start = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    await call.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
        + b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
        + start
        + block * 1024
    )


def _raw(head: str, body: bytes = b"") -> bytes:
    return ("HTTP/1.1 " + head.strip().replace("\n", "\r\n") + "\r\n\r\n").encode("latin-1") + body


_PACKED = gzip.compress(PAGE * 50)
_HTML = "200 OK\nContent-Type: text/html"

RAW = {
    "/nothing": b"",
    "/garbage": b"\x00\x01\x02 hello, who is there?\r\n\r\n",
    "/ssh": b"SSH-2.0-OpenSSH_9.6\r\n",
    "/http-1.0": b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE,
    "/http-0.9": PAGE,
    "/length-too-long": _raw(f"{_HTML}\nContent-Length: 9999", PAGE),
    "/length-too-long-and-empty": _raw(f"{_HTML}\nContent-Length: 9999"),
    "/length-too-short": _raw(f"{_HTML}\nContent-Length: 40", PAGE),
    "/length-twice": _raw(f"{_HTML}\nContent-Length: 40\nContent-Length: 41", PAGE),
    "/length-nonsense": _raw(f"{_HTML}\nContent-Length: many", PAGE),
    "/bad-gzip": _raw(f"{_HTML}\nContent-Encoding: gzip\nContent-Length: {len(PAGE)}", PAGE),
    "/bad-deflate": _raw(f"{_HTML}\nContent-Encoding: deflate\nContent-Length: {len(PAGE)}", b"\xff" * len(PAGE)),
    "/truncated-gzip": _raw(f"{_HTML}\nContent-Encoding: gzip\nContent-Length: 60", _PACKED[:60]),
    "/cut-gzip": _raw(f"{_HTML}\nContent-Encoding: gzip\nContent-Length: {len(_PACKED)}", _PACKED[:60]),
    "/unknown-encoding": _raw(f"{_HTML}\nContent-Encoding: rot13\nContent-Length: {len(PAGE)}", PAGE),
    "/brotli-unasked": _raw(f"{_HTML}\nContent-Encoding: br\nContent-Length: {len(PAGE)}", PAGE),
    "/zstd-unasked": _raw(f"{_HTML}\nContent-Encoding: zstd\nContent-Length: {len(PAGE)}", PAGE),
    "/broken-chunks": _raw(f"{_HTML}\nTransfer-Encoding: chunked", b"5\r\n<p>so\r\nzzz\r\nno length\r\n"),
    "/cut-chunks": _raw(f"{_HTML}\nTransfer-Encoding: chunked", b"5\r\n<p>so\r\n400\r\n<p>and then"),
    "/headers-64k": _raw(f"{_HTML}\nContent-Length: {len(PAGE)}\nX-Large: {'x' * (64 << 10)}", PAGE),
    "/headers-1m": _raw(f"{_HTML}\nContent-Length: {len(PAGE)}\nX-Large: {'x' * (1 << 20)}", PAGE),
    "/many-headers": _raw(_HTML + "".join(f"\nX-{number}: {'x' * 100}" for number in range(50_000))),
    "/latin-1-header": _raw(f"{_HTML}\nContent-Length: {len(PAGE)}\nX-Name: Bücher", PAGE),
    "/header-without-colon": _raw(f"{_HTML}\nContent-Length: {len(PAGE)}\nno colon here", PAGE),
    "/early-hints": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    + _raw(f"{_HTML}\nContent-Length: {len(PAGE)}", PAGE),
    "/no-reason": b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
    "/status-of-four-digits": b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
    "/no-location": _raw("302 Found\nContent-Length: 0"),
}
"""Answers that are always the same bytes, well-formed or not. The connection is closed behind them."""

PAGES: dict[str, tuple[bytes, dict[str, str]]] = {
    "/bad-charset": ("<title>Bücher</title>".encode("latin-1"), {"Content_Type": "text/html; charset=utf-9"}),
    "/wrong-charset": ("<title>Bücher</title>".encode("latin-1"), {"Content_Type": "text/html; charset=utf-8"}),
    "/no-type": (PAGE, {"Content_Type": ""}),
    "/utf-16": (PAGE.decode().encode("utf-16"), {"Content_Type": "text/html; charset=utf-16"}),
    "/empty": (b"", {}),
    "/nul": (b"\0" * 1000, {}),
    "/nested": (b"<div>" * 50_000, {}),
    "/gone-softly": (b"<title>Page not found | A site</title><h1>Page not found</h1>", {}),
    "/parked": (b"<title>This domain is for sale</title><p>Make an offer.", {}),
    "/refresh": (b"<title>Moved</title><meta http-equiv=refresh content='0; url=/page'>", {}),
    "/challenge-of-a-guard": (b"<title>Just a moment...</title><p>Enable JavaScript and cookies to continue", {}),
    "/anchored": (b"<title>A page</title><h1 id=here>A page</h1><p>" + b"Some words to read, and more. " * 20, {}),
}


async def _mitigated(call: Call) -> None:
    await call.answer(403, b"<title>Just a moment...</title>", cf_mitigated="challenge")


ODD: dict[str, Answering] = {
    "/retry-in-seconds": _retry_in_seconds,
    "/retry-at-a-date": _retry_at_a_date,
    "/retry-now": _retry_now,
    "/retry-in-an-hour": _retry_in_an_hour,
    "/to-itself": _to("/to-itself"),
    "/loop-a": _to("/loop-b"),
    "/loop-b": _to("/loop-a"),
    "/cookie": _cookie,
    "/empty-location": _to(""),
    "/broken-location": _to("http://[::1"),
    "/words-location": _to("https:// see our new site"),
    "/relative/location": _to("../page?x=1"),
    "/protocol-relative": _to("//HOST/page"),
    "/to-file": _to("file:///etc/passwd"),
    "/to-ftp": _to("ftp://ftp.example.org/file"),
    "/to-javascript": _to("javascript:alert(1)"),
    "/to-private": _to("http://10.255.255.1/"),
    "/to-mapped": _to("http://[::ffff:10.0.0.1]/"),
    "/to-metadata": _to("http://169.254.169.254/latest/meta-data/"),
    "/silence": _silence,
    "/drip-headers": _drip_headers,
    "/drip-body": _drip_body,
    "/infinite": _infinite,
    "/head-hangs": _head_hangs,
    "/head-resets": _head_resets,
    "/head-with-body": _head_with_body,
    "/reset": _reset,
    "/reset-in-headers": _reset_in_headers,
    "/reset-in-body": _reset_in_body,
    "/once-reset": _once_reset,
    "/bomb": _bomb,
    "/mitigated": _mitigated,
}
BY_NUMBER: dict[str, Callable[[Call, int], Awaitable[None]]] = {
    "status": _status,
    "head": _head_lies,
    "redirect": _redirect,
    "chain": _chain,
}
