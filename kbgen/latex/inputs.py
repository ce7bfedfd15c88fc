"""What an evaluation is given: values by symbol and size name, made ready to be computed with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kbgen.latex import bags
from kbgen.latex.arithmetic import Value
from kbgen.latex.formula import Formula
from kbgen.latex.names import spelled
from kbgen.latex.operations import plain


def normal(formula: Formula, values: Mapping[str, Value]) -> dict[str, Value]:
    """Values as they are computed with; without those of the variables that a variant's line replaces."""
    normal = {key: plain(value) for key, value in values.items()}
    for variable in formula.entry.variables:
        key = spelled(variable.symbol)
        if key in formula.definitions:
            normal.pop(key, None)
        elif key in normal and variable.shape and isinstance(normal[key], (list, tuple)):
            normal[key] = np.array(normal[key], dtype=object if "tokens" in variable.domain else None)
        elif key in normal and variable.domain.startswith("set of") and bags.is_bag(normal[key]):
            normal[key] = tuple(bags.elements(normal[key]))
    for name, size in formula.entry.sizes.items():
        symbol = spelled(size.symbol) if size.symbol is not None else name
        if name in normal and symbol not in formula.definitions:
            normal.setdefault(symbol, normal[name])
        elif symbol in normal:
            normal.setdefault(name, normal[symbol])
    return normal


def with_sorted(formula: Formula, given: Mapping[str, Value]) -> dict[str, Value]:
    """Values with those that an entry has by sorting another, where that one is given."""
    full = dict(given)
    for variable in formula.entry.variables:
        source = variable.given.sorted if variable.given is not None else None
        if source is not None and spelled(source) in full:
            assert variable.given is not None
            ascending = np.sort(full[spelled(source)])
            full[spelled(variable.symbol)] = ascending if variable.given.order == "ascending" else ascending[::-1]
    return full
