from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.lookup.names import fold, normalise, squeezed


@pytest.mark.parametrize(
    ("spelling", "same"),
    [
        ("Fine-Tuning", "fine tuning"),
        ("MÉTRIQUE", "metrique"),
        ("œuvre", "oeuvre"),
        ("scaled_dot_product", "Scaled dot-product"),
        ("FP16/FP32", "fp16 fp32"),
        ("l’attention", "l'attention"),
        ("Straße", "strasse"),
        ("« attention » ?", "attention"),
        ("“attention”", "attention"),
        ("attention…", "attention"),
        ("at\u200btention", "attention"),
        ("attention\u00a0causale", "attention causale"),
        ("attention\ncausale\t", "attention causale"),
        ("R²", "r2"),
    ],
)
def test_case_accents_ligatures_hyphens_and_punctuation_do_not_tell_names_apart(spelling: str, same: str) -> None:
    assert normalise(spelling) == normalise(same)


@pytest.mark.parametrize("name", ["c++", "pass@k", "gpt 4.1", "l'attention", "r&d", "torch.nn.rmsnorm", "β", "注意"])
def test_what_stands_inside_a_name_stays(name: str) -> None:
    assert normalise(name) == name


@pytest.mark.parametrize("name", ["et al.", "'et al'", "et al ."])
def test_a_dot_or_an_apostrophe_at_the_edge_of_a_word_is_no_part_of_it(name: str) -> None:
    assert normalise(name) == "et al"


@pytest.mark.parametrize("name", ["", "   ", "?!…", "\x00\x1b", "\u200b\u202e", "\ud800", "---"])
def test_what_cannot_be_read_is_no_name(name: str) -> None:
    assert normalise(name) == ""


@given(st.text(max_size=60))
def test_a_normal_name_is_its_own_normal_form_and_fits_in_utf8(name: str) -> None:
    key = normalise(name)
    assert normalise(key) == key
    key.encode()


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_the_short_way_for_ascii_gives_what_the_long_way_gives(name: str) -> None:
    assert normalise(name) == normalise(name + " é").removesuffix("e").strip()


def test_folding_keeps_spaces_and_signs() -> None:
    assert fold("Top-p É") == "top-p e"


def test_a_name_without_its_spaces_is_one_word() -> None:
    assert squeezed(normalise("Cross-Entropy")) == squeezed(normalise("crossentropy"))
