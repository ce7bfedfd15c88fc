from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from kbgen.schema import Aliases, Name, Text


def test_a_text_is_a_map_from_language_to_words() -> None:
    text = TypeAdapter(Text).validate_python({"fr": " oui ", "en": "yes"})
    assert (text["fr"], dict(text)) == ("oui", {"fr": "oui", "en": "yes"})
    with pytest.raises(KeyError):
        text["de"]


def test_a_name_may_be_one_string_for_all_languages() -> None:
    name = TypeAdapter(Name).validate_python("LoRA")
    assert (name["fr"], name["xx"], name.is_universal) == ("LoRA", "LoRA", True)


def test_aliases_are_those_of_every_language_and_of_ones_own() -> None:
    aliases = TypeAdapter(Aliases).validate_python({"fr": ["a"], "en": ["b"]})
    assert (aliases["fr"], aliases["en"], aliases.strings) == (("a",), ("b",), ("a", "b"))
    assert TypeAdapter(Aliases).validate_python(["c"])["fr"] == ("c",)


@pytest.mark.parametrize("value", [{"fr": ""}, {"French": "x"}, "x", {"fr": ["x"]}, None])
def test_what_is_no_text_by_language_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Text).validate_python(value)


def test_texts_survive_serialisation() -> None:
    for kind, value in (
        (Text, {"fr": "x"}),
        (Name, "x"),
        (Name, {"fr": "x"}),
        (Aliases, ["x"]),
        (Aliases, {"fr": ["x"]}),
    ):
        adapter: TypeAdapter[object] = TypeAdapter(kind)
        assert adapter.dump_python(adapter.validate_python(value)) == value
