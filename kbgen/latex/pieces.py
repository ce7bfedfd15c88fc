"""Tokens → pieces: braces, arguments, scripts and environments, before any symbol has a meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from kbgen.latex.errors import LatexError
from kbgen.latex.tokens import Token, tokenise

# Commands that take arguments, and how many. An accent or alphabet is part of the symbol it dresses.
_ARGUMENTS = {r"\frac": 2, r"\binom": 2, r"\sqrt": 1, r"\operatorname": 1}
DRESSES = frozenset({
    r"\hat", r"\bar", r"\tilde", r"\vec", r"\dot", r"\ddot", r"\widehat", r"\widetilde", r"\overline", r"\underline",
    r"\mathrm", r"\mathbf", r"\mathbb", r"\mathcal", r"\mathit", r"\mathsf", r"\mathtt", r"\mathfrak", r"\boldsymbol",
})  # fmt: skip
_ENVIRONMENTS = frozenset({"aligned", "cases", "pmatrix", "bmatrix"})
_WORDS = r"words have no value; move them to the prose, or declare a symbol with \mathrm"
_ELLIPSIS = r"an ellipsis has no single meaning; write \sum, \prod or an index"
_STACKED = "what stands above or below has no value; write the symbol alone, and the words in the prose"
_REFUSED = {
    **dict.fromkeys((r"\text", r"\textbf", r"\textit", r"\textrm", r"\textsf", r"\texttt", r"\mbox", r"\hbox"), _WORDS),
    **dict.fromkeys((r"\ldots", r"\dots", r"\cdots", r"\vdots", r"\ddots", r"\dotsb", r"\dotsc"), _ELLIPSIS),
    **dict.fromkeys((r"\underbrace", r"\overbrace", r"\overset", r"\underset", r"\stackrel"), _STACKED),
    r"\substack": r"write one \sum for each index",
    r"\over": r"write \frac{…}{…}",
    r"\choose": r"write \binom{n}{k}",
    r"\color": "take the colour away",
    r"\textcolor": "take the colour away",
    r"\tag": "the page numbers its equations",
    r"\label": "the page numbers its equations",
}  # fmt: skip
# They stand between values, or open a delimiter: a script on them belongs to nothing.
_BARE = frozenset({r"\cdot", r"\times", r"\odot", r"\le", r"\ge", r"\neq", r"\approx", r"\propto", r"\in", r"\mid",
                   r"\sim", r"\parallel", r"\{", r"\lvert", r"\lVert", r"\lfloor", r"\lceil"})  # fmt: skip
_MAY_HAVE_SCRIPTS = frozenset({")", "]", "|"})
_LENGTHS = frozenset({"pt", "em", "ex", "mm", "cm", "mu", "in", "pc"})
_DEEPEST = 40


@dataclass(frozen=True)
class Piece:
    """A token with what hangs on it: arguments, subscript, superscript; or an environment.

    `parts` are the arguments of a command, or the cells of an environment, row by row.
    """

    kind: Literal["letter", "number", "command", "mark", "environment"]
    text: str
    start: int
    end: int
    parts: tuple[tuple[Piece, ...], ...] = ()
    rows: tuple[int, ...] = ()
    """Number of cells of each row of an environment."""
    sub: tuple[Piece, ...] | None = None
    sup: tuple[Piece, ...] | None = None
    sup_first: bool = False

    @cached_property
    def base(self) -> str:
        """What it is without scripts, spelled one way."""
        if not self.parts:
            return self.text
        rows = f"[{','.join(map(str, self.rows))}]" if self.rows else ""
        return self.text + rows + "".join("{" + key_of(part) + "}" for part in self.parts)

    @cached_property
    def key(self) -> str:
        """What it is with its scripts: `W_i^Q` and `W^{Q}_{i}` have one key."""
        sub = "" if self.sub is None else "_{" + key_of(self.sub) + "}"
        sup = "" if self.sup is None else "^{" + key_of(self.sup) + "}"
        return self.base + sub + sup

    @property
    def cells(self) -> list[list[tuple[Piece, ...]]]:
        """The cells of an environment, row by row."""
        cells, place = [], 0
        for width in self.rows:
            cells.append(list(self.parts[place : place + width]))
            place += width
        return cells

    def without_sub(self) -> Piece:
        """The same without its subscript."""
        return replace(self, sub=None, sup_first=False)


def key_of(pieces: tuple[Piece, ...]) -> str:
    """Pieces spelled one way."""
    return " ".join(piece.key for piece in pieces)


def pieces_of(latex: str) -> tuple[Piece, ...]:
    """The pieces of `latex`. Raises `LatexError` where braces, scripts or environments do not fit together."""
    return _Builder(latex).all()


class _Builder:
    def __init__(self, latex: str) -> None:
        self.latex = latex
        self.tokens = tokenise(latex)
        self.at = 0
        self.depth = 0

    def all(self) -> tuple[Piece, ...]:
        pieces = self._until(None)
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            raise self._error(f"'{token.text}' closes nothing", token, hint="take it away")
        return pieces

    def _error(self, what: str, token: Token | Piece, *, hint: str = "", end: int | None = None) -> LatexError:
        return LatexError(what, self.latex, token.start, token.end if end is None else end, hint)

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _until(self, closing: Literal["}", "]", "cell"] | None) -> tuple[Piece, ...]:
        """Pieces up to a brace, a cell mark or an environment's end that belongs to somebody above."""
        self.depth += 1
        if self.depth > _DEEPEST:
            what = f"braces in more than {_DEEPEST} levels"
            raise self._error(what, self.tokens[self.at - 1], hint="give parts of the formula a name and a line")
        pieces: list[Piece] = []
        while (token := self._peek()) is not None:
            if token.text in ("}", r"\end") or (closing == "cell" and token.text in ("&", r"\\")):
                break
            if closing == "]" and token.text == "]":
                break
            if token.text in ("^", "_"):
                raise self._error(f"'{token.text}' hangs on nothing", token, hint="write a symbol before it")
            if token.text == "{":
                pieces.extend(self._braced())
            else:
                pieces.append(self._scripted(self._piece()))
        self.depth -= 1
        return tuple(pieces)

    def _piece(self) -> Piece:
        token = self.tokens[self.at]
        self.at += 1
        if token.text == r"\begin":
            return self._environment(token)
        if token.text in _REFUSED:
            raise self._error(f"'{token.text}' is not read", token, hint=_REFUSED[token.text])
        if token.text in (r"\\", "&"):
            raise self._error(f"'{token.text}' outside aligned, cases and matrices", token, hint="take it away")
        if token.text in _ARGUMENTS:
            return self._with_arguments(token)
        if token.text in DRESSES:
            part, end = self._argument(token, may_be_bare=True)
            return Piece("command", token.text, token.start, end, (part,))
        return Piece(token.kind, token.text, token.start, token.end)

    def _braced(self) -> list[Piece]:
        """What stands in braces, which do not print: `{a + b} c` is a + b c, and `{a b}^2` is a b²."""
        opening = self.tokens[self.at]
        inside, end = self._group()
        following = self._peek()
        if following is None or following.text not in ("^", "_"):
            return list(inside)
        if len(inside) != 1:
            what = f"a '{following.text}' on braces, which do not print"
            hint = r"write parentheses: \left(…\right)^2" if inside else "write a symbol before it"
            raise self._error(what, opening, end=following.end, hint=hint)
        return [self._scripted(replace(inside[0], start=opening.start, end=end))]

    def _group(self) -> tuple[tuple[Piece, ...], int]:
        """The content of the braces ahead, and where they end."""
        opening = self.tokens[self.at]
        self.at += 1
        inside = self._until("}")
        return inside, self._expect("}", opening).end

    def _with_arguments(self, token: Token) -> Piece:
        parts: list[tuple[Piece, ...]] = []
        end = token.end
        following = self._peek()
        if token.text == r"\operatorname" and following is not None and following.text == "*":
            what = r"'\operatorname*' is not read"
            hint = r"write \max_{j} for a greatest value; \operatorname{…} for a function"
            raise self._error(what, token, end=following.end, hint=hint)
        if token.text == r"\sqrt" and following is not None and following.text == "[":
            self.at += 1
            parts.append(self._until("]"))
            self._expect("]", following)
        for _ in range(_ARGUMENTS[token.text]):
            part, end = self._argument(token, may_be_bare=False)
            parts.append(part)
        return Piece("command", token.text, token.start, end, tuple(parts))

    def _argument(self, owner: Token, *, may_be_bare: bool) -> tuple[tuple[Piece, ...], int]:
        token = self._peek()
        if token is not None and token.text == "{":
            inside, end = self._group()
            if not inside:
                raise self._error(f"{owner.text} of nothing", owner, hint="write what stands in its braces", end=end)
            return inside, end
        if token is None or not may_be_bare or not _is_letter(token):
            braces = "{…}{…}" if _ARGUMENTS.get(owner.text) == 2 else "{…}"
            raise self._error(f"{owner.text} without braces", owner, hint=f"write {owner.text}{braces}")
        self.at += 1
        return (Piece(token.kind, token.text, token.start, token.end),), token.end

    def _scripted(self, piece: Piece) -> Piece:
        while (token := self._peek()) is not None and token.text in ("^", "_"):
            if piece.text in _BARE or (piece.kind == "mark" and piece.text not in _MAY_HAVE_SCRIPTS):
                hint = "take the script away, or write it on a symbol"
                raise self._error(f"a script on '{piece.text}'", piece, end=token.end, hint=hint)
            self.at += 1
            script, end = self._script(token)
            if token.text == "_":
                if piece.sub is not None:
                    raise self._error("two subscripts", piece, hint="use braces to say which holds which", end=end)
                piece = replace(piece, sub=script, end=end)
            else:
                if piece.sup is not None:
                    raise self._error("two superscripts", piece, hint="use braces: x^{y^z} or (x^y)^z", end=end)
                piece = replace(piece, sup=script, end=end, sup_first=piece.sub is None)
        return piece

    def _script(self, mark: Token) -> tuple[tuple[Piece, ...], int]:
        token = self._peek()
        if token is None or token.text in ("}", "^", "_", "&", r"\\", r"\end"):
            raise self._error(f"'{mark.text}' without a script", mark, hint=f"write {mark.text}{{…}}")
        if token.text == "{":
            inside, end = self._group()
            if not inside:
                raise self._error(
                    f"'{mark.text}' without a script", mark, hint="write what stands in its braces", end=end
                )
            return inside, end
        if token.kind == "mark" and token.text != "*":
            what = f"'{mark.text}{token.text}' prints only '{token.text}' as a script"
            raise self._error(what, mark, hint=f"write {mark.text}{{…}}", end=token.end)
        piece = self._piece()
        return (piece,), piece.end

    def _environment(self, begin: Token) -> Piece:
        name = self._environment_name(begin)
        if name not in _ENVIRONMENTS:
            known = ", ".join(sorted(_ENVIRONMENTS))
            raise self._error(f"the environment '{name}' is not read", begin, hint=f"use one of {known}")
        cells: list[tuple[Piece, ...]] = []
        rows: list[int] = []
        width = 0
        while True:
            cells.append(self._until("cell"))
            width += 1
            token = self._peek()
            if token is None:
                raise self._error(f"'{name}' does not end", begin, hint=f"write its \\end{{{name}}}")
            if token.text == "}":
                raise self._error(f"'}}' closes nothing in '{name}'", token, hint="take it away")
            self.at += 1
            if token.text == "&":
                continue
            rows.append(width)
            width = 0
            if token.text == r"\end":
                break
            self._skip_row_space()
            following = self._peek()
            if following is not None and following.text == r"\end":  # a trailing \\ opens no row
                self.at += 1
                break
        end = self.tokens[self.at - 1]
        ended = self._environment_name(end)
        if ended != name:
            raise self._error(f"'{name}' ends as '{ended}'", end, hint=f"write \\end{{{name}}}")
        return Piece("environment", name, begin.start, self.tokens[self.at - 1].end, tuple(cells), tuple(rows))

    def _skip_row_space(self) -> None:
        r"""`\\[2pt]` moves ink."""
        texts = [token.text for token in self.tokens[self.at : self.at + 6]]
        if "]" not in texts or texts[0] != "[":
            return
        inside = texts[1 : texts.index("]")]
        if "".join(inside[-2:]) in _LENGTHS:
            self.at += len(inside) + 2

    def _environment_name(self, owner: Token) -> str:
        opening = self._peek()
        if opening is None or opening.text != "{":
            raise self._error(f"'{owner.text}' without a name", owner, hint=f"write {owner.text}{{aligned}}")
        self.at += 1
        letters = []
        while (token := self._peek()) is not None and token.text != "}":
            letters.append(token.text)
            self.at += 1
        self._expect("}", opening)
        return "".join(letters)

    def _expect(self, text: str, owner: Token) -> Token:
        token = self._peek()
        if token is None or token.text != text:
            raise self._error(f"'{owner.text}' is not closed", owner, hint=f"write its {text}")
        self.at += 1
        return token


def _is_letter(token: Token) -> bool:
    return token.kind == "letter" or (token.kind == "command" and token.text[1].isalpha())
