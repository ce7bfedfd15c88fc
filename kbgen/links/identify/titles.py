"""Whether two titles are one, or of one work."""

from __future__ import annotations

import re
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from kbgen.links.identify.folding import folded

ALIKE = 95.0
"""From here on two titles differ by a slip or a spelling. In per cent of the letters of both, as `rapidfuzz.fuzz.ratio`
counts. Of some hundred titles of papers on language models no two that differ came above 90 (`GPT-4 Technical Report`,
`Phi-4 Technical Report`); one letter wrong in twenty still gives 95; `Attention Is Not All You Need` stays at 93."""

SHARED = 0.55
"""From this share of common words on, two titles by one author in one year are of one work. GPTQ and OPTQ, the same
work, share 6 of 10 words; Llama and Llama 2, two works of one author and year, 4 of 10 (and the number differs)."""

_SUBTITLE = re.compile(r"\s*[:：]\s+|\s+[-–—]\s+")
_VERSUS = {"versus": "vs", "v": "vs"}
_ARTICLES = frozenset({"the", "a", "an"})
_LITTLE = frozenset({
    "technical", "report",
    "of", "for", "in", "on", "with", "to", "and", "or", "from", "by", "via", "using", "is", "are", "be", "as",
    "at", "it", "its", "their", "your", "towards", "toward", "le", "la", "les", "de", "des", "du", "et", "un",
    "une",
})  # fmt: skip


class Fit(IntEnum):
    """How well two titles fit, from not at all to the same."""

    NONE = 0
    WORK = 1
    """Two titles of one work, if the author and the year agree too."""
    SAME = 2


def fit(claimed: str, found: str) -> Fit:
    """How well two titles fit. Numbers must agree: `Llama 2` is another work than `Llama`."""
    if same_title(claimed, found):
        return Fit.SAME
    if numbers(claimed) != numbers(found):
        return Fit.NONE
    if shared(claimed, found) >= SHARED or _coined(claimed) & _coined(found):
        return Fit.WORK
    return Fit.NONE


def same_title(claimed: str, found: str) -> bool:
    """Whether two titles differ in no more than spelling, articles, or a subtitle that one of them leaves out."""
    one, other = _plain(claimed), _plain(found)
    if not one or not other:
        return False
    if one == other:
        return True
    if fuzz.ratio(one, other, score_cutoff=ALIKE) and _spelled_alike(words(claimed), words(found)):
        return True
    return one == _plain(head(found)) or other == _plain(head(claimed))


def head(title: str) -> str:
    """A title without its subtitle."""
    return _SUBTITLE.split(title, maxsplit=1)[0]


def shared(claimed: str, found: str) -> float:
    """The share of words that two titles have in common, of all their words; little words do not count."""
    one, other = telling(claimed), telling(found)
    return len(one & other) / len(one | other) if one and other else 0.0


def telling(title: str) -> frozenset[str]:
    """The words of a title that tell it from others, in the singular."""
    each = words(title)
    return frozenset(_singular(word) for word in each if word not in _LITTLE) or frozenset(each)


def numbers(title: str) -> list[str]:
    """The numbers of a title, sorted."""
    return sorted(re.findall(r"\d+", folded(title)))


def _coined(title: str) -> set[str]:
    """The name that authors gave their work, before a colon: `Reflexion: …`."""
    name = head(title)
    return {folded(name)} if name != title and len(name.split()) == 1 and len(folded(name)) > 2 else set()


def _plain(title: str) -> str:
    return "".join(words(title))


def words(title: str) -> list[str]:
    """The words of a title without its articles."""
    each = [_VERSUS.get(word, word) for word in folded(title).split()]
    return [word for word in each if word not in _ARTICLES] or each


def _spelled_alike(one: list[str], other: list[str]) -> bool:
    """Whether two titles have the same words but for slips: one letter in a long word, not the first, no digit.

    A `not` more, `4o` for `4` and `unsupervised` for `supervised` are no slips.
    """
    return len(one) == len(other) and all(
        a == b or (min(len(a), len(b)) >= 5 and (a + b).isalpha() and a[0] == b[0] and OSA.distance(a, b) == 1)
        for a, b in zip(one, other, strict=True)
    )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
