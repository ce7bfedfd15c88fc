from __future__ import annotations

import pytest
from pydantic import ValidationError

from kbgen.content.messages import explain, suggest
from kbgen.schema import Formula, Link, Term


def messages(shape: type, data: object) -> list[str]:
    with pytest.raises(ValidationError) as error:
        shape.model_validate(data)  # type: ignore[attr-defined]
    return [f"{'.'.join(map(str, place))}: {what}" for place, what in explain(error.value, shape)]


TEXT = {"fr": "x", "en": "y"}


@pytest.mark.parametrize(
    ("shape", "data", "message"),
    [
        (Term, {"name": "x"}, "definition: missing; add it"),
        (Term, {"name": "x", "definition": "y"}, "definition: expected a text by language; write {fr: …, en: …}"),
        (
            Term,
            {"name": "x", "definition": TEXT, "related": "a"},
            "related: expected a list, not 'a'; write [a, b] or `- a` lines",
        ),
        (Term, {"name": "x", "definition": TEXT, "related": ["rope"]}, "related.0: 'rope' is not a ref; write kind/id"),
        (
            Term,
            {"name": "x", "definition": TEXT, "sources": [{"ref": "glossary/a"}]},
            "sources.0.ref: 'glossary/a' is not a ref; write links/…",
        ),
        (Link, {"name": "x", "url": "https://a.b", "what": "papper"}, "what: 'papper' is none of"),
        (
            Link,
            {"name": "x", "url": "https://a.b", "what": "paper", "year": "MMXX"},
            "year: 'MMXX' is not a whole number",
        ),
        (
            Link,
            {"name": "x", "url": "a.b", "what": "paper"},
            "url: 'a.b' has not the form of an address; write https://…, without spaces",
        ),
        (
            Formula,
            {"name": "x", "summary": TEXT, "latex": "y"},
            ": LaTeX without 'outputs' and 'variables'; declare both",
        ),
    ],
)
def test_a_message_says_what_is_wrong_and_what_to_do(shape: type, data: object, message: str) -> None:
    assert any(found.startswith(message) for found in messages(shape, data)), messages(shape, data)


def test_a_word_like_a_known_one_is_suggested() -> None:
    assert suggest("papper", ["paper", "blog"]) == "; did you mean 'paper'?"
    assert suggest("zzz", ["paper"]) == ""


def test_a_field_misspelt_deep_inside_is_compared_with_the_fields_there() -> None:
    data = {
        "name": "x", "summary": TEXT, "latex": "y", "outputs": [{"symbol": "y"}],
        "variables": [{"symbol": "x", "py": "x", "domian": "real", "meaning": TEXT}],
    }  # fmt: skip
    assert "variables.0.domian: unknown field; did you mean 'domain'?" in messages(Formula, data)
