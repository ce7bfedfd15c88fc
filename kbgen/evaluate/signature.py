"""What an example takes, as a message and a program read it: names, symbols, shapes, domains, defaults."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kbgen.evaluate import meaning
from kbgen.examples import parameters_of
from kbgen.schema import Computable
from kbgen.schema.formula import SizeRule, Variable

MISSING = inspect.Parameter.empty


@dataclass(frozen=True, slots=True)
class Input:
    """One parameter of an example: a variable, or a size that no variable's shape gives."""

    name: str
    variable: Variable | None
    size: SizeRule | None
    default: Any
    """`MISSING` if there is none."""

    @property
    def symbol(self) -> str:
        """As the formula prints it."""
        if self.variable is not None:
            return self.variable.symbol
        return (self.size and self.size.symbol) or self.name

    @property
    def shape(self) -> tuple[str, ...]:
        """In size names; none for one value."""
        return self.variable.shape if self.variable is not None else ()

    @property
    def domain(self) -> str:
        """What it may be."""
        if self.variable is not None:
            return self.variable.domain
        lowest = 1 if self.size is None or self.size.min is None else self.size.min
        return f"integer [{lowest}, inf]"

    @property
    def is_text(self) -> bool:
        """Whether it is made of texts."""
        return "tokens" in self.domain

    @property
    def is_bag(self) -> bool:
        """Whether it is a set or multiset, whose size no shape gives."""
        return self.domain in ("set of tokens", "multiset of tokens")

    def __str__(self) -> str:
        symbol = f" ({self.symbol})" if self.symbol != self.name else ""
        unit = f", in {self.variable.unit}" if self.variable is not None and self.variable.unit else ""
        default = "" if self.default is MISSING else f", by default {self.default}"
        return f"{self.name}{symbol}: {self._form}{unit}{default}"

    @property
    def _form(self) -> str:
        if self.is_bag:
            return f"list of texts, {self.domain}"
        even = ", even" if self.size is not None and self.size.even else ""
        if self.is_text:
            return f"({', '.join(self.shape)}) texts" if self.shape else "a text"
        kind = "0 or 1" if meaning.is_a_share(self.domain) else self._words
        return f"({', '.join(self.shape)}) {kind}" if self.shape else f"{kind}{even}"

    @property
    def _words(self) -> str:
        has_unit = self.variable is not None and self.variable.unit is not None
        return meaning.in_words(self.domain, has_unit=has_unit)


def inputs_of(entry: Computable, function: Callable[..., Any]) -> tuple[Input, ...]:
    """The inputs of `entry`, in the order of its example `function`."""
    variables = {variable.py: variable for variable in entry.variables if variable.py}
    parameters = inspect.signature(function).parameters
    return tuple(
        Input(
            name,
            variables.get(name),
            None if name in variables else entry.sizes.get(name),
            parameters[name].default if name in parameters else MISSING,
        )
        for name in parameters_of(entry)
    )


def written(ref: str, inputs: tuple[Input, ...]) -> str:
    """The whole signature, a line an input."""
    return "\n".join([f"{ref} takes:", *(f"  {one}" for one in inputs)])
