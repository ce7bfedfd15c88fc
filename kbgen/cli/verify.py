"""Verbs that execute the mathematics: the whole base, or one example."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbgen.cli.shared import content_folder, content_option, need, verb
from kbgen.report import Result

if TYPE_CHECKING:
    from kbgen.content import Content
    from kbgen.records.proofs import Records
    from kbgen.schema import Ref
    from kbgen.verify.entry import Outcome


_NOTHING = "has nothing to verify; name a formula, a metric, or a model with derived numbers"


@click.command()
@click.argument("what", nargs=-1)
@content_option
@click.option("--force", is_flag=True, help="Also what a fitting record covers.")
@click.option("--check", is_flag=True, help="Run everything, write nothing: for CI.")
@click.option(
    "--device", type=click.Choice(["cpu", "cuda"]), default="cpu", show_default=True, help="cuda runs the GPU part."
)
@click.option("--timeout", type=click.IntRange(1), default=60, show_default=True, help="Seconds per entry.")
@verb
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
    from kbgen.records.proofs import Records
    from kbgen.selection import selected

    found = load(content)
    records = Records.read(content)
    for line in records.refused:
        click.echo(f"warning: {line}", err=True)
    refs = selected(found, list(checked_refs(found)), what, _NOTHING)
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
    need("verify", {"numpy": "numpy", "pint": "pint", "sympy": "sympy", "torch": "torch"})
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


@click.command()
@click.argument("ref", nargs=-1, required=True)
@content_option
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
@verb
def run(ref: tuple[str, ...], content: Path, device: str, dtype: str, seed: int, repeat: int) -> int:
    """Run the example of REF, a formula or metric by any of its names, on sample inputs.

    Prints the call, the result, the device and the median time. Exit code 1 if there is no example or it fails.
    """
    need("verify", {"numpy": "numpy", "torch": "torch"})
    from kbgen.kb import KnowledgeBase
    from kbgen.run import run as execute

    kb = KnowledgeBase.read(content_folder(content))
    done = execute(kb, " ".join(ref), device=device, dtype=dtype, seed=seed, repeat=repeat)
    click.echo(str(done), err=isinstance(done, Result))
    return int(isinstance(done, Result))
