"""What of a declared domain is a limit of meaning, and what only says where test points were drawn.

A formula is proven on points of its domains, whose ends are often no more than where drawing stopped: nobody computes
Adam with an ε between 0.01 and 0.1. So what a domain says of the kind of a value is demanded (whole, not negative, a
probability vector), and of its ends those that mean something: a size or an earlier input, 0, the first of whole
numbers, 1 of a share or a probability, and the sign of what has a unit or is drawn by its logarithm. Beyond any other
end the printed formula is asked at the point itself, and the result says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kbgen.evaluate.limits import shown
from kbgen.verify import domains
from kbgen.verify.domains import Interval

Array = np.ndarray[Any, Any]

_NEAR = 1e-9
"""How far a sum of probabilities or a norm may be from 1."""


def wrong_with(domain: str, array: Array, known: Mapping[str, Any], *, has_unit: bool) -> str:
    """Why `array` means nothing in `domain`, as what follows the name of the input; empty if it may be computed with.

    Raises `KbgenError` for a bound that is not known.
    """
    parsed = domains.parse(domain)
    if isinstance(parsed, Interval):
        return _beyond_meaning(domain, parsed, array, known, has_unit=has_unit)
    what = _WRONG[parsed](array)
    return f"{what}; its domain is '{domain}', {_MEANT[parsed]}" if what else ""


def is_outside(domain: str, array: Array, known: Mapping[str, Any]) -> bool:
    """Whether `array` lies beyond the ends between which test points were drawn. Raises as `wrong_with` does."""
    return isinstance(domains.parse(domain), Interval) and not domains.contains(domain, array, known)


def is_a_share(domain: str) -> bool:
    """Whether its only values are 0 and 1, so that true and false are values too."""
    parsed = domains.parse(domain)
    return isinstance(parsed, Interval) and (parsed.scale, parsed.low, parsed.high) == ("integer", "0", "1")


def in_words(domain: str, *, has_unit: bool) -> str:
    """What may be given, as a signature says it: `real`, `integer [1, n]`, `[0, ∞)`."""
    parsed = domains.parse(domain)
    if not isinstance(parsed, Interval):
        return domain
    low, high = _ends(parsed, has_unit=has_unit)
    if (low, high) == ("-inf", "inf"):
        return "real"
    left = f"[{low}" if low != "-inf" else "(-∞"
    right = f"{high}]" if high != "inf" else "∞)"
    return f"{'integer ' if parsed.scale == 'integer' else ''}{left}, {right}"


def _ends(interval: Interval, *, has_unit: bool) -> tuple[str, str]:
    """The ends of an interval that mean something; `-inf` and `inf` where none does."""
    low, high = interval.low, interval.high
    is_positive = not _is_named(low) and float(low) >= 0
    is_share = is_positive and not _is_named(high) and float(high) == 1 and not has_unit
    if not (_is_named(low) or interval.scale == "integer" or float(low) == 0):
        low = "0" if is_positive and (is_share or has_unit or interval.scale == "log") else "-inf"
    if not (_is_named(high) or is_share):
        high = "inf"
    return low, high


def _beyond_meaning(domain: str, interval: Interval, array: Array, known: Mapping[str, Any], *, has_unit: bool) -> str:
    low, high = (domains.bound(end, known) for end in _ends(interval, has_unit=has_unit))
    wrong = (array < low) | (array > high)
    if interval.scale == "integer":
        wrong |= array != np.round(array)
    if not wrong.any():
        return ""
    ends = [f"{name} is {domains.bound(name, known):g}" for name in (interval.low, interval.high) if _is_named(name)]
    verb = "holds" if array.ndim else "is"
    return f"{verb} {array[wrong][0]:.10g}; its domain is {domain}{_where(ends)}"


def _where(ends: list[str]) -> str:
    return f", where {' and '.join(ends)}" if ends else ""


def _is_named(bound: str) -> bool:
    try:
        float(bound)
    except ValueError:
        return True
    return False


def _negative(array: Array) -> str:
    return f"{'holds' if array.ndim else 'is'} {array.min():.10g}" if array.size and array.min() < 0 else ""


def _no_simplex(array: Array) -> str:
    """Of a vector, and of a joint law over several axes."""
    return _negative(array) or ("" if abs(array.sum() - 1) <= _NEAR else f"sums to {array.sum():.10g}")


def _no_simplex_rows(array: Array) -> str:
    return _negative(array) or _row(array.sum(-1), "sums to")


def _no_onehot(array: Array) -> str:
    return _not_binary(array) or ("" if array.sum() == 1 else f"has {array.sum():g} ones")


def _no_onehot_rows(array: Array) -> str:
    return _not_binary(array) or _row(array.sum(-1), "has as sum")


def _not_binary(array: Array) -> str:
    others = array[(array != 0) & (array != 1)]
    return f"holds {others[0]:.10g}" if others.size else ""


def _no_unit_rows(array: Array) -> str:
    return _row(np.linalg.norm(array, axis=-1), "has norm")


def _row(values: Array, what: str) -> str:
    """The first row, counted from 1, whose value is not 1."""
    off = np.argwhere(np.abs(values - 1) > _NEAR)
    if not off.size:
        return ""
    place = tuple(off[0])
    return f"in row {', '.join(str(index + 1) for index in place)} {what} {values[place]:.10g}"


def _no_permutation(array: Array) -> str:
    is_one = np.array_equal(np.sort(array), np.arange(1, array.size + 1))
    return "" if is_one else f"is {shown(array.tolist())}"


_WRONG: dict[str, Callable[[Array], str]] = {
    "real": lambda array: "",  # noqa: ARG005 - what is not finite was refused before
    "nonneg": _negative,
    "simplex": _no_simplex, "simplex with a zero": _no_simplex, "simplex rows": _no_simplex_rows,
    "onehot": _no_onehot, "onehot rows": _no_onehot_rows,
    "unit rows": _no_unit_rows,
    "permutation": _no_permutation,
}  # fmt: skip
_MEANT = {
    "nonneg": "no number below 0",
    "simplex": "probabilities that sum to 1; divide by the sum",
    "simplex with a zero": "probabilities that sum to 1; divide by the sum",
    "simplex rows": "in each row probabilities that sum to 1; divide by the sum",
    "onehot": "a 1 among zeros",
    "onehot rows": "in each row a 1 among zeros",
    "unit rows": "rows of norm 1; divide by the norm",
    "permutation": "each of 1, 2, … once",
}
