from __future__ import annotations

from kbgen.kb import KnowledgeBase
from kbgen.schema import Ref
from kbgen.site.scores import comparable
from tests.conftest import KB, Base

METRIC = """
page: {title: {fr: Justesse, en: Accuracy}}
accuracy:
  name: {fr: justesse, en: accuracy}
  summary: {fr: Part de réponses justes., en: Share of right answers.}
  unchecked: {fr: un exemple, en: an example}
  sources: [{ref: links/roformer}]
"""
SCORE = (
    "    - {{model: {model}, metric: {{ref: metrics/accuracy}}, value: {value}, variant: chat, harness: {harness}, "
    "setting: {{shots: {shots}, method: direct, samples: 1}}, date: 2024, source: {{ref: links/roformer}}}}\n"
)
BENCHMARK = """
page: {title: {fr: Essais, en: Trials}}
mmlu:
  name: MMLU
  summary: {fr: Questions., en: Questions.}
  items: [{count: 57, of: {fr: matières, en: subjects}}]
  format: {fr: QCM, en: Multiple choice}
  metric: {ref: metrics/accuracy}
  sources: [{ref: links/roformer}]
  scores:
"""


def groups(base: Base, *scores: str) -> list[tuple[bool, list[str]]]:
    kb = KnowledgeBase.read(
        base(
            {
                "kb.yml": KB + "  - {letter: B, title: {fr: B, en: B}, pages: [metrics/accuracy, benchmarks/trials]}\n",
                "metrics/accuracy.yml": METRIC,
                "benchmarks/trials.yml": BENCHMARK + "".join(scores),
            }
        )
    )
    return [(ranked, [row.name for row in rows]) for ranked, rows in comparable(kb, Ref("benchmarks/mmlu"))]


def test_scores_of_the_same_known_settings_are_ranked(base: Base) -> None:
    a, b = (SCORE.format(model=name, value=value, harness="h", shots=5) for name, value in (("low", 50), ("high", 60)))
    assert groups(base, a, b) == [(True, ["high", "low"])]


def test_scores_with_other_shots_are_not(base: Base) -> None:
    a, b = (SCORE.format(model=f"s{shots}", value=50, harness="h", shots=shots) for shots in (0, 5))
    assert groups(base, a, b) == [(False, ["s0", "s5"])]


def test_an_unknown_setting_never_equals_another(base: Base) -> None:
    a, b = (SCORE.format(model=name, value=50, harness="null", shots=5) for name in ("x", "y"))
    assert groups(base, a, b) == [(False, ["x", "y"])]
