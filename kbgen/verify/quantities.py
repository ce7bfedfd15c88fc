"""Quantities as content writes them: numbers with the units of `kb.yml` and no others, their dimension and rounding."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Literal, TypeAlias, Union

import numpy as np
import pint
from pint.util import UnitsContainer

from kbgen.errors import KbgenError
from kbgen.verify.unit_text import UNSIGNED, Dimension, QuantityError, Term, names_in, read_unit

__all__ = [
    "Dimension", "Nested", "Op", "Quantity", "QuantityError", "Units", "agrees", "all_agree", "refuse_false_sums",
    "rounding", "units_of",
]  # fmt: skip

Op = Literal["=", "≈", "<", "≤", ">", "≥"]
"""How a printed number relates to the computed one: computed `op` printed."""

Nested: TypeAlias = Union[float, "tuple[Nested, ...]"]
"""A number, or numbers in (nested) lists."""

_SLACK = 1e-12
"""What float64 may lose on the way to base units, relative."""

_PREFIXES = {
    "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Z": 1e21, "Y": 1e24,
    "m": 1e-3, "u": 1e-6, "µ": 1e-6, "μ": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15,  # the micro sign, the Greek letter
    "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30, "Ti": 2.0**40, "Pi": 2.0**50, "Ei": 2.0**60,
}  # fmt: skip

_WRITTEN = re.compile(rf"(?P<number>[+-]?{UNSIGNED})(?: (?P<unit>(?:1/|\(|[^\W\d]).*))?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A written value: `number` in its `unit` (empty for a pure number), one of which is `scale` base units."""

    number: float
    unit: str
    scale: float
    dimension: Dimension

    @property
    def base(self) -> float:
        """Its magnitude in base units."""
        return self.number * self.scale


class Units:
    """The units of one base, in a registry of their own; see `units_of`."""

    dimensionless = Dimension()

    def __init__(self, manifest_units: Sequence[str]) -> None:
        self._registry: pint.UnitRegistry[Any] = pint.UnitRegistry(
            None
        )  # without it a byte is a pure number, B is bytes and T a tesla
        self._names: list[str] = []
        self._known: dict[str, Term] = {}
        for prefix, factor in _PREFIXES.items():
            self._registry.define(f"{prefix}- = {factor!r}")
        waiting: dict[str, str] = {}
        for definition in manifest_units:
            name, right = _name_and_right(definition)
            if name in waiting or name in self._names:
                raise KbgenError(f"kb.yml: unit '{name}' stands twice; keep one")
            if right is None:
                self._add(name, f"[{name}]", Term(dimension=Dimension.of({name: 1})), definition)
            else:
                waiting[name] = right
        while ready := [name for name, right in waiting.items() if not _may_name(right, waiting)]:
            for name in ready:
                self._derive(name, waiting.pop(name))
        for name, right in waiting.items():
            raise KbgenError(f"kb.yml: unit '{name} = {right}' is defined by itself; define it by a base unit")
        self._refuse_false_sums()

    def parse(self, text: str) -> Quantity:
        """What `8`, `1e-8`, `7 Gparameter` or `token/second` (one of it) says. Raises `QuantityError`."""
        written = _WRITTEN.fullmatch(text)
        if written is None and not text[:1].isalpha():
            raise QuantityError(f"'{text}' is not a number with its unit", _how_to_write(text))
        digits, unit = (written["number"], written["unit"] or "") if written else ("1", text)
        number = float(digits)
        term = self._unit(unit)
        if not math.isfinite(number * term.scale):
            raise QuantityError(f"'{text}' is beyond float64", "write a smaller number")
        return Quantity(number, unit, term.scale, term.dimension)

    def base(self, text: str) -> float:
        """The magnitude of a written quantity in base units. Raises `QuantityError`."""
        return self.parse(text).base

    def bases(self, value: str | tuple[Any, ...]) -> Nested:
        """The magnitudes of a written value in base units, in lists as it is. Raises `QuantityError`."""
        return tuple(self.bases(item) for item in value) if isinstance(value, tuple) else self.base(value)

    def dimension(self, unit: str | None) -> Dimension:
        """The dimension of a unit; none and '' are those of a pure number. Raises `QuantityError`."""
        return self._unit(unit or "").dimension

    def dimension_of(self, value: str | tuple[Any, ...]) -> Dimension:
        """The dimension of a written value, in a list that of all. Raises `QuantityError` if they differ."""
        dimensions = {self.parse(text).dimension for text in _leaves(value)}
        if len(dimensions) > 1:
            listed = " and ".join(sorted(map(str, dimensions)))
            raise QuantityError(f"a list of {listed}", "give its values units of one dimension")
        return next(iter(dimensions), self.dimensionless)

    def _unit(self, text: str) -> Term:
        if not text:
            return Term()
        if re.search(r"\s", text):
            raise QuantityError(f"the unit '{text}' has spaces", "write it without, with * and /: USD/Mtoken")
        term = read_unit(text, self._look_up)
        if term.factor != 1:
            raise QuantityError(f"the unit '{text}' has a number in it", "write one number, a space, then the unit")
        return term

    def _look_up(self, name: str) -> Term:
        if name not in self._known:
            raise QuantityError(f"unknown unit '{name}'", self._guess(name))
        return self._known[name]

    def _guess(self, word: str) -> str:
        """What somebody who wrote `word` may have meant."""
        listed = f"the units of kb.yml are {', '.join(self._names)}" if self._names else "kb.yml lists no units"
        if word in _PREFIXES:
            return f"'{word}' is a prefix, to be written before a unit; {listed}"
        initial = word[:-1] + word[-1].lower()
        short = [
            prefix + name for prefix in ("", *_PREFIXES) for name in self._names if prefix + name[0].lower() == initial
        ]
        close = get_close_matches(word, self._names, n=2) or get_close_matches(word, self._known, n=2)
        guesses = short[:3] or close
        if not guesses:
            return listed
        billion = " (for a billion, the prefix G)" if word == "B" else ""
        return f"did you mean {' or '.join(map(repr, guesses))}{billion}?"

    # -- building -----------------------------------------------------------------------------------------------------

    def _derive(self, name: str, right: str) -> None:
        definition = f"{name} = {right}"
        try:
            term = read_unit(right, self._look_up)
        except QuantityError as error:
            raise KbgenError(f"kb.yml: unit '{definition}': {error}") from None
        scale = term.factor * term.scale
        if not (scale > 0 and math.isfinite(scale)):
            raise KbgenError(f"kb.yml: unit '{definition}' is {scale:g} base units; write a number above 0")
        self._add(name, right.replace("^", "**"), Term(scale=scale, dimension=term.dimension), definition)

    def _add(self, name: str, right: str, term: Term, definition: str) -> None:
        """Define a unit in the registry, and see that it and its multiples mean there what they mean here."""
        try:
            self._registry.define(f"{name} = {right}")
            for prefix, factor in {"": 1.0, **_PREFIXES}.items():
                spelled = prefix + name
                if spelled in self._known:
                    raise KbgenError(f"kb.yml: unit '{definition}': '{spelled}' would be two units; rename one")
                self._known[spelled] = Term(scale=factor * term.scale, dimension=term.dimension)
                if not _alike(self._in_registry(spelled), self._known[spelled]):
                    raise KbgenError(
                        f"kb.yml: unit '{definition}': pint takes '{spelled}' for something else; choose other names"
                    )
        except KbgenError:
            raise
        except Exception as error:  # pint raises what it likes: TypeError, AttributeError, RecursionError, its own
            raise KbgenError(f"kb.yml: unit '{definition}' is not one for pint ({type(error).__name__})") from error
        self._names.append(name)

    def _in_registry(self, spelled: str) -> Term:
        unit = UnitsContainer({spelled: 1})
        scale: Any = self._registry.get_base_units(unit)[0]
        powers: Mapping[str, Any] = self._registry.get_dimensionality(unit)
        exact = {name.strip("[]"): Fraction(power).limit_denominator(1000) for name, power in powers.items()}
        return Term(scale=float(scale), dimension=Dimension.of(exact))

    def _refuse_false_sums(self) -> None:
        parts = {name: dict(self._known[name].dimension.powers) for name in self._names}
        for base in (name for name in self._names if parts[name] == {name: 1}):
            refuse_false_sums(self._registry, base, [name for name in self._names if base not in parts[name]])


def units_of(manifest_units: Sequence[str]) -> Units:
    """The units that `kb.yml` lists, each a dimension of its own unless defined by others (`byte = 8 * bit`).

    Each takes the prefixes k M G T P E Z Y, m u µ n p f, Ki Mi Gi Ti Pi Ei. Raises `KbgenError` on a bad definition.
    """
    return Units(manifest_units)


def refuse_false_sums(registry: pint.UnitRegistry[Any], base: str, others: Iterable[str]) -> None:
    """Raise `KbgenError` unless adding `base` to a pure number, or to one of `others`, fails: a canary.

    In pint's own registry a bit, hence a byte, is a pure number, and it sings.
    """
    one = registry.Quantity(1.0, UnitsContainer({base: 1}))
    for other in (UnitsContainer(), *(UnitsContainer({name: 1}) for name in others)):
        try:
            total = one + registry.Quantity(1.0, other)
        except pint.DimensionalityError:
            continue
        raise KbgenError(f"pint adds {one} and 1 {other} to {total}: its dimensions prove nothing; reinstall pint")


def rounding(text: str) -> float:
    """Half a unit of the last digit printed, in the number's own unit: 0.005 for `0.20 USD/Mtoken`, 0.5 for `14`.

    Raises `QuantityError` if `text` is not a number, with or without a unit.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise QuantityError(f"'{text}' is not a number with its unit", _how_to_write(text))
    exponent = int(Decimal(written["number"]).as_tuple().exponent)
    return float(Decimal((0, (5,), exponent - 1)))


def agrees(computed: float, printed: str, *, op: Op, tolerance: float | None, units: Units) -> bool:
    """Whether `computed`, in base units, stands in the relation `op` to `printed`.

    `=` and `≈` grant the rounding of what is printed, or the relative `tolerance`. NaN agrees with nothing.
    Raises `QuantityError` if `printed` cannot be read. Dimensions are the caller's affair.
    """
    quantity = units.parse(printed)
    expected = quantity.base
    if op == "<":
        return computed < expected
    if op == "≤":
        return computed <= expected
    if op == ">":
        return computed > expected
    if op == "≥":
        return computed >= expected
    granted = rounding(printed) * quantity.scale if tolerance is None else tolerance * abs(expected)
    return abs(computed - expected) <= granted + _SLACK * abs(expected)


def all_agree(
    computed: object, printed: str | tuple[Any, ...], *, op: Op, tolerance: float | None, units: Units
) -> bool:
    """`agrees` for each number of (nested) lists or arrays; false if there are more or fewer than printed.

    Raises `QuantityError` if `printed` cannot be read, also where the shapes differ.
    """
    items = computed.tolist() if isinstance(computed, np.ndarray | np.generic) else computed
    if isinstance(printed, str):
        units.parse(printed)
        return isinstance(items, int | float) and agrees(items, printed, op=op, tolerance=tolerance, units=units)
    many = list(items) if isinstance(items, list | tuple) else []
    each = [
        all_agree(item, text, op=op, tolerance=tolerance, units=units)
        for item, text in zip(many + [None] * (len(printed) - len(many)), printed, strict=False)
    ]
    return isinstance(items, list | tuple) and len(items) == len(printed) and all(each)


def _name_and_right(definition: str) -> tuple[str, str | None]:
    """`byte = 8 * bit` as its name and its right side; none for a base unit."""
    name, *rights = (part.strip() for part in definition.split("="))
    if not _NAME.fullmatch(name):
        raise KbgenError(f"kb.yml: unit '{definition}' has no name of letters, digits and _; write byte = 8 * bit")
    if len(rights) > 1:
        raise KbgenError(f"kb.yml: unit '{definition}' has two '='; each unit has one name and one definition")
    if name in _PREFIXES:
        raise KbgenError(f"kb.yml: unit '{definition}' is called like a prefix; choose a longer name")
    return name, rights[0] if rights else None


def _may_name(right: str, names: Mapping[str, str]) -> bool:
    """Whether one of `names` stands in `right`, with or without a prefix."""
    return any(part == prefix + name for part in names_in(right) for name in names for prefix in ("", *_PREFIXES))


def _alike(one: Term, other: Term) -> bool:
    return one.dimension == other.dimension and math.isclose(one.scale, other.scale, rel_tol=1e-14)


def _leaves(value: str | tuple[Any, ...]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for item in value:
            yield from _leaves(item)


def _how_to_write(text: str) -> str:
    """The hint for what is no quantity: what its author may have meant, else the form."""
    guess = " ".join(text.replace("−", "-").split())
    guess = re.sub(r"(?<=[0-9])[ ,_'](?=[0-9]{3}(?![0-9]))", "", guess)
    guess = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", guess)
    guess = re.sub(rf"^([+-]?{UNSIGNED})(?=[^\W\d])", r"\1 ", guess)
    if guess != text and _WRITTEN.fullmatch(guess):
        return f"write '{guess}'"
    return "write a number, one space and its unit, as in '0.20 USD/Mtoken'"
