"""Facts of metrics, benchmarks and models in words: labels with values, and rows of numbers with their sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from kbgen.answer.words import Words
from kbgen.schema import Benchmark, Measurement, Metric, Model, Price, Ref, Source

Fact = tuple[str, str]
"""A label and a value."""


class Row(NamedTuple):
    """A number that was published: of what, how much, under which conditions, when and where."""

    what: str
    value: str
    how: str
    day: str
    source: Source


class Recomputed(NamedTuple):
    """A number that was recomputed: what, how much, with which formula, and why a published figure differs."""

    what: str
    value: str
    by: Ref
    differs: str


def targets(words: Words, metric: Metric) -> Iterator[str]:
    """Values to aim for: for which use, and who recommends them."""
    for target in metric.targets:
        context = f" ({words.text(target.context)})" if target.context else ""
        source = words.source(target.source) if target.source else words.label("target.unsourced")
        yield f"{target.op} {words.quantity(target.value)}{context}{words.language.colon} {source}"


def benchmark_facts(words: Words, benchmark: Benchmark) -> Iterator[Fact]:
    """How many items, what is asked, how it is scored, how people do, the licence."""
    semicolon = words.language.semicolon
    yield words.label("items"), semicolon.join(f"{words.number(i.count)} {words.text(i.of)}" for i in benchmark.items)
    if benchmark.splits:
        yield words.label("splits"), semicolon.join(f"{n} {words.number(c)}" for n, c in benchmark.splits.items())
    yield words.label("format"), words.text(benchmark.format)
    yield words.label("metric"), f"{words.metric(benchmark.metric)}, {words.unit(benchmark.unit)}"
    if human := benchmark.human:
        value = (
            f"{words.measured(human.value, benchmark.unit)}{words.language.colon} " if human.value is not None else ""
        )
        yield words.label("human"), f"{value}{words.text(human.text)} ({words.source(human.source)})"
    yield words.label("licence"), words.licence(benchmark.licence)
    yield words.label("released"), words.day(benchmark.released)


def model_facts(words: Words, model: Model) -> Iterator[Fact]:
    """Who made it, when, how it stands, how large it is, how much it reads, under which licence; unknown is said."""
    semicolon = words.language.semicolon
    yield words.label("developer"), model.developer
    yield words.label("released"), words.day(model.released)
    if status := model.status:
        since = f", {words.day(status.since)}" if status.since else ""
        yield words.label("status"), words.cited(words.label(f"status.{status.state}") + since, status.source)
    known = [
        f"{words.size(count)} {words.label(key)}"
        for key, count in (("parameters.total", model.parameters.total), ("parameters.active", model.parameters.active))
        if count is not None
    ]
    yield words.label("parameters"), words.cited(semicolon.join(known), model.parameters.source)
    known = [
        f"{words.label(key)} {words.number(count)}"
        for key, count in (("context.window", model.context.window), ("context.output", model.context.output))
        if count is not None
    ]
    yield words.label("context"), words.cited(semicolon.join(known), model.context.source)
    if modalities := model.modalities:
        yield words.label("modalities"), f"{', '.join(modalities.input)} → {', '.join(modalities.output)}"
    yield words.label("licence"), words.licence(model.licence)


def architecture(words: Words, model: Model) -> Iterator[Fact]:
    """The known numbers of the architecture, in a row."""
    if model.architecture is None:
        return
    known = [
        f"{words.label(f'architecture.{name}')} {_fact(words, value)}"
        for name in type(model.architecture).model_fields
        if name != "source" and (value := getattr(model.architecture, name)) is not None
    ]
    yield words.label("architecture"), words.cited(words.language.semicolon.join(known), model.architecture.source)


def derived(words: Words, model: Model) -> list[Recomputed]:
    """What was recomputed."""
    rows = []
    for number in model.derived:
        key = f"quantity.{number.quantity}"
        what = words.label(key) if key in words.language.labels else number.quantity
        differs = words.text(number.disagrees) if number.disagrees else ""
        rows.append(Recomputed(what, words.quantity(number.expected), number.by, differs))
    return rows


def scores(words: Words, model: Model) -> list[Row]:
    """Published scores; the metric is named where it is not that of the benchmark."""
    rows = []
    for score in model.scores:
        benchmark = words.kb.benchmarks[score.benchmark.id]
        name = words.name(score.benchmark)
        what = name if score.metric == benchmark.metric else f"{name}, {words.metric(score.metric)}"
        rows.append(_measured(words, what, score, benchmark.unit))
    return rows


def reported(words: Words, benchmark: Benchmark) -> list[Row]:
    """Published scores of models that have no entry."""
    return [_measured(words, score.model, score, benchmark.unit) for score in benchmark.scores]


def prices(words: Words, model: Model) -> list[Row]:
    """List prices, input / output, each with the model that is billed and its condition."""
    return [
        Row(
            price.provider,
            _price(words, price),
            ", ".join(filter(None, (price.model_id, words.text(price.condition) if price.condition else ""))),
            words.day(price.date),
            price.source,
        )
        for price in model.prices
    ]


def _measured(words: Words, what: str, score: Measurement, unit: str) -> Row:
    how = filter(None, (score.variant, score.version, *words.setting(score.setting), score.harness))
    return Row(what, words.measured(score.value, unit), ", ".join(how), words.day(score.date), score.source)


def _price(words: Words, price: Price) -> str:
    """Input / output, their unit once if it is the same."""
    given, got = price.input, price.output
    if given and got and given.partition(" ")[2] == got.partition(" ")[2]:
        given = given.partition(" ")[0]
    return " / ".join(words.quantity(amount) if amount else words.label("unknown") for amount in (given, got))


def _fact(words: Words, value: Any) -> str:
    if isinstance(value, bool):
        return words.label("yes" if value else "no")
    return words.number(value)
