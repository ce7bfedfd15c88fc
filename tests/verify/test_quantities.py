from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbgen.content.reader import load
from kbgen.errors import KbgenError
from kbgen.schema import Claim
from kbgen.verify import quantities
from kbgen.verify.quantities import (
    Dimension,
    Op,
    QuantityError,
    Units,
    agrees,
    all_agree,
    refuse_false_sums,
    rounding,
    units_of,
)
from tests.conftest import ROOT

CONTENT = load(ROOT / "content")
NAMES = ["bit", "byte = 8 * bit", "token", "parameter", "FLOP", "second", "hour = 3600 * second", "USD", "GPU"]
UNITS = units_of(NAMES)
BIT, TOKEN, SECOND, USD = (UNITS.dimension(name) for name in ("bit", "token", "second", "USD"))

POWERS = st.fractions(min_value=-5, max_value=5, max_denominator=6)
DIMENSIONS = st.dictionaries(st.sampled_from(["bit", "token", "second", "USD"]), POWERS).map(Dimension.of)
WRITTEN = st.from_regex(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?(e-?[0-9]{1,2})?", fullmatch=True)


def problem_of(text: str, units: Units = UNITS) -> str:
    with pytest.raises(QuantityError) as caught:
        units.parse(text)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return str(caught.value)


def trouble_with(*definitions: str) -> str:
    with pytest.raises(KbgenError) as caught:
        units_of(definitions)
    assert str(caught.value).startswith("kb.yml: unit ")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def agree(computed: float, op: Op, printed: str, tolerance: float | None = None) -> bool:
    return agrees(computed, printed, op=op, tolerance=tolerance, units=UNITS)


# -- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "base", "dimension"),
    [
        ("8", 8, 8, "dimensionless"),
        ("1e-8", 1e-8, 1e-8, "dimensionless"),
        ("-0.17", -0.17, -0.17, "dimensionless"),
        ("+.5E2", 50, 50, "dimensionless"),
        ("7 Gparameter", 7, 7e9, "parameter"),
        ("0.20 USD/Mtoken", 0.2, 0.2e-6, "USD/token"),
        ("2 USD/hour", 2, 2 / 3600, "USD/second"),
        ("2 byte/parameter", 2, 16, "bit/parameter"),
        ("13.04 Gibyte", 13.04, 13.04 * 2**30 * 8, "bit"),
        ("500 msecond", 500, 0.5, "second"),
        ("5 µsecond", 5, 5e-6, "second"),  # the micro sign
        ("5 μsecond", 5, 5e-6, "second"),  # the Greek letter
        ("5 usecond", 5, 5e-6, "second"),
        ("3 token/(GPU*second)", 3, 3, "token/(GPU*second)"),
        ("3 token/GPU/second", 3, 3, "token/(GPU*second)"),
        ("4 second**2", 4, 4, "second**2"),
        ("4 second^2", 4, 4, "second**2"),
        ("4 hour**(1/2)", 4, 240, "second**(1/2)"),
        ("4 hour**0.5", 4, 240, "second**(1/2)"),
        ("4 second**-1", 4, 4, "1/second"),
        ("4 1/second", 4, 4, "1/second"),
        ("4 (token/second)", 4, 4, "token/second"),
        ("token/second", 1, 1, "token/second"),
        ("Mtoken", 1, 1e6, "token"),
    ],
)
def test_a_quantity_is_a_number_in_its_unit(text: str, number: float, base: float, dimension: str) -> None:
    quantity = UNITS.parse(text)
    assert quantity.number == number
    assert quantity.base == pytest.approx(base, rel=1e-15)
    assert UNITS.base(text) == quantity.base
    assert str(quantity.dimension) == dimension
    assert UNITS.dimension(quantity.unit) == quantity.dimension


@pytest.mark.parametrize(
    ("unit", "scale"),
    [
        ("Mtoken", 1e6),
        ("Gparameter", 1e9),
        ("Ttoken", 1e12),
        ("ZFLOP", 1e21),
        ("nsecond", 1e-9),
        ("kbyte", 8e3),
        ("Kibyte", 8192),
        ("Mibit", 2**20),
        ("Tibyte", 2**43),
        ("USD/Mtoken", 1e-6),
    ],
)
def test_a_prefix_multiplies(unit: str, scale: float) -> None:
    assert UNITS.parse(f"1 {unit}").scale == scale


@given(WRITTEN)
def test_a_pure_number_is_read_as_python_reads_it(text: str) -> None:
    quantity = UNITS.parse(text)
    assert quantity.base == float(text)
    assert quantity.dimension == UNITS.dimensionless


@given(st.text(max_size=30) | st.text(alphabet="7 .e-+*/^()bytesokn_µ", max_size=30))
def test_whatever_is_written_it_is_read_or_refused_with_a_hint(text: str) -> None:
    try:
        quantity = UNITS.parse(text)
    except QuantityError as error:
        assert error.hint
    else:
        assert math.isfinite(quantity.base)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("7 B", "unknown unit 'B'; did you mean 'bit' or 'byte' (for a billion, the prefix G)?"),
        ("1 T", "unknown unit 'T'; 'T' is a prefix, to be written before a unit; the units of kb.yml are bit, "),
        ("7 GB", "unknown unit 'GB'; did you mean 'Gbit' or 'Gbyte'?"),
        ("10 ms", "unknown unit 'ms'; did you mean 'msecond'?"),
        ("7 bytes", "unknown unit 'bytes'; did you mean 'byte'?"),
        ("7 Mtokn", "unknown unit 'Mtokn'; did you mean "),
        ("7 kibyte", "unknown unit 'kibyte'; did you mean "),
        ("7 kelvin", "unknown unit 'kelvin'; the units of kb.yml are "),
        ("cat", "unknown unit 'cat'; "),
        ("inf", "unknown unit 'inf'; "),
        ("7Gparameter", "write '7 Gparameter'"),
        ("7  token", "write '7 token'"),
        ("7\u00a0token", "write '7 token'"),
        (" 7", "write '7'"),
        ("10 000", "write '10000'"),
        ("8,390,656", "write '8390656'"),
        ("1_000", "write '1000'"),
        ("0,5", "write '0.5'"),
        ("−5", "write '-5'"),
        ("5 %", "write a number, one space and its unit"),
        ("٣", "write a number, one space and its unit"),  # a digit, but not one that Decimal and readers share
        ("", "write a number, one space and its unit"),
        ("7 2*byte", "write a number, one space and its unit"),
        ("7 byte token", "the unit 'byte token' has spaces"),
        ("7 token / second", "the unit 'token / second' has spaces"),
        ("7 byte*2", "the unit 'byte*2' has a number in it"),
        ("7 byte/second*token", "'*' after '/' in 'byte/second*token' is ambiguous; write a/(b*c) or a*c/b"),
        ("7 byte**1/2", "has a number in it"),
        ("7 byte**x", "no power after 'byte**'; write "),
        ("7 byte**", "no power after 'byte**'; write "),
        ("7 byte**2token", "no power after 'byte**'; write "),
        ("7 (byte", "a parenthesis is not closed"),
        ("7 byte)", "')' is not expected"),
        ("7 byte/", "a unit is missing at the end"),
        ("7 byte//second", "'/' stands where a unit is expected"),
        ("7 byte/0", "no value in float64"),
        ("7 byte**(1/0)", "no value in float64"),
        ("7 Ybyte**99", "no value in float64"),
        ("7 " + "(" * 10_000, "a unit of 10000 characters"),
        ("1e999", "'1e999' is beyond float64"),
        ("1e300 Ybyte", "'1e300 Ybyte' is beyond float64"),
    ],
)
def test_what_is_no_quantity_is_refused_and_what_to_write_is_said(text: str, says: str) -> None:
    assert says in problem_of(text)


def test_nothing_is_predefined() -> None:
    for name in ("meter", "kelvin", "B", "T", "count", "dimensionless", "byte", "percent"):
        assert f"unknown unit '{name}'" in problem_of(f"1 {name}", units_of(["token"]))
    assert "kb.yml lists no units" in problem_of("1 token", units_of([]))


def test_the_dimension_of_no_unit_is_that_of_a_pure_number() -> None:
    assert UNITS.dimension(None) == UNITS.dimension("") == Units.dimensionless == Dimension()


def test_a_list_has_the_dimension_of_its_values() -> None:
    value = (("0.5 second", "40 msecond"), ("1 hour",))
    assert UNITS.dimension_of(value) == UNITS.dimension_of("1 second") == SECOND
    assert UNITS.bases(value) == ((0.5, 0.04), (3600.0,))
    assert UNITS.bases("1 hour") == 3600
    assert UNITS.dimension_of(()) == Units.dimensionless
    with pytest.raises(QuantityError, match="a list of dimensionless and second; give its values units of one"):
        UNITS.dimension_of(("0.5 second", "1"))


# -- units of kb.yml --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definitions", "says"),
    [
        (["hour = 3600 * secund", "second"], "'hour = 3600 * secund': unknown unit 'secund'; did you mean 'second'?"),
        (["day = 24 * hour"], "'day = 24 * hour': unknown unit 'hour'; kb.yml lists no units"),
        (["a = 2 * a"], "'a = 2 * a' is defined by itself; "),
        (["a = 2 * b", "b = 3 * ka"], "'a = 2 * b' is defined by itself; "),
        (["token", "token"], "'token' stands twice; "),
        (["token", "bit", "token = bit"], "'token' stands twice; "),
        (["token", "ktoken"], "'ktoken': 'ktoken' would be two units; "),
        (["ktoken", "token"], "'token': 'ktoken' would be two units; "),
        (["bit", "Mi", "t"], "'Mi' is called like a prefix; "),
        (["m"], "'m' is called like a prefix; "),
        (["7up"], "'7up' has no name"),
        (["GB/s"], "'GB/s' has no name"),
        ([""], "'' has no name"),
        (["= 3 * bit", "bit"], "has no name"),
        (["octet = byte = 8 * bit", "bit"], "has two '='; "),
        (["x =", "bit"], "'x = ': a unit is missing at the end"),
        (["x = 2 *", "bit"], "'x = 2 *': a unit is missing at the end"),
        (["minute = 60 second", "second"], "'second' is not expected in the unit '60 second'; join names with * and /"),
        (["x = 0 * bit", "bit"], "'x = 0 * bit' is 0 base units; "),
        (["x = -3 * bit", "bit"], "'-' stands where a unit is expected"),
        (["x = 1e400 * bit", "bit"], "is inf base units; "),
        (["x = 1 / 2 * bit", "bit"], "is ambiguous"),
        (["x = bit / 0", "bit"], "no value in float64"),
        (["celsius = kelvin; offset: 273.15", "kelvin"], "';' is not expected"),
        (["second = [time]"], "'[' stands where a unit is expected"),
        (["dimensionless"], "'dimensionless' is not one for pint"),
        (["nan", "x = 2 * nan"], "'x = 2 * nan'"),
    ],
)
def test_a_bad_definition_is_named(definitions: list[str], says: str) -> None:
    assert says in trouble_with(*definitions)


def test_definitions_stand_in_any_order() -> None:
    units = units_of(
        ["week = 7 * day", "day = 24 * hour", "hour = 3.6 * ksecond", "second", "speed=byte^1/second", "byte"]
    )
    assert units.base("1 week") == pytest.approx(604800, rel=1e-15)
    assert str(units.dimension("speed")) == "byte/second"


def test_a_unit_may_be_a_plain_number() -> None:
    percent = units_of(["percent = 0.01"]).parse("5 percent")
    assert (percent.base, percent.dimension) == (0.05, Units.dimensionless)


@pytest.mark.parametrize("name", ["per", "squared", "e", "pi", "lambda", "delta_a", "seconds", "a_b"])
def test_words_that_mean_something_to_pint_are_ordinary_names(name: str) -> None:
    units = units_of([name, f"pair = 2 * {name}", "bit"])
    assert units.base("3 pair") == 6
    assert str(units.dimension(f"pair/{name}")) == "dimensionless"
    assert units.dimension(name) != units.dimension("bit")


def test_a_plural_is_another_unit_than_its_singular() -> None:
    units = units_of(["byte", "bytes = 3 * byte", "token"])
    assert units.base("2 kbytes") == 6000


def test_pint_must_mean_what_we_mean(monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf(pint.UnitRegistry[Any]):
        def get_base_units(self, *arguments: Any, **options: Any) -> Any:
            scale: Any = super().get_base_units(*arguments, **options)[0]
            return (1.0 if scale == 8 else scale), None

    monkeypatch.setattr(pint, "UnitRegistry", Deaf)
    assert "pint takes 'byte' for something else" in trouble_with("bit", "byte = 8 * bit")


# -- the canary -------------------------------------------------------------------------------------------------------


def test_the_canary_sings_in_the_registry_pint_brings() -> None:
    """There a bit is a pure number: the trap that our own registry avoids."""
    with pytest.raises(KbgenError, match="pint adds 1.0 bit and 1 dimensionless to .*: its dimensions prove nothing"):
        refuse_false_sums(pint.UnitRegistry(), "bit", ["second"])


def test_the_canary_sings_when_two_units_add() -> None:
    registry: Any = pint.UnitRegistry(None)
    registry.define("second = [time]")
    registry.define("token = 2 * second")
    with pytest.raises(KbgenError, match="pint adds 1.0 second and 1 token to 3.0 second"):
        refuse_false_sums(registry, "second", ["token"])


def test_every_registry_is_asked_to_add_byte_to_second(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(
        quantities, "refuse_false_sums", lambda _, base, others: asked.extend((base, other) for other in others)
    )
    units_of(["bit", "byte = 8 * bit", "second", "rate = bit / second"])
    assert asked == [("bit", "second"), ("second", "bit"), ("second", "byte")]


def test_a_registry_that_adds_everything_stops_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pint.facets.plain.PlainQuantity, "__add__", lambda self, _: self)
    with pytest.raises(KbgenError, match="its dimensions prove nothing"):
        units_of(["byte", "second"])


# -- dimensions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dimension", "printed"),
    [
        (Dimension(), "dimensionless"),
        (TOKEN / SECOND, "token/second"),
        (Dimension() / SECOND, "1/second"),
        (BIT * BIT, "bit**2"),
        (USD / (TOKEN * SECOND), "USD/(second*token)"),
        (SECOND.root(2), "second**(1/2)"),
        (TOKEN / SECOND ** Fraction(3, 2), "token/second**(3/2)"),
        (SECOND**0, "dimensionless"),
    ],
)
def test_a_dimension_prints_as_a_unit(dimension: Dimension, printed: str) -> None:
    assert str(dimension) == printed


@given(DIMENSIONS)
def test_a_printed_dimension_can_be_read_again(dimension: Dimension) -> None:
    printed = str(dimension)
    assert UNITS.dimension("" if dimension.dimensionless else printed) == dimension


@given(DIMENSIONS, DIMENSIONS, DIMENSIONS, POWERS)
def test_dimensions_are_a_group_with_rational_powers(a: Dimension, b: Dimension, c: Dimension, power: Fraction) -> None:
    assert a * b == b * a
    assert (a * b) * c == a * (b * c)
    assert a * Dimension() == a == a**1
    assert (a / a).dimensionless
    assert a / b == a * b**-1
    assert (a * b) ** power == a**power * b**power
    assert hash(a * b) == hash(b * a)
    assert a * b / b == a


@given(DIMENSIONS, st.integers(1, 12))
def test_a_root_undoes_a_power(dimension: Dimension, degree: int) -> None:
    assert (dimension**degree).root(degree) == dimension


def test_dimensions_are_told_apart() -> None:
    assert len({BIT, TOKEN, SECOND, USD, BIT * SECOND, BIT**2, Dimension()}) == 7
    assert UNITS.dimension("Gibyte") == BIT
    with pytest.raises(ZeroDivisionError):
        BIT.root(0)


def test_the_source_formula_of_the_cost_fails_where_the_right_one_passes() -> None:
    price, rate = UNITS.dimension("USD/hour"), UNITS.dimension("token/second")
    cost = UNITS.dimension("USD/Mtoken")
    assert price / rate == cost
    assert price * rate != cost


# -- what is printed --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("14", 0.5),
        ("0.222", 0.0005),
        ("5.88e23", 0.5e21),
        ("0.00070", 5e-6),
        ("8390656", 0.5),
        ("-0.17", 0.005),
        ("20", 0.5),
        ("20.0", 0.05),
        ("0", 0.5),
        ("1e-8", 0.5e-8),
        ("+5.", 0.5),
        (".5", 0.05),
        ("1.0E3", 50),
        ("0.20 USD/Mtoken", 0.005),
        ("14 Gbyte", 0.5),
        ("1e-999", 0),
    ],
)
def test_the_rounding_is_half_of_the_last_printed_digit(text: str, half: float) -> None:
    assert rounding(text) == half


@pytest.mark.parametrize("text", ["byte", "", "undefined", "1 2", "0,5", "nan"])
def test_what_has_no_digits_has_no_rounding(text: str) -> None:
    with pytest.raises(QuantityError, match="is not a number with its unit; write "):
        rounding(text)


@given(st.decimals(-(10**4), 10**4, places=12), st.integers(0, 6))
def test_a_number_agrees_with_itself_rounded_and_not_with_the_next(exact: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    printed = exact.quantize(step)
    assert agree(float(exact), "=", f"{printed:f}")
    assert not agree(float(printed + 2 * step), "=", f"{printed:f}")
    assert agree(float(printed + step * Decimal("0.49")), "≈", f"{printed:f}")


@pytest.mark.parametrize(
    ("computed", "op", "printed", "tolerance", "so"),
    [
        (14e9 * 8, "=", "14 Gbyte", None, True),
        (14.49e9 * 8, "=", "14 Gbyte", None, True),
        (14.51e9 * 8, "=", "14 Gbyte", None, False),
        (14e9 * 8, "=", "13.04 Gibyte", None, True),
        (14e9 * 8, "=", "13.05 Gibyte", None, False),
        (2 / 3600 / 2500, "=", "0.222 USD/Mtoken", None, True),
        (2 / 3600 / 2500, "=", "0.223 USD/Mtoken", None, False),
        (0.45, "=", "0.45 second", None, True),
        (0.125, "=", "0.12", None, True),  # either neighbour of a tie is a fair rounding
        (0.125, "=", "0.13", None, True),
        (8390656, "=", "8390656", None, True),
        (8390657, "=", "8390656", None, False),
        (5.884e23, "≈", "5.88e23", None, True),
        (5.886e23, "≈", "5.88e23", None, False),
        (5.8e23, "≈", "5.88e23", 0.02, True),
        (5.7e23, "≈", "5.88e23", 0.02, False),
        (1.0, "=", "1", 0.0, True),
        (1 + 1e-9, "=", "1", 0.0, False),
        (0.1 + 0.2, "=", "0.3", 0.0, True),  # float64 is not the author's affair
        (1e-30, "=", "0", 0.5, False),  # nothing is relatively near 0
        (0.0, "=", "0", 0.5, True),
        (-1.0, "=", "-1", 0.1, True),
        (-1.2, "=", "-1", 0.1, False),
        (2.9, "<", "3", None, True),
        (3.0, "<", "3", None, False),
        (3.0, "≤", "3", None, True),
        (3.1, "≤", "3", None, False),
        (3.1, "≤", "3", 0.5, False),  # a bound is a bound
        (3.1, ">", "3", None, True),
        (3.0, ">", "3", None, False),
        (3.0, "≥", "3", None, True),
        (2.9, "≥", "3", None, False),
        (0.04, "<", "50 msecond", None, True),
        (0.06, "<", "50 msecond", None, False),
        (math.inf, "=", "3", None, False),
        (math.inf, "≈", "3", 10.0, False),
        (math.inf, ">", "3", None, True),
    ],
)
def test_a_computed_number_agrees_with_the_printed_one(
    computed: float, op: Op, printed: str, tolerance: float | None, so: bool
) -> None:
    assert agree(computed, op, printed, tolerance) is so


@pytest.mark.parametrize("op", get_args(Op))
def test_nan_agrees_with_nothing(op: Op) -> None:
    assert not agree(math.nan, op, "3")
    assert not agree(math.nan, op, "3", 1e9)


def test_every_relation_of_the_schema_is_known() -> None:
    assert get_args(Op) == get_args(Claim.model_fields["op"].annotation)


def test_what_is_printed_must_be_readable() -> None:
    with pytest.raises(QuantityError, match="unknown unit 'GB'"):
        agree(1, "=", "14 GB")
    with pytest.raises(QuantityError, match="is not a number with its unit"):
        agree(1, "=", "token")  # a unit, not a number


# -- lists ------------------------------------------------------------------------------------------------------------


def all_of(computed: object, printed: str | tuple[Any, ...], op: Op = "=", tolerance: float | None = None) -> bool:
    return all_agree(computed, printed, op=op, tolerance=tolerance, units=UNITS)


@pytest.mark.parametrize(
    "computed",
    [
        ((0.73106, 2.0), (3.0, 4.0)),
        [[0.73106, 2.0], [3.0, 4]],
        np.array([[0.73106, 2.0], [3.0, 4.0]]),
        [np.array([0.73106, 2.0]), (np.float64(3.0), np.int64(4))],
    ],
)
def test_a_list_agrees_number_by_number(computed: object) -> None:
    assert all_of(computed, (("0.7311", "2"), ("3", "4")))
    assert not all_of(computed, (("0.7312", "2"), ("3", "4")))
    assert not all_of(computed, (("0.7311", "2"), ("3", "5")))
    assert not all_of(computed, (("0.7311", "2"), ("3", "4"), ("5", "6")))
    assert not all_of(computed, (("0.7311", "2"),))
    assert not all_of(computed, (("0.7311", "2", "0"), ("3", "4")))
    assert not all_of(computed, ("0.7311", "2", "3", "4"))
    assert not all_of(computed, "0.7311")


def test_a_single_number_is_no_list() -> None:
    assert all_of(3, "3")
    assert all_of(np.float64(3), "3")
    assert all_of(np.array(3.0), "3")
    assert not all_of([3], "3")
    assert not all_of(3, ("3",))
    assert not all_of("3", "3")
    assert not all_of(None, "3")
    assert all_of([], ())
    assert not all_of([], ("3",))
    assert not all_of([3], ())


def test_relation_and_tolerance_hold_for_each() -> None:
    assert all_of([0.01, 0.02], ("20 msecond", "30 msecond"), "<")
    assert not all_of([0.01, 0.03], ("20 msecond", "30 msecond"), "<")
    assert all_of([1.05, 2.1], ("1", "2"), "≈", 0.06)
    assert not all_of([1.05, 2.3], ("1", "2"), "≈", 0.06)


@pytest.mark.parametrize("computed", [[1.0, 2.0], [1.0], [5.0, 2.0], [], 7.0])
def test_an_unreadable_number_in_a_list_is_never_passed_over(computed: object) -> None:
    with pytest.raises(QuantityError, match="unknown unit 'ms'"):
        all_of(computed, ("1", "2 ms"))


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=5))
def test_a_list_printed_in_full_agrees_with_itself(numbers: list[float]) -> None:
    printed = tuple(repr(number) for number in numbers)
    assert all_of(numbers, printed)
    assert all_of(np.array(numbers), printed, tolerance=0.0)
    assert UNITS.bases(printed) == tuple(numbers)


# -- the real content -------------------------------------------------------------------------------------------------


def leaves(value: Any) -> list[str]:
    return [text for item in value for text in leaves(item)] if isinstance(value, tuple) else [value]


def test_every_unit_and_every_quantity_of_the_content_can_be_read() -> None:
    units = units_of(CONTENT.manifest.units)
    read = 0
    for ref, entry in CONTENT.entries.items():
        texts = []
        for symbol in (*getattr(entry, "variables", ()), *getattr(entry, "outputs", ())):
            units.dimension(symbol.unit)
            texts += [text for text in (getattr(symbol, "typical", None), getattr(symbol, "initial", None)) if text]
        for claim in getattr(entry, "claims", ()):
            texts += [*leaves(claim.expected), *(text for value in claim.values.values() for text in leaves(value))]
        for derived in getattr(entry, "derived", ()):
            texts += [derived.expected, *(text for value in derived.values.values() for text in leaves(value))]
        for price in getattr(entry, "prices", ()):
            texts += [text for text in (price.input, price.output) if text]
        texts += [target.value for target in getattr(entry, "targets", ())]
        for text in texts:
            if text[0] in "+-.0123456789":  # the others are words, the tokens of texts
                units.parse(text)
                assert math.isfinite(rounding(text)), ref
                read += 1
    assert read > 400
