"""Servers on real sockets that answer as they are told and count what they are asked, in a thread beside the tests."""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

_LONGEST_HEAD = 1 << 20
"""Bytes of a request without its body: there are addresses of 100 KiB among the faults."""


@dataclass(slots=True)
class Asked:
    """One request as it came."""

    method: str
    target: str
    """The path and the query, as sent."""
    headers: dict[str, str]
    """By their names in lower case."""
    came: float
    """When, by `time.monotonic`."""
    answered: float = float("inf")
    status: bytes = b""
    """The first line of what was answered."""
    wait: float = 0.0
    """The seconds that the answer asked to wait."""

    @property
    def host(self) -> str:
        """The host that was meant, with its port."""
        return self.headers.get("host", "")


@dataclass(slots=True)
class Listener:
    """An address that is listened at, and what has come in there."""

    serve: Serve
    port: int = 0
    elsewhere: str = ""
    """The address of another server, for redirects from one to the other."""
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    in_flight: Counter[str] = field(default_factory=Counter)
    """Requests without an answer yet, by host; `""` counts them all."""
    most: Counter[str] = field(default_factory=Counter)
    """The highest numbers that `in_flight` had."""

    @property
    def targets(self) -> Counter[str]:
        """How often each address was asked for."""
        return Counter(f"{asked.host}{asked.target}" for asked in self.asked)


class Exchange:
    """A request, and the means to answer it as badly as one likes."""

    def __init__(self, listener: Listener, asked: Asked, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        self.listener = listener
        self.asked = asked
        self.number = len(listener.asked)
        """Which request of the listener this is, from 1."""
        self.is_over = False
        """Whether no more comes over this connection."""
        self._reader = reader
        self._writer = writer

    @property
    def origin(self) -> str:
        """The scheme and the host that were asked."""
        return f"http://{self.asked.host}"

    async def send(self, *parts: bytes) -> None:
        """Send bytes, whatever they are."""
        for part in parts:
            self.asked.status = self.asked.status or part.partition(b"\r\n")[0]
            self._writer.write(part)
        await self._writer.drain()

    async def answer(self, body: bytes = b"", *headers: str, status: str = "200 OK") -> None:
        """A well-formed answer; to HEAD without its body."""
        lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "", ""]
        head = "\r\n".join(lines).encode("latin-1")
        await self.send(head if self.asked.method == "HEAD" else head + body)

    async def hang(self) -> None:
        """Wait until the other side has enough."""
        while await self._reader.read(1 << 16):
            pass
        self.is_over = True

    def close(self) -> None:
        """Hang up after what was sent."""
        self.is_over = True

    def reset(self) -> None:
        """Hang up like a machine that has crashed: with RST instead of FIN."""
        connection: socket.socket = self._writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        self.is_over = True


Serve = Callable[[Exchange], Awaitable[None]]
"""Answers one request."""


class Servers:
    """Runs listeners in a thread of its own, from `with` to its end."""

    def __init__(self) -> None:
        self._ready = Event()
        self._errors: list[BaseException] = []
        self._open: set[asyncio.Task[Any]] = set()
        self._thread = Thread(target=lambda: asyncio.run(self._main()), daemon=True)

    def __enter__(self) -> Servers:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()
        if self._errors and error is None:
            raise self._errors[0]

    def listen(
        self, serve: Serve, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None, unasked: bool = False
    ) -> Listener:
        """Listen at a free port of `host`. With `unasked` the server speaks first, without reading a request."""
        return self._do(self._listen(serve, host, tls, unasked))

    def _note(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Keep what is wrong with the servers themselves; connections and handshakes that break are what they do."""
        del loop
        error = context.get("exception")
        if error is not None and not isinstance(error, OSError):
            self._errors.append(error)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._note)
        self._stopped = asyncio.Event()
        self._servers: list[asyncio.Server] = []
        self._ready.set()
        await self._stopped.wait()
        for server in self._servers:
            server.close()
        left = list(self._open)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await asyncio.sleep(0.01)  # what was aborted is closed in the next turns of the loop

    async def _listen(self, serve: Serve, host: str, tls: ssl.SSLContext | None, unasked: bool) -> Listener:
        listener = Listener(serve)

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            listener.connections += 1
            task = asyncio.current_task()
            assert task is not None
            self._open.add(task)
            try:
                await (_speak if unasked else _converse)(listener, reader, writer)
                writer.close()
                await writer.wait_closed()
            except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass  # the other side has enough
            except asyncio.CancelledError:
                pass  # the servers stop
            finally:
                writer.transport.abort()
                self._open.discard(task)

        server = await asyncio.start_server(connected, host, 0, ssl=tls, limit=_LONGEST_HEAD, backlog=1024)
        self._servers.append(server)
        listener.port = server.sockets[0].getsockname()[1]
        return listener


async def _speak(listener: Listener, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await listener.serve(Exchange(listener, Asked("", "", {}, monotonic()), reader, writer))
    if writer.can_write_eof() and not writer.is_closing():
        # A connection closed with something unread in it is reset, and what was sent may be lost with it.
        writer.write_eof()
        while await reader.read(1 << 16):
            pass


async def _converse(listener: Listener, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request after the other until one side has enough."""
    over = False
    while not over:
        asked = _read((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        listener.asked.append(asked)
        for name in ("", asked.host):
            listener.in_flight[name] += 1
            listener.most[name] = max(listener.most[name], listener.in_flight[name])
        exchange = Exchange(listener, asked, reader, writer)
        try:
            await listener.serve(exchange)
        finally:
            # Nothing is awaited since the last byte was written: the next request cannot overtake this.
            asked.answered = monotonic()
            listener.in_flight.subtract(("", asked.host))
        over = exchange.is_over


def _read(head: str) -> Asked:
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return Asked(method, target, headers, monotonic())
