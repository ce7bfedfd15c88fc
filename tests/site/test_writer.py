from __future__ import annotations

import pytest

from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.plan import Plan
from kbgen.schema import Text
from kbgen.site.writer import Writer


@pytest.fixture
def w(kb: KnowledgeBase) -> Writer:
    return Writer(Plan(kb), language("fr"), "formulas/basics", "0")


def test_a_mention_becomes_a_link_with_a_tooltip(w: Writer) -> None:
    assert w.prose("Voir [[glossary/rope]].") == 'Voir [RoPE](../glossary.md#rope "Une rotation par position.").'
    assert w.prose("Voir [[glossary/rope|ceci]].").startswith("Voir [ceci](")


def test_an_entry_named_first_in_a_sentence_has_its_capital(w: Writer) -> None:
    assert (
        w.plain("[[formulas/sigmoid]] et [[formulas/sigmoid]]. [[formulas/sigmoid]]")
        == "Sigmoïde et sigmoïde. Sigmoïde"
    )


def test_an_entry_of_the_same_page_is_linked_by_its_anchor(w: Writer) -> None:
    assert w.link("formulas/sigmoid").startswith("[sigmoïde](#sigmoid ")


def test_a_less_than_is_text_and_mathematics_is_left_alone(w: Writer) -> None:
    assert w.prose(r"a < b et \(a < b\) et `<b>`") == r"a &lt; b et \(a < b\) et `<b>`"


def test_french_spaces_go_into_prose_but_not_into_mathematics(w: Writer) -> None:
    assert w.prose(r"Ceci : \(a : b\) ; cela") == "Ceci\u00a0: \\(a : b\\)\u202f; cela"


def test_a_bar_does_not_cut_the_cell_of_a_table(w: Writer) -> None:
    assert w.cell(r"a | b \(P(x|y)\) et \(\|x\|\)") == r"a \| b \(P(x\vert y)\) et \(\Vert x\Vert \)"


def test_prose_of_several_lines_stays_in_its_cell(w: Writer) -> None:
    assert "\n" not in w.cell("a\nb")
    assert "\n" not in w.item("a\nb")


def test_every_piece_of_mathematics_is_counted(w: Writer) -> None:
    w.prose(r"\(a\) et \(b\)")
    w.cell(r"\(c\)")
    w.display("d")
    w.math("e")
    assert w.formulas == 5


def test_a_displayed_formula_is_html_that_no_builder_touches(w: Writer) -> None:
    assert w.display("a < b & c\n") == '<div class="arithmatex">\\[\na &lt; b &amp; c\n\\]</div>'


def test_a_quotation_is_printed_to_the_letter(w: Writer) -> None:
    assert w.quote("a_b [c](d) <e>") == "«\u00a0a&#95;b &#91;c&#93;&#40;d&#41; &#60;e&#62;\u00a0»"


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        (("n", "d_k"), r"\(\mathbb{R}^{n \times d_k}\)"),
        (("h*d_v", "d_model"), r"\(\mathbb{R}^{h\,d_v \times d_{\mathrm{model}}}\)"),
        ((), "scalaire"),
    ],
)
def test_a_shape_is_mathematics(w: Writer, shape: tuple[str, ...], words: str) -> None:
    assert w.shape(shape) == words


def test_a_source_leads_to_the_documents_own_entry(w: Writer, kb: KnowledgeBase) -> None:
    assert w.source(kb.glossary["rope"].sources[0]) == "[RoFormer](../links/papers.md#roformer), § 3.2"


def test_a_report_names_the_entry(w: Writer) -> None:
    assert w.report_url("glossary/rope") is None
    assert "glossary/rope" in w.report_text("glossary/rope")


def test_a_tooltip_is_one_plain_line(w: Writer) -> None:
    assert w.plain(Text({"fr": r"*Un* [[glossary/rope]] : \(d_k\)"})) == "Un RoPE\u00a0: dₖ"


def test_decimal_commas_and_separators_are_told_apart(w: Writer) -> None:
    assert w.assignment({"x": ["1", "0.5"]}) == r"\(x = (1; 0{,}5)\)"
