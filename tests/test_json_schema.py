from __future__ import annotations

import json

import pytest
import yaml
from jsonschema import Draft202012Validator

from kbgen.json_schema import json_schemas
from kbgen.schema import KINDS
from tests.conftest import FORMULAS, GLOSSARY, KB, LINKS

SCHEMAS = {name: json.loads(text) for name, text in json_schemas().items()}


def faults(name: str, text: str) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMAS[name]).iter_errors(yaml.safe_load(text))]


def test_there_is_one_schema_per_kind_and_one_for_the_manifest() -> None:
    assert set(SCHEMAS) == {f"{kind}.json" for kind in KINDS} | {"kb.json"}
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize(
    ("name", "text"), [("formulas.json", FORMULAS), ("glossary.json", GLOSSARY), ("links.json", LINKS), ("kb.json", KB)]
)
def test_an_editor_accepts_what_the_loader_accepts(name: str, text: str) -> None:
    assert faults(name, text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("glossary.json", GLOSSARY.replace("definition:", "definiton:")),
        ("glossary.json", GLOSSARY.replace("rope:", "RoPE:", 1)),
        ("formulas.json", FORMULAS.replace("links/roformer", "glossary/rope")),
        ("links.json", LINKS.replace("what: paper", "what: song")),
        ("kb.json", KB.replace("licence:", "license:")),
    ],
)
def test_an_editor_underlines_what_the_loader_refuses(name: str, text: str) -> None:
    assert faults(name, text)


def test_every_field_has_help_for_editors() -> None:
    for schema in SCHEMAS.values():
        for title, shape in schema.get("$defs", {}).items():
            for field, description in shape.get("properties", {}).items():
                assert "description" in description or "$ref" in description, f"{title}.{field}"
