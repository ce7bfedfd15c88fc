"""LaTeX → tokens, each with its place. Spaces and sizes of delimiters carry no meaning and are dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kbgen.latex.errors import LatexError

Kind = Literal["command", "letter", "number", "mark"]

_TOKEN = re.compile(
    r"(?P<blank>\s+|~)"
    r"|(?P<comment>%[^\n]*)"
    r"|(?P<command>\\(?:[A-Za-z]+|[^A-Za-z\s]|\s))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<letter>[A-Za-z]'*)"
    r"|(?P<mark>[-+*/=<>()\[\]{}|,;:!&^_.])"
)

# They move ink, not meaning.
_SPACES = frozenset({r"\,", r"\;", r"\:", r"\!", r"\ ", "\\\n", "\\\t", r"\quad", r"\qquad", r"\displaystyle", r"\limits"})
_SIZES = frozenset(
    "\\" + name
    for name in "left right bigl bigr Bigl Bigr biggl biggr Biggl Biggr big Big bigg Bigg middle bigm Bigm".split()
)
_SYNONYMS = {
    r"\leq": r"\le", r"\geq": r"\ge", r"\ne": r"\neq", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\vert": "|",
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\intercal": r"\top", r"\Vert": r"\|", r"\ln": r"\log",
    r"\leqslant": r"\le", r"\geqslant": r"\ge", r"\lt": "<", r"\gt": ">",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it is, what it says, where it stands."""

    kind: Kind
    text: str
    start: int
    end: int


def tokenise(latex: str) -> list[Token]:
    """The tokens of `latex`. Raises `LatexError` at a character that is no LaTeX mathematics, or a number in groups."""
    tokens: list[Token] = []
    spaced = False
    place = 0
    while place < len(latex):
        found = _TOKEN.match(latex, place)
        if found is None:
            raise LatexError(f"'{latex[place]}' is not mathematics", latex, place, place + 1, "write it as a LaTeX command")
        kind, text, start, place = str(found.lastgroup), found[0], place, found.end()
        if kind in ("blank", "comment"):
            continue
        if text in _SPACES:
            spaced = True
            continue
        if text in _SIZES:
            if latex[place : place + 1] == ".":
                raise LatexError(f"'{text}.' hides a delimiter", latex, start, place + 1, "write both delimiters")
            continue
        if kind == "number" and spaced and tokens and tokens[-1].kind == "number":
            raise LatexError("a number in groups", latex, tokens[-1].start, place, "write its digits together: 10000")
        spaced = False
        tokens.extend(_split(Token(kind, _SYNONYMS.get(text, text), start, place), tokens, latex))  # type: ignore[arg-type]
    return tokens


def _split(token: Token, before: list[Token], latex: str) -> list[Token]:
    """A script without braces takes one digit only: `x^10` prints x¹0."""
    if token.kind == "number" and len(token.text) > 1 and before and before[-1].text in ("^", "_"):
        mark = before[-1].text
        raise LatexError(
            f"'{mark}{token.text}' prints only its first digit as a script", latex, before[-1].start, token.end,
            f"write {mark}{{{token.text}}}",
        )  # fmt: skip
    return [token]
