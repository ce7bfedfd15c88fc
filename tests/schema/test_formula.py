from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from kbgen.schema import Claim, Formula, Variable

TEXT = {"fr": "x", "en": "y"}
VARIABLE = {"symbol": "x", "py": "x", "domain": "real", "meaning": TEXT}


def test_numbers_stay_as_they_were_written() -> None:
    assert Variable.model_validate({**VARIABLE, "typical": "1e-8"}).typical == "1e-8"


def test_only_what_is_sorted_has_no_parameter() -> None:
    sorted_ = {key: value for key, value in VARIABLE.items() if key != "py"}
    assert Variable.model_validate({**sorted_, "given": {"sorted": "rel", "order": "descending"}}).py is None
    with pytest.raises(ValidationError, match="name the parameter of the example"):
        Variable.model_validate(sorted_)


@pytest.mark.parametrize("given", [{}, {"sorted": "x"}, {"operator": TEXT, "judged": TEXT}])
def test_an_input_is_given_in_exactly_one_way(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Variable.model_validate({**VARIABLE, "given": given})


def test_a_claim_is_about_an_output_or_an_expression() -> None:
    for subject in ({}, {"of": "M", "expression": "x"}):
        with pytest.raises(ValidationError, match="exactly one of 'of' and 'expression'"):
            Claim.model_validate({"text": TEXT, "expected": "1", **subject})


def test_components_are_counted_from_zero_or_one() -> None:
    formula = {"name": "f", "summary": TEXT, "latex": "y = x", "outputs": [{"symbol": "y"}], "variables": [VARIABLE]}
    assert Formula.model_validate({**formula, "origin": "0"}).origin == 0
    with pytest.raises(ValidationError):
        Formula.model_validate({**formula, "origin": "2"})
