"""Verification as a person reads it: a line for each entry, what failed, and the sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from kbgen.report import Status
from kbgen.schema import Ref
from kbgen.verify.entry import Outcome

_WITNESSES = ("example", "sequences", "symbolic", "oracle", "published")
_HEAD = ("entry", "state", "points", "mutants", "max error", "witnesses")


def head(refs: Sequence[Ref]) -> str:
    """The head of the table."""
    return _line(_width(refs), _HEAD)


def row(outcome: Outcome, refs: Sequence[Ref]) -> str:
    """One entry; then a line for each failure."""
    record = outcome.record
    state = str(record.get("state", "")) if outcome.passed else "FAILED"
    cells = (str(outcome.ref), state, _points(record), _mutants(record), _error(record), _witnesses(record))
    failures = [f"    {result}" for result in outcome.results if result.status is not Status.PASSED]
    # The same seed draws the same points: a failure can be looked at again.
    seed = [f"    points of seed {record['seed']}"] if failures and "seed" in record else []
    return "\n".join([_line(_width(refs), cells), *failures, *seed])


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    """The sums of a run."""
    states = Counter("failed" if not outcome.passed else str(outcome.record["state"]) for outcome in outcomes)
    formulas = [outcome.record for outcome in outcomes if "points" in outcome.record]
    points = sum(record["points"] for record in formulas)
    mutants = Counter[str]()
    for record in formulas:
        mutants.update(record.get("mutants", {}))
    survivors = sum(len(outcome.mutation.survivors) for outcome in outcomes if outcome.mutation)
    counted = ", ".join(f"{count} {state}" for state, count in states.most_common())
    entries = "1 entry" if len(outcomes) == 1 else f"{len(outcomes)} entries"
    lines = [f"{entries} in {seconds:.1f} s: {counted}"]
    if mutants:
        lines.append(
            f"{points:,} points; {sum(mutants.values()) + survivors:,} mutants: {mutants['told_apart']:,} told apart, "
            f"{mutants['by_error']:,} without a value, {mutants['equivalent']:,} equivalent with a reason, "
            f"{survivors:,} surviving"
        )
    claims = sum(record.get("claims", 0) for record in formulas)
    proofs = sum(record.get("proofs", 0) for record in formulas)
    derived = sum(outcome.record.get("derived", 0) for outcome in outcomes)
    variants = sum(len(record.get("variants", ())) for record in formulas)
    lines.append(f"{claims} claims, {proofs} refutations, {variants} variants, {derived} derived numbers of models")
    return "\n".join(lines)


def _width(refs: Sequence[Ref]) -> int:
    return max([len("entry"), *(len(ref) for ref in refs)])


def _line(width: int, cells: Sequence[str]) -> str:
    entry, state, points, mutants, error, witnesses = cells
    return f"{entry:<{width}}  {state:<13}  {points:>6}  {mutants:>9}  {error:>9}  {witnesses}".rstrip()


def _points(record: dict[str, Any]) -> str:
    return str(record["points"]) if "points" in record else ""


def _mutants(record: dict[str, Any]) -> str:
    mutants = record.get("mutants")
    if not mutants:
        return ""
    killed = mutants["told_apart"] + mutants["by_error"]
    return f"{killed}+{mutants['equivalent']}" if mutants["equivalent"] else str(killed)


def _error(record: dict[str, Any]) -> str:
    errors = [witness["error"] for witness in record.get("witnesses", {}).values() if "error" in witness]
    return f"{max(errors):.0e}" if errors else ""


def _witnesses(record: dict[str, Any]) -> str:
    if "derived" in record:
        return f"{record['derived']} derived"
    witnesses = record.get("witnesses", {})
    named = [name for name in _WITNESSES if name in witnesses]
    return " ".join("oracle:" + str(witnesses[name]["library"]) if name == "oracle" else name for name in named)
