"""The tools: how each answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import anyio.to_thread
from mcp.types import CallToolResult, TextContent

from kbgen.errors import KbgenError, NotFoundError
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.lookup.names import MOST
from kbgen.mcp.arguments import Arguments
from kbgen.mcp.listing import FORMATS, LIMIT, MOST_HITS
from kbgen.mcp.resources import SCHEME, reader_language
from kbgen.mcp.source import Source

Json = dict[str, Any]

_COMPUTED = ("formulas", "metrics")
"""The kinds that have examples."""
_CALLED_SO = frozenset({"name", "alias", "symbol", "form"})
"""How an entry answers that is meant: nothing is computed on a guess."""
_SUGGESTIONS = 5


class NoFormulaError(KbgenError):
    """The entry that is meant has nothing to compute; `suggestions` are related entries that have."""

    def __init__(self, ref: str, suggestions: tuple[str, ...]) -> None:
        hint = f"did you mean {', '.join(suggestions)}?" if suggestions else f"{' and '.join(_COMPUTED)} have one"
        super().__init__(f"{ref} has no formula to compute; {hint}")
        self.suggestions = suggestions


async def call(source: Source, name: str, given: Mapping[str, Any]) -> CallToolResult:
    """What the tool `name` answers; what it refuses is an error of the tool, with what to do. Raises `KeyError`."""
    tool = _TOOLS[name]
    try:
        answer = await tool(source, given)
    except (NotFoundError, NoFormulaError) as error:
        return _refused(str(error), list(error.suggestions))
    except KbgenError as error:
        return _refused(str(error), [])
    if isinstance(answer, str):
        answer = answer, json.loads(answer)
    text, structured = answer
    return CallToolResult(content=[TextContent(text=text)], structured_content=structured)


def _refused(text: str, suggestions: list[str]) -> CallToolResult:
    told = {"error": text, "suggestions": suggestions}
    return CallToolResult(content=[TextContent(text=text)], structured_content=told, is_error=True)


async def _lookup(source: Source, given: Mapping[str, Any]) -> str:
    arguments = Arguments(given, ["query"])
    query = arguments.text("query", MOST, "RoPE")
    arguments.must_be_right()
    index = await source.index()
    return answer_json(index, index.lookup(query))


async def _search(source: Source, given: Mapping[str, Any]) -> str:
    index = await source.index()
    arguments = Arguments(given, ["query", "kind", "language", "limit"])
    query = arguments.text("query", MOST, "low rank")
    kind, language = arguments.choice("kind", index.kinds), arguments.choice("language", index.languages)
    limit = arguments.number("limit", MOST_HITS, LIMIT)
    arguments.must_be_right()
    return hits_json(index, query, index.search(query, kind=kind, language=language, limit=limit), kind, language)


async def _get(source: Source, given: Mapping[str, Any]) -> str | tuple[str, Json]:
    index = await source.index()
    arguments = Arguments(given, ["ref", "format", "language"])
    ref = arguments.text("ref", MOST, next(iter(index))).removeprefix(SCHEME)
    form = arguments.choice("format", FORMATS)
    language = arguments.choice("language", index.languages) or reader_language(index)
    arguments.must_be_right()
    if form != "markdown":
        return index.document(ref)
    text = index.markdown(ref, language)
    return text, {**json.loads(index.brief(ref)), "markdown": text}


async def _evaluate(source: Source, given: Mapping[str, Any]) -> str:
    index = await source.index()
    arguments = Arguments(given, ["ref", "inputs"])
    name = arguments.text("ref", MOST, "formulas/entropy")
    inputs = arguments.map("inputs", '{"p": [0.5, 0.5]}')
    arguments.must_be_right()
    ref = _computed(index, name.removeprefix(SCHEME))
    result = await anyio.to_thread.run_sync(source.evaluator.evaluate, ref, inputs, abandon_on_cancel=True)
    document = json.loads((await source.index()).document(ref))
    about = {name: document[name] for name in ("ref", "kind", "name", "url")}
    return _written({**about, "latex": document["latex"], **result, "proof": document["proof"]})


def _computed(index: Index, name: str) -> str:
    """The formula or metric that is called so. Raises `NotFoundError`, or `NoFormulaError` if another entry is."""
    is_ref = name.partition("/")[0] in index.kinds
    matches = () if is_ref else index.lookup(name).matches
    called = [index.current(name)] if is_ref else [match.ref for match in matches if match.how in _CALLED_SO]
    computed = next(filter(_has_formula, called), None)
    if computed is not None:
        return computed
    if called:
        related = json.loads(index.document(called[0]))["related"]
        raise NoFormulaError(called[0], tuple(filter(_has_formula, related))[:_SUGGESTIONS])
    meant = tuple(match.ref for match in matches if _has_formula(match.ref))
    raise NotFoundError(name, meant[:_SUGGESTIONS])


def _has_formula(ref: str) -> bool:
    return ref.partition("/")[0] in _COMPUTED


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_TOOLS: dict[str, Callable[[Source, Mapping[str, Any]], Awaitable[str | tuple[str, Json]]]] = {
    "lookup": _lookup,
    "search": _search,
    "get": _get,
    "evaluate": _evaluate,
}
NAMES = tuple(_TOOLS)
