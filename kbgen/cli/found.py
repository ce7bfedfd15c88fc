"""What `kbgen lookup` says when nothing is called exactly so."""

import sys
from _sqlite3 import Connection

from kbgen.cli.quick import show
from kbgen.errors import NotFoundError
from kbgen.index.answers import find, kind_called, morphologies, suggestions
from kbgen.index.reading import FORMULA


def find_or_suggest(connection: Connection, query: str, language: str) -> int:
    """Show what may be meant, and say so; else suggest names. The exit code."""
    rules = morphologies(connection)
    rows = find(connection, query, rules)
    kind = kind_called(connection, query, rules)
    if kind:
        sys.stderr.write(f"'{query}' is a kind of entries: kbgen list {kind}\n")
    if not rows:
        sys.stderr.write(f"{NotFoundError(query, suggestions(connection, query, rules))}\n")
        return 1
    if rows[0][0] > FORMULA:
        sys.stderr.write(f"nothing is called '{query}'; this may be meant:\n")
        sys.stderr.flush()
    show(connection, rows, language)
    return 0
