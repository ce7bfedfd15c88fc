"""Indexes to export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbgen.compile import compile_index
from kbgen.index.index import Index
from tests.conftest import Base

Made = Callable[..., Index]


@pytest.fixture
def made(base: Base, tmp_path: Path) -> Iterator[Made]:
    """Make the index of the tiny base with `files` put over it."""
    opened = []

    def make(files: dict[str, str | None] | None = None) -> Index:
        compile_index(base(files), tmp_path / "index.sqlite")
        opened.append(Index(tmp_path / "index.sqlite"))
        return opened[-1]

    yield make
    for index in opened:
        index.close()
