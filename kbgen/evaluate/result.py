"""The JSON Schema of a result, for those who ask without loading what computes it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_TEXTS: Json = {"type": "object", "additionalProperties": {"type": "string"}}
_OUTPUT: Json = {
    "type": "object",
    "properties": {
        "value": {
            "anyOf": [{"type": ["number", "null"]}, {"type": "array"}],
            "description": "A number, or nested lists of them. What is no number is null: see not_finite.",
        },
        "shape": {"type": "array", "items": {"type": "integer"}, "description": "Empty for a single number."},
        "not_finite": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "at": {"type": "array", "items": {"type": "integer"}, "description": "Indices from 0."},
                    "is": {"enum": ["infinity", "-infinity", "undefined"]},
                },
                "required": ["at", "is"],
            },
            "description": "What each null stands for; the first hundred.",
        },
        "unit": {"type": "string"},
        "meaning": {**_TEXTS, "description": "What it is, by language."},
        "up_to_a_factor": {"type": "boolean", "description": "Given by ∝: only ratios of two results mean anything."},
    },
    "required": ["value", "shape"],
}

PROPERTIES: Json = {
    "outputs": {
        "type": "object",
        "additionalProperties": _OUTPUT,
        "description": "By symbol, as the formula prints it, in its order.",
    },
    "dtype": {"const": "float64", "description": "The precision of the computation."},
    "edge_case": {
        "anyOf": [
            {
                "type": "object",
                "properties": {
                    "when": {"type": ["string", "null"], "description": "The condition that holds here."},
                    "value": {"type": "string", "description": "The value there, or undefined."},
                    "why": {**_TEXTS, "description": "Why this value, by language."},
                },
                "required": ["when", "value", "why"],
            },
            {"type": "null"},
        ],
        "description": "The declared edge case that decides here; null: none.",
    },
    "agrees_with_printed": {
        "type": ["boolean", "null"],
        "description": "true: the printed LaTeX, evaluated separately on these inputs, gives the same. null: it was not"
        " compared, notes say why. Where they differ nothing is returned.",
    },
    "difference": {"type": ["number", "null"], "description": "How far both are apart, relative to the result."},
    "notes": {"type": "array", "items": {"type": "string"}, "description": "What to know about this result."},
}
"""The members of `evaluation.Evaluation.document`, but for the ref."""
