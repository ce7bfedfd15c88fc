from __future__ import annotations

from kbgen.kb import KnowledgeBase
from kbgen.records import State, state_of
from tests.conftest import FORMULAS, Base


def test_nothing_is_shown_as_checked(kb: KnowledgeBase) -> None:
    assert state_of(kb["formulas/sigmoid"]) is State.TRANSCRIBED
    assert state_of(kb["links/roformer"]) is State.NOT_YET_CHECKED
    assert state_of(kb["glossary/rope"]) is State.SOURCED


def test_a_formula_with_a_reason_is_not_executable(base: Base) -> None:
    kb = KnowledgeBase.read(base({"formulas/basics.yml": FORMULAS + "  unchecked: {fr: non, en: no}\n"}))
    assert state_of(kb["formulas/sigmoid"]) is State.NOT_EXECUTABLE
