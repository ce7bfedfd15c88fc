"""Models: facts, scores, prices, each number with its source and date."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kbgen.schema.benchmark import PartialDate, Score
from kbgen.schema.entry import Entry, Record, Source, Table, Value, empty
from kbgen.schema.ref import FormulaRef
from kbgen.schema.text import Text


class Parameters(Record):
    """Number of parameters; `null` is unknown (not published)."""

    total: int | None = None
    """All parameters."""
    active: int | None = None
    """Parameters used per token, for a mixture of experts."""
    source: Source | None = None
    """Where it was published."""


class Context(Record):
    """Limits in tokens; `null` is unknown."""

    window: int | None = None
    """Input and output together."""
    output: int | None = None
    """Longest output."""
    source: Source | None = None
    """Where it was published."""


class Modalities(Record):
    """What goes in and what comes out."""

    input: tuple[Literal["text", "image", "audio", "video", "pdf"], ...]
    """Accepted."""
    output: tuple[Literal["text", "image", "audio", "video"], ...]
    """Produced."""


class Architecture(Record):
    """Numbers from which parameters and cache are recomputed; `null` is unknown."""

    layers: int | None = None
    """Transformer blocks."""
    d_model: int | None = None
    """Width of the residual stream."""
    heads: int | None = None
    """Query heads."""
    kv_heads: int | None = None
    """Key-value heads."""
    d_head: int | None = None
    """Width of a head."""
    d_ff: int | None = None
    """Width of the feed-forward block."""
    vocabulary: int | None = None
    """Tokens."""
    tied_embeddings: bool | None = None
    """Whether input and output embeddings are one matrix."""
    qkv_bias: bool | None = None
    """Whether the query, key and value projections have biases."""
    attention: Literal["MHA", "GQA", "MQA", "MLA"] | None = None
    """Kind of attention."""
    experts: int | None = None
    """Routed experts per layer."""
    experts_per_token: int | None = None
    """Routed experts active per token."""
    training_tokens: int | None = None
    """Tokens of pre-training."""
    source: Source
    """Where they were published."""

    @property
    def numbers(self) -> dict[str, int]:
        """The known numbers by name, yes as 1 and no as 0: formulas call their parameters so."""
        fields = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: int(value) for name, value in fields if isinstance(value, int)}


class Price(Record):
    """A list price at a date."""

    provider: str
    """Who sells."""
    model_id: str | None = None
    """The identifier that is billed."""
    input: str | None
    """Price of input, `2.50 USD/Mtoken`."""
    output: str | None
    """Price of output."""
    condition: Text | None = None
    """`≤ 128k tokens`, batch, cached…"""
    date: PartialDate
    """When it was the price."""
    source: Source
    """Where it was published."""


class Derived(Record):
    """A number recomputed with a verified formula."""

    quantity: str
    """What: `kv-cache-per-token`, `weights`, `parameters`."""
    by: FormulaRef
    """The formula, `formulas/…` or `metrics/…`."""
    values: Table[str, Value] = Field(default_factory=empty)
    """Values the architecture does not give."""
    expected: Value
    """The result."""
    disagrees: Text | None = None
    """Why a published figure differs, if it does."""


class Status(Record):
    """Where the model stands in its life."""

    state: Literal["active", "legacy", "deprecated", "retired"]
    """Legacy: still served, superseded. Deprecated: end announced. Retired: no longer served by its developer."""
    since: PartialDate | None = None
    """Since when."""
    source: Source | None = None
    """Where it was published."""


class Model(Entry):
    """A large language model, one entry per published model."""

    summary: Text
    """One or two sentences: what it is and what it is for."""
    developer: str
    """Who made it."""
    released: PartialDate | None
    """First public availability."""
    status: Status | None = None
    """Where it stands in its life; none: unknown."""
    parameters: Parameters = Parameters()
    """How many."""
    context: Context = Context()
    """How long."""
    modalities: Modalities | None = None
    """Of what."""
    licence: str | None
    """SPDX identifier or the licence's own name; `proprietary` for closed weights; `null` unknown."""
    architecture: Architecture | None = None
    """Numbers of the architecture, where public."""
    scores: tuple[Score, ...] = ()
    """Published scores."""
    prices: tuple[Price, ...] = ()
    """List prices."""
    derived: tuple[Derived, ...] = ()
    """Recomputed numbers."""

    @property
    def published(self) -> dict[str, int]:
        """What was published of its size, often rounded, as formulas call it: `parameters` and training `tokens`."""
        tokens = self.architecture.training_tokens if self.architecture is not None else None
        known = {"parameters": self.parameters.total, "tokens": tokens}
        return {name: number for name, number in known.items() if number is not None}
