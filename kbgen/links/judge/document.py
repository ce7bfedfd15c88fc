"""Whether a page, or the first page of a PDF, shows the document that the link claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kbgen.links.claim import Claim
from kbgen.links.exchange import Answer
from kbgen.links.identify.folding import folded
from kbgen.links.identify.pages import compare_page
from kbgen.links.identify.sought import Sought
from kbgen.links.identify.titles import telling
from kbgen.links.judge.liveness import line
from kbgen.links.page import Page
from kbgen.links.pdf import Pdf, titles_in
from kbgen.records.links import Document, Found

_ENOUGH = 30
"""Words of a first page that a document can be recognised by."""


def shown_by_page(claim: Claim, page: Page, url: str = "") -> Sought:
    """What the titles of a page at `url` say of the claim.

    A link without a title is recognised by its names, but not refuted by them: they are ours. What scripts draw may
    be the document, whatever the HTML is called.
    """
    names, titles = tuple(filter(folded, claim.names)), tuple(filter(folded, claim.titles))
    claim = replace(claim, names=names, titles=titles)  # a title without letters tells nothing
    if not titles:
        seen = compare_page(replace(claim, titles=names), page.titles)
        return seen if seen.document is Document.SAME else compare_page(claim, page.titles)
    seen = compare_page(claim, page.titles, url=url)
    if page.is_shell and seen.document in {Document.WRONG, Document.RETITLED}:
        return _unsaid("script-drawn", f"scripts draw the page, whose HTML is called “{line(page.titles[0], 80)}”")
    return seen


def shares_nothing(claim: Claim, page: Page) -> bool:
    """Whether the titles of a page have no word in common with a claim that has titles."""
    if page.is_shell or shown_by_page(claim, page).document not in {Document.WRONG, Document.RETITLED}:
        return False
    claimed, shown = _words((*claim.titles, *claim.names)), _words(page.titles)
    if not claimed or not shown:
        return False  # in another script the same words look different
    return not any(
        one == other or (min(len(one), len(other)) > 3 and (one in other or other in one))
        for one in claimed
        for other in shown
    )


def _words(titles: Iterable[str]) -> set[str]:
    return {word for title in titles for word in telling(title[:300]) if word.isascii()}


def shown_by_pdf(claim: Claim, pdf: Pdf | None) -> Sought:
    """What the first page of a PDF says of the claim. An author who does not stand there may stand on the second."""
    if not claim.titles:
        return compare_page(claim, ())
    if pdf is None:
        return _unsaid("unreadable-pdf", "the text of the PDF cannot be read")
    if len(pdf.text.split()) < _ENOUGH:
        return _unsaid("short-pdf", "the first page of the PDF has too few words to recognise it by")
    seen = titles_in(pdf.text, claim)
    found = Found(
        "PDF", title=claim.titles[0] if seen.title else "", first_author=claim.authors[0] if seen.author else ""
    )
    if seen.title and seen.author is not False:
        return Sought(Document.SAME, found=found)
    if seen.title:
        return _unsaid("no-author", f"the PDF has the title on its first page, but not {claim.authors[0]}")
    begins = f"the first page of the PDF begins “{line(pdf.text, 80)}”, the link says “{line(claim.titles[0], 160)}”"
    found = Found("PDF", title=line(pdf.text, 80), first_author=found.first_author)
    if seen.author:
        return Sought(Document.RETITLED, "other-title", f"{begins}; correct the title", found=found)
    return Sought(Document.WRONG, "other-title", f"{begins}; correct the address or the title", found=found)


def unread(answer: Answer) -> Sought:
    """What can be said of an answer that is no page: nothing."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    return _unsaid("unread", f"the page was not read{f': it is {line(kind, 60)}' if kind and answer.body else ''}")


def _unsaid(why: str, evidence: str) -> Sought:
    return Sought(Document.NOT_ASKED, why, f"{evidence}; look at it yourself")
