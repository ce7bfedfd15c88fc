"""Wrong formulas, examples, numbers and units: each is caught, by the check that is there for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.content import Content
from kbgen.report import Result
from tests.faults.corpus import FAULTS
from tests.faults.fault import Fault, lines_of, outcome_of, planted, swapped

CHECKS = {
    "reader", "points", "outputs", "chain", "example", "sequences", "dtypes", "mutants", "symbolic", "oracle",
    "claims", "proof", "units", "variants", "derived", "exemption", "clock",
}  # fmt: skip
"""All that can catch a fault."""

pytestmark = pytest.mark.usefixtures("collector_off")

ContentOf = Callable[[str], Content]
Keep = Callable[[Fault, Result], None]


@pytest.mark.parametrize("ref", dict.fromkeys(fault.ref for fault in FAULTS))
def test_without_a_fault_nothing_is_caught(ref: str, content_of: ContentOf) -> None:
    assert [str(result) for result in outcome_of(content_of(ref), ref).results] == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_caught(fault: Fault, content_of: ContentOf, tmp_path: Path, caught: Keep) -> None:
    content = content_of(fault.ref)
    outcome = outcome_of(planted(content, fault, tmp_path), fault.ref, fault.seconds)
    found = dict(zip(reversed(outcome.caught_by), reversed(outcome.results), strict=True))  # the first of each
    assert fault.caught_by in found, [str(result) for result in outcome.results]
    if fault.is_believed:
        assert not found.keys() & {"example", "reader"}, "the example does not make the same mistake"
    elif fault.latex:
        assert found[fault.caught_by].where in lines_of(content, fault)
    caught(fault, found[fault.caught_by])


def test_a_published_number_that_is_not_the_formulas_proves_nothing(content_of: ContentOf) -> None:
    ref = "formulas/rotary-score"  # its claim, with a source, is about m - n
    assert outcome_of(content_of(ref), ref).record["state"] == "checked"


def test_every_check_is_the_one_for_some_fault() -> None:
    assert {fault.caught_by for fault in FAULTS} == CHECKS


def test_a_fault_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


@pytest.mark.parametrize(
    ("swaps", "what"),
    [
        ({"c": "x"}, "'c' occurs 0 times in here"),
        ({"a": "x"}, "'a' occurs 2 times in here"),
        ({"b": "b"}, "'b' is replaced by itself in here"),
    ],
)
def test_a_fault_that_changes_nothing_is_an_error(swaps: dict[str, str], what: str) -> None:
    with pytest.raises(ValueError, match=re.escape(what)):
        swapped("a b a", swaps, "here")


def test_replacements_are_made_at_once() -> None:
    assert swapped("a b", {"a": "b", "b": "a"}, "here") == "b a"
