"""Reads single cells as exports write them, more kindly than our own tables are read.

What could be two things is refused all the same: a day written first, a birth year of two digits
that may be of either century, a number that has lost digits.
"""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from letters.intake.cells import values
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell

_TIME = (
    r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|[-+][0-9]{2}:?[0-9]{2}|[A-Z]{2,4}T)?)?"
)
_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})" + _TIME)
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?:[0-9]{4,6})?")
_COMPACT_US = re.compile(r"([01][0-9])([0-3][0-9])((?:19|20)[0-9]{2})")
_SLASHED = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME)
_DAY_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9}, )?([0-9]{1,2})[- ]?([A-Za-z]{3,9})\.?[-, ]*([0-9]{4}|[0-9]{2})" + _TIME
)
_NAMED_DAY = re.compile(
    r"(?:[A-Za-z]{3,9}, )?([A-Za-z]{3,9})\.?[- ]([0-9]{1,2})(?:st|nd|rd|th)?,?[- ]+([0-9]{4})"
    + _TIME
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = (
    *("january", "february", "march", "april", "june", "july"),
    *("august", "september", "sept", "october", "november", "december"),
)
_RANGE = re.compile(
    r"\s+(?:-|to|thru|through|\u2013)\s+|\s*\u2013\s*|(?<=[0-9]{4})-(?=[0-9]{1,2}/)"
)
_COUNTED = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_FIRST_DAY = dt.date(1899, 12, 30)
"""Day 0 of the 1900 system, counted so that days after February 1900 come right."""
_COUNTS = range(10_000, 73_051)
"""1927 to 2099: a smaller number may be a year, a larger one is no day."""
_RECENT_COUNTS = range(32_874, 73_051)
"""From 1990 on: no export tells of a service, a denial or a result before that."""
_CENTURY_ENDS = 69
"""Two digits of a year from here on are of the 1900s for what was exported, as in POSIX."""
_BORN_BEFORE = 40
"""Two digits of a birth year from here on are of the 1900s; below it is either century."""

_WRITE_DATE = "write or export the date like 2026-03-15 or 3/15/2026"
_FORMULA = re.compile(r'="([^"]*)"')
_AS_FLOAT = re.compile(r"([0-9]{1,15})\.0")
_QUOTED_NUMBER = re.compile(r"^'(?=[0-9])")

_NUMBERED = re.compile(r"(.*[^\W\d].*?)\s*[(\[#]\s*([A-Za-z]{0,3}-?[0-9][0-9-]*)\s*[)\]]?")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})
_PROCEDURE = re.compile(
    r"(?:[A-Za-z]{2}[:>*])?([A-Za-z][0-9]{4}|[0-9]{5}|[0-9]{4}[A-Za-z])"
    r"((?:[-:, ]+[A-Za-z0-9]{2}){0,4})"
    r"(?:\s*[-:(]\s*\D.*|\s+[A-Za-z]{3,}.*)?",
    re.DOTALL,
)
_MEASURED = re.compile(
    r"([<>]?\s?[0-9][0-9,]*(?:\.[0-9]+)?|[<>]?\s?\.[0-9]+)\s*([^\W\d_].*|[%\u00b5/].*)"
)


class Day(NamedTuple):
    """How a column writes its days, as far as all of its cells tell."""

    born: bool = False
    first: bool = False
    """Whether the day stands before the month in one of them, so that no other is surely read."""
    counted: bool = False
    """Whether a bare number may count days from 1900."""


def day(cell: Cell, column: Day) -> dt.date:
    """A day in any notation of an export that can mean but one day.

    Raises:
        ReadingError: it is none, or may be several.
    """
    if isinstance(cell, bool | dt.time | dt.timedelta):
        raise ReadingError("a date is needed here", _WRITE_DATE)
    if isinstance(cell, dt.date):
        return values.date(cell)
    if isinstance(cell, int | float | Decimal):
        return _counted(str(cell), column)
    return _day(cell, column)


@lru_cache(maxsize=8192)
def _day(cell: str, column: Day) -> dt.date:
    written = values.text(cell)
    if _COUNTED.fullmatch(written):
        return _counted(written, column)
    for pattern, order in ((_ISO, (1, 2, 3)), (_COMPACT, (1, 2, 3)), (_COMPACT_US, (3, 1, 2))):
        if match := pattern.fullmatch(written):
            return _of(*(int(match[at]) for at in order))
    if match := _SLASHED.fullmatch(written):
        if column.first:
            rule = (
                "a date of this column has its day first, so which number is the month is unclear"
            )
            raise ReadingError(rule, _WRITE_DATE)
        return _of(_year(match[4], column.born), int(match[1]), int(match[3]))
    for pattern, (at_day, at_month) in ((_DAY_NAMED, (1, 2)), (_NAMED_DAY, (2, 1))):
        match = pattern.fullmatch(written)
        if match and (month := _month(match[at_month])):
            return _of(_year(match[3], column.born), month, int(match[at_day]))
    return values.date(written)


def first_day(cell: Cell, column: Day) -> dt.date:
    """The first day of a range, or the one day that a cell holds."""
    return day(_RANGE.split(values.text(cell))[0] if isinstance(cell, str) else cell, column)


def day_is_first(cell: Cell) -> bool:
    """Whether a date surely has its day before its month, as 16/07/2026."""
    match = _SLASHED.match(cell.strip()) if isinstance(cell, str) else None
    return match is not None and int(match[1]) > 12 >= int(match[3])


def is_counted(cell: Cell) -> bool:
    """Whether a cell is a bare number in the range of days counted from 1900."""
    if isinstance(cell, str):
        return _COUNTED.fullmatch(cell.strip()) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _counted(written: str, column: Day) -> dt.date:
    number = float(written)
    if (
        column.counted
        and number < 1e6
        and int(number) in (_COUNTS if column.born else _RECENT_COUNTS)
    ):
        return _FIRST_DAY + dt.timedelta(days=int(number))
    action = "format the column as a date and export it again"
    raise ReadingError("a number is not surely a date", action)


def _year(written: str, born: bool) -> int:
    if len(written) == 4:
        return int(written)
    year = int(written)
    if born:
        if year < _BORN_BEFORE:
            rule = "two digits of a birth year may be of either century"
            raise ReadingError(rule, "export the birth date with four digits of year")
        return 1900 + year
    return 1900 + year if year >= _CENTURY_ENDS else 2000 + year


def _month(written: str) -> int | None:
    name = written.casefold()
    if name in _MONTHS or name in _LONG_MONTHS:
        return _MONTHS.index(name[:3]) + 1
    return None


def _of(year: int, month: int, number: int) -> dt.date:
    return values.date(f"{year:04}-{month:02}-{number:02}")


def identifier(cell: Cell) -> str:
    """A number or code as it was before a spreadsheet touched it; `="00123"` is `00123`.

    Raises:
        ReadingError: digits may have been lost.
    """
    if isinstance(cell, str):
        written = _QUOTED_NUMBER.sub("", unwrapped(cell).strip())
        match = _AS_FLOAT.fullmatch(written)
        return values.identifier(match[1] if match else written)
    return values.identifier(cell)


def unwrapped(cell: str) -> str:
    """What stands within `="..."`, by which exports keep spreadsheets from changing a number."""
    match = _FORMULA.fullmatch(cell.strip())
    return match[1] if match else cell


class Named(NamedTuple):
    """A patient's name, given names first, and the number that stood beside it."""

    name: str
    account: str | None


def patient_name(cell: Cell) -> Named:
    """The name of a cell as `DOE, JANE M`, `Doe,Jane`, `Jane Doe` or `DOE, JANE (12345)`.

    Raises:
        ReadingError: it is a date, or holds no letter.
    """
    written = values.text(cell)
    numbered = _NUMBERED.fullmatch(written)
    account = numbered[2] if numbered else None
    name = numbered[1] if numbered else written
    if not any(c.isalpha() for c in name):
        raise ReadingError("a name is needed here", "export the patient's name in this column")
    return Named(_ordered(name), account)


def _ordered(name: str) -> str:
    family, comma, given = (part.strip() for part in name.partition(","))
    if not comma or not given:
        return family or given
    given, _, more = (part.strip() for part in given.partition(","))
    words = family.split()
    if more and more.casefold().rstrip(".") in _SUFFIXES:
        return f"{given} {family} {more}"
    if not more and len(words) > 1 and words[-1].casefold().rstrip(".") in _SUFFIXES:
        return f"{given} {family}"
    return f"{given} {family}" if not more else f"{given} {family}, {more}"


def joined_name(first: str, middle: str, last: str, suffix: str) -> str:
    """A name of its parts, given names first."""
    return " ".join(part for part in (first, middle, last, suffix) if part)


def procedure(cell: Cell) -> tuple[str, tuple[str, ...]]:
    """The procedure code of a cell and the modifiers beside it: `J0000-JZ`, `99213 - Visit`.

    Raises:
        ReadingError: it begins with no procedure code.
    """
    match = _PROCEDURE.fullmatch(identifier(cell))
    if match is None:
        action = "export the CPT or HCPCS code in a column of its own"
        raise ReadingError("it is not a procedure code", action)
    return match[1].upper(), tuple(re.findall(r"[A-Za-z0-9]{2}", match[2].upper()))


def measured(cell: Cell) -> tuple[Cell, str | None]:
    """A number and the unit that stands behind it in one cell, as `1.2 mg/dL`."""
    match = _MEASURED.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return (match[1], match[2].strip()) if match else (cell, None)
