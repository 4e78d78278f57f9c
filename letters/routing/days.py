"""Calendar days: windows, business days, federal holidays. No day is ever moved forward."""

import datetime as dt
from functools import cache

from dateutil import rrule

from letters.case.period import MONTHS, Length

_FIXED = ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))
"""Month and day: New Year, Juneteenth, Independence Day, Veterans Day, Christmas."""
_FLOATING = (
    *((1, rrule.MO(3)), (2, rrule.MO(3)), (5, rrule.MO(-1)), (9, rrule.MO(1))),
    *((10, rrule.MO(2)), (11, rrule.TH(4))),
)
"""Month and weekday: King, Washington, Memorial Day, Labor Day, Columbus Day, Thanksgiving."""
_SATURDAY, _SUNDAY = 5, 6
_NO_BREAK = "\N{NO-BREAK SPACE}"


@cache
def federal_holidays(year: int) -> frozenset[dt.date]:
    """The legal public holidays of a year (5 U.S.C. 6103) and the weekdays that stand in for them.

    The Friday or Monday beside a holiday on a weekend counts as well as the day itself; New Year of
    the year to come may so fall on the last day of this one.
    """
    start, end = dt.datetime(year, 1, 1), dt.datetime(year, 12, 31)  # noqa: DTZ001
    days = {dt.date(year, month, day) for month, day in _FIXED}
    for month, weekday in _FLOATING:
        found = rrule.rrule(
            rrule.YEARLY, bymonth=month, byweekday=weekday, dtstart=start, until=end
        )
        days |= {moment.date() for moment in found}
    observed = {_observed(day) for day in (*days, dt.date(year + 1, 1, 1))}
    return frozenset(days | {day for day in observed if day.year == year})


def _observed(day: dt.date) -> dt.date:
    step = {_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0)
    return day + dt.timedelta(days=step)


def is_business_day(day: dt.date) -> bool:
    """Whether a day is neither on a weekend nor a federal holiday."""
    return day.weekday() < _SATURDAY and day not in federal_holidays(day.year)


def business_day_by(day: dt.date) -> dt.date:
    """The day itself if it is a business day, else the last one before it."""
    while not is_business_day(day):
        day -= dt.timedelta(days=1)
    return day


def end_of(window: Length, start: dt.date, unmatched: bool = False) -> dt.date:
    """The last day of a window that runs from `start`.

    Where a window in months ends on no day of the calendar it ends on the last of that month, or on
    the first of the next one if the rule is so (`unmatched`).
    """
    end = window.after(start)
    if unmatched and window.unit == "M" and end.day != start.day:
        return end + dt.timedelta(days=1)
    return end


def printed(day: dt.date) -> str:
    """A day as documents print it."""
    return f"{MONTHS[day.month - 1]}{_NO_BREAK}{day.day}, {day.year}"
