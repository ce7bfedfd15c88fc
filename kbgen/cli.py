"""The command line: one verb per tool.

Exit codes: 0 fine; 1 a check failed or nothing was found; 2 kbgen could not do the job; 130 stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from kbgen import __version__
from kbgen.errors import ContentError, KbgenError, MissingExtraError, NotFoundError
from kbgen.report import Report, Result, Status

if TYPE_CHECKING:
    from kbgen.content import Content
    from kbgen.records import Records
    from kbgen.schema import Ref
    from kbgen.verify.entry import Outcome

P = ParamSpec("P")

_content = click.option(
    "--content",
    "content",
    type=click.Path(path_type=Path),
    default=Path("content"),
    show_default=True,
    help="The content folder.",
)
_project = click.option(
    "--project",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="this folder",
    help="The folder that holds content/.",
)
_engine = click.option(
    "--engine", type=click.Choice(["mkdocs", "zensical"]), default="mkdocs", show_default=True, help="The site builder."
)


def _verb(function: Callable[P, int]) -> Callable[P, None]:
    """Turn what a verb returns or raises into an exit code and a line on stderr."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = function(*args, **kwargs)
        except ContentError as error:
            _print_report(error.report)
            click.echo(f"{len(error.report.failures)} problem(s) in the content; nothing was done", err=True)
            code = 2
        except NotFoundError as error:
            click.echo(str(error), err=True)
            code = 1
        except KbgenError as error:
            click.echo(f"kbgen: {error}", err=True)
            code = 2
        except KeyboardInterrupt:
            click.echo("stopped", err=True)
            code = 130
        sys.exit(code)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kbgen")
def main() -> None:
    """Check a knowledge base, build its site, look things up in it.

    \b
    kbgen verify              the LaTeX on the page, executed and compared
    kbgen validate            every problem of content/, with file and line
    kbgen build               the site, in every language, into site/
    kbgen serve               build, preview on a local port, rebuild on change
    kbgen lookup rope         what is called so, by any name
    kbgen run lora            the example of a formula, on sample inputs
    """


@main.command()
@_content
@click.option("--strict", is_flag=True, help="Warnings and unknowns fail too.")
@_verb
def validate(content: Path, strict: bool) -> int:
    """Check every file of the content, and the rules between entries.

    Prints each problem as `file:line: ref.field: what; what to do`. Exit code 1 if there is any.
    """
    from kbgen.validate import validate as check

    found, report = check(content)
    _print_report(report)
    if report.exit_code(strict=strict):
        click.echo(f"{len(report.failures)} problem(s)", err=True)
    elif found:
        click.echo(f"valid: {len(found.entries)} entries in {len(found.files)} files")
    return report.exit_code(strict=strict)


@main.command()
@_project
@_engine
@click.option("--site-url", help="Where the site will be served.  [default: site_url of kb.yml]")
@_verb
def build(project: Path, engine: str, site_url: str | None) -> int:
    """Build the site into site/, one build per language.

    The last good site stays in place until a new one is complete.
    """
    _need_builder()
    from kbgen.site import build as make

    for built in make(project, engine=engine, site_url=site_url, say=click.echo):
        entries = ", ".join(f"{count} {kind}" for kind, count in built.entries.items())
        click.echo(f"{built.language}: {built.pages} pages, {built.formulas} pieces of mathematics, {entries}")
    click.echo(f"the site is in {project / 'site'}; open {project / 'site' / 'index.html'}, or run: kbgen serve")
    return 0


@main.command()
@_project
@_engine
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any that is free."
)
@_verb
def serve(project: Path, engine: str, port: int) -> int:
    """Build the site, serve it on a local port, rebuild when content or templates change."""
    _need_builder()
    from kbgen.site import serve as run

    run(project, port, click.echo, engine=engine)
    return 0


@main.command()
@_content
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file is out of date.")
@_verb
def schema(content: Path, check: bool) -> int:
    """Write the JSON Schemas of the content files into content/.schemas/, for editors."""
    from kbgen.json_schema import FOLDER, json_schemas, write_json_schemas

    if not check:
        for path in write_json_schemas(content):
            click.echo(path)
        return 0
    stale = [name for name, text in json_schemas().items() if _text(content / FOLDER / name) != text]
    for name in stale:
        click.echo(f"{content / FOLDER / name}: out of date; run: kbgen schema")
    return int(bool(stale))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_verb
def new(folder: Path) -> int:
    """Start a minimal knowledge base in FOLDER. It builds as it is."""
    from kbgen.starter import start

    for path in start(folder):
        click.echo(path)
    click.echo(f"now run: cd {folder} && kbgen serve")
    return 0


@main.command()
@click.argument("term", nargs=-1, required=True)
@_content
@click.option("--lang", "language", help="The language of the answer.  [default: the first of kb.yml]")
@_verb
def lookup(term: tuple[str, ...], content: Path, language: str | None) -> int:
    """Find what is called TERM: a name, alias or acronym, whatever its accents, case and hyphens.

    Exit code 1 if nothing is called so; the nearest names are suggested.
    """
    from kbgen.answer import write_match
    from kbgen.fingerprint import Fingerprints
    from kbgen.kb import KnowledgeBase
    from kbgen.records import Records

    kb = KnowledgeBase.read(_content_folder(content))
    code = language or kb.manifest.languages[0]
    if code not in kb.manifest.languages:
        raise KbgenError(f"no language '{code}' in this base; choose one of {', '.join(kb.manifest.languages)}")
    first, *more = kb.lookup(" ".join(term)).matches
    proof = Records.read(kb.content.root).proof_of(first.ref, first.entry, Fingerprints(kb.content))
    click.echo(write_match(kb, first, code, proof))
    for match in more:
        click.echo(f"see also {match.ref}: {match.entry.name[code]}")
    return 0


@main.command()
@click.argument("what", nargs=-1)
@_content
@click.option("--force", is_flag=True, help="Also what a fitting record covers.")
@click.option("--check", is_flag=True, help="Run everything, write nothing: for CI.")
@click.option(
    "--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="cuda runs the GPU part."
)
@click.option("--timeout", type=click.IntRange(1), default=60, show_default=True, help="Seconds per entry.")
@_verb
def verify(what: tuple[str, ...], content: Path, force: bool, check: bool, device: str, timeout: int) -> int:
    """Execute the printed LaTeX of WHAT (a kind, a page, an entry; everything by default) and compare it with the
    example beside it and with libraries; try mutants; evaluate claims, units and variants.

    \b
    kbgen verify                        what has changed since its record
    kbgen verify formulas/attention     one page
    kbgen verify adamw                  one entry, by any name
    kbgen verify --check                everything, and write nothing

    What is found goes to content/records/verify.json. Exit code 1 if a check fails.
    """
    from kbgen.content import load
    from kbgen.fingerprint import Fingerprints, checked_refs
    from kbgen.records import Records
    from kbgen.verify.selection import selected

    found = load(content)
    records = Records.read(content)
    for line in records.refused:
        click.echo(f"warning: {line}", err=True)
    refs = selected(found, what)
    due = records.due(refs, Fingerprints(found), device)
    todo = refs if force or check else due
    if not todo:
        records.keep_only(checked_refs(found))
        if records.changed:
            records.write(content)
        click.echo(f"nothing to do: a record fits each of {len(refs)} entries; --force checks them again")
        return 0
    if check and due:
        click.echo(f"warning: no record fits {len(due)} of {len(refs)} entries; run: kbgen verify", err=True)
    return _verify(found, content, records, todo, device, timeout, write=not check, every=list(checked_refs(found)))


def _verify(
    found: Content, root: Path, records: Records, refs: list[Ref], device: str, timeout: int, *, write: bool,
    every: list[Ref],
) -> int:  # fmt: skip
    _need("verify", {"numpy": "numpy", "pint": "pint", "sympy": "sympy", "torch": "torch"})
    from time import perf_counter

    from kbgen.verify import table
    from kbgen.verify.verify import missing
    from kbgen.verify.verify import verify as check

    reason = missing(device)
    if reason:  # nothing was found out: neither passed nor failed
        entries = "1 entry" if len(refs) == 1 else f"{len(refs)} entries"
        click.echo(f"unknown: {entries} not run on {device}: {reason}")
        return 0
    start = perf_counter()
    outcomes: list[Outcome] = []
    try:
        for outcome in check(found, refs, records, device=device, timeout=timeout):
            if not outcomes:
                click.echo(table.head(refs))
            outcomes.append(outcome)
            click.echo(table.row(outcome, refs))
    finally:  # what was found before an interruption is kept
        records.keep_only(every)
        if write and records.changed:
            records.write(root)
    if not outcomes:
        click.echo(f"nothing to do: nothing of this runs on {device}")
        return 0
    click.echo(table.summary(outcomes, perf_counter() - start))
    return int(any(not outcome.passed for outcome in outcomes))


@main.command()
@click.argument("ref", nargs=-1, required=True)
@_content
@click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda", "mps"]),
    default="auto",
    show_default=True,
    help="Where to run; auto takes a GPU when there is one.",
)
@click.option(
    "--dtype",
    type=click.Choice(["float64", "float32", "float16", "bfloat16"]),
    default="float32",
    show_default=True,
    help="The type of the numbers.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another one gives other inputs.")
@click.option("--repeat", type=click.IntRange(min=1), default=10, show_default=True, help="How often to time it.")
@_verb
def run(ref: tuple[str, ...], content: Path, device: str, dtype: str, seed: int, repeat: int) -> int:
    """Run the example of REF, a formula or metric by any of its names, on sample inputs.

    Prints the call, the result, the device and the median time. Exit code 1 if there is no example or it fails.
    """
    _need_torch()
    from kbgen.kb import KnowledgeBase
    from kbgen.run import run as execute

    kb = KnowledgeBase.read(_content_folder(content))
    done = execute(kb, " ".join(ref), device=device, dtype=dtype, seed=seed, repeat=repeat)
    click.echo(str(done), err=isinstance(done, Result))
    return int(isinstance(done, Result))


def _print_report(report: Report) -> None:
    for result in report.results:
        if result.status is not Status.PASSED:
            click.echo(str(result))


def _need_builder() -> None:
    _need("site", {"jinja2": "jinja2", "material": "mkdocs-material", "mathjax": "django-static-mathjax"})


def _need_torch() -> None:
    _need("verify", {"numpy": "numpy", "torch": "torch"})


def _need(extra: str, packages: dict[str, str]) -> None:
    """Stop if a module of `packages` (module: package) is not installed."""
    from importlib.util import find_spec

    for module, package in packages.items():
        if find_spec(module) is None:
            raise MissingExtraError(package, extra)


def _content_folder(content: Path) -> Path:
    """The folder asked for, else the content that came with kbgen."""
    from kbgen import paths

    if content.is_dir() or content != Path("content"):
        return content
    return paths.data("content")


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
