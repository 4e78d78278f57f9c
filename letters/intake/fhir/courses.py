"""Sightings of a treatment in a chart become courses.

A chart tells of one course many times: each order of it, each fill, each infusion. Those of one
kind that follow each other closely are one course, from the first day to the last. So a course runs
on over a gap of up to

- 60 days after the supply of a fill has run out; a supply that is not told counts as 90 days,
- 190 days between two administrations,
- a year between two orders, or 60 days after an order is known to have ended,
- 60 days after a statement is known to have ended.

A longer gap parts two courses. Supply never lengthens a course: its last known day is the last on
which something was handed out or given. That is no stop: nothing says that it was the last. A
course is current only if an order or statement says so. What all these say of one course together
is judged later, by `letters.intake.cases.courses`.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from letters.case.evidence import CourseStatus
from letters.case.provenance import Provenance
from letters.intake.cells.intervals import BETWEEN_INFUSIONS, GAP, ORDER, SUPPLY, later
from letters.intake.columns import KnownFrom
from letters.intake.rows import Cell

_GIVEN = (KnownFrom.FILL, KnownFrom.ADMINISTRATION)


@dataclass(frozen=True)
class Sighting:
    """One resource that tells of a treatment with a drug.

    `supplied` is how long what was ordered or handed out lasts, if told. `dose` has the cells of
    dose, unit, frequency and route, `ending` those of why it ended.
    """

    drug: str
    known: KnownFrom
    status: CourseStatus
    read: Provenance
    start: dt.date | None = None
    stop: dt.date | None = None
    supplied: dt.timedelta | None = None
    dose: Mapping[str, Cell] = field(default_factory=dict)
    ending: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def order(self) -> tuple[str, ...]:
        """By what sightings are sorted, so that their order in the input does not matter."""
        told = (self.start or dt.date.min, self.stop or dt.date.max, self.status)
        cells = (*sorted(map(str, self.dose.items())), *sorted(map(str, self.ending.items())))
        place = (self.read.file, (self.read.part or "").zfill(60))
        return (*map(str, told), *cells, *place)


@dataclass(frozen=True)
class Course:
    """A row of treatments: its cells, where it begins to be told, and where other cells stand."""

    cells: dict[str, Cell]
    read: Provenance
    filled: dict[str, Provenance]


def courses(sightings: Iterable[Sighting]) -> Iterator[Course]:
    """The courses of one patient, by drug and by what shows them.

    Where an order or statement tells the dose, that of fills and administrations is left out: it is
    the same in fewer words, as 600 mg for 10 mg/kg.
    """
    kinds: dict[tuple[str, KnownFrom, bool], list[Sighting]] = {}
    told = list(sightings)
    ordered = {each.drug for each in told if each.dose and each.known not in _GIVEN}
    for each in told:
        planned = each.status is CourseStatus.PLANNED
        spoken = each.known in _GIVEN and each.drug in ordered
        kept = replace(each, dose={}) if spoken else each
        kinds.setdefault((each.drug, each.known, planned), []).append(kept)
    for _, same in sorted(kinds.items()):
        for run in _runs(sorted(same, key=lambda each: each.order)):
            yield _course(run)


def _runs(sightings: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    """Sightings that follow each other closely. What has no start is a run by itself."""
    run: list[Sighting] = []
    until = dt.date.min
    for each in sightings:
        if each.start is None:
            yield [each]
            continue
        if run and each.start > until:
            yield run
            run = []
        until = max(until, _until(each)) if run else _until(each)
        run.append(each)
    if run:
        yield run


def _until(sighting: Sighting) -> dt.date:
    """The last day on which another sighting would still be of the same course."""
    assert sighting.start is not None
    if sighting.status is CourseStatus.CURRENT:
        return dt.date.max
    if sighting.known is KnownFrom.ADMINISTRATION:
        return later(sighting.stop or sighting.start, BETWEEN_INFUSIONS)
    if sighting.known is KnownFrom.FILL:
        return later(sighting.start, (sighting.supplied or SUPPLY) + GAP)
    if sighting.stop is not None:
        return later(sighting.stop, GAP)
    if sighting.known is KnownFrom.ORDER:
        return later(sighting.start, max(ORDER, sighting.supplied or ORDER))
    return later(sighting.start, GAP)


def _course(run: Sequence[Sighting]) -> Course:
    """One course of sightings in the order of their starts; the last tells how it stands."""
    first = run[0]
    running = [each for each in run if each.status is not CourseStatus.PAST]
    last = max(running or run, key=lambda each: each.stop or each.start or dt.date.min)
    cells: dict[str, Cell] = {
        "drug": first.drug,
        "status": str(last.status),
        "known from": str(first.known),
    }
    filled: dict[str, Provenance] = {}
    if first.start is not None:
        cells["start"] = first.start
    for heading, day in () if running else _ends(run):
        cells[heading] = day
        filled[heading] = last.read
    dosed = _dosed(run, bool(running))
    for part in (dosed.dose if dosed else {}, {} if running else last.ending):
        cells |= part
        filled |= dict.fromkeys(part, dosed.read if dosed and part is dosed.dose else last.read)
    return Course(cells, first.read, {h: p for h, p in filled.items() if p != first.read})


def _ends(run: Sequence[Sighting]) -> Iterator[tuple[str, dt.date]]:
    """The stop of a course that is over, or its last known day, as far as they are told.

    The last known day of orders is the day on which the last was written, which is no end.
    """
    given = run[0].known in _GIVEN
    stops = [each.stop for each in run if each.stop is not None]
    known = [day for each in run if (day := each.stop or each.start) is not None]
    if not given and run[-1].stop is not None:
        yield "stop", max(stops)
    elif known and (given or run[0].known is KnownFrom.ORDER):
        yield "last known", max(known)


def _dosed(run: Sequence[Sighting], running: bool) -> Sighting | None:
    """The sighting whose dose is the course's: the latest of one that runs.

    Of one that ended it is the only dose: of several none was the dose of the whole course. Nor has
    it one where two begin on the same day.
    """
    dosed = [each for each in run if each.dose]
    if running:
        dosed = [each for each in dosed if each.start == dosed[-1].start]
    if not dosed or any(each.dose != dosed[0].dose for each in dosed):
        return None
    return dosed[-1]
