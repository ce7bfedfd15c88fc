from __future__ import annotations

from kbgen.answer import write_match
from kbgen.kb import KnowledgeBase


def test_a_term_is_its_name_expansion_definition_source_and_neighbours(kb: KnowledgeBase) -> None:
    assert write_match(kb, kb.lookup("rope").matches[0], "en").splitlines() == [
        "RoPE  (glossary/rope)",
        "RoPE: Rotary Position Embedding",
        "A rotation per position.",
        "→ RoFormer, § 3.2",
        "⇄ formulas/sigmoid",
    ]


def test_a_formula_shows_its_latex_and_its_prose_without_marks(kb: KnowledgeBase) -> None:
    text = write_match(kb, kb.lookup("torch.sigmoid").matches[0], "fr")
    assert "Entre 0 et 1, voir RoPE." in text
    assert r"  \sigma(x) = \frac{1}{1 + e^{-x}}" in text
