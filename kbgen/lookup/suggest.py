"""Names that look like another, where a list of them is at hand."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from kbgen.lookup.names import normalise


def suggest(query: str, names: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Up to `most` of `names` that look like `query`, best first."""
    spelled = {normalise(name): name for name in reversed(list(names))}
    return tuple(spelled[name] for name in get_close_matches(normalise(query), spelled, n=most, cutoff=0.6))
