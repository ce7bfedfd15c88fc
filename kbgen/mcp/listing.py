"""The tools as a client lists them: what each is for, what it takes, what it gives."""

from __future__ import annotations

from typing import Any

from mcp.types import Tool, ToolAnnotations

from kbgen.evaluate.limits import SECONDS, WORDS
from kbgen.index.index import Index
from kbgen.lookup.names import MOST
from kbgen.mcp import schemas
from kbgen.mcp.resources import reader_language

Json = dict[str, Any]

LIMIT = 10
"""Hits of a search that names no limit."""
MOST_HITS = 50
"""Hits that a search may ask for."""
FORMATS = ("json", "markdown")

_LOOKUP = """\
The entries that are called so: by any name, alias, acronym, symbol, arXiv id, DOI, API name or piece of LaTeX, in any
language, also misspelt. Gives every match in short, with how it matched, and the best in full: definition or formula
with its variables, sources, and `proof`, how far it is verified. Use it before recalling a definition, a formula or a
number from memory."""
_SEARCH = """\
The entries whose text holds all the words, the best first, each in short with an extract. Use it when you do not know
what a thing is called; use `get` for a hit in full."""
_GET = """\
One entry in full by its ref (`formulas/lora`), as every surface gives it: with its sources, related entries, executable
code where it has one, and `proof`. As Markdown it is shorter, in one language, with LaTeX as it is."""
_EVALUATE = f"""\
Computes an entry of formulas or metrics on your numbers with the verified example of the base (float64), instead of
recalling it or doing the arithmetic yourself; the printed formula is evaluated separately and compared. Inputs go by
parameter name or symbol: numbers, true or false, nested lists, lists of tokens. What is wrong with them is answered
with the whole signature, so an empty map shows it. Nothing that you send is run as code.
Limits: {WORDS}, {SECONDS:g} s."""

_INPUTS = 'By parameter name or symbol: {"p": [0.5, 0.25, 0.25]}. What has a default may be left out.'


def tools(index: Index) -> list[Tool]:
    """The tools, with the kinds and languages of this base."""
    kind = {"enum": list(index.kinds), "description": "Only entries of this kind."}
    language = {"enum": list(index.languages), "description": "Only texts in this language."}
    markdown = {
        "enum": list(index.languages),
        "default": reader_language(index),
        "description": "Of the Markdown; JSON has every language.",
    }
    form = {"enum": list(FORMATS), "default": FORMATS[0], "description": "How to give it."}
    limit = {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_HITS,
        "default": LIMIT,
        "description": "The most hits to give.",
    }
    name = _words("One name: RoPE, attention causale, torch.nn.RMSNorm, 1706.03762.")
    words = _words("A few words, in a language of the base; fewer words find more.")
    ref = _words("kind/id, as look-up and search give it.")
    computed = _words("The ref of a formula or metric, or any name of it: formulas/entropy, DPO.")
    inputs = {"type": "object", "description": _INPUTS}
    return [
        _tool("lookup", "Look up by name", _LOOKUP, {"query": name}, schemas.published(index, "answer")),
        _tool(
            "search",
            "Search by words",
            _SEARCH,
            {"query": words, "kind": kind, "language": language, "limit": limit},
            schemas.published(index, "search"),
        ),
        _tool("get", "Read an entry", _GET, {"ref": ref, "format": form, "language": markdown}, schemas.entry(index)),
        _tool(
            "evaluate",
            "Compute a formula or metric",
            _EVALUATE,
            {"ref": computed, "inputs": inputs},
            schemas.evaluation(index),
        ),
    ]


_REQUIRED = frozenset({"query", "ref", "inputs"})


def _words(description: str) -> Json:
    return {"type": "string", "minLength": 1, "maxLength": MOST, "description": description}


def _tool(name: str, title: str, description: str, takes: Json, gives: Json) -> Tool:
    required = [argument for argument in takes if argument in _REQUIRED]
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
