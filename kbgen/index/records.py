"""Records: typed, read-only views of the JSON that the index keeps.

A record's class declares its fields. What a field becomes is read off its annotation, once per class, when the first
field is read: a nested object becomes a record, a list a tuple, a map a read-only map.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import islice
from reprlib import repr as short_repr
from types import MappingProxyType, NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, Union, get_args, get_origin, get_type_hints

from kbgen.lookup.suggest import suggest

Json = dict[str, Any]
Convert = Callable[[Any], Any]

EMPTY: Mapping[Any, Any] = MappingProxyType({})
"""The default of an optional map."""

_SHOWN = 4
"""Fields in the `repr` of a record."""


class Record:
    """A piece of an entry. Records with the same content are equal; none can be changed.

    It is made from its JSON, which it keeps: a field that the JSON lacks has the default that its class declares.
    """

    _defaults: ClassVar[Mapping[str, Any]] = EMPTY
    _json: Json

    def __init__(self, document: Json) -> None:
        self.__dict__["_json"] = document

    def __init_subclass__(cls) -> None:
        own = {name: vars(cls)[name] for name in cls.__annotations__ if name in vars(cls)}
        for name in own:
            delattr(cls, name)  # on the class it would be found before what the document says
        inherited = {name: value for name, value in cls._defaults.items() if name not in cls.__annotations__}
        cls._defaults = inherited | own

    if not TYPE_CHECKING:  # mypy would let every misspelled field pass

        def __getattr__(self, name: str) -> Any:
            return self._read(name)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"'{name}' cannot be changed: a record is read-only")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"'{name}' cannot be changed: a record is read-only")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_conversions(type(self))})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record):
            return NotImplemented
        return type(self) is type(other) and self._json == other._json

    def __hash__(self) -> int:
        return _hash(self._json)

    def __repr__(self) -> str:
        shown = [f"{name}={short_repr(value)}" for name, value in islice(self._json.items(), _SHOWN)]
        return f"{type(self).__name__}({', '.join(shown + ['…'] * (len(self._json) > _SHOWN))})"

    def __reduce__(self) -> tuple[type[Record], tuple[Json]]:
        return type(self), (self._json,)

    def as_dict(self) -> Json:
        """Its JSON, a copy that is yours."""
        copy: Json = json.loads(json.dumps(self._json))
        return copy

    def _read(self, name: str) -> Any:
        """The value of a field, kept for the next time."""
        conversions = _conversions(type(self))
        if name not in conversions:
            near = " or ".join(f"'{field}'" for field in suggest(name, conversions, most=2))
            hint = f"; did you mean {near}?" if near else ""
            # Python would add a suggestion of its own if it knew the object.
            raise AttributeError(f"{type(self).__name__} has no '{name}'{hint}", obj=None)
        key = name.removesuffix("_")  # `from` is a keyword of Python
        value = conversions[name](self._json[key]) if key in self._json else self._defaults[name]
        self.__dict__[name] = value
        return value


_CONVERSIONS: dict[type[Record], Mapping[str, Convert]] = {}


def _conversions(shape: type[Record]) -> Mapping[str, Convert]:
    """The fields of a class, each with what makes its value from JSON."""
    if shape not in _CONVERSIONS:
        hints = get_type_hints(shape)
        _CONVERSIONS[shape] = {name: _conversion(hint) for name, hint in hints.items() if not name.startswith("_")}
    return _CONVERSIONS[shape]


def _conversion(hint: Any) -> Convert:
    """What makes a value of this type from JSON."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        present = [arg for arg in args if arg is not NoneType]
        return _or_none(_conversion(present[0])) if len(present) == 1 else _frozen
    if origin is tuple:
        return _tuple_of(_conversion(args[0]))
    if origin is Mapping:
        return _map_of(_conversion(args[1]))
    return hint if isinstance(hint, type) and issubclass(hint, Record) else _frozen


def _or_none(convert: Convert) -> Convert:
    return lambda value: None if value is None else convert(value)


def _tuple_of(convert: Convert) -> Convert:
    return lambda value: tuple(map(convert, value))


def _map_of(convert: Convert) -> Convert:
    return lambda value: MappingProxyType({key: convert(item) for key, item in value.items()})


def _frozen(value: Any) -> Any:
    """A word, a number, or a (nested) list of them as tuples."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _hash(value: Any) -> int:
    """The same for JSON that is equal."""
    if isinstance(value, dict):
        return hash(frozenset((key, _hash(item)) for key, item in value.items()))
    return hash(tuple(map(_hash, value))) if isinstance(value, list) else hash(value)
