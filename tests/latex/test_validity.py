from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from kbgen.content import read_content
from kbgen.latex import mathjax
from kbgen.latex.validity import latex_is_valid
from kbgen.report import Report, Result, Status
from kbgen.validate import load_valid, validate
from tests.conftest import FORMULAS, GLOSSARY, KB, ROOT, Base

Messages = Callable[..., list[str]]

MORE = r"""
  sizes: {n: {symbol: 'SIZE', meaning: {fr: x, en: y}}}
  indices: {i: {from: 1, to: n, written: 'WRITTEN', law: 'LAW'}}
  assumptions: [{where: 'ASSUMED'}]
  edge_cases: [{when: 'EDGE', value: 0, why: {fr: x, en: y}}]
  regions: [{name: x, where: 'REGION'}]
  variants: [{name: x, replaces: {'\sigma(x)': 'REPLACED'}}]
  claims: [{text: {fr: x, en: y}, expression: 'CLAIMED', expected: 1}]
  errata: [{where: A, says: x, kind: wrong, correct: {fr: x, en: y}, proof: {latex: 'PROVED'}}]
"""
FULL = FORMULAS + MORE.removeprefix("\n")


@pytest.fixture
def messages(base: Base) -> Messages:
    """What MathJax refuses in the tiny base with `files` put over it."""

    def of(files: dict[str, str | None]) -> list[str]:
        content, _ = read_content(base(files))
        return [str(result) for result in Report.of(latex_is_valid(content)).results]

    return of


def test_the_real_content_is_typeset_without_an_error() -> None:
    content, _ = read_content(ROOT / "content")
    assert [str(result) for result in latex_is_valid(content)] == []


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\sofmax(x)", r"Undefined control sequence \sofmax"),
        (r"\frac{1}{2", "Missing close brace"),
        (r"\begin{aligned}a&=b", r"Missing \end{aligned}"),
    ],
)
def test_a_broken_formula_is_refused_with_its_line(messages: Messages, latex: str, why: str) -> None:
    assert messages({"formulas/basics.yml": FORMULAS.replace(r"\sigma(x) = \frac{1}{1 + \exp(-x)}", latex)}) == [
        f"content/formulas/basics.yml:7: formulas/sigmoid.latex: MathJax refuses '{latex}': {why}; fix the LaTeX"
    ]


@pytest.mark.parametrize(
    ("word", "field", "line"),
    [
        ("SIZE", "sizes.n.symbol", 12),
        ("WRITTEN", "indices.i.written", 13),
        ("LAW", "indices.i.law", 13),
        ("ASSUMED", "assumptions.0.where", 14),
        ("EDGE", "edge_cases.0.when", 15),
        ("REGION", "regions.0.where", 16),
        ("REPLACED", r"variants.0.replaces.\sigma(x)", 17),
        ("CLAIMED", "claims.0.expression", 18),
        ("PROVED", "errata.0.proof.latex", 19),
    ],
)
def test_every_field_of_latex_is_judged(messages: Messages, word: str, field: str, line: int) -> None:
    assert messages({"formulas/basics.yml": FULL}) == []
    assert messages({"formulas/basics.yml": FULL.replace(word, r"\sofmax")}) == [
        f"content/formulas/basics.yml:{line}: formulas/sigmoid.{field}: "
        r"MathJax refuses '\sofmax': Undefined control sequence \sofmax; fix the LaTeX"
    ]


def test_symbols_are_judged(messages: Messages) -> None:
    found = messages({"formulas/basics.yml": FORMULAS.replace("{symbol: x,", r"{symbol: '\hat{x',")})
    assert found == [
        "content/formulas/basics.yml:10: formulas/sigmoid.variables.0.symbol: "
        r"MathJax refuses '\hat{x': Missing close brace; fix the LaTeX"
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_mathematics_of_prose_is_judged_in_each_language(messages: Messages, language: str) -> None:
    words = {"fr": "Une rotation par position.", "en": "A rotation per position."}[language]
    broken = words.replace("position.", r"\(\sofmax(x)\) and `\(\sofmax\)`.")
    assert messages({"glossary/r.yml": GLOSSARY.replace(words, f"'{broken}'")}) == [
        f"content/glossary/r.yml:7: glossary/rope.definition.{language}: "
        r"MathJax refuses '\sofmax(x)': Undefined control sequence \sofmax; fix the LaTeX"
    ]


def test_page_headings_and_kb_yml_are_judged(messages: Messages) -> None:
    heading = r"page: {title: {fr: Bases, en: '\(\sofmax\)'}}"
    files = {
        "formulas/basics.yml": FORMULAS.replace("page: {title: {fr: Bases, en: Basics}}", heading),
        "kb.yml": KB.replace("en: A base.", r"en: '\(\frac{1}\) base.'"),
    }
    assert [message.partition("MathJax")[0] for message in messages(files)] == [
        "content/formulas/basics.yml:2: page.title.en: ",
        "content/kb.yml:2: description.en: ",
    ]


def test_the_same_fault_is_reported_at_each_place_once(messages: Messages) -> None:
    words = r"'\(\sofmax\) and \(\sofmax\)'"
    text = GLOSSARY.replace("Une rotation par position.", words).replace("A rotation per position.", words)
    found = messages({"glossary/r.yml": text})
    assert [message.split(": ")[1] for message in found] == [
        "glossary/rope.definition.en",
        "glossary/rope.definition.fr",
    ]


def test_a_long_formula_is_shortened_to_one_line(messages: Messages) -> None:
    latex = "    \\sofmax +\n    " + "x + " * 100 + "y\n"
    [message] = messages(
        {"formulas/basics.yml": FORMULAS.replace("    \\sigma(x) = \\frac{1}{1 + \\exp(-x)}\n", latex)}
    )
    assert "\n" not in message
    assert r"refuses '\sofmax + x + x +" in message
    assert len(message) < 250


def test_prose_without_mathematics_has_nothing_to_judge(base: Base) -> None:
    content, _ = read_content(base())
    content.entries.clear()
    assert list(latex_is_valid(content)) == []


def test_without_mathjax_nothing_fails_and_one_result_says_so(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathjax, "_FILES", None)
    broken = GLOSSARY.replace("A rotation per position.", r"'\(\sofmax(x)\)'")
    root = base({"glossary/r.yml": broken})
    _, report = validate(root)
    what = "LaTeX not judged: quickjs-ng or MathJax is not installed; run: pip install 'kbgen[site]'"
    assert report.results == (Result("", Status.UNKNOWN, what),)
    assert report.exit_code() == 0
    assert report.exit_code(strict=True) == 1
    load_valid(root)


@pytest.mark.parametrize("absent", ["quickjs", "mathjax"])
def test_kbgen_validates_where_a_package_is_not_installed(base: Base, absent: str) -> None:
    code = (
        f"import sys; sys.modules[{absent!r}] = None\n"
        "from kbgen.cli.main import main\n"
        f"main(['validate', '--content', {str(base())!r}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "unknown: LaTeX not judged: quickjs-ng or MathJax is not installed; run: pip install 'kbgen[site]'",
        "valid: 3 entries in 3 files",
    ]
