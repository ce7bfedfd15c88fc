"""A report as JSON, for programs."""

from __future__ import annotations

import json

from kbgen.report.result import Report, Status


def as_json(report: Report) -> str:
    """`{"summary": {"passed": 3, …}, "results": [{"ref", "status", "rule", "detail", "hint", "file", "line"}]}`.

    Every key is always there; `line` is null where a result is about no line.
    """
    counts = report.count()
    results = [
        {
            "ref": result.ref,
            "status": result.status.value,
            "rule": result.rule,
            "detail": result.detail,
            "hint": result.hint,
            "file": result.file,
            "line": result.line,
        }
        for result in report.results
    ]
    kept = {"summary": {status.value: counts[status] for status in Status}, "results": results}
    return json.dumps(kept, indent=1, ensure_ascii=False) + "\n"
