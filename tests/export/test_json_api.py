"""The JSON API as files: all there, all as their schemas say, none of them large."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from kbgen.compile import compile_index
from kbgen.export.json_api import FOLDER, file, files, shard_of
from kbgen.index.index import Index
from kbgen.lookup.names import normalise
from kbgen.starter import start
from tests.export.checking import SCHEMAS, mistakes, schema_of
from tests.export.conftest import Made

MOST = 4000
"""Bytes of an entry, compressed."""


def test_every_file_is_as_its_schema_says(whole: Index) -> None:
    found = {path: mistakes(text, schema_of(path)) for path, text in files(whole) if "/schemas/" not in path}
    assert len(found) > len(whole)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_every_address_in_the_index_is_that_of_a_file(whole: Index) -> None:
    written = dict(files(whole))
    index = json.loads(written[f"{FOLDER}/index.json"])
    addresses = [
        index["all"],
        *(address for kind in index["kinds"] for address in (kind["entries"], kind["schema"])),
        *(index["names"].format(shard=shard) for shard in index["shards"]),
        *(index["entry"].format(kind=ref.partition("/")[0], id=ref.partition("/")[2]) for ref in whole),
        *index["schemas"].values(),
    ]
    assert [address for address in addresses if f"{FOLDER}/{address}" not in written] == []
    assert len(addresses) == len(written) - 1 + len(index["kinds"])  # a schema of each kind is named twice
    assert set(index["schemas"]) == set(SCHEMAS)


def test_one_file_is_the_same_as_among_all(made: Made) -> None:
    index = made()
    assert all(file(index, path) == text for path, text in files(index))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "api/v1",
        "api/v1/",
        "api/v1/index",
        "api/v1/nothing.json",
        "api/v1/glossary/nothing.json",
        "api/v1/glossary/rope",
        "api/v1/glossary/rope.json/",
        "api/v1/names/zz.json",
        "api/v1/names/.json",
        "api/v1/../v1/index.json",
        "api/v1x/index.json",
        "glossary/rope.json",
        "api/v1/schemas/nothing.json",
        "api/v1/models.json",
    ],
)
def test_there_is_no_file_elsewhere(made: Made, path: str) -> None:
    assert file(made(), path) is None


def test_an_entry_is_a_small_file(whole: Index) -> None:
    sizes = {ref: len(gzip.compress(whole.document(ref).encode())) for ref in whole}
    assert {ref: size for ref, size in sizes.items() if size > MOST} == {}


def test_every_name_but_refs_is_in_the_shard_of_its_first_characters(whole: Index) -> None:
    shards = {path: json.loads(text) for path, text in files(whole) if "/names/" in path}
    missing = [
        (key, ref)
        for key, _, ref in whole.names()
        if key != normalise(ref) and ref not in dict(shards[f"{FOLDER}/names/{shard_of(key)}.json"]["names"][key])
    ]
    assert missing == []
    assert max(len(gzip.compress(json.dumps(shard).encode())) for shard in shards.values()) < MOST


def test_the_first_of_a_name_is_the_first_of_the_look_up(whole: Index) -> None:
    shards = [json.loads(text) for path, text in files(whole) if "/names/" in path]
    called = {key: pairs[0] for shard in shards for key, pairs in shard["names"].items()}
    for key in ("lora", "attention causale", "gpt 4o", "roformer", "torch.nn.rmsnorm"):
        match = whole.lookup(key).matches[0]
        assert called[key] == [match.ref, match.how]


def test_the_names_of_one_entry_stand_once(made: Made) -> None:
    names = json.loads(file(made(), f"{FOLDER}/names/ro.json") or "")["names"]
    assert names["rope"] == [["glossary/rope", "name"]]
    assert names["rotary encoding"] == [["glossary/rope", "alias"]]


@pytest.mark.parametrize(
    ("key", "shard"),
    [
        ("rope", "ro"),
        ("r", "r"),
        ("r d", "r_20"),
        ("c++", "c_2b"),
        ("œuvre", "_153u"),
        ("$A", "_24_41"),
        ("注意力", "_6ce8_610f"),
    ],
)
def test_a_shard_is_a_name_that_every_file_system_can_hold(key: str, shard: str) -> None:
    assert shard_of(key) == shard


def test_no_two_files_differ_by_case_alone(whole: Index) -> None:
    paths = [path for path, _ in files(whole)]
    assert len({path.casefold() for path in paths}) == len(paths)
    assert all(path.isascii() for path in paths)


def test_a_base_of_one_language_without_a_glossary_has_them_too(tmp_path: Path) -> None:
    start(tmp_path / "one")
    content = tmp_path / "one" / "content"
    (content / "glossary" / "n.yml").unlink()
    formulas = content / "formulas" / "examples.yml"
    formulas.write_text(formulas.read_text(encoding="utf-8").replace(" See [[glossary/neuron]].", ""), encoding="utf-8")
    kb = content / "kb.yml"
    kb.write_text(
        kb.read_text(encoding="utf-8").replace(
            "  - letter: B\n    title: Glossary\n    pages:\n      - {page: glossary, title: Glossary}\n", ""
        ),
        encoding="utf-8",
    )
    compile_index(content, tmp_path / "index.sqlite")
    with Index(tmp_path / "index.sqlite") as index:
        written = dict(files(index))
    assert f"{FOLDER}/glossary.json" not in written
    assert json.loads(written[f"{FOLDER}/index.json"])["documentation"] == {"en": "../index.html"}
    assert {path: mistakes(text, schema_of(path)) for path, text in written.items() if "/schemas/" not in path} == {
        path: [] for path in written if "/schemas/" not in path
    }


def test_the_files_need_neither_pydantic_nor_yaml_nor_templates() -> None:
    """A server of the API makes them on every request."""
    program = (
        "import sys, kbgen.export.json_api; print({'pydantic', 'yaml', 'jinja2', 'click', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
