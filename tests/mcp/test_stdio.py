"""`kbgen mcp` as a client starts it: a process, its standard input and output, and nothing else on them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client

from tests.conftest import Base
from tests.evaluate.proving import prove
from tests.mcp.talking import given, words

SIGMOID = """\
import torch
from torch import Tensor

print("loaded")


def sigmoid(x: Tensor) -> Tensor:
    print("called")
    return 1 / (1 + torch.exp(-x))
"""
VERB = [sys.executable, "-c", "from kbgen.cli.mcp import mcp; mcp(prog_name='kbgen mcp')"]


@pytest.fixture
def content(base: Base) -> Path:
    """The tiny base with a proven example that prints."""
    return prove(base({"formulas/basics.py": SIGMOID}), "formulas/sigmoid")


def test_a_client_lists_the_tools_and_calls_each(content: Path) -> None:
    command, *arguments = [*VERB, "--content", str(content)]

    async def session() -> dict[str, Any]:
        async with Client(stdio_client(StdioServerParameters(command=command, args=arguments))) as client:
            asked: dict[str, dict[str, Any]] = {
                "lookup": {"query": "logistic function"},
                "search": {"query": "rotation"},
                "get": {"ref": "glossary/rope"},
                "evaluate": {"ref": "sigmoid", "inputs": {"x": 0}},
            }
            listed = [tool.name for tool in (await client.list_tools()).tools]
            assert listed == list(asked)
            found = {name: given(await client.call_tool(name, asked[name])) for name in listed}
            markdown = (await client.read_resource("kb://formulas/sigmoid")).contents[0]
            assert "## sigmo" in markdown.text  # type: ignore[union-attr]
            wrong = await client.call_tool("evaluate", {"ref": "sigmoid", "inputs": {"x": [0, 1]}})
            assert wrong.is_error
            assert words(wrong).startswith("x is a list of 2; expected a number\n")
            return found

    found = anyio.run(session)
    assert found["lookup"]["entry"]["ref"] == "formulas/sigmoid"
    assert found["search"]["hits"][0]["ref"] == "glossary/rope"
    assert found["get"]["ref"] == "glossary/rope"
    assert found["evaluate"]["outputs"][r"\sigma(x)"]["value"] == 0.5


def message(number: int, method: str, **params: Any) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}) + "\n"


def test_standard_output_has_the_protocol_and_nothing_else(content: Path) -> None:
    begin = message(1, "initialize", protocolVersion="2025-06-18", capabilities={},
                    clientInfo={"name": "test", "version": "0"})  # fmt: skip
    evaluate = {"name": "evaluate", "arguments": {"ref": "sigmoid", "inputs": {"x": 0}}}
    lines = [
        begin,
        '{"jsonrpc": "2.0", "method": "notifications/initialized"}\n',
        "this is no JSON\n",
        message(2, "tools/call", **evaluate),
        message(3, "tools/call", name="lookup", arguments={"query": "rope"}),
    ]
    with subprocess.Popen(
        [*VERB, "--content", str(content)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write("".join(lines))
        server.stdin.flush()
        answers: dict[int, Any] = {}
        while not {1, 2, 3} <= set(answers):
            answer = json.loads(server.stdout.readline())
            assert answer["jsonrpc"] == "2.0"
            if answer.get("id") is not None:
                answers[answer["id"]] = answer
        rest, errors = server.communicate()
    assert rest == ""
    assert answers[1]["result"]["serverInfo"]["name"] == "kbgen"
    assert answers[2]["result"]["structuredContent"]["outputs"]
    assert "called" in errors  # what an example prints is for whoever reads the log
    assert server.returncode == 0


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*VERB, *arguments], input="", capture_output=True, text=True, check=False)


def test_broken_content_is_told_on_standard_error(base: Base) -> None:
    done = run("--content", str(base({"glossary/r.yml": "rope: ["})))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kbgen: the content is broken; run: kbgen validate\n")
    assert "content/glossary/r.yml" in done.stderr


def test_a_folder_that_is_not_there_is_told_on_standard_error(tmp_path: Path) -> None:
    done = run("--content", str(tmp_path / "nowhere"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kbgen: no content folder at ")


def test_without_the_sdk_the_message_names_the_extra(content: Path) -> None:
    hidden = "import sys; sys.modules['mcp'] = None; " + VERB[2]
    done = subprocess.run(
        [sys.executable, "-c", hidden, "--content", str(content)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kbgen: mcp is not installed; run: pip install 'kbgen[mcp]'\n"


def test_the_server_loads_neither_the_schema_nor_what_computes() -> None:
    script = """
import sys
import kbgen.mcp
heavy = {"torch", "numpy", "sympy", "yaml", "jinja2", "kbgen.schema", "kbgen.content", "kbgen.kb", "kbgen.verify"}
print(sorted(heavy & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
