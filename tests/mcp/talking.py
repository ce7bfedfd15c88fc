"""A client of the server, for one conversation."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import anyio
from mcp import Client
from mcp.types import CallToolResult, TextContent

from kbgen.mcp import create_server

T = TypeVar("T")


def talk(content: Path | None, say: Callable[[Client], Awaitable[T]]) -> T:
    """What `say` gets from a server in this process over `content`."""

    async def conversation() -> T:
        async with Client(create_server(content)) as client:
            return await say(client)

    return anyio.run(conversation)


def call(content: Path | None, tool: str, **arguments: Any) -> CallToolResult:
    """What one tool answers, checked by the client against the schema that the tool declares."""
    return talk(content, lambda client: client.call_tool(tool, arguments))


def words(result: CallToolResult) -> str:
    """The text of a result."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def given(result: CallToolResult) -> dict[str, Any]:
    """What a tool gives as data; that its text is the same JSON, too."""
    assert not result.is_error, words(result)
    structured: dict[str, Any] = result.structured_content
    assert json.loads(words(result)) == structured
    return structured


def refused(result: CallToolResult) -> str:
    """Why a tool refuses."""
    assert result.is_error
    text = words(result)
    assert result.structured_content["error"] == text
    return text
