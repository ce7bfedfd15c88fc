"""The marks of prose: `[[ref]]`, `\\(…\\)`, code; found, never rendered here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kbgen.readable import readable

_REF = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
_HTML = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
# An address may hold balanced parentheses, as those of encyclopedias do.
_ADDRESS = re.compile(r"\]\(\s*<?(https?://[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)|<(https?://[^\s<>]+)>")
_APART = re.compile(r"(?P<code>(?P<ticks>`+).+?(?P=ticks))|(?P<maths>\\\(.+?\\\))", re.DOTALL)

_PLACEHOLDER = re.compile(r"(?<![\\\\A-Za-z_^}])\{([^{}]+)\}")


class Mention(NamedTuple):
    """An entry named in prose, with the words to show, if the author chose them."""

    ref: str
    words: str | None


def mentions(text: str) -> list[Mention]:
    """The `[[ref]]` of `text`, in order."""
    return [Mention(found[1].strip(), found[2] and found[2].strip()) for found in _REF.finditer(_plain(text))]


def mathematics(text: str) -> list[str]:
    """The LaTeX of each `\\(…\\)` of `text`, in order."""
    return [found["maths"][2:-2].strip() for found in _APART.finditer(text) if found["maths"]]


def addresses(text: str) -> list[str]:
    """The web addresses that `text` links to, `[words](https://…)` and `<https://…>`, in order."""
    return [found[1] or found[2] for found in _ADDRESS.finditer(_plain(text))]


def has_html(text: str) -> str | None:
    """The first HTML tag outside code and mathematics, if there is one."""
    found = _HTML.search(_plain(text))
    return found[0] if found else None


def faults(text: str) -> list[str]:
    """What is wrong with the marks of `text`, each with what to do."""
    plain = _plain(text)
    found = []
    if r"\(" in plain or r"\)" in plain:
        found.append(r"\( and \) do not pair; close the mathematics")
    if "$$" in plain:
        found.append(r"$$ in prose; write mathematics as \(…\)")
    if "[[" in _REF.sub("", plain) or "]]" in _REF.sub("", plain):
        found.append("[[ and ]] do not pair; write [[kind/id]] or [[kind/id|words]]")
    return found


def placeholders(text: str) -> list[str]:
    """The `{symbol}` that a claim's sentence is to be filled with."""
    return [found[1] for found in _PLACEHOLDER.finditer(text)]


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each `{symbol}` replaced; braces inside mathematics are LaTeX and stay."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def map_parts(text: str, words: Callable[[str], str], maths: Callable[[str], str]) -> str:
    """`text` with `words` applied to its prose and `maths` to each `\\(…\\)`; code stays as it is."""
    parts, end = [], 0
    for found in _APART.finditer(text):
        parts.append(words(text[end : found.start()]))
        parts.append(found[0] if found["code"] else maths(found[0]))
        end = found.end()
    return "".join((*parts, words(text[end:])))


def replace_mentions(text: str, link: Callable[[Mention], str]) -> str:
    """`text`, a piece of prose without code or mathematics, with each `[[ref]]` replaced."""
    return _REF.sub(lambda found: link(Mention(found[1].strip(), found[2] and found[2].strip())), text)


def plain(text: str, name_of: Callable[[str], str]) -> str:
    """`text` without marks: entries by their words or name, mathematics in Unicode as far as it goes."""
    parts, end = [], 0
    for found in _APART.finditer(text):
        parts.append(_bare(text[end : found.start()], name_of))
        parts.append(found[0].strip("`") if found["code"] else readable(found[0][2:-2]))
        end = found.end()
    return "".join((*parts, _bare(text[end:], name_of)))


_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]+\)")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(?!\w)")


def _bare(words: str, name_of: Callable[[str], str]) -> str:
    named = replace_mentions(words, lambda mention: mention.words or name_of(mention.ref))
    return _EMPHASIS.sub(r"\2", _MARKDOWN_LINK.sub(r"\1", named))


def _plain(text: str) -> str:
    return _APART.sub(" ", text)
