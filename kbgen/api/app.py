"""The application: addresses, what refuses, and the index behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kbgen import __version__
from kbgen.api import openapi, responses
from kbgen.api.current import Current
from kbgen.api.middleware import OnlyReading
from kbgen.api.problems import Problem
from kbgen.api.routes import ROUTES, Direct
from kbgen.errors import NotFoundError


def create_app(source: Path) -> FastAPI:
    """The API over the content folder or index `source`. Raises `KbgenError` if it cannot be used.

    While the application runs, a content or an index that changes is taken up within a second.
    """
    return Api(Current(source))


class Api(FastAPI):
    """The API over an index that may be replaced by a newer one."""

    def __init__(self, current: Current) -> None:
        # The pages that FastAPI makes of the OpenAPI document load their scripts from a third party.
        super().__init__(
            version=__version__, openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False, lifespan=_following
        )
        self.current = current
        self.router.route_class = Direct
        for route in ROUTES:
            self.add_api_route(route.path, route.endpoint)
        self.add_middleware(OnlyReading)
        self.add_exception_handler(Problem, _problem)
        self.add_exception_handler(NotFoundError, _not_found)
        self.add_exception_handler(HTTPException, _no_address)
        self.add_exception_handler(Exception, _failed)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document of the content as it is now."""
        return openapi.document(self.current.index)


@asynccontextmanager
async def _following(app: FastAPI) -> AsyncIterator[None]:
    assert isinstance(app, Api)
    async with app.current.following():
        yield
