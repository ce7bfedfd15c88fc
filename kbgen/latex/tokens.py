"""LaTeX → tokens, each with its place. Spaces and sizes of delimiters carry no meaning and are dropped."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from kbgen.latex.errors import LatexError

Kind = Literal["command", "letter", "number", "mark"]

LONGEST = 5_000
"""Characters of the longest LaTeX that is read; what is longer, MathJax's judge refuses too."""
_DIGITS = 300
"""Digits of the longest number: float64 has no larger ones."""

_TOKEN = re.compile(
    r"(?P<blank>[ \t\n\r]+|~)"
    r"|(?P<comment>%[^\n]*)"
    r"|(?P<command>\\(?:[A-Za-z]+'*|[^A-Za-z\s]|[ \t\n]))"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<letter>[A-Za-z]'*)"
    r"|(?P<mark>[-+*/=<>()\[\]{}|,;:!&^_.])"
)
_HIDDEN = re.compile(r"[ \t\n\r]*\.")
_FLOAT = re.compile(r"[0-9.]+[eE][-+]?[0-9]")
_GROUPED = re.compile(r"[0-9]+,[0-9]{3}(?![0-9])")

# They move ink, not meaning.
_SPACES = frozenset({r"\,", r"\;", r"\:", r"\!", r"\>", "\\ ", "\\\n", "\\\t", r"\displaystyle", r"\textstyle",
                     r"\limits", r"\nolimits"})  # fmt: skip
_QUADS = frozenset({r"\quad", r"\qquad"})
_SIZES = frozenset({r"\left", r"\right", r"\middle", r"\big", r"\Big", r"\bigg", r"\Bigg", r"\bigl", r"\bigr",
                    r"\bigm", r"\Bigl", r"\Bigr", r"\Bigm", r"\biggl", r"\biggr", r"\Biggl", r"\Biggr"})  # fmt: skip
_SYNONYMS = {
    r"\leq": r"\le", r"\geq": r"\ge", r"\ne": r"\neq", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\vert": "|",
    r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\intercal": r"\top", r"\Vert": r"\|", r"\ln": r"\log",
    r"\leqslant": r"\le", r"\geqslant": r"\ge", r"\lt": "<", r"\gt": ">", r"\lbrack": "[", r"\rbrack": "]",
    r"\dbinom": r"\binom", r"\tbinom": r"\binom", r"\cr": r"\\",
}  # fmt: skip
# Beside these a wide space separates nothing that could be taken for a product.
_SEPARATORS = frozenset(
    {",", ";", ".", "&", r"\\", "{", "}", "=", "<", ">", r"\le", r"\ge", r"\neq", r"\approx", r"\propto"}
)
# What keyboards and word processors write instead of LaTeX.
_MEANT = {
    "−": "-", "–": "-", "×": r"\times", "·": r"\cdot", "⋅": r"\cdot", "÷": r"\frac{…}{…}", "≤": r"\le", "≥": r"\ge",
    "≠": r"\neq", "≈": r"\approx", "∝": r"\propto", "∞": r"\infty", "√": r"\sqrt{…}", "∑": r"\sum", "∏": r"\prod",
    "∈": r"\in", "⊤": r"\top", "′": "'", "’": "'", "²": "^2", "³": "^3", "½": r"\frac{1}{2}",
    "…": r"a \sum or an index", "∇": r"\nabla", "∂": r"\partial", "⊙": r"\odot",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One token: what it is, what it says, where it stands."""

    kind: Kind
    text: str
    start: int
    end: int


def tokenise(latex: str) -> list[Token]:
    """The tokens of `latex`. Raises `LatexError` at what is no LaTeX mathematics, and at ambiguous numbers."""
    if len(latex) > LONGEST:
        what = f"{len(latex):,} characters, more than {LONGEST:,}"
        raise LatexError(what, latex, LONGEST, len(latex), "split the formula")
    tokens: list[Token] = []
    quad: tuple[int, int] | None = None
    place = 0
    while place < len(latex):
        found = _TOKEN.match(latex, place)
        if found is None:
            raise _stranger(latex, place)
        kind, text, start, place = str(found.lastgroup), found[0], place, found.end()
        if kind in ("blank", "comment") or text in _SPACES:
            continue
        if text in _QUADS:
            quad = (start, place)
            continue
        if text in _SIZES:
            hidden = _HIDDEN.match(latex, place)
            if hidden:
                raise LatexError(f"'{text}.' hides a delimiter", latex, start, hidden.end(), "write both delimiters")
            continue
        token = Token(kind, _SYNONYMS.get(text, text), start, place)  # type: ignore[arg-type]
        _refuse_ambiguous_number(token, tokens, latex)
        if quad is not None and tokens and not {tokens[-1].text, token.text} & _SEPARATORS:
            raise LatexError(
                r"a wide space (\quad) separates, it does not multiply", latex, *quad,
                "write one equation a line, or take the space away",
            )  # fmt: skip
        quad = None
        tokens.append(token)
    return tokens


def _stranger(latex: str, place: int) -> LatexError:
    """What is no mathematics, and what its author may have meant."""
    character = latex[place]
    if character == "'":
        what, hint = "a prime on nothing", "write it right after a letter: x'_i"
    elif character == "\\":
        what, hint = "a backslash without a command", "name the command"
    elif character == "$":
        what, hint = "'$' is not mathematics", "take the dollar signs away"
    elif unicodedata.category(character)[0] == "Z":
        what, hint = f"a special space (U+{ord(character):04X})", "write a plain space"
    elif not character.isprintable():
        what = f"a control character (U+{ord(character):04X})"
        hint = r"write the LaTeX as a block (|) or in single quotes: in double quotes \f, \b, \v, \0 become one"
    else:
        what, hint = f"'{character}' is not mathematics", "write it as a LaTeX command"
        meant = _MEANT.get(character) or _greek(character)
        if meant:
            hint = f"write {meant}"
    return LatexError(what, latex, place, place + 1, hint)


def _greek(character: str) -> str:
    words = unicodedata.name(character, "").split()
    if len(words) != 4 or words[0] != "GREEK" or words[2] != "LETTER":
        return ""
    letter = "lambda" if words[3] == "LAMDA" else words[3].lower()
    return "\\" + (letter.capitalize() if words[1] == "CAPITAL" else letter)


def _refuse_ambiguous_number(token: Token, before: list[Token], latex: str) -> None:
    last = before[-1].text if before else ""
    if token.kind == "number":
        if len(token.text) > 1 and last in ("^", "_"):
            what = f"'{last}{token.text}' prints only its first digit as a script"
            raise LatexError(what, latex, before[-1].start, token.end, f"write {last}{{{token.text}}}")
        is_script = len(before) > 1 and before[-2].text in ("^", "_")
        if before and before[-1].kind == "number" and not is_script:
            what = "digits in groups can be read as one number or as two"
            raise LatexError(what, latex, before[-1].start, token.end, "write the digits together: 10000")
        if len(token.text) > 1 and token.text[0] == "0" and token.text[1] != ".":
            raise LatexError("a number that begins with 0", latex, token.start, token.end, "take the 0 away")
        if len(token.text) > _DIGITS:
            what = f"a number of {len(token.text)} digits"
            raise LatexError(what, latex, token.start, token.end, r"write it as a power: 10^{100}")
        if _FLOAT.match(latex, token.start):
            what = "1e-8 prints as 1, e, minus 8"
            raise LatexError(what, latex, token.start, token.end + 1, r"write 10^{-8}, or a space before e")
    if token.text == "," and before and before[-1].kind == "number":
        _refuse_comma_in_number(token, before[-1], latex)
    in_braces = last == "{" and latex[token.end : token.end + 1] == "}"
    if token.text == "," and in_braces and len(before) > 1 and before[-2].kind == "number":
        hint = "write a decimal point (0.5), and digits without groups (10000)"
        raise LatexError("a comma inside a number", latex, before[-2].start, token.end + 1, hint)
    if last == "." and token.kind == "number" and before[-1].end == token.start:
        raise LatexError(f"'.{token.text}' is no number", latex, before[-1].start, token.end, f"write 0.{token.text}")


def _refuse_comma_in_number(comma: Token, number: Token, latex: str) -> None:
    grouped = _GROUPED.match(latex, number.start)
    if grouped and comma.start == number.end and number.text.isdigit():
        what = f"'{grouped[0]}' can be read as one number or as two"
        hint = f"write {grouped[0].replace(',', '')}, or a space after the comma"
        raise LatexError(what, latex, number.start, grouped.end(), hint)
