from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.plan import Plan
from kbgen.proven import Code, Proven
from kbgen.schema.formula import Variant
from kbgen.site.proofs import Proofs
from kbgen.site.writer import Writer
from tests.conftest import FORMULAS, Base
from tests.site.proving import CROSS_CHECKED, prove

REF = "formulas/sigmoid"
TORCH = "import torch\n\n\ndef sigmoid(x: torch.Tensor) -> torch.Tensor:\n    return 1 / (1 + torch.exp(-x))\n"
VARIANT = r"""  variants:
    - name: {fr: tangente, en: tanh}
      replaces: {'\sigma(x)': '\tanh x'}
      equal: {where: 'x = 0'}
"""


def proofs(content: Path, code: str = "en") -> Proofs:
    kb = KnowledgeBase.read(content)
    return Proofs(Writer(Plan(kb), language(code), "formulas/basics", "0"), Proven(kb))


def badges(content: Path, code: str = "en") -> list[tuple[str, str]]:
    return [(badge.key, badge.words) for badge in proofs(content, code).badges(REF)]


@pytest.mark.parametrize(
    ("state", "fr", "en"),
    [
        (
            "cross-checked",
            "vérifiée et recoupée le 24 novembre 2026 sur CPU",
            "cross-checked on 24 November 2026 (CPU)",
        ),
        ("checked", "vérifiée le 24 novembre 2026 sur CPU", "checked on 24 November 2026 (CPU)"),
        (
            "parsed",
            "calculée sans comparaison le 24 novembre 2026 sur CPU",
            "computed without comparison on 24 November 2026 (CPU)",
        ),
        (
            "recomputed",
            "nombres recalculés le 24 novembre 2026 sur CPU",
            "numbers recomputed on 24 November 2026 (CPU)",
        ),
        ("transcribed", "transcrite, pas encore exécutée", "transcribed, not executed yet"),
    ],
)
def test_a_badge_says_the_state_the_date_and_the_device(base: Base, state: str, fr: str, en: str) -> None:
    content = prove(base(), REF, {"state": state})
    assert badges(content, "fr") == [(state, fr)]
    assert badges(content, "en") == [(state, en)]


def test_an_entry_no_program_can_check_says_so_without_a_date(base: Base) -> None:
    content = base({"formulas/basics.yml": FORMULAS + "  unchecked: {fr: non, en: no}\n"})
    assert badges(content, "fr") == [("not-executable", "hors de portée d'un programme")]
    assert badges(content, "en") == [("not-executable", "beyond what a program can check")]


def test_what_has_changed_since_is_stale_and_nothing_else(base: Base) -> None:
    prove(base(), REF, CROSS_CHECKED, date="2026-12-01")
    content = base({"formulas/basics.yml": FORMULAS.replace("1 + ", "2 + ")})
    assert badges(content, "fr") == [("stale", "modifiée depuis sa vérification du 1er décembre 2026")]
    assert badges(content, "en") == [("stale", "modified since it was checked on 1 December 2026")]
    (run,) = proofs(content).runs(REF)
    assert run.lines[0] == "This run was made before the entry was last modified; it no longer counts."


def test_a_failed_check_disputes_the_entry_and_is_quoted_to_the_letter(base: Base) -> None:
    content = prove(
        base(), REF, {**CROSS_CHECKED, "failed": [r"\sigma = 1 <b>, 2 by the example", "mutant 'x' survives"]}
    )
    assert badges(content, "fr") == [("disputed", "contredite par la vérification du 24 novembre 2026")]
    assert badges(content, "en") == [("disputed", "disputed by the check of 24 November 2026")]
    ((title, lines),) = proofs(content).objections(REF)
    assert title == "CPU, 24 November 2026"
    assert lines == ["&#92;sigma = 1 &#60;b&#62;, 2 by the example", "mutant 'x' survives"]


def test_a_failed_run_does_not_say_that_units_and_numbers_are_right(base: Base) -> None:
    (run,) = proofs(prove(base(), REF, {**CROSS_CHECKED, "failed": ["units: no"]})).runs(REF)
    assert not [line for line in run.lines if "units" in line or "worked number" in line]


def test_an_example_in_pytorch_waits_for_its_gpu(base: Base) -> None:
    content = prove(base({"formulas/basics.py": TORCH}), REF, CROSS_CHECKED)
    assert badges(content)[1:] == [("no-gpu", "not yet run on a GPU")]
    assert badges(content, "fr")[1:] == [("no-gpu", "pas encore exécutée sur un GPU")]


def test_plain_python_does_not(base: Base) -> None:
    python = "def sigmoid(x: float) -> float:\n    return x\n"
    assert len(badges(prove(base({"formulas/basics.py": python}), REF, CROSS_CHECKED))) == 1


def test_devices_of_one_day_stand_together_and_others_apart(base: Base) -> None:
    content = base({"formulas/basics.py": TORCH})
    gpu = {"state": "checked", "device": "NVIDIA H100"}
    prove(prove(content, REF, CROSS_CHECKED), REF, gpu, "cuda")
    assert badges(content) == [("cross-checked", "cross-checked on 24 November 2026 (CPU, GPU (NVIDIA H100))")]
    prove(content, REF, {**gpu, "seed": 8}, "cuda", date="2026-12-02")
    assert badges(content)[1:] == [("cross-checked", "also run on GPU (NVIDIA H100), 2 December 2026")]
    assert badges(content, "fr")[1:] == [("cross-checked", "exécutée aussi sur GPU (NVIDIA H100) le 2 décembre 2026")]
    assert [run.title for run in proofs(content).runs(REF)] == [
        "CPU, 24 November 2026",
        "GPU (NVIDIA H100), 2 December 2026",
    ]
    assert "--device cuda" in proofs(content).runs(REF)[1].repeat


def test_a_run_that_is_out_of_date_on_one_device_only_says_so(base: Base) -> None:
    prove(base(), REF, {"state": "checked", "device": "H100"}, "cuda")
    content = base({"formulas/basics.yml": FORMULAS.replace("1 + ", "2 + ")})
    prove(content, REF, CROSS_CHECKED)
    assert [key for key, _ in badges(content)] == ["cross-checked", "stale"]
    assert badges(content)[1][1] == "modified since it was run on GPU (H100), 24 November 2026"


def test_every_part_of_a_record_is_a_sentence(base: Base) -> None:
    content = prove(base({"formulas/basics.py": TORCH}), REF, CROSS_CHECKED)
    (run,) = proofs(content).runs(REF)
    assert list(run.lines) == [
        "A program read the LaTeX shown above and computed it on 69 inputs, drawn at random among those that the "
        "symbols allow.",
        "1 more input falls on an edge case, and gives there what the entry says.",
        "The PyTorch code of the entry gives the same results on 69 inputs: relative difference of at most 6.2\u00a0×\u00a010⁻¹⁶.",
        "Chained over 20 steps, in 64 different sequences, formula and code stay together: relative difference of at most "
        "4.3\u00a0×\u00a010⁻¹⁴.",
        "An implementation that others wrote, `torch.sigmoid` (torch 2.13.0), gives the same results on 64 inputs: relative "
        "difference of at most 4.5\u00a0×\u00a010⁻¹⁵.",
        "2 numbers published elsewhere were found again by computing.",
        "On 3 inputs, the formula was computed with 50 exact digits, and the code gives the same: without any difference.",
        "8 of its derivatives, found by symbolic computation, are those that PyTorch finds for the code.",
        "To know whether a mistake would show, the formula was altered on purpose, one detail at a time (a sign, an index, a "
        "power…): 12 alterations give another result, 3 can no longer be computed.",
        "The worked number of the entry was computed again.",
        "A statement of the original document, corrected below, was refuted by computing.",
        "The units of the formula agree (bytes, tokens, seconds…).",
    ]
    assert run.precisions == (
        ("float32", "2.8\u00a0×\u00a010⁻⁷"),
        ("float16", "7.5\u00a0×\u00a010⁻⁴"),
        ("bfloat16", "0.013"),
    )
    assert run.repeat == (
        "Check of 24 November 2026 on CPU, with kbgen 0.1.0, torch 2.13.0; draws of seed 7. To repeat it: "
        "`kbgen verify formulas/sigmoid --force`"
    )


def test_nothing_is_said_of_what_the_record_does_not_hold(base: Base) -> None:
    (run,) = proofs(prove(base(), REF, {"state": "parsed", "points": 64, "mutants": {"told_apart": 0}})).runs(REF)
    assert len(run.lines) == 1
    assert run.precisions == ()


def test_delicate_cases_are_shown_as_the_formula_states_them(base: Base) -> None:
    content = base({"formulas/basics.yml": FORMULAS + "  regions: [{name: below zero, where: x < 0}]\n"})
    prove(content, REF, {"state": "checked", "points": 64, "regions": {"below zero": 31}})
    assert r"\(x < 0\) (31)" in proofs(content, "fr").runs(REF)[0].lines[1]


def test_alterations_that_change_nothing_are_listed_with_their_reason(base: Base) -> None:
    same = "  equivalents: [{mutant: 'x → x', why: {fr: pareil, en: the same}}]\n"
    content = base({"formulas/basics.yml": FORMULAS + same})
    prove(content, REF, {"state": "checked", "mutants": {"told_apart": 2, "by_error": 0, "equivalent": 1}})
    (line,) = proofs(content).runs(REF)[0].lines
    assert line.endswith("1 changes nothing, for it writes the same formula.\n    - the same (<code>x → x</code>)")


def test_a_fused_kernel_is_compared_with_the_code_shown(base: Base) -> None:
    kernel = {"function": "torch.sigmoid", "time": 0.5, "memory": 0.25}
    content = prove(base(), REF, {"state": "checked", "fused": [kernel]}, "cuda")
    (line,) = proofs(content).runs(REF)[0].lines
    assert "`torch.sigmoid`" in line
    assert "0.5 times the time, 0.25 times the memory" in line


def variant(content: Path, found: dict[str, Any], code: str = "en") -> tuple[str, str]:
    prove(content, REF, {**CROSS_CHECKED, "variants": [{"name": "tanh", **found}]})
    every = proofs(content, code)
    (declared,) = every.w.plan.kb.formulas["sigmoid"].variants
    return every.equal_when(REF, declared), every.difference(REF, declared)


def test_a_variant_is_equal_on_so_many_points_and_differs_at_the_smallest_input(base: Base) -> None:
    content = base({"formulas/basics.yml": FORMULAS + VARIANT})
    found = {"equal": 64, "differs": {"values": {"x": [1.0]}, "here": 0.731059, "there": float("nan")}}
    assert variant(content, found) == (
        r"\(x = 0\) (checked on 64 inputs drawn at random).",
        r"Smallest input found that tells them apart, \(x = 1\): this formula gives 0.731059, the variant undefined.",
    )
    assert variant(content, found, "fr")[1] == (
        "Plus petite entrée trouvée qui les distingue, \\(x = 1\\)\u00a0: cette formule donne 0,731059, la variante non défini."
    )


def test_a_matrix_is_a_matrix_and_one_component_a_number(base: Base) -> None:
    content = base({"formulas/basics.yml": FORMULAS + VARIANT})
    values = {"x": [[1.0, -0.0], [0.5, 2.0]]}
    found = {"equal": 0, "differs": {"values": values, "here": [[3.0]], "there": [[1.0], [2.0]]}}
    matrix, column = (
        rf"\left(\begin{{smallmatrix}} {cells} \end{{smallmatrix}}\right)"
        for cells in (r"1 & 0 \\ 0{,}5 & 2", r"1 \\ 2")
    )
    assert variant(content, found, "fr")[1] == (
        f"Plus petite entrée trouvée qui les distingue, \\(x = {matrix}\\)\u00a0: cette formule donne 3, "
        f"la variante \\({column}\\)."
    )


def test_the_authors_own_input_comes_first(base: Base) -> None:
    own = VARIANT + "      differs: {values: {x: 2}, here: 0.88, there: 0.96}\n"
    content = base({"formulas/basics.yml": FORMULAS + own})
    found = {"equal": 0, "differs": {"values": {"x": 1.0}, "here": 0.7, "there": 0.8}}
    assert variant(content, found) == (r"\(x = 0\).", r"For \(x = 2\): this formula gives 0.88, the variant 0.96.")


def test_an_input_that_nobody_would_read_is_left_out(base: Base) -> None:
    content = base({"formulas/basics.yml": FORMULAS + VARIANT})
    assert variant(content, {"equal": 0, "differs": {"values": {"x": [[1.0] * 5] * 5}, "here": 1, "there": 2}})[1] == ""


@pytest.mark.parametrize(
    ("equal", "words"),
    [
        ({"equal_when": {"fr": "si.", "en": "If."}}, "If."),
        ({"equal": {}}, "everywhere."),
        ({"equal": {"replacing": {"x": "2 x"}}}, r"when it is given \(x = 2 x\)."),
        ({}, ""),
    ],
)
def test_when_a_variant_is_equal_is_said_in_words_else_as_it_is_checked(
    base: Base, equal: dict[str, Any], words: str
) -> None:
    declared = Variant.model_validate_json(json.dumps({"name": "v", **equal}))
    assert proofs(base()).equal_when(REF, declared) == words


def test_a_fence_is_longer_than_any_in_the_code(base: Base) -> None:
    assert proofs(base()).fence(Code("# ```\n")) == '```` { .python data-search-exclude="" }\n# ```\n````'
