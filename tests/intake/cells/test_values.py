"""Single cells: what is clear is read, what is unclear is refused."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import Comparator, CourseStatus, Outcome
from letters.intake.cells import values
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
    with pytest.raises(ReadingError, match="more than 30 marks"):
        values.text("Z" + "\u0316" * 31)


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


CARC = st.one_of(
    st.integers(1, 399).map(str),
    st.tuples(st.sampled_from("ABDPWY"), st.integers(1, 23)).map(lambda c: f"{c[0]}{c[1]}"),
)
GROUPED = st.tuples(st.sampled_from(["CO", "PR", "OA", "PI", "CR"]), CARC).map("-".join)
RARC = st.one_of(
    st.integers(1, 999).map(lambda n: f"N{n}"),
    st.integers(1, 150).map(lambda n: f"M{n}"),
    st.integers(1, 150).map(lambda n: f"MA{n:02}"),
)
CODES = st.lists(st.one_of(CARC, GROUPED, RARC), max_size=6, unique=True)


@given(CODES, st.sampled_from(["; ", ",", ", ", "|", "\n", " | "]))
def test_denial_codes_are_read_as_they_are_printed(codes, between):
    """Codes printed one after the other are read as the same codes, in their order."""
    assert values.denial_codes(between.join(codes)) == tuple(codes)


@given(GROUPED, st.sampled_from(["-", " ", "", ":", "*", "/", "_", " - "]))
def test_a_group_is_told_however_it_is_joined(code, joint):
    """Group and reason are one code whatever stands between them, in capitals or not."""
    for written in (code.replace("-", joint), code.replace("-", joint).lower()):
        assert values.denial_codes(written) == (code,)


@given(CARC)
def test_the_group_of_another_column(reason):
    """It counts for bare reasons, never for one with its own group or for a remark."""
    cell = f"{reason}; PR-1; N115"
    assert values.denial_codes(cell, "CO") == (f"CO-{reason}", "PR-1", "N115")


WORDED = [
    ("50 - NOT MED NEC", ("50",), "NOT MED NEC"),
    ("50 NOT MED NEC", ("50",), "NOT MED NEC"),
    ("CO50: not covered (N130)", ("CO-50", "N130"), "not covered"),
    ("16 (N382)", ("16", "N382"), ""),
    ("CO-16 M51 MA130", ("CO-16", "M51", "MA130"), ""),
    ("CLAIM DENIED CO50 AGAIN", ("CO-50",), "CLAIM DENIED AGAIN"),
    ("NOT COVERED, 24 HOURS", (), "NOT COVERED 24 HOURS"),
    ("DENIED FOR 24 HOURS", (), "DENIED FOR 24 HOURS"),
    ("MEDNEC", (), "MEDNEC"),
    ("195662009", (), "195662009"),
    ("1/15/2026", (), "1/15/2026"),
    ("2026-01-15", (), "2026-01-15"),
    ("1-800-555-0100", (), "1-800-555-0100"),
    ("$50.00", (), "$50.00"),
    ("50%", (), "50%"),
    ("M54.5", (), "M54.5"),
    ("M3214", (), "M3214"),
    ("999", (), "999"),
    ("050", ("50",), ""),
    ("", (), ""),
]


@pytest.mark.parametrize(("cell", "codes", "words"), WORDED)
def test_codes_among_words(cell, codes, words):
    """A bare number is a code only where it begins a part; words are told from the codes."""
    assert values.coded(cell) == (codes, words)


def test_codes_that_running_text_tells():
    """Within text only a reason with its group is surely one."""
    assert values.told_codes("Denied CO-50 after 24 days, see N115 and PR 1") == ("CO-50", "PR-1")


def test_a_code_that_a_spreadsheet_kept_as_a_number():
    """A number is its code; what it made a date of is refused."""
    assert values.denial_codes(50.0) == ("50",)
    with pytest.raises(ReadingError, match="not a date"):
        values.denial_codes(dt.date(2026, 1, 16))


@given(st.decimals(-(10**8), 10**8, places=2))
def test_money_is_read_as_it_is_printed(amount):
    """Dollars, commas, and brackets or a minus for what is owed back give the same amount."""
    plain, grouped = f"{abs(amount):.2f}", f"{abs(amount):,.2f}"
    for written in (plain, grouped, f"${grouped}", f"$ {grouped} ", f"{plain} USD"):
        owed = (f"({written})", f"-{written}", f"{written}-", f"$-{plain}")
        for cell in owed if amount < 0 else (written,):
            assert values.money(cell) == amount


@pytest.mark.parametrize("cell", ["1.234,50", "12,34", "abc", "", "12.00 CR", "(12.00", "1e3"])
def test_no_money(cell):
    """What is not plainly an amount is refused with what to write."""
    with pytest.raises(ReadingError, match="US dollars") as refused:
        values.money(cell)
    assert refused.value.action


def test_numbers_of_a_chart():
    """An exact number, and one with many decimals, are read as they are."""
    assert values.number(Decimal("1200.50")) == Decimal("1200.50")
    assert values.number("0.6655041671801190") == Decimal("0.6655041671801190")


@given(st.text(max_size=40) | st.floats() | st.integers() | st.booleans() | st.datetimes())
def test_any_cell_of_codes_or_money_is_read_or_refused(cell):
    """No cell makes these readers fail in another way, and no refusal repeats it."""
    for reader in (values.money, values.denial_codes, values.coded, values.told_codes):
        said = ""
        try:
            reader(cell)
        except ReadingError as refused:
            said = refused.rule + refused.action
        assert not isinstance(cell, str) or len(cell) < 12 or cell not in said
