"""How much may be computed with: checked before anything leaves the process that was asked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from kbgen.errors import KbgenError

MOST_NUMBERS = 10_000
"""Numbers or texts in one input."""
MOST_IN_ALL = 100_000
"""Numbers or texts in all inputs of a call, and numbers in one output."""
DEEPEST = 8
"""Lists within lists."""
LONGEST = 1_000
"""Characters of a text."""
MOST_INPUTS = 100
"""Inputs of a call."""
SECONDS = 10.0
"""For one call; then the process that computes is ended."""

WORDS = (
    f"at most {MOST_NUMBERS:,} numbers in an input, {MOST_IN_ALL:,} in all, lists {DEEPEST} deep, "
    f"{LONGEST:,} characters in a text"
)
"""The limits, as a message states them."""

_SHOWN = 40
_BITS = 1023
"""Of the largest whole numbers that float64 can hold."""


class InputError(KbgenError):
    """Inputs that cannot be computed with; `problems` names each, with what to give instead."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def check_limits(inputs: Mapping[str, Any]) -> None:
    """Check that `inputs` are numbers, texts or lists of them, not too many, too deep or too long.

    Raises `InputError` with everything that is wrong.
    """
    total, problems = 0, []
    if len(inputs) > MOST_INPUTS:
        raise InputError(f"{len(inputs):,} inputs; at most {MOST_INPUTS} are read")
    for name, value in inputs.items():
        counter = _Counter()
        try:
            counter.count(value, 0)
        except _Beyond as found:
            problems.append(f"{shown(name)} {found}")
        total += counter.leaves
    if total > MOST_IN_ALL:
        problems.append(f"the inputs hold more than {MOST_IN_ALL:,} numbers; {WORDS}")
    if problems:
        raise InputError(*problems)


def shown(value: object) -> str:
    """A foreign word or number, on one line and not too long."""
    text = value if isinstance(value, str) else repr(value)
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


class _Beyond(Exception):  # noqa: N818 - what was found
    """What is wrong with an input, after its name."""


class _Counter:
    """Counts the numbers and texts of one input, and stops at the first that nobody could compute with."""

    def __init__(self) -> None:
        self.leaves = 0

    def count(self, value: Any, depth: int) -> None:
        if isinstance(value, list | tuple):
            if depth == DEEPEST:
                raise _Beyond(f"has lists more than {DEEPEST} deep; {WORDS}")
            for item in value:
                self.count(item, depth + 1)
            return
        self.leaves += 1
        if self.leaves > MOST_NUMBERS:
            raise _Beyond(f"holds more than {MOST_NUMBERS:,} numbers; {WORDS}")
        wrong = _wrong_with(value)
        if wrong:
            raise _Beyond(wrong)


def _wrong_with(leaf: Any) -> str:
    if isinstance(leaf, str):
        return f"holds a text of {len(leaf):,} characters; {WORDS}" if len(leaf) > LONGEST else ""
    if isinstance(leaf, int):  # Python refuses to write out one of many thousand digits
        return "holds a number beyond float64; give it in larger units" if leaf.bit_length() > _BITS else ""
    if isinstance(leaf, float):
        return "" if math.isfinite(leaf) else f"holds {leaf}; give finite numbers"
    what = "nothing (null)" if leaf is None else "a map" if isinstance(leaf, Mapping) else type(leaf).__name__
    return f"holds {what}; give numbers, texts or lists of them"
