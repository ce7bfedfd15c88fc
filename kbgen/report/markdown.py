"""A report as Markdown, for an issue, a pull request or a job's summary."""

from __future__ import annotations

from collections.abc import Iterable

from kbgen.report import Report, Result, Status

LIMIT = 60_000
"""Characters. GitHub refuses the text of an issue or a pull request above 65,536."""

_TITLES = {Status.FAILED: "Red", Status.WARNING: "To change", Status.UNKNOWN: "Could not be asked"}


def markdown(report: Report, limit: int = LIMIT) -> str:
    """The counts, then the results that did not pass, the worst first; what does not fit in `limit` is counted."""
    counts = report.count()
    parts = [", ".join(f"{counts[status]} {status}" for status in Status if counts[status]) or "nothing to check"]
    for status, title in _TITLES.items():
        found = [result for result in report.results if result.status is status]
        if found:
            room = limit - sum(map(len, parts)) - 200  # 200: the heading, the fence and the last line
            parts.append(f"## {title}: {len(found)}\n\n{_fenced(found, room)}")
    return "\n\n".join(parts) + "\n"


def _fenced(results: Iterable[Result], room: int) -> str:
    """One line each, in a fence: evidence quotes foreign pages, and must neither name people nor bring pictures."""
    lines: list[str] = []
    left = 0
    for result in results:
        line = str(result).replace("```", "'''")
        if left or len(line) >= room:
            left += 1
            continue
        room -= len(line) + 1
        lines.append(line)
    more = f"\n\n… and {left} more." if left else ""
    return "```text\n" + "\n".join(lines) + "\n```" + more
