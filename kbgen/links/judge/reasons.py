"""The words for the reasons of a verdict. They are kept in records: they do not change."""

from __future__ import annotations

from http import HTTPStatus

from kbgen.links.exchange import Failure
from kbgen.links.identify.sought import WHYS


def _phrase(status: int) -> str:
    try:
        return f" ({HTTPStatus(status).phrase})"
    except ValueError:
        return ""


FAILURES = {
    Failure.NO_SUCH_HOST: "The name of the host has no address.",
    Failure.CONNECTION_REFUSED: "Nothing listens at the address.",
    Failure.UNREACHABLE: "There is no way to the host.",
    Failure.DISCONNECTED: "The server hung up before it had answered.",
    Failure.TIMEOUT: "There was no answer in time.",
    Failure.TLS_EXPIRED: "The certificate has expired.",
    Failure.TLS_NOT_YET_VALID: "The certificate is not valid yet.",
    Failure.TLS_SELF_SIGNED: "The server has signed its certificate itself.",
    Failure.TLS_UNKNOWN_ISSUER: "No known authority has signed the certificate.",
    Failure.TLS_WRONG_HOST: "The certificate is for another host.",
    Failure.TLS: "No secure connection came about.",
    Failure.NOT_HTTP: "What came is not HTTP.",
    Failure.HEADERS_TOO_LARGE: "The headers of the answer are larger than browsers bear.",
    Failure.BAD_ENCODING: "The page is not compressed as it says, so that browsers show nothing.",
    Failure.NOT_ALLOWED: "The address is private, or of a scheme that is not asked.",
    Failure.BAD_URL: "This is no address.",
    Failure.NOT_RECORDED: "The recording has no answer for this address.",
    Failure.HOST_GIVEN_UP: "The host did not answer for other links, so this one was not asked.",
}
"""Why there is no answer."""

REASONS = {
    **{f"http-{status}": f"The server answers {status}{_phrase(status)}." for status in range(100, 1000)},
    **{failure.value: sentence for failure, sentence in FAILURES.items()},
    "http-other": "The server answers with a status that HTTP does not have.",
    "unchanged": "The page is what it was at the last check.",
    # where the redirects lead
    "moved": "The address redirects for good to another one.",
    "https": "The address redirects for good to the same one over https.",
    "moved-site": "The whole site has moved to another domain, which keeps the paths of its pages.",
    "redirected": "The address redirects for now to another one.",
    "resolved": "The address is one that is made to redirect: a DOI, a short link.",
    "sent-on": "The page itself sends its readers on to another one.",
    "no-location": "The server redirects, and does not say where to.",
    "redirect-loop": "The redirects go in a circle.",
    "too-many-redirects": "The redirects do not end.",
    "login": "The page asks readers to sign in.",
    "consent": "The page asks readers for their consent first.",
    "challenge": "The page wants to know first whether its reader is a person.",
    # something else answers
    "soft-404": "The page says that there is no such page, though the server says that there is.",
    "error-page": "The address redirects to a page for errors.",
    "home-page": "The address redirects to the home page, as sites do for pages that are gone.",
    "foreign-redirect": "The address redirects to another domain, and nothing says that the document is there.",
    "for-sale": "The domain is for sale.",
    "parked": "The domain is parked: it only shows advertisements.",
    "default-page": "The server shows the page it was delivered with: the site is gone.",
    "suspended": "The host of the site has closed it.",
    # fragments
    "no-anchor": "The page has nothing under the fragment of the address.",
    "anchor-unread": "The fragment was not found in the part of the page that can be read.",
    # the document
    "unread": "The page was not read.",
    "script-drawn": "Scripts draw the page, so that what it shows cannot be read.",
    "no-author": "The title is there, and its first author is not on the page.",
    "unreadable-pdf": "The text of the PDF cannot be read.",
    "short-pdf": "The first page of the PDF has too few words to recognise a document.",
    **{word: f"{sentence[0].upper()}{sentence[1:]}." for word, sentence in WHYS.items()},
}  # fmt: skip
"""Every reason a verdict may have, with what it means."""


def status_word(status: int) -> str:
    """The word for a status: `http-404`."""
    word = f"http-{status}"
    return word if word in REASONS else "http-other"
