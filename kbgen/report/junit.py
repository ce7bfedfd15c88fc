"""A report as JUnit XML, which most build servers show.

The form that Jenkins and GitLab read: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kbgen.report.result import Report, Result, Status

# What XML 1.0 has no way to write (https://www.w3.org/TR/xml/#charsets).
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report, name: str, seconds: float) -> str:
    """A test case for each result: failed ones are failures, unknown ones skipped, warnings stand in the output.

    `name` is that of the suite, `seconds` how long the checks took in all.
    """
    counts = report.count()
    totals = {
        "name": _legal(name),
        "tests": str(len(report.results)),
        "failures": str(counts[Status.FAILED]),
        "errors": "0",
        "skipped": str(counts[Status.UNKNOWN]),
        "time": f"{seconds:.3f}",
    }
    suites = Element("testsuites", totals)
    suite = SubElement(suites, "testsuite", totals)
    for result in report.results:
        _add(suite, result)
    indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _add(suite: Element, result: Result) -> None:
    group = result.file or result.ref.partition(".")[0] or result.rule
    names = {"classname": _legal(group), "name": _legal(result.ref or result.detail), "time": "0"}
    case = SubElement(suite, "testcase", names)
    words = _legal(result.advice)
    place = f"{_legal(result.where)}: {words}" if result.where else words
    if result.status is Status.FAILED:
        SubElement(case, "failure", {"message": words, "type": _legal(result.rule) or "failed"}).text = place
    elif result.status is Status.UNKNOWN:
        SubElement(case, "skipped", {"message": words})
    elif result.status is Status.WARNING:
        SubElement(case, "system-out").text = f"warning: {place}"


def _legal(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)
