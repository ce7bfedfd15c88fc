"""The LaTeX of the content, judged by MathJax: formulas, symbols, predicates, and the mathematics of prose."""

from __future__ import annotations

from collections.abc import Iterator

from kbgen import prose
from kbgen.content import Content
from kbgen.errors import MissingExtraError
from kbgen.latex.mathjax import judge
from kbgen.report import Result, Status
from kbgen.rules import broken, leaves
from kbgen.schema import EVERY, Latex, Text
from kbgen.schema.walk import Path


def latex_is_valid(content: Content) -> Iterator[Result]:
    """MathJax takes every piece of LaTeX; without MathJax, one result says that nobody asked it."""
    pieces = list(dict.fromkeys(_pieces(content)))
    try:
        refused = judge(latex for _, _, latex in pieces)
    except MissingExtraError as error:
        yield Result("", Status.UNKNOWN, f"LaTeX not judged: {error}")
        return
    for ref, path, latex in pieces:
        if latex in refused:
            what = f"MathJax refuses '{_short(latex)}': {refused[latex]}; fix the LaTeX"
            yield broken(content, ref, path, what)


def _pieces(content: Content) -> Iterator[tuple[str, Path, str]]:
    """Each piece of LaTeX with the place where it stands."""
    for ref, path, value in leaves(content):
        if isinstance(value, Latex):
            yield ref, path, value
        elif isinstance(value, Text):
            for language, words in value.items():
                place = path if language == EVERY else (*path, language)
                for latex in prose.mathematics(words):
                    yield ref, place, latex


def _short(latex: str) -> str:
    line = " ".join(latex.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
