from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kbgen import paths
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.site.config import configuration, navigation
from kbgen.site.pages import Pages
from tests.conftest import ROOT


def config(kb: KnowledgeBase, code: str, url: str | None = None) -> dict[str, Any]:
    pages = Pages(kb, language(code), paths.data("site_templates"))
    data: dict[str, Any] = yaml.safe_load(configuration(Path("/base"), Path("/base/mkdocs.yml"), pages, url))
    return data


def test_the_default_language_is_at_the_root_and_the_others_below(kb: KnowledgeBase) -> None:
    assert config(kb, "fr", "https://kb.example")["site_url"] == "https://kb.example/"
    assert config(kb, "en", "https://kb.example/x/")["site_url"] == "https://kb.example/x/en/"


def test_the_languages_know_each_other(kb: KnowledgeBase) -> None:
    links = [
        (other["lang"], other["link"]) for other in config(kb, "en", "https://kb.example/x/")["extra"]["alternate"]
    ]
    assert links == [("fr", "/x/"), ("en", "/x/en/")]


def test_a_language_inherits_the_settings_of_the_project(kb: KnowledgeBase) -> None:
    assert config(kb, "en")["INHERIT"] == "mkdocs.yml"


def test_the_settings_navigate_the_default_language_as_the_content_does() -> None:
    """Plain `mkdocs build` reads mkdocs.yml alone."""
    kb = KnowledgeBase.read(ROOT / "content")
    pages = Pages(kb, language(kb.manifest.languages[0]), paths.data("site_templates"))
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["nav"] == navigation(pages)
    assert settings["site_name"] == kb.manifest.title[kb.manifest.languages[0]]
