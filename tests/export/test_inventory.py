"""The inventory, read as Sphinx reads it."""

from __future__ import annotations

import re
import zlib

from kbgen.export.inventory import inventory
from kbgen.index.index import Index
from tests.export.conftest import Made

_LINE = re.compile(r"(.+?)\s+(\S+)\s+(-?\d+)\s+?(\S*)\s+(.*)")
"""As `sphinx.util.inventory` has it."""


def read(data: bytes) -> dict[tuple[str, str], tuple[str, str]]:
    """Role and name → place and title."""
    first, project, version, how, rest = data.split(b"\n", 4)
    assert first == b"# Sphinx inventory version 2"
    assert project.startswith(b"# Project: ")
    assert version.startswith(b"# Version: ")
    assert b"zlib" in how
    lines = [_LINE.fullmatch(line) for line in zlib.decompress(rest).decode().splitlines()]
    assert all(lines)
    found = [line.groups() for line in lines if line]
    return {(role, name): (place, name if title == "-" else title) for name, role, _, place, title in found}


def test_an_entry_is_found_by_its_ref_and_a_term_by_its_name(made: Made) -> None:
    found = read(inventory(made(), "fr"))
    assert found["std:label", "glossary/rope"] == ("glossary.html#rope", "RoPE")
    assert found["std:label", "formulas/sigmoid"] == ("formulas/basics.html#sigmoid", "sigmoïde")
    assert found["std:term", "RoPE"] == ("glossary.html#rope", "RoPE")


def test_every_entry_is_in_it(whole: Index) -> None:
    found = read(inventory(whole, "en"))
    assert [ref for ref in whole if ("std:label", ref) not in found] == []
