"""GitHub's REST API: https://docs.github.com/en/rest/repos/repos#get-a-repository. Pure.

Questions carry no token: the client that sends them adds it, so that no recording and no message can hold it.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from kbgen.links.claim import Claim
from kbgen.links.exchange import Answer, Question
from kbgen.links.identify.doi import read_json, why, words
from kbgen.links.identify.folding import clean
from kbgen.links.identify.sought import Absent, Known, Reply, Silent, Sought
from kbgen.records.links import Document, Found

NAME = "GitHub"
HOST = "api.github.com"
LIMIT = 1024 * 1024

_HEADERS = {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"}
_PART = re.compile(r"^[A-Za-z0-9._-]+$")
_PAGES = frozenset({
    "about", "account", "advisories", "apps", "blog", "codespaces", "collections", "contact", "contact-sales",
    "copilot", "customer-stories", "dashboard", "discussions", "education", "enterprise", "enterprises",
    "events", "explore", "features", "get-started", "gist", "git-guides", "github-copilot", "issues", "join",
    "login", "logos", "logout", "marketplace", "mcp", "models", "new", "newsroom", "nonprofit", "notifications",
    "open-source", "organizations", "orgs", "partners", "premium-support", "pricing", "pulls", "readme",
    "resources", "search", "security", "sessions", "settings", "signup", "site", "site-map", "solutions",
    "sponsors", "stars", "team", "topics", "trending", "trust-center", "users", "why-github",
})  # fmt: skip
"""First parts of addresses at github.com that are no owners."""


def repository_in(url: str) -> str:
    """`owner/name` of an address at github.com, also of a file or folder in the repository; else empty."""
    parts = urlsplit(url)
    if (parts.hostname or "").lower() not in {"github.com", "www.github.com"}:
        return ""
    owner, _, rest = parts.path.strip("/").partition("/")
    name = rest.partition("/")[0].removesuffix(".git")
    if owner.lower() in _PAGES or not _PART.match(owner) or not _PART.match(name):
        return ""
    return f"{owner}/{name}"


def question(repository: str) -> Question:
    """What GitHub says of a repository, `owner/name`."""
    return _question(f"https://{HOST}/repos/{repository}")


def moved(answer: Answer) -> Question | None:
    """The question to ask next of a repository that was renamed or handed over; only GitHub's API is asked."""
    if answer.status not in {301, 302, 307, 308}:
        return None
    body = read_json(answer)
    told = words(body.get("url")) if isinstance(body, dict) else ""
    url = answer.redirect or urljoin(answer.url, answer.headers.get("location", told) or told)
    parts = urlsplit(url)
    return _question(url) if (parts.scheme, parts.hostname) == ("https", HOST) else None


def exhausted(answer: Answer) -> bool:
    """Whether GitHub does not answer any more for now: 60 questions an hour, 5,000 with a token."""
    if answer.status not in {403, 429}:
        return False
    spent = answer.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in answer.headers
    return spent or answer.status == 429 or b"rate limit" in answer.body[:2000].lower()


def parse(answer: Answer) -> Reply:
    """What GitHub has under a name."""
    if answer.status == 404:
        return Absent(NAME)
    body = read_json(answer) if answer.status == 200 else None
    if not isinstance(body, dict) or not words(body.get("full_name")):
        return Silent(NAME, "its rate limit is spent" if exhausted(answer) else why(answer))
    archived = body.get("archived")
    found = Found(
        NAME,
        title=words(body.get("description")),
        repository=words(body.get("full_name")),
        archived=archived if isinstance(archived, bool) else None,
    )
    return Known(found)


def compare(claim: Claim | None, url: str, reply: Reply) -> Sought:
    """Whether the repository of `url` still bears its name, and is archived as the link says."""
    asked = repository_in(url)
    if isinstance(reply, Absent):
        detail = f"GitHub has no public repository {asked}; correct the address, or name its successor"
        return Sought(Document.WRONG, "no-such-document", detail)
    if isinstance(reply, Silent):
        return Sought(Document.NOT_ASKED, "no-answer", f"GitHub did not answer for {asked}: {clean(reply.detail)}")
    found = reply.found
    archived = _archived(claim, found)
    if found.repository.lower() != asked.lower():
        to = _renamed(url, found.repository)
        detail = f"GitHub has {asked} as {found.repository}; change the address to {to}"
        return Sought(Document.RENAMED, "renamed", detail + (f"; {archived[1]}" if archived else ""), to, found)
    if archived:
        return Sought(Document.ARCHIVED, *archived, found=found)
    return Sought(Document.SAME, found=found)


def _archived(claim: Claim | None, found: Found) -> tuple[str, str] | None:
    """What is wrong with the link's word on whether the repository is archived, if anything."""
    claimed = claim.archived if claim is not None else None
    if found.archived and not claimed:
        return "archived", f"GitHub has archived {found.repository}; set archived: true, or name its successor"
    if found.archived is False and claimed:
        return "not-archived", f"GitHub has {found.repository} as active; set archived: false"
    return None


def _renamed(url: str, repository: str) -> str:
    """The address with the new name; what follows the name stays."""
    parts = urlsplit(url)
    rest = parts.path.strip("/").split("/", 2)[2:]
    path = "/".join(["", repository, *rest])
    return urlunsplit(("https", "github.com", path, parts.query, parts.fragment))


def _question(url: str) -> Question:
    return Question("GET", url, _HEADERS, body_limit=LIMIT)
