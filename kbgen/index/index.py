"""The knowledge base as a program reads it: look-up, search, entries, from a compiled index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import MappingProxyType, TracebackType
from typing import Any, Generic, TypeVar

from kbgen.errors import KbgenError, NotFoundError
from kbgen.index import answers, reading, words
from kbgen.index.entries import KINDS, Benchmark, Entry, Formula, Link, Metric, Model, Term
from kbgen.index.extracts import extract
from kbgen.index.results import Answer, Hit, Match, Page
from kbgen.lookup.names import MOST, normalise
from kbgen.lookup.words import Morphology

E = TypeVar("E", bound=Entry)


class Collection(Mapping[str, E], Generic[E]):
    """The entries of one kind by id, in the order of the content; each is read when it is asked for."""

    def __init__(self, index: Index, kind: str, shape: type[E]) -> None:
        self._index, self._kind, self._shape = index, kind, shape

    def __getitem__(self, id_: str) -> E:
        """The entry. Raises `NotFoundError`, a `KeyError` too, with ids that look like it."""
        entry = self._index[f"{self._kind}/{id_}"]
        assert isinstance(entry, self._shape)
        return entry

    def __contains__(self, id_: object) -> bool:
        return f"{self._kind}/{id_}" in self._index

    def __iter__(self) -> Iterator[str]:
        return iter([ref.partition("/")[2] for ref in self._index.refs(self._kind)])

    def __len__(self) -> int:
        return len(self._index.refs(self._kind))

    def __repr__(self) -> str:
        return f"<{len(self)} {self._kind}>"


class Index:
    """A compiled knowledge base. Reading only; one may be used from several threads.

    `index["formulas/lora"]` and `index.formulas["lora"]` are entries; a ref that was retired gives what replaces it.
    """

    glossary: Collection[Term]
    formulas: Collection[Formula]
    metrics: Collection[Metric]
    benchmarks: Collection[Benchmark]
    models: Collection[Model]
    links: Collection[Link]

    def __init__(self, path: Path) -> None:
        """Open the index at `path`. Raises `KbgenError` if it is missing, damaged or made by another kbgen."""
        connection = reading.opened(str(path))
        if connection is None:
            raise KbgenError(f"{path} is no index of this kbgen; run: kbgen lookup --content DIR, which makes it again")
        self.path = path
        self.connection = connection
        """For what reads the tables itself; read only."""
        self._lock = Lock()
        self.glossary = Collection(self, "glossary", Term)
        self.formulas = Collection(self, "formulas", Formula)
        self.metrics = Collection(self, "metrics", Metric)
        self.benchmarks = Collection(self, "benchmarks", Benchmark)
        self.models = Collection(self, "models", Model)
        self.links = Collection(self, "links", Link)

    # -- what the base is --------------------------------------------------------------------------------------------

    @property
    def title(self) -> Mapping[str, str]:
        """Its title by language."""
        return MappingProxyType(json.loads(self._meta["title"]))

    @property
    def description(self) -> Mapping[str, str]:
        """One sentence by language."""
        return MappingProxyType(json.loads(self._meta["description"]))

    @property
    def languages(self) -> tuple[str, ...]:
        """Its languages, the default one first."""
        return tuple(self._meta["languages"].split())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that have entries, in order."""
        return tuple(self._meta["kinds"].split())

    @property
    def licence(self) -> str:
        """Licence of the content (SPDX)."""
        return self._meta["licence"]

    @property
    def site_url(self) -> str | None:
        """Where the site is served, if the base says so."""
        return self._meta["site_url"] or None

    @property
    def repository(self) -> str | None:
        """The repository's address, if the base names it."""
        return self._meta["repository"] or None

    @property
    def stamp(self) -> str:
        """Changes when anything in the index does."""
        return self._meta["digest"]

    # -- look-up and search ------------------------------------------------------------------------------------------

    def lookup(self, query: str) -> Answer:
        """The entries that answer to `query`, best first.

        By a name, else a form of one, a part of a formula, the beginning of a name, words of one, a typing mistake,
        words of the text. Raises `NotFoundError` with up to five suggestions if none does.
        """
        with self._lock:
            rows = answers.find(self.connection, query, self._morphologies)
            if not rows:
                raise NotFoundError(query, answers.suggestions(self.connection, query, self._morphologies))
        return Answer(query, tuple(Match(ref, reading.HOW[how], text, self) for how, _, text, ref in rows))

    def search(
        self, query: str, *, kind: str | None = None, language: str | None = None, limit: int = 10
    ) -> tuple[Hit, ...]:
        """The entries that hold the words of `query`, the best first, of a `kind` and in a `language` or in all.

        Raises `KbgenError` for a kind or language that the base has not.
        """
        self._demand("kind", kind, self.kinds)
        self._demand("language", language, self.languages)
        key = normalise(query[:MOST])
        rules = self._morphologies
        codes = list(rules)
        found = []
        with self._lock:
            for entry, position in words.search(self.connection, key, rules, limit, kind, language):
                code = codes[position]
                found.append((code, *self.connection.execute(_SHOWN, (entry, code)).fetchone()))
        return tuple(
            Hit(ref, code, name, *extract(plain, frozenset(rules[code].stems(key)), rules[code]), self)
            for code, ref, name, plain in found
        )

    def complete(self, prefix: str, limit: int = 10) -> tuple[str, ...]:
        """Names as written that begin with `prefix`, whatever its case and accents; the shortest first."""
        with self._lock:
            return answers.completions(self.connection, prefix, limit)

    # -- entries -----------------------------------------------------------------------------------------------------

    def __getitem__(self, ref: str) -> Entry:
        """An entry by its ref. Raises `NotFoundError`, a `KeyError` too, with refs that look like it."""
        document = json.loads(self.document(ref))
        return KINDS[document["kind"]](document)

    def __contains__(self, ref: object) -> bool:
        return isinstance(ref, str) and self._current(ref) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.refs())

    def __len__(self) -> int:
        (count,) = self._one("SELECT count(*) FROM entries")
        return int(count)

    def refs(self, kind: str | None = None) -> tuple[str, ...]:
        """The refs of a kind or of all, in order."""
        where, asked = (" WHERE kind = ?", (kind,)) if kind else ("", ())
        with self._lock:
            rows = self.connection.execute(f"SELECT ref FROM entries{where} ORDER BY id", asked).fetchall()
        return tuple(ref for (ref,) in rows)

    def current(self, ref: str) -> str:
        """`ref`, or what replaces it if it was retired. Raises `NotFoundError` if there is neither."""
        known = self._current(ref)
        if known is None:
            with self._lock:
                raise NotFoundError(ref, answers.suggested_refs(self.connection, ref))
        return known

    def document(self, ref: str) -> str:
        """An entry as JSON text: the same on every surface."""
        return str(self._one("SELECT document FROM entries WHERE ref = ?", self.current(ref))[0])

    def brief(self, ref: str) -> str:
        """What a list shows of an entry, as JSON text."""
        return str(self._one("SELECT brief FROM entries WHERE ref = ?", self.current(ref))[0])

    def terminal(self, ref: str, language: str) -> str:
        """An entry for a terminal, with the codes of `kbgen.index.style`."""
        return self._text("terminal", ref, language)

    def markdown(self, ref: str, language: str) -> str:
        """An entry as Markdown."""
        return self._text("markdown", ref, language)

    def name(self, ref: str, language: str) -> str:
        """What an entry is called."""
        return self._text("name", ref, language)

    def page_of(self, ref: str) -> str:
        """The page that holds an entry: `formulas/fine-tuning`."""
        page: str = json.loads(self.document(ref))["page"]
        return page

    def pages(self) -> tuple[Page, ...]:
        """The pages of the site, in order."""
        with self._lock:
            rows = self.connection.execute("SELECT path, kind, title, refs FROM pages ORDER BY position").fetchall()
        return tuple(
            Page(path, kind, MappingProxyType(json.loads(title)), tuple(json.loads(refs)))
            for path, kind, title, refs in rows
        )

    @property
    def retired(self) -> Mapping[str, str]:
        """Old refs, each with the ref that replaces it."""
        with self._lock:
            rows = self.connection.execute(
                "SELECT r.ref, e.ref FROM retired r JOIN entries e ON e.id = r.entry"
            ).fetchall()
        return MappingProxyType(dict(rows))

    def names(self, beginning: str = "") -> Iterator[tuple[str, str, str]]:
        """Every name that look-up knows, normalised, how it is one, and the ref; in the order of answers.

        Only those that begin with `beginning`, if it is given.
        """
        with self._lock:
            rows = self.connection.execute(
                "SELECT key, how, ref FROM names WHERE key >= ? AND key < ? ORDER BY key, how, entry",
                (beginning, f"{beginning}\U0010ffff"),
            ).fetchall()
        return ((key, reading.HOW[how], ref) for key, how, ref in rows)

    def file(self, path: str) -> str | None:
        """A file that is the same for every content, such as a JSON Schema."""
        row = self._one("SELECT text FROM files WHERE path = ?", path)
        return None if row is None else str(row[0])

    def files(self) -> tuple[str, ...]:
        """The paths of those files."""
        with self._lock:
            rows = self.connection.execute("SELECT path FROM files ORDER BY path").fetchall()
        return tuple(path for (path,) in rows)

    # -- below -------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{len(self)} entries in {', '.join(self.languages)}>"

    @cached_property
    def _meta(self) -> dict[str, str]:
        with self._lock:
            return dict(self.connection.execute("SELECT key, value FROM meta WHERE key != 'files'"))

    @cached_property
    def _morphologies(self) -> dict[str, Morphology]:
        """The rules of each language; read under the lock, which does not open twice, or before it."""
        return answers.morphologies(self.connection)

    def _one(self, query: str, *values: str) -> Any:
        with self._lock:
            return self.connection.execute(query, values).fetchone()

    def _current(self, ref: str) -> str | None:
        if not ref.isascii():  # no ref has other characters, and SQLite takes no half ones
            return None
        row = self._one("SELECT ref FROM entries WHERE ref = ?", ref) or self._one(_RETIRED, ref)
        return None if row is None else str(row[0])

    def _text(self, column: str, ref: str, language: str) -> str:
        self._demand("language", language, self.languages)
        row = self._one(
            f"SELECT t.{column} FROM entries e JOIN texts t ON t.entry = e.id WHERE e.ref = ? AND t.language = ?",
            self.current(ref),
            language,
        )
        return str(row[0])

    def _demand(self, what: str, value: str | None, known: tuple[str, ...]) -> None:
        if value is not None and value not in known:
            raise KbgenError(f"no {what} '{value}' in this base; choose one of {', '.join(known)}")


_SHOWN = "SELECT e.ref, t.name, t.plain FROM entries e JOIN texts t ON t.entry = e.id WHERE e.id = ? AND t.language = ?"
_RETIRED = "SELECT e.ref FROM retired r JOIN entries e ON e.id = r.entry WHERE r.ref = ?"
