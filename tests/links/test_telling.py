from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kbgen.links.check import Finding
from kbgen.links.claim import Place, Target
from kbgen.links.run import Outcome
from kbgen.links.telling import RULES, harmless, hint, lines, report, result, rule, summary, verdict
from kbgen.records.links import Alive, Document, LinkRecord, Policy, standing
from kbgen.report import Report, Status

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://a.example/"
PLACE = Place("links/a.url", "content/links/x.yml:3")
POLICY = Policy()


def _record(alive: Alive = Alive.OK, document: Document = Document.NOT_ASKED, **more: object) -> LinkRecord:
    return replace(LinkRecord(URL, alive, document, NOW, NOW), **more)  # type: ignore[arg-type]


def _finding(record: LinkRecord, *, exempt: str = "", places: tuple[Place, ...] = (PLACE,)) -> Finding:
    return Finding(Target(URL, places, exempt=exempt), record, standing(record, POLICY))


def _report(*findings: Finding) -> Report:
    return report(Outcome(list(findings), len(findings)), POLICY)


@pytest.mark.parametrize("alive", Alive)
@pytest.mark.parametrize("document", Document)
def test_every_finding_that_does_not_pass_has_a_rule_that_is_explained(alive: Alive, document: Document) -> None:
    assert rule(_record(alive, document)) in RULES


@pytest.mark.parametrize(
    ("alive", "document", "word"),
    [
        (Alive.OK, Document.SAME, "ok"),
        (Alive.DEAD, Document.SAME, "dead"),
        (Alive.DEAD, Document.RETITLED, "dead"),
        (Alive.DEAD, Document.WITHDRAWN, "withdrawn"),
        (Alive.MOVED, Document.RENAMED, "renamed"),
        (Alive.MOVED, Document.SAME, "moved"),
        (Alive.BLOCKED, Document.WRONG, "wrong-document"),
    ],
)
def test_the_graver_verdict_gives_the_word(alive: Alive, document: Document, word: str) -> None:
    assert verdict(_record(alive, document)) == word


def test_a_failure_says_where_it_stands_what_is_wrong_and_how_far_it_counts() -> None:
    found = result(_finding(_record(Alive.DEAD, detail="the server answers 404", strikes=(NOW,))), POLICY, {})
    assert str(found) == (
        "content/links/x.yml:3: links/a.url: unknown: dead: https://a.example/: the server answers 404; "
        "failure 1 of 3, the next counts 48 h later"
    )


def test_a_red_link_does_not_count_its_failures() -> None:
    found = result(_finding(_record(Alive.DEAD, detail="gone", strikes=(NOW,) * 3)), POLICY, {})
    assert (found.status, found.detail) == (Status.FAILED, "dead: https://a.example/: gone")


def test_the_least_time_is_said_as_it_was_chosen() -> None:
    finding = _finding(_record(Alive.DEAD, strikes=(NOW,)))
    assert "counts 1.5 h later" in result(finding, Policy(apart=timedelta(minutes=90)), {}).detail


@pytest.mark.parametrize(
    ("count", "words"), [(1, ""), (2, " (stands in 1 more place)"), (3, " (stands in 2 more places)")]
)
def test_an_address_that_stands_more_than_once_says_so(count: int, words: str) -> None:
    found = result(_finding(_record(Alive.MOVED, detail="moved"), places=(PLACE,) * count), POLICY, {})
    assert found.detail == f"moved: https://a.example/{words}: moved"


def test_the_new_address_is_what_to_do() -> None:
    assert hint(_record(to="https://b.example/"), "https://web.archive.org/x") == "write https://b.example/"


def test_without_one_the_archive_is_named() -> None:
    assert hint(_record(), "https://web.archive.org/x") == "a copy is kept at https://web.archive.org/x"
    assert hint(_record(), "") == ""


def test_an_exempt_link_that_fails_is_unknown_and_keeps_its_reason() -> None:
    record = _record(Alive.DEAD, detail="the server answers 404", strikes=(NOW,) * 3)
    found = result(_finding(record, exempt="behind a login"), POLICY, {})
    assert (found.status, found.rule) == (Status.UNKNOWN, "exempt")
    assert found.detail == "exempt ('behind a login'): dead: https://a.example/: the server answers 404"


def test_an_exempt_link_that_passes_is_an_error() -> None:
    found = result(_finding(_record(), exempt="behind a login"), POLICY, {})
    assert (found.status, found.rule) == (Status.FAILED, "exemption")
    assert found.detail == "exempt ('behind a login'), and yet https://a.example/ passes; take 'unchecked' away"


def test_the_summary_counts_the_pairs_of_verdicts_the_most_frequent_first() -> None:
    findings = [_finding(_record(Alive.DEAD)), _finding(_record()), _finding(_record())]
    assert summary(findings) == [("ok", "not-asked", 2), ("dead", "not-asked", 1)]


def test_what_passes_is_not_told() -> None:
    assert list(lines(_report(_finding(_record())))) == []


def test_few_unknowns_are_told_one_by_one_and_many_by_their_reason() -> None:
    unknown = _finding(_record(Alive.BLOCKED, detail="the server answers 403"))
    assert len(list(lines(_report(*[unknown] * 10)))) == 10
    assert list(lines(_report(*[unknown] * 11))) == [
        "unknown: 11 links: alive/blocked, as links/a.url: blocked: https://a.example/: the server answers 403"
    ]


def test_red_links_are_told_one_by_one_however_many() -> None:
    red = _finding(_record(Alive.OK, Document.WRONG, detail="another paper"))
    assert len(list(lines(_report(*[red] * 30)))) == 30


def test_what_a_foreign_page_says_is_no_command() -> None:
    assert (
        harmless("title \x1b]0;pwn\x07 ##[error]x \ud800\u202e") == "title \ufffd]0;pwn\ufffd ## [error]x \ufffd\ufffd"
    )
