"""Single elements: what is clear is read, what is unclear is refused."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.intake.reading import ReadingError
from letters.intake.x12 import elements
from letters.intake.x12.elements import Billed, Troubles
from letters.intake.x12.separators import Separators
from letters.intake.x12.tokens import parse

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31))
PLAIN = Separators("*", ":", "~")


@given(DAYS, st.sampled_from(["", "1230", "123059", "-20991231", "-"]))
@settings(deadline=None)
def test_a_day_is_read_with_a_time_or_as_the_first_of_a_range(day, behind):
    """D8, DT and RD8 give the first day."""
    assert elements.date(f"{day:%Y%m%d}{behind}") == day


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
@settings(deadline=None)
def test_six_digits_are_a_day_of_this_century(day):
    """YYMMDD is read, but not as a birth."""
    assert elements.date(f"{day:%y%m%d}") == day
    with pytest.raises(ReadingError, match="four digits"):
        elements.birth(f"{day:%y%m%d}")


@given(st.text(max_size=12))
@settings(deadline=None)
def test_any_text_is_a_day_or_refused_without_being_repeated(text):
    """What is read stands in the text; what is refused is not shown."""
    try:
        day, told = elements.date(text), ""
    except ReadingError as refusal:
        day, told = None, refusal.rule + refusal.action
    assert len(text) < 4 or text not in told
    assert day is None or (1900 <= day.year < 2100 and f"{day:%m%d}" in text)


@pytest.mark.parametrize(
    "text",
    [
        "20260230",
        "18991231",
        "21000101",
        "2026-01-02",
        "1/2/2026",
        "2026",
        "\uff12\uff10\uff12\uff16\uff10\uff11\uff10\uff12",
    ],
)
def test_days_refused(text):
    """Days that do not exist, lie outside, or are written otherwise are refused."""
    with pytest.raises(ReadingError):
        elements.date(text)


@given(st.decimals(-(10**11), 10**11, places=2))
@settings(deadline=None)
def test_money_is_exact(amount):
    """An amount comes back exactly, signs included."""
    assert elements.number(f"{amount:f}") == amount
    assert elements.number(f"+{abs(amount):f}") == abs(amount)


@given(st.text(max_size=12))
@settings(deadline=None)
def test_only_plain_numbers_are_numbers(text):
    """What is read as a number is digits, a sign and a point."""
    try:
        value = elements.number(text)
    except ReadingError:
        assert not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,6})?", text)
    else:
        assert value == Decimal(text)
        assert re.fullmatch(r"[-+]?[0-9]*\.?[0-9]*", text)


@pytest.mark.parametrize(
    "text", ["1e3", "1E3", "NaN", "Infinity", "1,000", "$5", "-", ".", "1" * 13]
)
def test_numbers_refused(text):
    """Exponents, words, grouping and endless digits are refused."""
    with pytest.raises(ReadingError):
        elements.number(text)


@pytest.mark.parametrize("text", [".5", "5.", "-.25", "007", "+3.10"])
def test_numbers_as_mainframes_write_them(text):
    """A point may stand first or last."""
    assert elements.number(text) == Decimal(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345678901", "12345678901"),
        ("12345-6789-01", "12345678901"),
        ("1234-6789-01", "01234678901"),
        ("12345-678-01", "12345067801"),
        ("12345-6789-1", "12345678901"),
    ],
)
def test_a_drug_code_is_filled_to_eleven_digits(text, code):
    """Hyphens tell which part lacks its zero."""
    assert elements.ndc(text) == code


@pytest.mark.parametrize("text", ["1234567890", "123456789012", "1234-678-01", "ABC", "12345-6789"])
def test_drug_codes_that_may_be_several_are_refused(text):
    """Ten digits without hyphens may be filled in three ways."""
    with pytest.raises(ReadingError):
        elements.ndc(text)


@pytest.mark.parametrize(
    ("text", "code"), [("50", "50"), ("050", "50"), ("a1", "A1"), ("B7", "B7")]
)
def test_reasons_of_adjustment(text, code):
    """A reason is read in capitals and without leading zeros."""
    assert elements.reason(text) == code


@pytest.mark.parametrize("text", ["", "0", "ETEST", "CO-50", "12345", "N115"])
def test_what_is_no_reason_is_refused(text):
    """Other codes are not taken for a reason."""
    with pytest.raises(ReadingError):
        elements.reason(text)


@pytest.mark.parametrize(
    ("written", "places", "billed"),
    [
        ("SVC*HC:J1234:JZ:59*1", (1,), Billed("J1234", ("JZ", "59"), "")),
        ("SVC*HC:99213*1*0**1*HC:99214:25", (6, 1), Billed("99214", ("25",), "")),
        ("SVC*N4:12345678901*1*0**1*HC:J1234", (6, 1), Billed("J1234", (), "12345678901")),
        ("SVC*HC:J1234*1*0**1*N4:12345678901", (6, 1), Billed("J1234", (), "12345678901")),
        ("SVC*NU:0450*1", (6, 1), Billed()),
        ("SVC*XX:J1234*1", (1,), Billed("J1234", (), "")),
        ("SVC*HC*1", (1,), Billed()),
        ("SVC", (1,), Billed()),
        ("SVC*hc:j1234:jz*1", (1,), Billed("J1234", ("JZ",), "")),
        ("SVC*HC:J1234:::::A NOTE*1", (1,), Billed("J1234", (), "")),
    ],
)
def test_what_a_line_was_billed_with(written, places, billed):
    """The service as billed wins over the one decided; revenue codes are no procedures."""
    troubles = Troubles()
    assert elements.billed(parse(written, 1, PLAIN), places, troubles) == billed
    assert troubles.found == []


def test_a_code_that_is_none_is_troubled():
    """A procedure or drug that cannot be one is left out and told."""
    troubles = Troubles()
    segment = parse("SVC*HC:J 12*1*0**1*N4:123", 7, PLAIN)
    assert elements.billed(segment, (6, 1), troubles) == Billed()
    assert [(t.number, t.heading) for t in troubles.found] == [(7, "ndc"), (7, "procedure")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("NM1*QC*1*ROE*ANN*B***MI*1", "ANN B ROE"),
        ("NM1*QC*1*ROE*ANN***JR", "ANN ROE JR"),
        ("NM1*PR*2*PLAN", "PLAN"),
        ("NM1*QC", ""),
    ],
)
def test_names_in_the_order_in_which_they_are_spoken(written, name):
    """Given names come first, a suffix last."""
    assert elements.name(parse(written, 1, PLAIN)) == name
