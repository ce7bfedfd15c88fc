from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from kbgen.api.current import Current
from kbgen.compile import compile_index
from kbgen.errors import KbgenError
from tests.conftest import GLOSSARY, Base

CHANGED = GLOSSARY.replace("A rotation per position.", "One rotation per position.")


def followed(current: Current, change: Callable[[], object], done: Callable[[], bool]) -> float:
    """Seconds from a change until `done`."""

    async def follow() -> float:
        async with current.following():
            await asyncio.sleep(0)
            change()
            start = perf_counter()
            while not done():
                assert perf_counter() - start < 30
                await asyncio.sleep(0.01)
            return perf_counter() - start

    return asyncio.run(follow())


def definition(current: Current) -> str:
    return current.edition.index.glossary["rope"].definition["en"]


def test_content_that_changes_is_taken_up(base: Base) -> None:
    current = Current(base())
    followed(current, lambda: base({"glossary/r.yml": CHANGED}), lambda: definition(current).startswith("One"))


def test_an_index_that_is_replaced_is_taken_up_within_a_second(base: Base, tmp_path: Path) -> None:
    served, newer = tmp_path / "index.sqlite", tmp_path / "newer.sqlite"
    compile_index(base(), served)
    compile_index(base({"glossary/r.yml": CHANGED}), newer)
    current = Current(served)
    took = followed(current, lambda: os.replace(newer, served), lambda: definition(current).startswith("One"))
    assert took < 1


def test_nothing_is_opened_while_nothing_changes(base: Base) -> None:
    current = Current(base())
    edition = current.edition
    start = perf_counter()
    followed(current, lambda: None, lambda: perf_counter() - start > 1.2)
    assert current.edition is edition


def test_the_files_of_an_edition_are_of_that_edition(base: Base) -> None:
    current = Current(base())
    followed(
        current, lambda: base({"glossary/r.yml": CHANGED}), lambda: b"One" in current.edition.files["api/v1/all.json"]
    )
    assert definition(current).startswith("One")


def test_broken_content_leaves_what_was_there_and_is_told_once(base: Base, capsys: pytest.CaptureFixture[str]) -> None:
    current = Current(base())
    edition = current.edition
    told: list[str] = []

    def is_told() -> bool:
        told.append(capsys.readouterr().err)
        return perf_counter() - start > 1.5

    start = perf_counter()
    followed(current, lambda: base({"glossary/r.yml": "rope: {name: RoPE}\n"}), is_told)
    assert current.edition is edition
    message = "".join(told)
    assert message.count("glossary/r.yml:1: rope.definition: ") == 1
    assert message.endswith("\nanswers come from what was there before\n")


def test_content_that_is_mended_is_taken_up_again(base: Base) -> None:
    current = Current(base())
    followed_broken = perf_counter()

    def mend_later() -> bool:
        if perf_counter() - followed_broken > 1.2:
            base({"glossary/r.yml": CHANGED})
        return definition(current).startswith("One")

    followed(current, lambda: base({"glossary/r.yml": "broken"}), mend_later)


def test_an_index_that_is_gone_leaves_what_was_there(
    base: Base, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = tmp_path / "index.sqlite"
    compile_index(base(), served)
    current = Current(served)
    err: list[str] = []

    def is_told() -> bool:
        err.append(capsys.readouterr().err)
        return "answers come from" in "".join(err)

    followed(current, served.unlink, is_told)
    assert current.edition.index.path == served


def test_what_is_no_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not an index", encoding="utf-8")
    with pytest.raises(KbgenError, match="is no index"):
        Current(tmp_path / "x")
