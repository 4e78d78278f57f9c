"""Which courses of therapy count for a criterion, each with its own truth."""

import datetime as dt
from decimal import Decimal

from letters.case.evidence import (
    GIVEN,
    RUNNING,
    Comparator,
    CourseStatus,
    Dose,
    Outcome,
    Quantity,
    Therapy,
)
from letters.case.period import Length
from letters.citations import Library
from letters.citations.criteria import Courses
from letters.determination.matter import Matter
from letters.determination.model import CourseResponse
from letters.determination.response import respond
from letters.truth import Truth, all_of, any_of


def candidates(matter: Matter, courses: Courses) -> tuple[Therapy, ...]:
    """The courses of the wanted drugs and status, whatever else is asked of them."""
    drugs = matter.library.members(courses.drugs)
    return tuple(
        course
        for course in matter.courses
        if course.drug in drugs and (not courses.status or course.status in courses.status)
    )


def counts(matter: Matter, courses: Courses, course: Therapy) -> Truth:
    """Whether a candidate course fulfils everything that is asked of it."""
    asked: list[Truth] = []
    if courses.for_at_least is not None:
        asked.append(_lasted(course, courses.for_at_least, matter.as_of))
    if courses.outcome:
        asked.append(_outcome_is(matter, course, courses.outcome))
    if courses.ended_for:
        asked.append(_ended_for(course, courses))
    if courses.daily_at_least is not None:
        asked.append(_daily_at_least(matter, course, courses.daily_at_least))
    if courses.with_any:
        asked.append(_given_with(matter, course, courses.with_any))
    return all_of(asked)


def _lasted(course: Therapy, length: Length, as_of: dt.date) -> Truth:
    if course.status not in GIVEN:
        return Truth.NOT_MET
    _, stop = _span(course, as_of)
    if course.start is None or stop is None:
        return Truth.UNKNOWN
    if length.after(course.start) <= stop:
        return Truth.MET
    return Truth.NOT_MET if _is_closed(course) else Truth.UNKNOWN


def _ended_for(course: Therapy, courses: Courses) -> Truth:
    if course.status is not CourseStatus.PAST:
        return Truth.NOT_MET
    if course.ended_for is None:
        return Truth.UNKNOWN
    return Truth.of(course.ended_for in courses.ended_for)


def _outcome_is(matter: Matter, course: Therapy, wanted: tuple[Outcome, ...]) -> Truth:
    if course.status not in GIVEN:
        return Truth.NOT_MET
    response = respond(matter, course)
    measured = response.outcome if response else None
    if contradicts(course, response):
        return Truth.UNKNOWN
    outcome = course.outcome or measured
    if outcome is None or outcome is Outcome.TOO_EARLY:
        return Truth.UNKNOWN
    return Truth.of(outcome in wanted)


def contradicts(course: Therapy, response: CourseResponse | None) -> bool:
    """Whether the recorded outcome and the measured series cannot both be right.

    A relapse recorded after a measured response is no contradiction, nor is a partial response that
    the series shows to be complete, nor anything beside a series that does not decide.
    """
    recorded, measured = course.outcome, response.outcome if response else None
    if recorded is None or measured is None or Outcome.TOO_EARLY in (recorded, measured):
        return False
    responded = (Outcome.COMPLETE, Outcome.PARTIAL)
    if recorded is Outcome.RELAPSE:
        return measured is Outcome.NONE
    return (recorded in responded) != (measured in responded)


def _daily_at_least(matter: Matter, course: Therapy, least: Quantity) -> Truth:
    daily = daily_dose(matter, course.dose)
    if daily is None:
        return Truth.UNKNOWN
    return Truth.of(daily >= milligrams(matter, least, None))


def _given_with(matter: Matter, course: Therapy, drugs: tuple[str, ...]) -> Truth:
    wanted = matter.library.members(drugs)
    others = [other for other in matter.courses if other.drug in wanted and other is not course]
    together = any_of([_overlap(matter, course, other) for other in others])
    if together is Truth.NOT_MET and not matter.courses_complete:
        return Truth.UNKNOWN
    return together


def _overlap(matter: Matter, one: Therapy, other: Therapy) -> Truth:
    if one.status in RUNNING and other.status in RUNNING:
        return Truth.MET
    if {one.status, other.status} - {*GIVEN, CourseStatus.PLANNED}:
        return Truth.NOT_MET
    if CourseStatus.PLANNED in (one.status, other.status):
        return Truth.NOT_MET
    first, second = _span(one, matter.as_of), _span(other, matter.as_of)
    if None in (*first, *second):
        return Truth.UNKNOWN
    if first[0] < second[1] and second[0] < first[1]:  # type: ignore[operator]
        return Truth.MET
    return Truth.NOT_MET if _is_closed(one) and _is_closed(other) else Truth.UNKNOWN


def _span(course: Therapy, as_of: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a course so far; a current one runs on, a planned stop is not past.

    Of a past course without a stop it is the last day on record: it ran at least until then.
    """
    current = course.status is CourseStatus.CURRENT
    stop = course.shown_until or (as_of if current else None)
    return course.start, min(stop, as_of) if stop else None


def _is_closed(course: Therapy) -> bool:
    """Whether the last day of a course so far is known, and not only a day on which it ran."""
    return course.stop is not None or course.status is CourseStatus.CURRENT


def daily_dose(matter: Matter, dose: Dose | None) -> Decimal | None:
    """Milligrams in a day where the frequency has a daily rhythm, else None."""
    if dose is None or dose.frequency is None:
        return None
    frequency = next(f for f in matter.library.vocabulary.frequencies if f.id == dose.frequency)
    if frequency.per_day is None:
        return None
    per = basis(matter, dose.amount)
    if per is None:
        return None
    return milligrams(matter, dose.amount, per) * frequency.per_day


def dose_unit_basis(library: Library, unit: str) -> str | None:
    """The measure by which a dose unit is multiplied, None for a plain mass."""
    return next(term.per for term in library.vocabulary.dose_units if term.id == unit)


def basis(matter: Matter, amount: Quantity) -> Decimal | None:
    """What an amount is multiplied by: 1 for a mass, else the newest exact reading."""
    per = dose_unit_basis(matter.library, amount.unit)
    if per is None:
        return Decimal(1)
    reading = matter.latest_value(per)
    if reading is None or reading.measurement.comparator is not Comparator.EXACT:
        return None
    return reading.value


def milligrams(matter: Matter, amount: Quantity, per: Decimal | None) -> Decimal:
    """An amount in milligrams, multiplied by its basis."""
    factor = next(t.factor for t in matter.library.vocabulary.dose_units if t.id == amount.unit)
    return amount.value * factor * (per or 1)
