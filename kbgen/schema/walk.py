"""Walk an entry: every value it holds, with the path a message would name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kbgen.schema.entry import Record
from kbgen.schema.text import Aliases, Text

Path = tuple[str | int, ...]


def walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The leaves of `value`: texts, names, aliases, refs, words and numbers."""
    if isinstance(value, Record):
        for name, info in type(value).model_fields.items():
            yield from walk(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from walk(item, (*path, position))
    elif isinstance(value, Mapping) and not isinstance(value, Text | Aliases):
        for key, item in value.items():
            yield from walk(item, (*path, key))
    elif value is not None:
        yield path, value
