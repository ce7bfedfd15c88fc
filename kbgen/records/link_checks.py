"""How links stand: what the record of an address says today, for the claim that the link makes today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kbgen.records.claims import claim_of
from kbgen.records.link_file import LinkRecords
from kbgen.records.links import GONE, RED, Alive, Document, LinkRecord, Policy, standing
from kbgen.report import Status
from kbgen.schema import Link


class LinkState(StrEnum):
    """How a link that was asked stands, in the order in which it is explained."""

    RIGHT = "link-right"
    REVISED = "link-revised"
    """The right document, in a newer version than at the last check."""
    ALIVE = "link-alive"
    """It answers, and there was nothing to compare."""
    MOVED = "link-moved"
    RETITLED = "link-retitled"
    RENAMED = "link-renamed"
    ARCHIVED = "link-archived"
    DEAD = "link-dead"
    """It has failed often enough."""
    ELSEWHERE = "link-elsewhere"
    WRONG = "link-wrong"
    WITHDRAWN = "link-withdrawn"
    FAILING = "link-failing"
    """It has failed, and not yet often enough."""
    UNIDENTIFIED = "link-unidentified"
    """It answers, and nobody could say which document is there."""
    BLOCKED = "link-blocked"
    REFUSED = "link-refused"
    SKIPPED = "link-skipped"
    EXEMPT = "link-exempt"
    """It does not pass, and the entry says why it need not."""
    STALE = "link-stale"
    """It answered; what the entry says of the document has changed since."""


_BY_DOCUMENT = {
    Document.RETITLED: LinkState.RETITLED,
    Document.RENAMED: LinkState.RENAMED,
    Document.ARCHIVED: LinkState.ARCHIVED,
    Document.WITHDRAWN: LinkState.WITHDRAWN,
    Document.ELSEWHERE: LinkState.ELSEWHERE,
    Document.WRONG: LinkState.WRONG,
}
"""What is the matter with a document says more than that its address answers, has moved or turns programs away."""
_BY_ADDRESS = {
    Alive.MOVED: LinkState.MOVED,
    Alive.BLOCKED: LinkState.BLOCKED,
    Alive.REFUSED: LinkState.REFUSED,
    Alive.SKIPPED: LinkState.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """What was last found of a link, and how it stands."""

    record: LinkRecord
    """As it was written; `stale` says whether its second verdict still counts."""
    state: LinkState
    status: Status
    stale: bool
    """Whether the entry has changed what it says of the document since."""
    policy: Policy

    @property
    def day(self) -> str:
        """When it was checked: `2026-11-24`."""
        return self.record.checked.date().isoformat()


def check_of(link: Link, records: LinkRecords, policy: Policy | None = None) -> LinkCheck | None:
    """How a link stands by the record of its address; None if it was never asked."""
    record = records.by_url.get(link.url)
    if record is None:
        return None
    policy = policy or Policy()
    stale = claim_of(link).fingerprint() != record.claim
    # That an address is dead, moved or refuses holds whatever the entry says; what was compared with it does not.
    counted = replace(record, document=Document.NOT_ASKED) if stale else record
    status = standing(counted, policy)
    state = _state(counted, status)
    if stale and state in (LinkState.ALIVE, LinkState.UNIDENTIFIED):
        state, status = LinkState.STALE, Status.UNKNOWN
    if link.unchecked is not None and status is not Status.PASSED:
        state, status = LinkState.EXEMPT, Status.UNKNOWN
    return LinkCheck(record, state, status, stale, policy)


def _state(record: LinkRecord, status: Status) -> LinkState:
    if record.alive in GONE and record.document not in RED:
        return LinkState.DEAD if status is Status.FAILED else LinkState.FAILING
    if record.document in _BY_DOCUMENT:
        return _BY_DOCUMENT[record.document]
    if record.alive in _BY_ADDRESS:
        return _BY_ADDRESS[record.alive]
    if record.document is Document.NOT_ASKED:
        return LinkState.ALIVE if status is Status.PASSED else LinkState.UNIDENTIFIED
    return LinkState.REVISED if record.document is Document.REVISED else LinkState.RIGHT
