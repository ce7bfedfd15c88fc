"""The schema of an entry in full, from the class that the content is read with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from kbgen.export.schemas.shapes import NULL, URL, WORDS, Schema, by_language, closed, refs, texts
from kbgen.schema import Computable, Entry, Link, Term
from kbgen.schema.ref import ID


def document_schema(kind: str, shape: type[Entry]) -> Schema:
    """The schema of an entry in full: where it stands, its fields, what points at it, its proof."""
    entry = _published(shape.model_json_schema(mode="validation", schema_generator=_Untitled))
    fields: dict[str, Schema] = entry["properties"]
    required: list[str] = entry.get("required", [])
    own = {_PUBLISHED_AS.get((kind, name), name): fields[name] for name in fields if name not in _OURS}
    before, after = _place(kind), {"related": refs(_RELATED), **_pointing(shape), "proof": {"$ref": "proof.json"}}
    named = [_PUBLISHED_AS.get((kind, name), name) for name in required if name not in _OURS]
    return {
        "title": shape.__name__,
        "description": f"An entry of {kind} in full. What is not there has its default: {_DEFAULTS}",
        **closed({**before, **own, **after}, required=[*before, *named, *after]),
        "$defs": entry.get("$defs", {}),
    }


_DEFAULTS = "an empty list or map, false, or unknown, unless `default` says another."
_RELATED = "Entries a reader would want next: those it names, then those that name it."
_OURS = frozenset({"name", "aliases", "related"})
"""Fields that the API gives in a form or in a place of its own."""
_PUBLISHED_AS = {("links", "url"): "address"}
"""`url` is the place of every entry on the site."""


class _Untitled(GenerateJsonSchema):
    """Properties without titles, which would only repeat their names."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic calls it so
        return False


def _place(kind: str) -> dict[str, Schema]:
    return {
        "ref": {"type": "string", "pattern": rf"^{kind}/{ID}$", "description": "Its address in the base: `kind/id`."},
        "kind": {"const": kind},
        "id": {"type": "string", "pattern": rf"^{ID}$", "description": "Its key in its kind, its anchor on its page."},
        "page": {"type": "string", "description": "The page it stands on, without ending: `formulas/fine-tuning`."},
        "url": URL,
        "name": texts("What it is called."),
        "aliases": by_language(WORDS, "Other names it answers to."),
    }


def _pointing(shape: type[Entry]) -> dict[str, Schema]:
    """What the index adds to the fields of an entry."""
    if issubclass(shape, Link):
        return {"cited_by": refs("Entries that have it among their sources.")}
    if issubclass(shape, Term):
        return {"narrower": refs("Terms of which it is the broader one.")}
    if issubclass(shape, Computable):
        code = "Its executable example as a reader would paste it; null if it has none."
        return {
            "used_by": refs("Formulas and metrics that use it as a function."),
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
    return _with_options(schema, [option for option in options if "patternProperties" in option or option == NULL])


def _not_null(field: Schema) -> Schema:
    """A field that is left out where it is null."""
    options = field.get("anyOf", [])
    if NULL not in options:
        return field
    rest = {key: value for key, value in field.items() if key != "default"}
    return _with_options(rest, [option for option in options if option != NULL])


def _with_options(schema: Schema, options: list[Schema]) -> Schema:
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return {**options[0], **rest} if len(options) == 1 else {"anyOf": options, **rest}
