"""What the reader says when it will not guess."""

from __future__ import annotations


class LatexError(Exception):
    """LaTeX that has no single meaning under its declarations.

    `start` and `end` are positions in `latex`; `what` names the construct, `hint` says what to write instead.
    """

    def __init__(self, what: str, latex: str, start: int, end: int, hint: str = "") -> None:
        self.what = what
        self.latex = latex
        self.start = start
        self.end = max(end, start)
        self.hint = hint
        super().__init__(f"{self.place}: {what}{f'; {hint}' if hint else ''}")

    @property
    def line(self) -> int:
        """The line of the LaTeX, counted from 0."""
        return self.latex.count("\n", 0, self.start)

    @property
    def column(self) -> int:
        """The column in that line, counted from 1."""
        return self.start - (self.latex.rfind("\n", 0, self.start) + 1) + 1

    @property
    def place(self) -> str:
        """Where, in words: `column 12`, `line 2, column 5`."""
        return f"line {self.line + 1}, column {self.column}" if "\n" in self.latex else f"column {self.column}"


class EvaluationError(LatexError):
    """A formula that was read, and has no value at a point: a division by zero, an index outside, an empty sum."""


class BeyondFloat64(EvaluationError):  # noqa: N818 -- a limit of the arithmetic, not of the formula
    """A value that float64 cannot hold: the formula has one, this arithmetic has not."""
