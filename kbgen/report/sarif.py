"""A report as SARIF 2.1.0, which code hosts and editors show.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from kbgen.report.result import Report, Result, Status

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Status.FAILED: "error", Status.WARNING: "warning", Status.UNKNOWN: "note"}
_NO_RULE = "check"
"""The rule of results that name none: viewers group by it."""


def sarif(report: Report, version: str, rules: Mapping[str, str], prefix: str = "") -> str:
    """A log with one run. `rules` has a sentence for each `rule` of a result; what passed is left out.

    `version` is that of kbgen, `prefix` the folder of the repository that `content/` stands in.
    """
    shown = [result for result in report.results if result.status in _LEVELS]
    used = list(dict.fromkeys(result.rule or _NO_RULE for result in shown))
    run = {
        "tool": {"driver": {"name": "kbgen", "version": version, "rules": [_rule(rule, rules) for rule in used]}},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": _results(shown, used, prefix),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _rule(rule: str, rules: Mapping[str, str]) -> dict[str, Any]:
    return {"id": rule, "shortDescription": {"text": _text(rules[rule])}} if rule in rules else {"id": rule}


def _results(shown: list[Result], used: list[str], prefix: str) -> list[dict[str, Any]]:
    seen: Counter[tuple[str, str]] = Counter()
    results = []
    for result in shown:
        rule = result.rule or _NO_RULE
        found: dict[str, Any] = {
            "ruleId": rule,
            "ruleIndex": used.index(rule),
            "level": _LEVELS[result.status],
            "message": {"text": _text(f"{result.ref}: {result.advice}" if result.ref else result.advice)},
            # The same finding on another line is the same finding; two of a kind at one place are two.
            "partialFingerprints": {"kbgen/v1": _hash(result.ref, rule, str(seen[result.ref, rule]))},
        }
        seen[result.ref, rule] += 1
        if result.file:
            found["locations"] = [{"physicalLocation": _location(result, prefix)}]
        results.append(found)
    return results


def _location(result: Result, prefix: str) -> dict[str, Any]:
    uri = quote(result.path(prefix))
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if result.line:
        location["region"] = {"startLine": result.line}
    return location


def _text(text: str) -> str:
    """A message: `{0}` would be an argument (3.11.5), `[words](address)` a link (3.11.6), and pages say both."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")


def _hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:32]
