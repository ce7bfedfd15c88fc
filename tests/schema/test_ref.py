from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from kbgen.schema import Ref
from kbgen.schema.ref import LinkRef


def test_a_ref_has_a_kind_and_an_id() -> None:
    ref = TypeAdapter(Ref).validate_python("formulas/lora-scaling")
    assert (ref.kind, ref.id) == ("formulas", "lora-scaling")


@pytest.mark.parametrize("value", ["lora", "formulas/LoRA", "formulas/", "/lora", "formulas/lora/x", 3])
def test_what_is_no_ref_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="is not a ref"):
        TypeAdapter(Ref).validate_python(value)


def test_a_source_points_at_a_link() -> None:
    with pytest.raises(ValidationError, match="write links/…"):
        TypeAdapter(LinkRef).validate_python("glossary/rope")
