from __future__ import annotations

from typing import Any

import pytest

from kbgen.examples import load
from kbgen.latex.formulas import Formulas
from kbgen.verify.calling import CallError
from kbgen.verify.points import Point, Sampler
from kbgen.verify.precision import errors_by_dtype, fused
from kbgen.verify.witnesses import printed_witness
from tests.conftest import Base
from tests.verify.pages import REF, check, content_of, entry, var

SUM = entry(r"y = \sum_{i=1}^{n} x_i^2", var("x", "[1, 2]", "n"), indices={"i": {}})
SUM_CODE = "def f(x: Tensor) -> Tensor:\n    return x.square().sum()\n"


def table(base: Base, text: str, code: str, points: list[Point] | None = None) -> dict[str, float]:
    content = content_of(base, text, code)
    formula, function = Formulas(content)[REF], load(content, REF)
    assert function is not None
    ask = printed_witness(formula)
    observed = [(point, ask(point)) for point in points or Sampler(formula, 1).points().effective]
    return errors_by_dtype(formula.entry, function, observed, "cpu")


def test_each_type_has_its_measured_error(base: Base) -> None:
    errors = table(base, SUM, SUM_CODE)
    assert list(errors) == ["float64", "float32", "bfloat16", "float16"]
    assert errors["float64"] < 1e-15 < errors["float32"] < 1e-6 < errors["float16"] < errors["bfloat16"] < 0.1


def test_the_error_is_against_the_page_and_not_against_the_example_itself(base: Base) -> None:
    code = SUM_CODE.replace("x.square().sum()", "x.square().sum() * (1 + 1e-11)")
    assert table(base, SUM, code)["float64"] == 1e-11
    assert check(base, SUM, code).record["errors"]["float64"] == 1e-11


def test_points_that_overflow_are_left_out(base: Base) -> None:
    large, small = (Point({"x": value}, {}) for value in (1e5, 2.0))
    text, code = entry("y = x^2", var("x")), "def f(x: Tensor) -> Tensor:\n    return x * x - x * x + x * x\n"
    errors = table(base, text, code, [large, small])
    assert errors["float16"] == 0.0
    assert "float16" not in table(base, text, code, [large])
    assert "bfloat16" in table(base, text, code, [large])


def test_a_divisor_that_a_type_rounds_to_zero_is_left_out(base: Base) -> None:
    text = entry(r"y = \frac{1}{x}", var("x"))
    code = "def f(x: Tensor) -> Tensor:\n    if x == 0:\n        raise ZeroDivisionError('x is 0')\n    return 1 / x\n"
    assert "float16" not in table(base, text, code, [Point({"x": 1e-9}, {})])


def test_what_does_not_run_in_a_type_is_a_failure(base: Base) -> None:
    code = "def f(x: Tensor) -> Tensor:\n    return (x.double() ** 2).sum()\n"
    with pytest.raises(CallError, match=r"returns float64 for float32 inputs \(float32\)"):
        table(base, SUM, code)
    outcome = check(base, SUM, code)
    assert "returns float64 for float32 inputs (float32)" in outcome.results[0].detail


def test_plain_python_has_no_table(base: Base) -> None:
    text, code = entry("y = x^2", var("x")), "def f(x: float) -> float:\n    return x * x\n"
    assert table(base, text, code) == {}
    assert list(check(base, text, code).record["errors"]) == ["float64"]


def test_fused_compares_the_time_of_kernel_and_textbook(base: Base) -> None:
    content = content_of(base, SUM, SUM_CODE)
    formula, function = Formulas(content)[REF], load(content, REF)
    point = Sampler(formula, 1).large()
    assert function is not None
    assert point is not None
    ratios: dict[str, Any] = fused(formula.entry, function, function, point, "cpu")
    assert list(ratios) == ["time"]
    assert 0.05 < ratios["time"] < 20


def test_fused_says_nothing_of_plain_python(base: Base) -> None:
    content = content_of(base, entry("y = x^2", var("x")), "def f(x: float) -> float:\n    return x * x\n")
    formula, function = Formulas(content)[REF], load(content, REF)
    assert function is not None
    assert fused(formula.entry, function, function, Point({"x": 2.0}, {}), "cpu") == {}
