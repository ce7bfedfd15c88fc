from __future__ import annotations

import re

from kbgen.report import Report, Result, Status
from kbgen.report.github import github_annotations

DEAD = Result(
    "links/bert.url", Status.FAILED, "dead: 404", "content/links/papers.yml:12", rule="alive/dead", hint="write b"
)


def _read(line: str) -> tuple[str, dict[str, str], str]:
    """An annotation as the runner of GitHub reads it (actions/runner, ActionCommand.cs)."""
    found = re.fullmatch(r"::(\w+)(?: ([^\n]*?))?::([^\r\n]*)\n", line)
    assert found, line
    properties = dict(each.split("=", 1) for each in (found[2] or "").split(",") if each)
    return found[1], {name: _plain(value) for name, value in properties.items()}, _plain(found[3])


def _plain(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def _annotations(*results: Result, prefix: str = "") -> list[tuple[str, dict[str, str], str]]:
    lines = github_annotations(Report(results), prefix).splitlines(keepends=True)
    return [_read(line) for line in lines]


def test_a_failure_is_an_error_at_its_file_and_line() -> None:
    properties = {"file": "content/links/papers.yml", "line": "12", "title": "links/bert.url: alive/dead"}
    assert _annotations(DEAD) == [("error", properties, "dead: 404; write b")]


def test_content_in_a_folder_is_named_from_the_root_of_the_repository() -> None:
    assert _annotations(DEAD, prefix="docs/")[0][1]["file"] == "docs/content/links/papers.yml"


def test_what_passed_is_not_annotated_and_the_rest_has_its_level() -> None:
    results = [Result("a", status, "x") for status in Status]
    assert [level for level, _, _ in _annotations(*results)] == ["warning", "error", "notice"]


def test_marks_of_the_command_survive_in_words_and_names() -> None:
    odd = "100 %0A, a: b::c\r\nd"
    ((_, properties, words),) = _annotations(Result(odd, Status.FAILED, odd, "a,b:c%.yml:1"))
    assert (properties["title"], properties["file"], words) == (odd, "a,b:c%.yml", odd)


def test_a_result_without_a_place_is_a_command_without_properties() -> None:
    assert github_annotations(Report((Result("", Status.FAILED, "x"),))) == "::error::x\n"


def test_a_foreign_page_starts_no_command() -> None:
    text = github_annotations(Report((Result("a", Status.FAILED, "its title is '\n::set-output name=x::y'"),)))
    assert len(text.splitlines()) == 1
