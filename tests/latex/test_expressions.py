"""What an expression means, and what is refused because it could mean two things."""

from __future__ import annotations

from typing import Any

import pytest

from kbgen.latex.errors import LatexError
from tests.latex.conftest import formula, value

VALUES = {"x": 3.0, "z": 2.0, r"\theta": 0.5, "m": 2, "u": [1.0, 2.0, 4.0], "A": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]}
DECLARED: dict[str, Any] = {
    "sizes": {"n": {"symbol": "n"}, "k": {"symbol": "k"}},
    "indices": {"i": {"from": 1, "to": "n"}, "j": {"from": 1, "to": "k"}, "l": {}},
    "variables": {"x": [], "z": [], r"\theta": [], "m": {"domain": "integer [1, 9]"}, "u": ["n"], "A": ["k", "n"]},
}
ALL = r"0 (x + z + \theta + m + u_1 + A_{1,1})"


def of(expression: str) -> Any:
    """The value of an expression in the symbols above, every one of which is printed."""
    return value(rf"\begin{{aligned}} y &= f + {ALL} \\ f &= {expression} \end{{aligned}}", VALUES, **DECLARED)


def refused(expression: str) -> LatexError:
    latex = rf"y = {expression} + {ALL}"
    with pytest.raises(LatexError) as error:
        formula(latex, **DECLARED)
    assert error.value.latex == latex
    return error.value


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("-x^2", -9),
        ("{x + z} x", 9),
        (r"\left(\max_i u_i\right) z", 8),
        (r"\max_i (-u_i z)", -2),
        ("(-x)^2", 9),
        ("2x - z - 1", 3),
        ("x - (z - 1)", 2),
        (r"x \cdot z \times 2", 12),
        (r"\frac{x}{z} + 1", 2.5),
        ("x z / 2", 3),
        ("x / (z z)", 0.75),
        ("2^{x/z}", 2**1.5),
        ("2^{-8z/x}", 2 ** (-16 / 3)),
        ("x^{z^2}", 81),
        ("(x^z)^2", 81),
        ("x(z + 1)", 9),
        ("x(z - 1)(z + 1)", 9),
        (r"\sqrt{x + 1} z", 4),
        (r"\sqrt[3]{8}", 2),
        (r"\log(x)", 1.0986122886681098),
        (r"\log_2(8)", 3),
        (r"\log_{10}(100)", 2),
        (r"\log_x(9)", 2),
        (r"\exp(0)", 1),
        (r"\operatorname{erf}(0)", 0),
        (r"\operatorname{sgn}(-x)", -1),
        (r"\cos(m\theta)", 0.5403023058681398),
        (r"\cos(\pi) \theta", -0.5),
        (r"\min(x, z)", 2),
        (r"\max(x, z, 7)", 7),
        (r"\lfloor 2.5 \rfloor + \lceil 2.5 \rceil", 5),
        (r"\lvert z - x \rvert", 1),
        (r"\binom{5}{m}", 10),
        (r"\sum_{i=1}^{n} u_i + 1", 8),
        (r"\sum_{i=1}^{n} u_i z", 14),
        (r"\sum_{i=1}^{n} (u_i + 1)", 10),
        (r"\sum_{i=1}^n u_i / z", 3.5),
        (r"\prod_{i=1}^{n} u_i", 8),
        (r"\sum_{l=1}^{2} \sum_{i=l}^{n} u_i", 13),
        (r"\sum^{n}_{i=1} u_i", 7),
        (r"\max_i u_i", 4),
        (r"\min_{i} \sum_{j=1}^{k} A_{j,i}", 5),
        (r"\min\{i : u_i > 1\}", 2),
        (r"\max\{i \mid u_i < 4\}", 2),
        (r"u_{m+1}", 4),
        (r"u_{2m-1}", 4),
        ("A_{2,3}", 6),
        (r"\sum_{j=1}^k \sum_{i=1}^n A_{ji}", 21),
        (r"\lVert u \rVert_1", 7),
        (r"\lVert u \rVert_2", 21**0.5),
        (r"\lVert u \rVert", 21**0.5),
        (r"\lVert u \rVert^2", 21),
        (r"\lVert u \rVert^2_2", 21),
        (r"\lVert u \rVert_\infty", 4),
        (r"\lVert A \rVert_F^2", 91),
        (r"\begin{cases} x & z > 1 \\ 0 & z \le 1 \end{cases}", 3),
        (r"\begin{cases} x, & z > 1, \\ 0, & z \le 1. \end{cases}", 3),
    ],
)
def test_what_an_expression_means(expression: str, expected: float) -> None:
    assert of(expression) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{x}{z}", "x/z"),
        (r"\frac{x}{z}", r"\dfrac{x}{z}"),
        (r"\left(x + 1\right) z", "(x + 1) z"),
        (r"\bigl(x + 1\bigr) z", "[x + 1] z"),
        (r"x \cdot z", "x z"),
        (r"x \times z", "x z"),
        (r"x\,z", "x z"),
        ("{x} {z}", "x z"),
        ("u_{3}", "u_3"),
        ("{u}_3", "u_3"),
        ("{u_3}^{2}", "u_3^2"),
        ("x^{2}", "x^2"),
        (r"\ln(x)", r"\log(x)"),
        (r"\lVert u \rVert_2", r"\sqrt{\sum_{i=1}^{n} u_i^2}"),
        (r"\sum_{j=1}^{k} A_{j,1}", "A_{1,1} + A_{2,1}"),
        (
            r"\begin{cases} 1 & x \leq z \\ 2 & x > z \end{cases}",
            r"\begin{cases} 1 & x \le z \\ 2 & x \gt z \end{cases}",
        ),
        (r"\tfrac{1}{2} x", r"\frac{1}{2} x"),
        (r"\left\lvert z - x \right\rvert", r"\lvert z - x \rvert"),
        (r"\max\left(x, z\right)", r"\max[x, z]"),
    ],
)
def test_equivalent_spellings_are_equal(one: str, other: str) -> None:
    assert of(one) == of(other)


@pytest.mark.parametrize(
    ("expression", "shown", "what", "hint"),
    [
        (r"\cos m\theta", "m", r"the argument of \cos is ambiguous", r"write \cos(…)"),
        (r"\log x / z", "x", r"the argument of \log is ambiguous", r"write \log(…)"),
        (r"\exp{x}", "x", r"the argument of \exp is ambiguous", r"write \exp(…)"),
        (r"\log(x)^2", r"\log(x)^2", "can be read in two ways", r"\left(…\right)^2 around the whole"),
        (r"\log_2(x)^2", r"\log_2(x)^2", "can be read in two ways", r"\left(…\right)^2 around the whole"),
        (r"\max(x, z)^2", r"\max(x, z)^2", "can be read in two ways", r"\left(…\right)^2"),
        (r"\sin^2(x)", r"\sin^2", r"a power of \sin", r"\left(…\right)^2"),
        (r"\exp_2(x)", r"\exp_2", r"a subscript on \exp", "take it away"),
        (r"\exp(x, z)", ")", r"\exp takes one argument, not 2", "write one"),
        ("x/z m", "/", "a/b c can be read in two ways", r"\frac{a}{b c} or \frac{a}{b} c"),
        ("x/z(m + 1)", "/", "a/b c can be read in two ways", r"\frac{a}{b} c"),
        (r"x/z \cdot m", "/", "a/b c can be read in two ways", r"\frac{a}{b c}"),
        ("x/z/m", "/", "a/b/c can be read in two ways", r"\frac"),
        (
            r"\frac{x}{z}^2",
            r"\frac{x}{z}^2",
            "a power of a fraction without parentheses",
            r"\left(\frac{a}{b}\right)^2",
        ),
        (r"\max_i u_i x", r"\max_i", r"\max_i a b can be read in two ways", r"write \max_i \left(a b\right)"),
        (r"\min_i u_i / x", r"\min_i", r"\min_i a b can be read in two ways", r"\left(\min_i a\right) b"),
        (r"\max_i", r"\max_i", r"\max of nothing", "and a value"),
        (r"\mathrm{e}^x", r"\mathrm{e}^x", r"'\mathrm{e}' is not declared", r"write \exp(…)"),
        ("x^T", "x^T", "x^T can be read in two ways", r"x^\top for the transpose"),
        ("A^T u", "A^T", "x^T can be read in two ways", r"x^\top for the transpose"),
        (r"A^{\mathsf{T}} u", r"A^{\mathsf{T}}", "can be read in two ways", r"x^\top for the transpose"),
        ("u^2_i", "u^2_i", "x^2_i can be read in two ways", "write x_i^2 or (x^2)_i"),
        ("x(z)", "(", "x(…) can be read as a product or as a function", "declare it in uses"),
        ("x(-z)", "(", "x(…) can be read as a product or as a function", "take them away"),
        ("x[z]", "[", "x[…] can be read as a product or as a function", "write the parentheses first"),
        ("x^2(z)", "(", "x(…) can be read as a product or as a function", "write the parentheses first"),
        ("x(z, m)", "(", "x(…) can be read as a product or as a function", "declare it in uses"),
        ("{10}{300}", "300", "two numbers side by side", r"write \cdot"),
        (r"3\frac{1}{2}", r"\frac{1}{2}", "two and a half", r"write \cdot"),
        (
            r"\begin{pmatrix} x & z \end{pmatrix} A",
            r"\begin{pmatrix} x & z \end{pmatrix}",
            "a row vector",
            "as a column",
        ),
        (
            r"\begin{pmatrix} x & z \\ 1 \end{pmatrix}",
            r"\begin{pmatrix} x & z \\ 1 \end{pmatrix}",
            "rows of 1 and of 2",
            "fill",
        ),
        ("A_{nk}", "A_{nk}", "a product or as two indices", "write a comma between them"),
        (r"\sum_{j=1}^{k} A_{j1}", "A_{j1}", "a product or as two indices", "write a comma between them"),
        ("A_{12}", "A_{12}", "with one index or with 2", "write commas"),
        ("x_i", "x_i", "'x_i' is not declared, and x has no components", "give x a shape"),
        ("2_i", "2_i", "a subscript on a number", "take it away"),
        (r"\mathrm{softmax}(x)", r"\mathrm{softmax}", "is not declared", r"write \operatorname{softmax}"),
        (r"\operatorname{ReLU}(x)", r"\operatorname{ReLU}", "is not declared", "declare it in uses"),
        ("e^x", "e^x", "'e' is not declared", r"write \exp(…) for the exponential"),
        ("w", "w", "'w' is not declared", "add it to variables, or define it in a line"),
        ("X", "X", "'X' is not declared", "did you mean x? Else add it to variables"),
        (r"\thet", r"\thet", "a construct the reader does not know", r"did you mean \theta?"),
        ("x'", "x'", "'x'' is not declared", "did you mean x?"),
        (r"\mathbf{x}", r"\mathbf{x}", r"'\mathbf{x}' is not declared", "did you mean x?"),
        ("i + x", "i", "the index i is free here", r"bind it with \sum"),
        (r"\sum_i u_i", r"\sum_i", "needs one index and both ends", r"\sum_{i=1}^{n}"),
        (r"\sum u", r"\sum", "without an index", r"\sum_{i=1}^{n}"),
        (r"\sum_{i=1} u_i", r"\sum_{i=1}", "needs one index and both ends", r"\sum_{i=1}^{n}"),
        (r"\sum_{i<n}^{n} u_i", r"\sum_{i<n}^{n}", "needs one index and both ends", r"\sum_{i=1}^{n}"),
        (r"\sum_{q=1}^{n} u_q", r"\sum_{q=1}^{n}", "the index q is not declared", "add it to indices"),
        (r"\sum_{x=1}^{n} u_x", r"\sum_{x=1}^{n}", "x is a variable and cannot be bound too", "another letter"),
        (r"\sum_{i=1}^{n} u_i \sum_{i=1}^{n} u_i", r"\sum_{i=1}^{n}", "i is bound already", "another letter"),
        (r"\sum_{i=1}^{n} -u_i", "-", "'-' where a value is expected", "set parentheses"),
        (r"\sum_{l \in x}^{2} 1", r"\sum_{l \in x}^{2}", "over a set has no upper end", "take it away"),
        (r"\sum_{l \in x} 1", "x", "'x' is no set: its domain is 'real'", "declare a set"),
        (r"\max_{1 \le i \le n} u_i", r"\max_{1 \le i \le n}", "is no index", "its range is declared in indices"),
        (r"\max_i^n u_i", r"\max_i^n", "with a superscript", "an index that has a range"),
        (r"\max(u)", r"\max", "of one value", r"\max_{i} over an index"),
        (r"\max\{x, z\}", r"\{", "a set without a condition", r"or \max(a, b)"),
        (r"\min\{i : u_i > 0\}^2", r"\min\{i : u_i > 0\}^2", "can be read in two ways", r"\left(…\right)^2"),
        (r"\min\{i : \}", r"\{", "a condition is missing", "condition"),
        (r"\min\{i : u_i\}", "u_i", "no comparison", r"write one of < \le"),
        (r"\mathbb{E}_{i}[u_i]", r"\mathbb{E}_{i}", "no index is written 'i'", "give the index its 'written'"),
        ("|x|", "|", "'|' is not expected here", r"write \lvert … \rvert"),
        (r"\|u\|", r"\|", r"'\|' is not expected here", r"write \lVert … \rVert"),
        (r"\lVert u \rVert_3", r"\rVert_3", "the norm '3' is not read", r"use 1, 2, \infty, or F"),
        (r"\{x\}", r"\{", r"'\{' is not read here", "write parentheses"),
        ("x!", "!", "'!' is not expected here", r"\prod"),
        ("x * z", "*", "'*' is not expected here", r"write \cdot"),
        ("(x, z)", "(", "several values in one pair of parentheses", r"\begin{pmatrix}"),
        ("(x]", "]", "'(' is closed by ']'", "write )"),
        ("(x", "(", "'(' is not closed", "write its )"),
        (r"x \cdot", r"\cdot", "without a value after it", "write it"),
        (r"\cdot x", r"\cdot", "without a value before it", "write it"),
        (r"x \cdot \times z", r"\cdot", "without a value after it", "write it"),
        ("x - - z", "-", "'-' where a value is expected", "a + (-b)"),
        ("x /", "/", "without a value after it", "write it"),
        (r"\begin{cases} x \\ z \end{cases}", "x", "a case without a condition", "value & condition"),
        (r"\begin{cases} x & 0 < x < 1 \end{cases}", "<", "two comparisons at once", "write one"),
        (r"\begin{cases} x & \text{if } x \end{cases}", r"\text", "is not read", "words have no value"),
        (r"\begin{cases} x & z \end{cases}", "z", "no comparison", r"\neq"),
        ("(" * 50 + "x" + ")" * 50, "(", "more than 40 levels", "a name and a line"),
        (r"\sum_{l=1}^{2} (" * 45 + "x" + ")" * 45, r"\sum_{l=1}^{2}", "bound already", "another letter"),
    ],
)
def test_what_is_refused(expression: str, shown: str, what: str, hint: str) -> None:
    error = refused(expression)
    assert error.latex[error.start : error.end] == shown
    assert what in error.what
    assert hint in error.hint


@pytest.mark.parametrize(
    ("construct", "hint"),
    [
        (r"\int_0^1 x", "an integral is not evaluated"),
        (r"\lim_{n} x", "a limit is not evaluated"),
        (r"\partial x", "declare the whole symbol as a variable"),
        (r"\nabla x", "declare the whole symbol as a variable"),
        (r"\bigcup x", r"only summed over (\sum_{g \in G}) and counted"),
        (r"\arg\max_i u_i", r"\min\{k : …\}"),
        (r"\sup x", r"write \max"),
        (r"\pm x", "one formula for each sign"),
        (r"\equiv x", "write ="),
        (r"\forall x", "declared in indices"),
        (r"\det(A)", "declare the whole symbol"),
        (r"\arctan(x)", "declare the whole symbol"),
        (r"\hbar", "declare the whole symbol"),
    ],
)
def test_a_construct_that_mathjax_takes_is_named_with_its_place(construct: str, hint: str) -> None:
    error = refused(construct)
    name = construct.split("_")[0].split(" ")[0].split("(")[0].split("\\max")[0]
    assert f"'{name}'" in error.what
    assert error.column == 5
    assert hint in error.hint


def test_a_declared_t_is_the_transpose_of_arrays_or_their_power() -> None:
    declared: dict[str, Any] = {"variables": {"A": ["n", "n"], "T": []}, "sizes": {"n": {}}}
    for latex in ("y = A^T", "y = A_1^T", "y = T A_1^T"):
        with pytest.raises(LatexError, match="can be read in two ways"):
            formula(latex, **declared)
    assert value("y = A_{1,1}^T", {"A": [[3.0]], "T": 2.0}, **declared) == 9


def test_a_declared_t_is_an_exponent_of_scalars() -> None:
    assert value("y = x^T", {"x": 2.0, "T": 3.0}) == 8


def test_the_longest_symbol_wins() -> None:
    values = {r"\Delta t": 2.0, "t": 5.0, "P(x)": 3.0, "P": 7.0}
    assert value(r"y = \Delta t + t + P(x) + P", values) == 17


def test_scripts_in_any_order_are_one_symbol() -> None:
    assert value("y = W_1^Q + W^Q_1", {"W^Q_1": 2.0}) == 4


def test_a_symbol_that_two_declarations_explain_is_refused() -> None:
    declared = {"variables": {"W^Q": ["n"], "W_i": []}, "sizes": {"n": {}}}
    with pytest.raises(LatexError, match=r"'W_i\^Q' can be read by W\^Q and by W_i"):
        formula("y = W_i^Q + W_i + W^Q_1", **declared)


def test_a_size_without_a_symbol_cannot_be_printed() -> None:
    with pytest.raises(LatexError, match="the size 'n' has no symbol; give it one: symbol: n"):
        formula("y = n x_1", variables={"x": ["n"]}, sizes={"n": {}})


def test_a_law_is_refused_where_the_expectation_stands() -> None:
    declared = {"indices": {"i": {"from": 1, "to": 2, "written": r"i \sim P", "law": "Q(i)"}}}
    with pytest.raises(LatexError) as error:
        formula(r"y = x + \mathbb{E}_{i \sim P}[i]", **declared)
    assert error.value.latex[error.value.start : error.value.end] == r"\mathbb{E}_{i \sim P}"
    assert "the law 'Q(i)': 'Q' is not declared" in error.value.what
