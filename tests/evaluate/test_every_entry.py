"""Every proven entry of the base, on points drawn from its declared domains and given as an agent would give them."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest

from kbgen.content import load
from kbgen.errors import KbgenError
from kbgen.evaluate.compute import Base
from kbgen.evaluate.limits import check_limits
from kbgen.fingerprint import Fingerprints
from kbgen.records.proofs import Records
from kbgen.schema import Computable
from kbgen.schema.formula import Variable
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


NUMBERS = (0, 1, -1, 0.5, 2, 700, -700, 1e-300, 5e-324, 1e308, -1e308, 10**20, 2**53, True, False)


def extreme(variable: Variable, chance: random.Random, sizes: dict[str, int]) -> Any:
    """A value of the declared shape, or nearly, of numbers that overflow, vanish or mean nothing."""

    def filled(shape: tuple[str, ...]) -> Any:
        if not shape:
            return chance.choice("abc") if "tokens" in variable.domain else chance.choice(NUMBERS)
        size = sizes.setdefault(shape[0], chance.randint(0, 3))
        return [filled(shape[1:]) for _ in range(size)]

    value = filled(variable.shape)
    return value if chance.random() < 0.97 else chance.choice(["", [], [[]], [value, value], "nan", [1, [2]]])


@pytest.mark.parametrize("ref", PROVEN)
def test_whatever_is_given_the_answer_is_a_result_in_json_or_a_refusal(base: Base, ref: str) -> None:
    chance = random.Random(ref)
    variables = base.formulas[ref].entry.variables
    for _ in range(60):
        sizes: dict[str, int] = {}
        given = {one.py or one.symbol: extreme(one, chance, sizes) for one in variables if chance.random() < 0.98}
        try:
            check_limits(given)
            found = base.evaluate(ref, given)
        except KbgenError:
            continue
        json.dumps(found.document(), allow_nan=False)
