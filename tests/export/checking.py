"""What an export is checked with: the schemas that it publishes itself."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from kbgen.export.schemas import FOLDER, schemas
from kbgen.schema import KINDS

SCHEMAS: dict[str, Any] = {
    path.removeprefix(f"{FOLDER}/").removesuffix(".json"): json.loads(text) for path, text in schemas().items()
}
_FILES = [(f"{name}.json", DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()]
_REGISTRY: Registry[Any] = Registry().with_resources(_FILES)


def mistakes(text: str, schema: str) -> list[str]:
    """What a schema finds wrong with a text."""
    errors = Draft202012Validator(SCHEMAS[schema], registry=_REGISTRY).iter_errors(json.loads(text))
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


def schema_of(path: str) -> str:
    """The schema that the file at `path` answers to."""
    folder, name = path.removeprefix("api/v1/").removesuffix(".json").rpartition("/")[::2]
    return folder or ("kind" if name in KINDS else name)
