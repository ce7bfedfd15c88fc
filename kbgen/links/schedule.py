"""Which links are due, in which order, and what a new verdict makes of a record. Pure: the time is an argument."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kbgen.links.claim import Target
from kbgen.links.judge.verdict import Verdict
from kbgen.records.links import ANSWERING, GONE, SILENT, Alive, Document, LinkRecord, Policy, standing
from kbgen.report import Status

FRESH = timedelta(days=6)
"""How long an answer that leaves nothing open serves: a weekly sweep finds everything due, whatever its hour."""
OPEN = timedelta(hours=20)
"""The same for one that leaves something open or is red: a daily run asks again."""


def due(
    targets: Sequence[Target],
    records: Mapping[str, LinkRecord],
    now: datetime,
    *,
    new: Collection[str],
    policy: Policy,
    force: bool = False,
) -> list[Target]:
    """The targets to ask now: those in `new` first, then what was never asked, then the oldest answers."""
    asked = [
        target
        for target in targets
        if force or target.url in new or _is_due(target, records.get(target.url), now, policy)
    ]
    first = datetime.min.replace(tzinfo=now.tzinfo)

    def order(target: Target) -> tuple[bool, datetime]:
        record = records.get(target.url)
        return target.url not in new, record.checked if record else first

    return sorted(asked, key=order)


def _is_due(target: Target, record: LinkRecord | None, now: datetime, policy: Policy) -> bool:
    if record is None or record.claim != target.fingerprint or record.checked > now:
        return True
    if record.alive in SILENT:
        return True  # it was not asked, and may be allowed now
    if record.alive in GONE and len(record.strikes) < policy.strikes:
        # A strike from the future is of a clock that was wrong, and must not hold the others up.
        return not record.strikes or not timedelta() <= now - record.strikes[-1] < policy.apart
    settled = standing(record, policy) in (Status.PASSED, Status.WARNING)
    return now - record.checked >= (FRESH if settled else OPEN)


def next_record(
    verdict: Verdict, target: Target, former: LinkRecord | None, now: datetime, policy: Policy
) -> LinkRecord:
    """The record that a verdict makes of the former one.

    A failure counts as a strike only `policy.apart` after the last that did; an answer that is alive clears them all.
    A verdict that says nothing of the address leaves what is known of it, also when it was checked.
    """
    if verdict.alive in SILENT and former is not None:
        return _with_document(former, verdict, target.fingerprint, now)
    unchanged = former is not None and (former.alive, former.document) == (verdict.alive, verdict.document)
    last_good = min(former.last_good, now) if former is not None and former.last_good is not None else None
    return LinkRecord(
        url=target.url,
        alive=verdict.alive,
        document=verdict.document,
        checked=now,
        since=min(former.since, now) if unchanged and former is not None else now,
        last_good=now if verdict.alive in ANSWERING else last_good,
        strikes=_strikes(verdict.alive, former.strikes if former is not None else (), now, policy),
        why=verdict.why,
        detail=verdict.detail,
        to=verdict.to,
        status=verdict.status,
        found=verdict.found,
        claim=target.fingerprint,
        etag=verdict.etag,
        modified=verdict.modified,
    )


def _with_document(former: LinkRecord, verdict: Verdict, claim: str, now: datetime) -> LinkRecord:
    """What is known of the address, with what a catalogue says of the document."""
    if former.claim == claim and verdict.document in (Document.NOT_ASKED, former.document):
        return former
    return replace(
        former,
        document=verdict.document,
        since=former.since if verdict.document is former.document else now,
        why=verdict.why,
        detail=verdict.detail,
        to=verdict.to or (former.to if former.alive is Alive.MOVED else ""),
        found=verdict.found,
        claim=claim,
    )


def _strikes(alive: Alive, before: tuple[datetime, ...], now: datetime, policy: Policy) -> tuple[datetime, ...]:
    before = tuple(
        strike for strike in before if strike <= now
    )  # by a clock that was wrong, none would count till then
    if alive in ANSWERING:
        return ()
    if alive not in GONE or (before and now - before[-1] < policy.apart):
        return before
    return (*before, now)[-policy.strikes :]
