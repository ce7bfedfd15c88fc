from __future__ import annotations

from pathlib import Path

import pytest

from kbgen import paths
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.plan import Plan
from kbgen.proven import Proven
from kbgen.records.link_checks import LinkState
from kbgen.records.links import Alive, Document, Found
from kbgen.site.coverage import Coverage
from kbgen.site.link_coverage import GROUPS, LinkCoverage
from kbgen.site.links import Links
from kbgen.site.pages import Pages
from kbgen.site.proofs import Proofs
from kbgen.site.writer import Writer
from tests.conftest import FORMULAS, Base
from tests.site.checking import NOW, checked, days, record
from tests.site.proving import CROSS_CHECKED, prove

SIGMOID = FORMULAS.split("sigmoid:", 1)[1]
NAMES = ("a", "b", "c", "d", "e", "f")
MANY = FORMULAS.split("sigmoid:")[0] + "".join(f"{name}:{SIGMOID}" for name in NAMES)
TORCH = "import torch\n\n\ndef a(x: torch.Tensor) -> torch.Tensor:\n    return x\n"
FILES: dict[str, str | None] = {
    "formulas/basics.yml": MANY + "  unchecked: {fr: on ne peut pas, en: it cannot be}\n",
    "formulas/basics.py": TORCH + "".join(f"\n\ndef {name}() -> None: ...\n" for name in NAMES[1:]),
    "glossary/r.yml": None,
}


@pytest.fixture
def content(base: Base) -> Path:
    """One formula of each standing: a cross-checked, b checked, c disputed, d stale, e not run, f exempt."""
    files = {**FILES, "formulas/basics.yml": str(FILES["formulas/basics.yml"]).replace(", see [[glossary/rope]]", "")}
    files["formulas/basics.yml"] = str(files["formulas/basics.yml"]).replace(", voir [[glossary/rope]]", "")
    root = base(files)
    prove(root, "formulas/a", CROSS_CHECKED)
    prove(
        root, "formulas/b", {"state": "checked", "points": 64, "witnesses": {"example": {"points": 64, "error": 0.0}}}
    )
    prove(root, "formulas/c", {**CROSS_CHECKED, "failed": ["0 as printed, 1 by the example", "units: no"]})
    prove(root, "formulas/d", {**CROSS_CHECKED, "content": "of another day"})
    return root


def coverage(content: Path, code: str = "en") -> Coverage:
    kb = KnowledgeBase.read(content)
    return Coverage(Proofs(Writer(Plan(kb), language(code), "coverage", "0"), Proven(kb)))


def test_each_entry_is_counted_once_where_it_stands(content: Path) -> None:
    counts = {kind: (count, dict(standings)) for kind, count, standings in coverage(content).kinds()}
    states = ("cross-checked", "checked", "transcribed", "not-executable", "stale", "disputed")
    assert counts["formulas"] == (6, dict.fromkeys(states, 1))
    assert counts["links"] == (1, {"not-yet-checked": 1})
    assert counts["models"] == (0, {})


def test_proven_is_checked_or_better_and_not_disputed(content: Path) -> None:
    assert (coverage(content).proven(), coverage(content).executable()) == (2, 6)


def test_totals_leave_out_what_is_stale_or_disputed(content: Path) -> None:
    assert coverage(content).totals() == [
        ("133", "inputs computed"),
        ("15", "mistakes made on purpose and noticed"),
        ("1", "comparison with an outside library"),
        ("2", "published numbers found again"),
        ("1", "number of the text recomputed"),
        ("1", "original statement refuted by computing"),
    ]
    assert coverage(content, "fr").totals()[2] == ("1", "comparaison à une bibliothèque extérieure")


def test_a_row_holds_what_the_record_holds(content: Path) -> None:
    row = coverage(content).formulas()[0]
    assert (row.standing, row.date, row.day) == ("cross-checked", "2026-11-24", "24 November 2026")
    assert row.witnesses == "PyTorch, torch.sigmoid, 2 published numbers, exact arithmetic"
    assert (row.points, row.mutants, row.error, row.devices) == (69, 15, 4.3e-14, "CPU")
    assert row.error_words == "4.3\u00a0×\u00a010⁻¹⁴"


def test_a_formula_that_was_never_run_has_an_empty_row(content: Path) -> None:
    row = coverage(content).formulas()[4]
    assert (row.standing, row.date, row.witnesses, row.points, row.mutants, row.error) == (
        "transcribed",
        "",
        "",
        None,
        None,
        None,
    )


def test_the_gaps_say_why(content: Path) -> None:
    gaps = {gap.standing: [(ref.id, reasons) for ref, reasons in gap.entries] for gap in coverage(content).gaps()}
    assert gaps == {
        "disputed": [("c", ("0 as printed, 1 by the example", "units: no"))],
        "stale": [("d", ("checked on 24 November 2026, modified since",))],
        "transcribed": [("e", ())],
        "checked": [("b", ())],
        "not-executable": [("f", ("it cannot be",))],
        "no-gpu": [("a", ())],
    }


def test_a_gpu_that_was_asked_once_is_not_said_to_be_missing_everywhere(content: Path) -> None:
    assert coverage(content).gaps()[-1].words.startswith("Not yet run on a GPU (no check")
    prove(content, "formulas/b", {"state": "checked", "device": "H100"}, "cuda")
    assert coverage(content).gaps()[-1].words == "Not yet run on a GPU"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fr", ["formules et métriques vérifiées, sur 6", "Ce qui n'est pas prouvé, et pourquoi", "on ne peut pas"]),
        ("en", ["formulas and metrics checked, of 6", "What is not proven, and why", "it cannot be"]),
    ],
)
def test_the_page_has_them_in_either_language(content: Path, code: str, words: list[str]) -> None:
    pages = Pages(KnowledgeBase.read(content), language(code), paths.data("site_templates"))
    written = {page.path: page.markdown for page in pages.write()}
    assert all(word in written["coverage"] for word in words)
    assert '<td data-sort="4.3e-14">' in written["coverage"]
    assert 'href="formulas/basics.html#a"' in written["coverage"]
    assert "coverage.md" in written["index"]
    assert "coverage.md" in written["states"]
    assert "{: #stale" in written["states"]
    assert "{: #disputed" in written["states"]


def test_without_any_run_the_page_says_so(base: Base) -> None:
    pages = Pages(KnowledgeBase.read(base()), language("en"), paths.data("site_templates"))
    page = next(page.markdown for page in pages.write() if page.path == "coverage")
    assert "No check has been made yet." in page


LINKS = (
    "page: {title: {fr: Articles, en: Papers}}\n"
    + "".join(
        f"l{n}: {{name: Link {n}, url: 'https://example.org/{n}', what: paper{'' if n == 3 else ', year: 2021'}}}\n"
        for n in range(14)
    )
    + "roformer: {name: RoFormer, url: 'https://arxiv.org/abs/2104.09864', what: paper}\n"
)


def link_coverage(content: Path, code: str = "en") -> LinkCoverage:
    found = Proven(KnowledgeBase.read(content))
    return LinkCoverage(Links(Writer(Plan(found.kb), language(code), "coverage", "0"), found))


@pytest.fixture
def linked(base: Base) -> Path:
    """Links of every colour; the last three were never asked."""
    root = base({"links/papers.yml": LINKS})
    strikes = tuple(NOW - days(past) for past in (9, 6, 3))
    url = "https://example.org/{}".format
    return checked(
        root,
        record(url(0)),
        record(url(1)),
        record(url(2), document=Document.REVISED, checked=NOW - days(20)),
        record(url(3), document=Document.NOT_ASKED, claim=""),
        record(url(4), document=Document.NOT_ASKED),
        record(url(5), Alive.MOVED, to="https://new.example/5"),
        record(url(6), document=Document.RETITLED, found=Found("arXiv", "Another *title*")),
        record(url(7), document=Document.WRONG),
        record(url(8), Alive.DEAD, Document.NOT_ASKED, status=404, strikes=strikes),
        record(url(9), Alive.DEAD, Document.NOT_ASKED, status=404, strikes=strikes[:1]),
        record(url(10), Alive.BLOCKED, status=403),
        record(url(11), Alive.REFUSED, Document.NOT_ASKED),
    )


def test_the_figures_of_links_add_up_to_their_number(linked: Path) -> None:
    figures = {figure.group: figure.count for figure in link_coverage(linked).figures()}
    assert figures == {"right": 3, "alive": 2, "warning": 2, "failed": 2, "unknown": 3, "waiting": 3}
    assert sum(figures.values()) == len(KnowledgeBase.read(linked).links)


def test_every_way_a_link_can_stand_counts_in_one_figure() -> None:
    assert sorted(state for states in GROUPS.values() for state in states) == sorted((*LinkState, "not-yet-checked"))


def test_links_to_be_corrected_are_listed_with_what_was_found_and_what_to_do(linked: Path) -> None:
    to_do = [(todo.state, [ref.id for ref in todo.refs]) for todo in link_coverage(linked).to_do("failed")]
    assert to_do == [("link-wrong", ["l7"]), ("link-dead", ["l8"])]
    moved, retitled = link_coverage(linked).to_do("warning")
    assert moved.advice == "Replace the address by the new one; `kbgen check-links --fix` does it."
    assert "https://new.example/5</a> (checked on 24 November 2026)" in moved.links[0][1]
    assert "According to arXiv, it is “Another &#42;title&#42;”." in retitled.links[0][1]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("fr", "Vérification la plus ancienne\u00a0: 4 novembre 2026\u202f; la plus récente\u00a0: 24 novembre 2026."),
        ("en", "Oldest check: 4 November 2026; newest: 24 November 2026."),
    ],
)
def test_the_coverage_of_links_has_the_oldest_and_the_newest_check(linked: Path, code: str, words: str) -> None:
    assert link_coverage(linked, code).when() == words
    assert words in written(linked, code)["coverage"]


def test_the_page_and_the_home_page_have_the_figures_of_links(linked: Path) -> None:
    pages = written(linked, "en")
    assert '<li class="kb-group-right"><strong>3</strong> alive, the right document</li>' in pages["coverage"]
    assert (
        '<a href="coverage.html#links"><strong>3</strong> links checked, with the right document</a>' in pages["index"]
    )
    assert "The links have not been asked yet." not in pages["coverage"]


def test_without_any_check_of_links_the_page_says_so(base: Base) -> None:
    pages = written(base(), "en")
    assert "The links have not been asked yet." in pages["coverage"]
    assert "{: #links }" not in pages["coverage"]
    assert "coverage.html#links" not in pages["index"]


def written(content: Path, code: str) -> dict[str, str]:
    pages = Pages(KnowledgeBase.read(content), language(code), paths.data("site_templates"))
    return {page.path: page.markdown for page in pages.write()}
