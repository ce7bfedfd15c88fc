"""What LaTeX is read into: groups of signs, scripts, fractions, roots, grids."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a sign is in its row: it decides on the spaces around it."""

    ORDINARY = auto()
    WORD = auto()
    """Upright letters that are one name: `head`."""
    PREFIX = auto()
    """Belongs to what follows: Δ, the minus of −x."""
    FUNCTION = auto()
    OPERATOR = auto()
    """A sum, whose scripts are its limits."""
    BINARY = auto()
    RELATION = auto()
    OPEN = auto()
    CLOSE = auto()
    FENCED = auto()
    """A parenthesis with its content."""
    COMMA = auto()
    SPACE = auto()
    """A space that the author asks for."""
    GAP = auto()
    """White space of the source: TeX ignores it, and yet authors set factors apart with it."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A character, a number or a word."""

    text: str
    kind: Kind = Kind.ORDINARY


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in a row."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Fenced:
    """What stands between parentheses of any form."""

    opening: str
    body: Group
    closing: str


@dataclass(frozen=True, slots=True)
class Scripted:
    """A base with what is below and above it."""

    base: Node
    below: Group | None
    above: Group | None


@dataclass(frozen=True, slots=True)
class Accented:
    """What carries a mark: `command` is its name without backslash."""

    body: Node
    command: str


@dataclass(frozen=True, slots=True)
class Fraction:
    """One thing over another."""

    over: Group
    under: Group


@dataclass(frozen=True, slots=True)
class Root:
    """A root; a square one without `degree`."""

    body: Group
    degree: Group | None


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells in an environment: `cases`, `pmatrix`, `aligned`."""

    name: str
    rows: tuple[tuple[Group, ...], ...]


Node = Sign | Group | Fenced | Scripted | Accented | Fraction | Root | Grid
