"""What counts as a quantity, a date, a place and an id, and how numbers are written short."""

from __future__ import annotations

import contextlib
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmkb.schema.scalars import identifier, locator
from mmkb.schema.values import SUFFIXES, as_read, date_span, footnotes, four_digits, quantity, short_quantity, written


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("7e9", 7_000_000_000),
        ("1.5E12", 1_500_000_000_000),
        ("4.3e+23", 4.3e23),
        ("2.5e-1", 0.25),
        ("120e-1", 12),
        ("4096", 4096),
        (4096, 4096),
        (2.5, 2.5),
        ("7B", 7_000_000_000),
        ("1.5T", 1_500_000_000_000),
        ("128k", 128_000),
        ("128K", 128_000),
        ("0.5k", 500),
        ("1.0001k", 1000.1),
        ("558k", 558_000),
        ("0.3M", 300_000),
        ("9223372036854775807", 2**63 - 1),
        ("10000000T", 1e19),
        ("9" * 30, 1e30),
    ],
)
def test_quantity(text: str | float, number: float) -> None:
    assert quantity(text) == number
    assert type(quantity(text)) is type(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "B",
        "7 B",
        "7b",
        "7m",
        "-7B",
        "+7B",
        "7.B",
        ".5B",
        "1e",
        "1e9B",
        "e9",
        "1e1234",
        "1,000",
        "7BB",
        "7B\n",
        "٧B",
        "nan",
        "about 7B",
    ],
)
def test_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="is not a quantity"):
        quantity(text)


@given(st.from_regex(r"[0-9]{1,320}(\.[0-9]{1,320})?([kKMBT]?|e[+-]?[0-9]{1,3})", fullmatch=True))
def test_a_quantity_is_finite_or_refused(text: str) -> None:
    whole, _, power = text.partition("e")
    if len(text) > 30 or (power and len(whole.replace(".", "")) + int(power) - len(whole.partition(".")[2]) > 30):
        with pytest.raises(ValueError, match=r"at most 30|larger than any count"):
            quantity(text)
    else:
        assert math.isfinite(quantity(text))
        assert quantity(text) == pytest.approx(float(text)) if power else short_quantity(quantity(text))


def test_an_exponent_has_the_bounds_of_a_quantity() -> None:
    assert quantity("1e29") == 1e29
    for text in ("1e30", "10e29", "1e999"):
        with pytest.raises(ValueError, match="larger than any count"):
            quantity(text)
    assert quantity("1e-999") == 0


@pytest.mark.parametrize("text", ["9" * 30, "9" * 29 + "T"])
def test_the_largest_quantity_is_finite(text: str) -> None:
    assert math.isfinite(quantity(text))


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (9_999, "9999"),
        (2.5, "2.5"),
        (10_000, "10k"),
        (12_344, "12.34k"),
        (128_000, "128k"),
        (128_000.0, "128k"),
        (999_999, "1M"),
        (7_000_000_000, "7B"),
        (6_738_415_616, "6.738B"),
        (1_500_000_000_000, "1.5T"),
        (10**16, "10000T"),
        (1e19, "10000000T"),
        (-20_000, "-20k"),
    ],
)
def test_short_quantity(number: float, text: str) -> None:
    assert short_quantity(number) == text


@given(st.decimals(0, 9999, places=3), st.sampled_from(list(SUFFIXES)))
def test_a_suffix_multiplies(number: Decimal, suffix: str) -> None:
    assert quantity(f"{number}{suffix}") == pytest.approx(float(number) * SUFFIXES[suffix])


@given(st.integers(0, 10**20))
def test_a_short_quantity_is_a_quantity_of_four_digits(number: int) -> None:
    text = short_quantity(number)
    assert quantity(text) == pytest.approx(number, rel=0.5e-3)
    assert short_quantity(quantity(text)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (7_000_000_000, "7000000000"),
        (36.0, "36"),
        (62.44, "62.44"),
        (0.0625, "0.0625"),
        (51.32757578249279, "51.3"),
        (1510.123456, "1510.1"),
        (2039.999999, "2040"),
        (6.0857145325729105, "6.09"),
        (0.30000000000000004, "0.3"),
        (-51.32757578249279, "-51.3"),
        (4.3e23, "4.3e23"),
        (429999999999999987417088, "4.3e23"),
        (3.14e23, "3.14e23"),
        (1e15, "1e15"),
        (10**15 - 1, "999999999999999"),
        (0.00005, "5e-5"),
        (0.00012, "0.00012"),
    ],
)
def test_numbers_as_people_write_them(number: float, text: str) -> None:
    assert written(number) == text


@given(st.floats(-1e300, 1e300) | st.integers())
def test_a_written_number_is_near_and_short(number: float) -> None:
    text = written(number)
    assert float(text) == pytest.approx(float(number), rel=6e-3)
    assert len(text) <= 20
    assert len(text.partition("e")[0].partition(".")[2]) <= 6


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_count_is_written_in_full(number: int) -> None:
    assert written(number) == str(number)
    assert written(float(number)) == str(number)


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        (645.75, 645.8),
        (7e9, 7_000_000_000),
        (0.5, 0.5),
        (38_500_000_000.0, 38_500_000_000),
        (12_345.0, 12_340),
        (4.3e23, 4.3e23),
    ],
)
def test_four_digits(number: float, rounded: float) -> None:
    assert four_digits(number) == rounded
    assert type(four_digits(number)) is type(rounded)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("51.32757578249279", "51.3"),
        ("85.9 ± 0.2", "85.9 ± 0.2"),
        ("38.064877017771195 (0.000123456)", "38.1 (0.000123)"),
        ("1,510.7", "1,510.7"),
        ("69.1♢", "69.1"),
        ("50.4*", "50.4"),
        ("62.4%†‡", "62.4%"),
        ("72.7 *", "72.7"),
        ("1,440.5 (P)*", "1,440.5 (P)"),
        ("*", "*"),
        ("", ""),
    ],
)
def test_a_printed_value_is_read_without_long_fractions(printed: str, text: str) -> None:
    assert as_read(printed) == text


@pytest.mark.parametrize(
    ("printed", "note"),
    [
        ([], None),
        (["69.1", "*", "85.9 ± 0.2"], None),
        (["69.1♢", "50.4*", "72 *†"], "* † ♢: a source's own marks, left out of the values; there says what they mean"),
    ],
)
def test_marks_of_a_source_are_told(printed: list[str], note: str | None) -> None:
    assert footnotes(printed, "there") == note


@given(st.text())
def test_any_text_is_a_quantity_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert quantity(text) >= 0


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2023", ("2023-01-01", "2023-12-31")),
        (2023, ("2023-01-01", "2023-12-31")),
        ("2023-07", ("2023-07-01", "2023-07-31")),
        ("2023-02", ("2023-02-01", "2023-02-28")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-02-29", ("2024-02-29", "2024-02-29")),
        ("1900", ("1900-01-01", "1900-12-31")),
        ("2100-12-31", ("2100-12-31", "2100-12-31")),
    ],
)
def test_date_span(text: str | int, span: tuple[str, str]) -> None:
    assert date_span(text) == span


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not a date"),
        ("23", "is not a date"),
        ("2023-7", "is not a date"),
        ("2023-07-18T00:00", "is not a date"),
        ("July 2023", "is not a date"),
        ("2023/07/18", "is not a date"),
        ("٢٠٢٣", "is not a date"),
        ("2023\n", "is not a date"),
        ("1899", "not between 1900 and 2100"),
        (2101, "not between 1900 and 2100"),
        ("2023-00", "no month 0"),
        ("2023-13", "no month 13"),
        ("2023-02-29", "no day 29"),
        ("2023-04-31", "no day 31"),
        ("2023-04-00", "no day 0"),
    ],
)
def test_no_date(text: str | int, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        date_span(text)


@given(st.dates().filter(lambda day: 1900 <= day.year <= 2100))
def test_a_day_lies_in_its_month_and_its_month_in_its_year(day: object) -> None:
    text = str(day)
    (year_first, year_last), (month_first, month_last) = date_span(text[:4]), date_span(text[:7])
    assert date_span(text) == (text, text)
    assert year_first <= month_first <= text <= month_last <= year_last


@given(st.text("0123456789-"))
def test_a_span_begins_before_it_ends(text: str) -> None:
    try:
        first, last = date_span(text)
    except ValueError:
        return
    assert first <= last


@pytest.mark.parametrize(
    "text",
    [
        "Table 2",
        "Table A.1",
        "Figure 3(b)",
        "Appendix B",
        "Article 5",
        "§4.5",
        "§ 4",
        "p. 7",
        "pp. 7-9",
        "slide 3",
        "line 12",
        "commit 0a1b2c3",
        'row "Heron 7B"',
        'heading "Model zoo"',
        "abstract",
        "README.md",
        "configs/base_model.py",
        "LICENSE",
        "src/LICENSE",
        "LICENSE-MODEL",
        "LICENCE.apache-2.0, line 3",
        'file "data/all models.csv", row "GPT-3"',
        'README.md, heading "Models"',
        "configs/base.py, line 12",
        'Table 2, row "a, b", column "c"',
    ],
)
def test_locator(text: str) -> None:
    assert locator(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "table 2",
        "Table",
        "Tab. 2",
        "somewhere",
        "page",
        "p.7",
        "p. seven",
        "Table 2,row",
        "Table 2, ",
        'row ""',
        'file ""',
        "data/all models.csv",
        "the README",
    ],
)
def test_no_locator(text: str) -> None:
    with pytest.raises(ValueError, match="names no place"):
        locator(text)


@pytest.mark.parametrize("text", ["a", "7", "llava-1.5-7b", "qwen2.5-vl", "a.b-c", "0-0"])
def test_identifier(text: str) -> None:
    assert identifier(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "a_b",
        "a b",
        "-a",
        "a-",
        "a--b",
        "a.-b",
        ".a",
        "a.",
        "é",
        "a/b",
        "../a",
        "a\n",
        "ａ",
        "a:b",
        "undisclosed",
        "not-stated",
        "unknown",
    ],
)
def test_no_identifier(text: str) -> None:
    with pytest.raises(ValueError, match="is not an id"):
        identifier(text)
