from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kbgen.content import load
from kbgen.fingerprint import Fingerprints, checked_refs
from tests.conftest import KB

PAGE = r"""
page: {title: {fr: Bases, en: Basics}}
square:
  name: square
  summary: {fr: Un carré., en: A square.}
  latex: |
    y = x^2
  outputs: [{symbol: y}]
  variables: [{symbol: x, py: x, domain: real, typical: 1, meaning: {fr: un nombre, en: a number}}]
  assumptions: [{where: 'x > 0', text: {fr: positif, en: positive}}]
  claims: [{text: {fr: '{result}', en: '{result}'}, of: y, values: {x: 2}, expected: 4}]
user:
  name: user
  summary: {fr: Une somme., en: A sum.}
  latex: |
    y = \operatorname{sq}(x) + 1
  outputs: [{symbol: y}]
  variables: [{symbol: x, py: x, domain: real, meaning: {fr: un nombre, en: a number}}]
  uses: {'\operatorname{sq}': formulas/square}
"""
CODE = '"""A page."""\n\n\ndef square(x: float) -> float:\n    """A square."""\n    return x * x\n\n\ndef user(x: float) -> float:\n    return x * x + 1\n'
ORACLES = '"""Oracles."""\n\n\ndef square(x: float) -> float:\n    return x**2\n'
MODELS = """
page: {title: {fr: x, en: x}}
m:
  name: M
  summary: {fr: x, en: x}
  developer: x
  released: null
  licence: null
  architecture: {layers: 4, source: {ref: links/a}}
  derived: [{quantity: q, by: formulas/square, values: {x: 2}, expected: 4}]
"""
UNITS = "units: [second]\n"

Change = Callable[..., dict[str, str]]


@pytest.fixture
def hashes(tmp_path: Path) -> Change:
    """The fingerprints of all entries, with `old` replaced by `new` in the files."""

    def of(old: str = "", new: str = "") -> dict[str, str]:
        files = {"kb.yml": KB + UNITS, "formulas/basics.yml": PAGE, "formulas/basics.py": CODE,
                 "formulas/basics_oracles.py": ORACLES, "models/x.yml": MODELS}  # fmt: skip
        assert not old or any(old in text for text in files.values())
        for name, text in files.items():
            path = tmp_path / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace(old, new) if old else text, encoding="utf-8")
        content = load(tmp_path / "content")
        found = Fingerprints(content)
        return {ref: found[ref] for ref in checked_refs(content)}

    return of


def changed(hashes: Change, old: str, new: str) -> set[str]:
    before, after = hashes(), hashes(old, new)
    return {ref for ref in before if before[ref] != after[ref]}


ALL = {"formulas/square", "formulas/user", "models/m"}


def test_every_entry_that_is_checked_has_its_own(hashes: Change) -> None:
    found = hashes()
    assert set(found) == ALL
    assert len(set(found.values())) == 3
    assert hashes() == found


@pytest.mark.parametrize(
    ("old", "new", "refs"),
    [
        ("y = x^2", "y = x^3", ALL),
        ("x > 0", "x > 1", ALL),
        ("domain: real, typical", "domain: nonneg, typical", ALL),
        ("expected: 4}]\nuser", "expected: 5}]\nuser", ALL),
        ("expected: 4}]\nuser", "expected: 4, source: {ref: links/a}}]\nuser", ALL),
        ("return x * x\n", "return x**2.0\n", ALL),
        ("return x**2\n", "return pow(x, 2)\n", ALL),
        ("return x * x + 1", "return 1 + x * x", {"formulas/user"}),
        ("layers: 4", "layers: 5", {"models/m"}),
        ("  architecture:", "  parameters: {total: 9}\n  architecture:", {"models/m"}),
        ("units: [second]", "units: [second, byte]", ALL),
        ("  assumptions:", "  unchecked: {fr: non, en: no}\n  assumptions:", ALL),
        ("  assumptions:", "  regions: [{name: high, where: x > 2}]\n  assumptions:", ALL),
    ],
)
def test_what_is_executed_changes_it(hashes: Change, old: str, new: str, refs: set[str]) -> None:
    assert changed(hashes, old, new) == refs


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A square.}", "The square.}"),
        ("a number", "any number"),
        ("positive", "above zero"),
        ("typical: 1", "typical: 2"),
        ('"""A square."""', '"""The square."""'),
        ('"""Oracles."""', '"""Other words."""'),
        ("    return x * x\n", "    # squared\n    return x * x\n"),
        ("return x * x\n", "return (x * x)\n"),
        ("{symbol: x, py: x, domain: real, typical: 1,", "{typical: 1, domain: real, py: x, symbol: x,"),
        ("{where: 'x > 0', text: {fr: positif, en: positive}}", "{text: {en: positive, fr: positif}, where: 'x > 0'}"),
        ("developer: x", "developer: y"),
        ("source: {ref: links/a}", "source: {ref: links/b}"),
    ],
)
def test_words_comments_and_the_order_of_keys_do_not(hashes: Change, old: str, new: str) -> None:
    assert changed(hashes, old, new) == set()


def test_broken_code_has_a_fingerprint_too(hashes: Change) -> None:
    assert changed(hashes, "def user(x", "def user(x(") == ALL
