from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.content import load
from kbgen.errors import KbgenError
from kbgen.fingerprint import checked_refs
from kbgen.records.proofs import Records
from kbgen.site import build
from kbgen.starter import start
from kbgen.validate import validate
from kbgen.verify.verify import verify


def test_a_new_base_is_valid_and_builds(tmp_path: Path) -> None:
    start(tmp_path / "new")
    _, report = validate(tmp_path / "new" / "content")
    assert report.results == ()
    [built] = build(tmp_path / "new")
    assert (built.language, built.entries) == ("en", {"formulas": 1, "glossary": 1, "links": 1})
    assert "σ" not in (tmp_path / "new/site/formulas/examples.html").read_text(encoding="utf-8")
    assert r"\sigma(x)" in (tmp_path / "new/site/formulas/examples.html").read_text(encoding="utf-8")


def test_the_formula_of_a_new_base_is_cross_checked(tmp_path: Path) -> None:
    start(tmp_path / "new")
    content = load(tmp_path / "new" / "content")
    [outcome] = verify(content, list(checked_refs(content)), Records())
    assert outcome.passed, outcome.results
    assert outcome.record["state"] == "cross-checked"


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x", encoding="utf-8")
    with pytest.raises(KbgenError, match="is not empty; name a new folder"):
        start(tmp_path)
