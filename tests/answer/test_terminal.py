from __future__ import annotations

from kbgen.answer.terminal import terminal
from kbgen.index.style import BOLD, CYAN, DIM, GREEN, RED, RESET, YELLOW, plain
from kbgen.kb import KnowledgeBase
from kbgen.records.claims import claim_of
from kbgen.records.link_checks import check_of
from kbgen.records.link_file import LinkRecords
from kbgen.records.links import Alive, Document, Found
from kbgen.records.proofs import DeviceProof, Proof, State
from kbgen.schema import Ref
from tests.answer.basis import SOURCED, extended
from tests.conftest import Base
from tests.site.checking import NOW, days, record

URL = "https://arxiv.org/abs/2104.09864"


def lines(kb: KnowledgeBase, ref: str, language: str = "en", proof: Proof = SOURCED) -> list[str]:
    return plain(terminal(kb, Ref(ref), language, proof)).splitlines()


def test_a_term_is_its_names_definition_state_source_and_neighbours(kb: KnowledgeBase) -> None:
    assert lines(kb, "glossary/rope") == [
        "RoPE  glossary/rope",
        "RoPE: Rotary Position Embedding",
        "Also called: rotary encoding",
        "A rotation per position.",
        "",
        "State: sourced",
        "Sources: RoFormer, § 3.2",
        "See also: formulas/sigmoid",
        "en/glossary.html#rope",
    ]


def test_colours_say_nothing_that_words_do_not(kb: KnowledgeBase) -> None:
    painted = terminal(kb, Ref("glossary/rope"), "en", SOURCED)
    assert f"{BOLD}RoPE{RESET}  {DIM}glossary/rope{RESET}\n" in painted
    assert f"{DIM}State:{RESET} {GREEN}sourced{RESET}\n" in painted
    assert f"{DIM}See also:{RESET} {CYAN}formulas/sigmoid{RESET}\n" in painted
    assert "\x1b" not in plain(painted)


def test_a_term_names_what_is_broader_and_narrower_and_what_others_call_it(base: Base) -> None:
    kb = extended(base)
    assert "Narrower: glossary/encoding" in lines(kb, "glossary/rope")
    shown = lines(kb, "glossary/encoding", "fr")
    assert shown[1:3] == ["English\u00a0: position encoding", "Dit où est xᵢ. RoPE en est un."]
    assert "Notion plus large\u00a0: glossary/rope" in shown


def test_a_formula_is_readable_and_its_symbols_stand_below_each_other(base: Base) -> None:
    assert lines(extended(base), "formulas/mean", "fr", Proof(State.TRANSCRIBED)) == [
        "moyenne  formulas/mean",
        "English\u00a0: mean",
        "La moyenne.",
        "",
        "    μ = (1/d) ∑ᵢ₌₁ᵈ xᵢ",
        "",
        "    x  [d]  valeurs, s (valeur usuelle\u00a0: 0,5)",
        "    →       moyenne de tout",
        "    d       nombre de valeurs",
        "",
        "État\u00a0: transcrite, pas encore exécutée",
        "Sources\u00a0: RoFormer, § 3.2",
        "https://kb.example/formulas/basics.html#mean",
    ]


def test_symbols_without_shapes_leave_no_column(kb: KnowledgeBase) -> None:
    assert "    x  a number" in lines(kb, "formulas/sigmoid")


def test_prose_has_no_marks(kb: KnowledgeBase) -> None:
    assert "Entre 0 et 1, voir RoPE." in lines(kb, "formulas/sigmoid", "fr")


CPU = DeviceProof("cpu", "", "2026-11-24", False, {"failed": []})
GPU = DeviceProof("cuda", "NVIDIA H100", "2026-11-24", False, {"failed": []})


def test_a_checked_formula_has_the_date_and_the_devices(kb: KnowledgeBase) -> None:
    shown = lines(kb, "formulas/sigmoid", "fr", Proof(State.CHECKED, (GPU, CPU)))
    assert "État\u00a0: vérifiée le 24 novembre 2026 sur CPU, GPU (NVIDIA H100)" in shown


def test_runs_on_other_days_and_on_a_former_state_are_told(kb: KnowledgeBase) -> None:
    later = DeviceProof("cuda", "NVIDIA H100", "2026-11-26", False, {})
    former = DeviceProof("mps", "", "2026-10-01", True, {})
    assert (
        "State: checked on 24 November 2026 (CPU); also run on GPU (NVIDIA H100), 26 November 2026; "
        "modified since it was run on GPU, 1 October 2026"
    ) in lines(kb, "formulas/sigmoid", "en", Proof(State.CHECKED, (CPU, later, former)))


def test_a_disputed_formula_is_red_and_has_what_the_check_says(kb: KnowledgeBase) -> None:
    cpu = DeviceProof("cpu", "", "2026-11-24", False, {"failed": ["1 printed, 2 by the example"]})
    proof = Proof(State.CHECKED, (cpu,), "1 printed, 2 by the example")
    painted = terminal(kb, Ref("formulas/sigmoid"), "en", proof)
    assert (
        f"{RED}disputed by the check of 24 November 2026{RESET}\n{RED}! 1 printed, 2 by the example{RESET}\n" in painted
    )


def test_a_stale_formula_is_yellow(kb: KnowledgeBase) -> None:
    proof = Proof(State.TRANSCRIBED, (DeviceProof("cpu", "", "2026-11-24", True, {}),))
    painted = terminal(kb, Ref("formulas/sigmoid"), "en", proof)
    assert f"{YELLOW}modified since it was checked on 24 November 2026{RESET}" in painted


def test_a_metric_says_which_way_is_better_and_why_it_is_not_checked(base: Base) -> None:
    shown = lines(extended(base), "metrics/delay", "en", Proof(State.NOT_EXECUTABLE))
    assert shown[1:] == [
        "Français: délai",
        "The time to wait.",
        "Lower is better.",
        "",
        "Production targets: < 500\u00a0ms (chat): figure of the original document, without a source",
        "",
        "State: beyond what a program can check",
        "Why it is not checked: Nothing to compute.",
        "Sources: RoFormer",
        "https://kb.example/en/metrics/speed.html#delay",
    ]


def test_a_benchmark_has_its_size_format_metric_and_licence(base: Base) -> None:
    shown = lines(extended(base), "benchmarks/quiz", "fr")
    assert shown[3:9] == [
        "Taille\u00a0: 14\u202f042 questions",
        "Format\u00a0: Une question.",
        "Métrique\u00a0: délai, %",
        "Licence\u00a0: MIT",
        "Publication\u00a0: inconnu",
        "",
    ]


def test_a_model_has_facts_scores_and_prices_each_with_date_and_source(base: Base) -> None:
    assert lines(extended(base), "models/big")[3:-4] == [
        "Developer: Maker",
        "Released: 23 July 2024",
        "Parameters: 70.6B total (RoFormer, § 2)",
        "Context: unknown",
        "Licence: proprietary",
        "",
        "Recomputed",
        "    Weights  141,200,000,000\u00a0bytes  formulas/mean",
        "",
        "Published scores",
        "    Quiz  87.3\u00a0%  instruct, 5-shot, CoT, own  23 July 2024, RoFormer",
        "",
        "List prices (input / output)",
        "    Maker  2.50 / 10\u00a0US$ per million tokens  2024, RoFormer",
    ]


def test_a_link_has_its_document_and_its_address(kb: KnowledgeBase) -> None:
    assert lines(kb, "links/roformer", "en", Proof(State.NOT_YET_CHECKED)) == [
        "RoFormer  links/roformer",
        "RoFormer: Enhanced Transformer with Rotary Position Embedding",
        "Jianlin Su, Yu Lu et al.; 2021",
        URL,
        "",
        "State: not yet checked",
        "en/links/papers.html#roformer",
    ]


def test_a_link_that_was_asked_has_both_verdicts_and_its_new_address(kb: KnowledgeBase) -> None:
    claim = claim_of(kb.links["roformer"]).fingerprint()
    found = Found("arXiv", "A \x1b[31m Study", "José Núñez", 2019)
    moved = record(URL, Alive.MOVED, Document.WRONG, status=301, to="https://new.example/", found=found, claim=claim)
    check = check_of(kb.links["roformer"], LinkRecords({URL: moved}))
    painted = terminal(kb, Ref("links/roformer"), "en", Proof(State.NOT_YET_CHECKED), check)
    assert f"{RED}another document is there (checked on 24 November 2026){RESET}" in painted
    assert plain(painted).splitlines()[-5:-1] == [
        "State: another document is there (checked on 24 November 2026)",
        "  Does the address answer? Yes, but it has moved for good (HTTP 301).",
        "  Is the right document there? No, another one. According to arXiv, it is “A [31m Study” (José Núñez, 2019).",
        "  New address: https://new.example/",
    ]


def test_a_link_is_yellow_where_its_entry_changed_since(kb: KnowledgeBase) -> None:
    old = record(URL, claim="what it said before", since=NOW - days(3))
    check = check_of(kb.links["roformer"], LinkRecords({URL: old}))
    painted = terminal(kb, Ref("links/roformer"), "en", Proof(State.NOT_YET_CHECKED), check)
    assert f"{YELLOW}modified since it was checked on 24 November 2026{RESET}" in painted


def test_what_is_not_translated_says_so(base: Base) -> None:
    term = "bert:\n  name: {fr: BERT}\n  definition: {fr: Un modèle.}\n  sources: [{ref: links/roformer}]\n"
    kb = KnowledgeBase.read(base({"glossary/b.yml": term}))
    assert lines(kb, "glossary/bert")[:3] == [
        "glossary/bert  glossary/bert",
        "Français: BERT",
        "not translated yet",
    ]
