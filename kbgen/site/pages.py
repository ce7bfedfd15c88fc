"""Pages as Markdown: one Jinja template per kind, filled with entries and a writer. Templates compute nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemLoader

from kbgen import __version__
from kbgen.answer.json_ld import embedded, json_ld
from kbgen.answer.verdicts import link_in_words
from kbgen.kb import KnowledgeBase
from kbgen.language import Language
from kbgen.plan import Plan, SitePage
from kbgen.proven import Proven
from kbgen.report import Status
from kbgen.schema import Entry, Erratum, Ref
from kbgen.site.coverage import Coverage
from kbgen.site.facts import Facts
from kbgen.site.link_coverage import LinkCoverage
from kbgen.site.links import Links
from kbgen.site.proofs import Proofs
from kbgen.site.scores import comparable
from kbgen.site.writer import Writer

_FIXED = ("index", "coverage", "states", "errata")


@dataclass(frozen=True, slots=True)
class Written:
    """A page as Markdown, and how many pieces of mathematics it holds."""

    path: str
    markdown: str
    formulas: int
    plain: str = ""
    """The same without HTML, for programs; empty where the index gives it."""


class Pages:
    """Writes every page of one language."""

    def __init__(self, kb: KnowledgeBase, language: Language, templates: Path, proven: Proven | None = None) -> None:
        self.kb = kb
        self.proven = proven or Proven(kb)
        self.language = language
        self.plan = Plan(kb)
        self._doubts = {
            ref: link_in_words(check, language)
            for ref, check in self.proven.checks.items()
            if check.status is Status.FAILED
        }
        self._templates = Environment(
            loader=FileSystemLoader(templates),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )

    def write(self) -> Iterator[Written]:
        """Every page, the home page first."""
        for name in _FIXED:
            plain = self._templates.get_template(f"plain/{name}.md.jinja").render(self._context(self._writer(name)))
            yield replace(self._write(name, f"pages/{name}.md.jinja"), plain=f"{_tidy(plain)}\n")
        for page in self.plan.pages:
            yield self._write(page.path, f"{page.kind}.md.jinja", page=page)

    def not_found(self) -> str:
        """The page for an address that does not exist, as HTML for the theme."""
        writer = self._writer("404")
        return self._templates.get_template("pages/404.html.jinja").render(self._context(writer))

    def names(self) -> list[tuple[str, str]]:
        """Every name with its place, for suggestions."""
        return [(entry.name[self.language.code], self.plan.url(ref)) for ref, entry in self.kb.content.entries.items()]

    def _write(self, path: str, template: str, **more: Any) -> Written:
        writer = self._writer(path)
        page = more.get("page")
        data = embedded(json_ld(self.kb, page, self.language.code)) if page else ""
        body = self._templates.get_template(template).render(self._context(writer), json_ld=data, **more)
        acronyms = self._acronyms(page, body) if page else ""
        return Written(path, f"{_tidy(body)}\n{acronyms}", writer.formulas)

    def _writer(self, path: str) -> Writer:
        return Writer(self.plan, self.language, path, __version__, doubts=self._doubts)

    def _context(self, writer: Writer) -> dict[str, Any]:
        proofs, links = Proofs(writer, self.proven), Links(writer, self.proven)
        return {
            "w": writer,
            "facts": Facts(writer),
            "kb": self.kb,
            "plan": self.plan,
            "language": self.language.code,
            "proofs": proofs,
            "coverage": Coverage(proofs),
            "links": links,
            "link_coverage": LinkCoverage(links),
            "standings": self.proven.standings(),
            "errata": list(self._errata()),
            "errata_kinds": self._errata_kinds(),
            "comparable": comparable,
            "used_by": self.kb.used_by,
        }

    def _errata(self) -> Iterator[tuple[Ref, Entry, Erratum]]:
        """Every erratum in the order of the source document."""
        every = [(ref, entry, erratum) for ref, entry in self.kb.content.entries.items() for erratum in entry.errata]
        return iter(sorted(every, key=lambda found: (found[2].line or 0, found[2].where)))

    def _errata_kinds(self) -> dict[str, int]:
        kinds: dict[str, int] = {}
        for _, _, erratum in self._errata():
            kinds[erratum.kind] = kinds.get(erratum.kind, 0) + 1
        return dict(sorted(kinds.items(), key=lambda pair: -pair[1]))

    def _acronyms(self, page: SitePage, body: str) -> str:
        """Explanations of the acronyms that the page uses, save on the page that defines them all."""
        if page.kind == "glossary":
            return ""
        found = [
            f"*[{term.acronym}]: {term.expansion[self.language.code]}"
            for term in self.kb.glossary.values()
            if term.acronym and term.expansion and term.acronym in body
        ]
        return "\n" + "\n".join(sorted(found)) + "\n" if found else ""


def _tidy(text: str) -> str:
    """`text` with at most one blank line in a row."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()
