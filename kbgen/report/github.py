"""A report as annotations of GitHub, which stand beside the line of a change.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from kbgen.report.result import Report, Result, Status

_LEVELS = {Status.FAILED: "error", Status.WARNING: "warning", Status.UNKNOWN: "notice"}


def github_annotations(report: Report) -> str:
    """A line for each result that did not pass."""
    return "".join(_annotation(result) for result in report.results if result.status in _LEVELS)


def _annotation(result: Result) -> str:
    title = f"{result.ref}: {result.rule}" if result.rule else result.ref
    properties = {"file": result.file, "line": str(result.line or ""), "title": title}
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    words = f"{result.detail}; {result.hint}" if result.hint else result.detail
    return f"::{_LEVELS[result.status]} {named}::{_message(words)}\n"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
