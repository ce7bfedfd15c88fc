from __future__ import annotations

import pytest

from kbgen import prose


def test_mentions_are_found_outside_code_and_mathematics() -> None:
    text = r"See [[a/b]], [[c/d|these words]], `[[e/f]]` and \([[g/h]]\)."
    assert prose.mentions(text) == [("a/b", None), ("c/d", "these words")]


def test_mathematics_is_found_outside_code() -> None:
    assert prose.mathematics(r"a \(b\) `\(c\)` d \( e^{2} \)") == ["b", "e^{2}"]


@pytest.mark.parametrize("text", ["a < b and c > d", "`<b>`", r"\(a <b> c\)", "x <- y"])
def test_a_less_than_is_no_tag(text: str) -> None:
    assert prose.has_html(text) is None


@pytest.mark.parametrize("text", ["a <b>c</b>", "<!-- x -->", "</p>"])
def test_a_tag_is_found(text: str) -> None:
    assert prose.has_html(text)


def test_placeholders_are_filled_and_braces_of_latex_stay() -> None:
    text = r"{N} gives \(\frac{1}{2}\) and {result}"
    assert prose.placeholders(r"{N} and {result}") == ["N", "result"]
    assert prose.fill(text.replace(r"\(\frac{1}{2}\) ", ""), {"N": "7", "result": "14"}) == "7 gives and 14"


def test_words_and_mathematics_are_mapped_apart_and_code_stays() -> None:
    mapped = prose.map_parts(r"a \(b\) `c` d", words=str.upper, maths=lambda maths: maths.replace("b", "x"))
    assert mapped == r"A \(x\) `c` D"


def test_plain_prose_has_names_for_refs_and_no_marks() -> None:
    text = r"*See* [[a/b]] and [[c/d|these]], `code_x`, [site](https://x.y), \(\alpha\), snake_case_name."
    assert prose.plain(text, lambda ref: ref.upper()) == "See A/B and these, code_x, site, α, snake_case_name."
