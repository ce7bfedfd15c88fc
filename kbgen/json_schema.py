"""JSON Schemas of content files, for editors: one per kind and one for `kb.yml`, generated from the classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kbgen.errors import KbgenError
from kbgen.schema import KINDS, Entry, Manifest, Page
from kbgen.schema.ref import ID

FOLDER = ".schemas"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas() -> dict[str, str]:
    """File name → text of every schema."""
    schemas = {f"{kind}.json": _of_file(kind, shape) for kind, shape in KINDS.items()}
    schemas["kb.json"] = {"$schema": _DRAFT, **Manifest.model_json_schema(mode="validation")}
    return {name: json.dumps(schema, indent=1, ensure_ascii=False) + "\n" for name, schema in schemas.items()}


def write_json_schemas(content: Path) -> list[Path]:
    """Write every schema into `content/.schemas/`; the files. Raises `KbgenError` if that cannot be done."""
    folder = content / FOLDER
    if not content.is_dir():
        raise KbgenError(f"no content folder at {content}; run kbgen where content/ is, or pass --content DIR")
    try:
        folder.mkdir(exist_ok=True)
        for name, text in json_schemas().items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise KbgenError(f"cannot write {folder}: {error.strerror}; check its permissions") from None
    return sorted(folder.iterdir())


def _of_file(kind: str, shape: type[Entry]) -> dict[str, Any]:
    """The schema of a file of `kind`: the page's heading, then entries by id."""
    page, entry = (model.model_json_schema(mode="validation") for model in (Page, shape))
    definitions = {**page.pop("$defs", {}), **entry.pop("$defs", {}), "Page": page, shape.__name__: entry}
    return {
        "$schema": _DRAFT,
        "title": f"A content file of {kind}",
        "type": "object",
        "properties": {"page": {"$ref": "#/$defs/Page"}},
        "patternProperties": {rf"^(?!page$){ID}$": {"$ref": f"#/$defs/{shape.__name__}"}},
        "additionalProperties": False,
        "$defs": definitions,
    }
