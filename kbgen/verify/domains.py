"""Domains: where test values come from. `[0, 1)`, `integer [1, n]`, `log [1e6, 1e12]`, `simplex rows`, `tokens`, …"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kbgen.errors import KbgenError

Value = Any

_INTERVAL = re.compile(
    r"(?P<scale>integer|log)?\s*(?P<left>[\[(])\s*(?P<low>[^,]+?)\s*,\s*(?P<high>[^,]+?)\s*(?P<right>[\])])$"
)
_NAMED = ("real", "nonneg", "simplex", "simplex with a zero", "simplex rows", "onehot", "onehot rows", "unit rows",
          "permutation", "tokens", "set of tokens", "multiset of tokens")  # fmt: skip
# Few words, so that sequences have matches, repetitions and overlaps.
WORDS = ("a", "b", "c", "d")


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers between two bounds, which may name a size or an earlier variable."""

    low: str
    high: str
    closed_low: bool
    closed_high: bool
    scale: str | None


def parse(domain: str) -> Interval | str:
    """A domain: an `Interval` or one of the named ones. Raises `KbgenError` if it is none."""
    words = " ".join(domain.split())
    found = _INTERVAL.match(words)
    if found:
        return Interval(found["low"], found["high"], found["left"] == "[", found["right"] == "]", found["scale"])
    if words not in _NAMED:
        known = ", ".join(_NAMED)
        raise KbgenError(f"'{domain}' is no domain; use an interval, integer […], log […] or one of {known}")
    return words


def is_integer(domain: str) -> bool:
    """Whether its values are whole numbers."""
    parsed = parse(domain)
    return isinstance(parsed, Interval) and parsed.scale == "integer"


def is_real(domain: str) -> bool:
    """Whether its values are floating-point numbers."""
    return not (is_integer(domain) or "tokens" in domain or domain == "permutation")


class NoValueError(KbgenError):
    """The domain has no value of this shape: an interval that ends before it begins, a simplex without components."""


def draw(domain: str, shape: tuple[int, ...], known: Mapping[str, Value], random: np.random.Generator) -> Value:
    """A value of `domain`: a number without shape, else an array; half of them plain, half in hard regions.

    `known` has what the bounds may name. Raises `NoValueError` if the domain is empty here, and `KbgenError` for a
    bound that is not known.
    """
    parsed = parse(domain)
    if isinstance(parsed, Interval):
        return _interval(parsed, shape, known, random)
    return _drawn(parsed, shape, random)


def draw_simple(domain: str, shape: tuple[int, ...], known: Mapping[str, Value], random: np.random.Generator) -> Value:
    """A value a person would try first: small whole numbers, halves, few digits."""
    parsed = parse(domain)
    if isinstance(parsed, Interval):
        return _simple_interval(parsed, shape, known, random)
    if parsed in ("real", "nonneg"):
        choices = [0.0, 1.0, 2.0, 3.0] if parsed == "nonneg" else [0.0, 1.0, -1.0, 2.0]
        return _shaped(random.choice(choices, size=shape), shape)
    if parsed.startswith("simplex"):
        _refuse_empty(parsed, shape)
        return _rounded_simplex(shape, random, rows=parsed == "simplex rows")
    return _drawn(parsed, shape, random)


def _drawn(name: str, shape: tuple[int, ...], random: np.random.Generator) -> Value:
    _refuse_empty(name, shape)
    return _DRAWERS[name](shape, random)


def _refuse_empty(name: str, shape: tuple[int, ...]) -> None:
    if name.startswith(("simplex", "onehot", "unit")) and shape[-1:] == (0,):
        raise NoValueError(f"a {name} without components")


def contains(domain: str, value: Value, known: Mapping[str, Value]) -> bool:
    """Whether `value` is in `domain`, up to rounding: an open end may be met.

    Raises `KbgenError` for a bound that is not known.
    """
    parsed = parse(domain)
    if "tokens" in domain:
        return True
    array = np.asarray(value, dtype=float)
    if isinstance(parsed, Interval):
        low, high = bound(parsed.low, known), bound(parsed.high, known)
        whole = parsed.scale != "integer" or bool((array == np.round(array)).all())
        return whole and bool(((array >= low - _near(low)) & (array <= high + _near(high))).all())
    return _HOLDS[parsed](array)


def _near(end: float) -> float:
    return 0.0 if math.isinf(end) else 1e-9 * max(1.0, abs(end))


def _is_simplex(array: Value) -> bool:
    return bool((array >= -1e-9).all()) and bool(np.allclose(array.sum(-1), 1, rtol=0, atol=1e-9))


def _is_onehot(array: Value) -> bool:
    return _is_simplex(array) and bool(((array == 0) | (array == 1)).all())


_HOLDS: dict[str, Callable[[Value], bool]] = {
    "real": lambda array: bool(np.isfinite(array).all()),
    "nonneg": lambda array: bool((array >= 0).all()),
    "simplex": _is_simplex, "simplex with a zero": _is_simplex, "simplex rows": _is_simplex,
    "onehot": _is_onehot, "onehot rows": _is_onehot,
    "unit rows": lambda array: bool(np.allclose(np.linalg.norm(array, axis=-1), 1, rtol=0, atol=1e-9)),
    "permutation": lambda array: bool(np.array_equal(np.sort(array), np.arange(1, array.size + 1))),
}  # fmt: skip


def bound(words: str, known: Mapping[str, Value]) -> float:
    """The value of a bound: a number, or the name of a size or an earlier variable. Raises `KbgenError`."""
    try:
        return float(words)
    except ValueError:
        pass
    if words not in known or np.ndim(known[words]):
        raise KbgenError(f"the bound '{words}' is no number, size or earlier variable; declare it before")
    return float(known[words])


def _interval(
    interval: Interval, shape: tuple[int, ...], known: Mapping[str, Value], random: np.random.Generator
) -> Value:
    low, high = _bounds(interval, shape, known)
    if interval.scale == "integer":
        first, last = int(low), int(high)
        one_value = bool(shape) and random.random() < 0.15  # ties, and arrays of one value
        whole = random.integers(first, last + 1, size=1 if one_value else shape)
        return _shaped(np.full(shape, whole) if one_value else whole, shape)
    if interval.scale == "log":
        return _shaped(np.exp(random.uniform(np.log(low), np.log(high), size=shape)), shape)
    values = low + (high - low) * random.uniform(1e-6, 1 - 1e-6, size=shape)
    ends = [end for end, closed in ((low, interval.closed_low), (high, interval.closed_high)) if closed]
    if ends and random.random() < 0.2:  # what a closed interval includes must be met
        values = np.where(random.random(shape) < 0.3, random.choice(ends, size=shape), values)
    return _shaped(values, shape)


def _bounds(interval: Interval, shape: tuple[int, ...], known: Mapping[str, Value]) -> tuple[float, float]:
    """The bounds, of whole numbers the first and the last. Raises `NoValueError` if nothing lies between."""
    low, high = bound(interval.low, known), bound(interval.high, known)
    if interval.scale == "integer":
        low = math.ceil(low) if interval.closed_low else math.floor(low) + 1
        high = math.floor(high) if interval.closed_high else math.ceil(high) - 1
    if not low <= high and 0 not in shape:
        raise NoValueError(f"no value between {interval.low} and {interval.high}")
    return low, max(low, high)


def _simple_interval(
    interval: Interval, shape: tuple[int, ...], known: Mapping[str, Value], random: np.random.Generator
) -> Value:
    low, high = _bounds(interval, shape, known)
    if interval.scale == "integer":
        first, last = int(low), int(high)
        return _shaped(random.integers(first, min(last, first + 3) + 1, size=shape), shape)
    if interval.scale == "log":
        return _shaped(10.0 ** random.integers(int(np.ceil(np.log10(low))), int(np.log10(high)) + 1, size=shape), shape)
    choices = [low + (high - low) * part for part in (0.5, 0.25, 0.75)]
    return _shaped(random.choice([float(f"{choice:.3g}") for choice in choices], size=shape), shape)


def _real(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    """Mostly of order one; also tiny values, whole numbers with ties, constant arrays, zeros."""
    kind = random.random()
    if kind < 0.60:
        values = random.normal(size=shape) * random.choice([0.3, 1.0, 3.0])
    elif kind < 0.75:
        values = random.normal(size=shape) * 1e-3
    elif kind < 0.90:
        values = random.integers(-3, 4, size=shape).astype(float)
    elif kind < 0.97:
        values = np.full(shape, float(random.integers(-2, 3)))
    else:
        values = np.zeros(shape)
    return _shaped(values, shape)


def _nonneg(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    return _shaped(np.abs(np.asarray(_real(shape, random))), shape)


def _simplex(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    values = random.dirichlet(np.full(int(np.prod(shape)), random.choice([0.5, 1.0, 5.0])))
    values = np.maximum(values, 1e-6)
    return (values / values.sum()).reshape(shape)


def _simplex_with_a_zero(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    values = np.array(_simplex(shape, random)).reshape(-1)
    if values.size > 1 and random.random() < 0.5:
        values[random.integers(values.size)] = 0.0
        values = values / values.sum()
    return values.reshape(shape)


def _rows_of(drawer: Callable[..., Value]) -> Callable[[tuple[int, ...], np.random.Generator], Value]:
    def draw_rows(shape: tuple[int, ...], random: np.random.Generator) -> Value:
        rows = [drawer(shape[-1:], random) for _ in range(int(np.prod(shape[:-1])))]
        return np.array(rows).reshape(shape)

    return draw_rows


def _onehot(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    values = np.zeros(shape)
    values[random.integers(shape[0])] = 1.0
    return values


def _unit(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    values = random.normal(size=shape)
    return values / np.linalg.norm(values)


def _permutation(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    return random.permutation(shape[0]) + 1


def _tokens(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    few = WORDS[: random.integers(1, len(WORDS) + 1)]
    return np.array(random.choice(few, size=shape), dtype=object)


def _bag(shape: tuple[int, ...], random: np.random.Generator) -> Value:  # noqa: ARG001
    return tuple(str(word) for word in random.choice(WORDS, size=random.integers(1, 7)))


def _set(shape: tuple[int, ...], random: np.random.Generator) -> Value:
    return tuple(sorted(set(_bag(shape, random))))


def _rounded_simplex(shape: tuple[int, ...], random: np.random.Generator, *, rows: bool) -> Value:
    def one(size: int) -> Value:
        parts = random.multinomial(10, np.full(size, 1 / size)) / 10
        return np.full(size, 1 / size) if (parts == 0).any() else parts

    if not rows:
        return one(int(np.prod(shape))).reshape(shape)
    return np.array([one(shape[-1]) for _ in range(int(np.prod(shape[:-1])))]).reshape(shape)


def _shaped(values: Value, shape: tuple[int, ...]) -> Value:
    return values if shape else np.asarray(values).item()


_DRAWERS: dict[str, Callable[[tuple[int, ...], np.random.Generator], Value]] = {
    "real": _real, "nonneg": _nonneg, "simplex": _simplex, "simplex with a zero": _simplex_with_a_zero,
    "simplex rows": _rows_of(_simplex), "onehot": _onehot, "onehot rows": _rows_of(_onehot),
    "unit rows": _rows_of(_unit), "permutation": _permutation, "tokens": _tokens, "set of tokens": _set,
    "multiset of tokens": _bag,
}  # fmt: skip
