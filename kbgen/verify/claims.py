"""Numbers in the prose that follow from a formula: claims, the refutations of errata, the derived numbers of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from kbgen.latex.evaluate import Evaluation, bind_sizes
from kbgen.latex.formula import Formula, read_expression
from kbgen.latex.formulas import Formulas
from kbgen.latex.inputs import with_sorted
from kbgen.latex.names import spelled
from kbgen.latex.tree import Node, Symbol, walk
from kbgen.schema import Claim, Model
from kbgen.schema.entry import Proof
from kbgen.schema.model import Derived
from kbgen.verify import domains
from kbgen.verify.dimensions import DimensionError, check_equation, dimension_of
from kbgen.verify.quantities import Dimension, Op, QuantityError, Units, agrees, all_agree

_EXACT_BELOW = 100
"""A whole number below this is meant exactly: half a unit of 8 would be 6 %."""
_EXACT = 1e-9


class FalseClaim(Exception):  # noqa: N818 -- a claim that is false is no error of the program
    """A number that does not follow; the text says what does."""


def check_claim(formula: Formula, claim: Claim, units: Units) -> None:
    """Raises `FalseClaim`, `LatexError` or `QuantityError`."""
    values = values_of(formula, claim.values, units)
    evaluation = Evaluation(formula, values)
    if claim.of is not None:
        key = formula.output_key(claim.of)
        if key not in formula.definitions:
            known = ", ".join(output.symbol for output in formula.entry.outputs)
            raise FalseClaim(f"'{claim.of}' is no output; name one of {known}, or write an expression")
        if key in values:
            raise FalseClaim(f"'{claim.of}' is given in values, so that nothing is computed; take it away there")
        computed = evaluation.defined(key)
        dimension = _dimension_of_output(formula, claim.of, units)
    else:
        latex = claim.expression or ""
        node = read_expression(formula, latex, claim.values)
        computed = evaluation.expression(node, latex)
        dimension = _dimension_of_expression(formula, node, latex, claim.values, units)
    _compare(computed, dimension, claim.expected, claim.op, claim.tolerance, units)


def is_about(formula: Formula, claim: Claim) -> bool:
    """Whether a claim's number depends on what the formula defines, and not on its symbols alone."""
    if claim.of is not None:
        return True
    node = read_expression(formula, claim.expression or "", claim.values)
    return any(getattr(part, "key", None) in formula.definitions for _, part in walk(node))


def check_proof(formulas: Formulas, ref: str, proof: Proof, units: Units) -> None:
    """The machine's refutation of what the source document says. Raises `FalseClaim` if it refutes nothing."""
    if proof.fails == "dimension":
        try:
            check_equation(proof.latex or "", proof.units, units)
        except DimensionError:
            return  # anything else, a symbol without unit or a slip in the LaTeX, refutes nothing
        raise FalseClaim("the source's formula passes the dimension check; the proof proves nothing")
    formula = formulas[proof.of] if proof.of and "/" in proof.of else formulas[ref]
    values = values_of(formula, proof.values, units)
    evaluation = Evaluation(formula, values)
    if proof.latex is not None:
        node = read_expression(formula, proof.latex, proof.values)
        computed = evaluation.expression(node, proof.latex)
        dimension = _dimension_of_expression(formula, node, proof.latex, proof.values, units)
    else:
        of = proof.of or ""
        symbol = formula.entry.outputs[0].symbol if "/" in of or not of else of
        computed = evaluation.defined(formula.output_key(symbol))
        dimension = _dimension_of_output(formula, symbol, units)
    if proof.expected is not None:
        _compare(computed, dimension, proof.expected, "=", None, units)
    says = proof.source_says
    if says is None:
        raise FalseClaim("no source_says; the proof refutes nothing")
    said = units.dimension_of(says.value)
    if said != dimension:
        raise FalseClaim(f"the result is in {dimension}, the source's figure in {said}; correct its unit")
    # The source is granted the rounding of its figure: a refutation must not rest on a last digit.
    if all_agree(computed, says.value, op=says.op, tolerance=says.tolerance, units=units):
        raise FalseClaim(f"computed {shown(computed)}: the source's '{says.op} {written(says.value)}' is right")


def check_derived(formulas: Formulas, model: Model, derived: Derived, units: Units) -> None:
    """A model's number, recomputed with the formula it names. Raises `FalseClaim`, `LatexError`, `QuantityError`."""
    formula = formulas[derived.by]
    exact = model.architecture.numbers if model.architecture is not None else {}
    for name, given in derived.values.items():
        if name in exact and isinstance(given, str) and units.base(given) != exact[name]:
            raise FalseClaim(f"'{name}' is {given} in values, {exact[name]} in the architecture; keep one")
    known = {name: str(number) for name, number in {**model.published, **exact}.items()} | dict(derived.values)
    values: dict[str, Any] = {}
    for variable in formula.entry.variables:
        if variable.py not in known:
            raise FalseClaim(f"{derived.by} needs '{variable.py}'; give it in the architecture or in values")
        values[variable.symbol] = known[variable.py]
    computed = Evaluation(formula, values_of(formula, values, units)).outputs()[0]
    dimension = _dimension_of_output(formula, formula.entry.outputs[0].symbol, units)
    _compare(computed, dimension, derived.expected, "=", None, units)
    published = model.parameters.total if derived.quantity == "parameters" else None
    if published is not None and derived.disagrees is None and not _within_digits(float(computed), published):
        figures = f"computed {computed:,.0f} parameters, published {published:,}"
        raise FalseClaim(f"{figures}; correct one, or give 'disagrees'")


def values_of(formula: Formula, written_values: Mapping[str, Any], units: Units) -> dict[str, Any]:
    """Written values in base units, by symbol key and size name, with the sizes that they bind.

    A bare number for a variable with a unit is in that unit. Raises `QuantityError`, `LatexError`.
    """
    entry = formula.entry
    variables = {spelled(variable.symbol): variable for variable in entry.variables}
    values: dict[str, Any] = {}
    for symbol, text in written_values.items():
        key = symbol if symbol in entry.sizes else spelled(symbol)
        variable = variables.get(key)
        if variable is not None and "tokens" in variable.domain:
            values[key] = np.array(text, dtype=object)
            continue
        named = formula.names.by_key.get(key)
        whole = symbol in entry.sizes or (named is not None and named.role in ("size", "index"))
        whole = whole or (variable is not None and domains.is_integer(variable.domain))
        values[key] = _in_base(text, variable.unit if variable is not None else None, units, whole=whole)
        if variable is not None:
            _refuse_wrong_dimension(variable.symbol, text, variable.unit, units)
    for name, rule in entry.sizes.items():
        if rule.symbol is not None and spelled(rule.symbol) in values:
            values[name] = values[spelled(rule.symbol)]
    values = with_sorted(formula, values)
    shaped = {
        key: value
        for key, value in values.items()
        if key not in variables or np.ndim(value) == len(variables[key].shape)
    }
    return {**values, **bind_sizes(formula, shaped)}


def _in_base(text: Any, unit: str | None, units: Units, *, whole: bool) -> Any:
    if isinstance(text, tuple):
        return np.array([_in_base(item, unit, units, whole=whole) for item in text])
    quantity = units.parse(text)
    value = quantity.base if quantity.unit or not unit else quantity.number * units.parse(unit).scale
    return int(value) if whole and value == int(value) else value


def _refuse_wrong_dimension(symbol: str, text: Any, unit: str | None, units: Units) -> None:
    found, declared = units.dimension_of(text), units.dimension(unit)
    if found != declared and not found.dimensionless:
        raise QuantityError(f"'{symbol}' is in {declared}, its value in {found}", "correct the unit")


def _dimension_of_output(formula: Formula, symbol: str, units: Units) -> Dimension:
    key = formula.output_key(symbol)
    for output in formula.entry.outputs:
        if formula.output_key(output.symbol) == key:
            return units.dimension(output.unit)
    return dimension_of(formula, Symbol(key), formula.definitions[key].latex, units, {})


def _dimension_of_expression(
    formula: Formula, node: Node, latex: str, values: Mapping[str, Any], units: Units
) -> Dimension:
    given = {}
    variables = {spelled(variable.symbol) for variable in formula.entry.variables}
    for symbol, text in values.items():
        try:
            dimension = units.dimension_of(text)
        except QuantityError:
            continue  # words
        if spelled(symbol) not in variables or not dimension.dimensionless:
            given[spelled(symbol)] = dimension
    return dimension_of(formula, node, latex, units, given)


def _compare(computed: Any, dimension: Dimension, expected: Any, op: Op, tolerance: float | None, units: Units) -> None:
    printed = units.dimension_of(expected)
    if printed != dimension:
        raise FalseClaim(f"the result is in {dimension}, printed in {printed}; correct the unit of 'expected'")
    if not agrees_with(computed, expected, op, tolerance, units):
        raise FalseClaim(f"computed {shown(computed)}, printed {op} {written(expected)}; correct one of them")


def agrees_with(computed: Any, expected: str | tuple[Any, ...], op: Op, tolerance: float | None, units: Units) -> bool:
    """Whether a computed value, or each of a list, is as printed: a small whole number exactly, others as rounded."""
    items = computed.tolist() if isinstance(computed, np.ndarray) else computed
    if isinstance(expected, tuple):
        return (
            isinstance(items, (list, tuple))
            and len(items) == len(expected)
            and all(agrees_with(*pair, op, tolerance, units) for pair in zip(items, expected, strict=True))
        )
    if not isinstance(items, (int, float, np.number)):
        return False
    number = float(items)
    if tolerance is None and op == "=" and _is_small_whole(expected):
        if units.parse(expected).number == 0:
            return abs(number) <= _EXACT
        tolerance = _EXACT
    return agrees(number, expected, op=op, tolerance=tolerance, units=units)


def _is_small_whole(text: str) -> bool:
    number = text.split(" ")[0]
    return number.lstrip("-").isdigit() and abs(int(number)) < _EXACT_BELOW


def _within_digits(computed: float, published: int) -> bool:
    """Whether a published count is the computed one, rounded to the digits it is published with."""
    digits = str(published).rstrip("0")
    unit = 10 ** (len(str(published)) - len(digits))
    return bool(2 * abs(computed - published) <= unit)


def shown(value: Any) -> str:
    """A computed value for a message: six digits."""
    if isinstance(value, np.ndarray) and value.ndim:
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    return f"{float(value):.6g}" if isinstance(value, (int, float, np.number, np.ndarray)) else str(value)


def written(value: Any) -> str:
    """A printed value for a message."""
    return "[" + ", ".join(written(item) for item in value) + "]" if isinstance(value, tuple) else str(value)
