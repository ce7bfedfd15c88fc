"""Sizes: what the shapes of values bind, and expressions in size names (`h*d_v`, `d/2-1`)."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from kbgen.latex.arithmetic import Value
from kbgen.latex.errors import LatexError
from kbgen.latex.formula import Formula
from kbgen.latex.names import spelled

_LONGEST = 200
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}  # fmt: skip


def bind_sizes(formula: Formula, values: Mapping[str, Value]) -> dict[str, int]:
    """The sizes that the shapes of the variables' values bind, by name. Raises `LatexError` where they disagree."""
    sizes: dict[str, int] = {}
    shapes: list[tuple[str, tuple[str, ...], tuple[int, ...]]] = []
    for variable in formula.entry.variables:
        key = spelled(variable.symbol)
        if key not in values or not variable.shape:
            continue
        shape = _shape(variable.symbol, values[key])
        if len(shape) != len(variable.shape):
            what = f"{variable.symbol} has shape {shape}, not {len(variable.shape)} axes"
            raise LatexError(
                what, variable.symbol, 0, len(variable.symbol), f"give it the shape ({', '.join(variable.shape)})"
            )
        shapes.append((variable.symbol, variable.shape, shape))
    for symbol, words, shape in shapes:
        for word, size in zip(words, shape, strict=True):
            if word in formula.entry.sizes:
                _agree(symbol, word, size, sizes.setdefault(word, size))
    for symbol, words, shape in shapes:
        for word, size in zip(words, shape, strict=True):
            wanted = _known(word, {**values, **sizes}) if word not in formula.entry.sizes else None
            if wanted is not None:
                _agree(symbol, word, size, wanted)
    return sizes


def size_of(words: str, known: Mapping[str, Value]) -> int:
    """A size expression (`d/2-1`) with its names' values. Raises `LatexError` if it is none, or no whole number."""

    def refused(what: str, hint: str) -> LatexError:
        return LatexError(f"'{words}' {what}", words, 0, len(words), hint)

    def value(node: ast.AST) -> Any:
        if isinstance(node, ast.Constant) and type(node.value) is int:
            return node.value
        if isinstance(node, ast.Name):
            if node.id not in known:
                raise refused(
                    f"names '{node.id}', which has no value", "use the names of sizes, of parameters and of indices"
                )
            return known[node.id]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -value(node.operand)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](value(node.left), value(node.right))
        raise refused("is not a size", "use size names, + - * /")

    if len(words) > _LONGEST:
        raise refused("is too long for a size", "use size names, + - * /")
    try:
        result = value(ast.parse(words.strip(), mode="eval").body)
        whole = int(result)
        is_whole = np.ndim(result) == 0 and not isinstance(result, str) and bool(result == whole)
    except ZeroDivisionError:
        raise refused("divides by 0", "check the sizes") from None
    except (SyntaxError, ValueError, TypeError, OverflowError, RecursionError, MemoryError):
        raise refused("is not a size", "use size names, + - * /") from None
    if not is_whole:
        raise refused(f"is {result}, no whole number", "declare the size even")
    return whole


def _shape(symbol: str, value: Value) -> tuple[int, ...]:
    try:
        return np.shape(value)
    except ValueError:
        raise LatexError(f"{symbol} has rows of unequal length", symbol, 0, len(symbol), "fill every row") from None


def _known(word: str, known: Mapping[str, Value]) -> int | None:
    """The value of a size expression, if all of it is known."""
    try:
        return size_of(word, known)
    except LatexError:
        return None


def _agree(symbol: str, word: str, size: int, wanted: int) -> None:
    if size != wanted:
        what = f"{symbol} gives {word} = {size}, but {word} = {wanted}"
        raise LatexError(what, symbol, 0, len(symbol), "give arrays whose shapes agree")
