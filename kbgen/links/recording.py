"""Answers kept in a folder, and a run from them without a network.

One JSON file per host: `{"recorded": "2026-11-24", "answers": [{"method", "url", "request_body", "status", "headers",
"body" or "body_base64", "failure", "detail", …}]}`. Answers that nobody sent, written to test with, have `synthetic`
(why, and from what) in place of `recorded`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from kbgen.errors import KbgenError
from kbgen.links.exchange import Answer, Failure, Question, Send, redirect_of
from kbgen.links.hosts import host_of

Json = dict[str, Any]
_Key = tuple[str, str, str]

# Headers that a run reads; any other may let someone in.
_HEADERS = frozenset(
    {"cf-mitigated", "content-encoding", "content-type", "etag", "last-modified", "location", "retry-after",
     "x-ratelimit-remaining", "x-ratelimit-reset"}
)  # fmt: skip
_SECRET_QUERY = re.compile(
    r"^(.*token|.*secret.*|.*signature|sig|key|api[-_]?key|access[-_]?key.*|mailto|x-amz-.*|x-goog-.*|sess.*|sid|pass.*"
    r"|pwd|jwt|auth.*|credential.*)$",
    re.IGNORECASE,
)
_HIDDEN = "hidden"
_LONGEST = 200
"""Letters of the name of a file, which systems bear."""


@dataclass(slots=True)
class Recorder:
    """Keeps what passes through the `Send`s it makes, and writes it into `folder` at its end, also of a run cut short.

    Raises `KbgenError` if the folder cannot be written.
    """

    folder: Path
    _by_host: dict[str, dict[_Key, Json]] = field(default_factory=dict)

    def __enter__(self) -> Recorder:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KbgenError(f"{self.folder}: cannot be written ({error.strerror}); choose another folder") from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        today = datetime.now(UTC).date().isoformat()
        for host, answers in self._by_host.items():
            kept = {"recorded": today, "answers": [answers[key] for key in sorted(answers)]}
            text = json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True)
            file = self.folder / f"{_file_name(host)}.json"
            try:
                file.write_text(text + "\n", encoding="utf-8")
            except OSError as problem:
                raise KbgenError(f"{file}: cannot be written ({problem.strerror})") from None

    def of(self, send: Send) -> Send:
        """A `Send` that answers as `send` does; of several answers to a question the last one is kept."""

        async def kept(question: Question) -> Answer:
            answer = await send(question)
            host = host_of(question.url) or "nowhere"
            self._by_host.setdefault(host, {})[_key(question)] = _written(question, answer)
            return answer

        return kept


class Replay:
    """A `Send` from a folder of recorded answers. What is not recorded is an answer too: `NOT_RECORDED`.

    Raises `KbgenError` if the folder has no recordings or one that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.glob("*.json")) if folder.is_dir() else []
        if not files:
            raise KbgenError(f"{folder}: no recorded answers; record some with: kbgen check-links --record {folder}")
        self._answers: dict[_Key, Answer] = {}
        for file in files:
            self._read(file)

    def _read(self, file: Path) -> None:
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            for kept in data["answers"]:
                key = (kept["method"], kept["url"], kept.get("request_body", ""))
                self._answers[key] = _read(kept)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KbgenError(f"{file}: not a recording ({type(error).__name__}: {error}); record it again") from None

    async def __call__(self, question: Question) -> Answer:
        """The recorded answer, cut to what the question wants of it."""
        answer = self._answers.get(_key(question))
        if answer is None and question.method == "HEAD":  # what GET answered says as much and more
            answer = self._answers.get(("GET", *_key(question)[1:]))
        if answer is None:
            return Answer(question.url, failure=Failure.NOT_RECORDED, detail="no answer is recorded")
        limit = question.pdf_limit if "application/pdf" in answer.headers.get("content-type", "") else 0
        limit = 0 if question.method == "HEAD" else max(limit, question.body_limit)
        return Answer(
            question.url,
            answer.status,
            answer.headers,
            answer.body[:limit],
            truncated=answer.truncated or 0 < limit < len(answer.body),
            failure=answer.failure,
            detail=answer.detail,
            redirect=answer.redirect,
        )


def _key(question: Question) -> _Key:
    return (question.method, stripped(question.url), question.body.decode("utf-8", "replace"))


def stripped(url: str) -> str:
    """The address without fragment, user and the values of what looks like a key."""
    return _without_secrets(url)._replace(fragment="").geturl()


def _without_secrets(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        return urlsplit("")
    query = parts.query
    if any(_SECRET_QUERY.match(name) for name, _ in parse_qsl(query, keep_blank_values=True)):
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(name, _HIDDEN if _SECRET_QUERY.match(name) else value) for name, value in pairs])
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query)


def _written(question: Question, answer: Answer) -> Json:
    method, url, body = _key(question)
    kept: Json = {"method": method, "url": url, "status": answer.status, "headers": _harmless(answer.headers)}
    if body:
        kept["request_body"] = body
    if answer.failure is not None:
        kept["failure"], kept["detail"] = answer.failure.value, answer.detail
    if answer.truncated:
        kept["truncated"] = True
    if answer.body:
        try:
            kept["body"] = answer.body.decode("utf-8")
        except UnicodeDecodeError:
            kept["body_base64"] = base64.b64encode(answer.body).decode("ascii")
    return kept


def _harmless(headers: Any) -> dict[str, str]:
    harmless = {name: value for name, value in headers.items() if name in _HEADERS}
    if "location" in harmless:
        harmless["location"] = _without_secrets(harmless["location"]).geturl()
    return harmless


def _read(kept: Json) -> Answer:
    headers = {str(name).lower(): str(value) for name, value in (kept.get("headers") or {}).items()}
    body = base64.b64decode(kept["body_base64"]) if "body_base64" in kept else kept.get("body", "").encode()
    status = int(kept.get("status", 0))
    return Answer(
        kept["url"],
        status,
        headers,
        body,
        truncated=bool(kept.get("truncated", False)),
        failure=Failure(kept["failure"]) if kept.get("failure") else None,
        detail=kept.get("detail") or "",
        redirect=redirect_of(kept["url"], status, headers),
    )


def _file_name(host: str) -> str:
    name = quote(host, safe="").replace("%3A", "_")
    return name if len(name) <= _LONGEST else f"{name[:100]}-{hashlib.sha256(host.encode()).hexdigest()[:16]}"
