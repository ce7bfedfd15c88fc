"""Formulas in a line: what a test declares, and the values it is read with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kbgen.latex.evaluate import Evaluation, bind_sizes
from kbgen.latex.formula import Formula, read_formula
from kbgen.latex.names import spelled
from kbgen.schema import Computable

_MEANING = {"fr": "x", "en": "x"}


def entry(latex: str, *, outputs: Any = "y", variables: Any = "x", **declared: Any) -> Computable:
    r"""A metric with declarations in short.

    `outputs` and `variables` are symbols, lists of symbols, or maps from a symbol to its fields; a field that is not a
    map is the shape: `{"x": ["n"], r"\eta": {"domain": "(0, 1)"}}`.
    """
    fields = {
        "name": "test",
        "latex": latex,
        "outputs": [{"symbol": symbol, **rest} for symbol, rest in _maps(outputs)],
        "variables": [
            {"symbol": symbol, "py": f"p{number}", "meaning": _MEANING, "domain": "real", **rest}
            for number, (symbol, rest) in enumerate(_maps(variables))
        ],
        **declared,
        "indices": {
            index: {name: str(bound) for name, bound in fields.items()}
            for index, fields in declared.get("indices", {}).items()
        },
    }
    return Computable.model_validate(fields)


def _maps(symbols: Any) -> list[tuple[str, dict[str, Any]]]:
    if isinstance(symbols, str):
        return [(symbols, {})]
    if not isinstance(symbols, Mapping):
        return [(symbol, {}) for symbol in symbols]
    return [(symbol, rest if isinstance(rest, dict) else {"shape": rest}) for symbol, rest in symbols.items()]


def formula(latex: str, *, used: Any = None, replaces: Any = None, **declared: Any) -> Formula:
    """A formula, read; `used` are formulas by ref."""
    return read_formula(entry(latex, **declared), dict(used or {}).__getitem__, replaces=replaces)


def evaluation(read: Formula, values: Mapping[str, Any]) -> Evaluation:
    """An evaluation at values by symbol, with the sizes that they bind."""
    here = {
        key if key in read.entry.sizes else spelled(key): np.array(value) if isinstance(value, list) else value
        for key, value in values.items()
    }
    return Evaluation(read, {**here, **bind_sizes(read, here)})


def value(latex: str, values: Mapping[str, Any], **declared: Any) -> Any:
    """The output of a formula at values by symbol: variables without a declaration of their own are scalars."""
    declared.setdefault("variables", [symbol for symbol in values if symbol not in declared.get("sizes", {})])
    (result,) = evaluation(formula(latex, **declared), values).outputs()
    return result
