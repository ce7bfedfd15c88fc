"""What is the same at every address: only reading, from any site."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kbgen.api.responses import not_allowed, options


class OnlyReading:
    """GET as it comes, HEAD as GET without the body, an answer to OPTIONS; every other method is refused."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, or refuse."""
        method = scope.get("method", "GET")  # what is no request (the start of the server) has none
        if method == "GET":
            await self._app(scope, receive, send)
        elif method == "HEAD":
            await self._app({**scope, "method": "GET"}, receive, _without_body(send))
        else:
            response = options() if method == "OPTIONS" else not_allowed(method)
            await response(scope, receive, send)


def _without_body(send: Send) -> Send:
    async def head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return head
