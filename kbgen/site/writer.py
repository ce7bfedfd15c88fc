"""Words for one page in one language: prose, mathematics, links, numbers, as Markdown the builders agree on."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from kbgen import prose
from kbgen.language import Language
from kbgen.lookup.names import fold
from kbgen.plan import Plan, SitePage, relative
from kbgen.prose import Mention
from kbgen.schema import Claim, Entry, Name, Ref, Source, Term, Text
from kbgen.site.bibtex import bibtex

_TOOLTIP = 220
_FIRST_MENTION = re.compile(r"(?:^|(?<=[.!?] ))\[\[([^\[\]|]+)\]\]")


@dataclass
class Writer:
    """Writes for the page at `path`. `formulas` counts the pieces of mathematics written.

    `doubts` has what is the matter with links that lead nowhere or to another document: shown wherever one is named.
    """

    plan: Plan
    language: Language
    path: str
    version: str
    formulas: int = 0
    acronyms: dict[str, str] = field(default_factory=dict)
    doubts: Mapping[Ref, str] = field(default_factory=dict)

    # -- words ---------------------------------------------------------------------------------------------------

    def label(self, key: str) -> str:
        """The site's words for `key`."""
        return self.prose(self.language.label(key))

    def prose(self, text: Text | str) -> str:
        """Prose as Markdown: entries linked, `<` as text, mathematics kept."""
        words = text if isinstance(text, str) else text[self.language.code]
        return prose.map_parts(self._capitalised(words), words=self._words, maths=self._inline)

    def cell(self, text: Text | str) -> str:
        """Prose for a cell of a table: on one line, `|` hidden from the table."""
        words = text if isinstance(text, str) else text[self.language.code]
        one_line = self._capitalised(" ".join(words.split()))
        return prose.map_parts(
            one_line, words=lambda part: self._words(part).replace("|", r"\|"), maths=self._cell_inline
        )

    def plain(self, text: Text | str) -> str:
        """Prose without any mark, for a tooltip or the page's description."""
        words = text if isinstance(text, str) else text[self.language.code]
        return self.language.typeset(prose.plain(self._capitalised(words), self._name_of))

    def name(self, entry: Entry) -> str:
        """The name of an entry, as a heading shows it."""
        return html.escape(self.language.typeset(entry.name[self.language.code]), quote=False)

    def title(self, name: Name) -> str:
        """A title."""
        return html.escape(self.language.typeset(name[self.language.code]), quote=False)

    def says(self) -> str:
        """How an erratum begins: the source document, by the name the base gives it, and that it says."""
        origin = self.plan.kb.manifest.origin
        name = origin.label[self.language.code] if origin else self.language.label("origin")
        return self.language.label("erratum.says").format(origin=name)

    def quote(self, words: str) -> str:
        """Words of the source document, quoted verbatim: nothing in them is a mark."""
        return self.language.quote(literal(" ".join(words.split())))

    def attribute(self, words: str) -> str:
        """Words for an HTML attribute."""
        return html.escape(" ".join(words.split()))

    def item(self, text: Text | str) -> str:
        """Prose inside a list or a block: on one line, so that indentation cannot break it."""
        words = text if isinstance(text, str) else text[self.language.code]
        return self.prose(" ".join(words.split()))

    def text(self, words: str) -> str:
        """Words in which nothing is a mark, for running text or a cell of a table."""
        return literal(words)

    def hidden(self, title: Name) -> str:
        """A title without accents, for the search of a reader who leaves them out; nothing if it has none."""
        words = title[self.language.code]
        return "" if fold(words) == words.casefold() else fold(words)

    def plain_name(self, name: Name) -> str:
        """A name without marks."""
        return name[self.language.code]

    def names(self, names: Iterable[Name]) -> str:
        """Names in a row, in a cell."""
        return ", ".join(self.text(name[self.language.code]) for name in names)

    def lower(self, key: str) -> str:
        """A label inside a sentence."""
        words = self.label(key)
        return words[:1].lower() + words[1:]

    def heading(self, key: str) -> str:
        """A label as a heading."""
        words = self.label(key)
        return words[:1].upper() + words[1:]

    @property
    def colon(self) -> str:
        """A colon with the space this language wants before it."""
        return self.language.colon

    @property
    def semicolon(self) -> str:
        """A semicolon between items of a row."""
        return self.language.semicolon

    def yaml(self, words: str) -> str:
        """Words as a YAML string for the page's front matter."""
        return json.dumps(words, ensure_ascii=False)

    def attribute_lines(self, words: str) -> str:
        """Words for an HTML attribute that keeps its lines."""
        return html.escape(words.strip()).replace("\n", "&#10;")

    def pre(self, words: str) -> str:
        """Words for `<pre>`, in which no blank line may end the block."""
        return html.escape(words, quote=False).replace("\n\n", "\n&#8203;\n")

    def page_title(self, page: SitePage) -> str:
        """`A.1 Attention mechanism`."""
        title = self.language.typeset(page.title[self.language.code])
        return f"{page.number} {title}" if page.number else title

    def states_href(self, state: str) -> str:
        """Where a state is explained, for HTML."""
        return f"{relative('states', self.path)}.html#{state}"

    def group_anchor(self, group: str) -> str:
        """The anchor of a group: apart from those of entries."""
        return f"group-{group}"

    def letter_anchor(self, letter: str) -> str:
        """The anchor of a letter: apart from those of entries."""
        return "letter-0" if letter == "#" else f"letter-{letter.lower()}"

    # -- mathematics ---------------------------------------------------------------------------------------------

    def display(self, latex: str) -> str:
        """A displayed formula, as HTML: no builder reads it, so none can spoil it."""
        self.formulas += 1
        return f'<div class="arithmatex">\\[\n{html.escape(latex.strip(), quote=False)}\n\\]</div>'

    def math(self, latex: str) -> str:
        """A symbol in running text or in a cell."""
        return self._cell_inline(rf"\({latex}\)")

    def shape(self, shape: Iterable[str]) -> str:
        """A shape as mathematics: `[h, d_model]` → ℝ^{h × d_model}; a scalar in words."""
        sizes = r" \times ".join(size_as_maths(size) for size in shape)
        return self.math(rf"\mathbb{{R}}^{{{sizes}}}") if sizes else self.label("scalar")

    # -- links ---------------------------------------------------------------------------------------------------

    def link(self, ref: str, words: str | None = None) -> str:
        """A link to an entry, with its summary as a tooltip."""
        entry = self.plan.kb[ref]
        text = self.language.typeset(words or self._name_of(ref)).replace("[", r"\[").replace("]", r"\]")
        target = self.plan.markdown_link(ref, self.path)
        tip = self.tooltip(entry)
        return f"[{html.escape(text, quote=False)}]({target}{_title(tip)}){self.doubt(ref)}"

    def doubt(self, ref: str) -> str:
        """A mark after a link that leads nowhere or to another document; nothing after others."""
        words = literal(self.doubts.get(Ref(ref), "")).replace('"', "&quot;")
        return f'<span class="kb-doubt" role="img" title="{words}" aria-label="{words}"></span>' if words else ""

    def links(self, refs: Iterable[str]) -> str:
        """Links in a row; entries of the same name are told apart by their kind."""
        row = list(refs)
        names = [fold(self._name_of(ref)) for ref in row]
        return " · ".join(
            f"{self.link(ref)} ({self.label(f'one.{Ref(ref).kind}')})" if names.count(name) > 1 else self.link(ref)
            for ref, name in zip(row, names, strict=True)
        )

    def source(self, source: Source) -> str:
        """A source: the document's own entry, and where in it."""
        where = f", {self.cell(source.where)}" if source.where else ""
        return f"{self.link(source.ref)}{where}"

    def sources(self, sources: Iterable[Source]) -> str:
        """Sources in a row."""
        return self.semicolon.join(self.source(source) for source in sources)

    def source_text(self, source: Source, date: str | None = None) -> str:
        """A source without marks, for a tooltip."""
        parts = [
            self._name_of(source.ref),
            self.plain(source.where) if source.where else "",
            self.day(date) if date else "",
            self.doubts.get(source.ref, ""),
        ]
        return ", ".join(part for part in parts if part)

    def href(self, ref: str) -> str:
        """Where an entry is, for HTML that the builder does not read."""
        page, anchor = self.plan.page_of(ref), Ref(ref).id
        return f"#{anchor}" if page.path == self.path else f"{relative(page.path, self.path)}.html#{anchor}"

    def page_link(self, path: str, words: str) -> str:
        """A link to a page by its path."""
        return f"[{words}]({relative(path, self.path)}.md)"

    def bibtex(self, ref: str) -> str:
        """The sources of an entry as BibTeX; of a link, the link itself."""
        documents = [Ref(ref)] if Ref(ref).kind == "links" else [source.ref for source in self.plan.kb[ref].sources]
        return "\n\n".join(bibtex(document.id, self.plan.kb.links[document.id]) for document in documents)

    def report_url(self, ref: str) -> str | None:
        """Where a mistake in `ref` is reported: an issue with its ref filled in, if the base names a repository."""
        repository = self.plan.kb.manifest.repository
        if repository is None:
            return None
        title = f"{ref}: "
        return f"{repository.rstrip('/')}/issues/new?title={quote(title)}&body={quote(self.report_text(ref))}"

    def report_text(self, ref: str) -> str:
        """What a report of a mistake starts with."""
        return f"{ref} ({self.language.code}), kbgen {self.version}\n\n"

    # -- numbers -------------------------------------------------------------------------------------------------

    def number(self, value: Any) -> str:
        """A number."""
        return self.language.number(value)

    def quantity(self, value: Any) -> str:
        """A number with its unit."""
        return self.language.quantity(value)

    def unit(self, unit: str) -> str:
        """A unit in words."""
        return self.language.units.get(unit, unit)

    def day(self, date: str) -> str:
        """A date."""
        return self.language.day(date)

    def assignment(self, values: Mapping[str, Any]) -> str:
        """Values of symbols: `r = 8, d = 4096`."""
        return ", ".join(self.math(f"{symbol} = {self._maths_value(value)}") for symbol, value in values.items())

    def value(self, value: Any) -> str:
        """A value: numbers in a row or in a matrix as mathematics, one alone in words."""
        return self.math(self._maths_value(value)) if isinstance(value, (list, tuple)) else self.quantity(value)

    def claim(self, claim: Claim) -> str:
        """A claim's sentence with its numbers filled in."""
        values = {symbol: self.quantity(value) for symbol, value in claim.values.items()}
        values["result"] = self.quantity(claim.expected)
        return self.prose(prose.fill(claim.text[self.language.code], values))

    # -- below ---------------------------------------------------------------------------------------------------

    def tooltip(self, entry: Entry) -> str:
        """One sentence on an entry, without marks."""
        text = entry.definition if isinstance(entry, Term) else entry.summary
        if text is None:
            return ""
        words = self.plain(text)
        return words if len(words) <= _TOOLTIP else words[:_TOOLTIP].rsplit(" ", 1)[0] + "…"

    def _capitalised(self, text: str) -> str:
        """`text` in which an entry named at the start of a sentence has its capital."""

        def capital(found: re.Match[str]) -> str:
            name = self._name_of(found[1].strip())
            return f"[[{found[1]}|{name[:1].upper()}{name[1:]}]]"

        return _FIRST_MENTION.sub(capital, text)

    def _words(self, words: str) -> str:
        escaped = words.replace("&", "&amp;").replace("<", "&lt;")
        return prose.replace_mentions(self.language.typeset(escaped), self._mention)

    def _mention(self, mention: Mention) -> str:
        return self.link(mention.ref, mention.words and html.unescape(mention.words))

    def _name_of(self, ref: str) -> str:
        return self.plan.kb[ref].name[self.language.code]

    def _inline(self, maths: str) -> str:
        self.formulas += 1
        return maths

    def _cell_inline(self, maths: str) -> str:
        self.formulas += 1
        return maths.replace(r"\|", r"\Vert ").replace("|", r"\vert ").replace("\n", " ")

    def _maths_value(self, value: Any) -> str:
        if isinstance(value, (list, tuple)):
            if value and all(isinstance(row, (list, tuple)) for row in value):
                return self._matrix(value)
            return f"({f'{self.language.list_separator.strip()} '.join(self._maths_value(item) for item in value)})"
        words = self.quantity(value).replace(",", "{,}").replace("\u00a0", "~").replace("\u202f", r"\,")
        return words if re.fullmatch(r"[-−\d{},\\.]+", words) else rf"\text{{{words}}}"

    def _matrix(self, rows: Sequence[Sequence[Any]]) -> str:
        cells = r" \\ ".join(" & ".join(self._maths_value(cell) for cell in row) for row in rows)
        return rf"\left(\begin{{smallmatrix}} {cells} \end{{smallmatrix}}\right)"


def literal(words: str) -> str:
    """`words` with everything Markdown, its extensions or HTML could read as a mark written as an entity."""
    return re.sub(r"[\\`*_{}\[\]()#+!|$~^<>&]", lambda mark: f"&#{ord(mark[0])};", words)


def size_as_maths(size: str) -> str:
    """A size as mathematics: `h*d_v` → h d_v, `d_model` → d_\\mathrm{model}."""
    words = re.sub(r"[A-Za-z]+", lambda word: word[0] if len(word[0]) == 1 else rf"{{\mathrm{{{word[0]}}}}}", str(size))
    return words.replace("*", r"\,")


def _title(words: str) -> str:
    # A bar would cut the cell of a table even inside a link's title.
    return f' "{html.escape(words).replace("|", "&#124;")}"' if words else ""
