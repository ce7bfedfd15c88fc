"""The workflows of GitHub: valid, pinned, with no more rights than they need, and calling verbs that exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from kbgen.cli.main import main
from tests.conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))

PINNED = re.compile(r"uses: [\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
"""An action by its commit, with the release that it is, as Dependabot reads and updates it."""

WRITES = {
    ("links.yml", "propose"): {"contents", "pull-requests"},
    ("links.yml", "tell"): {"issues"},
    ("pages.yml", "deploy"): {"pages", "id-token"},
}
"""The jobs that may write, and what; every other job only reads."""

every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)


@pytest.mark.parametrize(
    ("schema", "files"), [("vendor.github-workflows", WORKFLOWS), ("vendor.dependabot", [GITHUB / "dependabot.yml"])]
)
def test_each_file_fits_the_schema_of_github(schema: str, files: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@every_workflow
def test_every_action_is_pinned_by_commit_and_says_its_release(workflow: Path) -> None:
    uses = [line.strip().removeprefix("- ") for line in _text(workflow).splitlines() if "uses:" in line]
    assert uses
    assert [line for line in uses if not PINNED.fullmatch(line)] == []


def test_an_action_has_one_commit_in_all_workflows() -> None:
    uses = {line for workflow in WORKFLOWS for line in PINNED.findall(_text(workflow))}
    actions = [line.partition("@")[0] for line in uses]
    assert sorted(actions) == sorted(set(actions))


@every_workflow
def test_a_workflow_has_no_rights_but_those_of_its_jobs(workflow: Path) -> None:
    assert _read(workflow)["permissions"] == {}
    assert [name for name, job in _jobs(workflow) if not isinstance(job.get("permissions"), dict)] == []


@every_workflow
def test_only_the_jobs_named_here_may_write(workflow: Path) -> None:
    for name, job in _jobs(workflow):
        writes = {scope for scope, right in job["permissions"].items() if right != "read"}
        assert writes == WRITES.get((workflow.name, name), set()), name


@every_workflow
def test_a_job_that_may_write_runs_no_code_of_packages(workflow: Path) -> None:
    for name, job in _jobs(workflow):
        if (workflow.name, name) in WRITES:
            assert not re.search(r"\b(pip|kbgen|python)\b", _script(job)), name


@every_workflow
def test_no_workflow_needs_a_secret_or_runs_a_forks_code_with_rights(workflow: Path) -> None:
    triggers = _read(workflow)[True]  # YAML 1.1 reads the key `on` as true
    assert not {"pull_request_target", "workflow_run"} & set(triggers)
    assert "secrets." not in _text(workflow)


@every_workflow
def test_no_checkout_leaves_its_token_behind(workflow: Path) -> None:
    checkouts = [step for step in _steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every_workflow
def test_every_job_ends(workflow: Path) -> None:
    assert [name for name, job in _jobs(workflow) if "timeout-minutes" not in job] == []
    assert "group" in _read(workflow)["concurrency"]


@every_workflow
def test_no_expression_stands_in_a_script(workflow: Path) -> None:
    assert [step["run"] for step in _steps(workflow) if "${{" in step.get("run", "")] == []


@every_workflow
def test_every_call_of_kbgen_has_a_verb_and_options_that_exist(workflow: Path) -> None:
    for step in _steps(workflow):
        for call in _calls(step.get("run", "")):
            _parse(call)


def test_the_calls_in_ci_run_exist() -> None:
    calls = list(_calls(_text(ROOT / ".ci" / "run")))
    assert calls
    for call in calls:
        _parse(call)


def test_a_pull_request_runs_the_verbs_of_ci_run() -> None:
    here = {call[0] for call in _calls(_text(ROOT / ".ci" / "run"))}
    there = {
        call[0] for step in _steps(GITHUB / "workflows" / "pull-request.yml") for call in _calls(step.get("run", ""))
    }
    assert here == there


def test_the_weekly_sweep_and_the_pages_run_their_verbs() -> None:
    calls = {w.name: [call[0] for step in _steps(w) for call in _calls(step.get("run", ""))] for w in WORKFLOWS}
    assert calls["links.yml"] == ["check-links"]
    assert calls["pages.yml"] == ["build"]


@pytest.mark.parametrize(
    ("script", "calls"),
    [
        ("kbgen build", [["build"]]),
        ("code=0\nkbgen check-links --summary a.md || code=$?", [["check-links", "--summary", "a.md"]]),
        (".venv/bin/kbgen build && .venv/bin/kbgen verify > log", [["build"], ["verify"]]),
        ("kbgen check-links \\\n  --github", [["check-links", "--github"]]),
        ('kbgen build --site-url "$SITE_URL"  # kbgen serve', [["build", "--site-url", "$SITE_URL"]]),
        ("pip install kbgen", []),
    ],
)
def test_calls_are_found_in_a_script(script: str, calls: list[list[str]]) -> None:
    assert list(_calls(script)) == calls


@pytest.mark.parametrize("call", [["bild"], ["build", "--site-uri", "x"], ["build", "page"], ["build", "--site-url"]])
def test_a_call_of_what_does_not_exist_is_noticed(call: list[str]) -> None:
    with pytest.raises((KeyError, click.UsageError)):
        _parse(call)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _read(workflow: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(_text(workflow))
    return found


def _jobs(workflow: Path) -> list[tuple[str, dict[str, Any]]]:
    return list(_read(workflow)["jobs"].items())


def _steps(workflow: Path) -> Iterator[dict[str, Any]]:
    for _, job in _jobs(workflow):
        yield from job["steps"]


def _script(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


def _calls(script: str) -> Iterator[list[str]]:
    """The arguments of each call of kbgen in a shell script."""
    for line in script.replace("\\\n", " ").splitlines():
        tokens = shlex.shlex(line, posix=True, punctuation_chars=True)
        tokens.whitespace_split = True
        call: list[str] | None = None
        first = True  # the next word is the name of a command
        for token in tokens:
            if set(token) <= set("();<>|&"):
                if call is not None:
                    yield call
                call, first = None, token[0] not in "<>"
            elif call is not None:
                call.append(token)
            elif first:
                first = False
                if Path(token).name == "kbgen":
                    call = []
        if call is not None:
            yield call


def _parse(call: list[str]) -> None:
    """Read a call as click does, without running it. Raises KeyError or UsageError if it does not exist."""
    main.commands[call[0]].make_context(call[0], call[1:])
