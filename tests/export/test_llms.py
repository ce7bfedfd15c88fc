"""Markdown for language models: found from `llms.txt`, within the budget, without HTML."""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import join, normpath

import pytest

from kbgen.compile import compile_index
from kbgen.export import llms
from kbgen.index.index import Index
from kbgen.starter import start
from tests.conftest import KB
from tests.export.conftest import Made

ITEM = re.compile(r"- \[([^\[\]]+)\]\(([^()\s]+)\)(?:: .+)?")
FIXED = ("states.md", "coverage.md", "errata.md", "api/index.md", "api/v1/index.json")
"""What the site writes beside these files."""


@pytest.mark.parametrize("path", ["llms.txt", "en/llms.txt"])
def test_the_list_has_the_form_of_llms_txt(whole: Index, path: str) -> None:
    """A title, a quotation, words without headings, then lists of links under headings (llmstxt.org)."""
    head, *sections = re.split(r"\n\n## ", dict(llms.files(whole))[path])
    assert re.fullmatch(r"# .+\n\n> .+\n\n[^#>].+", head)
    lists = [section.split("\n\n", 1) for section in sections]
    assert [title for title, _ in lists][-1] == "Optional"
    assert all(ITEM.fullmatch(line) for _, items in lists for line in items.strip().splitlines())


@pytest.mark.parametrize("path", ["llms.txt", "en/llms.txt"])
def test_every_link_of_the_list_leads_to_a_file(whole: Index, path: str) -> None:
    written = dict(llms.files(whole))
    folder = path.removesuffix("llms.txt")
    targets = [normpath(join(folder, target)) for _, target in ITEM.findall(written[path])]
    assert [target for target in targets if target not in written and not target.endswith(FIXED)] == []
    assert len(targets) > len(whole.pages())


def test_links_are_absolute_where_the_base_says_where_the_site_is(made: Made) -> None:
    index = made({"kb.yml": KB + "site_url: https://example.org/base/\n"})
    written = dict(llms.files(index))
    assert "(https://example.org/base/llms/en/glossary.md)" in written["en/llms.txt"]
    assert "(https://example.org/base/en/glossary.md)" in written["en/llms.txt"]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_parts_of_a_kind_are_within_the_budget_and_hold_each_entry_once(whole: Index, code: str) -> None:
    written = dict(llms.files(whole))
    for kind in whole.kinds:
        first = f"llms/{code}/{kind}"
        parts = [written[path] for path in written if re.fullmatch(rf"{first}(-\d+)?\.md", path)]
        assert max(map(llms.tokens, parts)) <= llms.BUDGET
        for ref in whole.refs(kind):
            assert sum(whole.markdown(ref, code).strip() in part for part in parts) == 1


def test_an_entry_longer_than_the_budget_has_a_part_of_its_own(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    long = "long:\n  name: long\n  definition: {fr: b, en: c}\n  sources: [{ref: links/roformer}]\n"
    index = made({"glossary/l.yml": long})
    monkeypatch.setattr(llms, "BUDGET", 1)
    written = dict(llms.files(index))
    assert [path for path in written if path.startswith("llms/en/glossary")] == [
        "llms/en/glossary.md",
        "llms/en/glossary-2.md",
    ]
    assert written["llms/en/glossary-2.md"].startswith("# Terms (2/2)\n")


def test_a_page_has_its_entries_in_order_and_no_html(whole: Index) -> None:
    written = dict(llms.files(whole))
    for page in whole.pages():
        text = written[f"en/{page.path}.md"]
        places = [text.index(whole.markdown(ref, "en").strip()) for ref in page.refs]
        assert places == sorted(places)
    tags = re.compile(r"</?(?:a|b|br|code|details|div|em|i|p|script|span|strong|sub|sup|table|td|tr|ul)\b[^>]*>")
    assert {path: tags.findall(_prose(text)) for path, text in written.items() if tags.search(_prose(text))} == {}


def test_tokens_are_rather_counted_too_many_than_too_few() -> None:
    assert llms.tokens("") == 0
    assert llms.tokens("é") == 1
    assert llms.tokens("abcd") == 2


def test_a_base_of_one_language_names_no_other(tmp_path: Path) -> None:
    start(tmp_path / "one")
    compile_index(tmp_path / "one" / "content", tmp_path / "index.sqlite")
    with Index(tmp_path / "index.sqlite") as index:
        written = dict(llms.files(index))
    assert "Français" not in written["llms.txt"]
    assert not [path for path in written if path.endswith("llms.txt") and path != "llms.txt"]


def _prose(text: str) -> str:
    """Without code and mathematics, in which `x_{<i}` is no tag."""
    return re.sub(r"```.*?```|`[^`]*`|\$\$.*?\$\$|(?<!\\)\$[^$]*\$", "", text, flags=re.DOTALL)
