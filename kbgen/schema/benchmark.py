"""Benchmarks, and the score: a number with everything that makes it comparable."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from kbgen.schema.entry import Entry, Record, Source, Table, empty
from kbgen.schema.ref import BenchmarkRef, MetricRef
from kbgen.schema.text import Name, Text

DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"

PartialDate = Annotated[str, Field(pattern=DATE, json_schema_extra={"type": ["string", "integer"]})]
"""A date as far as it is known: `2024`, `2024-04`, `2024-04-18`."""


class MetricUse(Record):
    """A metric with its parameters."""

    ref: MetricRef
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
    setting: Setting = Setting()
    """How it was obtained."""
    harness: str | None = None
    """The evaluation code, if known."""
    date: PartialDate
    """When it was published."""
    source: Source
    """Where it was published."""


class Score(Measurement):
    """A model's score, kept with the model."""

    benchmark: BenchmarkRef
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
    splits: Table[str, int] = Field(default_factory=empty)
    """Items by split."""
    categories: tuple[Name, ...] = ()
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
    released: PartialDate | None = None
    """First publication."""
    scores: tuple[ReportedScore, ...] = ()
    """Scores of models without an entry; those with one keep their own."""

    @model_validator(mode="after")
    def _has_items(self) -> Self:
        if not self.items:
            raise PydanticCustomError("items", "empty; say how many tasks or questions it holds")
        return self
