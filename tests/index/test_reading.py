from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from kbgen.index.index import Index
from kbgen.index.reading import exact, files_of, is_current, opened, preferred
from tests.conftest import Base


def test_an_index_knows_when_a_file_has_changed_come_or_gone(index: Index) -> None:
    content = index.path.parent
    assert is_current(index.connection, str(content))
    (content / "records").mkdir()
    (content / "records" / "links.json").write_text("{}")
    assert not is_current(index.connection, str(content))
    (content / "records" / "links.json").unlink()
    assert is_current(index.connection, str(content))
    later = time.time() + 10
    os.utime(content / "kb.yml", (later, later))
    assert not is_current(index.connection, str(content))


def test_what_tools_leave_beside_the_content_makes_no_index_old(base: Base) -> None:
    content = base()
    before = files_of(str(content))
    (content / ".schemas").mkdir()
    (content / "formulas" / "__pycache__").mkdir()
    (content / "formulas" / ".basics.yml.swp").write_text("")
    assert files_of(str(content)) == before


@pytest.mark.parametrize("share", [0, 0.3, 0.999])
def test_an_index_that_is_cut_off_is_none(index: Index, tmp_path: Path, share: float) -> None:
    whole = index.path.read_bytes()
    (tmp_path / "cut.sqlite").write_bytes(whole[: int(len(whole) * share)])
    assert opened(str(tmp_path / "cut.sqlite")) is None


def test_what_is_no_database_or_not_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "text.sqlite").write_text("not a database " * 100)
    assert opened(str(tmp_path / "text.sqlite")) is None
    assert opened(str(tmp_path / "nowhere.sqlite")) is None
    assert opened(str(tmp_path)) is None


def test_a_path_with_signs_of_a_uri_is_a_path(index: Index, tmp_path: Path) -> None:
    odd = tmp_path / "a?b#c%20.sqlite"
    odd.write_bytes(index.path.read_bytes())
    connection = opened(str(odd))
    assert connection is not None
    assert exact(connection, "rope")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "fr"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "de_DE"}, "fr"),
        ({"LANG": "fr_FR", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "en"}, "en"),
        ({"LC_ALL": "", "LANG": "en"}, "en"),
    ],
)
def test_the_locale_chooses_among_the_languages_of_the_base(environment: dict[str, str], language: str) -> None:
    assert preferred(["fr", "en"], environment) == language
