"""The command line: one verb per tool.

Exit codes: 0 fine; 1 a check failed or nothing was found; 2 kbgen could not do the job; 130 stopped.
"""

from __future__ import annotations

import click

from kbgen import __version__
from kbgen.cli.content import new, schema, validate
from kbgen.cli.links import check_links
from kbgen.cli.lookup import lookup
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
    kbgen lookup rope         what is called so, by any name
    kbgen run lora            the example of a formula, on sample inputs
    """


for _verb in (validate, build, serve, schema, new, lookup, verify, run, check_links):
    main.add_command(_verb)
