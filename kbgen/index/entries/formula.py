"""Formulas and metrics: LaTeX with the declarations that make it executable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kbgen.index.entries.entry import Entry, Relation, Source, Text, Value
from kbgen.index.records import EMPTY, Record


class Output(Record):
    """What the formula computes; the example returns its outputs in this order."""

    symbol: str
    """The left side, as printed."""
    shape: tuple[str, ...] = ()
    """Its shape in size names; none for a scalar."""
    range: str | None = None
    """What it can be, as a domain: `nonneg`, `[0, 1]`."""
    unit: str | None = None
    """Its unit, from `kb.yml`."""
    meaning: Text | None = None
    """What it is, where the name of the entry does not say it."""


class SizeRule(Record):
    """A size, bound by the shapes of the variables."""

    symbol: str | None = None
    """How the formula prints it, if it does."""
    even: bool = False
    """Whether it must be even."""
    min: int | None = None
    """Smallest value."""
    max: int | None = None
    """Largest value in tests."""
    meaning: Text | None = None
    """What is counted."""


class Given(Record):
    """An input that is not free: derived from another, an operator's result, or somebody's verdict."""

    sorted: str | None = None
    """The symbol of the variable that is sorted to give this one (then it is no parameter of the example)."""
    order: Literal["ascending", "descending"] | None = None
    """The order of `sorted`."""
    operator: Text | None = None
    """The operator whose result it is (a gradient computed elsewhere)."""
    judged: Text | None = None
    """Who decides it; the page then says that the ratio is checked, the judge is not."""


class Variable(Record):
    """An input of the formula."""

    symbol: str
    """The symbol as printed, read as one atom."""
    py: str | None = None
    """The parameter of the example; needed unless it is given by sorting."""
    meaning: Text
    """What it is."""
    shape: tuple[str, ...] = ()
    """Its shape in size names; none for a scalar."""
    over: tuple[str, ...] = ()
    """Indices at which the atom is read: `P(x_i \\mid x_{<i})` over `[i]`."""
    domain: str
    """Where test values come from: `real`, `nonneg`, `(a, b)`, `integer [1, T]`, `simplex`, `tokens`, …"""
    unit: str | None = None
    """Its unit, from `kb.yml`."""
    typical: str | None = None
    """The value a reader would use; `domain` is for testing."""
    initial: str | None = None
    """Its value at the first step of a stateful update."""
    given: Given | None = None
    """Set when it is derived, an operator's result or judged."""


class Index(Record):
    """A bound index, both ends included."""

    from_: str | None = None
    """First value."""
    to: str | None = None
    """Last value."""
    written: str | None = None
    """How it appears under an expectation: `x \\sim P`."""
    law: str | None = None
    """The probabilities of an expectation; without it an expectation is a mean."""


class Assumption(Record):
    """A condition under which the formula holds."""

    where: str | None = None
    """A predicate that sampled points must satisfy."""
    text: Text | None = None
    """The same in words, or what no predicate can say."""


class EdgeCase(Record):
    """A point where the formula as printed has no value, or another one; judged before the formula."""

    when: str
    """The predicate."""
    value: str
    """The value there, or `undefined` (the example then raises `ZeroDivisionError`)."""
    why: Text
    """Why this value."""


class Region(Record):
    """A hard region that must get at least eight test points."""

    name: str
    """A word or two: `c > r`, `ties`, `warm-up`."""
    where: str
    """The predicate."""


class Oracle(Record):
    """A library nobody here wrote; the adapter has the entry's name and parameters."""

    library: str
    """The library."""
    function: str
    """Its function or class."""
    only: Mapping[str, Value] = EMPTY
    """Values to which the oracle's points are restricted (never the example's)."""


class Differs(Record):
    """An input on which a variant gives another result."""

    values: Mapping[str, Value]
    """The input."""
    here: Value
    """What the printed formula gives."""
    there: Value
    """What the variant gives."""


class Equal(Record):
    """Where a variant gives the same as the printed formula: proven on points that satisfy it."""

    where: str | None = None
    """A predicate; none: everywhere."""
    replacing: Mapping[str, str] = EMPTY
    """Input of the variant → what it must be given instead, in symbols of the printed formula: `λ` → `λ / η`."""
    outputs: tuple[str, ...] = ()
    """The outputs that are equal; none: all."""


class Variant(Record):
    """Another right definition that goes by the same name."""

    name: Text
    """What distinguishes it."""
    used_by: tuple[str, ...] = ()
    """Papers and libraries that use it."""
    replaces: Mapping[str, str] = EMPTY
    """Symbol → its right side in the variant."""
    equal_when: Text | None = None
    """When both agree, in words."""
    equal: Equal | None = None
    """The same for the machine; it must hold on every sampled point."""
    differs: Differs | None = None
    """An input that tells them apart."""
    text: Text | None = None
    """What to know about it."""


class Equivalent(Record):
    """A mutant of the formula that is the formula: no input can tell them apart."""

    mutant: str
    """Its name, as `kbgen verify` prints it."""
    why: Text
    """Why both are the same."""


class Claim(Record):
    """A number of the prose that follows from a formula, hence evaluated."""

    text: Text
    """The sentence, with its numbers as `{symbol}` and `{result}`."""
    of: str | None = None
    """The output symbol of this formula."""
    expression: str | None = None
    """Or an expression in its symbols."""
    values: Mapping[str, Value] = EMPTY
    """Values of the symbols, with units."""
    expected: Value
    """The result, as printed."""
    op: Relation = "="
    """How the printed result relates to the computed one."""
    tolerance: float | None = None
    """Relative tolerance, a tenth at most; without it, the rounding of `expected`."""
    source: Source | None = None
    """Where the figure was published, if it was."""


class Computable(Entry):
    """LaTeX with exactly one meaning, declared."""

    latex: str | None = None
    """One equation or one `aligned` block, without delimiters."""
    outputs: tuple[Output, ...] = ()
    """What is computed, in the order the example returns it."""
    sizes: Mapping[str, SizeRule] = EMPTY
    """Sizes by name."""
    variables: tuple[Variable, ...] = ()
    """The inputs, in the order of the example's parameters."""
    indices: Mapping[str, Index] = EMPTY
    """Bound indices by name."""
    origin: int = 1
    """Where components are counted from: 0 or 1."""
    elementwise: bool = False
    """Whether powers, roots and quotients of arrays are element by element."""
    uses: Mapping[str, str] = EMPTY
    """Named functions that are entries: `\\operatorname{softmax}` → `formulas/softmax`."""
    state: Mapping[str, str] = EMPTY
    """Symbol before → symbol after, for a stateful update."""
    conventions: tuple[Literal["zero-log-zero", "empty-sum", "empty-product", "min-of-empty"], ...] = ()
    """Conventions the formula relies on; printed on the page."""
    assumptions: tuple[Assumption, ...] = ()
    """Conditions of validity."""
    edge_cases: tuple[EdgeCase, ...] = ()
    """Points judged before the formula."""
    regions: tuple[Region, ...] = ()
    """Hard regions of the domain."""
    oracle: Oracle | None = None
    """An independent implementation."""
    variants: tuple[Variant, ...] = ()
    """Other definitions under the same name."""
    claims: tuple[Claim, ...] = ()
    """Numbers that follow from the formula."""
    equivalents: tuple[Equivalent, ...] = ()
    """Mutants that no input can tell from the formula, each with its reason."""
    used_by: tuple[str, ...] = ()
    """Entries that compute with it."""
    code: str | None = None
    """The executable example, as a reader would paste it."""


class Formula(Computable):
    """A formula."""

    summary: Text
    """One or two sentences: what it is and what it is for."""
    latex: str
    """One equation or one `aligned` block, without delimiters."""


class Target(Record):
    """A value to aim for in production."""

    op: Literal["<", "≤", ">", "≥", "="]
    """On which side of `value`."""
    value: str
    """The bound, with its unit."""
    context: Text | None = None
    """For which use."""
    source: Source | None = None
    """Who recommends it; none: the source document alone."""


class Metric(Computable):
    """How to score: what a score means, how it is computed, what it cannot tell."""

    summary: Text
    """One or two sentences: what it is and what it is for."""
    direction: Literal["higher", "lower"] | None = None
    """Which way is better."""
    targets: tuple[Target, ...] = ()
    """Production targets."""
