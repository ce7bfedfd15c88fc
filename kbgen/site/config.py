"""The builder's configuration of one language: what depends on the language and on the content."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from kbgen.language import language
from kbgen.plan import SitePage
from kbgen.site.api_page import PATH as API_PAGE
from kbgen.site.pages import Pages

HEADER = "# Written by `kbgen build`; change mkdocs.yml or content/kb.yml instead.\n"


def configuration(root: Path, settings: Path, pages: Pages, site_url: str | None) -> str:
    """`mkdocs.<language>.yml` for the project at `root`, which inherits from `settings`."""
    manifest, code = pages.kb.manifest, pages.language.code
    default = manifest.languages[0]
    base = (site_url or manifest.site_url or "http://127.0.0.1:8000/").rstrip("/") + "/"
    prefix = urlsplit(base).path
    alternate = [
        {"name": language(other).name, "link": prefix if other == default else f"{prefix}{other}/", "lang": other}
        for other in manifest.languages
    ]
    data: dict[str, Any] = {
        "INHERIT": os.path.relpath(settings, root) if settings.is_relative_to(root) else str(settings),
        "site_name": manifest.title[code],
        "site_description": manifest.description[code],
        "site_url": base if code == default else f"{base}{code}/",
        "docs_dir": f"build/docs/{code}",
        "site_dir": f"build/site/{code}",
        "nav": navigation(pages),
        "theme": {"language": code, "custom_dir": f"build/overrides/{code}"},
        "plugins": {"search": {"lang": [code]}},
        "copyright": f"{pages.language.label('licence.content')} {manifest.licence}",
        "extra": {
            "alternate": alternate if len(alternate) > 1 else [],
            "root": "" if code == default else "../",
            "default_language": default,
        },
    }
    return HEADER + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def navigation(pages: Pages) -> list[Any]:
    """The navigation: home, a section per letter, then the pages about the base itself."""
    label, code = pages.language.label, pages.language.code
    sections: list[Any] = [{label("home"): "index.md"}]
    for section in pages.kb.manifest.sections:
        held = [page for page in pages.plan.pages if page.section == section]
        entries = [{page_title(page, code): f"{page.path}.md"} for page in held]
        sections.append({f"{section.letter}. {section.title[code]}": entries})
    about = [{label(name): f"{name}.md"} for name in ("coverage", "states", "errata")]
    return [*sections, {label("state"): [*about, {label("api"): f"{API_PAGE}.md"}]}]


def page_title(page: SitePage, code: str) -> str:
    """`A.1 Attention mechanism`."""
    return f"{page.number} {page.title[code]}" if page.number else page.title[code]
