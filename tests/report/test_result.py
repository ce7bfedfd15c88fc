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
