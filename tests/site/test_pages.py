"""Golden pages: an entry of each kind with every field, as the Markdown kbgen writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kbgen import paths
from kbgen.examples import source_of
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.site.pages import Pages, Written
from kbgen.validate import validate
from tests.conftest import ROOT, Base
from tests.site.proving import CROSS_CHECKED, prove

GOLDEN = ROOT / "tests" / "golden"
CONTENT = GOLDEN / "content"
PAGES = [
    "coverage",
    "errata",
    "index",
    "states",
    "formulas/updates",
    "metrics/memory",
    "benchmarks/code",
    "models",
    "glossary",
    "links/papers",
]


def pages(code: str) -> dict[str, Written]:
    kb = KnowledgeBase.read(CONTENT)
    return {page.path: page for page in Pages(kb, language(code), paths.data("site_templates")).write()}


def test_the_golden_base_is_valid() -> None:
    assert [str(result) for result in validate(CONTENT)[1].results] == []


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_as_it_was(path: str, code: str) -> None:
    """After a change that is meant: KBGEN_GOLDEN=write pytest tests/site/test_pages.py, and read the difference."""
    golden = GOLDEN / code / f"{path}.md"
    text = pages(code)[path].markdown
    if os.environ.get("KBGEN_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_every_page_has_a_golden_one() -> None:
    assert set(pages("fr")) == set(PAGES)


def test_what_one_language_prints_is_not_in_the_other() -> None:
    french, english = pages("fr")["glossary"].markdown, pages("en")["glossary"].markdown
    assert "Une passe sur les données" in french
    assert "Une passe sur les données" not in english


def test_a_retired_ref_keeps_its_anchor(tmp_path: Path) -> None:
    del tmp_path
    assert '<span id="epoque"></span>' in pages("fr")["glossary"].markdown


def test_a_report_opens_an_issue_of_the_bases_repository() -> None:
    assert "https://example.org/base/issues/new?title=formulas/step" in pages("en")["formulas/updates"].markdown


@pytest.mark.parametrize(("code", "symbols"), [("fr", "Symboles"), ("en", "Symbols")])
def test_the_code_is_in_the_second_tab_to_the_letter(code: str, symbols: str) -> None:
    page = pages(code)["formulas/updates"].markdown
    first, second = page.index(f'=== "{symbols}"'), page.index('=== "PyTorch"')
    assert page.index('class="kb-formula"') < first < second
    source = source_of(CONTENT / "formulas" / "updates.py", "softmax")
    assert "\n\n\n" in source
    assert "".join(f"    {line}" for line in source.splitlines(keepends=True)) in page


def test_an_entry_without_code_has_its_symbols_and_no_tab(base: Base) -> None:
    kb = KnowledgeBase.read(base())
    page = {page.path: page for page in Pages(kb, language("en"), paths.data("site_templates")).write()}[
        "formulas/basics"
    ]
    assert '<div class="kb-symbols" markdown="1">' in page.markdown
    assert "===" not in page.markdown


@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_checked_entry_folds_how_it_was_checked_and_a_disputed_one_shows_why(base: Base, code: str) -> None:
    kb = KnowledgeBase.read(prove(base(), "formulas/sigmoid", {**CROSS_CHECKED, "failed": ["1 printed, 2 expected"]}))
    page = {page.path: page for page in Pages(kb, language(code), paths.data("site_templates")).write()}[
        "formulas/basics"
    ]
    label = language(code).label
    assert f'??? kb-how "{label("proof")}"' in page.markdown
    assert f'!!! kb-objection "{label("proof.disputed")} (CPU, ' in page.markdown
    assert "    - 1 printed, 2 expected\n" in page.markdown
    assert 'class="kb-badge kb-disputed" href="../states.html#disputed"' in page.markdown
