"""What was computed, and the same as JSON can say it: `result` is its schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kbgen.schema import Computable
from kbgen.verify.calling import Value

Json = dict[str, Any]

_TOLD = 100
"""Places without a number that a result lists."""


@dataclass(slots=True)
class Evaluation:
    """What the example of an entry gives at one point, and what is known of it there."""

    ref: str
    entry: Computable
    values: tuple[Value, ...] | None
    """One for each output; None where the formula is undefined."""
    edge_case: Json | None
    """The declared edge case that decides here, with its value and reason."""
    proportional: tuple[bool, ...]
    """Of each output, whether it is only given up to a factor."""
    agreement: float | None
    """Relative difference between the printed formula and the example here; None if they were not compared."""
    notes: list[str] = field(default_factory=list)

    def document(self) -> Json:
        """The same as JSON can say it."""
        values: Sequence[Value | None] = self.values or [None] * len(self.entry.outputs)
        outputs = zip(self.entry.outputs, values, self.proportional, strict=True)
        return {
            "ref": self.ref,
            "outputs": {
                output.symbol: {
                    **_numbers(value),
                    **({"unit": output.unit} if output.unit else {}),
                    **({"meaning": dict(output.meaning)} if output.meaning else {}),
                    **({"up_to_a_factor": True} if proportional else {}),
                }
                for output, value, proportional in outputs
            },
            "dtype": "float64",
            "edge_case": self.edge_case,
            "agrees_with_printed": None if self.agreement is None else True,
            "difference": self.agreement,
            "notes": self.notes,
        }


def _numbers(value: Value | None) -> Json:
    """A value with its shape; what is no number is null, and listed with its place and a word."""
    if value is None:
        return {"value": None, "shape": [], "not_finite": [{"at": [], "is": "undefined"}]}
    array = np.asarray(value, dtype=np.float64)
    found: Json = {"value": array.tolist(), "shape": list(array.shape)}
    places = np.argwhere(~np.isfinite(array))
    if len(places):
        plain = array.astype(object)
        plain[~np.isfinite(array)] = None
        told = [{"at": place.tolist(), "is": _word(float(array[tuple(place)]))} for place in places[:_TOLD]]
        found |= {"value": plain.tolist(), "not_finite": told}
    return found


def _word(number: float) -> str:
    return "undefined" if number != number else "infinity" if number > 0 else "-infinity"
