from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

import kbgen
from kbgen import opening
from kbgen.errors import ContentError, KbgenError
from kbgen.index import reading
from kbgen.index.reading import NAME
from tests.conftest import GLOSSARY, Base


def test_an_index_is_made_once_and_again_when_the_content_changes(base: Base) -> None:
    content = base()
    path = Path(opening.open_index(str(content))[0])
    assert path == content / NAME
    made = path.stat().st_ino
    assert Path(opening.open_index(str(content))[0]).stat().st_ino == made
    base({"glossary/r.yml": GLOSSARY.replace("name: RoPE", "name: Rotation")})
    with kbgen.load(content) as kb:
        assert kb.glossary["rope"].name["fr"] == "Rotation"


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 5000])
def test_a_damaged_index_is_made_again(base: Base, damage: bytes) -> None:
    content = base()
    kbgen.load(content).close()
    (content / NAME).write_bytes(damage)
    with kbgen.load(content) as kb:
        assert len(kb) == 3


def test_an_index_of_another_kbgen_is_made_again(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    content = base()
    kbgen.load(content).close()
    monkeypatch.setattr("kbgen.index.reading.FORMAT", "0")
    assert reading.opened(str(content / NAME)) is None


def test_broken_content_is_said_and_the_old_index_stays(base: Base) -> None:
    content = base()
    kbgen.load(content).close()
    before = (content / NAME).read_bytes()
    (content / "glossary" / "r.yml").write_text(GLOSSARY.replace("definition:", "definiton:"), encoding="utf-8")
    with pytest.raises(ContentError, match="did you mean 'definition'"):
        kbgen.load(content)
    assert (content / NAME).read_bytes() == before
    assert [path.name for path in content.glob(f"{NAME}*")] == [NAME]


def test_where_the_content_cannot_be_written_the_index_is_in_the_cache(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = base()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (content / NAME).mkdir()  # root may write everywhere: no mode forbids it
    monkeypatch.setattr(os, "access", lambda *_: False)
    first = opening.open_index(str(content))[0]
    assert first.startswith(str(tmp_path / "cache" / "kbgen"))
    made = Path(first).stat().st_ino
    assert Path(opening.open_index(str(content))[0]).stat().st_ino == made


def test_no_place_to_write_is_one_line_that_names_both(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    content = base()
    (content / NAME).mkdir()
    with pytest.raises(KbgenError, match="the index can be kept nowhere") as error:
        opening.open_index(str(content))
    assert len(str(error.value).splitlines()) == 1


def test_no_content_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="no content folder at .*; run kbgen where content/ is"):
        kbgen.load(tmp_path / "nowhere")


def test_what_came_with_kbgen_is_there_without_a_folder() -> None:
    with kbgen.load() as kb:
        assert kb.glossary["rope"].ref == "glossary/rope"


def test_readers_and_makers_at_once_see_whole_indexes(base: Base) -> None:
    content = base()
    kbgen.load(content).close()
    wrong: list[object] = []

    def read() -> None:
        try:
            for _ in range(20):
                with kbgen.load(content) as kb:
                    assert len(kb) == 3
                    assert kb.lookup("rope").matches[0].entry.name["fr"] in ("RoPE", "Rotation")
        except Exception as error:
            wrong.append(error)

    def change() -> None:
        for n in range(20):
            name = "RoPE" if n % 2 else "Rotation"
            draft = content.parent / "draft.yml"
            draft.write_text(GLOSSARY.replace("name: RoPE", f"name: {name}"), encoding="utf-8")
            draft.replace(content / "glossary" / "r.yml")

    threads = [threading.Thread(target=read) for _ in range(3)] + [threading.Thread(target=change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
