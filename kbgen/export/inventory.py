"""Where entries are, as an inventory in the form of Sphinx, so that other documentation can link to them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator

from kbgen.index.index import Index

_HEAD = """\
# Sphinx inventory version 2
# Project: {title}
# Version: {version}
# The remainder of this file is compressed using zlib.
"""


def inventory(index: Index, language: str) -> bytes:
    """`objects.inv` of the pages in `language`: every entry by its ref, and terms by their name."""
    head = _HEAD.format(title=index.title[language], version=index.stamp)
    lines = [line for ref in index for line in _lines(index, ref, language)]
    return head.encode() + zlib.compress("".join(lines).encode(), 9)


def _lines(index: Index, ref: str, language: str) -> Iterator[str]:
    document = json.loads(index.document(ref))
    name = index.name(ref, language)
    place = f"{document['page']}.html#{document['id']}"
    yield f"{ref} std:label -1 {place} {name}\n"
    if document["kind"] == "glossary":
        yield f"{name} std:term 1 {place} -\n"
