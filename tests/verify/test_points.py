from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kbgen.errors import KbgenError
from kbgen.latex.formula import Formula
from kbgen.latex.names import spelled
from kbgen.verify.points import Sampler, arguments, integers_of, seed_of, weight
from tests.conftest import Base
from tests.verify.pages import TEXT, entry, formula_of, out, var


def matrix(base: Base, **fields: Any) -> Formula:
    text = entry("y = A B", var("A", "real", "n", "m", py="a"), var("B", "real", "m", "k", py="b"),
                 outputs=[out("y", "n", "k")], **fields)  # fmt: skip
    return formula_of(base, text)


def test_there_are_64_points_with_unequal_sizes(base: Base) -> None:
    points = Sampler(matrix(base), 1).points()
    sizes = [tuple(point.sizes[name] for name in "nmk") for point in points.effective]
    assert len(sizes) == 64
    assert sum(len(set(size)) == 3 for size in sizes) > 48
    assert all(np.shape(point.values["A"]) == (point.sizes["n"], point.sizes["m"]) for point in points.effective)


def test_one_seed_gives_one_set_of_points(base: Base) -> None:
    formula = matrix(base)
    one, same, other = (Sampler(formula, seed).points().effective for seed in (1, 1, 2))
    assert all(np.array_equal(a.values["A"], b.values["A"]) for a, b in zip(one, same, strict=True))
    assert not all(np.array_equal(a.values["A"], b.values["A"]) for a, b in zip(one, other, strict=True))
    assert seed_of("formulas/f") == seed_of("formulas/f") != seed_of("formulas/g")


def test_assumptions_hold(base: Base) -> None:
    formula = formula_of(base, entry("y = u - v", var("u"), var("v"), assumptions=[{"where": "u < v"}]))
    points = Sampler(formula, 1).points().effective
    assert len(points) == 64
    assert all(point.values["u"] < point.values["v"] for point in points)


def test_each_hard_region_gets_its_points(base: Base) -> None:
    regions = [{"name": "ties", "where": "u = v"}, {"name": "far", "where": "u > 6"}]
    formula = formula_of(base, entry("y = u - v", var("u"), var("v"), regions=regions))
    points = Sampler(formula, 1).points()
    assert min(points.regions.values()) >= 8
    assert points.unreached == []
    assert sum(point.values["u"] == point.values["v"] for point in points.effective) == points.regions["ties"]


def test_a_region_out_of_reach_is_named(base: Base) -> None:
    formula = formula_of(base, entry("y = u^2", var("u", "[0, 1]"), regions=[{"name": "high", "where": "u > 1"}]))
    assert Sampler(formula, 1).points().unreached == ["high"]


def test_an_edge_case_is_judged_and_not_counted(base: Base) -> None:
    cases = [{"when": "n = 0", "value": 0, "why": TEXT}, {"when": "x = 0", "value": "undefined", "why": TEXT}]
    text = entry(
        r"y = \frac{1}{x} \sum_{i=1}^{n} z_i", var("x"), var("z", "real", "n"), indices={"i": {}}, edge_cases=cases
    )
    points = Sampler(formula_of(base, text), 1).points()
    assert len(points.effective) == 64
    assert min(points.edges_of) >= 1
    assert sum(points.edges_of) == len(points.edges)
    assert {value for _, value in points.edges} == {"0", "undefined"}
    assert all(point.sizes["n"] and point.values["x"] for point in points.effective)


def test_a_region_may_lie_in_an_edge_case(base: Base) -> None:
    cases = [{"when": "x = 0", "value": "undefined", "why": TEXT}]
    text = entry(r"y = \frac{1}{x}", var("x"), edge_cases=cases, regions=[{"name": "nothing", "where": "x = 0"}])
    points = Sampler(formula_of(base, text), 1).points()
    assert points.regions["nothing"] >= 8
    assert len(points.effective) == 64


def test_a_value_beyond_float64_is_no_point(base: Base) -> None:
    points = Sampler(formula_of(base, entry("y = x^{300}", var("x", "[1, 100]"))), 1).points()
    assert len(points.effective) == 64
    assert all(point.values["x"] < 11 for point in points.effective)


def test_two_equal_infinities_are_no_point(base: Base) -> None:
    text = entry("y = x z z", var("x", "log [1e100, 1e300]"), var("z", "log [1, 1e90]"))
    points = Sampler(formula_of(base, text), 1).points()
    assert len(points.effective) == 64
    assert all(np.isfinite(point.values["x"] * point.values["z"] ** 2) for point in points.effective)


def test_domains_without_a_point_give_none(base: Base) -> None:
    formula = formula_of(base, entry("y = x^2", var("x"), assumptions=[{"where": "x = 2.5"}]))
    assert Sampler(formula, 1).points().effective == []


def test_bounds_may_name_sizes_and_earlier_variables(base: Base) -> None:
    text = entry(r"y = x_k + b", var("x", "real", "n"), var("k", "integer [1, n]"), var("b", "[0, k]"))
    for point in Sampler(formula_of(base, text), 1).points().effective:
        assert 1 <= point.values["k"] <= point.sizes["n"]
        assert 0 <= point.values["b"] <= point.values["k"]


def test_a_variable_that_is_sorted_from_another_follows_it(base: Base) -> None:
    given = {"sorted": "x", "order": "descending"}
    ideal = {"symbol": "s", "meaning": TEXT, "shape": ["n"], "domain": "real", "given": given}
    formula = formula_of(base, entry("y = x_1 - s_1", var("x", "real", "n"), ideal))
    for point in Sampler(formula, 1).points().effective:
        assert list(point.values["s"]) == sorted(point.values["x"], reverse=True)
        assert list(arguments(formula.entry, point)) == ["x"]


def test_sizes_follow_their_rules(base: Base) -> None:
    text = entry(r"y = \frac{d}{m} + x_1", var("x", "real", "d/2"),
                 sizes={"d": {"symbol": "d", "even": True, "max": 6}, "m": {"symbol": "m", "min": 3, "max": 4}})  # fmt: skip
    formula = formula_of(base, text)
    points = Sampler(formula, 1).points().effective
    assert {point.sizes["d"] for point in points} == {2, 4, 6}
    assert {point.sizes["m"] for point in points} == {3, 4}
    assert integers_of(formula.entry) == {"m"}


def test_only_fixes_values_and_sizes(base: Base) -> None:
    text = entry("y = A x + c", var("A", "real", "n", "m", py="a"), var("x", "real", "m"), var("c", "real", "n"),
                 outputs=[out("y", "n")])  # fmt: skip
    points = Sampler(formula_of(base, text), 1, {"m": "n", "c": "1/n"}).points().effective
    assert len(points) == 64
    assert all(point.sizes["m"] == point.sizes["n"] for point in points)
    assert all((point.values["c"] == 1 / point.sizes["n"]).all() for point in points)


def test_simple_points_are_small_and_sorted(base: Base) -> None:
    points = Sampler(matrix(base), 1).simple()
    assert [weight(point) for point in points] == sorted(weight(point) for point in points)
    assert max(max(point.sizes.values()) for point in points) <= 3


def test_a_large_point_has_sizes_as_large_as_declared(base: Base) -> None:
    text = entry(r"y = x_1 + z_1", var("x", "real", "n"), var("z", "real", "m"),
                 sizes={"n": {"symbol": "n"}, "m": {"symbol": "m", "max": 3}})  # fmt: skip
    point = Sampler(formula_of(base, text), 1).large()
    assert point is not None
    assert point.sizes == {"n": 256, "m": 3}


# -- sequences --------------------------------------------------------------------------------------------------------

STEP = entry(
    r"v_t = \mu v_{t-1} + g + t",
    var("v_{t-1}", "real", "p", py="v", initial=0),
    var("g", "[0, t]", "p"),
    var("t", "integer [1, 30]", initial=1),
    var(r"\mu", "(0.1, 0.9)", py="mu"),
    outputs=[out("v_t", "p")], state={"v_{t-1}": "v_t"}, elementwise=True,
)  # fmt: skip


def test_sequences_keep_hyperparameters_count_steps_and_draw_data(base: Base) -> None:
    text = STEP.replace('"domain": "[0, t]"', '"domain": "real"')
    sequences = list(Sampler(formula_of(base, text), 1).sequences())
    assert (len(sequences), {len(sequence) for sequence in sequences}) == (64, {20})
    for sequence in sequences:
        assert [point.values["t"] for point in sequence] == list(range(1, 21))
        assert len({point.values[r"\mu"] for point in sequence}) == 1
        assert not np.array_equal(sequence[0].values["g"], sequence[1].values["g"]) or not sequence[0].values["g"].any()


def test_half_of_the_sequences_start_from_the_initial_state(base: Base) -> None:
    text = STEP.replace('"domain": "[0, t]"', '"domain": "real"')
    starts = [sequence[0].values[spelled("v_{t-1}")] for sequence in Sampler(formula_of(base, text), 1).sequences()]
    assert all(not start.any() for start in starts[::2])
    assert any(start.any() for start in starts[1::2])


def test_a_formula_without_points_has_no_sequence(base: Base) -> None:
    text = entry("w = g v", var("v", "real", "p"), var("g"), outputs=[out("w", "p")], state={"v": "w"},
                 assumptions=[{"where": "g = 2.5"}])  # fmt: skip
    with pytest.raises(KbgenError, match="no point satisfies the declared domains"):
        list(Sampler(formula_of(base, text), 1).sequences())
