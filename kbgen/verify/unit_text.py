"""Units as text: their dimension, and the strict reader of `USD/(GPU*hour)`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

UNSIGNED = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
"""The pattern of a number without its sign."""

_TOKEN = re.compile(rf"\s*(?P<token>{UNSIGNED}|[^\W\d]\w*|\*\*|\S)")
_POWER = re.compile(r"\s*(?:(?P<plain>-?[0-9]+(?:\.[0-9]+)?)(?!\w)|\((?P<fraction>-?[0-9]+(?:\.[0-9]+|/[0-9]+)?)\))")
_LONGEST = 200
"""Characters of a unit; nobody writes more, and parentheses are read by recursion."""


class QuantityError(ValueError):
    """A quantity or a unit that cannot be read. `what` is wrong; `hint` says what to write instead."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}; {hint}" if hint else what)
        self.what = what
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Dimension:
    """A product of powers of base units; empty for a pure number. Prints as a unit: `bit/second`, `second**(1/2)`."""

    powers: tuple[tuple[str, Fraction], ...] = ()

    @classmethod
    def of(cls, powers: Mapping[str, int | Fraction]) -> Dimension:
        """The dimension with these powers of base units, those of 0 left out."""
        return cls(tuple(sorted((name, Fraction(power)) for name, power in powers.items() if power)))

    @property
    def dimensionless(self) -> bool:
        """Whether it is that of a pure number."""
        return not self.powers

    def root(self, degree: int) -> Dimension:
        """The dimension of the root of this `degree`. Raises `ZeroDivisionError` for degree 0."""
        return self ** Fraction(1, degree)

    def __mul__(self, other: Dimension) -> Dimension:
        powers = dict(self.powers)
        for name, power in other.powers:
            powers[name] = powers.get(name, Fraction()) + power
        return Dimension.of(powers)

    def __truediv__(self, other: Dimension) -> Dimension:
        return self * other**-1

    def __pow__(self, power: int | Fraction) -> Dimension:
        return Dimension.of({name: own * power for name, own in self.powers})

    def __str__(self) -> str:
        if self.dimensionless:
            return "dimensionless"
        above = "*".join(_raised(name, power) for name, power in self.powers if power > 0)
        below = [_raised(name, -power) for name, power in self.powers if power < 0]
        if not below:
            return above
        return f"{above or '1'}/{below[0] if len(below) == 1 else '(' + '*'.join(below) + ')'}"


def _raised(name: str, power: Fraction) -> str:
    if power == 1:
        return name
    return f"{name}**{power}" if power.denominator == 1 else f"{name}**({power})"


@dataclass(frozen=True, slots=True)
class Term:
    """What a unit text says: its numbers multiplied, how many base units its units are, and their dimension."""

    factor: float = 1.0
    scale: float = 1.0
    dimension: Dimension = field(default_factory=Dimension)

    def __mul__(self, other: Term) -> Term:
        return Term(self.factor * other.factor, self.scale * other.scale, self.dimension * other.dimension)

    def __truediv__(self, other: Term) -> Term:
        return Term(self.factor / other.factor, self.scale / other.scale, self.dimension / other.dimension)

    def __pow__(self, power: Fraction) -> Term:
        exponent = int(power) if power.denominator == 1 else float(power)
        return Term(self.factor**exponent, self.scale**exponent, self.dimension**power)


def read_unit(text: str, look_up: Callable[[str], Term]) -> Term:
    """The term `text` writes with `*`, `/`, `**` or `^`, parentheses, numbers and the names that `look_up` knows.

    Raises `QuantityError`, also where people read it in two ways: `a/b*c`.
    """
    if len(text) > _LONGEST:
        raise QuantityError(f"a unit of {len(text)} characters", f"write at most {_LONGEST}")
    reader = _Reader(text, look_up)
    try:
        term = reader.product()
    except (OverflowError, ZeroDivisionError):
        raise QuantityError(f"the unit '{text}' has no value in float64", "write small powers, not 0") from None
    reader.end()
    return term


def names_in(text: str) -> frozenset[str]:
    """The names a unit text holds."""
    return frozenset(token for token in _TOKEN.findall(text) if token[0].isalpha() or token[0] == "_")


class _Reader:
    def __init__(self, text: str, look_up: Callable[[str], Term]) -> None:
        self.text = text
        self.look_up = look_up
        self.place = 0

    def product(self) -> Term:
        term = self._factor()
        divided = False
        while (sign := self._peek()) in ("*", "/"):
            if divided and sign == "*":
                raise QuantityError(f"'*' after '/' in '{self.text}' is ambiguous", "write a/(b*c) or a*c/b")
            self._take()
            divided = sign == "/"
            term = term / self._factor() if divided else term * self._factor()
        return term

    def end(self) -> None:
        if left := self._peek():
            raise QuantityError(f"'{left}' is not expected in the unit '{self.text}'", "join names with * and /")

    def _factor(self) -> Term:
        term = self._atom()
        if self._peek() not in ("**", "^"):
            return term
        self._take()
        power = _POWER.match(self.text, self.place)
        if power is None:
            raise QuantityError(f"no power after '{self.text[: self.place]}'", "write a**2, a**-1 or a**(1/2)")
        self.place = power.end()
        return term ** Fraction(power["plain"] or power["fraction"])

    def _atom(self) -> Term:
        token = self._take()
        if token == "(":
            term = self.product()
            if self._take() != ")":
                raise QuantityError(f"a parenthesis is not closed in the unit '{self.text}'", "add ')'")
            return term
        if token[:1].isdigit() or (token[:1] == "." and len(token) > 1):
            return Term(factor=float(token))
        if token.isidentifier():
            return self.look_up(token)
        what = f"'{token}' stands where a unit is expected" if token else "a unit is missing at the end"
        raise QuantityError(f"{what} in '{self.text}'", "write units like USD/Mtoken")

    def _peek(self) -> str:
        token = _TOKEN.match(self.text, self.place)
        return token["token"] if token else ""

    def _take(self) -> str:
        token = _TOKEN.match(self.text, self.place)
        if token is None:
            return ""
        self.place = token.end()
        return token["token"]
