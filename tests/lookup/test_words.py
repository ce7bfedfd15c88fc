from __future__ import annotations

import pytest

from kbgen.language import language
from kbgen.lookup.words import Morphology, stem_keys

FR, EN = language("fr").morphology, language("en").morphology


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("metrique", "metriques"),
        ("signal", "signaux"),
        ("reseau de neurones", "reseaux de neurones"),
        ("taux d'apprentissage", "les taux d'apprentissage"),
        ("attention", "l'attention"),
        ("entropie", "d'entropie"),
        ("jeu de donnees", "jeux de donnees"),
        ("perte", "qu'est ce que la perte"),
    ],
)
def test_french_plurals_elisions_and_small_words_change_no_stem(one: str, many: str) -> None:
    assert FR.stems(one) == FR.stems(many)


@pytest.mark.parametrize(
    ("one", "many"),
    [("metric", "metrics"), ("query", "queries"), ("loss", "losses"), ("patch", "patches"), ("rag", "what is the rag")],
)
def test_english_plurals_and_small_words_change_no_stem(one: str, many: str) -> None:
    assert EN.stems(one) == EN.stems(many)


def test_small_words_stay_where_there_are_no_others() -> None:
    assert EN.stems("is the") == ["is", "the"]


def test_a_short_word_keeps_its_ending() -> None:
    assert FR.stem("as") == "as"


def test_an_apostrophe_without_an_elision_stays() -> None:
    assert FR.stems("aujourd'hui") == ["aujourd'hui"]


def test_a_language_without_a_file_leaves_words_alone() -> None:
    assert language("xx").morphology.stems("les metriques") == ["les", "metriques"]


def test_the_keys_of_every_language_come_once() -> None:
    assert stem_keys("rope", [FR, EN, Morphology((), (), ())]) == ["rope"]
