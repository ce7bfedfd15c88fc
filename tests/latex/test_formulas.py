"""The formulas of a content folder: read once each, refused with file and line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kbgen.content import read_content
from kbgen.latex.errors import LatexError
from kbgen.latex.formulas import Formulas, latex_is_read, refused, where
from kbgen.report import Result, Status
from tests.conftest import FORMULAS, ROOT, Base

FULL = r"""
page: {title: {fr: Bases, en: Basics}}
line:
  name: {fr: droite, en: line}
  summary: {fr: x, en: y}
  latex: |
    \begin{aligned}
    y &= a x + b \\
    b &= 2
    \end{aligned}
  outputs: [{symbol: y}]
  variables:
    - {symbol: x, py: x, domain: real, meaning: {fr: x, en: x}}
    - {symbol: a, py: a, domain: real, meaning: {fr: a, en: a}}
  assumptions: [{where: 'a > 0'}]
  edge_cases: [{when: 'x = 0', value: 2, why: {fr: x, en: y}}]
  regions: [{name: steep, where: 'a > 1'}]
  variants: [{name: flat, replaces: {b: '0'}, equal: {where: 'x = 0', replacing: {a: '2 a'}}}]
  claims: [{text: {fr: x, en: y}, expression: '2 y', values: {x: 1, a: 1}, expected: 6}]
  sources: [{ref: links/roformer}]
"""
SIGMOID = FORMULAS.replace("e^{-x}", r"\exp(-x)")


@pytest.fixture
def results(base: Base) -> Callable[..., list[Result]]:
    """What the reader refuses in the tiny base with one page of formulas."""

    def of(page: str) -> list[Result]:
        content, _ = read_content(base({"formulas/basics.yml": page}))
        return list(latex_is_read(content))

    return of


def test_the_real_content_is_read() -> None:
    content, _ = read_content(ROOT / "content")
    assert [str(result) for result in latex_is_read(content)] == []


def test_a_good_page_has_no_results(results: Callable[..., list[Result]]) -> None:
    assert results(SIGMOID) == []
    assert results(FULL) == []


@pytest.mark.parametrize(
    ("good", "bad", "check", "at", "what"),
    [
        ("b &= 2", "b &= q", "latex", 9, "column 6 ('q'): 'q' is not declared; add it to variables"),
        ("y &= a x + b", "y &= a x", "latex", 9, "column 1 ('b'): 'b' is defined and not used"),
        ("symbol: y}", "symbol: w}", "latex", 7, "no line defines the output 'w'; the left sides are y, b"),
        ("a > 0", "a > q", "assumptions.0.where", 15, "column 5 ('q'): 'q' is not declared"),
        ("when: 'x = 0'", "when: 'x'", "edge_cases.0.when", 16, "column 1 ('x'): no comparison"),
        ("a > 1", "a > 1 > 0", "regions.0.where", 17, "column 7 ('>'): two comparisons at once; write one"),
        ("{b: '0'}", "{b: 'q'}", "variants.0.replaces.b", 18, "column 5 ('q'): 'q' is not declared"),
        ("{where: 'x = 0'", "{where: 'q = 0'", "variants.0.equal.where", 18, "column 1 ('q'): 'q' is not declared"),
        ("{a: '2 a'}", "{a: '2 q'}", "variants.0.equal.replacing.a", 18, "column 3 ('q'): 'q' is not declared"),
        ("'2 y'", "'2 q'", "claims.0.expression", 19, "column 3 ('q'): 'q' is not declared"),
    ],
)
def test_what_is_refused_has_its_file_and_line(
    results: Callable[..., list[Result]], good: str, bad: str, check: str, at: int, what: str
) -> None:
    assert good in FULL
    (result,) = results(FULL.replace(good, bad))
    assert result.status is Status.FAILED
    assert result.ref == f"formulas/line.{check}"
    assert what in result.detail
    assert str(result.where).endswith(f"basics.yml:{at}")


def test_a_long_snippet_is_cut(results: Callable[..., list[Result]]) -> None:
    (result,) = results(
        FULL.replace("a x + b", r"a(x + \exp(x) + \exp(x) + \exp(x) + \exp(x)) + \max(a x + x x + x)").replace(
            "b &= 2", "b &= y"
        )
    )
    assert len(result.detail) < 300


def test_a_formula_is_read_once(base: Base) -> None:
    content, _ = read_content(base({"formulas/basics.yml": SIGMOID}))
    formulas = Formulas(content)
    assert formulas["formulas/sigmoid"] is formulas["formulas/sigmoid"]


def test_a_variant_is_read_by_its_number(base: Base) -> None:
    content, _ = read_content(base({"formulas/basics.yml": FULL}))
    formulas = Formulas(content)
    assert formulas.variant("formulas/line", 0).definitions["b"] != formulas["formulas/line"].definitions["b"]


def test_what_has_no_formula_is_refused(base: Base) -> None:
    content, _ = read_content(base())
    for ref in ("glossary/rope", "formulas/none"):
        with pytest.raises(LatexError, match=f"{ref} has no LaTeX"):
            Formulas(content)[ref]


CIRCLE = r"""
page: {title: {fr: Bases, en: Basics}}
one:
  name: one
  summary: {fr: x, en: y}
  latex: y = \operatorname{two}(x)
  uses: {'\operatorname{two}': formulas/two}
  outputs: [{symbol: y}]
  variables: [{symbol: x, py: x, domain: real, meaning: {fr: x, en: x}}]
  sources: [{ref: links/roformer}]
two:
  name: two
  summary: {fr: x, en: y}
  latex: y = \operatorname{one}(x)
  uses: {'\operatorname{one}': formulas/one}
  outputs: [{symbol: y}]
  variables: [{symbol: x, py: x, domain: real, meaning: {fr: x, en: x}}]
  sources: [{ref: links/roformer}]
"""


def test_entries_that_use_each_other_are_refused(results: Callable[..., list[Result]]) -> None:
    one, two = results(CIRCLE)
    assert "in a circle: formulas/one → formulas/two → formulas/one" in one.detail
    assert "in a circle: formulas/two → formulas/one → formulas/two" in two.detail


def test_an_error_on_a_later_line_is_counted_from_the_field(base: Base) -> None:
    content, _ = read_content(base({"formulas/basics.yml": FULL}))
    error = LatexError("wrong", "a\nb\nc", 4, 5)
    assert where(content, "formulas/line", ("latex",)).endswith(":6")
    assert where(content, "formulas/line", ("latex",), error).endswith(":9")
    assert str(refused(content, "formulas/line", ("latex",), error).detail) == "column 1 ('c'): wrong"
