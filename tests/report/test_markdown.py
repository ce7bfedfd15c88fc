from __future__ import annotations

from kbgen.report import Report, Result, Status
from kbgen.report.markdown import markdown


def _report(*found: tuple[Status, str]) -> Report:
    return Report(
        tuple(Result(f"links/{n}.url", status, detail, f"links.yml:{n}") for n, (status, detail) in enumerate(found))
    )


def test_the_worst_comes_first_and_what_passed_is_counted_only() -> None:
    text = markdown(_report((Status.PASSED, "fine"), (Status.WARNING, "moved"), (Status.FAILED, "gone")))
    assert text.startswith("1 passed, 1 warning, 1 failed\n\n## Red: 1\n")
    assert text.index("gone") < text.index("moved")
    assert "fine" not in text


def test_the_words_of_a_foreign_page_name_nobody_and_bring_no_picture() -> None:
    text = markdown(_report((Status.FAILED, "its title is '```\n@everyone ![x](https://evil.example/x.png)'")))
    assert text.count("```") == 2
    assert text.index("```text") < text.index("@everyone") < text.rindex("```")


def test_what_does_not_fit_is_counted() -> None:
    text = markdown(_report(*[(Status.FAILED, "x" * 100)] * 50), limit=2_000)
    assert len(text) < 2_000
    kept = text.count("links.yml:")
    assert f"… and {50 - kept} more." in text


def test_an_empty_report_says_so() -> None:
    assert markdown(Report()) == "nothing to check\n"
