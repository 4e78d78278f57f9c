"""Puts together what a chart says several times of one course of a drug.

An order, its fills and a statement of the patient's are one course, not three that failed. What
each source can tell of it:

- An administration or a fill tells a day on which the drug was given or handed out: never that it
  was the first such day or the last one, unless its own row tells a stop or why the course ended.
- A statement tells when the drug was taken, and whether it still is.
- An order tells when it was written and whether anybody closed it. It shows no dose taken.

From these, where they differ the surer one first (administration, fill, statement, order):

- **Which rows are one course.** Those that overlap; what begins within the interval in which a
  course may go on after its last known day; an order and what follows while it may be filled.
- **Start**: the first day shown or stated. The day of an order is the start only where nothing else
  tells one. Where an order ran for longer than that interval before the first day shown, that day
  need not have been the first: the start is not known.
- **Last known**: the last day given or handed out.
- **Stop**: only where a source tells it, not before the last known day. That of an order counts
  only where no day given is known: it is the end of what was planned.
- **Status**: as the strongest source says that speaks of it. Where only an order nobody closed says
  that it goes on, the course does if it began by the last known day and that day is recent, which
  means within the interval of the last day that the patient's records tell. Otherwise the course is
  past, with its last known day and without a stop, and the order is a row of its own.

So a later administration never moves a start later, ends a course or gives it a stop, and what only
orders tell stays known from an order, whatever there is of them.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from letters.case.evidence import CourseStatus
from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary
from letters.intake.cases.runs import (
    first,
    first_of,
    goes_on,
    interval,
    is_current,
    is_dated,
    is_ended,
    is_order,
    is_readable,
    last,
    last_given,
    last_of,
    order_of,
    rank,
    reach,
    reach_of,
    tells_ending,
)
from letters.intake.cells import values
from letters.intake.cells.intervals import later
from letters.intake.cells.medicines import requested_drug
from letters.intake.columns import DOCUMENTS, LABS, KnownFrom
from letters.intake.rows import Cell, Placed, Row

_GIVEN = (CourseStatus.PAST.value, CourseStatus.CURRENT.value)
_DOSED = ("dose", "dose unit", "frequency", "route")
_ENDED = ("ended for", "reason")
_DAYS = ("start", "stop", "last known")

Run = list[Row]


def merged(rows: Iterable[Row], vocabulary: Vocabulary, told: dt.date | None = None) -> list[Row]:
    """The rows of one patient's charts with what is told of one course of a drug made one.

    `told` is the last day that other records of the patient tell. Of several doses the one that
    began last is the course's. What is planned, contraindicated or declined stands as it is, as
    does a row with a date that cannot be read.
    """
    courses: dict[str, Run] = {}
    others: Run = []
    latest = told or dt.date.min
    for row in rows:
        drug = requested_drug(row, vocabulary)
        if drug is None or row.cells.get("status") not in _GIVEN or not is_readable(row):
            others.append(row)
        else:
            courses.setdefault(drug.id, []).append(row)
            latest = max(latest, first(row), last_given(row) or dt.date.min)
    return [*(course for same in courses.values() for course in _courses(same, latest)), *others]


def last_days(
    placed: Mapping[str, Sequence[Placed]],
) -> dict[str, dt.date]:
    """The last day of a result or a document of each case, by the case's key."""
    days: dict[str, dt.date] = {}
    for table in (LABS.name, DOCUMENTS.name):
        for row, keys in placed.get(table, ()):
            day = row.value("date", values.date)
            for key in keys if day else ():
                days[key] = max(days.get(key, dt.date.min), day or dt.date.min)
    return days


def is_only_ordered(row: Row) -> bool:
    """Whether nothing but an order shows that a course was given."""
    return row.cells.get("known from") == KnownFrom.ORDER.value


def _courses(rows: Sequence[Row], latest: dt.date) -> list[Row]:
    """The courses of one drug, in the order of their starts."""
    rows = sorted(rows, key=order_of)
    open_orders = [row for row in rows if is_order(row) and is_current(row)]
    others = [row for row in rows if not (is_order(row) and is_current(row))]
    runs = _runs([row for row in others if is_dated(row)])
    for row in others:
        if not is_dated(row):
            _join_undated(row, runs)
    unclosed = _Unclosed(runs, latest)
    for row in open_orders:
        unclosed.add(row)
    found = sorted([*unclosed.shown, *unclosed.ordered()], key=first_of)
    return [_together(run, unclosed.lent.get(id(run), ())) for run in found]


def _runs(rows: Sequence[Row]) -> list[Run]:
    """Rows with dates, in the order of their starts, as runs of one course each.

    An order joins the first run that may have come of it, and never makes two runs one.
    """
    shown = _following([row for row in rows if not is_order(row)])
    apart = [row for row in rows if is_order(row) and not _join_order(row, shown)]
    return sorted([*shown, *_following(apart)], key=first_of)


def _following(rows: Iterable[Row]) -> list[Run]:
    """Rows in the order of their starts as runs of those that follow each other closely."""
    runs: list[Run] = []
    for row in rows:
        if runs and first(row) <= reach_of(runs[-1]):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _join_order(row: Row, shown: list[Run]) -> bool:
    for run in shown:
        if first_of(run) <= reach(row) and first(row) <= reach_of(run):
            run.append(row)
            return True
    return False


def _join_undated(row: Row, runs: list[Run]) -> None:
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


class _Unclosed:
    """Where orders that nobody closed belong: to a run that was given, or to rows of their own.

    `shown` are the runs that more than orders tell. `lent` are orders that give such a run a dose
    where it has none, by the identity of the run.
    """

    def __init__(self, runs: Sequence[Run], latest: dt.date) -> None:
        self.shown = [run for run in runs if not all(map(is_order, run))]
        self.lent: dict[int, Run] = {}
        self._closed = [run for run in runs if all(map(is_order, run))]
        self._latest = latest
        self._own: Run = []
        self._begun = True

    def add(self, order: Row) -> None:
        """Places an order: with the latest run that it overlaps, or by itself."""
        near = [run for run in self.shown if first(order) <= last_of(run)]
        if not near:
            self._own.append(order)
            return
        run = near[-1]
        surer = [row for row in run if not is_order(row)]
        if goes_on(surer) or is_ended(surer) or self._is_recent(surer):
            run.append(order if len(near) == 1 else _without(order, "start"))
        else:
            self._own.append(order)
            self._begun = False
            self.lent.setdefault(id(run), []).append(order)

    def ordered(self) -> list[Run]:
        """The runs that only orders tell. Beside what was given before, the start is not known."""
        if not self._own:
            return self._closed
        begun = first_of(self._own)
        same = [r for r in self._closed if begun <= reach_of(r) or not any(map(is_dated, r))]
        others = [run for run in self._closed if run not in same]
        together = [row for run in (*same, self._own) for row in run]
        return [*others, together if self._begun else [_without(row, "start") for row in together]]

    def _is_recent(self, run: Run) -> bool:
        """Whether a run may still go on, as seen from the last day that the records tell."""
        given = [(day, row) for row in run if (day := last_given(row)) is not None]
        return any(self._latest <= later(day, interval(row)) for day, row in given)


def _without(row: Row, *headings: str) -> Row:
    """A row without some of its cells."""
    kept = {heading: cell for heading, cell in row.cells.items() if heading not in headings}
    return replace(row, cells=kept)


def _together(run: Sequence[Row], lenders: Sequence[Row] = ()) -> Row:
    """The rows of one course as one; `lenders` give it a dose where it has none."""
    if len(run) == 1 and not lenders:
        return _alone(run[0])
    strongest = sorted(run, key=lambda row: (rank(row), order_of(row)))
    base = strongest[0]
    cells: dict[str, Cell] = {}
    places: dict[str, Provenance] = {}

    def take(row: Row | None, *headings: str) -> None:
        for heading in headings:
            if row is not None and heading in row.cells and heading not in cells:
                cells[heading], places[heading] = row.cells[heading], row.where(heading)

    take(_dosed(run, lenders), *_DOSED)
    begun = _begun(run)
    take(begun, "start")
    if goes_on(run):
        cells["status"] = CourseStatus.CURRENT.value
        for row in strongest:
            take(row if not tells_ending(row) else None, "outcome", "reason")
    else:
        cells["status"] = CourseStatus.PAST.value
        take(_stopped(strongest, first(begun) if begun else dt.date.min), "stop")
        take(next((row for row in strongest if tells_ending(row)), None), *_ENDED)
        for row in strongest:
            take(row, "outcome")
    given = [(day, row) for row in strongest if (day := last_given(row)) is not None]
    if given:
        day, row = max(given, key=lambda each: each[0])
        cells["last known"] = day
        places["last known"] = row.where("last known" if "last known" in row.cells else "start")
    settled = {*_DOSED, *_ENDED, *_DAYS, "status", "outcome"}
    for row in strongest:
        take(row, *(heading for heading in row.cells if heading not in settled))
    filled = {heading: place for heading, place in places.items() if place != base.read}
    return Row(base.table, base.read, cells, base.role, base.person, filled)


def _alone(row: Row) -> Row:
    """A course that one row tells, by the same rules as one of several."""
    given, stop = last_given(row), row.value("stop", values.date)
    if is_order(row):
        return _without(row, "last known")
    return _without(row, "stop") if given and stop and stop < given else row


def _dosed(run: Sequence[Row], lenders: Sequence[Row]) -> Row | None:
    """The row whose dose is the course's: the one that began last, but no order of after its end.

    Why: an order that was written once nothing was given any more may never have been filled.
    """
    dosed = [row for row in sorted(run, key=order_of) if "dose" in row.cells]
    shown = max((last(row) for row in run if not is_order(row)), default=dt.date.max)
    taken = [row for row in dosed if not is_order(row) or first(row) <= shown]
    lent = [row for row in lenders if "dose" in row.cells]
    return next((rows[-1] for rows in (taken, dosed, lent) if rows), None)


def _begun(run: Sequence[Row]) -> Row | None:
    """The row that tells the start, if it is known."""
    started = sorted((row for row in run if "start" in row.cells), key=order_of)
    shown = [row for row in started if not is_order(row)]
    if not shown or shown == started:
        return started[0] if started else None
    known_by = later(started[0].value("start", values.date) or dt.date.min, interval(shown[0]))
    is_told = last_given(shown[0]) is None
    return shown[0] if is_told or first(shown[0]) <= known_by else None


def _stopped(strongest: Sequence[Row], begun: dt.date) -> Row | None:
    """The row that tells the stop, if it is known: the latest of the strongest source's."""
    given = [day for row in strongest if (day := last_given(row)) is not None]
    told = [row for row in strongest if "stop" in row.cells and not (given and is_order(row))]
    same = [row for row in told if rank(row) == rank(told[0])]
    latest = max(same, key=_stop_of, default=None)
    return latest if latest and max([begun, *given]) <= _stop_of(latest) else None


def _stop_of(row: Row) -> dt.date:
    """The stop that a row tells; such a row is readable."""
    return row.value("stop", values.date) or dt.date.min
