from __future__ import annotations

from pathlib import Path

import pytest

from kbgen.content import Content
from kbgen.errors import KbgenError, NotFoundError
from kbgen.fingerprint import checked_refs
from kbgen.schema import Ref
from kbgen.selection import selected
from tests.conftest import Base
from tests.verify.pages import content_of, entry, var
from tests.verify.test_entry import MODEL


@pytest.fixture
def content(base: Base) -> Content:
    page = entry("y = x^2", var("x")) + entry("y = x^3", var("x"), name="g", aliases=["the cube", "cubic"])
    model = MODEL.format(quantity="q", expected=1, total="null", more="")
    other = "page: {title: {fr: x, en: x}}\n" + entry("y = x^4", var("x"), name="h")
    return content_of(base, page, models__x=model, metrics__scores=other)


@pytest.mark.parametrize(
    ("asked", "refs"),
    [
        ([], ["formulas/f", "formulas/g", "metrics/h", "models/m"]),
        (["formulas"], ["formulas/f", "formulas/g"]),
        (["metrics/scores"], ["metrics/h"]),
        (["content/formulas/basics.yml"], ["formulas/f", "formulas/g"]),
        (["formulas/g"], ["formulas/g"]),
        (["The Cube"], ["formulas/g"]),
        (["M"], ["models/m"]),
        (["models", "cubic", "formulas/g"], ["formulas/g", "models/m"]),
    ],
)
def test_what_is_asked_is_found_in_the_order_of_the_content(
    content: Content, asked: list[str], refs: list[str]
) -> None:
    assert _selected(content, asked) == sorted(refs, key=["formulas/f", "formulas/g", "metrics/h", "models/m"].index)


def test_an_unknown_name_has_suggestions(content: Content) -> None:
    with pytest.raises(NotFoundError, match="nothing is called 'the cubes'; did you mean the cube"):
        _selected(content, ["the cubes"])


def test_an_entry_without_anything_to_verify_is_told(content: Content) -> None:
    with pytest.raises(KbgenError, match="glossary/rope has nothing to verify; name a formula, a metric"):
        _selected(content, ["rotary encoding"])
    assert Path(content.root).is_dir()


def _selected(content: Content, asked: list[str]) -> list[Ref]:
    return selected(content, list(checked_refs(content)), asked, "has nothing to verify; name a formula, a metric")
