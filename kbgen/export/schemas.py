"""JSON Schemas of what the API gives, from the classes that the content is read with: an index keeps them as text.

A file refers to another by its name (`{"$ref": "proof.json"}`): they lie in one folder, wherever the site is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from kbgen.index.reading import FORM, HOW
from kbgen.proven import STANDINGS
from kbgen.records.links import Alive, Document
from kbgen.schema import KINDS, Computable, Entry, Link, Ref, Term
from kbgen.schema.ref import ID
from kbgen.schema.text import LANGUAGE

FOLDER = "api/v1/schemas"

Schema = dict[str, Any]


def schemas() -> dict[str, str]:
    """Path → text of every schema."""
    every = {**{kind: _document(kind, shape) for kind, shape in KINDS.items()}, **_RESPONSES}
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{FOLDER}/{name}.json": json.dumps(draft | schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in every.items()
    }


# -- the document of an entry -----------------------------------------------------------------------------------------


class _Untitled(GenerateJsonSchema):
    """Properties without titles, which would only repeat their names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic calls it so
        return False


def _document(kind: str, shape: type[Entry]) -> Schema:
    """The schema of an entry in full: where it stands, its fields, what points at it, its proof."""
    entry = _published(shape.model_json_schema(mode="validation", schema_generator=_Untitled))
    fields: dict[str, Schema] = entry["properties"]
    required: list[str] = entry.get("required", [])
    own = {_PUBLISHED_AS.get((kind, name), name): fields[name] for name in fields if name not in _OURS}
    before, after = _place(kind), {"related": _refs(_RELATED), **_pointing(shape), "proof": {"$ref": "proof.json"}}
    named = [_PUBLISHED_AS.get((kind, name), name) for name in required if name not in _OURS]
    return {
        "title": shape.__name__,
        "description": f"An entry of {kind} in full. What is not there has its default: {_DEFAULTS}",
        **_closed({**before, **own, **after}, required=[*before, *named, *after]),
        "$defs": entry.get("$defs", {}),
    }


_DEFAULTS = "an empty list or map, false, or unknown, unless `default` says another."
_RELATED = "Entries a reader would want next: those it names, then those that name it."
_OURS = frozenset({"name", "aliases", "related"})
"""Fields that the API gives in a form or in a place of its own."""
_PUBLISHED_AS = {("links", "url"): "address"}
"""`url` is the place of every entry on the site."""


def _place(kind: str) -> dict[str, Schema]:
    return {
        "ref": {"type": "string", "pattern": rf"^{kind}/{ID}$", "description": "Its address in the base: `kind/id`."},
        "kind": {"const": kind},
        "id": {"type": "string", "pattern": rf"^{ID}$", "description": "Its key in its kind, its anchor on its page."},
        "page": {"type": "string", "description": "The page it stands on, without ending: `formulas/fine-tuning`."},
        "url": _URL,
        "name": _texts("What it is called."),
        "aliases": _by_language(_WORDS, "Other names it answers to."),
    }


def _pointing(shape: type[Entry]) -> dict[str, Schema]:
    """What the index adds to the fields of an entry."""
    if issubclass(shape, Link):
        return {"cited_by": _refs("Entries that have it among their sources.")}
    if issubclass(shape, Term):
        return {"narrower": _refs("Terms of which it is the broader one.")}
    if issubclass(shape, Computable):
        code = "Its executable example as a reader would paste it; null if it has none."
        return {
            "used_by": _refs("Formulas and metrics that use it as a function."),
            "code": {"type": ["string", "null"], "description": code},
        }
    return {}


def _published(schema: Any) -> Any:
    """A schema of what may be written, as one of what is given.

    A name that may be one string is always a map by language; a number that YAML may read as such is always text; what
    is optional is left out rather than null.
    """
    if isinstance(schema, list):
        return [_published(item) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    given = {key: _published(value) for key, value in schema.items()}
    if isinstance(given.get("type"), list):
        given["type"] = ["string", "array"] if "array" in given["type"] else "string"
    if "properties" in given:
        required = given.get("required", ())
        given["properties"] = {
            name: field if name in required else _not_null(field) for name, field in given["properties"].items()
        }
    return _by_language_alone(given)


def _by_language_alone(schema: Schema) -> Schema:
    """Of one string for all languages or a map by language, the map."""
    options = schema.get("anyOf", [])
    if not any("patternProperties" in option for option in options):
        return schema
    return _with_options(schema, [option for option in options if "patternProperties" in option or option == _NULL])


def _not_null(field: Schema) -> Schema:
    """A field that is left out where it is null."""
    options = field.get("anyOf", [])
    if _NULL not in options:
        return field
    rest = {key: value for key, value in field.items() if key != "default"}
    return _with_options(rest, [option for option in options if option != _NULL])


def _with_options(schema: Schema, options: list[Schema]) -> Schema:
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**options[0], **rest} if len(options) == 1 else {"anyOf": options, **rest}


# -- everything else --------------------------------------------------------------------------------------------------


def _closed(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    """An object with these properties, all of them required unless it is said which."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def _by_language(values: Schema, description: str) -> Schema:
    return {
        "type": "object",
        "patternProperties": {LANGUAGE: values},
        "additionalProperties": False,
        "description": description,
    }


def _texts(description: str) -> Schema:
    return _by_language({"type": "string"}, f"{description} By language.")


def _list(items: Schema, description: str) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _refs(description: str) -> Schema:
    return _list(_REF, description)


def _nullable(schema: Schema, description: str) -> Schema:
    return {"anyOf": [schema, _NULL], "description": description}


def _match(how: dict[str, Schema]) -> Schema:
    """A brief with something before it that says how the entry was found."""
    return _closed({**how, **_BRIEF})


_NULL: Schema = {"type": "null"}
_WORDS: Schema = {"type": "array", "items": {"type": "string"}}
_REF: Schema = {"type": "string", "pattern": Ref.pattern()}
_KIND: Schema = {"enum": list(KINDS)}
_CODE: Schema = {"type": "string", "pattern": LANGUAGE}
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_FILE: Schema = {"type": "string", "format": "uri-reference"}
_URL = _by_language(
    {"type": "string", "format": "uri-reference"},
    "Where it stands on the site, by language: absolute, or relative to the root of the site where none is set.",
)
_DOCUMENT: Schema = {"anyOf": [{"$ref": f"{kind}.json"} for kind in KINDS]}

_PROOF: Schema = {
    "title": "Proof",
    "description": "How far an entry is proven. Nothing is called checked that was not.",
    **_closed(
        {
            "state": {"enum": list(STANDINGS), "description": "How it stands; the site explains each on states.html."},
            "date": _nullable(_DAY, "Of the newest run that fits the entry as it is, else of the newest."),
            "devices": _list(
                _closed(
                    {
                        "kind": {"type": "string", "description": "`cpu`, `cuda`, …"},
                        "name": {"type": "string", "description": "What the maker calls it; empty for a CPU."},
                        "date": _DAY,
                        "stale": {"type": "boolean", "description": "Whether the entry has changed since this run."},
                    }
                ),
                "Where it ran; empty for links and for what no program can check.",
            ),
            "stale": {"type": "boolean", "description": "Whether the entry has changed since every run."},
            "disputed": _nullable({"type": "string"}, "What a check says against it."),
            "alive": _nullable({"enum": [value.value for value in Alive]}, "Of a link: whether its address answers."),
            "document": _nullable(
                {"enum": [value.value for value in Document]}, "Of a link: whether the right document is there."
            ),
        },
        required=["state", "date", "devices", "stale", "disputed"],
    ),
}

_BRIEF: dict[str, Schema] = {
    "ref": _REF,
    "kind": _KIND,
    "name": _texts("What it is called."),
    "url": _URL,
    "summary": _nullable(_texts("What it is, in Markdown."), "The summary, else the definition, if it has one."),
    "proof": {"$ref": "proof.json"},
}

_QUERY: Schema = {"type": "string", "description": "What was asked, as it was asked."}

_RESPONSES: dict[str, Schema] = {
    "proof": _PROOF,
    "brief": {"title": "Brief", "description": "An entry as a list shows it.", **_closed(_BRIEF)},
    "index": {
        "title": "Index",
        "description": "What there is. Addresses are relative to this file.",
        **_closed(
            {
                "api": {"const": "v1"},
                "version": {"type": "string", "description": "Of the shapes: 1.1 has everything that 1.0 has."},
                "kbgen": {"type": "string", "description": "The version of the program."},
                "stamp": {"type": "string", "description": "Changes when anything of the content does."},
                "title": _texts("Of the knowledge base."),
                "description": _texts("Of the knowledge base, in one sentence."),
                "languages": _list(_CODE, "Languages of the content, the default one first."),
                "licence": {"type": "string", "description": "Of the content (SPDX)."},
                "count": {"type": "integer", "minimum": 0, "description": "Entries in all."},
                "kinds": _list(
                    _closed(
                        {
                            "kind": _KIND,
                            "count": {"type": "integer", "minimum": 1},
                            "entries": _FILE,
                            "schema": _FILE,
                        }
                    ),
                    "Kinds in order; the order breaks ties.",
                ),
                "entry": {"const": "{kind}/{id}.json", "description": "Where an entry is: a URI template."},
                "all": _FILE,
                "names": {"const": "names/{shard}.json", "description": "Where names are: a URI template."},
                "shards": _list({"type": "string"}, "Every shard that there is."),
                "schemas": {"type": "object", "additionalProperties": _FILE, "description": "Every schema by name."},
                "documentation": _by_language(_FILE, "Where this API is described."),
                "promise": {"type": "string", "description": "What stays as it is."},
            }
        ),
    },
    "kind": {
        "title": "Kind",
        "description": "The entries of one kind in brief, in the order of the content.",
        **_closed({"kind": _KIND, "count": {"type": "integer"}, "entries": _list({"$ref": "brief.json"}, "All.")}),
    },
    "all": {
        "title": "All",
        "description": "Every entry in full.",
        **_closed({"entries": _list(_DOCUMENT, "By kind, then in the order of the content.")}),
    },
    "names": {
        "title": "Names",
        "description": "The names whose first two characters are the same, normalised, and what is called so.",
        **_closed(
            {
                "shard": {"type": "string"},
                "names": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "array",
                            "prefixItems": [_REF, {"enum": list(HOW[: FORM + 1])}],
                            "minItems": 2,
                            "items": False,
                        },
                    },
                    "description": "Normalised name → refs, each with how the entry is called so, the best first.",
                },
            }
        ),
    },
    "answer": {
        "title": "Answer",
        "description": "What answers to a name, the best first.",
        **_closed(
            {
                "query": _QUERY,
                "matches": {
                    "type": "array",
                    "minItems": 1,
                    "items": _match(
                        {
                            "how": {"enum": list(HOW)},
                            "spelling": {"type": "string", "description": "The name that answered, as written."},
                        }
                    ),
                },
                "entry": {"anyOf": _DOCUMENT["anyOf"], "description": "The first match in full."},
            }
        ),
    },
    "search": {
        "title": "Search",
        "description": "What holds the words, the best first.",
        **_closed(
            {
                "query": _QUERY,
                "kind": _nullable(_KIND, "The kind that was searched; null: all."),
                "language": _nullable(_CODE, "The language that was searched; null: all."),
                "hits": _list(
                    _match(
                        {
                            "language": _CODE,
                            "extract": {"type": "string", "description": "Words around what was found, unmarked."},
                            "marks": _list(
                                {
                                    "type": "array",
                                    "prefixItems": [{"type": "integer"}, {"type": "integer"}],
                                    "minItems": 2,
                                    "items": False,
                                },
                                "What was found in the extract: first character, and the one after the last.",
                            ),
                        }
                    ),
                    "Each entry once.",
                ),
            }
        ),
    },
    "problem": {
        "title": "Problem",
        "description": "Why there is no answer (RFC 9457). It may have members that this schema does not name.",
        "type": "object",
        "properties": {
            "type": _FILE,
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is wrong, and what to do."},
            "suggestions": {"type": "array", "items": {"type": "string"}, "description": "Names that look like it."},
        },
        "required": ["type", "title", "status", "detail"],
    },
}
