"""Sets and multisets of words: tuples, lists, sets, and Counters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def is_bag(value: Any) -> bool:
    """Whether a value is a collection of words: not a number, an array or a word."""
    return isinstance(value, (tuple, list, set, frozenset, Mapping))


def elements(bag: Any) -> list[Any]:
    """The distinct elements; of a set in alphabetical order, so that sums do not depend on hashes."""
    if isinstance(bag, Mapping):
        return [element for element, count in bag.items() if count > 0]
    return sorted(bag, key=str) if isinstance(bag, (set, frozenset)) else list(dict.fromkeys(bag))


def size(bag: Any) -> int:
    """How many elements, with multiplicity."""
    return sum(count for count in bag.values() if count > 0) if isinstance(bag, Mapping) else len(bag)


def count(bag: Any, element: Any) -> int:
    """How often an element is in it."""
    if isinstance(bag, Mapping):
        return max(int(bag.get(element, 0)), 0)
    return sum(1 for item in bag if item == element)
