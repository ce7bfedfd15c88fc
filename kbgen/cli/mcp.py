"""The verb that answers agents."""

from __future__ import annotations

from pathlib import Path

import click

from kbgen.cli.shared import content_option, need, verb
from kbgen.errors import ContentError, KbgenError


@click.command()
@content_option
@verb
def mcp(content: Path) -> int:
    """Answer an agent over the Model Context Protocol, on standard input and output.

    \b
    lookup     what is called so          search   what holds words
    get        an entry by its ref        evaluate a formula on numbers

    A client is told {"mcpServers": {"kbgen": {"command": "kbgen", "args": ["mcp"]}}}. Entries are resources too:
    kb://formulas/lora. To compute, evaluate needs the extra `verify` as well.
    """
    need("mcp", {"mcp": "mcp"})
    from kbgen.mcp import serve

    try:
        serve(content if content.is_dir() or content != Path("content") else None)
    except ContentError as error:  # on standard error: standard output is the protocol's
        raise KbgenError(f"the content is broken; run: kbgen validate\n{error}") from None
    return 0
