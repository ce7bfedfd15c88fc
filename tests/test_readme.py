"""The examples of the README, run."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.test_cli import kbgen

README = (ROOT / "README.md").read_text(encoding="utf-8")
LOOKUPS = [
    shlex.split(line.removeprefix("$ kbgen "), comments=True)
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
    if line.startswith(("$ kbgen lookup", "$ kbgen search", "$ kbgen list", "$ kbgen show"))
]


def test_the_python_session_gives_what_it_shows() -> None:
    [session] = re.findall(r"```python\n(>>> .*?)```", README, re.DOTALL)
    test = doctest.DocTestParser().get_doctest(session, {}, "README.md", "README.md", 0)
    shown: list[str] = []
    failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=shown.append).failed
    assert failed == 0, "".join(shown)
    assert len(test.examples) >= 7


@pytest.mark.parametrize("command", LOOKUPS, ids=" ".join)
def test_a_look_up_of_the_readme_finds_something(command: list[str], tmp_path: Path) -> None:
    done = kbgen(*command, cwd=tmp_path)
    assert (done.returncode, bool(done.stdout)) == (0, True)


def test_the_readme_shows_look_ups() -> None:
    assert len(LOOKUPS) >= 7
