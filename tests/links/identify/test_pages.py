import pytest

from kbgen.links.claim import Claim
from kbgen.links.identify import compare_page
from kbgen.records.links import Document

BERT = "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"
PAPER = Claim("paper", (BERT,), ("BERT",), ("Jacob Devlin",))
COURSE = Claim("course", ("Practical Deep Learning for Coders",), ("fast.ai course",), ("Jeremy Howard",))
DATASET = Claim("dataset", ("OpenAssistant Conversations Dataset (OASST1)",), ("OpenAssistant", "OASST1"))
NEWS = Claim("announcement", ("Learning to Reason with LLMs",), ("o1",), ("OpenAI",))
GELU = Claim("documentation", ("torch.nn.functional.gelu",), ("GELU (PyTorch)",), ("PyTorch",))
REPOSITORY = Claim("repository", ("harvardnlp/annotated-transformer",))

CASES = {
    "arXiv": (PAPER, [f"[1810.04805] {BERT}"], Document.SAME, ""),
    "the proceedings": (PAPER, [f"{BERT} - ACL Anthology"], Document.SAME, ""),
    "the name before a site": (PAPER, ["BERT | Site name"], Document.SAME, ""),
    "og:title alone fits": (PAPER, ["ACL Anthology", BERT], Document.SAME, ""),
    "the lines of a PDF": (PAPER, ["BERT: Pre-training of Deep Bidirectional Transformers for", "Language Understanding"], Document.SAME, ""),
    "a PDF that hyphenates": (PAPER, ["BERT: Pre-training of Deep Bidirec-", "tional Transformers for Language Under-", "standing"], Document.SAME, ""),
    "most of the words": (PAPER, ["Pre-training of Bidirectional Transformers for Language"], Document.RETITLED, "other-title"),
    "another paper": (PAPER, ["Mistral 7B"], Document.WRONG, "other-title"),
    "another announcement": (NEWS, ["Introducing ChatGPT search | OpenAI"], Document.WRONG, "other-title"),
    "an announcement": (NEWS, ["Learning to reason with LLMs | OpenAI"], Document.SAME, ""),
    "only the house": (NEWS, ["OpenAI"], Document.NOT_ASKED, "no-title"),
    "a data set": (DATASET, ["OpenAssistant/oasst1 · Datasets at Hugging Face"], Document.SAME, ""),
    "documentation": (GELU, ["torch.nn.functional.gelu — PyTorch 2.9 documentation"], Document.SAME, ""),
    "a repository": (REPOSITORY, ["GitHub - harvardnlp/annotated-transformer: An annotated implementation"], Document.SAME, ""),
    "a repository, the other way round": (REPOSITORY, ["harvardnlp/annotated-transformer: An annotated implementation · GitHub"], Document.SAME, ""),
    "a course": (COURSE, ["Practical Deep Learning for Coders - Practical Deep Learning"], Document.SAME, ""),
    "a course that was renamed": (COURSE, ["Solve It With Code – fast.ai"], Document.RETITLED, "other-title"),
    "a course that shortened its name": (COURSE, ["Deep Learning for Coders"], Document.SAME, ""),
    "a course behind whose old address is something else": (COURSE, ["Best online casino 2026"], Document.WRONG, "other-title"),
    "a word that begins another title": (Claim("article", ("Attention",)), ["Attention deficit disorder - WebMD"], Document.RETITLED, "other-title"),
    "a word that is a part": (Claim("article", ("Attention",)), ["Attention | Distill"], Document.SAME, ""),
    "a title about the title": (Claim("paper", ("Scaling Laws for Neural Language Models",)), ["Beyond Scaling Laws for Neural Language Models: a rebuttal"], Document.RETITLED, "other-title"),
    "a file's kind before the title": (PAPER, [f"(PDF) {BERT}"], Document.SAME, ""),
    "no title": (PAPER, [], Document.NOT_ASKED, "no-title"),
    "an empty title": (PAPER, [" "], Document.NOT_ASKED, "no-title"),
    "drawn by a script": (PAPER, ["Loading…"], Document.NOT_ASKED, "no-title"),
    "a guard": (COURSE, ["Just a moment..."], Document.NOT_ASKED, "no-title"),
    "a word processor": (PAPER, ["Microsoft Word - final_v3.doc"], Document.NOT_ASKED, "no-title"),
    "no title claimed": (Claim("blog", (), ("Lil'Log",)), ["Lil'Log"], Document.NOT_ASKED, "no-claim"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_page_is_known_by_its_titles(case: str) -> None:
    claim, titles, document, why = CASES[case]
    sought = compare_page(claim, titles)
    assert (sought.document, sought.why) == (document, why), sought.detail


def test_a_title_that_begins_like_the_words_of_a_guard_is_a_title() -> None:
    claim = Claim("paper", ("Document Understanding with Large Models",))
    assert compare_page(claim, ["Document Understanding with Large Models"]).document is Document.SAME


@pytest.mark.parametrize("what", ["course", "blog", "newsletter", "documentation", "tool", "repository", "community"])
def test_a_place_that_was_renamed_is_not_wrong(what: str) -> None:
    assert compare_page(Claim(what, ("Zero to Hero",)), ["How to be a hero"]).document is Document.RETITLED


@pytest.mark.parametrize(
    "title",
    [
        "Home",
        "Welcome",
        "Documentation",
        "Blog",
        "Overview",
        "Welcome to the docs",
        "vllm.ai",
        "vLLM for all",
        "other.example",
    ],
)
def test_a_place_whose_page_says_nothing_of_it_is_not_wrong(title: str) -> None:
    seen = compare_page(COURSE, [title], url="https://www.vllm.ai/course")
    assert seen.document in {Document.RETITLED, Document.NOT_ASKED}


def test_a_lone_surrogate_is_not_passed_on() -> None:
    seen = compare_page(PAPER, ["Mistral \ud800 7B"])
    assert seen.found is not None
    assert (seen.detail + seen.found.title).encode()
