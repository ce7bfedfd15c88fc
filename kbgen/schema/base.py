"""`kb.yml`: what the knowledge base is, in which languages, in what order."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from kbgen.schema.entry import Id, Record, Table, empty
from kbgen.schema.ref import Ref
from kbgen.schema.text import LANGUAGE, Name, Text

Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]


class Group(Record):
    """A group of entries on a page."""

    id: Id
    """Named by the entries' `group`."""
    title: Name
    """Its heading."""
    introduction: Text | None = None
    """A paragraph under the heading."""


class Page(Record):
    """The reserved key `page:` of a content file."""

    number: str | None = None
    """Its number in the source document (`A.1`)."""
    title: Name
    """The title of the page."""
    introduction: Text | None = None
    """A paragraph or two under the title."""
    groups: tuple[Group, ...] = ()
    """Groups in order."""


def _page_by_name(value: Any) -> Any:
    return {"page": value} if isinstance(value, str) else value


class PageRef(Record):
    """A page of a section: one content file (`formulas/attention`), or a whole kind (`glossary`) on one page."""

    page: Annotated[str, StringConstraints(pattern=r"^[a-z]+(/[a-z0-9-]+)?$")]
    """`kind/file`, or `kind` for all its files together."""
    number: str | None = None
    """Number of a page that shows a whole kind."""
    title: Name | None = None
    """Title of a page that shows a whole kind."""
    introduction: Text | None = None
    """Introduction of a page that shows a whole kind."""


class Section(Record):
    """A section of the navigation."""

    letter: str
    """Its letter in the source document."""
    title: Name
    """Its title."""
    uses: tuple[Text, ...] = ()
    """What it is good for: shown on the home page."""
    pages: tuple[Annotated[PageRef, BeforeValidator(_page_by_name, json_schema_input_type=PageRef | str)], ...]
    """Its pages in order."""


class Origin(Record):
    """The document the base was made from, which the errata are about."""

    title: Name
    """Its title."""
    label: Text
    """How errata name it: `L'annexe d'origine`."""
    date: str | None = None
    """Its date."""


class Manifest(Record):
    """The content of `kb.yml`."""

    title: Name
    """Title of the knowledge base."""
    description: Text
    """One sentence for search engines and link previews."""
    languages: tuple[Language, ...] = Field(min_length=1)
    """Languages of the content, the default one first."""
    site_url: str | None = None
    """Where the site is served."""
    repository: str | None = None
    """The repository's address, for "Report a mistake"."""
    licence: str
    """Licence of the content (SPDX)."""
    origin: Origin | None = None
    """The document the base was made from."""
    introduction: Text | None = None
    """The words of the home page."""
    sections: tuple[Section, ...]
    """The navigation."""
    kinds: tuple[str, ...]
    """Kinds in order: breaks ties in look-ups."""
    units: tuple[str, ...] = ()
    """Units of the values, in pint's syntax: each a name, or a name before `=` and what it is: `byte = 8 * bit`."""
    retired: Table[Ref, Ref | None] = Field(default_factory=empty)
    """Old ref → the ref that replaces it, or null."""

    @model_validator(mode="after")
    def _names_each_language_once(self) -> Self:
        if len(set(self.languages)) != len(self.languages):
            raise PydanticCustomError("languages", "a language stands twice")
        return self
