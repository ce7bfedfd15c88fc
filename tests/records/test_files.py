from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kbgen.content import load
from kbgen.errors import KbgenError
from kbgen.records.files import read_json, write_text
from tests.conftest import Base


def _failing() -> Iterator[str]:
    yield "half"
    raise KeyboardInterrupt


def test_what_is_no_file_holds_nothing(tmp_path: Path) -> None:
    assert read_json(tmp_path / "x.json", "x.json", "kbgen verify") == {}


def test_the_message_names_the_file_and_the_command_that_makes_it_again(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")
    with pytest.raises(
        KbgenError, match=r"^content/records/x.json: cannot be read \(.*\); delete it and run: kbgen v$"
    ):
        read_json(tmp_path / "x.json", "content/records/x.json", "kbgen v")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b'{"form": 1, "\xff": 1}')
    with pytest.raises(KbgenError, match="cannot be read"):
        read_json(tmp_path / "x.json", "x.json", "kbgen v")


def test_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"form": 2}')
    with pytest.raises(KbgenError, match="not a records file of this kbgen"):
        read_json(tmp_path / "x.json", "x.json", "kbgen v")


def test_a_file_is_made_with_its_folder_and_may_be_read_by_all(tmp_path: Path) -> None:
    path = tmp_path / "records" / "x.json"
    write_text(path, ["one ", "two\n"])
    assert path.read_text() == "one two\n"
    assert path.stat().st_mode & 0o777 == 0o644


def test_who_is_interrupted_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    write_text(path, ["old"])
    with pytest.raises(KeyboardInterrupt):
        write_text(path, _failing())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "records").write_text("a file")
    with pytest.raises(KbgenError, match=r"records/x.json: cannot be written \(.+\); nothing was kept"):
        write_text(tmp_path / "records" / "x.json", ["x"])


def test_content_is_read_while_its_records_are_written(base: Base) -> None:
    content = base()

    def parts() -> Iterator[str]:
        yield "half"
        assert load(content).manifest.title  # the unfinished file is in the folder now
        yield "whole"

    write_text(content / "records" / "links.json", parts())
