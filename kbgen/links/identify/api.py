"""The one module that imports httpx: carries questions to the catalogues.

httpx serves here, for these are a few hundred questions to a handful of hosts.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from types import TracebackType
from urllib.parse import urljoin

import httpx

from kbgen.links.exchange import Answer, Failure, Question
from kbgen.links.identify import github

LIMIT = 8 * 1024 * 1024
"""Bytes of a body that are read at most."""


class Api:
    """A `Send` to catalogues. `timeout` is the total deadline of an answer in seconds, `agent` the `User-Agent`.

    The token in `GITHUB_TOKEN` or `GH_TOKEN` goes to GitHub's API alone. It stands in no question, so that no
    recording and no message can hold it; one that GitHub refuses is dropped, and the question asked without.
    Proxies are taken from the environment (`HTTPS_PROXY`, `SSL_CERT_FILE`): where there is one, often nothing else
    leads out, and TLS is verified through it. Redirects are answers.
    """

    def __init__(
        self,
        *,
        timeout: float = 30.0,
        agent: str = "kbgen",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        environment = os.environ if environment is None else environment
        self._timeout = timeout
        self._agent = agent
        self._token = _token(environment)
        self._client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Api:
        self._client = httpx.AsyncClient(
            headers={"user-agent": self._agent},
            timeout=self._timeout,
            follow_redirects=False,
            trust_env=True,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def __call__(self, question: Question) -> Answer:
        """The answer, or why there is none."""
        token = self._token if question.url.startswith(f"https://{github.HOST}/") else ""
        answer = await self._answer(question, token)
        if answer.status == 401 and token:
            self._token = ""
            return await self._answer(question, "")
        return answer

    async def _answer(self, question: Question, token: str) -> Answer:
        try:
            async with asyncio.timeout(self._timeout):
                return await self._sent(question, token)
        except TimeoutError:
            return Answer(question.url, failure=Failure.TIMEOUT, detail=f"no answer within {self._timeout:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            return Answer(question.url, failure=_failure(error), detail=f"{type(error).__name__}: {error}")

    async def _sent(self, question: Question, token: str) -> Answer:
        if self._client is None:
            raise RuntimeError("Api is to be entered with `async with` first")
        headers = dict(question.headers) | ({"authorization": f"Bearer {token}"} if token else {})
        stream = self._client.stream(question.method, question.url, headers=headers, content=question.body or None)
        async with stream as response:
            body, truncated = await _body(response, min(question.body_limit, LIMIT))
        location = response.headers.get("location", "")
        return Answer(
            question.url,
            response.status_code,
            dict(response.headers),
            body,
            truncated,
            redirect=urljoin(question.url, location) if location and response.is_redirect else "",
        )


async def _body(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    body = bytearray()
    if limit:
        async for chunk in response.aiter_bytes(1 << 16):
            body += chunk
            if len(body) > limit:
                return bytes(body[:limit]), True
    return bytes(body), False


def _token(environment: Mapping[str, str]) -> str:
    token = (environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN") or "").strip()
    return token if token.isascii() and token.isprintable() else ""


# By class, the most special first; what else a connection may fail with is looked for among the causes.
_FAILURES: tuple[tuple[type[Exception], Failure], ...] = (
    (httpx.TimeoutException, Failure.TIMEOUT),
    (httpx.DecodingError, Failure.BAD_ENCODING),
    (httpx.UnsupportedProtocol, Failure.BAD_URL),
    (httpx.InvalidURL, Failure.BAD_URL),
    (ssl.SSLError, Failure.TLS),
    (socket.gaierror, Failure.NO_SUCH_HOST),
    (ConnectionRefusedError, Failure.CONNECTION_REFUSED),
    (httpx.ConnectError, Failure.UNREACHABLE),
    (httpx.ProtocolError, Failure.NOT_HTTP),
    (httpx.NetworkError, Failure.DISCONNECTED),
)


def _failure(error: BaseException) -> Failure:
    causes = list(_causes(error))
    for kind, failure in _FAILURES:
        if any(isinstance(cause, kind) for cause in causes):
            return failure
    return Failure.NOT_HTTP


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
