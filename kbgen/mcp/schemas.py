"""The schemas of what the tools give: those of the API, short enough to be read before every conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kbgen.evaluate.result import PROPERTIES
from kbgen.export.json_api import FOLDER
from kbgen.index.index import Index

Json = dict[str, Any]

_DOCUMENT = "An entry in full: ref, kind, url, name, its fields, proof. Its schema is schemas/<kind>.json of the API."


def published(index: Index, name: str) -> Json:
    """The schema `name` of the API, with that of a proof inside it; entries in full are only objects."""
    schema: Json = _embedded(_read(index, name))
    return {**schema, "$defs": {"proof": _embedded(_read(index, "proof"))}}


def entry(index: Index) -> Json:
    """What is common to every entry in full, and to its Markdown."""
    brief = _read(index, "brief")["properties"]
    fields = {name: _embedded(brief[name]) for name in ("ref", "kind", "name", "url", "proof")}
    fields["markdown"] = {"type": "string", "description": "The entry as Markdown, if that was asked for."}
    return {
        "type": "object",
        "description": _DOCUMENT,
        "properties": fields,
        "required": ["ref", "kind", "name", "url", "proof"],
        "$defs": {"proof": _embedded(_read(index, "proof"))},
    }


def evaluation(index: Index) -> Json:
    """A result with the entry that it is of."""
    common = entry(index)
    fields = {name: field for name, field in common["properties"].items() if name != "markdown"}
    latex = {"type": "string", "description": "The formula."}
    return {
        "type": "object",
        "properties": {**fields, "latex": latex, **PROPERTIES},
        "required": [*fields, "latex", *PROPERTIES],
        "$defs": common["$defs"],
    }


def _read(index: Index, name: str) -> Json:
    schema: Json = json.loads(index.file(f"{FOLDER}/schemas/{name}.json") or "{}")
    return {key: value for key, value in schema.items() if key != "$schema"}


def _embedded(schema: Any) -> Any:
    """`schema` as it stands in a tool: references to a proof go inside, documents are objects."""
    if isinstance(schema, list):
        return [_embedded(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    if schema.get("$ref") == "proof.json":
        return {"$ref": "#/$defs/proof"}
    if any("$ref" in option for option in schema.get("anyOf", ())):  # the kinds
        return {"type": "object", "description": _DOCUMENT}
    return {key: _embedded(value) for key, value in schema.items()}
