"""Business days and windows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.period import Length
from letters.routing.days import (
    business_day_by,
    end_of,
    federal_holidays,
    is_business_day,
    printed,
)

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2080, 12, 31))
LENGTHS = st.builds(Length, count=st.integers(1, 200), unit=st.sampled_from("DWM"))


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (
            2026,
            "01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25",
        ),
        (2027, "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 "
               "12-25 12-31"),
    ],
)  # fmt: skip
def test_the_federal_holidays_of_a_year(year, days):
    """Holidays and the weekdays that stand in for those on a weekend, New Year's eve included."""
    assert federal_holidays(year) == {dt.date.fromisoformat(f"{year}-{d}") for d in days.split()}


@given(DAYS)
def test_a_business_day_is_never_forward(day):
    """The business day found is the day or one before it, at most a long weekend back."""
    found = business_day_by(day)
    assert is_business_day(found)
    assert dt.timedelta(0) <= day - found <= dt.timedelta(days=5)
    assert found == day or not is_business_day(day)


@given(DAYS, LENGTHS)
def test_a_window_ends_where_the_calendar_says(start, window):
    """A window ends on its plain day; the rule of the unmatched day adds one day and no more."""
    plain, ruled = end_of(window, start), end_of(window, start, unmatched=True)
    assert plain == window.after(start)
    matched = window.unit != "M" or plain.day == start.day
    assert ruled == (plain if matched else plain + dt.timedelta(days=1))
    assert matched or ruled.day == 1


def test_a_window_in_months_without_a_matching_day():
    """Four months from 30 October end on 1 March, four from 31 October too, in a leap year also."""
    window = Length(count=4, unit="M")
    for start in (dt.date(2026, 10, 30), dt.date(2026, 10, 31)):
        assert end_of(window, start, unmatched=True) == dt.date(2027, 3, 1)
    assert end_of(window, dt.date(2027, 10, 31), unmatched=True) == dt.date(2028, 3, 1)
    assert end_of(window, dt.date(2026, 11, 5), unmatched=True) == dt.date(2027, 3, 5)


def test_a_day_prints_as_documents_have_it():
    """The month is spelled out and does not part from its day."""
    assert printed(dt.date(2026, 11, 2)) == "November\N{NO-BREAK SPACE}2, 2026"
