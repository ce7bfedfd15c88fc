from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner, Result

from kbgen.cli.main import main
from tests import conftest
from tests.conftest import GLOSSARY, Base

# The strict reader asks for \exp.
FORMULAS = conftest.FORMULAS.replace("e^{-x}", r"\exp(-x)")

SIGMOID = """\
import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-x))
"""

SCALE = r"""
scale:
  name: {fr: homothétie, en: scaling}
  aliases: [RoPE]
  summary: {fr: Un produit., en: A product.}
  latex: |
    y = a x
  outputs: [{symbol: y, shape: [n]}]
  sizes: {n: {symbol: n, min: 3, max: 3}}
  variables:
    - {symbol: a, py: a, domain: '[1, 2]', meaning: {fr: un nombre, en: a number}}
    - {symbol: x, py: x, shape: [n], domain: '[1, 2]', meaning: {fr: un vecteur, en: a vector}}
  sources: [{ref: links/roformer}]
"""

WITH_SCALE = {
    "formulas/basics.yml": FORMULAS + SCALE,
    "formulas/basics.py": SIGMOID + "\n\ndef scale(a: float, x: Tensor) -> Tensor:\n    return a * x\n",
}


@pytest.fixture
def base(base: Base) -> Base:
    """The tiny base with a formula that can be read."""
    return lambda files=None: base({"formulas/basics.yml": FORMULAS, **(files or {})})


def run(content: Path, *arguments: str) -> Result:
    """`kbgen run` on a content folder."""
    return CliRunner().invoke(main, ["run", *arguments, "--content", str(content)])


def failing(base: Base, body: str) -> Result:
    """The run of a sigmoid with another body."""
    example = SIGMOID.replace("    return 1 / (1 + torch.exp(-x))\n", body)
    return run(base({"formulas/basics.py": example}), "formulas/sigmoid", "--device", "cpu")


def test_run_prints_call_result_device_dtype_and_time(base: Base) -> None:
    done = run(base(WITH_SCALE), "formulas/scale", "--device", "cpu", "--repeat", "3")
    assert done.exit_code == 0
    call, result, device, dtype, time = done.stdout.splitlines()
    assert call.startswith("scale(a=1.")
    assert call.endswith(", x=Tensor(3))  # formulas/scale")
    assert result.startswith("tensor([")
    assert result.endswith("])  # (3,)")
    assert device.startswith("device  cpu (")
    assert dtype == "dtype   float32"
    assert time.startswith("time    ")
    assert time.endswith("s, median of 3")


def test_scalars_stand_as_they_are(base: Base) -> None:
    call, result, *_ = run(base({"formulas/basics.py": SIGMOID}), "formulas/sigmoid").stdout.splitlines()
    argument = float(call.partition("x=")[2].partition(")")[0])
    assert float(result) == pytest.approx(torch.tensor(argument).sigmoid().item(), rel=1e-2)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "bfloat16"])
def test_the_dtype_is_the_one_asked_for(base: Base, dtype: str) -> None:
    done = run(base(WITH_SCALE), "formulas/scale", "--dtype", dtype, "--device", "cpu")
    assert f"dtype   {dtype}\n" in done.stdout


def test_a_seed_gives_the_same_inputs_and_another_one_others(base: Base) -> None:
    content = base(WITH_SCALE)
    first, again, other = (
        run(content, "formulas/scale", "--device", "cpu", "--seed", seed).stdout.splitlines()[:2] for seed in "112"
    )
    assert first == again
    assert first != other


def test_a_formula_is_found_by_any_name_although_a_term_has_the_same(base: Base) -> None:
    done = run(base(WITH_SCALE), "RoPE")
    assert "# formulas/scale" in done.stdout
    assert "# formulas/sigmoid" in run(base(WITH_SCALE), "Logistic-function").stdout
    assert "# formulas/sigmoid" in run(base(WITH_SCALE), "logistic", "function").stdout


def test_an_example_without_tensors_runs_on_the_cpu_only_and_says_so(base: Base) -> None:
    example = "import math\n\n\ndef sigmoid(x: float) -> float:\n    return 1 / (1 + math.exp(-x))\n"
    done = run(base({"formulas/basics.py": example}), "formulas/sigmoid")
    assert "device  cpu (" in done.stdout
    assert ", for it takes no tensor\n" in done.stdout


def test_an_undefined_point_is_said_and_not_timed(base: Base) -> None:
    done = failing(base, "    raise ZeroDivisionError('nothing was retrieved')\n")
    assert done.exit_code == 0
    assert "\nundefined: nothing was retrieved\n" in done.stdout
    assert "time" not in done.stdout


def test_long_results_are_shortened(base: Base) -> None:
    done = failing(base, "    return x.new_ones(50, 50)\n")
    assert "...," in done.stdout
    assert len(done.stdout) < 1000
    assert "# (50, 50)\n" in done.stdout


# -- what is not run --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("    return x.add_(1)\n", "mutates its argument 'x'"),
        ("    return x.double()\n", "returns float64 for float32 inputs"),
        ("    raise ValueError('a\\nb')\n", "raises ValueError: a b"),
    ],
)
def test_an_example_that_fails_is_one_line_and_1(base: Base, body: str, problem: str) -> None:
    done = failing(base, body)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == f"formulas/sigmoid: {problem}; correct content/formulas/basics.py\n"


def test_a_page_without_an_example_is_one_line_and_1(base: Base) -> None:
    done = run(base(), "formulas/sigmoid")
    assert done.exit_code == 1
    assert done.stderr == (
        "formulas/sigmoid: no example on this page; write content/formulas/basics.py with def sigmoid(x)\n"
    )


def test_a_term_has_no_formula_and_names_one_that_is_related(base: Base) -> None:
    done = run(base(), "rope")
    assert done.exit_code == 1
    assert done.stderr == "glossary/rope: has no formula; run: kbgen run formulas/sigmoid\n"


def test_a_term_without_related_formulas_has_no_formula(base: Base) -> None:
    done = run(base({"glossary/r.yml": GLOSSARY.replace("related: [formulas/sigmoid]", "related: []")}), "rope")
    assert (done.exit_code, done.stderr) == (1, "glossary/rope: has no formula; formulas and metrics have one\n")


def test_what_nothing_is_called_is_1_with_a_suggestion(base: Base) -> None:
    done = run(base(), "sigmoyd")
    assert (done.exit_code, done.stderr) == (
        1,
        "nothing is called 'sigmoyd'; did you mean sigmoid, sigmoïde?\n",
    )


def test_an_example_that_cannot_be_loaded_is_one_line_and_2(base: Base) -> None:
    done = run(base({"formulas/basics.py": "import torch\nx = (\n"}), "formulas/sigmoid")
    assert done.exit_code == 2
    assert done.stderr == "kbgen: content/formulas/basics.py:2: not Python: '(' was never closed; correct the line\n"


def test_broken_content_is_told_and_2(base: Base) -> None:
    done = run(base({"formulas/basics.yml": FORMULAS.replace("latex:", "latecs:")}), "formulas/sigmoid")
    assert done.exit_code == 2
    assert "formulas/sigmoid.latecs: unknown field; did you mean 'latex'?" in done.stdout


def test_latex_that_cannot_be_read_is_one_line_and_2(base: Base) -> None:
    formulas = FORMULAS.replace(r"\exp(-x)", r"\exp(-z)")
    done = run(base({"formulas/basics.yml": formulas, "formulas/basics.py": SIGMOID}), "formulas/sigmoid")
    assert done.exit_code == 2
    assert done.stderr.startswith("kbgen: content/formulas/basics.yml:7: formulas/sigmoid: ")
    assert done.stderr.endswith("; run: kbgen validate\n")
    assert len(done.stderr.splitlines()) == 1


def test_domains_that_no_point_satisfies_are_one_line_and_2(base: Base) -> None:
    formulas = FORMULAS.replace("domain: real", "domain: '(1, 2)'") + "  assumptions: [{where: x < 0}]\n"
    done = run(base({"formulas/basics.yml": formulas, "formulas/basics.py": SIGMOID}), "formulas/sigmoid")
    assert done.exit_code == 2
    assert "formulas/sigmoid: no inputs satisfy its domains and assumptions; widen them\n" in done.stderr


@pytest.mark.parametrize(("device", "module"), [("cuda", torch.cuda), ("mps", torch.backends.mps)])
def test_a_device_that_is_not_here_is_one_line_and_2(
    base: Base, monkeypatch: pytest.MonkeyPatch, device: str, module: object
) -> None:
    monkeypatch.setattr(module, "is_available", lambda: False)
    done = run(base({"formulas/basics.py": SIGMOID}), "formulas/sigmoid", "--device", device)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"kbgen: no {device} device here; run with --device cpu\n"


def test_a_gpu_without_float64_is_one_line_and_2(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    arguments = ["formulas/sigmoid", "--device", "mps", "--dtype", "float64"]
    done = run(base({"formulas/basics.py": SIGMOID}), *arguments)
    assert done.exit_code == 2
    assert done.stderr == "kbgen: this GPU has no float64; run with --dtype float32, or --device cpu\n"


@pytest.mark.parametrize("arguments", [["--repeat", "0"], ["--dtype", "int8"], ["--device", "tpu"], []])
def test_wrong_usage_is_2(base: Base, arguments: list[str]) -> None:
    assert run(base(), *(["formulas/sigmoid", *arguments] if arguments else [])).exit_code == 2


def test_without_torch_the_extra_is_named(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kbgen.cli.shared.find_spec", lambda name: None if name == "torch" else object())
    done = run(base({"formulas/basics.py": SIGMOID}), "formulas/sigmoid")
    assert done.exit_code == 2
    assert done.stderr == "kbgen: torch is not installed; run: pip install 'kbgen[verify]'\n"


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
def test_auto_takes_the_gpu(base: Base) -> None:
    done = run(base({"formulas/basics.py": SIGMOID}), "formulas/sigmoid")
    assert f"device  cuda ({torch.cuda.get_device_name()})\n" in done.stdout


def test_running_writes_nothing_into_the_content(base: Base) -> None:
    content = base({"formulas/basics.py": SIGMOID})
    before = sorted(content.rglob("*"))
    assert run(content, "formulas/sigmoid").exit_code == 0
    assert sorted(content.rglob("*")) == before
    assert not [path for path in sys.path if str(content) in path]
