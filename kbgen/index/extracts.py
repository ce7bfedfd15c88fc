"""The part of a text that shows why it was found."""

from __future__ import annotations

import re

from kbgen.lookup.names import normalise
from kbgen.lookup.words import Morphology

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_WIDTH = 180
"""Characters of an extract."""

Marks = tuple[tuple[int, int], ...]


def extract(text: str, stems: frozenset[str], rules: Morphology) -> tuple[str, Marks]:
    """The part of `text` with the most words of these `stems`, cut at words, and where those words stand in it."""
    found = [
        (word.start(), word.end())
        for word in _WORD.finditer(text)
        if any(_is_meant(stem, stems) for stem in rules.stems(normalise(word[0])))
    ]
    start = _start(text, found)
    end = len(text) if len(text) - start <= _WIDTH else text.rfind(" ", start, start + _WIDTH)
    end = end if end > start else start + _WIDTH
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    marks = tuple((first + shift, last + shift) for first, last in found if start <= first and last <= end)
    return f"{before}{text[start:end]}{after}", marks


def _is_meant(stem: str, stems: frozenset[str]) -> bool:
    return any(stem == wanted or (len(wanted) > 2 and stem.startswith(wanted)) for wanted in stems)


def _start(text: str, found: list[tuple[int, int]]) -> int:
    """Where the extract with the most marks begins: some words before the first of them."""
    if len(text) <= _WIDTH or not found:
        return 0
    room = _WIDTH * 2 // 3
    best = max(found, key=lambda mark: sum(mark[0] <= other < mark[0] + room for other, _ in found))[0]
    earliest = max(0, min(best - _WIDTH // 6, len(text) - _WIDTH))
    return 0 if not earliest else text.find(" ", earliest - 1, best) + 1 or best
