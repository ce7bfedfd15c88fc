from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.lookup.latex import looks_like_latex, normal_latex


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (r"\pi_{ref}", r"\pi_{\mathrm{ref}}"),
        (r"\pi_{ref}", r"\pi_\text{ref}"),
        ("π_ref", r"\pi_{\operatorname{ref}}"),
        ("dₖ", "d_k"),
        ("d_{k}", "d_k"),
        ("x²", "x^2"),
        ("10⁻³", "10^{-3}"),
        (r"Q K^\top", "QK^T"),
        (r"\left( a \right)", "(a)"),
        (r"\varepsilon", "ϵ"),
        (r"a \leq b", "a ≤ b"),
        (r"\dfrac{1}{2}", r"\frac{1}{2}"),
        (r"\lVert x \rVert", r"\| x \|"),
        ("$x$", "x"),
        (r"a \, b", "ab"),
    ],
)
def test_two_ways_to_write_the_same_have_one_form(written: str, same: str) -> None:
    assert normal_latex(written) == normal_latex(same)


@pytest.mark.parametrize(("one", "other"), [("Q", "q"), (r"\pi", "pi"), ("x^2", "x_2"), (r"\hat{x}", "x")])
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert normal_latex(one) != normal_latex(other)


@pytest.mark.parametrize("query", [r"\pi", "d_k", "x^2", "β", "dₖ", "{", "a = b"])
def test_signs_and_greek_letters_look_like_latex(query: str) -> None:
    assert looks_like_latex(query)


@pytest.mark.parametrize("query", ["rope", "l'attention", "C++", "1706.03762", "pass@k"])
def test_names_do_not_look_like_latex(query: str) -> None:
    assert not looks_like_latex(query)


@given(st.text(alphabet="\\{}_^$&ab1 ₖ²αé\n", max_size=40))
def test_anything_has_a_form_without_spaces(latex: str) -> None:
    assert not any(char.isspace() for char in normal_latex(latex))
