"""The schemas of everything that the API gives but entries in full."""

from __future__ import annotations

from kbgen.export.schemas.shapes import (
    CODE,
    DAY,
    FILE,
    KIND,
    REF,
    URL,
    Schema,
    array,
    by_language,
    closed,
    nullable,
    texts,
)
from kbgen.index.reading import FORM, HOW
from kbgen.proven import STANDINGS
from kbgen.records.links import Alive, Document
from kbgen.schema import KINDS


def _match(how: dict[str, Schema]) -> Schema:
    """A brief with something before it that says how the entry was found."""
    return closed({**how, **_BRIEF})


_DOCUMENT: Schema = {"anyOf": [{"$ref": f"{kind}.json"} for kind in KINDS]}

_PROOF: Schema = {
    "title": "Proof",
    "description": "How far an entry is proven. Nothing is called checked that was not.",
    **closed(
        {
            "state": {"enum": list(STANDINGS), "description": "How it stands; the site explains each on states.html."},
            "date": nullable(DAY, "Of the newest run that fits the entry as it is, else of the newest."),
            "devices": array(
                closed(
                    {
                        "kind": {"type": "string", "description": "`cpu`, `cuda`, …"},
                        "name": {"type": "string", "description": "What the maker calls it; empty for a CPU."},
                        "date": DAY,
                        "stale": {"type": "boolean", "description": "Whether the entry has changed since this run."},
                    }
                ),
                "Where it ran; empty for links and for what no program can check.",
            ),
            "stale": {"type": "boolean", "description": "Whether the entry has changed since every run."},
            "disputed": nullable({"type": "string"}, "What a check says against it."),
            "alive": nullable({"enum": [value.value for value in Alive]}, "Of a link: whether its address answers."),
            "document": nullable(
                {"enum": [value.value for value in Document]}, "Of a link: whether the right document is there."
            ),
        },
        required=["state", "date", "devices", "stale", "disputed"],
    ),
}

_BRIEF: dict[str, Schema] = {
    "ref": REF,
    "kind": KIND,
    "name": texts("What it is called."),
    "url": URL,
    "summary": nullable(texts("What it is, in Markdown."), "The summary, else the definition, if it has one."),
    "proof": {"$ref": "proof.json"},
}

_QUERY: Schema = {"type": "string", "description": "What was asked, as it was asked."}

RESPONSES: dict[str, Schema] = {
    "proof": _PROOF,
    "brief": {"title": "Brief", "description": "An entry as a list shows it.", **closed(_BRIEF)},
    "index": {
        "title": "Index",
        "description": "What there is. Addresses are relative to this file.",
        **closed(
            {
                "api": {"const": "v1"},
                "version": {"type": "string", "description": "Of the shapes: 1.1 has everything that 1.0 has."},
                "kbgen": {"type": "string", "description": "The version of the program."},
                "stamp": {"type": "string", "description": "Changes when anything of the content does."},
                "title": texts("Of the knowledge base."),
                "description": texts("Of the knowledge base, in one sentence."),
                "languages": array(CODE, "Languages of the content, the default one first."),
                "licence": {"type": "string", "description": "Of the content (SPDX)."},
                "count": {"type": "integer", "minimum": 0, "description": "Entries in all."},
                "kinds": array(
                    closed(
                        {
                            "kind": KIND,
                            "count": {"type": "integer", "minimum": 1},
                            "entries": FILE,
                            "schema": FILE,
                        }
                    ),
                    "Kinds in order; the order breaks ties.",
                ),
                "entry": {"const": "{kind}/{id}.json", "description": "Where an entry is: a URI template."},
                "all": FILE,
                "names": {"const": "names/{shard}.json", "description": "Where names are: a URI template."},
                "shards": array({"type": "string"}, "Every shard that there is."),
                "schemas": {"type": "object", "additionalProperties": FILE, "description": "Every schema by name."},
                "documentation": by_language(FILE, "Where this API is described."),
                "promise": {"type": "string", "description": "What stays as it is."},
            }
        ),
    },
    "kind": {
        "title": "Kind",
        "description": "The entries of one kind in brief, in the order of the content.",
        **closed({"kind": KIND, "count": {"type": "integer"}, "entries": array({"$ref": "brief.json"}, "All.")}),
    },
    "all": {
        "title": "All",
        "description": "Every entry in full.",
        **closed({"entries": array(_DOCUMENT, "By kind, then in the order of the content.")}),
    },
    "names": {
        "title": "Names",
        "description": "The names whose first two characters are the same, normalised, and what is called so.",
        **closed(
            {
                "shard": {"type": "string"},
                "names": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "array",
                            "prefixItems": [REF, {"enum": list(HOW[: FORM + 1])}],
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
        **closed(
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
        **closed(
            {
                "query": _QUERY,
                "kind": nullable(KIND, "The kind that was searched; null: all."),
                "language": nullable(CODE, "The language that was searched; null: all."),
                "hits": array(
                    _match(
                        {
                            "language": CODE,
                            "extract": {"type": "string", "description": "Words around what was found, unmarked."},
                            "marks": array(
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
            "type": FILE,
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What is wrong, and what to do."},
            "suggestions": {"type": "array", "items": {"type": "string"}, "description": "Names that look like it."},
        },
        "required": ["type", "title", "status", "detail"],
    },
}
