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


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel would install."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_a_wheel_carries_no_leftovers(installed: Path) -> None:
    hidden = {path.name for path in (installed / "kbgen" / "_data").rglob(".*")}
    assert hidden == {".schemas"}


def test_what_a_wheel_installs_answers_from_its_own_index(installed: Path, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path[:0] = [{str(installed)!r}, *{sys.path!r}]; sys.argv = ['kbgen', 'lookup', 'rope']\n"
        "from kbgen.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "import kbgen.opening\n"
        "print(kbgen.opening.open_index()[0])\n"
        "print(sorted({'pydantic', 'yaml', 'click', 're'} & set(sys.modules)))"
    )
    command = [sys.executable, "-I", "-S", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("RoPE")
    assert done.stdout.splitlines()[-2:] == [str(installed / "kbgen" / "_data" / "index.sqlite"), "[]"]


def test_a_wheel_carries_content_templates_and_settings(installed: Path, tmp_path: Path) -> None:
    code = (
        "from kbgen import paths; import kbgen.language; from kbgen.kb import KnowledgeBase\n"
        "print(paths.data('site_templates').relative_to(paths._PACKAGE), paths.data('mkdocs.yml').is_file())\n"
        "print(len(KnowledgeBase.read(paths.data('content')).content.entries) > 0, kbgen.language.language('fr').name)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "_data/site_templates True\nTrue Français\n"
