"""The symbolic witness: the same tree in exact arithmetic, by SymPy: 50 digits, and derivatives against autograd."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy
import torch

from kbgen.latex.errors import LatexError
from kbgen.latex.evaluate import Arithmetic, Evaluation
from kbgen.latex.formula import Formula
from kbgen.latex.names import spelled
from kbgen.schema import Computable
from kbgen.verify import domains
from kbgen.verify.calling import CallError, call, default_dtype, prepare
from kbgen.verify.points import Point, Sampler, arguments
from kbgen.verify.witnesses import Disagreement, error_of, observing

DIGITS = 50
POINTS = 3
_LARGEST = 24
"""Components that may be symbols at once; beyond, expressions grow too large to be of use."""


@dataclass(frozen=True, slots=True)
class Symbolic:
    """What exact arithmetic confirmed: values to 50 digits at so many points, and so many partial derivatives."""

    points: int
    derivatives: int
    error: float
    """Largest relative error of the example's float64 against 50 digits."""


class Exact(Arithmetic):
    """SymPy's numbers and functions."""

    constants: Mapping[str, Any] = {r"\pi": sympy.pi, r"\infty": sympy.oo}

    def function(self, name: str, *arguments: Any) -> Any:
        """`name` of exact arguments."""
        if len(arguments) == 1 and isinstance(arguments[0], np.ndarray):
            (array,) = arguments
            cells = np.empty(array.shape, dtype=object)
            for place in np.ndindex(array.shape):
                cells[place] = self.function(name, array[place])
            return cells
        if name == "log" and arguments[0] == 0:
            raise ZeroDivisionError("the logarithm of 0")
        return _FUNCTIONS[name](*(sympy.sympify(argument) for argument in arguments))

    def number(self, value: int | float) -> Any:
        """A literal, exactly as it is printed."""
        return value if isinstance(value, int) else sympy.Rational(str(value))

    def divide(self, top: Any, bottom: Any) -> Any:
        """An exact quotient."""
        if np.ndim(bottom) == 0 and bottom == 0:
            raise ZeroDivisionError("division")
        return top / sympy.sympify(bottom) if np.ndim(bottom) == 0 else top / bottom

    def power(self, base: Any, exponent: Any) -> Any:
        """base^exponent."""
        if isinstance(base, np.ndarray):
            return base**exponent
        return sympy.sympify(base) ** sympy.sympify(exponent)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "exp": sympy.exp, "log": sympy.log, "sin": sympy.sin, "cos": sympy.cos, "tan": sympy.tan, "tanh": sympy.tanh,
    "sinh": sympy.sinh, "cosh": sympy.cosh, "erf": sympy.erf, "sign": sympy.sign, "floor": sympy.floor,
    "ceil": sympy.ceiling, "abs": sympy.Abs, "binom": sympy.binomial, "min": sympy.Min, "max": sympy.Max,
    "sqrt": sympy.sqrt,
}  # fmt: skip
EXACT = Exact()


class ExactAt(Exact):
    """Exact arithmetic in symbols near a point: of a maximum, the branch that holds there."""

    def __init__(self, at: Mapping[Any, Any]) -> None:
        self.at = at

    def function(self, name: str, *arguments: Any) -> Any:
        """`name` of expressions in symbols."""
        if name in ("max", "min") and len(arguments) > 1:
            sign = 1 if name == "max" else -1
            return max(arguments, key=lambda argument: sign * float(sympy.sympify(argument).evalf(20, subs=self.at)))
        return super().function(name, *arguments)


def check_digits(formula: Formula, function: Callable[..., Any], sampler: Sampler) -> Symbolic | None:
    """The example against 50 digits at small points, and its gradients against the formula's derivatives.

    None if the formula has no exact form: its values are words. Raises `Disagreement`, `CallError`.
    """
    if any("tokens" in variable.domain for variable in formula.entry.variables):
        return None
    points = [point for point in (sampler.draw(small=True) for _ in range(40)) if point and sampler.edge(point) is None]
    points = sorted(points, key=_size)[len(points) // 3 :]
    worst = 0.0
    for point in points[:POINTS]:
        exact = observing(formula, lambda here: Evaluation(formula, _exact(here), EXACT).outputs())(point)
        got = observing(formula, lambda here: call(function, arguments(formula.entry, here)))(point)
        for key, a, b in zip(formula.outputs, exact, got, strict=True):
            digits = _digits(a)
            if error_of(b, digits) > 1:
                raise Disagreement(key, point, digits, b, "printed to 50 digits")
            worst = max(worst, error_of(b, digits))
    derivatives = _check_gradient(formula, function, points) if points else 0
    return Symbolic(len(points[:POINTS]), derivatives, worst * 1e-9)


def _check_gradient(formula: Formula, function: Callable[..., Any], points: list[Point]) -> int:
    entry = formula.entry
    if any(formula.definitions[key].is_proportional for key in formula.outputs):
        return 0
    for point in points:
        real = _differentiable(entry, point)
        if 0 < sum(int(np.size(point.values[key])) for key in real.values()) <= _LARGEST:
            count = _compare_gradient(formula, function, point, real)
            if count:
                return count
    return 0


def _compare_gradient(formula: Formula, function: Callable[..., Any], point: Point, real: Mapping[str, str]) -> int:
    given = prepare(function, arguments(formula.entry, point), dtype=torch.float64, device="cpu")
    leaves = {py: given[py].requires_grad_() for py in real if isinstance(given[py], torch.Tensor)}
    if not leaves:
        return 0
    with default_dtype(torch.float64):
        returned = function(**given)
    outputs = returned if isinstance(returned, tuple) else (returned,)
    weights = [_weights(np.shape(output.detach() if isinstance(output, torch.Tensor) else output)) for output in outputs]
    total = sum(
        (torch.as_tensor(weight) * output).sum()
        for weight, output in zip(weights, outputs, strict=True)
        if isinstance(output, torch.Tensor)
    )
    if not isinstance(total, torch.Tensor) or not total.requires_grad:
        raise CallError("gives no gradient; do not detach, and do not leave the tensors on the way")
    gradients = torch.autograd.grad(total, list(leaves.values()), allow_unused=True)
    symbols = {real[py]: _symbols(real[py], point.values[real[py]]) for py in leaves}
    values = {**_exact(point), **symbols}
    at = {
        symbol: sympy.Float(float(value), DIGITS)
        for key, array in symbols.items()
        for symbol, value in zip(np.ravel(array), np.ravel(point.values[key]), strict=True)
    }
    try:
        exact = Evaluation(formula, values, ExactAt(at)).outputs()
    except (TypeError, LatexError):
        return 0  # a comparison of symbols: which case holds depends on them
    printed = sum(
        sympy.Float(w, DIGITS) * item
        for weight, value in zip(weights, exact, strict=True)
        for w, item in zip(np.ravel(weight), np.ravel(np.asarray(value, dtype=object)), strict=True)
    )
    count = 0
    for (py, leaf), gradient in zip(leaves.items(), gradients, strict=True):
        wanted = np.array(
            [float(sympy.diff(printed, symbol).evalf(DIGITS, subs=at)) for symbol in np.ravel(symbols[real[py]])]
        ).reshape(tuple(leaf.shape))
        if not np.isfinite(wanted).all():
            return 0  # no derivative here: 0 log 0
        found = np.zeros(tuple(leaf.shape)) if gradient is None else gradient.numpy()
        if error_of(found, wanted) > 10:  # a decade for the rounding of two passes
            raise Disagreement(formula.outputs[0], point, wanted, found, f"the derivative with respect to {py}")
        count += wanted.size
    return count


def _differentiable(entry: Computable, point: Point) -> dict[str, str]:
    """Parameter → key of the real variables."""
    return {
        variable.py: spelled(variable.symbol)
        for variable in entry.variables
        if variable.py is not None and domains.is_real(variable.domain) and spelled(variable.symbol) in point.values
    }


def _symbols(key: str, value: Any) -> Any:
    name = "".join(character for character in key if character.isalnum()) or "x"
    if np.ndim(value) == 0:
        return sympy.Symbol(name, real=True)
    cells = np.empty(np.shape(value), dtype=object)
    for place in np.ndindex(cells.shape):
        cells[place] = sympy.Symbol(f"{name}_{'_'.join(map(str, place))}", real=True)
    return cells


def _exact(point: Point) -> dict[str, Any]:
    return {key: _float(value) for key, value in point.known.items()}


def _float(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        cells = np.empty(value.shape, dtype=object)
        for place in np.ndindex(value.shape):
            cells[place] = _float(value[place])
        return cells
    if float(value).is_integer():
        return int(value)
    # The binary value itself, to 60 digits; a `Rational` would make SymPy take roots of numbers of 50 digits exactly.
    return sympy.Float(float(value), DIGITS + 10)


def _digits(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.array([float(sympy.sympify(item).evalf(DIGITS)) for item in value.flat]).reshape(value.shape)
    return float(sympy.sympify(value).evalf(DIGITS))


def _weights(shape: tuple[int, ...]) -> Any:
    """Unequal weights, so that no two components can stand for each other."""
    return (1 + np.arange(int(np.prod(shape)), dtype=float) / 4).reshape(shape)


def _size(point: Point) -> int:
    return sum(int(np.size(value)) for value in point.values.values())
