"""The verb that answers over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from kbgen.cli.shared import content_option, need, verb


@click.command()
@content_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 is every one.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes any that is free."
)
@verb
def api(content: Path, host: str, port: int) -> int:
    """Answer look-ups and searches over HTTP, and give every entry as JSON, at the paths of the site's own API.

    \b
    curl http://127.0.0.1:8001/api/v1/lookup?q=rope
    curl http://127.0.0.1:8001/api/v1/search?q=rank+adaptation&kind=formulas&lang=en
    curl http://127.0.0.1:8001/openapi.json

    What changes in the content is answered within a second; while it is broken, answers come from what it was before.
    """
    need("api", {"fastapi": "fastapi", "uvicorn": "uvicorn"})
    from kbgen.api import serve

    given = content.exists() or content != Path("content")
    serve(content if given else None, host, port, click.echo)
    return 0
