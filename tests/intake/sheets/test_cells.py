"""Single cells as exports write them: what can mean but one thing is read, the rest refused."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.intake.reading import ReadingError
from letters.intake.sheets import cells
from letters.intake.sheets.cells import Day

DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2068, 12, 31))
WRITTEN = [
    "%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%d-%b-%Y", "%d %B %Y",
    "%b %d, %Y", "%B %d, %Y", "%d%b%Y", "%Y%m%d", "%m%d%Y", "%Y-%m-%dT08:30:00+00:00",
    "%Y-%m-%d 08:30:00.000", "%m/%d/%Y 8:30 AM", "%m/%d/%Y 08:30:00", "%Y%m%d083000",
    "%d-%b-%y", "%a, %d %b %Y", "%Y-%m-%dT08:30:00Z", "%Y-%m-%d 08:30:00 EST",
]  # fmt: skip
PLAIN = Day()
COUNTED = Day(counted=True)
BORN = Day(born=True)


@given(DAYS, st.sampled_from(WRITTEN))
def test_a_day_is_read_in_every_notation(day, notation):
    """Printing a day and reading it gives the same day (two digits of year from 1990 to 2068)."""
    assert cells.day(day.strftime(notation), PLAIN) == day


@given(DAYS, st.sampled_from([str, int, float, lambda count: f"{count}.5"]))
def test_days_that_a_spreadsheet_counts(day, written):
    """A count of days from 1900 is the day that a spreadsheet shows for it."""
    count = (day - dt.date(1899, 12, 30)).days
    assert cells.day(written(count), COUNTED) == day
    with pytest.raises(ReadingError, match="not surely a date"):
        cells.day(written(count), PLAIN)


REFUSED = [
    ("2024", COUNTED, "month or year alone"),
    ("03/2024", PLAIN, "month or year alone"),
    ("16/07/2026", PLAIN, "no such day"),
    ("02/30/2026", PLAIN, "no such day"),
    ("03/04/2026", Day(first=True), "its day first"),
    ("4.3.2024", PLAIN, "year-month-day"),
    ("soon", PLAIN, "year-month-day"),
    ("15 Foo 2026", PLAIN, "year-month-day"),
    (123456.0, COUNTED, "not surely"),
    (20000.0, COUNTED, "not surely"),
    (True, COUNTED, "a date is needed"),
    (dt.timedelta(days=3), PLAIN, "a date is needed"),
    ("5/1/10", BORN, "either century"),
    ("1/5/26", BORN, "either century"),
]


@pytest.mark.parametrize(("cell", "column", "rule"), REFUSED)
def test_days_refused(cell, column, rule):
    """What is no day, or may be several, is refused with what to do."""
    with pytest.raises(ReadingError, match=rule) as refused:
        cells.day(cell, column)
    assert refused.value.action


def test_two_digits_of_a_birth_year():
    """From 40 on they are of the 1900s, whoever reads them; below that they are either century."""
    assert cells.day("5/1/54", BORN) == dt.date(1954, 5, 1)
    assert cells.day(20000.0, Day(born=True, counted=True)) == dt.date(1954, 10, 3)


@pytest.mark.parametrize(
    "written",
    ["10/27/2026 - 10/29/2026", "10/27/2026-10/29/2026", "10/27/2026 to 10/29/2026", "10/27/2026"],
)
def test_the_first_day_of_a_range(written):
    """Of dates of service the first is taken."""
    assert cells.first_day(written, PLAIN) == dt.date(2026, 10, 27)


NAMES = [
    ("DOE, JANE M", "JANE M DOE", None),
    ("DOE,JANE", "JANE DOE", None),
    ("Jane Doe", "Jane Doe", None),
    ("DE LA CRUZ, MARÍA", "MARÍA DE LA CRUZ", None),
    ("DOE JR, JANE", "JANE DOE JR", None),
    ("Doe, Jane, Jr.", "Jane Doe Jr.", None),
    ("O'HARA, MARY (12345)", "MARY O'HARA", "12345"),
    ("DOE, JANE [A-123]", "JANE DOE", "A-123"),
    ("Doe, Jane #00123", "Jane Doe", "00123"),
]


@pytest.mark.parametrize(("written", "name", "account"), NAMES)
def test_names(written, name, account):
    """Given names come first, and a number beside the name is told apart."""
    assert cells.patient_name(written) == (name, account)


def test_no_name():
    """A number alone is no name."""
    with pytest.raises(ReadingError, match="a name is needed"):
        cells.patient_name("12345")


IDENTIFIERS = [
    ("000123", "000123"),
    ('="000123"', "000123"),
    ("'000123", "000123"),
    ("12345.0", "12345"),
    (12345.0, "12345"),
    ("A-12 3", "A-12 3"),
]


@pytest.mark.parametrize(("cell", "written"), IDENTIFIERS)
def test_identifiers(cell, written):
    """What a spreadsheet wraps around a number is taken off; zeros are kept."""
    assert cells.identifier(cell) == written


@pytest.mark.parametrize("lost", ["1.23457E+11", "1E+15", 1.2e17, 12.5, '="1.2E+11"'])
def test_identifiers_that_lost_digits(lost):
    """A long number in scientific notation is refused, never guessed."""
    with pytest.raises(ReadingError, match="turned this identifier into a number") as refused:
        cells.identifier(lost)
    assert "format the column as text" in refused.value.action


PROCEDURES = [
    ("J0000", "J0000", ()),
    ("j0000", "J0000", ()),
    ("HC:J0000:JZ", "J0000", ("JZ",)),
    ("J0000-JZ", "J0000", ("JZ",)),
    ("J0000 JZ,RT", "J0000", ("JZ", "RT")),
    ("99213 - Office visit", "99213", ()),
    ("99213 (visit)", "99213", ()),
    ("99213-25", "99213", ("25",)),
    (99213.0, "99213", ()),
    ("0001A", "0001A", ()),
]


@pytest.mark.parametrize(("cell", "code", "modifiers"), PROCEDURES)
def test_procedures(cell, code, modifiers):
    """The code is told from its modifiers and from its description."""
    assert cells.procedure(cell) == (code, modifiers)


@pytest.mark.parametrize("cell", ["Office visit", "9921", "I10", "195662009"])
def test_no_procedures(cell):
    """What begins with no procedure code is refused."""
    with pytest.raises(ReadingError, match="not a procedure code"):
        cells.procedure(cell)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("1.2 mg/dL", ("1.2", "mg/dL")),
        ("<0.1 g/g", ("<0.1", "g/g")),
        ("12 %", ("12", "%")),
        ("1.2mg/dL", ("1.2", "mg/dL")),
        ("1.2", ("1.2", None)),
        ("Negative", ("Negative", None)),
        (1.2, (1.2, None)),
    ],
)
def test_a_number_with_its_unit(cell, parts):
    """A unit behind a number in one cell is told from it."""
    assert cells.measured(cell) == parts


@given(st.text(max_size=40) | st.floats() | st.integers() | st.booleans() | st.datetimes())
def test_any_cell_is_read_or_refused(cell):
    """No cell makes a reader fail in another way, and no refusal repeats it."""
    readers = (
        lambda c: cells.day(c, COUNTED),
        lambda c: cells.first_day(c, BORN),
        cells.identifier,
        cells.patient_name,
        cells.procedure,
        cells.measured,
        cells.day_is_first,
        cells.is_counted,
    )
    for reader in readers:
        said = ""
        try:
            reader(cell)
        except ReadingError as refused:
            said = refused.rule + refused.action
        assert not isinstance(cell, str) or len(cell) < 12 or cell not in said
