"""What the lines of a formula define, and which declarations and lines do not go together."""

from __future__ import annotations

from typing import Any

import pytest

from kbgen.latex.errors import LatexError
from kbgen.latex.formula import Formula, read_expression, read_formula, read_predicate
from kbgen.latex.names import spelled
from tests.latex.conftest import entry, evaluation, formula, value

X: dict[str, Any] = {"variables": {"x": ["n"]}, "sizes": {"n": {"symbol": "n"}}}
OVER: dict[str, Any] = {"indices": {"i": {"from": 1, "to": "n"}}}
VALUES = {"x": [1.0, 2.0, 3.0]}


def lines(*texts: str) -> str:
    return r"\begin{aligned}" + r" \\ ".join(texts) + r"\end{aligned}"


def refused(latex: str, **declared: Any) -> LatexError:
    with pytest.raises(LatexError) as error:
        formula(latex, **declared)
    return error.value


# -- lines ----------------------------------------------------------------------------------------------------------


def test_lines_stand_in_any_order() -> None:
    assert value(lines("y &= a + 1", "a &= 2 b", "b &= x"), {"x": 3.0}) == 7


def test_two_equations_stand_in_one_line() -> None:
    assert value(lines("y &= a + b, & a &= 2 x", "b &= 1"), {"x": 3.0}) == 7


@pytest.mark.parametrize(
    "texts",
    [
        ("y &= x", "&+ 1"),
        ("y &= x +", "& 1"),
        ("y &= x", r"&\quad + 1"),
        ("y", "&= x + 1"),
        ("y &= x + 1.",),
        ("y &= x + 1,",),
    ],
)
def test_a_line_goes_on_after_a_sign(texts: tuple[str, ...]) -> None:
    assert value(lines(*texts), {"x": 3.0}) == 4


def test_a_line_that_goes_on_without_a_sign_is_refused() -> None:
    error = refused(lines("y &= x", "& b = 3"))
    assert error.latex[error.start : error.end] == "b = 3"
    assert "a line without a left side" in error.what


@pytest.mark.parametrize(
    ("latex", "shown", "what"),
    [
        ("x", "x", "no relation"),
        (r"y \le x", r"y \le x", "no relation"),
        ("y =", "=", "the right side is missing"),
        ("= x", "=", "the left side is missing"),
        ("y := x", ":", "':' is no relation"),
        (r"y \equiv x", r"\equiv", r"'\equiv' is no relation"),
        (r"y \propto x \approx x", r"y \propto x \approx x", r"\propto in a chain"),
        ("2 y = x", "2 y", "the left side is a calculation"),
        ("y + 1 = x", "y + 1", "the left side is a calculation"),
        (r"\frac{y}{2} = x", r"\frac{y}{2}", "the left side is a calculation"),
        ("y, z = x", "y, z", "several names on the left"),
        (r"\lvert y \rvert = x", r"\lvert y \rvert", "the left side is no name"),
        ("f(y = x)", "f(y = x)", "no relation"),
        (r"\mathrm{softmax}(x) = x", r"\mathrm{softmax}(x)", r"\mathrm is for symbols, not for functions"),
        (lines("y &= x", "y &= 2 x"), "y", "'y' is defined twice"),
        (lines("y &= f(x)", "f(a) &= a", "f(b) &= b"), "f(b)", "'f' is defined twice"),
        (lines("y &= x + a", "a &= b", "b &= a"), "a", "circle: a → b → a"),
        ("y = y + x", "y", "circle: y → y"),
        (lines("y &= x", "a &= 2"), "a", "'a' is defined and not used"),
        ("x = 3", "x", "'x' is declared as a variable and defined by this line"),
        (lines("y &= f(2) x", "f(0) &= 1", "f(k) &= k"), "f(0)", "'f' is defined by two lines"),
        (lines("y &= f(2) x", "f(k) &= k = k"), "f(k)", "a chain defines a function"),
        (lines("y &= f(2, x)", "f(a, a) &= a"), "f(a, a)", "two parameters of one name"),
        (lines("y &= f(2, x)", "f(a, x) &= a x"), "f(a, x)", "some arguments are declared variables"),
        (lines("y &= f(2, x)", "f(a) &= a"), "f(2, x)", "f takes 1 argument, not 2"),
        (r"\begin{aligned} \end{aligned}", r"\begin{aligned} \end{aligned}", "no equation"),
        (r"\begin{aligned} y &= x \end{aligned}^2", r"\begin{aligned} y &= x \end{aligned}^2", "a script on aligned"),
    ],
)
def test_lines_that_define_nothing(latex: str, shown: str, what: str) -> None:
    error = refused(latex)
    assert error.latex[error.start : error.end] == shown
    assert what in error.what
    assert error.hint


def test_the_line_of_an_error_is_counted() -> None:
    error = refused(lines("y &= x", "\n a &= w", "\n b &= x"))
    assert (error.line, error.column, error.place) == (1, 7, "line 2, column 7")


# -- what a left side defines ---------------------------------------------------------------------------------------


def test_a_left_side_with_indices_defines_an_array() -> None:
    declared = {
        **X,
        "indices": {"i": {"from": 1, "to": "n"}, "j": {"from": 1, "to": "n"}},
        "outputs": {"y": ["n", "n"]},
    }
    assert value("y_{ij} = x_i - x_j", VALUES, **declared).tolist() == [[0, -1, -2], [1, 0, -1], [2, 1, 0]]


@pytest.mark.parametrize(
    "latex",
    [
        lines("y_{2i} &= x_i", "y_{2i+1} &= -x_i"),
        r"\begin{pmatrix} y_{2i} \\ y_{2i+1} \end{pmatrix} = \begin{pmatrix} x_i \\ -x_i \end{pmatrix}",
        r"\begin{bmatrix} y_{2i} \\ y_{2i+1} \end{bmatrix} = x_i \begin{bmatrix} 1 \\ -1 \end{bmatrix}",
    ],
)
def test_several_lines_or_a_column_fill_an_array(latex: str) -> None:
    declared = {**X, "indices": {"i": {"from": 0, "to": "n-1"}}, "origin": 0, "outputs": {"y": ["2*n"]}}
    assert value(latex, VALUES, **declared).tolist() == [1, -1, 2, -2, 3, -3]


def test_a_first_cell_of_its_own_starts_a_recursion() -> None:
    declared = {**X, "indices": {"i": {"from": 2, "to": "n"}}}
    assert value(lines("y &= s_n", "s_1 &= x_1", "s_i &= 2 s_{i-1} + x_i"), VALUES, **declared) == 11


def test_an_array_is_used_whole() -> None:
    assert value(lines(r"y &= \lVert s \rVert_1", "s_i &= 2 x_i"), VALUES, **X, **OVER) == 12


def test_a_left_side_with_arguments_defines_a_function() -> None:
    assert value(lines("y &= f(x, 2) - f(1, x)", "f(a, b) &= a^b"), {"x": 3.0}) == 8


def test_a_left_side_with_an_index_as_argument_defines_a_function() -> None:
    latex = lines(r"y &= \sum_{k=1}^{n} P(k)", r"P(k) &= \frac{1}{k} \sum_{i=1}^{k} x_i")
    declared = {**X, "indices": {"i": {"from": 1, "to": "k"}, "k": {"from": 1, "to": "n"}}}
    assert value(latex, VALUES, **declared) == 4.5


def test_a_subscript_and_arguments_are_parameters() -> None:
    latex = lines(r"y &= r_1(2) + r_3(10)", r"r_i(a) &= a x_i")
    assert value(latex, VALUES, **X, **OVER) == 32


def test_a_function_with_a_subscript_needs_it() -> None:
    error = refused(lines("y &= r(2)", "r_i(a) &= a x_i"), **X, **OVER)
    assert (error.what, error.hint) == ("r without its subscript", "write r_i(…), as its left side does")


def test_an_index_hidden_before_parentheses_is_refused() -> None:
    declared = {**OVER, "variables": {r"\theta": [], "x": ["n"]}, "sizes": {"n": {}}}
    error = refused(lines(r"y &= r_1(\theta) \theta", r"r_i(\theta) &= x_i"), **declared)
    assert error.latex[error.start : error.end] == r"r_i(\theta)"
    assert "write r_i without the parentheses" in error.hint


def test_a_function_may_call_itself() -> None:
    latex = lines("y &= f(x)", r"f(k) &= \begin{cases} 1 & k = 0 \\ k\, f(k - 1) & k > 0 \end{cases}")
    assert value(latex, {"x": 5}) == 120


def test_functions_may_call_each_other() -> None:
    even = r"e(k) &= \begin{cases} 1 & k = 0 \\ o(k - 1) & k > 0 \end{cases}"
    odd = r"o(k) &= \begin{cases} 0 & k = 0 \\ e(k - 1) & k > 0 \end{cases}"
    assert value(lines("y &= e(x)", even, odd), {"x": 7}) == 0


def test_a_function_may_only_call_another() -> None:
    assert value(lines("y &= o(x)", "o(k) &= e(k)", "e(k) &= 2 k"), {"x": 7}) == 14
    assert value(lines("y &= o(x, 1)", "o(k, j) &= e(k) + j", "e(k) &= 2 k"), {"x": 7}) == 15


@pytest.mark.parametrize("left", [r"\sigma^2", r"\operatorname{RMS}(x)", "H(x)", r"\bar{x}", r"\theta_{t+1}"])
def test_another_left_side_is_an_atom(left: str) -> None:
    assert value(lines(f"y &= {left} + 1", f"{left} &= 2 x"), {"x": 3.0}) == 7


def test_two_atoms_differ_by_their_arguments() -> None:
    assert value(lines("I(X; Y) &= H(X) - H(Y)", "H(X) &= 2 x", "H(Y) &= x"), {"x": 3.0}, outputs="I(X; Y)") == 3


def test_every_member_of_a_chain_is_kept() -> None:
    read = formula(r"y = 2 x = x + x \approx 6")
    assert evaluation(read, {"x": 3.0}).members("y") == (6, 6, 6)
    assert read.definitions["y"].relations == ("=", "=", r"\approx")


def test_a_chain_of_an_array_has_members() -> None:
    read = formula(r"y_i = 2 x_i = x_i + x_i", **X, **OVER, outputs={"y": ["n"]})
    first, second = evaluation(read, VALUES).members("y")
    assert first.tolist() == second.tolist() == [2, 4, 6]


def test_a_proportion_is_known_as_one() -> None:
    assert formula(r"y \propto x^2").definitions["y"].is_proportional
    assert not formula(r"y = \min\{i : x_i = 1\}", **X, **OVER).definitions["y"].is_proportional


def test_an_output_with_an_index_names_the_whole_array() -> None:
    read = formula("y_i = x_i", **X, **OVER, outputs={"y_i": ["n"]})
    assert read.outputs == ("y",)
    assert formula("W_i^Q = x_i", **X, **OVER, outputs={"W_i^Q": ["n"]}).outputs == ("W^{Q}",)


# -- declarations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("latex", "declared", "what"),
    [
        ("y = 2", {}, "the variable 'x' is declared and not printed"),
        ("z = x", {}, "no line defines the output 'y'"),
        ("y = x", {"variables": ["x", "x"]}, "'x' is declared twice"),
        ("y = x", {"indices": {"x": {}}}, "'x' is declared as an index and as a variable"),
        ("y = x", {"sizes": {"n": {"symbol": "x"}}}, "'x' is declared as the symbol of a size and as a variable"),
        ("y = x", {"sizes": {"x": {}}}, "the size 'x' and the variable 'x' share a name"),
        (
            "y = d_h d_1",
            {"variables": {"d": ["n"], "d_h": []}, "sizes": {"n": {}}},
            "'d_h' and the array 'd' are both names",
        ),
        (lines("y &= s_1 s_h", "s_i &= x_i", "s_h &= 2"), {**X, **OVER}, "'s_h' and the array 's' are both names"),
        ("y = P(x)", {"variables": {"P(x)": {"shape": ["n"], "over": ["x"]}}, "sizes": {"n": {}}}, "no declared index"),
        ("y = P(i)", {**OVER, "variables": {"P(i)": {"over": ["i"]}}, "sizes": {"n": {}}}, "1 indices and has 0 axes"),
        (
            "y = P(i)",
            {**X, **OVER, "variables": {"P(i)": {"shape": ["n"], "over": ["i"]}}},
            "read at i, which is free here",
        ),
        ("y = x", {"variables": {"~": [], "x": []}}, "is empty"),
        ("y = x", {"indices": {"i": {"written": "a"}, "j": {"written": "a"}}}, "two indices are 'written' alike"),
        ("y = x", {"variables": {"x^": []}}, "without a script"),
    ],
)
def test_declarations_that_do_not_go_together(latex: str, declared: dict[str, Any], what: str) -> None:
    error = refused(latex, **declared)
    assert what in error.what


def test_a_function_that_was_meant_as_a_value_is_recognised() -> None:
    error = refused("f(a) = a", outputs="f(a)")
    assert error.hint == "the left sides are f(a), for any a"


def test_over_makes_an_atom_an_array_read_at_the_current_index() -> None:
    declared = {
        **OVER,
        "variables": {r"P(x_i \mid x_{<i})": {"shape": ["n"], "over": ["i"]}},
        "sizes": {"n": {"symbol": "n"}},
    }
    latex = r"y = -\sum_{i=1}^{n} \log_2(P(x_i \mid x_{<i}))"
    assert value(latex, {r"P(x_i \mid x_{<i})": [0.5, 0.25]}, **declared) == 3


def test_no_latex_is_no_formula() -> None:
    with pytest.raises(LatexError, match="no LaTeX"):
        read_formula(entry("y = x").model_copy(update={"latex": None}), dict[str, Formula]().__getitem__)


# -- used entries ---------------------------------------------------------------------------------------------------

SOFTMAX = formula(
    r"\operatorname{softmax}(z)_i = \frac{\exp(z_i)}{\sum_{j=1}^{k} \exp(z_j)}",
    outputs={r"\operatorname{softmax}(z)": ["k"]},
    variables={"z": ["k"]},
    sizes={"k": {"symbol": "k"}},
    indices={"i": {"from": 1, "to": "k"}, "j": {"from": 1, "to": "k"}},
)
USES = {"uses": {r"\operatorname{softmax}": "formulas/softmax"}, "used": {"formulas/softmax": SOFTMAX}}


@pytest.mark.parametrize(
    ("latex", "declared", "what"),
    [
        (r"y = \operatorname{softmax}(x, x)", {}, r"\operatorname{softmax} takes 1 argument, not 2"),
        (r"y = \operatorname{softmax} x", {}, r"the argument of \operatorname{softmax} is ambiguous"),
        (r"y = \operatorname{softmax}(x)^2", {}, "can be read in two ways"),
        (r"y = \operatorname{softmax}^2(x)", {}, r"a power of \operatorname{softmax}"),
        (r"y = \operatorname{softmax}_i(x)", OVER, r"a script on \operatorname{softmax}"),
        (r"y = \mathrm{softmax}(x)", {"uses": {r"\mathrm{softmax}": "formulas/softmax"}}, "is used as a function"),
    ],
)
def test_how_a_used_entry_is_not_written(latex: str, declared: dict[str, Any], what: str) -> None:
    assert what in refused(latex, **{**X, **USES, **declared}).what


def test_a_component_of_a_used_entry_is_read_behind_its_arguments() -> None:
    assert value(r"y = \operatorname{softmax}(x)_1", {"x": [0.0, 0.0]}, **X, **USES) == 0.5


def test_a_used_entry_that_cannot_be_read_is_named() -> None:
    def resolve(_: str) -> Formula:
        raise LatexError("'q' is not declared", "y = q", 4, 5, "declare it")

    with pytest.raises(LatexError) as error:
        read_formula(entry(r"y = \operatorname{f}(x)", uses={r"\operatorname{f}": "formulas/f"}), resolve)
    assert error.value.what == r"'\operatorname{f}' is formulas/f, which cannot be read: 'q' is not declared"


def test_a_used_entry_has_one_output() -> None:
    two = formula(lines("y &= x", "z &= x"), outputs=["y", "z"])
    error = refused(r"y = \operatorname{f}(x)", uses={r"\operatorname{f}": "formulas/f"}, used={"formulas/f": two})
    assert "which has 2 outputs" in error.what


# -- variants, predicates, expressions ------------------------------------------------------------------------------


def test_a_variant_replaces_a_line() -> None:
    read = formula(lines("y &= 2 a", "a &= x"), replaces={"a": "x^2"})
    assert evaluation(read, {"x": 3.0}).outputs() == (18,)


def test_a_variant_replaces_a_variable_whatever_its_value() -> None:
    read = formula("y = x + z", variables=["x", "z"], replaces={"z": "1"})
    assert evaluation(read, {"x": 3.0, "z": 50.0}).outputs() == (4,)


def test_a_variant_may_need_a_line_of_its_own() -> None:
    read = formula("y = x", replaces={"y": "2 p", "p": "x + 1"})
    assert evaluation(read, {"x": 3.0}).outputs() == (8,)


def test_a_variant_that_replaces_nothing_is_refused() -> None:
    with pytest.raises(LatexError, match="'q' is defined and not used"):
        formula("y = x", replaces={"q": "2"})


def test_a_variant_may_leave_a_line_or_a_variable_alone() -> None:
    read = formula(lines("y &= a z", "a &= x"), variables=["x", "z"], replaces={"y": "z"})
    assert evaluation(read, {"x": 3.0, "z": 2.0}).outputs() == (2,)


@pytest.mark.parametrize(
    ("predicate", "holds"),
    [
        ("x > 2", True),
        ("x = 2", False),
        (r"x \neq 2", True),
        (r"x \le y", True),
        (r"y - 1 \geq 2 x", False),
        ("y < 7", True),
    ],
)
def test_a_predicate_is_a_comparison(predicate: str, holds: bool) -> None:
    read = formula("y = 2 x")
    assert evaluation(read, {"x": 3.0}).holds(read_predicate(read, predicate), predicate) is holds


@pytest.mark.parametrize(
    ("predicate", "what"),
    [
        ("x", "no comparison"),
        ("x < 1 < 2", "two comparisons at once"),
        ("q > 1", "'q' is not declared"),
        ("", "a comparison is missing"),
        ("x >", "a value is missing"),
        ("x > 1, x < 2", "',' is not expected here"),
    ],
)
def test_what_is_no_predicate(predicate: str, what: str) -> None:
    with pytest.raises(LatexError) as error:
        read_predicate(formula("y = x"), predicate)
    assert what in error.value.what
    assert error.value.latex == predicate


def test_an_expression_has_symbols_of_its_own() -> None:
    read = formula("y = 2 x")
    node = read_expression(read, r"y + T_{\mathrm{w}} i", [r"T_{\mathrm{w}}", "i"])
    here = evaluation(read, {"x": 3.0, r"T_{\mathrm{w}}": 10.0, "i": 2})
    assert here.expression(node, "") == 26


def test_a_given_index_is_a_value() -> None:
    read = formula(r"y = \sum_{i=1}^{n} x_i", **X, **OVER)
    assert evaluation(read, {**VALUES, "i": 2}).expression(read_expression(read, "x_i", ["i"]), "x_i") == 2


def test_a_given_value_replaces_a_line() -> None:
    read = formula(lines("y &= 2 a", "a &= x"))
    assert evaluation(read, {"x": 3.0, "a": 100.0}).outputs() == (200,)


def test_spelled_is_the_key_of_a_value() -> None:
    assert spelled(r"\hat{m}_t") in formula(r"y = \hat{m}_t", variables=[r"\hat{m}_t"]).names.by_key
