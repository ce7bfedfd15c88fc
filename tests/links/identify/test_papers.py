"""The 31 founding papers: as they are, and with another document behind each of them.

What is claimed comes from the content, what the catalogues answer from the fixtures, and neither was made from the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from kbgen.links.claim import Target
from kbgen.links.exchange import Answer, Question, Send
from kbgen.links.identify.sought import Sought
from kbgen.links.recording import Replay
from kbgen.records.links import Document
from tests.links.identify.papers import FIXTURES, Tampered, asked, feed_of, field_of, founding_papers, sought

PAPERS = founding_papers()
REPLAY = Replay(FIXTURES)


def test_there_are_31_papers_of_which_two_have_no_identifier() -> None:
    identified = [target for target in PAPERS.values() if target.claim and target.claim.arxiv]
    assert (len(PAPERS), len(identified)) == (31, 29)


@pytest.mark.parametrize("ref", PAPERS)
def test_a_paper_is_what_the_content_claims(ref: str) -> None:
    found = sought(PAPERS[ref], REPLAY)
    assert found.document is Document.SAME, found.detail


def test_all_papers_of_arxiv_are_asked_in_one_question() -> None:
    questions: list[Question] = []

    async def counted(question: Question) -> Answer:
        questions.append(question)
        return await REPLAY(question)

    found = asked(list(PAPERS.values()), counted)
    assert len(questions) == 1
    assert Counter(each.document for each in found.values()) == {Document.SAME: 29}


Seed = tuple[Target, Send]

OTHERS = {ref: list(PAPERS)[(place + 1) % len(PAPERS)] for place, ref in enumerate(PAPERS)}
"""For each paper another one."""


def _feed(ref: str) -> str:
    claim = PAPERS[ref].claim
    return feed_of(claim.arxiv if claim and claim.arxiv else "2001.08361")


def _put(name: str, words: str) -> Callable[[str], str]:
    """Changes an element of the entry."""
    return lambda feed: re.sub(rf"(<entry>.*?<{name}>).*?(</{name}>)", rf"\g<1>{words}\g<2>", feed, flags=re.DOTALL)


def _another_paper(ref: str) -> Seed:
    """The right identifier, another paper under it."""
    other = _feed(OTHERS[ref])
    own = field_of(_feed(ref), "id").rpartition("/")[2].rpartition("v")[0]
    return PAPERS[ref], Tampered(lambda _: re.sub(r"/abs/[\d.]+v", f"/abs/{own}v", other))


def _another_author(ref: str) -> Seed:
    """A paper of the same title and year by somebody else."""
    name = field_of(_feed(OTHERS[ref]), "name")
    return PAPERS[ref], Tampered(_put("name", name if name != field_of(_feed(ref), "name") else "Jane Roe"))


def _another_title(ref: str) -> Seed:
    """Another paper of the same author and year."""
    return PAPERS[ref], Tampered(_put("title", field_of(_feed(OTHERS[ref]), "title")))


def _withdrawn(ref: str) -> Seed:
    """The right paper, withdrawn by its authors."""
    notice = "This paper has been withdrawn by the authors due to an error in Section 3"
    return PAPERS[ref], Tampered(_put("arxiv:comment", notice))


def _typo(ref: str) -> Seed:
    """An identifier with two digits exchanged, under which there is nothing."""
    target = PAPERS[ref]
    assert target.claim is not None
    identifier = target.claim.arxiv
    wrong = next(
        identifier[:place] + identifier[place + 1] + identifier[place] + identifier[place + 2 :]
        for place in range(len(identifier) - 2, 5, -1)
        if identifier[place] != identifier[place + 1]
    )
    empty = re.sub(r"<entry>.*</entry>", "", feed_of(identifier), flags=re.DOTALL)

    async def nothing(question: Question) -> Answer:
        return Answer(question.url, 200, {"content-type": "application/atom+xml"}, empty.encode())

    claim = replace(target.claim, arxiv=wrong, doi=f"10.48550/arXiv.{wrong}")
    return replace(target, url=f"https://arxiv.org/abs/{wrong}", claim=claim), nothing


def _another_pdf(ref: str) -> Seed:
    """Another document under the address of a paper that has no identifier."""
    other = next(each for each, target in PAPERS.items() if each != ref and target.url.endswith(".pdf"))

    async def answer(question: Question) -> Answer:
        return await REPLAY(replace(question, url=PAPERS[other].url))

    return PAPERS[ref], answer


SEEDS: dict[Callable[[str], Seed], tuple[Document, set[str]]] = {
    _another_paper: (Document.WRONG, {"other-title", "other-title-and-author"}),
    _another_author: (Document.WRONG, {"other-author"}),
    _another_title: (Document.WRONG, {"other-title"}),
    _withdrawn: (Document.WITHDRAWN, {"withdrawn"}),
    _typo: (Document.WRONG, {"no-such-document"}),
}


def _seeds() -> list[tuple[str, Callable[[str], Seed], Document, set[str]]]:
    """One wrong document for each paper, the sorts in turn."""
    seeds: list[tuple[str, Callable[[str], Seed], Document, set[str]]] = []
    for place, (ref, target) in enumerate(PAPERS.items()):
        if target.url.endswith(".pdf"):
            seeds.append((ref, _another_pdf, Document.WRONG, {"other-title"}))
        else:
            sort = list(SEEDS)[place % len(SEEDS)]
            seeds.append((ref, sort, *SEEDS[sort]))
    return seeds


def table(found: list[tuple[str, str, Sought]]) -> str:
    """What was found of each seeded document, a line each."""
    lines = [f"{'paper':42} {'seeded':16} {'found':16} {'why':24} evidence"]
    for ref, seed, each in found:
        lines.append(f"{ref:42} {seed:16} {each.document:16} {each.why:24} {each.detail}")
    caught = sum(each.document in {Document.WRONG, Document.WITHDRAWN} for _, _, each in found)
    return "\n".join([*lines, f"{caught} of {len(found)} caught"])


def test_each_of_31_seeded_wrong_documents_is_caught() -> None:
    seeds = _seeds()
    found = [(ref, seed.__name__[1:], sought(*seed(ref))) for ref, seed, _, _ in seeds]
    print("\n" + table(found))
    expected = [(ref, document) for ref, _, document, _ in seeds]
    assert [(ref, each.document) for ref, _, each in found] == expected
    for (ref, _, _, whys), (_, _, each) in zip(seeds, found, strict=True):
        assert each.why in whys, f"{ref}: {each.why}"
    assert len(found) == 31


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("ref", [ref for ref, target in PAPERS.items() if not target.url.endswith(".pdf")])
def test_each_sort_of_wrong_document_is_caught_behind_each_paper(ref: str, seed: Callable[[str], Seed]) -> None:
    document, whys = SEEDS[seed]
    found = sought(*seed(ref))
    assert (found.document, found.why in whys) == (document, True), found.detail
