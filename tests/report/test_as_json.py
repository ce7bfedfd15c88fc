from __future__ import annotations

import json

from kbgen.report import Report, Result, Status
from kbgen.report.as_json import as_json


def test_a_report_is_its_counts_and_its_results() -> None:
    report = Report(
        (Result("links/é.url", Status.FAILED, "dead", "content/l.yml:3", rule="alive/dead", hint="write b"),)
    )
    assert json.loads(as_json(report)) == {
        "summary": {"passed": 0, "warning": 0, "failed": 1, "unknown": 0},
        "results": [
            {
                "ref": "links/é.url",
                "status": "failed",
                "rule": "alive/dead",
                "detail": "dead",
                "hint": "write b",
                "file": "content/l.yml",
                "line": 3,
            }
        ],
    }


def test_every_key_is_always_there() -> None:
    (result,) = json.loads(as_json(Report((Result("a", Status.PASSED, "x"),))))["results"]
    assert (result["rule"], result["hint"], result["file"], result["line"]) == ("", "", "", None)
