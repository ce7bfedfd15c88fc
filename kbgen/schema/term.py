"""Glossary terms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from kbgen.schema.entry import Entry, Record, Source, Table, empty
from kbgen.schema.ref import Ref
from kbgen.schema.text import Name, Text


class Form(Record):
    """The term in one language."""

    text: str
    """The word or words, singular."""
    gender: Literal["m", "f", "n"] | None = None
    """Grammatical gender."""
    plural: str | None = None
    """The plural, where it is used."""
    part: Literal["noun", "adjective", "verb", "proper noun"] = "noun"
    """Part of speech."""
    status: Literal["preferred", "accepted", "anglicism"] = "preferred"
    """Whether to recommend it."""


class Official(Record):
    """A term set by an authority."""

    text: str
    """The official term."""
    source: Source
    """The text that sets it."""


class Term(Entry):
    """A term and its definition. Narrower terms are derived from `broader`."""

    definition: Text
    """What it is: genus and difference, one to three sentences."""
    acronym: str | None = None
    """The acronym, if the term has one."""
    expansion: Name | None = None
    """What the acronym stands for."""
    forms: Table[str, Form] = Field(default_factory=empty)
    """The term by language, with its grammar."""
    official: Table[str, Official] = Field(default_factory=empty)
    """The official term by language."""
    broader: tuple[Ref, ...] = ()
    """Terms of which this one is a kind or a part."""
