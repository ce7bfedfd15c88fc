from __future__ import annotations

from typing import Any

import pytest

from kbgen.evaluate.limits import MOST_IN_ALL, MOST_NUMBERS, InputError, check_limits


def wrong(**inputs: Any) -> str:
    with pytest.raises(InputError) as caught:
        check_limits(inputs)
    return str(caught.value)


def nested(depth: int) -> Any:
    value: Any = 1.0
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value", [1, -2.5, True, "word", [], [[1, 2], [3, 4]], ["a", "b"], [1.0] * MOST_NUMBERS, nested(8)]
)
def test_numbers_texts_and_lists_of_them_pass(value: Any) -> None:
    check_limits({"x": value})


def test_a_million_numbers_are_refused_with_the_limits() -> None:
    text = wrong(x=[0.0] * 1_000_000)
    assert text.startswith("x holds more than 10,000 numbers; at most 10,000 numbers in an input, 100,000 in all")


def test_many_inputs_together_are_refused() -> None:
    count = MOST_IN_ALL // MOST_NUMBERS + 1
    text = wrong(**{f"x{number}": [0.0] * MOST_NUMBERS for number in range(count)})
    assert text.startswith("the inputs hold more than 100,000 numbers; at most")


def test_lists_a_hundred_deep_are_refused() -> None:
    assert wrong(x=nested(100)).startswith("x has lists more than 8 deep; ")


def test_lists_too_deep_for_recursion_are_refused() -> None:
    assert wrong(x=nested(100_000)).startswith("x has lists more than 8 deep; ")


def test_a_long_text_is_refused() -> None:
    assert wrong(x=["a", "b" * 1001]).startswith("x holds a text of 1,001 characters; ")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_is_refused(number: float) -> None:
    assert wrong(x=[1.0, number]) == f"x holds {number}; give finite numbers"


def test_a_number_of_many_thousand_digits_is_refused_without_being_written_out() -> None:
    assert wrong(x=10**10_000) == "x holds a number beyond float64; give it in larger units"


@pytest.mark.parametrize(("value", "what"), [(None, "nothing (null)"), ({"a": 1}, "a map"), ({1, 2}, "set")])
def test_what_is_no_data_for_a_formula_is_refused(value: Any, what: str) -> None:
    assert wrong(x=value) == f"x holds {what}; give numbers, texts or lists of them"


def test_a_hundred_inputs_are_read_and_no_more() -> None:
    assert wrong(**{f"x{number}": 1 for number in range(101)}) == "101 inputs; at most 100 are read"


def test_everything_wrong_is_told_at_once_and_foreign_names_are_kept_short() -> None:
    first, second = wrong(**{"a\n" * 100: None, "y": float("nan")}).splitlines()
    assert first.startswith("a a a ")
    assert len(first) < 120
    assert second == "y holds nan; give finite numbers"
