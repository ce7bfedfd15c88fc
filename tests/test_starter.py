from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.errors import KbgenError
from kbgen.site import build
from kbgen.starter import start
from kbgen.validate import validate


def test_a_new_base_is_valid_and_builds(tmp_path: Path) -> None:
    start(tmp_path / "new")
    _, report = validate(tmp_path / "new" / "content")
    assert report.results == ()
    [built] = build(tmp_path / "new")
    assert (built.language, built.entries) == ("en", {"formulas": 1, "glossary": 1, "links": 1})
    assert "σ" not in (tmp_path / "new/site/formulas/examples.html").read_text(encoding="utf-8")
    assert r"\sigma(x)" in (tmp_path / "new/site/formulas/examples.html").read_text(encoding="utf-8")


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x", encoding="utf-8")
    with pytest.raises(KbgenError, match="is not empty; name a new folder"):
        start(tmp_path)
