"""Open an index and read what a name leads to. All that the common look-up in a fresh process imports of the index.

It asks SQLite through its C module: the wrapper `sqlite3` loads dates and abstract classes for adapters that nobody
needs here, a tenth of the time that a look-up takes.
"""

import os
from _sqlite3 import Connection, DatabaseError, connect

from kbgen import __version__
from kbgen.lookup.names import MOST, normalise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "1"
"""Raised when the tables change: an index of another format, or of another kbgen, is made again."""
NAME = ".index.sqlite"
"""Of the index, in the content folder that it is made from."""

HOW = ("name", "alias", "symbol", "form", "formula", "prefix", "part", "typo", "text")
"""How an entry answers to a query, the best first. What stands in the table `names` is one of the first four."""
FORM, FORMULA = HOW.index("form"), HOW.index("formula")

Row = tuple[int, int, str, str]
"""An answer: position in `HOW`, number of the entry, spelling, ref."""


def opened(path: str) -> Connection | None:
    """The index at `path`; None if it is missing, cut off, damaged or of another format."""
    try:
        size = os.stat(path).st_size  # noqa: PTH116 (pathlib takes as long to import as all the rest)
        connection = connect(f"file:{_quoted(path)}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        known = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('format', 'size')"))
    except (OSError, DatabaseError):
        return None
    return connection if known == {"format": f"{FORMAT} {__version__}", "size": f"{size:020}"} else None


def is_current(connection: Connection, content: str) -> bool:
    """Whether the index was made from the files in the folder `content` as they are now."""
    kept = connection.execute("SELECT value FROM meta WHERE key = 'files'").fetchone()
    return kept is not None and kept[0] == files_of(content)


def files_of(content: str) -> str:
    """The files of a content folder that an index depends on: a line each with size and time of change."""
    lines = []
    folders = [("", content)]
    for prefix, folder in folders:
        with os.scandir(folder) as found:
            for file in found:
                if file.name[0] in "._":  # what tools leave, and the index itself
                    continue
                if file.is_dir():
                    folders.append((f"{prefix}{file.name}/", file.path))
                else:
                    state = file.stat()
                    lines.append(f"{prefix}{file.name} {state.st_size} {state.st_mtime_ns}")
    return "\n".join(sorted(lines))


def exact(connection: Connection, query: str) -> list[Row]:
    """What is called exactly so but for case, accents and hyphens, best first."""
    key = normalise(query) if len(query) <= MOST else ""
    return named(connection, [key], below=FORM) if key else []


def named(connection: Connection, keys: list[str], below: int = FORM + 1) -> list[Row]:
    """The entries with one of `keys` among their names, each once, by how they are called so, then by kind."""
    marks = ",".join("?" * len(keys))
    rows = connection.execute(
        f"SELECT how, entry, spelling, ref FROM names WHERE key IN ({marks}) AND how < ? ORDER BY how, entry",
        (*keys, below),
    )
    best: dict[int, Row] = {}
    for row in rows:
        best.setdefault(row[1], row)
    return list(best.values())


def languages(connection: Connection) -> list[str]:
    """The languages of the base, the default one first."""
    (codes,) = connection.execute("SELECT value FROM meta WHERE key = 'languages'").fetchone()
    return str(codes).split()


def preferred(known: list[str], environment: "Mapping[str, str]") -> str:
    """The language of `known` that the reader's locale names; the first if it names none."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = environment.get(name, "").partition(".")[0].partition("_")[0].lower()
        if code:
            return code if code in known else known[0]
    return known[0]


def text_of(connection: Connection, entry: int, language: str) -> str:
    """An entry as a terminal shows it."""
    (text,) = connection.execute(
        "SELECT terminal FROM texts WHERE entry = ? AND language = ?", (entry, language)
    ).fetchone()
    return str(text)


def name_of(connection: Connection, entry: int, language: str) -> str:
    """What an entry is called."""
    (name,) = connection.execute(
        "SELECT name FROM texts WHERE entry = ? AND language = ?", (entry, language)
    ).fetchone()
    return str(name)


def label_of(connection: Connection, label: str, language: str) -> str:
    """A word of the language that stands before or after entries."""
    (word,) = connection.execute("SELECT value FROM meta WHERE key = ?", (f"{label} {language}",)).fetchone()
    return str(word)


def _quoted(path: str) -> str:
    """A path for SQLite's URI."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
