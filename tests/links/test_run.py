"""A whole run, with a `Send` to catalogues that is never asked and real sockets to servers of this machine."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.links.check import Finding
from kbgen.links.claim import Target
from kbgen.links.exchange import Answer, Question, Send
from kbgen.links.polite import Limits
from kbgen.links.run import Options, Outcome, run
from kbgen.records.link_file import FILE, LinkRecords
from kbgen.records.links import Alive

NOWHERE = "https://nowhere.invalid/page"


class Nobody:
    def begin(self, count: int) -> None: ...

    def tell(self, finding: Finding) -> None: ...


@asynccontextmanager
async def no_catalogue(*, timeout: float, agent: str) -> AsyncIterator[Send]:
    del timeout, agent

    async def send(question: Question) -> Answer:
        raise AssertionError(question.url)

    yield send


def check(content: Path, *urls: str, allowed: tuple[str, ...] = ("127.0.0.0/8",)) -> Outcome:
    options = Options(limits=Limits(timeout=2, tries=1), allowed=allowed)
    targets = [Target(url) for url in urls]
    return run(content, targets, frozenset(), frozenset(urls), options, no_catalogue, Nobody())


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


@pytest.fixture
def no_name_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a network cannot be had here without saying so."""

    def unresolved(*words: object, **more: object) -> object:
        del words, more
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", unresolved)


@pytest.mark.usefixtures("no_name_resolves")
@pytest.mark.parametrize("other", ["https://host.invalid:99999/x", "https://other.invalid/", "http://10.0.0.1/"])
def test_without_a_network_no_link_gets_a_strike_and_no_file_is_written(content: Path, other: str) -> None:
    with pytest.raises(KbgenError, match="there is no network here; nothing was kept"):
        check(content, NOWHERE, other)
    assert not (content / FILE).exists()


def test_a_name_that_is_gone_counts_where_others_answer(content: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    check(content, NOWHERE, f"http://127.0.0.1:{port}/")  # nothing listens there any more, which only a machine can say
    assert len(LinkRecords.read(content).by_url[NOWHERE].strikes) == 1


@pytest.mark.parametrize("url", ["https://[bad/x", "https://host.example:99999/", "https:///x"])
def test_an_address_that_is_none_is_refused_and_ends_no_run(content: Path, url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    (found, _) = check(content, url, f"http://127.0.0.1:{port}/").findings
    assert found.record.alive is Alive.REFUSED
