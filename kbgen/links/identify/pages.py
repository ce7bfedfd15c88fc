"""The claim against the titles that a page shows, for what no catalogue holds. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from urllib.parse import urlsplit

from kbgen.links.claim import Claim
from kbgen.links.identify.folding import folded, shortened, squashed
from kbgen.links.identify.sought import Sought
from kbgen.links.identify.titles import head, same_title, telling, words
from kbgen.records.links import Document, Found

DOCUMENTS = frozenset({"paper", "report", "article", "book", "standard", "model card", "announcement", "dataset"})
"""What has one title for good. All else is a place: a course, a blog, a tool may be renamed and stay what it is."""

HALF = 0.5
"""A page that shows less than this share of the claimed title's words is another document."""

MOST = 2 / 3
"""A place that shows this share of it is the same: a site may shorten its title and add what it is about."""

LEAST = 0.2
"""A page that shows less than this share of the title of a place, and no name of it, is another place."""

_GENERIC = frozenset({
    "home", "homepage", "welcome", "to", "of", "and", "our", "documentation", "docs", "blog", "overview", "index",
    "introduction", "intro", "about", "us", "news", "main", "page", "pages", "site", "website", "web", "course",
    "courses", "schedule", "syllabus", "readme", "getting", "started", "quickstart", "guide", "guides", "tutorial",
    "tutorials", "api", "reference", "manual", "user", "project", "projects", "publications", "articles", "posts",
    "all", "latest", "archive", "dashboard", "log", "sign", "login", "in", "contents", "table", "learn", "help",
    "community", "forum", "discord", "newsletter", "subscribe", "leaderboard", "github", "installation", "faq",
})  # fmt: skip
"""Words of titles that any place may bear."""

_HOST = re.compile(r"^(?:[\w-]+\.)+[a-z]{2,}/?$", re.IGNORECASE)
"""A title that is the name of a host tells nothing."""

_SEPARATORS = re.compile(r"\s+[|·•–—:»›-]\s+|\s*[|·•»›]\s*|:\s+|/|\]\s*|^\s*\(\w+\)\s*")
_EMPTY = re.compile(
    r"^(?:(?:loading|untitled|document|home|index|pdf|redirecting|captcha|error|slide 1)(?: page)?$"
    r"|(?:just a moment|one moment|please wait|checking your browser|attention required|access denied|security check"
    r"|verifying you are|verify you are|are you a robot|you need to enable javascript|please enable javascript"
    r"|enable javascript|microsoft word|powerpoint presentation|microsoft powerpoint)\b)"
)
"""What scripts replace later, what guards show to programs, and what word processors put into a PDF; folded."""


def compare_page(claim: Claim, titles: Sequence[str], *, url: str = "") -> Sought:
    """Whether a page with these titles (`<title>`, `og:title`, the first lines of a PDF) is what `claim` says.

    A document whose title shows nowhere is wrong. A place is retitled, and wrong only if nothing on the page reminds of
    it, be it the name of the host of `url`. Where there is no title to compare,
    none that the link gives or none but the name of the site, nothing is said.
    """
    if not claim.titles:
        return Sought(Document.NOT_ASKED, "no-claim", "the link gives no title; give it one, as the page prints it")
    best = 1.0 if _shows(claim, titles) else max(map(partial(_share, claim), (*titles, " ".join(titles))), default=0.0)
    if best == 1:
        return Sought(Document.SAME, found=Found("page", title=shortened(next(filter(folded, titles)), 300)))
    told = [title for title in titles if folded(title) and not _EMPTY.match(folded(title))]
    if not told or all(_only_names(claim, title) for title in told):
        seen = f"the page only shows “{shortened(' · '.join(titles))}”" if any(titles) else "the page shows no title"
        return Sought(Document.NOT_ASKED, "no-title", f"{seen}: nothing to compare; look at it yourself")
    found = Found("page", title=shortened(told[0], 300))
    if best >= MOST and claim.what not in DOCUMENTS:
        return Sought(Document.SAME, found=found)
    printed = f"the page shows “{shortened(told[0])}”, the link says “{shortened(claim.titles[0])}”"
    if best >= HALF or (claim.what not in DOCUMENTS and not _is_foreign(claim, told, best, url)):
        return Sought(Document.RETITLED, "other-title", f"{printed}; correct the title", found=found)
    return Sought(Document.WRONG, "other-title", f"{printed}; correct the address or the title", found=found)


def _share(claim: Claim, title: str) -> float:
    """The share of a claimed title that `title` shows: 1 for all of it, in order, or another name of the entry."""
    parts = [title, *_parts(title)]
    if any(same_title(claimed, part) for part in parts for claimed in claim.titles):
        return 1
    names = {squashed(name) for name in (*claim.names, *map(head, claim.titles))} - {""}
    if any(squashed(part) in names for part in parts):
        return 1
    shown = telling(title)
    return max(min(0.99, len(telling(claimed) & shown) / len(telling(claimed))) for claimed in claim.titles)


def _shows(claim: Claim, titles: Sequence[str]) -> bool:
    """Whether a claimed title stands at the start of a part of the titles; one of two words must be a whole part.

    Hyphens and line ends may cut words, so spaces do not count.
    """
    shown, starts, ends, closes = "", set[int](), set[int](), set[int]()
    for part in (part for title in titles for part in _parts(title)):
        starts.add(len(shown))
        for word in words(part):
            shown += word
            ends.add(len(shown))
        closes.add(len(shown))
    for claimed in map(words, claim.titles):
        text, last = "".join(claimed), ends if len(claimed) > 2 else closes
        if text and any(shown.startswith(text, start) and start + len(text) in last for start in starts):
            return True
    return False


def _is_foreign(claim: Claim, told: Sequence[str], best: float, url: str) -> bool:
    """Whether nothing in the titles reminds of the place: no word of its names, of who runs it, of its host."""
    if best >= LEAST or any(_GENERIC.issuperset(words(title)) or _HOST.match(title.strip()) for title in told):
        return False
    shown, text = frozenset().union(*map(telling, told)), "".join(map(squashed, told))
    ours = (*claim.titles, *claim.names, *claim.authors)
    labels = re.split(r"[.-]", (urlsplit(url).hostname or "").removeprefix("www."))[:-1]
    known = {word for each in ours for word in telling(each) if word not in _GENERIC}
    whole = {squashed(each) for each in (*ours, *labels)}
    return not (known & shown) and not any(each in text for each in known | whole if len(each) >= 4)


def _parts(title: str) -> Iterator[str]:
    yield from (part for part in _SEPARATORS.split(title) if folded(part))


def _only_names(claim: Claim, title: str) -> bool:
    """Whether a title names the author or the house alone, as pages do whose own title is drawn by a script."""
    return any(squashed(title) == squashed(author) for author in claim.authors) and not any(
        same_title(claimed, title) for claimed in claim.titles
    )
