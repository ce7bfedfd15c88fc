"""An entry as text for a terminal, and its proof in words."""

from __future__ import annotations

from collections.abc import Iterable

from kbgen import prose
from kbgen.kb import KnowledgeBase, Match
from kbgen.language import Language
from kbgen.language import language as read_language
from kbgen.records import DeviceProof, Proof, State
from kbgen.schema import Computable, Term

_FOUND_BY_A_RUN = {State.CROSS_CHECKED, State.CHECKED, State.PARSED, State.RECOMPUTED}


def write_match(kb: KnowledgeBase, match: Match, language: str, proof: Proof) -> str:
    """The entry that matched, in `language`: name, text, formula, how far it is proven, sources, related entries."""
    entry = match.entry

    def name_of(ref: str) -> str:
        return kb[ref].name[language]

    lines = [f"{entry.name[language]}  ({match.ref})"]
    if isinstance(entry, Term) and entry.acronym and entry.expansion:
        lines.append(f"{entry.acronym}: {entry.expansion[language]}")
    if isinstance(entry, Term):
        lines.append(prose.plain(entry.definition[language], name_of))
    elif entry.summary:
        lines.append(prose.plain(entry.summary[language], name_of))
    if isinstance(entry, Computable) and entry.latex:
        lines.append("\n".join(f"  {line}" for line in entry.latex.splitlines()))
    lines.append(f"= {proof_in_words(proof, read_language(language))}")
    if proof.disputed:
        lines.append(f"! {proof.disputed}")
    if entry.sources:
        places = [(name_of(source.ref), source.where) for source in entry.sources]
        lines.append("→ " + "; ".join(f"{name}, {where}" if where else name for name, where in places))
    if kb.related(match.ref):
        lines.append("⇄ " + ", ".join(kb.related(match.ref)))
    return "\n".join(lines)


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


def devices_in_words(devices: Iterable[DeviceProof], language: Language) -> str:
    """Devices in a row: `CPU, GPU (NVIDIA H100)`."""
    return ", ".join(device_in_words(device, language) for device in devices)


def device_in_words(device: DeviceProof, language: Language) -> str:
    """A device by its kind and the name its maker gives it."""
    key = f"device.{device.kind}"
    kind = language.labels.get(key, device.kind.upper())
    return f"{kind} ({device.name})" if device.name else kind
