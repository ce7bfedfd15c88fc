"""Number systems: float64, and what another one (exact symbols) replaces."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Value = Any
"""A Python number, a NumPy array, a word, or a collection of words."""

_BITS = 50_000
"""Bits of the largest whole number that is computed exactly."""


class Arithmetic:
    """The functions of float64. Other number systems (exact symbols) replace them."""

    constants: Mapping[str, Value] = {r"\pi": math.pi, r"\infty": math.inf}

    def function(self, name: str, *arguments: Value) -> Value:
        """`name` of its arguments. Raises `ValueError` outside its domain, `OverflowError` beyond float64."""
        if len(arguments) == 1 and isinstance(arguments[0], np.ndarray):
            (array,) = arguments
            return np.array([self.function(name, float(item)) for item in array.flat], float).reshape(array.shape)
        return _FLOATS[name](*arguments)

    def number(self, value: int | float) -> Value:
        """A literal of the LaTeX."""
        return value

    def divide(self, top: Value, bottom: Value) -> Value:
        """top / bottom. Raises `ZeroDivisionError`."""
        if _has_zero(bottom):
            raise ZeroDivisionError("a division by zero")
        return top / bottom

    def power(self, base: Value, exponent: Value) -> Value:
        """base^exponent. Raises `ZeroDivisionError`, `ValueError` outside its domain, `OverflowError`."""
        if isinstance(base, int) and isinstance(exponent, int):
            if exponent < 0:
                base = float(base)
            elif abs(base) > 1 and exponent * base.bit_length() > _BITS:
                raise OverflowError(f"a power of more than {_BITS:,} bits")
        if np.ndim(exponent) == 0 and exponent < 0 and _has_zero(base):
            raise ZeroDivisionError("0 to a negative power")
        result = base**exponent
        if isinstance(result, complex):
            raise ValueError("a root of a negative number")
        return result


def too_large(value: Value) -> bool:
    """Whether a whole number has outgrown every use."""
    return isinstance(value, int) and value.bit_length() > _BITS


def _has_zero(value: Value) -> bool:
    return bool((value == 0).any()) if isinstance(value, np.ndarray) else bool(value == 0)


def _exp(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        raise OverflowError(f"exp({value:g}) is beyond float64") from None


def _log(value: float, base: float | None = None) -> float:
    if value == 0:
        raise ZeroDivisionError("the logarithm of 0")
    if value < 0:
        raise ValueError("the logarithm of a negative number")
    if base is None:
        return math.log(value)
    if base <= 0 or base == 1:
        raise ValueError(f"a logarithm with base {base:g}")
    if base in (2, 10):
        return math.log2(value) if base == 2 else math.log10(value)
    return math.log(value) / math.log(base)


def _sqrt(value: float) -> float:
    if value < 0:
        raise ValueError("the root of a negative number")
    return math.sqrt(value)


def _binom(n: Value, k: Value) -> int:
    if n != int(n) or k != int(k) or k < 0 or n < 0:
        raise ValueError("a binomial of what is not a natural number")
    n, k = int(n), int(k)
    if min(k, n - k) * n.bit_length() > _BITS:
        raise OverflowError(f"a binomial of more than {_BITS:,} bits")
    return math.comb(n, k)


_FLOATS: dict[str, Callable[..., Any]] = {
    "exp": _exp, "log": _log, "sin": math.sin, "cos": math.cos, "tan": math.tan, "tanh": math.tanh,
    "sinh": math.sinh, "cosh": math.cosh, "erf": math.erf, "sign": lambda x: (x > 0) - (x < 0), "floor": math.floor,
    "ceil": math.ceil, "abs": abs, "binom": _binom, "min": min, "max": max, "sqrt": _sqrt,
}  # fmt: skip
FLOAT64 = Arithmetic()
