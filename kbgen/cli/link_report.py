"""How a run over links shows itself: a progress bar on a terminal, lines, a summary, and files for other tools."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from kbgen import __version__
from kbgen.errors import KbgenError
from kbgen.links.check import Finding
from kbgen.links.run import Options, Outcome, Seen
from kbgen.links.telling import RULES, lines, report, summary
from kbgen.report import Report, Status
from kbgen.report.as_json import as_json
from kbgen.report.github import github_annotations
from kbgen.report.junit import junit
from kbgen.report.markdown import markdown
from kbgen.report.sarif import sarif

if TYPE_CHECKING:
    from rich.progress import Progress

_STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Forms:
    """Where reports for other tools go: a file, `-` for stdout, None for nowhere."""

    json: str | None = None
    junit: str | None = None
    sarif: str | None = None
    summary: str | None = None
    github: bool = False
    prefix: str = ""
    """The folder of the repository that `content/` stands in."""

    def __post_init__(self) -> None:
        if (self.json, self.junit, self.sarif, self.summary).count(_STDOUT) > 1:
            raise click.UsageError("only one report can go to stdout; name a file for the others")

    @property
    def takes_stdout(self) -> bool:
        """Whether stdout belongs to another tool, so that words for people go to stderr."""
        return _STDOUT in (self.json, self.junit, self.sarif, self.summary)


def show(check: Callable[[Seen], Outcome], options: Options, forms: Forms) -> tuple[Outcome, Report]:
    """Run `check` and print what was found."""
    start = perf_counter()
    with _progress() as seen:
        outcome = check(seen)
    seconds = perf_counter() - start
    found = report(outcome, options.policy)
    for warning in outcome.warnings:
        click.echo(f"warning: {warning}", err=True)
    for line in [*lines(found), *_summary(outcome, found, seconds, options)]:
        click.echo(line, err=forms.takes_stdout)
    _write_forms(found, seconds, forms)
    return outcome, found


def _summary(outcome: Outcome, found: Report, seconds: float, options: Options) -> Iterator[str]:
    findings = outcome.findings
    counts = found.count()
    if findings:
        yield f"{'alive':<10} {'document':<15} links"
    for alive, document, count in summary(findings):
        yield f"{alive:<10} {document:<15} {count:>5}"
    states = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    known = len(findings) - outcome.asked
    earlier = f", {known} known from earlier runs" if known else ""
    kept = f"replayed from {options.replay}; nothing is kept" if options.replay else f"{outcome.asked} asked{earlier}"
    yield f"{_links(len(findings))} in {seconds:.1f} s: {states or 'nothing to check'} ({kept})"


def _links(count: int) -> str:
    return "1 link" if count == 1 else f"{count:,} links"


def _write_forms(found: Report, seconds: float, forms: Forms) -> None:
    if forms.github:
        click.echo(github_annotations(found, forms.prefix), nl=False, err=forms.takes_stdout)  # GitHub reads both
    if forms.json:
        _write(forms.json, as_json(found))
    if forms.junit:
        _write(forms.junit, junit(found, "kbgen check-links", seconds))
    if forms.sarif:
        _write(forms.sarif, sarif(found, __version__, RULES, forms.prefix))
    if forms.summary:
        _write(forms.summary, markdown(found))


def _write(file: str, text: str) -> None:
    if file == _STDOUT:
        click.echo(text.rstrip("\n"))
        return
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise KbgenError(f"{file}: cannot be written ({error.strerror}); name another file") from None


@contextmanager
def _progress() -> Iterator[Seen]:
    """A bar on a terminal; elsewhere nothing is shown."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    state = TextColumn("{task.description}")
    columns = (TextColumn("links"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), state)
    here = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not here) as bar:
        yield _Bar(bar)


class _Bar:
    """Moves a bar and counts what is red."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)
        self._red = 0

    def begin(self, count: int) -> None:
        """So many addresses will be asked."""
        self._bar.update(self._task, total=count)

    def tell(self, finding: Finding) -> None:
        """This was found."""
        self._red += finding.status is Status.FAILED
        self._bar.update(self._task, advance=1, description=f"[red]{self._red} red" if self._red else "")
