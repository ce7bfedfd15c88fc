"""What is run off the CPU. `cpu:0` is another device to kbgen and the same to torch: the whole way is walked."""

from __future__ import annotations

from kbgen.records.proofs import Records
from kbgen.schema import Ref
from kbgen.verify.entry import Verifier
from kbgen.verify.verify import verify
from tests.conftest import Base
from tests.verify.pages import REF, content_of, entry, units, var

DEVICE = "cpu:0"
TENSORS = "def f(x: Tensor) -> Tensor:\n    return 1 / (1 + torch.exp(-x))\n"
PLAIN = "def g(x: float) -> float:\n    return x**2\n"
ORACLE = "def f(x: Tensor) -> Tensor:\n    return torch.sigmoid(x)\n"
SIGMOID = r"y = \frac{1}{1 + \exp(-x)}"
ASKED = {"library": "torch", "function": "torch.sigmoid"}


def test_the_example_is_compared_and_measured_beside_the_kernel(base: Base) -> None:
    content = content_of(base, entry(SIGMOID, var("x"), oracle=ASKED), TENSORS, ORACLE)
    outcome = Verifier(content, units(), DEVICE).verify(REF)
    assert outcome.passed, outcome.results
    assert outcome.record["state"] == "checked"
    assert list(outcome.record["witnesses"]) == ["example"]
    assert set(outcome.record["errors"]) == {"float64", "float32", "bfloat16", "float16"}
    (kernel,) = outcome.record["fused"]
    assert kernel["function"] == "torch.sigmoid"
    assert kernel["time"] > 0


def test_what_takes_no_tensor_is_never_recorded_as_run_on_a_device(base: Base) -> None:
    page = entry(SIGMOID, var("x")) + entry("y = x^2", var("x"), name="g")
    content, records = content_of(base, page, TENSORS + "\n\n" + PLAIN), Records()
    refs = [Ref("formulas/f"), Ref("formulas/g")]
    assert [outcome.ref for outcome in verify(content, refs, records, device=DEVICE)] == [Ref("formulas/f")]
    assert records.get("formulas/g", DEVICE) is None
    assert records.get("formulas/f", "cpu") is None


def test_what_has_no_example_says_nothing_of_a_device(base: Base) -> None:
    content = content_of(base, entry(SIGMOID, var("x")), TENSORS)
    assert not Verifier(content, units(), DEVICE).runs_here(Ref("links/roformer"))
    assert Verifier(content, units(), "cpu").runs_here(REF)
