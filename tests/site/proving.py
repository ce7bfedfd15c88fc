"""Records as a run would leave them, for content on which no run was made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kbgen.content import load
from kbgen.fingerprint import Fingerprints
from kbgen.records.proofs import Records

CROSS_CHECKED: dict[str, Any] = {
    "state": "cross-checked",
    "seed": 7,
    "points": 69,
    "edges": 1,
    "witnesses": {
        "example": {"points": 69, "error": 6.2e-16},
        "sequences": {"sequences": 64, "steps": 20, "error": 4.3e-14},
        "oracle": {
            "library": "torch",
            "function": "torch.sigmoid",
            "version": "2.13.0+cpu",
            "points": 64,
            "error": 4.5e-15,
        },
        "symbolic": {"points": 3, "derivatives": 8, "error": 0.0},
        "published": {"numbers": 2},
    },
    "mutants": {"told_apart": 12, "by_error": 3, "equivalent": 0},
    "errors": {"float64": 0.0, "float32": 2.8e-07, "float16": 0.00075, "bfloat16": 0.013},
    "claims": 1,
    "proofs": 1,
    "units": True,
}


def prove(content: Path, ref: str, record: dict[str, Any], kind: str = "cpu", *, date: str = "2026-11-24") -> Path:
    """Add the record of a run on the entry as it is now; the content folder."""
    records = Records.read(content)
    common = {"content": Fingerprints(load(content))[ref], "date": date, "device": "", "failed": []}
    versions = {"kbgen": "0.1.0", "torch": "2.13.0+cpu"}
    records.put(ref, kind, {**common, "versions": versions, **record})
    records.write(content)
    return content
