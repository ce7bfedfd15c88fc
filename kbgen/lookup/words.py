"""Words of a name or a question, by the rules of its language: elision, plural, the small words that say nothing.

A stem is no dictionary form: it only has to be the same for the singular and the plural.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_SHORTEST = 3
"""Letters that must be left of a word when its ending goes."""


class Morphology:
    """What one language does to words; data of `kbgen/languages/<language>.yml`, read from the index."""

    __slots__ = ("elisions", "endings", "small")

    def __init__(self, elisions: tuple[str, ...], endings: tuple[tuple[str, str], ...], small: tuple[str, ...]) -> None:
        self.elisions = frozenset(elisions)
        """What stands before an apostrophe and is no part of the word: `l`, `d`."""
        self.endings = endings
        """Endings with what replaces them, the first that fits: `aux` → `al`."""
        self.small = frozenset(small)
        """Articles, prepositions, the words of a question."""

    def stems(self, key: str) -> list[str]:
        """The stems of the words of a normalised `key` without small words; of all words if there are no others."""
        words = [self._without_elision(word) for word in key.split()]
        return [self.stem(word) for word in words if word not in self.small] or [self.stem(word) for word in words]

    def stem(self, word: str) -> str:
        """`word` without what the plural changes."""
        for ending, other in self.endings:
            if word.endswith(ending) and len(word) - len(ending) + len(other) >= _SHORTEST:
                return word[: len(word) - len(ending)] + other
        return word

    def _without_elision(self, word: str) -> str:
        head, mark, rest = word.partition("'")
        return rest if mark and rest and head in self.elisions else word


def stem_keys(key: str, languages: "Iterable[Morphology]") -> list[str]:
    """The stems of a normalised name in a row, in each language, once each."""
    return list(dict.fromkeys(" ".join(language.stems(key)) for language in languages))
