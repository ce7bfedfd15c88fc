"""Faults below the page: headers, framing, connections."""

from __future__ import annotations

import asyncio

from tests.links.misbehaving.fault import PAGE, Fault, crashed, first, hung_up, raw, silent, to_head, well
from tests.links.servers import Exchange, Serve

_OK = b"HTTP/1.1 200 OK\r\n"
_LENGTH = b"Content-Type: text/html\r\nContent-Length: %d\r\n" % len(PAGE)


def _headers(*lines: bytes) -> Serve:
    """A page with headers as they are; to HEAD without the page."""
    return _behind(b"", *lines)


def _behind(before: bytes, *lines: bytes) -> Serve:
    head = before + _OK + b"".join(line + b"\r\n" for line in lines) + _LENGTH + b"Connection: close\r\n\r\n"
    return to_head(raw(head), raw(head + PAGE))


async def _dripping(exchange: Exchange) -> None:
    await exchange.send(_OK + b"X-Slow: ")
    while True:
        await asyncio.sleep(0.1)
        await exchange.send(b".")


async def _no_end_of_headers(exchange: Exchange) -> None:
    await exchange.send(_OK)
    while True:
        await exchange.send(b"X-More: and more, and more, and more\r\n" * 1000)


async def _no_end_of_a_header(exchange: Exchange) -> None:
    await exchange.send(_OK + b"X-Long: ")
    while True:
        await exchange.send(b"long, " * 10_000)


async def _continuing(exchange: Exchange) -> None:
    while True:
        await exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
        await asyncio.sleep(0.01)


async def _cut_headers(exchange: Exchange) -> None:
    await exchange.send(_OK + b"Content-Type: text/h")
    await asyncio.sleep(0.2)
    exchange.reset()


WIRE: dict[str, Fault] = {
    "silence": Fault(silent),
    "hung up": Fault(hung_up),
    "hung up once": Fault(first(hung_up)),
    "reset": Fault(crashed),
    "reset once": Fault(first(crashed)),
    "reset in the headers": Fault(_cut_headers),
    "hung up in the headers": Fault(raw(_OK + b"Content-Type: text/h")),
    "headers drip": Fault(_dripping),
    "headers without end": Fault(_no_end_of_headers),
    "one header without end": Fault(_no_end_of_a_header),
    "one header of 64 KiB": Fault(_headers(b"X-Policy: " + b"x" * (1 << 16))),
    "headers of 64 KiB in all": Fault(_headers(*[b"X-Cookie-%d: " % n + b"x" * 1000 for n in range(64)])),
    "600 headers": Fault(_headers(*[b"X-%d: x" % n for n in range(600)])),
    "one header of 300 KiB": Fault(_headers(b"X-Policy: " + b"x" * 300_000)),
    "header in Latin-1": Fault(_headers(b"X-Server: caf\xe9")),
    "header without a colon": Fault(_headers(b"Nonsense")),
    "header with a space before its colon": Fault(_headers(b"X-Odd : yes")),
    "header folded": Fault(_headers(b"X-Old: one\r\n two")),
    "header with a zero": Fault(_headers(b"X-Zero: a\0b")),
    "lines end with LF alone": Fault(raw(b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 0\n\n")),
    "Content-Length twice, the same": Fault(_headers(b"Content-Length: %d" % len(PAGE))),
    "Content-Length twice, not the same": Fault(_headers(b"Content-Length: 5"), reads=True),
    "Content-Length that is no number": Fault(
        raw(_OK + b"Content-Type: text/html\r\nContent-Length: many\r\n\r\n", PAGE), reads=True
    ),
    "100 Continue before the answer": Fault(_behind(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "103 Early Hints before the answer": Fault(
        _behind(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
    ),
    "100 Continue without end": Fault(_continuing),
    "101 Switching Protocols unasked": Fault(raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n")),
    "HTTP/1.0": Fault(raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", PAGE), reads=True),
    "HTTP/0.9": Fault(raw(PAGE), reads=True),
    "HTTP/3.7": Fault(raw(b"HTTP/3.7 200 OK\r\nContent-Length: 0\r\n\r\n")),
    "status that is no number": Fault(raw(b"HTTP/1.1 abc What\r\n\r\n")),
    "garbage": Fault(raw(bytes(range(256)) * 40)),
    "greets like SSH": Fault(raw(b"SSH-2.0-OpenSSH_9.6\r\n"), unasked=True),
    "greets like a mail server": Fault(raw(b"220 mail.example ESMTP ready\r\n"), unasked=True),
    "reset when connected": Fault(crashed, unasked=True),
    "nobody listens": Fault(well, listens=False),
}
