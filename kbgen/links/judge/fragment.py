"""Whether the fragment of an address leads somewhere on its page."""

from __future__ import annotations

import re
from urllib.parse import unquote

from kbgen.links.anchors import has_anchor
from kbgen.links.exchange import Answer
from kbgen.links.judge.verdict import Reason
from kbgen.links.page import Page
from kbgen.links.pdf import Pdf

_BY_SCRIPT = re.compile(
    r"[/!?]|L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?$|(?:issue|commit|discussion)comment-|discussion_r|pullrequestreview-|t=|gid=|slide="
)
"""Fragments that a script of the page reads: routes, lines of code, comments loaded later, times of a video."""
_PAGE = re.compile(r"(?:^|&)page=(\d+)")
_NAMED = re.compile(r"(?:^|&)nameddest=([^&]+)")


def is_by_script(fragment: str) -> bool:
    """Whether a fragment is of a form that scripts read, so that no element bears its name."""
    return bool(_BY_SCRIPT.match(fragment))


def missing_on_page(fragment: str, answer: Answer, page: Page) -> Reason | None:
    """What is missing of `fragment` on a page. What may stand in a part that was not read is not said to be missing."""
    if has_anchor(page, fragment):
        return None
    shown = f"#{unquote(fragment)}"
    if answer.truncated or answer.failure is not None:
        return Reason(
            "anchor-unread", f"{shown} is not in the first {len(answer.body):,} bytes of the page; look at it yourself"
        )
    if page.is_shell or is_by_script(fragment) or _in_scripts(fragment, page):
        return Reason("anchor-unread", f"{shown} is drawn by scripts, if at all; look at it yourself")
    return Reason("no-anchor", f"the page has nothing under {shown}; correct the fragment or leave it out")


def missing_in_pdf(fragment: str, pdf: Pdf | None) -> Reason | None:
    """What is missing of `page=` and `nameddest=` in a PDF (RFC 8118, section 3); others are not looked for."""
    if pdf is None:
        return None
    if (match := _PAGE.search(fragment)) and pdf.pages and not 1 <= int(match[1][:9]) <= pdf.pages:
        return Reason("no-anchor", f"the PDF has {pdf.pages} pages, so none under #{match[0]}; correct the fragment")
    if (match := _NAMED.search(fragment)) and pdf.names and unquote(match[1]) not in pdf.names:
        return Reason("no-anchor", f"the PDF has no destination of the name {unquote(match[1])}; correct the fragment")
    return None


def _in_scripts(fragment: str, page: Page) -> bool:
    """Whether a script of the page, or the data it draws from, has the name in quotes or in an address."""
    name = re.escape(unquote(fragment))
    return bool(name) and bool(re.search(rf"[\"'#-]{name}\\?[\"'&]", page.scripts))
