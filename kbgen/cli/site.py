"""Verbs that make and show the site."""

from __future__ import annotations

from pathlib import Path

import click

from kbgen.cli.shared import engine_option, need, project_option, verb


@click.command()
@project_option
@engine_option
@click.option("--site-url", help="Where the site will be served.  [default: site_url of kb.yml]")
@verb
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


@click.command()
@project_option
@engine_option
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any that is free."
)
@verb
def serve(project: Path, engine: str, port: int) -> int:
    """Build the site, serve it on a local port, rebuild when content or templates change."""
    _need_builder()
    from kbgen.site import serve as run

    run(project, port, click.echo, engine=engine)
    return 0


def _need_builder() -> None:
    need("site", {"jinja2": "jinja2", "material": "mkdocs-material", "mathjax": "django-static-mathjax"})
