"""Mutants: which small mistakes are tried, and that each is a formula of its own."""

from __future__ import annotations

from typing import Any

import pytest

from kbgen.latex.mutate import Mutant, mutants_of
from tests.latex.conftest import evaluation, formula

DECLARED: dict[str, Any] = {
    "variables": {"x": [], "z": [], "u": ["n"], "v": ["n"], "A": ["n", "n"], "G": {"domain": "set of tokens"}},
    "sizes": {"n": {"symbol": "n"}},
    "indices": {
        "i": {"from": 1, "to": "n"},
        "j": {"from": 1, "to": "n", "written": "j"},
        "k": {"from": 1, "to": "n", "written": "k", "law": "u_k"},
        "g": {},
    },
}
PRINTED = r"\begin{aligned} y &= f \\ f &= %s \\ o &= x + z + u_1 + v_1 + A_{1,1} + \lvert G \rvert \end{aligned}"


def mutants(expression: str, **declared: Any) -> list[Mutant]:
    """The mutants of one line of a formula."""
    read = formula(PRINTED % expression, outputs=["y", "o"], **{**DECLARED, **declared})
    return [mutant for mutant in mutants_of(read) if mutant.formula.definitions["f"] != read.definitions["f"]]


def changes(expression: str, **declared: Any) -> set[str]:
    return {mutant.change for mutant in mutants(expression, **declared)}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2", {"2 → 3"}),
        ("1.5", {"1.5 → 1.65"}),
        (r"\pi", {"π → 3"}),
        ("-x", {"− dropped", "x → z"}),
        ("x + z", {"term 1: + → −", "term 2: + → −", "term 1 dropped", "term 2 dropped", "x → z", "z → x"}),
        ("x - z", {"term 1: + → −", "− dropped", "term 1 dropped", "term 2 dropped", "x → z", "z → x"}),
        ("x z", {"factor 1 dropped", "factor 2 dropped", "x → z", "z → x"}),
        (r"\frac{x}{z}", {"quotient inverted", "denominator dropped", "x → z", "z → x"}),
        ("x^z", {"power dropped", "x → z", "z → x"}),
        (r"\sqrt{x}", {"root dropped", "x → z"}),
        (r"A^\top", {"transpose dropped"}),
        (r"\exp(x)", {"e → 2", "exp dropped", "x → z"}),
        (r"\log(x)", {"base of the logarithm changed", "log dropped", "x → z"}),
        (r"\log_2(x)", {"base of the logarithm changed", "log dropped", "2 → 3", "x → z"}),
        (r"\cos(x)", {"cos → sin", "x → z"}),
        (r"\lvert x \rvert", {"abs dropped", "x → z"}),
        (r"\lfloor x \rfloor", {"floor → ceil", "floor dropped", "x → z"}),
        (r"\binom{x}{z}", {"arguments swapped", "x → z", "z → x"}),
        (r"\min(x, z)", {"min → max", "only operand 1 of min", "only operand 2 of min", "x → z", "z → x"}),
        (r"\lVert u \rVert", {"norm2 → norm1", "u → v"}),
        (r"\lVert u \rVert_1", {"norm1 → norm2", "u → v"}),
        ("u_1", {"index 1 + 1", "index 1 − 1", "1 → 2", "u → v"}),
        (r"\max_i u_i", {"max → the other", "index 1 + 1", "index 1 − 1", "u → v"}),
        (r"\mathbb{E}_{j}[u_j]", {"mean → sum", "index 1 + 1", "index 1 − 1", "u → v"}),
        (r"\mathbb{E}_{k}[v_k]", {"law dropped", "index 1 + 1", "index 1 − 1", "u → v", "v → u"}),
        (r"\min\{i : u_i > 0\}", {"min → the other", r"> → \ge", "index 1 + 1", "index 1 − 1", "u → v", "0 → 1"}),
        (r"\min\{i : u_i = 0\}", {"min → the other", r"= → \neq", "index 1 + 1", "index 1 − 1", "u → v", "0 → 1"}),
        (r"\sum_{g \in G} 2", {"sum → the other", "2 → 3"}),
        (r"\prod_{g \in G} 2", {"prod → the other", "2 → 3"}),
    ],
)
def test_which_mistakes_are_tried(expression: str, expected: set[str]) -> None:
    assert changes(expression) == expected


def test_the_ends_of_a_sum_are_moved() -> None:
    assert {"first index + 1", "last index − 1", "sum → the other"} <= changes(r"\sum_{i=1}^{n} u_i")


def test_neighbouring_cases_are_swapped_and_their_border_moved() -> None:
    two = r"\begin{cases} 1 & x \le z \\ 2 & x > z \end{cases}"
    three = r"\begin{cases} 1 & x < 0 \\ 2 & x = 0 \\ 3 & x > 0 \end{cases}"
    assert {"cases swapped", r"\le → <"} <= changes(two)
    assert {"cases 1 and 2 swapped", "cases 2 and 3 swapped"} <= changes(three)
    (moved,) = [mutant for mutant in mutants(two) if mutant.change == r"\le → <"]
    values = {"x": 1.0, "z": 1.0, "u": [1.0], "v": [1.0], "A": [[1.0]], "G": ("a",)}
    assert evaluation(moved.formula, values).outputs()[0] == 2


def test_a_small_number_is_moved_in_and_out_of_a_root() -> None:
    assert "ε moved into the root" in changes(r"\sqrt{x} + z")
    assert "ε moved out of the root" in changes(r"\sqrt{x^2 + z}")


def test_only_a_variable_of_equal_shape_and_kind_takes_a_place() -> None:
    whole = {**DECLARED["variables"], "z": {"domain": "integer [1, 9]"}}
    assert "x → z" in changes("x")
    assert "x → z" not in changes("x", variables=whole)
    assert not any("A" in change for change in changes("u"))


def test_the_arguments_of_a_function_are_swapped() -> None:
    read = formula(r"\begin{aligned} y &= f(x, 2) \\ f(a, b) &= a^b \end{aligned}")
    swapped = [mutant for mutant in mutants_of(read) if mutant.change == "arguments 1 and 2 swapped"]
    assert [evaluation(mutant.formula, {"x": 3.0}).outputs() for mutant in swapped] == [(8,)]


def test_a_used_function_is_dropped_or_taken_along_the_other_axis() -> None:
    sum_of = formula("s = \\sum_{i=1}^{k} z_i + 0 z", outputs={"s": ["k"]}, variables={"z": ["k"]}, elementwise=True,
                     sizes={"k": {"symbol": "k"}}, indices={"i": {"from": 1, "to": "k"}})  # fmt: skip
    read = formula(r"y = \operatorname{s}(A)", variables={"A": ["n", "n"]}, sizes={"n": {}},
                   uses={r"\operatorname{s}": "formulas/s"}, used={"formulas/s": sum_of})  # fmt: skip
    found = {mutant.change: mutant for mutant in mutants_of(read)}
    assert set(found) == {r"\operatorname{s} dropped", r"\operatorname{s} along the other axis"}
    turned = evaluation(found[r"\operatorname{s} along the other axis"].formula, {"A": [[1.0, 2.0], [3.0, 4.0]]})
    assert turned.outputs()[0].tolist() == [[4, 6], [4, 6]]


def test_every_line_and_every_slot_is_mutated() -> None:
    read = formula(r"\begin{aligned} y &= 2 s_1 \\ s_{2i-1} &= 3 u_i \\ s_{2i} &= 5 u_i \end{aligned}",
                   variables={"u": ["n"]}, sizes={"n": {"symbol": "n"}}, indices={"i": {"from": 1, "to": "n"}})  # fmt: skip
    assert {"2 → 3", "3 → 4", "5 → 6"} <= {mutant.change for mutant in mutants_of(read)}


def test_only_the_first_member_of_a_chain_is_mutated() -> None:
    assert {mutant.snippet for mutant in mutants_of(formula(r"y = 2 x \approx 7 x"))} == {"2", "2 x"}


def test_a_mutant_shows_what_it_changes() -> None:
    (mutant, *_) = mutants(r"\frac{x}{z}")
    assert (mutant.name, mutant.latex[mutant.start : mutant.end]) == (
        r"quotient inverted in \frac{x}{z}",
        r"\frac{x}{z}",
    )


def test_no_two_mutants_have_one_name() -> None:
    names = [mutant.name for mutant in mutants(r"\frac{x + 2}{z + 2} + 2 \sqrt{x + 2}")]
    assert len(set(names)) == len(names)
    assert {"2 → 3 in 2", "2 → 3 in 2 (2)", "2 → 3 in 2 (4)"} <= set(names)


def test_no_two_mutants_are_one_formula() -> None:
    found = [mutant.formula.definitions["f"] for mutant in mutants("x x + x x")]
    assert len(set(found)) == len(found)


def test_a_mutant_is_no_longer_the_formula() -> None:
    read = formula(r"y = x + 2")
    for mutant in mutants_of(read):
        assert evaluation(mutant.formula, {"x": 5.0}).outputs() != (7,)
