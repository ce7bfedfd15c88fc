"""The records of the index, field by field against the schema, value by value against the real content."""

from __future__ import annotations

import ast
import copy
import inspect
import json
import pickle
import subprocess
import sys
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Union, assert_type, get_args, get_origin, get_type_hints

import pytest

from kbgen import schema
from kbgen.index import entries
from kbgen.index.entries import KINDS, Formula, Link, Metric, Model, Note, Score, Term, Variable
from kbgen.index.records import Record
from kbgen.kb import KnowledgeBase
from kbgen.schema.text import Aliases, Name, Text

CONTENT = Path(__file__).parent.parent.parent / "content"

RENAMED = {"Proof": "Refutation"}
"""Class of the schema → its record, where `Proof` is what the checkers found."""

RENAMED_FIELDS = {"Link": {"url": "address"}}
"""The same for fields, where `url` is the place on the site."""

ADDED = {
    "Entry": {"ref", "kind", "id", "page", "url", "proof"},
    "Computable": {"used_by", "code"},
    "Term": {"narrower"},
    "Link": {"cited_by"},
}
"""What the index knows beyond the schema."""

LORA = {
    "ref": "formulas/lora",
    "kind": "formulas",
    "id": "lora",
    "page": "formulas/fine-tuning",
    "url": {"fr": "formulas/fine-tuning/#lora", "en": "en/formulas/fine-tuning/#lora"},
    "name": {"fr": "LoRA", "en": "LoRA"},
    "aliases": {"fr": ["adaptation de rang faible"], "en": []},
    "summary": {"fr": "Gèle la matrice.", "en": "Freezes the matrix."},
    "notes": [{"text": {"fr": "Une remarque.", "en": "A remark."}}],
    "latex": r"W' = W_0 + \frac{\alpha}{r} B A",
    "variables": [{"symbol": "r", "py": "r", "meaning": {"fr": "rang", "en": "rank"}, "domain": "integer [1, 8]"}],
    "indices": {"i": {"from": "1", "to": "n"}},
    "claims": [{"text": {"fr": "256 fois moins.", "en": "256 times less."}, "expected": ["256", ["1"]]}],
    "proof": {"state": "checked", "date": "2026-11-24", "devices": [{"kind": "cpu", "date": "2026-11-24"}]},
}


def every(root: type[Any]) -> Iterator[type[Any]]:
    """The classes below `root`."""
    for shape in root.__subclasses__():
        yield shape
        yield from every(shape)


def of_an_entry(shape: type[Any]) -> bool:
    return shape.__module__.startswith("kbgen.schema.") and shape.__module__ != "kbgen.schema.base"


SCHEMA = [shape for shape in dict.fromkeys(every(schema.Record)) if of_an_entry(shape)]
RECORDS = {shape.__name__: shape for shape in every(Record)}


@pytest.fixture
def lora() -> Formula:
    return Formula(copy.deepcopy(LORA))


# -- field by field ---------------------------------------------------------------------------------------------------


def record_of(shape: type[schema.Record]) -> type[Record]:
    return RECORDS[RENAMED.get(shape.__name__, shape.__name__)]


def field_of(shape: type[Any], name: str) -> str:
    """What the record calls a field of the schema."""
    for parent in shape.__mro__:
        name = RENAMED_FIELDS.get(parent.__name__, {}).get(name, name)
    return name


def added_to(shape: type[Any]) -> set[str]:
    return set().union(*(ADDED.get(parent.__name__, ()) for parent in shape.__mro__))


def hints_of(shape: type[Record]) -> dict[str, Any]:
    return {name: hint for name, hint in get_type_hints(shape).items() if not name.startswith("_")}


def spelled(hint: Any) -> Any:
    """A type without what only pydantic needs: texts are maps, refs and LaTeX words, records their names."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return spelled(args[0])
    if origin in (Union, types.UnionType):
        members = map(spelled, args)
        return frozenset().union(*(m if isinstance(m, frozenset) else {m} for m in members))
    if origin in (Mapping, dict):
        return ("map", *map(spelled, args))
    if origin is tuple:
        return ("tuple", *map(spelled, args))
    if origin is Literal or not isinstance(hint, type):
        return hint
    if issubclass(hint, Text):
        return ("map", str, str)
    if issubclass(hint, Aliases):
        return ("map", str, ("tuple", str, ...))
    if issubclass(hint, schema.Record | Record):
        return RENAMED.get(hint.__name__, hint.__name__) if issubclass(hint, schema.Record) else hint.__name__
    return str if issubclass(hint, str) else hint


def test_the_schema_and_the_index_have_the_same_classes() -> None:
    assert {record_of(shape).__name__ for shape in SCHEMA} | {"Proof", "Device"} == set(RECORDS)


def test_the_kinds_are_those_of_the_schema() -> None:
    assert [*KINDS] == [*schema.KINDS]
    assert all(KINDS[kind] is record_of(shape) for kind, shape in schema.KINDS.items())


def test_every_class_can_be_imported_by_its_name() -> None:
    assert {name for name in entries.__all__ if isinstance(getattr(entries, name), type)} == set(RECORDS)


@pytest.mark.parametrize("shape", SCHEMA, ids=lambda shape: shape.__name__)
def test_a_record_stands_below_the_records_of_what_its_shape_stands_below(shape: type[schema.Record]) -> None:
    parents = [RENAMED.get(parent.__name__, parent.__name__) for parent in shape.__bases__]
    assert [parent.__name__ for parent in record_of(shape).__bases__] == parents


@pytest.mark.parametrize("shape", SCHEMA, ids=lambda shape: shape.__name__)
def test_a_record_has_the_fields_of_the_schema_in_the_same_order(shape: type[schema.Record]) -> None:
    record = [name for name in hints_of(record_of(shape)) if name not in added_to(shape)]
    assert record == [field_of(shape, name) for name in shape.model_fields]


@pytest.mark.parametrize("shape", SCHEMA, ids=lambda shape: shape.__name__)
def test_a_record_has_what_the_index_adds(shape: type[schema.Record]) -> None:
    assert added_to(shape) <= set(hints_of(record_of(shape)))


@pytest.mark.parametrize("shape", SCHEMA, ids=lambda shape: shape.__name__)
def test_a_field_has_the_type_of_the_schema(shape: type[schema.Record]) -> None:
    hints = hints_of(record_of(shape))
    for name, info in shape.model_fields.items():
        assert spelled(hints[field_of(shape, name)]) == spelled(info.annotation), name


@pytest.mark.parametrize("shape", SCHEMA, ids=lambda shape: shape.__name__)
def test_a_field_has_the_default_of_the_schema(shape: type[schema.Record]) -> None:
    empty = record_of(shape)({})
    for name, info in shape.model_fields.items():
        if info.is_required():
            with pytest.raises(KeyError):
                getattr(empty, field_of(shape, name))
        else:
            default = info.get_default(call_default_factory=True, validated_data={})
            assert [*differences(default, getattr(empty, field_of(shape, name)), ("fr",), name)] == []


def test_a_field_with_an_alias_is_read_from_the_alias() -> None:
    fields = [(shape, name, info.alias) for shape in SCHEMA for name, info in shape.model_fields.items()]
    aliased = [(record_of(shape), name, alias) for shape, name, alias in fields if alias]
    assert [getattr(record({alias: "x"}), name) for record, name, alias in aliased] == ["x"] * len(aliased) != []


@pytest.mark.parametrize("module", [m for m in vars(entries).values() if isinstance(m, types.ModuleType)])
def test_every_class_and_field_says_what_it_is_in_one_line(module: types.ModuleType) -> None:
    classes = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.ClassDef)]
    for node in classes:
        assert ast.get_docstring(node), node.name
        for field, follower in zip(node.body, [*node.body[1:], None], strict=True):
            if isinstance(field, ast.AnnAssign):
                assert isinstance(follower, ast.Expr), (node.name, ast.unparse(field))
                assert follower.lineno == follower.end_lineno, (node.name, ast.unparse(field))


# -- value by value ---------------------------------------------------------------------------------------------------


def documented(kb: KnowledgeBase, ref: schema.Ref) -> dict[str, Any]:
    """The JSON of an entry as the index keeps it."""
    entry, languages = kb[ref], kb.manifest.languages
    # mode="json" warns of lists in a table of values: pydantic writes such a table twice.
    dumped = entry.model_dump(by_alias=True, exclude_defaults=True)
    if isinstance(entry, schema.Link):
        dumped["address"] = dumped.pop("url")
    return {
        "ref": str(ref),
        "kind": ref.kind,
        "id": ref.id,
        "page": "page",
        "url": dict.fromkeys(languages, "page/"),
        **expanded(dumped, entry, languages),
        "aliases": {language: list(entry.aliases[language]) for language in languages},
        "proof": {"state": "sourced", "date": None, "devices": [], "stale": False, "disputed": None},
    }


def expanded(dumped: Any, value: Any, languages: tuple[str, ...]) -> Any:
    """`dumped` with every name by language, where `value` has one word for all."""
    if isinstance(value, Name):
        return dict.fromkeys(languages, dumped) if isinstance(dumped, str) else dumped
    if isinstance(value, schema.Record):
        by_key = {info.alias or name: getattr(value, name) for name, info in type(value).model_fields.items()}
        return {key: expanded(item, by_key.get(key), languages) for key, item in dumped.items()}
    if isinstance(value, tuple):
        return [expanded(item, own, languages) for item, own in zip(dumped, value, strict=True)]
    return dumped


def differences(expected: Any, actual: Any, languages: tuple[str, ...], where: str) -> Iterator[str]:
    """Where a record is not what the schema read."""
    if isinstance(expected, Text):
        words = {lang: expected[lang] for lang in languages} if "*" in expected else dict(expected)
        yield from plain_differences(MappingProxyType(words), actual, where)
    elif isinstance(expected, Aliases):
        groups = {lang: expected[lang] for lang in languages if expected[lang] or lang in actual}
        yield from plain_differences(MappingProxyType(groups), actual, where)
    elif isinstance(expected, schema.Record):
        if type(actual) is not record_of(type(expected)):
            yield f"{where}: {type(actual)}"
            return
        for name in type(expected).model_fields:
            if name != "related":  # the index completes it
                field = field_of(type(expected), name)
                yield from differences(getattr(expected, name), getattr(actual, field), languages, f"{where}.{field}")
    elif isinstance(expected, tuple) and isinstance(actual, tuple) and len(expected) == len(actual):
        for position, (item, own) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(item, own, languages, f"{where}[{position}]")
    elif isinstance(expected, Mapping) and isinstance(actual, MappingProxyType) and [*expected] == [*actual]:
        for key, item in expected.items():
            yield from differences(item, actual[key], languages, f"{where}[{key}]")
    elif isinstance(expected, str):
        yield from plain_differences(str(expected), actual, where)
    else:
        yield from plain_differences(expected, actual, where)


def plain_differences(expected: Any, actual: Any, where: str) -> Iterator[str]:
    if type(expected) is not type(actual) or expected != actual:
        yield f"{where}: {actual!r} is not {expected!r}"


def test_a_record_of_any_real_entry_holds_what_the_schema_read() -> None:
    kb = KnowledgeBase.read(CONTENT)
    found: list[str] = []
    for ref, entry in kb.content.entries.items():
        document = json.loads(json.dumps(documented(kb, ref)))
        record = KINDS[ref.kind](document)
        found += differences(entry, record, kb.manifest.languages, ref)
        assert (record.ref, record.kind, record.id) == (ref, ref.kind, ref.id)
        assert record.related == entry.related
        assert json.loads(record.as_json()) == record.as_dict() == document
    assert len(kb.content.entries) > 700
    assert found == []


# -- what a record does -----------------------------------------------------------------------------------------------


def test_lists_are_tuples_and_maps_cannot_be_changed(lora: Formula) -> None:
    assert isinstance(lora.variables, tuple)
    assert isinstance(lora.indices, MappingProxyType)
    assert isinstance(lora.name, MappingProxyType)
    assert lora.aliases["fr"] == ("adaptation de rang faible",)


def test_a_value_may_be_a_list_of_lists(lora: Formula) -> None:
    assert lora.claims[0].expected == ("256", ("1",))


def test_a_keyword_of_python_has_a_stroke_behind_it(lora: Formula) -> None:
    assert lora.indices["i"].from_ == "1"


def test_a_language_that_a_text_lacks_is_a_key_error(lora: Formula) -> None:
    with pytest.raises(KeyError):
        lora.summary["de"]


def test_a_proof_says_how_far_when_and_where(lora: Formula) -> None:
    assert (lora.proof.state, lora.proof.date, lora.proof.stale, lora.proof.disputed) == (
        "checked",
        "2026-11-24",
        False,
        None,
    )
    assert [(device.kind, device.name) for device in lora.proof.devices] == [("cpu", "")]


def test_a_field_is_converted_once(lora: Formula) -> None:
    assert lora.variables is lora.variables


@pytest.mark.parametrize(
    ("name", "hint"),
    [("latx", "; did you mean 'latex'?"), ("variable", "; did you mean 'variables' or 'variants'?"), ("zzz", "")],
)
def test_a_misspelled_field_is_told_what_it_resembles(lora: Formula, name: str, hint: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(lora, name)
    assert str(caught.value) == f"Formula has no '{name}'{hint}"


def test_a_traceback_has_the_suggestion_once() -> None:
    program = "from kbgen.index.entries import Note; Note({}).txt"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.stderr.lower().count("did you mean") == 1


@pytest.mark.parametrize("name", ["latex", "unheard_of"])
def test_a_record_cannot_be_changed(lora: Formula, name: str) -> None:
    with pytest.raises(AttributeError, match="cannot be changed"):
        setattr(lora, name, "x")
    with pytest.raises(AttributeError, match="cannot be changed"):
        delattr(lora, name)


def test_records_with_the_same_content_are_equal_and_one_in_a_set(lora: Formula) -> None:
    other = Formula(dict(reversed(copy.deepcopy(LORA).items())))
    assert lora == other
    assert len({lora, other}) == 1


def test_numbers_that_are_equal_make_equal_records() -> None:
    assert len({Score({"value": 68}), Score({"value": 68.0})}) == 1


def test_records_of_other_content_or_another_class_differ(lora: Formula) -> None:
    assert lora != Formula({**LORA, "latex": "0"})
    assert lora != Metric(LORA)
    assert lora != LORA


def test_an_entry_shows_its_ref(lora: Formula) -> None:
    assert repr(lora) == "Formula('formulas/lora')"


def test_another_record_shows_its_first_fields_in_short() -> None:
    variable = Variable({"symbol": "x", "py": "x", "shape": ["n"], "domain": "a" * 99, "unit": "s"})
    assert repr(variable) == "Variable(symbol='x', py='x', shape=['n'], domain='aaaaaaaaaaaa...aaaaaaaaaaaaa', …)"
    assert repr(Note({})) == "Note()"


def test_what_is_done_to_its_json_does_not_reach_a_record(lora: Formula) -> None:
    lora.as_dict()["variables"].clear()
    assert lora.as_dict() == LORA
    assert len(lora.variables) == 1


def test_a_nested_record_gives_its_json(lora: Formula) -> None:
    assert lora.indices["i"].as_dict() == {"from": "1", "to": "n"}


def test_the_json_of_an_entry_is_one_line_in_its_own_letters(lora: Formula) -> None:
    assert lora.as_json().startswith('{"ref":"formulas/lora","kind":"formulas"')
    assert "Gèle" in lora.as_json()


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda record: pickle.loads(pickle.dumps(record))])
def test_a_copy_is_equal(lora: Formula, again: Any) -> None:
    assert lora.variables[0].symbol == "r"  # what was converted before is no part of the copy's state
    assert again(lora) == lora
    assert again(lora.variables[0]) == lora.variables[0]


def test_every_field_is_completed(lora: Formula) -> None:
    assert {"latex", "ref", "proof", "as_json", "code"} <= set(dir(lora))


def test_reading_the_records_loads_neither_pydantic_nor_dataclasses() -> None:
    program = (
        "import sys, kbgen.index.entries; print(*sys.modules.keys() & {'pydantic', 'yaml', 'click', 'dataclasses'})"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"


# -- what mypy sees: checked when the project is ----------------------------------------------------------------------


def test_mypy_knows_the_type_of_every_field(lora: Formula) -> None:
    assert_type(lora.latex, str)
    assert_type(lora.summary, Mapping[str, str])
    assert_type(lora.aliases, Mapping[str, tuple[str, ...]])
    assert_type(lora.variables, tuple[Variable, ...])
    assert_type(lora.variables[0].given, entries.Given | None)
    assert_type(lora.indices, Mapping[str, entries.Index])
    assert_type(lora.claims[0].expected, str | tuple[Any, ...])
    assert_type(lora.oracle, entries.Oracle | None)
    assert_type(lora.proof.devices, tuple[entries.Device, ...])
    assert_type(lora.code, str | None)
    assert_type(Metric({"latex": None}).latex, str | None)
    assert_type(Term({"definition": {}}).definition, Mapping[str, str])
    assert_type(Model({}).architecture, entries.Architecture | None)
    assert_type(Link({"address": ""}).address, str)


def test_mypy_refuses_a_field_that_does_not_exist(lora: Formula) -> None:
    with pytest.raises(AttributeError):
        print(lora.latx)  # type: ignore[attr-defined]
