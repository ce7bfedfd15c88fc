"""A real server on loopback that answers as a test wants, byte by byte, and counts what it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType

from kbgen.links.exchange import Answer, Question

PAGE = b"<!doctype html><title>A page</title><h1 id=here>A page</h1><p>Some words to read."
RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, as it came."""

    listener: str
    method: str
    path: str
    """With the query, not decoded."""
    headers: Mapping[str, str]
    """Names in lower case."""
    at: float
    """`time.time`, to compare with dates."""


@dataclass(slots=True)
class Call:
    """A question and the wire to answer it on."""

    asked: Asked
    count: int
    """How often this listener was asked for the path, this time included."""
    origin: str
    _writer: asyncio.StreamWriter
    _begin: Callable[[], None]
    keep: bool = False
    """Whether the connection stays open for another question."""

    async def send(self, data: bytes) -> None:
        """Send bytes as they are. With the first the question is no more in flight."""
        self._begin()
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self, status: int = 200, body: bytes = PAGE, **headers: str) -> None:
        """Send a well-formed answer; `_` in names of headers stands for `-`."""
        self.keep = True
        named = {"Content-Type": "text/html; charset=utf-8", "Content-Length": f"{len(body)}"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
        bodyless = self.asked.method == "HEAD" or status in (204, 304)
        await self.send(f"HTTP/1.1 {status} So\r\n{lines}\r\n".encode("latin-1") + (b"" if bodyless else body))

    def reset(self) -> None:
        """Drop the connection with a RST, as a machine that crashes."""
        self._begin()
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self._writer.transport.abort()


Answering = Callable[[Call], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Listener:
    """Where to listen: an address, over TLS if there is a context."""

    address: str = "127.0.0.1"
    context: ssl.SSLContext | None = None


@dataclass(slots=True)
class Server:
    """Answers on all its listeners from a thread of its own, so that a test may use `asyncio.run`."""

    answering: Answering
    listeners: Mapping[str, Listener] = field(default_factory=lambda: {"plain": Listener()})
    origins: dict[str, str] = field(default_factory=dict)
    """By listener, `http://127.0.0.1:12345`."""
    asked: list[Asked] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Questions by listener and path."""
    in_flight: Counter[str] = field(default_factory=Counter)
    most: int = 0
    """Questions at once without the beginning of an answer, in all."""
    most_of: Counter[str] = field(default_factory=Counter)
    """The same by listener."""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _ready: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread = field(init=False)

    def __enter__(self) -> Server:
        sockets = {name: _bound(listener.address) for name, listener in self.listeners.items()}
        for name, one in sockets.items():
            host, port = one.getsockname()[:2]
            scheme = "https" if self.listeners[name].context else "http"
            self.origins[name] = f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(sockets),))
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)
        self._loop.close()

    def forget(self) -> None:
        """Count from here."""
        self.asked.clear()
        self.counts.clear()
        self.most, self.most_of = 0, Counter()

    async def _run(self, sockets: Mapping[str, socket.socket]) -> None:
        servers = [
            await asyncio.start_server(self._accepting(name), sock=one, ssl=self.listeners[name].context, backlog=1024)
            for name, one in sockets.items()
        ]
        self._loop.set_exception_handler(lambda *_: None)  # faults of TLS are what the tests are about
        self._ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # transports close in the next round of the loop

    def _accepting(self, name: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]:
        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = self._loop.create_task(self._serve(name, reader, writer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        return accept

    async def _serve(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                first = await reader.readexactly(1)
                if not first.isalpha():  # a greeting of TLS
                    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                    return
                call = self._call(name, first + await reader.readuntil(b"\r\n\r\n"), writer)
                await self.answering(call)
                call._begin()
                if not call.keep:
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            return  # the client went away
        finally:
            writer.close()

    def _call(self, name: str, head: bytes, writer: asyncio.StreamWriter) -> Call:
        first, *lines = head.decode("latin-1").rstrip().split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        asked = Asked(name, method, path, headers, time.time())
        self.asked.append(asked)
        self.counts[name, path] += 1
        self.in_flight[name] += 1
        self.most = max(self.most, self.in_flight.total())
        self.most_of[name] = max(self.most_of[name], self.in_flight[name])
        waiting = [True]

        def begin() -> None:
            if waiting:
                waiting.clear()
                self.in_flight[name] -= 1

        return Call(asked, self.counts[name, path], self.origins[name], writer, begin)


def _bound(address: str) -> socket.socket:
    """A socket bound to a free port without `404` in it: that would be an address about errors."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    while True:
        one = socket.socket(family, socket.SOCK_STREAM)
        one.bind((address, 0))
        if "404" not in str(one.getsockname()[1]):
            return one
        one.close()


def has_ipv6() -> bool:
    """Whether this machine has the loopback address of IPv6."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as one:
        one.bind(("::1", 0))
        return True
    return False


async def no_catalogue(question: Question) -> Answer:
    """A `Send` for a run in which nothing is to be asked of catalogues."""
    raise AssertionError(question.url)
