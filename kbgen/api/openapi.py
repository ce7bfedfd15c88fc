"""The OpenAPI document: the addresses as FastAPI lists them, with what stands behind them as components."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from kbgen.api.components import component, components
from kbgen.api.problems import MEDIA_TYPE
from kbgen.api.responses import AGE
from kbgen.export.json_api import PROMISE, VERSION
from kbgen.index.index import Index

Json = dict[str, Any]

_DESCRIPTION = f"""\
Look something up by any of its names, search by words, read every entry as JSON. What a static site can give stands at
the same addresses there, byte for byte. {PROMISE}

Every address is for reading, from the pages of every site: `GET`, `HEAD` and `OPTIONS`; other methods get 405. Answers
are JSON in UTF-8 and may be kept for {AGE} s. After that, ask with `If-None-Match` and their `ETag`: 304 says that they
still hold. What has no answer gets a problem (RFC 9457)."""

_OTHERS = {
    HTTPStatus.MOVED_PERMANENTLY: "The entry was retired; another replaces it. A static site gives that one here.",
    HTTPStatus.BAD_REQUEST: "A parameter cannot be used; `detail` says what to write instead.",
    HTTPStatus.NOT_FOUND: "Nothing is called so; `suggestions` look like it.",
}
_PROBLEMS = {HTTPStatus.BAD_REQUEST: "bad-parameters", HTTPStatus.NOT_FOUND: "nothing-found"}
_WITH_EXAMPLE = frozenset({"answer", "search", *_PROBLEMS.values()})


def operation(schema: str, parameters: Sequence[str], others: Sequence[HTTPStatus]) -> Json:
    """What FastAPI is to say of a route, in references to the components that `document` adds.

    `schema` names that of the answer, `others` are the statuses it may have instead.
    """
    kept = _headers("ETag", "Cache-Control")
    responses: dict[int, Json] = {
        200: {"description": "The answer.", **kept, **_content("application/json", schema)},
        304: {"description": "The client has this answer already.", **kept},
    }
    for status in others:
        problem = _content(MEDIA_TYPE, _PROBLEMS[status]) if status in _PROBLEMS else _headers("Location")
        responses[int(status)] = {"description": _OTHERS[status], **problem}
    asked = [component("parameters", name) for name in parameters]
    return {"responses": responses, "openapi_extra": {"parameters": asked} if asked else None}


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
    return {**described, "components": components(index, language)}


def _content(media_type: str, schema: str) -> Json:
    body: Json = {"schema": component("schemas", schema)}
    if schema in _WITH_EXAMPLE:
        body["examples"] = {"one": component("examples", schema)}
    return {"content": {media_type: body}}


def _headers(*names: str) -> Json:
    return {"headers": {name: component("headers", name) for name in names}}
