from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbgen.cli.main import main
from tests.conftest import FORMULAS, GLOSSARY, KB, Base


@dataclass
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def kbgen(*arguments: str | Path) -> Done:
    """Run the command in this process: importing torch takes longer than most of what is tested here."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return Done(result.exit_code, result.stdout, result.stderr)


CODE = '''\
import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    """Between 0 and 1."""
    return torch.reciprocal(1 + torch.exp(-x))
'''
LATEX = FORMULAS.replace("e^{-x}", r"\exp(-x)")
FILES: dict[str, str | None] = {"formulas/basics.yml": LATEX, "formulas/basics.py": CODE}
SECOND = LATEX.replace("page:", "page_:").split("sigmoid:", 1)[1].replace("logistic function, torch.sigmoid", "odds")
HEAVY = ["torch", "sympy", "pint", "numpy"]


@pytest.fixture
def content(base: Base) -> Path:
    return base(FILES)


@pytest.fixture
def verified(content: Path) -> Path:
    assert kbgen("verify", "--content", content).returncode == 0
    return content


def records(content: Path) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = json.loads(
        (content / "records" / "verify.json").read_text(encoding="utf-8")
    )["records"]
    return found


def test_from_nothing_every_entry_is_verified_and_recorded(content: Path) -> None:
    done = kbgen("verify", "--content", content)
    assert (done.returncode, done.stderr) == (0, "")
    head, line, counts, mutants, claims = done.stdout.splitlines()
    assert head.split() == ["entry", "state", "points", "mutants", "max", "error", "witnesses"]
    assert line.split()[:3] == ["formulas/sigmoid", "checked", "64"]
    assert line.endswith("example symbolic")
    assert counts.startswith("1 entry in ")
    assert counts.endswith(" s: 1 checked")
    assert mutants.startswith("64 points; ")
    assert claims == "0 claims, 0 refutations, 0 variants, 0 derived numbers of models"
    assert records(content)["formulas/sigmoid"]["cpu"]["state"] == "checked"


def run_without(modules: list[str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """The command, where importing any of `modules` is an error, as if they were not installed."""
    program = f"""
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition('.')[0] in {modules!r}:
            raise ModuleNotFoundError(f'No module named {{name!r}}', name=name)
sys.meta_path.insert(0, Blocker())
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in {modules!r} else find(name, *rest)
from kbgen.cli.main import main
main({[str(argument) for argument in arguments]!r})
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_what_a_record_covers_is_not_done_again_and_nothing_heavy_is_imported(verified: Path) -> None:
    done = run_without(HEAVY, "verify", "--content", verified)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "nothing to do: a record fits each of 1 entries; --force checks them again\n"


def test_a_missing_package_is_one_line_and_2(content: Path) -> None:
    done = run_without(["torch"], "verify", "--content", content)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "kbgen: torch is not installed; run: pip install 'kbgen[verify]'\n"


def test_force_checks_again_and_a_date_alone_writes_nothing(verified: Path) -> None:
    path = verified / "records" / "verify.json"
    before = path.stat().st_mtime_ns
    done = kbgen("verify", "--force", "--content", verified)
    assert done.returncode == 0
    assert "1 entry in " in done.stdout
    assert path.stat().st_mtime_ns == before


def test_check_runs_everything_and_writes_nothing(content: Path) -> None:
    done = kbgen("verify", "--check", "--content", content)
    assert done.returncode == 0
    assert "1 checked" in done.stdout
    assert not (content / "records").exists()


def test_a_change_is_due_and_another_wording_is_not(verified: Path) -> None:
    page = verified / "formulas" / "basics.yml"
    page.write_text(page.read_text(encoding="utf-8").replace("Between 0 and 1", "From 0 to 1"), encoding="utf-8")
    assert kbgen("verify", "--content", verified).stdout.startswith("nothing to do")
    code = verified / "formulas" / "basics.py"
    code.write_text(CODE.replace("1 + torch", "2 + torch"), encoding="utf-8")
    done = kbgen("verify", "--content", verified)
    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert "content/formulas/basics.yml:8: formulas/sigmoid.latex: " in done.stdout
    assert "both agree after '1 → 2'" in done.stdout
    assert records(verified)["formulas/sigmoid"]["cpu"]["failed"]


def test_a_failure_stays_due(content: Path) -> None:
    (content / "formulas" / "basics.py").write_text(CODE.replace("1 + torch", "2 + torch"), encoding="utf-8")
    assert [kbgen("verify", "--content", content).returncode for _ in range(2)] == [1, 1]


def test_an_entry_that_is_gone_is_forgotten(verified: Path) -> None:
    found = records(verified)
    page = verified / "formulas" / "basics.yml"
    page.write_text(page.read_text(encoding="utf-8").replace("\nsigmoid:", "\nlogistic:"), encoding="utf-8")
    code = verified / "formulas" / "basics.py"
    code.write_text(CODE.replace("sigmoid", "logistic"), encoding="utf-8")
    assert kbgen("verify", "--content", verified).returncode == 0
    assert list(found) == ["formulas/sigmoid"]
    assert list(records(verified)) == ["formulas/logistic"]


@pytest.mark.parametrize(
    "what", ["formulas", "formulas/basics", "formulas/sigmoid", "logistic function", "content/formulas/basics.yml"]
)
def test_a_kind_a_page_or_an_entry_by_any_name(verified: Path, what: str) -> None:
    done = kbgen("verify", what, "--content", verified)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("nothing to do: a record fits each of 1 entries")


def test_an_unknown_name_exits_1_with_a_suggestion(content: Path) -> None:
    done = kbgen("verify", "sigmoids", "--content", content)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "nothing is called 'sigmoids'; did you mean sigmoid, sigmoïde?\n"


def test_an_entry_without_anything_to_verify_is_told(content: Path) -> None:
    done = kbgen("verify", "rope", "--content", content)
    assert done.returncode == 2
    assert done.stderr.startswith("kbgen: glossary/rope has nothing to verify; name a formula")


def test_broken_content_stops_with_2(base: Base) -> None:
    done = kbgen(
        "verify", "--content", base({**FILES, "glossary/r.yml": GLOSSARY.replace("definition:", "definiton:")})
    )
    assert done.returncode == 2
    assert "did you mean 'definition'?" in done.stdout
    assert done.stderr == "2 problem(s) in the content; nothing was done\n"


def test_a_bad_unit_is_one_line_and_2(base: Base) -> None:
    done = kbgen("verify", "--content", base({**FILES, "kb.yml": KB + "units: [second, second]\n"}))
    assert (done.returncode, done.stderr) == (2, "kbgen: kb.yml: unit 'second' stands twice; keep one\n")


def test_a_damaged_record_is_named_and_replaced(verified: Path) -> None:
    path = verified / "records" / "verify.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"checked"', '"cross-checked"'), encoding="utf-8")
    done = kbgen("verify", "--content", verified)
    assert done.returncode == 0
    assert "warning: content/records/verify.json: formulas/sigmoid, cpu: its hash does not fit" in done.stderr
    assert records(verified)["formulas/sigmoid"]["cpu"]["state"] == "checked"


def test_an_unreadable_record_is_one_line_and_2(verified: Path) -> None:
    (verified / "records" / "verify.json").write_text("{", encoding="utf-8")
    done = kbgen("verify", "--content", verified)
    assert done.returncode == 2
    assert done.stderr.startswith("kbgen: content/records/verify.json: cannot be read")


def test_without_a_gpu_nothing_is_said_to_pass_or_fail(content: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    done = kbgen("verify", "--device", "cuda", "--content", content)
    assert (done.returncode, done.stdout) == (
        0, "unknown: 1 entry not run on cuda: no GPU here, torch sees no CUDA device\n",
    )  # fmt: skip
    assert not (content / "records").exists()


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarm clock here")
def test_an_endless_loop_fails_and_the_run_goes_on(base: Base) -> None:
    loop = "\n\ndef second(x: Tensor) -> Tensor:\n    while True:\n        pass\n"
    page = LATEX + "second:" + SECOND.replace("name: {fr: sigmoïde, en: sigmoid}", "name: second")
    content = base({"formulas/basics.yml": page, "formulas/basics.py": CODE + loop})
    done = kbgen("verify", "--timeout", "1", "--content", content)
    assert done.returncode == 1
    assert "formulas/second: took longer than 1 s; look for an endless loop in the example" in done.stdout
    assert set(records(content)) == {"formulas/sigmoid", "formulas/second"}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_what_was_found_before_an_interruption_is_kept(base: Base) -> None:
    loop = "\n\ndef second(x: Tensor) -> Tensor:\n    while True:\n        pass\n"
    page = LATEX + "second:" + SECOND.replace("name: {fr: sigmoïde, en: sigmoid}", "name: second")
    content = base({"formulas/basics.yml": page, "formulas/basics.py": CODE + loop})
    command = [sys.executable, "-u", "-m", "kbgen", "verify", "--content", str(content)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().startswith("entry")
    assert process.stdout.readline().startswith("formulas/sigmoid")
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, "stopped\n")
    assert list(records(content)) == ["formulas/sigmoid"]
