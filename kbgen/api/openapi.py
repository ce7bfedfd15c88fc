"""The OpenAPI document: the addresses as FastAPI lists them, and the schemas, limits and examples of the content behind."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from kbgen.api.parameters import LIMIT, MOST_HITS
from kbgen.api.problems import MEDIA_TYPE, BadParameters, NothingFound, Problem
from kbgen.api.responses import AGE
from kbgen.errors import NotFoundError
from kbgen.export.json_api import FOLDER, PROMISE, VERSION, shard_of
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.lookup.names import MOST, normalise

Json = dict[str, Any]

_SCHEMAS = f"{FOLDER}/schemas/"
_DESCRIPTION = f"""\
Look up what something is called by any of its names, search by words, read every entry as JSON. What a static site can
give stands at the same addresses there, byte for byte. {PROMISE}

Every address is for reading (`GET`, `HEAD`), from the pages of every site. Answers are JSON in UTF-8; they may be kept for
{AGE} s. After that, ask with `If-None-Match` and their `ETag`: 304 says that they still hold. What has no answer gets a
problem (RFC 9457)."""

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
        if status >= HTTPStatus.BAD_REQUEST:
            problem = {"schema": _component("schemas", "problem"), "examples": {"one": _component("examples", status.name)}}
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
    paths = [path for path in index.files() if path.startswith(_SCHEMAS)]
    named = {path.removeprefix(_SCHEMAS).removesuffix(".json"): json.loads(index.file(path) or "{}") for path in paths}
    return {name: _embedded(schema, name) for name, schema in named.items()} | _OWN_SCHEMAS


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
