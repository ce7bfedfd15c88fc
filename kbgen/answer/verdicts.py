"""How far an entry is proven, and the two verdicts on a link, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kbgen.language import Language
from kbgen.records.link_checks import LinkCheck, LinkState
from kbgen.records.links import Alive, Document, Found, LinkRecord
from kbgen.records.proofs import DeviceProof, Proof, State
from kbgen.schema import Link

_FOUND_BY_A_RUN = {State.CROSS_CHECKED, State.CHECKED, State.PARSED, State.RECOMPUTED}


def proof_in_words(proof: Proof, language: Language) -> str:
    """How far an entry is proven, since when and on which devices: `checked on 24 November 2026 (CPU)`."""
    fitting = proof.fitting
    if proof.disputed:
        against = next(device for device in fitting if device.record.get("failed"))
        return language.label("badge.disputed").format(date=language.day(against.date))
    if proof.stale and proof.date:
        return language.label("badge.stale").format(date=language.day(proof.date))
    state = language.label(f"state.{proof.state}")
    if not fitting or proof.state not in _FOUND_BY_A_RUN:
        return state
    first = fitting[0]
    same_day = [device for device in fitting if device.date == first.date]
    on = devices_in_words(same_day, language)
    return language.label("badge.run").format(state=state, date=language.day(first.date), devices=on)


def other_runs_in_words(proof: Proof, language: Language) -> list[str]:
    """What `proof_in_words` leaves out: the runs on other days, and those on a former state of the entry."""
    if proof.disputed or proof.stale:
        return []
    fitting = proof.fitting
    later = [("badge.also", device) for device in fitting if device.date != fitting[0].date]
    former = [("badge.stale-on", device) for device in proof.devices if device.stale]
    return [
        language.label(key).format(date=language.day(device.date), devices=devices_in_words([device], language))
        for key, device in (*later, *former)
    ]


def devices_in_words(devices: Iterable[DeviceProof], language: Language) -> str:
    """Devices in a row: `CPU, GPU (NVIDIA H100)`."""
    return ", ".join(device_in_words(device, language) for device in devices)


def device_in_words(device: DeviceProof, language: Language) -> str:
    """A device by its kind and the name its maker gives it."""
    key = f"device.{device.kind}"
    kind = language.labels.get(key, device.kind.upper())
    return f"{kind} ({device.name})" if device.name else kind


# -- links ------------------------------------------------------------------------------------------------------------


def link_in_words(check: LinkCheck | None, language: Language) -> str:
    """How a link stands, and since when: `checked on 24 November 2026: alive, the right document`."""
    if check is None:
        return language.label(f"state.{State.NOT_YET_CHECKED}")
    record = check.record
    return _say(
        language,
        _badge_key(check, language),
        date=language.day(check.day),
        since=language.day(_day(record.since)),
        to=_shortened(renamed_to(record) or record.to),
        count=str(len(record.strikes) or 1),
        strikes=str(check.policy.strikes),
    )


def address_in_words(check: LinkCheck, language: Language) -> list[str]:
    """The first verdict: whether the address answers, how, since when, and what failures count."""
    record = check.record
    verdict = language.label(f"alive.{record.alive}")
    reason = reason_in_words(record, language, of_address=True)
    lines = [f"{verdict} ({reason})." if reason else f"{verdict}."]
    if _day(record.since) != check.day:
        lines.append(_say(language, "verdict.since", since=language.day(_day(record.since))))
    if record.alive in _NOT_ALIVE and record.last_good:
        lines.append(_say(language, "verdict.last-good", date=language.day(_day(record.last_good))))
    if record.strikes:
        days = ", ".join(language.day(_day(strike)) for strike in record.strikes)
        count, needed = str(len(record.strikes)), str(check.policy.strikes)
        lines.append(_say(language, "verdict.strikes", days=days, count=count, strikes=needed))
    return lines


def document_in_words(check: LinkCheck, link: Link, language: Language) -> list[str]:
    """The second verdict: whether the right document is there, who says so, and what is there if it is another."""
    record, found = check.record, check.record.found
    key = f"document.{record.document}"
    verdict = language.label(f"{key}.active" if _is_active_again(record) else key)
    there = document_there(record, language)
    if found is not None and not there and record.document is not Document.NOT_ASKED:
        verdict = _say(language, "verdict.by", verdict=verdict, by=_by(found, language))
    reason = reason_in_words(record, language)
    lines = [f"{verdict} ({reason})." if reason else f"{verdict}."]
    if there:
        lines.append(there)
    elif found is not None and found.year and link.year and found.year != link.year:
        lines.append(_say(language, "verdict.year", there=str(found.year), here=str(link.year)))
    if check.stale:
        lines.append(_say(language, "verdict.stale"))
    return lines


def document_there(record: LinkRecord, language: Language) -> str:
    """What is there as its source prints it, if it is not what the entry prints; else nothing.

    Title in quotation marks, first author, year and version.
    """
    found = record.found
    if found is None or not found.title or record.document not in _SHOWS_WHAT_IS_THERE:
        return ""
    author, version = printable(found.first_author), printable(found.version)
    rest = ", ".join(filter(None, (author, str(found.year or ""), version)))
    title = language.quote(printable(found.title))
    what = f"{title} ({rest})" if rest else title
    return _say(language, "verdict.found", by=_by(found, language), what=what)


def reason_in_words(record: LinkRecord, language: Language, *, of_address: bool = False) -> str:
    """Why the verdict on the document is what it is; on the address, what the server answered or why it did not."""
    if not of_address:
        told = record.document is not Document.RETITLED  # the verdict says it already
        return language.labels.get(f"reason.{record.why}", "") if told else ""
    status = f"HTTP {record.status}" if record.status else ""
    name = language.labels.get(f"answer.{record.why}") or language.labels.get(f"http.{record.status}", "")
    return ", ".join(filter(None, (status, name)))


def renamed_to(record: LinkRecord) -> str:
    """The new name of a repository; empty if it was not renamed."""
    return printable(record.found.repository) if record.found and record.document is Document.RENAMED else ""


def printable(words: str) -> str:
    """Foreign words on one line, not too many, without characters that would move the cursor or turn the line."""
    plain = " ".join("".join(char if char.isprintable() else " " for char in words).split())
    return plain if len(plain) <= _MOST else f"{plain[: _MOST - 1].rstrip()}…"


_NOT_ALIVE = frozenset({Alive.DEAD, Alive.TIMEOUT, Alive.BLOCKED})
_SHOWS_WHAT_IS_THERE = frozenset({Document.RETITLED, Document.REVISED, Document.WITHDRAWN, Document.WRONG})
"""Elsewhere the document is as the entry prints it."""
_LONG = 56
"""Characters of an address in a badge."""
_MOST = 400
"""Characters of foreign words: no title is longer, and a page should not be at the mercy of one that is."""


def _badge_key(check: LinkCheck, language: Language) -> str:
    key = f"badge.{check.state}"
    if check.record.alive is Alive.TIMEOUT and f"{key}.timeout" in language.labels:
        return f"{key}.timeout"
    return f"{key}.active" if check.state is LinkState.ARCHIVED and _is_active_again(check.record) else key


def _is_active_again(record: LinkRecord) -> bool:
    """Whether the entry calls archived what is not, rather than the other way round."""
    return record.document is Document.ARCHIVED and record.found is not None and record.found.archived is False


def _by(found: Found, language: Language) -> str:
    return language.labels.get(f"by.{found.by}", printable(found.by))


def _shortened(address: str) -> str:
    plain = printable(address).removeprefix("https://").removeprefix("http://").rstrip("/")
    return plain if len(plain) <= _LONG else f"{plain[: _LONG - 1]}…"


def _day(when: datetime) -> str:
    return when.date().isoformat()


def _say(language: Language, key: str, **values: str) -> str:
    """A label with values filled in, whose own spaces stay as they are."""
    return language.typeset(language.label(key)).format(**values)
