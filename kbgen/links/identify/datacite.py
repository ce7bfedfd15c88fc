"""DataCite's REST API: https://support.datacite.org/reference/get_dois. Pure: questions are made here, answers read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from kbgen.links.exchange import Answer, Question
from kbgen.links.identify.doi import normalised, read_json, why, words
from kbgen.links.identify.sought import Absent, Known, Reply, Silent
from kbgen.records.links import Found

NAME = "DataCite"
BATCH = 100
"""DOIs in one call; a page holds up to 1,000."""
LIMIT = 8 * 1024 * 1024


def question(dois: Sequence[str]) -> Question:
    """One call for up to `BATCH` DOIs."""
    listed = ",".join(quote(doi, safe="/") for doi in dois)
    return Question("GET", f"https://api.datacite.org/dois?ids={listed}&page%5Bsize%5D={len(dois)}", body_limit=LIMIT)


def parse(answer: Answer, asked: Sequence[str]) -> dict[str, Reply]:
    """What DataCite has under each DOI. Absent means: not at DataCite."""
    body = read_json(answer) if answer.status in {200, 404} else None
    data = body.get("data") if isinstance(body, dict) else None
    if answer.status == 404 and isinstance(body, dict):
        data = []
    if not isinstance(data, list):
        return dict.fromkeys(asked, Silent(NAME, why(answer)))
    known = {doi: reply for item in data for doi, reply in [_known(item)] if doi in asked}
    return dict.fromkeys(asked, Absent(NAME)) | known


def _known(item: Any) -> tuple[str, Reply]:
    attributes = item.get("attributes") if isinstance(item, dict) else None
    if not isinstance(attributes, dict):
        return "", Silent(NAME)
    year = attributes.get("publicationYear")
    found = Found(
        NAME,
        title=_title(attributes.get("titles")),
        first_author=_first_author(attributes.get("creators")),
        year=year if isinstance(year, int) else None,
    )
    return normalised(words(attributes.get("doi")) or words(item.get("id"))), Known(found)


def _title(titles: Any) -> str:
    """The title without a `titleType`: those with one are subtitles, translations, alternatives."""
    each = [title for title in titles if isinstance(title, dict)] if isinstance(titles, list) else []
    main = next((title for title in each if not title.get("titleType")), each[0] if each else {})
    return words(main.get("title"))


def _first_author(creators: Any) -> str:
    first = creators[0] if isinstance(creators, list) and creators and isinstance(creators[0], dict) else {}
    family, given = words(first.get("familyName")), words(first.get("givenName"))
    return f"{family}, {given}" if family and given else words(first.get("name"))
