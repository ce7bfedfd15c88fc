"""What the seeded faults stand on, and the table of who caught them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from kbgen.content import Content, load
from kbgen.report import Result
from tests.conftest import ROOT
from tests.faults.fault import Fault

FOLDERS = (ROOT / "content", Path(__file__).parent / "content")
"""The content of the site, and entries that only exist to be made wrong."""

WIDTH = 100
"""Characters of a message in the table."""

CAUGHT = pytest.StashKey[list[tuple[Fault, Result]]]()


@pytest.fixture(scope="session")
def content_of() -> Callable[[str], Content]:
    """The content that holds a ref; each folder is read once."""
    torch.set_num_threads(1)  # arrays of a few numbers: threads cost more than they give
    contents = [load(folder) for folder in FOLDERS]
    return lambda ref: next(content for content in contents if ref in content.entries)


@pytest.fixture(scope="module")
def collector_off() -> Iterator[None]:
    """Without the cyclic collector, as the reader of content does: there are many objects and hardly a cycle."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def caught(request: pytest.FixtureRequest) -> Callable[[Fault, Result], None]:
    """Keeps for the table which fault was caught, and by what message."""
    rows = request.config.stash.setdefault(CAUGHT, [])
    return lambda fault, result: rows.append((fault, result))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Each fault, the check that caught it and what it said, where the faults were asked for."""
    rows = config.stash.get(CAUGHT, [])
    if not rows or not any("faults" in argument for argument in config.args):
        return
    terminalreporter.section(f"{len(rows)} faults caught")
    for fault, result in rows:
        detail = result.detail if len(result.detail) <= WIDTH else f"{result.detail[: WIDTH - 1]}…"
        terminalreporter.write_line(f"{fault.caught_by:<10}{fault.ref}: {fault.name}")
        terminalreporter.write_line(f"{'':<10}{detail}")
