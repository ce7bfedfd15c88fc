"""The claim against what was found: by title and first author's family name and year. Pure."""

from __future__ import annotations

import re

from kbgen.links.claim import Claim
from kbgen.links.identify.authors import same_author
from kbgen.links.identify.folding import clean, folded, shortened
from kbgen.links.identify.sought import Absent, Reply, Silent, Sought
from kbgen.links.identify.titles import Fit, fit
from kbgen.records.links import Document, Found

_NOTICE = re.compile(
    r"^\W*(?:retracted|withdrawn|retraction|withdrawal|removed)(?:\s+(?:article|paper|note|notice)(?:\s+to)?)?"
    r"\s*[\])]*\s*[:\])–—-]\s*",
    re.IGNORECASE,
)
"""`RETRACTED ARTICLE: …`, `WITHDRAWN: …`: put before the title by the publisher."""
_WITHDRAWN_TITLE = re.compile(r"^(?:this\s+)?(?:paper|article|submission)\s+(?:has been\s+)?withdrawn\b", re.IGNORECASE)


def answered(claim: Claim, reply: Reply, identifier: str, former: Found | None = None) -> Sought:
    """What the reply of a catalogue for `identifier` says of `claim`; `former` is what the last check found."""
    identifier = clean(identifier)
    if isinstance(reply, Absent):
        detail = f"{reply.by} has nothing under {identifier}; correct the identifier"
        return Sought(Document.WRONG, "no-such-document", detail)
    if isinstance(reply, Silent):
        detail = f"{reply.by} did not answer for {identifier}" + (f": {clean(reply.detail)}" if reply.detail else "")
        return Sought(Document.NOT_ASKED, "no-answer", detail)
    return compare(claim, reply.found, identifier=identifier, notice=reply.notice, former=former)


def compare(
    claim: Claim, found: Found, *, identifier: str = "", notice: str = "", former: Found | None = None
) -> Sought:
    """Whether `found` is the document of `claim`.

    Wrong is another title (unless enough of its words are shared by a document of the same author and year: then it is
    retitled), another first author, or a year further off than the one that lies between a preprint and its
    publication: the year is the third thing that a claim says, and if title and author fit, the line to correct is
    short. What the claim or the source does not say is not compared.
    """
    identifier = clean(identifier)
    title = _NOTICE.sub("", found.title)
    if notice or title != found.title or _WITHDRAWN_TITLE.match(title):
        return _withdrawn(claim, found, title, notice, identifier)
    if not claim.titles and not claim.authors:
        return Sought(
            Document.NOT_ASKED, "no-claim", f"{_printed(found, identifier)}; give the link its title", found=found
        )
    if not title:
        return Sought(Document.NOT_ASKED, "no-title", f"{found.by} gives no title for {identifier}", found=found)
    same = _compare(claim, found, identifier)
    if same.document is Document.SAME and former is not None and _newer(found, former):
        detail = (
            f"{found.by} has {found.version}, at the last check {former.version}; see whether what is cited changed"
        )
        return Sought(Document.REVISED, "new-version", "; ".join(filter(None, (same.detail, detail))), found=found)
    return same


def _compare(claim: Claim, found: Found, identifier: str) -> Sought:
    printed = _printed(found, identifier)
    title = _title_fit(claim, found.title)
    author = same_author(claim.authors[0], found.first_author) if claim.authors and found.first_author else None
    apart = abs(found.year - claim.year) if found.year and claim.year else 0
    if title is Fit.SAME and author is False:
        return _wrong(
            "other-author",
            f"{printed}, the link {shortened(claim.authors[0])}; correct the identifier or the authors",
            found,
        )
    if title is Fit.SAME and apart > 1:
        return _wrong("other-year", f"{printed}, the link {claim.year}; correct the year or the identifier", found)
    if title is Fit.SAME and apart == 1:
        detail = f"{found.by} has {found.year}, the link {claim.year}: off by one, as between preprint and publication"
        return Sought(Document.SAME, "year-off-by-one", detail, found=found)
    if title is Fit.SAME:
        return Sought(Document.SAME, found=found)
    if title is Fit.WORK and author and apart <= 1:
        return Sought(
            Document.RETITLED, "other-title", f"{printed}; add this title to the aliases or correct it", found=found
        )
    claimed = _claimed(claim)
    if author:
        return _wrong("other-title", f"{printed}, the link {claimed}; correct the identifier or the title", found)
    return _wrong("other-title-and-author", f"{printed}, the link {claimed}; correct the identifier", found)


def _title_fit(claim: Claim, title: str) -> Fit:
    """The best fit of the claimed titles; another name of the entry only counts in full: `OPTQ` alone is no title."""
    if not claim.titles:
        return Fit.SAME
    if any(folded(name) == folded(title) for name in claim.names):
        return Fit.SAME
    return max(fit(claimed, title) for claimed in claim.titles)


def _withdrawn(claim: Claim, found: Found, title: str, notice: str, identifier: str) -> Sought:
    """A withdrawn document, if it is the one claimed as far as its record still tells."""
    effaced = bool(_WITHDRAWN_TITLE.match(title)) or not title
    author = not claim.authors or not found.first_author or same_author(claim.authors[0], found.first_author)
    if author and (effaced or _title_fit(claim, title) is not Fit.NONE):
        words = shortened(notice or found.title)
        detail = f"{found.by} says of {identifier or 'it'}: “{words}”; cite another source or remove the link"
        return Sought(Document.WITHDRAWN, "withdrawn", detail, found=found)
    return _wrong(
        "other-title" if author else "other-title-and-author",
        f"{_printed(found, identifier)}, withdrawn, the link {_claimed(claim)}; correct the identifier",
        found,
    )


def _wrong(why: str, detail: str, found: Found) -> Sought:
    return Sought(Document.WRONG, why, detail, found=found)


def _newer(found: Found, former: Found) -> bool:
    return found.by == former.by and _version(found) > _version(former) > 0


def _version(found: Found) -> int:
    digits = found.version.lstrip("vV")
    return int(digits) if digits.isdecimal() else 0


def _printed(found: Found, identifier: str) -> str:
    by = f" by {shortened(found.first_author)}" if found.first_author else ""
    year = f" ({found.year})" if found.year else ""
    under = f" under {identifier}" if identifier else ""
    return f"{found.by} has “{shortened(found.title)}”{by}{year}{under}"


def _claimed(claim: Claim) -> str:
    title = f"“{shortened(claim.titles[0])}”" if claim.titles else "no title"
    by = f" by {shortened(claim.authors[0])}" if claim.authors else ""
    return title + by + (f" ({claim.year})" if claim.year else "")
