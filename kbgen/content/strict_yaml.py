"""Strict YAML: every scalar is text, every problem has a line, nothing hostile gets through.

The document is built from the parser's events, iteratively: PyYAML's `compose` crashes the process on deep nesting
and keeps the last of two equal keys without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_BYTES = 1 << 20
MAX_DEPTH = 20
TOO_DEEP = f"nested more than {MAX_DEPTH} deep; flatten it"

Path = tuple[str | int, ...]

NULL = frozenset({"", "~", "null", "Null", "NULL"})
"""What stands for nothing, without quotes."""
# Allowed: tab and newline. A form feed is "\frac" in double quotes; U+FEFF and bidirectional overrides hide text.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place of a document."""

    path: Path
    line: int
    what: str


@dataclass(slots=True)
class Document:
    """A YAML file as data (maps, lists, text, None), the line of each of its places, and what is wrong with it."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    blocks: set[Path] = field(default_factory=set)
    """Places written as a block (`|`): their text begins on the next line."""

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest place around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


_BINARY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _RefusedError(Exception):
    """The document cannot be read further."""


def read(text: bytes) -> Document:
    """The document in `text`; whatever is in it, this returns, with the problems found."""
    document = Document()
    builder = _Builder(document)
    try:
        decoded = _decode(text)
        for event in yaml.parse(decoded, Loader=_PARSER):
            builder.take(event)
    except _UnreadableError as error:
        builder.refuse(error.line, error.what, stop=False)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error).splitlines()[0]
        # libyaml 0.2.6 has a limit of its own, and looks ahead of what we are given.
        too_deep = "nesting depth" in what
        said = TOO_DEEP if too_deep else f"not YAML: {what}{_hint(what)}"
        builder.refuse(mark.line + 1 if mark else 1, said, stop=False)
    except _RefusedError:
        pass
    return document


_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What libyaml says → what an author can do about it.
_HINTS = {
    "mapping values are not allowed": "put text that holds ': ' in quotes or in a block (>-)",
    "found character that cannot start any token": "indent with spaces, and put text that starts with % @ ` in quotes",
    "could not find expected ':'": "a line is not indented, or a key has no colon",
    "did not find expected key": "check the indentation and the quotes of the line above",
    "found unknown escape character": "write LaTeX in single quotes or in a block (|-)",
    "did not find expected ',' or '": "close the bracket or brace, and put text with commas in quotes",
    "unexpected end of stream": "close the quote or bracket",
}


def _hint(what: str) -> str:
    return next((f"; {advice}" for start, advice in _HINTS.items() if start in what), "")


class _UnreadableError(Exception):
    """The bytes of a file are not text that YAML may hold."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what


def _decode(text: bytes) -> str:
    if len(text) > MAX_BYTES:
        raise _UnreadableError(1, f"the file is larger than {MAX_BYTES:,} bytes; split it")
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(line, "not UTF-8; save the file as UTF-8") from None
    # libyaml says "control characters are not allowed" without a line; say where.
    found = _BINARY.search(decoded)
    if found:
        line = decoded.count("\n", 0, found.start()) + 1
        raise _UnreadableError(line, f"control character U+{ord(found[0]):04X}; take it away")
    return decoded


class _Builder:
    """Turns events into data. `stack` holds the open containers, `keys` the key waiting for its value in each."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[dict[str, Any] | list[Any]] = []
        self.keys: list[str | None] = []
        self.path: Path = ()
        self.documents = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event to the document."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.refuse(line, "a second document starts here; keep one per file")
        elif isinstance(event, yaml.AliasEvent):
            self.refuse(line, f"alias *{event.anchor}; write the value out")
        elif isinstance(event, yaml.NodeEvent):
            self._take_node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()

    def refuse(self, line: int, what: str, *, stop: bool = True) -> None:
        """Note a problem; by default nothing after it can be trusted."""
        self.document.problems.append(Problem(self.path, line, what))
        if stop:
            raise _RefusedError

    def _take_node(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            self.refuse(line, f"anchor &{event.anchor}; write the value out where it is needed")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.refuse(line, f"tag {tag}; content holds plain text, lists and maps only")
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event, line)
        elif self._waits_for_key():
            self.refuse(line, "a list or map as a key; keys are words")
        else:
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)

    def _take_scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if self._waits_for_key():
            self._take_key(event.value, line)
            return
        plain = event.style is None or event.style == ""
        value = None if plain and event.value in NULL else event.value
        place = self._place(line)
        if event.style == "|":
            self.document.blocks.add(place)
        control = _CONTROL.search(event.value)
        if control:
            what = f"control character U+{ord(control[0]):04X}; write it as a block (|-) or in single quotes"
            self.document.problems.append(Problem(place, line, what))
        self._put(value, line)

    def _take_key(self, key: str, line: int) -> None:
        if key == "<<":
            self.refuse(line, "merge key <<; write the fields out")
        self.keys[-1] = key
        container = self.stack[-1]
        place = (*self.path, key)
        if isinstance(container, dict) and key in container:
            what = f"'{key}' stands twice (first on line {self.document.lines.get(place, 0)}); keep one"
            self.document.problems.append(Problem(place, line, what))
        else:
            self.document.lines[place] = line

    def _waits_for_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1], dict) and self.keys[-1] is None

    def _place(self, line: int) -> Path:
        if not self.stack:
            return ()
        container = self.stack[-1]
        if isinstance(container, list):
            place: Path = (*self.path, len(container))
            self.document.lines.setdefault(place, line)
            return place
        return (*self.path, self.keys[-1] or "")

    def _open(self, container: dict[str, Any] | list[Any], line: int) -> None:
        place = self._place(line)
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(line, TOO_DEEP)
        self._put(container, line)
        self.stack.append(container)
        self.keys.append(None)
        self.path = place

    def _close(self) -> None:
        self.stack.pop()
        self.keys.pop()
        self.path = self.path[:-1]

    def _put(self, value: Any, line: int) -> None:
        if not self.stack:
            if isinstance(value, dict):
                self.document.data = value
            elif value is not None:
                self.refuse(line, "expected a map of entries; write `id:` and its fields under it")
            return
        container = self.stack[-1]
        if isinstance(container, list):
            container.append(value)
            return
        container.setdefault(self.keys[-1] or "", value)
        self.keys[-1] = None
