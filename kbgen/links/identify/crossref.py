"""Crossref's REST API: https://api.crossref.org/swagger-ui/index.html. Pure: questions are made here, answers read."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from kbgen.links.exchange import Answer, Question
from kbgen.links.identify.doi import read_json, why, words
from kbgen.links.identify.sought import Absent, Known, Reply, Silent
from kbgen.records.links import Found

NAME = "Crossref"
AT_ONCE = 5
"""Questions in flight; the public service allows as many (https://www.crossref.org/documentation/retrieve-metadata/rest-api/)."""
LIMIT = 8 * 1024 * 1024
_WITHDRAWALS = {"retraction", "withdrawal", "removal"}


def question(doi: str) -> Question:
    """All that Crossref knows of a DOI."""
    return Question("GET", f"https://api.crossref.org/works/{quote(doi, safe='')}", body_limit=LIMIT)


def parse(answer: Answer) -> Reply:
    """What Crossref has under a DOI. Absent means: not at Crossref; another agency may have it."""
    if answer.status == 404:
        return Absent(NAME)
    body = read_json(answer) if answer.status == 200 else None
    message = body.get("message") if isinstance(body, dict) else None
    if not isinstance(message, dict) or not isinstance(message.get("title", []), list):
        return Silent(NAME, why(answer))
    found = Found(NAME, title=_title(message), first_author=_first_author(message), year=_year(message))
    return Known(found, _notice(message))


def _title(message: dict[str, Any]) -> str:
    title, subtitle = _first(message.get("title")), _first(message.get("subtitle"))
    return f"{title}: {subtitle}" if subtitle and subtitle not in title else title


def _first(values: Any) -> str:
    return words(values[0]) if isinstance(values, list) and values else ""


def _first_author(message: dict[str, Any]) -> str:
    """`Family, Given`: Crossref keeps them apart, and so nobody need guess."""
    authors = [author for author in _list(message.get("author")) if isinstance(author, dict)]
    first = next((author for author in authors if author.get("sequence") == "first"), authors[0] if authors else {})
    family, given = words(first.get("family")), words(first.get("given"))
    return f"{family}, {given}" if family and given else family or words(first.get("name"))


def _year(message: dict[str, Any]) -> int | None:
    """The year of first publication, in print or online."""
    for name in ("issued", "published", "published-online", "published-print", "posted"):
        parts = message[name].get("date-parts") if isinstance(message.get(name), dict) else None
        first = _list(_list(parts)[0]) if _list(parts) else []
        if first and isinstance(first[0], int):
            return first[0]
    return None


def _notice(message: dict[str, Any]) -> str:
    """The notice that withdrew it (`updated-by`), or that it is such a notice itself (`update-to`)."""
    for name, verb in (("updated-by", "withdrawn by"), ("update-to", "a notice that withdraws")):
        for update in _list(message.get(name)):
            if isinstance(update, dict) and words(update.get("type")).lower() in _WITHDRAWALS:
                label = words(update.get("label")) or words(update.get("type"))
                return f"{label}: {verb} {words(update.get('DOI'))}".strip()
    return ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
