"""Values: what the tree gives at a point, and where it gives none."""

from __future__ import annotations

import math
import time
from collections import Counter
from typing import Any

import numpy as np
import pytest

from kbgen.latex.errors import EvaluationError, LatexError
from kbgen.latex.evaluate import Arithmetic, Evaluation, bind_sizes, evaluate, size_of
from tests.latex.conftest import evaluation, formula, value

U: dict[str, Any] = {
    "sizes": {"n": {"symbol": "n"}, "m": {}},
    "indices": {"i": {"from": 1, "to": "n"}},
    "variables": {"u": ["n"], "v": ["n"], "A": ["m", "n"], "x": []},
}
VALUES = {"u": [1.0, 2.0], "v": [3.0, 5.0], "A": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "x": 4.0}
ALL = "0 (u_1 + v_1 + A_{1,1} + x)"


def of(expression: str, **declared: Any) -> Any:
    latex = rf"\begin{{aligned}} y &= f \\ f &= g + {ALL} \\ g &= {expression} \end{{aligned}}"
    if declared.pop("array", False):
        latex = rf"\begin{{aligned}} y &= g \\ z &= {ALL} \\ g &= {expression} \end{{aligned}}"
        declared["outputs"] = ["y", "z"]
    read = formula(latex, **{**U, **declared})
    return evaluation(read, VALUES).outputs()[0]


def failure(expression: str, **declared: Any) -> EvaluationError:
    with pytest.raises(EvaluationError) as error:
        of(expression, array=True, **declared)
    return error.value


# -- arrays ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("u + v", [4, 7]),
        ("v - 2 u", [1, 1]),
        (r"u \odot v", [3, 10]),
        ("A u", [5, 11, 17]),
        (r"A A^\top A u", [435, 993, 1551]),
        ("A_2", [3, 4]),
        (r"\frac{v}{x}", [0.75, 1.25]),
        (r"\begin{pmatrix} x \\ 1 \end{pmatrix}", [4, 1]),
        (r"\begin{bmatrix} 1 & x \\ 0 & 1 \end{bmatrix} u", [9, 2]),
        (r"\sum_{i=1}^{n} u_i A_i", [7, 10]),
    ],
)
def test_what_an_operation_means_for_arrays(expression: str, expected: list[float]) -> None:
    assert of(expression, array=True).tolist() == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("u^2", [1, 4]),
        (r"\sqrt{u^2}", [1, 2]),
        (r"\sqrt[3]{u^3}", [1, 2]),
        (r"\frac{v}{u}", [3, 2.5]),
        ("v / u", [3, 2.5]),
        ("u^v", [1, 32]),
        ("2^u", [2, 4]),
        ("u + x", [5, 6]),
        (r"\exp(0 u)", [1, 1]),
        (r"\lvert u - v \rvert", [2, 3]),
        (r"\frac{1}{\sqrt{u^2} + 1}", [0.5, 1 / 3]),
    ],
)
def test_elementwise_is_component_by_component(expression: str, expected: list[float]) -> None:
    assert of(expression, array=True, elementwise=True).tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("expression", "shown", "what", "hint"),
    [
        ("u v", "v", "a vector times a vector", r"\odot, or \sum_i x_i y_i"),
        (r"u \cdot v", "v", r"'\cdot' between arrays", r"write \odot"),
        (r"A \times u", "u", r"'\times' between arrays", r"write \odot"),
        (r"A \odot u", "u", r"shapes (3, 2) and (2,) under \odot", "declared shapes"),
        ("u A", "A", "a row vector", "write the matrix form"),
        (r"u^\top A", r"u^\top", "the transpose of a vector", r"write \sum"),
        (r"x^\top", r"x^\top", "the transpose of a scalar", "declare a matrix"),
        ("A A", "A", "shapes (3, 2) and (3, 2) do not multiply", "transpose one"),
        ("u + x", "x", "a vector plus a scalar", "set elementwise: true"),
        ("A + u", "u", "a matrix plus a vector", "index them"),
        (r"A + A^\top", r"A^\top", "shapes (3, 2) and (2, 3) do not add", "declared shapes"),
        ("u^2", "u^2", "a power of an array", "set elementwise: true"),
        ("A^2", "A^2", "a power of a matrix", "index it"),
        ("A^{-1}", "A^{-1}", "a power of a matrix", "index it"),
        (r"\sqrt{u}", r"\sqrt{u}", "a root of an array", "set elementwise: true"),
        (r"\frac{x}{u}", r"\frac{x}{u}", "a division by an array", "set elementwise: true"),
        (r"\exp(u)", r"\exp(u)", "exp of an array", "set elementwise: true"),
        (r"\lvert u \rvert", r"\lvert u \rvert", "abs of an array", r"\lVert … \rVert"),
        (r"\max(u, v)", r"\max(u, v)", "max of arrays", "index them"),
        (r"\max_i A_i", r"\max_i A_i", "max of arrays", "index them"),
        (r"\lVert A \rVert", r"\lVert A \rVert", "the norm 2 of a matrix", r"\rVert_F"),
        (r"\lVert u \rVert_F", r"\lVert u \rVert_F", "the norm F of a vector", "index it"),
        (r"\lVert x \rVert", r"\lVert x \rVert", "the norm 2 of a scalar", r"\lvert"),
        (r"\begin{pmatrix} u \\ v \end{pmatrix}", r"\begin{pmatrix} u \\ v \end{pmatrix}", "a matrix of arrays", "as numbers"),
        (r"\prod_{i=1}^{n} u", r"\prod_{i=1}^{n} u", "a vector times a vector", r"\odot"),
        ("u_3", "u_3", "index 3 outside 1…2", "check the bounds"),
        ("u_0", "u_0", "index 0 outside 1…2", "check the bounds"),
        ("u_{-1}", "u_{-1}", "index -1 outside 1…2", "check the bounds"),
        (r"\sum_{i=1}^{n+1} u_i", "u_i", "index 3 outside 1…2", "check the bounds"),
        (r"\sum_{i=1}^{n} u_{i-1}", "u_{i-1}", "index 0 outside 1…2", "check the bounds"),
        ("A_{1,2,3}", "A_{1,2,3}", "3 indices on 2 axes", "declared shape"),
        ("u_{1.5}", "1.5", "no whole number: 1.5", ""),
        (r"u_{\infty}", r"\infty", "no whole number: inf", ""),
        (r"(x + 1)_1", r"(x + 1)_1", "a component of what is no array", "declare a shape"),
    ],
)  # fmt: skip
def test_what_has_no_meaning_for_arrays(expression: str, shown: str, what: str, hint: str) -> None:
    error = failure(expression)
    assert error.latex[error.start : error.end] == shown
    assert what in error.what
    assert hint in error.hint


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        (r"\frac{A}{u}", "a quotient of shapes"),
        ("A^{-1}", "a power of a matrix"),
        (r"\frac{u}{A}", "a quotient of shapes"),
    ],
)
def test_elementwise_broadcasts_nothing(expression: str, what: str) -> None:
    error = failure(expression, elementwise=True)
    assert what in error.what


def test_elementwise_division_by_a_zero_component_is_undefined() -> None:
    assert failure(r"\frac{u}{v - 3}", elementwise=True).what == "a division by zero"
    assert failure(r"\frac{u}{u - u}", elementwise=True).what == "a division by zero"
    assert failure(r"\frac{u}{0}").what == "a division by zero"
    assert failure(r"(u - u)^{-1}", elementwise=True).what == "0 to a negative power"


def test_integer_arrays_do_not_wrap_around() -> None:
    declared = {
        "variables": {"k": {"shape": ["n"], "domain": "integer [0, 99]"}},
        "sizes": {"n": {}},
        "elementwise": True,
    }
    assert value("y = 2^k", {"k": [70, 3]}, **declared).tolist() == [2.0**70, 8]
    assert value("y = k_1^{20}", {"k": [70, 3]}, **declared) == 70**20


def test_components_are_counted_from_the_origin() -> None:
    declared = {"variables": {"u": ["n"]}, "sizes": {"n": {}}}
    assert value("y = u_0", {"u": [7.0, 8.0]}, **declared, origin=0) == 7
    assert value("y = u_1", {"u": [7.0, 8.0]}, **declared, origin=1) == 7
    with pytest.raises(EvaluationError, match=r"index 2 outside 0…1"):
        value("y = u_2", {"u": [7.0, 8.0]}, **declared, origin=0)


# -- arrays that lines define ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "bounds", "shown", "what"),
    [
        (r"s_{2i} &= u_i", (1, "n"), "u_i", "'s' has holes"),
        (r"s_{i+1} &= u_i", (1, "n"), "u_i", "'s' has holes"),
        (r"s_{i-1} &= u_i", (1, "n"), "u_i", "'s' has holes"),
        (r"s_i &= u_i \\ s_{n-i+1} &= u_i", (1, "n"), "u_i", "'s' at 2 is filled twice"),
        (r"s_i &= u_i \\ s_1 &= 3", (1, "n"), "3", "'s' at 1 is filled twice"),
        (r"s_i &= u_i", (2, 1), "u_i", "'s' has no cell"),
        (r"s_i &= u_i \\ s_{i,i} &= 3", (1, "n"), "u_i", "cells of one and of several subscripts"),
        (r"s_i &= s_i + u_i", (1, "n"), "s_i", "'s' at 1 is defined by itself"),
        (r"s_{i/2} &= u_i", (1, "n"), "i/2", "an index that is no whole number: 0.5"),
    ],
)
def test_an_array_is_filled_exactly(lines: str, bounds: tuple[Any, Any], shown: str, what: str) -> None:
    latex = rf"\begin{{aligned}} y &= s \\ {lines} \end{{aligned}}"
    declared = {
        "variables": {"u": ["n"]},
        "sizes": {"n": {"symbol": "n"}},
        "indices": {"i": {"from": bounds[0], "to": bounds[1]}},
    }
    with pytest.raises(EvaluationError) as error:
        value(latex, {"u": [1.0, 2.0]}, **declared)
    assert error.value.latex[error.value.start : error.value.end] == shown
    assert what in error.value.what


def test_cells_may_be_rows() -> None:
    latex = r"\begin{aligned} y &= S u \\ S_i &= u_i v \end{aligned}"
    declared = {k: U[k] for k in ("sizes", "indices")}
    result = value(latex, {"u": [1.0, 2.0], "v": [3.0, 5.0]}, variables={"u": ["n"], "v": ["n"]}, **declared)
    assert result.tolist() == [13, 26]


def test_only_the_cell_that_is_asked_for_is_computed() -> None:
    latex = r"\begin{aligned} y &= s_1 \\ s_i &= \frac{1}{2 - i} \end{aligned}"
    read = formula(latex + "", variables={"u": ["n"]}, sizes={"n": {"symbol": "n"}}, indices=U["indices"], outputs="y",
                   replaces={"y": "s_1 + 0 u_1"})  # fmt: skip
    assert evaluation(read, {"u": [1.0, 2.0]}).outputs() == (1,)


def test_the_range_of_an_index_may_depend_on_another() -> None:
    latex = r"\begin{aligned} y &= \sum_{i=1}^{n} \max_j A_{i,j} \end{aligned}"
    declared = {
        "variables": {"A": ["n", "n"]},
        "sizes": {"n": {"symbol": "n"}},
        "indices": {"i": {"from": 1, "to": "n"}, "j": {"from": 1, "to": "i"}},
    }
    assert value(latex, {"A": [[1.0, 9.0], [2.0, 3.0]]}, **declared) == 4


# -- numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        (r"\frac{1}{x - 4}", "a division by zero"),
        ("1 / (x - x)", "a division by zero"),
        ("(x - 4)^{-1}", "0 to a negative power"),
        (r"\log(x - 4)", "the logarithm of 0"),
        (r"\log(-x)", "the logarithm of a negative number"),
        (r"\log_1(x)", "a logarithm with base 1"),
        (r"\log_{-2}(x)", "a logarithm with base -2"),
        (r"\sqrt{-x}", "the root of a negative number"),
        (r"(-x)^{1/2}", "a root of a negative number"),
        (r"\exp(1000 x)", "exp(4000) is beyond float64"),
        (r"\binom{x}{1.5}", "what is not a natural number"),
        (r"\binom{-x}{1}", "what is not a natural number"),
        (r"\infty - \infty", "∞ − ∞"),
        (r"\infty (x - x)", "∞ − ∞, 0 · ∞"),
        ("2^{10^{10}}", "a power of more than 50,000 bits"),
        (r"\binom{1000000}{500000}", "a binomial of more than 50,000 bits"),
        (r"\prod_{i=1}^{3000} 10^{20}", "beyond all use"),
        (r"\sum_{i=1}^{10^{9}} i", "too much to compute"),
        (r"\cos(\infty)", "math domain error"),
    ],
)
def test_where_a_number_has_no_value(expression: str, what: str) -> None:
    before = time.perf_counter()
    assert what in failure(expression).what
    assert time.perf_counter() - before < 20


def test_whole_numbers_are_exact() -> None:
    assert of("2^{100} - (2^{100} - 1) ") == 1
    assert of(r"\frac{\binom{2000}{1000}}{\binom{2000}{999}}") == pytest.approx(1001 / 1000)


@pytest.mark.parametrize(
    ("cases", "what"),
    [(r"1 & x < 0 \\ 2 & x > 9", "no case holds"), (r"1 & x > 0 \\ 2 & x > 1", "2 cases hold")],
)
def test_exactly_one_case_holds(cases: str, what: str) -> None:
    error = failure(rf"\begin{{cases}} {cases} \end{{cases}}")
    assert (error.what, error.hint) == (what, "exactly one condition must hold")


def test_a_case_that_does_not_hold_is_not_computed() -> None:
    assert of(r"\begin{cases} 1 & x > 0 \\ \frac{1}{0} & x \le 0 \end{cases}") == 1


def test_a_recursion_without_an_end_is_refused() -> None:
    with pytest.raises(EvaluationError, match="a definition that never ends"):
        value(r"\begin{aligned} y &= f(x) \\ f(k) &= f(k - 1) \end{aligned}", {"x": 1})


def test_a_function_that_needs_its_own_value_is_refused() -> None:
    with pytest.raises(EvaluationError, match=r"f\(1\) is defined by itself"):
        value(r"\begin{aligned} y &= f(x) \\ f(k) &= 0 k + f(k) \end{aligned}", {"x": 1})


def test_a_failure_does_not_stay() -> None:
    read = formula(r"\begin{aligned} y &= a \\ a &= \frac{1}{x} \end{aligned}")
    here = evaluation(read, {"x": 0})
    for _ in range(2):
        with pytest.raises(EvaluationError, match="a division by zero"):
            here.outputs()


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(EvaluationError, match="'x' has no value; give it one"):
        evaluate(formula("y = x"), {})


# -- big operators and conventions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "convention", "expected"),
    [
        (r"\sum_{i=1}^{0} u_i", "empty-sum", 0),
        (r"\prod_{i=1}^{0} u_i", "empty-product", 1),
        (r"\frac{1}{\min\{i : u_i > 9\}}", "min-of-empty", 0),
        (r"0 \log(0)", "zero-log-zero", 0),
        (r"(x - x) \log_2\left(\frac{x - x}{x}\right)", "zero-log-zero", 0),
        (r"(x - x) \log\left(\frac{0}{0}\right)", "zero-log-zero", 0),
    ],
)
def test_a_convention_must_be_declared(expression: str, convention: str, expected: float) -> None:
    failure(expression)
    assert of(expression, conventions=[convention]) == expected


def test_the_hint_names_the_convention() -> None:
    assert failure(r"\sum_{i=1}^{0} u_i").hint == "declare the convention empty-sum"
    assert failure(r"\prod_{i=2}^{1} u_i").hint == "declare the convention empty-product"
    assert failure(r"\min\{i : u_i > 9\}").hint == "declare the convention min-of-empty"


def test_zero_times_a_logarithm_of_a_negative_number_is_an_error_all_the_same() -> None:
    assert "negative" in failure(r"0 \log(-x)", conventions=["zero-log-zero"]).what


def test_no_convention_makes_a_greatest_of_nothing() -> None:
    assert "the max of an empty set" in failure(r"\max\{i : u_i > 9\}", conventions=["min-of-empty"]).what


def test_max_needs_a_range() -> None:
    error = failure(r"\max_q x", indices={"q": {}, **U["indices"]})
    assert (error.what, error.hint) == ("q: the index q has no range", "give it 'from' and 'to' in indices")


def test_a_range_that_names_what_is_not_known() -> None:
    error = failure(r"\max_q x", indices={"q": {"from": 1, "to": "t"}, **U["indices"]})
    assert "'t' names 't', which has no value" in error.what


def test_the_ends_of_a_sum_are_whole() -> None:
    assert "no whole number: 2.5" in failure(r"\sum_{i=1}^{2.5} u_i").what


SAMPLE: dict[str, Any] = {"variables": {"u": ["n"]}, "sizes": {"n": {"symbol": "n"}}}


def test_an_expectation_without_a_law_is_a_mean() -> None:
    declared = {**SAMPLE, "indices": {"i": {"from": 1, "to": "n", "written": r"u \sim D"}}}
    assert value(r"y = \mathbb{E}_{u \sim D}[u_i] + 1", {"u": [1.0, 2.0, 6.0]}, **declared) == 4
    assert value(r"y = \mathbb{E}_{u \sim D}[u_i]^2", {"u": [1.0, 2.0, 6.0]}, **declared) == 9


def test_an_expectation_with_a_law_is_a_weighted_sum() -> None:
    declared = {
        "variables": {"u": ["n"], "P(i)": {"shape": ["n"], "over": ["i"]}},
        "sizes": {"n": {}},
        "indices": {"i": {"from": 1, "to": "n", "written": r"i \sim P", "law": "P(i)"}},
    }
    latex = r"\begin{aligned} y &= \mathbb{E}_{i \sim P}[u_i] \\ z &= \max_i P(i) \end{aligned}"
    assert value(r"y = \mathbb{E}_{i \sim P}[u_i + P(i)]", {"u": [1.0, 5.0], "P(i)": [0.75, 0.25]}, **declared) == 2.625
    read = formula(latex, outputs=["y", "z"], **declared)
    assert evaluation(read, {"u": [1.0, 5.0], "P(i)": [0.75, 0.25]}).outputs() == (2, 0.75)


@pytest.mark.parametrize("body", [r"\log(P(i))", r"-\log(P(i))", r"2 \log_2(P(i))"])
def test_the_law_of_an_expectation_may_be_zero_beside_a_logarithm(body: str) -> None:
    declared = {
        "variables": {"P(i)": {"shape": ["n"], "over": ["i"]}},
        "sizes": {"n": {}},
        "indices": {"i": {"from": 1, "to": "n", "written": "i", "law": "P(i)"}},
    }
    latex = rf"y = \mathbb{{E}}_i[{body}] + \max_i P(i)"
    with pytest.raises(EvaluationError, match="the logarithm of 0"):
        value(latex, {"P(i)": [1.0, 0.0]}, **declared)
    assert value(latex, {"P(i)": [1.0, 0.0]}, **declared, conventions=["zero-log-zero"]) == 1


# -- words, sets, multisets -----------------------------------------------------------------------------------------

BAG: dict[str, Any] = {"variables": {"G": {"domain": "multiset of tokens"}}, "indices": {"g": {}}}


@pytest.mark.parametrize("bag", [("a", "b", "a"), ["a", "b", "a"], Counter("aba"), Counter({"a": 2, "b": 1, "c": 0})])
def test_a_multiset_is_visited_once_and_counted_with_multiplicity(bag: Any) -> None:
    read = formula(
        r"\begin{aligned} y &= \sum_{g \in G} 1 \\ z &= \lvert G \rvert \end{aligned}", outputs=["y", "z"], **BAG
    )
    assert Evaluation(read, {"G": bag}).outputs() == (2, 3)


@pytest.mark.parametrize("bag", [{"a", "b"}, ("a", "b"), ("a", "b", "b"), frozenset("ab")])
def test_a_set_has_each_element_once(bag: Any) -> None:
    read = formula(r"y = \lvert G \rvert", variables={"G": {"domain": "set of tokens"}})
    assert Evaluation(read, {"G": bag}).outputs() == (2,)


def test_a_count_is_an_atom_over_the_element() -> None:
    declared = {
        "variables": {"G": {"domain": "set of tokens"}, **{f"{c}(g)": {"domain": "multiset of tokens", "over": ["g"]} for c in "CR"}},
        "indices": {"g": {}},
    }  # fmt: skip
    read = formula(r"y = \sum_{g \in G} \min(C(g), R(g))", **declared)
    values = {"G": ("a", "b", "c"), "C ( g )": ("a", "a", "a", "b"), "R ( g )": Counter("aabb")}
    assert Evaluation(read, values).outputs() == (3,)


def test_a_product_over_a_set() -> None:
    declared = {
        "variables": {"G": {"domain": "multiset of tokens"}, "C(g)": {"domain": "multiset of tokens", "over": ["g"]}}
    }
    read = formula(r"y = \prod_{g \in G} C(g)", indices={"g": {}}, **declared)
    assert Evaluation(read, {"G": ["a", "b"], "C ( g )": Counter("aaabb")}).outputs() == (6,)


def test_a_sum_over_an_empty_set_needs_the_convention() -> None:
    with pytest.raises(EvaluationError, match="an empty sum; declare the convention empty-sum"):
        Evaluation(formula(r"y = \sum_{g \in G} 1", **BAG), {"G": ()}).outputs()
    assert Evaluation(formula(r"y = \sum_{g \in G} 1", **BAG, conventions=["empty-sum"]), {"G": ()}).outputs() == (0,)


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("2 G", "a set is no number"),
        ("G + G", "a set is no number"),
        ("-G", "a set is no number"),
        (r"\frac{G}{2}", "a set is no number"),
        ("G^2", "a set is no number"),
        (r"\sqrt{G}", "a set is no number"),
        (r"\exp(G)", "a set is no number"),
        (r"\max(G, 1)", "a set is no number"),
        (r"\lVert G \rVert", "a set is no number"),
        (r"\sum_{g \in G} g", "a word is no number"),
        (r"\begin{cases} 1 & G = 2 \\ 2 & 1 = 1 \end{cases}", "a comparison of a set with a scalar"),
    ],
)
def test_a_set_is_no_number(expression: str, what: str) -> None:
    with pytest.raises(EvaluationError) as error:
        Evaluation(formula(f"y = {expression}", **BAG), {"G": ("a", "b")}).outputs()
    assert what in error.value.what


WORDS: dict[str, Any] = {"variables": {"w": {"shape": ["n"], "domain": "tokens"}}, "sizes": {"n": {"symbol": "n"}}}


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("w_1 + 1", "a word is no number"),
        ("2 w_1", "a word is no number"),
        ("2 w", "a word is no number"),
        (r"\begin{cases} 1 & w_1 < w_2 \end{cases}", "words under '<'"),
        (r"\begin{cases} 1 & w_1 = 2 \end{cases}", "a comparison of a word with a number"),
        (r"\begin{cases} 1 & w = w \end{cases}", "a comparison of a word with a word"),
    ],
)
def test_a_word_is_no_number(expression: str, what: str) -> None:
    with pytest.raises(EvaluationError) as error:
        value(f"y = {expression}", {"w": ["a", "b"]}, **WORDS)
    assert what in error.value.what


@pytest.mark.parametrize("words", [["a", "b"], np.array(["a", "b"]), np.array(["a", "b"], dtype=object)])
def test_words_are_equal_or_not(words: Any) -> None:
    latex = r"y = \begin{cases} 1 & w_1 = w_2 \\ 2 & w_1 \neq w_2 \end{cases}"
    assert Evaluation(formula(latex, **WORDS), {"w": words}).outputs() == (2,)


def test_an_array_of_words_can_be_defined() -> None:
    latex = r"\begin{aligned} y &= \sum_{i=1}^{n} \delta(r_i, w_i) \\ r_i &= w_{n-i+1} \\ \delta(a, b) &= \begin{cases} 1 & a = b \\ 0 & a \neq b \end{cases} \end{aligned}"
    assert value(latex, {"w": ["a", "b", "a"]}, **WORDS, indices={"i": {"from": 1, "to": "n"}}) == 3


# -- used entries ---------------------------------------------------------------------------------------------------

RELATIVE = formula(
    r"\operatorname{rel}(z)_i = \frac{z_i}{\sum_{j=1}^{k} z_j}",
    outputs={r"\operatorname{rel}(z)": ["k"]},
    variables={"z": ["k"]},
    sizes={"k": {"symbol": "k"}},
    indices={"i": {"from": 1, "to": "k"}, "j": {"from": 1, "to": "k"}},
)
USES: dict[str, Any] = {"uses": {r"\operatorname{rel}": "formulas/rel"}, "used": {"formulas/rel": RELATIVE}}


def test_a_function_of_a_vector_acts_on_each_row_of_a_matrix() -> None:
    declared = {"variables": {"A": ["m", "n"]}, "sizes": {"n": {}, "m": {}}}
    result = value(r"y = \operatorname{rel}(A)", {"A": [[1.0, 3.0], [1.0, 1.0]]}, **declared, **USES)
    assert result.tolist() == [[0.25, 0.75], [0.5, 0.5]]


def test_a_used_entry_wants_what_it_declares() -> None:
    with pytest.raises(EvaluationError, match="a scalar for z, which is a vector; index it"):
        value(r"y = \operatorname{rel}(x)", {"x": 1.0}, **USES)


def test_an_error_in_a_used_entry_is_shown_where_it_is_used() -> None:
    declared = {"variables": {"u": ["n"]}, "sizes": {"n": {}}}
    with pytest.raises(EvaluationError) as error:
        value(r"y = \operatorname{rel}(u)", {"u": [1.0, -1.0]}, **declared, **USES)
    assert error.value.what == r"in \operatorname{rel}: a division by zero"
    assert error.value.latex[error.value.start : error.value.end] == r"\operatorname{rel}(u)"


def test_what_a_used_entry_sorts_it_sorts_itself() -> None:
    best = formula(
        r"b = \frac{z_1}{s_1}", outputs="b", sizes={"k": {}},
        variables={"z": ["k"], "s": {"shape": ["k"], "py": None, "given": {"sorted": "z", "order": "descending"}}},
    )  # fmt: skip
    declared = {"variables": {"u": ["n"]}, "sizes": {"n": {}}, "uses": {r"\operatorname{b}": "metrics/b"}}
    assert value(r"y = \operatorname{b}(u)", {"u": [1.0, 4.0]}, **declared, used={"metrics/b": best}) == 0.25


# -- sizes ----------------------------------------------------------------------------------------------------------


def test_shapes_bind_sizes() -> None:
    read = formula("y = u_1 + A_{1,1}", variables={"u": ["n"], "A": ["n", "m"]}, sizes={"n": {}, "m": {}})
    assert bind_sizes(read, {"u": [1, 2], "A": [[1, 2, 3], [4, 5, 6]]}) == {"n": 2, "m": 3}


@pytest.mark.parametrize(
    ("u", "a", "what"),
    [
        ([1, 2, 3], [[1, 2], [3, 4]], "A gives n = 2, but n = 3"),
        ([1, 2], [1, 2], r"A has shape (2,), not 2 axes"),
        ([1, 2], [[1, 2], [3]], "A has rows of unequal length"),
        ([1, 2], [[1, 2], [3, 4]], "A gives n+1 = 2, but n+1 = 3"),
    ],
)
def test_shapes_that_do_not_agree(u: Any, a: Any, what: str) -> None:
    read = formula("y = u_1 + A_{1,1}", variables={"u": ["n"], "A": ["n", "n+1"]}, sizes={"n": {}})
    with pytest.raises(LatexError) as error:
        bind_sizes(read, {"u": u, "A": a})
    assert what in error.value.what


@pytest.mark.parametrize(
    ("words", "expected"),
    [("n", 6), ("n/2-1", 2), ("h*n", 18), ("n - h", 3), ("-h + n", 3), ("(n + h)//2", 4), (" 4 ", 4), ("x", 7)],
)
def test_a_size_is_written_with_names(words: str, expected: int) -> None:
    assert size_of(words, {"n": 6, "h": 3, "x": 7.0}) == expected


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("n/4", "no whole number"),
        ("q", "names 'q', which has no value"),
        ("n/0", "divides by 0"),
        ("n**2", "is not a size"),
        ("f(n)", "is not a size"),
        ("", "is not a size"),
        ("n +", "is not a size"),
        ("True", "is not a size"),
        ("0.5", "is not a size"),
        ("u", "is not a size"),
        ("w", "is not a size"),
        ("i", "is not a size"),
        ("\0", "is not a size"),
        ("-" * 150 + "n + u", "is not a size"),
        ("n + " * 100 + "n", "is too long for a size"),
    ],
)
def test_what_is_no_size(words: str, what: str) -> None:
    with pytest.raises(LatexError) as error:
        size_of(words, {"n": 6, "u": np.array([1, 2]), "w": "a", "i": math.inf})
    assert what in error.value.what


# -- other numbers --------------------------------------------------------------------------------------------------


def test_another_number_system_replaces_the_functions() -> None:
    class Doubled(Arithmetic):
        def function(self, name: str, *arguments: Any) -> Any:
            return 2 * super().function(name, *arguments)

        def number(self, value: float) -> Any:
            return -value

    assert evaluate(formula(r"y = \exp(x) + 3"), {"x": 0.0}, Doubled()) == (-1,)
