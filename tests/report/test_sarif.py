from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kbgen.report import Report, Result, Status
from kbgen.report.sarif import sarif

FILE = Path(__file__).with_name("sarif-schema-2.1.0.json")
SCHEMA = json.loads(FILE.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
RULES = {"alive/ok": "It answers.", "alive/dead": "Nothing is there.", "alive/moved": "It has moved."}

DEAD = Result("links/b.url", Status.FAILED, "dead", "content/l.yml:3", rule="alive/dead", hint="write c")
MOVED = Result("links/a.url", Status.WARNING, "moved", "content/l.yml:2", rule="alive/moved")
REPORT = Report(
    (
        Result("links/o.url", Status.PASSED, "ok", "content/l.yml:1", rule="alive/ok"),
        MOVED,
        DEAD,
        Result("formulas/x.latex", Status.UNKNOWN, "LaTeX not judged"),
    )
)


def _run(*results: Result, prefix: str = "") -> dict[str, Any]:
    log = json.loads(sarif(Report(results), "1.2.3", RULES, prefix))
    VALIDATOR.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def _fingerprints(*results: Result) -> list[str]:
    return [found["partialFingerprints"]["kbgen/v1"] for found in _run(*results)["results"]]


def test_the_schema_is_the_official_one_unchanged() -> None:
    jsonschema.Draft4Validator.check_schema(SCHEMA)
    digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
    assert digest in (FILE.parent / "README.md").read_text(encoding="utf-8")


def test_the_log_is_valid_and_names_its_schema() -> None:
    log = json.loads(sarif(REPORT, "1.2.3", RULES))
    VALIDATOR.validate(log)
    assert log["$schema"] == SCHEMA["id"]


def test_an_empty_report_is_a_valid_log() -> None:
    assert _run()["results"] == []


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("results/0/level", "fatal"),
        ("results/0/message", {}),
        ("results/0/locations/0/physicalLocation/region/startLine", 0),
        ("results/0/partialFingerprints/kbgen", 1),
        ("tool/driver/rules/0/id", None),
        ("invocations/0/executionSuccessful", None),
        ("tool/driver/colour", "red"),
    ],
)
def test_a_broken_log_is_refused(where: str, what: object) -> None:
    log = json.loads(sarif(Report((DEAD,)), "1.2.3", RULES))
    *way, last = where.split("/")
    part = log["runs"][0]
    for step in way:
        part = part[int(step)] if step.isdigit() else part[step]
    if what is None:
        del part[last]
    else:
        part[last] = what
    assert not VALIDATOR.is_valid(log)


def test_what_passed_is_left_out_and_the_rest_has_its_level() -> None:
    assert [found["level"] for found in _run(*REPORT.results)["results"]] == ["warning", "error", "note"]


def test_rules_are_those_of_the_results_each_with_its_sentence() -> None:
    run = _run(*REPORT.results)
    rules = run["tool"]["driver"]["rules"]
    assert rules[:2] == [
        {"id": "alive/moved", "shortDescription": {"text": "It has moved."}},
        {"id": "alive/dead", "shortDescription": {"text": "Nothing is there."}},
    ]
    assert all(rules[found["ruleIndex"]]["id"] == found["ruleId"] for found in run["results"])


def test_a_result_of_no_rule_or_an_unknown_one_has_a_rule_all_the_same() -> None:
    run = _run(Result("a", Status.FAILED, "x"), Result("b", Status.FAILED, "x", rule="new/one"))
    assert [found["ruleId"] for found in run["results"]] == ["check", "new/one"]


def test_a_result_says_where_what_and_what_to_do() -> None:
    (found,) = _run(DEAD)["results"]
    assert found["message"]["text"] == "links/b.url: dead; write c"
    assert found["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "content/l.yml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 3},
            }
        }
    ]


def test_a_file_is_an_address_from_the_root_of_the_repository() -> None:
    odd = replace(DEAD, where="content/été 1#.yml:3")
    (found,) = _run(odd, prefix="my docs")["results"]
    location = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "my%20docs/content/%C3%A9t%C3%A9%201%23.yml"


def test_a_finding_that_only_moves_to_another_line_stays_the_same() -> None:
    assert _fingerprints(DEAD) == _fingerprints(replace(DEAD, where="content/l.yml:99", detail="dead since Monday"))


def test_two_findings_are_two() -> None:
    other = Result("a", Status.FAILED, "x")
    assert len(set(_fingerprints(DEAD, MOVED, replace(DEAD, rule="alive/moved"), other, other))) == 5


def test_the_words_of_a_foreign_page_are_neither_arguments_nor_links() -> None:
    (found,) = _run(Result("a", Status.FAILED, r"its title is '{0} \frac{1} [x](javascript:y)'"))["results"]
    assert found["message"]["text"] == r"a: its title is '{{0}} \frac{{1}} [x] (javascript:y)'"
