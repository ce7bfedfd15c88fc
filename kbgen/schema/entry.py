"""What every entry holds: names, sources, errata, notes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainValidator,
    SerializerFunctionWrapHandler,
    StringConstraints,
    WithJsonSchema,
    WrapSerializer,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from kbgen.schema.ref import ID, LinkRef, Ref
from kbgen.schema.text import Aliases, Name, Text

Id = Annotated[str, StringConstraints(pattern=rf"^{ID}$")]


class Latex(str):
    """LaTeX without delimiters, as a type that can be told from other words. Whether it is valid, MathJax says."""

    __slots__ = ()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        words = core_schema.str_schema(min_length=1, strip_whitespace=True)
        return core_schema.no_info_after_validator_function(cls, words)


def _value(value: Any) -> str | tuple[Any, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(_value(item) for item in value)
    if not isinstance(value, str):
        raise PydanticCustomError("value", "expected a number, a quantity (`7 Gparameter`), a word, or a list of them")
    return value


Value = Annotated[
    str | tuple[Any, ...],
    PlainValidator(_value),
    WithJsonSchema({"type": ["string", "number", "array"]}, mode="validation"),
]
"""A number with or without its unit (`8`, `7 Gparameter`), a word, or a (nested) list of them."""


K = TypeVar("K")
V = TypeVar("V")


def _as_dict(value: Mapping[Any, Any], handler: SerializerFunctionWrapHandler) -> Any:
    return handler(dict(value))


Table: TypeAlias = Annotated[Mapping[K, V], AfterValidator(MappingProxyType), WrapSerializer(_as_dict)]
"""A map that cannot be changed: `frozen` alone freezes fields, not the dicts in them."""


def empty() -> Mapping[Any, Any]:
    """The default of an optional map."""
    return MappingProxyType({})


class Record(BaseModel):
    """A closed, immutable piece of an entry; its documented attributes become the editor's help."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True, protected_namespaces=())


class Source(Record):
    """Where a statement comes from."""

    ref: LinkRef
    """The link entry of the document, `links/…`."""
    where: str | None = None
    """Where in it: section, equation, table, page (`§ 3.2.1, eq. (1)`)."""


class Proof(Record):
    """A machine's refutation of what the source document says."""

    of: str | None = None
    """The output symbol or the formula's ref that is evaluated."""
    latex: Latex | None = None
    """The source's own formula, when it is the formula that fails."""
    values: Table[str, Value] = Field(default_factory=empty)
    """Values of the symbols, with units."""
    units: Table[str, str] = Field(default_factory=empty)
    """Units of the symbols in `latex`."""
    expected: Value | None = None
    """What the right formula gives."""
    source_says: SourceSays | None = None
    """The source's statement; the proof passes only if the computation refutes it."""
    fails: Literal["dimension"] | None = None
    """The check that `latex` must fail."""


class SourceSays(Record):
    """The source document's own figure, to be refuted."""

    op: Literal["=", "≈", "<", "≤", ">", "≥"] = "="
    """How the source relates its figure to the quantity."""
    value: Value
    """The figure."""
    tolerance: float | None = None
    """Relative tolerance granted to the source."""


class Erratum(Record):
    """A mistake of the source document, corrected."""

    where: str
    """Section of the source document (`A.7`)."""
    line: int | None = None
    """Line of the source document."""
    says: str
    """What the source says, quoted."""
    kind: Literal[
        "wrong", "imprecise", "incomplete", "ambiguous", "outdated", "circular", "vague", "duplicate", "style"
    ]
    """What is the matter with it."""
    correct: Text | None = None
    """The right statement, in one or two sentences; none: the entry itself (its definition, its formula) is it."""
    why: Text | None = None
    """What is wrong with it and how one knows, when `correct` does not say it."""
    sources: tuple[Source, ...] = ()
    """Where the right statement comes from."""
    proof: Proof | None = None
    """A machine's refutation, where there can be one."""

    @model_validator(mode="after")
    def _says_what_is_right(self) -> Self:
        if self.correct is None and self.why is None:
            raise PydanticCustomError("erratum", "give 'correct', 'why' or both")
        return self


class Note(Record):
    """A remark that is not part of the definition."""

    kind: Literal["note", "use", "interpretation", "example", "advantage", "limit", "caution", "practice"] = "note"
    """What sort of remark: printed as its label."""
    text: Text
    """The remark."""


class Entry(Record):
    """What every entry holds. Its ref comes from its place, never from a field."""

    name: Name
    """What it is called: a string when all languages agree, else a map."""
    aliases: Aliases = Aliases({})
    """Other names it answers to: a list, or lists by language."""
    group: Id | None = None
    """The group of its page it stands in."""
    summary: Text | None = None
    """One or two sentences: what it is and what it is for."""
    notes: tuple[Note, ...] = ()
    """Uses, limits, cautions, interpretations, in order."""
    related: tuple[Ref, ...] = ()
    """Refs of entries a reader would want next; shown on both."""
    sources: tuple[Source, ...] = ()
    """Primary sources; at least one, except on links."""
    errata: tuple[Erratum, ...] = ()
    """What the source document says wrongly about it."""
    added: bool = False
    """True if the source document lacks it: added because other entries need it."""
    unchecked: Text | None = None
    """Why no check can prove it. No reason, no exemption; if a check passes after all, this is an error."""


Proof.model_rebuild()
