from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

import kbgen
from kbgen.errors import KbgenError, NotFoundError
from kbgen.index.index import Index
from tests.conftest import KB, Base


@pytest.mark.parametrize(
    ("query", "how"),
    [
        ("RoPE", "name"),
        ("glossary/rope", "name"),
        ("Rotary-Encoding", "alias"),
        ("encodage  positionnel rotatif", "alias"),
        ("rotary position embeddings", "form"),
        ("rotaryencoding", "form"),
        ("les encodages positionnels rotatifs", "form"),
        ("rotary enc", "prefix"),
        ("rotary encodign", "typo"),
        ("rtoary encodng", "typo"),
    ],
)
def test_a_term_answers_to_every_name_and_what_comes_near(index: Index, query: str, how: str) -> None:
    match = index.lookup(query).matches[0]
    assert (match.ref, match.how) == ("glossary/rope", how)


@pytest.mark.parametrize(
    ("query", "ref", "how"),
    [
        ("torch.sigmoid", "formulas/sigmoid", "alias"),
        ("torch.sigmoid(", "formulas/sigmoid", "alias"),
        (r"\sigma(x)", "formulas/sigmoid", "symbol"),
        (r"\frac{1}{1+\exp(-x)}", "formulas/sigmoid", "formula"),
        (r"= \frac{1}{1 + \exp", "formulas/sigmoid", "formula"),
        ("arXiv:2104.09864v5", "links/roformer", "alias"),
        ("https://arxiv.org/pdf/2104.09864", "links/roformer", "alias"),
        ("rotation position", "glossary/rope", "text"),
    ],
)
def test_identifiers_symbols_formulas_and_words_find_their_entry(index: Index, query: str, ref: str, how: str) -> None:
    match = index.lookup(query).matches[0]
    assert (match.ref, match.how) == (ref, how)


def test_a_name_comes_before_an_alias_and_kinds_break_ties(base: Base) -> None:
    formulas = base().joinpath("formulas/basics.yml").read_text().replace("[logistic function,", "[RoPE,")
    with kbgen.load(base({"formulas/basics.yml": formulas})) as index:
        assert [(m.ref, m.how) for m in index.lookup("rope").matches] == [
            ("glossary/rope", "name"),
            ("formulas/sigmoid", "alias"),
        ]


def test_a_match_says_the_spelling_that_answers_and_gives_its_entry(index: Index) -> None:
    match = index.lookup("logistic fonction").matches[0]
    assert match.spelling == "logistic function"
    assert match.entry.name["fr"] == "sigmoïde"


def test_what_is_not_found_has_suggestions_at_most_five(whole: Index) -> None:
    with pytest.raises(NotFoundError, match="nothing is called 'bias trade off matrix'; did you mean") as error:
        whole.lookup("bias trade off matrix")
    assert 1 <= len(error.value.suggestions) <= 5


def test_what_is_like_nothing_has_no_suggestions(index: Index) -> None:
    with pytest.raises(NotFoundError) as error:
        index.lookup("qqqq")
    assert str(error.value) == "nothing is called 'qqqq'"


def test_a_retired_ref_gives_what_replaces_it(base: Base) -> None:
    with kbgen.load(base({"kb.yml": KB + "retired: {glossary/rotary: glossary/rope}\n"})) as index:
        assert index["glossary/rotary"].ref == "glossary/rope"
        assert "glossary/rotary" in index
        assert index.lookup("glossary/rotary").matches[0].how == "alias"


def test_collections_are_mappings_by_id_in_the_order_of_the_content(whole: Index) -> None:
    assert list(whole.formulas)[:2] == ["scaled-dot-product-attention", "multi-head-attention"]
    assert whole.glossary["rope"].definition["fr"]
    assert "rope" in whole.glossary
    assert "no-such-id" not in whole.glossary
    assert sum(len(whole.refs(kind)) for kind in whole.kinds) == len(whole)
    assert len(whole.links) == len(whole.refs("links"))


def test_an_unknown_ref_is_a_key_error_with_refs_that_look_like_it(whole: Index) -> None:
    with pytest.raises(KeyError, match="did you mean formulas/adamw"):
        whole.formulas["adamww"]
    with pytest.raises(NotFoundError, match="formulas/lora"):
        whole["formula/lora"]


def test_a_search_finds_words_in_any_order_with_an_extract_that_marks_them(whole: Index) -> None:
    hits = whole.search("adaptation low rank", kind="glossary", language="en", limit=3)
    assert hits[0].ref == "glossary/lora"
    assert all(hit.language == "en" and hit.ref.startswith("glossary/") for hit in hits)
    marked = [[hit.extract[start:end] for start, end in hit.marks] for hit in hits]
    assert marked[0][:2] == ["low", "rank"]


def test_a_search_forgives_accents_plurals_and_the_end_of_a_word(whole: Index) -> None:
    first = whole.search("matrice de poids gelée", language="fr")[0].ref
    assert whole.search("matrices poids gelees", language="fr")[0].ref == first
    assert any("perplexit" in hit.extract.lower() for hit in whole.search("perplex", language="fr"))


@pytest.mark.parametrize("asked", [{"kind": "recipes"}, {"language": "de"}])
def test_a_search_in_what_the_base_has_not_names_what_it_has(whole: Index, asked: dict[str, str]) -> None:
    with pytest.raises(KbgenError, match="choose one of"):
        whole.search("rope", **asked)  # type: ignore[arg-type]


ODD = [
    "", " ", "%", '"', "*", "'", "NEAR(a b)", "a OR b", "name: x", "a AND", "^a", "a*", "{a}", "-a", "(", "()", "\\", "\\frac{",
    "'; DROP TABLE entries; --", "\x00", "\x1b[31m", "\ud800", "🙂", "\u0301", "\u200b", "注意", "انتباه", "x" * 10_000, "a b " * 3_000,
    "kindformulas", "languagefr", "$", "://", "?" * 600,
]  # fmt: skip


@pytest.mark.parametrize("query", ODD, ids=[repr(query[:20]) for query in ODD])
def test_odd_input_gives_an_answer_or_says_that_there_is_none(whole: Index, query: str) -> None:
    try:
        assert whole.lookup(query).matches
    except NotFoundError as error:
        assert len(error.suggestions) <= 5
    assert isinstance(whole.search(query), tuple)
    assert isinstance(whole.complete(query), tuple)


@pytest.mark.parametrize("ref", ["", "glossary", "glossary/", "/rope", "\ud800", "glossary/é", "a/b/c", "\x00"])
def test_what_is_no_ref_is_not_found(whole: Index, ref: str) -> None:
    assert ref not in whole
    with pytest.raises(NotFoundError):
        whole[ref]


def test_completions_are_names_as_written_the_shortest_first(whole: Index) -> None:
    names = whole.complete("Atten", limit=3)
    assert len(names) == 3
    assert all(name.lower().startswith("atten") for name in names)
    assert list(names) == sorted(names, key=len)


def test_the_base_says_what_it_is(index: Index) -> None:
    assert (index.title["en"], index.languages, index.licence, index.site_url) == (
        "Base",
        ("fr", "en"),
        "CC-BY-4.0",
        None,
    )
    assert index.kinds == ("glossary", "formulas", "links")
    assert [page.path for page in index.pages()] == ["formulas/basics", "glossary", "links/papers"]


def test_a_document_is_json_with_the_address_in_each_language(index: Index) -> None:
    document = json.loads(index.document("glossary/rope"))
    assert document["url"] == {"fr": "glossary.html#rope", "en": "en/glossary.html#rope"}
    assert json.loads(index.brief("glossary/rope"))["summary"] == document["definition"]


def test_an_index_answers_from_many_threads(whole: Index) -> None:
    refs = whole.refs()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda ref: whole.lookup(ref).matches[0].ref, refs))
    assert found == list(refs)


def test_every_ref_and_every_name_finds_its_entry(whole: Index) -> None:
    names: dict[str, set[str]] = {}
    for ref in whole:
        for name in whole[ref].name.values():
            names.setdefault(name, set()).add(ref)
    for name, refs in names.items():
        assert refs <= {match.ref for match in whole.lookup(name).matches}, name


def test_the_public_names_are_those_that_are_documented() -> None:
    assert sorted(kbgen.__all__) == sorted(dir(kbgen))
    assert all(getattr(kbgen, name) for name in kbgen.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'lod'"):
        kbgen.lod  # noqa: B018
