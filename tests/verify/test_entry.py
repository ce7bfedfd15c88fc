from __future__ import annotations

import pytest

from kbgen.errors import ContentError
from tests.conftest import Base
from tests.verify.pages import REF, SQUARE, SQUARE_CODE, TEXT, check, entry, out, problems, var


def test_a_right_entry_is_checked_and_every_witness_counts_its_points(base: Base) -> None:
    outcome = check(base, SQUARE, SQUARE_CODE)
    assert problems(outcome) == []
    record = outcome.record
    assert (record["state"], record["points"], record["edges"]) == ("checked", 64, 0)
    assert record["witnesses"]["example"]["points"] == 64
    assert record["witnesses"]["symbolic"]["points"] == 3
    assert record["witnesses"]["symbolic"]["derivatives"] > 3
    assert record["mutants"]["told_apart"] > 5


# -- what fails is a result -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return ((x + c) ** 2).mean()", "both agree after 'term 1: + → −'"),
        ("return ((x - c) ** 2)", "shape () printed, ("),
        ("return ((x - c) ** 2).mean().float()", "returns float32 for float64 inputs"),
        ("x -= c\n    return (x ** 2).mean()", "mutates its argument 'x'"),
        ("return ((x - c) ** 2).mean() * math.nan", "returns NaN"),
        ("return x[99]", "raises IndexError"),
        ("return ((x - c) ** 2).mean() / 0.0", "inf by the example, at x = "),
        ("return (x - c).mean(), c", "returns 2 value(s) for 1 output(s): y"),
        ("return 'high'", "returns str, neither tensor nor numbers"),
    ],
    ids=["formula", "shape", "dtype", "mutation", "nan", "raising", "infinite", "too many", "no number"],
)
def test_a_wrong_example_is_a_failure(base: Base, body: str, message: str) -> None:
    code = f"def f(x: Tensor, c: Tensor) -> Tensor:\n    {body}\n"
    (first, *_) = problems(check(base, SQUARE, code))
    assert first.startswith("content/formulas/basics.yml:")
    assert "formulas/f.latex: " in first
    assert message in first


def test_a_disagreement_stands_at_the_smallest_input_with_the_place_where_they_part(base: Base) -> None:
    text = entry(r"y = x^2 + 2 c", var("x"), var("c"))
    outcome = check(base, text, "def f(x: Tensor, c: Tensor) -> Tensor:\n    return x**2 + 3 * c\n")
    assert problems(outcome) == [
        "content/formulas/basics.yml:4: formulas/f.latex: y = 2 as printed, 3 by the example, at x = 0, c = 1; "
        "they part at '2' (column 11): both agree after '2 → 3'"
    ]
    assert outcome.record["state"] == "parsed"
    assert outcome.record["failed"]


def test_the_line_is_that_of_the_latex_line(base: Base) -> None:
    text = entry("\\begin{aligned}\ny &= u + 1 \\\\\nu &= 2 x\n\\end{aligned}", var("x"))
    (message,) = problems(check(base, text, "def f(x: Tensor) -> Tensor:\n    return 3 * x + 1\n"))
    assert message.startswith("content/formulas/basics.yml:6: ")
    assert "they part at '2'" in message


def test_a_failing_example_says_at_which_input(base: Base) -> None:
    text = entry("y = x^2", var("x"))
    (message,) = problems(check(base, text, "def f(x: Tensor) -> Tensor:\n    raise ValueError('no')\n"))
    assert "example: raises ValueError: no, at x = " in message


def test_a_missing_example_says_what_to_write(base: Base) -> None:
    (message,) = problems(check(base, SQUARE))
    assert "no example; write def f(x, c) beside the page, or say why not in 'unchecked'" in message


def test_a_wrong_signature_is_a_failure(base: Base) -> None:
    outcome = check(base, SQUARE, SQUARE_CODE.replace("x: Tensor, c: Tensor", "c: Tensor, x: Tensor"))
    assert any("order them as x, c" in message for message in problems(outcome))


def test_code_that_cannot_be_loaded_is_a_failure(base: Base) -> None:
    (message,) = problems(check(base, SQUARE, "def f(:\n"))
    assert "basics.py" in message


# -- what is declared -------------------------------------------------------------------------------------------------


def test_a_shape_that_is_not_the_declared_one_is_a_failure(base: Base) -> None:
    text = entry("y = A^\\top x", var("A", "real", "n", "m", py="a"), var("x", "real", "n"), outputs=[out("y", "n")])
    (message,) = problems(check(base, text, "def f(a: Tensor, x: Tensor) -> Tensor:\n    return a.T @ x\n"))
    assert "formulas/f.outputs.0: 'y' is declared of shape" in message


def test_a_value_outside_the_declared_range_is_a_failure(base: Base) -> None:
    text = entry("y = x^3", var("x"), outputs=[out("y", range="nonneg")])
    (message,) = problems(check(base, text, "def f(x: Tensor) -> Tensor:\n    return x**3\n"))
    assert "formulas/f.outputs.0: 'y' is declared in nonneg, computed -" in message


def test_a_condition_that_cannot_be_read_is_reported_where_it_stands(base: Base) -> None:
    text = entry("y = x^2", var("x"), regions=[{"name": "low", "where": "z < 1"}])
    (message,) = problems(check(base, text, "def f(x: Tensor) -> Tensor:\n    return x**2\n"))
    assert "formulas/f.regions.0.where: " in message


def test_an_edge_case_with_a_word_for_a_value_is_refused_when_it_is_read(base: Base) -> None:
    text = entry("y = x^2", var("x"), edge_cases=[{"when": "x = 0", "value": "nothing", "why": TEXT}])
    with pytest.raises(ContentError) as error:
        check(base, text, "def f(x: Tensor) -> Tensor:\n    return x**2\n")
    assert str(error.value).endswith("formulas/f.edge_cases.0.value: 'nothing' is no number; or write undefined")


def test_an_edge_case_that_no_point_meets_is_a_failure(base: Base) -> None:
    text = entry("y = x^2", var("x"), edge_cases=[{"when": "x > 1000", "value": 0, "why": TEXT}])
    (message,) = problems(check(base, text, "def f(x: Tensor) -> Tensor:\n    return x**2\n"))
    assert "formulas/f.edge_cases.0: no point meets this edge case" in message


def test_a_region_without_its_points_is_a_failure(base: Base) -> None:
    text = entry("y = x^2", var("x"), regions=[{"name": "far", "where": "x > 1000"}])
    (message,) = problems(check(base, text, "def f(x: Tensor) -> Tensor:\n    return x**2\n"))
    assert "formulas/f.regions.0: region 'far' got 0 of 8 points" in message


def test_too_few_points_are_a_failure_not_a_pass(base: Base) -> None:
    text = entry("y = x^2", var("x"), assumptions=[{"where": "x = 2.5"}])
    messages = problems(check(base, text, "def f(x: Tensor) -> Tensor:\n    return x**2\n"))
    assert "formulas/f.variables: " in messages[0]
    assert "of 64 points satisfy the declarations" in messages[0]


def test_an_unknown_domain_is_reported(base: Base) -> None:
    (message,) = problems(
        check(base, entry("y = x^2", var("x", "reals")), "def f(x: Tensor) -> Tensor:\n    return x\n")
    )
    assert "formulas/f.variables: 'reals' is no domain" in message


# -- edge cases -------------------------------------------------------------------------------------------------------

INVERSE = entry(
    r"y = \frac{1}{x}", var("x", "integer [-2, 2]"), edge_cases=[{"when": "x = 0", "value": "undefined", "why": TEXT}]
)


def test_edge_cases_are_compared_and_not_counted(base: Base) -> None:
    code = "def f(x: int) -> float:\n    return 1 / x\n"
    outcome = check(base, INVERSE, code)
    assert outcome.record["points"] == 64
    assert outcome.record["edges"] >= 1
    assert outcome.passed


def test_an_example_with_a_value_where_it_is_undefined_fails(base: Base) -> None:
    code = "def f(x: int) -> float:\n    return 1 / x if x else 0.0\n"
    (message,) = problems(check(base, INVERSE, code))
    assert "y = undefined as printed, 0 by the example, at x = 0" in message
    assert "must raise ZeroDivisionError" in message


def test_an_example_that_is_undefined_elsewhere_fails(base: Base) -> None:
    code = "def f(x: int) -> float:\n    return 1 / (x * (x - 1))\n"
    (message,) = problems(check(base, INVERSE, code))
    assert "undefined by the example" in message


# -- chains -----------------------------------------------------------------------------------------------------------


def test_every_member_of_a_chain_is_compared(base: Base) -> None:
    code = "def f(x: Tensor) -> Tensor:\n    return 2 * x\n"
    assert check(base, entry("y = 2 x = x + x", var("x")), code).passed
    (message,) = problems(check(base, entry("y = 2 x = x + x \\approx 3 x", var("x")), code))
    assert "two members of one chain part" in message
    assert "by the first member of the chain" in message


# -- oracles ----------------------------------------------------------------------------------------------------------

CUBE = "def f(x: Tensor) -> Tensor:\n    return x * x * x\n"
ORACLE = "def f(x: Tensor) -> Tensor:\n    return torch.pow(x, 3)\n"


def cube(**oracle: object) -> str:
    return entry("y = x^3", var("x"), oracle={"library": "torch", "function": "torch.pow", **oracle})


def test_an_oracle_that_agrees_makes_it_cross_checked(base: Base) -> None:
    outcome = check(base, cube(), CUBE, ORACLE)
    assert problems(outcome) == []
    assert outcome.record["state"] == "cross-checked"
    oracle = outcome.record["witnesses"]["oracle"]
    assert (oracle["library"], oracle["function"], oracle["points"]) == ("torch", "torch.pow", 64)
    assert oracle["version"]


def test_an_oracle_that_disagrees_is_a_failure_and_no_published_number_covers_it(base: Base) -> None:
    claim = {"text": TEXT, "of": "y", "values": {"x": 2}, "expected": 8, "source": {"ref": "links/roformer"}}
    text = entry("y = x^3", var("x"), oracle={"library": "torch", "function": "torch.pow"}, claims=[claim])
    outcome = check(base, text, CUBE, ORACLE.replace("3", "2"))
    assert "by the oracle torch.pow, at x = -1" in problems(outcome)[0]
    assert outcome.record["state"] == "checked"


def test_a_published_number_stands_in_for_an_oracle(base: Base) -> None:
    claim = {"text": TEXT, "of": "y", "values": {"x": 2}, "expected": 8, "source": {"ref": "links/roformer"}}
    outcome = check(base, entry("y = x^3", var("x"), claims=[claim]), CUBE)
    assert outcome.record["state"] == "cross-checked"
    assert outcome.record["witnesses"]["published"] == {"numbers": 1}


def test_only_restricts_the_oracle_and_not_the_example(base: Base) -> None:
    text = entry(
        "y = a x^2", var("x"), var("a"), oracle={"library": "torch", "function": "torch.square", "only": {"a": 1}}
    )
    code = "def f(x: Tensor, a: Tensor) -> Tensor:\n    return a * x * x\n"
    oracle = "def f(x: Tensor, a: float) -> Tensor:\n    assert a == 1\n    return torch.square(x)\n"
    outcome = check(base, text, code, oracle)
    assert problems(outcome) == []
    assert outcome.record["witnesses"]["oracle"]["points"] == 64


@pytest.mark.parametrize(
    ("oracle", "code", "message"),
    [
        ({"only": {"z": 1}}, ORACLE, "oracle.only.z: 'z' is no parameter, symbol or size; nothing is restricted"),
        ({"library": "torhc"}, ORACLE, "oracle.library: no package 'torhc' is installed"),
        ({}, "", "no adapter; write one in the page's _oracles.py, or take 'oracle' away"),
        (
            {},
            "def f(x: Tensor) -> Tensor:\n    raise OSError(torch.pow.__name__)\n",
            "torch.pow: raises OSError: pow, at x = ",
        ),
    ],
)
def test_an_oracle_that_cannot_be_asked_is_a_failure(
    base: Base, oracle: dict[str, object], code: str, message: str
) -> None:
    outcome = check(base, cube(**oracle), CUBE, code)
    assert message in problems(outcome)[0]
    assert outcome.record["state"] == "checked"


# -- exemptions -------------------------------------------------------------------------------------------------------


def test_an_entry_without_example_may_say_why(base: Base) -> None:
    outcome = check(base, entry("y = x^3", var("x"), unchecked=TEXT))
    assert problems(outcome) == []
    assert outcome.record["state"] == "not-executable"


def test_a_needless_exemption_is_an_error(base: Base) -> None:
    (message,) = problems(check(base, entry("y = x^3", var("x"), unchecked=TEXT), CUBE))
    assert "formulas/f.unchecked: exempt from checks, and yet all pass; take 'unchecked' away" in message


# -- mutants ----------------------------------------------------------------------------------------------------------


def test_a_survivor_is_reported_with_its_place(base: Base) -> None:
    text = entry(r"y = x + \max(z, 0)", var("x"), var("z", "[1, 2]"))
    messages = problems(check(base, text, "def f(x: Tensor, z: Tensor) -> Tensor:\n    return x + z.clamp(min=0)\n"))
    assert any("mutant 'only operand 1 of max in \\max(z, 0)' survives 64 points" in message for message in messages)


def test_an_equivalent_mutant_is_named_with_its_reason(base: Base) -> None:
    text = entry(r"y = x + \max(z, 0)", var("x"), var("z", "[1, 2]"))
    code = "def f(x: Tensor, z: Tensor) -> Tensor:\n    return x + z.clamp(min=0)\n"
    survivors = check(base, text, code).mutation
    assert survivors is not None
    listed = [{"mutant": mutant.name, "why": TEXT} for mutant in survivors.survivors]
    text = entry(r"y = x + \max(z, 0)", var("x"), var("z", "[1, 2]"), equivalents=listed)
    outcome = check(base, text, code)
    assert problems(outcome) == []
    assert outcome.record["mutants"]["equivalent"] == len(listed)


def test_a_named_equivalent_that_is_told_apart_is_an_error(base: Base) -> None:
    text = entry("y = x^3", var("x"), equivalents=[{"mutant": "3 → 4 in 3", "why": TEXT}])
    (message,) = problems(check(base, text, CUBE))
    assert "formulas/f.equivalents.0: '3 → 4 in 3' is told apart, or is no mutant of this formula" in message


def test_a_formula_without_mutants_was_not_tested(base: Base) -> None:
    (message,) = problems(check(base, entry("y = x", var("x")), "def f(x: Tensor) -> Tensor:\n    return x.clone()\n"))
    assert "no mutant is told apart by a value; the formula was not mutation-tested" in message


# -- states -----------------------------------------------------------------------------------------------------------


def test_stateful_updates_are_compared_over_sequences(base: Base) -> None:
    outcome = check(base, MOMENTUM, MOMENTUM_CODE)
    assert problems(outcome) == []
    assert outcome.record["witnesses"]["sequences"]["sequences"] == 64
    assert outcome.record["witnesses"]["sequences"]["steps"] == 20


MOMENTUM = entry(
    r"v_t = \mu v_{t-1} + g",
    var("v_{t-1}", "real", "p", py="v", initial=0),
    var("g", "real", "p"),
    var(r"\mu", "(0.1, 0.9)", py="mu"),
    outputs=[out("v_t", "p")],
    state={"v_{t-1}": "v_t"},
)
MOMENTUM_CODE = "def f(v: Tensor, g: Tensor, mu: float) -> Tensor:\n    return mu * v + g\n"


def test_an_example_that_keeps_a_state_of_its_own_fails(base: Base) -> None:
    code = "calls = []\n\n\ndef f(v: Tensor, g: Tensor, mu: float) -> Tensor:\n    calls.append(0)\n    return mu * v + g + (len(calls) > 200)\n"
    (message,) = problems(check(base, MOMENTUM, code))
    assert "by the example, at " in message


# -- models -----------------------------------------------------------------------------------------------------------

SIZE = entry("y = L d", var("L", "integer [1, 9]", py="layers"), var("d", "integer [1, 9]", py="d_model"))
MODEL = """
page: {{title: {{fr: x, en: x}}}}
m:
  name: M
  summary: {{fr: x, en: x}}
  developer: x
  released: null
  licence: null
  parameters: {{total: {total}}}
  architecture: {{layers: 4, d_model: 100, source: {{ref: links/roformer}}}}
  derived: [{{quantity: {quantity}, by: formulas/f, expected: {expected}{more}}}]
"""


def model(base: Base, **fields: object) -> list[str]:
    values = {"quantity": "parameters", "expected": 400, "total": "null", "more": "", **fields}
    outcome = check(base, SIZE, ref="models/m", models__x=MODEL.format(**values))
    assert outcome.record["derived"] == 1
    assert outcome.record["state"] == "recomputed"
    return problems(outcome)


def test_the_derived_numbers_of_a_model_are_recomputed(base: Base) -> None:
    assert model(base) == []


def test_a_wrong_derived_number_stands_at_its_line(base: Base) -> None:
    (message,) = model(base, expected=401)
    assert message == (
        "content/models/x.yml:11: models/m.derived.0: parameters: computed 400, printed = 401; correct one of them"
    )


def test_a_published_figure_may_be_rounded_and_not_more(base: Base) -> None:
    assert model(base, total=400) == []
    (message,) = model(base, total=510)
    assert "computed 400 parameters, published 510; correct one, or give 'disagrees'" in message
    assert model(base, total=510, more=", disagrees: {fr: x, en: x}") == []


def test_a_value_that_contradicts_the_architecture_is_an_error(base: Base) -> None:
    (message,) = model(base, expected=500, more=", values: {layers: 5}")
    assert "'layers' is 5 in values, 4 in the architecture; keep one" in message


def test_the_ref_is_that_of_the_entry(base: Base) -> None:
    assert check(base, SQUARE, SQUARE_CODE).ref == REF
