from __future__ import annotations

import pytest

from kbgen.errors import NotFoundError
from kbgen.kb import KnowledgeBase
from tests.conftest import KB, Base


@pytest.mark.parametrize(
    "query",
    ["RoPE", "rope", "Rotary-Encoding", "encodage  positionnel rotatif", "rotary position embedding", "glossary/rope"],
)
def test_a_term_answers_to_name_alias_acronym_expansion_and_ref(kb: KnowledgeBase, query: str) -> None:
    assert kb.named(query)[0].ref == "glossary/rope"


def test_a_link_answers_to_its_arxiv_id(kb: KnowledgeBase) -> None:
    assert kb.named("2104.09864")[0].ref == "links/roformer"


def test_a_name_comes_before_an_alias_and_kinds_break_ties(base: Base) -> None:
    root = base(
        {
            "formulas/basics.yml": base()
            .joinpath("formulas/basics.yml")
            .read_text()
            .replace("[logistic function,", "[RoPE,")
        }
    )
    assert [match.how for match in KnowledgeBase.read(root).named("rope")] == ["name", "alias"]


def test_what_is_not_found_has_suggestions(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFoundError) as error:
        kb.named("sigmoide fonction")
    assert error.value.suggestions


def test_collections_are_mappings_by_id(kb: KnowledgeBase) -> None:
    assert list(kb.glossary) == ["rope"]
    assert kb.glossary["rope"].definition["en"] == "A rotation per position."
    with pytest.raises(NotFoundError, match="did you mean rope"):
        kb.glossary["rop"]


def test_related_entries_know_each_other(kb: KnowledgeBase) -> None:
    assert kb.related(kb.named("sigmoid")[0].ref) == ("glossary/rope",)
    assert kb.related(kb.named("rope")[0].ref) == ("formulas/sigmoid",)


def test_a_link_knows_who_cites_it(kb: KnowledgeBase) -> None:
    assert kb.cited_by(kb.named("roformer")[0].ref) == ("formulas/sigmoid", "glossary/rope")


def test_a_retired_ref_leads_to_its_heir(base: Base) -> None:
    kb = KnowledgeBase.read(base({"kb.yml": KB + "retired: {glossary/rotary: glossary/rope}\n"}))
    assert kb.named("glossary/rotary")[0].ref == "glossary/rope"


def test_an_entry_cannot_be_changed(kb: KnowledgeBase) -> None:
    with pytest.raises(Exception, match="frozen"):
        kb.glossary["rope"].acronym = "X"  # type: ignore[misc]
    with pytest.raises(TypeError):
        kb.formulas["sigmoid"].uses["x"] = "y"  # type: ignore[index]
