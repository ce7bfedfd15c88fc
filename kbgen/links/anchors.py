"""Whether a fragment leads somewhere on a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from kbgen.links.page import Page

_PREFIX = "user-content-"
"""GitHub and others put it before the ids that authors give; a script of theirs finds the element without it."""


def has_anchor(page: Page, fragment: str) -> bool:
    """Whether a fragment leads somewhere on the page: an id or name, the top, a text that stands there.

    Follows https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element and, for
    what stands behind `:~:`, https://wicg.github.io/scroll-to-text-fragment/. Of several texts one is enough, as for a
    browser; with an id both are needed.
    """
    name, _, directive = fragment.partition(":~:")
    texts = [part.removeprefix("text=") for part in directive.split("&") if part.startswith("text=")]
    return _has_element(page, name) and (not texts or _has_text(page, texts))


def _has_element(page: Page, name: str) -> bool:
    decoded = unquote(name)
    wanted = {name, decoded, _PREFIX + name, _PREFIX + decoded, decoded.removeprefix(_PREFIX)}
    return decoded.lower() in {"", "top"} or not wanted.isdisjoint(page.anchors)


def _has_text(page: Page, directives: list[str]) -> bool:
    text = _plain(page.text)
    return any(_stands_in(text, directive) for directive in directives)


def _stands_in(text: str, directive: str) -> bool:
    """Whether `[prefix-,]start[,end][,-suffix]` stands in the text; a directive of another form selects nothing."""
    parts = directive.split(",")
    prefix = _plain(unquote(parts.pop(0)[:-1])) if parts[0].endswith("-") else ""
    suffix = _plain(unquote(parts.pop()[1:])) if parts and parts[-1].startswith("-") else ""
    words = [_plain(unquote(part)) for part in parts]
    if not 1 <= len(words) <= 2 or not all(words):
        return False
    start, end = words[0], words[-1] if len(words) == 2 else ""
    for found in _occurrences(text, start, 0):
        after = found + len(start)
        if prefix and not _precedes(text, prefix, found):
            continue
        if end:
            # What ends the passage here would end it from a later beginning too, so that this one decides.
            return any(_follows(text, suffix, last + len(end)) for last in _occurrences(text, end, after))
        if _follows(text, suffix, after):
            return True
    return False


def _precedes(text: str, prefix: str, position: int) -> bool:
    end = position - text.startswith(" ", position - 1)
    start = end - len(prefix)
    return start >= 0 and text.startswith(prefix, start) and _is_bounded(text, start, end)


def _follows(text: str, suffix: str, position: int) -> bool:
    start = position + text.startswith(" ", position)
    return not suffix or (text.startswith(suffix, start) and _is_bounded(text, start, start + len(suffix)))


def _occurrences(text: str, words: str, position: int) -> Iterator[int]:
    """Where the words stand as whole words."""
    while (position := text.find(words, position)) >= 0:
        if _is_bounded(text, position, position + len(words)):
            yield position
        position += 1


def _is_bounded(text: str, start: int, end: int) -> bool:
    return not (_is_joined(text, start) or _is_joined(text, end))


def _is_joined(text: str, position: int) -> bool:
    """Whether a word goes on across this position. Scripts without spaces have no words to cut."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    return before.isalnum() and after.isalnum() and ord(before) < 0x2E80 and ord(after) < 0x2E80


def _plain(words: str) -> str:
    """Words by their base letters: the specification compares without case and accents."""
    spread = unicodedata.normalize("NFKD", words)
    letters = "".join(letter for letter in spread if not unicodedata.combining(letter) and letter != "\u00ad")
    return " ".join(letters.casefold().split())
