"""An entry's words in one language: names, prose, sources, numbers; without marks, or as Markdown."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kbgen import prose
from kbgen.kb import KnowledgeBase
from kbgen.language import Language
from kbgen.language import language as read_language
from kbgen.prose import Mention
from kbgen.readable import readable
from kbgen.schema import EVERY, Claim, Computable, Entry, Link, Name, Ref, Source, Term, Text
from kbgen.schema.benchmark import MetricUse, Setting
from kbgen.schema.formula import Output, SizeRule, Variable

_FIRST_MENTION = re.compile(r"(?:^|(?<=[.!?] ))\[\[([^\[\]|]+)\]\]")
_MOST_AUTHORS = 8
_SIZE_NAME = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Words(ABC):
    """What entries say in one language. A text that is not translated says so; a name gives way to the ref."""

    kb: KnowledgeBase
    language: Language

    @abstractmethod
    def prose(self, text: str) -> str:
        """Prose of the content, its marks rendered."""

    @abstractmethod
    def maths(self, latex: str) -> str:
        """A symbol or a short formula."""

    @abstractmethod
    def fixed(self, words: str) -> str:
        """Words in which nothing is meant as a mark."""

    # -- words -------------------------------------------------------------------------------------------------------

    def text(self, text: Text) -> str:
        """Prose by language."""
        words = text.get(self.language.code)
        return self.label("untranslated") if words is None else self.prose(self._capitalised(words))

    def label(self, key: str) -> str:
        """The words of kbgen for `key`."""
        return self.prose(self.language.label(key))

    def lower(self, key: str) -> str:
        """A label inside a sentence."""
        words = self.label(key)
        return words[:1].lower() + words[1:]

    def name(self, ref: str) -> str:
        """What an entry is called."""
        return self.title(self.kb[ref].name, ref)

    def title(self, name: Name, otherwise: str = "") -> str:
        """A name or a title."""
        return self.language.typeset(name.get(self.language.code, otherwise))

    def other_names(self, entry: Entry) -> str:
        """`Also called: a, b; Français: c`: other names, then the name in other languages; empty if there are none."""
        code, colon = self.language.code, self.language.colon
        known = {self.name_of(entry).casefold()}
        own = [alias for alias in entry.aliases[code] if alias.casefold() not in known]
        known |= {alias.casefold() for alias in own}
        also = f"{self.label('aliases')}{colon} {', '.join(own)}" if own else ""
        foreign = [
            f"{read_language(other).name}{colon} {name}"
            for other, name in entry.name.items()
            if other not in (EVERY, code) and name.casefold() not in known
        ]
        return self.language.semicolon.join(filter(None, (also, *foreign)))

    def name_of(self, entry: Entry) -> str:
        """The name of `entry`; empty if it has none in this language."""
        return self.title(entry.name)

    def _capitalised(self, text: str) -> str:
        """`text` in which an entry named at the start of a sentence has its capital."""

        def capital(found: re.Match[str]) -> str:
            name = self.name(found[1].strip())
            return f"[[{found[1]}|{name[:1].upper()}{name[1:]}]]"

        return _FIRST_MENTION.sub(capital, text)

    # -- sources -----------------------------------------------------------------------------------------------------

    def source(self, source: Source) -> str:
        """A document, and where in it."""
        name = self.name(source.ref)
        return f"{name}, {self.prose(source.where)}" if source.where else name

    def sources(self, sources: Iterable[Source]) -> str:
        """Sources in a row."""
        return self.language.semicolon.join(map(self.source, sources))

    def cited(self, words: str, source: Source | None) -> str:
        """A statement with its source in brackets; `unknown` for an empty one."""
        if not words:
            return self.label("unknown")
        return f"{words} ({self.source(source)})" if source else words

    # -- numbers -----------------------------------------------------------------------------------------------------

    def number(self, value: Any) -> str:
        """A number, as read."""
        return self.language.number(value)

    def quantity(self, value: Any) -> str:
        """A number with its unit, as read."""
        return self.fixed(self.language.quantity(value))

    def measured(self, value: float, unit: str) -> str:
        """A score in the unit of its benchmark."""
        return f"{self.number(value)}\u00a0{unit}" if unit else self.number(value)

    def unit(self, unit: str) -> str:
        """A unit in words."""
        return self.fixed(self.language.units.get(unit, unit))

    def day(self, date: str | None) -> str:
        """A date as far as it is known."""
        return self.language.day(date) if date else self.label("unknown")

    def claim(self, claim: Claim) -> str:
        """A claim's sentence with its numbers filled in."""
        values = {symbol: self.language.quantity(value) for symbol, value in claim.values.items()}
        values["result"] = self.language.quantity(claim.expected)
        text = claim.text.get(self.language.code)
        return self.label("untranslated") if text is None else self.prose(prose.fill(text, values))

    # -- symbols -----------------------------------------------------------------------------------------------------

    def variable(self, variable: Variable) -> str:
        """What a variable is: its meaning, unit, usual value, value at the start."""
        unit = f", {self.unit(variable.unit)}" if variable.unit else ""
        typical, initial = variable.typical, variable.initial
        usual = f" ({self.lower('typical')}{self.language.colon} {self.quantity(typical)})" if typical else ""
        start = f" ({self.label('starts-at')} {self.quantity(initial)})" if initial is not None else ""
        return self.text(variable.meaning) + unit + usual + start

    def output(self, output: Output) -> str:
        """What a result is, and its unit; empty if the name of the entry says it."""
        meaning = self.text(output.meaning) if output.meaning else ""
        return ", ".join(filter(None, (meaning, self.unit(output.unit) if output.unit else "")))

    def size_rule(self, rule: SizeRule) -> str:
        """What is counted, and whether it must be even."""
        meaning = self.text(rule.meaning) if rule.meaning else ""
        return ", ".join(filter(None, (meaning, self.label("even") if rule.even else "")))

    # -- facts of several kinds ----------------------------------------------------------------------------------------

    def metric(self, use: MetricUse) -> str:
        """A metric with its parameter: `pass@k (k = 1)`."""
        return f"{self.name(use.ref)} (k\u00a0=\u00a0{use.k})" if use.k else self.name(use.ref)

    def setting(self, setting: Setting) -> list[str]:
        """What is known of how a score was obtained."""
        shots = self.label("shots").format(n=setting.shots) if setting.shots is not None else ""
        many = setting.samples is not None and setting.samples > 1
        samples = self.label("samples").format(n=self.number(setting.samples)) if many else ""
        return [part for part in (shots, setting.method, samples) if part]

    def size(self, parameters: int) -> str:
        """A number of parameters in short: 70,6 Md, 671B."""
        scale, unit = next((s, u) for s, u in ((1e9, "size.giga"), (1e6, "size.mega"), (1, "")) if parameters >= s)
        return self.number(f"{parameters / scale:.4g}") + (self.language.label(unit) if unit else "")

    def licence(self, licence: str | None) -> str:
        """A licence; what is closed or unknown in words."""
        if licence is None:
            return self.label("unknown")
        return self.label("proprietary") if licence == "proprietary" else licence

    def authors(self, link: Link) -> str:
        """The authors of a document; after eight, et al."""
        shown = ", ".join(link.authors[:_MOST_AUTHORS])
        return f"{shown} et al." if link.et_al or len(link.authors) > _MOST_AUTHORS else shown

    def when(self, link: Link) -> str:
        """Year and venue of a document."""
        if link.venue and link.year and str(link.year) in link.venue:
            return link.venue
        return ", ".join(str(part) for part in (link.year, link.venue) if part)


@dataclass(frozen=True, slots=True)
class PlainWords(Words):
    """Words without marks, mathematics in Unicode."""

    def prose(self, text: str) -> str:
        """Prose without marks."""
        return self.language.typeset(prose.plain(text, self.name))

    def maths(self, latex: str) -> str:
        """A formula in Unicode."""
        return readable(latex)

    def fixed(self, words: str) -> str:
        """The words."""
        return words


@dataclass(frozen=True, slots=True)
class MarkdownWords(Words):
    """Words as Markdown, entries by their names, mathematics between dollars."""

    def prose(self, text: str) -> str:
        """Prose as Markdown."""
        return prose.map_parts(text, words=self._words, maths=lambda maths: self.maths(maths[2:-2].strip()))

    def maths(self, latex: str) -> str:
        """A formula between dollars."""
        return f"${latex}$"

    def fixed(self, words: str) -> str:
        """The words, in which a dollar is no mark."""
        return words.replace("$", r"\$")

    def _words(self, words: str) -> str:
        return prose.replace_mentions(self.fixed(self.language.typeset(words)), self._mention)

    def _mention(self, mention: Mention) -> str:
        return self.language.typeset(mention.words or self.name(mention.ref))


def definition(entry: Entry) -> list[Text]:
    """What an entry is, in its own words: the definition of a term, the summary of every other."""
    texts = [entry.definition, entry.summary] if isinstance(entry, Term) else [entry.summary]
    return [text for text in texts if text]


def described_sizes(entry: Computable) -> list[tuple[str, SizeRule]]:
    """The sizes that have a meaning of their own."""
    return [(name, rule) for name, rule in entry.sizes.items() if rule.meaning or rule.even]


def size_in_latex(size: str, sizes: Mapping[str, SizeRule]) -> str:
    """A size as the formula prints it: `h*d_v` → h d_v, `d_model` → d_\\mathrm{model}."""
    rule = sizes.get(size)
    if rule is not None and rule.symbol:
        return rule.symbol
    words = _SIZE_NAME.sub(lambda word: word[0] if len(word[0]) == 1 else rf"{{\mathrm{{{word[0]}}}}}", str(size))
    return words.replace("*", r"\,")


def address_of(kb: KnowledgeBase, ref: Ref, language: str) -> str:
    """Where an entry is on the site: absolute if the base says where the site is."""
    manifest, file = kb.manifest, kb.content.file_of[ref]
    places = {place.page for section in manifest.sections for place in section.pages}
    page = next((place for place in (file.address, file.kind) if place in places), file.address)
    base = f"{manifest.site_url.rstrip('/')}/" if manifest.site_url else ""
    return f"{base}{'' if language == manifest.languages[0] else f'{language}/'}{page}.html#{ref.id}"
