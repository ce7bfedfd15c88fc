from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kbgen.compile import compile_index
from kbgen.errors import ContentError
from kbgen.index.index import Index
from kbgen.starter import start
from tests.conftest import GLOSSARY, KB, Base


def stamp(content: Path, target: Path, seed: str) -> str:
    """The stamp of an index made in a process of its own, in which sets have another order."""
    code = (
        "import sys; from pathlib import Path; from kbgen.compile import compile_index; from kbgen.index.index import Index\n"
        "compile_index(Path(sys.argv[1]), Path(sys.argv[2])); print(Index(Path(sys.argv[2])).stamp)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, content, target],
        env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_the_same_content_has_the_same_stamp_in_every_process(base: Base, tmp_path: Path) -> None:
    content = base()
    assert len({stamp(content, tmp_path / f"{seed}.sqlite", seed) for seed in ("0", "1", "2")}) == 1


def test_another_word_is_another_stamp(base: Base, tmp_path: Path) -> None:
    first, second = tmp_path / "1.sqlite", tmp_path / "2.sqlite"
    compile_index(base(), first)
    compile_index(base({"glossary/r.yml": GLOSSARY.replace("A rotation", "One rotation")}), second)
    with Index(first) as one, Index(second) as other:
        assert one.stamp != other.stamp


def test_a_new_base_of_one_language_without_glossary_terms_of_its_own_can_be_looked_up(tmp_path: Path) -> None:
    start(tmp_path / "mine")
    compile_index(tmp_path / "mine" / "content", tmp_path / "index.sqlite")
    with Index(tmp_path / "index.sqlite") as index:
        assert index.languages == ("en",)
        assert index.lookup("sigmoids").matches[0].ref == "formulas/sigmoid"
        assert index.search("real number")[0].ref == "formulas/sigmoid"


def test_a_language_without_a_file_is_looked_up_and_searched(base: Base, tmp_path: Path) -> None:
    manifest = KB.replace("languages: [fr, en]", "languages: [en, xx]").replace("fr:", "xx:")
    files = {
        name: text.replace("fr:", "xx:") for name, text in
        ((path.relative_to(base()).as_posix(), path.read_text(encoding="utf-8")) for path in base().rglob("*.yml"))
    }  # fmt: skip
    compile_index(base({**files, "kb.yml": manifest}), tmp_path / "index.sqlite")
    with Index(tmp_path / "index.sqlite") as index:
        assert index.languages == ("en", "xx")
        assert index.search("rotation", language="xx")[0].ref == "glossary/rope"
        assert index.lookup("encodage positionnel rotatif").matches[0].ref == "glossary/rope"


def test_broken_content_leaves_no_file(base: Base, tmp_path: Path) -> None:
    content = base({"glossary/r.yml": "rope: {name: 1}"})
    with pytest.raises(ContentError):
        compile_index(content, tmp_path / "made" / "index.sqlite")
    assert not (tmp_path / "made").exists()


def test_entries_of_a_kind_stand_together_in_the_order_of_kinds(whole: Index) -> None:
    kinds = [ref.partition("/")[0] for ref in whole]
    assert list(dict.fromkeys(kinds)) == list(whole.kinds)
    assert kinds == sorted(kinds, key=whole.kinds.index)
