"""The API over the tiny base and over the real content, asked in this process without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from kbgen.api.app import Api
from kbgen.api.current import Current
from kbgen.index.index import Index
from tests.conftest import FILES

Ask = Callable[..., httpx.Response]
"""Path, method and headers → response."""


def asking(api: Api, *, fails: bool = False) -> Ask:
    """Asks `api`. What it raises reaches the test, unless it `fails` on purpose."""

    async def sent(path: str, method: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=api, raise_app_exceptions=not fails)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.invalid") as client:
            return await client.request(method, path, headers=headers)

    def ask(path: str, method: str = "GET", headers: dict[str, str] | None = None) -> httpx.Response:
        return asyncio.run(sent(path, method, headers or {}))

    return ask


def over(source: Path) -> Iterator[Ask]:
    """Asks the API over `source`, and closes it."""
    api = Api(Current(source))
    yield asking(api)
    api.current.edition.close()


@pytest.fixture(scope="session")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Ask the API over the tiny base."""
    root = tmp_path_factory.mktemp("api") / "content"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    yield from over(root)


@pytest.fixture(scope="session")
def ask_whole(whole: Index) -> Iterator[Ask]:
    """Ask the API over the real content."""
    yield from over(whole.path)
