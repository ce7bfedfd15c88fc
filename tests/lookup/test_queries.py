"""The look-up against what people type: the first answer is right nineteen times in twenty, one of three nearly always."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

import kbgen
from kbgen.errors import NotFoundError
from kbgen.index.index import Index
from kbgen.index.results import Answer
from kbgen.kb import KnowledgeBase
from tests.conftest import ROOT
from tests.lookup.queries import Query, by_hand, by_rule

CONTENT = ROOT / "content"

UNKNOWN = [
    "pizza",
    "zzzz",
    "asdfgh",
    "qwertyuiop",
    "xkcd qwzx",
    "bitcoin",
    "football",
    "horoscope",
    "météo à Paris",
    "recette de la pâte à crêpes",
    "kubernetes",
    "javascript",
    "random forest",
    "LSTM",
    "SELECT * FROM customers WHERE id = 1",
    "https://example.com/pizza",
    "9999.99999",
    "10.1234/pizza",
    r"\zeta_{pizza}",
    "torch.nn.LSTM",
]
"""What the content knows nothing of."""

OTHER_VERSIONS = ["gpt-5", "llama 5", "deepseek-v7", "FlashAttention-9", "mistral 9b", "fp9"]
"""What the content may speak of, but has no entry for: the entry of another version is the wrong answer."""

NEARLY = [
    ("lroa", "glossary/lora"),
    ("blue", "metrics/bleu"),
    ("mmul", "glossary/mmlu"),
    ("rlfh", "glossary/rlhf"),
    ("ropr", "glossary/rope"),
    ("perplleksity", "glossary/perplexity"),
    ("bakcpropogaton", "glossary/backpropagation"),
    ("reenforcment lerning", "glossary/reinforcement-learning"),
    ("aprentisage supperviser", "glossary/supervised-learning"),
    ("claude 4 sonnet", "models/claude-3-5-sonnet"),
]
"""What is too short or too far from a name to be sure, and the entry that a reader should be led to all the same."""

ODD = {
    "nothing": "",
    "spaces": " \t\n ",
    "10,000 letters": "a" * 10_000,
    "10,000 words": "a " * 5_000,
    "10,000 quotation marks": '"' * 10_000,
    "10,000 brackets": "(" * 10_000,
    "a long name": "attention " * 1_000,
    "control characters": "rope\x01\x07\x1b[31m",
    "NUL": "ro\x00pe",
    "NUL alone": "\x00",
    "a lone surrogate": "rope \ud800",
    "a lone surrogate alone": "\udfff",
    "emoji": "🤗",
    "emoji joined": "👩‍💻 rope",
    "per cent": "%",
    "underscore": "_",
    "one quotation mark": '"',
    "one apostrophe": "'",
    "star": "*",
    "star after a word": "atten*",
    "caret": "^attention",
    "NEAR": "NEAR(a b)",
    "OR": "a OR b",
    "AND at the end": "attention AND",
    "NOT": "NOT attention",
    "a column": "name: x",
    "a column filter": "{name document} : x",
    "plus": "rope + alibi",
    "SQL": "'; DROP TABLE entries; --",
    "minus": "-",
    "minus before a word": "-attention",
    "opening bracket": "(",
    "backslash": "\\",
    "broken LaTeX": r"\frac{",
    "braces": "}{",
    "dollars": "$$",
    "deep LaTeX": "{" * 2_000 + "x" + "}" * 2_000,
    "Arabic": "انتباه",
    "Chinese": "注意力机制",
    "Chinese and Latin": "LoRA微调",
    "combining marks alone": "\u0301\u0300\u0308",
    "a hundred combining marks": "a" + "\u0301" * 100,
    "zero-width space": "\u200b",
    "right-to-left override": "\u202erope",
    "byte order mark": "\ufeffrope",
    "a Turkish dotted I": "İ",
    "a ligature": "ﬁne-tuning",
    "full-width letters": "ＬｏＲＡ",
    "a glob": "[a-z]*?",
    "a path": "../../etc/passwd",
    "a broken address": "http://[::1",
    "a broken number": "arXiv:.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query got, best first; nothing where nothing answered."""

    query: Query
    refs: tuple[str, ...]

    def is_right(self, within: int) -> bool:
        return bool(self.query.expected & set(self.refs[:within]))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the content, compiled anew: one that lies there may have been written by other code."""
    root = tmp_path_factory.mktemp("lookup") / "content"
    shutil.copytree(CONTENT, root, ignore=shutil.ignore_patterns(".*"))
    with kbgen.load(root) as index:
        yield index


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.read(CONTENT)


@pytest.fixture(scope="module")
def queries(kb: KnowledgeBase) -> list[Query]:
    return [*by_hand(), *by_rule(kb)]


def test_there_are_200_queries_by_hand_and_200_by_rule_none_twice(kb: KnowledgeBase) -> None:
    hand, rule = by_hand(), by_rule(kb)
    assert len(hand) >= 200
    assert len(rule) >= 200
    assert len({query.text for query in (*hand, *rule)}) == len(hand) + len(rule)


def test_the_rules_draw_the_same_queries_each_time_and_from_every_kind(kb: KnowledgeBase) -> None:
    queries = by_rule(kb)
    assert by_rule(kb) == queries
    assert {query.note.partition("/")[0] for query in queries} == set(kb.manifest.kinds)


def test_every_answer_that_is_expected_exists(kb: KnowledgeBase, queries: list[Query]) -> None:
    assert [ref for query in queries for ref in query.expected if ref not in kb.content.entries] == []


def test_the_right_entry_comes_first_95_times_in_100_and_among_three_99_times(
    index: Index, queries: list[Query]
) -> None:
    outcomes = [Outcome(query, _refs(index, query.text)) for query in queries]
    table = "\n".join(_table(outcomes))
    print(table)
    assert _share(outcomes, within=1) >= 0.95, table
    assert _share(outcomes, within=3) >= 0.99, table


@pytest.mark.parametrize("query", UNKNOWN)
def test_what_the_content_does_not_know_is_not_found(index: Index, query: str) -> None:
    assert _refs(index, query) == ()


@pytest.mark.parametrize("query", OTHER_VERSIONS)
def test_another_version_is_no_slip_of_the_finger(index: Index, query: str) -> None:
    try:
        hows = {match.how for match in index.lookup(query).matches}
    except NotFoundError:
        return
    assert hows == {"text"}


@pytest.mark.parametrize(("query", "ref"), NEARLY)
def test_what_is_nearly_a_name_is_answered_or_suggested(index: Index, query: str, ref: str) -> None:
    shown = _refs(index, query)[:3] or [_refs(index, name)[0] for name in _suggestions(index, query)]
    assert ref in shown


@pytest.mark.parametrize("query", ODD.values(), ids=ODD.keys())
def test_an_odd_query_is_answered_or_not_found(index: Index, query: str) -> None:
    try:
        answer = index.lookup(query)
    except NotFoundError as error:
        assert error.query == query
        assert len(error.suggestions) <= 5
    else:
        assert isinstance(answer, Answer)
        assert answer.query == query
        assert answer.matches


@pytest.mark.parametrize("query", ODD.values(), ids=ODD.keys())
def test_an_odd_search_gives_hits_or_none(index: Index, query: str) -> None:
    hits = index.search(query, limit=5)
    assert isinstance(hits, tuple)
    assert len(hits) <= 5


def _refs(index: Index, query: str) -> tuple[str, ...]:
    try:
        return tuple(match.ref for match in index.lookup(query).matches)
    except NotFoundError:
        return ()


def _suggestions(index: Index, query: str) -> tuple[str, ...]:
    with pytest.raises(NotFoundError) as caught:
        index.lookup(query)
    return caught.value.suggestions


def _share(outcomes: list[Outcome], within: int) -> float:
    return sum(outcome.is_right(within) for outcome in outcomes) / len(outcomes)


def _table(outcomes: list[Outcome]) -> Iterator[str]:
    """The shares by category, then each query whose first answer is wrong: what was typed, what is right, what came."""
    for category in (*dict.fromkeys(outcome.query.category for outcome in outcomes), None):
        some = [outcome for outcome in outcomes if category in (outcome.query.category, None)]
        first, three = _share(some, within=1), _share(some, within=3)
        yield f"{category or 'all':<26}{len(some):>5}  hit@1 {first:>6.1%}  hit@3 {three:>6.1%}"
    for outcome in outcomes:
        if not outcome.is_right(within=1):
            rank = "hit@3" if outcome.is_right(within=3) else "miss "
            query, got = outcome.query, ", ".join(outcome.refs[:3]) or "nothing"
            yield f"{rank}  {query.text!r} ({query.category}): {', '.join(sorted(query.expected))}; got {got}"
