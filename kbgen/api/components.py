"""The components of the OpenAPI document: schemas, parameters, headers, examples, from the content behind the API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from kbgen.api.parameters import LIMIT, MISSING, MOST_HITS
from kbgen.api.problems import BadParameters, NothingFound
from kbgen.errors import NotFoundError
from kbgen.export.json_api import FOLDER, shard_of
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.lookup.names import MOST, normalise

Json = dict[str, Any]

_SCHEMAS = f"{FOLDER}/schemas/"


def components(index: Index, language: str) -> Json:
    """What the operations refer to; examples are about the first entry of the base, in `language`."""
    first = next(iter(index))
    name = index.name(first, language)
    return {
        "schemas": _schemas(index),
        "parameters": _parameters(index, language, first, name),
        "headers": _HEADERS,
        "examples": {key: {"value": json.loads(text)} for key, text in _examples(index, name).items()},
    }


def component(group: str, name: str) -> Json:
    """A reference to a component."""
    return {"$ref": f"#/components/{group}/{name}"}


# -- schemas ----------------------------------------------------------------------------------------------------------


def _schemas(index: Index) -> Json:
    """The schemas of the API, which refer to each other as files, as components; those of what only a server gives."""
    published = {name: _embedded(json.loads(index.file(path) or ""), name) for name, path in _published(index).items()}
    entry = {"title": "Entry", "oneOf": [component("schemas", kind) for kind in index.kinds]}
    return {**published, **_OWN, "entry": entry}


def _published(index: Index) -> dict[str, str]:
    """The schemas of the API by name: where each is."""
    paths = [path for path in index.files() if path.startswith(_SCHEMAS)]
    return {path.removeprefix(_SCHEMAS).removesuffix(".json"): path for path in paths}


def _embedded(schema: Any, name: str) -> Any:
    """`schema` with its references as they are inside the document, where it stands under `name`."""
    if isinstance(schema, list):
        return [_embedded(item, name) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "prefixItems" in schema:  # which hardly a maker of clients understands, nor Schemathesis in answers
        pair = {"items": {"anyOf": schema["prefixItems"]}, "maxItems": len(schema["prefixItems"])}
        return _embedded({key: value for key, value in schema.items() if key != "prefixItems"} | pair, name)
    return {
        key: _reference(value, name) if key == "$ref" and isinstance(value, str) else _embedded(value, name)
        for key, value in schema.items()
        if key != "$schema"
    }


def _reference(target: str, name: str) -> str:
    """`#/$defs/Source` stands inside of `name`, `proof.json` beside it."""
    file, _, fragment = target.partition("#")
    return f"#/components/schemas/{file.removesuffix('.json') or name}{fragment}"


def _problem(member: str, schema: Json) -> Json:
    """A problem with a member of its own."""
    own = {"type": "object", "properties": {member: schema}, "required": [member]}
    return {"allOf": [component("schemas", "problem"), own]}


_TEXT: Json = {"type": "string"}
_OWN: Json = {
    "home": {
        "title": "Home",
        "description": "Where to begin: addresses, and templates of addresses (RFC 6570), relative to this one.",
        "type": "object",
        "additionalProperties": _TEXT,
    },
    "schema": {"title": "JSON Schema", "type": "object"},
    "openapi": {"title": "OpenAPI document", "type": "object"},
    "bad-parameters": _problem(
        "parameters",
        {"type": "object", "additionalProperties": _TEXT, "description": "Parameter → what to write instead."},
    ),
    "nothing-found": _problem(
        "suggestions",
        {"type": "array", "items": _TEXT, "description": "What looks like what was asked for, the best first."},
    ),
}

# -- parameters and headers -------------------------------------------------------------------------------------------


def _parameters(index: Index, language: str, first: str, name: str) -> Json:
    kind, _, id_ = first.partition("/")
    words: Json = {"type": "string", "minLength": 1, "maxLength": MOST}
    limit: Json = {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": LIMIT}
    shard = (
        "The first two characters of a normalised name: a-z and 0-9 as they are, others as `_` and their code point in"
        " hexadecimal digits."
    )
    return {
        "name": _asked("q", words, "A name, an identifier, LaTeX.", name, required=True),
        "words": _asked("q", words, "Words of any language of the base.", name, required=True),
        "kind": _asked("kind", _one_of(index.kinds), "Only entries of this kind.", kind),
        "lang": _asked("lang", _one_of(index.languages), "Only texts in this language.", language),
        "limit": _asked("limit", limit, "The most hits to give.", LIMIT),
        "kind-of-entry": _in_path("kind", _one_of(index.kinds), "A kind.", kind),
        "id": _in_path("id", {"type": "string", "minLength": 1}, "The id of an entry of this kind.", id_),
        "shard": _in_path("shard", {"type": "string", "pattern": "^[a-z0-9_]+$"}, shard, shard_of(normalise(name))),
        "schema": _in_path("name", _one_of(_published(index)), "The name of a schema.", "answer"),
    }


def _one_of(values: Iterable[str]) -> Json:
    return {"type": "string", "enum": list(values)}


def _asked(name: str, schema: Json, description: str, example: object, *, required: bool = False) -> Json:
    described = {"name": name, "in": "query", "required": required, "description": description}
    return {**described, "schema": schema, "example": example}


def _in_path(name: str, schema: Json, description: str, example: str) -> Json:
    return {**_asked(name, schema, description, example, required=True), "in": "path"}


_HEADERS: Json = {
    "ETag": {"schema": _TEXT, "description": "Changes when a byte of the answer does."},
    "Cache-Control": {"schema": _TEXT, "description": "How long the answer may be kept."},
    "Location": {
        "schema": {"type": "string", "format": "uri-reference"},
        "description": "Where the entry is that replaces the one asked for.",
    },
}

# -- examples ---------------------------------------------------------------------------------------------------------


def _examples(index: Index, name: str) -> dict[str, str]:
    """An answer of each sort."""
    missing = NotFoundError(name[::-1], (name,))
    return {
        "answer": answer_json(index, index.lookup(name)),
        "search": hits_json(index, name, index.search(name, limit=1), None, None),
        "nothing-found": NothingFound(str(missing), missing.suggestions).body(),
        "bad-parameters": BadParameters({"q": MISSING}).body(),
    }
