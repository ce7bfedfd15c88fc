"""The symbolic witness: the same tree in exact arithmetic, by SymPy: 50 digits, and derivatives against autograd."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy  # type: ignore[import-untyped]
import torch

from kbgen.latex.errors import LatexError
from kbgen.latex.evaluate import Arithmetic, Evaluation
from kbgen.latex.formula import Formula
from kbgen.latex.inputs import with_sorted
from kbgen.latex.names import spelled
from kbgen.schema import Computable
from kbgen.verify import domains
from kbgen.verify.calling import CallError, call, default_dtype, prepare
from kbgen.verify.points import Point, Sampler, arguments
from kbgen.verify.witnesses import RELATIVE, Disagreement, NoRatio, error_of, observing

DIGITS = 50
POINTS = 3
_LARGEST = 24
"""Components that may be symbols at once; beyond, expressions grow too large to be of use."""
_LARGE = 1000.0
"""By which real inputs are multiplied to be large: its exponential is beyond float64."""
_LARGE_POINTS = 16
_STEP = 20
"""Decimal places of the step of a difference: of 60 digits, 40 are left."""
_SOME = 4
"""Components of each input whose derivative is taken as a difference."""


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

    None if the formula has no exact form: its values are words, or there is no small point. Raises `Disagreement`,
    `CallError`, `LatexError`.
    """
    if any("tokens" in variable.domain for variable in formula.entry.variables):
        return None
    points = [point for point in (sampler.draw(small=True) for _ in range(40)) if point and sampler.edge(point) is None]
    points = sorted(points, key=_size)[len(points) // 3 :]
    worst = 0.0
    count = 0
    for point in points:
        try:
            exact = observing(formula, lambda here: Evaluation(formula, _exact(here), EXACT).outputs())(point)
            got = observing(formula, lambda here: call(function, arguments(formula.entry, here)))(point)
        except NoRatio:
            continue
        except ZeroDivisionError as error:
            raise CallError(f"raises ZeroDivisionError: {error}") from None
        for key, a, b in zip(formula.outputs, exact, got, strict=True):
            digits = _digits(a)
            if error_of(b, digits) > 1:
                raise Disagreement(key, point, digits, b, "printed to 50 digits")
            worst = max(worst, error_of(b, digits))
        count += 1
        if count == POINTS:
            break
    if not count:
        return None
    _check_large(formula, function, points[:_LARGE_POINTS], sampler)
    return Symbolic(count, _check_gradient(formula, function, points), worst * RELATIVE)


def _check_large(formula: Formula, function: Callable[..., Any], points: list[Point], sampler: Sampler) -> None:
    """The example at large real inputs, where a naive exponential overflows and the value does not.

    What is printed cannot tell in float64; 50 digits can. Nothing is said of a value beyond float64.
    """
    free = {spelled(v.symbol) for v in formula.entry.variables if v.domain in ("real", "nonneg")}
    proportional = any(formula.definitions[key].is_proportional for key in formula.outputs)
    if not free or proportional:
        return
    for point in points:
        values = {key: value * _LARGE if key in free else value for key, value in point.values.items()}
        large = Point(with_sorted(formula, values), point.sizes)
        if not sampler.allows(large):
            continue
        try:
            exact = [_digits(value) for value in Evaluation(formula, _exact(large), EXACT).outputs()]
        except (LatexError, TypeError, OverflowError):
            continue
        if not all(np.isfinite(value).all() for value in exact):
            continue
        try:
            got = call(function, arguments(formula.entry, large))
        except ZeroDivisionError as error:
            raise CallError(f"raises ZeroDivisionError at large inputs: {error}") from None
        except CallError as error:
            raise CallError(f"{error} at large inputs; write it so that nothing overflows on the way") from None
        for key, a, b in zip(formula.outputs, exact, got, strict=True):
            if error_of(b, a) > 10:
                raise Disagreement(key, large, a, b, "large inputs: write it so that nothing overflows on the way")


def _check_gradient(formula: Formula, function: Callable[..., Any], points: list[Point]) -> int:
    """How many partial derivatives agree, at the first points that have any; 0 if there is nothing to derive by."""
    if any(formula.definitions[key].is_proportional for key in formula.outputs):
        return 0
    counts: list[int] = []
    for point in points:
        if len(counts) == POINTS:
            break
        given = prepare(function, arguments(formula.entry, point), dtype=torch.float64, device="cpu")
        real = {
            py: key
            for py, key in _differentiable(formula.entry, point).items()
            if isinstance(given[py], torch.Tensor) and given[py].numel()
        }
        if real:
            count = _compare_gradient(formula, function, point, given, real)
            counts += [count] if count else []
    return sum(counts)


def _compare_gradient(
    formula: Formula, function: Callable[..., Any], point: Point, given: dict[str, Any], real: Mapping[str, str]
) -> int:
    found, weights = _autograd(function, given, list(real))
    wanted = _derivatives(formula, point, real, weights) or _differences(formula, point, real, weights)
    if wanted is None:
        return 0
    count = 0
    for py, exact in wanted.items():
        here = ~np.isnan(exact)  # only some derivatives of a large input are taken
        if error_of(found[py][here], exact[here]) > 10:  # a decade for the rounding of two passes
            detail = f"the derivative with respect to {py}"
            raise Disagreement(formula.outputs[0], point, exact, np.where(here, found[py], np.nan), detail)
        count += int(here.sum())
    return count


def _autograd(
    function: Callable[..., Any], given: dict[str, Any], names: list[str]
) -> tuple[dict[str, Any], list[Any]]:
    """The gradients of a weighted sum of the outputs by parameter name, and the weights, 0 of what is no tensor."""
    leaves = [given[name].requires_grad_() for name in names]
    try:
        with default_dtype(torch.float64):
            returned = function(**given)
        outputs = returned if isinstance(returned, tuple) else (returned,)
        weights = [_weights(output) for output in outputs]
        total = sum(
            ((torch.as_tensor(weight) * output).sum() for weight, output in zip(weights, outputs, strict=True)),
            start=torch.zeros(()),
        )
        gradients: Sequence[torch.Tensor | None] = [None] * len(leaves)
        if total.requires_grad:
            gradients = torch.autograd.grad(total, leaves, allow_unused=True)
    except Exception as error:
        text = " ".join(str(error).split())
        raise CallError(f"gives no gradient: it raises {type(error).__name__}: {text:.200}") from error
    arrays = (
        np.zeros(tuple(leaf.shape)) if gradient is None else gradient.numpy()
        for leaf, gradient in zip(leaves, gradients, strict=True)
    )
    return dict(zip(names, arrays, strict=True)), weights


def _derivatives(
    formula: Formula, point: Point, real: Mapping[str, str], weights: list[Any]
) -> dict[str, np.ndarray[Any, Any]] | None:
    """The derivatives of the formula as an expression in symbols. None if it is too large, or has none here."""
    if sum(int(np.size(point.values[key])) for key in real.values()) > _LARGEST:
        return None
    symbols = {key: _symbols(key, point.values[key]) for key in real.values()}
    at = {
        symbol: sympy.Float(float(value), DIGITS)
        for key, array in symbols.items()
        for symbol, value in zip(np.ravel(array), np.ravel(point.values[key]), strict=True)
    }
    try:
        printed = _sum(Evaluation(formula, {**_exact(point), **symbols}, ExactAt(at)).outputs(), weights)
        wanted = {
            py: np.array(
                [float(sympy.diff(printed, symbol).evalf(DIGITS, subs=at)) for symbol in np.ravel(symbols[key])]
            ).reshape(np.shape(symbols[key]))
            for py, key in real.items()
        }
    except (TypeError, ValueError, LatexError):
        return None  # a comparison of symbols: which case holds depends on them
    return wanted if all(np.isfinite(array).all() for array in wanted.values()) else None


def _differences(
    formula: Formula, point: Point, real: Mapping[str, str], weights: list[Any]
) -> dict[str, np.ndarray[Any, Any]] | None:
    """The derivatives as differences in exact arithmetic, NaN where none was taken; None at a kink."""
    wanted = {py: np.full(np.shape(point.values[key]), np.nan) for py, key in real.items()}
    values = _exact(point)

    def moved(key: str, place: tuple[int, ...], by: Any) -> Any:
        old = values[key]
        new = old + by
        if isinstance(old, np.ndarray):
            new = old.copy()
            new[place] = old[place] + by
        return _sum(Evaluation(formula, {**values, key: new}, EXACT).outputs(), weights)

    step = sympy.Float(10, DIGITS + 10) ** -_STEP
    try:
        middle = _sum(Evaluation(formula, values, EXACT).outputs(), weights)
        for py, key in real.items():
            places = list(np.ndindex(wanted[py].shape))
            for place in places[:: 1 + len(places) // _SOME]:
                right, left = ((moved(key, place, by) - middle) / by for by in (step, -step))
                if abs(right - left) > 1e-9 * (1 + abs(right)):
                    return None
                wanted[py][place] = float((right + left) / 2)
    except (TypeError, ValueError, LatexError):
        return None
    return wanted


def _sum(outputs: tuple[Any, ...], weights: list[Any]) -> Any:
    return sum(
        sympy.Float(w, DIGITS + 10) * item
        for weight, value in zip(weights, outputs, strict=True)
        for w, item in zip(np.ravel(weight), np.ravel(np.asarray(value, dtype=object)), strict=True)
        if w
    )


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


def _weights(output: Any) -> Any:
    """Unequal weights, so that no two components can stand for each other; 0 of what is no tensor of floats."""
    shape = np.shape(output.detach() if isinstance(output, torch.Tensor) else output)
    if not isinstance(output, torch.Tensor) or not output.is_floating_point():
        return np.zeros(shape)
    return (1 + np.arange(int(np.prod(shape)), dtype=float) / 4).reshape(shape)


def _size(point: Point) -> int:
    return sum(int(np.size(value)) for value in point.values.values())
