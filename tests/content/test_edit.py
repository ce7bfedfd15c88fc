from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.content.edit import with_address, with_value
from kbgen.content.strict_yaml import read
from kbgen.errors import KbgenError

OLD, NEW = "https://a.example/old", "https://b.example/new?x=1"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"e:\n  url: {OLD}  # why\n  z: 1\n", "e:\n  url: https://b.example/new?x=1  # why\n  z: 1\n"),
        (f"e:\n  url: '{OLD}'\n", "e:\n  url: 'https://b.example/new?x=1'\n"),
        (f'e:\n  url: "{OLD}" # x', 'e:\n  url: "https://b.example/new?x=1" # x'),
        (f"# top\r\ne: {{name: n, url: {OLD}}}\r\n", "# top\r\ne: {name: n, url: https://b.example/new?x=1}\r\n"),
        (
            f"---\nd: {{}}\n\ne:\n    url:   {OLD}\n...\n",
            "---\nd: {}\n\ne:\n    url:   https://b.example/new?x=1\n...\n",
        ),
        (f"é: {{a: 'ﬁ 𝔼'}}\ne:\n  url: {OLD}\n", "é: {a: 'ﬁ 𝔼'}\ne:\n  url: https://b.example/new?x=1\n"),
    ],
)
def test_one_value_changes_and_every_other_byte_stays(before: str, after: str) -> None:
    assert with_value(before, ("e", "url"), NEW) == after


def test_an_address_that_needs_no_quotes_gets_none() -> None:
    assert with_value(f"e:\n  url: {OLD}\n", ("e", "url"), "https://b.example/x") == "e:\n  url: https://b.example/x\n"


def test_a_quote_in_the_value_is_doubled() -> None:
    changed = with_value("e:\n  name: x\n", ("e", "name"), "l'une # l'autre")
    assert changed == "e:\n  name: 'l''une # l''autre'\n"


def test_a_value_in_a_list_has_its_number() -> None:
    assert with_value("e:\n  a: [x, {b: y}, z]\n", ("e", "a", 1, "b"), "w") == "e:\n  a: [x, {b: w}, z]\n"


@pytest.mark.parametrize("block", ["|\n    x\n", ">-\n    x\n    y\n", "x\n    y\n"])
def test_a_value_on_several_lines_is_left_to_a_person(block: str) -> None:
    with pytest.raises(KbgenError, match=r"e\.url: stands on several lines; change it by hand"):
        with_value(f"e:\n  url: {block}", ("e", "url"), NEW)


def test_a_place_without_text_is_told() -> None:
    with pytest.raises(KbgenError, match=r"e\.urls: there is no text there"):
        with_value("e:\n  url: x\n", ("e", "urls"), NEW)


def test_an_address_in_prose_changes_where_it_stands_whole() -> None:
    prose = f"e:\n  text: >-\n    See [a]({OLD}), [b]({OLD}/more),\n    and {OLD}. Or {OLD}#part.\n"
    assert with_address(prose, ("e", "text"), OLD, "https://b.example/") == (
        "e:\n  text: >-\n    See [a](https://b.example/), [b](https://a.example/old/more),\n"
        "    and https://b.example/. Or https://a.example/old#part.\n"
    )


def test_an_address_elsewhere_in_the_file_stays() -> None:
    prose = f"# {OLD}\ne:\n  a: see {OLD}\n  b: see {OLD}\n"
    assert with_address(prose, ("e", "b"), OLD, "https://b.example/") == (
        f"# {OLD}\ne:\n  a: see {OLD}\n  b: see https://b.example/\n"
    )


def test_an_address_that_is_not_there_is_told() -> None:
    with pytest.raises(KbgenError, match=r"e\.a: https://a\.example/old does not stand there in one piece"):
        with_address("e:\n  a: nothing\n", ("e", "a"), OLD, NEW)


WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12
)


@given(values=st.lists(WORDS, min_size=1, max_size=5), new=WORDS, data=st.data())
def test_whatever_the_words_only_the_place_changes(values: list[str], new: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(values) - 1))
    text = "e:\n" + "".join(f"  k{n}: {json.dumps(value, ensure_ascii=False)} # c\n" for n, value in enumerate(values))
    before = read(text.encode())
    if before.problems:
        return
    expected = {**before.data["e"], f"k{number}": new}
    assert read(with_value(text, ("e", f"k{number}"), new).encode()).data["e"] == expected
