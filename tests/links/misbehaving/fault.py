"""A fault, and the parts that many of them are made of."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.utils import formatdate
from time import time

from tests.links.servers import Exchange, Serve

TITLE = "On the keeping of links"
"""What the pages are called, and what the links that read them say."""
HTML = "Content-Type: text/html; charset=utf-8"
PAGE = f"""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title></head>
<body><h1>{TITLE}</h1>
<p id="here">A page with enough words to be a page: links grow old, move house, change their names, and now and then
somebody else lives where a friend once did. One knocks, listens, and writes down who came to the door and when.</p>
<p>It is read as far as it goes and no further.</p></body></html>
""".encode()


@dataclass(frozen=True, slots=True)
class Fault:
    """How one address answers."""

    serve: Serve
    path: str = "/page"
    reads: bool = False
    """Whether the link says what its page is called, so that the page is read and not only asked for."""
    host: str = "127.0.0.1"
    """The host of the address; names are resolved by the tests."""
    certificate: str = ""
    """The certificate that the server shows; without one it speaks plain HTTP."""
    scheme: str = ""
    """The scheme of the address, where it is not that of the server."""
    unasked: bool = False
    """Whether the server speaks before it is asked."""
    listens: bool = True
    user: str = ""
    """`name:password@` before the host."""


async def well(exchange: Exchange) -> None:
    """As it should be."""
    await exchange.answer(PAGE, HTML)


def page(body: bytes, *headers: str, status: str = "200 OK") -> Serve:
    """Another page, or with other headers."""

    async def serve(exchange: Exchange) -> None:
        await exchange.answer(body, *(headers or (HTML,)), status=status)

    return serve


def status(line: str, *headers: str) -> Serve:
    """A status with a page that says it."""
    return page(f"<!doctype html><title>{line}</title><p>{line}".encode(), HTML, *headers, status=line)


def raw(*parts: bytes) -> Serve:
    """Bytes as they are, whatever was asked, then hang up. They come together: a reader sees them at once."""

    async def serve(exchange: Exchange) -> None:
        await exchange.send(b"".join(parts))
        exchange.close()

    return serve


def apart(*parts: bytes) -> Serve:
    """The same, and each part comes alone: where packets end must not decide what is said of a server."""

    async def serve(exchange: Exchange) -> None:
        for part in parts:
            await exchange.send(part)
            await asyncio.sleep(0.15)
        exchange.close()

    return serve


def first(answer: Serve, then: Serve = well) -> Serve:
    """Fail once."""

    async def serve(exchange: Exchange) -> None:
        await (answer if exchange.number == 1 else then)(exchange)

    return serve


def to_head(answer: Serve, to_get: Serve = well) -> Serve:
    """Another answer to HEAD than to GET."""

    async def serve(exchange: Exchange) -> None:
        await (answer if exchange.asked.method == "HEAD" else to_get)(exchange)

    return serve


def wait(seconds: float, line: str = "429 Too Many Requests") -> Serve:
    """Ask to come again after some seconds."""

    async def serve(exchange: Exchange) -> None:
        exchange.asked.wait = seconds
        await status(line, f"Retry-After: {seconds:g}")(exchange)

    return serve


def wait_until(seconds: int, line: str = "429 Too Many Requests") -> Serve:
    """The same with a date, which has no parts of a second: the wait is up to a second shorter."""

    async def serve(exchange: Exchange) -> None:
        now = time()
        date = int(now) + seconds
        exchange.asked.wait = date - now
        await status(line, f"Retry-After: {formatdate(date, usegmt=True)}")(exchange)

    return serve


async def silent(exchange: Exchange) -> None:
    """Say nothing."""
    await exchange.hang()


async def hung_up(exchange: Exchange) -> None:
    """Close the connection without an answer."""
    exchange.close()


async def crashed(exchange: Exchange) -> None:
    """Reset the connection without an answer."""
    exchange.reset()


def twice(answer: Serve) -> Serve:
    """Fail two times."""

    async def serve(exchange: Exchange) -> None:
        await (answer if exchange.number <= 2 else well)(exchange)

    return serve
