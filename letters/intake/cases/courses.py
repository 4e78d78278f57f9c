"""Puts together what a chart says several times of one course of a drug.

An order, its fills and a statement of the patient's are one course, not three that failed. How it
stands and why it ended is told by the strongest source that speaks of it: administrations before
fills, these before statements, these before orders. A fill or an administration tells a day on
which there was one, not that it was the last, unless it tells why the course ended.

An order that nobody closed shows no dose taken: where only it says that a course goes on, the
course is over on its last day that something stronger shows, and the order is a row of its own.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from letters.case.evidence import CourseStatus
from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary
from letters.intake.cases.runs import (
    first,
    first_of,
    goes_on,
    is_current,
    is_dated,
    is_ended,
    is_ordered,
    is_readable,
    last_given,
    last_of,
    order_of,
    rank,
    tells_ending,
)
from letters.intake.cells import values
from letters.intake.cells.medicines import requested_drug
from letters.intake.columns import KnownFrom
from letters.intake.rows import Cell, Row

_GIVEN = (CourseStatus.PAST.value, CourseStatus.CURRENT.value)
_DOSED = ("dose", "dose unit", "frequency", "route")
_ENDED = ("ended for", "reason")

Run = list[Row]


def merged(rows: Iterable[Row], vocabulary: Vocabulary) -> list[Row]:
    """The rows of one patient's charts with overlapping courses of a drug made one.

    The course runs from the first start; its dose is the one that began last. What is planned,
    contraindicated or declined stands as it is, as does a row with a date that cannot be read.
    """
    courses: dict[str, Run] = {}
    others: Run = []
    for row in rows:
        drug = requested_drug(row, vocabulary)
        if drug is None or row.cells.get("status") not in _GIVEN or not is_readable(row):
            others.append(row)
        else:
            courses.setdefault(drug.id, []).append(row)
    return [*(course for same in courses.values() for course in _courses(same)), *others]


def is_only_ordered(row: Row) -> bool:
    """Whether nothing but an order shows that a course was given."""
    return row.cells.get("known from") == KnownFrom.ORDER.value


def _courses(rows: Sequence[Row]) -> list[Row]:
    """Courses of one drug: rows that overlap in time, in the order of their starts."""
    rows = sorted(rows, key=order_of)
    unclosed = [row for row in rows if is_only_ordered(row) and is_current(row)]
    others = [row for row in rows if not (is_only_ordered(row) and is_current(row))]
    runs = _overlapping(row for row in others if is_dated(row))
    for row in others:
        if not is_dated(row):
            _join(row, runs)
    return _with_unclosed(runs, unclosed) if unclosed else [_together(run) for run in runs]


def _overlapping(rows: Iterable[Row]) -> list[Run]:
    """Rows with dates, in the order of their starts, as runs of those that overlap."""
    runs: list[Run] = []
    for row in rows:
        if runs and first(row) <= last_of(runs[-1]):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _join(row: Row, runs: list[Run]) -> None:
    """Joins a row without dates to the latest run that it may be of; the dates of the run stand.

    A past one is sooner of a run that is over. Where all go on and it tells why one ended, it is
    of none of them.
    """
    if is_current(row):
        fitting = runs
    else:
        over = [run for run in runs if not goes_on(run) or not any(map(is_dated, run))]
        fitting = over or ([] if tells_ending(row) else runs)
    if fitting:
        fitting[-1].append(row)
    else:
        runs.insert(0, [row])


def _with_unclosed(runs: list[Run], unclosed: Run) -> list[Row]:
    """The courses of runs and of orders that nobody closed.

    Such an order belongs to the latest run that it overlaps where that goes on, or is known to have
    ended. Otherwise it is a row of its own, with what orders alone tell of its time, and lends its
    dose to a run that has none.
    """
    shown = [run for run in runs if not is_ordered(run)]
    ordered = [run for run in runs if is_ordered(run)]
    own: Run = []
    lent: dict[int, Run] = {}
    for order in unclosed:
        near = [run for run in shown if first(order) <= last_of(run)]
        if not near:
            own.append(order)
        elif goes_on(near[-1]) or is_ended(near[-1]):
            alone = len(near) == 1
            near[-1].append(order if alone else _without_start(order))
        else:
            own.append(order)
            lent.setdefault(id(near[-1]), []).append(order)
    if own:
        begun = first_of(own)
        same = [run for run in ordered if begun <= last_of(run) or not any(map(is_dated, run))]
        ordered = [run for run in ordered if run not in same]
        ordered.append([row for run in (*same, own) for row in run])
    found = sorted([*shown, *ordered], key=first_of)
    return [_together(run, lent.get(id(run), ())) for run in found]


def _without_start(row: Row) -> Row:
    """A row whose start is not that of the run it joins, because earlier runs lie between."""
    cells = {heading: cell for heading, cell in row.cells.items() if heading != "start"}
    return Row(row.table, row.read, cells, row.role, row.person, row.filled)


def _together(run: Sequence[Row], lenders: Sequence[Row] = ()) -> Row:
    """The rows of one course as one; `lenders` give it a dose where it has none."""
    if len(run) == 1 and not lenders:
        return run[0]
    strongest = sorted(run, key=lambda row: (rank(row), order_of(row)))
    base = strongest[0]
    cells: dict[str, Cell] = {}
    places: dict[str, Provenance] = {}

    def take(row: Row | None, *headings: str) -> None:
        for heading in headings:
            if row is not None and heading in row.cells and heading not in cells:
                cells[heading], places[heading] = row.cells[heading], row.where(heading)

    dosed = [row for row in sorted(run, key=order_of) if "dose" in row.cells]
    dosed = dosed or [row for row in lenders if "dose" in row.cells]
    take(dosed[-1] if dosed else None, *_DOSED)
    take(min((row for row in run if "start" in row.cells), key=first, default=None), "start")
    if goes_on(run):
        cells["status"] = CourseStatus.CURRENT.value
        for row in strongest:
            take(row if not tells_ending(row) else None, "outcome", "reason")
    else:
        cells["status"] = CourseStatus.PAST.value
        _end(cells, places, strongest)
        take(next((row for row in strongest if tells_ending(row)), None), *_ENDED)
        for row in strongest:
            take(row, "outcome")
    settled = {*_DOSED, *_ENDED, "start", "stop", "status", "outcome"}
    for row in strongest:
        take(row, *(heading for heading in row.cells if heading not in settled))
    filled = {heading: place for heading, place in places.items() if place != base.read}
    return Row(base.table, base.read, cells, base.role, base.person, filled)


def _end(cells: dict[str, Cell], places: dict[str, Provenance], strongest: Sequence[Row]) -> None:
    """Sets the last day, if one is known: the latest that the strongest source tells."""
    told = [(row, day) for row in strongest if (day := last_given(row)) is not None]
    same = [(row, day) for row, day in told if rank(row) == rank(told[0][0])]
    if not same:
        return
    row, day = max(same, key=lambda each: each[1])
    start = cells.get("start")
    begun = values.date(start) if start is not None else dt.date.min
    if day >= begun:
        cells["stop"] = day
        places["stop"] = row.where("stop" if "stop" in row.cells else "start")
