"""A report as annotations of GitHub, which stand beside the line of a change.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from kbgen.report.result import Report, Result, Status

_LEVELS = {Status.FAILED: "error", Status.WARNING: "warning", Status.UNKNOWN: "notice"}


def github_annotations(report: Report, prefix: str = "") -> str:
    """A line for each result that did not pass. `prefix` is the folder of the repository that `content/` stands in."""
    return "".join(_annotation(result, prefix) for result in report.results if result.status in _LEVELS)


def _annotation(result: Result, prefix: str) -> str:
    title = f"{result.ref}: {result.rule}" if result.rule else result.ref
    properties = {"file": result.path(prefix), "line": str(result.line or ""), "title": title}
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{_LEVELS[result.status]}{' ' if named else ''}{named}::{_message(result.advice)}\n"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
