"""Find and read a content folder: files → entries, with the file and line of every field."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from kbgen.content.messages import explain, suggest
from kbgen.content.strict_yaml import MAX_BYTES, Document, read
from kbgen.content.strict_yaml import Path as Place
from kbgen.errors import ContentError, KbgenError
from kbgen.index.reading import NAME
from kbgen.report import Report, Result, Status
from kbgen.schema import KINDS, Entry, Manifest, Page, Ref
from kbgen.schema.ref import ID

MANIFEST = "kb.yml"
PAGE = "page"
_OTHER_FOLDERS = frozenset({"records", ".schemas"})
_RECORDS = frozenset({"verify.json", "links.json"})
_WITH_EXAMPLES = frozenset({"formulas", "metrics"})
# What Python tools leave beside the examples.
_LITTER = frozenset({"__pycache__", ".ruff_cache", ".mypy_cache", ".pytest_cache"})


@dataclass(frozen=True, slots=True)
class File:
    """One content file: its kind, its stem, its page heading, and where things stand in it."""

    kind: str
    stem: str
    name: str
    page: Page | None
    refs: tuple[Ref, ...]
    document: Document

    @property
    def address(self) -> str:
        """`kind/stem`, as `kb.yml` names it."""
        return f"{self.kind}/{self.stem}"


@dataclass(slots=True)
class Content:
    """A content folder, read. `seen` holds every ref that stands in a file, also of entries that are not valid."""

    root: Path
    manifest: Manifest
    entries: dict[Ref, Entry] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    file_of: dict[Ref, File] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    manifest_document: Document = field(default_factory=Document)

    def where(self, ref: str, place: Place = ()) -> str:
        """`file:line` of a field of an entry; of `kb.yml` if `ref` is empty."""
        if not ref:
            return f"{self.root.name}/{MANIFEST}:{self.manifest_document.line(place)}"
        file = self.file_of[Ref(ref)]
        return f"{file.name}:{file.document.line((Ref(ref).id, *place))}"

    def is_block(self, ref: str, place: Place) -> bool:
        """Whether a text is written as a block, so that it begins on the line after its key."""
        return (Ref(ref).id, *place) in self.file_of[Ref(ref)].document.blocks


def load(root: Path) -> Content:
    """The content of `root`. Raises `ContentError` with every problem if any file is broken."""
    content, results = read_content(root)
    report = Report.of(results)
    if report.failures:
        raise ContentError(report)
    return content


def read_content(root: Path) -> tuple[Content, list[Result]]:
    """What can be read of `root`, and every problem found. Raises `KbgenError` if there is no content folder."""
    if not root.is_dir():
        raise KbgenError(f"no content folder at {root}; run kbgen where content/ is, or pass --content DIR")
    reader = _Reader(root)
    with _collector_off():
        reader.read_all()
    return reader.content, reader.results


@contextmanager
def _collector_off() -> Iterator[None]:
    """Without the cyclic collector a load takes half the time: it makes many objects and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Reader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.results: list[Result] = []
        self.content = Content(root, self._read_manifest())

    def read_all(self) -> None:
        """Read every kind's folder and complain of what belongs to none."""
        for path in self._listing(self.root):
            if path.is_dir() and path.name in KINDS:
                self._read_kind(path)
            elif path.is_dir() and path.name == "records":
                self._look_for_strangers(path, _RECORDS)
            elif not _belongs(path):
                known = (*KINDS, *_OTHER_FOLDERS, MANIFEST)
                self._fail(path, f"does not belong in content{suggest(path.name, known) or '; move it away'}")

    def _read_manifest(self) -> Manifest:
        path = self.root / MANIFEST
        document = self._read_file(path) if path.exists() else None
        if document is None:
            if not self.results:
                self._fail(path, "missing; write the title, the languages and the sections of the base")
            raise ContentError(Report.of(self.results))
        self._note_problems(document, path, "")
        try:
            manifest = Manifest.model_validate(document.data)
        except ValidationError as error:
            for place, what in explain(error, Manifest):
                self._fail(path, what, ".".join(map(str, place)), document.line(place))
            raise ContentError(Report.of(self.results)) from None
        self._manifest_document = document
        return manifest

    def _read_kind(self, folder: Path) -> None:
        self.content.manifest_document = self._manifest_document
        kind = folder.name
        pages = {path.stem for path in folder.glob("*.yml")}
        for path in self._listing(folder):
            if path.suffix == ".yml" and path.is_file() and re.fullmatch(ID, path.stem):
                self._read_entries(kind, path)
            elif not (path.suffix == ".py" and kind in _WITH_EXAMPLES and path.is_file()):
                if path.name not in _LITTER:
                    self._fail(path, _stranger(path))
            elif path.stem.removesuffix("_oracles").replace("_", "-") not in pages:
                self._fail(
                    path, f"examples without a page; name it after a file of this folder{suggest(path.stem, pages)}"
                )

    def _read_entries(self, kind: str, path: Path) -> None:
        document = self._read_file(path)
        if document is None:
            return
        self._note_problems(document, path, f"{kind}/")
        broken = {problem.path[0] for problem in document.problems if problem.path}
        entries: dict[Ref, Entry] = {}
        seen: list[Ref] = []
        for key, fields in document.data.items():
            if key == PAGE:
                continue
            if not re.fullmatch(ID, key):
                self._fail(
                    path,
                    "not an id; use lower-case letters, digits and hyphens",
                    f"{kind}/{key}",
                    document.line((key,)),
                )
                continue
            ref = Ref(f"{kind}/{key}")
            if ref in self.content.seen:
                first = self.content.file_of[ref].name
                self._fail(path, f"this id is taken in {first}; ids are unique in a kind", ref, document.line((key,)))
                continue
            seen.append(ref)
            self.content.seen.add(ref)
            entry = self._parse(kind, key, fields, document, path)
            if entry is not None and key not in broken:
                entries[ref] = entry
        file = File(kind, path.stem, self._name(path), self._parse_page(document, path), tuple(seen), document)
        self.content.files[file.address] = file
        self.content.file_of.update(dict.fromkeys(seen, file))
        self.content.entries.update(entries)

    def _parse(self, kind: str, key: str, fields: object, document: Document, path: Path) -> Entry | None:
        shape = KINDS[kind]
        try:
            return shape.model_validate(fields)
        except ValidationError as error:
            for place, what in explain(error, shape):
                self._fail(path, what, ".".join(map(str, (f"{kind}/{key}", *place))), document.line((key, *place)))
            return None

    def _parse_page(self, document: Document, path: Path) -> Page | None:
        if PAGE not in document.data:
            return None
        try:
            return Page.model_validate(document.data[PAGE])
        except ValidationError as error:
            for place, what in explain(error, Page):
                self._fail(path, what, ".".join(map(str, (PAGE, *place))), document.line((PAGE, *place)))
            return None

    def _read_file(self, path: Path) -> Document | None:
        try:
            with path.open("rb") as file:
                return read(file.read(MAX_BYTES + 1))
        except OSError as error:
            self._fail(path, f"cannot be read: {error.strerror}; check the file and its permissions")
            return None

    def _note_problems(self, document: Document, path: Path, prefix: str) -> None:
        for problem in document.problems:
            ref = prefix + ".".join(map(str, problem.path)) if problem.path else ""
            self._fail(path, problem.what, ref, problem.line)

    def _listing(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir())
        except OSError as error:
            self._fail(folder, f"cannot be read: {error.strerror}; check its permissions")
            return []

    def _look_for_strangers(self, folder: Path, known: frozenset[str]) -> None:
        for path in self._listing(folder):
            if path.name not in known and not path.name.startswith("."):  # what a run that is cut off leaves
                self._fail(path, f"not a record{suggest(path.name, known) or '; move it away'}")

    def _fail(self, path: Path, what: str, ref: str = "", line: int = 1) -> None:
        self.results.append(Result(ref, Status.FAILED, what, f"{self._name(path)}:{line}"))

    def _name(self, path: Path) -> str:
        return f"{self.root.name}/{path.relative_to(self.root).as_posix()}"


def _belongs(path: Path) -> bool:
    """Whether something beside the folders of kinds is part of a content folder, or kbgen's index of it."""
    return path.name == MANIFEST or path.name.startswith(NAME) or (path.is_dir() and path.name in _OTHER_FOLDERS)


def _stranger(path: Path) -> str:
    if path.suffix == ".yaml":
        return f"not read; did you mean '{path.stem}.yml'?"
    if path.suffix == ".yml":
        return "the name is not an id; use lower-case letters, digits and hyphens"
    return "does not belong here; a kind's folder holds YAML files (*.yml) only"
