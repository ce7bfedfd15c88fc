"""What the tests stand on: a tiny base that is valid, to be broken or extended by each test."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kbgen.compile import compile_index
from kbgen.index.index import Index
from kbgen.kb import KnowledgeBase
from kbgen.loading import load
from kbgen.report import Report
from kbgen.validate import validate

ROOT = Path(__file__).parent.parent
"""The checkout."""

CHROMIUM = os.environ.get("KBGEN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
"""A browser to test with, if the machine has one."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser tests out where there is no browser, save where it is required."""
    browser = [item for item in items if item.get_closest_marker("browser")]
    if CHROMIUM or not browser:
        return
    if os.environ.get("KBGEN_BROWSER") == "required":
        raise pytest.UsageError(
            "KBGEN_BROWSER=required, but there is no Chromium; install chromium or set KBGEN_CHROMIUM"
        )
    items[:] = [item for item in items if item not in browser]
    config.hook.pytest_deselected(items=browser)
    config.stash[LEFT_OUT] = len(browser)


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say in one line what was left out."""
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(
            f"{count} browser tests not run: no Chromium here (install chromium, or set KBGEN_CHROMIUM)"
        )


KB = """\
title: {fr: Base, en: Base}
description: {fr: Une base., en: A base.}
languages: [fr, en]
licence: CC-BY-4.0
kinds: [glossary, formulas, metrics, benchmarks, models, links]
sections:
  - {letter: A, title: {fr: Formules, en: Formulas}, pages: [formulas/basics]}
  - {letter: C, title: {fr: Glossaire, en: Glossary}, pages: [{page: glossary, title: {fr: Glossaire, en: Glossary}}]}
  - {letter: D, title: {fr: Liens, en: Links}, pages: [links/papers]}
"""

FORMULAS = r"""
page: {title: {fr: Bases, en: Basics}}
sigmoid:
  name: {fr: sigmoïde, en: sigmoid}
  aliases: [logistic function, torch.sigmoid]
  summary: {fr: 'Entre 0 et 1, voir [[glossary/rope]].', en: 'Between 0 and 1, see [[glossary/rope]].'}
  latex: |
    \sigma(x) = \frac{1}{1 + \exp(-x)}
  outputs: [{symbol: '\sigma(x)'}]
  variables: [{symbol: x, py: x, domain: real, meaning: {fr: un nombre, en: a number}}]
  sources: [{ref: links/roformer}]
"""

GLOSSARY = """
rope:
  name: RoPE
  aliases: {fr: [encodage positionnel rotatif], en: [rotary encoding]}
  acronym: RoPE
  expansion: Rotary Position Embedding
  definition: {fr: Une rotation par position., en: A rotation per position.}
  related: [formulas/sigmoid]
  sources: [{ref: links/roformer, where: § 3.2}]
"""

LINKS = """
page: {title: {fr: Articles, en: Papers}}
roformer:
  name: RoFormer
  url: https://arxiv.org/abs/2104.09864
  what: paper
  title: 'RoFormer: Enhanced Transformer with Rotary Position Embedding'
  authors: [Jianlin Su, Yu Lu]
  et_al: true
  year: 2021
  arxiv: '2104.09864'
"""

FILES = {"kb.yml": KB, "formulas/basics.yml": FORMULAS, "glossary/r.yml": GLOSSARY, "links/papers.yml": LINKS}

Base = Callable[..., Path]


@pytest.fixture
def base(tmp_path: Path) -> Base:
    """Write the tiny base with `files` put over it (None takes one away); its content folder."""

    def write(files: dict[str, str | None] | None = None) -> Path:
        root = tmp_path / "content"
        for name, text in {**FILES, **(files or {})}.items():
            if text is not None:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
        return root

    return write


@pytest.fixture
def report(base: Base) -> Callable[..., Report]:
    """The report on the tiny base with `files` put over it."""
    return lambda files=None: validate(base(files))[1]


@pytest.fixture
def messages(report: Callable[..., Report]) -> Callable[..., list[str]]:
    """The messages on the tiny base with `files` put over it."""
    return lambda files=None: [str(result) for result in report(files).results]


@pytest.fixture
def kb(base: Base) -> KnowledgeBase:
    """The tiny base, read."""
    return KnowledgeBase.read(base())


@pytest.fixture
def index(base: Base) -> Iterator[Index]:
    """The index of the tiny base."""
    with load(base()) as index:
        yield index


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index of the real content, made anew."""
    path = tmp_path_factory.mktemp("index") / "index.sqlite"
    compile_index(ROOT / "content", path)
    with Index(path) as index:
        yield index


@pytest.fixture(autouse=True)
def no_invalid_name_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names under `.invalid` have no address (RFC 6761). Said at once: a resolver without a network takes seconds."""
    resolve = socket.getaddrinfo

    def resolved(host: Any, *rest: Any, **more: Any) -> Any:
        if str(host).rstrip(".").endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
