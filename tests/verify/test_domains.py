from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kbgen.errors import KbgenError
from kbgen.verify import domains
from kbgen.verify.domains import contains, draw, draw_simple

KNOWN = {"n": 5, "low": 2.0}


def many(domain: str, *shape: int, count: int = 300, drawer: Any = draw) -> list[Any]:
    random = np.random.default_rng(0)
    return [drawer(domain, shape, KNOWN, random) for _ in range(count)]


@pytest.mark.parametrize(
    "domain",
    ["real", "nonneg", "[0, 1]", "(0, 1)", "[low, n)", "integer [1, n]", "integer (0, 3)", "log [1e6, 1e12]", "simplex",
     "simplex with a zero", "onehot", "permutation"],
)  # fmt: skip
def test_what_is_drawn_is_in_the_domain(domain: str) -> None:
    for drawer in (draw, draw_simple):
        assert all(contains(domain, value, KNOWN) for value in many(domain, 4, drawer=drawer))


@pytest.mark.parametrize("domain", ["simplex rows", "onehot rows", "unit rows"])
def test_rows_are_drawn_one_by_one(domain: str) -> None:
    for drawer in (draw, draw_simple):
        assert all(
            value.shape == (3, 4) and contains(domain, value, KNOWN) for value in many(domain, 3, 4, drawer=drawer)
        )


def test_a_closed_end_is_met_and_an_open_one_is_not() -> None:
    closed, half = many("[0, 1]"), many("[0, 1)")
    assert {0.0, 1.0} <= set(closed)
    assert 0.0 in half
    assert 1.0 not in half
    assert all(0 < value < 1 for value in many("(0, 1)"))
    assert {1, 2, 3, 4} == set(many("integer (0, n)"))


def test_numbers_come_without_shape_and_arrays_with_it() -> None:
    assert all(isinstance(value, float) for value in many("real"))
    assert all(isinstance(value, int) for value in many("integer [1, 3]"))
    assert all(value.shape == (2, 3) for value in many("real", 2, 3))


def test_reals_have_ties_zeros_constants_and_tiny_values() -> None:
    values = many("real", 4)
    assert any((value == 0).all() for value in values)
    assert any((value == value[0]).all() and value[0] for value in values)
    assert any(len(set(value)) < 4 and len(set(value)) > 1 for value in values)
    assert any((np.abs(value) < 0.1).all() and value.all() for value in values)


def test_integers_have_ties() -> None:
    assert any((value == value[0]).all() for value in many("integer [1, 1000]", 6))


def test_a_simplex_with_a_zero_has_zeros_and_the_plain_one_has_none() -> None:
    assert any((value == 0).any() for value in many("simplex with a zero", 3))
    assert all((value > 0).all() for value in many("simplex", 3))


def test_few_words_so_that_sequences_match() -> None:
    assert {word for value in many("tokens", 5) for word in value} == set(domains.WORDS)
    assert any(len(set(value)) == 1 for value in many("tokens", 5))
    assert all(len(value) == len(set(value)) for value in many("set of tokens"))
    assert any(len(value) > len(set(value)) for value in many("multiset of tokens"))


def test_simple_values_are_what_a_person_tries_first() -> None:
    assert set(many("real", drawer=draw_simple)) <= {0.0, 1.0, -1.0, 2.0}
    assert set(many("(0, 1)", drawer=draw_simple)) == {0.5, 0.25, 0.75}
    assert set(many("integer [1, 1000]", drawer=draw_simple)) == {1, 2, 3, 4}
    assert all(value in (1e6, 1e7, 1e8) for value in many("log [1e6, 1e8]", drawer=draw_simple))


@pytest.mark.parametrize("domain", ["integer [n, 3]", "[n, 3]", "(n, 3)", "log [n, 3]"])
def test_an_interval_that_ends_before_it_begins_has_no_value(domain: str) -> None:
    with pytest.raises(domains.NoValueError, match="no value between n and 3"):
        many(domain)
    with pytest.raises(domains.NoValueError):
        many(domain, drawer=draw_simple)


@pytest.mark.parametrize("domain", ["simplex", "onehot", "simplex rows", "unit rows"])
def test_a_simplex_without_components_has_no_value(domain: str) -> None:
    with pytest.raises(domains.NoValueError, match="without components"):
        many(domain, *((2, 0) if "rows" in domain else (0,)))


@pytest.mark.parametrize("domain", ["reals", "[0, 1", "integer", "real [0, 1]", ""])
def test_what_is_no_domain_is_refused(domain: str) -> None:
    with pytest.raises(KbgenError, match="is no domain; use an interval"):
        domains.parse(domain)


def test_an_unknown_bound_is_refused() -> None:
    with pytest.raises(KbgenError, match="the bound 'm' is no number, size or earlier variable"):
        many("[0, m]")


@pytest.mark.parametrize(
    ("domain", "value"),
    [
        ("nonneg", -1e-3), ("real", np.inf), ("[0, 1]", 1.001), ("integer [0, 3]", 1.5), ("simplex", np.array([0.5, 0.4])),
        ("simplex rows", np.array([[1.0, 0.0], [0.5, 0.6]])), ("onehot", np.array([0.5, 0.5])),
        ("unit rows", np.array([[1.0, 1.0]])), ("permutation", np.array([1, 1, 3])), ("[low, n]", 1.5),
    ],
)  # fmt: skip
def test_what_is_outside_is_told(domain: str, value: Any) -> None:
    assert not contains(domain, value, KNOWN)


def test_which_domains_are_whole_and_which_are_real() -> None:
    assert [domains.is_integer(name) for name in ("integer [1, 2]", "real", "tokens")] == [True, False, False]
    assert [domains.is_real(name) for name in ("real", "onehot", "integer [1, 2]", "tokens", "permutation")] == [
        True, True, False, False, False,
    ]  # fmt: skip
