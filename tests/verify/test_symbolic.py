from __future__ import annotations

import pytest

from kbgen.examples import load
from kbgen.latex.formulas import Formulas
from kbgen.verify.calling import CallError
from kbgen.verify.points import Sampler
from kbgen.verify.symbolic import Symbolic, check_digits
from kbgen.verify.witnesses import Disagreement
from tests.conftest import Base
from tests.verify.pages import REF, content_of, entry, out, var


def digits(base: Base, text: str, code: str) -> Symbolic | None:
    content = content_of(base, text, code)
    formula, function = Formulas(content)[REF], load(content, REF)
    assert function is not None
    return check_digits(formula, function, Sampler(formula, 1))


NORM = entry(r"y = \sqrt{\sum_{i=1}^{n} x_i^2 + e}", var("x", "real", "n"), var("e", "(0.1, 1)"), indices={"i": {}})


def norm(body: str) -> str:
    return f"def f(x: Tensor, e: float) -> Tensor:\n    {body}\n"


def test_values_are_confirmed_to_50_digits_and_derivatives_by_autograd(base: Base) -> None:
    found = digits(base, NORM, norm("return (x.square().sum() + e).sqrt()"))
    assert found is not None
    assert found.points == 3
    assert found.derivatives >= 3
    assert found.error < 1e-15


def test_a_wrong_value_is_found(base: Base) -> None:
    with pytest.raises(Disagreement) as caught:
        digits(base, NORM, norm("return (x.square().sum() + e).sqrt() + 1e-8"))
    assert caught.value.detail == "printed to 50 digits"


@pytest.mark.parametrize(
    "body",
    ["return (x.detach().square().sum() + e).sqrt()", "return (x.square().sum() + e).sqrt() + (x - x.detach()).sum()"],
)
def test_a_detach_is_caught(base: Base, body: str) -> None:
    with pytest.raises(Disagreement) as caught:
        digits(base, NORM, norm(body))
    assert caught.value.detail == "the derivative with respect to x"


BACKWARD = """\
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return BODY


def f(x: Tensor) -> Tensor:
    return Cube.apply(x)
"""


def test_a_wrong_custom_backward_is_caught(base: Base) -> None:
    cube = entry("y = x^3", var("x", "(1, 2)"))
    assert digits(base, cube, BACKWARD.replace("BODY", "3 * x**2 * g"))
    with pytest.raises(Disagreement) as caught:
        digits(base, cube, BACKWARD.replace("BODY", "2 * x**2 * g"))
    assert caught.value.detail == "the derivative with respect to x"


def test_a_backward_that_raises_is_a_failure_of_the_example(base: Base) -> None:
    with pytest.raises(CallError, match="gives no gradient: it raises RuntimeError: no"):
        digits(base, entry("y = x^3", var("x")), BACKWARD.replace("return BODY", "raise RuntimeError('no')"))


def test_what_cannot_be_asked_for_a_gradient_is_a_failure_of_the_example(base: Base) -> None:
    with pytest.raises(CallError, match="gives no gradient: it raises RuntimeError: Can't call numpy"):
        digits(
            base, entry("y = x^3", var("x")), "def f(x: Tensor) -> Tensor:\n    return torch.tensor(x.numpy() ** 3)\n"
        )


def test_cases_are_derived_by_differences(base: Base) -> None:
    latex = r"y = \begin{cases} 3 x & x > 0 \\ x^2 & x \le 0 \end{cases}"
    code = "def f(x: Tensor) -> Tensor:\n    return torch.where(x > 0, 3 * x, BODY)\n"
    found = digits(base, entry(latex, var("x", "(-2, 2)")), code.replace("BODY", "x**2"))
    assert found is not None
    assert found.derivatives == 3
    with pytest.raises(Disagreement):
        digits(base, entry(latex, var("x", "(-2, 0)")), code.replace("BODY", "x.detach() ** 2"))


def test_large_inputs_are_derived_by_differences(base: Base) -> None:
    sizes = {"n": {"symbol": "n", "min": 30, "max": 31}}
    text = entry(r"y = \sum_{i=1}^{n} x_i^3", var("x", "real", "n"), indices={"i": {}}, sizes=sizes)
    found = digits(base, text, "def f(x: Tensor) -> Tensor:\n    return (x**3).sum()\n")
    assert found is not None
    assert found.derivatives >= 9
    with pytest.raises(Disagreement):
        digits(base, text, "def f(x: Tensor) -> Tensor:\n    return (x.detach() ** 3).sum()\n")


def test_a_maximum_is_derived_by_the_branch_that_holds(base: Base) -> None:
    text = entry(r"y = \max(x, z)", var("x", "(1, 2)"), var("z", "(3, 4)"))
    found = digits(base, text, "def f(x: Tensor, z: Tensor) -> Tensor:\n    return torch.maximum(x, z)\n")
    assert found is not None
    assert found.derivatives == 6


def test_a_formula_of_words_has_no_exact_form(base: Base) -> None:
    latex = r"y = \sum_{i=1}^{n} \begin{cases} 1 & x_i = z \\ 0 & x_i \neq z \end{cases}"
    text = entry(latex, var("x", "tokens", "n"), var("z", "tokens"), indices={"i": {}})
    assert digits(base, text, "def f(x: list[str], z: str) -> int:\n    return x.count(z)\n") is None


def test_without_a_small_point_nothing_is_claimed(base: Base) -> None:
    text = entry("y = x^2", var("x"), assumptions=[{"where": "x = 2.5"}])
    assert digits(base, text, "def f(x: Tensor) -> Tensor:\n    return x**2\n") is None


def test_a_proportional_value_has_digits_as_a_ratio_and_no_derivative(base: Base) -> None:
    text = entry(r"y(u) \propto u^2", var("u", "(1, 2)"), outputs=[out("y(u)")])
    found = digits(base, text, "def f(u: Tensor) -> Tensor:\n    return 7 * u**2\n")
    assert found is not None
    assert (found.points, found.derivatives) == (3, 0)


def test_plain_numbers_have_digits_and_no_derivative(base: Base) -> None:
    found = digits(base, entry("y = x^2", var("x")), "def f(x: float) -> float:\n    return x * x\n")
    assert found is not None
    assert (found.points, found.derivatives) == (3, 0)


SOFTPLUS = entry(r"y = \log(1 + \exp(x))", var("x"))


def test_an_example_that_overflows_on_the_way_is_caught(base: Base) -> None:
    stable = "def f(x: Tensor) -> Tensor:\n    return torch.logaddexp(torch.zeros_like(x), x)\n"
    assert digits(base, SOFTPLUS, stable)
    with pytest.raises(Disagreement) as caught:
        digits(base, SOFTPLUS, "def f(x: Tensor) -> Tensor:\n    return torch.log(1 + torch.exp(x))\n")
    assert caught.value.detail == "large inputs: write it so that nothing overflows on the way"
    softmax = entry(
        r"y_i = \frac{\exp(x_i)}{\sum_{j=1}^{n} \exp(x_j)}", var("x", "real", "n"), outputs=[out("y", "n")],
        indices={"i": {"from": "1", "to": "n"}, "j": {}},
    )  # fmt: skip
    assert digits(base, softmax, "def f(x: Tensor) -> Tensor:\n    return torch.softmax(x, 0)\n")
    with pytest.raises(CallError, match="returns NaN at large inputs; write it so that nothing overflows on the way"):
        digits(base, softmax, "def f(x: Tensor) -> Tensor:\n    return torch.exp(x) / torch.exp(x).sum()\n")


def test_a_value_beyond_float64_is_asked_of_nobody(base: Base) -> None:
    assert digits(
        base, entry(r"y = \exp(x^2)", var("x", "real")), "def f(x: Tensor) -> Tensor:\n    return torch.exp(x * x)\n"
    )
