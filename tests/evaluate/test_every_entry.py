"""Every proven entry of the base, on points drawn from its declared domains and given as an agent would give them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kbgen.content import load
from kbgen.evaluate.compute import Base
from kbgen.fingerprint import Fingerprints
from kbgen.records.proofs import Records
from kbgen.schema import Computable
from kbgen.verify.points import Sampler, arguments, seed_of
from tests.conftest import ROOT

CONTENT = load(ROOT / "content")
RECORDS, HASHES = Records.read(CONTENT.root), Fingerprints(CONTENT)
PROVEN = [
    ref
    for ref, entry in CONTENT.entries.items()
    if isinstance(entry, Computable) and RECORDS.proof_of(ref, entry, HASHES).standing in ("checked", "cross-checked")
]


@pytest.fixture(scope="module")
def base() -> Base:
    return Base(ROOT / "content")


def as_json(value: Any) -> Any:
    """A drawn value as JSON has it."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


@pytest.mark.parametrize("ref", PROVEN)
def test_it_computes_what_its_formula_prints(base: Base, ref: str) -> None:
    formula = base.formulas[ref]
    sampler = Sampler(formula, seed_of(ref) + 7)
    points = [point for point in (sampler.draw() for _ in range(200)) if point is not None][:10]
    assert points
    agreed = 0
    for point in points:
        given = {name: as_json(value) for name, value in arguments(formula.entry, point).items()}
        found = base.evaluate(ref, given)
        assert found.edge_case is not None or found.values is not None
        agreed += found.agreement is not None
    assert agreed
