"""`kbgen validate`: the schema, the rules between entries, the LaTeX; everything at once."""

from __future__ import annotations

from pathlib import Path

from kbgen import rules
from kbgen.content import Content, read_content
from kbgen.errors import ContentError
from kbgen.latex.formulas import latex_is_read
from kbgen.latex.validity import latex_is_valid
from kbgen.report import Report


def validate(root: Path) -> tuple[Content | None, Report]:
    """What could be read of `root`, and every problem: nothing at all if `kb.yml` itself is broken."""
    try:
        content, results = read_content(root)
    except ContentError as error:
        return None, error.report
    return content, Report.of([*results, *rules.apply(content), *latex_is_read(content), *latex_is_valid(content)])


def load_valid(root: Path) -> Content:
    """The content of `root`, free of problems. Raises `ContentError` with all of them otherwise."""
    content, report = validate(root)
    if content is None or report.failures:
        raise ContentError(report)
    return content
