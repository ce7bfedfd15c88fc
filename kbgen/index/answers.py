"""What answers to a query that nothing is called exactly, and what to suggest if nothing does.

Like `reading`, it is imported by a look-up in a fresh process, and loads neither json nor regular expressions.
"""

from _sqlite3 import Connection

from kbgen.index import words
from kbgen.index.reading import FORM, HOW, Row, exact, languages, named
from kbgen.lookup import near
from kbgen.lookup.identifiers import identifiers
from kbgen.lookup.latex import MARK, looks_like_latex, normal_latex
from kbgen.lookup.names import MOST, normalise, squeezed
from kbgen.lookup.words import Morphology, stem_keys

FEW = 10
"""Answers that are no more than likely: by prefix, by a typing mistake, by words."""
SUGGESTIONS = 5

_SYMBOL, _FORMULA, _PREFIX, _PART, _TYPO, _TEXT = map(
    HOW.index, ("symbol", "formula", "prefix", "part", "typo", "text")
)
_SHORTEST_PREFIX = 3
_BEGINNINGS = 5
"""Names that begin so: the shortest are what is meant, if any is."""
_SCANNED = 60
"""Names that begin so, of which the best are taken."""
_ALIKE = 0.45
"""Share of pairs of characters that two names have in common if one may be meant by the other."""
_LAST = "\U0010ffff"
"""After every character of a name."""


def find(connection: Connection, query: str, rules: dict[str, Morphology]) -> list[Row]:
    """The entries that answer to `query`, best first: of the first way in which any does. Empty if none does.

    `rules` are those that `morphologies` gives.
    """
    if len(query) > MOST:
        return []
    key = normalise(query)
    return (
        _called_so(connection, query)
        or _written_so(connection, query, key, rules)
        or _contain_formula(connection, query)
        or _begin_so(connection, key)
        or _have_in_a_name(connection, key, rules)
        or _near(connection, key, near.tolerance(key))
        or _contain_words(connection, key, rules)
    )


def suggestions(connection: Connection, query: str, rules: dict[str, Morphology]) -> tuple[str, ...]:
    """Up to five spellings that a reader who asked for `query` may have meant."""
    key = normalise(query[:MOST])
    if not key or "://" in query:
        return ()
    rows = [
        *_near(connection, key, min(near.tolerance(key) + 1, 2)),
        *_alike(connection, key),
        *_have_in_a_name(connection, key, rules, joined=" OR "),
        *_begins(connection, key[:_SHORTEST_PREFIX], SUGGESTIONS),
    ]
    spelled: dict[str, str] = {}
    for row in rows:
        spelled.setdefault(normalise(row[2]), row[2])
    return tuple(spelled.values())[:SUGGESTIONS]


def kind_called(connection: Connection, query: str, rules: dict[str, Morphology]) -> str | None:
    """The kind of entries that is called so: `metrics`, `métrique`."""
    keys = [f"kind {key}" for key in stem_keys(normalise(query[:MOST]), rules.values())]
    marks = ",".join("?" * len(keys))
    row = connection.execute(f"SELECT value FROM meta WHERE key IN ({marks})", keys).fetchone()
    return row and str(row[0])


def suggested_refs(connection: Connection, ref: str) -> tuple[str, ...]:
    """Up to five refs that look like `ref`: of entries of its id in another kind, or that answer to its id."""
    kind, _, id_ = ref.rpartition("/")
    rows = find(connection, id_.replace("-", " "), morphologies(connection))
    same_kind = sorted(rows, key=lambda row: row[3].partition("/")[0] != kind)
    return tuple(dict.fromkeys(row[3] for row in same_kind))[:SUGGESTIONS]


def completions(connection: Connection, prefix: str, most: int) -> tuple[str, ...]:
    """Names as written that begin with `prefix`, whatever its case and accents; the shortest first."""
    spelled: dict[str, str] = {}
    for key, _, spelling, _ in _beginning(connection, normalise(prefix), most):
        spelled.setdefault(key, spelling)
    return tuple(spelled.values())


def morphologies(connection: Connection) -> dict[str, Morphology]:
    """The rules of each language of the base, in its order; a language without rules leaves words alone."""
    rules: dict[str, dict[str, list[tuple[str, str]]]] = {language: {} for language in languages(connection)}
    for language, rule, find_, write in connection.execute("SELECT * FROM morphology"):
        rules[language].setdefault(rule, []).append((find_, write))
    return {
        language: Morphology(
            tuple(find_ for find_, _ in found.get("elision", ())),
            tuple(found.get("ending", ())),
            tuple(find_ for find_, _ in found.get("small", ())),
        )
        for language, found in rules.items()
    }


def _called_so(connection: Connection, query: str) -> list[Row]:
    """By a name, an alias, a symbol."""
    rows = exact(connection, query)
    symbol = MARK + normal_latex(query) if looks_like_latex(query) else ""
    return rows or (named(connection, [symbol]) if symbol not in ("", MARK) else [])


def _written_so(connection: Connection, query: str, key: str, rules: dict[str, Morphology]) -> list[Row]:
    """By a name without its spaces, in the plural, with an article; by an identifier with more around it."""
    for identifier in identifiers(query):
        rows = named(connection, [identifier])
        if rows:
            return rows
    if not key:
        return []
    symbol = MARK + normal_latex(query)
    rows = named(connection, [key, squeezed(key), *stem_keys(key, rules.values()), symbol])
    forms = [(FORM, *row[1:]) for row in rows if row[0] != _SYMBOL]
    return forms or rows


def _begin_so(connection: Connection, key: str) -> list[Row]:
    """By the beginning of a name, also of one written without its spaces."""
    if len(key) < _SHORTEST_PREFIX:
        return []
    rows = _begins(connection, key, _BEGINNINGS)
    if not rows:
        start = squeezed(key)
        keys = connection.execute(
            "SELECT DISTINCT key FROM names WHERE key >= ? AND key < ? AND how = ? ORDER BY length(key), key LIMIT ?",
            (start, start + _LAST, FORM, _BEGINNINGS),
        )
        rows = [row for (name,) in keys for row in named(connection, [name])]
    return [(_PREFIX, *row[1:]) for row in _once(rows)]


def _once(rows: list[Row]) -> list[Row]:
    """Each entry where it comes first."""
    best: dict[int, Row] = {}
    for row in rows:
        best.setdefault(row[1], row)
    return list(best.values())


def _begins(connection: Connection, key: str, most: int) -> list[Row]:
    """The entries with a name that begins so, the shortest name first."""
    rows = _beginning(connection, key, most)
    return _once([(_PREFIX, entry, spelling, ref) for _, entry, spelling, ref in rows])[:most]


def _beginning(connection: Connection, key: str, most: int) -> list[tuple[str, int, str, str]]:
    """Names that begin so, with their entries, the shortest first; of very many the first in the alphabet."""
    if not key:
        return []
    return connection.execute(
        "WITH begun AS (SELECT key FROM typed WHERE key >= ? AND key < ? LIMIT ?),"
        " best AS (SELECT key FROM begun ORDER BY length(key) LIMIT ?)"
        " SELECT n.key, n.entry, n.spelling, n.ref FROM best CROSS JOIN names n ON n.key = best.key AND n.how < ?"
        " ORDER BY length(n.key), n.key, n.how, n.entry",
        (key, key + _LAST, _SCANNED, most, FORM),
    ).fetchall()


def _have_in_a_name(connection: Connection, key: str, rules: dict[str, Morphology], joined: str = " AND ") -> list[Row]:
    """The entries with the words of the query in one of their names."""
    if len(key) <= _SHORTEST_PREFIX:
        return []
    asked = words.expression(key, rules.values(), strict=True, joined=joined, columns="{name other} : ")
    found = words.matching(connection, asked, len(rules), FEW)
    return _rows(connection, _PART, [entry for entry, _ in found])


def _near(connection: Connection, key: str, most: int) -> list[Row]:
    """The entries with a name at `most` typing mistakes from `key`, those with the fewest: no more are looked for."""
    for allowed, asked in enumerate((near.probes, near.far_probes)[:most], 1):
        hashes = asked(key)
        marks = ",".join("?" * len(hashes))
        typed = connection.execute(
            f"SELECT key FROM typed WHERE id IN (SELECT typed FROM near WHERE key IN ({marks}))", hashes
        )
        meant = [name for (name,) in typed if _digits(name) == _digits(key) and near.osa(key, name, allowed) <= allowed]
        if meant:
            distances = {name: near.osa(key, name, allowed) for name in meant}
            rows = named(connection, meant, below=FORM)
            ranked = sorted(rows, key=lambda row: distances.get(normalise(row[2]), allowed))  # a stable sort
            return [(_TYPO, *row[1:]) for row in ranked][:FEW]
    return []


def _digits(key: str) -> str:
    """The digits of a name: another version is another thing, not a typing mistake."""
    return "".join(char for char in key if char.isdigit())


def _alike(connection: Connection, key: str) -> list[Row]:
    """The entries with a name that shares many pairs of characters with `key`, those with the most first."""
    runs, pairs = _runs(key, 3), _runs(key, 2)
    if not runs:
        return []
    rows = connection.execute(
        "SELECT t.key FROM trigrams JOIN typed t ON t.id = trigrams.rowid WHERE trigrams MATCH ? ORDER BY rank LIMIT ?",
        (" OR ".join(map(words.quoted, sorted(runs))), _SCANNED),
    )
    shares = {
        name: 2 * len(pairs & others) / (len(pairs) + len(others)) for (name,) in rows if (others := _runs(name, 2))
    }
    alike = sorted((name for name, share in shares.items() if share >= _ALIKE), key=lambda name: -shares[name])
    return [row for name in alike[:SUGGESTIONS] for row in named(connection, [name], below=FORM)]


def _runs(key: str, length: int) -> set[str]:
    return {key[at : at + length] for at in range(len(key) - length + 1)}


def _contain_formula(connection: Connection, query: str) -> list[Row]:
    """By a part of a formula."""
    snippet = normal_latex(query)
    if not looks_like_latex(query) or len(snippet) < _SHORTEST_PREFIX:
        return []
    rows = connection.execute(
        "SELECT rowid FROM latex WHERE latex MATCH ? ORDER BY rowid LIMIT ?", (words.quoted(snippet), FEW)
    )
    return _rows(connection, _FORMULA, [entry for (entry,) in rows])


def _contain_words(connection: Connection, key: str, rules: dict[str, Morphology]) -> list[Row]:
    """By every word of the query, wherever the entry has it."""
    found = words.search(connection, key, rules, FEW)
    return _rows(connection, _TEXT, [entry for entry, _ in found])


def _rows(connection: Connection, how: int, entries: list[int]) -> list[Row]:
    known = words.names_of(connection, entries)
    return [(how, entry, name, ref) for entry in entries for ref, name in [known[entry]]]
