"""The arguments of a tool, read one by one; every mistake in them is told at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from kbgen.errors import KbgenError

_SHOWN = 40
_MOST = 5
"""Unknown arguments that are named."""


class ArgumentError(KbgenError):
    """Arguments that cannot be used; the text says of each what to give instead, a line each."""


class Arguments:
    """What a call gives, and what is wrong with it. `known` are the arguments of the tool."""

    def __init__(self, given: Mapping[str, Any], known: Sequence[str]) -> None:
        self._given = given
        unknown = [name for name in given if name not in known][:_MOST]
        there = f"; there are {', '.join(known)}"
        self._wrong = [f"no argument is called {_shown(name)}{_guess(name, known) or there}" for name in unknown]

    def must_be_right(self) -> None:
        """Raise `ArgumentError` if anything is wrong."""
        if self._wrong:
            raise ArgumentError("\n".join(self._wrong))

    def text(self, name: str, most: int, example: str) -> str:
        """A text of 1 to `most` characters."""
        value = self._given.get(name)
        if value is None or value == "":
            self._wrong.append(f"{name} is missing; give for example {json.dumps(example)}")
        elif not isinstance(value, str):
            self._wrong.append(f"{name} is {_shown(value)}; give a text")
        elif len(value) > most:
            self._wrong.append(f"{name} has {len(value):,} characters; at most {most} are read")
        else:
            return valid(value)
        return ""

    def choice(self, name: str, allowed: Sequence[str]) -> str | None:
        """One of `allowed`; None if it is not given."""
        value = self._given.get(name)
        if value is None or value in allowed:
            return value
        guess = _guess(value, allowed) if isinstance(value, str) else ""
        self._wrong.append(f"{name} is {_shown(value)}; choose one of {', '.join(allowed)}{guess}")
        return None

    def number(self, name: str, most: int, default: int) -> int:
        """A whole number from 1 to `most`."""
        value = self._given.get(name)
        if value is None:
            return default
        is_whole = isinstance(value, int | float) and not isinstance(value, bool) and value == value // 1
        if is_whole and 1 <= value <= most:
            return int(value)
        self._wrong.append(f"{name} is {_shown(value)}; give a whole number from 1 to {most}")
        return default

    def map(self, name: str, example: str) -> dict[str, Any]:
        """Values by name; some clients send the map as a text of JSON."""
        value = self._given.get(name)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                self._wrong.append(f"{name} is a text that is no JSON; give a map: {example}")
                return {}
        if isinstance(value, dict):
            return value
        self._wrong.append(f"{name} is {'missing' if value is None else _shown(value)}; give a map: {example}")
        return {}


def valid(text: str) -> str:
    """`text` with `?` for what is half a character, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _guess(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word[:_SHOWN], known, n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _shown(value: object) -> str:
    """A foreign value on one line and not too long; a number of many thousand digits is not written out."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 64:
        return "a very large number"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
