"""Verbs on the files of a knowledge base: check them, describe them to editors, start new ones."""

from __future__ import annotations

from pathlib import Path

import click

from kbgen.cli.shared import content_option, print_report, verb


@click.command()
@content_option
@click.option("--strict", is_flag=True, help="Warnings and unknowns fail too.")
@verb
def validate(content: Path, strict: bool) -> int:
    """Check every file of the content, and the rules between entries.

    Prints each problem as `file:line: ref.field: what; what to do`. Exit code 1 if there is any.
    """
    from kbgen.validate import validate as check

    found, report = check(content)
    print_report(report)
    if report.exit_code(strict=strict):
        click.echo(f"{len(report.failures)} problem(s)", err=True)
    elif found:
        click.echo(f"valid: {len(found.entries)} entries in {len(found.files)} files")
    return report.exit_code(strict=strict)


@click.command()
@content_option
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file is out of date.")
@verb
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


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@verb
def new(folder: Path) -> int:
    """Start a minimal knowledge base in FOLDER. It builds as it is."""
    from kbgen.starter import start

    for path in start(folder):
        click.echo(path)
    click.echo(f"now run: cd {folder} && kbgen serve")
    return 0


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return None
