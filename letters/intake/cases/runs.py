"""What rows of one course of a drug tell: when it ran, whether it goes on, and how surely."""

import datetime as dt
from collections.abc import Sequence

from letters.case.evidence import CourseStatus
from letters.intake.cells import values
from letters.intake.cells.intervals import BETWEEN_INFUSIONS, GAP, ORDER, SUPPLY, later
from letters.intake.columns import KnownFrom
from letters.intake.rows import Row

_STRONGEST_FIRST = (
    KnownFrom.ADMINISTRATION.value,
    KnownFrom.FILL.value,
    KnownFrom.STATEMENT.value,
    KnownFrom.ORDER.value,
)
_WEAKEST = len(_STRONGEST_FIRST) - 1
_OF_DAYS = _STRONGEST_FIRST[:2]
"""Sources that tell on which day something was given, and not whether it was the last one."""
_ENDING = ("ended for", "reason")
_DAYS = ("start", "last known", "stop")


def rank(row: Row) -> int:
    """How surely a row shows that the drug was taken; 0 is the surest."""
    known = row.cells.get("known from")
    return next((n for n, each in enumerate(_STRONGEST_FIRST) if each == known), _WEAKEST)


def first(row: Row) -> dt.date:
    """The first day that is known; without any it is before all others."""
    return row.value("start", values.date) or min(_told(row), default=dt.date.min)


def last(row: Row) -> dt.date:
    """The last day of a course: no end while it goes on, else the last day that is told."""
    return dt.date.max if is_current(row) else max(_told(row), default=dt.date.min)


def reach(row: Row) -> dt.date:
    """The last day on which what another row tells would still be of the same course.

    A told end is one. Beyond a day that only happens to be the last one known it may go on.
    """
    if is_current(row) or not is_dated(row) or "stop" in row.cells:
        return last(row)
    return later(last(row), interval(row))


def interval(row: Row) -> dt.timedelta:
    """How long after the last day that a row tells its course may go on without another word."""
    match row.cells.get("known from"):
        case KnownFrom.ADMINISTRATION.value:
            return BETWEEN_INFUSIONS
        case KnownFrom.FILL.value:
            return SUPPLY + GAP
        case KnownFrom.ORDER.value:
            return ORDER
        case _:
            return GAP


def last_given(row: Row) -> dt.date | None:
    """The last day on which a row shows that something was given or handed out, if any."""
    if row.cells.get("known from") not in _OF_DAYS:
        return None
    return row.value("last known", values.date) or row.value("start", values.date)


def order_of(row: Row) -> tuple[dt.date, dt.date, int, str, str]:
    """By what rows are sorted, so that their order in the input does not matter."""
    place = (row.read.part or str(row.read.row or "")).zfill(60)
    return (first(row), last(row), rank(row), row.read.file, place)


def is_current(row: Row) -> bool:
    """Whether a row says that its course goes on."""
    return row.cells.get("status") == CourseStatus.CURRENT.value


def is_dated(row: Row) -> bool:
    """Whether a row tells any day."""
    return first(row) != dt.date.min


def is_readable(row: Row) -> bool:
    """Whether the days of a row can be read; one that cannot is refused later, with its place."""
    told = [heading for heading in _DAYS if heading in row.cells]
    return all(row.value(heading, values.date) is not None for heading in told)


def is_order(row: Row) -> bool:
    """Whether a row is an order, which shows no dose taken."""
    return rank(row) == _WEAKEST


def tells_ending(row: Row) -> bool:
    """Whether a row tells why its course ended."""
    return not is_current(row) and any(heading in row.cells for heading in _ENDING)


def first_of(run: Sequence[Row]) -> dt.date:
    """The first day of a run that any of its rows tells."""
    return min((first(row) for row in run if is_dated(row)), default=dt.date.min)


def last_of(run: Sequence[Row]) -> dt.date:
    """The last day of a run as its rows tell it, whichever of them is right."""
    return max(map(last, run))


def reach_of(run: Sequence[Row]) -> dt.date:
    """The last day on which what another row tells would still be of the run."""
    return max(map(reach, run))


def goes_on(run: Sequence[Row]) -> bool:
    """Whether the strongest source that speaks of it says that a run goes on."""
    return any(map(is_current, _speaking(run)))


def is_ended(run: Sequence[Row]) -> bool:
    """Whether a source says that a run is over, which a last known day alone does not."""
    speaking = _speaking(run)
    return bool(speaking) and not any(map(is_current, speaking))


def _told(row: Row) -> list[dt.date]:
    """The days that a row tells."""
    days = (row.value(heading, values.date) for heading in _DAYS)
    return [day for day in days if day is not None]


def _speaking(run: Sequence[Row]) -> list[Row]:
    """The rows of the strongest source that speaks of whether a run goes on.

    A row of a fill or an administration that tells more than its day is as sure as a statement.
    """
    telling = [row for row in run if _speaks(row)]
    if all(map(is_order, telling)):
        return telling
    return [row for row in telling if not is_order(row)]


def _speaks(row: Row) -> bool:
    """Whether a row tells if its course goes on; a fill or an administration alone does not."""
    told = is_current(row) or "stop" in row.cells or tells_ending(row)
    return told or row.cells.get("known from") not in _OF_DAYS
