"""What is proven of an entry, derived on reading and never stored.

No check has a record yet: a formula is transcribed, and no link has been asked.
"""

from __future__ import annotations

from enum import StrEnum

from kbgen.schema import Computable, Entry, Link


class State(StrEnum):
    """How far an entry is proven."""

    TRANSCRIBED = "transcribed"
    """A formula that is declared to be executed, and was not yet."""
    NOT_EXECUTABLE = "not-executable"
    """A formula or metric that no program can check; the entry says why."""
    SOURCED = "sourced"
    """A statement with its primary source."""
    NOT_YET_CHECKED = "not-yet-checked"
    """A link that no live run has asked."""


def state_of(entry: Entry) -> State:
    """The state of `entry`."""
    if isinstance(entry, Link):
        return State.NOT_YET_CHECKED
    if isinstance(entry, Computable):
        return State.NOT_EXECUTABLE if entry.unchecked else State.TRANSCRIBED
    return State.SOURCED
