"""Every tool, over the tiny base and over that of the repository, and every way in which it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anyio
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, MCPError
from mcp.types import CallToolResult

from kbgen.errors import ContentError
from kbgen.index.index import Index
from kbgen.index.wire import answer_json, hits_json
from kbgen.mcp import create_server
from tests.conftest import ROOT, Base
from tests.evaluate.proving import prove
from tests.mcp.talking import call, given, refused, talk, words

REAL = ROOT / "content"
NAMES = ["lookup", "search", "get", "evaluate"]

SIGMOID = """\
import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    return 1 / (1 + torch.exp(-x))
"""


@pytest.fixture
def content(base: Base) -> Path:
    """The tiny base, its sigmoid proven."""
    return prove(base({"formulas/basics.py": SIGMOID}), "formulas/sigmoid")


# -- what is listed ---------------------------------------------------------------------------------------------------


def test_there_are_four_tools_that_only_read(content: Path) -> None:
    tools = talk(content, lambda client: client.list_tools()).tools
    assert [tool.name for tool in tools] == NAMES
    for tool in tools:
        hints = tool.annotations
        assert hints is not None
        assert (hints.read_only_hint, hints.destructive_hint) == (True, False)
        assert (hints.idempotent_hint, hints.open_world_hint) == (True, False)
        assert tool.title
        assert tool.description


def test_the_schemas_of_the_tools_are_closed_and_name_the_kinds_and_languages_of_the_base(content: Path) -> None:
    tools = {tool.name: tool for tool in talk(content, lambda client: client.list_tools()).tools}
    for tool in tools.values():
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.output_schema is not None
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.input_schema["additionalProperties"] is False
    search = tools["search"].input_schema
    assert search["properties"]["kind"]["enum"] == ["glossary", "formulas", "links"]
    assert search["properties"]["language"]["enum"] == ["fr", "en"]
    assert search["required"] == ["query"]
    assert tools["evaluate"].input_schema["required"] == ["ref", "inputs"]


def test_the_list_of_tools_is_short_enough_to_be_read_before_every_conversation(content: Path) -> None:
    tools = talk(content, lambda client: client.list_tools())
    assert len(tools.model_dump_json()) < 24_000


def test_the_server_says_what_the_base_is_and_that_answers_carry_their_proof(content: Path) -> None:
    async def read(client: Client) -> tuple[str | None, str | None]:
        assert client.server_info is not None
        return client.instructions, client.server_info.name

    instructions, name = talk(content, read)
    assert name == "kbgen"
    assert instructions is not None
    assert "1 glossary, 1 formulas, 1 links, in fr and en. Content: CC-BY-4.0." in instructions
    assert "Every answer carries its `proof`" in instructions


# -- look-up, search, get ---------------------------------------------------------------------------------------------


def test_lookup_gives_the_answer_of_every_surface(whole: Index) -> None:
    found = call(REAL, "lookup", query="rope")
    assert words(found) == answer_json(whole, whole.lookup("rope"))
    assert given(found)["entry"]["proof"]["state"]


def test_search_gives_the_hits_of_every_surface(whole: Index) -> None:
    found = call(REAL, "search", query="low rank", kind="formulas", language="en", limit=3)
    hits = whole.search("low rank", kind="formulas", language="en", limit=3)
    assert words(found) == hits_json(whole, "low rank", hits, "formulas", "en")
    assert given(found)["hits"][0]["ref"] == "formulas/lora"


def test_a_search_that_finds_nothing_is_an_answer(content: Path) -> None:
    assert given(call(content, "search", query="xylophone"))["hits"] == []


@pytest.mark.parametrize("kind", ["glossary", "formulas", "metrics", "benchmarks", "models", "links"])
def test_get_gives_the_document_of_every_surface(whole: Index, kind: str) -> None:
    ref = whole.refs(kind)[0]
    found = call(REAL, "get", ref=ref)
    assert words(found) == whole.document(ref)
    assert given(found)["ref"] == ref


def test_get_gives_markdown_in_a_language(content: Path) -> None:
    found = call(content, "get", ref="formulas/sigmoid", format="markdown", language="en")
    text = words(found)
    assert "## sigmoid" in text
    assert r"\sigma(x)" in text
    structured: Any = found.structured_content
    assert structured["markdown"] == text
    assert structured["ref"] == "formulas/sigmoid"


def test_get_understands_the_address_of_a_resource(content: Path) -> None:
    assert given(call(content, "get", ref="kb://formulas/sigmoid"))["ref"] == "formulas/sigmoid"


def test_a_retired_ref_gives_what_replaces_it(base: Base) -> None:
    kb = (base() / "kb.yml").read_text(encoding="utf-8") + "retired: {formulas/logistic: formulas/sigmoid}\n"
    assert given(call(base({"kb.yml": kb}), "get", ref="formulas/logistic"))["ref"] == "formulas/sigmoid"


# -- evaluate ---------------------------------------------------------------------------------------------------------


def test_evaluate_gives_numbers_with_the_entry_and_its_proof(content: Path) -> None:
    found = given(call(content, "evaluate", ref="formulas/sigmoid", inputs={"x": 0}))
    assert found["outputs"][r"\sigma(x)"] == {"value": 0.5, "shape": []}
    assert found["agrees_with_printed"] is True
    assert found["dtype"] == "float64"
    assert found["name"]["en"] == "sigmoid"
    assert found["url"]["en"].endswith("#sigmoid")
    assert found["latex"].startswith(r"\sigma(x) =")
    assert found["proof"]["state"] == "checked"


def test_evaluate_understands_any_name_and_refuses_guesses_with_all_that_is_wrong() -> None:
    async def ask(client: Client) -> list[CallToolResult]:
        asked: list[tuple[str, Any]] = [
            ("cross entropy", {"p": [0.5, 0.5], "q": [0.5, 0.5]}),
            ("kb://formulas/entropy", '{"p": [0.5, 0.5]}'),  # some clients send a map as text
            ("KL divergence", {"p": [0.5, 0.5], "q": [0, 1]}),
            ("entropie croissée", {"p": [1], "q": [1]}),
            ("attention", {}),
            ("formulas/entrpy", {}),
            ("formulas/entropy", {}),
            ("formulas/entropy", {"p": [0.5, 0.6]}),
            ("formulas/entropy", {"p": [0.0] * 1_000_000}),
            ("formulas/entropy", {"p": "'; DROP TABLE entries; --"}),
        ]
        return [await client.call_tool("evaluate", {"ref": ref, "inputs": inputs}) for ref, inputs in asked]

    cross, entropy, kl, guess, term, unknown, empty, domain, many, sql = talk(REAL, ask)
    assert given(cross)["ref"] == "formulas/cross-entropy"
    assert given(entropy)["outputs"]["H(X)"]["value"] == pytest.approx(0.6931471805599453)
    assert next(iter(given(kl)["outputs"].values()))["not_finite"] == [{"at": [], "is": "infinity"}]
    assert "did you mean formulas/cross-entropy" in refused(guess)
    assert guess.structured_content["suggestions"][0] == "formulas/cross-entropy"
    assert refused(term).startswith("glossary/attention has no formula to compute; did you mean formulas/")
    assert refused(unknown).startswith("nothing is called 'formulas/entrpy'; did you mean formulas/entropy")
    assert refused(empty) == "missing: p\nformulas/entropy takes:\n  p (P(x)): (k) simplex with a zero"
    assert refused(domain).startswith("p sums to 1.1; its domain is 'simplex with a zero'")
    assert refused(many).startswith("p holds more than 10,000 numbers; at most 10,000 numbers in an input, 100,000 in")
    assert refused(sql).startswith("p holds the text ''; DROP TABLE entries; --'; give numbers")


def test_what_is_not_proven_is_not_computed(base: Base) -> None:
    found = call(base({"formulas/basics.py": SIGMOID}), "evaluate", ref="sigmoid", inputs={"x": 0})
    assert refused(found).startswith("formulas/sigmoid is not proven, it is transcribed; ")


def test_without_torch_evaluate_names_the_extra_and_the_other_tools_answer(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbgen.evaluate.process.find_spec", lambda _: None)
    assert refused(call(content, "evaluate", ref="sigmoid", inputs={"x": 0})).endswith("pip install 'kbgen[verify]'")
    assert given(call(content, "lookup", query="sigmoid"))["matches"]


def test_the_process_that_computes_ends_with_the_conversation(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kbgen.evaluate.process import Evaluator

    seen: list[Any] = []
    ask = Evaluator._ask

    def watched(self: Evaluator, *arguments: Any) -> Any:
        found = ask(self, *arguments)
        seen.append(self._worker)
        return found

    monkeypatch.setattr(Evaluator, "_ask", watched)
    given(call(content, "evaluate", ref="sigmoid", inputs={"x": 0}))
    (worker,) = seen
    assert not worker.is_running


def test_a_look_up_does_not_wait_for_what_is_being_computed(base: Base) -> None:
    slow = SIGMOID.replace("    return ", "    import time\n\n    time.sleep(2)\n    return ")
    content = prove(base({"formulas/basics.py": slow}), "formulas/sigmoid")

    async def ask(client: Client) -> list[str]:
        order: list[str] = []

        async def one(tool: str, **arguments: Any) -> None:
            assert not (await client.call_tool(tool, arguments)).is_error
            order.append(tool)

        async with anyio.create_task_group() as group:
            group.start_soon(lambda: one("evaluate", ref="sigmoid", inputs={"x": 0}))
            await anyio.sleep(0.1)
            group.start_soon(lambda: one("lookup", query="sigmoid"))
        return order

    assert talk(content, ask) == ["lookup", "evaluate"]


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("lookup", {}, 'query is missing; give for example "RoPE"'),
        ("lookup", {"query": ""}, 'query is missing; give for example "RoPE"'),
        ("lookup", {"query": 5}, "query is 5; give a text"),
        ("lookup", {"query": "x" * 501}, "query has 501 characters; at most 500 are read"),
        ("lookup", {"query": "sigmiod x"}, "nothing is called 'sigmiod x'"),
        ("lookup", {"q": "rope"}, 'no argument is called \'q\'; there are query\nquery is missing; give for example "RoPE"'),
        ("search", {"query": "rope", "lang": "en"}, "no argument is called 'lang'; did you mean language?"),
        ("search", {"query": "rope", "kind": "formula"}, "kind is 'formula'; choose one of glossary, formulas, links; did you mean formulas?"),
        ("search", {"query": "rope", "language": "de"}, "language is 'de'; choose one of fr, en"),
        ("search", {"query": "rope", "limit": 51}, "limit is 51; give a whole number from 1 to 50"),
        ("search", {"query": "rope", "limit": 0}, "limit is 0; give a whole number from 1 to 50"),
        ("search", {"query": "rope", "limit": 2.5}, "limit is 2.5; give a whole number from 1 to 50"),
        ("search", {"query": "rope", "limit": True}, "limit is True; give a whole number from 1 to 50"),
        ("search", {"query": "rope", "limit": "5"}, "limit is '5'; give a whole number from 1 to 50"),
        ("search", {"query": "rope", "limit": 10**30}, "limit is a very large number; give a whole number from 1 to 50"),
        ("get", {"ref": "formulas/sigmod"}, "nothing is called 'formulas/sigmod'; did you mean formulas/sigmoid?"),
        ("get", {"ref": "../../etc/passwd"}, "nothing is called '../../etc/passwd'"),
        ("get", {"ref": "formulas/sigmoid", "format": "html"}, "format is 'html'; choose one of json, markdown"),
        ("evaluate", {"ref": "sigmoid"}, 'inputs is missing; give a map: {"p": [0.5, 0.5]}'),
        ("evaluate", {"ref": "sigmoid", "inputs": [1]}, 'inputs is [1]; give a map: {"p": [0.5, 0.5]}'),
        ("evaluate", {"ref": "sigmoid", "inputs": "import os"}, 'inputs is a text that is no JSON; give a map: {"p": [0.5, 0.5]}'),
        ("evaluate", {"ref": "rope", "inputs": {}}, "glossary/rope has no formula to compute; did you mean formulas/sigmoid?"),
    ],
)  # fmt: skip
def test_a_refusal_is_an_error_of_the_tool_that_says_what_to_give(
    content: Path, tool: str, arguments: dict[str, Any], said: str
) -> None:
    assert refused(call(content, tool, **arguments)).startswith(said)


def test_what_is_null_is_not_given(content: Path) -> None:
    found = call(content, "search", query="rope", kind=None, language=None, limit=None)
    assert given(found)["hits"]


def test_suggestions_are_data_too(content: Path) -> None:
    found = call(content, "get", ref="formulas/sigmod")
    assert found.structured_content["suggestions"] == ["formulas/sigmoid"]


def test_an_unknown_tool_is_an_error_of_the_protocol(content: Path) -> None:
    async def ask(client: Client) -> str:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("evaluat", {})
        return caught.value.message

    assert talk(content, ask) == "Unknown tool: evaluat; did you mean evaluate?"


@pytest.mark.parametrize(
    "query", ["'; DROP TABLE entries; --", '"', "*", "NEAR(", "\x00", "%", "\\", "💥", "‮", "a" * 500, "[" * 500]
)
def test_any_words_are_only_words(content: Path, query: str) -> None:
    async def ask(client: Client) -> list[CallToolResult]:
        return [await client.call_tool(tool, {"query": query}) for tool in ("lookup", "search")]

    lookup, search = talk(content, ask)
    assert lookup.is_error
    assert given(search)["hits"] == []


# -- the content behind -----------------------------------------------------------------------------------------------


def test_a_changed_content_is_answered_from_at_once_and_a_broken_one_leaves_the_old(
    content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    glossary = content / "glossary/r.yml"
    before = glossary.read_text(encoding="utf-8")

    async def edit(client: Client) -> list[bool]:
        found = []
        for text in (before, before.replace("name: RoPE", "name: Xylophone"), "rope: [", before):
            glossary.write_text(text, encoding="utf-8")
            found.append(bool((await client.call_tool("lookup", {"query": "Xylophone"})).is_error))
        return found

    assert talk(content, edit) == [True, False, False, True]
    assert "answers come from what was there before" in capsys.readouterr().err


def test_a_broken_content_starts_no_server(base: Base) -> None:
    with pytest.raises(ContentError, match=r"glossary/r\.yml"):
        create_server(base({"glossary/r.yml": "rope: ["}))


def test_without_a_folder_it_answers_from_what_came_with_kbgen() -> None:
    assert given(call(None, "lookup", query="LoRA"))["entry"]["ref"].endswith("/lora")
