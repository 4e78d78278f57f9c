"""Lengths of time as the packs write them: P90D, P6W, P6M, P3Y; and the names of the months."""

import datetime as dt
import re
from functools import lru_cache
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import BeforeValidator, PlainSerializer

from letters.case.frozen import Frozen

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
"""The names of the months as documents print them, whatever the locale."""
_PATTERN = re.compile(r"P(\d{1,4})([DWMY])")
_WORDS = {"D": "day", "W": "week", "M": "month", "Y": "year"}


class Length(Frozen):
    """A length in days, weeks, calendar months or years (a subset of ISO 8601 durations)."""

    count: int
    unit: Literal["D", "W", "M", "Y"]

    def after(self, day: dt.date) -> dt.date:
        """The day that lies this length after `day`; three months from 31 January is 30 April."""
        return day + _step(self.count, self.unit)

    def before(self, day: dt.date) -> dt.date:
        """The day that lies this length before `day`."""
        return day - _step(self.count, self.unit)

    def __str__(self) -> str:
        return f"{self.count} {_WORDS[self.unit]}{'' if self.count == 1 else 's'}"


@lru_cache(maxsize=256)
def _step(count: int, unit: str) -> relativedelta:
    """The calendar step. Kept, since the same few are asked for a thousand times in each case."""
    return relativedelta(
        days=count if unit == "D" else 0,
        weeks=count if unit == "W" else 0,
        months=count if unit == "M" else 0,
        years=count if unit == "Y" else 0,
    )


def parse_length(text: object) -> object:
    """Reads `P90D` and its like; anything else is left for pydantic to refuse or accept."""
    if not isinstance(text, str):
        return text
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError("a period is written like P90D, P6W, P6M or P3Y")
    return Length(count=int(match[1]), unit=match[2])


Period = Annotated[
    Length,
    BeforeValidator(parse_length),
    PlainSerializer(lambda length: f"P{length.count}{length.unit}", return_type=str),
]
