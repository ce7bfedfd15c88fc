"""Pages as JSON-LD: of the right types, with what schema.org asks of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kbgen.answer.json_ld import embedded, json_ld
from kbgen.kb import KnowledgeBase
from kbgen.plan import Plan
from tests.conftest import GLOSSARY, KB, LINKS, ROOT, Base

SHAPES: dict[str, tuple[set[str], set[str]]] = {
    "DefinedTermSet": (
        {"@id", "url", "name", "inLanguage", "license", "isPartOf", "hasDefinedTerm"},
        {"description"},
    ),
    "CollectionPage": ({"@id", "url", "name", "inLanguage", "license", "isPartOf", "hasPart"}, {"description"}),
    "WebSite": ({"name"}, set()),
    "DefinedTerm": ({"@id", "url", "name", "termCode"}, {"alternateName", "description"}),
    "ScholarlyArticle": (
        {"@id", "url", "name", "headline", "author", "datePublished"},
        {"alternateName", "identifier", "sameAs", "description"},
    ),
    "CreativeWork": (
        {"@id", "url", "name"},
        {"alternateName", "author", "datePublished", "identifier", "sameAs", "description"},
    ),
    "PropertyValue": ({"propertyID", "value"}, set()),
    "Person": ({"name"}, set()),
    "Organization": ({"name"}, set()),
}
"""Type → the properties that it must have and may have here; all are schema.org's for the type."""


def described(kb: KnowledgeBase, path: str, language: str = "en") -> dict[str, Any]:
    page = next(page for page in Plan(kb).pages if page.path == path)
    return json_ld(kb, page, language)


def nodes(value: Any) -> list[dict[str, Any]]:
    """Every node that has a type."""
    if isinstance(value, list):
        return [node for item in value for node in nodes(item)]
    if not isinstance(value, dict):
        return []
    return [value] * ("@type" in value) + [node for item in value.values() for node in nodes(item)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_node_of_the_real_pages_has_the_properties_of_its_type(language: str) -> None:
    kb = KnowledgeBase.read(ROOT / "content")
    wrong = []
    for page in Plan(kb).pages:
        data = json_ld(kb, page, language)
        assert data["@context"] == "https://schema.org"
        for node in nodes(data):
            needed, allowed = SHAPES[node["@type"]]
            properties = set(node) - {"@type", "@context"}
            if not needed <= properties <= needed | allowed or None in node.values() or "" in node.values():
                wrong.append((page.path, node["@type"], properties ^ needed))
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_nodes_have_one_address(language: str) -> None:
    kb = KnowledgeBase.read(ROOT / "content")
    for page in Plan(kb).pages:
        ids = [node["@id"] for node in nodes(json_ld(kb, page, language)) if "@id" in node]
        assert len(set(ids)) == len(ids) == len(page.items) + 1


def test_a_term_has_its_definition_and_its_other_names(kb: KnowledgeBase) -> None:
    data = described(kb, "glossary")
    assert data["@type"] == "DefinedTermSet"
    assert data["hasDefinedTerm"] == [
        {
            "@type": "DefinedTerm",
            "@id": "glossary.html#rope",
            "url": "glossary.html#rope",
            "name": "RoPE",
            "alternateName": ["rotary encoding", "Rotary Position Embedding"],
            "description": "A rotation per position.",
            "termCode": "glossary/rope",
        }
    ]


def test_prose_is_without_marks(kb: KnowledgeBase) -> None:
    (term,) = described(kb, "formulas/basics")["hasDefinedTerm"]
    assert term["description"] == "Between 0 and 1, see RoPE."


def test_a_paper_is_an_article_with_authors_date_and_identifier(kb: KnowledgeBase) -> None:
    (paper,) = described(kb, "links/papers")["hasPart"]
    assert paper == {
        "@type": "ScholarlyArticle",
        "@id": "papers.html#roformer",
        "url": "https://arxiv.org/abs/2104.09864",
        "name": "RoFormer: Enhanced Transformer with Rotary Position Embedding",
        "headline": "RoFormer: Enhanced Transformer with Rotary Position Embedding",
        "alternateName": ["RoFormer"],
        "author": [{"@type": "Person", "name": "Jianlin Su"}, {"@type": "Person", "name": "Yu Lu"}],
        "datePublished": "2021",
        "identifier": [{"@type": "PropertyValue", "propertyID": "arXiv", "value": "2104.09864"}],
    }


def test_who_wrote_a_tool_is_not_said_to_be_a_person(base: Base) -> None:
    links = LINKS.replace("what: paper", "what: tool").replace("[Jianlin Su, Yu Lu]", "[PyTorch, LF AI Foundation]")
    (tool,) = described(KnowledgeBase.read(base({"links/papers.yml": links})), "links/papers")["hasPart"]
    assert tool["@type"] == "CreativeWork"
    assert tool["author"] == [{"@type": "Organization", "name": "PyTorch"}, {"name": "LF AI Foundation"}]


@pytest.mark.parametrize(
    ("language", "address"),
    [
        ("fr", "https://example.org/base/formulas/basics.html"),
        ("en", "https://example.org/base/en/formulas/basics.html"),
    ],
)
def test_addresses_are_absolute_where_the_base_says_where_the_site_is(base: Base, language: str, address: str) -> None:
    kb = KnowledgeBase.read(base({"kb.yml": KB + "site_url: https://example.org/base\n"}))
    data = described(kb, "formulas/basics", language)
    assert data["@id"] == data["url"] == address
    assert data["hasDefinedTerm"][0]["@id"] == f"{address}#sigmoid"


def test_nothing_in_it_ends_the_script(base: Base) -> None:
    glossary = GLOSSARY.replace("A rotation per position.", "'A `</script><script>` & <!-- é.'")
    data = described(KnowledgeBase.read(base({"glossary/r.yml": glossary})), "glossary")
    text = embedded(data)
    assert "<" not in text
    assert json.loads(text) == data
