"""Names despite typing mistakes: which ones to compare with a query, and how many mistakes lie between two.

A mistake is a character too many, one missing, a wrong one, or two neighbours swapped (optimal string alignment: no
part is changed twice). Names and queries are normalised.

A name without its spaces is cut into pieces. Two mistakes touch two of them; the others stand in the query as in the
name, moved by what the mistakes before them add. So the name is kept under what is left of it without two pieces, for
each two, and the query is asked for what would be left of it if a name of about its length had been misspelt in these.
To delete pieces instead of characters takes ten keys for a name, where all ways to delete two characters are hundreds.
"""

from kbgen.lookup.names import squeezed

_PIECES = 5
"""With more, fewer names share a key, and more keys must be kept and asked for."""
_TOGETHER = tuple((first, first + 1) for first in range(_PIECES - 1))
"""Pieces side by side: one mistake lies in two such, even if it swaps the characters on both sides of a cut."""
_APART = tuple((first, second) for first in range(_PIECES) for second in range(first + 2, _PIECES))

_MODULUS = 2**31 - 19
"""A prime: SQLite keeps what is less in four bytes."""


def osa(a: str, b: str, most: int) -> int:
    """The number of mistakes between two spellings; `most + 1` if there are more.

    For a small `most`, which is also the depth to which it tries the four mistakes.
    """
    if a == b:
        return 0
    if not most or abs(len(a) - len(b)) > most:
        return most + 1
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    a, b = a[same:], b[same:]
    if not a or not b:
        return len(a) + len(b)
    rests = [(a[1:], b[1:]), (a[1:], b), (a, b[1:])]
    if a[:2] == b[1::-1]:
        rests.append((a[2:], b[2:]))
    return 1 + min(osa(x, y, most - 1) for x, y in rests)


def tolerance(key: str) -> int:
    """How many mistakes a query may have: none if it is so short that many names are near it, two from 8 characters."""
    return min(len(key) // 4, 2)


def keys(name: str) -> list[int]:
    """Numbers under which a name is found by a query with one mistake."""
    return _keys(name, _TOGETHER)


def far_keys(name: str) -> list[int]:
    """Numbers under which a name is found, besides `keys`, by a query with two mistakes."""
    return _keys(name, _APART)


def probes(query: str) -> list[int]:
    """Numbers to ask for, each once: every name at one mistake from `query` has one of them among its `keys`.

    So have a few other names. There are at most 12, however long the query.
    """
    text = squeezed(query)
    return list({key for cuts in _cuts_near(len(text), 1) for key in _one_mistake(text, cuts)})


def far_probes(query: str) -> list[int]:
    """The same for two mistakes: every name at one or two has one of them among its `keys` and `far_keys`.

    There are at most 110, however long the query.
    """
    text = squeezed(query)
    found: set[int] = set()
    for cuts in _cuts_near(len(text), 2):
        found.update(_one_mistake(text, cuts), _two_apart(text, cuts))
    for cuts in _cuts_near(len(text), 1):
        found.update(_one_at_a_cut(text, cuts))
    return list(found)


def _keys(name: str, pairs: tuple[tuple[int, int], ...]) -> list[int]:
    text = squeezed(name)
    cuts = _cuts(len(text))
    return [_left(text, cuts, first, second) for first, second in pairs]


def _one_mistake(text: str, cuts: list[int]) -> list[int]:
    """`text` as a misspelling of a name with these cuts, in two pieces side by side."""
    return [_left(text, cuts, first, second) for first, second in _TOGETHER]


def _two_apart(text: str, cuts: list[int]) -> list[int]:
    """The same for two pieces with others between, which are moved by what the first mistake adds."""
    added = len(text) - cuts[-1]
    moves = range(max(-1, added - 1), min(1, added + 1) + 1)
    return [_left(text, cuts, first, second, moved) for first, second in _APART for moved in moves]


def _one_at_a_cut(text: str, cuts: list[int]) -> list[int]:
    """The same where the two sides of a cut are swapped, which touches two pieces, and a third has a mistake."""
    found: list[int] = []
    added = len(text) - cuts[-1]
    for cut in range(1, _PIECES):
        for at, pairs in ((cuts[cut] + added, _TOGETHER[: cut - 1]), (cuts[cut], _TOGETHER[cut:])):
            if 0 < at < len(text):
                mended = text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
                found += [_left(mended, cuts, first, second) for first, second in pairs]
    return found


def _cuts_near(length: int, most: int) -> list[list[int]]:
    """The cuts of the names that `most` mistakes can make `length` characters long."""
    return [_cuts(other) for other in range(max(length - most, 0), length + most + 1)]


def _cuts(length: int) -> list[int]:
    """Where the pieces of a name begin and the last one ends; no piece is empty that has another after it."""
    return [length * cut // _PIECES if length > _PIECES else min(cut, length) for cut in range(_PIECES + 1)]


def _left(text: str, cuts: list[int], first: int, second: int, moved: int = 0) -> int:
    """The number of what is left of `text` without two pieces, `moved` being what the mistakes in the first one add."""
    length = cuts[-1]
    tail = cuts[second + 1] + len(text) - length
    rest = text[: cuts[first]] + text[cuts[first + 1] + moved : cuts[second] + moved] + text[tail:]
    return int.from_bytes(f"{length} {first} {second} {rest}".encode()) % _MODULUS
