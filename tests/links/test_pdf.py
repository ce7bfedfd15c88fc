"""The first page of PDFs, written here object by object."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.links.claim import Claim
from kbgen.links.pdf import Seen, read_pdf, titles_in


def pdf(*lines: str, pages: int = 1, content: bytes | None = None) -> bytes:
    """A PDF whose pages all show `lines`."""
    shown = b"".join(b"0 -16 Td (%s) Tj " % line.encode("latin-1") for line in lines)
    stream = zlib.compress(b"BT /F1 12 Tf 72 760 Td " + shown + b"ET" if content is None else content)
    kids = b" ".join(b"%d 0 R" % (5 + page) for page in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</Dests<</Names[(intro)[5 0 R/Fit]]>>>>>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(stream), stream),
        *[page] * pages,
    ]
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table) + trailer


def test_the_first_page_is_read() -> None:
    text = _text(pdf("Language Models are", "Unsupervised Multitask Learners"))
    assert text is not None
    assert text.split() == ["Language", "Models", "are", "Unsupervised", "Multitask", "Learners"]


def test_pages_are_counted_and_destinations_named() -> None:
    found = read_pdf(pdf("Page", pages=3))
    assert found is not None
    assert (found.pages, found.names) == (3, frozenset({"intro"}))


@pytest.mark.parametrize("body", [b"", b"<html>", b"%PDF-1.4", b"%PDF-1.4\n" + bytes(range(256)) * 40, pdf("A")[:-200]])
def test_what_is_no_pdf_or_a_broken_one_is_not_read(body: bytes) -> None:
    assert _text(body) in (None, "", "A")


def test_a_page_that_takes_for_ever_is_given_up() -> None:
    endless = pdf(content=b"BT /F1 1 Tf " + b"1 0 0 1 5 5 Tm (a) Tj " * 400_000 + b"ET")
    assert read_pdf(endless, seconds=1) is None


def test_a_page_that_swells_is_given_up() -> None:
    assert _text(pdf(content=b"BT /F1 1 Tf (" + b"A" * 200_000_000 + b") Tj ET")) is None


PAPER = Claim(titles=("Fine-Tuning with Low-Rank Adaptation: A Study",), authors=("José García Márquez",), year=2020)

PAGES = {
    "Fine-Tuning with Low-Rank Adaptation: A Study José García Márquez, Somewhere": (True, True),
    "FINE-TUNING WITH LOW-RANK\nADAPTATION: A STUDY\nJ. Garcia Marquez": (True, True),
    "Fine-Tuning with Low-Rank Adap-\ntation: A Study\nMárquez": (True, True),
    "Finetuning with Low Rank Adaptation : a study\nMárquez": (True, True),
    "Fine-Tuning with Low-Rank Adaptation\nMarquez": (True, True),
    "Fine-Tuning with Low-Rank Adaptation: A Study\nAnna Smith": (True, False),
    "Full Fine-Tuning is Fine\nMárquez": (False, True),
    "Something else\nMarquezine": (False, False),
    "": (False, False),
}


@pytest.mark.parametrize(("text", "seen"), PAGES.items())
def test_a_title_and_an_author_are_found_however_lines_cut_them(text: str, seen: tuple[bool, bool]) -> None:
    assert titles_in(text, PAPER) == Seen(*seen)


def test_a_short_title_must_stand_at_the_top() -> None:
    claim = Claim(titles=("LoRA",))
    assert titles_in("LoRA\nEdward Hu", claim).title
    assert not titles_in("word " * 80 + "LoRA", claim).title
    assert not titles_in("Exploration", claim).title


def test_a_claim_without_author_says_nothing_of_the_author() -> None:
    assert titles_in("Anything", Claim(titles=("Anything",))).author is None


@given(st.text(max_size=100), st.text(max_size=20), st.text(max_size=20))
def test_looking_for_a_claim_never_raises(text: str, title: str, author: str) -> None:
    titles_in(text, Claim(titles=(title,), names=(author,), authors=(author,)))


def _text(body: bytes) -> str | None:
    """The text of the first page; None if it cannot be read."""
    found = read_pdf(body)
    return found.text if found is not None else None
