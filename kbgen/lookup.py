"""Names: how two spellings are told to be the same. Pure functions on strings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "ø": "o", "Ø": "o"})
_APART = re.compile(r"[\s\-_‐-―/]+")


def fold(name: str) -> str:
    """`name` without case, accents and ligatures: what sorting and comparing see."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def normalise(name: str) -> str:
    """`fold`, with hyphens, underscores, slashes and runs of spaces as one space."""
    return _APART.sub(" ", fold(name)).strip()


def suggest(query: str, names: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Up to `most` of `names` that look like `query`, best first."""
    spelled = {normalise(name): name for name in reversed(list(names))}
    return tuple(spelled[name] for name in get_close_matches(normalise(query), spelled, n=most, cutoff=0.6))
