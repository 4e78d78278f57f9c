"""Single cells: what is clear is read, what is unclear is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import Comparator, CourseStatus, Outcome
from letters.intake import values
from letters.intake.reading import ReadingError

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))


@given(DAYS)
def test_a_day_is_read_in_every_accepted_notation(day):
    """ISO, US and true spreadsheet dates give the same day."""
    us = f"{day.month}/{day.day}/{day.year}"
    noon = dt.datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001
    for cell in (day.isoformat(), us, f" {us} ", day, noon, f"{day.isoformat()}T00:00:00"):
        assert values.date(cell) == day


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("03/2024", "a day is needed"),
        ("2024-03", "a day is needed"),
        ("2024", "a day is needed"),
        ("March 2024", "a day is needed"),
        ("13/03/2024", "no such day"),
        ("2024-02-30", "no such day"),
        ("3/4/24", "year-month-day"),
        ("4.3.2024", "year-month-day"),
        ("15 March 2024", "year-month-day"),
        ("soon", "year-month-day"),
        (45292.0, "a number is not a date"),
        ("1024-01-01", "the year lies outside"),
    ],
)
def test_dates_refused(cell, rule):
    """A partial, impossible or otherwise written date is refused with its own rule."""
    with pytest.raises(ReadingError, match=rule) as refused:
        values.date(cell)
    assert refused.value.action


@given(st.decimals(0, 10**9, places=4))
def test_numbers_are_exact(number):
    """A number comes back exactly as it was written."""
    assert values.number(f"{number:f}") == number


@given(st.floats(0, 1e9, allow_nan=False).map(lambda x: round(x, 6)))
def test_numbers_of_a_spreadsheet_are_read_as_shown(number):
    """A spreadsheet's float is the shortest decimal that stands for it."""
    assert float(values.number(number)) == number


def test_grouped_digits():
    """Commas are read where they can only group digits, and refused where they may not."""
    assert values.number("1,234.5") == Decimal("1234.5")
    assert values.number("1,234,567") == 1234567
    for unclear in ("1,500", "0,5", "12,50", "1,23,456", "1.234,5"):
        with pytest.raises(ReadingError, match="comma"):
            values.number(unclear)


@pytest.mark.parametrize(
    "cell", ["", "abc", "1e3", "nan", "inf", "1 500", "5 mg", "1/2", "٣", True]
)
def test_no_numbers(cell):
    """What is not plainly a number is refused."""
    with pytest.raises(ReadingError, match="a number is needed here"):
        values.number(cell)


@given(st.text(max_size=40) | st.floats() | st.integers() | st.booleans() | st.datetimes())
def test_any_cell_is_read_or_refused(cell):
    """No cell makes a reader fail in another way, and no refusal repeats it."""
    readers = (values.text, values.lines, values.identifier, values.identifiers, values.date)
    for reader in (*readers, values.number, values.result, values.count, values.yes_no):
        said = ""
        try:
            reader(cell)
        except ReadingError as refused:
            said = refused.rule + refused.action
        assert not isinstance(cell, str) or len(cell) < 12 or cell not in said


def test_results_with_a_bound():
    """A bound keeps its sign; other signs are refused."""
    assert values.result("<0.1") == (Comparator.BELOW, Decimal("0.1"))
    assert values.result("> 3500") == (Comparator.ABOVE, Decimal(3500))
    assert values.result(2.5) == (Comparator.EXACT, Decimal("2.5"))
    for unclear in ("<=0.1", "≥5", "~3", "1-2", "<", "<abc"):
        with pytest.raises(ReadingError):
            values.result(unclear)


def test_counts_and_amounts():
    """A count is whole and an amount above zero."""
    assert values.count("12") == 12
    assert values.count(12.0) == 12
    for wrong in ("1.5", "0", "-1"):
        with pytest.raises(ReadingError):
            values.count(wrong)
    with pytest.raises(ReadingError, match="above zero"):
        values.amount("0")


def test_identifiers_keep_their_zeros():
    """Text keeps leading zeros; what a spreadsheet has turned into a number is refused."""
    assert values.identifier("000123") == "000123"
    assert values.identifier(12345.0) == "12345"
    for lost in ("1.23457E+11", 1.2e16, 12.5):
        with pytest.raises(ReadingError, match="turned this identifier into a number"):
            values.identifier(lost)


def test_text_is_composed_and_clean():
    """Names are composed to NFC, on one line, without invisible characters."""
    assert values.text("Nguye\u0302\u0303n\u200b \n Lan\x00 ") == "Nguyễn Lan"
    assert values.text("\u202eabc") == "abc"
    assert values.lines("1 Main St; Town\nUS") == ("1 Main St", "Town", "US")
    with pytest.raises(ReadingError, match="not a date"):
        values.text(dt.date(2024, 1, 3))
    with pytest.raises(ReadingError, match="at most"):
        values.text("x" * 5000)


def test_words_and_answers():
    """Words are read by name or a first letter that is alone; answers are yes or no."""
    assert values.word(CourseStatus)(" Current ") is CourseStatus.CURRENT
    assert values.word(Outcome)("No Response") is Outcome.NONE
    assert values.word(CourseStatus)("d") is CourseStatus.DECLINED
    with pytest.raises(ReadingError, match="not one of the list"):
        values.word(CourseStatus)("p")
    assert values.yes_no("Y") is True
    assert values.yes_no(False) is False
    with pytest.raises(ReadingError, match="yes or no"):
        values.yes_no("maybe")
