"""The real content: valid, and nothing of the source document lost. `tests/source/` is the list of what it holds."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from kbgen.json_schema import json_schemas
from kbgen.kb import KnowledgeBase
from kbgen.lookup.names import normalise
from kbgen.schema import Entry, Link, Model, Term
from kbgen.schema.walk import walk
from kbgen.validate import validate
from tests.conftest import ROOT

CONTENT = ROOT / "content"
Row = dict[str, Any]


@cache
def kb() -> KnowledgeBase:
    return KnowledgeBase.read(CONTENT)


def rows(name: str) -> list[Row]:
    listed: list[Row] = yaml.safe_load((ROOT / "tests" / "source" / f"{name}.yml").read_text(encoding="utf-8"))
    return listed


def ids(row: Row) -> str:
    return f"l{row['line']}"


def of(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("row", rows(name), ids=ids)


@cache
def names(ref: str) -> frozenset[str]:
    """Every name an entry answers to, folded."""
    entry = kb()[ref]
    found = [*entry.name.strings, *entry.aliases.strings]
    if isinstance(entry, Term):
        found += [entry.acronym or "", *(entry.expansion.strings if entry.expansion else ())]
    return frozenset(normalise(name) for name in found)


@cache
def words(ref: str) -> str:
    """Everything an entry says, in all languages."""
    found: list[str] = []
    for path, value in walk(kb()[ref]):
        found.append(" ".join(map(str, path)))
        found += [*value.values()] if hasattr(value, "values") else [str(value)]
    flat = json.dumps(found, ensure_ascii=False).replace("\\\\", "\\").replace('\\"', '"')
    shapes = [", ".join(variable.shape) for variable in getattr(kb()[ref], "variables", ())]
    return flat + " ".join(shapes)


def quoted(entry: Entry) -> str:
    """What the entry quotes of the source document."""
    return " ".join(erratum.says for erratum in entry.errata)


def test_the_content_is_valid() -> None:
    _, report = validate(CONTENT)
    assert [str(result) for result in report.results] == []


def test_the_editor_schemas_are_up_to_date() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (CONTENT / ".schemas").iterdir()}
    assert written == json_schemas(), "run: kbgen schema"


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.yml")), ids=lambda path: path.relative_to(CONTENT).as_posix())
def test_a_content_file_is_valid_for_an_editor(path: Any) -> None:
    name = "kb.json" if path.parent == CONTENT else f"{path.parent.name}.json"
    up = "" if path.parent == CONTENT else "../"
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={up}.schemas/{name}"
    validator = Draft202012Validator(json.loads(json_schemas()[name]))
    data = yaml.load(text, yaml.CSafeLoader)
    assert [error.message for error in validator.iter_errors(json.loads(json.dumps(data, default=str)))] == []


def test_the_list_of_the_source_is_whole() -> None:
    sections = [row["number"] for row in rows("sections")]
    assert [number for number in sections if number.startswith("A")] == [f"A.{n}" for n in range(1, 10)]
    count = {
        name: len(rows(name))
        for name in ("subsections", "formulas", "glossary", "urls", "papers", "communities", "accounts", "models")
    }
    assert count == {
        "subsections": 28, "formulas": 31, "glossary": 157, "urls": 94, "papers": 31, "communities": 4, "accounts": 5, "models": 11,
    }  # fmt: skip


@of("sections")
def test_a_section_has_a_page(row: Row) -> None:
    pages = [page for section in kb().manifest.sections for page in section.pages]
    numbers = {page.number for page in pages} | {file.page.number for file in kb().content.files.values() if file.page}
    assert row["number"] in numbers


@of("subsections")
def test_a_subsection_is_a_name_of_its_entry(row: Row) -> None:
    assert any(normalise(row["title"]) in names(ref) for ref in row["refs"]) or all(
        ref in kb().content.entries for ref in row["refs"][1:]
    )


@of("formulas")
def test_a_formula_has_an_entry_with_latex(row: Row) -> None:
    entry = kb()[row["ref"]]
    assert getattr(entry, "latex", None)
    assert not entry.added


@of("metrics-and-benchmarks")
def test_a_metric_or_benchmark_is_a_name_of_its_entry(row: Row) -> None:
    assert normalise(row["title"]) in names(row["ref"])
    assert not kb()[row["ref"]].added


@of("details")
def test_a_detail_is_found_in_its_entry(row: Row) -> None:
    said = words(row["ref"])
    assert any(piece in said for piece in row["find"]) or row["says"].lstrip("- ") in quoted(kb()[row["ref"]])


@of("models")
def test_a_row_of_the_model_table_is_kept_or_corrected_cell_by_cell(row: Row) -> None:
    entry = kb()[row["ref"]]
    assert isinstance(entry, Model)
    assert normalise(row["name"]) in names(row["ref"])
    said = words(row["ref"])
    for cell in row["cells"]:
        if cell != "?":
            assert cell in said, cell


@of("glossary")
def test_a_headword_is_a_name_of_a_term(row: Row) -> None:
    found = [match for match in kb().named(row["headword"]) if match.ref.kind == "glossary"]
    assert found
    assert not found[0].entry.added
    expansion = row.get("expansion")
    if expansion and expansion not in ("Attention", "LoRA"):
        assert normalise(expansion) in names(found[0].ref), expansion


@of("urls")
def test_an_address_is_kept_or_quoted_in_a_correction(row: Row) -> None:
    entry = kb()[row["ref"]]
    assert isinstance(entry, Link)
    assert not entry.added
    assert row["url"] == entry.url or row["url"] in quoted(entry)
    # Two links share the label Megatron-LM: a paper keeps it, the repository has it with what it is.
    own = any(normalise(row["label"]) in name for name in names(row["ref"]))
    assert own or row["label"] in quoted(entry)


@of("papers")
def test_a_paper_has_its_first_author_and_year(row: Row) -> None:
    entry = kb()[row["ref"]]
    assert isinstance(entry, Link)
    assert row["author"] in entry.authors[0]
    assert entry.year == row["year"] or str(row["year"]) in quoted(entry)


@of("communities")
def test_a_community_has_an_address(row: Row) -> None:
    entry = kb()[row["ref"]]
    assert isinstance(entry, Link)
    assert "example.org" not in entry.url
    assert normalise(row["name"]) in names(row["ref"]) or row["name"] in quoted(entry)


@of("accounts")
def test_an_account_has_its_handle(row: Row) -> None:
    entry = kb()[row["ref"]]
    assert isinstance(entry, Link)
    assert entry.url.lower() == f"https://x.com/{row['handle'][1:]}".lower()


def test_the_home_page_says_what_each_annex_is_good_for() -> None:
    uses = {section.letter: len(section.uses) for section in kb().manifest.sections}
    for letter in "ABCD":
        assert uses[letter] == sum(row["section"] == letter for row in rows("uses"))


def test_what_the_source_lacks_is_marked_so() -> None:
    entries = kb().content.entries
    assert all(entries[ref].added for ref in kb().content.files["links/references"].refs)
    assert all(entries[ref].added for ref in kb().content.files["formulas/building-blocks"].refs)


def test_every_erratum_quotes_the_source_and_gives_a_place() -> None:
    lines = {row["line"] for name in ("glossary", "urls", "models") for row in rows(name)}
    assert lines
    for ref, entry in kb().content.entries.items():
        for erratum in entry.errata:
            assert erratum.says.strip(), ref
            assert erratum.where[0] in "ABCD", ref
