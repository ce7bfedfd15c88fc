from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kbgen.evaluate import meaning

KNOWN = {"n": 5, "T": 40}


def wrong(domain: str, value: Any, *, has_unit: bool = False) -> str:
    return meaning.wrong_with(domain, np.asarray(value, dtype=float), KNOWN, has_unit=has_unit)


@pytest.mark.parametrize(
    ("domain", "value", "has_unit"),
    [
        ("real", [-1e300, 0], False),
        ("nonneg", [0, 2], False),
        ("integer [1, n]", [1, 5], False),
        ("(0, 1)", [0.5, 1], False),
        ("(0.01, 0.1)", 1e-8, False),  # the ε of Adam
        ("(0.1, 0.9)", 0.999, False),  # its β
        ("(-4, 4)", -10, False),
        ("(0.5, 2)", -1, False),  # the upper bound of a clip
        ("[0, 1]", 17.5, True),  # seconds
        ("integer [0, 3]", 10, False),  # grades
        ("log [1e6, 1e12]", 1e14, False),
        ("simplex", [0.25, 0.75], False),
        ("simplex with a zero", [[0.25, 0.25], [0, 0.5]], False),  # a joint law sums to 1 as a whole
        ("simplex rows", [[0.25, 0.75], [1, 0]], False),
        ("onehot", [0, 1, 0], False),
        ("onehot rows", [[0, 1], [1, 0]], False),
        ("unit rows", [[0.6, 0.8], [1, 0]], False),
        ("permutation", [3, 1, 2], False),
    ],
)
def test_what_has_a_meaning_may_be_computed_with(domain: str, value: Any, has_unit: bool) -> None:
    assert wrong(domain, value, has_unit=has_unit) == ""


@pytest.mark.parametrize(
    ("domain", "value", "said"),
    [
        ("nonneg", [1, -0.5], "holds -0.5; its domain is 'nonneg', no number below 0"),
        ("integer [1, n]", 6, "is 6; its domain is integer [1, n], where n is 5"),
        ("integer [1, n]", 2.5, "is 2.5; its domain is integer [1, n], where n is 5"),
        ("integer [0, 1]", [0, 2], "holds 2; its domain is integer [0, 1]"),
        ("integer [1, 40]", 0, "is 0; its domain is integer [1, 40]"),
        ("(0, 1)", 1.5, "is 1.5; its domain is (0, 1)"),
        ("(0.05, 1)", [0.5, -0.2], "holds -0.2; its domain is (0.05, 1)"),  # a probability
        ("log [1e6, 1e12]", -5, "is -5; its domain is log [1e6, 1e12]"),
        ("simplex", [0.5, 0.6], "sums to 1.1; its domain is 'simplex', probabilities that sum to 1; divide by the sum"),
        ("simplex", [1.5, -0.5], "holds -0.5; its domain is 'simplex', "),
        ("simplex rows", [[1, 0], [0.5, 0.6]], "in row 2 sums to 1.1; its domain is 'simplex rows', "),
        ("onehot", [0.5, 0.5], "holds 0.5; its domain is 'onehot', a 1 among zeros"),
        ("onehot", [1, 1], "has 2 ones; its domain is 'onehot', "),
        ("onehot rows", [[0, 1], [1, 1]], "in row 2 has as sum 2; "),
        ("unit rows", [[1, 1]], "in row 1 has norm 1.414213562; its domain is 'unit rows', rows of norm 1; "),
        ("permutation", [1, 1, 2], "is [1.0, 1.0, 2.0]; its domain is 'permutation', each of 1, 2, … once"),
    ],
)
def test_what_has_none_is_refused_with_its_domain(domain: str, value: Any, said: str) -> None:
    assert wrong(domain, value).startswith(said)


def test_the_sign_of_what_has_a_unit_has_a_meaning() -> None:
    assert wrong("[1, 3]", -1, has_unit=True) == "is -1; its domain is [1, 3]"


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("real", "real"),
        ("(-4, 4)", "real"),
        ("(0.1, 0.9)", "real"),
        ("(0, 1)", "[0, 1]"),
        ("integer [1, H]", "integer [1, H]"),
        ("integer [1, 40]", "integer [1, ∞)"),
        ("log [10, 1e5]", "[0, ∞)"),
        ("simplex rows", "simplex rows"),
    ],
)
def test_a_signature_names_only_ends_that_have_a_meaning(domain: str, words: str) -> None:
    assert meaning.in_words(domain, has_unit=False) == words


def test_what_lies_beyond_the_drawn_points_is_known() -> None:
    assert meaning.is_outside("(0.01, 0.1)", np.asarray(1e-8), {})
    assert not meaning.is_outside("(0.01, 0.1)", np.asarray(0.05), {})
    assert not meaning.is_outside("real", np.asarray(1e9), {})
