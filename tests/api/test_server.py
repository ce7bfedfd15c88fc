from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from kbgen.api.server import listen
from kbgen.errors import KbgenError
from kbgen.index.index import Index
from tests.api.serving import API, started
from tests.conftest import Base


@pytest.fixture(scope="module")
def whole_server(whole: Index) -> Iterator[str]:
    """The address of a server over the real content."""
    with started(whole.path) as (address, _):
        yield address


def test_it_answers_until_it_is_interrupted(base: Base) -> None:
    with started(base()) as (address, process):
        with urlopen(f"{address}/api/v1/glossary/rope.json") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors == "stopped\n"


def test_a_body_does_not_wait_for_the_headers_to_be_acknowledged() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_taken_port_is_one_line_and_2(base: Base) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*API, "--content", str(base()), "--port", port], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith(f"kbgen: cannot listen at 127.0.0.1, port {port} (")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1", "::ffff:192.0.2.1"])
def test_an_address_of_another_machine_is_an_error_that_says_what_to_do(host: str) -> None:
    with pytest.raises(KbgenError, match=r"cannot listen at .*, port 0 \(.+\); choose others with --host and --port"):
        listen(host, 0)


@pytest.mark.parametrize("name", ["nowhere", "content/kb.yml"])
def test_what_is_no_content_is_one_line_and_2(base: Base, name: str) -> None:
    done = subprocess.run([*API, "--content", str(base().parent / name)], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith("kbgen: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("hidden", ["fastapi", "uvicorn"])
def test_a_missing_extra_is_one_line_that_says_what_to_install(base: Base, tmp_path: Path, hidden: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nfrom importlib.machinery import PathFinder\n"
        "find = PathFinder.find_spec\n"
        f"PathFinder.find_spec = classmethod(lambda c, n, *a: None if n == {hidden!r} else find(n, *a))\n",
        encoding="utf-8",
    )
    path = os.pathsep.join(filter(None, (str(tmp_path), os.environ.get("PYTHONPATH"))))
    command = [*API, "--content", str(base())]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path})
    assert done.returncode == 2
    assert done.stderr == f"kbgen: {hidden} is not installed; run: pip install 'kbgen[api]'\n"


def test_content_that_is_broken_at_the_start_is_told_as_by_every_verb(base: Base) -> None:
    root = base({"glossary/r.yml": "rope: {name: RoPE}\n"})
    done = subprocess.run([*API, "--content", str(root)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "glossary/r.yml:1: glossary/rope.definition: missing" in done.stdout
    assert done.stderr.endswith(" problem(s) in the content; nothing was done\n")


@pytest.mark.parametrize(
    "line",
    [
        b"GET /api/v1/lookup?q=%s HTTP/1.1" % "œuvre".encode(),
        b"GET /api/v1/%s.json HTTP/1.1" % "œuvre".encode(),
        b"GET /api/v1/lookup?q=\x00\x01\xff HTTP/1.1",
        b"GET /api/v1/lookup?q=%s HTTP/1.1" % (b"a" * 200_000),
        b"GET http://elsewhere.example/api/v1/index.json HTTP/1.1",
        b"GET /api/v1/glossary/%2e%2e%2f%2e%2e%2fkb.yml HTTP/1.1",
        b"GET //api/v1/index.json HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"\x16\x03\x01",
    ],
    ids=lambda line: ascii(line[:40]),
)  # fmt: skip
def test_what_no_client_should_send_gets_no_more_than_a_refusal(whole_server: str, line: bytes) -> None:
    port = int(whole_server.rpartition(":")[2])
    answer = b""
    # A server may hang up on what it does not want to read.
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection, suppress(ConnectionError):
        connection.sendall(line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")
        while got := connection.recv(65536):
            answer += got
    assert not answer or int(answer.split()[1]) < 500
    assert b"Traceback" not in answer
    with urlopen(f"{whole_server}/") as alive:
        assert alive.status == 200


def test_answering_loads_neither_what_reads_content_nor_what_builds_pages(whole: Index) -> None:
    program = (
        "import sys; from pathlib import Path; from kbgen.api import create_app; create_app(Path(sys.argv[1]))\n"
        "print(*sorted({'yaml', 'jinja2', 'torch', 'sympy', 'kbgen.schema', 'kbgen.content'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program, str(whole.path)], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
