from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from kbgen.api.current import PAUSE, Current
from kbgen.compile import compile_index
from kbgen.errors import KbgenError
from tests.conftest import FILES, GLOSSARY, KB, Base

CHANGED = GLOSSARY.replace("A rotation per position.", "One rotation per position.")

BROKEN = "rope: {name: RoPE}\n"


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
    return current.edition.glossary["rope"].definition["en"]


def test_content_that_changes_is_taken_up(base: Base) -> None:
    current = Current(base())
    followed(current, lambda: base({"glossary/r.yml": CHANGED}), lambda: definition(current).startswith("One"))


def test_an_index_that_is_replaced_is_taken_up_within_a_second(base: Base, tmp_path: Path) -> None:
    served, newer = tmp_path / "index.sqlite", tmp_path / "newer.sqlite"
    compile_index(base(), served)
    compile_index(base({"glossary/r.yml": CHANGED}), newer)
    current = Current(served)
    took = followed(current, lambda: newer.replace(served), lambda: definition(current).startswith("One"))
    assert took < 1


def test_nothing_is_opened_while_nothing_changes(base: Base) -> None:
    current = Current(base())
    edition = current.edition
    start = perf_counter()
    followed(current, lambda: None, lambda: perf_counter() - start > 3 * PAUSE)
    assert current.edition is edition


def test_the_files_of_an_edition_are_of_that_edition(base: Base) -> None:
    current = Current(base())
    seen: set[tuple[bool, bool]] = set()

    def done() -> bool:
        seen.add((definition(current).startswith("One"), b"One rotation" in current.edition.made["api/v1/all.json"]))
        return len(seen) == 2

    followed(current, lambda: base({"glossary/r.yml": CHANGED}), done)
    assert seen == {(False, False), (True, True)}


def test_broken_content_leaves_what_was_there_and_is_told_once(base: Base, capsys: pytest.CaptureFixture[str]) -> None:
    current = Current(base())
    edition = current.edition
    start = perf_counter()
    followed(current, lambda: base({"glossary/r.yml": BROKEN}), lambda: perf_counter() - start > 3 * PAUSE)
    assert current.edition is edition
    told = capsys.readouterr().err
    assert told.count("glossary/r.yml:1: glossary/rope.definition: missing") == 1
    assert told.endswith("\nanswers come from what was there before\n")


def test_content_that_is_mended_is_taken_up_again(base: Base, capsys: pytest.CaptureFixture[str]) -> None:
    current = Current(base())

    def done() -> bool:
        if capsys.readouterr().err:
            base({"glossary/r.yml": CHANGED})
        return definition(current).startswith("One")

    followed(current, lambda: base({"glossary/r.yml": BROKEN}), done)


def test_an_index_that_is_gone_leaves_what_was_there(
    base: Base, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = tmp_path / "index.sqlite"
    compile_index(base(), served)
    current = Current(served)
    edition = current.edition
    followed(current, served.unlink, lambda: "answers come from what was there before" in capsys.readouterr().err)
    assert current.edition is edition


def test_what_is_no_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("not an index", encoding="utf-8")
    with pytest.raises(KbgenError, match="is no index"):
        Current(tmp_path / "x")


def test_a_base_without_entries_is_an_error(base: Base) -> None:
    kb = KB[: KB.index("sections:")] + "sections: []\n"
    empty = dict.fromkeys(FILES) | {"kb.yml": kb}
    with pytest.raises(KbgenError, match="there are no entries"):
        Current(base(empty))
