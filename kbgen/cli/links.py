"""The verb that checks links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kbgen.cli.shared import content_option, need, verb

if TYPE_CHECKING:
    from kbgen.content import Content
    from kbgen.links.claim import Target
    from kbgen.links.run import Outcome

F = TypeVar("F", bound=Callable[..., Any])

_PARTS = {
    "aiohttp": "aiohttp", "httpx": "httpx", "publicsuffixlist": "publicsuffixlist", "pypdf": "pypdf",
    "rapidfuzz": "rapidfuzz", "rich": "rich", "tenacity": "tenacity",
}  # fmt: skip
_NO_LINK = "holds no address; name a link, or an entry whose words link somewhere"


def _form(name: str, what: str) -> Callable[[F], F]:
    """An option that writes a report into a file, or to stdout."""
    return click.option(f"--{name}", f"{name}_file", metavar="FILE", help=f"{what}; - is stdout.")


@click.command("check-links")
@click.argument("what", nargs=-1)
@content_option
@click.option("--new-since", metavar="REV", help="Only links that the content did not have so at REV; judged at once.")
@click.option("--force", is_flag=True, help="Also what a recent answer covers.")
@click.option("--fix", is_flag=True, help="Rewrite what has moved for good or was renamed; prints the diff.")
@click.option("--strict", is_flag=True, help="Warnings and unknowns fail too.")
@click.option("--strikes", type=click.IntRange(1), default=3, show_default=True, help="Failures that make a link red.")
@click.option(
    "--apart", type=click.FloatRange(0, 8760), default=48, show_default=True, help="Least hours between two that count."
)
@click.option("--in-flight", type=click.IntRange(1), default=100, show_default=True, help="Questions at a time.")
@click.option("--per-host", type=click.IntRange(1), default=4, show_default=True, help="Questions to one host.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=20, show_default=True, help="Seconds for one answer."
)
@click.option("--tries", type=click.IntRange(1), default=3, show_default=True, help="How often to ask.")
@click.option("--allow-private", multiple=True, metavar="HOST", help="A private host, address or network to allow.")
@click.option("--record", type=click.Path(path_type=Path), metavar="DIR", help="Keep the answers in DIR.")
@click.option("--replay", type=click.Path(path_type=Path), metavar="DIR", help="Take them from DIR: no network.")
@_form("json", "The report as JSON")
@_form("junit", "The report as JUnit XML")
@_form("sarif", "The report as SARIF 2.1.0")
@click.option("--summary", "summary_file", metavar="FILE", help="What is red and what to change, as Markdown.")
@click.option("--github", is_flag=True, help="Annotations for GitHub, at file and line.")
@verb
def check_links(
    what: tuple[str, ...],
    content: Path,
    new_since: str | None,
    force: bool,
    fix: bool,
    strict: bool,
    strikes: int,
    apart: float,
    in_flight: int,
    per_host: int,
    timeout: float,
    tries: int,
    allow_private: tuple[str, ...],
    record: Path | None,
    replay: Path | None,
    json_file: str | None,
    junit_file: str | None,
    sarif_file: str | None,
    summary_file: str | None,
    github: bool,
) -> int:
    """Ask whether the links of WHAT (a page, a kind, an entry; everything by default) are alive, and whether the right
    document is behind each.

    \b
    kbgen check-links                          what is due, the oldest first
    kbgen check-links links/papers             one page, whatever is known of it
    kbgen check-links --new-since origin/main  what a change brings
    kbgen check-links --fix                    rewrite what has moved for good

    What is found goes to content/records/links.json. Exit code 1 if a link is red: an old one after 3 failures at
    least 48 h apart, a wrong document at once.
    """
    need("links", _PARTS)
    if isnan(apart) or isnan(timeout):
        raise click.UsageError("nan is no time")
    if record and replay:
        raise click.UsageError("--record and --replay exclude each other")
    from kbgen.cli.link_report import Forms, show
    from kbgen.content import load
    from kbgen.links.identify.api import Api
    from kbgen.links.polite import Limits
    from kbgen.links.run import Options, run
    from kbgen.links.targets import targets as all_targets
    from kbgen.records.links import Policy

    found = load(content)
    every = all_targets(found)
    targets, new = _chosen(found, every, what, new_since)
    urls = frozenset(target.url for target in every)
    policy = Policy(strikes, timedelta(hours=apart))
    options = Options(
        limits=Limits(in_flight=in_flight, per_host=per_host, timeout=timeout, tries=tries),
        policy=policy,
        allowed=allow_private,
        force=force or bool(what),
        record=record,
        replay=replay,
        contact=found.manifest.repository or found.manifest.site_url or "",
    )
    forms = Forms(
        json_file,
        junit_file,
        sarif_file,
        summary_file,
        github,
        _prefix(content),
    )
    outcome, report = show(lambda seen: run(content, targets, new, urls, options, Api, seen), options, forms)
    if fix:
        _fix(found, outcome, write=replay is None, err=forms.takes_stdout)
    return report.exit_code(strict=strict)


def _chosen(
    content: Content, every: list[Target], what: tuple[str, ...], new_since: str | None
) -> tuple[list[Target], frozenset[str]]:
    """The addresses to check, and those of them that a change brings."""
    from kbgen.links.changes import addresses_at, claims_at
    from kbgen.schema import Ref
    from kbgen.selection import selected

    if what:
        holders = list(dict.fromkeys(Ref(place.entry) for target in every for place in target.places))
        wanted = set(selected(content, holders, what, _NO_LINK))
        every = [target for target in every if any(place.entry in wanted for place in target.places)]
    if new_since is None:
        return every, frozenset()
    before, claims = addresses_at(new_since, content.root), claims_at(new_since, content.root)
    brought = [
        target
        for target in every
        if target.url not in before or target.fingerprint != claims.get(target.url, target.fingerprint)
    ]
    return brought, frozenset(target.url for target in brought)


def _prefix(content: Path) -> str:
    """The folder that holds the content folder, as seen from here, where the repository begins; empty if it is this."""
    folder = content.absolute().parent
    if folder == Path.cwd() or not folder.is_relative_to(Path.cwd()):
        return ""
    return folder.relative_to(Path.cwd()).as_posix()


def _fix(content: Content, outcome: Outcome, *, write: bool, err: bool) -> None:
    """Rewrite the content where a link has moved for good, and print what was changed."""
    from kbgen.links.fix import apply, fixes

    found, left = fixes(content, outcome.findings)
    diff, by_hand = apply(found, content.root, write=write)
    click.echo(diff, nl=False, err=err)
    for line in [*left, *by_hand]:
        click.echo(line, err=True)
