"""The pieces that schemas are made of."""

from __future__ import annotations

from typing import Any

from kbgen.schema import KINDS, Ref
from kbgen.schema.text import LANGUAGE

Schema = dict[str, Any]

NULL: Schema = {"type": "null"}
WORDS: Schema = {"type": "array", "items": {"type": "string"}}
REF: Schema = {"type": "string", "pattern": Ref.pattern()}
KIND: Schema = {"enum": list(KINDS)}
CODE: Schema = {"type": "string", "pattern": LANGUAGE}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
FILE: Schema = {"type": "string", "format": "uri-reference"}


def closed(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    """An object with these properties, all of them required unless it is said which."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
    }


def by_language(values: Schema, description: str) -> Schema:
    """A map by language."""
    return {
        "type": "object",
        "patternProperties": {LANGUAGE: values},
        "additionalProperties": False,
        "description": description,
    }


def texts(description: str) -> Schema:
    """A text by language."""
    return by_language({"type": "string"}, f"{description} By language.")


def array(items: Schema, description: str) -> Schema:
    """A list of `items`."""
    return {"type": "array", "items": items, "description": description}


def refs(description: str) -> Schema:
    """A list of refs."""
    return array(REF, description)


def nullable(schema: Schema, description: str) -> Schema:
    """What `schema` says, or null."""
    return {"anyOf": [schema, NULL], "description": description}


URL = by_language(
    {"type": "string", "format": "uri-reference"},
    "Where it stands on the site, by language: absolute, or relative to the root of the site where none is set.",
)
