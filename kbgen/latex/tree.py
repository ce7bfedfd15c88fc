"""The tree of a formula: what the LaTeX means. Every node knows where it stands in the LaTeX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A piece of meaning.

    `start` and `end` are its place in the LaTeX it was read from, and no part of what it means.
    """

    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A literal."""

    value: int | float


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """π or ∞."""

    name: Literal[r"\pi", r"\infty"]


@dataclass(frozen=True, slots=True)
class Symbol(Node):
    """A variable, a size, a bound index, a parameter or a name that a left side defines, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """A component: the array at its indices, counted from the formula's origin."""

    array: Node
    indices: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """−a."""

    body: Node


@dataclass(frozen=True, slots=True)
class Add(Node):
    """a + b + …; a difference holds a `Negative`."""

    terms: tuple[Node, ...]


Mark = Literal["", r"\cdot", r"\times", r"\odot"]


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors in order, and the mark printed before each but the first; `\\odot` is element by element."""

    factors: tuple[Node, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    """a / b."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Power(Node):
    """a^b."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Root(Node):
    """The square root, or the one of a printed degree."""

    body: Node
    degree: Node | None = None


@dataclass(frozen=True, slots=True)
class Transpose(Node):
    """A^⊤."""

    body: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function every reader knows: `exp`, `log`, `min`, `binom`, `norm`, …"""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Apply(Node):
    """A function that is an entry, or that a left side defines."""

    key: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Reduce(Node):
    """Σ, Π, max, min or a mean over a bound index, both ends included; without ends, over its declared range."""

    kind: Literal["sum", "prod", "max", "min", "mean"]
    index: str
    body: Node
    first: Node | None = None
    last: Node | None = None
    law: Node | None = None
    """The probabilities of an expectation."""


@dataclass(frozen=True, slots=True)
class Over(Node):
    """Σ or Π over the distinct elements of a set or multiset."""

    kind: Literal["sum", "prod"]
    element: str
    collection: Node
    body: Node


@dataclass(frozen=True, slots=True)
class Extreme(Node):
    """min {k : condition}: the least (greatest) index of its declared range for which the condition holds."""

    kind: Literal["min", "max"]
    index: str
    condition: Node


Op = Literal["<", r"\le", ">", r"\ge", "=", r"\neq"]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """a < b, a = b, …"""

    op: Op
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """Values by condition; exactly one condition must hold."""

    values: tuple[Node, ...]
    conditions: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Matrix(Node):
    """A matrix written out; one column is a vector."""

    rows: tuple[tuple[Node, ...], ...]


Path = tuple[str | int, ...]


def children(node: Node) -> Iterator[tuple[Path, Node]]:
    """The nodes right below `node`, each with the way to it."""
    for part in fields(node):
        yield from _nodes_in(getattr(node, part.name), (part.name,))


def _nodes_in(value: Any, path: Path) -> Iterator[tuple[Path, Node]]:
    if isinstance(value, Node):
        yield path, value
    elif isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _nodes_in(item, (*path, place))


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """`node` and every node below it, each with the way to it from `node`."""
    yield path, node
    for step, child in children(node):
        yield from walk(child, (*path, *step))


def replaced(node: Any, path: Path, new: Node) -> Any:
    """`node` with the node at `path` replaced."""
    if not path:
        return new
    step, *rest = path
    if isinstance(step, int):
        return tuple(replaced(item, tuple(rest), new) if place == step else item for place, item in enumerate(node))
    return replace(node, **{step: replaced(getattr(node, step), tuple(rest), new)})


def placed(node: Node, start: int, end: int) -> Node:
    """`node` as if all of it had been read at one place: what is declared elsewhere has none of its own."""
    changes: dict[str, Any] = {part.name: _placed_in(getattr(node, part.name), start, end) for part in fields(node)}
    return replace(node, **{**changes, "start": start, "end": end})


def _placed_in(value: Any, start: int, end: int) -> Any:
    if isinstance(value, Node):
        return placed(value, start, end)
    return tuple(_placed_in(item, start, end) for item in value) if isinstance(value, tuple) else value
