"""The part of a text that shows why it was found."""

from __future__ import annotations

from kbgen.lookup.names import fold
from kbgen.lookup.words import Morphology

_WIDTH = 180
"""Characters of an extract."""

Marks = tuple[tuple[int, int], ...]


class _Folds(dict[int, str]):
    """Each character folded to one character, so that places in the folded text are places in the text."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))[:1] or chr(code)
        return self[code]


_FOLDS = _Folds()


def extract(text: str, stems: frozenset[str], rules: Morphology) -> tuple[str, Marks]:
    """The part of `text` with the most words of these `stems`, cut at words, and where those words stand in it."""
    found = _words(text, stems, rules)
    start = _start(text, found)
    end = len(text) if len(text) - start <= _WIDTH else text.rfind(" ", start, start + _WIDTH)
    end = end if end > start else start + _WIDTH
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    marks = tuple((first + shift, last + shift) for first, last in found if start <= first and last <= end)
    return f"{before}{text[start:end]}{after}", marks


def _words(text: str, stems: frozenset[str], rules: Morphology) -> list[tuple[int, int]]:
    """Where words of these stems stand, and words that begin so."""
    folded = text.translate(_FOLDS)
    found = set()
    for stem in stems:
        # An ending that the plural changes is no part of what is looked for: `signal` stands in `signaux` as `signa`.
        changed = max((len(other) for _, other in rules.endings if other and stem.endswith(other)), default=0)
        sought = stem[: len(stem) - changed + 1] if changed > 1 else stem
        at = folded.find(sought)
        while at >= 0:
            end = _end(folded, at + len(sought))
            if not (at and folded[at - 1].isalnum()) and _is_meant(rules.stem(folded[at:end]), stem):
                found.add((at, end))
            at = folded.find(sought, max(end, at + 1))
    return sorted(found)


def _is_meant(stem: str, wanted: str) -> bool:
    return stem == wanted or (len(wanted) > 2 and stem.startswith(wanted))


def _end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _start(text: str, found: list[tuple[int, int]]) -> int:
    """Where the extract with the most marks begins: some words before the first of them."""
    if len(text) <= _WIDTH or not found:
        return 0
    room = _WIDTH * 2 // 3
    best = max(found, key=lambda mark: sum(mark[0] <= other < mark[0] + room for other, _ in found))[0]
    earliest = max(0, min(best - _WIDTH // 6, len(text) - _WIDTH))
    return 0 if not earliest else text.find(" ", earliest - 1, best) + 1 or best
