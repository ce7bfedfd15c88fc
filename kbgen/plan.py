"""Which page holds which entries, and where each page and anchor is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from posixpath import relpath

from kbgen.kb import KnowledgeBase
from kbgen.lookup.names import fold
from kbgen.schema import Entry, Group, Name, Ref, Section, Text


@dataclass(frozen=True, slots=True)
class Item:
    """An entry on a page."""

    ref: Ref
    entry: Entry


@dataclass(frozen=True)
class SitePage:
    """One page of the site: one content file, or a whole kind."""

    path: str
    """Where it is, without ending: `formulas/attention`."""
    kind: str
    section: Section
    number: str | None
    title: Name
    introduction: Text | None
    groups: tuple[Group, ...]
    items: tuple[Item, ...]

    def items_of(self, group: str | None) -> tuple[Item, ...]:
        """The entries of a group in order; of no group for None."""
        return tuple(item for item in self.items if item.entry.group == group)

    def sorted_items(self, language: str) -> tuple[Item, ...]:
        """The entries by their name in `language`, accents folded."""
        return tuple(sorted(self.items, key=lambda item: fold(item.entry.name[language])))

    def letters(self, language: str) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """The entries by the first letter of their name in `language`; `#` for what begins with none."""
        letters: dict[str, list[Item]] = {}
        for item in self.sorted_items(language):
            first = fold(item.entry.name[language])[:1].upper()
            letters.setdefault(first if first.isalpha() else "#", []).append(item)
        return tuple((letter, tuple(items)) for letter, items in letters.items())


@dataclass(frozen=True)
class Plan:
    """Every page, in the order of the navigation."""

    kb: KnowledgeBase
    pages: tuple[SitePage, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pages", tuple(self._pages()))

    @cached_property
    def _page_of(self) -> dict[Ref, SitePage]:
        return {item.ref: page for page in self.pages for item in page.items}

    def page_of(self, ref: str) -> SitePage:
        """The page that holds `ref`."""
        return self._page_of[Ref(ref)]

    def url(self, ref: str) -> str:
        """Where `ref` is, from the root of its language: `formulas/attention.html#causal-attention`."""
        return f"{self.page_of(ref).path}.html#{Ref(ref).id}"

    def markdown_link(self, ref: str, origin: str) -> str:
        """Where `ref` is, for the builder, from the page at `origin`."""
        page, anchor = self.page_of(ref), Ref(ref).id
        if page.path == origin:
            return f"#{anchor}"
        return f"{relative(page.path, origin)}.md#{anchor}"

    def retired(self, ref: Ref) -> tuple[str, ...]:
        """Anchors of retired refs that `ref` replaces, to be kept on its page."""
        return tuple(old.id for old, new in self.kb.manifest.retired.items() if new == ref)

    def _pages(self) -> Iterator[SitePage]:
        content = self.kb.content
        for section in self.kb.manifest.sections:
            for place in section.pages:
                files = [file for address, file in content.files.items() if place.page in (address, file.kind)]
                if not files:
                    continue
                items = tuple(Item(ref, content.entries[ref]) for file in files for ref in file.refs)
                kind = files[0].kind
                heading = files[0].page if "/" in place.page else None
                title = place.title or (heading.title if heading else Name({"*": place.page}))
                yield SitePage(
                    path=place.page,
                    kind=kind,
                    section=section,
                    number=place.number or (heading.number if heading else None),
                    title=title,
                    introduction=place.introduction or (heading.introduction if heading else None),
                    groups=heading.groups if heading else (),
                    items=items,
                )


def relative(target: str, origin: str) -> str:
    """The way from the page at `origin` to the one at `target`, both from the root."""
    return relpath(target, PurePosixPath(origin).parent.as_posix())
