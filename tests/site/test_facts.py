from __future__ import annotations

import pytest

from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.plan import Plan
from kbgen.site.facts import Facts
from kbgen.site.writer import Writer
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def golden() -> KnowledgeBase:
    return KnowledgeBase.read(ROOT / "tests" / "golden" / "content")


def facts(kb: KnowledgeBase, code: str) -> Facts:
    return Facts(Writer(Plan(kb), language(code), "models", "0"))


def test_parameters_are_written_in_short(golden: KnowledgeBase) -> None:
    assert facts(golden, "fr").size(8_030_261_248) == "8,03\u00a0Md"
    assert facts(golden, "en").size(8_030_261_248) == "8.03B"
    assert facts(golden, "en").size(110_000_000) == "110M"


def test_hidden_words_are_the_spellings_a_page_does_not_print(golden: KnowledgeBase) -> None:
    words = facts(golden, "fr").search_words(golden.glossary["epoch"])
    assert words == "epoque epoch passe complete full pass epoques epochs"


def test_only_known_numbers_of_an_architecture_are_shown(golden: KnowledgeBase) -> None:
    names = [name for name, _ in facts(golden, "en").architecture(golden.models["model-7b"])]
    assert names == ["layers", "d_model", "tied_embeddings"]


def test_after_eight_authors_come_the_others(golden: KnowledgeBase) -> None:
    assert facts(golden, "en").authors(golden.links["paper"]) == "Ada Doe, Bob Roe et al."


def test_the_year_of_a_venue_is_not_said_twice(golden: KnowledgeBase) -> None:
    assert facts(golden, "en").when(golden.links["paper"]) == "Conf 2020"
