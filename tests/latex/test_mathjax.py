from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kbgen import paths
from kbgen.errors import KbgenError, MissingExtraError
from kbgen.latex import mathjax
from kbgen.latex.mathjax import LONGEST, PACKAGES, available, judge


@pytest.fixture
def afresh() -> Iterator[None]:
    """MathJax loaded anew, and once more for the next test."""
    forget()
    yield
    forget()


def forget() -> None:
    mathjax._engine.cache_clear()
    mathjax._verdict.cache_clear()


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        (r"\sofmax(x)", r"Undefined control sequence \sofmax"),
        (r"\frac{1}{2", "Missing close brace"),
        (r"\begin{aligned}a&=b", r"Missing \end{aligned}"),
        (r"\frac{1}", r"Missing argument for \frac"),
        (r"\left( x", r"Extra \left or missing \right"),
        ("x_i_j", "Double subscripts: use braces to clarify"),
        ("x^2^3", "Double exponent: use braces to clarify"),
        ("a & b", "Misplaced &"),
        ("{", "Extra open brace or missing close brace"),
        ("}", "Extra close brace or missing open brace"),
        (r"\begin{alligned}a\end{alligned}", "Unknown environment 'alligned'"),
        (r"\begin{aligned}a\end{array}", r"\begin{aligned} ended with \end{array}"),
        (r"\text{\sofmax", "Missing close brace"),
        (r"\require{cancel}", r"Undefined control sequence \require"),
        (r"\def\x{\x\x}\x", "MathJax maximum macro substitution count exceeded; is here a recursive macro call?"),
    ],
)
def test_a_fault_is_refused_with_its_reason(latex: str, why: str) -> None:
    assert judge([latex]) == {latex: why}


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{1}{2}",
        r"\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V",
        "\\begin{aligned}\na &= b \\\\\n  &= c\n\\end{aligned}",
        r"\begin{cases} 1 & \text{si } x > 0 \\ 0 & \text{sinon, où } x \text{ est donné} \end{cases}",
        r"\boldsymbol{\theta} \in \mathbb{R}^{n \times d}, \lVert x \rVert \le 1",
        r"\binom{n}{k} \boxed{x}",
        r"\DeclareMathOperator{\softmax}{softmax}\softmax(x)",
        r"x < y > z % a remark",
        "é ∑ 🎉",
        "",
    ],
)
def test_what_a_page_shows_is_taken(latex: str) -> None:
    assert judge([latex]) == {}


def test_many_are_judged_at_once_in_their_order() -> None:
    assert list(judge(iter([r"\zz", "x", r"\aa", "y", r"\zz"]))) == [r"\zz", r"\aa"]


@pytest.mark.parametrize(
    "defines",
    [
        r"\newcommand{\mine}{x}\mine",
        r"\def\mine{x}\mine",
        r"\let\mine=\alpha\mine",
        r"\DeclareMathOperator{\mine}{mine}\mine",
        r"\newenvironment{mine}{x}{y}\begin{mine}\end{mine}",
    ],
)
@pytest.mark.parametrize("uses", [r"\mine", r"\begin{mine}\end{mine}"])
def test_what_one_formula_defines_another_has_not(defines: str, uses: str) -> None:
    assert list(judge([defines, uses])) == [uses]


def test_a_label_may_stand_in_two_formulas() -> None:
    assert judge([r"a \label{one}", r"b \label{one}"]) == {}


@pytest.mark.parametrize(
    "latex",
    [
        "'", '"', "`", "\\", "x\\", "\\\\", "');throw 1;//", "${x}", "</script>", "\n", "\r\n", "\u2028", "%", "$", "$$",
        r"\(", r"\)", "\0", "x\0\\sofmax", "\ud800", "\udfff\ud800", "\x1b[31m", "\ufeff", "\U0010ffff", "\\\0", "\\\ud800",
    ],
)  # fmt: skip
def test_any_text_gets_a_verdict_that_can_be_printed(latex: str) -> None:
    for why in judge([latex]).values():
        assert why
        assert why.isprintable()


def test_what_stands_behind_a_nul_is_judged_too() -> None:
    assert judge(["x\0\\sofmax"])


@pytest.mark.parametrize(
    "piece",
    ["x", "{", r"\frac{", r"\left(", r"\sqrt", "x^{", r"\begin{aligned}", "\\", "'", "&", "1,", "🎉", "\0", " "],
)
def test_a_megabyte_is_refused_at_once(piece: str) -> None:
    latex = piece * (1_000_000 // len(piece))
    assert "characters, more than" in judge([latex])[latex]


@pytest.mark.parametrize(
    ("opens", "closes"), [("{", "}"), (r"\frac1{", "}"), (r"\left(", r"\right)"), ("x^{", "}"), (r"\hat{", "}")]
)
def test_deep_nesting_is_a_verdict_and_the_next_formula_has_its_own(opens: str, closes: str) -> None:
    times = LONGEST // len(opens + closes) - 1
    deep = opens * times + "x" + closes * times
    assert judge([deep, r"\sofmax", "x"]).pop(r"\sofmax") == r"Undefined control sequence \sofmax"
    assert judge([deep]).get(deep, "it is nested too deeply") == "it is nested too deeply"


@pytest.mark.usefixtures("afresh")
def test_what_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathjax, "LONGEST", 1_000_000)
    monkeypatch.setattr(mathjax, "_SECONDS", 0.3)
    slow = "x" * 1_000_000
    assert judge([slow])[slow].startswith("it takes more than")
    assert judge(["x", r"\sofmax"]) == {r"\sofmax": r"Undefined control sequence \sofmax"}


@pytest.mark.usefixtures("afresh")
def test_what_takes_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathjax, "_BYTES", 8 * 2**20)
    large = "x" * LONGEST
    assert judge([large])[large].startswith("it takes more than")
    assert judge(["x", r"\sofmax"]) == {r"\sofmax": r"Undefined control sequence \sofmax"}


def test_a_long_reason_is_cut() -> None:
    latex = "\\" + "a" * 4000
    assert len(judge([latex])[latex]) <= 200


def test_it_judges_from_any_thread() -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        found = list(pool.map(lambda number: judge([rf"\no{'o' * number}", f"x_{{{number}}}"]), range(20)))
    assert [list(refused) for refused in found] == [[rf"\no{'o' * number}"] for number in range(20)]


@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize(
    ("sample", "latex"), [("_VALID", r"\frac{1}{2"), ("_INVALID", r"\frac{1}{2}")], ids=["too strict", "too lax"]
)
def test_a_judge_that_takes_wrong_for_right_is_found_out(
    monkeypatch: pytest.MonkeyPatch, sample: str, latex: str
) -> None:
    monkeypatch.setattr(mathjax, sample, latex)
    with pytest.raises(KbgenError, match=r"the judge of LaTeX refuses .* or lets .* pass; install again: pip install"):
        judge(["x"])


@pytest.mark.usefixtures("afresh")
def test_a_judge_that_knows_every_command_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mathjax, "PACKAGES", (*PACKAGES, "noundefined"))
    with pytest.raises(KbgenError, match="the judge of LaTeX"):
        judge(["x"])


@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize("text", [None, "", "throw new Error('no')", "syntax error"])
def test_a_mathjax_that_does_not_load_is_found_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None
) -> None:
    (tmp_path / "core.js").write_text("", encoding="utf-8")
    if text is not None:
        (tmp_path / "input").mkdir()
        (tmp_path / "input" / "tex-base.js").write_text(text, encoding="utf-8")
    monkeypatch.setattr(mathjax, "_FILES", tmp_path)
    with pytest.raises(KbgenError, match="the judge of LaTeX does not start"):
        judge(["x"])


def test_without_the_packages_it_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    assert available()
    monkeypatch.setattr(mathjax, "_FILES", None)
    assert not available()
    with pytest.raises(MissingExtraError, match=r"not installed; run: pip install 'kbgen\[site\]'"):
        judge(["x"])


def test_a_package_without_its_files_is_not_available(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(mathjax, "_FILES", tmp_path)
    assert not available()


def test_the_pages_use_the_packages_of_the_judge_and_no_macros() -> None:
    script = (paths.data("site_templates") / "assets" / "js" / "mathjax.js").read_text(encoding="utf-8")
    [packages] = re.findall(r"packages: (\[.*\]),", script)
    assert tuple(json.loads(packages)) == PACKAGES
    [loaded] = re.findall(r"load: (\[.*\]) }", script)
    in_the_bundle = {"base", "ams", "newcommand", "configmacros"}
    assert {name.removeprefix("[tex]/") for name in json.loads(loaded)} == set(PACKAGES) - in_the_bundle
    assert "macros" not in script.replace("configmacros", "")
