from __future__ import annotations

import signal
from datetime import date
from pathlib import Path

import pytest
import torch

from kbgen.content import Content
from kbgen.errors import KbgenError
from kbgen.fingerprint import Fingerprints
from kbgen.records.proofs import Records
from kbgen.schema import Ref
from kbgen.verify.entry import Outcome
from kbgen.verify.verify import missing, verify
from tests.conftest import Base
from tests.verify.pages import content_of, entry, var

GOOD = "def g(x: Tensor) -> Tensor:\n    return x**3\n"
BOTH = [Ref("formulas/f"), Ref("formulas/g")]


def run(base: Base, code: str, timeout: int = 60) -> tuple[Content, Records, list[Outcome]]:
    page = entry("y = x^2", var("x")) + entry("y = x^3", var("x"), name="g")
    content, records = content_of(base, page, code + "\n\n" + GOOD), Records()
    return content, records, list(verify(content, BOTH, records, timeout=timeout))


def test_a_record_is_kept_for_each_entry(base: Base) -> None:
    content, records, outcomes = run(base, "def f(x: Tensor) -> Tensor:\n    return x**2\n")
    assert [outcome.ref for outcome in outcomes] == BOTH
    record = records.get("formulas/f", "cpu")
    assert record is not None
    assert record["content"] == Fingerprints(content)["formulas/f"]
    assert record["date"] == date.today().isoformat()
    assert (record["device"], record["state"], record["failed"]) == ("", "checked", [])
    assert set(record["versions"]) >= {"kbgen", "numpy", "sympy", "torch"}
    assert outcomes[0].seconds > 0


def test_the_same_run_twice_changes_no_record(base: Base) -> None:
    content, records, _ = run(base, "def f(x: Tensor) -> Tensor:\n    return x**2\n")
    records.changed = False
    list(verify(content, BOTH, records))
    assert not records.changed


def test_a_record_survives_the_file(base: Base, tmp_path: Path) -> None:
    _, records, _ = run(base, "def f(x: Tensor) -> Tensor:\n    return x**2\n")
    records.write(tmp_path)
    again = Records.read(tmp_path)
    assert again.refused == []
    assert again.by_ref == records.by_ref


@pytest.mark.parametrize(
    "body",
    [
        "    while True:\n        pass",
        "    while True:\n        try:\n            x + 1\n        except:\n            pass",
    ],
    ids=["plain", "that catches everything"],
)
def test_an_endless_loop_is_a_failure_and_the_run_goes_on(
    base: Base, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbgen.verify.verify._AGAIN", 0.05)
    before = signal.getsignal(signal.SIGALRM)
    _, records, (first, second) = run(base, f"def f(x: Tensor) -> Tensor:\n{body}\n", timeout=1)
    assert [result.detail for result in first.results] == [
        "took longer than 1 s; look for an endless loop in the example"
    ]
    assert first.results[0].where == "content/formulas/basics.yml:2"
    assert (first.passed, second.passed) == (False, True)
    assert (records.get("formulas/f", "cpu") or {})["failed"]
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_example_that_exits_python_does_not_end_the_run(base: Base) -> None:
    _, _, (first, second) = run(base, "def f(x: Tensor) -> Tensor:\n    raise SystemExit(3)\n")
    assert "the code beside the page exits Python" in first.results[0].detail
    assert second.passed


def test_what_is_edited_while_it_runs_is_not_recorded_as_checked(base: Base) -> None:
    page = entry("y = x^2", var("x"))
    code = (
        "from pathlib import Path\n\n\ndef f(x: Tensor) -> Tensor:\n"
        "    Path(__file__).write_text(Path(__file__).read_text().replace('x**2', 'x**3'))\n    return x**2\n"
    )
    content, records = content_of(base, page, code), Records()
    assert [outcome.passed for outcome in verify(content, [Ref("formulas/f")], records)] == [True]
    assert (records.get("formulas/f", "cpu") or {})["content"] != Fingerprints(content)["formulas/f"]


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_a_device_that_is_not_here_is_told(base: Base) -> None:
    assert missing("cuda") == "no GPU here, torch sees no CUDA device"
    assert missing("cpu") == ""
    with pytest.raises(KbgenError, match="nothing can run on cuda: no GPU here"):
        list(verify(content_of(base, entry("y = x^2", var("x"))), [Ref("formulas/f")], Records(), device="cuda"))
