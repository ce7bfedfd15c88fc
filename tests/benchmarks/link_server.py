"""A server for `bench_links`: 50 hosts on loopback, every page answered after 20 ms, and a count of what was asked.

`GET /count` tells requests, connections and the most requests in flight since the last time it was asked.
"""

from __future__ import annotations

import asyncio
import json
import sys

LATENCY = 0.02
"""Seconds from a question to its answer."""
HOSTS = tuple(f"127.0.0.{number}" for number in range(2, 52))
"""All of 127.0.0.0/8 is this machine on Linux."""

_BODY = b"<!doctype html><html><head><title>t</title></head><body>ok</body></html>"


def _answer(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body)


_HEAD = _answer(_BODY)


class _Counts:
    def __init__(self) -> None:
        self.requests = self.connections = self.in_flight = self.most = 0

    def taken(self) -> bytes:
        """What was counted; counting begins anew."""
        found = {"requests": self.requests, "connections": self.connections, "most": self.most}
        self.requests = self.connections = self.most = 0
        return json.dumps(found).encode()


class _Connection(asyncio.Protocol):
    """Bare of everything: the server must not be what is measured."""

    def __init__(self, counts: _Counts) -> None:
        self._counts = counts
        self._left = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._loop = asyncio.get_running_loop()
        self._counts.connections += 1

    def data_received(self, data: bytes) -> None:
        self._left += data
        while b"\r\n\r\n" in self._left:
            asked, _, self._left = self._left.partition(b"\r\n\r\n")
            if asked.startswith(b"GET /count "):
                self._counts.connections -= 1
                taken = self._counts.taken()
                self._transport.write(_answer(taken) + taken)
                continue
            counts = self._counts
            counts.requests += 1
            counts.in_flight += 1
            counts.most = max(counts.most, counts.in_flight)
            self._loop.call_later(LATENCY, self._reply, _HEAD if asked.startswith(b"HEAD") else _HEAD + _BODY)

    def _reply(self, answer: bytes) -> None:
        self._counts.in_flight -= 1
        if not self._transport.is_closing():
            self._transport.write(answer)


async def _serve() -> None:
    counts = _Counts()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(counts), "0.0.0.0", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)  # bench_links reads the port
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until bench_links ends, however it does


if __name__ == "__main__":
    asyncio.run(_serve())
