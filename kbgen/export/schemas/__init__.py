"""JSON Schemas of what the API gives, from the classes that the content is read with: an index keeps them as text.

A file refers to another by its name (`{"$ref": "proof.json"}`): they lie in one folder, wherever the site is.
"""

from __future__ import annotations

import json

from kbgen.export.schemas.documents import document_schema
from kbgen.export.schemas.responses import RESPONSES
from kbgen.schema import KINDS

FOLDER = "api/v1/schemas"


def schemas() -> dict[str, str]:
    """Path → text of every schema."""
    every = {**{kind: document_schema(kind, shape) for kind, shape in KINDS.items()}, **RESPONSES}
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{FOLDER}/{name}.json": json.dumps(draft | schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in every.items()
    }
