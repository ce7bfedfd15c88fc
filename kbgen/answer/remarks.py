"""Variants and errata as Markdown, a few sentences each."""

from __future__ import annotations

import re

from kbgen.answer.words import MarkdownWords
from kbgen.schema import Erratum, Variant


def variant_in_words(words: MarkdownWords, variant: Variant) -> str:
    """What a variant is, who uses it, what it changes, and when it makes no difference."""
    colon, semicolon = words.language.colon, words.language.semicolon
    used = f" ({words.label('variants.used-by')} {', '.join(variant.used_by)})" if variant.used_by else ""
    replaced = [words.maths(f"{symbol} = {right}") for symbol, right in variant.replaces.items()]
    equal = _equal_when(words, variant)
    parts = [
        words.text(variant.text) if variant.text else "",
        f"{semicolon.join(replaced)}." if replaced else "",
        f"{capitalised(words.label('variants.equal-when'))}{colon} {equal}." if equal else "",
    ]
    return f"**{words.title(variant.name)}**{used}{colon} {' '.join(filter(None, parts))}"


def erratum_in_words(words: MarkdownWords, erratum: Erratum) -> str:
    """What the source document says, what is the matter with it, what is right, and how one knows."""
    colon, origin = words.language.colon, words.kb.manifest.origin
    name = words.text(origin.label) if origin else words.label("origin")
    says = words.label("erratum.says").format(origin=name)
    kind = words.label(f"erratum.kind.{erratum.kind}")
    quoted = words.language.quote(literal(" ".join(erratum.says.split())))
    parts = [
        f"{says} ({erratum.where}){colon} {quoted} ({kind}).",
        f"{words.label('erratum.correct')}{colon} {words.text(erratum.correct)}" if erratum.correct else "",
        words.text(erratum.why) if erratum.why else "",
        f"({words.sources(erratum.sources)})" if erratum.sources else "",
    ]
    return " ".join(filter(None, parts))


def literal(words: str) -> str:
    """Words in which nothing is a mark."""
    return re.sub(r"([\\`*_\[\]<>$|])", r"\\\1", words)


def capitalised(words: str) -> str:
    """Words with a capital."""
    return words[:1].upper() + words[1:]


def _equal_when(words: MarkdownWords, variant: Variant) -> str:
    """In words, else as it is checked; empty if never."""
    equal = variant.equal
    if variant.equal_when:
        return words.text(variant.equal_when).rstrip(".")
    if equal is None:
        return ""
    if equal.replacing:
        given = [words.maths(f"{symbol} = {latex}") for symbol, latex in equal.replacing.items()]
        return f"{words.label('variants.replacing')} {words.language.semicolon.join(given)}"
    return words.maths(equal.where) if equal.where else words.label("variants.everywhere")
