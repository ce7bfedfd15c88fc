"""A page as JSON-LD in the words of schema.org: its terms with their definitions, its documents with their authors."""

from __future__ import annotations

import json
import re
from typing import Any

from kbgen import prose
from kbgen.kb import KnowledgeBase
from kbgen.plan import SitePage
from kbgen.schema import Entry, Link, Ref, Term

Json = dict[str, Any]

_TYPES = {"paper": "ScholarlyArticle"}
"""Of documents; every other is a `CreativeWork`."""
_GROUP = re.compile(r"\b(?:Team|Group|Collaboration)\b")


def json_ld(kb: KnowledgeBase, page: SitePage, language: str) -> Json:
    """What `page` says in `language`. Its addresses are absolute if the base says where the site is."""
    return _Described(kb, page, language).page()


def embedded(data: Json) -> str:
    """JSON-LD as it may stand in a script of an HTML page: nothing in it ends the script."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c")


class _Described:
    """Describes one page in one language."""

    def __init__(self, kb: KnowledgeBase, page: SitePage, language: str) -> None:
        self.kb = kb
        self.content = page
        self.language = language
        self.address = self._address()

    def page(self) -> Json:
        """A set of terms, or a collection of documents."""
        page, code, manifest = self.content, self.language, self.kb.manifest
        title = f"{page.number} {page.title[code]}" if page.number else page.title[code]
        about: Json = {
            "@context": "https://schema.org",
            "@type": "CollectionPage" if page.kind == "links" else "DefinedTermSet",
            "@id": self.address,
            "url": self.address,
            "name": title,
            "description": self._plain(page.introduction[code]) if page.introduction else None,
            "inLanguage": code,
            "license": f"https://spdx.org/licenses/{manifest.licence}",
            "isPartOf": {"@type": "WebSite", "name": manifest.title[code]},
        }
        items = [self._item(item.ref, item.entry) for item in page.items]
        about["hasPart" if page.kind == "links" else "hasDefinedTerm"] = items
        return _known(about)

    def _item(self, ref: Ref, entry: Entry) -> Json:
        own = self._document(entry) if isinstance(entry, Link) else self._term(ref, entry)
        return _known({**own, "@id": f"{self.address}#{ref.id}"})

    def _term(self, ref: Ref, entry: Entry) -> Json:
        text = entry.definition if isinstance(entry, Term) else entry.summary
        return {
            "@type": "DefinedTerm",
            "url": f"{self.address}#{ref.id}",
            "name": entry.name[self.language],
            "alternateName": self._other_names(entry),
            "description": self._plain(text[self.language]) if text else None,
            "termCode": ref,
        }

    def _document(self, link: Link) -> Json:
        title = link.title[self.language] if link.title else link.name[self.language]
        identifiers = {"arXiv": link.arxiv, "DOI": link.doi}
        return {
            "@type": _TYPES.get(link.what, "CreativeWork"),
            "url": link.url,
            "name": title,
            "headline": title if link.what in _TYPES else None,
            "alternateName": self._other_names(link),
            "author": [_author(name, link.what) for name in link.authors],
            "datePublished": link.published or (str(link.year) if link.year else None),
            "identifier": [
                {"@type": "PropertyValue", "propertyID": name, "value": value}
                for name, value in identifiers.items()
                if value
            ],
            "sameAs": f"https://doi.org/{link.doi}" if link.doi else None,
            "description": self._plain(link.summary[self.language]) if link.summary else None,
        }

    def _other_names(self, entry: Entry) -> list[str]:
        """What else the entry is called in this language; what differs by case alone is the same."""
        names = [entry.name[self.language], *entry.aliases[self.language]]
        if isinstance(entry, Link) and entry.title:
            names.insert(0, entry.title[self.language])
        if isinstance(entry, Term):
            names += [entry.acronym or "", entry.expansion[self.language] if entry.expansion else ""]
        known: dict[str, str] = {}
        for name in filter(None, names):
            known.setdefault(name.casefold(), name)
        return list(known.values())[1:]

    def _address(self) -> str:
        """Of the page: absolute, or its own file name, which it understands itself."""
        path, manifest = f"{self.content.path}.html", self.kb.manifest
        if manifest.site_url is None:
            return path.rpartition("/")[2]
        folder = "" if self.language == manifest.languages[0] else f"{self.language}/"
        return f"{manifest.site_url.rstrip('/')}/{folder}{path}"

    def _plain(self, text: str) -> str:
        return " ".join(prose.plain(text, lambda ref: self.kb[ref].name[self.language]).split())


def _author(name: str, what: str) -> Json:
    """Who wrote a document. Of a paper that is a person, unless the name is one word or says that it is a group."""
    if " " not in name or _GROUP.search(name):
        return {"@type": "Organization", "name": name}
    return {"@type": "Person", "name": name} if what in _TYPES else {"name": name}


def _known(node: Json) -> Json:
    """A node without what is empty, its type and address first."""
    first: Json = {key: node[key] for key in ("@context", "@type", "@id") if key in node}
    return {key: value for key, value in (first | node).items() if value not in (None, [], "")}
