"""The addresses: what each answers, and the words that document it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from kbgen.api import openapi, responses
from kbgen.api.edition import Edition
from kbgen.api.parameters import name_in, search_in
from kbgen.api.problems import Problem
from kbgen.export.json_api import FOLDER
from kbgen.index.wire import answer_json, hits_json

Endpoint = Callable[[Request], Coroutine[Any, Any, Response]]


class Direct(APIRoute):
    """A route whose function takes the request and gives the response: FastAPI has nothing to find out or to convert.

    That is a third of the time that a look-up takes.
    """

    def get_route_handler(self) -> Endpoint:
        """The function itself."""
        endpoint: Endpoint = self.endpoint
        return endpoint


class Route(NamedTuple):
    """An address as it is served and documented; the docstring of its function describes it."""

    path: str
    endpoint: Endpoint
    summary: str
    schema: str
    """Of the answer: one of those in `/api/v1/schemas`; empty for a JSON Schema or an OpenAPI document."""
    parameters: tuple[str, ...] = ()
    others: tuple[HTTPStatus, ...] = ()
    """What it may say instead."""


async def lookup(request: Request) -> Response:
    """By a name, an alias, an acronym, a symbol or LaTeX, an arXiv id, the name of an API, whatever its case, accents and
    hyphens; else by a form of a name, its beginning, a typing mistake, a part of a formula, its words.

    Every entry that answers comes in brief, the best first; the first also in full.
    """
    query = name_in(request.scope["query_string"])
    index = _edition(request).index
    return responses.answer(request.scope, answer_json(index, index.lookup(query)))


async def search(request: Request) -> Response:
    """The entries whose names or texts hold all the words, in any form; if none does, those that hold words which begin
    so. Nothing found is an answer without hits.
    """
    index = _edition(request).index
    asked = search_in(request.scope["query_string"], index.kinds, index.languages)
    hits = index.search(asked.query, kind=asked.kind, language=asked.language, limit=asked.limit)
    return responses.answer(request.scope, hits_json(index, asked.query, hits, asked.kind, asked.language))


async def entry(request: Request) -> Response:
    """One entry. The address of a retired one leads to what replaces it."""
    index = _edition(request).index
    ref = "{kind}/{id}".format(**request.path_params)
    now = index.current(ref)
    if now != ref:
        return responses.moved(f"../{now}.json")  # relative: a proxy may give this server another root
    return responses.answer(request.scope, index.document(ref))


async def kind(request: Request) -> Response:
    """The entries of one kind, each in brief."""
    edition = _edition(request)
    name = request.path_params["kind"]
    if name not in edition.index.kinds:
        raise NotFoundError(name, suggest(name, edition.index.kinds))
    return await stored(request)


async def stored(request: Request) -> Response:
    """The same file as on the site."""
    template: str = request.scope["route"].path
    text = _edition(request).file(template.format(**request.path_params).removeprefix("/"))
    if text is None:
        raise no_address()
    return responses.answer(request.scope, text)


async def description(request: Request) -> Response:
    """This document."""
    return responses.answer(request.scope, json.dumps(request.app.openapi(), ensure_ascii=False))


async def home(request: Request) -> Response:
    """Where to begin."""
    return responses.answer(request.scope, _HOME)
