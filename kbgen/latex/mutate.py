"""Systematic small mistakes in a formula's tree: what its checks must be able to tell apart from the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from kbgen.latex.formula import Definition, Formula, Slot
from kbgen.latex.names import printed, spelled
from kbgen.latex.tree import (
    Add,
    Apply,
    Call,
    Cases,
    Cell,
    Compare,
    Constant,
    Extreme,
    Fraction,
    Negative,
    Node,
    Number,
    Op,
    Over,
    Path,
    Power,
    Product,
    Reduce,
    Root,
    Symbol,
    Transpose,
    replaced,
    walk,
)  # fmt: skip
from kbgen.schema.formula import Variable

Change = tuple[str, Node]
"""What was changed, in words, and the node that results."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one node: what was changed, where in which LaTeX, and the formula that results."""

    change: str
    latex: str
    start: int
    end: int
    formula: Formula
    number: int = 1
    """Which one it is of those that change the same LaTeX in the same way at different places."""

    @property
    def name(self) -> str:
        """How content names it, to list it as equivalent: the change and the LaTeX it changes."""
        which = f" ({self.number})" if self.number > 1 else ""
        return f"{self.change} in {self.snippet}{which}"

    @property
    def snippet(self) -> str:
        """The LaTeX that was changed, on one line."""
        return " ".join(self.latex[self.start : self.end].split())


def mutants_of(formula: Formula) -> Iterator[Mutant]:
    """Every mutant of a formula, in the order of its LaTeX."""
    seen: set[Definition] = set(formula.definitions.values())
    names: Counter[str] = Counter()
    for key, definition in formula.definitions.items():
        for path, tree in _trees(definition):
            for below, node in walk(tree):
                for change, new in _changes(node, formula, definition):
                    changed = _with_tree(definition, (*path, *below), new)
                    if changed in seen:
                        continue
                    seen.add(changed)
                    mutated = replace(formula, definitions={**formula.definitions, key: changed})
                    mutant = Mutant(change, definition.latex, node.start, node.end, mutated)
                    names[mutant.name] += 1
                    yield replace(mutant, number=names[mutant.name])


def _trees(definition: Definition) -> Iterator[tuple[Path, Node]]:
    """The first member of each line: the others are checked as members of the chain."""
    if definition.members:
        yield ("members", 0), definition.members[0]
    for place, slot in enumerate(definition.slots):
        yield ("slots", place, "members", 0), slot.members[0]


def _with_tree(definition: Definition, path: Path, new: Node) -> Definition:
    if path[0] == "members":
        return replace(definition, members=replaced(definition.members, path[1:], new))
    place = path[1]
    slots = tuple(
        Slot(slot.cells, slot.indices, replaced(slot.members, path[3:], new)) if number == place else slot
        for number, slot in enumerate(definition.slots)
    )
    return replace(definition, slots=slots)


def _changes(node: Node, formula: Formula, definition: Definition) -> Iterator[Change]:
    make = _MAKERS.get(type(node))
    if make is not None:
        yield from make(node, formula)
    if isinstance(node, Symbol):
        yield from _other_symbols(node, formula, definition)


def _number(node: Number, _: Formula) -> Iterator[Change]:
    new = node.value + 1 if isinstance(node.value, int) else node.value * 1.1
    yield f"{node.value:g} → {new:g}", replace(node, value=new)


def _constant(node: Constant, _: Formula) -> Iterator[Change]:
    if node.name == r"\pi":
        yield "π → 3", Number(3, start=node.start, end=node.end)


def _sign(node: Negative, _: Formula) -> Iterator[Change]:
    yield "− dropped", node.body


def _add(node: Add, _: Formula) -> Iterator[Change]:
    for place, term in enumerate(node.terms):
        rest = node.terms[:place] + node.terms[place + 1 :]
        if not isinstance(term, Negative):
            flipped = Negative(term, start=term.start, end=term.end)
            yield (
                f"term {place + 1}: + → −",
                replace(node, terms=(*node.terms[:place], flipped, *node.terms[place + 1 :])),
            )
        yield f"term {place + 1} dropped", rest[0] if len(rest) == 1 else replace(node, terms=rest)
    yield from _epsilon_into_root(node)


def _epsilon_into_root(node: Add) -> Iterator[Change]:
    for root in node.terms:
        for term in node.terms:
            if isinstance(root, Root) and isinstance(term, (Symbol, Number)) and len(node.terms) == 2:
                yield (
                    "ε moved into the root",
                    replace(root, body=Add((root.body, term), start=root.start, end=root.end)),
                )


def _product(node: Product, _: Formula) -> Iterator[Change]:
    for place in range(len(node.factors)):
        factors = node.factors[:place] + node.factors[place + 1 :]
        gone = max(place - 1, 0)
        marks = node.marks[:gone] + node.marks[gone + 1 :]
        yield (
            f"factor {place + 1} dropped",
            factors[0] if len(factors) == 1 else replace(node, factors=factors, marks=marks),
        )


def _fraction(node: Fraction, _: Formula) -> Iterator[Change]:
    yield "quotient inverted", replace(node, top=node.bottom, bottom=node.top)
    yield "denominator dropped", node.top


def _power(node: Power, _: Formula) -> Iterator[Change]:
    yield "power dropped", node.base


def _root(node: Root, _: Formula) -> Iterator[Change]:
    yield "root dropped", node.body
    if isinstance(node.body, Add):
        for place, term in enumerate(node.body.terms):
            rest = node.body.terms[:place] + node.body.terms[place + 1 :]
            if isinstance(term, Symbol) and len(rest) == 1:
                yield (
                    "ε moved out of the root",
                    Add((replace(node, body=rest[0]), term), start=node.start, end=node.end),
                )


def _transpose(node: Transpose, _: Formula) -> Iterator[Change]:
    yield "transpose dropped", node.body


_OTHER_FUNCTION = {"sin": "cos", "cos": "sin", "min": "max", "max": "min", "floor": "ceil", "ceil": "floor",
                   "erf": "tanh", "norm2": "norm1", "norm1": "norm2", "norminfty": "norm1"}  # fmt: skip


def _call(node: Call, _: Formula) -> Iterator[Change]:
    other = _OTHER_FUNCTION.get(node.function)
    if other:
        yield f"{node.function} → {other}", replace(node, function=other)
    if node.function in ("min", "max"):
        for place, argument in enumerate(node.arguments):
            yield f"only operand {place + 1} of {node.function}", argument
    if node.function == "log":
        base = () if len(node.arguments) == 2 else (Number(2),)
        yield "base of the logarithm changed", replace(node, arguments=(node.arguments[0], *base))
    if node.function == "exp":
        yield "e → 2", Power(Number(2), node.arguments[0], start=node.start, end=node.end)
    if node.function == "binom":
        yield "arguments swapped", replace(node, arguments=node.arguments[::-1])
    if node.function in ("exp", "log", "tanh", "erf", "abs", "floor", "ceil", "sign"):
        yield f"{node.function} dropped", node.arguments[0]


def _apply(node: Apply, formula: Formula) -> Iterator[Change]:
    used = formula.uses.get(node.key)
    for place in range(len(node.arguments) - 1):
        swapped = (
            *node.arguments[:place], node.arguments[place + 1], node.arguments[place], *node.arguments[place + 2 :],
        )  # fmt: skip
        yield f"arguments {place + 1} and {place + 2} swapped", replace(node, arguments=swapped)
    if used is not None and len(node.arguments) == 1:
        argument = node.arguments[0]
        yield f"{printed(node.key)} dropped", argument
        if len(used.entry.variables[0].shape) == 1 and used.entry.outputs[0].shape:
            turned = replace(node, arguments=(Transpose(argument, start=argument.start, end=argument.end),))
            yield f"{printed(node.key)} along the other axis", Transpose(turned, start=node.start, end=node.end)


def _cell(node: Cell, _: Formula) -> Iterator[Change]:
    for place, index in enumerate(node.indices):
        for step, words in ((1, "+ 1"), (-1, "− 1")):
            moved = Add((index, Number(step)), start=index.start, end=index.end)
            indices = (*node.indices[:place], moved, *node.indices[place + 1 :])
            yield f"index {place + 1} {words}", replace(node, indices=indices)


def _reduce(node: Reduce, _: Formula) -> Iterator[Change]:
    if node.kind in ("max", "min"):
        yield f"{node.kind} → the other", replace(node, kind="min" if node.kind == "max" else "max")
    if node.kind == "mean" and node.law is None:
        yield "mean → sum", replace(node, kind="sum")
    if node.kind == "mean" and node.law is not None:
        yield "law dropped", replace(node, law=None)
    if node.kind in ("sum", "prod"):
        yield f"{node.kind} → the other", replace(node, kind="prod" if node.kind == "sum" else "sum")
    if node.first is not None and node.last is not None:
        up = Add((node.first, Number(1)), start=node.first.start, end=node.first.end)
        down = Add((node.last, Number(-1)), start=node.last.start, end=node.last.end)
        yield "first index + 1", replace(node, first=up)
        yield "last index − 1", replace(node, last=down)


def _extreme(node: Extreme, _: Formula) -> Iterator[Change]:
    yield f"{node.kind} → the other", replace(node, kind="max" if node.kind == "min" else "min")
    if isinstance(node.condition, Compare):
        turned = _turned(node.condition)
        yield f"{node.condition.op} → {turned.op}", replace(node, condition=turned)


def _over(node: Over, _: Formula) -> Iterator[Change]:
    yield f"{node.kind} → the other", replace(node, kind="prod" if node.kind == "sum" else "sum")


_OTHER_OP: dict[Op, Op] = {"<": r"\le", r"\le": "<", ">": r"\ge", r"\ge": ">", "=": r"\neq", r"\neq": "="}


def _cases(node: Cases, _: Formula) -> Iterator[Change]:
    """Neighbouring conditions change together, so that exactly one still holds."""
    for place in range(len(node.values) - 1):
        values = list(node.values)
        values[place : place + 2] = values[place + 1], values[place]
        which = "cases" if len(values) == 2 else f"cases {place + 1} and {place + 2}"
        yield f"{which} swapped", replace(node, values=tuple(values))
        left, right = node.conditions[place : place + 2]
        if _is_order(left) and _is_order(right):
            conditions = list(node.conditions)
            conditions[place : place + 2] = _turned(left), _turned(right)
            yield f"{left.op} → {_OTHER_OP[left.op]}", replace(node, conditions=tuple(conditions))


def _is_order(condition: Node) -> TypeGuard[Compare]:
    return isinstance(condition, Compare) and condition.op not in ("=", r"\neq")


def _turned(condition: Compare) -> Compare:
    return replace(condition, op=_OTHER_OP[condition.op])


def _other_symbols(node: Symbol, formula: Formula, definition: Definition) -> Iterator[Change]:
    """Another variable of equal shape in its place."""
    names = formula.names.by_key
    mine = names.get(node.key)
    if mine is None or mine.role != "variable" or node.key in definition.parameters:
        return
    variables = {spelled(variable.symbol): variable for variable in formula.entry.variables}
    own = variables.get(node.key)
    if own is None:
        return
    for key, other in variables.items():
        same = other.shape == own.shape and other.over == own.over and _kind(other) == _kind(own)
        if key != node.key and same:
            yield f"{printed(node.key)} → {printed(key)}", replace(node, key=key)


def _kind(variable: Variable) -> str:
    """Whole numbers, words or real numbers: another bound of a domain makes no other kind."""
    if "tokens" in variable.domain:
        return "words"
    return "whole" if variable.domain.startswith("integer") else "real"


_MAKERS: dict[type[Node], Callable[[Any, Formula], Iterator[Change]]] = {
    Number: _number, Constant: _constant, Negative: _sign, Add: _add, Product: _product, Fraction: _fraction,
    Power: _power, Root: _root, Transpose: _transpose, Call: _call, Apply: _apply, Cell: _cell, Reduce: _reduce,
    Over: _over, Extreme: _extreme, Cases: _cases,
}  # fmt: skip
