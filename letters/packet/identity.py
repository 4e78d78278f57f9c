"""Whether a name, a day or a number on a page is the patient's own, however it is printed there."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise

from letters.case import Case
from letters.case.period import MONTHS
from letters.intake.cells.names import parts

_PLAIN = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "\u0131": "i",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "ß": "ss",
    }
)
"""Letters that Unicode does not take apart and that records in plain letters replace."""
_SHORTEST_CUT = 3
"""A part of a name cut off by a narrow column has at least so many letters."""
_SUFFIX = 3
"""A member's number may have so many characters more for who of the family it is."""
_SHORTEST_NUMBER = 4
_MONTHS = {month[:3].casefold(): number for number, month in enumerate(MONTHS, start=1)}
_LETTERS = re.compile(r"[A-Za-z]{3,9}")

DAY = (
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    r"|[0-9]{1,2}([-/.\s])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})"
    r"|[0-9]{1,2}[-\s]?[A-Za-z]{3,9}\.?,?[-\s]?(?:[0-9]{4}|[0-9]{2})"
    r"|[A-Za-z]{3,9}\.?\s?[0-9]{1,2}(?:st|nd|rd|th)?,?\s?[0-9]{4}"
    r"|(?:19|20)[0-9]{6})(?![0-9])"
)
"""A day in any form that records print, as a pattern with one group (the separator)."""


def days(text: str) -> frozenset[tuple[int, int, int]]:
    """Every year, month and day that a printed day may mean; a year of two digits stays so."""
    numbers = [int(number) for number in re.findall(r"[0-9]+", text)]
    named = _LETTERS.search(text)
    found: set[tuple[int, int, int]] = set()
    if named is not None:
        month = _MONTHS.get(named[0][:3].casefold())
        if month is not None and len(numbers) == 2:
            found.add((numbers[1], month, numbers[0]))
    elif len(numbers) == 1 and len(text.strip()) == 8:
        found.add((numbers[0] // 10000, numbers[0] // 100 % 100, numbers[0] % 100))
    elif len(numbers) == 3 and numbers[0] > 31:
        found.add((numbers[0], numbers[1], numbers[2]))
    elif len(numbers) == 3:
        first, second, year = numbers
        found |= {(year, first, second), (year, second, first)}
    return frozenset(each for each in found if 1 <= each[1] <= 12 and 1 <= each[2] <= 31)


class Identity:
    """Who the patient of a case is, as far as a page could tell."""

    def __init__(self, case: Case) -> None:
        self._name = _parts(case.patient.name)
        self._born = case.patient.born
        self._account = _bare(case.patient.account or "")
        self._member = _bare(case.coverage.member_id or "")

    def is_born(self, text: str) -> bool | None:
        """Whether a printed day is the birth date; None where nothing can be compared."""
        read = days(text)
        if self._born is None or not read:
            return None
        return any(_is_day(self._born, each) for each in read)

    def is_named(self, text: str) -> bool | None:
        """Whether a printed name may be the patient's; None where the letters are not comparable.

        Each may have fewer parts than the other, initials, or parts joined or cut off. Two parts
        must be alike, where both have two.
        """
        theirs = _parts(text)
        if not theirs or not self._name or _writing(theirs) != _writing(self._name):
            return None
        whole = [part for part in theirs if len(part) > 1]
        initials = [part for part in theirs if len(part) == 1]
        shared = sum(1 for part in whole if self._has(part, whole))
        own = [part for part in self._name if len(part) > 1]
        enough = shared >= min(2, len(whole), len(own))
        if len(whole) > 1 or not initials:
            return enough
        return enough and any(part[0] in initials for part in self._name if part not in whole)

    def shares_a_name(self, text: str) -> bool:
        """Whether any whole part of a printed name is one of the patient's."""
        whole = [part for part in _parts(text) if len(part) > 1]
        return any(self._has(part, whole) for part in whole)

    def is_account(self, text: str) -> bool | None:
        """Whether a printed number is the practice's for the patient; None where it has none."""
        return _is_number(self._account, text)

    def is_member(self, text: str) -> bool | None:
        """Whether a printed number is the member's; None where none is known."""
        return _is_number(self._member, text)

    def is_told(self, text: str) -> bool:
        """Whether a page names the patient anywhere, labelled or not."""
        if any(self.is_born(found[0]) for found in re.finditer(rf"(?<![0-9]){DAY}", text)):
            return True
        bare = _bare(text)
        if any(
            len(own) > _SHORTEST_NUMBER and own in bare for own in (self._account, self._member)
        ):
            return True
        return any(self._stands_in(line) for line in text.splitlines())

    def _stands_in(self, line: str) -> bool:
        """Whether two parts of the name stand in a line, not far from each other."""
        own = {part for part in self._name if len(part) > 1}
        words = _parts(line.replace(",", " "))
        places = {part: at for at, part in enumerate(words) if part in own}
        if len(own) < 2:
            return bool(own) and bool(places)
        near = sorted(places.values())
        return any(second - first <= 2 for first, second in pairwise(near))

    def _has(self, part: str, beside: list[str]) -> bool:
        if part in self._name or part in _joined(self._name):
            return True
        if len(part) >= _SHORTEST_CUT and any(own.startswith(part) for own in self._name):
            return True
        joined = (one for one in _joined(beside) if part in one)
        return any(own in joined for own in self._name if len(own) > len(part))


def _parts(name: str) -> tuple[str, ...]:
    return parts(name.translate(_PLAIN))


def _joined(words: tuple[str, ...] | list[str]) -> Iterator[str]:
    """Parts of a name that stand beside each other, written as one."""
    for one, other in pairwise(words):
        yield one + other


def _writing(words: tuple[str, ...]) -> bool:
    """Whether a name is in Latin letters: others are spelled in many ways."""
    return all(word.isascii() for word in words)


def _is_day(day: dt.date, read: tuple[int, int, int]) -> bool:
    years = (day.year, day.year % 100) if read[0] < 100 else (day.year,)
    return read[0] in years and (day.month, day.day) == read[1:]


def _bare(number: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", number).casefold()


def _is_number(own: str, text: str) -> bool | None:
    """Whether two numbers are one: leading zeros, a suffix and what a mask hides do not count."""
    theirs = _bare(re.sub(r"(?i)(?:x{2,}|[*#\u2022]{2,})", "", text))
    if not own or len(theirs) < _SHORTEST_NUMBER or not any(c.isdigit() for c in theirs):
        return None
    masked = theirs != _bare(text) or re.search(r"[*#\u2022]{2,}", text) is not None
    if masked:
        return own.endswith(theirs)
    one, other = sorted((own.lstrip("0"), theirs.lstrip("0")), key=len)
    if one == other or (other.startswith(one) and len(other) - len(one) <= _SUFFIX):
        return True
    return len(one) > _SHORTEST_NUMBER and other.endswith(one)
