"""Words by language: the value types of every prose field, name and alias list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

EVERY = "*"
"""The key under which a value stands that is the same in every language."""

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"

Json = dict[str, Any]


class Text(Mapping[str, str]):
    """Prose by language: an immutable map `{fr: …, en: …}`. A language it lacks is a `KeyError`."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self._by_language = dict(by_language)

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._by_language.items())))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._by_language!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._parse, serialization=core_schema.plain_serializer_function_ser_schema(cls._dump)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        return _map_schema({"type": "string"})

    @classmethod
    def _parse(cls, value: Any) -> Text:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            raise PydanticCustomError("text", "expected a text by language; write {fr: …, en: …}")
        return cls({_language(key): _words(words, key) for key, words in value.items()})

    @staticmethod
    def _dump(value: Text) -> Json:
        return dict(value)


class Name(Text):
    """A name: one string where it is the same in every language, else a map like `Text`."""

    __slots__ = ()

    def __getitem__(self, language: str) -> str:
        by_language = self._by_language
        return by_language[EVERY] if EVERY in by_language else by_language[language]

    @property
    def is_universal(self) -> bool:
        """Whether one string serves all languages."""
        return EVERY in self._by_language

    @property
    def strings(self) -> tuple[str, ...]:
        """Every string it holds, once."""
        return tuple(dict.fromkeys(self._by_language.values()))

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        return {"anyOf": [{"type": "string"}, _map_schema({"type": "string"})]}

    @classmethod
    def _parse(cls, value: Any) -> Text:
        if isinstance(value, str):
            return cls({EVERY: _words(value, None)})
        return super()._parse(value)

    @staticmethod
    def _dump(value: Text) -> Any:
        return value[EVERY] if EVERY in tuple(value) else dict(value)


class Aliases(Mapping[str, tuple[str, ...]]):
    """Other names: a list that serves every language, or one list per language."""

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, tuple[str, ...]]) -> None:
        self._by_language = dict(by_language)

    def __getitem__(self, language: str) -> tuple[str, ...]:
        """The aliases a reader of `language` meets: its own and those of every language."""
        return self._by_language.get(EVERY, ()) + self._by_language.get(language, ())

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._by_language.items())))

    def __repr__(self) -> str:
        return f"Aliases({self._by_language!r})"

    @property
    def strings(self) -> tuple[str, ...]:
        """Every alias in any language, once."""
        return tuple(dict.fromkeys(alias for group in self._by_language.values() for alias in group))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._parse, serialization=core_schema.plain_serializer_function_ser_schema(cls._dump)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        words: Json = {"type": "array", "items": {"type": "string"}}
        return {"anyOf": [words, _map_schema(words)]}

    @classmethod
    def _parse(cls, value: Any) -> Aliases:
        if isinstance(value, cls):
            return value
        if isinstance(value, (list, tuple)):
            return cls({EVERY: _list_of_words(value, None)} if value else {})
        if isinstance(value, Mapping):
            return cls({_language(key): _list_of_words(words, key) for key, words in value.items()})
        raise PydanticCustomError("aliases", "expected a list of names, or one list per language")

    @staticmethod
    def _dump(value: Aliases) -> Any:
        by_language = {key: list(words) for key, words in value._by_language.items()}
        return by_language.get(EVERY, by_language)


def _map_schema(values: Json) -> Json:
    return {
        "type": "object",
        "patternProperties": {LANGUAGE: values},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _language(key: Any) -> str:
    if not isinstance(key, str) or not re.match(LANGUAGE, key):
        raise PydanticCustomError(
            "language",
            "'{key}' is not a language code; use fr, en, … (inside {…}, text with a comma goes in quotes)",
            {"key": str(key)},
        )
    return key


def _words(value: Any, language: str | None) -> str:
    where = f" in '{language}'" if language else ""
    if not isinstance(value, str) or not value.strip():
        raise PydanticCustomError("words", "no text{where}; write it or take the field away", {"where": where})
    return value.strip()


def _list_of_words(value: Any, language: str | None) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise PydanticCustomError("words", "expected a list of names; write [a, b]")
    return tuple(_words(word, language) for word in value)
