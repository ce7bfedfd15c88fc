"""The application: the addresses, and the content behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from kbgen.api import openapi, responses
from kbgen.api.current import Current
from kbgen.api.middleware import OnlyReading
from kbgen.api.problems import Problem
from kbgen.api.routes import ROUTES, Direct, nowhere


def create_app(source: Path | None = None) -> FastAPI:
    """The API over the content folder or index `source`; without it, over the content that came with kbgen.

    While a server runs it, what changes in `source` is taken up within a second. Raises `KbgenError` if it cannot be
    used, `ContentError` if the content is broken.
    """
    return Api(Current(source))


class Api(FastAPI):
    """The API over content that may change."""

    def __init__(self, current: Current) -> None:
        # No pages of documentation: those of FastAPI load their scripts from a third party. `/openapi.json` is a route.
        super().__init__(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_following)
        self.current = current
        self.router.route_class = Direct
        self.router.default = nowhere
        for name, path, endpoint, summary, schema, parameters, others in ROUTES:
            described = openapi.operation(schema, parameters, others)
            self.add_api_route(path, endpoint, summary=summary, operation_id=name, **described)

    def build_middleware_stack(self) -> ASGIApp:
        """What every request passes. FastAPI's own layers are for dependencies, files and limits of what is sent."""
        return ServerErrorMiddleware(OnlyReading(self.router), handler=_failed)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document of the content as it is now."""
        return openapi.document(self.current.edition, self.routes)


@asynccontextmanager
async def _following(app: FastAPI) -> AsyncIterator[None]:
    assert isinstance(app, Api)
    async with app.current.following():
        yield


async def _failed(_: Request, __: Exception) -> Response:
    """A mistake in kbgen: the client learns nothing of it, the server logs it."""
    return responses.problem(Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "this is a mistake in kbgen; please report it"))
