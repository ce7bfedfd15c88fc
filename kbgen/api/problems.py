"""What a request gets instead of an answer, as RFC 9457 writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 - an answer to the client, no failure of kbgen
    """Ends a request with `status` and a `detail` for the reader; `more` are members that a program can use."""

    def __init__(self, status: HTTPStatus, detail: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.more = more or {}

    def body(self) -> str:
        """The problem as JSON."""
        known = {"type": "about:blank", "title": self.status.phrase, "status": int(self.status), "detail": self.detail}
        return json.dumps({**known, **self.more}, ensure_ascii=False, separators=(",", ":"))


class BadParameters(Problem):
    """Parameters that cannot be used: `wrong` says of each what to write instead."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(HTTPStatus.BAD_REQUEST, "; ".join(wrong.values()), {"parameters": dict(wrong)})


class NothingFound(Problem):
    """Nothing is called so, or stands at this address; `suggestions` look like it."""

    def __init__(self, detail: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, detail, {"suggestions": list(suggestions)})
