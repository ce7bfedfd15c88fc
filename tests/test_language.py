from __future__ import annotations

import re
from pathlib import Path

import pytest

from kbgen import paths
from kbgen.language import language

FR, EN = language("fr"), language("en")


@pytest.mark.parametrize(
    ("value", "fr", "en"),
    [
        ("1e-8", "10⁻⁸", "10⁻⁸"),
        ("6.4e13", "6,4 × 10¹³", "6.4 × 10¹³"),
        ("14042", "14\u202f042", "14,042"),
        ("2017", "2017", "2017"),
        (68.4, "68,4", "68.4"),
        (92.0, "92", "92"),
        ("0.10", "0,10", "0.10"),
        ("-0.5", "−0,5", "−0.5"),
        ("undefined", "undefined", "undefined"),
        ("0", "0", "0"),
    ],
)
def test_a_number_is_written_as_the_language_does(value: str | float, fr: str, en: str) -> None:
    assert (FR.number(value), EN.number(value)) == (fr, en)


def test_a_quantity_has_its_unit_in_words() -> None:
    assert FR.quantity("7 Gparameter") == "7\u00a0milliards de paramètres"
    assert EN.quantity("2 byte/parameter") == "2\u00a0bytes per parameter"
    assert EN.quantity(("1", ("2", "0.5"))) == "(1, (2, 0.5))"


@pytest.mark.parametrize(
    ("date", "fr", "en"),
    [("2024", "2024", "2024"), ("2024-04", "avril 2024", "April 2024"), ("2024-04-08", "8 avril 2024", "8 April 2024")],
)
def test_a_date_is_written_as_far_as_it_is_known(date: str, fr: str, en: str) -> None:
    assert (FR.day(date), EN.day(date)) == (fr, en)


def test_french_punctuation_keeps_its_space_on_the_line() -> None:
    assert (
        FR.typeset("Quoi ? « Oui » : 5 % ; non !") == "Quoi\u202f? «\u00a0Oui\u00a0»\u00a0: 5\u00a0%\u202f; non\u202f!"
    )


def test_both_languages_have_every_label_and_unit() -> None:
    assert set(FR.labels) == set(EN.labels)


def test_every_label_a_template_asks_for_is_there() -> None:
    asked: set[str] = set()
    for template in paths.data("site_templates").rglob("*.jinja"):
        asked |= set(re.findall(r'(?:label|lower)\("([a-z.-]+[a-z])"\)', template.read_text(encoding="utf-8")))
    assert len(asked) > 50
    assert asked <= set(EN.labels)


def test_a_language_without_a_file_has_english_labels() -> None:
    unknown = language("xx")
    assert unknown.label("home") == "Home"
    assert not (Path(paths.languages()) / "xx.yml").exists()
