"""Every way to write what an entry is called, with its key: the names that look-up knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kbgen.lookup.identifiers import address_key, dotted_keys
from kbgen.lookup.latex import symbol_key
from kbgen.lookup.names import MOST, normalise, squeezed
from kbgen.lookup.words import Morphology, stem_keys
from kbgen.schema import Computable, Entry, Link, Ref, Term


class Spelling(NamedTuple):
    """One way to write what an entry is called."""

    key: str
    """As look-up compares it."""
    how: str
    """`name`, `alias`, `symbol`, or `form`: a name without its spaces, or the stems of its words."""
    text: str
    """As written."""
    is_typed: bool
    """Whether people type it from memory, and so with mistakes: not so addresses, identifiers, LaTeX."""


def names(ref: Ref, entry: Entry) -> Iterator[Spelling]:
    """The names and aliases of an entry; those that occur twice come twice."""
    for name in entry.name.strings:
        # The page on `torch.nn.RMSNorm` is called so; who asks for it wants what it computes first.
        yield from _dotted(name) if _is_api(name, entry) else _words("name", [name])
    yield from _words("alias", (short for name in entry.name.strings if (short := _without_remark(name))))
    if isinstance(entry, Term) and entry.acronym:
        yield from _words("name", [entry.acronym])
    yield _exactly("name", ref)
    for alias in entry.aliases.strings:
        yield from _dotted(alias) if _is_api(alias, entry) else _words("alias", [alias])
    yield from _words("alias", [ref.id])
    if isinstance(entry, Term):
        yield from _words("alias", _words_of_term(entry))
    if isinstance(entry, Link):
        yield from _words("alias", entry.title.strings if entry.title else ())
        yield from _words("alias", _citations(entry))
        yield from (_exactly("alias", word) for word in (entry.arxiv, entry.doi) if word)
        yield Spelling(address_key(entry.url), "alias", entry.url, False)
    if isinstance(entry, Computable) and entry.oracle:
        yield from _dotted(entry.oracle.function)


def spellings(ref: Ref, entry: Entry, languages: list[Morphology]) -> Iterator[Spelling]:
    """The names of an entry, its symbols, and the forms of its names that a plural or a missing space leaves."""
    known = [spelling for spelling in names(ref, entry) if spelling.key and len(spelling.key) <= MOST]
    yield from known
    if isinstance(entry, Computable):
        symbols = (
            *(output.symbol for output in entry.outputs),
            *(variable.symbol for variable in entry.variables),
            *(rule.symbol or name for name, rule in entry.sizes.items()),
        )
        yield from (Spelling(symbol_key(symbol), "symbol", symbol, False) for symbol in symbols)
    for spelling in known:
        if spelling.is_typed:
            for key in (squeezed(spelling.key), *stem_keys(spelling.key, languages)):
                yield Spelling(key, "form", spelling.text, False)


def _words_of_term(term: Term) -> Iterator[str]:
    if term.expansion:
        yield from term.expansion.strings
    for form in term.forms.values():
        yield form.text
        if form.plural:
            yield form.plural
    for official in term.official.values():
        yield official.text


def _without_remark(name: str) -> str:
    """A name without what stands in parentheses at its end, which nobody types."""
    head, _, _ = name.rpartition("(") if name.endswith(")") else ("", "", "")
    return head.strip()


def _citations(link: Link) -> Iterator[str]:
    """How a paper is called by its first author: `Vaswani et al. 2017`."""
    if link.authors and link.year and link.what in _CITED:
        family = link.authors[0].split()[-1]
        yield f"{family} {link.year}"
        yield f"{family} et al. {link.year}"


_CITED = frozenset({"paper", "report", "book", "article"})
"""What is cited by author and year."""


def _words(how: str, texts: Iterable[str]) -> Iterator[Spelling]:
    return (Spelling(normalise(text), how, text, True) for text in texts)


def _exactly(how: str, text: str) -> Spelling:
    return Spelling(normalise(text), how, text, False)


def _is_api(name: str, entry: Entry) -> bool:
    """Whether a name is that of an API: `torch.optim.AdamW`; of what can be computed also `numpy.clip`.

    Elsewhere two parts are no sign: `llama.cpp` and `fast.ai` are names.
    """
    parts = name.split(".")
    return len(parts) > (1 if isinstance(entry, Computable) else 2) and all(part.isidentifier() for part in parts)


def _dotted(function: str) -> Iterator[Spelling]:
    """The name of an API, and what is left of it without its packages."""
    for key in dotted_keys(function):
        yield Spelling(key, "alias", function, False)
    yield Spelling(normalise(function.rpartition(".")[2]), "form", function, False)
