"""An entry as text for a terminal."""

from __future__ import annotations

from kbgen import prose
from kbgen.kb import KnowledgeBase, Match
from kbgen.schema import Computable, Term


def write_match(kb: KnowledgeBase, match: Match, language: str) -> str:
    """The entry that matched, in `language`: name, text, formula, sources, related entries."""
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
    if entry.sources:
        places = [(name_of(source.ref), source.where) for source in entry.sources]
        lines.append("→ " + "; ".join(f"{name}, {where}" if where else name for name, where in places))
    if kb.related(match.ref):
        lines.append("⇄ " + ", ".join(kb.related(match.ref)))
    return "\n".join(lines)
