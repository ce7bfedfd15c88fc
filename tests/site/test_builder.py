from __future__ import annotations

import json
import re
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import pytest

from kbgen.errors import BuildError, ContentError
from kbgen.examples import source_of
from kbgen.site import ENGINES, build, builder
from kbgen.site.builder import Project, write
from kbgen.site.pages import Written
from tests.conftest import FORMULAS, GLOSSARY, ROOT, Base
from tests.site.proving import CROSS_CHECKED, prove

TORCH = """\
import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    # not-in-the-index

    return 1 / (1 + torch.exp(-x))  # x < y & z
"""


def test_each_language_is_built_and_the_default_one_is_at_the_root(base: Base) -> None:
    root = base().parent
    built = build(root)
    assert [(one.language, one.pages) for one in built] == [("fr", 8), ("en", 8)]
    french = (root / "site/glossary.html").read_text(encoding="utf-8")
    english = (root / "site/en/glossary.html").read_text(encoding="utf-8")
    assert "Une rotation par position." in french
    assert "A rotation per position." in english
    assert 'href="./en/glossary.html" hreflang="en"' in french
    assert 'href="./../glossary.html" hreflang="fr"' in english


def test_a_refused_record_is_a_warning_and_counts_as_absent(base: Base) -> None:
    content = prove(base(), "formulas/sigmoid", CROSS_CHECKED)
    file = content / "records" / "verify.json"
    file.write_text(file.read_text(encoding="utf-8").replace("cross-checked", "checked"), encoding="utf-8")
    said: list[str] = []
    build(content.parent, say=said.append)
    (warning,) = [line for line in said if line.startswith("warning: ")]
    assert "content/records/verify.json: formulas/sigmoid, cpu: its hash does not fit" in warning
    assert "pas encore exécutée" in (content.parent / "site/formulas/basics.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", sorted(ENGINES))
def test_code_and_proof_reach_the_page_of_every_builder(base: Base, engine: str) -> None:
    """The proof is folded; neither it nor the code can be found by the search."""
    if find_spec(ENGINES[engine][0]) is None:
        pytest.skip(f"{engine} is not installed")
    content = base({"formulas/basics.py": TORCH})
    prove(content, "formulas/sigmoid", CROSS_CHECKED)
    build(content.parent, engine=engine)
    page = (content.parent / "site/en/formulas/basics.html").read_text(encoding="utf-8")
    tabs = page[page.index('class="tabbed-set tabbed-alternate"') : page.index('class="kb-proof"')]
    assert re.findall("<label[^>]*>([^<]+)</label>", tabs) == ["Symbols", "PyTorch"]
    assert _text(tabs[tabs.index("<pre>") :].partition("</code>")[0]) == source_of(
        content / "formulas/basics.py", "sigmoid"
    )
    assert '<details class="kb-how">' in page
    index = next((content.parent / "site/en").glob("search*/*.json" if engine == "mkdocs" else "search.json"))
    words = index.read_text(encoding="utf-8")
    assert "a number" in words
    assert "not-in-the-index" not in words
    assert "the same results on 69" not in words


def _text(html: str) -> str:
    return unescape(re.sub("<[^>]+>", "", html))


def test_every_entry_is_an_anchor_of_its_page(base: Base) -> None:
    root = base().parent
    build(root)
    assert 'id="sigmoid"' in (root / "site/formulas/basics.html").read_text(encoding="utf-8")
    assert 'id="rope"' in (root / "site/en/glossary.html").read_text(encoding="utf-8")


def test_no_page_names_another_host(base: Base) -> None:
    """No script, style, font or image comes from elsewhere; only what a reader may click leaves the site."""
    root = base().parent
    build(root)
    for page in (root / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(
            r'<(?:script|img|iframe)[^>]*\ssrc="([^"]+)"|<link[^>]*rel="(?:stylesheet|icon|preconnect)"[^>]*href="([^"]+)"',
            text,
        )
        assert loaded
        assert not [address for pair in loaded for address in pair if address.startswith(("http", "//"))], page


def test_broken_content_keeps_the_last_good_site(base: Base) -> None:
    root = base().parent
    build(root)
    base({"glossary/r.yml": GLOSSARY.replace("definition:", "definiton:")})
    with pytest.raises(ContentError):
        build(root)
    assert "Une rotation" in (root / "site/glossary.html").read_text(encoding="utf-8")


def test_a_failing_builder_keeps_the_last_good_site_and_says_what_it_printed(base: Base) -> None:
    root = base().parent
    build(root)
    (root / "mkdocs.yml").write_text("theme: {name: no-such-theme}\n", encoding="utf-8")
    with pytest.raises(BuildError, match="no-such-theme"):
        build(root)
    assert (root / "site/index.html").exists()


def test_an_interrupted_swap_is_mended_by_the_next_build(base: Base) -> None:
    root = base().parent
    build(root)
    (root / "site").rename(root / "build" / "site.old")
    base({"glossary/r.yml": GLOSSARY.replace("Une rotation", "Une autre rotation")})
    build(root)
    assert "Une autre rotation" in (root / "site/glossary.html").read_text(encoding="utf-8")
    assert not (root / "build" / "site.old").exists()


def test_mathematics_that_does_not_reach_its_page_fails_the_build(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    root = base().parent

    def lose_one(*arguments: object) -> dict[str, list[Written]]:
        written = write(*arguments)  # type: ignore[arg-type]
        return {code: [Written(p.path, p.markdown, p.formulas + 1) for p in pages] for code, pages in written.items()}

    monkeypatch.setattr(builder, "write", lose_one)
    with pytest.raises(BuildError, match="pieces of mathematics written"):
        build(root)


def test_a_base_of_one_language_has_no_language_switch(tmp_path: Path) -> None:
    from kbgen.starter import start

    start(tmp_path / "one")
    build(tmp_path / "one")
    assert "hreflang" not in (tmp_path / "one/site/index.html").read_text(encoding="utf-8")


def test_names_for_suggestions_lead_to_anchors(base: Base) -> None:
    root = base().parent
    build(root)
    names = json.loads((root / "site/assets/names.json").read_text(encoding="utf-8"))
    assert ["RoPE", "glossary.html#rope"] in names


def test_plain_mkdocs_builds_the_default_language_on_what_was_written(base: Base) -> None:
    import subprocess
    import sys

    from kbgen import paths

    root = base().parent
    (root / "mkdocs.yml").write_text(
        _without_nav(paths.data("mkdocs.yml").read_text(encoding="utf-8")), encoding="utf-8"
    )
    build(root)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", "plain"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Une rotation" in (root / "plain/glossary.html").read_text(encoding="utf-8")


def _without_nav(settings: str) -> str:
    """The settings that came with kbgen, whose navigation is that of its own content."""
    return re.sub(r"^nav:\n(?:[ -].*\n)+", "", settings, flags=re.MULTILINE)


def outline(page: Path) -> tuple[list[str], int]:
    """The anchors of the headings of a page, and its pieces of mathematics."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"<h[1-3][^>]* id=\"([^\"]+)\"", text), text.count('class="arithmatex"')


@pytest.mark.parametrize("content", ["content", "tests/golden/content"])
def test_zensical_builds_the_same_pages_from_the_same_files(tmp_path: Path, content: str) -> None:
    """The real content, and the base that has every field."""
    (tmp_path / "content").symlink_to(ROOT / content)
    outlines = []
    for engine in ("mkdocs", "zensical"):
        build(tmp_path, engine=engine)
        pages = [path for path in (tmp_path / "site").rglob("*.html") if path.name != "404.html"]
        outlines.append({path.relative_to(tmp_path / "site"): outline(path) for path in pages})
    assert outlines[0] == outlines[1]
    assert sum(formulas for _, formulas in outlines[0].values()) > 0


def test_what_is_written_is_plain_markdown(base: Base) -> None:
    project = Project(base({"formulas/basics.yml": FORMULAS}).parent)
    project.work.mkdir()
    from kbgen.kb import KnowledgeBase

    written = write(project, KnowledgeBase.read(project.content))
    [page] = [page for page in written["en"] if page.path == "formulas/basics"]
    assert "# Basics" in page.markdown
    assert "## sigmoid {: #sigmoid }" in page.markdown
