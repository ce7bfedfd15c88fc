"""The published schemas: valid themselves, closed, and no looser than what is given."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kbgen.api.problems import BadParameters, NothingFound
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.schema import KINDS
from tests.export.checking import SCHEMAS, mistakes
from tests.export.conftest import Made

RENAMED = {("links", "url"): "address"}
"""Of links, `url` is the place on the site, as of all entries."""


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_a_kind_is_in_its_schema(kind: str) -> None:
    fields = {RENAMED.get((kind, name), name) for name in KINDS[kind].model_fields}
    assert fields <= set(SCHEMAS[kind]["properties"])


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_is_optional_is_left_out_rather_than_null(kind: str) -> None:
    shapes = [SCHEMAS[kind], *SCHEMAS[kind]["$defs"].values()]
    nullable = [
        name
        for shape in shapes
        for name, field in shape["properties"].items()
        if {"type": "null"} in field.get("anyOf", []) and name not in shape["required"]
    ]
    assert nullable == []


def test_a_name_is_a_map_by_language_everywhere() -> None:
    found = [
        options
        for schema in SCHEMAS.values()
        for options in _any_of(schema)
        if {"type": "string"} in options and any("patternProperties" in option for option in options)
    ]
    assert found == []


def test_a_document_with_a_field_too_many_is_noticed(made: Made) -> None:
    document = json.loads(made().document("glossary/rope"))
    assert mistakes(json.dumps(document), "glossary") == []
    assert "$: Additional properties are not allowed" in mistakes(json.dumps({**document, "more": 1}), "glossary")[0]


@pytest.mark.parametrize("query", ["rope", "atention", "\\pi_{ref}", "1706.03762", "les embeddings", "variance"])
def test_an_answer_is_as_its_schema_says(whole: Index, query: str) -> None:
    assert mistakes(answer_json(whole, whole.lookup(query)), "answer") == []


@pytest.mark.parametrize("kind", [None, "formulas"])
@pytest.mark.parametrize("language", [None, "fr"])
def test_hits_are_as_their_schema_says(whole: Index, kind: str | None, language: str | None) -> None:
    hits = whole.search("gradient", kind=kind, language=language)
    assert hits
    assert mistakes(hits_json(whole, "gradient", hits, kind, language), "search") == []


def test_problems_are_as_their_schema_says() -> None:
    for problem in (NothingFound("nothing is called 'x'", ("y",)), BadParameters({"q": "q is missing"})):
        assert mistakes(problem.body(), "problem") == []


def _any_of(schema: Any) -> list[list[Any]]:
    """Every list of alternatives in a schema."""
    if isinstance(schema, list):
        return [found for item in schema for found in _any_of(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema["anyOf"]] if isinstance(schema.get("anyOf"), list) else []
    return own + [found for value in schema.values() for found in _any_of(value)]
