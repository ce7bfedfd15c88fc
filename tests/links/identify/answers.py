"""An answer as a catalogue sends it."""

from __future__ import annotations

from kbgen.links.exchange import Answer
from kbgen.links.identify.sought import Known, Reply
from kbgen.records.links import Found


def answer(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    return Answer("https://a.example/", status, headers, body.encode() if isinstance(body, str) else body)


def found_in(reply: Reply) -> Found:
    """What a catalogue knows."""
    assert isinstance(reply, Known)
    return reply.found
