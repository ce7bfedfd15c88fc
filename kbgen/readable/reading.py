"""LaTeX → tree. Never fails: what it does not know keeps its name, what is not closed ends where the text does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbgen.readable import characters as known
from kbgen.readable.letters import in_alphabet, upright
from kbgen.readable.tree import Accented, Fenced, Fraction, Grid, Group, Kind, Node, Root, Scripted, Sign

_TOKEN = re.compile(
    r"%[^\n]*(?:\n|$)"  # a comment
    r"|\\\\\*?(?:\[\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|mu)\s*\])?"  # the end of a line, with its distance to the next
    r"|\\(?:(?:operatorname|tag|hspace)\*|[A-Za-z]+|.)"
    r"|\d+(?:(?:\.|\{,\})\d+)*"  # a number, with the comma that is none
    r"|\s+|.",
    re.DOTALL,
)
_ENDS = frozenset({"}", "&", "\\\\", "\\right", "\\end", ""})
"""What ends a row whatever it is in."""
_FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"})
_BINOMIALS = frozenset({"binom", "dbinom", "tbinom"})
_OVER_AND_UNDER = {"overset": "above", "stackrel": "above", "underset": "below"}


def read(latex: str) -> Grid:
    """The tree of `latex`: its lines, each in cells; one line of one cell if it has neither `\\\\` nor `&`."""
    return _Reader(latex).whole()


class _Reader:
    def __init__(self, latex: str) -> None:
        self._tokens = [_plain(token) for token in _TOKEN.findall(latex) if not token.startswith("%")]
        self._place = 0

    # -- rows --------------------------------------------------------------------------------------------------------

    def whole(self) -> Grid:
        rows = list(self._rows())
        while self._peek():  # a brace too many
            self._next()
            rows += self._rows()
        return Grid("", tuple(rows))

    def _rows(self) -> Iterator[tuple[Group, ...]]:
        """Rows of cells, up to an end that is neither of a row nor of a cell."""
        while True:
            cells = [self._row()]
            while self._peek() == "&":
                self._next()
                cells.append(self._row())
            ends = self._peek() != "\\\\"
            if any(cell.items for cell in cells):
                yield tuple(cells)
            if ends:
                return
            self._next()

    def _row(self, *, fenced: bool = False) -> Group:
        """What stands up to the end of a cell, a line or a group; in a fence, up to what closes it."""
        items: list[Node] = []
        while self._peek() not in _ENDS and not (fenced and self._closes(self._peek())):
            items += self._items()
        return Group(_stripped(items))

    def _items(self) -> list[Node]:
        """The next thing with its scripts; more than one where a parenthesis is not closed, none if it is left out."""
        items = self._bare()
        if items and not (isinstance(items[-1], Sign) and items[-1].kind in (Kind.GAP, Kind.SPACE)):
            items[-1] = self._with_scripts(items[-1])
        return items

    # -- things ------------------------------------------------------------------------------------------------------

    def _bare(self) -> list[Node]:
        token = self._next()
        if token.isspace():
            return [Sign(" ", Kind.GAP)]
        if token == "{":
            return [self._closed_group()]
        if token in ("^", "_"):  # a script of nothing
            self._place -= 1
            return [Group(())]
        if token.startswith("\\") and len(token) > 1:
            return self._command(token[1:])
        text, kind = known.CHARACTERS.get(token, (token, Kind.ORDINARY))
        return self._fenced(text) if kind is Kind.OPEN else [Sign(text, kind)]

    def _command(self, name: str) -> list[Node]:
        if name in known.SILENT:
            return []
        if name in known.HIDDEN:
            self._argument()
            return []
        if name in known.BRACES:
            body = self._argument()
            self._scripts()
            return [body]
        if name == "left":
            return [self._between_left_and_right()]
        if name == "begin":
            return [self._environment()]
        if name in known.TEXT:
            return _words_apart(self._words())
        if name in known.COMMANDS:
            text, kind = known.COMMANDS[name]
            return self._fenced(text) if kind is Kind.OPEN else [Sign(text, kind)]
        return [self._composed(name)]

    def _composed(self, name: str) -> Node:
        """What a command makes of its arguments."""
        if name in _FRACTIONS:
            return Fraction(self._argument(), self._argument())
        if name in _BINOMIALS:
            over, under = self._argument(), self._argument()
            both = Group((*over.items, Sign(",", Kind.COMMA), *under.items))
            return Group((Sign("binom", Kind.FUNCTION), Fenced("(", both, ")")))
        if name == "sqrt":
            degree = self._optional()
            return Root(self._argument(), degree)
        if name in known.ACCENTS:
            return Accented(_single(self._argument()), name)
        if name in known.ALPHABETS:
            return _single(in_alphabet(self._argument(), known.ALPHABETS[name]))
        if name in known.UPRIGHT:
            kind = Kind.FUNCTION if name.startswith("operatorname") else Kind.WORD
            return _single(upright(self._argument(), kind))
        if name in _OVER_AND_UNDER:
            script, base = self._argument(), _single(self._argument())
            return Scripted(base, script, None) if _OVER_AND_UNDER[name] == "below" else Scripted(base, None, script)
        if name == "textcolor":
            self._argument()
            return self._argument()
        if name in known.PLAIN:
            return _single(self._argument())
        if name == "substack":
            self._skip("{")
            grid = Grid(name, tuple(self._rows()))
            self._skip("}")
            return grid
        if name in ("pmod", "pod"):
            return Fenced("(", Group((Sign("mod", Kind.WORD), Sign(" ", Kind.SPACE), *self._argument().items)), ")")
        return Sign(name, Kind.WORD)

    # -- fences and environments -------------------------------------------------------------------------------------

    def _fenced(self, opening: str) -> list[Node]:
        """What stands up to the next parenthesis that closes, of whatever form: intervals may be half open."""
        body = self._row(fenced=True)
        if not self._closes(self._peek()):
            return [Sign(opening, Kind.OPEN), *body.items]
        return [Fenced(opening, body, self._closes(self._next()))]

    def _between_left_and_right(self) -> Node:
        opening = self._delimiter()
        items = list(self._row().items)
        while self._peek() not in ("\\right", ""):
            items += [Sign(" ", Kind.GAP)] if self._next() in ("&", "\\\\") else []
            items += self._row().items
        self._skip("\\right")
        return Fenced(opening, Group(tuple(items)), self._delimiter())

    def _delimiter(self) -> str:
        self._skip_white()
        token = self._next()
        return known.DELIMITERS.get(token, known.COMMANDS.get(token.removeprefix("\\"), (token, Kind.OPEN))[0])

    def _environment(self) -> Node:
        name = self._words().removesuffix("*")
        if self._peek() == "[":
            self._optional()
        if name in ("array", "alignat", "alignedat"):
            self._argument()
        rows = list(self._rows())
        while self._peek() not in ("\\end", ""):
            self._next()
            rows += self._rows()
        self._skip("\\end")
        if self._peek() == "{":
            self._words()
        return Grid(name, tuple(rows))

    # -- scripts and arguments ---------------------------------------------------------------------------------------

    def _with_scripts(self, base: Node) -> Node:
        primes, below, above = self._scripts()
        for _ in range(primes):
            base = Accented(base, "'")
        return base if below is None and above is None else Scripted(base, below, above)

    def _scripts(self) -> tuple[int, Group | None, Group | None]:
        """How many primes follow, what is below and what is above."""
        primes, scripts = 0, dict[str, Group]()
        while True:
            start = self._place
            while self._peek().isspace() or self._peek() in ("\\limits", "\\nolimits"):
                self._next()
            if self._peek() == "'":
                primes += 1
                self._next()
            elif self._peek() in ("_", "^"):
                mark = self._next()
                before = scripts[mark].items if mark in scripts else ()
                scripts[mark] = Group((*before, *self._argument().items))
            else:
                self._place = start
                return primes, scripts.get("_"), scripts.get("^")

    def _argument(self) -> Group:
        """What a command or a script takes: a group, a command with its own arguments, or one character."""
        self._skip_white()
        token = self._peek()
        if token == "{":
            self._next()
            return self._closed_group()
        if token in _ENDS:
            return Group(())
        if token[0].isdigit() and len(token) > 1:  # only its first digit
            self._tokens[self._place] = token[1:]
            return Group((Sign(token[0]),))
        if token in known.CHARACTERS or token in ("^", "_"):
            self._next()
            return Group((Sign(*known.CHARACTERS.get(token, (token, Kind.ORDINARY))),))
        return Group(tuple(self._bare()))

    def _optional(self) -> Group | None:
        """What stands in brackets, if anything does."""
        self._skip_white()
        if self._peek() != "[":
            return None
        self._next()
        fenced = self._fenced("[")[0]
        return fenced.body if isinstance(fenced, Fenced) else None

    def _closed_group(self) -> Group:
        items = list(self._row().items)
        while self._peek() in ("&", "\\\\"):
            self._next()
            items += [Sign(" ", Kind.SPACE), *self._row().items]
        self._skip("}")
        return Group(tuple(items))

    def _words(self) -> str:
        """A group as it is written."""
        self._skip_white()
        if self._peek() != "{":
            return self._next()
        self._next()
        depth, words = 1, ""
        while depth and self._peek():
            token = self._next()
            depth += (token == "{") - (token == "}")
            words += "" if token in ("{", "}") else " " if token in ("~", "\\ ", "\\,") else token.removeprefix("\\")
        return words

    # -- tokens ------------------------------------------------------------------------------------------------------

    def _peek(self) -> str:
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._place += 1
        return token

    def _skip(self, token: str) -> None:
        if self._peek() == token:
            self._place += 1

    def _skip_white(self) -> None:
        while self._peek().isspace():
            self._place += 1

    def _closes(self, token: str) -> str:
        """The parenthesis that `token` closes with; empty if it is none."""
        name = token[1:] if len(token) > 1 else token
        text, kind = known.COMMANDS.get(name, ("", Kind.ORDINARY))
        return text if kind is Kind.CLOSE and token != "}" else ""


def _plain(token: str) -> str:
    """A token without what decides nothing: the distance to the next line, the braces of a decimal comma."""
    return "\\\\" if token.startswith("\\\\") else token.replace("{,}", ",")


def _stripped(items: list[Node]) -> tuple[Node, ...]:
    gap = Sign(" ", Kind.GAP)
    while items and items[0] == gap:
        items = items[1:]
    while items and items[-1] == gap:
        items = items[:-1]
    return tuple(items)


def _words_apart(words: str) -> list[Node]:
    """Words whose spaces at the ends are those of the row."""
    space, word = Sign(" ", Kind.SPACE), Sign(words.strip(), Kind.WORD)
    if not word.text:
        return [space]
    return [*([space] if words[0].isspace() else []), word, *([space] if words[-1].isspace() else [])]


def _single(group: Group) -> Node:
    """The one thing in a group, else the group."""
    return group.items[0] if len(group.items) == 1 else group
