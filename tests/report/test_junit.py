from __future__ import annotations

from xml.etree import ElementTree

import junitparser
import pytest

from kbgen.report import Report, Result, Status
from kbgen.report.junit import junit

REPORT = Report(
    (
        Result("links/a.url", Status.PASSED, "ok", "content/l.yml:1"),
        Result("links/b.url", Status.WARNING, "moved", "content/l.yml:2", hint="write c"),
        Result("links/c.url", Status.FAILED, "dead", "content/l.yml:3", rule="alive/dead", hint="write d"),
        Result("links/d.url", Status.UNKNOWN, "blocked", "content/l.yml:4"),
    )
)


def _suites(text: str) -> junitparser.JUnitXml:
    suites = junitparser.JUnitXml.fromstring(text.encode())
    assert isinstance(suites, junitparser.JUnitXml)
    return suites


def test_the_numbers_are_those_that_another_reader_counts() -> None:
    suites = _suites(junit(REPORT, "kbgen check-links", 1.5))
    (suite,) = suites
    written = (suites.tests, suites.failures, suites.errors, suites.skipped, suites.time)
    assert written == (4, 1, 0, 1, 1.5)
    cases = list(suite)
    counted = (len(cases), sum(case.is_failure for case in cases), sum(case.is_skipped for case in cases))
    assert (suite.tests, suite.failures, suite.skipped) == counted == (4, 1, 1)
    assert suite.name == "kbgen check-links"


def test_each_result_is_a_case_named_by_its_entry_and_grouped_by_its_file() -> None:
    (suite,) = _suites(junit(REPORT, "n", 0))
    assert [(case.classname, case.name) for case in suite] == [
        ("content/l.yml", "links/a.url"),
        ("content/l.yml", "links/b.url"),
        ("content/l.yml", "links/c.url"),
        ("content/l.yml", "links/d.url"),
    ]


def test_a_failure_says_what_where_and_what_to_do() -> None:
    (suite,) = _suites(junit(REPORT, "n", 0))
    (failure,) = list(suite)[2].result
    assert (failure.type, failure.message, failure.text) == (
        "alive/dead",
        "dead; write d",
        "content/l.yml:3: dead; write d",
    )


def test_unknown_is_skipped_and_a_warning_passes_with_words() -> None:
    (suite,) = _suites(junit(REPORT, "n", 0))
    cases = list(suite)
    assert cases[3].is_skipped
    assert cases[1].is_passed
    assert cases[1].system_out == "warning: content/l.yml:2: moved; write c"


def test_a_result_about_no_file_is_grouped_by_its_entry() -> None:
    (suite,) = _suites(junit(Report((Result("links/a.url", Status.PASSED, "x"),)), "n", 0))
    assert next(iter(suite)).classname == "links/a"


@pytest.mark.parametrize("char", ["\x00", "\x08", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800"], ids=ascii)
def test_characters_that_xml_cannot_hold_are_replaced_everywhere(char: str) -> None:
    odd = f"a{char}b"
    text = junit(Report((Result(odd, Status.FAILED, odd, f"{odd}:1", rule=odd, hint=odd),)), odd, 0)
    case = ElementTree.fromstring(text).find("testsuite/testcase")
    assert case is not None
    assert case.get("name") == "a\ufffdb"


def test_marks_of_xml_are_text() -> None:
    text = junit(Report((Result("a", Status.FAILED, "<b>&\"' ]]> 😀"),)), "n", 0)
    failure = ElementTree.fromstring(text).find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.text == "<b>&\"' ]]> 😀"
