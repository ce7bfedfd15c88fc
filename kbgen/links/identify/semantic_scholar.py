"""Semantic Scholar's batch call, asked where arXiv or Crossref gave no answer. Pure.

https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/post_graph_get_papers
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kbgen.links.exchange import Answer, Question
from kbgen.links.identify.doi import read_json, why, words
from kbgen.links.identify.sought import Known, Reply, Silent
from kbgen.records.links import Found

NAME = "Semantic Scholar"
BATCH = 100
"""Papers in one call; up to 500 are allowed."""
LIMIT = 8 * 1024 * 1024
_URL = "https://api.semanticscholar.org/graph/v1/paper/batch?fields=title,year,authors,externalIds"


def question(identifiers: Sequence[str]) -> Question:
    """One call for up to `BATCH` identifiers, each `ARXIV:…` or `DOI:…`."""
    body = json.dumps({"ids": list(identifiers)}).encode()
    return Question("POST", _URL, {"content-type": "application/json"}, body_limit=LIMIT, body=body)


def parse(answer: Answer, asked: Sequence[str]) -> dict[str, Reply]:
    """What it knows, in the order asked.

    It has not read everything: what it does not know may well exist, and never is absent.
    """
    papers = read_json(answer) if answer.status == 200 else None
    if not isinstance(papers, list) or len(papers) != len(asked):
        return dict.fromkeys(asked, Silent(NAME, why(answer)))
    return {identifier: _reply(paper) for identifier, paper in zip(asked, papers, strict=True)}


def _reply(paper: Any) -> Reply:
    if not isinstance(paper, dict) or not words(paper.get("title")):
        return Silent(NAME, "not known there")
    authors, year = paper.get("authors"), paper.get("year")
    first = authors[0] if isinstance(authors, list) and authors and isinstance(authors[0], dict) else {}
    found = Found(
        NAME,
        title=words(paper.get("title")),
        first_author=words(first.get("name")),
        year=year if isinstance(year, int) else None,
    )
    return Known(found)
