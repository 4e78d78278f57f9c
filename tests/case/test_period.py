import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from letters.case.period import Length, Period

READ = TypeAdapter(Period)


@pytest.mark.parametrize(
    ("text", "count", "unit", "words"),
    [
        ("P90D", 90, "D", "90 days"),
        ("P6W", 6, "W", "6 weeks"),
        ("P6M", 6, "M", "6 months"),
        ("P3Y", 3, "Y", "3 years"),
        ("P1M", 1, "M", "1 month"),
        ("P0D", 0, "D", "0 days"),
    ],
)
def test_a_period_is_read_and_told_in_words(text, count, unit, words):
    """A period reads into its count and unit, prints in words and goes back to its text."""
    length = READ.validate_python(text)
    assert length == Length(count=count, unit=unit)
    assert str(length) == words
    assert READ.validate_json(READ.dump_json(length)) == length


@pytest.mark.parametrize("text", ["90", "P90", "90D", "P1.5M", "P1M2D", "-P1M", "PT1H", "p1m", ""])
def test_anything_else_is_refused(text):
    """What is not a count and one unit is refused, not guessed."""
    with pytest.raises(ValidationError):
        READ.validate_python(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("P3M", "2026-01-31", "2026-04-30"),
        ("P1M", "2024-01-31", "2024-02-29"),
        ("P1Y", "2024-02-29", "2025-02-28"),
        ("P90D", "2026-01-01", "2026-04-01"),
        ("P6W", "2026-01-01", "2026-02-12"),
        ("P12M", "2025-11-22", "2026-11-22"),
    ],
)
def test_months_are_those_of_the_calendar(text, start, end):
    """A month ends on the same day of the month, or on its last day where there is none."""
    assert READ.validate_python(text).after(dt.date.fromisoformat(start)).isoformat() == end


def test_before_looks_back():
    """The day a length before another."""
    assert READ.validate_python("P90D").before(dt.date(2026, 4, 1)) == dt.date(2026, 1, 1)
    assert READ.validate_python("P3M").before(dt.date(2026, 5, 31)) == dt.date(2026, 2, 28)
