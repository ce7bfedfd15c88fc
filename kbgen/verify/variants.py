"""Variants: other right definitions under the same name, proven equal where they say so, told apart elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from kbgen.latex.errors import BeyondFloat64, EvaluationError
from kbgen.latex.evaluate import Evaluation
from kbgen.latex.formula import Formula, read_expression, read_predicate
from kbgen.latex.names import printed as printed_key
from kbgen.latex.names import spelled
from kbgen.schema.formula import Differs, Equal, Variant
from kbgen.verify.claims import FalseClaim, agrees_with, shown, values_of, written
from kbgen.verify.points import ENOUGH, Point, Sampler, weight
from kbgen.verify.quantities import Units
from kbgen.verify.witnesses import error_of

_TRIES = 6000


@dataclass(frozen=True, slots=True)
class Compared:
    """What was shown of a variant: equal on so many points of its condition, and where it differs, if it does."""

    equal: int
    differs: dict[str, Any] | None


def check_variant(printed: Formula, variant: Variant, other: Formula, sampler: Sampler, units: Units) -> Compared:
    """Raises `FalseClaim` if the variant is not equal where it says, differs nowhere, or its numbers are wrong."""
    always = variant.equal is not None and variant.equal.where is None and not variant.equal.replacing
    equal = _check_equal(printed, other, variant.equal, sampler) if variant.equal is not None else 0
    if variant.differs is not None:
        _check_differs(printed, other, variant.differs, units)
    found = None
    if not (always and not (variant.equal and variant.equal.outputs)):
        found = smallest_difference(printed, other, sampler)
        if found is None:
            raise FalseClaim("no input tells it from the printed formula; declare equal: {}, or correct it")
    elif variant.differs is not None:
        raise FalseClaim("declared equal everywhere, and yet 'differs'; keep one")
    return Compared(equal, found)


def smallest_difference(printed: Formula, other: Formula, sampler: Sampler) -> dict[str, Any] | None:
    """The smallest input, by enumeration of simple ones, on which both differ by what a reader can see."""
    simple = [point for point in (sampler.draw(simple=True) for _ in range(300)) if point is not None]
    drawn = [point for point in (sampler.draw() for _ in range(100)) if point is not None]
    for point in [*sorted(simple, key=weight), *drawn]:
        edge = sampler.edge(point)
        if edge is not None and edge != "undefined":
            continue
        here, there = _outputs(printed, point), _outputs(other, point)
        # Where an edge case says `undefined` of what has a value, the variant would only lack the edge case.
        if there is None or (here is None) != (edge is not None):
            continue
        if here is None or any(_differ(a, b) for a, b in zip(here, there, strict=True)):
            shown_here = "undefined" if here is None else _plain(here)
            return {"values": _plain_values(printed, point), "here": shown_here, "there": _plain(there)}
    return None


def _differ(a: Any, b: Any) -> bool:
    """Visibly: by a thousandth, so that a reader sees it."""
    return np.shape(a) != np.shape(b) or error_of(a, b) > 1e6


def _check_equal(printed: Formula, other: Formula, equal: Equal, sampler: Sampler) -> int:
    predicate = read_predicate(printed, equal.where) if equal.where is not None else None
    replacing = {symbol: read_expression(printed, latex) for symbol, latex in equal.replacing.items()}
    keys = [printed.output_key(symbol) for symbol in equal.outputs] or list(printed.outputs)
    sampler.equal_sizes = True
    count = 0
    for _ in range(_TRIES):
        if count >= ENOUGH:
            break
        point = sampler.draw()
        if point is None:
            continue
        evaluation = Evaluation(printed, point.known)
        try:
            if predicate is not None and not evaluation.holds(predicate, equal.where or ""):
                continue
            if sampler.edge(point) is not None:
                continue
            values = {
                spelled(symbol): evaluation.expression(node, equal.replacing[symbol])
                for symbol, node in replacing.items()
            }
        except EvaluationError:
            continue
        theirs = Evaluation(other, _given(other, {**point.known, **values}))
        try:
            here = [evaluation.defined(key) for key in keys]
            there = [theirs.defined(key) for key in keys]
        except BeyondFloat64:
            continue
        for key, a, b in zip(keys, here, there, strict=True):
            if error_of(a, b) > 10:  # a decade for the rounding of what was replaced
                both = f"{printed_key(key)} is {shown(a)} as printed, {shown(b)} as the variant"
                raise FalseClaim(f"not equal where it says: {both}, at {_listed(printed, point)}")
        count += 1
    if count < ENOUGH:
        raise FalseClaim(f"its condition was met by {count} of {ENOUGH} points; widen the domains, or write another")
    return count


def _check_differs(printed: Formula, other: Formula, differs: Differs, units: Units) -> None:
    values = values_of(printed, differs.values, units)
    if differs.here == differs.there:
        raise FalseClaim(f"differs: both are {written(differs.here)}; give an input that tells them apart")
    for name, formula, said in (("here", printed, differs.here), ("there", other, differs.there)):
        got = _value_at(formula, values, with_edges=formula is printed)
        if isinstance(got, tuple) and isinstance(said, str):
            got = got[0]  # one number for several outputs is that of the first
        if said == "undefined":
            if got is not None:
                raise FalseClaim(f"differs.{name}: computed {shown(got)}, printed undefined")
            continue
        if got is None:
            raise FalseClaim(f"differs.{name}: undefined, printed {written(said)}")
        if not agrees_with(got, said, "=", None, units):
            raise FalseClaim(f"differs.{name}: computed {shown(got)}, printed {written(said)}")


def _value_at(formula: Formula, values: Mapping[str, Any], *, with_edges: bool) -> Any:
    """The output, or a tuple of all; None where undefined. The edge cases are those of the printed formula."""
    sampler = Sampler(formula, 0)
    point = Point(
        {key: value for key, value in values.items() if key not in formula.entry.sizes},
        {name: value for name, value in values.items() if name in formula.entry.sizes},
    )
    edge = sampler.edge(point) if with_edges else None
    if edge == "undefined":
        return None
    if edge is not None:
        return float(edge)
    outputs = Evaluation(formula, _given(formula, values)).outputs()
    plain = tuple(output.tolist() if isinstance(output, np.ndarray) else float(output) for output in outputs)
    return plain[0] if len(plain) == 1 else plain


def _outputs(formula: Formula, point: Point) -> tuple[Any, ...] | None:
    try:
        return Evaluation(formula, _given(formula, point.known)).outputs()
    except EvaluationError:
        return None


def _given(formula: Formula, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values without those that the formula computes: a variant may fix a variable of the printed one."""
    return {key: value for key, value in values.items() if key not in formula.definitions}


def _listed(formula: Formula, point: Point) -> str:
    return ", ".join(f"{symbol} = {shown(value)}" for symbol, value in _plain_values(formula, point).items())


def _plain_values(formula: Formula, point: Point) -> dict[str, Any]:
    """The input by symbol as the entry writes it, in numbers of six digits."""
    symbols = {spelled(variable.symbol): str(variable.symbol) for variable in formula.entry.variables}
    values = {symbols[key]: _plain(value) for key, value in point.values.items() if key in symbols}
    shapes = {word for variable in formula.entry.variables for word in variable.shape}
    return {**values, **{name: size for name, size in point.sizes.items() if name not in shapes}}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return _plain(value[0]) if len(value) == 1 else [_plain(item) for item in value]
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)) and not np.isfinite(value):
        return str(value)  # JSON has no infinity
    return float(f"{float(value):.6g}") if isinstance(value, (float, np.floating)) else str(value)
