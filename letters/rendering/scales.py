"""Axes: where a value or a day stands, and which values and days are marked."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise

from letters.case.frozen import Frozen
from letters.rendering.drawing import Grain

_STEPS: tuple[tuple[Grain, int], ...] = (
    ("day", 1),
    ("day", 2),
    ("day", 7),
    ("day", 14),
    ("month", 1),
    ("month", 2),
    ("month", 3),
    ("month", 6),
    ("year", 1),
    ("year", 2),
    ("year", 5),
    ("year", 10),
    ("year", 50),
)
# How much room the label of a tick needs, in points.
_ROOM: dict[Grain, float] = {"day": 66, "month": 44, "year": 32}
_MOST_INTERVALS = 4


class TimeScale(Frozen):
    """Days from left to right."""

    first: dt.date
    last: dt.date
    left: float
    right: float

    def x(self, on: dt.date) -> float:
        """Where a day stands; a day outside the scale stands at its nearer end."""
        days = (self.last - self.first).days
        if not days:
            return (self.left + self.right) / 2
        share = min(max((on - self.first).days, 0), days) / days
        return round(self.left + share * (self.right - self.left), 2)

    def ticks(self) -> tuple[Grain, tuple[dt.date, ...]]:
        """The finest sensible calendar days whose labels do not touch."""
        for grain, step in _STEPS:
            days = tuple(self._calendar(grain, step))
            if len(days) > 1 and self._roomy(days, _ROOM[grain]):
                return grain, days
        if self._roomy((self.first, self.last), _ROOM["day"]):
            return "day", (self.first, self.last)
        return "day", (self.first,)

    def _roomy(self, days: Sequence[dt.date], room: float) -> bool:
        places = [self.x(day) for day in days]
        return all(b - a >= room for a, b in pairwise(places))

    def _calendar(self, grain: Grain, step: int) -> Iterator[dt.date]:
        if grain == "month":
            return self._months(step)
        return self._months(12 * step) if grain == "year" else self._days(step)

    def _days(self, step: int) -> Iterator[dt.date]:
        span = (self.last - self.first).days
        # Not worth counting out: longer spans never have room for labels by the day.
        if span <= 20 * step:
            for day in range(0, span + 1, step):
                yield self.first + dt.timedelta(days=day)

    def _months(self, step: int) -> Iterator[dt.date]:
        """First days of every so many months, in step with the calendar year."""
        first, last = (day.year * 12 + day.month - 1 for day in (self.first, self.last))
        for month in range(-(-first // step) * step, last + 1, step):
            day = dt.date(month // 12, month % 12 + 1, 1)
            if day >= self.first:
                yield day


class ValueScale(Frozen):
    """Values from bottom to top. It starts at zero, so that no change looks larger than it is."""

    low: Decimal
    high: Decimal
    step: Decimal
    top: float
    bottom: float

    def y(self, value: Decimal) -> float:
        """Where a value stands."""
        share = float((value - self.low) / (self.high - self.low))
        return round(self.bottom - share * (self.bottom - self.top), 2)

    def ticks(self) -> tuple[Decimal, ...]:
        """The marked values, lowest first."""
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * number for number in range(count + 1))


def value_scale(values: Sequence[Decimal], top: float, bottom: float) -> ValueScale:
    """The scale that holds all values and zero between round numbers."""
    low, high = min([*values, Decimal(0)]), max([*values, Decimal(0)])
    if low == high:
        high = Decimal(1)
    step = _round_step((high - low) / _MOST_INTERVALS)
    return ValueScale(
        low=_round_up(low / step, -1) * step,
        high=_round_up(high / step, 1) * step,
        step=step,
        top=top,
        bottom=bottom,
    )


def _round_up(value: Decimal, away: int) -> Decimal:
    return (value * away).to_integral_value(ROUND_CEILING) * away


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is not less than `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    steps = (power * Decimal(factor) for factor in ("1", "2", "2.5", "5", "10"))
    return next(step for step in steps if step >= least)


def plain(value: Decimal) -> str:
    """A number without exponent and without idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
