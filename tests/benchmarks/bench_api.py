"""How many look-ups a second the API answers; beside a FastAPI route that returns the same bytes from memory.

Run it by hand: `python tests/benchmarks/bench_api.py [content] [--rounds 5] [--seconds 4]`. It needs `wrk` and the extra
`api`. Both servers are one process of uvicorn with the settings of `kbgen api`, on loopback. In each round `wrk` asks one
after the other, with 2 threads and 32 connections, in turn the first; what is compared is the median. Only ratios travel.

Nothing is kept from one look-up to the next, so that asking for the same name again and again flatters nobody.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from urllib.parse import quote

# This process stays small: what it measures runs in others.

ROOT = Path(__file__).parents[2]
HERE = Path(__file__)
QUERIES = {
    "by a name": "rope",
    "by a form": "les embeddings",
    "by a typing mistake": "atention",
    "by its words": "query key value",
}
TARGET = 0.6
"""Of what the route from memory answers; for a look-up by a name."""


def main(content: Path, rounds: int, seconds: int) -> None:
    """Print the table."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt install wrk")
    parts = ", ".join(part for part in ("uvloop", "httptools") if find_spec(part)) or "plain asyncio and h11"
    print(f"requests a second, medians of {rounds} rounds of {seconds} s; uvicorn with {parts}")
    print(f"{'':22}{'bytes':>7}{'memory':>9}{'kbgen':>9}{'(min … max)':>16}{'ratio':>7}")
    with tempfile.TemporaryDirectory() as folder, serving("kbgen", content) as live:
        for what, query in QUERIES.items():
            path = f"/api/v1/lookup?q={quote(query)}"
            body = Path(folder) / "body"
            with urllib.request.urlopen(live + path) as answer:
                body.write_bytes(answer.read())
            with serving("memory", body) as memory:
                found = measured({"memory": memory, "kbgen": live}, path, rounds, seconds)
            ours, theirs = median(found["kbgen"]), median(found["memory"])
            spread = f"({min(found['kbgen']):.0f} … {max(found['kbgen']):.0f})"
            told = f"{body.stat().st_size:7}{theirs:9.0f}{ours:9.0f}{spread:>16}{ours / theirs:7.2f}"
            print(f"{what:22}{told}{f'  (target {TARGET})' if what == 'by a name' else ''}")


def measured(servers: dict[str, str], path: str, rounds: int, seconds: int) -> dict[str, list[float]]:
    """Requests a second of each server, round by round."""
    found: dict[str, list[float]] = {name: [] for name in servers}
    for address in servers.values():
        asked(address + path, 1)
    for number in range(rounds):
        names = list(servers) if number % 2 else list(reversed(servers))
        for name in names:
            found[name].append(asked(servers[name] + path, seconds))
    return found


def asked(url: str, seconds: int) -> float:
    """Requests a second that `wrk` has answered, all of them with success."""
    command = ["wrk", "-t2", "-c32", f"-d{seconds}", url]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        sys.exit(f"not every request was answered:\n{told}")
    (rate,) = re.findall(r"Requests/sec:\s+([\d.]+)", told)
    return float(rate)


@contextmanager
def serving(what: str, source: Path) -> Iterator[str]:
    """The address of a server in a process of its own."""
    command = [sys.executable, str(HERE), "--serve", what, str(source)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def serve(what: str, source: Path) -> None:
    """Run one of the two servers, and print its address."""
    import uvicorn
    from fastapi import FastAPI
    from fastapi.responses import Response

    from kbgen.api import create_app
    from kbgen.api.server import listen, settings

    def from_memory() -> FastAPI:
        body = source.read_bytes()
        app = FastAPI()

        @app.get("/api/v1/lookup")
        async def lookup() -> Response:
            return Response(body, media_type="application/json")

        return app

    app = create_app(source) if what == "kbgen" else from_memory()
    with listen("127.0.0.1", 0) as listener:
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        uvicorn.Server(settings(app)).run(sockets=[listener])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?", type=Path, default=ROOT / "content", metavar="content")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--serve", choices=["kbgen", "memory"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.source)
    else:
        main(given.source, given.rounds, given.seconds)
