"""Findings in words: a result for each, and the summary of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from kbgen.links.check import Finding
from kbgen.links.run import Outcome
from kbgen.records.links import CHANGED, GONE, RED, Document, LinkRecord, Policy
from kbgen.report import Report, Result, Status

RULES = {
    "alive/ok": "The address answers.",
    "alive/moved": "The address has moved for good.",
    "alive/dead": "Nothing is there any more.",
    "alive/timeout": "The server does not answer in time.",
    "alive/blocked": "The server does not answer programs, or not now.",
    "alive/refused": "The address is not public, and was not asked.",
    "alive/skipped": "The address was not asked.",
    "document/retitled": "The document bears another title.",
    "document/renamed": "The repository has another name.",
    "document/archived": "The repository is read-only, and the link does not say so.",
    "document/withdrawn": "The document was withdrawn.",
    "document/elsewhere": "The page is gone, and something else answers in its place.",
    "document/wrong-document": "Another document is behind the address.",
    "exemption": "A link that is exempt from checks passes them.",
    "exempt": "A link that is exempt from checks.",
}
"""Every rule of a result, with what it says."""


def report(outcome: Outcome, policy: Policy) -> Report:
    """A result for each target, where it stands first in the content."""
    return Report.of(result(finding, policy, outcome.snapshots) for finding in outcome.findings)


def result(finding: Finding, policy: Policy, snapshots: dict[str, str]) -> Result:
    """What is found of a target: where it stands, its address, the reason, what to do."""
    target, record = finding.target, finding.record
    if target.exempt:
        return _exempt(finding, policy)
    place = target.places[0] if target.places else None
    more = len(target.places) - 1
    also = f" (stands in {more} more place{'s' if more > 1 else ''})" if more > 0 else ""
    return Result(
        ref=place.ref if place else target.url,
        status=finding.status,
        detail=harmless(f"{verdict(record)}: {target.url}{also}: {reason(record, policy, finding.status)}"),
        where=place.where if place else "",
        rule=rule(record),
        hint=hint(record, snapshots.get(record.url, "")),
    )


def harmless(words: str) -> str:
    """Words that quote others, fit for a terminal, a log and a file: nothing in them is a command."""
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in words)
    return shown.replace("##[", "## [")  # what GitHub reads as a command anywhere in a line


def verdict(record: LinkRecord) -> str:
    """The verdict that decides, in one word."""
    decides = record.document in RED or (record.document in CHANGED and record.alive not in GONE)
    return record.document.value if decides else record.alive.value


def rule(record: LinkRecord) -> str:
    """The kind of finding: `alive/dead`, `document/withdrawn`."""
    word = verdict(record)
    return f"document/{word}" if word in set(Document) else f"alive/{word}"


def reason(record: LinkRecord, policy: Policy, status: Status) -> str:
    """The evidence, and how far a failure counts yet."""
    words = record.detail or record.why or record.alive.value
    if record.alive in GONE and status is Status.UNKNOWN:
        failures = len(record.strikes)
        words += f"; failure {failures} of {policy.strikes}, the next counts {_later(policy)}"
    return words


def hint(record: LinkRecord, snapshot: str) -> str:
    """What to do about it."""
    if record.to and record.to not in record.detail:
        return f"write {record.to}"
    if snapshot:
        return f"a copy is kept at {snapshot}"
    return ""


def summary(findings: Sequence[Finding]) -> list[tuple[str, str, int]]:
    """How many targets have which two verdicts: (alive, document, count), the most frequent first."""
    counts = Counter((finding.record.alive.value, finding.record.document.value) for finding in findings)
    return [(*verdicts, count) for verdicts, count in counts.most_common()]


def lines(report: Report) -> Iterable[str]:
    """What a person should read: failures and warnings whole, what could not be asked by its reason."""
    for found in report.results:
        if found.status in (Status.FAILED, Status.WARNING):
            yield str(found)
    unknown = [found for found in report.results if found.status is Status.UNKNOWN]
    by_rule: dict[str, list[Result]] = {}
    for found in unknown:
        by_rule.setdefault(found.rule, []).append(found)
    for word, group in by_rule.items():
        if len(group) <= _FEW:
            yield from map(str, group)
        else:
            yield f"unknown: {len(group)} links: {word}, as {group[0].ref}: {group[0].detail}"


_FEW = 10


def _exempt(finding: Finding, policy: Policy) -> Result:
    target, record = finding.target, finding.record
    place = target.places[0]
    if finding.status is Status.PASSED:
        what = f"exempt ('{target.exempt}'), and yet {target.url} passes; take 'unchecked' away"
        return Result(place.ref, Status.FAILED, what, place.where, rule="exemption")
    what = f"exempt ('{target.exempt}'): {verdict(record)}: {target.url}: {reason(record, policy, finding.status)}"
    return Result(place.ref, Status.UNKNOWN, harmless(what), place.where, rule="exempt")


def _later(policy: Policy) -> str:
    hours = policy.apart.total_seconds() / 3600
    return f"{hours:g} h later" if hours else "at once"
