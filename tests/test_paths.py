from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kbgen import paths
from kbgen.errors import KbgenError

ROOT = Path(__file__).parent.parent


def test_an_editable_install_finds_what_lies_beside_the_package() -> None:
    assert paths.data("site_templates") == ROOT / "site_templates"
    assert paths.data("mkdocs.yml").is_file()


def test_what_did_not_come_along_is_named() -> None:
    with pytest.raises(KbgenError, match="nothing-of-this-name did not come with this kbgen"):
        paths.data("nothing-of-this-name")


def test_a_wheel_carries_content_templates_and_settings(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = (
        "from kbgen import paths; import kbgen.language; from kbgen.kb import KnowledgeBase\n"
        "print(paths.data('site_templates').relative_to(paths._PACKAGE), paths.data('mkdocs.yml').is_file())\n"
        "print(len(KnowledgeBase.read(paths.data('content')).content.entries) > 0, kbgen.language.language('fr').name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "_data/site_templates True\nTrue Français\n"
