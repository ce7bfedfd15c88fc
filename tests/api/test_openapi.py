from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kbgen.api.routes import ROUTES
from kbgen.index.index import Index
from tests.api.conftest import Ask
from tests.api.serving import started


@pytest.fixture(scope="session")
def document(ask_whole: Ask) -> dict[str, Any]:
    """The OpenAPI document over the real content."""
    found: dict[str, Any] = ask_whole("/openapi.json").json()
    return found


def walk(node: Any) -> Iterator[dict[str, Any]]:
    """Every object in the document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(child)


def resolved(document: dict[str, Any], reference: str) -> Any:
    """What a reference into the document points at."""
    node: Any = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def test_every_address_is_described_for_reading_and_nothing_else(document: dict[str, Any]) -> None:
    assert {path: list(item) for path, item in document["paths"].items()} == {route.path: ["get"] for route in ROUTES}


def test_every_reference_leads_somewhere_in_the_document(document: dict[str, Any]) -> None:
    references = [node["$ref"] for node in walk(document) if isinstance(node.get("$ref"), str)]
    assert len(references) > 100
    assert all(resolved(document, reference) for reference in references)


def test_every_operation_has_a_name_a_summary_and_words(document: dict[str, Any]) -> None:
    operations = [item["get"] for item in document["paths"].values()]
    assert len({operation["operationId"] for operation in operations}) == len(ROUTES)
    assert all(operation["summary"] and operation["description"] for operation in operations)
    assert all(answer["description"] for operation in operations for answer in operation["responses"].values())


def test_every_parameter_has_a_schema_words_and_an_example(document: dict[str, Any]) -> None:
    for parameter in document["components"]["parameters"].values():
        assert parameter["description"]
        jsonschema.validate(parameter["example"], parameter["schema"])


def test_every_example_of_an_answer_fits_its_schema(document: dict[str, Any]) -> None:
    examples = document["components"]["examples"]
    assert set(examples) == {"answer", "search", "bad-parameters", "nothing-found"}
    for name, example in examples.items():
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(example["value"])


def test_nothing_is_described_as_fastapi_would_refuse_it(document: dict[str, Any]) -> None:
    assert "422" not in json.dumps(document["paths"])
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_kinds_and_languages_are_those_of_the_base(ask: Ask) -> None:
    parameters = ask("/openapi.json").json()["components"]["parameters"]
    assert parameters["kind"]["schema"]["enum"] == ["glossary", "formulas", "links"]
    assert parameters["lang"]["schema"]["enum"] == ["fr", "en"]


def test_the_document_is_in_english_about_the_base(ask: Ask) -> None:
    assert ask("/openapi.json").json()["info"]["title"] == "Base"


def test_schemathesis_finds_no_5xx_no_undocumented_status_and_no_answer_that_does_not_fit(
    whole: Index, tmp_path: Path
) -> None:
    with started(whole.path) as (address, _):
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json"]
        bounds = ["--seed", "20261124", "--max-examples", "60", "--generation-database", "none", "--no-color"]
        done = subprocess.run(
            [*command, *bounds], cwd=tmp_path, env={**os.environ, "COLUMNS": "200"}, capture_output=True, text=True
        )
    assert done.returncode == 0, done.stdout
    assert "No issues found" in done.stdout
