"""What depends on a language: the words of the site, numbers, quantities, typography. Data from `kbgen/languages/`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from kbgen import paths
from kbgen.errors import KbgenError
from kbgen.lookup.words import Morphology

_FALLBACK = "en"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Language:
    """One language's labels and ways of writing. A language without a file has English labels."""

    code: str
    name: str
    decimal: str
    group: str
    list_separator: str
    quotes: tuple[str, str]
    colon: str
    semicolon: str
    typography: tuple[tuple[re.Pattern[str], str], ...]
    months: tuple[str, ...]
    date: str
    first_day: str
    singular: frozenset[int]
    labels: Mapping[str, str]
    units: Mapping[str, str]
    morphology: Morphology
    """What look-up knows of its words; nothing where the language has no file."""

    def label(self, key: str) -> str:
        """The site's words for `key`. Raises `KbgenError` for a key no language file has."""
        if key not in self.labels:
            raise KbgenError(f"no label '{key}' in kbgen/languages/{self.code}.yml; add it")
        return self.labels[key]

    def counted(self, key: str, count: int, **values: str) -> str:
        """The site's words for `count` things: those of `key.one` where this language wants the singular.

        `{count}` and the other `values` are filled in.
        """
        words = self.label(f"{key}.one" if count in self.singular and f"{key}.one" in self.labels else key)
        return words.format(count=self.number(count), **values)

    def typeset(self, words: str) -> str:
        """`words` with the spaces that this language wants around its punctuation."""
        for pattern, replacement in self.typography:
            words = pattern.sub(replacement, words)
        return words

    def quote(self, words: str) -> str:
        """`words` in quotation marks."""
        return f"{self.quotes[0]}{words}{self.quotes[1]}"

    def number(self, value: str | float) -> str:
        """A number as read: `1e-8` is 10⁻⁸, 14042 is 14 042 or 14,042; what is no number is left alone."""
        text = str(value)
        if not _NUMBER.fullmatch(text):
            return text
        number = Decimal(text)
        if number == 0:
            return "0"
        exponent = number.adjusted()
        written_so = "e" in text.lower() and not -3 < exponent < 6
        if exponent < -4 or exponent > 15 or written_so:
            mantissa = format(number.scaleb(-exponent).normalize(), "f")
            power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
            return power if mantissa == "1" else f"{mantissa.replace('.', self.decimal)} × {power}"
        plain = format(number, "f")
        whole, _, fraction = plain.partition(".")
        if isinstance(value, float) or "e" in text.lower():
            fraction = fraction.rstrip("0")
        return self._grouped(whole) + (self.decimal + fraction if fraction else "")

    def quantity(self, value: Any) -> str:
        """A number with its unit, a word, or a list of them, as read: `7 Gparameter`, `2 byte/parameter`."""
        if isinstance(value, (list, tuple)) and len(value) == 1:
            return self.quantity(value[0])
        if isinstance(value, (list, tuple)):
            return f"({self.list_separator.join(self.quantity(item) for item in value)})"
        number, _, unit = str(value).partition(" ")
        if not _NUMBER.fullmatch(number):
            return str(value)
        return f"{self.number(number)}\u00a0{self.units.get(unit, unit)}" if unit else self.number(number)

    def day(self, date: str) -> str:
        """A date as far as it is known: `2024`, `2024-04`, `2024-04-18`."""
        parts = str(date).split("-")
        if len(parts) == 1:
            return parts[0]
        month = self.months[int(parts[1]) - 1]
        if len(parts) == 2:
            return f"{month} {parts[0]}"
        day = self.first_day if int(parts[2]) == 1 else int(parts[2])
        return self.date.format(day=day, month=month, year=parts[0])

    def _grouped(self, whole: str) -> str:
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        if len(digits) <= 4:
            return sign.replace("-", "−") + digits
        return sign.replace("-", "−") + f"{int(digits):,}".replace(",", self.group)


@cache
def language(code: str) -> Language:
    """The language `code`; labels and rules of English where kbgen has none for it."""
    fallback = _read(_FALLBACK)
    own: dict[str, Any] = _read(code) if (paths.languages() / f"{code}.yml").exists() else {"name": code}
    data = {**fallback, **own}
    return Language(
        code=code,
        name=data["name"],
        decimal=data["decimal"],
        group=data["group"],
        list_separator=data["list_separator"],
        quotes=(data["quotes"][0], data["quotes"][1]),
        colon=data["colon"],
        semicolon=data["semicolon"],
        typography=tuple((re.compile(rule["find"]), rule["write"]) for rule in data["typography"]),
        months=tuple(data["months"]),
        date=data["date"],
        first_day=data["first_day"],
        singular=frozenset(data["singular"]),
        labels=fallback["labels"] | own.get("labels", {}),
        units=fallback["units"] | own.get("units", {}),
        morphology=_morphology(own.get("lookup", {})),
    )


def _morphology(rules: Mapping[str, Any]) -> Morphology:
    endings = tuple((str(ending), str(other)) for ending, other in rules.get("endings", ()))
    return Morphology(tuple(rules.get("elisions", ())), endings, tuple(rules.get("small", ())))


def _read(code: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((paths.languages() / f"{code}.yml").read_text(encoding="utf-8"))
    return data
