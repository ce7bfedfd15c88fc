"""Refs: the address of an entry, `kind/id`, as a type that can be told from other words."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class Ref(str):
    """The address of an entry: `formulas/lora`. Whether the entry exists is a rule's affair."""

    __slots__ = ()

    kinds: ClassVar[tuple[str, ...]] = ()
    """The kinds it may point at; none: any."""

    @property
    def kind(self) -> str:
        """The folder."""
        return self.partition("/")[0]

    @property
    def id(self) -> str:
        """The key in its file, and the anchor on its page."""
        return self.partition("/")[2]

    @classmethod
    def pattern(cls) -> str:
        """The regular expression of such refs."""
        return rf"^(?:{'|'.join(cls.kinds) or '[a-z]+'})/{ID}$"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": cls.pattern()}

    @classmethod
    def _parse(cls, value: Any) -> Ref:
        if not isinstance(value, str) or not re.fullmatch(cls.pattern()[1:-1], value):
            kinds = " or ".join(f"{kind}/…" for kind in cls.kinds) or "kind/id"
            raise PydanticCustomError(
                "ref", "'{value}' is not a ref; write {kinds}", {"value": str(value), "kinds": kinds}
            )
        return cls(value)


class LinkRef(Ref):
    """The ref of a link."""

    __slots__ = ()
    kinds = ("links",)


class BenchmarkRef(Ref):
    """The ref of a benchmark."""

    __slots__ = ()
    kinds = ("benchmarks",)


class MetricRef(Ref):
    """The ref of a metric."""

    __slots__ = ()
    kinds = ("metrics",)


class FormulaRef(Ref):
    """The ref of something that can be computed."""

    __slots__ = ()
    kinds = ("formulas", "metrics")
