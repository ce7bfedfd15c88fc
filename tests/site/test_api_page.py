"""The page on the API: what it says is so, and the client that it prints finds a term."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen import paths
from kbgen.compile import compile_index
from kbgen.export import json_api
from kbgen.index.index import Index
from kbgen.index.reading import HOW
from kbgen.language import language
from kbgen.lookup.names import normalise
from kbgen.proven import STANDINGS
from kbgen.site.api_page import api_page
from kbgen.site.pages import Written
from tests.conftest import GLOSSARY, ROOT, Base

TEMPLATES = paths.data("site_templates")
GOLDEN = ROOT / "tests" / "golden" / "content"


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the golden base."""
    path = tmp_path_factory.mktemp("golden") / "index.sqlite"
    compile_index(GOLDEN, path)
    with Index(path) as index:
        yield index


def blocks(page: Written) -> dict[str, str]:
    """The examples of the page by their title."""
    return dict(re.findall(r'^```\w+ title="([^"]+)"\n(.*?)\n```$', page.plain, re.DOTALL | re.MULTILINE))


def client(page: Written) -> str:
    """The program that the page prints first."""
    found = re.search(r"^```python\n(.*?)\n```$", page.plain, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("name", ["RoPE", "rotary ENCODING", "plongement-rotatif", "œuvre d’art", "C++"])
def test_the_client_finds_an_entry_by_each_of_its_names(base: Base, tmp_path: Path, code: str, name: str) -> None:
    aliases = "[Plongement rotatif, œuvre d'art, C++, encodage positionnel rotatif]"
    content = base({"glossary/r.yml": GLOSSARY.replace("[encodage positionnel rotatif]", aliases)})
    compile_index(content, tmp_path / "index.sqlite")
    with Index(tmp_path / "index.sqlite") as index:
        for path, text in json_api.files(index):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        program = client(api_page(index, language(code), TEMPLATES))
    here = program.replace("https://example.org/", f"{tmp_path.as_uri()}/")
    assert here != program
    done = subprocess.run([sys.executable, "-c", here, name], capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout)["ref"] == "glossary/rope"


def test_the_client_normalises_as_look_up_does(golden: Index) -> None:
    space: dict[str, Any] = {"__name__": "client"}
    exec(client(api_page(golden, language("en"), TEMPLATES)), space)

    @given(st.text())
    def same(name: str) -> None:
        assert space["normalise"](name) == normalise(name)

    same()
    for char in map(chr, range(0x3000)):
        assert space["normalise"](f"a{char}b") == normalise(f"a{char}b"), hex(ord(char))


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_newest_change_is_the_version_of_the_api(golden: Index, code: str) -> None:
    page = api_page(golden, language(code), TEMPLATES)
    changes = page.markdown[page.markdown.index("{: #changes }") :]
    newest = re.search(r"\*\*(\d+\.\d+)\*\*", changes)
    assert newest
    assert newest[1] == json_api.VERSION


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_state_and_every_way_is_named(golden: Index, code: str) -> None:
    text = api_page(golden, language(code), TEMPLATES).markdown
    assert [word for word in (*STANDINGS, *HOW) if f"`{word}`" not in text] == []


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_json_example_is_json_of_this_base(golden: Index, code: str) -> None:
    examples = blocks(api_page(golden, language(code), TEMPLATES))
    assert json.loads(examples["glossary/era.json"]) == json.loads(golden.document("glossary/era"))
    found = {title: json.loads(text) for title, text in examples.items() if title != "conf.py"}
    assert set(found) == {
        "404",
        "glossary.json",
        "glossary/era.json",
        "index.json",
        "names/er.json",
        "lookup?q=ère" if code == "fr" else "lookup?q=era",
        "search?q=ère" if code == "fr" else "search?q=era",
    }


def test_both_languages_describe_the_same(golden: Index) -> None:
    french, english = (api_page(golden, language(code), TEMPLATES) for code in ("fr", "en"))
    anchors = [re.findall(r"\{: #([a-z]+) \}", page.markdown) for page in (french, english)]
    assert anchors[0] == anchors[1]
    assert len(anchors[0]) > 15
    assert client(french) == client(english)


def test_french_punctuation_has_its_spaces_and_code_is_left_alone(golden: Index) -> None:
    text = api_page(golden, language("fr"), TEMPLATES).markdown
    prose = re.sub(r"```.*?^```$|`[^`\n]+`|\{: [^}]*\}", "", text, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r".{20} [:;!?]\s", prose) == []
    assert '"name": {' in text


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_plain_page_has_no_html(golden: Index, code: str) -> None:
    plain = api_page(golden, language(code), TEMPLATES).plain
    prose = re.sub(r"```.*?^```$|`[^`\n]+`", "", plain, flags=re.DOTALL | re.MULTILINE)
    assert re.findall(r"<[a-z/][^>]*>|\{:|^---$", prose, re.MULTILINE) == []
    assert plain.startswith("# API\n")
    assert "(v1/index.json)" in plain if code == "fr" else "(../../api/v1/index.json)" in plain


def test_a_language_without_a_page_of_its_own_gets_the_english_one(base: Base, tmp_path: Path) -> None:
    kb = (base() / "kb.yml").read_text(encoding="utf-8").replace("fr", "xx")
    files: dict[str, str | None] = {"kb.yml": kb}
    for name in ("formulas/basics.yml", "glossary/r.yml", "links/papers.yml"):
        files[name] = (tmp_path / "content" / name).read_text(encoding="utf-8").replace("fr:", "xx:")
    compile_index(base(files), tmp_path / "index.sqlite")
    with Index(tmp_path / "index.sqlite") as index:
        assert "## A term in two requests" in api_page(index, language("xx"), TEMPLATES).markdown
