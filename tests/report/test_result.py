from __future__ import annotations

from kbgen.report import Report, Result, Status


def test_results_come_in_the_order_in_which_one_would_fix_them() -> None:
    results = [
        Result("c", Status.FAILED, "x", "b.yml:2"),
        Result("b", Status.FAILED, "x", "a.yml:10"),
        Result("a", Status.FAILED, "x", "a.yml:9"),
    ]
    assert [result.ref for result in Report.of(results).results] == ["a", "b", "c"]


def test_warnings_and_unknowns_change_the_exit_code_only_when_strict() -> None:
    for status in (Status.WARNING, Status.UNKNOWN):
        report = Report((Result("a", status, "x"),))
        assert (report.exit_code(), report.exit_code(strict=True)) == (0, 1)
    assert Report((Result("a", Status.FAILED, "x"),)).exit_code() == 1
    assert Report((Result("a", Status.PASSED, "x"),)).exit_code(strict=True) == 0


def test_a_result_reads_where_what_and_how_grave() -> None:
    assert (
        str(Result("glossary/x.name", Status.FAILED, "missing; add it", "g.yml:3"))
        == "g.yml:3: glossary/x.name: missing; add it"
    )
    assert str(Result("", Status.WARNING, "odd")) == "warning: odd"


def test_a_hint_ends_the_line() -> None:
    assert str(Result("a", Status.FAILED, "gone", hint="write b")) == "a: gone; write b"


def test_a_result_knows_its_file_and_line() -> None:
    result = Result("a", Status.FAILED, "x", "content/a.yml:9")
    assert (result.file, result.line) == ("content/a.yml", 9)
    whole = Result("a", Status.FAILED, "x", "content/a.yml")
    assert (whole.file, whole.line) == ("content/a.yml", None)
    assert Result("a", Status.FAILED, "x").path("docs") == ""


def test_a_file_is_found_from_the_root_of_the_repository() -> None:
    assert Result("a", Status.FAILED, "x", "content/a.yml:9").path("docs/base/") == "docs/base/content/a.yml"
