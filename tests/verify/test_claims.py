from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kbgen.latex.errors import LatexError
from kbgen.latex.formulas import Formulas
from kbgen.schema import Claim
from kbgen.schema.entry import Proof
from kbgen.verify.claims import FalseClaim, agrees_with, check_claim, check_proof, values_of
from kbgen.verify.quantities import QuantityError
from tests.conftest import Base
from tests.verify.pages import REF, TEXT, content_of, entry, formula_of, out, units, var

N = var("N", "(1, 2)", py="n", unit="parameter")
B = var("b", "(1, 2)", unit="byte/parameter")
MEMORY = entry("M = N b", N, B, outputs=[out("M", unit="byte")])


def claim(base: Base, text: str = MEMORY, **fields: Any) -> None:
    check_claim(formula_of(base, text), Claim.model_validate({"text": TEXT, **fields}), units())


def test_quantities_are_converted(base: Base) -> None:
    claim(base, of="M", values={"N": "7 Gparameter", "b": "2 byte/parameter"}, expected="14 Gbyte")


def test_a_false_claim_says_both_numbers(base: Base) -> None:
    with pytest.raises(FalseClaim, match=r"computed 1\.4e\+10, printed = 15 Gbyte; correct one of them"):
        claim(base, of="M", values={"N": "7 Gparameter", "b": "2 byte/parameter"}, expected="15 Gbyte")


def test_a_bare_number_is_in_the_unit_of_its_variable(base: Base) -> None:
    text = entry("C = P T", var("P", "(1, 2)", py="p", unit="USD/hour"), var("T", "(1, 2)", py="t", unit="hour"),
                 outputs=[out("C", unit="USD")])  # fmt: skip
    claim(base, text, of="C", values={"P": "3", "T": "2"}, expected="6 USD")
    claim(base, text, of="C", values={"P": "3", "T": "7200 second"}, expected="6 USD")


@pytest.mark.parametrize(
    ("values", "expected", "error", "message"),
    [
        ({"N": "7 byte", "b": "2"}, "14 byte", QuantityError, "'N' is in parameter, its value in byte"),
        ({"N": "7", "b": "2"}, "14 second", FalseClaim, "the result is in byte, printed in second"),
        ({"N": "7", "b": "2"}, "14", FalseClaim, "the result is in byte, printed in dimensionless"),
        ({"N": "7 B", "b": "2"}, "14 byte", QuantityError, "unknown unit 'B'"),
        ({"N": "7"}, "14 byte", LatexError, "'b' has no value"),
    ],
)
def test_a_wrong_unit_or_a_missing_value_is_told(
    base: Base, values: dict[str, str], expected: str, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        claim(base, of="M", values=values, expected=expected)


def test_a_result_that_is_given_proves_nothing(base: Base) -> None:
    with pytest.raises(FalseClaim, match="'M' is given in values, so that nothing is computed"):
        claim(base, of="M", values={"M": "14 byte"}, expected="14 byte")


def test_what_is_no_output_is_told(base: Base) -> None:
    with pytest.raises(FalseClaim, match="'Q' is no output; name one of M"):
        claim(base, of="Q", values={}, expected="1")


def test_an_expression_in_the_symbols_of_the_formula(base: Base) -> None:
    claim(base, expression=r"\frac{M}{2}", values={"N": "8", "b": "2"}, expected="8 byte")
    with pytest.raises(FalseClaim):
        claim(base, expression=r"\frac{M}{2}", values={"N": "8", "b": "2"}, expected="9 byte")


def test_an_intermediate_value_has_the_unit_that_follows(base: Base) -> None:
    text = entry("\\begin{aligned}\nM &= 2 u \\\\\nu &= N b\n\\end{aligned}", N, B, outputs=[out("M", unit="byte")])
    claim(base, text, of="u", values={"N": "3", "b": "2"}, expected="6 byte")


def test_arrays_bind_sizes(base: Base) -> None:
    text = entry(r"y = \frac{1}{n} \sum_{i=1}^{n} x_i", var("x", "real", "n"), indices={"i": {}})
    claim(base, text, of="y", values={"x": ["1", "2", "6"]}, expected="3")


def test_tokens_are_words(base: Base) -> None:
    formula = formula_of(base, entry("y = n", var("x", "tokens", "n")).replace("y = n", "y = n + x_1 - x_1"))
    values = values_of(formula, {"x": ("a", "b")}, units())
    assert list(values["x"]) == ["a", "b"]
    assert values["n"] == 2


# -- how near a printed number must be ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("computed", "printed", "agrees"),
    [
        (0.454, "0.45", True),
        (0.456, "0.45", False),
        (8.0, "8", True),
        (8.3, "8", False),
        (8.0 + 1e-12, "8", True),
        (0.4, "0", False),
        (1e-12, "0", True),
        (1e-12, "0.0", True),
        (131072.4, "131072", True),
        (131073.0, "131072", False),
        (np.array([1.0, 0.0]), ("1", "0"), True),
        (np.array([0.7, 0.3]), ("1", "0"), False),
        (np.array([0.33, 0.67]), ("0.3", "0.7"), True),
        (np.array([1.0]), ("1", "0"), False),
        (np.array([[1.0, 2.0]]), (("1", "2"),), True),
        (np.array([1.0, 2.0]), "1", False),
        (1.0, ("1",), False),
        (np.nan, "0", False),
        (np.inf, "8", False),
    ],
)
def test_small_whole_numbers_are_exact_and_others_as_rounded(computed: Any, printed: Any, agrees: bool) -> None:
    assert agrees_with(computed, printed, "=", None, units()) is agrees


@pytest.mark.parametrize(
    ("op", "tolerance", "agrees"),
    [("≈", None, True), ("<", None, False), (">", None, True), ("=", 0.05, True), ("=", 0.01, False)],
)
def test_operators_and_tolerances(op: Any, tolerance: float | None, agrees: bool) -> None:
    assert agrees_with(8.3, "8", op, tolerance, units()) is agrees


# -- proofs -----------------------------------------------------------------------------------------------------------


def proof(base: Base, text: str = MEMORY, **fields: Any) -> None:
    check_proof(Formulas(content_of(base, text)), REF, Proof.model_validate(fields), units())


VALUES = {"N": "7 Gparameter", "b": "2 byte/parameter"}


def test_a_proof_refutes_what_the_source_says(base: Base) -> None:
    proof(base, of="M", values=VALUES, expected="14 Gbyte", source_says={"value": "28 Gbyte"})
    proof(base, of=REF, values=VALUES, source_says={"op": "<", "value": "14 Gbyte"})
    proof(base, latex="2 N b", values=VALUES, expected="28 Gbyte", source_says={"value": "14 Gbyte"})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"source_says": {"value": "14 Gbyte"}}, "the source's '= 14 Gbyte' is right"),
        ({"source_says": {"value": "15 Gbyte", "tolerance": 0.1}}, "the source's '= 15 Gbyte' is right"),
        ({"source_says": {"op": "≥", "value": "1 Gbyte"}}, "is right"),
        ({"expected": "15 Gbyte", "source_says": {"value": "28 Gbyte"}}, "computed .* printed = 15 Gbyte"),
        ({"expected": "14 Gbyte"}, "no source_says; the proof refutes nothing"),
        ({"source_says": {"value": "28 second"}}, "the result is in byte, the source's figure in second"),
    ],
)
def test_a_proof_that_refutes_nothing_fails(base: Base, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(FalseClaim, match=message):
        proof(base, of="M", values=VALUES, **fields)


def test_the_source_is_granted_its_rounding(base: Base) -> None:
    text = entry("y = 2 x", var("x"))
    with pytest.raises(FalseClaim, match="is right"):
        proof(base, text, of="y", values={"x": "4.1"}, source_says={"value": "8"})


def test_a_formula_that_fails_the_dimension_check_is_refuted(base: Base) -> None:
    wrong: dict[str, Any] = {"latex": r"C = P T", "units": {"C": "USD", "P": "USD", "T": "hour"}, "fails": "dimension"}
    proof(base, **wrong)
    with pytest.raises(FalseClaim, match="passes the dimension check; the proof proves nothing"):
        proof(base, **{**wrong, "latex": "C = P"})


def test_a_slip_in_the_latex_of_a_proof_refutes_nothing(base: Base) -> None:
    with pytest.raises(LatexError):
        proof(base, latex="C = P Q", units={"C": "USD", "P": "USD"}, fails="dimension")
