"""A report as SARIF 2.1.0, which code hosts and editors show.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from kbgen.report.result import Report, Result, Status

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Status.FAILED: "error", Status.WARNING: "warning", Status.UNKNOWN: "note"}


def sarif(report: Report, version: str, rules: Mapping[str, str]) -> str:
    """A log with one run. `rules` has a sentence for each `rule` of a result; what passed is left out."""
    shown = [result for result in report.results if result.status in _LEVELS]
    used = [rule for rule in rules if any(result.rule == rule for result in shown)]
    driver = {
        "name": "kbgen",
        "version": version,
        "rules": [{"id": rule, "shortDescription": {"text": rules[rule]}} for rule in used],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(result, used) for result in shown],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _result(result: Result, used: list[str]) -> dict[str, Any]:
    words = f"{result.ref}: {result.detail}"
    found: dict[str, Any] = {
        "level": _LEVELS[result.status],
        "message": {"text": f"{words}; {result.hint}" if result.hint else words},
        # The same finding on another line is the same finding.
        "partialFingerprints": {"kbgen/v1": _hash(result.ref, result.rule)},
    }
    if result.rule in used:
        found |= {"ruleId": result.rule, "ruleIndex": used.index(result.rule)}
    if result.file:
        found["locations"] = [{"physicalLocation": _location(result)}]
    return found


def _location(result: Result) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(result.file), "uriBaseId": "%SRCROOT%"}}
    if result.line:
        location["region"] = {"startLine": result.line}
    return location


def _hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:32]
