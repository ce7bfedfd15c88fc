from __future__ import annotations

import pytest

from kbgen.latex.errors import LatexError
from kbgen.latex.names import printed, spelled
from kbgen.latex.pieces import pieces_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("W_i^Q", "W^Q_i"),
        ("W_i^Q", "W^{Q}_{i}"),
        ("x_{{i}}", "x_i"),
        ("{W}_i", "W_i"),
        (r"{\hat{m}}_t", r"\hat{m}_t"),
        (r"\hat m", r"\hat{m}"),
        ("{W_i}^Q", "W_i^Q"),
        ("{a + b} c", "a + b c"),
        ("a{=}b", "a = b"),
        ("{{x}}", "x"),
        (r"\mathrm{p o s}", r"\mathrm{pos}"),
        (r"P(x_i\mid x_{<i})", r"P(x_i \mid x_{<i})"),
        (r"\left(x\right)", "(x)"),
        (r"\operatorname {softmax}", r"\operatorname{softmax}"),
    ],
)
def test_one_symbol_has_one_key(one: str, other: str) -> None:
    assert spelled(one) == spelled(other)


@pytest.mark.parametrize(("one", "other"), [("x_i", "x^i"), ("W_{ij}", "W_{i,j}"), ("x'", "x"), (r"\mathrm{x}", "x")])
def test_another_symbol_has_another_key(one: str, other: str) -> None:
    assert spelled(one) != spelled(other)


@pytest.mark.parametrize(
    "symbol",
    [
        r"\operatorname{softmax}(z)",
        r"\mathrm{pos}",
        r"d_{\mathrm{model}}",
        r"\theta_{t+1}",
        r"\pi_\theta(a_t \mid s_t)",
        r"\Delta t",
        r"\nabla_\theta L(\theta_t)",
        r"D_{\mathrm{KL}}(P \parallel Q)",
        r"W^Q",
        r"\frac{\partial L}{\partial x}",
        r"H(X, Y)",
    ],
)
def test_a_key_is_printed_so_that_it_can_be_written_again(symbol: str) -> None:
    assert spelled(printed(spelled(symbol))) == spelled(symbol)


def test_a_symbol_is_printed_as_an_author_writes_it() -> None:
    assert printed(spelled(r"\operatorname{softmax}(z)_i")) == r"\operatorname{softmax}(z)_i"
    assert printed(spelled(r"H( X,Y )")) == "H(X, Y)"


def test_the_cells_of_an_environment() -> None:
    (piece,) = pieces_of(r"\begin{pmatrix} a & b \\[2pt] c & d \\ \end{pmatrix}")
    assert [[cell[0].text for cell in row] for row in piece.cells] == [["a", "b"], ["c", "d"]]


@pytest.mark.parametrize(
    ("latex", "shown", "what", "hint"),
    [
        ("x^y^z", "x^y^z", "two superscripts", "x^{y^z} or (x^y)^z"),
        ("x_i_j", "x_i_j", "two subscripts", "use braces"),
        ("^2", "^", "hangs on nothing", "write a symbol before it"),
        ("{}^2", "{}^", "on braces, which do not print", "write a symbol before it"),
        ("{a b}^2", "{a b}^", "on braces, which do not print", "write parentheses"),
        ("{a + b}_i", "{a + b}_", "on braces, which do not print", "write parentheses"),
        ("{x^2}^3", "{x^2}^3", "two superscripts", "use braces"),
        ("x_i^", "^", "without a script", "write ^{…}"),
        ("x^", "^", "without a script", "write ^{…}"),
        ("x_{}", "_{}", "without a script", "write what stands in its braces"),
        ("x^-1", "^-", "prints only '-'", "write ^{…}"),
        ("x^(2)", "^(", "prints only '('", "write ^{…}"),
        ("a =^2 b", "=^", "a script on '='", "take the script away"),
        (r"a \cdot_2 b", r"\cdot_", r"a script on '\cdot'", "take the script away"),
        ("(^2 x)", "(^", "a script on '('", "write it on a symbol"),
        (r"\{_2 x\}", r"\{_", r"a script on '\{'", "write it on a symbol"),
        ("{x", "{", "is not closed", "write its }"),
        ("x}", "}", "closes nothing", "take it away"),
        (r"\frac{1}2", r"\frac", "without braces", r"write \frac{…}{…}"),
        (r"\frac12", r"\frac", "without braces", r"write \frac{…}{…}"),
        (r"\frac{1}{}", r"\frac{1}{}", "of nothing", "in its braces"),
        (r"\sqrt2", r"\sqrt", "without braces", r"write \sqrt{…}"),
        (r"\sqrt[3{x}", "[", "is not closed", "write its ]"),
        (r"\hat 12", r"\hat", "without braces", r"write \hat{…}"),
        (r"\hat", r"\hat", "without braces", r"write \hat{…}"),
        (r"\operatorname*{argmax}", r"\operatorname*", "is not read", r"\max_{j}"),
        (r"a \\ b", r"\\", "outside aligned", "take it away"),
        ("a & b", "&", "outside aligned", "take it away"),
        (r"\begin{align} x \end{align}", r"\begin", "environment 'align' is not read", "aligned"),
        (r"\begin{array}{c} x \end{array}", r"\begin", "environment 'array' is not read", "pmatrix"),
        (r"\begin{cases} x", r"\begin", "'cases' does not end", r"\end{cases}"),
        (r"\begin{cases} x } \end{cases}", "}", "closes nothing", "take it away"),
        (r"\begin{cases} x \end{aligned}", r"\end", "'cases' ends as 'aligned'", r"\end{cases}"),
        (r"\begin x", r"\begin", "without a name", r"\begin{aligned}"),
        (r"\end{cases}", r"\end", "closes nothing", "take it away"),
        ("{" * 50 + "x" + "}" * 50, "{", "braces in more than 40 levels", "a name and a line"),
    ],
)
def test_what_does_not_fit_together(latex: str, shown: str, what: str, hint: str) -> None:
    with pytest.raises(LatexError) as error:
        pieces_of(latex)
    assert latex[error.value.start : error.value.end] == shown
    assert what in error.value.what
    assert hint in error.value.hint


@pytest.mark.parametrize(
    ("construct", "hint"),
    [
        (r"\text{if}", "move them to the prose"),
        (r"\textbf{x}", "move them to the prose"),
        (r"\mbox{x}", "move them to the prose"),
        (r"\ldots", "an ellipsis has no single meaning"),
        (r"\cdots", r"\sum, \prod or an index"),
        (r"\underbrace{x}_{y}", "in the prose"),
        (r"\overset{a}{x}", "in the prose"),
        (r"\substack{i \\ j}", r"one \sum for each index"),
        (r"\color{red}", "take the colour away"),
        (r"\over", r"\frac{…}{…}"),
        (r"\tag{1}", "numbers its equations"),
    ],
)
def test_a_construct_that_mathjax_takes_is_named_with_its_place(construct: str, hint: str) -> None:
    with pytest.raises(LatexError) as error:
        pieces_of(f"y = x + {construct}")
    assert error.value.column == 9
    assert f"'{construct.split('{')[0]}' is not read" in error.value.what
    assert hint in error.value.hint
