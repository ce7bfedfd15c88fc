"""The verbs, as click knows them."""

from __future__ import annotations

import click

from kbgen import __version__
from kbgen.cli.api import api
from kbgen.cli.content import new, schema, validate
from kbgen.cli.links import check_links
from kbgen.cli.lookup import list_, lookup, search, show
from kbgen.cli.mcp import mcp
from kbgen.cli.site import build, serve
from kbgen.cli.verify import run, verify


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kbgen")
def main() -> None:
    """Check a knowledge base, build its site, look things up in it.

    \b
    kbgen verify              the LaTeX on the page, executed and compared
    kbgen check-links         links: alive, and the right document behind each
    kbgen validate            every problem of content/, with file and line
    kbgen build               the site, in every language, into site/
    kbgen serve               build, preview on a local port, rebuild on change
    kbgen lookup rope         what is called so, by any name, with mistakes
    kbgen search low rank     the entries that hold these words
    kbgen list formulas       refs and names; kbgen show REF: one entry
    kbgen api, kbgen mcp      the same over HTTP and for agents
    kbgen run lora            the example of a formula, on sample inputs
    """


for _verb in (validate, build, serve, schema, new, lookup, search, list_, show, api, mcp, verify, run, check_links):
    main.add_command(_verb)
