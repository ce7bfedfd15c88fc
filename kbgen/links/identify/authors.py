"""Whether two sources mean the same first author, however they print the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.links.identify.folding import folded, squashed

_SUFFIX = re.compile(r",?\s+(?:jr|sr|ii|iii|iv|ph\.?\s?d|m\.?d)\.?(?=\s*(?:,|$))", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[].*?[)\]]")
"""`OpenAI (collective)`: what a list says beside the name."""
_PARTICLES = {
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "des", "la", "le", "el", "al", "bin",
    "ben", "ibn", "ter", "ten", "zu", "zur", "af", "av", "st", "dal", "do",
}  # fmt: skip
_HOUSE = {
    "team", "teams", "lab", "labs", "research", "group", "project", "authors", "contributors", "developers",
    "foundation", "inc", "consortium", "collaboration", "institute", "university", "community", "organization",
}  # fmt: skip
_UMLAUTS = re.compile(r"(?<=[aou])e|(?<=a)a")
"""Müller is also spelled Mueller, and Åström Aastrom."""


def same_author(claimed: str, found: str) -> bool:
    """Whether both are one person or organisation, judged by the family name.

    `Given Family` and `Family, Given` are read, particles and `Jr.` may be missing, given names abbreviated; a name in
    East-Asian order (`Yao Shunyu`) also has to agree in the initial of the given name. An organisation may be followed
    by a department or by people (`OpenAI Josh Achiam`, `Gemini Team, Google`).
    """
    claimed, found = _bare(claimed), _bare(found)
    if not folded(claimed) or not folded(found):
        return False
    if squashed(claimed) == squashed(found) or _holds(claimed, found) or _holds(found, claimed):
        return True
    if _is_house(claimed) or _is_house(found):
        return False
    return any(_agree(one, other) for one in _readings(claimed) for other in _readings(found))


def _is_house(name: str) -> bool:
    """Whether a name says that it is one of an organisation, of which the last word tells nothing."""
    return "AI" in name.split() or bool(_HOUSE & set(folded(name).split()))


def _bare(name: str) -> str:
    return _SUFFIX.sub("", _ASIDE.sub("", name)).strip(" ,;:")


def _holds(long: str, short: str) -> bool:
    """Whether all words of `short` stand in `long`; one word must be the first (`OpenAI Josh Achiam`)."""
    long_words, short_words = folded(long).split(), folded(short).split()
    if len(short_words) == 1:
        return long_words[0] == short_words[0] and "," not in long
    return set(short_words) <= set(long_words) and all(len(word) > 1 for word in short_words)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a name. `usual`: the family name is where the West expects it."""

    family: str
    initials: str = ""
    usual: bool = True


def _readings(name: str) -> Iterator[_Reading]:
    if "," in name:
        family, _, given = name.partition(",")
        words, initials = folded(family).split(), _initials(folded(given).split())
        yield _Reading(_joined(words), initials)
        yield _Reading(_joined(_without_particles(words)), initials)
        return
    words = [squashed(word) for word in name.split() if squashed(word)]
    if len(words) == 1:
        yield _Reading(_joined(words))
    if len(words) == 2 and re.search(r" (?:[A-Z]\.?-?){1,3}$", name):  # `Yao S.`, `Brown TB`: nobody is called so
        yield _Reading(_joined(words[:1]), words[1])
        return
    for start in range(1, len(words)):  # a family name may have several words, and nothing says where it begins
        yield _Reading(_joined(words[start:]), _initials(words[:start]))
    if 2 <= len(words) <= 3 and len(words[0]) > 1:
        yield _Reading(_joined(words[:1]), _initials(words[1:]), usual=False)


def _agree(one: _Reading, other: _Reading) -> bool:
    if one.family != other.family:
        return False
    if one.usual and other.usual:
        return True
    ordered = one.usual or other.usual  # two given names that agree say nothing
    return ordered and bool(one.initials and other.initials) and one.initials[0] == other.initials[0]


def _without_particles(words: list[str]) -> list[str]:
    return [word for word in words if word not in _PARTICLES] or words


def _joined(words: list[str]) -> str:
    return _UMLAUTS.sub("", "".join(words))


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words)
