"""What rows of one course of a drug tell: when it ran, whether it goes on, and how surely."""

import datetime as dt
from collections.abc import Sequence

from letters.case.evidence import CourseStatus
from letters.intake.cells import values
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


def rank(row: Row) -> int:
    """How surely a row shows that the drug was taken; 0 is the surest."""
    known = row.cells.get("known from")
    return next((n for n, each in enumerate(_STRONGEST_FIRST) if each == known), _WEAKEST)


def first(row: Row) -> dt.date:
    """The first day that is known; without any it is before all others."""
    return row.value("start", values.date) or row.value("stop", values.date) or dt.date.min


def last(row: Row) -> dt.date:
    """The last day of a course: no end while it goes on; its only known day where no stop is."""
    return dt.date.max if is_current(row) else row.value("stop", values.date) or first(row)


def last_given(row: Row) -> dt.date | None:
    """The last day that a row tells, if any: of what was given its only day is one."""
    stop = row.value("stop", values.date)
    given = row.cells.get("known from") in _OF_DAYS
    return stop or (row.value("start", values.date) if given else None)


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
    told = [heading for heading in ("start", "stop") if heading in row.cells]
    return all(row.value(heading, values.date) is not None for heading in told)


def tells_ending(row: Row) -> bool:
    """Whether a row tells why its course ended."""
    return not is_current(row) and any(heading in row.cells for heading in _ENDING)


def first_of(run: Sequence[Row]) -> dt.date:
    """The first day of a run."""
    return min(map(first, run))


def last_of(run: Sequence[Row]) -> dt.date:
    """The last day of a run as its rows tell it, whichever of them is right."""
    return max(map(last, run))


def is_ordered(run: Sequence[Row]) -> bool:
    """Whether nothing but orders shows a run."""
    return all(rank(row) == _WEAKEST for row in run)


def goes_on(run: Sequence[Row]) -> bool:
    """Whether the strongest source that speaks of it says that a run goes on."""
    return any(map(is_current, _speaking(run)))


def is_ended(run: Sequence[Row]) -> bool:
    """Whether a source says that a run is over, which a last known day alone does not."""
    speaking = _speaking(run)
    return bool(speaking) and not any(map(is_current, speaking))


def _speaking(run: Sequence[Row]) -> list[Row]:
    """The rows of the strongest source that speaks of whether a run goes on."""
    telling = [
        row
        for row in run
        if is_current(row) or tells_ending(row) or row.cells.get("known from") not in _OF_DAYS
    ]
    surest = min(map(rank, telling), default=0)
    return [row for row in telling if rank(row) == surest]
