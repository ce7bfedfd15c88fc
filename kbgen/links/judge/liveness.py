"""What the last answer of a visit says of the address."""

from __future__ import annotations

from collections.abc import Mapping

from kbgen.links.exchange import Answer, Failure
from kbgen.links.judge.reasons import FAILURES, REASONS, status_word
from kbgen.links.judge.verdict import Verdict
from kbgen.records.links import Alive

# The server answers people, not programs, or not now. 999 is what LinkedIn tells programs.
BLOCKED = frozenset({401, 403, 429, 451, 503, 999})
_FAILED: Mapping[Failure, Alive] = dict.fromkeys(Failure, Alive.DEAD) | {
    Failure.TIMEOUT: Alive.TIMEOUT,
    Failure.NOT_ALLOWED: Alive.REFUSED,
    Failure.BAD_URL: Alive.REFUSED,
    Failure.NOT_RECORDED: Alive.SKIPPED,
    Failure.HOST_GIVEN_UP: Alive.SKIPPED,
}
_TODO = {
    Alive.DEAD: "look for its new address, or remove the link",
    Alive.BLOCKED: "open it in a browser",
    Alive.TIMEOUT: "open it in a browser",
    Alive.REFUSED: "write a public address, or allow the host with --allow-private",
    Alive.SKIPPED: "nothing is said of it",
}


def judge_answer(answer: Answer) -> Verdict | None:
    """Why the address does not answer as it should; nothing if it does.

    A page that comes badly compressed is dead, since browsers show nothing of it. One that breaks off after its
    beginning is alive: browsers show what came, and so does the rest of the checks.
    """
    status, failure = answer.status, answer.failure
    if not status or (_is_fine(status) and failure is not None and not (answer.body and _shows(failure))):
        return _failed(answer, failure or Failure.NOT_HTTP)
    if answer.headers.get("cf-mitigated", "") == "challenge":
        # https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
        return told(answer, Alive.BLOCKED, "challenge", "the server's guard asks whether the reader is a person")
    if _is_fine(status):
        return None
    if 300 <= status < 400:
        return told(answer, Alive.DEAD, "no-location", f"the server answers {status} without an address to go to")
    alive = Alive.BLOCKED if status in BLOCKED else Alive.DEAD
    return told(answer, alive, status_word(status), REASONS[status_word(status)].rstrip(".").replace("The", "the", 1))


def told(answer: Answer, alive: Alive, why: str, evidence: str) -> Verdict:
    """A verdict with what to do about it."""
    todo = _TODO.get(alive, "")
    return Verdict(alive, why=why, detail=f"{evidence}; {todo}" if todo else evidence, status=answer.status)


def _failed(answer: Answer, failure: Failure) -> Verdict:
    sentence = FAILURES[failure].rstrip(".")
    evidence = sentence[0].lower() + sentence[1:]
    return told(
        answer, _FAILED[failure], failure.value, f"{evidence} ({line(answer.detail)})" if answer.detail else evidence
    )


def line(words: str, longest: int = 200) -> str:
    """Words of others, in one line."""
    words = printable(" ".join(words.split()))
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def printable(words: str) -> str:
    """Words of others without what steers a terminal, turns the direction of text or has no code in UTF-8."""
    return words if words.isprintable() else "".join(sign if sign.isprintable() else "\ufffd" for sign in words)


def _is_fine(status: int) -> bool:
    return 200 <= status < 300 or status == 304


def _shows(failure: Failure) -> bool:
    return failure in {Failure.DISCONNECTED, Failure.TIMEOUT}
