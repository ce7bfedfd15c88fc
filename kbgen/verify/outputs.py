"""What an entry declares of its outputs, their shape and what they can be, held against what is computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from kbgen.latex.errors import LatexError
from kbgen.latex.evaluate import Evaluation
from kbgen.latex.formula import Formula
from kbgen.verify import domains
from kbgen.verify.points import Point


def check_outputs(formula: Formula, points: Iterable[Point]) -> Iterator[tuple[int, str]]:
    """The number of each output that is not what it is declared to be, and what is wrong. Once for each output.

    A point where the formula has no value is for the comparison to report. Raises `LatexError` for a shape, and
    `KbgenError` for a range that cannot be read.
    """
    wrong: set[int] = set()
    for point in points:
        evaluation = Evaluation(formula, point.known)
        try:
            values = evaluation.outputs()
        except LatexError:
            continue
        for number, (output, value) in enumerate(zip(formula.entry.outputs, values, strict=True)):
            if number in wrong:
                continue
            declared = tuple(evaluation.size(words) for words in output.shape)
            if np.shape(value) != declared:
                wrong.add(number)
                yield number, f"'{output.symbol}' is declared {_form(declared)}, computed {_form(np.shape(value))}"
            elif output.range is not None and not domains.contains(output.range, value, point.known):
                wrong.add(number)
                worst = value if np.ndim(value) == 0 else np.ravel(value).tolist()
                yield number, f"'{output.symbol}' is declared in {output.range}, computed {worst!r:.60}"


def _form(shape: tuple[int, ...]) -> str:
    return f"of shape {shape}" if shape else "a number"
