"""Lengths of time as the packs write them: P90D, P6W, P6M, P3Y; and the names of the months."""

import datetime as dt
import re
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

    @property
    def delta(self) -> relativedelta:
        """The calendar step, so that three months from 31 January is 30 April."""
        return {
            "D": relativedelta(days=self.count),
            "W": relativedelta(weeks=self.count),
            "M": relativedelta(months=self.count),
            "Y": relativedelta(years=self.count),
        }[self.unit]

    def after(self, day: dt.date) -> dt.date:
        """The day that lies this length after `day`."""
        return day + self.delta

    def before(self, day: dt.date) -> dt.date:
        """The day that lies this length before `day`."""
        return day - self.delta

    def __str__(self) -> str:
        return f"{self.count} {_WORDS[self.unit]}{'' if self.count == 1 else 's'}"


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
