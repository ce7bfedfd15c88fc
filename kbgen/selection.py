"""Which entries a person asks to check: everything, a kind, a page, or one by any of its names."""

from __future__ import annotations

from collections.abc import Sequence

from kbgen.content import Content
from kbgen.errors import KbgenError
from kbgen.kb import KnowledgeBase
from kbgen.schema import Ref


def selected(content: Content, every: Sequence[Ref], asked: Sequence[str], none: str) -> list[Ref]:
    """The entries among `every` that are asked for, in its order; all if nothing is.

    Raises `NotFoundError` for what is no kind, page, ref or name, and `KbgenError` for an entry that is not in `every`:
    `none` says what can be done about it.
    """
    if not asked:
        return list(every)
    wanted = {ref for word in asked for ref in _meant(content, every, word, none)}
    return [ref for ref in every if ref in wanted]


def _meant(content: Content, every: Sequence[Ref], word: str, none: str) -> list[Ref]:
    page = word.removeprefix(f"{content.root.name}/").removesuffix(".yml")
    if page in content.files:
        return [ref for ref in every if content.file_of[ref].address == page]
    if any(ref.kind == page for ref in every):
        return [ref for ref in every if ref.kind == page]
    kb = KnowledgeBase(content)
    refs = [Ref(word)] if word in content.entries else [match.ref for match in kb.named(word)]
    found = [ref for ref in refs if ref in every]
    if not found:
        raise KbgenError(f"{refs[0]} {none}")
    return found[:1]
