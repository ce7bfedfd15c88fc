"""Where the Internet Archive keeps a page that is gone (https://archive.org/help/wayback_api.php)."""

from __future__ import annotations

import json
from urllib.parse import quote

from kbgen.links.exchange import Answer, Question
from kbgen.links.recording import stripped

LIMIT = 64 * 1024


def question(url: str) -> Question:
    """Ask for the snapshot nearest to now."""
    return Question(
        "GET", f"https://archive.org/wayback/available?url={quote(stripped(url), safe='')}", body_limit=LIMIT
    )


def snapshot(answer: Answer) -> str:
    """The address of the snapshot; empty if there is none or the archive did not say."""
    try:
        closest = json.loads(answer.body)["archived_snapshots"]["closest"]
        url = closest["url"] if closest["available"] and str(closest["status"]).startswith("2") else ""
    except (ValueError, KeyError, TypeError):
        return ""
    return url.replace("http://", "https://", 1) if isinstance(url, str) else ""
