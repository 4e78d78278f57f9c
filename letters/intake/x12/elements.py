"""Reads single elements: dates, money, names, codes of services. What is unclear is refused."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from letters import codes
from letters.intake.reading import ReadingError
from letters.intake.x12.tokens import Segment

T = TypeVar("T")

_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,12}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})")
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{4,6})?")
_SHORT_DAY = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_CENTURY = 2000
_YEARS = range(1900, 2100)
_CODE = re.compile(r"[A-Z0-9]{4,8}")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
_OF_DRUGS = "N4"
_NOT_PROCEDURES = frozenset({"NU", "RB", "UI", "UP", "UX", "UK", "EN", "EO", "MG", "MN"})
"""Qualifiers of revenue codes and of numbers of articles, which are no codes of procedures."""
_MODIFIERS = slice(2, 6)

_LOOK_UP = "look it up with the payer or in the practice's own system"


@dataclass(slots=True)
class Trouble:
    """An element that could not be used: its segment, our heading for it, and why."""

    number: int
    heading: str
    refusal: ReadingError


@dataclass(frozen=True, slots=True)
class Billed:
    """What a service line was billed with. `ndc` has eleven digits."""

    procedure: str = ""
    modifiers: tuple[str, ...] = ()
    ndc: str = ""


@dataclass(slots=True)
class Troubles:
    """Collects what could not be used while the rest goes on."""

    found: list[Trouble] = field(default_factory=list)

    def take(
        self, segment: Segment, place: int, parse: Callable[[str], T], heading: str
    ) -> T | None:
        """An element parsed; None when it is blank or refused."""
        written = segment.get(place)
        if not written:
            return None
        try:
            return parse(written)
        except ReadingError as refusal:
            self.found.append(Trouble(segment.number, heading, refusal))
            return None


def number(written: str) -> Decimal:
    """A decimal number as X12 writes it: a sign and a point where needed, no exponent.

    Raises:
        ReadingError: it is none, or has more than twelve digits before the point.
    """
    if not _NUMBER.fullmatch(written):
        raise ReadingError("a number of up to twelve digits is needed here", _LOOK_UP)
    return Decimal(written)


def date(written: str) -> dt.date:
    """A day as CCYYMMDD, with or without a time; of a range of days the first.

    Six digits are YYMMDD of this century, as older versions of the standard write them.

    Raises:
        ReadingError: there is no such day, or it is another notation.
    """
    first = written.partition("-")[0].strip()
    if full := _DAY.fullmatch(first):
        return _day(int(full[1]), int(full[2]), int(full[3]))
    if short := _SHORT_DAY.fullmatch(first):
        return _day(_CENTURY + int(short[1]), int(short[2]), int(short[3]))
    raise ReadingError("a date is eight digits, year before month and day", _LOOK_UP)


def birth(written: str) -> dt.date:
    """A day of birth, whose century must be written.

    Raises:
        ReadingError: it is not eight digits, or there is no such day.
    """
    if _SHORT_DAY.fullmatch(written):
        raise ReadingError("the year of a birth needs four digits", _LOOK_UP)
    return date(written)


def _day(year: int, month: int, day: int) -> dt.date:
    if year not in _YEARS:
        raise ReadingError("the year lies outside 1900 to 2099", _LOOK_UP)
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise ReadingError("there is no such day in the calendar", _LOOK_UP) from error


def ndc(written: str) -> str:
    """A national drug code as eleven digits; hyphens tell which part lacks its leading zero.

    Raises:
        ReadingError: it has neither eleven digits nor hyphens that show where one is missing.
    """
    try:
        return codes.ndc(written)
    except ValueError as error:
        raise ReadingError(str(error), _LOOK_UP) from error


def reason(written: str) -> str:
    """A claim adjustment reason code (CARC).

    Raises:
        ReadingError: it does not have the shape of one.
    """
    code = written.upper().lstrip("0")
    parted = codes.adjustment(code)
    if parted is None or parted[0] is not None:
        raise ReadingError("an adjustment reason code is one to three digits", _LOOK_UP)
    return code


def remark(written: str) -> str:
    """A remittance advice remark code (RARC).

    Raises:
        ReadingError: it does not have the shape of one.
    """
    code = written.upper()
    if not codes.is_remark(code):
        raise ReadingError("a remark code is N, M or MA and a number", _LOOK_UP)
    return code


def icd10(written: str) -> str:
    """An ICD-10-CM code with its point.

    Raises:
        ReadingError: it does not have the shape of one.
    """
    try:
        return codes.icd10cm(written)
    except ValueError as error:
        raise ReadingError(str(error), _LOOK_UP) from error


def name(segment: Segment) -> str:
    """The name of an NM1 segment in the order in which it is spoken: first, middle, last, suffix.

    Of an organization it is element 3 alone.
    """
    return " ".join(part for place in (4, 5, 3, 7) if (part := segment.get(place)))


def city(segment: Segment) -> str:
    """City, state and ZIP code of an N4 segment on one line."""
    zip_code = segment.get(3)
    if re.fullmatch("[0-9]{9}", zip_code):
        zip_code = f"{zip_code[:5]}-{zip_code[5:]}"
    region = " ".join(part for part in (segment.get(2), zip_code) if part)
    return ", ".join(part for part in (segment.get(1), region) if part)


def billed(segment: Segment, places: tuple[int, ...], troubles: Troubles) -> Billed:
    """Code, modifiers and drug code from composites that name a service, the preferred first.

    A revenue code is no procedure. A qualifier that nobody knows is tolerated.
    """
    procedure, modifiers, drug = "", tuple[str, ...](), ""
    for place in places:
        parts = segment.parts(place)
        qualifier, written = parts[0].upper(), parts[1] if len(parts) > 1 else ""
        if qualifier == _OF_DRUGS:
            drug = drug or _drug(segment.number, written, troubles)
        elif not procedure and written and qualifier not in _NOT_PROCEDURES:
            procedure = _procedure(segment.number, written, troubles)
            found = (part.upper() for part in parts[_MODIFIERS])
            modifiers = tuple(part for part in found if _MODIFIER.fullmatch(part))
    return Billed(procedure, modifiers, drug)


def _drug(place: int, written: str, troubles: Troubles) -> str:
    try:
        return ndc(written)
    except ReadingError as refusal:
        troubles.found.append(Trouble(place, "ndc", refusal))
        return ""


def _procedure(place: int, written: str, troubles: Troubles) -> str:
    code = written.upper()
    if _CODE.fullmatch(code):
        return code
    rule = "a code of a procedure is five letters and digits"
    troubles.found.append(Trouble(place, "procedure", ReadingError(rule, _LOOK_UP)))
    return ""
