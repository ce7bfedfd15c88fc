"""Tree → the lines of a displayed formula, its cases and matrices drawn."""

from __future__ import annotations

from typing import NamedTuple
from unicodedata import combining, east_asian_width, normalize

from kbgen.readable.reading import read
from kbgen.readable.tree import Grid, Group
from kbgen.readable.writing import MATRICES, line, pieces, placed

_TALL = {
    "(": "⎛⎜⎝", ")": "⎞⎟⎠", "[": "⎡⎢⎣", "]": "⎤⎥⎦", "{": "⎧⎨⎩", "}": "⎫⎬⎭", "|": "│││", "‖": "‖‖‖", " ": "   ",
}  # fmt: skip
"""The top, the middle and the bottom of a parenthesis as high as what it holds."""
_DRAWN = ("cases", *MATRICES)


class _Block(NamedTuple):
    """Lines of a picture, and which of them is level with what stands beside it."""

    lines: list[str]
    level: int = 0

    @property
    def width(self) -> int:
        return max(map(width, self.lines))


def readable_lines(latex: str) -> list[str]:
    """A displayed formula: its lines below each other at their `&`, with cases and matrices drawn."""
    grid = read(latex)
    match grid.rows:
        case ((Group((Grid(name) as only,)),),) if name not in _DRAWN:
            grid = only
    return [normalize("NFC", text.rstrip()) for text in _drawn_rows(grid)]


def width(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def _drawn_rows(grid: Grid) -> list[str]:
    """Columns alternately flush right and left, as TeX sets them; the last cell of a row is as long as it is."""
    rows = [[_drawn(cell) for cell in row] for row in grid.rows]
    columns = max(map(len, rows), default=0)
    widths = [max((row[c].width for row in rows if c < len(row) - 1), default=0) for c in range(columns)]
    lines: list[str] = []
    for row in rows:
        parts: list[_Block] = []
        for column, block in enumerate(row):
            is_left = column % 2 == 0
            space = _Block([("    " if is_left else " ") if column else ""])
            room = _Block([" " * (widths[column] - block.width) if column < len(row) - 1 else ""])
            parts += (space, room, block) if is_left else (space, block, room)
        lines += _beside(parts).lines
    return lines


def _drawn(group: Group) -> _Block:
    """A row, its cases and matrices drawn."""
    space, parts = _Block([" "]), list[_Block]()
    for (gap, text), this in zip(pieces(group), placed(group), strict=True):
        if isinstance(this.item, Grid) and this.item.name in _DRAWN and len(this.item.rows) > 1:
            parts += (space, _drawn_grid(this.item), space)
        else:
            parts.append(_Block([gap + text]))
    return _beside(_with_single_spaces(parts))


def _with_single_spaces(parts: list[_Block]) -> list[_Block]:
    """Parts with one space where two meet, and none at the ends."""
    kept: list[_Block] = []
    for part in parts:
        if len(part.lines) == 1 and (not kept or kept[-1].lines[0].endswith(" ")):
            part = _Block([part.lines[0].lstrip(" ")])
        kept.append(part)
    return kept[:-1] if kept and kept[-1].lines == [" "] else kept


def _drawn_grid(grid: Grid) -> _Block:
    is_cases = grid.name == "cases"
    opening, closing = ("{", " ") if is_cases else MATRICES[grid.name]
    texts = [[line(cell).rstrip(",;") if is_cases else line(cell) for cell in row] for row in grid.rows]
    columns = max(map(len, texts))
    widths = [max((width(row[c]) for row in texts if c < len(row)), default=0) for c in range(columns)]
    rows = ["  ".join(_padded(text, room) for text, room in zip(row, widths, strict=False)) for row in texts]
    last, widest = len(rows) - 1, max(map(width, rows))
    drawn = []
    for place, text in enumerate(rows):
        part = 0 if place == 0 else 2 if place == last else 1
        drawn.append(f"{_TALL[opening][part]} {_padded(text, widest)} {_TALL[closing][part]}".strip(" "))
    return _Block(drawn, 0 if is_cases else last // 2)


def _beside(parts: list[_Block]) -> _Block:
    """Blocks side by side, level."""
    above = max((part.level for part in parts), default=0)
    below = max((len(part.lines) - part.level for part in parts), default=1)
    lines = [""] * (above + below)
    for part in parts:
        for place in range(above + below):
            own = place - above + part.level
            lines[place] += _padded(part.lines[own] if 0 <= own < len(part.lines) else "", part.width)
    return _Block(lines, above)


def _padded(text: str, room: int) -> str:
    return text + " " * (room - width(text))
