from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbgen.content.edit import replace_address, replace_value, value_at
from kbgen.errors import KbgenError

PAGE = """\
# yaml-language-server: $schema=../.schemas/links.json

bert:   # the paper
  url:   https://arxiv.org/abs/1810.04805   # an abstract
  what: 'paper'
  names: ["a", 'b', c]

gpt: {url: "https://openai.com/gpt", what: paper}
"""


def test_one_value_changes_and_nothing_else() -> None:
    assert replace_value(PAGE, ("bert", "url"), "https://x.example/") == PAGE.replace(
        "https://arxiv.org/abs/1810.04805", "https://x.example/"
    )


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        (("bert", "what"), "'paper'", "'x'"),
        (("gpt", "url"), '"https://openai.com/gpt"', '"x"'),
        (("gpt", "what"), "what: paper", "what: x"),
        (("bert", "names", "0"), '"a"', '"x"'),
        (("bert", "names", "2"), "c]", "x]"),
    ],
)
def test_quotes_and_brackets_stay(place: tuple[str, ...], old: str, new: str) -> None:
    assert replace_value(PAGE, place, "x") == PAGE.replace(old, new)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a: b", "'a: b'"),
        ("a #b", "'a #b'"),
        ("#b", "'#b'"),
        ("", "''"),
        ("null", "'null'"),
        ("2019", "'2019'"),
        ("yes", "'yes'"),
        ("it's", "it's"),
        ("'it' is: so", "'''it'' is: so'"),
        (" x ", "' x '"),
        ("a\tb", "'a\tb'"),
        ("two\nlines", r'"two\nlines"'),
        ("https://x.example/a#b?c=1&d=%20", "https://x.example/a#b?c=1&d=%20"),
    ],
)
def test_a_value_without_quotes_gets_them_where_it_needs_them(value: str, written: str) -> None:
    assert replace_value("a: old  # note\n", ("a",), value) == f"a: {written}  # note\n"


def test_a_number_stays_a_number() -> None:
    assert replace_value("a: 2018\n", ("a",), "2019") == "a: 2019\n"


def test_in_brackets_a_comma_needs_quotes() -> None:
    assert replace_value("a: [x, y]\n", ("a", "0"), "1,2 [z]") == "a: ['1,2 [z]', y]\n"


def test_quotes_inside_the_same_quotes_are_written_as_yaml_wants() -> None:
    assert replace_value("a: 'x'\n", ("a",), "it's") == "a: 'it''s'\n"
    assert replace_value('a: "x"\n', ("a",), 'say "\\frac"') == 'a: "say \\"\\\\frac\\""\n'


@pytest.mark.parametrize("text", ["a:\nb: c\n", "a: \nb: c\n", "a: ~\nb: c\n", "a:", "a: # note\nb: c\n"])
def test_an_empty_value_is_filled(text: str) -> None:
    edited = replace_value(text, ("a",), "x")
    assert yaml.safe_load(edited) == {**yaml.safe_load(text), "a": "x"}
    assert edited.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "a: old\r\nb: é\r\n",
        "\ufeffa: old\n",
        "%YAML 1.1\n---\na: old\n...\n",
        "a: old",
        "a: old\n\n\n",
        "# 😀\n? a\n: old\n",
        "a:\n    old\nb: c\n",
    ],
    ids=["CRLF", "BOM", "markers", "no newline", "many newlines", "a key with a mark", "on the next line"],
)
def test_the_file_around_it_stays_byte_for_byte(text: str) -> None:
    assert replace_value(text, ("a",), "new") == text.replace("old", "new")


def test_a_value_over_several_lines_becomes_one() -> None:
    assert replace_value("a: one\n  two\nb: c\n", ("a",), "new") == "a: new\nb: c\n"


@pytest.mark.parametrize("mark", ["|", ">-"])
def test_a_block_is_left_to_a_person(mark: str) -> None:
    with pytest.raises(KbgenError, match=r"^a: written as a block; change it by hand$"):
        replace_value(f"a: {mark}\n  old\n", ("a",), "new")


@pytest.mark.parametrize("value", ["\x0c", "\u202e"])
def test_what_content_may_not_hold_is_not_written(value: str) -> None:
    with pytest.raises(KbgenError, match="cannot be written here"):
        replace_value("a: old\n", ("a",), value)


@pytest.mark.parametrize(
    "place", [("b",), ("a", "x"), ("bert",), ("bert", "names"), ("bert", "names", "3"), ("bert", "names", "x")]
)
def test_a_place_without_a_single_value_is_refused(place: tuple[str, ...]) -> None:
    with pytest.raises(KbgenError, match=r"^" + r"\.".join(place) + ": "):
        replace_value(PAGE + "a: b\n", place, "x")


@pytest.mark.parametrize("text", ["a: [", "a: &x b\n", "a: b\na: c\n", "a: " + "[" * 30_000])
def test_a_broken_file_is_refused(text: str) -> None:
    with pytest.raises(KbgenError, match="line 1|line 2"):
        replace_value(text, ("a",), "x")


def test_a_value_can_be_looked_up() -> None:
    assert value_at(PAGE, ("bert", "names", "1")) == "b"


WORD = st.text("ab é:#'\"-[]{},|>%@`\\?!&*~0\n\t", max_size=8)
KEY = st.text("abcz", min_size=1, max_size=3)
TREE: st.SearchStrategy[dict[str, Any]] = st.dictionaries(
    KEY,
    st.recursive(
        WORD, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3), max_leaves=6
    ),
    min_size=1,
    max_size=3,
)


def _places(data: Any, place: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if isinstance(data, dict):
        return [found for key, item in data.items() for found in _places(item, (*place, key))]
    if isinstance(data, list):
        return [found for number, item in enumerate(data) for found in _places(item, (*place, str(number)))]
    return [place]


def _put(data: Any, place: tuple[str, ...], value: str) -> Any:
    whole = part = deepcopy(data)
    for key in place[:-1]:
        part = part[int(key)] if isinstance(part, list) else part[key]
    part[int(place[-1]) if isinstance(part, list) else place[-1]] = value
    return whole


@settings(max_examples=300, deadline=None)
@given(
    tree=TREE,
    new=WORD,
    style=st.sampled_from([None, "'", '"']),
    flow=st.sampled_from([None, True, False]),
    ends=st.sampled_from(["\n", "\r\n"]),
    pick=st.integers(0),
)
def test_only_the_value_differs_whatever_the_file(
    tree: dict[str, Any], new: str, style: str | None, flow: bool | None, ends: str, pick: int
) -> None:
    places = _places(tree)
    if not places:
        return
    dumped = yaml.dump(tree, default_style=style, default_flow_style=flow, allow_unicode=True, width=20)
    text = ("# above\n" + dumped + "# below\n").replace("\n", ends)
    place = places[pick % len(places)]
    edited = replace_value(text, place, new)
    # Another reader of the same text, which takes every value as text, as content does.
    assert yaml.load(edited, Loader=yaml.BaseLoader) == _put(yaml.load(text, Loader=yaml.BaseLoader), place, new)
    assert edited.startswith(f"# above{ends}")
    assert edited.endswith(f"# below{ends}")
    assert edited.count(ends) <= text.count(ends)


PROSE = """\
blog:
  summary:
    fr: >-
      Voir [le code](https://x.example/a) et [plus](https://x.example/a/b),
      encore <https://x.example/a>.  # pas un commentaire
    en: "See [the code](https://x.example/a \\"title\\") and `https://x.example/a`."   # https://x.example/a
    de: 'Wie geht''s [hier](https://x.example/it''s)?'
"""


def test_an_address_in_prose_is_replaced_where_it_is_the_whole_address() -> None:
    edited = replace_address(PROSE, ("blog", "summary", "fr"), "https://x.example/a", "https://y.example/")
    assert edited == PROSE.replace("(https://x.example/a) et", "(https://y.example/) et").replace(
        "<https://x.example/a>", "<https://y.example/>"
    )


def test_in_quotes_too_and_neither_in_code_nor_in_a_comment() -> None:
    edited = replace_address(PROSE, ("blog", "summary", "en"), "https://x.example/a", "https://y.example/")
    assert edited == PROSE.replace('(https://x.example/a \\"', '(https://y.example/ \\"')


def test_an_apostrophe_of_an_address_is_written_as_its_quotes_want() -> None:
    edited = replace_address(PROSE, ("blog", "summary", "de"), "https://x.example/it's", "https://y.example/o'k")
    assert edited == PROSE.replace("https://x.example/it''s", "https://y.example/o''k")


@pytest.mark.parametrize("new", ["https://y.example/a)b", "https://y.example/a b", "https://y.example/>"])
def test_an_address_that_would_end_its_link_early_is_refused(new: str) -> None:
    with pytest.raises(KbgenError, match="cannot be written here"):
        replace_address(PROSE, ("blog", "summary", "fr"), "https://x.example/a", new)


def test_prose_that_does_not_link_there_is_refused() -> None:
    with pytest.raises(KbgenError, match="does not link to https://x.example/z"):
        replace_address(PROSE, ("blog", "summary", "fr"), "https://x.example/z", "https://y.example/")
