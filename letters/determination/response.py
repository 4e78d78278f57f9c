"""How a course of therapy did, read from the series of the pack's response measure."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal

from letters.case.evidence import GIVEN, Comparator, CourseStatus, Outcome, Therapy
from letters.citations.pathway import Definition, Milestone, Response
from letters.determination.matter import Matter
from letters.determination.model import (
    CourseResponse,
    DefinitionReading,
    MilestoneReading,
    Reading,
)
from letters.determination.thresholds import (
    AT_LEAST,
    AT_MOST,
    BELOW,
    canonical,
    compare,
    percent_change,
)
from letters.truth import Truth, all_of, any_of

_SAME_TIME = 30
"""Days that two measures may lie apart to be read together."""


def response_to(responses: Iterable[CourseResponse], course: Therapy) -> CourseResponse | None:
    """The response to a course, which is known again by its drug and the place it was read."""
    place = (course.read, course.drug)
    return next((one for one in responses if (one.therapy.read, one.therapy.drug) == place), None)


def respond(matter: Matter, course: Therapy) -> CourseResponse | None:
    """Reads the response to a course that was or is given and whose start is known, else None."""
    known = matter.responses
    return known[course] if course in known else known.setdefault(course, _respond(matter, course))


def _respond(matter: Matter, course: Therapy) -> CourseResponse | None:
    if course.start is None or course.status not in GIVEN:
        return None
    response = matter.pack.response
    series = matter.series(response.measure)
    baseline = start_reading(series, course.start, response)
    latest = _last_reading(matter, course, series)
    definitions = tuple(
        _read_definition(matter, course, baseline, definition)
        for definition in response.definitions
    )
    allowed = _allowed(matter, course, baseline, latest)
    return CourseResponse(
        therapy=course,
        baseline=baseline,
        latest=latest,
        latest_percent=percent_change(baseline, latest) if baseline and latest else None,
        milestones=tuple(_read_milestone(matter, course, baseline, m) for m in response.milestones),
        definitions=definitions,
        outcome=_outcome(matter, course, definitions, allowed),
        allowed=allowed,
    )


def start_reading(series: Sequence[Reading], start: dt.date, response: Response) -> Reading | None:
    """The newest reading on or before the start of a course, else the first one soon after it.

    Why: a value measured under treatment would make the response look smaller or larger than it is.
    """
    first, last = response.baseline_before.before(start), response.baseline_after.after(start)
    before = [reading for reading in series if first <= reading.on <= start]
    after = [reading for reading in series if start < reading.on <= last]
    return before[-1] if before else after[0] if after else None


def _last_reading(matter: Matter, course: Therapy, series: Sequence[Reading]) -> Reading | None:
    """The newest reading of a running course; of one that ended, the reading nearest its stop.

    Two readings as far from the stop, one on either side: the one under treatment.
    """
    assert course.start is not None
    later = [r for r in _during(matter, course, series) if r.on > course.start]
    until = course.shown_until
    if not later or until is None:
        return later[-1] if later else None
    return min(later, key=lambda r: (abs(r.on - until), r.on))


def _during(matter: Matter, course: Therapy, series: Sequence[Reading]) -> Sequence[Reading]:
    """The readings that still belong to a course: up to a short time after its last day.

    Why: the time is the one for which a reading after a start still counts as the start's. Of six
    infusions two weeks apart the result is measured after the last, never on its day.
    """
    if course.shown_until is None:
        return series
    last = matter.pack.response.baseline_after.after(course.shown_until)
    return [reading for reading in series if reading.on <= last]


def fell_by(baseline: Reading, later: Reading, percent: Decimal | int) -> Truth:
    """Whether `later` lies at least so many percent below `baseline`."""
    if baseline.measurement.comparator is not Comparator.EXACT:
        return Truth.UNKNOWN
    return compare(later, AT_MOST, baseline.value * (100 - Decimal(percent)) / 100)


def _read_milestone(
    matter: Matter, course: Therapy, baseline: Reading | None, milestone: Milestone
) -> MilestoneReading:
    assert course.start is not None
    target = milestone.at.after(course.start)
    first, last = milestone.tolerance.before(target), milestone.tolerance.after(target)
    until = course.shown_until
    due = target <= matter.as_of and (until is None or first <= until)
    series = matter.series(matter.pack.response.measure)
    near = [r for r in _during(matter, course, series) if first <= r.on <= last]
    if not due or not near:
        return MilestoneReading(milestone=milestone.id, truth=Truth.UNKNOWN, due=due)
    reading = min(near, key=lambda r: (abs(r.on - target), r.on))
    asked: list[Truth] = []
    if milestone.falls_by is not None:
        asked.append(fell_by(baseline, reading, milestone.falls_by) if baseline else Truth.UNKNOWN)
    if milestone.at_most is not None:
        limit = canonical(matter.library, matter.pack.response.measure, milestone.at_most)
        asked.append(compare(reading, AT_MOST, limit))
    return MilestoneReading(
        milestone=milestone.id,
        truth=all_of(asked),
        due=True,
        reading=reading,
        percent=percent_change(baseline, reading) if baseline else None,
    )


def _read_definition(
    matter: Matter, course: Therapy, baseline: Reading | None, definition: Definition
) -> DefinitionReading:
    assert course.start is not None
    first, last = definition.after.after(course.start), definition.until.after(course.start)
    series = matter.series(matter.pack.response.measure)
    window = [r for r in _during(matter, course, series) if first <= r.on <= last]
    if not window:
        return DefinitionReading(definition=definition.id, truth=Truth.UNKNOWN)
    start = None
    if definition.stable is not None:
        start = start_reading(matter.series(definition.stable), course.start, matter.pack.response)
    truths = [_defined(matter, baseline, reading, definition, start) for reading in window]
    truth = any_of(truths)
    best = window[truths.index(truth)]
    return DefinitionReading(
        definition=definition.id,
        truth=truth,
        reading=best,
        percent=percent_change(baseline, best) if baseline else None,
    )


def _defined(
    matter: Matter,
    baseline: Reading | None,
    reading: Reading,
    definition: Definition,
    start: Reading | None,
) -> Truth:
    """Whether a reading fulfils a definition; `start` is the first of what is to stay stable."""
    asked: list[Truth] = []
    if definition.falls_by is not None:
        asked.append(fell_by(baseline, reading, definition.falls_by) if baseline else Truth.UNKNOWN)
    if definition.below is not None:
        limit = canonical(matter.library, matter.pack.response.measure, definition.below)
        asked.append(compare(reading, BELOW, limit))
    if definition.stable is not None and definition.stable_within is not None:
        asked.append(_stable(matter, reading, definition.stable, definition.stable_within, start))
    return all_of(asked)


def _stable(
    matter: Matter, at: Reading, measure: str, percent: int, start: Reading | None
) -> Truth:
    """Whether a measure had worsened by no more than `percent` from its start to a reading."""
    then = _nearest(matter.series(measure), at.on)
    if start is None or start.measurement.comparator is not Comparator.EXACT:
        return Truth.UNKNOWN
    if then is None or abs((then.on - at.on).days) > _SAME_TIME:
        return Truth.UNKNOWN
    if matter.library.measure(measure).improves == "down":
        return compare(then, AT_MOST, start.value * (100 + percent) / 100)
    return compare(then, AT_LEAST, start.value * (100 - percent) / 100)


def _nearest(series: Sequence[Reading], day: dt.date) -> Reading | None:
    """The reading nearest to a day, the earlier of two; `series` is in the order of its days."""
    at = bisect_left(series, day, key=_day)
    near = [*series[at : at + 1]]
    if at:  # the first of the day before, as it is of the day itself
        near.append(series[bisect_left(series, series[at - 1].on, key=_day)])
    return min(near, key=lambda reading: (abs(reading.on - day), reading.on), default=None)


def _day(reading: Reading) -> dt.date:
    return reading.on


def has_more_time(matter: Matter, response: CourseResponse) -> bool:
    """Whether the pack's source gives a running course more time, because its start was high."""
    return _is_extended(matter, response.therapy, response.baseline)


def _is_extended(matter: Matter, course: Therapy, baseline: Reading | None) -> bool:
    allowance = matter.pack.response.allowance
    if allowance is None or baseline is None or course.start is None:
        return False
    high = canonical(matter.library, matter.pack.response.measure, allowance.at_least)
    end = max(d.until.after(course.start) for d in matter.pack.response.definitions)
    return (
        course.shown_until is None
        and compare(baseline, AT_LEAST, high) is Truth.MET
        and matter.as_of < allowance.extra.after(end)
    )


def _allowed(
    matter: Matter, course: Therapy, baseline: Reading | None, latest: Reading | None
) -> bool:
    """Whether the pack grants this course more time: a high start, falling, and not long enough."""
    if baseline is None or latest is None:
        return False
    series = [r for r in matter.series(matter.pack.response.measure) if r.on < latest.on]
    falling = latest.value < baseline.value and bool(series) and latest.value < series[-1].value
    return falling and _is_extended(matter, course, baseline)


def _outcome(
    matter: Matter, course: Therapy, readings: Sequence[DefinitionReading], allowed: bool
) -> Outcome | None:
    """The best response that a definition yields; none only where every definition denies it.

    While a course runs and a definition's window is open, a response may still come.
    """
    definitions = {definition.id: definition for definition in matter.pack.response.definitions}
    for reading in readings:
        if reading.truth is Truth.MET:
            return definitions[reading.definition].outcome
    if not readings or any(reading.truth is not Truth.NOT_MET for reading in readings):
        return None
    return Outcome.TOO_EARLY if allowed or _open(matter, course) else Outcome.NONE


def _open(matter: Matter, course: Therapy) -> bool:
    """Whether a course still runs within the window of a definition."""
    assert course.start is not None
    ends = [d.until.after(course.start) for d in matter.pack.response.definitions]
    return course.status is CourseStatus.CURRENT and matter.as_of < max(ends)
