from dataclasses import replace

import pytest

from kbgen.links.claim import Claim
from kbgen.links.identify import WHYS, compare
from kbgen.links.identify.compare import answered
from kbgen.links.identify.sought import Absent, Silent
from kbgen.records.links import Document, Found
from tests.links.identify.papers import claim

GPTQ = "GPTQ: Accurate Post-Training Quantization for Generative Pre-trained Transformers"
OPTQ = "OPTQ: Accurate Quantization for Generative Pre-trained Transformers"
CLAIM = Claim("paper", (GPTQ,), ("GPTQ", "OPTQ"), ("Elias Frantar", "Saleh Ashkboos"), 2022, "2210.17323")
FOUND = Found("arXiv", GPTQ, "Elias Frantar", 2022, "v2")

CASES = {
    "all as claimed": (CLAIM, FOUND, Document.SAME, ""),
    "a year later at a conference": (CLAIM, replace(FOUND, year=2023), Document.SAME, "year-off-by-one"),
    "a year earlier as a preprint": (CLAIM, replace(FOUND, year=2021), Document.SAME, "year-off-by-one"),
    "years apart": (CLAIM, replace(FOUND, year=2019), Document.WRONG, "other-year"),
    "no year found": (CLAIM, replace(FOUND, year=None), Document.SAME, ""),
    "no year claimed": (replace(CLAIM, year=None), FOUND, Document.SAME, ""),
    "another title of the work": (CLAIM, replace(FOUND, title=OPTQ, year=2023), Document.RETITLED, "other-title"),
    "another title of the work, years apart": (CLAIM, replace(FOUND, title=OPTQ, year=2025), Document.WRONG, "other-title"),
    "another title of the work, nobody says by whom": (
        replace(CLAIM, authors=()),
        replace(FOUND, title=OPTQ),
        Document.WRONG,
        "other-title-and-author",
    ),
    "another title that the entry knows": (replace(CLAIM, names=(OPTQ,)), replace(FOUND, title=OPTQ), Document.SAME, ""),
    "same title, another author": (CLAIM, replace(FOUND, first_author="Ji Lin"), Document.WRONG, "other-author"),
    "same author, another title": (
        CLAIM,
        replace(FOUND, title="SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot"),
        Document.WRONG,
        "other-title",
    ),
    "another paper": (CLAIM, Found("arXiv", "Mistral 7B", "Albert Q. Jiang", 2023), Document.WRONG, "other-title-and-author"),
    "no authors claimed": (replace(CLAIM, authors=()), FOUND, Document.SAME, ""),
    "no authors found": (CLAIM, replace(FOUND, first_author=""), Document.SAME, ""),
    "no title found": (CLAIM, replace(FOUND, title=""), Document.NOT_ASKED, "no-title"),
    "only authors claimed, and they fit": (replace(CLAIM, titles=()), FOUND, Document.SAME, ""),
    "nothing claimed": (Claim(), FOUND, Document.NOT_ASKED, "no-claim"),
    "title marked as retracted": (CLAIM, replace(FOUND, title=f"RETRACTED ARTICLE: {GPTQ}"), Document.WITHDRAWN, "withdrawn"),
    "title marked as withdrawn": (CLAIM, replace(FOUND, title=f"WITHDRAWN: {GPTQ}"), Document.WITHDRAWN, "withdrawn"),
    "title replaced by the withdrawal": (
        CLAIM,
        replace(FOUND, title="This paper has been withdrawn"),
        Document.WITHDRAWN,
        "withdrawn",
    ),
    "another paper, withdrawn": (
        CLAIM,
        Found("arXiv", "WITHDRAWN: Mistral 7B", "Albert Q. Jiang", 2023),
        Document.WRONG,
        "other-title-and-author",
    ),
    "a paper about retractions": (
        Claim("paper", ("Retracted papers and their citations",), authors=("Jane Roe",)),
        Found("Crossref", "Retracted papers and their citations", "Roe, Jane"),
        Document.SAME,
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_claim_and_document_are_compared_by_title_author_and_year(case: str) -> None:
    claimed, found, document, why = CASES[case]
    sought = compare(claimed, found)
    assert (sought.document, sought.why) == (document, why), sought.detail


@pytest.mark.parametrize("case", CASES)
def test_what_is_not_simply_the_same_is_explained_in_one_line(case: str) -> None:
    claimed, found, *_ = CASES[case]
    sought = compare(claimed, found)
    assert (sought.why in WHYS and sought.detail and "\n" not in sought.detail) or sought == compare(claimed, found)
    assert bool(sought.why) == bool(sought.detail)


def test_the_detail_says_what_was_found_where_and_what_to_change() -> None:
    sought = compare(CLAIM, replace(FOUND, first_author="Ji Lin"), identifier="arXiv:2210.17323")
    assert sought.detail == (
        f"arXiv has “{GPTQ}” by Ji Lin (2022) under arXiv:2210.17323, the link Elias Frantar; "
        "correct the identifier or the authors"
    )


def test_gptq_of_the_content_is_retitled_where_its_conference_calls_it_optq() -> None:
    assert compare(claim("gptq"), replace(FOUND, by="Crossref", title=OPTQ, year=2023)).document is Document.RETITLED


def test_a_newer_version_is_said() -> None:
    sought = compare(CLAIM, FOUND, former=replace(FOUND, version="v1"))
    assert (sought.document, sought.why) == (Document.REVISED, "new-version")


@pytest.mark.parametrize("former", [replace(FOUND, version="v2"), replace(FOUND, by="DataCite", version="v1"), None])
def test_the_same_version_and_that_of_another_catalogue_are_not_newer(former: Found | None) -> None:
    assert compare(CLAIM, FOUND, former=former).document is Document.SAME


def test_v10_is_newer_than_v9() -> None:
    former, found = replace(FOUND, version="v9"), replace(FOUND, version="v10")
    assert compare(CLAIM, found, former=former).document is Document.REVISED
    assert compare(CLAIM, former, former=found).document is Document.SAME


def test_a_notice_of_withdrawal_counts_whatever_the_title_says() -> None:
    sought = compare(CLAIM, FOUND, notice="This paper has been withdrawn by the authors")
    assert sought.document is Document.WITHDRAWN
    assert "withdrawn by the authors" in sought.detail


def test_an_identifier_that_does_not_exist_is_a_wrong_document() -> None:
    sought = answered(CLAIM, Absent("arXiv"), "arXiv:2210.17332")
    assert (sought.document, sought.why) == (Document.WRONG, "no-such-document")


def test_a_catalogue_that_does_not_answer_says_nothing_of_the_document() -> None:
    sought = answered(CLAIM, Silent("arXiv", "status 503"), "arXiv:2210.17323")
    assert (sought.document, sought.why) == (Document.NOT_ASKED, "no-answer")
    assert "status 503" in sought.detail
