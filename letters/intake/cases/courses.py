"""Puts together what a chart says several times of one course of a drug.

An order, its fills and a statement of the patient's are one course, not three that failed.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from letters.case.evidence import CourseStatus
from letters.case.vocabulary import Vocabulary
from letters.intake.cells import values
from letters.intake.cells.medicines import requested_drug
from letters.intake.columns import KnownFrom
from letters.intake.rows import Cell, Row

_STRONGEST_FIRST = (
    KnownFrom.ADMINISTRATION,
    KnownFrom.FILL,
    KnownFrom.STATEMENT,
    KnownFrom.ORDER,
)
_GIVEN = (CourseStatus.PAST.value, CourseStatus.CURRENT.value)
_DOSED = ("dose", "dose unit", "frequency", "route")


def merged(rows: Iterable[Row], vocabulary: Vocabulary) -> list[Row]:
    """The rows of one patient's charts with overlapping courses of a drug made one.

    The course runs from the first start to the last stop, or goes on if any of them does; its dose
    is the one that began last. What is planned, contraindicated or declined stands as it is.
    """
    courses: dict[str, list[Row]] = {}
    others: list[Row] = []
    for row in rows:
        drug = requested_drug(row, vocabulary)
        if drug is None or row.cells.get("status") not in _GIVEN:
            others.append(row)
        else:
            courses.setdefault(drug.id, []).append(row)
    return [*(course for same in courses.values() for course in _courses(same)), *others]


def is_only_ordered(row: Row) -> bool:
    """Whether nothing but an order shows that a course was given."""
    return row.cells.get("known from") == KnownFrom.ORDER.value


def _courses(rows: Sequence[Row]) -> list[Row]:
    """Courses of one drug: rows that overlap in time, in the order of their starts."""
    courses: list[Row] = []
    for row in sorted(rows, key=_first):
        if courses and _first(row) <= _last(courses[-1]):
            courses[-1] = _together(courses[-1], row)
        else:
            courses.append(row)
    return courses


def _together(one: Row, other: Row) -> Row:
    """Two rows of one course; `other` began no earlier."""
    dosed = other if "dose" in other.cells else one
    cells: dict[str, Cell] = {**other.cells, **one.cells}
    cells = {h: c for h, c in cells.items() if h not in (*_DOSED, "stop", "status")}
    cells |= {h: dosed.cells[h] for h in _DOSED if h in dosed.cells}
    known = {one.cells.get("known from"), other.cells.get("known from")}
    cells["known from"] = next(k.value for k in _STRONGEST_FIRST if k.value in known)
    last = max(_last(one), _last(other))
    cells["status"] = CourseStatus.CURRENT.value if last == dt.date.max else _GIVEN[0]
    stops = [stop for row in (one, other) if (stop := row.value("stop", values.date))]
    if last != dt.date.max and stops:
        cells["stop"] = max(stops)
    return Row(one.table, one.read, cells, one.role, one.person, {**other.filled, **one.filled})


def _first(row: Row) -> dt.date:
    return row.value("start", values.date) or row.value("stop", values.date) or dt.date.min


def _last(row: Row) -> dt.date:
    """The last day of a course: no end while it goes on; its only known day where no stop is."""
    if row.cells.get("status") == CourseStatus.CURRENT.value:
        return dt.date.max
    return row.value("stop", values.date) or _first(row)
