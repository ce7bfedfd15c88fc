from __future__ import annotations

import pytest

from kbgen.kb import KnowledgeBase
from kbgen.plan import Plan, relative
from tests.conftest import GLOSSARY, Base


def test_a_file_is_a_page_and_a_whole_kind_can_be_one(kb: KnowledgeBase) -> None:
    assert [page.path for page in Plan(kb).pages] == ["formulas/basics", "glossary", "links/papers"]


def test_the_ref_is_the_anchor(kb: KnowledgeBase) -> None:
    assert Plan(kb).url("formulas/sigmoid") == "formulas/basics.html#sigmoid"


@pytest.mark.parametrize(
    ("target", "origin", "way"),
    [
        ("glossary", "formulas/basics", "../glossary"),
        ("links/papers", "glossary", "links/papers"),
        ("links/a", "links/b", "a"),
    ],
)
def test_links_are_relative_to_the_page(target: str, origin: str, way: str) -> None:
    assert relative(target, origin) == way


def test_terms_are_sorted_in_the_readers_language_accents_folded(base: Base) -> None:
    more = """
rust:
  name: {fr: écrou, en: rust}
  definition: {fr: x., en: y.}
  sources: [{ref: links/roformer}]
"""
    page = Plan(KnowledgeBase.read(base({"glossary/r.yml": GLOSSARY + more}))).pages[1]
    assert [letter for letter, _ in page.letters("fr")] == ["E", "R"]
    assert [[item.ref.id for item in items] for _, items in page.letters("en")] == [["rope", "rust"]]
