"""Faults of the body: its length, its compression, its letters, what it says."""

from __future__ import annotations

import asyncio
import gzip
import zlib

from tests.links.misbehaving.fault import HTML, PAGE, TITLE, Fault, apart, page, raw, status, to_head
from tests.links.servers import Exchange, Serve

_OPEN = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
_START = PAGE.partition(b"</body>")[0]
_FILLER = b"<p>And so on, and so forth, as long as anybody listens.</p>\n" * 1000


def _with(*headers: str, body: bytes = PAGE) -> Serve:
    return page(body, HTML, *headers)


def _cut(body: bytes, length: int, *headers: bytes) -> Serve:
    """Promise `length` bytes, send fewer, hang up."""
    return raw(_OPEN + b"".join(headers) + b"Content-Length: %d\r\n\r\n" % length, body)


async def _drip(exchange: Exchange) -> None:
    """A page whose beginning comes at once, and then a byte now and then, for ever."""
    await exchange.send(_OPEN + b"Content-Length: 1000000\r\n\r\n", _START)
    while True:
        await asyncio.sleep(0.1)
        await exchange.send(b".")


async def _never(exchange: Exchange) -> None:
    await exchange.send(_OPEN + b"Content-Length: 1000000\r\n\r\n")
    await exchange.hang()


async def _no_end(exchange: Exchange) -> None:
    await exchange.send(_OPEN + b"Connection: close\r\n\r\n", _START)
    while True:
        await exchange.send(_FILLER)


async def _no_end_of_chunks(exchange: Exchange) -> None:
    await exchange.send(_OPEN + b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n%s\r\n" % (len(_START), _START))
    while True:
        await exchange.send(b"%x\r\n%s\r\n" % (len(_FILLER), _FILLER))


async def _huge(exchange: Exchange) -> None:
    await exchange.send(_OPEN + b"Content-Length: 1000000000000000\r\n\r\n", _START)
    while True:
        await exchange.send(_FILLER)


async def _reset(exchange: Exchange) -> None:
    await exchange.send(_OPEN + b"Content-Length: 1000000\r\n\r\n", _START)
    await asyncio.sleep(0.2)  # what was sent must have arrived: a reset throws away what is on its way
    exchange.reset()


def _bomb() -> bytes:
    """200 MiB in 200 KiB."""
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(_START)]
    parts += [packer.compress(b" " * (1 << 20)) for _ in range(200)]
    return b"".join((*parts, packer.flush()))


_ZIPPED = gzip.compress(_START + _FILLER)
_PARKED = b"""<!doctype html><title>here.example is for sale</title><h1>here.example is for sale</h1><p>Buy it now."""
_CHALLENGE = b"""<!doctype html><title>Just a moment...</title><p>Checking your browser before you proceed."""
_MISSING = b"""<!doctype html><title>Page not found | The Site</title><h1>404</h1><p>There is no such page here."""
_FAR = PAGE.replace(b"</body>", b"<!--" + b" far away " * 100_000 + b'--><p id="end">The end.</p></body>')
_LONGER = (_OPEN + b"Content-Length: %d\r\n\r\n" % len(_START), _START, _FILLER)
_BROKEN = (_OPEN + b"Transfer-Encoding: chunked\r\n\r\n", b"zz\r\n" + PAGE + b"\r\n0\r\n\r\n")
_GUARDED = ("cf-mitigated: challenge", "Server: cloudflare")

BODIES: dict[str, Fault] = {
    "body drips after its title": Fault(to_head(_with(), _drip), reads=True),
    "body that never comes": Fault(to_head(_with(), _never), reads=True),
    "body without end": Fault(_no_end, reads=True),
    "body without end, not read": Fault(to_head(status("405 No"), _no_end)),
    "body without end, in chunks": Fault(_no_end_of_chunks, reads=True),
    "body of a petabyte": Fault(_huge, reads=True),
    "body empty": Fault(page(b""), reads=True),
    "body reset in the middle": Fault(_reset, reads=True),
    "body shorter than its length": Fault(_cut(PAGE, len(PAGE) + 1000), reads=True),
    "body longer than its length, apart": Fault(apart(*_LONGER), reads=True),
    "body missing": Fault(_cut(b"", len(PAGE)), reads=True),
    "chunks cut": Fault(
        raw(_OPEN + b"Transfer-Encoding: chunked\r\n\r\n", b"%x\r\n%s\r\n" % (len(PAGE), PAGE)), reads=True
    ),
    "chunks broken": Fault(raw(*_BROKEN), reads=True),
    "chunks broken, apart": Fault(apart(*_BROKEN), reads=True),
    "gzip": Fault(_with("Content-Encoding: gzip", body=gzip.compress(PAGE)), reads=True),
    "gzip that is none": Fault(_with("Content-Encoding: gzip"), reads=True),
    "gzip damaged": Fault(
        _with("Content-Encoding: gzip", body=_ZIPPED[:40] + b"\xff" * 60 + _ZIPPED[100:]), reads=True
    ),
    "gzip cut": Fault(_with("Content-Encoding: gzip", body=gzip.compress(PAGE)[:-20]), reads=True),
    "gzip bomb": Fault(_with("Content-Encoding: gzip", body=_bomb()), reads=True),
    "deflate without its frame": Fault(_with("Content-Encoding: deflate", body=zlib.compress(PAGE)[2:-4]), reads=True),
    "encoding that nobody knows": Fault(_with("Content-Encoding: snail"), reads=True),
    "encoding is a charset": Fault(_with("Content-Encoding: utf-8"), reads=True),
    "charset that nobody knows": Fault(page(PAGE, "Content-Type: text/html; charset=klingon"), reads=True),
    "charset that is wrong": Fault(page(PAGE.replace(b"friend", "ami\u00e9".encode("latin-1")), HTML), reads=True),
    "no content type": Fault(page(PAGE, "X-Nothing: more"), reads=True),
    "UTF-8 with a mark": Fault(page(b"\xef\xbb\xbf" + PAGE, "Content-Type: text/html"), reads=True),
    "UTF-16": Fault(page(PAGE.decode().encode("utf-16"), "Content-Type: text/html"), reads=True),
    "no text but zeros": Fault(page(bytes(100_000), "Content-Type: text/html"), reads=True),
    "nested a million times": Fault(page(_START + b"<div>" * 1_000_000, HTML), reads=True),
    "another page": Fault(page(PAGE.replace(TITLE.encode(), b"How to cook an egg"), HTML), reads=True),
    "soft 404": Fault(page(_MISSING, HTML), reads=True),
    "for sale": Fault(page(_PARKED, HTML), host="here.example", reads=True),
    "challenge, 403": Fault(page(_CHALLENGE, HTML, *_GUARDED, status="403 Forbidden")),
    "challenge, 503": Fault(page(_CHALLENGE, HTML, *_GUARDED, status="503 Service Unavailable"), reads=True),
    "challenge, 200": Fault(page(_CHALLENGE, HTML), reads=True),
    "fragment": Fault(page(PAGE), path="/page#here"),
    "fragment that is not there": Fault(page(PAGE), path="/page#nowhere"),
    "fragment far down": Fault(page(_FAR, HTML), path="/page#end"),
    "fragment on a page without end": Fault(_no_end, path="/page#nowhere"),
    "fragment of text": Fault(page(PAGE), path="/page#:~:text=links%20grow%20old"),
    "fragment of text that is not there": Fault(page(PAGE), path="/page#:~:text=links%20stay%20young"),
}
