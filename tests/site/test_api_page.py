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
from kbgen.api.parameters import LIMIT, MOST_HITS
from kbgen.api.responses import AGE
from kbgen.api.routes import ROUTES
from kbgen.compile import compile_index
from kbgen.export import json_api
from kbgen.index.index import Index
from kbgen.index.reading import FORM, HOW
from kbgen.index.wire import answer_json, hits_json
from kbgen.language import language
from kbgen.lookup import identifiers, latex
from kbgen.lookup.names import MOST, normalise
from kbgen.lookup.near import tolerance
from kbgen.mcp import tools
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


def section(page: Written, anchor: str) -> str:
    """What stands under a heading, up to the next one."""
    found = re.search(rf"\{{: #{anchor} \}}\n(.*?)(?=^#|\Z)", page.markdown, re.DOTALL | re.MULTILINE)
    assert found
    return found[1]


def items(text: str) -> list[str]:
    """The items of the lists in a section."""
    return re.findall(r"^(?:-|\d\.) .*\n(?:^ +.*\n)*", text, re.MULTILINE)


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
def test_the_ways_are_told_in_their_order(golden: Index, code: str) -> None:
    ways = items(section(api_page(golden, language(code), TEMPLATES), "ways"))
    bold = " ".join(way.split("**")[1] for way in ways)
    assert re.findall(r"`(\w+)`", bold) == list(HOW)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_kinds_of_names_are_told_in_their_order(golden: Index, code: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \|", section(api_page(golden, language(code), TEMPLATES), "answers"), re.MULTILINE)
    assert rows == list(HOW[: FORM + 1])


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_states_are_explained_in_their_order(golden: Index, code: str) -> None:
    explained = section(api_page(golden, language(code), TEMPLATES), "proof").rpartition("\n\n")[2]
    assert re.findall(r"`([a-z-]+)`", explained) == list(STANDINGS)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_rules_of_latex_are_all_there_and_true(golden: Index, code: str) -> None:
    dropped, same, scripts, signs = items(section(api_page(golden, language(code), TEMPLATES), "latex"))
    commands = {word.strip() for word in re.findall(r"`\\([a-zA-Z]+|.)`", dropped)} - {""}
    assert commands == latex._DROPPED
    equal = re.findall(r"`([^`]+)`\s+→\s+`([^`]+)`", same)
    assert {one.removeprefix("\\") for one, _ in equal} - {"e^x"} == set(latex._SAME)
    examples = re.findall(r"`([^`]+)`\s+→\s+`([^`]+)`", scripts + signs)
    assert [pair for pair in [*equal, *examples] if latex.normal_latex(pair[0]) != pair[1]] == []
    assert sorted(map(ord, "".join(re.findall(r"\(`([^`→]{9,})`\)", scripts)))) == sorted({*latex._LOW, *latex._HIGH})
    (greek,) = re.findall(r"\(`([^`]+)`\)", signs)
    assert set(greek) | {one for one, _ in examples if len(one) == 1} == set(latex._GREEK)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_what_is_pasted_around_an_identifier_is_told(golden: Index, code: str) -> None:
    rules = section(api_page(golden, language(code), TEMPLATES), "identifiers")
    marks = set(re.findall(r"`([a-z0-9./]+[./:])`", rules)) - {"www."}
    assert marks == {mark for mark in (*identifiers._ARXIV, *identifiers._DOI) if not mark.endswith(" ")}
    assert re.findall(r"`(\w+)` (?:and a|et une)\s+e?space", rules) == ["arxiv", "doi"]
    assert identifiers.identifiers("recall@10") == ["recall@k"]
    assert identifiers.identifiers("1706.03762v5") == ["1706.03762"]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_as_many_mistakes_are_allowed_as_it_says(golden: Index, code: str) -> None:
    text = section(api_page(golden, language(code), TEMPLATES), "typos")
    fewest, first, last = map(int, re.findall(r"\d+", text))
    assert [tolerance("x" * length) for length in (fewest - 1, first, last, last + 1)] == [0, 1, 1, 2]


@pytest.mark.parametrize("code", ["fr", "en"])
def test_as_many_names_begin_so_as_it_says(golden: Index, base: Base, tmp_path: Path, code: str) -> None:
    page = api_page(golden, language(code), TEMPLATES)
    (told,) = re.findall(r"`prefix`.* (\d+) (?:clés|shortest)", page.markdown)
    others = (GLOSSARY.replace("rope:", f"rope-{n}:").replace("RoPE", f"Preamble {n}") for n in range(12))
    terms = "".join([GLOSSARY, *others])
    compile_index(base({"glossary/r.yml": terms}), tmp_path / "index.sqlite")
    with Index(tmp_path / "index.sqlite") as index:
        assert len(index.lookup("preamb").matches) == int(told)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_address_and_status_of_the_server_is_told(golden: Index, code: str) -> None:
    page = api_page(golden, language(code), TEMPLATES)
    told = re.findall(r"(?:`|<code>)(/[\w/.]*)", re.sub("[A-Z]{2,}", "x", section(page, "addresses")))
    assert {re.sub(r"\{\w+\}", "x", route.path) for route in ROUTES} <= set(told)
    statuses = {int(word) for word in re.findall(r"^\| (\d{3}) \|", section(page, "errors"), re.MULTILINE)}
    assert statuses == {304, 405, *(int(status) for route in ROUTES for status in route.others)}


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_limits_and_the_tools_are_those_of_the_code(golden: Index, code: str) -> None:
    page = api_page(golden, language(code), TEMPLATES)
    assert re.findall(r"\d+", section(page, "limits"))[:5] == [*map(str, (1, MOST, 1, MOST_HITS, LIMIT))]
    assert f" {AGE} " in section(page, "limits")
    assert ", ".join(tools.NAMES) in page.plain


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_json_example_is_json_of_this_base(golden: Index, code: str) -> None:
    examples = blocks(api_page(golden, language(code), TEMPLATES))
    assert json.loads(examples["glossary/era.json"]) == json.loads(golden.document("glossary/era"))
    found = {title: json.loads(text) for title, text in examples.items() if title != "conf.py"}
    name = "ère" if code == "fr" else "era"
    answer = json.loads(answer_json(golden, golden.lookup(name)))
    assert found[f"lookup?q={name}"]["matches"][0] == answer["matches"][0]
    hits = hits_json(golden, name, golden.search(name, language=code), None, code)
    assert {**found[f"search?q={name}&lang={code}"], "hits": 0} == {**json.loads(hits), "hits": 0}
    assert set(found) == {
        "404",
        "glossary.json",
        "glossary/era.json",
        "index.json",
        "names/er.json",
        f"lookup?q={name}",
        f"search?q={name}&lang={code}",
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
