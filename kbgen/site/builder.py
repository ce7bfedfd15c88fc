"""Build the site: write Markdown and one configuration per language, run the builder, check, then swap `site/`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from kbgen import paths
from kbgen.compile import compile_content
from kbgen.content import Content
from kbgen.errors import BuildError, KbgenError, MissingExtraError
from kbgen.export import json_api, llms
from kbgen.export.inventory import inventory
from kbgen.index.index import Index
from kbgen.kb import KnowledgeBase
from kbgen.language import language
from kbgen.proven import Proven
from kbgen.site.api_page import api_page
from kbgen.site.assets import copy_assets
from kbgen.site.config import configuration
from kbgen.site.pages import Pages, Written
from kbgen.validate import load_valid

Say = Callable[[str], None]

# Engine → the module that must be there, the extra that brings it, and its command but for the configuration.
ENGINES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "mkdocs": ("material", "site", ("-m", "mkdocs", "build", "--strict", "-f")),
    "zensical": ("zensical", "zensical", ("-m", "zensical", "build", "--strict", "-f")),
}


@dataclass(frozen=True, slots=True)
class Built:
    """What one language of the site holds."""

    language: str
    pages: int
    formulas: int
    entries: dict[str, int]


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `content/`, and what the build makes in it."""

    root: Path

    @property
    def content(self) -> Path:
        """Where the entries are."""
        return self.root / "content"

    @property
    def templates(self) -> Path:
        """The project's own templates, else those that came with kbgen."""
        own = self.root / "site_templates"
        return own if own.is_dir() else paths.data("site_templates")

    @property
    def settings(self) -> Path:
        """The project's own builder settings, else those that came with kbgen."""
        own = self.root / "mkdocs.yml"
        return own if own.is_file() else paths.data("mkdocs.yml")

    @property
    def work(self) -> Path:
        """Where everything is made before the swap."""
        return self.root / "build"

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.root / "site"

    @property
    def index(self) -> Path:
        """The index of the content, from which the API is made."""
        return self.work / "index.sqlite"

    def docs(self, code: str) -> Path:
        """The Markdown of a language."""
        return self.work / "docs" / code


def build(root: Path, *, engine: str = "mkdocs", site_url: str | None = None, say: Say = lambda _: None) -> list[Built]:
    """Build the site of the project at `root` into its `site/`, which is replaced only by a complete one.

    Raises `ContentError` if the content is broken, `MissingExtraError` without the builder, `BuildError` if it fails.
    """
    module, extra, _ = ENGINES[engine]
    if find_spec(module) is None:
        raise MissingExtraError(engine, extra)
    project = Project(root)
    kb = KnowledgeBase(_served(load_valid(project.content), site_url))
    _restore(project)
    say(f"valid: {len(kb.content.entries)} entries")
    proven = Proven(kb)
    for line in proven.warnings:
        say(f"warning: {line}")
    written = write(project, kb, site_url, proven)
    codes = kb.manifest.languages
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(lambda code: _run(project, engine, code, say), codes))
    _assemble(project, codes)
    for code in codes:
        _check_formulas(_part(project, codes, code), code, written[code])
    _export(project, codes, written)
    _swap(project, codes[0])
    return [_built(kb, code, written[code]) for code in codes]


def write(
    project: Project, kb: KnowledgeBase, site_url: str | None = None, proven: Proven | None = None
) -> dict[str, list[Written]]:
    """Write Markdown, assets and the builder's configuration of every language; what was written, by language."""
    written: dict[str, list[Written]] = {}
    proven = proven or Proven(kb)
    project.work.mkdir(exist_ok=True)
    compile_content(kb.content, project.index)
    makers = {code: Pages(kb, language(code), project.templates, proven) for code in kb.manifest.languages}
    for code, pages in makers.items():
        docs = project.docs(code)
        shutil.rmtree(docs, ignore_errors=True)
        with Index(project.index) as index:
            written[code] = [*pages.write(), api_page(index, pages.language, project.templates)]
        for page in written[code]:
            _put(docs / f"{page.path}.md", page.markdown)
        copy_assets(project.templates, docs)
        names = json.dumps(pages.names(), ensure_ascii=False, separators=(",", ":"))
        (docs / "assets" / "names.json").write_text(names, encoding="utf-8")
        overrides = project.work / "overrides" / code
        shutil.rmtree(overrides, ignore_errors=True)
        shutil.copytree(project.templates / "overrides", overrides)
        (overrides / "404.html").write_text(pages.not_found(), encoding="utf-8")
        text = configuration(project.root, project.settings, pages, site_url)
        (project.root / f"mkdocs.{code}.yml").write_text(text, encoding="utf-8")
    return written


def _served(content: Content, site_url: str | None) -> Content:
    """The content of a site that is served at `site_url`, whatever `kb.yml` says of it."""
    if site_url is None:
        return content
    return replace(content, manifest=content.manifest.model_copy(update={"site_url": site_url}))


def _run(project: Project, engine: str, code: str, say: Say) -> None:
    command = [sys.executable, *ENGINES[engine][2], f"mkdocs.{code}.yml"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, check=False)
    printed = (done.stdout + done.stderr).strip()
    if done.returncode or "WARNING" in printed:
        raise BuildError(f"{engine} failed on mkdocs.{code}.yml:\n{printed}")
    say(f"{engine}: {language(code).name} done")


def _part(project: Project, codes: Sequence[str], code: str) -> Path:
    """Where a language is in the assembled site: the default one at the root."""
    whole = project.work / "site" / codes[0]
    return whole if code == codes[0] else whole / code


def _assemble(project: Project, codes: Sequence[str]) -> None:
    for code in codes[1:]:
        target = _part(project, codes, code)
        shutil.rmtree(target, ignore_errors=True)
        (project.work / "site" / code).rename(target)


def _check_formulas(site: Path, code: str, pages: list[Written]) -> None:
    """Every piece of mathematics written must have reached its page as such."""
    for page in pages:
        text = (site / f"{page.path}.html").read_text(encoding="utf-8")
        found = len(re.findall(r'class="arithmatex"', text))
        if found != page.formulas:
            raise BuildError(f"{code}/{page.path}: {page.formulas} pieces of mathematics written, {found} on the page")


def _export(project: Project, codes: Sequence[str], written: Mapping[str, list[Written]]) -> None:
    """Put beside the pages what programs read: the API, Markdown, inventories."""
    site = _part(project, codes, codes[0])
    with Index(project.index) as index:
        for path, text in chain(json_api.files(index), llms.files(index)):
            _put(site / path, text)
        for code in codes:
            part = _part(project, codes, code)
            (part / "objects.inv").write_bytes(inventory(index, code))
            for page in written[code]:
                if page.plain:
                    _put(part / f"{page.path}.md", page.plain)


def _put(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _swap(project: Project, default: str) -> None:
    old = project.work / "site.old"
    shutil.rmtree(old, ignore_errors=True)
    if project.site.exists():
        project.site.rename(old)
    (project.work / "site" / default).rename(project.site)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(project.work / "site", ignore_errors=True)


def _restore(project: Project) -> None:
    """Bring back the last good site if a build was interrupted in the middle of its swap."""
    old = project.work / "site.old"
    if old.exists() and not project.site.exists():
        old.rename(project.site)
    shutil.rmtree(project.work / "site", ignore_errors=True)
    try:
        project.work.mkdir(exist_ok=True)
    except OSError as error:
        raise KbgenError(f"cannot write {project.work}: {error.strerror}; check its permissions") from None


def _built(kb: KnowledgeBase, code: str, pages: list[Written]) -> Built:
    kinds: dict[str, int] = {}
    for ref in kb.content.entries:
        kinds[ref.kind] = kinds.get(ref.kind, 0) + 1
    return Built(code, len(pages), sum(page.formulas for page in pages), kinds)
