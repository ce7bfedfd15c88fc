"""Full text: which entries hold the words of a query, the best first.

A row of the table `words` is an entry in one language; its number says both, so that a search in one language or of one
kind is a search in some of the numbers: the entries of a kind stand together.
"""

from _sqlite3 import Connection

from kbgen.lookup.words import Morphology

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Found = tuple[int, int]
"""Number of an entry, position of a language in those of the base."""


def row_of(entry: int, position: int, languages: int) -> int:
    """The number of the row of an entry in the language at `position`."""
    return entry * languages + position


def search(
    connection: Connection,
    key: str,
    languages: dict[str, Morphology],
    most: int,
    kind: str | None = None,
    language: str | None = None,
) -> list[Found]:
    """The entries, each once, that hold every word of a normalised query, else words that begin so.

    In one language or in the one that fits better, of one kind or of all.
    """
    codes = list(languages)
    rules = [languages[language]] if language else languages.values()
    position = codes.index(language) if language else None
    for strict in (True, False):
        asked = expression(key, rules, strict=strict)
        found = matching(connection, asked, len(codes), most, kind=kind, position=position)
        if found:
            return found
    return []


def expression(
    key: str, rules: "Iterable[Morphology]", *, strict: bool, joined: str = " AND ", columns: str = ""
) -> str:
    """A query for FTS5: the stems of the words by the rules of each language; empty if there is none.

    Nothing in a word is an operator. Not `strict`: what begins so is found as well.
    """
    ways: dict[str, None] = {}
    for language in rules:
        stems = [stem for stem in language.stems(key) if any(char.isalnum() for char in stem)]
        if stems:
            ways[joined.join(quoted(stem) + ("" if strict else " *") for stem in dict.fromkeys(stems))] = None
    return " OR ".join(f"{columns}({way})" for way in ways)


def matching(
    connection: Connection,
    expression: str,
    languages: int,
    most: int,
    *,
    kind: str | None = None,
    position: int | None = None,
) -> list[Found]:
    """What an expression finds, by rank, each entry once; of a kind, or in the language at a position."""
    if not expression:
        return []
    among, limits = "", []
    if kind is not None:
        first, last = connection.execute("SELECT min(id), max(id) FROM entries WHERE kind = ?", (kind,)).fetchone()
        among, limits = " AND rowid BETWEEN ? AND ?", [first * languages, (last + 1) * languages - 1]
    if position is not None:
        among, limits = f"{among} AND rowid % ? = ?", [*limits, languages, position]
    rows = connection.execute(
        f"SELECT rowid FROM words WHERE words MATCH ?{among} ORDER BY rank LIMIT ?",
        (expression, *limits, most * languages),
    )
    found: dict[int, int] = {}
    for (row,) in rows:
        found.setdefault(row // languages, row % languages)
    return list(found.items())[:most]


def quoted(word: str) -> str:
    """A word of a full-text query in which nothing is an operator."""
    return '"' + word.replace('"', '""') + '"'


def names_of(connection: Connection, entries: list[int]) -> dict[int, tuple[str, str]]:
    """The ref and the name, in the base's first language, of entries by their number."""
    marks = ",".join("?" * len(entries))
    rows = connection.execute(
        "SELECT e.id, e.ref, t.name FROM entries e JOIN texts t ON t.entry = e.id JOIN meta m ON m.key = 'languages'"
        f" WHERE e.id IN ({marks}) AND t.language = substr(m.value, 1, instr(m.value || ' ', ' ') - 1)",
        entries,
    )
    return {entry: (ref, name) for entry, ref, name in rows}
