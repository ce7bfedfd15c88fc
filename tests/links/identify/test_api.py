"""The client, against a server on this machine."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from kbgen.links.exchange import Answer, Failure, Question
from kbgen.links.identify import api, github
from kbgen.links.identify.api import Api

TOKEN = "ghp_secret0123456789"


class Handler(BaseHTTPRequestHandler):
    """Echoes what it gets, moves, drips, or sends much."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/moved":
            return self._send(301, b"", location="/echo")
        if self.path == "/much":
            return self._send(200, b"x" * (9 << 20))
        if self.path == "/gzip":
            return self._send(200, b"not gzip", **{"content-encoding": "gzip"})
        if self.path == "/slow":
            self.server.released.wait(10)  # type: ignore[attr-defined]
        return self._send(200, str(self.headers).encode(), **{"X-Odd": "Yes"})

    def do_POST(self) -> None:
        self._send(200, self.rfile.read(int(self.headers["content-length"])))

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is told of the requests of a test."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.released = threading.Event()  # type: ignore[attr-defined]
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.released.set()  # type: ignore[attr-defined]
        running.shutdown()
        thread.join()


def ask(question: Question, *, timeout: float = 20.0, **environment: str) -> Answer:
    async def run() -> Answer:
        async with Api(timeout=timeout, agent="kbgen/1 (test)", environment=environment) as send:
            return await send(question)

    return asyncio.run(run())


def test_the_agent_is_given_and_header_names_come_in_lower_case(server: str) -> None:
    answer = ask(Question("GET", f"{server}/echo", body_limit=1000))
    assert b"kbgen/1 (test)" in answer.body
    assert (answer.status, answer.headers["x-odd"]) == (200, "Yes")


def test_a_body_is_posted(server: str) -> None:
    assert ask(Question("POST", f"{server}/", body=b'{"ids": []}', body_limit=100)).body == b'{"ids": []}'


def test_a_redirect_is_an_answer(server: str) -> None:
    answer = ask(Question("GET", f"{server}/moved", body_limit=100))
    assert (answer.status, answer.redirect) == (301, f"{server}/echo")


@pytest.mark.parametrize(("wanted", "read"), [(10, 10), (1 << 40, 8 << 20)])
def test_no_more_is_read_than_wanted_and_allowed(server: str, wanted: int, read: int) -> None:
    answer = ask(Question("GET", f"{server}/much", body_limit=wanted))
    assert (len(answer.body), answer.truncated) == (read, True)


def test_the_deadline_is_that_of_the_whole_answer(server: str) -> None:
    assert ask(Question("GET", f"{server}/slow", body_limit=10), timeout=0.2).failure is Failure.TIMEOUT


@pytest.mark.parametrize(
    ("url", "failure"),
    [
        ("http://127.0.0.1:1/", Failure.CONNECTION_REFUSED),
        ("http://nothing.invalid/", Failure.NO_SUCH_HOST),
        ("gopher://a.example/", Failure.BAD_URL),
        ("http://[::1", Failure.BAD_URL),
        ("", Failure.BAD_URL),
    ],
)
@pytest.mark.usefixtures("server")
def test_what_fails_is_an_answer(url: str, failure: Failure) -> None:
    assert ask(Question("GET", url, body_limit=10)).failure is failure


def test_a_body_that_is_not_compressed_as_said_is_an_answer(server: str) -> None:
    assert ask(Question("GET", f"{server}/gzip", body_limit=10)).failure is Failure.BAD_ENCODING


def test_a_server_that_does_not_speak_tls_is_an_answer(server: str) -> None:
    answer = ask(Question("GET", server.replace("http:", "https:"), body_limit=10))
    assert answer.failure in {Failure.TLS, Failure.UNREACHABLE}


# The token. GitHub is no server of this machine, so here the answers come from httpx's own mock transport.


def github_answers(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[httpx.Request], httpx.Response]
) -> Callable[[Question], Coroutine[None, None, Answer]]:
    client = httpx.AsyncClient
    monkeypatch.setattr(httpx, "AsyncClient", lambda **kept: client(transport=httpx.MockTransport(answer), **kept))

    async def send(question: Question) -> Answer:
        async with Api(environment={"GITHUB_TOKEN": TOKEN}) as each:
            assert TOKEN not in repr(each)
            return await each(question)

    return send


def test_the_token_goes_to_github_and_to_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def note(request: httpx.Request) -> httpx.Response:
        seen[str(request.url)] = request.headers.get("authorization", "")
        return httpx.Response(200)

    send = github_answers(monkeypatch, note)
    addresses = ["https://api.github.com/repos/a/b", "http://api.github.com/", "https://api.github.com.evil.example/"]
    for url in [*addresses, "https://api.github.com:8443/", "https://export.arxiv.org/"]:
        asyncio.run(send(Question("GET", url)))
    assert [url for url, token in seen.items() if token] == ["https://api.github.com/repos/a/b"]
    assert seen["https://api.github.com/repos/a/b"] == f"Bearer {TOKEN}"


def test_a_token_that_github_refuses_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401 if "authorization" in request.headers else 200)

    send = github_answers(monkeypatch, refuse)
    assert asyncio.run(send(github.question("a/b"))).status == 200


def test_the_token_is_in_no_message(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(f"cannot reach {request.url}", request=request)

    caplog.set_level(logging.DEBUG)
    send = github_answers(monkeypatch, fail)
    question = github.question("a/b")
    answer = asyncio.run(send(question))
    assert answer.failure is Failure.UNREACHABLE
    assert TOKEN not in repr(answer) + repr(question) + caplog.text


@pytest.mark.parametrize("token", ["a\nb", "é", "  "])
def test_what_cannot_be_a_token_is_none(token: str) -> None:
    assert api._token({"GITHUB_TOKEN": token, "GH_TOKEN": ""}) == ""
