from __future__ import annotations

from kbgen.kb import KnowledgeBase
from kbgen.schema.walk import walk


def test_every_value_has_the_path_a_message_would_name(kb: KnowledgeBase) -> None:
    found = dict(walk(kb.glossary["rope"]))
    assert found["sources", 0, "ref"] == "links/roformer"
    assert found["definition",]["en"] == "A rotation per position."
    assert ("summary",) not in found
