"""Nothing but the reader's own error ever leaves it, whatever it is given."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbgen.content import read_content
from kbgen.latex.errors import EvaluationError, LatexError
from kbgen.latex.formula import Formula, read_expression, read_formula, read_predicate
from kbgen.latex.formulas import Formulas
from kbgen.latex.mutate import mutants_of
from kbgen.schema import Computable
from tests.conftest import ROOT
from tests.latex.conftest import entry, evaluation, formula

DECLARED: dict[str, Any] = {
    "variables": {
        "x": ["n"],
        "A": ["n", "n"],
        r"\alpha": [],
        "G": {"domain": "multiset of tokens"},
        "w": {"shape": ["n"], "domain": "tokens"},
        "P(i)": {"shape": ["n"], "over": ["i"]},
    },
    "sizes": {"n": {"symbol": "n", "min": 1}},
    "indices": {
        "i": {"from": 1, "to": "n"},
        "j": {"from": 1, "to": "i", "written": "j"},
        "k": {"from": 1, "to": "n", "written": r"k \sim x", "law": "x_k"},
        "g": {},
    },
}
VALUES = {
    "x": [1.0, 2.0, -1.0], "A": [[1.0, 0.0, 2.0], [0.0, 1.0, 1.0], [3.0, 1.0, 1.0]], r"\alpha": 0.5,
    "G": ("a", "b", "a"), "w": ["a", "b", "a"], "P(i)": [0.5, 0.5, 0.0],
}  # fmt: skip
PRINTED = r"x_1 + A_{1,1} + \alpha + \lvert G \rvert + \max_i P(i) + \delta(w_1, w_2)"
DELTA = r"\delta(a, b) &= \begin{cases} 1 & a = b \\ 0 & a \neq b \end{cases}"
BASE = formula(rf"\begin{{aligned}} y &= {PRINTED} \\ {DELTA} \end{{aligned}}", **DECLARED)

ATOMS = ["x", "A", r"\alpha", "n", "i", "G", "w", "g", "P(i)", "x_i", "x_n", "A_{i,j}", "A_{ij}", "w_i", "A^\\top", "2",
         "0", "1", "0.5", r"\pi", r"\infty", "x_0", "x_{-1}", r"\lvert G \rvert", "f", "s_i", "10^{400}"]  # fmt: skip
SHAPES = [
    "{} + {}", "{} - {}", "-{}", "{} {}", r"{} \cdot {}", r"{} \odot {}", r"\frac{{{}}}{{{}}}", "{}/{}", "{}^{{{}}}",
    r"\left({}\right)", r"\left({}\right) \left({}\right)", r"\sqrt{{{}}}", r"\sqrt[3]{{{}}}", r"\exp({})", r"\log({})",
    r"\log_{{{}}}({})", r"\max({}, {})", r"\min_i {}", r"\min\{{i : {} > {}\}}", r"\sum_{{i=1}}^{{n}} {}",
    r"\prod_{{i=1}}^{{{}}} {}", r"\sum_{{g \in G}} {}", r"\mathbb{{E}}_{{j}}[{}]", r"\mathbb{{E}}_{{k \sim x}}[{}]",
    r"\lvert {} \rvert", r"\lVert {} \rVert_1", r"\lVert {} \rVert_F", r"\lfloor {} \rfloor", r"\binom{{{}}}{{{}}}",
    r"\begin{{cases}} {} & {} > {} \\ {} & {} \le {} \end{{cases}}", r"\begin{{pmatrix}} {} \\ {} \end{{pmatrix}}",
    r"\begin{{pmatrix}} {} & {} \\ {} & {} \end{{pmatrix}}", r"\left({}\right)_i", r"x_{{{}}}", r"A_{{{},{}}}",
    r"\delta({}, {})", r"r({})", r"\left({}\right)^\top",
]  # fmt: skip
SOUP = [
    *ATOMS, "+", "-", "*", "/", "=", "<", r"\le", r"\approx", r"\propto", "(", ")", "[", "]", "{", "}", "^", "_", "&",
    r"\\", ",", ";", ":", "|", "'", "!", ".", "%", "~", "\n", "\\", "é", "\x00", r"\frac", r"\sqrt", r"\sum", r"\max",
    r"\sum_{i=1}^{n}", r"\max_i", r"\min\{", r"\exp", r"\cdot", r"\lvert", r"\rvert", r"\lVert", r"\rVert", r"\{", r"\}",
    r"\begin{cases}", r"\end{cases}", r"\begin{aligned}", r"\end{aligned}", r"\begin{pmatrix}", r"\end{pmatrix}",
    r"\mathbb{E}", r"\mathbb", r"\operatorname", r"\operatorname{f}", r"\mathrm{T}", r"\left", r"\right", r"\quad", r"\,",
    r"\in", r"\mid", r"\foo", r"\text{a}", "y =", "f(k) =", "s_i =",
]  # fmt: skip


@st.composite
def expressions(draw: st.DrawFn, depth: int = 3) -> str:
    """Expressions that are often read, and often have no value."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(ATOMS))
    shape = draw(st.sampled_from(SHAPES))
    return shape.format(*(draw(expressions(depth - 1)) for _ in range(8)))


def soups() -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(SOUP), min_size=1, max_size=16).map(" ".join)


def check_place(error: LatexError) -> None:
    assert 0 <= error.start <= error.end <= len(error.latex)
    assert error.what
    assert error.line >= 0
    assert error.column >= 1


def try_formula(latex: str, **declared: Any) -> None:
    """Read, evaluate, mutate: only `LatexError` when it is read, only `EvaluationError` afterwards."""
    try:
        read = formula(latex, **{**DECLARED, **declared})
    except LatexError as error:
        assert not isinstance(error, EvaluationError)
        check_place(error)
        return
    try_outputs(read)
    for mutant in islice(mutants_of(read), 10):
        assert 0 <= mutant.start <= mutant.end <= len(mutant.latex)
        try_outputs(mutant.formula)


def try_outputs(read: Formula) -> None:
    try:
        evaluation(read, VALUES).outputs()
    except EvaluationError as error:
        check_place(error)


fuzzed = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@fuzzed
@given(expressions(), st.booleans())
def test_expressions_are_read_and_computed_or_refused(expression: str, elementwise: bool) -> None:
    conventions = ["zero-log-zero", "empty-sum"] if elementwise else []
    s, r = r"s_i &= 2 x_i \\", r"r(a) &= a + a \\"
    for f in (rf"f &= {expression} \\", rf"f &= x_n \\ h &= {expression} \\"):
        latex = rf"\begin{{aligned}} y &= f \\ o &= {PRINTED} + s_1 + r(1) \\ {f} {s} {r} {DELTA} \end{{aligned}}"
        outputs = ["y", "o", "h"] if "h &=" in f else ["y", "o"]
        try_formula(latex, outputs=outputs, elementwise=elementwise, conventions=conventions)


@fuzzed
@given(expressions())
def test_a_cell_or_a_function_may_be_anything(expression: str) -> None:
    latex = rf"\begin{{aligned}} y &= s \\ o &= {PRINTED} + r(2) \\ s_i &= {expression} \\ r(a) &= a {expression} \\ f &= s_1 + \alpha \\ {DELTA} \end{{aligned}}"
    try_formula(latex, outputs=["y", "o", "f"])


@fuzzed
@given(soups())
def test_soup_is_refused(soup: str) -> None:
    for latex in (soup, rf"\begin{{aligned}} y &= {PRINTED} + {soup} \\ {DELTA} \end{{aligned}}"):
        if latex.strip():
            try_formula(latex)


@fuzzed
@given(st.one_of(soups(), expressions(), st.text(max_size=30)))
def test_predicates_and_expressions_are_refused_alike(latex: str) -> None:
    for text in (latex, f"{latex} > 1"):
        try:
            predicate = read_predicate(BASE, text)
            evaluation(BASE, VALUES).holds(predicate, text)
        except LatexError as error:
            check_place(error)
    try:
        node = read_expression(BASE, latex, ["i", "z", r"\eta_{1}"])
        evaluation(BASE, {**VALUES, "i": 2, "z": 0.0}).expression(node, latex)
    except LatexError as error:
        check_place(error)


@fuzzed
@given(st.text(min_size=1, max_size=60).filter(str.strip))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(LatexError):
        formula(text, outputs="no such output")


CONTENT, _ = read_content(ROOT / "content")
FORMULAS = Formulas(CONTENT)
REAL = [item for item in CONTENT.entries.values() if isinstance(item, Computable) and item.latex]


@fuzzed
@given(st.data())
def test_real_formulas_with_mistakes_are_read_or_refused(data: st.DataObject) -> None:
    original = data.draw(st.sampled_from(REAL))
    latex = str(original.latex)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(latex)))
        end = min(len(latex), at + data.draw(st.integers(0, 8)))
        what = data.draw(st.sampled_from(["", *SOUP, latex[end : end + 9]]))
        latex = latex[:at] + what + latex[end:]
    try:
        read_formula(original.model_copy(update={"latex": latex}), FORMULAS.__getitem__)
    except LatexError as error:
        check_place(error)


@pytest.mark.parametrize(
    ("symbol", "where"),
    [
        (symbol, where)
        for symbol in ("x^", "{", "~", "é", r"\frac{1}", "%", "x_i^", "")
        for where in ("variable", "index", "size", "uses")
    ],
)
def test_a_symbol_that_cannot_be_read_is_refused(symbol: str, where: str) -> None:
    fields: dict[str, dict[str, Any]] = {
        "variable": {"variables": {symbol or "}": [], "x": []}},
        "index": {"indices": {symbol: {}}},
        "size": {"sizes": {"n": {"symbol": symbol or "}"}}},
        "uses": {"uses": {symbol: "formulas/f"}, "used": {"formulas/f": formula("y = x")}},
    }
    with pytest.raises(LatexError):
        formula("y = x", **fields[where])


@pytest.mark.parametrize(
    "latex",
    [
        "x + " * 1200 + "x",
        "2 " + r"\cdot x_1 " * 400,
        r"\frac{1}{" * 39 + "x_1" + "}" * 39,
        "(" * 39 + "x_1" + ")" * 39,
        "x_1^{" * 38 + "2" + "}" * 38,
        r"\sum_{i=1}^{n} " * 200 + "1",
        "{" * 2400 + "x" + "}" * 2400,
        "(" * 2400 + "x" + ")" * 2400,
        "-" * 4000 + "x",
        "x_" * 2000,
        r"\begin{cases}" * 300,
        r"\exp(" * 800 + "x" + ")" * 800,
        "(" * 4900,
        "x" * 100_000,
    ],
)
def test_deep_and_long_formulas_are_read_or_refused(latex: str) -> None:
    try_formula(f"y = {latex}", variables={"x": ["n"]})


def test_a_long_chain_of_lines_is_read() -> None:
    lines = r" \\ ".join(f"a_{{{n}}} &= a_{{{n + 1}}}" for n in range(1, 180))
    latex = rf"\begin{{aligned}} y &= a_{{1}} \\ {lines} \\ a_{{180}} &= x_1 \end{{aligned}}"
    read = formula(latex, variables={"x": ["n"]})
    assert evaluation(read, {"x": [7.0, 8.0], "n": 2}).outputs() == (7.0,)


def test_the_entry_of_a_test_is_a_real_one() -> None:
    assert isinstance(entry("y = x"), Computable)
