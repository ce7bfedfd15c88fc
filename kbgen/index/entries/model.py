"""Models: facts, scores, prices, each number with its source and date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kbgen.index.entries.benchmark import Score
from kbgen.index.entries.entry import Entry, Source, Text, Value
from kbgen.index.records import EMPTY, Record


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
    date: str
    """When it was the price."""
    source: Source
    """Where it was published."""


class Derived(Record):
    """A number recomputed with a verified formula."""

    quantity: str
    """What: `kv-cache-per-token`, `weights`, `parameters`."""
    by: str
    """The formula, `formulas/…` or `metrics/…`."""
    values: Mapping[str, Value] = EMPTY
    """Values the architecture does not give."""
    expected: Value
    """The result."""
    disagrees: Text | None = None
    """Why a published figure differs, if it does."""


class Status(Record):
    """Where the model stands in its life."""

    state: Literal["active", "legacy", "deprecated", "retired"]
    """Legacy: still served, superseded. Deprecated: end announced. Retired: no longer served by its developer."""
    since: str | None = None
    """Since when."""
    source: Source | None = None
    """Where it was published."""


class Model(Entry):
    """A large language model, one entry per published model."""

    summary: Text
    """One or two sentences: what it is and what it is for."""
    developer: str
    """Who made it."""
    released: str | None
    """First public availability."""
    status: Status | None = None
    """Where it stands in its life; none: unknown."""
    parameters: Parameters = Parameters({})
    """How many."""
    context: Context = Context({})
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
