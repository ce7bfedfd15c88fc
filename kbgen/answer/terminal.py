"""An entry as a terminal shows it: plain words, Unicode mathematics, a few colours without which the sense survives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kbgen.answer.facts import Fact, Row, architecture, benchmark_facts, derived, model_facts, prices, scores, targets
from kbgen.answer.verdicts import (
    address_in_words,
    document_in_words,
    link_in_words,
    other_runs_in_words,
    printable,
    proof_in_words,
)
from kbgen.answer.words import PlainWords, address_of, definition, described_sizes, size_in_latex
from kbgen.index.style import BOLD, CYAN, DIM, GREEN, RED, RESET, YELLOW, plain
from kbgen.kb import KnowledgeBase
from kbgen.language import language as read_language
from kbgen.readable import readable_lines, width
from kbgen.records.link_checks import LinkCheck, LinkState
from kbgen.records.proofs import Proof, State
from kbgen.report import Status
from kbgen.schema import Benchmark, Computable, Entry, Link, Metric, Model, Ref, Term

_COLOURS = {
    State.CROSS_CHECKED: GREEN, State.CHECKED: GREEN, State.RECOMPUTED: GREEN, State.SOURCED: GREEN,
    State.PARSED: YELLOW, State.TRANSCRIBED: YELLOW, State.NOT_YET_CHECKED: YELLOW, State.NOT_EXECUTABLE: "",
    "stale": YELLOW, "disputed": RED,
}  # fmt: skip
_LINK_COLOURS = {Status.PASSED: GREEN, Status.WARNING: YELLOW, Status.FAILED: RED, Status.UNKNOWN: ""}
"""The same colours as on the site."""

Cells = tuple[str, ...]


def terminal(kb: KnowledgeBase, ref: Ref, language: str, proof: Proof, check: LinkCheck | None = None) -> str:
    """The entry `ref` in `language`, with the codes of `kbgen.index.style`; `check` is what is known of a link.

    Name, text, formula and symbols or facts, how far it is proven, sources, related entries, page. Lines are as long as
    they are: the terminal wraps them.
    """
    shown = _Shown(PlainWords(kb, read_language(language)), ref, kb[ref], proof, check)
    blocks = (shown.heading(), shown.formula(), shown.symbols(), *shown.facts(), shown.standing())
    return "\n\n".join("\n".join(lines) for block in blocks if (lines := list(block)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """Writes the blocks of one entry."""

    words: PlainWords
    ref: Ref
    entry: Entry
    proof: Proof
    check: LinkCheck | None

    def heading(self) -> Iterator[str]:
        """Names, then what the entry is."""
        entry = self.entry
        yield f"{_painted(BOLD, self.words.name(self.ref))}  {_painted(DIM, self.ref)}"
        if isinstance(entry, Term) and entry.acronym and entry.expansion:
            yield f"{entry.acronym}{self.words.language.colon} {self.words.title(entry.expansion)}"
        if isinstance(entry, Link):
            yield from self._document(entry)
        if names := self.words.other_names(entry):
            yield _painted(DIM, names)
        yield from map(self.words.text, definition(entry))
        if isinstance(entry, Metric) and entry.direction:
            yield self.words.label(f"direction.{entry.direction}")

    def formula(self) -> Iterator[str]:
        """The formula as readable Unicode."""
        if isinstance(self.entry, Computable) and self.entry.latex:
            yield from (f"    {line}" for line in readable_lines(self.entry.latex))

    def symbols(self) -> list[str]:
        """What its symbols are, and of which shape: the inputs, the results, the sizes. An only result is an arrow."""
        entry, words = self.entry, self.words
        if not isinstance(entry, Computable) or not entry.latex:
            return []
        is_only = len(entry.outputs) == 1
        results = [output for output in entry.outputs if output.meaning]
        rows: list[tuple[str, tuple[str, ...], str]] = [
            *((variable.symbol, variable.shape, words.variable(variable)) for variable in entry.variables),
            *((r"\to" if is_only else output.symbol, output.shape, words.output(output)) for output in results),
            *((size_in_latex(name, entry.sizes), (), words.size_rule(rule)) for name, rule in described_sizes(entry)),
        ]
        return _table([(words.maths(symbol), self._shape(shape), meaning) for symbol, shape, meaning in rows])

    def facts(self) -> Iterator[Iterable[str]]:
        """What only metrics, benchmarks and models have."""
        entry, words = self.entry, self.words
        if isinstance(entry, Metric) and entry.targets:
            yield [self._line("targets", words.language.semicolon.join(targets(words, entry)))]
        if isinstance(entry, Benchmark):
            yield self._facts(benchmark_facts(words, entry))
        if isinstance(entry, Model):
            yield self._facts([*model_facts(words, entry), *architecture(words, entry)])
            paid = f"{words.label('prices')} ({words.lower('price.input')} / {words.lower('price.output')})"
            recomputed: list[Cells] = [
                (row.what, row.value, f"{_painted(CYAN, row.by)}  {row.differs}") for row in derived(words, entry)
            ]
            tables: dict[str, list[Cells]] = {
                words.label("derived"): recomputed,
                words.label("scores"): self._published(scores(words, entry)),
                paid: self._published(prices(words, entry)),
            }
            yield from ([_painted(DIM, title), *_table(rows)] for title, rows in tables.items() if rows)

    def standing(self) -> Iterator[str]:
        """How far it is proven, where it comes from, what is near it, where its page is."""
        entry, words = self.entry, self.words
        yield from self._state()
        if entry.unchecked:
            yield self._line("unchecked", words.text(entry.unchecked))
        if entry.sources:
            yield self._line("sources", words.sources(entry.sources))
        if isinstance(entry, Term):
            yield from self._facts(_term_facts(words, self.ref, entry))
        if related := words.kb.related(self.ref):
            yield self._line("related", ", ".join(_painted(CYAN, other) for other in related))
        yield _painted(DIM, address_of(words.kb, self.ref, words.language.code))

    # -- below -------------------------------------------------------------------------------------------------------

    def _shape(self, shape: tuple[str, ...]) -> str:
        """A shape: `[n × dₖ]`; empty for a scalar."""
        assert isinstance(self.entry, Computable)
        sizes = (self.words.maths(size_in_latex(size, self.entry.sizes)) for size in shape)
        return _painted(DIM, f"[{' × '.join(sizes)}]" if shape else "")

    def _published(self, rows: Iterable[Row]) -> list[Cells]:
        """Rows with date and source in the last cell."""
        whence = ((row, _painted(DIM, f"{row.day}, {self.words.name(row.source.ref)}")) for row in rows)
        return [(row.what, row.value, f"{row.how}  {where}" if row.how else where) for row, where in whence]

    def _state(self) -> Iterator[str]:
        language = self.words.language
        if isinstance(self.entry, Link) and self.check is not None:
            colour = YELLOW if self.check.state is LinkState.STALE else _LINK_COLOURS[self.check.status]
            yield self._line("state", _painted(colour, link_in_words(self.check, language)))
            yield from self._verdicts(self.check, self.entry)
            return
        words = [proof_in_words(self.proof, language), *other_runs_in_words(self.proof, language)]
        standing = _COLOURS[self.proof.standing]
        yield self._line("state", _painted(standing, language.typeset(language.semicolon.join(words))))
        if self.proof.disputed:
            yield _painted(RED, f"! {self.proof.disputed}")

    def _verdicts(self, check: LinkCheck, link: Link) -> Iterator[str]:
        """Both verdicts, a line each, and the new address in full."""
        language = self.words.language
        verdicts = {
            "verdict.address": address_in_words(check, language),
            "verdict.document": document_in_words(check, link, language),
        }
        for question, answer in verdicts.items():
            yield f"  {_painted(DIM, self.words.label(question))} {' '.join(answer)}"
        if check.record.to:
            yield f"  {self._line('verdict.to', printable(check.record.to))}"

    def _document(self, link: Link) -> Iterator[str]:
        """What is behind the address."""
        words = self.words
        title = words.title(link.title) if link.title else ""
        if title.casefold() not in ("", words.name(self.ref).casefold()):
            yield title
        if by := "; ".join(filter(None, (words.authors(link), words.when(link)))):
            yield by
        yield _painted(CYAN, link.url)

    def _facts(self, facts: Iterable[Fact]) -> list[str]:
        colon = self.words.language.colon
        return [f"{_painted(DIM, label + colon)} {value}" for label, value in facts]

    def _line(self, key: str, value: str) -> str:
        return f"{_painted(DIM, self.words.label(key) + self.words.language.colon)} {value}"


def _term_facts(words: PlainWords, ref: Ref, term: Term) -> Iterator[Fact]:
    for code, official in term.official.items():
        yield f"{words.label('official')} ({code})", f"{official.text} ({words.source(official.source)})"
    for key, refs in (("broader", term.broader), ("narrower", words.kb.narrower(ref))):
        if refs:
            yield words.label(key), ", ".join(_painted(CYAN, other) for other in refs)


def _table(rows: list[Cells]) -> list[str]:
    """Rows with their cells below each other, save for the last cell, which is as long as it is; no empty columns."""
    columns = [column for column in zip(*rows, strict=True) if any(map(_seen, column))]
    widths = [max(map(_seen, column)) for column in columns[:-1]]
    lines = []
    for row in zip(*columns, strict=True):
        padded = [cell + " " * (room - _seen(cell)) for cell, room in zip(row, widths, strict=False)]
        lines.append("    " + "  ".join((*padded, row[-1])).rstrip())
    return lines


def _seen(text: str) -> int:
    """The columns that a text takes, colours left out."""
    return width(plain(text))


def _painted(code: str, text: str) -> str:
    return f"{code}{text}{RESET}" if code and text else text
