"""What arXiv answers, in the documented forms and in odd ones."""

from __future__ import annotations

import pytest

from kbgen.links.identify import arxiv
from kbgen.links.identify.sought import Absent, Known, Silent
from kbgen.records.links import Found
from tests.links.identify.answers import answer


def feed(*entries: str, total: int | None = None) -> str:
    return (
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom"'
        ' xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>'
        f"<opensearch:totalResults>{len(entries) if total is None else total}</opensearch:totalResults>"
        f"{''.join(entries)}</feed>"
    )


def entry(identifier: str, title: str = "A title", comment: str = "", summary: str = "We do.") -> str:
    said = f"<arxiv:comment>{comment}</arxiv:comment>" if comment else ""
    return (
        f"<entry><id>https://arxiv.org/abs/{identifier}</id><published>2017-06-12T17:57:34Z</published>"
        f"<updated>2023-08-02T00:41:18Z</updated><title>{title}</title><summary>{summary}</summary>"
        f"<author><name>:</name></author><author><name>Ashish  Vaswani</name></author>{said}</entry>"
    )


def refusal(identifier: str) -> str:
    return (
        f"<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{identifier}</id><title>Error</title>"
        f"<summary>incorrect id format for {identifier}</summary></entry>"
    )


ONE = ["1706.03762"]


def test_arxiv_gives_title_first_author_year_of_the_first_version_and_version() -> None:
    replies = arxiv.parse(answer(feed(entry("1706.03762v7", "Attention Is\n  All You Need"))), ONE)
    found = Found("arXiv", "Attention Is All You Need", "Ashish Vaswani", 2017, "v7")
    assert replies == {"1706.03762": Known(found)}


def test_arxiv_has_old_identifiers_without_their_subject_class() -> None:
    asked = [arxiv.normalised("math.GT/0309136")]
    assert set(arxiv.parse(answer(feed(entry("math/0309136v1"))), asked)) == {"math/0309136"} == set(asked)


@pytest.mark.parametrize("total", [0, 1])
def test_an_identifier_without_an_entry_is_absent(total: int) -> None:
    assert arxiv.parse(answer(feed(total=total)), ["1201.56789"]) == {"1201.56789": Absent("arXiv")}


@pytest.mark.parametrize("status", [200, 400])
def test_a_refused_identifier_is_absent_and_the_others_are_left_to_be_asked_again(status: int) -> None:
    replies = arxiv.parse(answer(feed(refusal("notanid")), status), ["1706.03762", "notanid"])
    assert replies == {"notanid": Absent("arXiv")}


def test_a_refusal_that_names_nobody_leaves_a_batch_open_and_one_identifier_without_an_answer() -> None:
    refused = answer(feed(refusal("").replace("#incorrect_id_format_for_", "")), 400)
    assert arxiv.parse(refused, ["1706.03762", "1706.03763"]) == {}
    assert isinstance(arxiv.parse(refused, ONE)["1706.03762"], Silent)


WITHDRAWN = [
    "This paper has been withdrawn by the authors",
    "This paper has been withdrawn due to an error in Theorem 2",
    "arXiv admin note: This paper has been withdrawn by arXiv due to unverifiable authorship",
    "This submission has been withdrawn",
    "Withdrawn: the proof is wrong",
    "paper withdrawn",
    "Withdrawn",
    "8 pages; retracted because of an error in Lemma 3",
    "Withdrawn from arXiv",
    "12 pages. The article was withdrawn by the author",
]


@pytest.mark.parametrize("comment", WITHDRAWN)
def test_a_comment_says_that_a_paper_is_withdrawn(comment: str) -> None:
    (reply,) = arxiv.parse(answer(feed(entry("1706.03762v7", comment=comment))), ONE).values()
    assert isinstance(reply, Known)
    assert reply.notice == comment


def test_an_abstract_says_so_at_its_head_only() -> None:
    head = entry("1706.03762v7", summary="This paper has been withdrawn as we found a bug.")
    body = entry(
        "1706.03762v7",
        summary="We study how often papers are cited " + "for years " * 9 + "after the paper was withdrawn.",
    )
    for written, expected in ((head, True), (body, False)):
        (reply,) = arxiv.parse(answer(feed(written)), ONE).values()
        assert isinstance(reply, Known)
        assert bool(reply.notice) is expected


@pytest.mark.parametrize(
    "summary",
    [
        "Retracted papers continue to be cited long after their retraction.",
        "Withdrawn drugs are listed.",
        "We show why this paper was withdrawn.",
        "This paper was withdrawn from ICML and is here in full.",
    ],
)
def test_an_abstract_about_withdrawals_is_none(summary: str) -> None:
    (reply,) = arxiv.parse(answer(feed(entry("1706.03762v7", summary=summary))), ONE).values()
    assert isinstance(reply, Known)
    assert not reply.notice


OTHER_COMMENTS = [
    "Published at NIPS 2017",
    "15 pages, 5 figures",
    "Supersedes a draft on withdrawal of funds",
    "Withdrawn from ICLR 2023, accepted at ACL 2023",
    "This submission was withdrawn from ICML 2021 and accepted by JMLR",
    "Not withdrawn",
    "A previous version of this paper was withdrawn",
    "An earlier draft was withdrawn by the authors",
    "The workshop version was withdrawn",
    "With a dataset of papers retracted",
    "v1 withdrawn by the authors",
]


@pytest.mark.parametrize("comment", OTHER_COMMENTS)
def test_other_comments_withdraw_nothing(comment: str) -> None:
    (reply,) = arxiv.parse(answer(feed(entry("1706.03762v7", comment=comment))), ONE).values()
    assert isinstance(reply, Known)
    assert not reply.notice


def test_a_feed_that_declares_entities_is_not_read() -> None:
    bomb = f'<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{feed(entry("1706.03762v7", "&b;"))}'
    assert isinstance(arxiv.parse(answer(bomb), ONE)["1706.03762"], Silent)


def test_arxiv_may_refuse_in_plain_words() -> None:
    refused = answer("Rate exceeded.")
    assert arxiv.overloaded(refused)
    assert arxiv.parse(refused, ONE) == {"1706.03762": Silent("arXiv", "status 200, “Rate exceeded.”")}


def test_a_fault_of_arxiv_says_nothing_of_its_papers() -> None:
    fault = answer(feed("<entry><id>https://arxiv.org/api/errors</id><title>Error</title></entry>"), 500)
    assert isinstance(arxiv.parse(fault, ["1706.03762", "1810.04805"])["1810.04805"], Silent)


def test_a_feed_that_breaks_off_says_nothing() -> None:
    assert isinstance(arxiv.parse(answer(feed(entry("1706.03762v7"))[:-20]), ONE)["1706.03762"], Silent)


ARXIV_URLS = {
    "https://arxiv.org/abs/1706.03762": "1706.03762",
    "http://www.arxiv.org/abs/1706.03762v5": "1706.03762",
    "https://arxiv.org/pdf/1706.03762.pdf": "1706.03762",
    "https://arxiv.org/pdf/1706.03762v5": "1706.03762",
    "https://export.arxiv.org/html/1706.03762": "1706.03762",
    "https://arxiv.org/abs/math.GT/0309136": "math/0309136",
    "https://arxiv.org/abs/hep-th/9901001v3": "hep-th/9901001",
    "https://arxiv.org/list/cs.CL/recent": "",
    "https://notarxiv.org/abs/1706.03762": "",
    "https://arxiv.org/abs/1706.376": "",
}


@pytest.mark.parametrize("url", ARXIV_URLS)
def test_an_address_of_arxiv_has_its_identifier(url: str) -> None:
    assert arxiv.identifier_in(url) == ARXIV_URLS[url]
