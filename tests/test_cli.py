from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import GLOSSARY, Base


def kbgen(
    *arguments: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does."""
    command = [sys.executable, "-m", "kbgen", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, check=False
    )


def test_a_valid_base_exits_0(base: Base) -> None:
    done = kbgen("validate", "--content", base())
    assert (done.returncode, done.stdout, done.stderr) == (0, "valid: 3 entries in 3 files\n", "")


def test_validate_reports_broken_content_and_exits_1(base: Base) -> None:
    done = kbgen("validate", "--content", base({"glossary/r.yml": GLOSSARY.replace("definition:", "definiton:")}))
    assert done.returncode == 1
    assert "glossary/rope.definiton: unknown field; did you mean 'definition'?" in done.stdout
    assert done.stderr == "2 problem(s)\n"


def test_other_verbs_stop_at_broken_content_with_2(base: Base) -> None:
    done = kbgen("lookup", "rope", "--content", base({"glossary/r.yml": GLOSSARY.replace("definition:", "definiton:")}))
    assert done.returncode == 2
    assert "did you mean 'definition'?" in done.stdout


@pytest.mark.parametrize("verb", [["validate", "--content"], ["schema", "--content"], ["build", "--project"]])
def test_a_missing_folder_is_one_line_and_2(tmp_path: Path, verb: list[str]) -> None:
    done = kbgen(*verb, tmp_path / "nowhere")
    assert done.returncode == 2
    assert done.stderr.startswith("kbgen: no content folder at ")
    assert len(done.stderr.splitlines()) == 1


def test_every_verb_has_help() -> None:
    verbs = ["validate", "build", "serve", "schema", "new", "lookup", "search", "list", "show", "api", "mcp", "run"]
    listed = kbgen("--help").stdout
    for verb in verbs:
        assert f"\n  {verb} " in listed
        assert kbgen(verb, "--help").stdout.startswith(f"Usage: kbgen {verb}")


def test_a_wrong_option_is_usage_and_2() -> None:
    done = kbgen("validate", "--kontent", "x")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_version_is_printed() -> None:
    assert kbgen("--version").stdout.startswith("kbgen, version ")


def test_schema_check_fails_until_the_files_are_written(base: Base) -> None:
    root = base()
    assert kbgen("schema", "--check", "--content", root).returncode == 1
    assert kbgen("schema", "--content", root).returncode == 0
    assert kbgen("schema", "--check", "--content", root).returncode == 0


def test_new_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine", encoding="utf-8")
    done = kbgen("new", tmp_path)
    assert done.returncode == 2
    assert "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("hidden", ["jinja2", "material", "mathjax"])
def test_a_missing_extra_is_one_line_that_says_what_to_install(base: Base, tmp_path: Path, hidden: str) -> None:
    blocker = tmp_path / "blocker"
    blocker.mkdir()
    (blocker / "sitecustomize.py").write_text(
        "import sys\nfrom importlib.machinery import PathFinder\n"
        "find = PathFinder.find_spec\n"
        f"PathFinder.find_spec = classmethod(lambda c, n, *a: None if n.split('.')[0] == {hidden!r} else find(n, *a))\n",
        encoding="utf-8",
    )
    done = kbgen("build", "--project", base().parent, env={"PYTHONPATH": str(blocker)})
    assert done.returncode == 2
    assert done.stderr.endswith("is not installed; run: pip install 'kbgen[site]'\n")
    assert len(done.stderr.splitlines()) == 1


def test_an_interrupted_build_exits_130_and_keeps_the_last_good_site(base: Base) -> None:
    root = base().parent
    assert kbgen("build", "--project", root).returncode == 0
    before = (root / "site" / "index.html").read_bytes()
    command = [sys.executable, "-m", "kbgen", "build", "--project", str(root)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("valid:")
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors.strip().splitlines()[-1] == "stopped"
    assert "Traceback" not in errors
    assert (root / "site" / "index.html").read_bytes() == before


def test_a_taken_port_is_one_line_and_2(base: Base) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = kbgen("serve", "--project", base().parent, "--port", str(port))
    assert done.returncode == 2
    assert done.stderr.startswith(f"kbgen: port {port} cannot be used")
    assert len(done.stderr.splitlines()) == 1
