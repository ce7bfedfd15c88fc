"""An entry as Markdown for agents and `.md` pages: compact, without HTML, mathematics as it is written in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbgen.answer.facts import (
    Row,
    architecture,
    benchmark_facts,
    derived,
    model_facts,
    prices,
    reported,
    scores,
    targets,
)
from kbgen.answer.remarks import capitalised, erratum_in_words, literal, variant_in_words
from kbgen.answer.verdicts import (
    address_in_words,
    document_in_words,
    link_in_words,
    other_runs_in_words,
    printable,
    proof_in_words,
)
from kbgen.answer.words import MarkdownWords, address_of, definition, described_sizes, size_in_latex
from kbgen.kb import KnowledgeBase
from kbgen.language import language as read_language
from kbgen.records.link_checks import LinkCheck
from kbgen.records.proofs import Proof
from kbgen.schema import Benchmark, Computable, Entry, Link, Metric, Model, Ref, Source, Term
from kbgen.schema.formula import Given

_TICKS = re.compile("`+")


def markdown(
    kb: KnowledgeBase, ref: Ref, language: str, proof: Proof, check: LinkCheck | None = None, code: str | None = None
) -> str:
    """The entry `ref` in `language`; `check` is what is known of a link, `code` the executable example.

    Name, ref, other names, text, formula with its symbols and conditions, facts, code, notes, variants, worked numbers,
    errata, how far it is proven, sources, related entries, page.
    """
    written = _Written(MarkdownWords(kb, read_language(language)), ref, kb[ref], proof, check)
    blocks = (
        *written.heading(),
        *written.formula(),
        *written.facts(),
        *([fenced(code)] if code else []),
        *written.remarks(),
        *written.standing(),
    )
    return "\n\n".join(blocks) + "\n"


def fenced(code: str) -> str:
    """Python as a block, longer in its marks than any run of them inside."""
    marks = "`" * max(3, 1 + max(map(len, _TICKS.findall(code)), default=0))
    return f"{marks}python\n{code.strip()}\n{marks}"


@dataclass(frozen=True, slots=True)
class _Written:
    """Writes the blocks of one entry."""

    words: MarkdownWords
    ref: Ref
    entry: Entry
    proof: Proof
    check: LinkCheck | None

    def heading(self) -> Iterator[str]:
        """Names, then what the entry is."""
        entry, words = self.entry, self.words
        yield f"## {words.name(self.ref)}"
        also = [f"`{self.ref}`", words.other_names(entry)]
        if isinstance(entry, Term) and entry.acronym and entry.expansion:
            also.insert(1, f"{entry.acronym}{self._colon} {words.title(entry.expansion)}")
        yield ". ".join(filter(None, also))
        texts = [words.text(text) for text in definition(entry)]
        if isinstance(entry, Metric) and entry.direction:
            texts.append(words.label(f"direction.{entry.direction}"))
        yield from texts

    def formula(self) -> Iterator[str]:
        """The formula, its symbols, and the conditions under which it holds."""
        entry, words = self.entry, self.words
        if not isinstance(entry, Computable) or not entry.latex:
            return
        yield f"$$\n{entry.latex.strip()}\n$$"
        yield _items(self._symbols(entry))
        conditions = [words.label(f"convention.{convention}") for convention in entry.conventions]
        if entry.origin == 0:
            conditions.append(words.label("counts-from-zero").rstrip("."))
        if conditions:
            yield self._line("conventions", words.language.semicolon.join(conditions))
        assumptions = (
            (words.maths(a.where) if a.where else "", words.text(a.text) if a.text else "") for a in entry.assumptions
        )
        yield from self._list("assumptions", (f"{self._colon} ".join(filter(None, both)) for both in assumptions))
        cases = [
            f"{words.maths(case.when)}{self._colon} {self._value(case.value)}. {words.text(case.why)}"
            for case in entry.edge_cases
        ]
        yield from self._list("edge-cases", cases)

    def facts(self) -> Iterator[str]:
        """What only links, benchmarks, models, terms and metrics have."""
        entry, words = self.entry, self.words
        if isinstance(entry, Link):
            yield "\n".join(self._document(entry))
        if isinstance(entry, Term) and entry.official:
            texts = (f"{o.text} ({code}; {words.source(o.source)})" for code, o in entry.official.items())
            yield self._line("official", words.language.semicolon.join(texts))
        if isinstance(entry, Benchmark):
            yield "\n".join(f"- {label}{self._colon} {value}" for label, value in benchmark_facts(words, entry))
            yield from self._table(self._score_titles, reported(words, entry))
        if isinstance(entry, Model):
            facts = [*model_facts(words, entry), *architecture(words, entry)]
            yield "\n".join(f"- {label}{self._colon} {value}" for label, value in facts)
            recomputed = [
                f"{row.what}{self._colon} {row.value} (`{row.by}`){'. ' if row.differs else ''}{row.differs}"
                for row in derived(words, entry)
            ]
            yield from self._list("derived", recomputed)
            yield from self._table(self._score_titles, scores(words, entry))
            amounts = f"{words.label('price.input')} / {words.lower('price.output')}"
            sold = f"{words.label('model')}, {words.lower('condition')}"
            yield from self._table((words.label("prices"), amounts, sold), prices(words, entry))
        if isinstance(entry, Metric):
            yield from self._list("targets", targets(words, entry))

    def remarks(self) -> Iterator[str]:
        """Notes, variants, worked numbers, errata."""
        entry, words = self.entry, self.words
        notes = [f"**{words.label(f'note.{note.kind}')}.** {words.text(note.text)}" for note in entry.notes]
        if notes:
            yield _items(notes)
        if isinstance(entry, Computable):
            yield from self._list("variants", (variant_in_words(words, variant) for variant in entry.variants))
            claims = [
                words.claim(claim) + (f" ({words.source(claim.source)})" if claim.source else "")
                for claim in entry.claims
            ]
            yield from self._list("claims", claims)
        yield from self._list("errata", (erratum_in_words(words, erratum) for erratum in entry.errata))

    def standing(self) -> Iterator[str]:
        """How far it is proven, what is near it, where its page is, where it comes from."""
        entry, words, kb = self.entry, self.words, self.words.kb
        yield self._state()
        if entry.unchecked:
            yield self._line("unchecked", words.text(entry.unchecked))
        if isinstance(entry, Computable) and entry.oracle:
            yield self._line("oracle", f"`{entry.oracle.function}` ({entry.oracle.library})")
        rows = {
            "uses": tuple(entry.uses.values()) if isinstance(entry, Computable) else (),
            "used-by": kb.used_by(self.ref),
            "broader": entry.broader if isinstance(entry, Term) else (),
            "narrower": kb.narrower(self.ref),
            "cited-by": kb.cited_by(self.ref),
            "related": kb.related(self.ref),
        }
        lines = [self._line(key, ", ".join(f"`{ref}`" for ref in refs)) for key, refs in rows.items() if refs]
        yield _items([*lines, self._line("page", address_of(kb, self.ref, words.language.code))])
        yield from self._list("sources", map(self._source, entry.sources))

    # -- below -------------------------------------------------------------------------------------------------------

    @property
    def _colon(self) -> str:
        return self.words.language.colon

    def _line(self, key: str, value: str) -> str:
        return f"**{self.words.label(key)}{self._colon}** {value}"

    def _list(self, key: str, items: Iterable[str]) -> Iterator[str]:
        """A list under its label; nothing if it is empty."""
        lines = list(items)
        if lines:
            yield f"**{self.words.label(key)}**\n\n{_items(lines)}"

    def _symbols(self, entry: Computable) -> Iterator[str]:
        words, result = self.words, f"**{self.words.label('outputs')}**"
        for variable in entry.variables:
            name = self._symbol(variable.symbol, variable.py, variable.shape)
            given = f" ({self._given(variable.given)})" if variable.given else ""
            yield f"{name}{self._colon} {words.variable(variable)}{given}"
        for output in entry.outputs:
            name = self._symbol(output.symbol, None, output.shape)
            yield f"{self._colon} ".join(filter(None, (name, result, words.output(output))))
        for size, rule in described_sizes(entry):
            yield f"{words.maths(size_in_latex(size, entry.sizes))}{self._colon} {words.size_rule(rule)}"

    def _symbol(self, symbol: str, parameter: str | None, shape: tuple[str, ...]) -> str:
        """A symbol with its parameter and its shape: `$W_0$ (`w0`, `d × k`)`."""
        codes = [f"`{code}`" for code in (parameter, " × ".join(shape)) if code]
        return f"{self.words.maths(symbol)} ({', '.join(codes)})" if codes else self.words.maths(symbol)

    def _given(self, given: Given) -> str:
        """Where an input that is not free comes from."""
        words = self.words
        if given.sorted:
            return f"{words.label('given.sorted')} {words.maths(given.sorted)}"
        return words.text(given.operator) if given.operator else words.text(given.judged) if given.judged else ""

    def _value(self, value: str) -> str:
        return self.words.label("undefined") if value == "undefined" else self.words.quantity(value)

    @property
    def _score_titles(self) -> tuple[str, str, str]:
        return self.words.label("scores"), self.words.label("score"), self.words.label("setting")

    def _table(self, titles: tuple[str, str, str], rows: list[Row]) -> Iterator[str]:
        """Numbers with their conditions, where they have any, dates and sources; nothing if there are none."""
        if not rows:
            return
        cells = [(row.what, row.value, row.how, row.day, self.words.source(row.source)) for row in rows]
        columns = [*zip((*titles, self.words.label("date"), self.words.label("source")), *cells, strict=True)]
        kept = [column for column in columns if any(column[1:])]
        titled, *lines = (f"| {' | '.join(map(_cell, row))} |" for row in zip(*kept, strict=True))
        yield "\n".join((titled, f"|---|--:|{'---|' * (len(kept) - 2)}", *lines))

    def _document(self, link: Link) -> Iterator[str]:
        """What is behind the address."""
        words = self.words
        yield f"- <{link.url}>"
        title = words.title(link.title) if link.title else words.name(self.ref)
        numbers = (f"arXiv {link.arxiv}" if link.arxiv else "", f"DOI {link.doi}" if link.doi else "")
        parts = (literal(title), words.authors(link), words.when(link), *numbers)
        document = ". ".join(part.removesuffix(".") for part in parts if part)
        yield f"- {capitalised(words.label(f'what.{link.what}'))}{self._colon} {document}"
        if link.licence:
            yield f"- {words.label('licence')}{self._colon} {link.licence}"

    def _state(self) -> str:
        language = self.words.language
        if isinstance(self.entry, Link) and self.check is not None:
            parts = [f"{link_in_words(self.check, language)}.", *self._verdicts(self.check, self.entry)]
            return self._line("state", literal(" ".join(parts)))
        words = [proof_in_words(self.proof, language), *other_runs_in_words(self.proof, language)]
        state = self._line("state", language.typeset(language.semicolon.join(words)))
        if not self.proof.disputed:
            return state
        return f"{state}. {self.words.label('proof.disputed')}{self._colon} {literal(self.proof.disputed)}"

    def _verdicts(self, check: LinkCheck, link: Link) -> Iterator[str]:
        """Both verdicts, each after its question, and the new address."""
        language = self.words.language
        yield language.typeset(language.label("verdict.address"))
        yield from address_in_words(check, language)
        yield language.typeset(language.label("verdict.document"))
        yield from document_in_words(check, link, language)
        if check.record.to:
            yield f"{language.label('verdict.to')}{language.colon} {printable(check.record.to)}"

    def _source(self, source: Source) -> str:
        """A document by its title, with its address, and where in it."""
        words, link = self.words, self.words.kb.links[Ref(source.ref).id]
        title = words.title(link.title) if link.title else words.name(source.ref)
        where = f", {words.prose(source.where)}" if source.where else ""
        return f"[{literal(title)}]({_target(link.url)}){where}"


def _items(lines: Iterable[str]) -> str:
    """A list, each item on one line."""
    return "\n".join(f"- {_one_line(line)}" for line in lines)


def _one_line(words: str) -> str:
    return words.replace("\n", " ")


def _cell(words: str) -> str:
    return _one_line(words).replace("|", r"\|")


def _target(url: str) -> str:
    """An address as a Markdown link wants it."""
    return f"<{url}>" if "(" in url or ")" in url else url
