"""Verbs that answer questions. The common `kbgen lookup TERM` never comes here: `quick` answers it."""

from __future__ import annotations

import json
import os
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from kbgen.cli.found import find_or_suggest
from kbgen.cli.quick import is_coloured, write
from kbgen.cli.shared import content_option, verb
from kbgen.errors import KbgenError, NotFoundError
from kbgen.index import wire
from kbgen.index.index import Index
from kbgen.index.reading import preferred
from kbgen.index.results import Hit
from kbgen.index.style import BOLD, CYAN, RESET, plain
from kbgen.loading import load

_MOST = 50
"""Hits of a search."""

lang_option = click.option(
    "--lang",
    "language",
    metavar="LANG",
    help="The language of the answer.  [default: that of LANG, else the base's first]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="JSON, as on every other surface.")
open_option = click.option("--open", "opened", is_flag=True, help="Open the page of the entry in a browser.")


def _complete(
    give: Callable[[Index, str], Any],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Completion from the base at hand; none if it cannot be read."""

    def complete(context: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
        try:
            with _index(context.params.get("content") or Path("content")) as index:
                return [CompletionItem(value) for value in give(index, begun)]
        except KbgenError:
            return []

    return complete


def _refs(index: Index, begun: str) -> list[str]:
    return [ref for ref in index if ref.startswith(begun)]


@click.command()
@click.argument("term", nargs=-1, required=True, shell_complete=_complete(lambda index, begun: index.complete(begun)))
@content_option
@lang_option
@json_option
@open_option
@verb
def lookup(term: tuple[str, ...], content: Path, language: str | None, as_json: bool, opened: bool) -> int:
    """Find what is called TERM: any name of any entry in any language.

    \b
    kbgen lookup rope                     a name, an alias, an acronym
    kbgen lookup atention causale         with a typing mistake, without accents
    kbgen lookup "les embeddings"         in the plural, with an article
    kbgen lookup torch.nn.RMSNorm         the name of an API
    kbgen lookup '\\pi_{ref}'              a symbol, or a part of a formula
    kbgen lookup 1706.03762               an arXiv id, a DOI, an address
    kbgen lookup rope --json              for programs

    Exit code 1 if nothing answers; the nearest names are suggested.
    """
    query = " ".join(term)
    with _index(content) as index:
        code = _language(index, language)
        if opened:
            return _open(index, index.lookup(query).matches[0].ref, code)
        if not as_json:
            return find_or_suggest(index.connection, query, code)
        try:
            write(wire.answer_json(index, index.lookup(query)) + "\n")
        except NotFoundError as error:
            write(wire.not_found_json(error) + "\n")
            return 1
    return 0


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--kind", help="Only entries of this kind: glossary, formulas, …")
@click.option("--limit", type=click.IntRange(1, _MOST), default=10, show_default=True, help="How many at most.")
@content_option
@lang_option
@json_option
@verb
def search(
    words: tuple[str, ...], kind: str | None, limit: int, content: Path, language: str | None, as_json: bool
) -> int:
    """Find the entries that hold all of WORDS, the best first, with the place where they stand.

    \b
    kbgen search low rank
    kbgen search variance des scores --lang fr
    kbgen search gradient --kind formulas --limit 3

    With --lang only texts in that language are searched. Exit code 1 if nothing is found.
    """
    query = " ".join(words)
    with _index(content) as index:
        hits = index.search(query, kind=kind, language=language, limit=limit)
        if as_json:
            write(wire.hits_json(index, query, hits, kind, language) + "\n")
        elif hits:
            _print("\n".join(_hit(hit) for hit in hits))
        else:
            click.echo(
                f"no entry holds the words '{query}'; fewer words find more, kbgen lookup forgives mistakes", err=True
            )
    return 0 if hits else 1


@click.command("list")
@click.argument(
    "kind",
    required=False,
    shell_complete=_complete(lambda index, begun: [k for k in index.kinds if k.startswith(begun)]),
)
@content_option
@lang_option
@json_option
@verb
def list_(kind: str | None, content: Path, language: str | None, as_json: bool) -> int:
    """List the entries of KIND, or the kinds.

    \b
    kbgen list                            the kinds, with how many entries each has
    kbgen list formulas                   ref and name of every formula
    kbgen list metrics --json
    """
    with _index(content) as index:
        code = _language(index, language)
        if kind is not None and kind not in index.kinds:
            raise KbgenError(f"no kind '{kind}' in this base; choose one of {', '.join(index.kinds)}")
        refs = index.refs(kind) if kind else ()
        if as_json:
            kinds = {name: len(index.refs(name)) for name in index.kinds}
            briefs = ",".join(index.brief(ref) for ref in refs)
            write(
                f'{{"kind":"{kind}","count":{len(refs)},"entries":[{briefs}]}}\n' if kind else f"{json.dumps(kinds)}\n"
            )
        elif kind:
            width = max(map(len, refs))
            _print("\n".join(f"{CYAN}{ref:{width}}{RESET}  {index.name(ref, code)}" for ref in refs))
        else:
            _print("\n".join(f"{CYAN}{name:12}{RESET}{len(index.refs(name)):6}" for name in index.kinds))
    return 0


@click.command()
@click.argument("ref", shell_complete=_complete(_refs))
@content_option
@lang_option
@json_option
@click.option("--markdown", is_flag=True, help="Markdown, with the LaTeX as it is.")
@open_option
@verb
def show(ref: str, content: Path, language: str | None, as_json: bool, markdown: bool, opened: bool) -> int:
    """Show the entry REF in full.

    \b
    kbgen show formulas/lora
    kbgen show formulas/lora --json       the document that every surface gives
    kbgen show formulas/lora --markdown   for an agent or a note
    """
    with _index(content) as index:
        code = _language(index, language)
        if opened:
            return _open(index, ref, code)
        if as_json:
            write(index.document(ref) + "\n")
        elif markdown:
            write(index.markdown(ref, code) + "\n")
        else:
            _print(index.terminal(ref, code))
    return 0


def _index(content: Path) -> Index:
    """The folder asked for; the one at hand, else what came with kbgen."""
    return load(content if content.is_dir() or content != Path("content") else None)


def _language(index: Index, asked: str | None) -> str:
    if asked is None:
        return preferred(list(index.languages), os.environ)
    if asked not in index.languages:
        raise KbgenError(f"no language '{asked}' in this base; choose one of {', '.join(index.languages)}")
    return asked


def _open(index: Index, ref: str, language: str) -> int:
    """Open the page of an entry: on the site, else the one that was built here."""
    address: str = json.loads(index.brief(ref))["url"][language]
    if index.site_url is None:
        path, _, anchor = address.partition("#")
        built = Path("site", path).resolve()
        if not built.is_file():
            raise KbgenError(f"{address} is not built here and kb.yml names no site_url; run: kbgen build")
        address = f"{built.as_uri()}#{anchor}"
    write(f"{address}\n")
    webbrowser.open(address)
    return 0


def _hit(hit: Hit) -> str:
    """A hit on two lines: its name and ref, then the extract with the words marked."""
    parts, end = [], 0
    for start, stop in hit.marks:
        parts += [hit.extract[end:start], BOLD, hit.extract[start:stop], RESET]
        end = stop
    return f"{BOLD}{hit.name}{RESET}  {CYAN}{hit.ref}{RESET}\n    {''.join((*parts, hit.extract[end:]))}"


def _print(text: str) -> None:
    write((text if is_coloured() else plain(text)) + "\n")
