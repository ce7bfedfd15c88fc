"""Names: how two spellings are told to be the same.

A look-up in a fresh process imports this module: it loads nothing, and what is ASCII needs no table of characters.
"""

MOST = 500
"""Characters of a query; nothing is called by a longer one."""

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "ʼ": "'", "ø": "o", "Ø": "o"}
)
# What stands inside a name: C++, pass@k, GPT-4.1, l'attention, R&D, 90 %, x=y, a<b.
_INSIDE = "+@.'&%#=<>~$^\\"
_ASCII = {
    code: char.lower() if char.isalnum() or char in _INSIDE else " " for code, char in ((c, chr(c)) for c in range(128))
}


def fold(name: str) -> str:
    """`name` without case, accents and ligatures: what sorting and comparing see."""
    if name.isascii():
        return name.lower()
    from unicodedata import combining, normalize  # a table that an ASCII name never needs

    decomposed = normalize("NFKD", name.translate(_LIGATURES))
    return "".join(char for char in decomposed if not combining(char)).casefold()


def normalise(name: str) -> str:
    """`fold`, with what separates words (spaces, hyphens, slashes, quotation marks, brackets) as one space each.

    A dot or an apostrophe at the edge of a word is no part of it. Characters that cannot be seen are left out.
    """
    words = fold(name)
    if not words.isascii():
        words = _visible(words)
    bare = (word.strip(".'") for word in words.translate(_ASCII).split())
    return " ".join(word for word in bare if word)


def squeezed(key: str) -> str:
    """A normalised name without its spaces: `cross entropy` and `crossentropy` are one."""
    return key.replace(" ", "")


def _visible(words: str) -> str:
    """`words` with a space for punctuation beyond ASCII, and without controls, marks of direction, half characters."""
    from unicodedata import category

    kinds = ((char, "" if char.isascii() else category(char)[0]) for char in words)
    return "".join(" " if kind in {"P", "Z"} else char for char, kind in kinds if kind != "C")
