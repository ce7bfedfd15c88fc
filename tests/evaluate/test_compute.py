"""Entries of the base on inputs whose results were worked out by hand, and everything that is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kbgen.errors import KbgenError, NotFoundError
from kbgen.evaluate.compute import Base
from kbgen.evaluate.evaluation import Evaluation
from kbgen.evaluate.limits import InputError
from tests.conftest import ROOT
from tests.conftest import Base as Write
from tests.evaluate.proving import prove

Evaluate = Callable[..., Evaluation]

LN2 = math.log(2)
BY_HAND: list[tuple[str, dict[str, Any], list[Any]]] = [
    # ½ ln 2 + 2 · ¼ ln 4
    ("formulas/entropy", {"p": [0.5, 0.25, 0.25]}, [1.5 * LN2]),
    # ½ ln(½ / ¼) + ½ ln(½ / ¾)
    ("formulas/kl-divergence", {"p": [0.5, 0.5], "q": [0.25, 0.75]}, [0.5 * math.log(4 / 3)]),
    # one bit shared, in nats
    ("formulas/mutual-information", {"p_xy": [[0.5, 0], [0, 0.5]]}, [LN2]),
    # (½ · ¼)^(-1/2)
    ("formulas/perplexity", {"p": [0.5, 0.25]}, [8**0.5]),
    # 1 : 2 : 5
    ("formulas/softmax", {"z": [0, LN2, math.log(5)]}, [[0.125, 0.25, 0.625]]),
    # weights of 1/√2 and 0, so 1 / (1 + e^(-1/√2))
    (
        "formulas/scaled-dot-product-attention",
        {"q": [[1, 0]], "k": [[1, 0], [0, 1]], "v": [[1, 10], [0, 0]]},
        [[[0.6697615493266569, 6.697615493266569]]],
    ),
    ("formulas/cosine-similarity", {"u": [3, 4], "v": [4, 3]}, [24 / 25]),
    # mean 2, variance 1, ε 3: ∓1 / 2, then γ and β
    (
        "formulas/layer-normalization",
        {"x": [1, 3], "weight": [2, 4], "bias": [0, 1], "eps": 3},
        [[-1, 3]],
    ),
    ("formulas/lora", {"w0": [[1, 2], [3, 4]], "b": [[1], [2]], "a": [[10, 20]]}, [[[11, 22], [23, 44]]]),
    # the first step of Adam goes by the learning rate, whatever the gradient: m̂ / √v̂ = ±1
    (
        "formulas/adam",
        {"theta": [1, 1], "grad": [0.5, -2], "m": [0, 0], "v": [0, 0], "step": 1},
        [[1 - 1e-3 * 0.5 / (0.5 + 1e-8), 1 + 1e-3 * 2 / (2 + 1e-8)], [0.05, -0.2], [0.00025, 0.004]],
    ),
    # keys and values, 32 layers, 8 heads of 128, 2 bytes
    ("formulas/kv-cache-per-token", {"layers": 32, "kv_heads": 8, "d_head": 128}, [131_072]),
    # Llama 3 8B, as its model card counts it
    (
        "formulas/transformer-parameter-count",
        {
            "vocabulary": 128_256, "d_model": 4096, "layers": 32, "heads": 32, "kv_heads": 8, "d_head": 128,
            "d_ff": 14_336,
        },
        [8_030_261_248],
    ),
    # 1 - C(3, 2) / C(5, 2)
    ("metrics/pass-at-k", {"samples": 5, "correct": [2], "k": 2}, [0.7]),
    # gains 7, 3, 3, 0, 1, 2 → 7 + 3/log₂3 + 3/2 + …, against the ideal order 3 3 2 2 1 0
    ("metrics/ndcg", {"relevance": [3, 2, 3, 0, 1, 2], "k": 6}, [0.9488107485678985]),
    # ranks 2 and 1
    ("metrics/mrr", {"relevant": [[False, True], [True, False]]}, [0.75]),
    # the second "the" is clipped; as long as the reference
    (
        "metrics/bleu",
        {
            "candidate_counts": [[[2, 1, 0]]], "reference_counts": [[[[1, 1, 1]]]], "weights": [1],
            "reference_length": 3, "candidate_length": 3,
        },
        [2 / 3],
    ),
    # recall 2/3, precision 1
    ("metrics/rouge-l", {"reference": ["the", "cat", "sat"], "candidate": ["the", "cat"]}, [0.8, 2 / 3, 1]),
    ("metrics/exact-match", {"predicted": ["Paris", "4"], "accepted": [["Paris"], ["four"]]}, [0.5]),
    # seconds of a clock that did not start with the request
    ("metrics/time-to-first-token", {"sent": 1000.25, "first": 1002.75}, [2.5]),
]  # fmt: skip


@pytest.fixture(scope="module")
def real() -> Base:
    """The content of the repository."""
    return Base(ROOT / "content")


@pytest.fixture
def evaluate(real: Base) -> Evaluate:
    return lambda ref, **inputs: real.evaluate(ref, inputs)


def refused(evaluate: Evaluate, ref: str, **inputs: Any) -> list[str]:
    """The lines that say what is wrong."""
    with pytest.raises(InputError) as caught:
        evaluate(ref, **inputs)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(("ref", "inputs", "expected"), BY_HAND, ids=[case[0] for case in BY_HAND])
def test_the_result_is_the_one_worked_out_by_hand(
    evaluate: Evaluate, ref: str, inputs: dict[str, Any], expected: list[Any]
) -> None:
    result = evaluate(ref, **inputs)
    assert result.values is not None
    assert len(result.values) == len(expected)
    for value, wanted in zip(result.values, expected, strict=True):
        assert np.shape(value) == np.shape(wanted)
        np.testing.assert_allclose(value, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("ref", "inputs"), [case[:2] for case in BY_HAND], ids=[case[0] for case in BY_HAND])
def test_the_printed_formula_is_asked_for_the_same_numbers(
    evaluate: Evaluate, ref: str, inputs: dict[str, Any]
) -> None:
    agreement = evaluate(ref, **inputs).agreement
    assert agreement is not None
    assert agreement <= 1e-9


# -- what a result says -----------------------------------------------------------------------------------------------


def test_a_result_names_its_outputs_as_they_are_printed(evaluate: Evaluate) -> None:
    found = evaluate("metrics/throughput", tokens=120, duration=2).document()
    assert found == {
        "ref": "metrics/throughput",
        "outputs": {"R": {"value": 60.0, "shape": [], "unit": "token/second"} | _meaning(found, "R")},
        "dtype": "float64",
        "edge_case": None,
        "agrees_with_printed": True,
        "difference": 0.0,
        "notes": [],
    }


def _meaning(found: dict[str, Any], symbol: str) -> dict[str, Any]:
    output = found["outputs"][symbol]
    return {"meaning": output["meaning"]} if "meaning" in output else {}


def test_an_infinity_is_null_with_a_word_and_its_place(evaluate: Evaluate) -> None:
    found = evaluate("formulas/kl-divergence", p=[0.5, 0.5], q=[0, 1])
    (output,) = found.document()["outputs"].values()
    assert output["value"] is None
    assert output["not_finite"] == [{"at": [], "is": "infinity"}]
    assert found.agreement is None
    assert found.notes == ["the printed formula was not compared: it has no value here (a division by zero)"]


def test_an_undefined_point_has_the_reason_of_the_entry(evaluate: Evaluate) -> None:
    found = evaluate("metrics/ndcg", relevance=[0, 0], k=2).document()
    (output,) = found["outputs"].values()
    assert output["value"] is None
    assert output["not_finite"] == [{"at": [], "is": "undefined"}]
    assert found["edge_case"]["value"] == "undefined"
    assert found["edge_case"]["why"]["en"].startswith("No document is relevant")


def test_an_edge_case_with_a_value_gives_it_and_its_reason(evaluate: Evaluate) -> None:
    found = evaluate("metrics/context-precision", relevant=[0, 0]).document()
    (output,) = found["outputs"].values()
    assert output["value"] == 0
    assert found["edge_case"]["value"] == "0"
    assert set(found["edge_case"]["why"]) == {"fr", "en"}


def test_an_empty_list_is_an_edge_case_where_the_entry_has_one(evaluate: Evaluate) -> None:
    assert evaluate("metrics/faithfulness", supported=[]).values is None


def test_what_is_given_by_proportion_says_so(evaluate: Evaluate) -> None:
    outputs = evaluate("formulas/chinchilla-scaling", compute=10**24).document()["outputs"]
    assert all(output["up_to_a_factor"] for output in outputs.values())


def test_beyond_the_drawn_points_the_result_says_so_and_the_printed_formula_is_asked(evaluate: Evaluate) -> None:
    found = evaluate("formulas/gelu", x=10.0)
    assert found.notes == ["x lies beyond (-4, 4), where test points were drawn"]
    assert found.agreement == 0


def test_a_default_beyond_them_is_no_news(evaluate: Evaluate) -> None:
    assert evaluate("formulas/adam", theta=[1], grad=[1], m=[0], v=[0], step=1).notes == []


def test_a_result_beyond_its_declared_range_says_so(evaluate: Evaluate) -> None:
    notes = evaluate("metrics/judge-score", marks=[[30, 20]]).notes
    assert r"\bar{s} is beyond its declared range [1, 10]; check the inputs" in notes


def test_what_is_too_large_for_the_printed_formula_is_computed_and_says_so(evaluate: Evaluate) -> None:
    found = evaluate("formulas/softmax", z=[0] * 5000)
    assert found.values is not None
    assert found.agreement is None
    assert found.notes == ["the printed formula was not compared: it takes too long on so much"]


# -- names ------------------------------------------------------------------------------------------------------------


def test_inputs_go_by_parameter_or_by_symbol(evaluate: Evaluate) -> None:
    by_symbol = evaluate("formulas/lora", W_0=[[1]], B=[[2]], A=[[3]])
    assert by_symbol.values == evaluate("formulas/lora", w0=[[1]], b=[[2]], a=[[3]]).values


def test_a_symbol_may_be_spaced_as_one_likes(evaluate: Evaluate) -> None:
    given = {r"\hat{ y }": [1, 2], "y": [1, 3]}
    assert evaluate("metrics/accuracy", **given).values == (0.5,)


def test_an_input_given_by_both_is_refused(evaluate: Evaluate) -> None:
    assert refused(evaluate, "formulas/softmax", z=[1], **{" z": [1]})[0] == "z is given twice, also as z; give it once"


def test_missing_and_unknown_inputs_are_told_at_once_with_the_signature(evaluate: Evaluate) -> None:
    assert refused(evaluate, "formulas/rope", X=[1, 2, 3, 4], bse=10) == [
        "no input is called 'X'; did you mean 'x'?",
        "no input is called 'bse'; did you mean 'base'?",
        "missing: x, position",
        "formulas/rope takes:",
        "  x: (d) real",
        "  position (m): integer [0, ∞)",
        "  base (b): [0, ∞), by default 10000",
    ]


def test_a_size_is_no_input_where_the_lists_give_it(evaluate: Evaluate) -> None:
    line = refused(evaluate, "formulas/softmax", z=[1, 2], k=2)[0]
    assert line == "k is a size, which the lists give; leave it out"


def test_what_is_sorted_from_an_input_is_none(evaluate: Evaluate) -> None:
    line = refused(evaluate, "metrics/ndcg", relevance=[1, 0], k=1, **{r"\mathrm{ideal}": [1, 0]})[0]
    assert line == r"\mathrm{ideal} is \mathrm{rel}, sorted; leave it out"


@pytest.mark.parametrize("name", ["'; DROP TABLE entries; --", "{{{", "\\", "__import__('os')", "", "\x00", "x" * 1000])
def test_any_other_name_is_only_a_name(evaluate: Evaluate, name: str) -> None:
    assert refused(evaluate, "formulas/softmax", z=[1], **{name: 1})[0].startswith("no input is called '")


# -- types and shapes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (["0.5", "0.5"], "p holds the text '0.5'; give numbers"),
        ("'; DROP TABLE entries; --", "p holds the text ''; DROP TABLE entries; --'; give numbers"),
        ([True, False], "p holds true; give numbers"),
        ([[0.5], [0.25, 0.25]], "p has rows of unequal length, a list of 1 and a list of 2; fill every row"),
        ([0.5, [0.5]], "p has rows of unequal length, one value and a list of 1; fill every row"),
        (1.0, "p is one value; expected (k)"),
        ([[0.5, 0.5]], "p is 1 × 2; expected (k)"),
        ([], "k is 0 from p; it must be 1 at least"),
    ],
)
def test_a_value_of_another_type_or_shape_is_refused(evaluate: Evaluate, value: Any, said: str) -> None:
    assert refused(evaluate, "formulas/entropy", p=value)[0] == said


def test_sizes_must_agree_and_the_message_says_where_they_come_from(evaluate: Evaluate) -> None:
    q, k, v = [[0, 0, 0, 0]] * 2, [[0] * 5] * 3, [[0]] * 3
    lines = refused(evaluate, "formulas/scaled-dot-product-attention", q=q, k=k, v=v)
    assert lines[0] == "k is 3 × 5, d_k is 4 from q: expected (m, 4)"


def test_a_matrix_that_must_be_square_is_told_so(evaluate: Evaluate) -> None:
    lines = refused(evaluate, "formulas/multi-head-attention", q=[[1, 2]], k=[[1, 2]], v=[[1, 2]], w_q=[[[1]], [[1]]],
                    w_k=[[[1], [1]]] * 2, w_v=[[[1], [1]]] * 2, w_o=[[[1, 1]]] * 2)  # fmt: skip
    assert lines[0] == "w_q is 2 × 1 × 1, d_model is 2 from q: expected (h, 2, d_k)"


@pytest.mark.parametrize(
    ("d_model", "said"),
    [
        (5, "d_model is 5; it must be even"),
        (0, "d_model is 0; it must be 2 at least"),
        (2**40, "d_model is 1099511627776, the size of a list; at most 10,000 numbers in an input, "),
        (4.5, "d_model holds 4.5; give whole numbers"),
    ],
)
def test_a_size_that_is_given_is_checked(evaluate: Evaluate, d_model: float, said: str) -> None:
    lines = refused(evaluate, "formulas/sinusoidal-positional-encoding", pos=1, d_model=d_model)
    assert lines[0].startswith(said)


def test_an_output_that_would_be_too_large_is_refused_before_it_is_computed(evaluate: Evaluate) -> None:
    many = [[1.0]] * 1000
    line = refused(evaluate, "formulas/alibi", q=many, k=many, heads=8, head=1)[0]
    assert line == "A would hold 1,000,000 numbers; at most 100,000 are computed; give smaller inputs"


def test_whole_numbers_may_be_written_with_a_point_and_true_is_one(evaluate: Evaluate) -> None:
    given = {"relevant": [1.0, False, True], "k": 2.0}
    assert evaluate("metrics/precision-at-k", **given).values == (0.5,)


def test_a_whole_number_that_float64_cannot_tell_from_the_next_is_refused(evaluate: Evaluate) -> None:
    line = refused(evaluate, "metrics/throughput", tokens=2**53 + 1, duration=1)[0]
    assert line == "tokens holds a whole number beyond 2^53; give smaller ones"


def test_a_text_is_no_number_and_a_number_no_text(evaluate: Evaluate) -> None:
    line = refused(evaluate, "metrics/rouge-l", reference=["a", 1], candidate=["a"])[0]
    assert line == "reference holds 1, no text; give texts"


# -- domains and assumptions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "inputs", "said"),
    [
        ("formulas/entropy", {"p": [0.5, 0.6]}, "p sums to 1.1; its domain is 'simplex with a zero', "),
        ("formulas/perplexity", {"p": [0.5, 1.5]}, "p holds 1.5; its domain is (0, 1)"),
        (
            "metrics/pass-at-k",
            {"samples": 5, "correct": [6], "k": 1},
            "correct holds 6; its domain is integer [0, n], where n is 5",
        ),
        ("metrics/precision-at-k", {"relevant": [1], "k": 2}, "k is 2; its domain is integer [1, n], where n is 1"),
        (
            "metrics/bertscore",
            {"reference": [[1, 1]], "candidate": [[1, 0]]},
            "reference in row 1 has norm 1.414213562; ",
        ),
        ("metrics/throughput", {"tokens": 1, "duration": -2}, "duration is -2; its domain is (0.1, 60)"),
    ],
)
def test_a_value_outside_its_domain_is_refused_with_the_domain(
    evaluate: Evaluate, ref: str, inputs: dict[str, Any], said: str
) -> None:
    assert refused(evaluate, ref, **inputs)[0].startswith(said)


def test_a_broken_assumption_is_named(evaluate: Evaluate) -> None:
    q, k = [[1.0]] * 3, [[1.0]] * 2
    line = refused(evaluate, "formulas/causal-attention", q=q, k=k, v=k)[0]
    assert line == r"the formula assumes n \le m, which does not hold here"


# -- entries ----------------------------------------------------------------------------------------------------------


def test_an_unknown_entry_has_suggestions(evaluate: Evaluate) -> None:
    with pytest.raises(NotFoundError, match="did you mean formulas/entropy"):
        evaluate("formulas/entrpy", p=[1])


def test_an_entry_without_a_formula_is_refused(evaluate: Evaluate) -> None:
    with pytest.raises(KbgenError, match="^glossary/token has no formula to compute; formulas and metrics have one$"):
        evaluate("glossary/token")


@pytest.fixture
def base_of(base: Write) -> Callable[..., Base]:
    """The tiny base with an example of its sigmoid, as if it had been verified."""

    def made(example: str | None, *, proven: bool = True, failed: tuple[str, ...] = ()) -> Base:
        root = base({"formulas/basics.py": example})
        return Base(prove(root, "formulas/sigmoid", failed=failed) if proven else root)

    return made


SIGMOID = """\
import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-x))
"""


def test_what_no_run_has_checked_is_not_computed(base_of: Callable[..., Base]) -> None:
    with pytest.raises(KbgenError, match="^formulas/sigmoid is not proven, it is transcribed; only what is checked or"):
        base_of(SIGMOID, proven=False).evaluate("formulas/sigmoid", {"x": 0})


def test_what_has_changed_since_is_not_computed(base_of: Callable[..., Base]) -> None:
    base = base_of(SIGMOID)
    example = base.root / "formulas/basics.py"
    example.write_text(SIGMOID.replace("-x", "-2 * x"), encoding="utf-8")
    base.refresh()
    with pytest.raises(KbgenError, match="^formulas/sigmoid is not proven, it is stale; "):
        base.evaluate("formulas/sigmoid", {"x": 0})


def test_what_a_check_disputes_is_not_computed_and_the_reason_is_told(base_of: Callable[..., Base]) -> None:
    base = base_of(SIGMOID, failed=("differs from the oracle",))
    with pytest.raises(KbgenError, match="is not proven, it is disputed: differs from the oracle; "):
        base.evaluate("formulas/sigmoid", {"x": 0})


def test_an_entry_without_an_example_is_refused(base_of: Callable[..., Base]) -> None:
    with pytest.raises(KbgenError, match="^formulas/sigmoid has no executable example$"):
        base_of(None).evaluate("formulas/sigmoid", {"x": 0})


def test_an_example_that_parts_from_the_printed_formula_here_gives_no_result(base_of: Callable[..., Base]) -> None:
    lying = SIGMOID.replace("    return ", "    if x > 100:\n        return x * 0 + 0.5\n    return ")
    with pytest.raises(KbgenError) as caught:
        base_of(lying).evaluate("formulas/sigmoid", {"x": 200})
    assert str(caught.value).startswith("formulas/sigmoid is not proven on these inputs: for ")
    assert str(caught.value).endswith("the example gives 0.5, the printed formula 1.")


def test_an_example_that_raises_is_told_in_a_line(base_of: Callable[..., Base]) -> None:
    raising = SIGMOID.replace("    return ", "    raise ValueError('no')\n    return ")
    with pytest.raises(KbgenError, match="^the example of formulas/sigmoid raises ValueError: no$"):
        base_of(raising).evaluate("formulas/sigmoid", {"x": 0})


def test_a_division_by_zero_is_an_undefined_point(base_of: Callable[..., Base]) -> None:
    dividing = SIGMOID.replace("    return ", "    raise ZeroDivisionError('nothing there')\n    return ")
    found = base_of(dividing).evaluate("formulas/sigmoid", {"x": 0}).document()
    assert found["edge_case"] == {"when": None, "value": "undefined", "why": {"en": "nothing there"}}
