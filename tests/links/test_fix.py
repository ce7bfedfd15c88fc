from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kbgen.content import load
from kbgen.links.check import Finding
from kbgen.links.fix import apply, fixes
from kbgen.links.targets import targets
from kbgen.records.links import Alive, Document, LinkRecord, Policy, standing
from kbgen.validate import validate
from tests.conftest import Base

OLD, NEW = "https://github.com/ggerganov/llama.cpp", "https://github.com/ggml-org/llama.cpp"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOOLS = f"""\
# Tools, by hand.
page: {{title: {{fr: Outils, en: Tools}}}}

llama-cpp:
  what: repository  # the order of keys is mine
  name: llama.cpp
  url: {OLD}   # moved?
  summary: {{fr: "Voir [ici]({OLD}) et [là]({OLD}/issues).", en: "See [here]({OLD})."}}
other:
  name: other
  url: 'https://other.example/'
  what: tool
"""


@pytest.fixture
def content(base: Base) -> Path:
    kb = (base() / "kb.yml").read_text().replace("pages: [links/papers]", "pages: [links/papers, links/tools]")
    return base({"links/tools.yml": TOOLS, "kb.yml": kb})


def findings(content: Path, url: str, **found: object) -> list[Finding]:
    more: dict[str, object] = {"alive": Alive.MOVED, "document": Document.RENAMED, "to": NEW, **found}
    record = LinkRecord(url=url, checked=NOW, since=NOW, **more)  # type: ignore[arg-type]
    return [
        Finding(target, record, standing(record, Policy())) for target in targets(load(content)) if target.url == url
    ]


def rewritten(content: Path, found: list[Finding], *, write: bool = True) -> tuple[str, list[str]]:
    done, left = fixes(load(content), found)
    diff, by_hand = apply(done, content, write=write)
    return diff, [*left, *by_hand]


def test_an_address_that_has_moved_is_rewritten_wherever_it_stands_whole(content: Path) -> None:
    rewritten(content, findings(content, OLD))
    assert (content / "links/tools.yml").read_text() == (
        TOOLS.replace(f"url: {OLD} ", f"url: {NEW} ")
        .replace(f"[ici]({OLD})", f"[ici]({NEW})")
        .replace(f"[here]({OLD})", f"[here]({NEW})")
    )
    assert not validate(content)[1].failures


def test_the_diff_is_what_git_applies(content: Path) -> None:
    diff, left = rewritten(content, findings(content, OLD), write=False)
    assert not left
    assert (content / "links/tools.yml").read_text() == TOOLS
    subprocess.run(["git", "apply", "-p1", "-"], cwd=content.parent, input=diff.encode(), check=True)
    applied = (content / "links/tools.yml").read_text()
    (content / "links/tools.yml").write_text(TOOLS)
    rewritten(content, findings(content, OLD))
    assert (content / "links/tools.yml").read_text() == applied


def test_a_second_run_finds_nothing_to_do(content: Path) -> None:
    rewritten(content, findings(content, OLD))
    assert rewritten(content, findings(content, OLD)) == ("", [])


@pytest.mark.parametrize(
    ("alive", "document"),
    [
        (Alive.OK, Document.SAME),
        (Alive.BLOCKED, Document.NOT_ASKED),
        (Alive.DEAD, Document.NOT_ASKED),
        (Alive.MOVED, Document.ELSEWHERE),
        (Alive.MOVED, Document.WRONG),
        (Alive.MOVED, Document.WITHDRAWN),
    ],
)
def test_what_has_not_moved_to_the_same_document_is_left(content: Path, alive: Alive, document: Document) -> None:
    assert rewritten(content, findings(content, OLD, alive=alive, document=document)) == ("", [])


def test_an_address_that_another_entry_has_is_left_and_told(content: Path) -> None:
    diff, left = rewritten(content, findings(content, OLD, to="https://other.example"))
    assert diff == ""
    assert left == [
        "content/links/tools.yml:7: not rewritten: links/other has https://other.example already; keep one of them"
    ]


def test_an_address_that_content_may_not_hold_is_left_and_told(content: Path) -> None:
    _, left = rewritten(content, findings(content, OLD, to="https://x.example/a|b"))
    assert left == [
        "content/links/tools.yml:7: not rewritten: https://x.example/a|b is no address that content may hold"
    ]


def test_a_file_without_a_last_line_feed_keeps_it_so(content: Path) -> None:
    (content / "links/tools.yml").write_text(TOOLS.rstrip("\n"))
    diff, _ = rewritten(content, findings(content, "https://other.example/", to="https://new.example/"), write=False)
    subprocess.run(["git", "apply", "-p1", "-"], cwd=content.parent, input=diff.encode(), check=True)
    assert (content / "links/tools.yml").read_text() == TOOLS.rstrip("\n").replace("other.example", "new.example")
