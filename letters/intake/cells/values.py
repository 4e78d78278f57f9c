"""Reads single cells: text, identifiers, dates, numbers, yes or no. What is unclear is refused."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from letters import typed
from letters.case.evidence import Comparator
from letters.case.pages import PagesError
from letters.case.pages import numbers as page_numbers
from letters.case.vocabulary import folded
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell

Word = TypeVar("Word", bound=StrEnum)
T = TypeVar("T")

_TIMES = (dt.date, dt.time, dt.timedelta)
_NUMBERS = (str, int, float, Decimal)
_LONGEST = 4000
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_ISO = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
)
_US = re.compile(
    r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[AaPp][Mm])?)?"
)
_PARTIAL = re.compile(
    r"[0-9]{4}|[0-9]{1,2}[/-][0-9]{4}|[0-9]{4}[/-][0-9]{1,2}|[A-Za-z]{3,9}\.? [0-9]{4}"
)
_YEARS = range(1900, 2100)
_PLAIN = re.compile(r"[-+]?([0-9]{1,15}(\.[0-9]{1,20})?|\.[0-9]{1,20})")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}((,[0-9]{3})+\.[0-9]{1,15}|(,[0-9]{3}){2,4})")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_DIGITS_OF_A_NUMBER = 15

_WRITE_DATE = "write the date like 2026-03-15 or 3/15/2026"
_WRITE_NUMBER = "write digits with a point, and < or > before it where the result says so"
_WRITE_CODE = "format the column as text and write it again as printed"
_WRITE_MONEY = "write digits with a point, as 1250.00"

_MONEY = re.compile(r"(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.[0-9]{1,4})?|\.[0-9]{1,4}")
_PARTING = re.compile(r"[,;|/\r\n\t]+")
_DAY_LIKE = re.compile(r"\s*[0-9]{1,4}([-/.])[0-9]{1,2}\1[0-9]{1,4}\b.*", re.DOTALL)
_GROUP = r"(CO|PR|OA|PI|CR)"
_REASON = r"(0{0,2}[1-9][0-9]{0,2}|[ABDPWY]0?[0-9]{1,2})"
_REMARK = r"((?:MA|M|N)0{0,2}[1-9][0-9]{0,2})"
_END = r"(?![A-Za-z0-9%]|\.[0-9])"
_SLASHED = re.compile(rf"\b{_GROUP}\s*/\s*(?={_REASON}\b)", re.IGNORECASE)
_BY_GROUP = re.compile(rf"(?<![A-Za-z0-9]){_GROUP}\s?[-\u2013_:*.#]?\s?{_REASON}{_END}")
_WITHIN = re.compile(rf"{_BY_GROUP.pattern}|[(\[]\s?{_REMARK}\s?[)\]]")
_BEGINS_BY_GROUP = re.compile(rf"\W*{_BY_GROUP.pattern}", re.IGNORECASE)
_REMARK_ALONE = re.compile(rf"[\s(\[:\u2013-]*{_REMARK}{_END}", re.IGNORECASE)
_REASON_ALONE = re.compile(rf"[\s(\[]*{_REASON}{_END}", re.IGNORECASE)
_THEN_WORDS = re.compile(r"\s*(?:[-\u2013:=](?![0-9])|[)\]]|$)")
_THEN_ANY = re.compile(r"\s+[^\W\d]")
_HIGHEST_REASON = 399


def text(cell: Cell) -> str:
    """Text on one line, composed (NFC), without control or invisible characters.

    Raises:
        ReadingError: it is a date or a time, it is too long, or marks are stacked on a letter.
    """
    if isinstance(cell, _TIMES):
        raise ReadingError(
            "text is needed here, not a date", "format the cell as text and write it again"
        )
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    written = str(cell)
    if not (written.isascii() and written.isprintable()):  # nearly every cell is, and it is quick
        written = _line(written)
    elif " " in written:
        written = " ".join(written.split())
    if len(written) > _LONGEST:
        raise ReadingError(f"a cell holds at most {_LONGEST} characters", "shorten it")
    return written


def _line(written: str) -> str:
    whole = _UNSEEN.sub("", unicodedata.normalize("NFC", written))
    if typed.is_stacked(whole):
        raise ReadingError(f"a cell has {typed.STACKED}", "type it again")
    return " ".join("".join(c if _printable(c) else " " for c in whole).split())


def _printable(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs", "Cn", "Co"}


def lines(cell: Cell) -> tuple[str, ...]:
    """Lines separated by semicolons or line breaks."""
    if not isinstance(cell, str):
        return (text(cell),)
    return tuple(line for part in re.split(r"[;\r\n]+", cell) if (line := text(part)))


def identifier(cell: Cell) -> str:
    """A number or code that is never calculated with.

    Raises:
        ReadingError: the spreadsheet kept it as a number and may have lost digits.
    """
    if isinstance(cell, float) and (not cell.is_integer() or cell >= 10**_DIGITS_OF_A_NUMBER):
        raise ReadingError("a spreadsheet has turned this identifier into a number", _WRITE_CODE)
    written = text(cell)
    if _SCIENTIFIC.fullmatch(written) and "+" in written:
        raise ReadingError("a spreadsheet has turned this identifier into a number", _WRITE_CODE)
    return written


def identifiers(cell: Cell) -> tuple[str, ...]:
    """Identifiers separated by semicolons or commas."""
    parts = re.split(r"[;,\r\n]+", cell) if isinstance(cell, str) else [cell]
    return tuple(written for part in parts if (written := identifier(part)))


def date(cell: Cell) -> dt.date:
    """A day: a date of the spreadsheet, YYYY-MM-DD, or month/day/year as in the US.

    Raises:
        ReadingError: the day is missing, the parts do not make a date, or it is another notation.
    """
    if isinstance(cell, dt.datetime):
        cell = cell.date()
    if isinstance(cell, dt.date):
        return _in_range(cell)
    if not isinstance(cell, str):
        raise ReadingError("a number is not a date", "format the cell as a date, or " + _WRITE_DATE)
    written = text(cell)
    if iso := _ISO.fullmatch(written):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if us := _US.fullmatch(written):
        return _day(int(us[3]), int(us[1]), int(us[2]))
    if _PARTIAL.fullmatch(written):
        raise ReadingError("a day is needed, a month or year alone is not a date", _WRITE_DATE)
    raise ReadingError(
        "a date is year-month-day or month/day/year with four digits of year", _WRITE_DATE
    )


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return _in_range(dt.date(year, month, day))
    except ValueError as error:
        if isinstance(error, ReadingError):
            raise
        raise ReadingError(
            "there is no such day in the calendar (month/day/year)", _WRITE_DATE
        ) from error


def _in_range(day: dt.date) -> dt.date:
    if day.year not in _YEARS:
        raise ReadingError("the year lies outside 1900 to 2099", _WRITE_DATE)
    return day


def number(cell: Cell) -> Decimal:
    """A plain number.

    Raises:
        ReadingError: it is none, or a comma in it may group digits or be a decimal point.
    """
    if isinstance(cell, bool) or not isinstance(cell, _NUMBERS):
        raise ReadingError("a number is needed here", _WRITE_NUMBER)
    plain = Decimal(repr(cell)) if isinstance(cell, float) else cell
    written = format(plain, "f") if isinstance(plain, Decimal) else text(plain)
    if _PLAIN.fullmatch(written):
        return Decimal(written)
    if _GROUPED.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if "," in written:
        raise ReadingError(
            "a comma may group digits or be a decimal point", "write it without a comma"
        )
    raise ReadingError("a number is needed here", _WRITE_NUMBER)


def amount(cell: Cell) -> Decimal:
    """A number above zero.

    Raises:
        ReadingError: it is not a number, or not above zero.
    """
    value = number(cell)
    if value <= 0:
        raise ReadingError("the number must be above zero", "correct it")
    return value


def result(cell: Cell) -> tuple[Comparator, Decimal]:
    """A reported result: a number, or one that the true value lies below (<) or above (>).

    Raises:
        ReadingError: it is not such a number.
    """
    if not isinstance(cell, str):
        return Comparator.EXACT, number(cell)
    written = text(cell)
    if written[:1] in ("≤", "≥") or written[:2] in ("<=", ">="):
        raise ReadingError("a bound is written with < or > alone", _WRITE_NUMBER)
    for comparator in (Comparator.BELOW, Comparator.ABOVE):
        if written.startswith(comparator):
            return comparator, number(written.removeprefix(comparator).strip())
    return Comparator.EXACT, number(written)


def count(cell: Cell) -> int:
    """A whole number of at least one.

    Raises:
        ReadingError: it is not such a number.
    """
    value = amount(cell)
    if value != value.to_integral_value() or value > 100_000:
        raise ReadingError("a whole number is needed here", "correct it")
    return int(value)


def pages(cell: Cell) -> tuple[int, ...] | None:
    """The pages of a file, as `1-3; 7`; None where it says that all are meant.

    Raises:
        ReadingError: it is none, or a spreadsheet made a date of it.
    """
    action = "format the cell as text and write the pages again, as 1-3; 7"
    try:
        return page_numbers(text(cell))
    except ReadingError as refusal:
        raise ReadingError(refusal.rule, action) from refusal
    except PagesError as wrong:
        raise ReadingError(str(wrong), "write the pages to enclose as 1-3; 7") from None


def yes_no(cell: Cell) -> bool:
    """Yes or no.

    Raises:
        ReadingError: it is neither.
    """
    said = folded(text(cell))
    if said in ("yes", "y", "true"):
        return True
    if said in ("no", "n", "false"):
        return False
    raise ReadingError(
        "the answer is yes or no", "write yes or no, or leave the cell empty if unknown"
    )


def word(words: type[Word]) -> Callable[[Cell], Word]:
    """Reads one of a few words; a first letter suffices where it is alone."""

    def parse(cell: Cell) -> Word:
        said = folded(text(cell))
        exact = [w for w in words if folded(w.value) == said]
        short = [w for w in words if len(said) == 1 and folded(w.value).startswith(said)]
        for found in (exact, short):
            if len(found) == 1:
                return found[0]
        choices = ", ".join(w.value for w in words)
        raise ReadingError("the word is not one of the list", f"write one of: {choices}")

    return parse


def code(check: Callable[[str], str]) -> Callable[[Cell], str]:
    """Reads an identifier that a function of `letters.codes` accepts."""

    def parse(cell: Cell) -> str:
        written = identifier(cell)
        try:
            return check(written)
        except ValueError as error:
            raise ReadingError(str(error), "compare it with its source and correct it") from error

    return parse


def codes(check: Callable[[str], str]) -> Callable[[Cell], tuple[str, ...]]:
    """Reads several such codes; one that is refused refuses them all."""
    one = code(check)
    return lambda cell: tuple(one(part) for part in identifiers(cell))


def money(cell: Cell) -> Decimal:
    """An amount in US dollars: `$1,234.50`; what is owed back as `(12.00)`, `12.00-` or `-12.00`.

    Raises:
        ReadingError: it is not such an amount.
    """
    if not isinstance(cell, str):
        return number(cell)
    written = re.sub(r"[\s$]|USD", "", text(cell))
    owed = re.fullmatch(r"\((.*)\)|-(.*)|(.*)-", written)
    plain = next(part for part in owed.groups() if part is not None) if owed else written
    if not _MONEY.fullmatch(plain):
        raise ReadingError("an amount in US dollars is needed here", _WRITE_MONEY)
    value = Decimal(plain.replace(",", ""))
    return -value if owed else value


def denial_codes(cell: Cell, group: str | None = None) -> tuple[str, ...]:
    """The adjustment reasons as `CO-50` or `50` and the remarks as `N115` that a cell holds.

    `group` is the group code that stands in another column. What is neither is passed over.

    Raises:
        ReadingError: it is a date or a time.
    """
    return coded(cell, group)[0]


def coded(cell: Cell, group: str | None = None) -> tuple[tuple[str, ...], str]:
    """The codes of a cell of denial codes, and the words that stand beside them.

    A bare number is a reason only where it begins a part of the cell: within words it is a number.
    """
    return _coded(text(cell) if not isinstance(cell, str) else cell, group)


@lru_cache(maxsize=4096)
def _coded(written: str, group: str | None) -> tuple[tuple[str, ...], str]:
    if _DAY_LIKE.fullmatch(written):
        return (), text(written)
    found: list[str] = []
    words: list[str] = []
    for at, part in enumerate(_PARTING.split(_SLASHED.sub(r"\1-", written))):
        _scan(part, group, at == 0, found, words)
    return tuple(dict.fromkeys(found)), text(" ".join(words))


def told_codes(cell: Cell) -> tuple[str, ...]:
    """The adjustment reasons that running text tells; only one with its group is surely one."""
    told = (_reason(match[2], match[1]) for match in _BY_GROUP.finditer(text(cell)))
    return tuple(dict.fromkeys(code for code in told if code))


def _scan(part: str, group: str | None, begins: bool, found: list[str], words: list[str]) -> None:
    """Adds what one part of a cell holds. `begins` tells that nothing stands before it."""
    at = 0
    while at < len(part):
        code, end = _code_at(part, at, group, begins and at == 0)
        if code is not None:
            found.append(code)
            at = end
            continue
        later = _WITHIN.search(part, at)
        words.append(part[at : later.start() if later else len(part)].strip(" -\u2013:=.()[]*#&+"))
        if later is None:
            return
        code = _remark(later[3]) if later[3] else _reason(later[2], later[1])
        found += [code] if code else []
        at = later.end()


def _code_at(part: str, at: int, group: str | None, begins: bool) -> tuple[str | None, int]:
    if (match := _BEGINS_BY_GROUP.match(part, at)) and (code := _reason(match[2], match[1])):
        return code, match.end()
    if match := _REMARK_ALONE.match(part, at):
        return _remark(match[1]), match.end()
    match = _REASON_ALONE.match(part, at)
    if match is None or (code := _reason(match[1], group)) is None:
        return None, at
    end = match.end()
    alone = _THEN_WORDS.match(part, end) or (begins and _THEN_ANY.match(part, end))
    if alone or _code_at(part, end, None, False)[0] is not None:
        return code, end
    return None, at


def _reason(written: str, group: str | None) -> str | None:
    letter = written[0].upper() if written[0].isalpha() else ""
    digits = int(written[len(letter) :])
    if not letter and digits > _HIGHEST_REASON:
        return None
    reason = f"{letter}{digits}"
    return f"{group.upper()}-{reason}" if group else reason


def _remark(written: str) -> str:
    letters = written.upper().rstrip("0123456789")
    digits = int(written[len(letters) :])
    return f"{letters}{digits:02}" if letters == "MA" else f"{letters}{digits}"
