from __future__ import annotations

from pathlib import Path

import pytest
from mcp import Client, MCPError
from mcp.types import Completion, ResourceTemplateReference, TextResourceContents

from kbgen.index.index import Index
from kbgen.mcp.resources import TEMPLATE, complete, reader_language
from tests.conftest import Base
from tests.mcp.talking import talk


@pytest.fixture
def content(base: Base) -> Path:
    return base()


def read(content: Path, uri: str) -> str:
    """A resource, which is Markdown."""

    async def ask(client: Client) -> str:
        (found,) = (await client.read_resource(uri)).contents
        assert isinstance(found, TextResourceContents)
        assert (found.mime_type, found.uri) == ("text/markdown", uri)
        return found.text

    return talk(content, ask)


def unread(content: Path, uri: str) -> MCPError:
    """Why a resource cannot be read."""

    async def ask(client: Client) -> MCPError:
        with pytest.raises(MCPError) as caught:
            await client.read_resource(uri)
        return caught.value

    return talk(content, ask)


def completed(content: Path, name: str, begun: str, uri: str = TEMPLATE, **given: str) -> Completion:
    """What a client offers while somebody types."""

    async def ask(client: Client) -> Completion:
        argument = {"name": name, "value": begun}
        return (await client.complete(ResourceTemplateReference(uri=uri), argument, given)).completion

    return talk(content, ask)


def test_what_there_is_and_every_kind_are_listed_and_every_entry_has_a_template(content: Path) -> None:
    async def ask(client: Client) -> tuple[list[str], list[str]]:
        listed = (await client.list_resources()).resources
        templates = (await client.list_resource_templates()).resource_templates
        return [resource.uri for resource in listed], [template.uri_template for template in templates]

    listed, templates = talk(content, ask)
    assert listed == ["kb://index", "kb://glossary", "kb://formulas", "kb://links"]
    assert templates == ["kb://{kind}/{id}{?language}"]


def test_every_listed_resource_can_be_read(content: Path) -> None:
    async def ask(client: Client) -> list[str]:
        found = []
        for resource in (await client.list_resources()).resources:
            (one,) = (await client.read_resource(resource.uri)).contents
            assert isinstance(one, TextResourceContents)
            found.append(one.text)
        return found

    home, glossary, formulas, links = talk(content, ask)
    assert home.startswith("# Base\n")
    assert "- kb://formulas: 1" in home
    assert "- kb://glossary/rope: RoPE" in glossary
    assert "- kb://formulas/sigmoid: " in formulas
    assert "- kb://links/roformer: RoFormer" in links


def test_an_entry_is_markdown_in_the_language_that_is_asked_for(content: Path) -> None:
    assert "## sigmoid" in read(content, "kb://formulas/sigmoid?language=en")
    assert "## sigmoïde" in read(content, "kb://formulas/sigmoid?language=fr")


@pytest.mark.parametrize(("locale", "name"), [("en_GB.UTF-8", "sigmoid"), ("C.UTF-8", "sigmoïde")])
def test_without_a_language_it_is_the_reader_s_or_the_first(
    content: Path, monkeypatch: pytest.MonkeyPatch, locale: str, name: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert f"## {name}\n" in read(content, "kb://formulas/sigmoid")


def test_the_reader_s_language_is_one_of_the_base(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    assert reader_language(index) == "fr"


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("kb://formulas/sigmod", "nothing is called 'formulas/sigmod'; did you mean formulas/sigmoid?"),
        ("kb://formula", "nothing is called 'kb://formula'; did you mean kb://glossary, kb://formulas, kb://links?"),
        ("kb://formulas/sigmoid?language=de", "no language 'de' in this base; choose one of fr, en"),
        ("kb://../../etc/passwd", "nothing is called '../../etc/passwd'"),
        ("kb://formulas/%2e%2e/%00", "nothing is called 'formulas/../\x00'"),
        ("kb://", "nothing is called 'kb://'; "),
        ("file:///etc/passwd", "no resource of this base; give kb://index, kb://<kind> or kb://<kind>/<id>"),
        ("kb://formulas/" + "x" * 500, "no resource of this base; "),
    ],
)
def test_what_is_no_resource_is_refused_with_what_to_read(content: Path, uri: str, said: str) -> None:
    error = unread(content, uri)
    assert error.message.startswith(said)
    assert error.code == -32602
    assert error.data["uri"] == uri


def test_suggestions_are_data_too(content: Path) -> None:
    assert unread(content, "kb://formulas/sigmod").data["suggestions"] == ["formulas/sigmoid"]


def test_kinds_ids_and_languages_are_completed(content: Path) -> None:
    assert completed(content, "kind", "").values == ["glossary", "formulas", "links"]
    assert completed(content, "id", "", kind="links").values == ["roformer"]
    assert completed(content, "id", "ro").values == ["rope", "roformer"]
    assert completed(content, "language", "e").values == ["en"]
    assert completed(content, "nothing", "").values == []


def test_a_hundred_values_are_offered_at_most(whole: Index) -> None:
    found = complete(whole, "id", "", {"kind": "links"})
    assert (len(found.values), found.total, found.has_more) == (100, len(whole.refs("links")), True)


def test_only_the_template_is_completed(content: Path) -> None:
    async def ask(client: Client) -> str:
        with pytest.raises(MCPError) as caught:
            await client.complete(ResourceTemplateReference(uri="kb://{x}"), {"name": "x", "value": ""})
        return caught.value.message

    assert talk(content, ask) == "nothing to complete there; the template is kb://{kind}/{id}{?language}"
