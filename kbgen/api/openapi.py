"""The OpenAPI document: the addresses as FastAPI lists them; schemas, limits and examples from the content behind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from kbgen.api.parameters import LIMIT, MISSING, MOST_HITS
from kbgen.api.problems import MEDIA_TYPE, BadParameters, NothingFound
from kbgen.api.responses import AGE
from kbgen.errors import NotFoundError
from kbgen.export.json_api import FOLDER, PROMISE, VERSION, shard_of
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.lookup.names import MOST, normalise

Json = dict[str, Any]

_SCHEMAS = f"{FOLDER}/schemas/"
_DESCRIPTION = f"""\
Look something up by any of its names, search by words, read every entry as JSON. What a static site can give stands at
the same addresses there, byte for byte. {PROMISE}

Every address is for reading (`GET`, `HEAD`), from the pages of every site. Answers are JSON in UTF-8; they may be kept
for {AGE} s. After that, ask with `If-None-Match` and their `ETag`: 304 says that they still hold. What has no answer
gets a problem (RFC 9457)."""

_HEADERS: Json = {
    "ETag": {"schema": {"type": "string"}, "description": "Changes when a byte of the answer does."},
    "Cache-Control": {"schema": {"type": "string"}, "description": "How long it may be kept."},
}
_LOCATION: Json = {
    "Location": {
        "schema": {"type": "string", "format": "uri-reference"},
        "description": "Where the entry is that replaces it.",
    }
}
_OTHERS: dict[HTTPStatus, Json] = {
    HTTPStatus.MOVED_PERMANENTLY: {"description": "The entry was retired; another replaces it.", "headers": _LOCATION},
    HTTPStatus.BAD_REQUEST: {"description": "A parameter cannot be used; `detail` says what to write instead."},
    HTTPStatus.NOT_FOUND: {"description": "Nothing is called so; `suggestions` look like it."},
}
_PROBLEMS = {HTTPStatus.BAD_REQUEST: "bad-parameters", HTTPStatus.NOT_FOUND: "nothing-found"}


def _problem(more: Json) -> Json:
    """A problem with members of its own."""
    return {
        "allOf": [{"$ref": "#/components/schemas/problem"}],
        "type": "object",
        "properties": more,
        "required": list(more),
    }


_OWN: Json = {
    "home": {
        "title": "Home",
        "description": "Where to begin: addresses, and templates of addresses (RFC 6570), relative to this one.",
        "type": "object",
        "additionalProperties": {"type": "string"},
    },
    "schema": {"title": "JSON Schema", "type": "object"},
    "openapi": {"title": "OpenAPI document", "type": "object"},
    "bad-parameters": _problem(
        {
            "parameters": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "Parameter → what to write instead.",
            }
        }
    ),
    "nothing-found": _problem(
        {
            "suggestions": {
                "type": "array",
                "items": {"type": "string"},
                "description": "What looks like what was asked for, the best first.",
            }
        }
    ),
}
"""The schemas of what only a server gives."""


def operation(schema: str, parameters: Sequence[str], others: Sequence[HTTPStatus]) -> Json:
    """What FastAPI is to say of a route, in references to the components that `document` adds.

    `schema` names that of the answer, `others` are the statuses it may have instead.
    """
    answer: Json = {"schema": _component("schemas", schema)}
    if schema in ("answer", "search"):
        answer["examples"] = {"one": _component("examples", schema)}
    responses: dict[int, Json] = {
        200: {"description": "The answer.", "headers": _HEADERS, "content": {"application/json": answer}},
        304: {"description": "The client has this answer already.", "headers": _HEADERS},
    }
    for status in others:
        responses[int(status)] = {**_OTHERS[status]}
        if status in _PROBLEMS:
            name = _PROBLEMS[status]
            problem = {"schema": _component("schemas", name), "examples": {"one": _component("examples", name)}}
            responses[int(status)]["content"] = {MEDIA_TYPE: problem}
    references = [_component("parameters", name) for name in parameters]
    return {"responses": responses, "openapi_extra": {"parameters": references} if references else None}


def document(index: Index, routes: Sequence[BaseRoute]) -> Json:
    """The description of `routes` as they answer from `index`."""
    language = "en" if "en" in index.languages else index.languages[0]  # the rest of the document is in English
    described: Json = get_openapi(
        title=index.title[language],
        version=VERSION,
        summary=index.description[language],
        description=_DESCRIPTION,
        routes=routes,
        license_info={"name": index.licence, "identifier": index.licence},
    )
    described["components"] = {
        "schemas": _schemas(index),
        "parameters": _parameters(index, language),
        "examples": _examples(index, language),
    }
    return described


def _schemas(index: Index) -> Json:
    """The schemas of the API, which refer to each other as files, as components that refer to each other."""
    published = {name: _embedded(json.loads(index.file(path) or ""), name) for name, path in _published(index).items()}
    entry = {"title": "Entry", "oneOf": [_component("schemas", kind) for kind in index.kinds]}
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
    return {
        key: _reference(value, name) if key == "$ref" and isinstance(value, str) else _embedded(value, name)
        for key, value in schema.items()
        if key != "$schema"
    }


def _reference(target: str, name: str) -> str:
    """`#/$defs/Source` stands inside of `name`, `proof.json` beside it."""
    file, _, fragment = target.partition("#")
    return f"#/components/schemas/{file.removesuffix('.json') or name}{fragment}"


def _component(group: str, name: str) -> Json:
    return {"$ref": f"#/components/{group}/{name}"}


def _parameters(index: Index, language: str) -> Json:
    """What may be asked of this base."""
    first = next(iter(index))
    name = index.name(first, language)
    words: Json = {"type": "string", "minLength": 1, "maxLength": MOST}
    return {
        "name": _asked("q", words, "A name, an identifier or LaTeX.", name, required=True),
        "words": _asked("q", words, "Words, in any language of the base.", name, required=True),
        "kind": _asked("kind", {"enum": list(index.kinds)}, "Only entries of this kind.", first.partition("/")[0]),
        "lang": _asked("lang", {"enum": list(index.languages)}, "Only texts in this language.", language),
        "limit": _asked(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST_HITS, "default": LIMIT},
            "The most hits to give.",
            LIMIT,
        ),
        "kind-of-entry": _in_path("kind", {"enum": list(index.kinds)}, "A kind.", first.partition("/")[0]),
        "id": _in_path("id", {"type": "string", "minLength": 1}, "An entry of this kind.", first.partition("/")[2]),
        "shard": _in_path(
            "shard",
            {"type": "string", "pattern": "^[a-z0-9_]+$"},
            "The first two characters of a normalised name: a-z and 0-9 as they are, others as `_` and their code point"
            " in hexadecimal digits.",
            shard_of(normalise(name)),
        ),
        "schema": _in_path("name", {"enum": list(_published(index))}, "A schema of this API.", "answer"),
    }


def _asked(name: str, schema: Json, description: str, example: object, *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _in_path(name: str, schema: Json, description: str, example: object) -> Json:
    return {**_asked(name, schema, description, example, required=True), "in": "path"}


def _examples(index: Index, language: str) -> Json:
    """An answer of each sort, about the first entry of the base."""
    name = index.name(next(iter(index)), language)
    missing = NotFoundError(name[::-1], (name,))
    examples = {
        "answer": answer_json(index, index.lookup(name)),
        "search": hits_json(index, name, index.search(name, limit=1), None, None),
        "nothing-found": NothingFound(str(missing), missing.suggestions).body(),
        "bad-parameters": BadParameters({"q": MISSING}).body(),
    }
    return {key: {"value": json.loads(text)} for key, text in examples.items()}
