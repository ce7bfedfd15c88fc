"""DOIs: found in addresses and made alike, and whether one is registered at all, by whatever agency.

The registry answers 404 with `{"responseCode": 100}` for a name nobody has registered, 200 with `responseCode` 1 for
one that is (“Proxy Server REST API”, https://www.doi.org/the-identifier/resources/factsheets/doi-resolution-documentation).
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from kbgen.links.exchange import Answer, Question
from kbgen.links.identify.folding import clean
from kbgen.links.identify.sought import Absent, Reply, Silent

NAME = "doi.org"
LIMIT = 1024 * 1024
_DOI = re.compile(r"^10\.\d{4,9}(?:\.\d+)*/\S+$")


def doi_in(url: str) -> str:
    """The DOI in an address of doi.org, in lower case; empty if it is no such address."""
    parts = urlsplit(url)
    if (parts.hostname or "").lower() not in {"doi.org", "dx.doi.org", "www.doi.org"}:
        return ""
    return normalised(unquote(parts.path).strip("/"))


def normalised(doi: str) -> str:
    """A DOI in lower case, as the registry compares; empty if it has not the form of one."""
    doi = doi.strip().lower().removeprefix("doi:").removeprefix("https://doi.org/")
    return doi if _DOI.match(doi) else ""


def question(doi: str) -> Question:
    """Whether a DOI is registered."""
    return Question("GET", f"https://doi.org/api/handles/{quote(doi, safe='/')}", body_limit=LIMIT)


def parse(answer: Answer) -> Reply:
    """Absent if nobody has registered the DOI. It never says what the DOI names."""
    message = read_json(answer)
    if answer.status == 404 and isinstance(message, dict) and message.get("responseCode") == 100:
        return Absent(NAME)
    registered = answer.status == 200 and isinstance(message, dict) and message.get("responseCode") == 1
    return Silent(NAME, "registered with an agency that is not asked" if registered else why(answer))


def read_json(answer: Answer) -> Any:
    """The body as JSON, None if it is none."""
    if answer.truncated or not answer.body:
        return None
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None


def why(answer: Answer) -> str:
    """Why an answer is none, in a few words."""
    if answer.failure is not None:
        return answer.detail or answer.failure.value
    return f"status {answer.status}" + (", not understood" if answer.status == 200 else "")


def words(value: object) -> str:
    """A text of an answer on one line, safe to print, empty if it is none."""
    return clean(value) if isinstance(value, str) else ""
