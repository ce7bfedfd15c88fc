"""Tokens → pieces: braces, arguments, scripts and environments, before any symbol has a meaning."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from kbgen.latex.errors import LatexError
from kbgen.latex.tokens import Token, tokenise

# Commands that take arguments, and how many. An accent or alphabet is part of the symbol it dresses.
_ARGUMENTS = {r"\frac": 2, r"\binom": 2, r"\sqrt": 1, r"\operatorname": 1}
_DRESSES = frozenset(
    "\\" + name
    for name in "hat bar tilde vec dot widehat widetilde overline mathrm mathbf mathbb mathcal mathit mathsf "
    "mathfrak boldsymbol".split()
)
_ENVIRONMENTS = frozenset({"aligned", "cases", "pmatrix", "bmatrix"})
_REFUSED = {
    r"\text": "words have no value; move them to the prose, or declare a symbol with \\mathrm",
    r"\textbf": "words have no value; move them to the prose",
    r"\ldots": "an ellipsis has no single meaning; write \\sum, \\prod or an index",
    r"\dots": "an ellipsis has no single meaning; write \\sum, \\prod or an index",
    r"\cdots": "an ellipsis has no single meaning; write \\sum, \\prod or an index",
    r"\over": "write \\frac{…}{…}",
}
_DEEPEST = 40


@dataclass(frozen=True)
class Piece:
    """A token with what hangs on it: arguments, subscript, superscript; or a group; or an environment.

    `parts` are the arguments of a command, the content of a group, or the cells of an environment, row by row.
    """

    kind: Literal["letter", "number", "command", "mark", "group", "environment"]
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
        if self.kind == "group":
            return "{" + key_of(self.parts[0]) + "}"
        if not self.parts:
            return self.text
        return self.text + "".join("{" + key_of(part) + "}" for part in self.parts)

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


def key_of(pieces: tuple[Piece, ...]) -> str:
    """Pieces spelled one way; a group that only holds its content together is dropped."""
    while len(pieces) == 1 and pieces[0].kind == "group" and pieces[0].sub is None and pieces[0].sup is None:
        pieces = pieces[0].parts[0]
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

    def _error(self, what: str, token: Token | Piece, *, hint: str = "") -> LatexError:
        return LatexError(what, self.latex, token.start, token.end, hint)

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _until(self, closing: str | None) -> tuple[Piece, ...]:
        """Pieces up to a brace, a cell mark or an environment's end that belongs to somebody above."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise LatexError("too deeply nested", self.latex, self.tokens[self.at - 1].start, len(self.latex), "split it")
        pieces: list[Piece] = []
        while (token := self._peek()) is not None:
            if token.text in ("}", r"\end") or (closing == "cell" and token.text in ("&", r"\\")):
                break
            if closing == "]" and token.text == "]":
                break
            if token.text in ("^", "_"):
                raise self._error(f"'{token.text}' hangs on nothing", token, hint="write a symbol before it")
            pieces.append(self._scripted(self._piece()))
        self.depth -= 1
        return tuple(pieces)

    def _piece(self) -> Piece:
        token = self.tokens[self.at]
        self.at += 1
        if token.text == "{":
            inside = self._until("}")
            return Piece("group", "{}", token.start, self._expect("}", token).end, (inside,))
        if token.text == r"\begin":
            return self._environment(token)
        if token.text in _REFUSED:
            raise self._error(f"'{token.text}' is not read", token, hint=_REFUSED[token.text])
        if token.text in (r"\\", "&"):
            raise self._error(f"'{token.text}' outside aligned, cases and matrices", token, hint="take it away")
        if token.text in _ARGUMENTS:
            return self._with_arguments(token)
        if token.text in _DRESSES:
            argument = self._argument(token, may_be_bare=True)
            return Piece("command", token.text, token.start, argument[1], (argument[0],))
        return Piece(token.kind, token.text, token.start, token.end)

    def _with_arguments(self, token: Token) -> Piece:
        parts: list[tuple[Piece, ...]] = []
        end = token.end
        following = self._peek()
        if token.text == r"\sqrt" and following is not None and following.text == "[":
            self.at += 1
            parts.append(self._until("]"))
            self._expect("]", token)
        for _ in range(_ARGUMENTS[token.text]):
            part, end = self._argument(token, may_be_bare=False)
            parts.append(part)
        return Piece("command", token.text, token.start, end, tuple(parts))

    def _argument(self, owner: Token, *, may_be_bare: bool) -> tuple[tuple[Piece, ...], int]:
        token = self._peek()
        if token is not None and token.text == "{":
            group = self._piece()
            return group.parts[0], group.end
        if token is None or not may_be_bare or token.kind == "mark":
            raise self._error(f"{owner.text} without braces", owner, hint=f"write {owner.text}{{…}}")
        self.at += 1
        return (Piece(token.kind, token.text, token.start, token.end),), token.end

    def _scripted(self, piece: Piece) -> Piece:
        while (token := self._peek()) is not None and token.text in ("^", "_"):
            self.at += 1
            script, end = self._script(token)
            if token.text == "_":
                if piece.sub is not None:
                    raise self._error("two subscripts", token, hint="use braces to say which holds which")
                piece = replace(piece, sub=script, end=end)
            else:
                if piece.sup is not None:
                    raise self._error("two superscripts", token, hint="use braces: x^{y^z} or (x^y)^z")
                piece = replace(piece, sup=script, end=end, sup_first=piece.sub is None)
        return piece

    def _script(self, mark: Token) -> tuple[tuple[Piece, ...], int]:
        token = self._peek()
        if token is None or token.text in ("}", "^", "_", "&", r"\\"):
            raise self._error(f"'{mark.text}' without a script", mark, hint=f"write {mark.text}{{…}}")
        piece = self._piece()
        return (piece.parts[0] if piece.kind == "group" else (piece,)), piece.end

    def _environment(self, begin: Token) -> Piece:
        name = self._environment_name(begin)
        if name not in _ENVIRONMENTS:
            known = ", ".join(sorted(_ENVIRONMENTS))
            raise self._error(f"environment '{name}' is not read", begin, hint=f"use one of {known}")
        cells: list[tuple[Piece, ...]] = []
        rows: list[int] = []
        width = 0
        while True:
            cells.append(self._until("cell"))
            width += 1
            token = self._expect(None, begin)
            if token.text == "&":
                continue
            rows.append(width)
            width = 0
            if token.text == r"\end":
                break
            following = self._peek()
            if following is not None and following.text == r"\end":  # a trailing \\ opens no row
                self.at += 1
                break
        ended = self._environment_name(begin)
        if ended != name:
            raise self._error(f"'{name}' ends as '{ended}'", begin, hint=f"write \\end{{{name}}}")
        return Piece("environment", name, begin.start, self.tokens[self.at - 1].end, tuple(cells), tuple(rows))

    def _environment_name(self, owner: Token) -> str:
        self._expect("{", owner)
        letters = []
        while (token := self._peek()) is not None and token.text != "}":
            letters.append(token.text)
            self.at += 1
        self._expect("}", owner)
        return "".join(letters)

    def _expect(self, text: str | None, owner: Token) -> Token:
        token = self._peek()
        if token is None or (text is not None and token.text != text):
            what = "does not end" if owner.text == r"\begin" else "is not closed"
            closing = text or r"\end{…}"
            raise self._error(f"'{owner.text}' {what}", owner, hint=f"write its {closing}")
        self.at += 1
        return token
