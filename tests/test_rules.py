from __future__ import annotations

from collections.abc import Callable

import pytest

from kbgen.rules import RULES
from tests.conftest import FORMULAS, GLOSSARY, KB, LINKS

Messages = Callable[..., list[str]]


def test_the_tiny_base_breaks_no_rule(messages: Messages) -> None:
    assert messages() == []


def test_a_ref_that_names_nothing_has_a_did_you_mean(messages: Messages) -> None:
    files = {"glossary/r.yml": GLOSSARY.replace("[formulas/sigmoid]", "[formulas/sigmoyd]")}
    assert messages(files) == [
        "content/glossary/r.yml:8: glossary/rope.related.0: no entry 'formulas/sigmoyd'; did you mean 'formulas/sigmoid'?"
    ]


def test_a_ref_in_prose_is_checked_too(messages: Messages) -> None:
    files = {"formulas/basics.yml": FORMULAS.replace("Between 0 and 1, see [[glossary/rope]]", "See [[glossary/rop]]")}
    assert messages(files) == [
        "content/formulas/basics.yml:6: formulas/sigmoid.summary: no entry 'glossary/rop'; did you mean 'glossary/rope'?"
    ]


def test_the_right_id_under_the_wrong_kind_is_suggested(messages: Messages) -> None:
    [message] = messages({"glossary/r.yml": GLOSSARY.replace("[formulas/sigmoid]", "[metrics/sigmoid]")})
    assert message.endswith("no entry 'metrics/sigmoid'; did you mean 'formulas/sigmoid'?")


def test_a_name_belongs_to_one_entry_of_its_kind(messages: Messages) -> None:
    twin = """
rotary:
  name: Rotary-Encodíng
  definition: {fr: Une autre., en: Another.}
  sources: [{ref: links/roformer}]
"""
    assert messages({"glossary/r.yml": GLOSSARY + twin}) == [
        "content/glossary/r.yml:12: glossary/rotary.name: 'Rotary-Encodíng' is a name of glossary/rope too; "
        "keep it on one of them"
    ]


def test_an_entry_without_a_source_is_an_error_save_links(messages: Messages) -> None:
    files = {"glossary/r.yml": GLOSSARY.replace("  sources: [{ref: links/roformer, where: § 3.2}]\n", "")}
    assert messages(files) == [
        "content/glossary/r.yml:2: glossary/rope.sources: no source; add sources: [{ref: links/…, where: …}]"
    ]


def test_a_missing_language_is_reported(messages: Messages) -> None:
    [message] = messages({"glossary/r.yml": GLOSSARY.replace(", en: A rotation per position.", "")})
    assert message == "content/glossary/r.yml:7: glossary/rope.definition: no text in en; write it"


def test_a_language_that_the_base_has_not_is_reported(messages: Messages) -> None:
    [message] = messages(
        {"glossary/r.yml": GLOSSARY.replace("en: A rotation per position.", "en: A rotation., de: Eine Drehung.")}
    )
    assert "'de' is no language of kb.yml" in message


@pytest.mark.parametrize(
    ("prose", "words"),
    [
        ("A <b>rotation</b>.", "raw HTML <b>"),
        (r"A \(rotation.", "do not pair"),
        ("A $$x$$ rotation.", "$$ in prose"),
        ("A [[rotation.", "[[ and ]] do not pair"),
    ],
)
def test_prose_with_broken_or_foreign_marks_is_an_error(messages: Messages, prose: str, words: str) -> None:
    found = messages({"glossary/r.yml": GLOSSARY.replace("en: A rotation per position.", f"en: '{prose}'")})
    assert any(words in message and "glossary/rope.definition.en" in message for message in found), found


def test_less_than_and_code_are_not_html(messages: Messages) -> None:
    assert messages({"glossary/r.yml": GLOSSARY.replace("A rotation per position.", "'If a < b, write `<b>`.'")}) == []


def test_terms_stand_in_the_file_of_their_letter_and_in_order(messages: Messages) -> None:
    early = (
        GLOSSARY.replace("rope:", "rag:", 1)
        .replace("RoPE", "RAG")
        .replace("rotatif", "x")
        .replace("rotary encoding", "y")
    )
    early = early.replace("Rotary Position Embedding", "z")
    assert messages({"glossary/r.yml": GLOSSARY + early}) == [
        "content/glossary/r.yml:11: glossary/rag: out of alphabetical order; move it above 'rope'"
    ]


def test_a_term_in_the_file_of_another_letter_is_told_where_to_go(messages: Messages) -> None:
    [message] = messages({"glossary/r.yml": None, "glossary/s.yml": GLOSSARY})
    assert message.endswith("glossary/rope: does not belong in s.yml; move it to r.yml")


def test_kb_yml_and_the_files_agree(messages: Messages) -> None:
    found = messages({"kb.yml": KB.replace("links/papers", "links/paper")})
    assert any("no page 'links/paper'; did you mean 'links/papers'?" in message for message in found)
    assert any("in no section; add links/papers" in message for message in found)


def test_two_links_do_not_share_an_address(messages: Messages) -> None:
    twin = LINKS.split("roformer:\n")[1].replace("name: RoFormer", "name: Twin")
    [message] = messages({"links/papers.yml": f"{LINKS}twin:\n{twin}"})
    assert "links/roformer has this address too" in message


def test_a_claim_prints_only_values_it_has(messages: Messages) -> None:
    claim = "  claims: [{text: {fr: '{y}', en: '{x}'}, of: x, values: {x: 1}, expected: 1}]\n"
    [message] = messages({"formulas/basics.yml": FORMULAS + claim})
    assert "'{y}' has no value; " in message


def test_a_retired_ref_is_no_entry_and_its_heir_is(messages: Messages) -> None:
    found = messages({"kb.yml": KB + "retired: {glossary/rope: glossary/nothing}\n"})
    assert any("is still an entry" in message for message in found)
    assert any("no entry 'glossary/nothing'" in message for message in found)


def test_an_erratum_rests_on_something(messages: Messages) -> None:
    erratum = "  errata: [{where: C, says: x, kind: wrong, correct: {fr: y, en: y}}]\n"
    [message] = messages({"glossary/r.yml": GLOSSARY + erratum})
    assert message.endswith("glossary/rope.errata.0: no grounds; add sources, a proof or why")


def test_every_rule_says_what_it_holds() -> None:
    assert all(rule.__doc__ and rule.__doc__.endswith(".") for rule in RULES)


def test_a_state_keeps_its_letter(messages: Messages) -> None:
    mixed = FORMULAS.replace("  sources", "  state: {x: '\\sigma(x)'}\n  sources")
    [message] = messages({"formulas/basics.yml": mixed})
    assert message.endswith(r"'x' becomes '\sigma(x)', another letter; a state keeps its letter from step to step")
