from __future__ import annotations

from kbgen.index.extracts import extract
from kbgen.language import language

EN = language("en").morphology
LONG = " ".join(f"word{n}" for n in range(100))


def test_a_short_text_is_shown_whole_with_its_words_marked() -> None:
    text, marks = extract("Two metrics, one Metric.", frozenset({"metric"}), EN)
    assert [text[start:end] for start, end in marks] == ["metrics", "Metric"]


def test_a_long_text_is_cut_at_words_around_the_marks() -> None:
    text, marks = extract(f"{LONG} needle here {LONG}", frozenset({"needle", "here"}), EN)
    assert text[0] == text[-1] == "…"
    assert [text[start:end] for start, end in marks] == ["needle", "here"]
    assert len(text) <= 182
    assert all(word.startswith(("word", "needle", "here")) for word in text.strip("…").split())


def test_the_part_with_the_most_words_is_shown() -> None:
    text, marks = extract(f"needle {LONG} needle in a needle {LONG}", frozenset({"needle"}), EN)
    assert len(marks) == 2
    assert text.startswith("…")


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    text, marks = extract(LONG, frozenset({"needle"}), EN)
    assert text.startswith("word0 ")
    assert marks == ()


def test_a_text_that_is_one_word_is_cut_all_the_same() -> None:
    assert len(extract("x" * 1000, frozenset(), EN)[0]) == 181


def test_an_empty_text_has_an_empty_extract() -> None:
    assert extract("", frozenset({"a"}), EN) == ("", ())
