"""A disagreement as a person reads it: which output, both values, at which input, and where they part."""

from __future__ import annotations

from typing import Any

import numpy as np

from kbgen.latex.errors import LatexError
from kbgen.latex.formula import Formula
from kbgen.latex.mutate import Mutant
from kbgen.latex.names import printed, spelled
from kbgen.verify.claims import shown
from kbgen.verify.points import Point
from kbgen.verify.witnesses import Disagreement


def told(formula: Formula, error: Disagreement, mutant: Mutant | None, who: str) -> tuple[str, LatexError]:
    """The sentence, and the place in the LaTeX it is about: the change after which both agree, else the line."""
    ours, theirs = brief(error.printed), brief(error.expected)
    if ours == theirs:  # they differ beyond the sixth digit
        ours, theirs = str(error.printed), str(error.expected)
    what = f"{printed(error.output)} = {ours} as printed, {theirs} by the {who}, at {inputs(formula, error.point)}"
    if error.detail:
        what += f" ({error.detail})"
    if mutant is None:
        definition = formula.definitions[error.output]
        return what, LatexError("", definition.latex, definition.start, definition.end)
    place = LatexError("", mutant.latex, mutant.start, mutant.end)
    what += f"; they part at '{mutant.snippet}' (column {place.column}): both agree after '{mutant.change}'"
    return what, place


def inputs(formula: Formula, point: Point) -> str:
    """A point: `x = [0, 1], d = 4`."""
    values = {
        str(variable.symbol): point.values[spelled(variable.symbol)]
        for variable in formula.entry.variables
        if spelled(variable.symbol) in point.values
    }
    sizes = {name: size for name, size in point.sizes.items() if not _is_in_a_shape(formula, name)}
    return ", ".join(f"{symbol} = {brief(value)}" for symbol, value in {**values, **sizes}.items())


def brief(value: Any) -> str:
    """A value; of a large array only its shape."""
    if isinstance(value, np.ndarray) and value.size > 12:
        return f"array of shape {value.shape}"
    return shown(value)


def _is_in_a_shape(formula: Formula, size: str) -> bool:
    return any(size in words for variable in formula.entry.variables for words in variable.shape)
