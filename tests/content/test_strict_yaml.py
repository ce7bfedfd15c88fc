from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.content.strict_yaml import MAX_BYTES, MAX_DEPTH, read


def problems(text: str | bytes) -> list[tuple[int, str]]:
    document = read(text.encode() if isinstance(text, str) else text)
    return [(problem.line, problem.what) for problem in document.problems]


def test_every_scalar_is_text() -> None:
    document = read(b"a: 1e-8\nb: no\nc: 010\nd: 2024-04-18\ne: [1, true]\n")
    assert document.data == {"a": "1e-8", "b": "no", "c": "010", "d": "2024-04-18", "e": ["1", "true"]}


def test_null_is_none_and_quoted_null_is_text() -> None:
    assert read(b"a: null\nb: 'null'\nc:\n").data == {"a": None, "b": "null", "c": None}


def test_every_field_has_its_line() -> None:
    document = read(b"a:\n  b: 1\n  c:\n    - 2\n    - 3\n")
    assert [document.line(path) for path in (("a",), ("a", "b"), ("a", "c", 0), ("a", "c", 1))] == [1, 2, 4, 5]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2\n", 2, "'a' stands twice (first on line 1)"),
        ("a: &x 1\n", 1, "anchor &x"),
        ("a: *x\n", 1, "alias *x"),
        ("a: !!python/object:os.system 1\n", 1, "tag"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: {<<: {b: 1}}\n", 1, "merge key"),
        ("? [a]\n: 1\n", 1, "keys are words"),
        ("- a\n", 1, "expected a map"),
        ('a: 1\nb: "\\frac{1}{2}"\n', 2, "control character U+000C"),
        ("a: \tb: c\n", 1, "not YAML"),
        ("a: [1\n", 2, "not YAML"),
        ("a: b: c\n", 1, "put text that holds ': ' in quotes"),
        ("a: 1\nb: \x00\n", 2, "control character U+0000"),
    ],
)
def test_what_is_refused_has_its_line_and_a_way_out(text: str, line: int, words: str) -> None:
    found = problems(text)
    assert any(at == line and words in what for at, what in found), found


def test_text_that_is_not_utf8_names_its_line() -> None:
    assert problems(b"a: 1\nb: \xff\n") == [(2, "not UTF-8; save the file as UTF-8")]


def test_windows_line_ends_are_fine() -> None:
    assert read(b"a: 1\r\nb: 2\r\n").data == {"a": "1", "b": "2"}


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_thirty_thousand_brackets_are_refused_and_do_not_crash(opening: str) -> None:
    [(line, what)] = problems("a: " + opening * 30_000)
    assert (line, what) == (1, f"nested more than {MAX_DEPTH} deep; flatten it")


def test_a_file_that_is_too_large_is_not_parsed() -> None:
    [(_, what)] = problems(b"a: " + b"x" * MAX_BYTES)
    assert "larger than" in what


YAML_PIECES = st.sampled_from(
    ["a", ":", " ", "\n", "- ", "{", "}", "[", "]", "'", '"', "|", ">", "&x", "*x", "!t", "#", "---", "\t", "é", "\x07"]
)


@given(
    st.one_of(st.binary(max_size=200), st.lists(YAML_PIECES, max_size=40).map(lambda parts: "".join(parts).encode()))
)
def test_whatever_is_read_ends_in_data_or_in_problems_with_lines(text: bytes) -> None:
    document = read(text)
    assert isinstance(document.data, dict)
    assert all(problem.line >= 1 and problem.what for problem in document.problems)
