"""What +, ·, /, ^, ‖ ‖ and comparisons mean between numbers and arrays, strictly: nothing is broadcast or guessed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kbgen.latex.arithmetic import Arithmetic, Value, too_large
from kbgen.latex.bags import is_bag

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, r"\le": operator.le, ">": operator.gt, r"\ge": operator.ge, "=": operator.eq,
    r"\neq": operator.ne,
}  # fmt: skip
_ELEMENTWISE = "set elementwise: true if it is meant component by component"


class MeaninglessError(Exception):
    """An operation that has no meaning between these values; `hint` says what to write or declare."""

    def __init__(self, what: str, hint: str = "") -> None:
        self.what, self.hint = what, hint
        super().__init__(what)


def kind_of(value: Value) -> str:
    """What a value is, in words."""
    if is_word(value):
        return "word"
    if is_bag(value):
        return "set"
    return {0: "scalar", 1: "vector", 2: "matrix"}.get(np.ndim(value), f"{np.ndim(value)}-axis array")


def is_word(value: Value) -> bool:
    """Whether a value is a word, or an array of words."""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "US" or (value.dtype == object and value.size > 0 and isinstance(value.flat[0], str))
    return isinstance(value, str)


_PLAIN = (float, int)


def number(value: Value) -> Value:
    """A value that can be calculated with. Raises `MeaninglessError` for words and sets."""
    if type(value) in _PLAIN:
        return value
    if is_word(value) or is_bag(value):
        hint = r"compare it with = or \neq" if is_word(value) else r"write \sum_{g \in G} or \lvert G \rvert"
        raise MeaninglessError(f"a {kind_of(value)} is no number", hint)
    # int64 wraps around, float64 does not.
    return value.astype(float) if isinstance(value, np.ndarray) and value.dtype.kind in "biu" else value


def plain(value: Value) -> Value:
    """A NumPy number as a Python number."""
    if isinstance(value, np.ndarray):
        return value.item() if value.ndim == 0 else value
    return value.item() if isinstance(value, np.generic) else value


def add(left: Value, right: Value, *, elementwise: bool) -> Value:
    """left + right."""
    if type(left) is float and type(right) is float:  # most of what is computed: components
        return left + right
    left, right = number(left), number(right)
    ranks = np.ndim(left), np.ndim(right)
    if ranks[0] != ranks[1] and not (elementwise and 0 in ranks):
        raise MeaninglessError(
            f"a {kind_of(left)} plus a {kind_of(right)}", _ELEMENTWISE if 0 in ranks else "index them"
        )
    if all(ranks) and np.shape(left) != np.shape(right):
        raise MeaninglessError(f"shapes {np.shape(left)} and {np.shape(right)} do not add", "check the declared shapes")
    return _strict(operator.add, left, right)


def times(left: Value, right: Value, mark: str) -> Value:
    """left · right: the product of a printed mark."""
    if type(left) is float and type(right) is float and mark != r"\odot":
        return left * right
    left, right = number(left), number(right)
    ranks = np.ndim(left), np.ndim(right)
    shapes = f"shapes {np.shape(left)} and {np.shape(right)}"
    if mark == r"\odot":
        if np.shape(left) != np.shape(right):
            raise MeaninglessError(f"{shapes} under \\odot", "check the declared shapes")
        return _strict(operator.mul, left, right)
    if 0 in ranks:
        return _strict(operator.mul, left, right)
    if mark:
        raise MeaninglessError(f"'{mark}' between arrays", r"write \odot for the product component by component")
    if ranks == (1, 1):
        raise MeaninglessError("a vector times a vector", r"write \odot, or \sum_i x_i y_i")
    if ranks[0] == 1:
        raise MeaninglessError("a row vector: a vector times a matrix", r"write the matrix form, or \sum_i x_i W_{i,j}")
    if ranks[0] > 2 or ranks[1] > 2:
        raise MeaninglessError(f"a product of arrays with {ranks[0]} and {ranks[1]} axes", "index them")
    if np.shape(left)[-1] != np.shape(right)[0]:
        raise MeaninglessError(f"{shapes} do not multiply", "check the declared shapes, or transpose one")
    with np.errstate(all="ignore"):  # some BLAS set flags without a reason
        return left @ right


def divide(arithmetic: Arithmetic, top: Value, bottom: Value, *, elementwise: bool) -> Value:
    """top / bottom."""
    top, bottom = number(top), number(bottom)
    if np.ndim(bottom):
        if not elementwise:
            raise MeaninglessError("a division by an array", _ELEMENTWISE)
        _same_shape(top, bottom, "a quotient")
    return _strict(arithmetic.divide, top, bottom)


def power(arithmetic: Arithmetic, base: Value, exponent: Value, *, elementwise: bool) -> Value:
    """base^exponent."""
    base, exponent = number(base), number(exponent)
    if np.ndim(base) > 1:
        raise MeaninglessError(f"a power of a {kind_of(base)}", "index it: component by component, or a product?")
    if (np.ndim(base) or np.ndim(exponent)) and not elementwise:
        raise MeaninglessError("a power of an array", _ELEMENTWISE)
    _same_shape(base, exponent, "a power")
    return _strict(arithmetic.power, base, exponent)


def root(arithmetic: Arithmetic, body: Value, degree: Value | None, *, elementwise: bool) -> Value:
    """The root of a value."""
    body = number(body)
    if np.ndim(body) and not elementwise:
        raise MeaninglessError("a root of an array", _ELEMENTWISE)
    if degree is None:
        return arithmetic.function("sqrt", body)
    if np.ndim(degree):
        raise MeaninglessError("a root whose degree is an array", "index it")
    return _strict(arithmetic.power, body, arithmetic.divide(1, number(degree)))


def norm(arithmetic: Arithmetic, order: str, value: Value) -> Value:
    """‖value‖₁, ‖value‖₂, ‖value‖∞ of a vector, ‖value‖_F of a matrix."""
    value = number(value)
    wanted = 2 if order == "F" else 1
    if np.ndim(value) != wanted:
        hint = {0: r"write \lvert … \rvert", 2: r"write \lVert … \rVert_F, or index it"}.get(np.ndim(value), "index it")
        raise MeaninglessError(f"the norm {order} of a {kind_of(value)}", hint)
    items = [arithmetic.function("abs", plain(item)) for item in value.flat]
    if not items:
        raise MeaninglessError("the norm of nothing", "check the sizes")
    if order == "1":
        return sum(items)
    if order == "infty":
        return extreme(arithmetic, "max", items)
    return arithmetic.function("sqrt", sum(item * item for item in items))


def extreme(arithmetic: Arithmetic, kind: str, values: Sequence[Value]) -> Value:
    """The least or greatest of numbers."""
    values = [number(value) for value in values]
    if any(np.ndim(value) for value in values):
        raise MeaninglessError(f"{kind} of arrays", "index them")
    return values[0] if len(values) == 1 else arithmetic.function(kind, *values)


def compare(op: str, left: Value, right: Value) -> bool:
    """Whether a comparison holds; words are only equal or not."""
    if np.ndim(left) or np.ndim(right) or is_bag(left) or is_bag(right):
        raise MeaninglessError(f"a comparison of a {kind_of(left)} with a {kind_of(right)}", "compare components")
    if is_word(left) != is_word(right):
        raise MeaninglessError("a comparison of a word with a number", "compare words with words")
    if is_word(left) and op not in ("=", r"\neq"):
        raise MeaninglessError(f"words under '{op}'", r"words are only equal (=) or not (\neq)")
    return bool(_COMPARE[op](left, right))


def _same_shape(left: Value, right: Value, what: str) -> None:
    if np.ndim(left) and np.ndim(right) and np.shape(left) != np.shape(right):
        raise MeaninglessError(f"{what} of shapes {np.shape(left)} and {np.shape(right)}", "check the declared shapes")


def _strict(operation: Callable[[Any, Any], Any], left: Value, right: Value) -> Value:
    """The operation; NumPy raises like Python does, and no whole number grows without end."""
    if isinstance(left, np.ndarray) or isinstance(right, np.ndarray):
        with np.errstate(over="raise", divide="raise", invalid="raise", under="ignore"):
            return operation(left, right)
    result = operation(left, right)
    if too_large(result):
        raise OverflowError("a number beyond all use")
    return result
