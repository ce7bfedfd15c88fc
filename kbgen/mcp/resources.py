"""The resources: `kb://formulas/lora` is an entry as Markdown, `kb://formulas` a list, `kb://index` what there is."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, unquote

from mcp.types import Completion, Resource, ResourceTemplate

from kbgen.errors import KbgenError, NotFoundError
from kbgen.index.index import Index
from kbgen.index.reading import preferred
from kbgen.lookup.names import MOST
from kbgen.mcp.arguments import valid

SCHEME = "kb://"
TEMPLATE = f"{SCHEME}{{kind}}/{{id}}{{?language}}"
MARKDOWN = "text/markdown"

_HOME = f"{SCHEME}index"
_MOST_VALUES = 100
"""Values of a completion, by the protocol."""


def reader_language(index: Index) -> str:
    """The language that the locale names if the base has it, else the base's first."""
    return preferred(list(index.languages), os.environ)


def resources(index: Index) -> list[Resource]:
    """What there is, and the list of each kind."""
    language = reader_language(index)
    home = f"What there is in this base: {index.description[language]}"
    return [
        Resource(uri=_HOME, name="index", title=index.title[language], description=home, mime_type=MARKDOWN),
        *(
            Resource(
                uri=f"{SCHEME}{kind}",
                name=kind,
                title=kind,
                description=f"The {len(index.refs(kind))} entries of {kind}: ref and name.",
                mime_type=MARKDOWN,
            )
            for kind in index.kinds
        ),
    ]


def templates(index: Index) -> list[ResourceTemplate]:
    """Every entry."""
    languages = " or ".join(index.languages)
    return [
        ResourceTemplate(
            uri_template=TEMPLATE,
            name="entry",
            title="Entry",
            description=f"An entry as Markdown, in a language ({languages}), with its sources and its proof.",
            mime_type=MARKDOWN,
        )
    ]


def read(index: Index, uri: str) -> str:
    """A resource as Markdown. Raises `NotFoundError` and, for a language that the base has not, `KbgenError`."""
    if len(uri) > MOST or not uri.startswith(SCHEME):
        raise KbgenError(f"no resource of this base; give {_HOME}, {SCHEME}<kind> or {SCHEME}<kind>/<id>")
    path, _, query = valid(uri).removeprefix(SCHEME).partition("?")
    name = unquote(path).strip("/")
    language = parse_qs(query).get("language", [reader_language(index)])[0]
    if language not in index.languages:
        raise KbgenError(f"no language '{language}' in this base; choose one of {', '.join(index.languages)}")
    if name == "index":
        return _home(index, language)
    if name in index.kinds:
        return _list(index, name, language)
    if "/" not in name:
        raise NotFoundError(uri, tuple(f"{SCHEME}{kind}" for kind in index.kinds))
    return index.markdown(name, language)


def complete(index: Index, name: str, begun: str, given: dict[str, str]) -> Completion:
    """Values of a variable of the template that begin with `begun`, those of the other variables being `given`."""
    if name == "id":
        kinds = [given["kind"]] if given.get("kind") in index.kinds else index.kinds
        known = [ref.partition("/")[2] for kind in kinds for ref in index.refs(kind)]
    else:
        known = list({"kind": index.kinds, "language": index.languages}.get(name, ()))
    found = [value for value in known if value.startswith(begun)]
    return Completion(values=found[:_MOST_VALUES], total=len(found), has_more=len(found) > _MOST_VALUES)


def _home(index: Index, language: str) -> str:
    lines = [f"# {index.title[language]}", "", index.description[language], ""]
    lines += [f"- {SCHEME}{kind}: {len(index.refs(kind))}" for kind in index.kinds]
    return "\n".join([*lines, "", f"{index.licence}. {index.site_url or ''}".rstrip(), ""])


def _list(index: Index, kind: str, language: str) -> str:
    lines = [f"- {SCHEME}{ref}: {index.name(ref, language)}" for ref in index.refs(kind)]
    return "\n".join([f"# {kind}", "", *lines, ""])
