from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbgen.content import load
from kbgen.errors import KbgenError
from kbgen.links.check import Finding
from kbgen.links.fix import Fix, apply, fixes
from kbgen.links.targets import targets
from kbgen.records.links import Alive, Document, LinkRecord
from kbgen.report import Status
from kbgen.validate import validate
from tests.conftest import KB, Base

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OLD, NEW = "http://old.example/tool", "https://new.example/tool"
TOOLS = """\
# yaml-language-server: $schema=../.schemas/links.json
page: {title: {fr: Outils, en: Tools}}

tool:   # the first
  name: 'Tool'
  url:   http://old.example/tool   # since 2019
  what: tool
other: {name: Other, url: "https://other.example/", what: tool}
blog:
  name: Blog
  url: https://blog.example/
  what: blog
  summary:
    fr: >-
      Voir [ici](http://old.example/tool) et
      [là](http://old.example/tool/b).
    en: "See [here](http://old.example/tool)."
"""


def _record(url: str, to: str = NEW, alive: Alive = Alive.MOVED, document: Document = Document.SAME) -> LinkRecord:
    return LinkRecord(url, alive, document, NOW, NOW, to=to, detail=f"redirects for good to {to}")


def _fixes(root: Path, *records: LinkRecord) -> tuple[list[Fix], list[str]]:
    content = load(root)
    by_url = {record.url: record for record in records}
    found = [Finding(each, by_url[each.url], Status.WARNING) for each in targets(content) if each.url in by_url]
    assert len(found) == len(records)
    return fixes(content, found)


def _root(base: Base, text: str = TOOLS) -> Path:
    manifest = KB.replace("[links/papers]", "[links/papers, links/tools]")
    return base({"kb.yml": manifest, "links/tools.yml": text})


def _text(root: Path, name: str = "links/tools.yml") -> str:
    return (root / name).read_bytes().decode()


def test_an_address_that_moved_for_good_is_rewritten_wherever_it_is_the_whole_address(base: Base) -> None:
    root = _root(base)
    found, left = _fixes(root, _record(OLD))
    apply(found, root, write=True)
    assert left == []
    assert _text(root) == TOOLS.replace(OLD, NEW).replace(f"{NEW}/b", f"{OLD}/b")


def test_the_content_is_valid_afterwards(base: Base) -> None:
    root = _root(base)
    before = validate(root)[1].results
    apply(_fixes(root, _record(OLD))[0], root, write=True)
    assert validate(root)[1].results == before


def test_each_fix_says_where_and_why(base: Base) -> None:
    found, _ = _fixes(_root(base), _record(OLD))
    assert [(fix.ref, fix.field) for fix in found] == [
        ("links/tool", "url"),
        ("links/blog", "summary.fr"),
        ("links/blog", "summary.en"),
    ]
    assert found[0] == Fix(
        "links/tool", "url", Path("links/tools.yml"), OLD, NEW, "redirects for good to https://new.example/tool"
    )


def test_a_renamed_repository_is_rewritten(base: Base) -> None:
    url, new = "https://github.com/old/name", "https://github.com/new/name"
    root = _root(base, TOOLS.replace(OLD, url))
    found, _ = _fixes(root, _record(url, new, Alive.OK, Document.RENAMED))
    apply(found, root, write=True)
    assert f"  url:   {new}   # since 2019\n" in _text(root)


@pytest.mark.parametrize(
    ("alive", "document", "to"),
    [
        (Alive.OK, Document.SAME, NEW),
        (Alive.OK, Document.NOT_ASKED, NEW),
        (Alive.BLOCKED, Document.NOT_ASKED, NEW),
        (Alive.OK, Document.ELSEWHERE, NEW),
        (Alive.MOVED, Document.ELSEWHERE, NEW),
        (Alive.MOVED, Document.WRONG, NEW),
        (Alive.MOVED, Document.WITHDRAWN, NEW),
        (Alive.DEAD, Document.RENAMED, NEW),
        (Alive.MOVED, Document.SAME, ""),
    ],
)
def test_nothing_else_is_rewritten(base: Base, alive: Alive, document: Document, to: str) -> None:
    assert _fixes(_root(base), _record(OLD, to, alive, document)) == ([], [])


def test_an_exempt_link_is_left_alone(base: Base) -> None:
    exempt = TOOLS.replace("  what: tool\n", "  what: tool\n  unchecked: {fr: non, en: no}\n")
    assert _fixes(_root(base, exempt), _record(OLD)) == ([], [])


def test_an_address_that_another_entry_has_is_left_and_said(base: Base) -> None:
    found, left = _fixes(_root(base), _record(OLD, "https://other.example"))
    assert left == [
        "content/links/tools.yml:6: links/tool.url: moved to https://other.example, which links/other has already; "
        "keep one of the two"
    ]
    assert [fix.field for fix in found] == ["summary.fr", "summary.en"]


def test_of_two_entries_that_moved_to_one_address_the_first_gets_it(base: Base) -> None:
    found, left = _fixes(_root(base), _record("https://other.example/"), _record("https://blog.example/"))
    assert [fix.ref for fix in found] == ["links/other"]
    assert [line.partition(",")[0] for line in left] == [f"content/links/tools.yml:11: links/blog.url: moved to {NEW}"]


@pytest.mark.parametrize("to", ["ftp://new.example/", "https://new.example/a b", "https://new.example/\n", "//new/"])
def test_what_is_no_address_of_the_schema_is_left_and_said(base: Base, to: str) -> None:
    found, left = _fixes(_root(base), _record(OLD, to))
    assert found == []
    assert "which cannot be the address of a link; change it by hand" in left[0]


@pytest.mark.parametrize(
    "text",
    [
        TOOLS,
        TOOLS.replace("\n", "\r\n"),
        TOOLS.rstrip("\n"),
        "\ufeff" + TOOLS,
        TOOLS.replace("since 2019", "since\u2028# 2019"),
    ],
    ids=["plain", "CRLF", "no newline at the end", "BOM", "a separator that Python takes for a line"],
)
@pytest.mark.parametrize("folder", ["content", "mon contenu é"])
def test_git_applies_the_diff(tmp_path: Path, text: str, folder: str) -> None:
    root = tmp_path / folder
    (root / "links").mkdir(parents=True)
    (root / "links/tools.yml").write_bytes(text.encode())
    found = [
        Fix("links/tool", "url", Path("links/tools.yml"), OLD, NEW, "moved"),
        Fix("links/blog", "summary.en", Path("links/tools.yml"), OLD, NEW, "moved"),
    ]
    diff, left = apply(found, root, write=False)
    assert left == []
    assert _text(root) == text
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=tmp_path, input=diff.encode(), check=True)
    applied = _text(root)
    (root / "links/tools.yml").write_bytes(text.encode())
    apply(found, root, write=True)
    assert applied == _text(root) != text


def test_only_the_changed_lines_differ(base: Base) -> None:
    root = _root(base)
    diff, _ = apply(_fixes(root, _record(OLD))[0], root, write=False)
    assert diff.startswith("--- a/content/links/tools.yml\n+++ b/content/links/tools.yml\n@@ ")
    assert [line for line in diff.splitlines()[2:] if line[0] in "+-"] == [
        f"-  url:   {OLD}   # since 2019",
        f"+  url:   {NEW}   # since 2019",
        f"-      Voir [ici]({OLD}) et",
        f"+      Voir [ici]({NEW}) et",
        f'-    en: "See [here]({OLD})."',
        f'+    en: "See [here]({NEW})."',
    ]


def test_without_write_no_file_changes(base: Base) -> None:
    root = _root(base)
    apply(_fixes(root, _record(OLD))[0], root, write=False)
    assert _text(root) == TOOLS


def test_no_fix_is_no_diff(base: Base) -> None:
    assert apply([], base(), write=True) == ("", [])


def test_what_cannot_be_rewritten_is_left_and_the_rest_is_not(base: Base) -> None:
    root = _root(base, TOOLS.replace("  url:   http://old.example/tool   # since 2019\n", f"  url: >-\n    {OLD}\n"))
    found, _ = _fixes(root, _record(OLD))
    diff, left = apply(found, root, write=True)
    assert left == ["content/links/tools.yml: tool.url: written as a block; change it by hand"]
    assert f'+    en: "See [here]({NEW})."' in diff
    assert f"  url: >-\n    {OLD}\n" in _text(root)


def test_an_address_that_was_edited_meanwhile_stays(base: Base) -> None:
    root = _root(base)
    found, _ = _fixes(root, _record(OLD))
    edited = TOOLS.replace(OLD, "https://mine.example/")
    (root / "links/tools.yml").write_text(edited, encoding="utf-8")
    _, left = apply(found, root, write=True)
    assert _text(root) == edited
    assert left == [
        f"content/links/tools.yml: tool.url: no longer {OLD}; run kbgen check-links again",
        f"content/links/tools.yml: blog.summary.fr: does not link to {OLD}",
        f"content/links/tools.yml: blog.summary.en: does not link to {OLD}",
    ]


def test_two_files_are_two_diffs(base: Base) -> None:
    root = _root(base)
    paper = "https://arxiv.org/abs/2104.09864"
    found, _ = _fixes(root, _record(OLD), _record(paper, f"{paper}v5"))
    diff, _ = apply(found, root, write=True)
    assert [line for line in diff.splitlines() if line.startswith("+++")] == [
        "+++ b/content/links/papers.yml",
        "+++ b/content/links/tools.yml",
    ]


def test_if_a_file_cannot_be_read_nothing_is_written(base: Base) -> None:
    root = _root(base)
    lost = Fix("links/z", "url", Path("links/z.yml"), OLD, NEW, "moved")
    with pytest.raises(KbgenError, match=r"z\.yml: cannot be read"):
        apply([*_fixes(root, _record(OLD))[0], lost], root, write=True)
    assert _text(root) == TOOLS


def test_an_address_on_another_site_that_nothing_vouches_for_is_left_to_a_person(base: Base) -> None:
    found, left = _fixes(_root(base), _record(OLD, "https://casino.example/", document=Document.NOT_ASKED))
    assert found == []
    assert "on another site, and nothing says that it is the same" in left[0]
