"""Benchmarks, and the score: a number with everything that makes it comparable."""

from __future__ import annotations

from collections.abc import Mapping

from kbgen.index.entries.entry import Entry, Source, Text
from kbgen.index.records import EMPTY, Record


class MetricUse(Record):
    """A metric with its parameters."""

    ref: str
    """The metric, `metrics/…`."""
    k: int | None = None
    """k of pass@k, maj@k, recall@k."""


class Setting(Record):
    """How a score was obtained. `null` is unknown and never equals another."""

    shots: int | None = None
    """Examples in the prompt."""
    method: str | None = None
    """`CoT`, `maj@256`, `LC` (length-controlled), …"""
    samples: int | None = None
    """Answers drawn per item."""


class Measurement(Record):
    """A score with its benchmark's metric, variant, setting, harness, date and source."""

    metric: MetricUse
    """The metric."""
    value: float
    """As published, in the unit of the benchmark (per cent unless its page says otherwise)."""
    variant: str | None = None
    """`base`, `instruct`, `chat`."""
    version: str | None = None
    """The dated version of the model."""
    setting: Setting = Setting({})
    """How it was obtained."""
    harness: str | None = None
    """The evaluation code, if known."""
    date: str
    """When it was published."""
    source: Source
    """Where it was published."""


class Score(Measurement):
    """A model's score, kept with the model."""

    benchmark: str
    """The benchmark, `benchmarks/…`."""


class ReportedScore(Measurement):
    """A score of a model that has no entry, kept with the benchmark."""

    model: str
    """The model's name and version."""


class Count(Record):
    """How many of what."""

    count: int
    """The number."""
    of: Text
    """What is counted."""


class Human(Record):
    """The level of humans."""

    value: float | None = None
    """The figure, in the benchmark's unit."""
    text: Text
    """Which humans, under which conditions."""
    source: Source
    """Where it was published."""


class Benchmark(Entry):
    """On what to score."""

    summary: Text
    """One or two sentences: what it is and what it is for."""
    items: tuple[Count, ...]
    """Sizes: tasks, questions, conversations; counted in the released files where possible."""
    splits: Mapping[str, int] = EMPTY
    """Items by split."""
    categories: tuple[Text, ...] = ()
    """Categories or subjects."""
    format: Text
    """What is given, what is asked."""
    metric: MetricUse
    """The headline metric."""
    unit: str = "%"
    """The unit of its scores."""
    human: Human | None = None
    """The level of humans; none: unknown."""
    licence: str | None = None
    """SPDX identifier; none: unknown."""
    released: str | None = None
    """First publication."""
    scores: tuple[ReportedScore, ...] = ()
    """Scores of models without an entry; those with one keep their own."""
