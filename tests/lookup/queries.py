"""What developers and readers type into the look-up: rows written by hand, and more drawn from the content by rule.

Nothing here uses the look-up itself: what counts as the same name is decided once more, in `plain`.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import OSA

from kbgen.kb import KnowledgeBase
from kbgen.schema import Computable, Entry, Link, Ref, Term

HAND = Path(__file__).parent / "queries.tsv"
"""The rows written by hand: what is typed, the refs that are right as first answer, the category, a note."""

SEED = 20261124

NEIGHBOURS = {
    "a": "qzs", "b": "vn", "c": "xv", "d": "sf", "e": "rz", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl",
    "l": "km", "m": "ln", "n": "bh", "o": "ip", "p": "ol", "q": "as", "r": "et", "s": "qd", "t": "ry", "u": "yi", "v": "cb",
    "w": "xe", "x": "cw", "y": "tu", "z": "ae",
}  # fmt: skip
"""Keys beside a key, on a French or an English keyboard."""

MUTE = "aeiouy"
"""Before these, French writes l' and d'. An h may be aspirate: left out."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody types, and the refs any of which is right as first answer."""

    text: str
    expected: frozenset[str]
    category: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """An entry under one of its names."""

    ref: Ref
    name: str


def by_hand() -> list[Query]:
    """The rows of `queries.tsv`."""
    rows = [line.split("\t") for line in HAND.read_text(encoding="utf-8").splitlines()[1:]]
    return [Query(text, frozenset(refs.split(",")), category, note) for text, refs, category, note in rows]


def by_rule(kb: KnowledgeBase) -> list[Query]:
    """Queries drawn from the content, the same at each run, evenly over the kinds that have such names."""
    return _Rules(kb).queries()


def plain(text: str) -> str:
    """Letters and digits alone, without case, accents or ligatures."""
    opened = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(sign for sign in unicodedata.normalize("NFKD", opened) if sign.isalnum())


def without_accents(text: str) -> str:
    """The text without its accents, all else as it was."""
    return unicodedata.normalize(
        "NFC", "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    )


def mistyped(name: str, chance: random.Random) -> str:
    """The name in lower case with one slip of the finger: a letter dropped, doubled, swapped, or the key beside it.

    Digits stay: `Llama 2` for `Llama 3` is no slip, it is another model.
    """
    name = name.lower()
    places = [i for i, sign in enumerate(name) if sign.isalpha()]
    while True:
        i = chance.choice(places)
        before, letter, after = name[:i], name[i], name[i + 1 :]
        slip = chance.choice(["drop", "double", "swap", "beside"])
        if slip == "swap" and after[:1].isalpha() and after[0] != letter:
            return before + after[0] + letter + after[1:]
        if slip == "drop":
            return before + after
        if slip == "double":
            return before + letter + letter + after
        if slip == "beside" and letter in NEIGHBOURS:
            return before + chance.choice(NEIGHBOURS[letter]) + after


class _Rules:
    """The rules, over one content. Each draws from its own generator: a change of one leaves the others."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.entries: dict[Ref, Entry] = dict(kb.content.entries)
        self.kinds = kb.manifest.kinds
        self.languages = kb.manifest.languages
        self.spellings = {ref: {plain(name) for name in _every_name(entry)} for ref, entry in self.entries.items()}
        self.seen = {query.text for query in by_hand()}

    def queries(self) -> list[Query]:
        return [
            *self.draw("rule: one typo", 60, self.names(letters=5), mistyped, slips=1),
            *self.draw("rule: two typos", 42, self.names(letters=9), _mistyped_twice, slips=2),
            *self.draw("rule: accents left out", 20, self.names(accented=True), lambda name, _: without_accents(name)),
            *self.draw("rule: plural", 26, self.plurals(), _as_it_is),
            *self.draw(
                "rule: elision", 20, self.elided(), lambda name, chance: chance.choice(["l'", "d'", "l’"]) + name
            ),
            *self.draw("rule: other language", 24, self.translated(), _as_it_is),
            *self.draw("rule: acronym", 20, self.acronyms(), lambda name, _: name.lower()),
            *self.draw("rule: hyphen or space", 26, self.names(joined=True), lambda name, _: _rejoined(name)),
            *self.draw("rule: run together", 20, self.names(joined=True, words=3), lambda name, _: _run_together(name)),
            *self.draw("rule: API", 30, self.functions(), _as_it_is),
        ]

    def draw(
        self,
        category: str,
        count: int,
        names: Iterator[Named],
        typed: Callable[[str, random.Random], str],
        slips: int = 0,
    ) -> Iterator[Query]:
        """`count` queries, a kind at a time for as long as it has names."""
        chance = random.Random(f"{SEED} {category}")
        by_kind: dict[str, list[Named]] = {kind: [] for kind in self.kinds}
        for named in dict.fromkeys(names):
            by_kind[named.ref.kind].append(named)
        for waiting in by_kind.values():
            chance.shuffle(waiting)
        while count and any(by_kind.values()):
            for waiting in by_kind.values():
                if not waiting or not count:
                    continue
                named = waiting.pop()
                text = typed(named.name, chance)
                if text in self.seen:
                    continue
                self.seen.add(text)
                count -= 1
                yield Query(text, self.right(text, named, slips), category, f"{named.ref}: {named.name}")

    def right(self, text: str, named: Named, slips: int) -> frozenset[str]:
        """The entry meant, those it shares the name with, and those with a name just as near to what is typed.

        `torch.distributions.kl_divergence` shares the name of what its last part names.
        """
        names, key = {plain(named.name), plain(named.name.rpartition(".")[2])}, plain(text)
        found = {named.ref}
        for ref, spellings in self.spellings.items():
            if names & spellings or any(OSA.distance(key, other, score_cutoff=slips) <= slips for other in spellings):
                found.add(ref)
        return frozenset(str(ref) for ref in found)

    def names(self, letters: int = 1, accented: bool = False, joined: bool = False, words: int = 8) -> Iterator[Named]:
        """Names, and the titles of papers, that are long enough, have an accent, have a space or a hyphen."""
        for ref, entry in self.entries.items():
            for name in _typed_names(entry):
                if (
                    len(plain(name)) >= letters
                    and sum(sign.isalpha() for sign in name) >= letters - 2
                    and (not accented or without_accents(name) != name)
                    and (not joined or (re.search(r"\w[ -]\w", name) and not re.search(r"['’]", name)))
                    and len(re.split(r"[ -]", name)) <= words
                ):
                    yield Named(ref, name)

    def plurals(self) -> Iterator[Named]:
        """Plurals: those a term declares, and the regular French ones of single words."""
        for ref, entry in self.entries.items():
            forms = tuple(entry.forms.values()) if isinstance(entry, Term) else ()
            declared = [form.plural for form in forms if form.plural and form.plural != form.text]
            yield from (Named(ref, plural) for plural in declared if " " not in plural)
            if not forms and not isinstance(entry, Link) and not entry.name.is_universal:
                plural = _french_plural(entry.name[self.languages[0]])
                if plural:
                    yield Named(ref, plural)

    def elided(self) -> Iterator[Named]:
        """French names that begin with a vowel, as they stand after an article."""
        for ref, entry in self.entries.items():
            name = entry.name[self.languages[0]]
            many = name.partition(" ")[0].endswith("s")
            if not isinstance(entry, Link) and not many and without_accents(name)[0].lower() in MUTE:
                yield Named(ref, name if re.search("[A-Z]", name[1:]) else name[0].lower() + name[1:])

    def translated(self) -> Iterator[Named]:
        """Names that only one of the languages has."""
        for ref, entry in self.entries.items():
            if not entry.name.is_universal and len(entry.name.strings) > 1:
                yield from (Named(ref, name.lower()) for name in _typed_names(entry))

    def acronyms(self) -> Iterator[Named]:
        """Declared acronyms, and names that look like one."""
        for ref, entry in self.entries.items():
            declared = entry.acronym if isinstance(entry, Term) else None
            for name in (declared, *entry.name.strings, *entry.aliases.strings):
                if name and re.fullmatch(r"(?=.*[A-Z].*[A-Z])[A-Za-z0-9]{2,7}", name):
                    yield Named(ref, name)

    def functions(self) -> Iterator[Named]:
        """The functions of other people's libraries, as they are imported and as they are called."""
        for ref, entry in self.entries.items():
            if isinstance(entry, Computable) and entry.oracle is not None:
                yield from (Named(ref, name) for name in _function_names(entry.oracle.function))


def _every_name(entry: Entry) -> Iterator[str]:
    yield from entry.name.strings
    yield from (_without_parenthesis(name) for name in entry.name.strings)
    yield from entry.aliases.strings
    if isinstance(entry, Term):
        yield from filter(None, (entry.acronym, *(entry.expansion.strings if entry.expansion else ())))
        yield from filter(None, (word for form in entry.forms.values() for word in (form.text, form.plural)))
    if isinstance(entry, Link) and entry.title:
        yield from entry.title.strings
    if isinstance(entry, Computable) and entry.oracle:
        yield from _function_names(entry.oracle.function)


def _function_names(function: str) -> Iterator[str]:
    """In full, the last two parts, and the last part where it is more than a common word."""
    parts = function.split(".")
    yield function
    yield ".".join(parts[-2:])
    if re.search(r"_|[a-z][A-Z]", parts[-1]):
        yield parts[-1]


def _typed_names(entry: Entry) -> Iterator[str]:
    """The names short enough to be typed, without what only tells namesakes apart: `(Su et al., 2021)`."""
    titles = entry.title.strings if isinstance(entry, Link) and entry.title and entry.what == "paper" else ()
    for name in dict.fromkeys((*entry.name.strings, *titles)):
        name = _without_parenthesis(name)
        if len(name) <= 60 and "(" not in name:
            yield name


def _without_parenthesis(name: str) -> str:
    return re.sub(r"\s*\([^)]*\)$", "", name) or name


def _as_it_is(name: str, _: random.Random) -> str:
    return name


def _mistyped_twice(name: str, chance: random.Random) -> str:
    while True:
        typed = mistyped(mistyped(name, chance), chance)
        if OSA.distance(plain(name), plain(typed)) == 2:
            return typed


def _rejoined(name: str) -> str:
    return name.replace("-", " ") if "-" in name else name.replace(" ", "-")


def _run_together(name: str) -> str:
    return re.sub(r"[ -]", "", name).lower()


def _french_plural(name: str) -> str | None:
    """The plural of a single French word; None for several words, and where it looks the same."""
    if not re.fullmatch(r"[^\W\d_]+", name) or name[-1] in "sxz" or name.isupper():
        return None
    if name.endswith("al"):
        return name.lower()[:-1] + "ux"
    return name.lower() + ("x" if name.endswith(("au", "eu")) else "s")
