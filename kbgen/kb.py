"""The knowledge base as builds and checks read it: entries by kind, ref and name, and how they point at each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kbgen import spellings
from kbgen.content import Content, load
from kbgen.errors import NotFoundError
from kbgen.lookup.names import normalise
from kbgen.lookup.suggest import suggest
from kbgen.schema import Benchmark, Computable, Entry, Formula, Link, Manifest, Metric, Model, Ref, Term

E = TypeVar("E", bound=Entry)


class Collection(Mapping[str, E]):
    """The entries of one kind by id, in the order of the content."""

    def __init__(self, entries: Mapping[str, E]) -> None:
        self._entries = dict(entries)

    def __getitem__(self, id_: str) -> E:
        if id_ not in self._entries:
            raise NotFoundError(id_, suggest(id_, self._entries))
        return self._entries[id_]

    def __contains__(self, id_: object) -> bool:
        return id_ in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that answers, and how: by its `name` or by an `alias`."""

    ref: Ref
    entry: Entry
    how: str


@dataclass(slots=True)
class KnowledgeBase:
    """Every entry of a content folder. Reading only."""

    content: Content
    glossary: Collection[Term] = field(init=False)
    formulas: Collection[Formula] = field(init=False)
    metrics: Collection[Metric] = field(init=False)
    benchmarks: Collection[Benchmark] = field(init=False)
    models: Collection[Model] = field(init=False)
    links: Collection[Link] = field(init=False)
    _names: dict[str, list[Match]] = field(init=False)
    _mentioned_by: dict[Ref, list[Ref]] = field(init=False)
    _cited_by: dict[Ref, list[Ref]] = field(init=False)
    _narrower: dict[Ref, list[Ref]] = field(init=False)
    _used_by: dict[Ref, list[Ref]] = field(init=False)

    def __post_init__(self) -> None:
        self.glossary = self._collect(Term)
        self.formulas = self._collect(Formula)
        self.metrics = self._collect(Metric)
        self.benchmarks = self._collect(Benchmark)
        self.models = self._collect(Model)
        self.links = self._collect(Link)
        self._names = self._index_names()
        entries = self.content.entries
        self._mentioned_by = _pointers((ref, entry.related) for ref, entry in entries.items())
        self._cited_by = _pointers((ref, (s.ref for s in entry.sources)) for ref, entry in entries.items())
        self._narrower = _pointers((ref, entry.broader) for ref, entry in entries.items() if isinstance(entry, Term))
        self._used_by = _pointers(
            (ref, entry.uses.values()) for ref, entry in entries.items() if isinstance(entry, Computable)
        )

    @classmethod
    def read(cls, root: Path) -> KnowledgeBase:
        """The knowledge base in the content folder `root`. Raises `ContentError` if any file is broken."""
        return cls(load(root))

    @property
    def manifest(self) -> Manifest:
        """The content of `kb.yml`."""
        return self.content.manifest

    def __getitem__(self, ref: str) -> Entry:
        entry = self.content.entries.get(Ref(ref))
        if entry is None:
            raise NotFoundError(ref, suggest(ref, self.content.entries))
        return entry

    def named(self, query: str) -> tuple[Match, ...]:
        """The entries called `query`, best first; never empty. `NotFoundError` has suggestions.

        It does not guess: a check or a run is about an entry that was named. `kbgen.index` forgives mistakes.
        """
        matches = self._names.get(normalise(query), [])
        if not matches:
            raise NotFoundError(query, suggest(query, self._spellings()))
        order = {kind: position for position, kind in enumerate(self.manifest.kinds)}
        return tuple(sorted(matches, key=lambda match: (match.how != "name", order.get(match.ref.kind, len(order)))))

    def related(self, ref: Ref) -> tuple[Ref, ...]:
        """What `ref` names as related, then what names it."""
        own = self[ref].related
        return (*own, *(other for other in self._mentioned_by.get(ref, []) if other not in own and other != ref))

    def narrower(self, ref: Ref) -> tuple[Ref, ...]:
        """The terms that have `ref` as a broader term."""
        return tuple(self._narrower.get(ref, ()))

    def cited_by(self, ref: Ref) -> tuple[Ref, ...]:
        """The entries that have the link `ref` among their sources."""
        return tuple(other for other in self._cited_by.get(ref, ()) if other != ref)

    def used_by(self, ref: Ref) -> tuple[Ref, ...]:
        """The formulas and metrics that name `ref` as a function they use."""
        return tuple(self._used_by.get(ref, ()))

    def _collect(self, shape: type[E]) -> Collection[E]:
        return Collection({ref.id: entry for ref, entry in self.content.entries.items() if type(entry) is shape})

    def _index_names(self) -> dict[str, list[Match]]:
        names: dict[str, list[Match]] = {}
        for ref, entry in self.content.entries.items():
            for spelling in spellings.names(ref, entry):
                known = names.setdefault(spelling.key, [])
                if all(match.ref != ref for match in known):
                    known.append(Match(ref, entry, spelling.how))
        for old, new in self.manifest.retired.items():
            if new is not None:
                names.setdefault(normalise(old), []).append(Match(new, self.content.entries[new], "retired"))
        return names

    def _spellings(self) -> Iterator[str]:
        for ref, entry in self.content.entries.items():
            for spelling in spellings.names(ref, entry):
                if spelling.is_typed:
                    yield spelling.text


def _pointers(pairs: Iterable[tuple[Ref, Iterable[Ref]]]) -> dict[Ref, list[Ref]]:
    """Who points at each ref, in the order of the content, each once."""
    found: dict[Ref, dict[Ref, None]] = {}
    for ref, targets in pairs:
        for target in targets:
            found.setdefault(target, {})[ref] = None
    return {target: list(pointing) for target, pointing in found.items()}
