"""Verbs that answer questions."""

from __future__ import annotations

from pathlib import Path

import click

from kbgen.cli.shared import content_folder, content_option, verb
from kbgen.errors import KbgenError


@click.command()
@click.argument("term", nargs=-1, required=True)
@content_option
@click.option("--lang", "language", help="The language of the answer.  [default: the first of kb.yml]")
@verb
def lookup(term: tuple[str, ...], content: Path, language: str | None) -> int:
    """Find what is called TERM: a name, alias or acronym, whatever its accents, case and hyphens.

    Exit code 1 if nothing is called so; the nearest names are suggested.
    """
    from kbgen.answer import write_match
    from kbgen.fingerprint import Fingerprints
    from kbgen.kb import KnowledgeBase
    from kbgen.records.link_checks import check_of
    from kbgen.records.link_file import LinkRecords
    from kbgen.records.proofs import Records
    from kbgen.schema import Link

    kb = KnowledgeBase.read(content_folder(content))
    code = language or kb.manifest.languages[0]
    if code not in kb.manifest.languages:
        raise KbgenError(f"no language '{code}' in this base; choose one of {', '.join(kb.manifest.languages)}")
    first, *more = kb.lookup(" ".join(term)).matches
    proof = Records.read(kb.content.root).proof_of(first.ref, first.entry, Fingerprints(kb.content))
    check = check_of(first.entry, LinkRecords.read(kb.content.root)) if isinstance(first.entry, Link) else None
    click.echo(write_match(kb, first, code, proof, check))
    for match in more:
        click.echo(f"see also {match.ref}: {match.entry.name[code]}")
    return 0
