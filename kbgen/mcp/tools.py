"""The tools: what each takes, what each gives, and how it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import anyio.to_thread
from mcp.types import CallToolResult, TextContent, Tool, ToolAnnotations

from kbgen.errors import KbgenError, NotFoundError
from kbgen.evaluate.limits import SECONDS, WORDS
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.lookup.names import MOST
from kbgen.mcp import schemas
from kbgen.mcp.arguments import Arguments
from kbgen.mcp.resources import SCHEME, reader_language
from kbgen.mcp.source import Source

Json = dict[str, Any]

LIMIT = 10
"""Hits of a search that names no limit."""
MOST_HITS = 50
"""Hits that a search may ask for."""
COMPUTED = ("formulas", "metrics")
"""The kinds that have examples."""
FORMATS = ("json", "markdown")

_CALLED_SO = frozenset({"name", "alias", "symbol", "form"})
"""How an entry answers that is meant: nothing is computed on a guess."""


def tools(index: Index) -> list[Tool]:
    """The tools as a client lists them, with the kinds and languages of this base."""
    kinds, languages = list(index.kinds), list(index.languages)
    words: Json = {"type": "string", "minLength": 1, "maxLength": MOST}
    return [
        _tool(
            "lookup",
            "Look up by name",
            "The entries that are called so: by any name, alias, acronym, symbol, arXiv id, DOI, API name or piece of"
            " LaTeX, in any language, also misspelt. Gives every match in short, with how it matched, and the best in"
            " full: definition or formula with its variables, sources, and `proof`, how far it is verified. Use it before"
            " recalling a definition, a formula or a number from memory.",
            {"query": {**words, "description": "One name: RoPE, attention causale, torch.nn.RMSNorm, 1706.03762."}},
            ["query"],
            schemas.published(index, "answer"),
        ),
        _tool(
            "search",
            "Search by words",
            "The entries whose text holds all the words, the best first, each in short with an extract. Use it when you do"
            " not know what a thing is called; use `get` for a hit in full.",
            {
                "query": {**words, "description": "A few words, in a language of the base; fewer words find more."},
                "kind": {"enum": kinds, "description": "Only entries of this kind."},
                "language": {"enum": languages, "description": "Only texts in this language."},
                "limit": {
                    "type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": LIMIT,
                    "description": "The most hits to give.",
                },
            },
            ["query"],
            schemas.published(index, "search"),
        ),
        _tool(
            "get",
            "Read an entry",
            "One entry in full by its ref (`formulas/lora`), as every surface gives it: with its sources, related entries,"
            " executable code where it has one, and `proof`. As Markdown it is shorter, in one language, with LaTeX"
            " as it is.",
            {
                "ref": {**words, "description": "kind/id, as look-up and search give it."},
                "format": {"enum": list(FORMATS), "default": FORMATS[0], "description": "How to give it."},
                "language": {
                    "enum": languages, "default": reader_language(index),
                    "description": "Of the Markdown; JSON has every language.",
                },
            },
            ["ref"],
            schemas.entry(index),
        ),
        _tool(
            "evaluate",
            "Compute a formula or metric",
            "Computes an entry of formulas or metrics on your numbers with the verified example of the base (float64),"
            " instead of recalling or doing the arithmetic yourself; the printed formula is evaluated separately and"
            " compared. Inputs go by parameter name or symbol: numbers, true or false, nested lists, lists of tokens; what"
            " is wrong with them is answered with the whole signature, so an empty map shows it. Nothing that you send is"
            f" run as code. Limits: {WORDS}, {SECONDS:g} s.",
            {
                "ref": {**words, "description": "The ref of a formula or metric, or any name of it: formulas/entropy, DPO."},
                "inputs": {
                    "type": "object",
                    "description": 'By parameter name or symbol: {"p": [0.5, 0.25, 0.25]}. What has a default may be left'
                    " out.",
                },
            },
            ["ref", "inputs"],
            schemas.evaluation(index),
        ),
    ]  # fmt: skip


def _tool(name: str, title: str, description: str, takes: Json, required: list[str], gives: Json) -> Tool:
    return Tool(
        name=name,
        title=title,
        description=description,
        input_schema={"type": "object", "properties": takes, "required": required, "additionalProperties": False},
        output_schema=gives,
        annotations=ToolAnnotations(
            title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


async def call(source: Source, name: str, given: Mapping[str, Any]) -> CallToolResult:
    """What the tool `name` answers; what it refuses is an error of the tool, with what to do. Raises `KeyError`."""
    tool = _TOOLS[name]
    try:
        text = await tool(source, given)
    except NotFoundError as error:
        return _refused(str(error), list(error.suggestions))
    except KbgenError as error:
        return _refused(str(error), [])
    return CallToolResult(content=[TextContent(text=text)], structured_content=json.loads(text))


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


async def _get(source: Source, given: Mapping[str, Any]) -> str:
    index = await source.index()
    arguments = Arguments(given, ["ref", "format", "language"])
    ref = arguments.text("ref", MOST, next(iter(index))).removeprefix(SCHEME)
    form = arguments.choice("format", FORMATS)
    language = arguments.choice("language", index.languages) or reader_language(index)
    arguments.must_be_right()
    if form != "markdown":
        return index.document(ref)
    return _written({**json.loads(index.brief(ref)), "markdown": index.markdown(ref, language)})


async def _evaluate(source: Source, given: Mapping[str, Any]) -> str:
    index = await source.index()
    arguments = Arguments(given, ["ref", "inputs"])
    name = arguments.text("ref", MOST, "formulas/entropy")
    inputs = arguments.map("inputs", '{"p": [0.5, 0.5]}')
    arguments.must_be_right()
    ref = _computed(index, name.removeprefix(SCHEME))
    result = await anyio.to_thread.run_sync(source.evaluator.evaluate, ref, inputs)
    document = json.loads((await source.index()).document(ref))
    about = {name: document[name] for name in ("ref", "kind", "name", "url")}
    return _written({**about, "latex": document["latex"], **result, "proof": document["proof"]})


def _computed(index: Index, name: str) -> str:
    """The formula or metric that is called so. Raises `KbgenError` if none is, with what may be meant."""
    if name in index:
        return index.current(name)
    answer = index.lookup(name)
    for match in answer.matches:
        if match.how in _CALLED_SO and match.ref.partition("/")[0] in COMPUTED:
            return match.ref
    meant = tuple(match.ref for match in answer.matches if match.ref.partition("/")[0] in COMPUTED)
    if meant:
        raise NotFoundError(name, meant[:5])
    raise KbgenError(f"{answer.matches[0].ref} has no formula to compute; {' and '.join(COMPUTED)} have one")


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_TOOLS = {"lookup": _lookup, "search": _search, "get": _get, "evaluate": _evaluate}
NAMES = tuple(_TOOLS)
