"""arXiv's API: https://info.arxiv.org/help/api/user-manual.html. Pure: questions are made here, answers read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET
from xml.parsers import expat

from kbgen.links.exchange import Answer, Question
from kbgen.links.identify.doi import words
from kbgen.links.identify.sought import Absent, Known, Reply, Silent
from kbgen.records.links import Found

NAME = "arXiv"
BATCH = 100
"""Identifiers in one call; the manual allows 2,000 results, and addresses of more than 8 KiB are refused on the way."""
LIMIT = 8 * 1024 * 1024

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_IDENTIFIER = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})"
_IN_URL = re.compile(
    rf"^/(?:abs|pdf|html|format|ps|src|e-print|list)/({_IDENTIFIER})(?:v\d+)?(?:\.pdf)?/?$", re.IGNORECASE
)
_IN_DOI = re.compile(rf"^10\.48550/arxiv\.({_IDENTIFIER})(?:v\d+)?$", re.IGNORECASE)
_IN_FEED = re.compile(r"/abs/(.+?)(v\d+)?$")
_REFUSED = "incorrect_id_format_for_"
_GONE = r"(?:withdrawn|retracted)\b(?!\s+from\b(?!\s+(?:the\s+)?arxiv))"
_DONE = rf"(?:(?:has|have)\s+been|is|was|is\s+being)\s+(?:\w+ly\s+)?{_GONE}"
_PAPER = r"(?:paper|article|submission|manuscript|preprint|note|letter)"
_THIS = re.compile(
    rf"\bthis\s+(?:{_PAPER}|work|version|report)\s+{_DONE}|^\W*(?:the\s+)?{_PAPER}\s+{_DONE}", re.IGNORECASE
)
"""The words of authors and of arXiv's administrators, at the head of the abstract or in the comment."""
_COMMENT = re.compile(
    rf"\b(?:the|our|my|arxiv)\s+{_PAPER}\s+{_DONE}"
    rf"|^\W*(?:(?:this|the|now|temporarily|{_PAPER})\s+){{0,2}}{_GONE}\W*(?:$|(?:from|by|due\s+to|because)\b)"
    rf"|\bwithdrawn\s+by\s+(?:the\s+|its\s+)?(?:authors?|arxiv|submitter)\b",
    re.IGNORECASE,
)
"""What only a comment may say: an abstract may begin with papers that were retracted."""
_ANOTHER = re.compile(
    r"\b(?:not|never|previously|papers|articles|submissions|preprints|versions|v1|version\s+1)\b"
    r"|\b(?:previous|earlier|prior|former|first|old|older|initial|original)\s+(?:\w+\s+)?"
    rf"(?:version|draft|work|report|{_PAPER})\b",
    re.IGNORECASE,
)
"""What before those words tells that not this paper was withdrawn."""
_HEADING = re.compile(r"^\W*(?:abstract|note|withdrawn)\W+", re.IGNORECASE)
_CLAUSES = re.compile(r"[.,;:()\[\]]\s*")


def identifier_in(url: str) -> str:
    """The arXiv identifier in an address of arXiv, without version; empty if it is no such address."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host != "arxiv.org" and not host.endswith(".arxiv.org"):
        return ""
    match = _IN_URL.match(parts.path)
    return normalised(match[1]) if match else ""


def identifier_of(doi: str) -> str:
    """The arXiv identifier in a DOI that arXiv has given (10.48550/arXiv.…), else empty."""
    match = _IN_DOI.match(doi)
    return normalised(match[1]) if match else ""


def normalised(identifier: str) -> str:
    """An identifier without version and without the subject class that old ones may carry: `math.GT/0309136v1`."""
    identifier = re.sub(r"v\d+$", "", identifier.strip().lower().removeprefix("arxiv:"))
    archive, slash, number = identifier.partition("/")
    return archive.partition(".")[0] + slash + number if slash else identifier


def question(identifiers: Sequence[str]) -> Question:
    """One call for up to `BATCH` identifiers."""
    listed = ",".join(quote(identifier, safe="/") for identifier in identifiers)
    url = f"https://export.arxiv.org/api/query?id_list={listed}&max_results={len(identifiers)}"
    return Question("GET", url, body_limit=LIMIT)


def overloaded(answer: Answer) -> bool:
    """Whether arXiv asks to slow down, which it may do in plain words with status 200."""
    return b"Rate exceeded" in answer.body[:200]


def parse(answer: Answer, asked: Sequence[str]) -> dict[str, Reply]:
    """The replies for the identifiers asked.

    One that arXiv refuses for its form spoils its batch: it is absent, and the others have no reply; ask them again.
    """
    feed = None if answer.truncated or overloaded(answer) else _tree(answer.body)
    if answer.status not in {200, 400, 500} or feed is None or feed.tag != f"{_ATOM}feed":
        return dict.fromkeys(asked, Silent(NAME, _why(answer)))
    entries = feed.findall(f"{_ATOM}entry")
    errors = [error for entry in entries if (error := _error(entry))]
    replies: dict[str, Reply] = {key: known for entry in entries for key, known in _known(entry) if key in asked}
    if not errors and answer.status == 200:
        return dict.fromkeys(asked, Absent(NAME)) | replies
    refused = {normalised(error.partition(_REFUSED)[2]) for error in errors}
    replies |= {identifier: Absent(NAME) for identifier in asked if identifier in refused}
    if not replies and (answer.status == 500 or len(asked) == 1):
        return dict.fromkeys(asked, Silent(NAME, _why(answer)))
    return replies


def _known(entry: ET.Element) -> Iterator[tuple[str, Known]]:
    match = _IN_FEED.search(_text(entry, f"{_ATOM}id"))
    if match is None or _error(entry):
        return
    names = (_text(author, f"{_ATOM}name") for author in entry.findall(f"{_ATOM}author"))
    found = Found(
        NAME,
        title=_text(entry, f"{_ATOM}title"),
        first_author=next((name for name in names if any(map(str.isalnum, name))), ""),
        year=_year(_text(entry, f"{_ATOM}published")),
        version=match[2] or "",
    )
    yield normalised(match[1]), Known(found, _notice(_text(entry, f"{_ARXIV}comment"), _text(entry, f"{_ATOM}summary")))


def _notice(comment: str, summary: str) -> str:
    """The words of a withdrawal. An abstract may speak of withdrawn papers further down, so only its head counts."""
    clauses = _CLAUSES.split(comment)
    if any(_withdraws(pattern, clause) for pattern in (_THIS, _COMMENT) for clause in clauses):
        return comment
    head = next((clause for clause in _CLAUSES.split(_HEADING.sub("", summary[:300])) if clause.strip()), "")
    return summary[:300] if _withdraws(_THIS, head, 3) else ""


def _withdraws(pattern: re.Pattern[str], clause: str, latest: int = 1000) -> bool:
    match = pattern.search(clause)
    if match is None or match.start() > latest:
        return False
    return not _ANOTHER.search(clause[: match.end()])


def _error(entry: ET.Element) -> str:
    identifier = _text(entry, f"{_ATOM}id")
    return identifier if "/api/errors" in identifier else ""


def _text(entry: ET.Element, name: str) -> str:
    return words(entry.findtext(name))


def _year(date: str) -> int | None:
    return int(date[:4]) if re.match(r"\d{4}-", date) else None


def _why(answer: Answer) -> str:
    if answer.failure is not None:
        return answer.detail or answer.failure.value
    said = words(answer.body[:80].decode("utf-8", "replace"))
    return f"status {answer.status}" + (f", “{said}”" if said and not said.startswith("<") else "")


def _tree(body: bytes) -> ET.Element | None:
    """The document, or nothing if it is not well-formed. One that declares entities may be a bomb and is not read."""
    builder = ET.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: builder.start(_qualified(name), attributes)
    parser.EndElementHandler = lambda name: builder.end(_qualified(name))
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(body, True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError):
        return None


def _qualified(name: str) -> str:
    return "{" + name if "}" in name else name


def _refuse(*_: object) -> None:
    raise ValueError("a feed declares no document type")
