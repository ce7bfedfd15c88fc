from __future__ import annotations

from typing import Any

import pytest

from kbgen.latex.errors import LatexError
from kbgen.verify.dimensions import DimensionError, check_dimensions, check_equation, dimension_of, has_units
from tests.conftest import Base
from tests.verify.pages import entry, formula_of, out, units, var

T = var("t", unit="second")
B = var("b", unit="byte")
X = var("x")
S = var("s", "real", "n", unit="second")


def judge(base: Base, latex: str, *variables: dict[str, object], unit: str | None = None, **fields: Any) -> None:
    text = entry(latex, *variables, **{"outputs": [out("y", unit=unit)], "indices": {"i": {}}, **fields})
    check_dimensions(formula_of(base, text), units())


@pytest.mark.parametrize(
    ("latex", "variables", "unit"),
    [
        (r"y = \frac{b}{t}", (B, T), "byte/second"),
        (r"y = t + 2 t", (T,), "second"),
        (r"y = t^2 \sqrt{b}", (T, B), "second**2*byte**(1/2)"),
        (r"y = t^{-1}", (T,), "1/second"),
        (r"y = \exp\left(\frac{t}{2 t}\right) + x", (T, X), None),
        (r"y = \max(t, 0)", (T,), "second"),
        (r"y = \sum_{i=1}^{n} s_i", (S,), "second"),
        (r"y = \lvert t \rvert", (T,), "second"),
        (r"y = \begin{cases} t & t > 0 \\ 2 t & t \le 0 \end{cases}", (T,), "second"),
    ],
)
def test_what_has_one_dimension_passes(
    base: Base, latex: str, variables: tuple[dict[str, object], ...], unit: str
) -> None:
    judge(base, latex, *variables, unit=unit)


@pytest.mark.parametrize(
    ("latex", "variables", "unit", "message"),
    [
        ("y = t + b", (T, B), "second", "second and bit|second and byte"),
        ("y = t + 1", (T,), "second", "second and dimensionless are added or compared"),
        (r"y = \exp(t)", (T,), None, "exp of second"),
        (r"y = \log(t)", (T,), None, "log of second"),
        ("y = t^x", (T, X), "second", "second to a power that is no literal"),
        ("y = t b", (T, B), "second", "'y' is in second, its right side in "),
        ("y = 2 t", (T,), None, "'y' is in dimensionless, its right side in second"),
        (r"y = \max(t, b)", (T, B), "second", "are added or compared"),
        (r"y = \prod_{i=1}^{n} s_i", (S,), "second", "a product of as many second as there are indices"),
        (r"y = \begin{cases} t & t > b \\ 2 t & t \le b \end{cases}", (T, B), "second", "are added or compared"),
        (r"y = \begin{cases} t & x > 0 \\ b & x \le 0 \end{cases}", (T, B, X), "second", "are added or compared"),
    ],
)
def test_what_has_not_is_refused_at_its_place(
    base: Base, latex: str, variables: tuple[dict[str, object], ...], unit: str | None, message: str
) -> None:
    with pytest.raises(DimensionError, match=message) as caught:
        judge(base, latex, *variables, unit=unit)
    assert caught.value.hint


def test_lines_and_functions_are_followed(base: Base) -> None:
    latex = "\\begin{aligned}\ny &= f(t) + u \\\\\nf(v) &= 2 v \\\\\nu &= 3 t\n\\end{aligned}"
    judge(base, latex, T, unit="second")
    with pytest.raises(DimensionError):
        judge(base, latex.replace("3 t", "3"), T, unit="second")


def test_a_proportional_output_is_skipped(base: Base) -> None:
    text = entry(r"y(t) \propto t^{2}", T, outputs=[out("y(t)", unit="byte")])
    check_dimensions(formula_of(base, text), units())


def test_has_units_says_whether_there_is_anything_to_check(base: Base) -> None:
    assert not has_units(formula_of(base, entry("y = 2 x", X)))
    assert has_units(formula_of(base, entry("y = 2 t", T)))


def test_an_expression_has_the_dimension_of_what_is_given(base: Base) -> None:
    from kbgen.latex.formula import read_expression

    formula = formula_of(base, entry("y = 2 t", T, outputs=[out("y", unit="second")]))
    node = read_expression(formula, r"\frac{y}{t} + 1")
    assert dimension_of(formula, node, "", units(), {}).dimensionless


UNITS = {"C": "USD", "P": "USD/hour", "T": "hour"}


def test_an_equation_has_one_dimension_on_both_sides() -> None:
    check_equation("C = P T", UNITS, units())
    with pytest.raises(DimensionError, match="the left side is in USD, the right side in USD/second"):
        check_equation("C = P", UNITS, units())


@pytest.mark.parametrize("latex", ["C = P Q", "C = ", "C + P", r"C = \foo P"])
def test_an_equation_that_cannot_be_read_is_no_dimension_error(latex: str) -> None:
    with pytest.raises(LatexError) as caught:
        check_equation(latex, UNITS, units())
    assert not isinstance(caught.value, DimensionError)
