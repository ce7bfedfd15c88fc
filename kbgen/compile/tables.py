"""The tables of an index, and how a file of them is made."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from threading import get_ident
from typing import NamedTuple

from kbgen import __version__
from kbgen.errors import KbgenError
from kbgen.index.reading import FORMAT, HOW
from kbgen.index.words import row_of
from kbgen.lookup import near
from kbgen.lookup.names import normalise
from kbgen.lookup.words import Morphology
from kbgen.spellings import Spelling

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE morphology (language TEXT, rule TEXT, find TEXT, write TEXT);
CREATE TABLE entries (id INTEGER PRIMARY KEY, ref TEXT UNIQUE NOT NULL, kind TEXT NOT NULL,
                      document TEXT NOT NULL, brief TEXT NOT NULL);
CREATE TABLE texts (entry INTEGER, language TEXT, name TEXT, plain TEXT, terminal TEXT, markdown TEXT);
CREATE UNIQUE INDEX text_of ON texts (entry, language);
CREATE TABLE names (key TEXT, how INTEGER, entry INTEGER, spelling TEXT, ref TEXT,
                    PRIMARY KEY (key, how, entry)) WITHOUT ROWID;
CREATE TABLE retired (ref TEXT PRIMARY KEY, entry INTEGER) WITHOUT ROWID;
CREATE TABLE typed (id INTEGER PRIMARY KEY, key TEXT UNIQUE);
CREATE TABLE near (key INTEGER, typed INTEGER, PRIMARY KEY (key, typed)) WITHOUT ROWID;
CREATE TABLE pages (position INTEGER PRIMARY KEY, path TEXT, kind TEXT, title TEXT, refs TEXT);
CREATE TABLE files (path TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(name, other, summary, rest, content='',
                                      tokenize='unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE trigrams USING fts5(key, content='', tokenize='trigram case_sensitive 1');
CREATE VIRTUAL TABLE latex USING fts5(normal, tokenize='trigram case_sensitive 1');
INSERT INTO words (words, rank) VALUES ('rank', 'bm25(12, 6, 3, 1)');
"""
# What stands in a name weighs more than what stands in another name, in the summary, anywhere else.


class Searched(NamedTuple):
    """What full text knows of an entry in one language, each a row of stems."""

    name: str
    other: str
    summary: str
    rest: str


class Texts(NamedTuple):
    """An entry in one language."""

    name: str
    plain: str
    """Its words without marks: extracts are cut from it. It stands before what is long and seldom read."""
    terminal: str
    markdown: str
    searched: Searched


class Row(NamedTuple):
    """An entry as the index keeps it."""

    ref: str
    kind: str
    document: str
    brief: str
    texts: Mapping[str, Texts]
    spellings: tuple[Spelling, ...]
    latex: str
    """Normal LaTeX of a formula, in which snippets are found; empty for others."""


class Tables:
    """Fills the tables of an open index."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._digest = sha256(f"{FORMAT} {__version__}".encode())
        self._typed: dict[str, int] = {}
        self._entries: dict[str, int] = {}
        connection.executescript(_TABLES)

    def put_languages(self, languages: Mapping[str, Morphology]) -> None:
        """The rules of each language."""
        rows: list[tuple[str, str, str, str]] = []
        for code, rules in languages.items():
            rows += [(code, "elision", elision, "") for elision in sorted(rules.elisions)]
            rows += [(code, "ending", ending, other) for ending, other in rules.endings]
            rows += [(code, "small", word, "") for word in sorted(rules.small)]
        self._connection.executemany("INSERT INTO morphology VALUES (?, ?, ?, ?)", rows)

    def put(self, row: Row) -> None:
        """An entry: rows come in the order that breaks ties."""
        number = len(self._entries) + 1
        self._entries[row.ref] = number
        execute, many = self._connection.execute, self._connection.executemany
        execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", (number, row.ref, row.kind, row.document, row.brief))
        self._digest.update(row.document.encode())
        for position, (language, texts) in enumerate(row.texts.items()):
            execute("INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?)", (number, language, *texts[:4]))
            execute(
                "INSERT INTO words (rowid, name, other, summary, rest) VALUES (?, ?, ?, ?, ?)",
                (row_of(number, position, len(row.texts)), *texts.searched),
            )
            self._digest.update(texts.terminal.encode())
            self._digest.update(texts.markdown.encode())
        if row.latex:
            execute("INSERT INTO latex (rowid, normal) VALUES (?, ?)", (number, row.latex))
        many(
            "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?)",
            [(s.key, HOW.index(s.how), number, s.text, row.ref) for s in row.spellings],
        )
        for spelling in row.spellings:
            if spelling.is_typed:
                self._typed.setdefault(spelling.key, len(self._typed) + 1)

    def put_retired(self, retired: Mapping[str, str]) -> None:
        """Old refs, each with the ref that replaces it, to which the old one stays an alias."""
        rows = [(old, self._entries[new]) for old, new in retired.items()]
        self._connection.executemany("INSERT INTO retired VALUES (?, ?)", rows)
        self._digest.update(repr(sorted(retired.items())).encode())
        self._connection.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?)",
            [(normalise(old), HOW.index("alias"), entry, old, retired[old]) for old, entry in rows],
        )

    def put_page(self, path: str, kind: str, title: str, refs: str) -> None:
        """A page of the site, its titles and refs as JSON."""
        self._connection.execute("INSERT INTO pages VALUES (NULL, ?, ?, ?, ?)", (path, kind, title, refs))
        self._digest.update(f"{path} {title} {refs}".encode())

    def put_files(self, files: Mapping[str, str]) -> None:
        """Files that are the same for every content."""
        self._connection.executemany("INSERT INTO files VALUES (?, ?)", files.items())

    def put_meta(self, values: Mapping[str, str]) -> None:
        """What is known of the whole; last."""
        for key, value in values.items():
            self._connection.execute("INSERT INTO meta VALUES (?, ?)", (key, value))
            if key != "files":
                self._digest.update(f"{key} {value}".encode())
        self._put_near()
        known = {"format": f"{FORMAT} {__version__}", "digest": self._digest.hexdigest()[:32], "size": f"{0:020}"}
        self._connection.executemany("INSERT INTO meta VALUES (?, ?)", known.items())

    def _put_near(self) -> None:
        """Every typed name under the keys that its misspellings share."""
        typed = [(number, key) for key, number in self._typed.items()]
        self._connection.executemany("INSERT INTO typed VALUES (?, ?)", typed)
        self._connection.executemany("INSERT INTO trigrams (rowid, key) VALUES (?, ?)", typed)
        # Numbers sort five times as fast as pairs: both are less than 2 ** 32.
        rows = sorted(
            {key << 32 | n for name, n in self._typed.items() for key in (*near.keys(name), *near.far_keys(name))}
        )
        pairs = ((row >> 32, row & 0xFFFFFFFF) for row in rows)
        self._connection.executemany("INSERT INTO near VALUES (?, ?)", pairs)


@contextmanager
def new_index(target: Path) -> Iterator[Tables]:
    """Tables to fill, which then are the file `target`, replaced in one step.

    Raises `KbgenError` if this SQLite lacks full text; `OSError` if the file cannot be written.
    """
    draft = target.with_name(f"{target.name}.{os.getpid()}.{get_ident()}")  # not that of another run or thread
    draft.unlink(missing_ok=True)
    try:
        with closing(_connected(draft)) as connection:
            yield Tables(connection)
            connection.execute("INSERT INTO words (words) VALUES ('optimize')")
            connection.commit()
            size = draft.stat().st_size
            connection.execute("UPDATE meta SET value = ? WHERE key = 'size'", (f"{size:020}",))
            connection.commit()
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _connected(path: Path) -> sqlite3.Connection:
    try:
        path.touch()
        connection = sqlite3.connect(path)
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;")
        connection.execute("CREATE VIRTUAL TABLE temp.probe USING fts5(words, tokenize='trigram')")
        connection.execute("DROP TABLE temp.probe")
    except sqlite3.OperationalError as error:
        raise KbgenError(
            f"this Python's SQLite cannot make an index ({error}); it needs SQLite 3.34 with FTS5"
        ) from None
    return connection
