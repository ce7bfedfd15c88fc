"""The server: what it says of itself, and which handler answers which request."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import anyio
from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp.types import INVALID_PARAMS

from kbgen import __version__
from kbgen.errors import KbgenError, NotFoundError
from kbgen.index.index import Index
from kbgen.mcp import listing, resources, tools
from kbgen.mcp.source import Source

Context = ServerRequestContext[Any]

_INSTRUCTIONS = """\
{title}: {description}
It has {counts}, in {languages}. Content: {licence}{site}.

Look things up here before you recall them: definitions, formulas, numbers, papers. `lookup` finds what is called so,
`search` what holds words, `get` reads an entry by its ref, and `evaluate` computes a formula or metric on numbers with
its verified example. Every answer carries its `proof`: formulas that are `cross-checked` or `checked` were executed and
compared, what is `sourced` names a primary source, what is `stale` has changed since it was checked, what is `disputed`
failed a check. Say so when you cite, and cite the `url`."""


def create_server(content: Path | None) -> Server[Source]:
    """The server over a content folder; None is the content that came with kbgen.

    Raises `KbgenError` if there is none, `ContentError` if it is broken.
    """
    source = Source(content)
    handlers = _Handlers(source)

    @asynccontextmanager
    async def lifespan(_: Server[Source]) -> AsyncIterator[Source]:
        try:
            yield source
        finally:
            source.close()

    index = source.opened
    language = resources.reader_language(index)
    return Server[Source](
        "kbgen",
        version=__version__,
        title=index.title[language],
        description=index.description[language],
        instructions=_instructions(index, language),
        website_url=index.site_url,
        lifespan=lifespan,
        on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool,
        on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates,
        on_read_resource=handlers.read_resource,
        on_completion=handlers.complete,
    )


def serve(content: Path | None) -> None:
    """Answer on standard input and output until the client leaves. Raises as `create_server` does."""
    anyio.run(_run, create_server(content))


async def _run(server: Server[Source]) -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def _instructions(index: Index, language: str) -> str:
    return _INSTRUCTIONS.format(
        title=index.title[language],
        description=index.description[language],
        counts=", ".join(f"{len(index.refs(kind))} {kind}" for kind in index.kinds),
        languages=" and ".join(index.languages),
        licence=index.licence,
        site=f", {index.site_url}" if index.site_url else "",
    )


class _Handlers:
    """One method for each request."""

    def __init__(self, source: Source) -> None:
        self._source = source

    async def list_tools(self, _: Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=listing.tools(await self._source.index()))

    async def call_tool(self, _: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        if params.name not in tools.NAMES:
            close = get_close_matches(params.name, tools.NAMES, n=1)
            guess = f"did you mean {close[0]}?" if close else f"there are {', '.join(tools.NAMES)}"
            raise MCPError(INVALID_PARAMS, f"Unknown tool: {params.name}; {guess}")
        return await tools.call(self._source, params.name, params.arguments or {})

    async def list_resources(self, _: Context, __: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=resources.resources(await self._source.index()))

    async def list_templates(
        self, _: Context, __: types.PaginatedRequestParams | None
    ) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(resource_templates=resources.templates(await self._source.index()))

    async def read_resource(self, _: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        uri = str(params.uri)
        try:
            text = resources.read(await self._source.index(), uri)
        except NotFoundError as error:
            raise MCPError(INVALID_PARAMS, str(error), {"uri": uri, "suggestions": list(error.suggestions)}) from None
        except KbgenError as error:
            raise MCPError(INVALID_PARAMS, str(error), {"uri": uri}) from None
        content = types.TextResourceContents(uri=uri, text=text, mime_type=resources.MARKDOWN)
        return types.ReadResourceResult(contents=[content])

    async def complete(self, _: Context, params: types.CompleteRequestParams) -> types.CompleteResult:
        if not isinstance(params.ref, types.ResourceTemplateReference) or params.ref.uri != resources.TEMPLATE:
            raise MCPError(INVALID_PARAMS, f"nothing to complete there; the template is {resources.TEMPLATE}")
        given = (params.context and params.context.arguments) or {}
        index = await self._source.index()
        return types.CompleteResult(
            completion=resources.complete(index, params.argument.name, params.argument.value, given)
        )
