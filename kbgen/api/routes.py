"""The addresses: what each answers, and the words that describe it."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kbgen.api import openapi, responses
from kbgen.api.edition import Edition
from kbgen.api.parameters import name_in, search_in
from kbgen.api.problems import NothingFound, Problem
from kbgen.errors import NotFoundError
from kbgen.export.json_api import FOLDER
from kbgen.index.wire import answer_json, hits_json
from kbgen.lookup.suggest import suggest

Endpoint = Callable[[Request], Response]
"""It cannot wait for anything: the edition that it reads is not replaced meanwhile."""


class Direct(APIRoute):
    """A route whose function takes the request and gives the response, with nothing in between.

    FastAPI would find out dependencies and parameters, and open and close what they may hold: a third of the time that
    a look-up takes.
    """

    def __init__(self, path: str, endpoint: Endpoint, **described: Any) -> None:
        super().__init__(path, endpoint, **described)
        self.app = _answering(endpoint)


class Route(NamedTuple):
    """An address as it is served and described; the docstring of its function is the rest of the description."""

    name: str
    """Of the operation, for programs that make a client of the description."""
    path: str
    endpoint: Endpoint
    summary: str
    schema: str
    """Of the answer, by its name among the components of the OpenAPI document; so are the parameters."""
    parameters: tuple[str, ...] = ()
    others: tuple[HTTPStatus, ...] = ()
    """What it may say instead of 200 and 304."""


def lookup(request: Request) -> Response:
    """By a name, an alias, an acronym, a symbol or LaTeX, an arXiv id, the name of an API, whatever its case, accents
    and hyphens; else by a form of a name, its beginning, a typing mistake, a part of a formula, its words.

    Every entry that answers comes in brief, the best first; the first also in full.
    """
    query = name_in(request.scope["query_string"])
    edition = _edition(request)
    return responses.answer(request.scope, answer_json(edition, edition.lookup(query)).encode())


def search(request: Request) -> Response:
    """The entries whose names or texts hold all the words, in any form; if none does, those with words that begin so.

    Nothing found is an answer without hits.
    """
    edition = _edition(request)
    asked = search_in(request.scope["query_string"], edition.kinds, edition.languages)
    hits = edition.search(asked.query, kind=asked.kind, language=asked.language, limit=asked.limit)
    found = hits_json(edition, asked.query, hits, asked.kind, asked.language)
    return responses.answer(request.scope, found.encode())


def entry(request: Request) -> Response:
    """One entry, with its proof, and what points at it. The address of a retired one leads to what replaces it."""
    edition = _edition(request)
    ref = "{kind}/{id}".format(**request.path_params)
    if ref in edition.moved:
        return responses.moved(f"../{edition.moved[ref]}.json")  # relative: a proxy may give this server another root
    return responses.answer(request.scope, edition.document(ref).encode())


def kind(request: Request) -> Response:
    """The entries of one kind in brief, in the order of the content."""
    edition, name = _edition(request), request.path_params["kind"]
    body = edition.made.get(f"{FOLDER}/{name}.json")
    if body is None:
        kinds = edition.kinds
        raise NothingFound(f"there is no kind '{name}'; choose one of {', '.join(kinds)}", suggest(name, kinds))
    return responses.answer(request.scope, body)


def stored(request: Request) -> Response:
    """The same file as on the site."""
    template: str = request.scope["route"].path
    body = _edition(request).made.get(template.format(**request.path_params).removeprefix("/"))
    if body is None:
        raise _no_address()
    return responses.answer(request.scope, body)


def description(request: Request) -> Response:
    """This document. It follows the content: kinds, languages and examples are those of the base."""
    edition = _edition(request)
    if edition.openapi is None:
        edition.openapi = json.dumps(openapi.document(edition, request.app.routes), ensure_ascii=False).encode()
    return responses.answer(request.scope, edition.openapi)


def home(request: Request) -> Response:
    """Addresses, and templates of addresses."""
    return responses.answer(request.scope, _HOME)


async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """What a path gets that is no address."""
    await responses.problem(_no_address())(scope, receive, send)


def _answering(endpoint: Endpoint) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = endpoint(Request(scope))
        except Problem as problem:
            response = responses.problem(problem)
        except NotFoundError as error:
            response = responses.problem(NothingFound(str(error), error.suggestions))
        await response(scope, receive, send)

    return app


def _no_address() -> NothingFound:
    return NothingFound(f"nothing stands at this address; /{FOLDER}/index.json says what there is")


def _edition(request: Request) -> Edition:
    """The content as it is now. Read once in a request, so that an answer is of one piece."""
    edition: Edition = request.app.current.edition
    return edition


_HOME = json.dumps(
    {
        "index": f"{FOLDER}/index.json",
        "lookup": f"{FOLDER}/lookup{{?q}}",
        "search": f"{FOLDER}/search{{?q,kind,lang,limit}}",
        "openapi": "openapi.json",
    }
).encode()
_WRONG, _MISSING, _MOVED = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.MOVED_PERMANENTLY
_API = f"/{FOLDER}"

ROUTES = (  # the first that fits is taken
    Route("lookup", f"{_API}/lookup", lookup, "What is called so", "answer", ("name",), (_WRONG, _MISSING)),
    Route(
        "search",
        f"{_API}/search",
        search,
        "What holds these words",
        "search",
        ("words", "kind", "lang", "limit"),
        (_WRONG,),
    ),
    Route("index", f"{_API}/index.json", stored, "What there is", "index"),
    Route("all", f"{_API}/all.json", stored, "Every entry in full", "all"),
    Route("kind", f"{_API}/{{kind}}.json", kind, "The entries of a kind", "kind", ("kind-of-entry",), (_MISSING,)),
    Route("names", f"{_API}/names/{{shard}}.json", stored, "Names that begin alike", "names", ("shard",), (_MISSING,)),
    Route("schema", f"{_API}/schemas/{{name}}.json", stored, "A JSON Schema", "schema", ("schema",), (_MISSING,)),
    Route(
        "entry", f"{_API}/{{kind}}/{{id}}.json", entry, "An entry", "entry", ("kind-of-entry", "id"), (_MOVED, _MISSING)
    ),
    Route("openapi", "/openapi.json", description, "The description of this API", "openapi"),
    Route("home", "/", home, "Where to begin", "home"),
)
