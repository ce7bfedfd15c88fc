"""The table of faults and what was said of each."""

from __future__ import annotations

import pytest

VERDICTS = pytest.StashKey[list[tuple[str, str, str]]]()
"""A fault, the verdict, its evidence."""
WIDTH = 90


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Each fault with its verdict, where the faults were asked for."""
    rows = config.stash.get(VERDICTS, [])
    if not rows or not any("test_faults" in argument for argument in config.args):
        return
    terminalreporter.section(f"{len(rows)} faults of servers, and what is said of each")
    for fault, verdict, evidence in rows:
        shown = evidence if len(evidence) <= WIDTH else f"{evidence[: WIDTH - 1]}…"
        terminalreporter.write_line(f"{fault:<44} {verdict:<34} {shown}")
