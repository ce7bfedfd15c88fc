"""Big operators at a point: Σ, Π, max, min and means over an index or a set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kbgen.latex import bags
from kbgen.latex import operations as op
from kbgen.latex.arithmetic import Value
from kbgen.latex.errors import EvaluationError
from kbgen.latex.names import printed
from kbgen.latex.tree import Extreme, Negative, Node, Over, Product, Reduce

if TYPE_CHECKING:
    from kbgen.latex.evaluate import Evaluation

Bound = Mapping[str, Value]


def reduce(evaluation: Evaluation, node: Reduce, bound: Bound) -> Value:
    """Σ, Π, max, min or a mean over an index."""
    if node.first is not None and node.last is not None:
        first = evaluation.whole(evaluation.value(node.first, bound), node.first)
        last = evaluation.whole(evaluation.value(node.last, bound), node.last)
    else:
        first, last = _range(evaluation, node, bound)
    evaluation.spend(max(last - first, 0), node)
    body = _weighted(node.law, node.body) if node.law is not None else node.body
    local = dict(bound)
    values = []
    for index in range(first, last + 1):
        local[node.index] = index
        values.append(evaluation.value(body, local))
    if not values:
        return _empty(evaluation, node)
    if node.kind in ("max", "min"):
        return op.extreme(evaluation.arithmetic, node.kind, values)
    total = _joined(node.kind, values)
    if node.kind == "mean" and node.law is None:
        return op.divide(evaluation.arithmetic, total, len(values), elementwise=False)
    return total


def over(evaluation: Evaluation, node: Over, bound: Bound) -> Value:
    """Σ or Π over the distinct elements of a set or multiset."""
    collection = evaluation.value(node.collection, bound)
    if not bags.is_bag(collection):
        what = f"a {node.kind} over what is no set"
        raise evaluation.error(what, node.collection, "declare a set, or write an index")
    values = [evaluation.value(node.body, {**bound, node.element: item}) for item in bags.elements(collection)]
    return _joined(node.kind, values) if values else _empty(evaluation, node)


def extreme(evaluation: Evaluation, node: Extreme, bound: Bound) -> Value:
    """The least (greatest) index for which a condition holds."""
    first, last = _range(evaluation, node, bound)
    order = range(first, last + 1) if node.kind == "min" else range(last, first - 1, -1)
    for index in order:
        if evaluation.value(node.condition, {**bound, node.index: index}):
            return index
    if node.kind == "min" and "min-of-empty" in evaluation.conventions:
        return evaluation.arithmetic.constants[r"\infty"]
    hint = "declare the convention min-of-empty" if node.kind == "min" else "check the condition"
    raise evaluation.error(f"the {node.kind} of an empty set", node, hint)


def _range(evaluation: Evaluation, node: Reduce | Extreme, bound: Bound) -> tuple[int, int]:
    """The declared range of an index; what is wrong with it is shown at the operator."""
    try:
        return evaluation.range_of(node.index, bound)
    except EvaluationError as error:
        raise evaluation.error(f"{printed(node.index)}: {error.what}", node, error.hint) from None


def _joined(kind: str, values: Sequence[Value]) -> Value:
    result = op.number(values[0])
    for value in values[1:]:
        result = op.times(result, value, "") if kind == "prod" else op.add(result, value, elementwise=False)
    return result


def _empty(evaluation: Evaluation, node: Reduce | Over) -> Value:
    if node.kind == "sum" and "empty-sum" in evaluation.conventions:
        return 0
    if node.kind == "prod" and "empty-product" in evaluation.conventions:
        return 1
    convention = {"sum": "empty-sum", "prod": "empty-product"}.get(node.kind)
    hint = f"declare the convention {convention}" if convention else "check the bounds"
    raise evaluation.error(f"an empty {node.kind}", node, hint)


def _weighted(law: Node, body: Node) -> Node:
    """law · body as one product, so that a `log` in it is seen beside a probability of 0."""
    if isinstance(body, Negative):
        return Negative(_weighted(law, body.body), start=body.start, end=body.end)
    factors = body.factors if isinstance(body, Product) else (body,)
    marks = body.marks if isinstance(body, Product) else ()
    return Product((law, *factors), ("", *marks), start=body.start, end=body.end)
