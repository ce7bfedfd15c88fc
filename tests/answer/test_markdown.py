from __future__ import annotations

import re

import pytest

from kbgen.answer.markdown import fenced, markdown
from kbgen.kb import KnowledgeBase
from kbgen.records.claims import claim_of
from kbgen.records.link_checks import check_of
from kbgen.records.link_file import LinkRecords
from kbgen.records.links import Alive, Document, Found
from kbgen.records.proofs import DeviceProof, Proof, State
from kbgen.schema import Ref
from tests.answer.basis import SOURCED, extended
from tests.conftest import ROOT, Base
from tests.site.checking import record

URL = "https://arxiv.org/abs/2104.09864"


def test_a_term_is_a_heading_names_a_definition_and_sources_with_addresses(kb: KnowledgeBase) -> None:
    assert markdown(kb, Ref("glossary/rope"), "en", SOURCED) == (
        """\
## RoPE

`glossary/rope`. RoPE: Rotary Position Embedding. Also called: rotary encoding

A rotation per position.

**State:** sourced

- **See also:** `formulas/sigmoid`
- **Page:** en/glossary.html#rope

**Sources**

- [RoFormer: Enhanced Transformer with Rotary Position Embedding](https://arxiv.org/abs/2104.09864), § 3.2
"""
    )


def test_a_formula_keeps_its_latex_and_has_everything_that_is_known_of_it(base: Base) -> None:
    cpu = DeviceProof("cpu", "", "2026-11-24", False, {})
    kb = extended(base)
    text = markdown(kb, Ref("formulas/mean"), "en", Proof(State.CHECKED, (cpu,)), code="def mean(x): ...\n")
    assert text == (
        r"""## mean

`formulas/mean`. Français: moyenne

The mean.

$$
\mu = \frac{1}{d} \sum_{i=1}^{d} x_i
$$

- $x$ (`x`, `d`): values, s (typical value: 0.5)
- $\mu$: **Result**: mean of all
- $d$: number of values

**Assumptions**

- $d \geq 1$: else nothing

**Edge cases**

- $d = 0$: undefined. Nothing to count.

```python
def mean(x): ...
```

**Variants**

- **sum** (used by Pacioli): $\mu = \sum_{i=1}^{d} x_i$. Equal when: $d = 1$.

**Worked numbers**

- With $d =$ 1000: 2,000,000.

**Corrections**

- The original document says (A.1): “\*\*mean\*\* = x\_1” (wrong). Correct: The mean of all. (RoFormer, § 1)

**State:** checked on 24 November 2026 (CPU)

**Independent implementation:** `torch.mean` (torch)

- **Uses:** `formulas/sigmoid`
- **Page:** https://kb.example/en/formulas/basics.html#mean

**Sources**

- [RoFormer: Enhanced Transformer with Rotary Position Embedding](https://arxiv.org/abs/2104.09864), § 3.2
"""
    )


def test_entries_that_are_named_become_plain_words_and_mathematics_stays(base: Base) -> None:
    text = markdown(extended(base), Ref("glossary/encoding"), "fr", SOURCED)
    assert "\nDit où est $x_i$. RoPE en est un.\n" in text


def test_a_dollar_is_no_mathematics(base: Base) -> None:
    kb = extended(base)
    assert r"- **Limit.** Costs \$5." in markdown(kb, Ref("glossary/encoding"), "en", SOURCED)
    assert "| Maker | 2.50 / 10\u00a0US\\$ per million tokens | 2024 | RoFormer |" in markdown(
        kb, Ref("models/big"), "en", SOURCED
    )


def test_the_scores_of_a_model_are_a_table(base: Base) -> None:
    text = markdown(extended(base), Ref("models/big"), "en", SOURCED)
    assert (
        """\
| Published scores | Score | Setting | Date | Source |
|---|--:|---|---|---|
| Quiz | 87.3\u00a0% | instruct, 5-shot, CoT, own | 23 July 2024 | RoFormer, Table 3 |
"""
        in text
    )
    assert "- Weights: 141,200,000,000\u00a0bytes (`formulas/mean`)\n" in text
    assert "- Parameters: 70.6B total (RoFormer, § 2)\n" in text


def test_a_bar_cuts_no_cell(base: Base) -> None:
    text = markdown(extended(base), Ref("benchmarks/quiz"), "en", SOURCED)
    assert (
        r"| Old One | 43.9 % | 5-shot | September 2020 | RoFormer, README.md \| Table 1 |".replace(" %", "\u00a0%")
        in text
    )


def test_a_metric_has_its_targets(base: Base) -> None:
    text = markdown(extended(base), Ref("metrics/delay"), "en", Proof(State.NOT_EXECUTABLE))
    assert "Lower is better." in text
    assert "- < 500\u00a0ms (chat): figure of the original document, without a source" in text
    assert "**Why it is not checked:** Nothing to compute." in text


def test_a_link_has_its_document_and_what_cites_it(kb: KnowledgeBase) -> None:
    text = markdown(kb, Ref("links/roformer"), "en", Proof(State.NOT_YET_CHECKED))
    title = "RoFormer: Enhanced Transformer with Rotary Position Embedding"
    assert f"\n- <{URL}>\n- Paper: {title}. Jianlin Su, Yu Lu et al. 2021. arXiv 2104.09864\n" in text
    assert "\n**State:** not yet checked\n" in text
    assert "\n- **Cited by:** `formulas/sigmoid`, `glossary/rope`\n" in text


def test_a_link_that_was_asked_has_both_verdicts_and_no_foreign_marks(kb: KnowledgeBase) -> None:
    found = Found("arXiv", "A *Study* of `x`", "José Núñez", 2019)
    claim = claim_of(kb.links["roformer"]).fingerprint()
    wrong = record(URL, Alive.MOVED, Document.WRONG, status=301, to="https://new.example/", found=found, claim=claim)
    check = check_of(kb.links["roformer"], LinkRecords({URL: wrong}))
    assert (
        "**State:** another document is there (checked on 24 November 2026). "
        "Does the address answer? Yes, but it has moved for good (HTTP 301). "
        r"Is the right document there? No, another one. According to arXiv, it is “A \*Study\* of \`x\`” "
        "(José Núñez, 2019). New address: https://new.example/\n"
    ) in markdown(kb, Ref("links/roformer"), "en", Proof(State.NOT_YET_CHECKED), check)


def test_a_disputed_formula_has_what_the_check_says(kb: KnowledgeBase) -> None:
    cpu = DeviceProof("cpu", "", "2026-11-24", False, {"failed": ["1 printed, 2 by the example"]})
    text = markdown(kb, Ref("formulas/sigmoid"), "en", Proof(State.CHECKED, (cpu,), "1 printed, 2 by the example"))
    assert (
        "**State:** disputed by the check of 24 November 2026. "
        "The check does not agree with this entry: 1 printed, 2 by the example\n"
    ) in text


def test_code_with_ticks_stays_one_block() -> None:
    assert fenced('"""```"""\n') == '````python\n"""```"""\n````'


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_entry_of_the_content_leaves_marks_of_the_content_or_html(language: str) -> None:
    kb = KnowledgeBase.read(ROOT / "content")
    for ref in kb.content.entries:
        text = markdown(kb, ref, language, SOURCED)
        prose = re.sub(r"`[^`]*`|\$\$.*?\$\$|(?<!\\)\$[^$]*\$|<https?://[^>]*>", "", text, flags=re.DOTALL)
        assert not re.search(r"\[\[|\]\]|\\\(|\\\)|</?[a-z]|&[a-z]+;", prose), ref
        assert text.startswith("## ")
        assert text.strip() + "\n" == text
