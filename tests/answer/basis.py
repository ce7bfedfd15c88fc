"""The tiny base with an entry of every kind, and one of each remark."""

from __future__ import annotations

from kbgen.kb import KnowledgeBase
from kbgen.records.proofs import Proof, State
from tests.conftest import FORMULAS, GLOSSARY, KB, Base

EXTENDED = {
    "kb.yml": KB + "site_url: https://kb.example/\n",
    "glossary/r.yml": GLOSSARY
    + """
encoding:
  name: {fr: encodage de position, en: position encoding}
  definition: {fr: 'Dit où est \\(x_i\\). [[glossary/rope]] en est un.', en: 'Says where \\(x_i\\) is.'}
  broader: [glossary/rope]
  notes: [{kind: limit, text: {fr: 'Coûte 5 $.', en: 'Costs $5.'}}]
  sources: [{ref: links/roformer}]
""",
    "formulas/basics.yml": FORMULAS
    + r"""
mean:
  name: {fr: moyenne, en: mean}
  summary: {fr: 'La moyenne.', en: 'The mean.'}
  latex: |
    \mu = \frac{1}{d} \sum_{i=1}^{d} x_i
  outputs: [{symbol: '\mu', meaning: {fr: moyenne de tout, en: mean of all}}]
  sizes: {d: {symbol: d, meaning: {fr: nombre de valeurs, en: number of values}}}
  variables:
    - {symbol: x, py: x, shape: [d], domain: real, typical: 0.5, unit: second, meaning: {fr: valeurs, en: values}}
  assumptions: [{where: 'd \geq 1', text: {fr: sinon rien, en: else nothing}}]
  edge_cases: [{when: d = 0, value: undefined, why: {fr: Rien à compter., en: Nothing to count.}}]
  uses: {'\sigma': formulas/sigmoid}
  variants:
    - name: {fr: somme, en: sum}
      used_by: [Pacioli]
      replaces: {'\mu': '\sum_{i=1}^{d} x_i'}
      equal: {where: d = 1}
  claims:
    - text: {fr: 'Avec \(d =\) {d} : {result}.', en: 'With \(d =\) {d}: {result}.'}
      expression: 2 d
      values: {d: 1000}
      expected: 2000000
  errata:
    - where: A.1
      says: "**mean** = x_1"
      kind: wrong
      correct: {fr: La moyenne de tout., en: The mean of all.}
      sources: [{ref: links/roformer, where: § 1}]
  oracle: {library: torch, function: torch.mean}
  sources: [{ref: links/roformer, where: § 3.2}]
""",
    "metrics/speed.yml": r"""
page: {title: {fr: Vitesse, en: Speed}}
delay:
  name: {fr: délai, en: delay}
  summary: {fr: Le temps d'attente., en: The time to wait.}
  direction: lower
  targets: [{op: <, value: 500 msecond, context: {fr: dialogue, en: chat}}]
  unchecked: {fr: Rien à calculer., en: Nothing to compute.}
  sources: [{ref: links/roformer}]
""",
    "benchmarks/tests.yml": """
page: {title: {fr: Tests, en: Tests}}
quiz:
  name: Quiz
  summary: {fr: Des questions., en: Questions.}
  items: [{count: 14042, of: {fr: questions, en: questions}}]
  format: {fr: Une question., en: A question.}
  metric: {ref: metrics/delay}
  licence: MIT
  scores:
    - model: Old One
      metric: {ref: metrics/delay}
      value: 43.9
      setting: {shots: 5}
      date: 2020-09
      source: {ref: links/roformer, where: README.md | Table 1}
  sources: [{ref: links/roformer}]
""",
    "models/maker.yml": """
big:
  name: Big 70B
  summary: {fr: Grand., en: Large.}
  developer: Maker
  released: 2024-07-23
  licence: proprietary
  parameters: {total: 70600000000, active: null, source: {ref: links/roformer, where: § 2}}
  scores:
    - benchmark: benchmarks/quiz
      metric: {ref: metrics/delay}
      value: 87.3
      variant: instruct
      setting: {shots: 5, method: CoT}
      harness: own
      date: 2024-07-23
      source: {ref: links/roformer, where: Table 3}
  prices:
    - provider: Maker
      input: 2.50 USD/Mtoken
      output: 10 USD/Mtoken
      date: 2024
      source: {ref: links/roformer}
  derived: [{quantity: weights, by: formulas/mean, expected: 141200000000 byte}]
  sources: [{ref: links/roformer}]
""",
}
"""Files put over the tiny base."""


def extended(base: Base) -> KnowledgeBase:
    """The tiny base with `EXTENDED` put over it."""
    return KnowledgeBase.read(base(EXTENDED))


SOURCED = Proof(State.SOURCED)
