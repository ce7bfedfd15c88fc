"""Full text: which entries hold the words of a query, the best first."""

from _sqlite3 import Connection
from collections.abc import Iterable

from kbgen.lookup.words import Morphology

_COLUMNS = "{name other summary rest}"

Found = tuple[int, int]
"""Number of an entry, position of a language in those of the base."""


def search(
    connection: Connection,
    key: str,
    languages: dict[str, Morphology],
    most: int,
    kind: str | None = None,
    language: str | None = None,
) -> list[Found]:
    """The entries, each once, that hold every word of a normalised query, else words that begin so.

    In one language or the one that fits better, of one kind or of all.
    """
    for strict in (True, False):
        found = matching(connection, expression(key, languages, kind, language, strict=strict), len(languages), most)
        if found:
            return found
    return []


def search_any(
    connection: Connection, key: str, languages: dict[str, Morphology], most: int, **asked: str | None
) -> list[Found]:
    """The entries that hold one of the words, those with more and rarer words first."""
    return matching(connection, expression(key, languages, **asked, strict=True, joined=" OR "), len(languages), most)


def expression(
    key: str,
    languages: dict[str, Morphology],
    kind: str | None = None,
    language: str | None = None,
    *,
    strict: bool,
    joined: str = " AND ",
    columns: str = _COLUMNS,
) -> str:
    """A query for FTS5: the stems of the words in each language, none of which is an operator; empty if there is none.

    Not `strict`: what begins so is found as well.
    """
    parts = []
    for code, rules in languages.items():
        stems = [stem for stem in rules.stems(key) if any(char.isalnum() for char in stem)]
        if stems and language in (None, code):
            words = joined.join(quoted(stem) + ("" if strict else " *") for stem in dict.fromkeys(stems))
            only = f" AND facets : kind{kind}" if kind else ""
            parts.append(f"({columns} : ({words}) AND facets : language{code}{only})")
    return " OR ".join(parts)


def matching(connection: Connection, expression: str, languages: int, most: int) -> list[Found]:
    """What an expression finds, by rank, each entry once."""
    if not expression:
        return []
    rows = connection.execute(
        "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", (expression, most * languages)
    )
    found: dict[int, int] = {}
    for (row,) in rows:
        found.setdefault(row // languages, row % languages)
    return list(found.items())[:most]


def quoted(word: str) -> str:
    """A word of a full-text query in which nothing is an operator."""
    return '"' + word.replace('"', '""') + '"'


def names_of(connection: Connection, entries: Iterable[int]) -> dict[int, tuple[str, str]]:
    """The ref and the name of entries by their number."""
    numbers = list(entries)
    marks = ",".join("?" * len(numbers))
    return {
        entry: (ref, name)
        for entry, ref, name in connection.execute(
            "SELECT e.id, e.ref, t.name FROM entries e JOIN texts t ON t.entry = e.id"
            f" WHERE e.id IN ({marks}) AND t.language = (SELECT substr(value, 1, instr(value || ' ', ' ') - 1)"
            " FROM meta WHERE key = 'languages')",
            numbers,
        )
    }
