"""The base as Markdown for language models: `llms.txt`, every kind in parts of a bounded size, every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import relpath

from kbgen.index.index import Index
from kbgen.index.results import Page
from kbgen.language import Language, language

BUDGET = 20_000
"""Tokens of a part, at most, unless one entry alone has more."""
BYTES_PER_TOKEN = 3
"""The models' tokens are longer in prose and seldom shorter in LaTeX: a size is rather over- than understated."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some entries of a kind, as one file."""

    path: str
    title: str
    text: str
    entries: int


def files(index: Index) -> Iterator[tuple[str, str]]:
    """Every file: its path from the root of the site, and its text."""
    for code in index.languages:
        written = _Written(index, language(code))
        parts = [part for kind in index.kinds for part in written.parts(kind)]
        pages = [written.page(page) for page in index.pages()]
        yield f"{written.folder}llms.txt", written.contents(parts, pages)
        yield from ((part.path, part.text) for part in (*parts, *pages))


def tokens(text: str) -> int:
    """How many tokens `text` has, estimated."""
    return -(-len(text.encode()) // BYTES_PER_TOKEN)


class _Written:
    """Writes the files of one language."""

    def __init__(self, index: Index, words: Language) -> None:
        self.index = index
        self.words = words
        self.code = words.code
        self.folder = "" if self.code == index.languages[0] else f"{self.code}/"
        """Of the pages of this language."""

    def contents(self, parts: Iterable[Part], pages: Iterable[Part]) -> str:
        """`llms.txt`, in the form that llmstxt.org describes."""
        index, label = self.index, self.words.label
        first = next(iter(index), "")
        introduction = label("llms.introduction").format(
            ref=first, address=f"api/v1/{first}.json", budget=self._n(BUDGET)
        )
        about = [(label(f"{name}"), f"{self.folder}{name}.md") for name in ("states", "coverage", "errata")]
        others = [
            (f"{language(code).name}", f"{'' if code == index.languages[0] else f'{code}/'}llms.txt")
            for code in index.languages
            if code != self.code
        ]
        sections = {
            label("llms.kinds"): [self._item(part.title, part.path, self._size(part)) for part in parts],
            label("llms.pages"): [self._item(part.title, part.path, self._size(part)) for part in pages],
            label("api"): [
                self._item(label("api"), f"{self.folder}api/index.md", label("llms.api")),
                self._item("index.json", "api/v1/index.json", label("llms.index")),
            ],
            "Optional": [self._item(title, path) for title, path in (*about, *others)],
        }
        lists = [f"## {title}\n\n" + "\n".join(items) for title, items in sections.items()]
        head = [f"# {index.title[self.code]}", f"> {index.description[self.code]}", introduction]
        return "\n\n".join((*head, *lists)) + "\n"

    def parts(self, kind: str) -> list[Part]:
        """The entries of a kind in their order, in as many files as the budget asks for."""
        entries = [self.index.markdown(ref, self.code).strip() for ref in self.index.refs(kind)]
        name = self.words.label(f"many.{kind}")
        title = name[:1].upper() + name[1:]
        room = BUDGET - tokens(self._headed(f"{title} (99/99)", []))
        groups = list(_grouped(entries, room))
        parts = []
        for number, group in enumerate(groups, start=1):
            named = title if len(groups) == 1 else f"{title} ({number}/{len(groups)})"
            path = f"llms/{self.code}/{kind}{'' if number == 1 else f'-{number}'}.md"
            parts.append(Part(path, named, self._headed(named, group), len(group)))
        return parts

    def page(self, page: Page) -> Part:
        """A page of the site."""
        title = page.title[self.code]
        entries = [self.index.markdown(ref, self.code).strip() for ref in page.refs]
        return Part(f"{self.folder}{page.path}.md", title, self._headed(title, entries), len(entries))

    def _headed(self, title: str, entries: Iterable[str]) -> str:
        origin = f"{self.index.title[self.code]}. {self.words.label('licence.content')} {self.index.licence}"
        return "\n\n".join((f"# {title}", origin, *entries)) + "\n"

    def _item(self, title: str, path: str, note: str = "") -> str:
        return f"- [{title}]({self._address(path)})" + (f": {note}" if note else "")

    def _address(self, path: str) -> str:
        """Absolute, or from where `llms.txt` is."""
        if self.index.site_url:
            return f"{self.index.site_url.rstrip('/')}/{path}"
        return relpath(path, self.folder or ".")

    def _size(self, part: Part) -> str:
        words = self.words
        return words.counted("llms.size", part.entries, tokens=self._n(tokens(part.text)))

    def _n(self, number: int) -> str:
        return self.words.number(number)


def _grouped(entries: Iterable[str], room: int) -> Iterator[list[str]]:
    """Entries in groups of at most `room` tokens; one that is longer has a group of its own."""
    group: list[str] = []
    size = 0
    for entry in entries:
        needed = tokens(entry) + 1  # the blank line before it
        if group and size + needed > room:
            yield group
            group, size = [], 0
        group.append(entry)
        size += needed
    if group:
        yield group
