"""Witnesses: independent ways to the same number. They are asked at the same points and must agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

import numpy as np

from kbgen.latex.errors import BeyondFloat64, LatexError
from kbgen.latex.evaluate import Evaluation
from kbgen.latex.formula import Formula
from kbgen.latex.mutate import Mutant, mutants_of
from kbgen.latex.names import printed as shown
from kbgen.latex.names import spelled
from kbgen.verify.calling import CallError
from kbgen.verify.points import Point, Sampler, weight

Outputs = tuple[Any, ...]
Witness = Callable[[Point], Outputs]
"""The outputs at a point. Raises `ZeroDivisionError` where it is undefined, `CallError` or `LatexError` if it fails."""

RELATIVE = 1e-9
ABSOLUTE = 1e-12
"""max |a − b| ≤ 1e-9 · ‖expected‖∞ + 1e-12, output by output."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a comparison found: how many points, and the largest error relative to ‖expected‖∞."""

    points: int
    edges: int
    error: float


class NoRatio(Exception):  # noqa: N818 -- a point that says nothing, no error
    """A value given up to a factor is 0 here, hence has no ratio to another."""


@dataclass(frozen=True)
class Disagreement(Exception):  # noqa: N818 -- what was found, no error of the program
    """Two witnesses part: the output, the point, what each gives."""

    output: str
    point: Point
    printed: Any
    expected: Any
    detail: str = ""


def printed_witness(formula: Formula) -> Witness:
    """The LaTeX on the page."""

    def ask(point: Point) -> Outputs:
        return Evaluation(formula, point.known).outputs()

    return ask


def observing(formula: Formula, witness: Witness) -> Witness:
    """`witness` as it can be compared: an output given by `∝` is known up to a factor, hence as a ratio of two values.

    The second value is taken where the arguments of the left side are larger, each by its own prime factor, so that no
    power of one stands for a power of another. Raises `NoRatio` where the first value is 0, and `LatexError` if the
    left side has no argument: then every ratio is 1.
    """
    proportional = [formula.definitions[key].is_proportional for key in formula.outputs]
    if not any(proportional):
        return witness
    factors = _factors(formula)

    def ask(point: Point) -> Outputs:
        values = {key: factors.get(key, 1) * value for key, value in point.values.items() if key in factors}
        here, there = witness(point), witness(replace(point, values={**point.values, **values}))
        if any(is_ratio and not np.all(a) for a, is_ratio in zip(here, proportional, strict=True)):
            raise NoRatio
        return tuple(b / a if is_ratio else a for a, b, is_ratio in zip(here, there, proportional, strict=True))

    return ask


_PRIMES = (3, 2, 5, 7, 11, 13, 17, 19, 23, 29)


def _factors(formula: Formula) -> dict[str, int]:
    """By which each argument of what is given by `∝` is multiplied."""
    variables = [spelled(variable.symbol) for variable in formula.entry.variables]
    arguments: set[str] = set()
    for key in formula.outputs:
        definition = formula.definitions[key]
        if definition.is_proportional:
            own = {piece.key for piece in formula.names.by_key[key].pieces} & set(variables)
            if not own:
                what = f"'{shown(key)}' is given by ∝ and has no argument: nothing can be compared"
                raise LatexError(what, definition.latex, definition.start, definition.end, "write its arguments: N(C)")
            arguments |= own
    return dict(zip([key for key in variables if key in arguments], cycle(_PRIMES), strict=False))


def error_of(got: Any, expected: Any) -> float:
    """|got − expected| relative to the tolerance's scale: ≤ 1 is agreement; ∞ if the shapes differ."""
    a, b = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    if a.shape != b.shape:
        return float("inf")
    if a.size == 0:
        return 0.0
    same = a == b  # also where both are the same infinity
    if same.all():
        return 0.0
    if not np.isfinite(a[~same]).all() or not np.isfinite(b[~same]).all():
        return float("inf")
    scale = RELATIVE * np.abs(b[np.isfinite(b)]).max() + ABSOLUTE
    return float(np.abs(a[~same] - b[~same]).max() / scale)


def compare(
    formula: Formula, witness: Witness, points: Iterable[Point], edges: Iterable[tuple[Point, str]] = ()
) -> Agreement:
    """The printed formula against `witness`. Raises `Disagreement` at the first point where they part.

    A point at which float64 cannot hold what is printed, or at which a ratio has no value, does not count.
    """
    ask_printed = observing(formula, printed_witness(formula))
    ask = observing(formula, witness)
    worst = 0.0
    count = edge_count = 0
    for point in points:
        try:
            got = ask_printed(point)
        except (BeyondFloat64, NoRatio):
            continue  # the formula has a value, float64 has none: not an effective point
        try:
            expected = ask(point)
        except NoRatio:
            raise Disagreement(formula.outputs[0], point, got[0], 0.0, "a ratio to 0") from None
        except ZeroDivisionError as error:
            raise Disagreement(formula.outputs[0], point, got[0], "undefined", str(error)) from None
        worst = max(worst, _compare_outputs(formula, point, got, expected))
        count += 1
    for point, value in edges:
        _compare_edge(formula, witness, point, value)
        edge_count += 1
    return Agreement(count, edge_count, worst * RELATIVE)


def observations(formula: Formula, witness: Witness, points: Iterable[Point]) -> Iterator[tuple[Point, Outputs]]:
    """The points that count in a comparison, each with what `witness` says there."""
    ask_printed, ask = observing(formula, printed_witness(formula)), observing(formula, witness)
    for point in points:
        try:
            ask_printed(point)
        except (BeyondFloat64, NoRatio):
            continue
        yield point, ask(point)


def compare_sequences(formula: Formula, witness: Witness, sampler: Sampler) -> Agreement:
    """A stateful update over many steps, each witness going its own way. Raises `Disagreement`."""
    state = {
        spelled(before): formula.outputs.index(formula.output_key(after))
        for before, after in sampler.entry.state.items()
    }
    worst = 0.0
    count = 0
    ask_printed = printed_witness(formula)
    for sequence in sampler.sequences():
        mine: dict[str, Any] = {}
        theirs: dict[str, Any] = {}
        for point in sequence:
            here = replace(point, values={**point.values, **mine})
            got = ask_printed(here)
            expected = witness(replace(point, values={**point.values, **theirs}))
            worst = max(worst, _compare_outputs(formula, here, got, expected))
            mine = {key: got[place] for key, place in state.items()}
            theirs = {key: expected[place] for key, place in state.items()}
        count += 1
    return Agreement(count, 0, worst * RELATIVE)


def compare_members(formula: Formula, points: Iterable[Point]) -> int:
    """Every member of every chain `= a = b ≈ c` against the first. Returns how many chains; raises `Disagreement`."""
    chains = [key for key, definition in formula.definitions.items() if _is_chain(definition)]
    if not chains:
        return 0
    for point in points:
        evaluation = Evaluation(formula, point.known)
        for key in chains:
            try:
                first, *others = evaluation.members(key)
            except BeyondFloat64:
                continue
            for other in others:
                if error_of(other, first) > 1:
                    raise Disagreement(key, point, other, first, "two members of one chain part")
    return len(chains)


def _is_chain(definition: Any) -> bool:
    return len(definition.members) > 1 or any(len(slot.members) > 1 for slot in definition.slots)


def _compare_outputs(formula: Formula, point: Point, got: Outputs, expected: Outputs) -> float:
    if len(got) != len(expected):
        what = f"returns {len(expected)} value(s) for {len(got)} output(s)"
        raise CallError(f"{what}: {', '.join(shown(key) for key in formula.outputs)}")
    worst = 0.0
    for key, a, b in zip(formula.outputs, got, expected, strict=True):
        if np.shape(a) != np.shape(b):
            raise Disagreement(key, point, a, b, f"shape {np.shape(a)} printed, {np.shape(b)} expected")
        error = error_of(a, b)
        if error > 1:
            raise Disagreement(key, point, a, b)
        worst = max(worst, error)
    return worst


def _compare_edge(formula: Formula, witness: Witness, point: Point, value: str) -> None:
    key = formula.outputs[0]
    try:
        expected = witness(point)
    except ZeroDivisionError:
        if value != "undefined":
            raise Disagreement(key, point, float(value), "undefined", "an edge case") from None
        return
    if value == "undefined":
        detail = "an edge case: the example must raise ZeroDivisionError"
        raise Disagreement(key, point, "undefined", expected[0], detail)
    if error_of(expected[0], np.full(np.shape(expected[0]), float(value))) > 1:
        raise Disagreement(key, point, float(value), expected[0], "an edge case")


# -- the smallest input, and the place where they part ----------------------------------------------------------------


def smallest(formula: Formula, witness: Witness, found: Disagreement, candidates: Sequence[Point]) -> Disagreement:
    """The same disagreement at the smallest input that shows it."""
    for point in sorted(candidates, key=weight):
        if weight(point) >= weight(found.point):
            break
        try:
            compare(formula, witness, [point])
        except Disagreement as smaller:
            return smaller
        except (LatexError, CallError):
            continue
    return found


def repair(formula: Formula, witness: Witness, points: Sequence[Point]) -> Mutant | None:
    """The one small change after which the printed formula agrees everywhere: that is where they part."""
    ask = _remembering(witness, points)
    for mutant in mutants_of(formula):
        try:
            agreed = compare(mutant.formula, ask, points)
        except (Disagreement, LatexError, CallError):
            continue
        if 2 * agreed.points > len(points):  # at a few points, or at none, anything agrees
            return mutant
    return None


def _remembering(witness: Witness, points: Sequence[Point]) -> Witness:
    """`witness`, asked once at each of `points`: a library may take long, and there are many mutants."""
    known: dict[int, Outputs] = {}
    ours = {id(point) for point in points}

    def ask(point: Point) -> Outputs:
        if id(point) not in ours:  # one that is made for a ratio, and gone at once
            return witness(point)
        if id(point) not in known:
            known[id(point)] = witness(point)
        return known[id(point)]

    return ask


# -- mutants ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Mutation:
    """What became of the mutants. `survivors` are neither told apart nor known to be equivalent."""

    told_apart: int = 0
    by_error: int = 0
    equivalent: int = 0
    survivors: tuple[Mutant, ...] = ()

    @property
    def killed(self) -> int:
        """Told apart, or no formula any more."""
        return self.told_apart + self.by_error


def mutate(
    formula: Formula, observed: Sequence[tuple[Point, Outputs]], equivalent: Mapping[str, object]
) -> tuple[Mutation, set[str]]:
    """Every mutant against what a witness said (`observed`, by `observing`); `equivalent` are those content names.

    Also returns the names of the equivalent ones that were met.
    """
    result = Mutation()
    survivors: list[Mutant] = []
    met: set[str] = set()
    for mutant in mutants_of(formula):
        fate = _fate(mutant, observed)
        if fate == "survived" and mutant.name in equivalent:
            result.equivalent += 1
            met.add(mutant.name)
        elif fate == "survived":
            survivors.append(mutant)
        elif fate == "told apart":
            result.told_apart += 1
        else:
            result.by_error += 1
    result.survivors = tuple(survivors)
    return result, met


def _fate(mutant: Mutant, observed: Sequence[tuple[Point, Outputs]]) -> str:
    """Told apart by a value; by an error if no value ever differs but some point has none; else it survived."""
    ask = observing(mutant.formula, printed_witness(mutant.formula))
    failed = 0
    for point, expected in observed:
        try:
            got = ask(point)
        except (LatexError, NoRatio):
            failed += 1
            if failed == 3:  # three points without a value: it is no formula of these points
                return "by error"
            continue
        if any(error_of(a, b) > 1 for a, b in zip(got, expected, strict=True)):
            return "told apart"
    return "by error" if failed else "survived"
