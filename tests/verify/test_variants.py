from __future__ import annotations

from typing import Any

import pytest

from kbgen.latex.formulas import Formulas
from kbgen.verify.claims import FalseClaim
from kbgen.verify.points import Sampler
from kbgen.verify.variants import Compared, check_variant
from tests.conftest import Base
from tests.verify.pages import REF, TEXT, check, content_of, entry, out, units, var

X, A = var("x", "[-2, 2]"), var("a", "[1, 2]")


def compared(base: Base, latex: str, *variables: dict[str, object], variant: dict[str, Any], **fields: Any) -> Compared:
    text = entry(latex, *(variables or (X, A)), variants=[{"name": "other", **variant}], **fields)
    formulas = Formulas(content_of(base, text))
    formula = formulas[REF]
    return check_variant(formula, formula.entry.variants[0], formulas.variant(REF, 0), Sampler(formula, 1), units())


def refused(
    base: Base, message: str, latex: str, *variables: dict[str, object], variant: dict[str, Any], **fields: Any
) -> None:
    with pytest.raises(FalseClaim, match=message):
        compared(base, latex, *variables, variant=variant, **fields)


# -- equal ------------------------------------------------------------------------------------------------------------


def test_equal_everywhere_is_shown_on_64_points(base: Base) -> None:
    found = compared(base, "y = a x + a", variant={"replaces": {"y": "a (x + 1)"}, "equal": {}})
    assert (found.equal, found.differs) == (64, None)


def test_not_equal_where_it_says_is_refused_with_the_input(base: Base) -> None:
    refused(base, r"not equal where it says: y is .* as printed, .* as the variant, at x = ", "y = a x + a",
            variant={"replaces": {"y": "a x + 1"}, "equal": {}})  # fmt: skip


def test_equal_under_a_condition(base: Base) -> None:
    variant = {"replaces": {"y": r"a \lvert x \rvert"}, "equal": {"where": r"x \ge 0"}}
    found = compared(base, "y = a x", variant=variant)
    assert found.equal == 64
    assert found.differs is not None
    refused(base, "not equal where it says", "y = a x", variant={**variant, "equal": {"where": r"x \ge -1"}})


def test_a_condition_that_is_never_met_proves_nothing(base: Base) -> None:
    variant = {"replaces": {"y": "a x + 1"}, "equal": {"where": "x > 5"}}
    refused(base, "its condition was met by 0 of 64 points", "y = a x", variant=variant)


def test_equal_with_another_input(base: Base) -> None:
    variant = {"replaces": {"y": r"\frac{x}{a}"}, "equal": {"replacing": {"a": r"\frac{1}{a}"}}}
    assert compared(base, "y = a x", variant=variant).equal == 64
    refused(base, "not equal", "y = a x", variant={**variant, "equal": {"replacing": {"a": r"\frac{2}{a}"}}})


def test_only_some_outputs_are_equal(base: Base) -> None:
    latex = "\\begin{aligned}\ny &= a x \\\\\nz &= a + x\n\\end{aligned}"
    outputs = [out("y"), out("z")]
    variant = {"replaces": {"z": "a - x"}, "equal": {"outputs": ["y"]}}
    found = compared(base, latex, variant=variant, outputs=outputs)
    assert found.equal == 64
    assert found.differs is not None
    refused(base, "not equal", latex, variant={**variant, "equal": {"outputs": ["z"]}}, outputs=outputs)


# -- different --------------------------------------------------------------------------------------------------------


def test_the_smallest_input_that_tells_them_apart(base: Base) -> None:
    found = compared(base, "y = x^2", var("x"), variant={"replaces": {"y": "x^4"}})
    assert found.differs == {"values": {"x": 2}, "here": 4, "there": 16}


def test_what_nothing_tells_apart_is_refused(base: Base) -> None:
    refused(base, "no input tells it from the printed formula; declare equal", "y = a x",
            variant={"replaces": {"y": "x a"}})  # fmt: skip


def test_a_difference_that_no_reader_sees_is_none(base: Base) -> None:
    refused(base, "no input tells it", "y = a x", variant={"replaces": {"y": "a x + 0.00000001 a"}})


def test_an_edge_case_that_the_variant_lacks_is_no_difference(base: Base) -> None:
    edges = [{"when": "x = 0", "value": "undefined", "why": TEXT}]
    refused(base, "no input tells it", "y = 2 x", var("x"), variant={"replaces": {"y": "x + x"}}, edge_cases=edges)


def test_a_value_where_the_printed_formula_has_none_is_a_difference(base: Base) -> None:
    edges = [{"when": "x = 0", "value": "undefined", "why": TEXT}]
    found = compared(base, r"y = \frac{x}{x}", var("x"), variant={"replaces": {"y": "1"}}, edge_cases=edges)
    assert found.differs == {"values": {"x": 0}, "here": "undefined", "there": 1}


def differs(here: Any, there: Any, x: Any = "3") -> dict[str, Any]:
    return {"replaces": {"y": "x^4"}, "differs": {"values": {"x": x}, "here": here, "there": there}}


def test_the_declared_difference_is_computed(base: Base) -> None:
    compared(base, "y = x^2", var("x"), variant=differs("9", "81"))


@pytest.mark.parametrize(
    ("variant", "message"),
    [
        (differs("8", "81"), "differs.here: computed 9, printed 8"),
        (differs("9", "82"), "differs.there: computed 81, printed 82"),
        (differs("1", "2", "1.1"), "differs.here: computed 1.21, printed 1"),
        (differs("undefined", "81"), "differs.here: computed 9, printed undefined"),
        (differs("1", "1", "1"), "differs: both are 1; give an input that tells them apart"),
    ],
)
def test_a_wrong_difference_is_refused(base: Base, variant: dict[str, Any], message: str) -> None:
    refused(base, message, "y = x^2", var("x"), variant=variant)


def test_an_undefined_side_is_judged_by_the_edge_case(base: Base) -> None:
    edges = [{"when": "x = 0", "value": "undefined", "why": TEXT}]
    variant = {"replaces": {"y": "1"}, "differs": {"values": {"x": "0"}, "here": "undefined", "there": "1"}}
    compared(base, r"y = \frac{x}{x}", var("x"), variant=variant, edge_cases=edges)


def test_equal_everywhere_and_different_is_a_contradiction(base: Base) -> None:
    variant = {**differs("9", "81"), "replaces": {"y": "x x"}, "equal": {}}
    refused(base, "differs.there|declared equal everywhere", "y = x^2", var("x"), variant=variant)


def test_a_failing_variant_stands_at_its_line_with_its_name(base: Base) -> None:
    text = entry("y = x^2", var("x"), variants=[{"name": "other", **differs("8", "81")}])
    (result,) = check(base, text, "def f(x: Tensor) -> Tensor:\n    return x**2\n").results
    assert result.ref == "formulas/f.variants.0"
    assert result.detail == "variant 'other': differs.here: computed 9, printed 8"
