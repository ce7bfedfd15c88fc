"""Change one value of a YAML file and nothing else: comments, order, quotes and line endings stay as they are.

What is returned was read back: it holds the same data but for that value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import yaml

from kbgen import prose
from kbgen.content.strict_yaml import read
from kbgen.errors import KbgenError

Place = tuple[str, ...]
"""Keys from the top of the file; `0` is the first item of a list."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_BOM = "\ufeff"
# An address is followed by the end of a Markdown link: a longer one goes on with a character of its own.
_BEFORE, _AFTER = r"(?:\]\(\s*<?|<)", r"(?=[\s)>])"


def value_at(text: str, place: Place) -> str | None:
    """The value at `place`. Raises `KbgenError` if the text is broken or has no single value there."""
    return _value(_data(text), place)


def replace_value(text: str, place: Place, new: str) -> str:
    """`text` with the value at `place` replaced, in the quotes it had if `new` allows them, else in others.

    Raises `KbgenError` if the text is broken, has no single value there, or writes it as a block (`|`, `>`).
    """
    wanted = _with(_data(text), place, lambda _: new)
    body, mark = _split(text)
    node = _node(body, place)
    if node.style in ("|", ">"):
        raise KbgenError(f"{_shown(place)}: written as a block; change it by hand")
    start, end = node.start_mark.index, node.end_mark.index
    space = " " if start == end else ""  # an empty value stands right behind its colon
    for written in _writings(new, node.style or ""):
        edited = mark + body[:start] + space + written + body[end:]
        if _holds(edited, wanted) and _node(_split(edited)[0], place).tag in (node.tag, _TEXT):
            return edited
    raise KbgenError(f"{_shown(place)}: {new!r} cannot be written here; change it by hand")


def replace_address(text: str, place: Place, old: str, new: str) -> str:
    """`text` with the address `old` replaced wherever the prose at `place` links to it, and to no longer one.

    Raises `KbgenError` if the text is broken, has no prose there that links to `old`, or cannot hold `new`.
    """
    before = _data(text)
    words = _value(before, place) or ""
    if old not in prose.addresses(words):
        raise KbgenError(f"{_shown(place)}: does not link to {old}")
    wanted = _with(before, place, lambda value: _linked(value or "", old, new))
    expected = [new if address == old else address for address in prose.addresses(words)]
    body, mark = _split(text)
    node = _node(body, place)
    start, end = node.start_mark.index, node.end_mark.index
    edited = mark + body[:start] + _linked(body[start:end], *_quoted(node.style, old, new)) + body[end:]
    if not _holds(edited, wanted) or prose.addresses(_value(wanted, place) or "") != expected:
        raise KbgenError(f"{_shown(place)}: {new} cannot be written here; change it by hand")
    return edited


def _linked(words: str, old: str, new: str) -> str:
    return re.sub(f"({_BEFORE}){re.escape(old)}{_AFTER}", lambda found: found[1] + new, words)


def _quoted(style: str, *addresses: str) -> Iterator[str]:
    """Addresses as they stand between the quotes of a value."""
    for address in addresses:
        yield address.replace("'", "''") if style == "'" else address


def _writings(value: str, style: str) -> Iterator[str]:
    """Ways to write a value, that of the old one first; which of them reads back is tried, not guessed."""
    single = "'" + value.replace("'", "''") + "'"
    double = json.dumps(value, ensure_ascii=False)
    if style or value.isprintable():  # a tab without quotes is read by some parsers only
        yield {"'": single, '"': double}.get(style, value)
    yield single
    yield double


# -- reading -----------------------------------------------------------------------------------------------------------


def _data(text: str) -> Any:
    document = read(text.encode())
    if document.problems:
        problem = document.problems[0]
        raise KbgenError(f"line {problem.line}: {problem.what}; run: kbgen validate")
    return document.data


def _holds(text: str, wanted: Any) -> bool:
    document = read(text.encode())
    return not document.problems and bool(document.data == wanted)


def _node(body: str, place: Place) -> yaml.ScalarNode:
    """The value at `place` with its position; `body` was read before, so that composing it is safe."""
    node = yaml.compose(body, Loader=_LOADER)
    for key in place:
        if isinstance(node, yaml.MappingNode):
            node = next((value for name, value in node.value if name.value == key), None)
        elif isinstance(node, yaml.SequenceNode):
            node = node.value[int(key)]
    if not isinstance(node, yaml.ScalarNode):
        raise KbgenError(f"{_shown(place)}: not a single value")
    return node


def _value(data: Any, place: Place) -> str | None:
    for key in place:
        data = _step(data, key, place)
    if isinstance(data, dict | list):
        raise KbgenError(f"{_shown(place)}: not a single value")
    return data if data is None else str(data)


def _with(data: Any, place: Place, change: Callable[[str | None], str]) -> Any:
    """A copy of the data with one value changed."""
    new = change(_value(data, place))
    whole = part = deepcopy(data)
    for key in place[:-1]:
        part = _step(part, key, place)
    part[int(place[-1]) if isinstance(part, list) else place[-1]] = new
    return whole


def _step(data: Any, key: str, place: Place) -> Any:
    if isinstance(data, dict) and key in data:
        return data[key]
    if isinstance(data, list) and key.isdecimal() and int(key) < len(data):
        return data[int(key)]
    raise KbgenError(f"{_shown(place)}: no such place")


def _split(text: str) -> tuple[str, str]:
    """The text without its byte order mark, which the parser does not count, and the mark."""
    return (text[1:], _BOM) if text.startswith(_BOM) else (text, "")


def _shown(place: Place) -> str:
    return ".".join(place)
