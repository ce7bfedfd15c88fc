"""Glossary terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from kbgen.index.entries.entry import Entry, Source, Text
from kbgen.index.records import EMPTY, Record


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
    """A term and its definition."""

    definition: Text
    """What it is: genus and difference, one to three sentences."""
    acronym: str | None = None
    """The acronym, if the term has one."""
    expansion: Text | None = None
    """What the acronym stands for."""
    forms: Mapping[str, Form] = EMPTY
    """The term by language, with its grammar."""
    official: Mapping[str, Official] = EMPTY
    """The official term by language."""
    broader: tuple[str, ...] = ()
    """Terms of which this one is a kind or a part."""
    narrower: tuple[str, ...] = ()
    """Terms that have this one as a broader term."""
