"""What pydantic found, in the words of an author: what is wrong; what to do."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kbgen.content.strict_yaml import Path
from kbgen.schema.benchmark import DATE
from kbgen.schema.formula import PYTHON
from kbgen.schema.link import ARXIV, DOI, URL

# Pydantic's error type → what to say; `{…}` are its context, `{input}` the value.
_WORDS = {
    "missing": "missing; add it",
    "string_type": "expected text{but}",
    "string_too_short": "empty; write it or take the field away",
    "string_pattern_mismatch": "'{input}' has not the form {form}",
    "literal_error": "'{input}' is none of {expected}{guess}",
    "int_parsing": "'{input}' is not a whole number",
    "float_parsing": "'{input}' is not a number",
    "bool_parsing": "'{input}' is neither true nor false",
    "int_type": "expected a whole number{but}",
    "float_type": "expected a number{but}",
    "bool_type": "expected true or false{but}",
    "tuple_type": "expected a list{but}; write [a, b] or `- a` lines",
    "dict_type": "expected a map{but}; write `key: value` lines",
    "mapping_type": "expected a map{but}; write `key: value` lines",
    "model_type": "expected a map{but}; write `field: value` lines",
    "too_short": "too few; at least {min_length}",
    "greater_than_equal": "{input} is below {ge}",
    "less_than_equal": "{input} is above {le}",
}

# The patterns of the schema → what an author would write.
_FORMS = {
    DATE: "of a date; write 2024, 2024-04 or 2024-04-18",
    URL: "of an address; write https://…, without spaces",
    ARXIV: "of an arXiv identifier; write '1706.03762', without version, in quotes",
    DOI: "of a DOI; write 10.1038/…, without the resolver's address",
    PYTHON: "of a parameter; write lower_case letters, digits and underscores",
}


def explain(error: ValidationError, shape: type[BaseModel]) -> list[tuple[Path, str]]:
    """Each problem of `error` as the place inside the data and a sentence."""
    return [(_place(details["loc"]), _sentence(details, shape)) for details in error.errors(include_url=False)]


def suggest(word: str, known: Any) -> str:
    """`; did you mean 'x'?` if one of `known` looks like `word`, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""


def _sentence(details: ErrorDetails, shape: type[BaseModel]) -> str:
    kind, context = details["type"], details.get("ctx", {})
    if kind == "extra_forbidden":
        known = fields_at(shape, details["loc"][:-1])
        word = str(details["loc"][-1])
        return f"unknown field{suggest(word, known) or '; fields are ' + ', '.join(known)}"
    words = _WORDS.get(kind)
    if words is None:
        return details["msg"]
    value = details["input"]
    guess = ""
    if kind == "literal_error":
        guess = suggest(
            str(value), [word.strip("' ") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        )
    form = _FORMS.get(context.get("pattern", ""), context.get("pattern"))
    return words.format_map({**context, "input": value, "form": form, "but": _but(value), "guess": guess})


def _but(value: Any) -> str:
    if value is None:
        return ", there is nothing"
    if isinstance(value, str):
        return f", not '{value[:40]}'"
    return ", not a list" if isinstance(value, (list, tuple)) else ", not a map"


def _place(loc: tuple[str | int, ...]) -> Path:
    """`loc` without the steps pydantic adds for map keys."""
    return tuple(step for step in loc if step != "[key]")


def fields_at(shape: Any, loc: tuple[str | int, ...]) -> list[str]:
    """The fields that may stand at `loc` inside `shape`."""
    for step in loc:
        shape = _step(shape, step)
    record = _record(shape)
    return [info.alias or name for name, info in record.model_fields.items()] if record else []


def _step(shape: Any, step: str | int) -> Any:
    record = _record(shape) if isinstance(step, str) else None
    if record is None:
        return shape
    for name, info in record.model_fields.items():
        if step in (name, info.alias):
            return info.annotation
    return shape


def _record(shape: Any) -> type[BaseModel] | None:
    """The record class inside an annotation such as `tuple[Variable, ...]` or `dict[str, Index]`."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return shape
    found = (_record(inner) for inner in get_args(shape))
    return next((record for record in found if record), None)
