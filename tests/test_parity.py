"""One answer on every surface: each entry from Python, the command line, the files of the site, HTTP and MCP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from mcp import Client

import kbgen
from kbgen.api import create_app
from kbgen.cli.main import main
from kbgen.export import json_api
from kbgen.index.index import Index
from kbgen.index.style import plain
from kbgen.mcp import create_server
from tests.conftest import ROOT
from tests.test_cli import kbgen as kbgen_command

CONTENT = ROOT / "content"
KINDS = ("glossary", "formulas", "metrics", "benchmarks", "models", "links")

Json = dict[str, Any]


@pytest.fixture(scope="module")
def kb() -> Iterator[Index]:
    with kbgen.load(CONTENT) as index:
        yield index


def from_python(kb: Index) -> Json:
    return {ref: kb[ref].as_dict() for ref in kb}


def from_the_command_line(kb: Index) -> Json:
    runner = CliRunner()
    return {
        ref: json.loads(runner.invoke(main, ["show", ref, "--json", "--content", str(CONTENT)]).stdout) for ref in kb
    }


def from_the_site(kb: Index) -> Json:
    files = dict(json_api.files(kb))
    return {ref: json.loads(files[f"api/v1/{ref}.json"]) for ref in kb}


def from_the_whole_file(kb: Index) -> Json:
    whole = json.loads(dict(json_api.files(kb))["api/v1/all.json"])
    return {entry["ref"]: entry for entry in whole["entries"]}


def over_http(kb: Index) -> Json:
    async def ask() -> Json:
        transport = httpx.ASGITransport(create_app(CONTENT))
        async with httpx.AsyncClient(transport=transport, base_url="http://kb.test") as client:
            return {ref: (await client.get(f"/api/v1/{ref}.json")).json() for ref in kb}

    return asyncio.run(ask())


def over_mcp(kb: Index) -> Json:
    async def ask() -> Json:
        async with Client(create_server(CONTENT)) as client:
            return {ref: (await client.call_tool("get", {"ref": ref})).structured_content for ref in kb}

    return asyncio.run(ask())


SURFACES: list[Callable[[Index], Json]] = [
    from_python,
    from_the_command_line,
    from_the_site,
    from_the_whole_file,
    over_http,
    over_mcp,
]


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.__name__)
def test_every_entry_is_the_same_field_by_field(kb: Index, surface: Callable[[Index], Json]) -> None:
    given = surface(kb)
    assert list(given) == list(kb)
    for ref in kb:
        expected = json.loads(kb.document(ref))
        assert list(given[ref]) == list(expected), ref
        for field, value in expected.items():
            assert given[ref][field] == value, f"{ref}.{field}"


def test_every_entry_says_how_far_it_is_proven_and_where_it_is(kb: Index) -> None:
    for ref in kb:
        document = json.loads(kb.document(ref))
        assert {"state", "date", "devices", "stale", "disputed"} <= document["proof"].keys()
        assert ref.startswith("links/") == ({"alive", "document"} <= document["proof"].keys())
        assert document["url"].keys() == set(kb.languages)
        assert document["url"]["fr"].endswith(f"#{document['id']}")


QUERIES = [
    "rope",
    "atention",
    "les embeddings",
    r"\pi_{ref}",
    "torch.nn.RMSNorm",
    "1706.03762",
    "attention score variance",
]


def lookup_in_python(kb: Index, query: str) -> list[tuple[str, str, str]]:
    return [(match.ref, match.how, match.spelling) for match in kb.lookup(query).matches]


def lookup_on_the_command_line(query: str) -> Json:
    done = kbgen_command("lookup", query, "--json", "--content", CONTENT)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def lookup_over_http(query: str) -> Json:
    async def ask() -> Json:
        transport = httpx.ASGITransport(create_app(CONTENT))
        async with httpx.AsyncClient(transport=transport, base_url="http://kb.test") as client:
            return (await client.get("/api/v1/lookup", params={"q": query})).json()  # type: ignore[no-any-return]

    return asyncio.run(ask())


def lookup_over_mcp(query: str) -> Json:
    async def ask() -> Json:
        async with Client(create_server(CONTENT)) as client:
            return (await client.call_tool("lookup", {"query": query})).structured_content or {}

    return asyncio.run(ask())


@pytest.mark.parametrize("query", QUERIES)
def test_a_look_up_answers_the_same_everywhere(kb: Index, query: str) -> None:
    expected = lookup_in_python(kb, query)
    answers = [lookup_on_the_command_line(query), lookup_over_http(query), lookup_over_mcp(query)]
    assert answers[0] == answers[1] == answers[2]
    assert [(match["ref"], match["how"], match["spelling"]) for match in answers[0]["matches"]] == expected
    assert answers[0]["entry"] == json.loads(kb.document(expected[0][0]))


def test_the_text_of_the_short_way_is_that_of_the_index(kb: Index, tmp_path: Path) -> None:
    (tmp_path / "content").symlink_to(CONTENT)
    for ref in [next(iter(kb.refs(kind))) for kind in KINDS]:
        done = kbgen_command("lookup", ref, cwd=tmp_path, env={"LC_ALL": "en_GB.UTF-8"})
        assert done.stdout == plain(kb.terminal(ref, "en")) + "\n"
