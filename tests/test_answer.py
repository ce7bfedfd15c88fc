from __future__ import annotations

from kbgen.answer import write_match
from kbgen.kb import KnowledgeBase
from kbgen.records.proofs import DeviceProof, Proof, State


def test_a_term_is_its_name_expansion_definition_source_and_neighbours(kb: KnowledgeBase) -> None:
    assert write_match(kb, kb.lookup("rope").matches[0], "en", Proof(State.SOURCED)).splitlines() == [
        "RoPE  (glossary/rope)",
        "RoPE: Rotary Position Embedding",
        "A rotation per position.",
        "= sourced",
        "→ RoFormer, § 3.2",
        "⇄ formulas/sigmoid",
    ]


def test_a_formula_shows_its_latex_and_its_prose_without_marks(kb: KnowledgeBase) -> None:
    text = write_match(kb, kb.lookup("torch.sigmoid").matches[0], "fr", Proof(State.TRANSCRIBED))
    assert "Entre 0 et 1, voir RoPE." in text
    assert r"  \sigma(x) = \frac{1}{1 + \exp(-x)}" in text
    assert "= transcrite, pas encore exécutée" in text


def test_a_checked_formula_has_the_date_and_the_devices(kb: KnowledgeBase) -> None:
    cpu = DeviceProof("cpu", "", "2026-11-24", False, {"failed": []})
    gpu = DeviceProof("cuda", "NVIDIA H100", "2026-11-24", False, {"failed": []})
    match = kb.lookup("sigmoid").matches[0]
    text = write_match(kb, match, "fr", Proof(State.CHECKED, (gpu, cpu)))
    assert "= vérifiée le 24 novembre 2026 sur CPU, GPU (NVIDIA H100)\n" in text


def test_a_disputed_formula_has_what_the_check_says(kb: KnowledgeBase) -> None:
    cpu = DeviceProof("cpu", "", "2026-11-24", False, {"failed": ["1 printed, 2 by the example"]})
    proof = Proof(State.CHECKED, (cpu,), "1 printed, 2 by the example")
    text = write_match(kb, kb.lookup("sigmoid").matches[0], "en", proof)
    assert "= disputed by the check of 24 November 2026\n! 1 printed, 2 by the example\n" in text
