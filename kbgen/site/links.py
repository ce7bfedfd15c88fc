"""What was found of links, in the words of a page: how each was checked, and what is the matter.

What a server or a catalogue said is foreign text: every line here is safe in HTML and in Markdown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kbgen.answer.verdicts import (
    address_in_words,
    document_in_words,
    document_there,
    printable,
    reason_in_words,
    renamed_to,
)
from kbgen.proven import Proven
from kbgen.records.link_checks import LinkCheck, LinkState
from kbgen.report import Status
from kbgen.schema import Link, Ref
from kbgen.site.writer import Writer, literal

_ADDRESS = re.compile(r"https?://\S+")
_ARCHIVE = "https://web.archive.org/web/"
"""Before an address: the newest copy that the Internet Archive has of it."""
_GONE = frozenset({LinkState.DEAD, LinkState.ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Verdict:
    """One of the two verdicts: the question, its answer, and what else is known."""

    question: str
    answer: str
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How a link was checked: both verdicts, when, and how to do it again."""

    verdicts: tuple[Verdict, Verdict]
    words: str
    """The evidence as the program wrote it; empty if there is none."""
    run: str
    command: str


@dataclass(frozen=True, slots=True)
class Links:
    """Links in the words of one writer."""

    w: Writer
    proven: Proven

    def how(self, ref: str) -> How | None:
        """How the link was checked; None if it never was."""
        check = self.proven.check(ref)
        if check is None:
            return None
        language = self.w.language
        address, document = address_in_words(check, language), document_in_words(check, self._link(ref), language)
        renamed = check.state is LinkState.RENAMED
        return How(
            verdicts=(
                self._verdict("verdict.address", address, [] if renamed else self._to(check)),
                self._verdict("verdict.document", document, self._to(check) if renamed else []),
            ),
            words=language.quote(literal(printable(check.record.detail))) if check.record.detail else "",
            run=self._label("verdict.run").format(date=language.day(check.day)),
            command=f"kbgen check-links {ref}",
        )

    def matter(self, ref: str) -> list[str]:
        """What is the matter with a link that is failed or to be looked at, in sentences."""
        check = self.proven.check(ref)
        if check is None or not self.gravity(ref):
            return []
        language, record = self.w.language, check.record
        reason = reason_in_words(record, language, of_address=check.state is LinkState.DEAD)
        there = document_there(record, language) if check.state is not LinkState.DEAD else ""
        lines = [self._label("matter.reason").format(reason=literal(reason))] if reason else []
        lines += [literal(there)] if there else []
        lines += self._to(check)
        if check.state in _GONE:
            lines.append(f"{self._label('matter.copy')}{self.w.colon} {_anchor(_ARCHIVE + record.url)}")
        return lines

    def gravity(self, ref: str) -> str:
        """`failed` or `warning`; empty if nothing is to be done."""
        check = self.proven.check(ref)
        return check.status.value if check and check.status in (Status.FAILED, Status.WARNING) else ""

    def state(self, ref: str) -> str:
        """How the link stands, in words."""
        return self.w.heading(f"state.{self.proven.standing(ref)}")

    # -- below --------------------------------------------------------------------------------------------------------

    def _link(self, ref: str) -> Link:
        return self.w.plan.kb.links[Ref(ref).id]

    def _verdict(self, question: str, lines: list[str], more: list[str]) -> Verdict:
        answer, *rest = (literal(line) for line in lines)
        return Verdict(self._label(question), answer, (*rest, *more))

    def _to(self, check: LinkCheck) -> list[str]:
        """The new address, as a link if it is one, and the new name of a repository."""
        to, name = printable(check.record.to), renamed_to(check.record)
        lines = [f"{self._label('verdict.name')}{self.w.colon} {literal(name)}."] if name and name != to else []
        return [*lines, f"{self._label('verdict.to')}{self.w.colon} {_anchor(to)}"] if to else lines

    def _label(self, key: str) -> str:
        return self.w.language.typeset(self.w.language.label(key))


def _anchor(address: str) -> str:
    """An address of the web as a link; anything else as text."""
    words = literal(address)
    if not _ADDRESS.fullmatch(address):
        return words
    return f'<a class="kb-url" href="{words.replace(chr(34), "&quot;")}" rel="noopener">{words}</a>'
