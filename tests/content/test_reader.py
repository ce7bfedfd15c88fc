from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbgen.content import load
from kbgen.errors import ContentError, KbgenError
from tests.conftest import FILES, FORMULAS, GLOSSARY, KB, Base


def test_folder_file_and_key_make_the_address(base: Base) -> None:
    content = load(base())
    assert set(content.entries) == {"formulas/sigmoid", "glossary/rope", "links/roformer"}
    assert content.where("glossary/rope", ("definition", "fr")) == "content/glossary/r.yml:7"


def test_every_problem_of_every_file_comes_at_once(base: Base) -> None:
    root = base(
        {
            "formulas/basics.yml": FORMULAS.replace("summary:", "sumary:"),
            "glossary/r.yml": GLOSSARY.replace("definition:", "defnition:"),
        }
    )
    with pytest.raises(ContentError) as error:
        load(root)
    lines = str(error.value).splitlines()
    assert "content/formulas/basics.yml:6: formulas/sigmoid.sumary: unknown field; did you mean 'summary'?" in lines
    assert "content/glossary/r.yml:7: glossary/rope.defnition: unknown field; did you mean 'definition'?" in lines
    assert "content/glossary/r.yml:2: glossary/rope.definition: missing; add it" in lines


def test_a_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KbgenError, match="no content folder at .*pass --content DIR"):
        load(tmp_path / "nowhere")


def test_a_missing_manifest_says_what_it_should_hold(base: Base) -> None:
    with pytest.raises(ContentError, match=r"content/kb.yml:1: missing; write the title"):
        load(base({"kb.yml": None}))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("formula/x.yml", "does not belong in content; did you mean 'formulas'?"),
        ("glossary/s.yaml", "not read; did you mean 's.yml'?"),
        ("glossary/notes.txt", "does not belong here"),
        ("formulas/other.py", "examples without a page"),
        ("records/verfy.json", "not a record; did you mean 'verify.json'?"),
    ],
)
def test_a_stranger_in_the_content_is_an_error(base: Base, name: str, words: str) -> None:
    with pytest.raises(ContentError) as error:
        load(base({name: "{}"}))
    assert words in str(error.value)


def test_an_id_that_is_taken_names_the_first_file(base: Base) -> None:
    with pytest.raises(ContentError, match=r"glossary/rope: this id is taken in content/glossary/r.yml"):
        load(base({"glossary/s.yml": GLOSSARY}))


def test_an_unreadable_file_is_named(base: Base) -> None:
    root = base()
    (root / "glossary" / "s.yml").mkdir()
    with pytest.raises(ContentError, match=r"content/glossary/s.yml:1"):
        load(root)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(FILES)),
    st.one_of(
        st.binary(max_size=120),
        st.tuples(st.integers(0, 400), st.integers(0, 30), st.text(max_size=8)).map(lambda cut: cut),
    ),
)
def test_no_input_ends_in_anything_but_a_base_or_a_content_error(
    name: str, change: bytes | tuple[int, int, str]
) -> None:
    """Any bytes, or any piece of a good file cut out and replaced."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "content"
        for file, text in FILES.items():
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(text, encoding="utf-8")
        if isinstance(change, bytes):
            (root / name).write_bytes(change)
        else:
            start, length, words = change
            text = FILES[name]
            changed = text[:start] + words + text[start + length :]
            (root / name).write_bytes(changed.encode("utf-8", "surrogatepass"))
        try:
            load(root)
        except ContentError as error:
            assert error.report.failures
            assert all(result.where.partition(":")[2].isdigit() for result in error.report.failures)


def test_the_manifest_is_checked_like_an_entry(base: Base) -> None:
    with pytest.raises(ContentError, match=r"content/kb.yml:4: license: unknown field; did you mean 'licence'\?"):
        load(base({"kb.yml": KB.replace("licence:", "license:")}))
