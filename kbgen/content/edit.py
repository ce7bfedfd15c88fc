"""Change one text of a YAML file and leave every other byte as it is: comments, order, quotes, line ends."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

import yaml

from kbgen.content.strict_yaml import NULL, Path, read
from kbgen.errors import KbgenError

# What may stand without quotes wherever a value may stand, also inside { } and [ ].
_PLAIN = re.compile(r"[A-Za-z0-9/_][^\s,\[\]{}#&*!|>'\"%@`]*(?<!:)")


def with_value(text: str, place: Path, value: str) -> str:
    """`text` with the value at `place` replaced, in the quotes it had if the new one can bear them.

    Raises `KbgenError` if there is no single-line text at `place`.
    """
    return _edited(text, place, lambda source: _quoted(source, value, place), lambda _: value)


def with_address(text: str, place: Path, old: str, new: str) -> str:
    """`text` with the address `old` replaced in the prose at `place`, wherever it stands whole.

    Raises `KbgenError` if it does not stand there.
    """
    whole = re.compile(re.escape(old) + r"(?![\w/?#&=%~+-]|[.:,;!@][\w/])")

    def replaced(source: str) -> str:
        changed, count = whole.subn(lambda _: new, source)
        if not count:
            raise KbgenError(f"{_named(place)}: {old} does not stand there in one piece; change it by hand")
        return changed

    return _edited(text, place, replaced, replaced)


def _edited(text: str, place: Path, source: Callable[[str], str], value: Callable[[str], str]) -> str:
    """`text` with `source` applied to what is written at `place`, if that makes `value` of its value and no more."""
    start, end = _span(text, place)
    changed = text[:start] + source(text[start:end]) + text[end:]
    before, after = read(text.encode()), read(changed.encode())
    expected = _put(before.data, place, value)
    if before.problems or after.problems or after.data != expected:
        raise KbgenError(f"{_named(place)}: cannot be rewritten without changing more than that; change it by hand")
    return changed


def _quoted(source: str, value: str, place: Path) -> str:
    if "\n" in source or source[:1] in ("|", ">"):
        raise KbgenError(f"{_named(place)}: stands on several lines; change it by hand")
    if source.startswith('"'):
        return json.dumps(value, ensure_ascii=False)
    if not source.startswith("'") and _PLAIN.fullmatch(value) and value not in NULL:
        return value
    return "'" + value.replace("'", "''") + "'"


def _span(text: str, place: Path) -> tuple[int, int]:
    """Where what is written at `place` begins and ends, in characters. The last of two equal keys is no place."""
    for path, event in _scalars(text):
        if path == place and event.start_mark is not None and event.end_mark is not None:
            return event.start_mark.index, event.end_mark.index
    raise KbgenError(f"{_named(place)}: there is no text there")


def _scalars(text: str) -> Iterator[tuple[Path, yaml.ScalarEvent]]:
    """Every scalar value with its place. PyYAML's own parser: libyaml does not count characters as Python does."""
    path: list[str | int] = []
    is_map: list[bool] = []
    waits_for_key = False
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            path.pop()
            is_map.pop()
            waits_for_key = _step(path, is_map)
        elif isinstance(event, yaml.ScalarEvent) and waits_for_key:
            path[-1] = event.value
            waits_for_key = False
        elif isinstance(event, yaml.ScalarEvent):
            yield tuple(path), event
            waits_for_key = _step(path, is_map)
        elif isinstance(event, yaml.CollectionStartEvent):
            is_map.append(isinstance(event, yaml.MappingStartEvent))
            path.append("" if is_map[-1] else 0)
            waits_for_key = is_map[-1]


def _step(path: list[str | int], is_map: list[bool]) -> bool:
    """Go on after a value of the innermost container; whether a key comes next."""
    if not is_map:
        return False
    if is_map[-1]:
        return True
    path[-1] = int(path[-1]) + 1
    return False


def _put(data: object, place: Path, value: Callable[[str], str]) -> object:
    """A copy of `data` with `value` applied at `place`."""
    if not place:
        return value(data) if isinstance(data, str) else data
    first, *rest = place
    if isinstance(data, dict):
        return {key: _put(item, tuple(rest), value) if key == first else item for key, item in data.items()}
    if isinstance(data, list):
        return [_put(item, tuple(rest), value) if number == first else item for number, item in enumerate(data)]
    return data


def _named(place: Path) -> str:
    return ".".join(map(str, place))
