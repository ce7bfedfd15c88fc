from __future__ import annotations

import pytest

from kbgen.answer.words import PlainWords, address_of, size_in_latex
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.schema import Ref
from kbgen.schema.formula import SizeRule
from tests.answer.basis import extended
from tests.conftest import LINKS, Base


@pytest.mark.parametrize(
    ("parameters", "french", "english"),
    [(70_600_000_000, "70,6\u00a0Md", "70.6B"), (124_000_000, "124\u00a0M", "124M"), (512, "512", "512")],
)
def test_a_number_of_parameters_is_short(kb: KnowledgeBase, parameters: int, french: str, english: str) -> None:
    assert PlainWords(kb, language("fr")).size(parameters) == french
    assert PlainWords(kb, language("en")).size(parameters) == english


def test_after_eight_authors_stands_et_al(base: Base) -> None:
    many = LINKS.replace("[Jianlin Su, Yu Lu]\n  et_al: true", "[A, B, C, D, E, F, G, H, I]")
    kb = KnowledgeBase.read(base({"links/papers.yml": many}))
    assert PlainWords(kb, language("en")).authors(kb.links["roformer"]) == "A, B, C, D, E, F, G, H et al."


def test_the_year_is_not_said_twice(base: Base) -> None:
    kb = KnowledgeBase.read(base({"links/papers.yml": LINKS + "  venue: Neurocomputing 2021\n"}))
    assert PlainWords(kb, language("en")).when(kb.links["roformer"]) == "Neurocomputing 2021"


def test_other_names_are_those_of_the_language_and_the_names_in_the_others(kb: KnowledgeBase) -> None:
    assert (
        PlainWords(kb, language("fr")).other_names(kb["glossary/rope"])
        == "Aussi appelé\u00a0: encodage positionnel rotatif"
    )
    assert PlainWords(kb, language("en")).other_names(kb["formulas/sigmoid"]) == (
        "Also called: logistic function, torch.sigmoid; Français: sigmoïde"
    )


def test_an_entry_named_at_the_start_of_a_sentence_has_its_capital(base: Base) -> None:
    kb = KnowledgeBase.read(
        base({"glossary/b.yml": "b:\n  name: B\n  definition: {fr: x, en: 'It is. [[formulas/sigmoid]] too.'}\n"})
    )
    assert PlainWords(kb, language("en")).text(kb.glossary["b"].definition) == "It is. Sigmoid too."


@pytest.mark.parametrize(
    ("size", "latex"), [("d", "D"), ("h*d_v", r"h\,d_v"), ("d_model", r"d_{\mathrm{model}}"), ("T-n+1", "T-n+1")]
)
def test_a_size_is_written_as_the_formula_prints_it(size: str, latex: str) -> None:
    assert size_in_latex(size, {"d": SizeRule(symbol="D")}) == latex


def test_a_page_is_a_file_or_a_whole_kind_in_the_language(kb: KnowledgeBase, base: Base) -> None:
    assert address_of(kb, Ref("formulas/sigmoid"), "fr") == "formulas/basics.html#sigmoid"
    assert address_of(kb, Ref("glossary/rope"), "en") == "en/glossary.html#rope"
    assert address_of(extended(base), Ref("glossary/rope"), "en") == "https://kb.example/en/glossary.html#rope"
