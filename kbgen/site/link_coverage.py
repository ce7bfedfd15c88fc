"""How many links are alive and lead to the right document, and what is to be done about the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kbgen.answer.verdicts import link_in_words
from kbgen.records.link_checks import LinkState
from kbgen.records.proofs import State
from kbgen.schema import Ref
from kbgen.site.links import Links
from kbgen.site.writer import literal

GROUPS: dict[str, tuple[str, ...]] = {
    "right": (LinkState.RIGHT, LinkState.REVISED),
    "alive": (LinkState.ALIVE, LinkState.UNIDENTIFIED),
    "warning": (LinkState.MOVED, LinkState.RETITLED, LinkState.RENAMED, LinkState.ARCHIVED),
    "failed": (LinkState.WRONG, LinkState.WITHDRAWN, LinkState.ELSEWHERE, LinkState.DEAD),
    "unknown": (LinkState.FAILING, LinkState.BLOCKED, LinkState.REFUSED, LinkState.SKIPPED, LinkState.EXEMPT),
    "waiting": (LinkState.STALE, State.NOT_YET_CHECKED),
}
"""The figures of links, the best first, and the ways of standing that each counts: every link is in one of them."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many links stand alike."""

    group: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class ToDo:
    """Links that stand alike, and what is to be done about them."""

    state: str
    words: str
    advice: str
    links: tuple[tuple[Ref, str], ...]
    """Each with what was found."""

    @property
    def refs(self) -> list[Ref]:
        """The links alone."""
        return [ref for ref, _ in self.links]


@dataclass(frozen=True, slots=True)
class LinkCoverage:
    """The figures of links in the words of one writer."""

    links: Links

    @property
    def any(self) -> bool:
        """Whether any link was ever asked."""
        return bool(self.links.proven.checks)

    def right(self) -> int:
        """How many are alive and lead to the right document."""
        return self._count("right")

    def figures(self) -> list[Figure]:
        """Each group of links that has any. They add up to the number of links."""
        counts = [(group, self._count(group)) for group in GROUPS]
        return [Figure(group, self.links.w.label(f"links.{group}"), count) for group, count in counts if count]

    def when(self) -> str:
        """When the oldest and the newest check were made."""
        w = self.links.w
        days = sorted(check.day for check in self.links.proven.checks.values())
        oldest, newest = w.day(days[0]), w.day(days[-1])
        if oldest == newest:
            return w.label("coverage.links.date").format(newest=newest)
        return w.label("coverage.links.dates").format(oldest=oldest, newest=newest)

    def to_do(self, group: str) -> list[ToDo]:
        """The links of a group, those that stand alike together."""
        w = self.links.w
        found = []
        for state in GROUPS[group]:
            links = tuple((ref, self._found(ref)) for ref in self._standing_so(state))
            if links:
                key = f"advice.{state}"
                advice = w.label(key) if key in w.language.labels else w.label(f"state.{state}.means")
                found.append(ToDo(state, w.heading(f"state.{state}"), advice, links))
        return found

    def states(self) -> list[tuple[str, int]]:
        """Every way in which a link can stand, with how many do, group by group."""
        return [(state, sum(1 for _ in self._standing_so(state))) for states in GROUPS.values() for state in states]

    # -- below --------------------------------------------------------------------------------------------------------

    def _count(self, group: str) -> int:
        return sum(1 for state in GROUPS[group] for _ in self._standing_so(state))

    def _standing_so(self, state: str) -> Iterator[Ref]:
        proven = self.links.proven
        return (ref for id_ in self.links.w.plan.kb.links if proven.standing(ref := Ref(f"links/{id_}")) == state)

    def _found(self, ref: Ref) -> str:
        """What is the matter, and when that was seen."""
        check, matter, language = self.links.proven.check(ref), self.links.matter(ref), self.links.w.language
        if check is not None and check.record.to:  # the badge would only shorten the new address
            return f"{' '.join(matter)} ({self.links.w.label('link.checked').format(date=language.day(check.day))})"
        return " ".join([f"{literal(link_in_words(check, language))}.", *matter])
