from __future__ import annotations

import pytest

from kbgen.lookup import fold, normalise, suggest


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
    ],
)
def test_case_accents_ligatures_and_hyphens_do_not_tell_names_apart(spelling: str, same: str) -> None:
    assert normalise(spelling) == normalise(same)


def test_folding_keeps_spaces_and_signs() -> None:
    assert fold("Top-p É") == "top-p e"


def test_suggestions_are_names_as_written_best_first() -> None:
    assert suggest("atention", ["Cross-Attention", "Attention", "Token"])[0] == "Attention"


def test_nothing_like_it_suggests_nothing() -> None:
    assert suggest("qqqq", ["Attention"]) == ()
