from __future__ import annotations

from math import cos, inf, nan, pi
from typing import Any

import numpy as np
import pytest

from kbgen.latex.errors import LatexError
from kbgen.latex.formula import Formula
from kbgen.latex.names import spelled
from kbgen.verify.calling import CallError
from kbgen.verify.points import Point, Sampler
from kbgen.verify.witnesses import (
    Disagreement,
    NoRatio,
    Witness,
    compare,
    compare_members,
    compare_sequences,
    error_of,
    mutate,
    observations,
    observing,
    printed_witness,
    repair,
    smallest,
)
from tests.conftest import Base
from tests.verify.pages import entry, formula_of, out, var
from tests.verify.test_entry import MOMENTUM


def points_of(formula: Formula) -> list[Point]:
    return Sampler(formula, 1).points().effective


def of(function: Any, *names: str) -> Witness:
    return lambda point: (function(*(point.values[name] for name in names)),)


# -- the tolerance ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "expected", "agrees"),
    [
        (1.0 + 0.9e-9, 1.0, True),
        (1.0 + 1.1e-9, 1.0, False),
        (1e6 + 0.9e-3, 1e6, True),
        (0.9e-12, 0.0, True),
        (1.1e-12, 0.0, False),
        (1e-10 * 1.02, 1e-10, False),
        (np.array([1e6, 1.0]), np.array([1e6, 1.0009]), True),
        (np.array([1.0, 1.0]), np.array([1.0, 1.0009]), False),
        (inf, inf, True),
        (inf, -inf, False),
        (inf, 1e300, False),
        (1.0, inf, False),
        (nan, nan, False),
        (np.array([1.0, inf]), np.array([1.1, inf]), False),
        (np.array([]), np.array([]), True),
        (np.array([1.0]), 1.0, False),
        (np.zeros((2, 1)), np.zeros((1, 2)), False),
    ],
)
def test_agreement_is_relative_to_the_largest_component(got: Any, expected: Any, agrees: bool) -> None:
    assert (error_of(got, expected) <= 1) is agrees


def test_a_cosine_schedule_at_a_tiny_learning_rate_is_told_apart(base: Base) -> None:
    text = entry(r"y = \frac{1}{2} a \left(1 + \cos(\pi s)\right)", var("a", "[1e-10, 2e-10]"), var("s", "[0, 1]"))
    formula = formula_of(base, text)
    right = of(lambda a, s: a * (1 + cos(pi * s)) / 2, "a", "s")
    observed = list(observations(formula, right, points_of(formula)))
    assert compare(formula, right, points_of(formula)).points == 64
    mutation, _ = mutate(formula, observed, {})
    assert mutation.survivors == ()
    assert mutation.told_apart > 5


# -- comparing --------------------------------------------------------------------------------------------------------


def test_points_and_the_largest_error_are_counted(base: Base) -> None:
    formula = formula_of(base, entry("y = 3 x", var("x")))
    exact = compare(formula, of(lambda x: 3 * x, "x"), points_of(formula))
    assert (exact.points, exact.edges, exact.error) == (64, 0, 0.0)
    near = compare(formula, of(lambda x: 3 * x * (1 + 1e-12), "x"), points_of(formula))
    assert 1e-13 < near.error < 2e-12


def test_a_disagreement_says_what_where_and_how_much(base: Base) -> None:
    formula = formula_of(base, entry("y = 3 x", var("x")))
    with pytest.raises(Disagreement) as caught:
        compare(formula, of(lambda x: 4 * x, "x"), [Point({"x": 2.0}, {})])
    found = caught.value
    assert (found.output, found.printed, found.expected, found.point.values) == ("y", 6.0, 8.0, {"x": 2.0})


def test_another_number_of_outputs_is_an_error(base: Base) -> None:
    formula = formula_of(base, entry("y = 3 x", var("x")))
    with pytest.raises(CallError, match=r"returns 2 value\(s\) for 1 output\(s\): y"):
        compare(formula, lambda _: (1.0, 2.0), points_of(formula))


def test_a_shape_that_broadcasts_is_not_equal(base: Base) -> None:
    formula = formula_of(base, entry("y = 2 x", var("x", "real", "n"), outputs=[out("y", "n")]))
    with pytest.raises(Disagreement) as caught:
        compare(formula, lambda point: (2 * point.values["x"][:1],), points_of(formula))
    assert "printed" in caught.value.detail


def test_smallest_finds_the_same_disagreement_at_a_smaller_input(base: Base) -> None:
    formula = formula_of(base, entry("y = x z", var("x"), var("z")))
    wrong = of(lambda x, z: x * z + (x > 0.5), "x", "z")
    found = Disagreement("y", Point({"x": 2.71, "z": -3.3}, {}), 0.0, 1.0)
    assert smallest(formula, wrong, found, Sampler(formula, 1).simple()).point.values == {"x": 1.0, "z": 0.0}


def test_repair_finds_the_mutant_that_agrees_everywhere(base: Base) -> None:
    formula = formula_of(base, entry("y = 2 x + z", var("x"), var("z")))
    mutant = repair(formula, of(lambda x, z: 2 * x - z, "x", "z"), points_of(formula))
    assert mutant is not None
    assert (mutant.change, mutant.snippet) == ("term 2: + → −", "2 x + z")
    assert repair(formula, of(lambda x, z: 5 * x / (1 + z * z), "x", "z"), points_of(formula)) is None


def test_no_repair_where_nothing_was_compared(base: Base) -> None:
    formula = formula_of(base, entry(r"y(u) \propto u^2", var("u"), outputs=[out("y(u)")]))
    points = [Point({"u": 0.0}, {})]
    assert compare(formula, lambda _: (0.0,), points).points == 0
    assert repair(formula, lambda _: (0.0,), points) is None


# -- chains -----------------------------------------------------------------------------------------------------------


def test_every_member_is_compared_with_the_first(base: Base) -> None:
    right = formula_of(base, entry("y = 2 x = x + x", var("x")))
    assert compare_members(right, points_of(right)) == 1
    wrong = formula_of(base, entry("y = 2 x = x + x = 3 x", var("x")))
    with pytest.raises(Disagreement):
        compare_members(wrong, points_of(wrong))


def test_the_members_of_an_array_are_compared(base: Base) -> None:
    text = entry("y_i = 2 x_i = 3 x_i", var("x", "real", "n"), outputs=[out("y", "n")],
                 indices={"i": {"from": "1", "to": "n"}})  # fmt: skip
    formula = formula_of(base, text)
    with pytest.raises(Disagreement):
        compare_members(formula, points_of(formula))


# -- ∝ ----------------------------------------------------------------------------------------------------------------

POWER = entry(r"y(u, v) \propto u^{2} v", var("u", "(1, 2)"), var("v", "(1, 2)"), outputs=[out("y(u, v)")])


def test_a_proportional_value_is_compared_by_ratios_only(base: Base) -> None:
    formula = formula_of(base, POWER)
    assert compare(formula, of(lambda u, v: 7 * u**2 * v, "u", "v"), points_of(formula)).points == 64
    with pytest.raises(Disagreement):
        compare(formula, of(lambda u, v: 7 * u**2 * v + 1, "u", "v"), points_of(formula))


def test_exponents_of_equal_sum_are_told_apart(base: Base) -> None:
    formula = formula_of(base, POWER)
    with pytest.raises(Disagreement):
        compare(formula, of(lambda u, v: u * v**2, "u", "v"), points_of(formula))


def test_a_ratio_to_zero_is_no_point(base: Base) -> None:
    formula = formula_of(base, entry(r"y(u) \propto u^2", var("u", "integer [0, 3]"), outputs=[out("y(u)")]))
    points = points_of(formula)
    zeros = sum(point.values["u"] == 0 for point in points)
    right = of(lambda u: 5 * u**2, "u")
    assert zeros
    assert compare(formula, right, points).points == len(points) - zeros
    assert len(list(observations(formula, right, points))) == len(points) - zeros
    with pytest.raises(NoRatio):
        observing(formula, right)(Point({"u": 0}, {}))


def test_a_proportional_value_without_argument_is_refused(base: Base) -> None:
    formula = formula_of(base, entry(r"y \propto u^2", var("u")))
    with pytest.raises(LatexError, match="has no argument: nothing can be compared"):
        compare(formula, of(lambda u: u**3, "u"), points_of(formula))


# -- sequences --------------------------------------------------------------------------------------------------------


def test_each_witness_carries_its_own_state(base: Base) -> None:
    formula = formula_of(base, MOMENTUM)
    seen: list[float] = []

    def witness(point: Point) -> tuple[Any, ...]:
        seen.append(float(np.abs(point.values[spelled("v_{t-1}")]).sum()))
        return (point.values[r"\mu"] * point.values[spelled("v_{t-1}")] + point.values["g"],)

    assert compare_sequences(formula, witness, Sampler(formula, 1)).points == 64
    assert len(seen) == 64 * 20
    assert seen[0] == 0.0
    assert all(value > 0 for value in seen[1:20])


def test_a_slip_that_only_sequences_show_is_found(base: Base) -> None:
    formula = formula_of(base, MOMENTUM)
    steps = iter(range(10**6))

    def forgets(point: Point) -> tuple[Any, ...]:
        kept = 0 if next(steps) % 20 == 19 else point.values[spelled("v_{t-1}")]
        return (point.values[r"\mu"] * kept + point.values["g"],)

    with pytest.raises(Disagreement):
        compare_sequences(formula, forgets, Sampler(formula, 1))


# -- mutants ----------------------------------------------------------------------------------------------------------


def test_mutants_are_told_apart_by_a_value_by_an_error_or_survive(base: Base) -> None:
    text = entry(r"y = x_n + \max(z, 0)", var("x", "real", "n"), var("z", "[1, 2]"))
    formula = formula_of(base, text)
    witness = printed_witness(formula)
    mutation, met = mutate(formula, [(point, witness(point)) for point in points_of(formula)], {})
    names = {mutant.name for mutant in mutation.survivors}
    assert r"only operand 1 of max in \max(z, 0)" in names
    assert mutation.told_apart
    assert mutation.by_error == 1  # x_{n + 1}
    assert mutation.killed == mutation.told_apart + 1
    again, met = mutate(formula, [(point, witness(point)) for point in points_of(formula)], dict.fromkeys(names, 0))
    assert (again.survivors, again.equivalent, met) == ((), len(names), names)
