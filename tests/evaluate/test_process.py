"""The process that computes, for real: it is reused, ended, started anew, and keeps what examples do to itself."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kbgen.errors import KbgenError, NotFoundError
from kbgen.evaluate.limits import InputError
from kbgen.evaluate.process import Evaluator
from tests.conftest import FORMULAS, Base
from tests.evaluate.proving import prove

EXAMPLE = """\
import os
import sys
import time

import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    if x == 1:
        while True:
            try:
                time.sleep(1)
            except BaseException:
                pass
    if x == 2:
        os._exit(3)
    if x == 3:
        sys.exit(4)
    if x == 4:
        print("not an answer")
        print(sys.stdin.read())
        sys.stdout.flush()
    if x == 5:
        torch.zeros(1 << 40)
    return 1 / (1 + torch.exp(-x))
"""


@pytest.fixture
def content(base: Base) -> Path:
    """A base whose example does what no example should."""
    return prove(base({"formulas/basics.py": EXAMPLE}), "formulas/sigmoid")


@pytest.fixture
def evaluator(content: Path) -> Iterator[Evaluator]:
    with Evaluator(content, seconds=2) as evaluator:
        yield evaluator


def half(evaluator: Evaluator) -> object:
    """What the example gives at 0."""
    return evaluator.evaluate("formulas/sigmoid", {"x": 0})["outputs"][r"\sigma(x)"]["value"]


def pid(evaluator: Evaluator) -> int:
    """Of the process that computes."""
    assert evaluator._worker is not None
    return evaluator._worker._process.pid


def test_one_process_answers_one_call_after_another(evaluator: Evaluator) -> None:
    assert half(evaluator) == 0.5
    first = pid(evaluator)
    assert half(evaluator) == 0.5
    assert pid(evaluator) == first


def test_an_endless_example_is_stopped_and_the_next_call_has_a_new_process(evaluator: Evaluator) -> None:
    half(evaluator)
    first = pid(evaluator)
    with pytest.raises(
        KbgenError, match="^formulas/sigmoid took longer than 2 s and was stopped; give smaller inputs$"
    ):
        evaluator.evaluate("formulas/sigmoid", {"x": 1})
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    assert half(evaluator) == 0.5


def test_an_example_that_ends_the_process_fails_alone(evaluator: Evaluator) -> None:
    with pytest.raises(KbgenError, match="^formulas/sigmoid ended the process that computes; "):
        evaluator.evaluate("formulas/sigmoid", {"x": 2})
    assert half(evaluator) == 0.5


def test_an_example_that_exits_python_does_not_end_the_process(evaluator: Evaluator) -> None:
    with pytest.raises(KbgenError, match="^formulas/sigmoid ends the process on these inputs; "):
        evaluator.evaluate("formulas/sigmoid", {"x": 3})


def test_a_process_that_somebody_killed_is_replaced(evaluator: Evaluator) -> None:
    half(evaluator)
    os.kill(pid(evaluator), signal.SIGKILL)
    assert evaluator._worker is not None
    evaluator._worker._process.wait()
    assert half(evaluator) == 0.5


def test_what_an_example_prints_or_reads_is_no_part_of_the_conversation(evaluator: Evaluator) -> None:
    assert evaluator.evaluate("formulas/sigmoid", {"x": 4})["agrees_with_printed"] is True
    assert half(evaluator) == 0.5


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system does not limit memory")
def test_memory_is_limited(evaluator: Evaluator) -> None:
    with pytest.raises(KbgenError, match="^formulas/sigmoid needs too much memory on these inputs; give smaller ones$"):
        evaluator.evaluate("formulas/sigmoid", {"x": 5})
    assert half(evaluator) == 0.5


def test_every_kind_of_refusal_comes_across(evaluator: Evaluator) -> None:
    with pytest.raises(InputError) as wrong:
        evaluator.evaluate("formulas/sigmoid", {"y": 0})
    assert wrong.value.problems[:2] == ("no input is called 'y'", "missing: x")
    with pytest.raises(NotFoundError) as unknown:
        evaluator.evaluate("formulas/sigmod", {"x": 0})
    assert unknown.value.suggestions[0] == "formulas/sigmoid"
    with pytest.raises(KbgenError, match="glossary/rope has no formula to compute"):
        evaluator.evaluate("glossary/rope", {})


def test_limits_are_checked_before_anything_is_sent(content: Path) -> None:
    evaluator = Evaluator(content)
    with pytest.raises(InputError, match="x holds more than 10,000 numbers"):
        evaluator.evaluate("formulas/sigmoid", {"x": [0.0] * 10**6})
    assert evaluator._worker is None


def test_a_changed_content_is_read_again(evaluator: Evaluator, content: Path) -> None:
    half(evaluator)
    other = FORMULAS.replace(r"\frac{1}{1 + \exp(-x)}", r"\frac{2}{1 + \exp(-x)}")
    (content / "formulas/basics.yml").write_text(other, encoding="utf-8")
    (content / "formulas/basics.py").write_text(EXAMPLE.replace("return 1 /", "return 2 /"), encoding="utf-8")
    prove(content, "formulas/sigmoid")
    assert half(evaluator) == 1


def test_a_broken_content_is_told_whether_it_was_read_before_or_not(evaluator: Evaluator, content: Path) -> None:
    half(evaluator)
    good = (content / "formulas/basics.yml").read_text(encoding="utf-8")
    (content / "formulas/basics.yml").write_text("sigmoid: 3\n", encoding="utf-8")
    with pytest.raises(KbgenError, match=r"content/formulas/basics\.yml"):
        half(evaluator)
    with Evaluator(content) as other, pytest.raises(KbgenError, match=r"content/formulas/basics\.yml"):
        half(other)
    (content / "formulas/basics.yml").write_text(good, encoding="utf-8")
    assert half(evaluator) == 0.5


def test_calls_from_several_threads_wait_for_each_other(evaluator: Evaluator) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(half(evaluator))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [0.5] * 8


def test_the_process_ends_with_whoever_asked_even_in_an_endless_example(content: Path, tmp_path: Path) -> None:
    script = f"""
import os, threading, time
from pathlib import Path
from kbgen.evaluate.process import Evaluator
evaluator = Evaluator(Path({str(content)!r}))
evaluator.evaluate("formulas/sigmoid", {{"x": 0}})
print(evaluator._worker._process.pid, flush=True)
threading.Thread(target=evaluator.evaluate, args=("formulas/sigmoid", {{"x": 1}}), daemon=True).start()
time.sleep(0.5)
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=True)
    child = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in _state(child):
            return
        threading.Event().wait(0.05)
    pytest.fail("the process lives on")


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_without_torch_the_message_names_the_extra_and_nothing_is_started(content: Path) -> None:
    script = f"""
import sys
sys.modules["torch"] = None
from pathlib import Path
from kbgen.errors import MissingExtraError
from kbgen.evaluate.process import Evaluator
try:
    Evaluator(Path({str(content)!r})).evaluate("formulas/sigmoid", {{"x": 0}})
except MissingExtraError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "torch is not installed; run: pip install 'kbgen[verify]'\n"


def test_whoever_asks_loads_neither_torch_nor_the_content(content: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from kbgen.evaluate.process import Evaluator
with Evaluator(Path({str(content)!r})) as evaluator:
    assert evaluator.evaluate("formulas/sigmoid", {{"x": 0}})["dtype"] == "float64"
print({{"torch", "numpy", "pydantic", "yaml", "sympy"}} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_no_module_of_the_current_folder_is_imported(
    evaluator: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torch.py").write_text("raise SystemExit('not this one')", encoding="utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit('nor this one')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert half(evaluator) == 0.5
