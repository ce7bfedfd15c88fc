"""What a build puts beside its pages for programs: the API, Markdown, inventories; and JSON-LD inside them."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from kbgen.site import ENGINES, build
from kbgen.starter import start
from tests.conftest import Base
from tests.export.checking import mistakes, schema_of


def test_every_page_lies_there_as_markdown_too(base: Base) -> None:
    root = base().parent
    build(root)
    site = root / "site"
    pages = [page for page in site.rglob("*.html") if page.name != "404.html"]
    assert len(pages) == 16
    assert [page for page in pages if not page.with_suffix(".md").is_file()] == []
    assert "A rotation per position." in (site / "en" / "glossary.md").read_text(encoding="utf-8")
    for folder in (site, site / "en"):
        assert (folder / "llms.txt").is_file()
        assert (folder / "objects.inv").read_bytes().startswith(b"# Sphinx inventory version 2\n")


def test_links_between_the_markdown_pages_lead_to_some(base: Base) -> None:
    root = base().parent
    build(root)
    for page in (root / "site").rglob("*.md"):
        for target in re.findall(r"\]\(([^()\s:]+\.md)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).resolve().is_file(), (page, target)


def test_the_api_is_beside_the_pages_once_for_all_languages(base: Base) -> None:
    root = base().parent
    build(root)
    api = root / "site" / "api" / "v1"
    files = {path.relative_to(root / "site").as_posix(): path.read_text(encoding="utf-8") for path in api.rglob("*.*")}
    assert "api/v1/glossary/rope.json" in files
    assert [path for path, text in files.items() if "/schemas/" not in path and mistakes(text, schema_of(path))] == []
    assert not (root / "site" / "en" / "api" / "v1").exists()
    index = json.loads(files["api/v1/index.json"])
    for place in index["documentation"].values():
        assert (api / place).resolve().is_file()


def test_the_address_of_the_site_given_to_the_build_is_that_of_every_file(base: Base) -> None:
    root = base().parent
    build(root, site_url="https://example.org/base")
    document = json.loads((root / "site/api/v1/glossary/rope.json").read_text(encoding="utf-8"))
    assert document["url"]["en"] == "https://example.org/base/en/glossary.html#rope"
    assert "https://example.org/base/llms/fr/glossary.md" in (root / "site/llms.txt").read_text(encoding="utf-8")
    assert '"@id":"https://example.org/base/glossary.html"' in (root / "site/glossary.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_json_ld_reaches_the_page_of_every_builder_and_not_its_search(base: Base, engine: str) -> None:
    if find_spec(ENGINES[engine][0]) is None:
        pytest.skip(f"{engine} is not installed")
    root = base().parent
    build(root, engine=engine)
    site = root / "site"
    for page, kind in {"glossary": "DefinedTermSet", "en/links/papers": "CollectionPage"}.items():
        (data,) = scripts(site / f"{page}.html")
        assert json.loads(data)["@type"] == kind
    assert scripts(site / "states.html") == scripts(site / "404.html") == []
    index = next(site.glob("search*/*.json" if engine == "mkdocs" else "search.json")).read_text(encoding="utf-8")
    assert "inLanguage" not in index
    assert "zzyzx" not in index  # nor have the examples of the page on the API


def scripts(page: Path) -> list[str]:
    """The JSON-LD of a page."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)


def test_a_new_base_has_them_all(tmp_path: Path) -> None:
    start(tmp_path / "one")
    build(tmp_path / "one")
    site = tmp_path / "one" / "site"
    document = json.loads((site / "api/v1/glossary/neuron.json").read_text(encoding="utf-8"))
    assert document["name"] == {"en": "neuron"}
    assert "Terms" in (site / "llms.txt").read_text(encoding="utf-8")
    assert "## A term in two requests" in (site / "api/index.md").read_text(encoding="utf-8")
