"""The tables and the chart of a letter."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from letters.case.evidence import GIVEN, CourseStatus, Evidence, Measurement, Therapy
from letters.citations.pathway import Pack
from letters.determination.matter import Matter
from letters.determination.model import CourseResponse, Reading
from letters.determination.response import response_to
from letters.determination.thresholds import canonical, percent_change
from letters.rationale.model import (
    Bar,
    Chart,
    Claim,
    CriterionRow,
    LabCell,
    LabTable,
    Panel,
    Point,
    TreatmentRow,
    Verdict,
)
from letters.rationale.printing import TIED, from_to, number, reported
from letters.rationale.writer import Writer

_SHOWN_DAYS = 8
_WORST_FIRST: tuple[Verdict, ...] = ("not met", "unknown", "met", "not applicable")
_ENDED = (CourseStatus.PAST, CourseStatus.CONTRAINDICATED, CourseStatus.DECLINED)


def criteria_basis(writer: Writer, rows: Sequence[CriterionRow]) -> Claim | None:
    """Where the criteria of the pathways come from, so that none takes them for the plan's own."""
    cites = [cited.statement for row in rows for cited in row.finding.citations]
    return writer.claim(writer.phrase("tables/basis"), cites=tuple(cites)) if cites else None


def joined_rows(writer: Writer, rows: Sequence[CriterionRow]) -> tuple[CriterionRow, ...]:
    """One row for each criterion: what two services of one request differ in stands in one cell."""
    alike: dict[str, list[CriterionRow]] = {}
    for row in rows:
        alike.setdefault(row.says, []).append(row)
    return tuple(_joined(writer, each) for each in alike.values())


def _joined(writer: Writer, rows: Sequence[CriterionRow]) -> CriterionRow:
    texts = dict.fromkeys(row.finding.text for row in rows)
    if len(texts) == 1:
        return rows[0]
    claim = writer.claim(
        " ".join(texts),
        tuple(fact for row in rows for fact in row.finding.facts),
        tuple(cited.statement for row in rows for cited in row.finding.citations),
    )
    worst = min((row.verdict for row in rows), key=_WORST_FIRST.index)
    return rows[0].model_copy(update={"finding": claim, "verdict": worst})


def courses_told(writer: Writer, matter: Matter) -> tuple[Therapy, ...]:
    """Courses of the pack's own drugs so far, and every course that has ended or was ruled out.

    In the order of their start, those never given last. What runs in the background is told with
    the plan: no pathway judges its response.
    """
    courses = [
        course
        for course in matter.evidence
        if isinstance(course, Therapy)
        and (
            course.status in _ENDED
            or (course.drug in matter.argued_drugs and course.status in GIVEN)
        )
    ]
    return tuple(sorted(courses, key=_in_time))


def treatments(writer: Writer, matter: Matter) -> tuple[TreatmentRow, ...]:
    """The treatment history, a row a course."""
    return tuple(treatment(writer, matter, course) for course in courses_told(writer, matter))


def treatment(writer: Writer, matter: Matter, course: Therapy) -> TreatmentRow:
    """One course as a row of the treatment history."""
    ends = _measured(matter, response_to(writer.determination.responses, course))
    facts = [writer.facts.of(course)]
    facts += [writer.facts.of(reading.measurement) for pair in ends for reading in pair]
    return TreatmentRow(
        drug=writer.library.word(course.drug),
        dose=writer.book.phrase("dose", dose=course.dose) if course.dose else None,
        dates=writer.phrase(
            "tables/dates",
            status=course.status.value,
            start=course.start,
            stop=course.stop,
            last_known=course.last_known,
        ),
        duration=_duration(writer, course, matter.as_of),
        response="; ".join(_change(writer, *pair) for pair in ends) or None,
        recorded=course.outcome.value if course.outcome else None,
        ended=_ended(writer, course),
        facts=tuple(facts),
    )


def _in_time(course: Therapy) -> tuple[bool, dt.date]:
    return course.status not in GIVEN, course.start or course.stop or dt.date.max


def _measured(
    matter: Matter, response: CourseResponse | None
) -> tuple[tuple[Reading, Reading], ...]:
    """The first and the last value of each charted measure, on the days that tell the response."""
    if response is None or response.ends is None:
        return ()
    first, last = response.ends
    days = first.on, last.on
    pairs = [(first, last)]
    for measure in matter.pack.chart.measures:
        if measure != matter.pack.response.measure:
            by_day = {reading.on: reading for reading in matter.series(measure)}
            if by_day.keys() >= set(days):
                pairs.append((by_day[days[0]], by_day[days[1]]))
    return tuple(pairs)


def _change(writer: Writer, first: Reading, last: Reading) -> str:
    """From one value to a later one: the unit once where both have the same."""
    start, end = from_to(*(writer.phrase("reading", reading=one) for one in (first, last)))
    return writer.phrase(
        "tables/response",
        measure=writer.library.measure(first.measure).short,
        first=start,
        last=end,
        percent=percent_change(first, last),
    )


def also_given(writer: Writer, matter: Matter) -> Claim | None:
    """The courses given beside those of the treatment table, so that exposure can be judged."""
    told = courses_told(writer, matter)
    beside = [
        item
        for item in matter.evidence
        if isinstance(item, Therapy) and item.status in GIVEN and item not in told
    ]
    if not beside or not told:
        return None
    courses = [writer.phrase("course-given", course=course) for course in beside]
    facts = tuple(writer.facts.of(course) for course in beside)
    return writer.claim(writer.phrase("tables/also-given", courses=courses), facts)


def _duration(writer: Writer, course: Therapy, as_of: dt.date) -> str | None:
    stop = course.stop or (as_of if course.status is CourseStatus.CURRENT else None)
    if course.start is None or stop is None or course.status not in GIVEN:
        return None
    return writer.phrase("tables/duration", days=(stop - course.start).days + 1)


def _ended(writer: Writer, course: Therapy) -> str | None:
    text = writer.phrase(
        "tables/ended",
        status=course.status.value,
        ended=course.ended_for.value if course.ended_for else None,
        reason=course.reason,
    )
    return text or None


def laboratory(writer: Writer, matter: Matter) -> LabTable | None:
    """The pack's measures by day, newest days kept; none of a shown day's results left out."""
    series = {m: matter.series(m) for m in matter.pack.laboratory}
    columns = [measure for measure, readings in series.items() if readings]
    days = sorted({reading.on for readings in series.values() for reading in readings})
    if not days:
        return None
    shown = days[-_SHOWN_DAYS:]
    units = {measure: _usual_unit(writer, measure, series[measure]) for measure in columns}
    return LabTable(
        columns=tuple(f"{writer.library.measure(m).short} ({units[m]})" for m in columns),
        days=tuple(shown),
        rows=tuple(
            tuple(_cell(writer, units[measure], series[measure], on) for measure in columns)
            for on in shown
        ),
        rule=writer.phrase("tables/rule", shown=len(shown), total=len(days)),
    )


def _usual_unit(writer: Writer, measure: str, readings: tuple[Reading, ...]) -> str:
    """The unit in which most results were reported; derived values have the canonical one."""
    canonical_unit = writer.library.measure(measure).units[0].unit
    units = [canonical_unit if r.derived else r.measurement.unit for r in readings]
    return max(dict.fromkeys(units), key=units.count)


def _cell(writer: Writer, unit: str, readings: tuple[Reading, ...], on: dt.date) -> LabCell:
    of_day = [reading for reading in readings if reading.on == on]
    if not of_day:
        return LabCell(text=None)
    texts = [_in_column(reading, unit) for reading in of_day]
    return LabCell(text="; ".join(texts), fact=writer.facts.of(of_day[-1].measurement))


def _in_column(reading: Reading, unit: str) -> str:
    if reading.derived:
        return number(reading.value)
    text = reported(reading.measurement)
    return text.removesuffix(f"{TIED}{unit}") if reading.measurement.unit == unit else text


def chart(writer: Writer, matter: Matter) -> Chart | None:
    """The figure: each of the pack's measures that has two or more results, over the therapies."""
    pack = matter.pack
    panels = [
        _panel(writer, pack, measure, matter.series(measure)) for measure in pack.chart.measures
    ]
    panels = [panel for panel in panels if len(panel.points) > 1]
    if not panels:
        return None
    days = [point.on for panel in panels for point in panel.points]
    bars = _bars(writer, matter, min(days))
    first = min([*days, *(bar.start for bar in bars)])
    last = max(matter.as_of, *days)
    return Chart(
        panels=tuple(panels),
        bars=bars,
        first=first,
        last=last,
        caption=writer.claim(
            writer.phrase(
                "tables/caption",
                lines=[{"short": panel.measure, "unit": panel.unit} for panel in panels],
                first=first,
                last=last,
                bars=bars,
                targets=any(panel.targets for panel in panels),
                label=pack.chart.target_label,
            ),
            _plotted(writer, matter),
            pack.chart.cites,
        ),
        alt=_alt(writer, panels, bars),
        target_label=pack.chart.target_label,
    )


def _plotted(writer: Writer, matter: Matter) -> tuple[Any, ...]:
    measured: list[Evidence] = [
        reading.measurement
        for measure in matter.pack.chart.measures
        for reading in matter.series(measure)
    ]
    return tuple(writer.facts.of(item) for item in measured if isinstance(item, Measurement))


def _panel(writer: Writer, pack: Pack, measure: str, readings: tuple[Reading, ...]) -> Panel:
    term = writer.library.measure(measure)
    units = {name for unit in term.units for name in (unit.unit, *unit.aliases)}
    targets = [
        q for q in pack.chart.targets if q.unit in units and measure == pack.response.measure
    ]
    return Panel(
        measure=term.short,
        unit=term.units[0].unit,
        points=tuple(
            Point(
                on=reading.on,
                value=_plotted_value(reading, term.units[0].unit, term.decimals),
                bound=reading.measurement.comparator.value,
            )
            for reading in readings
        ),
        targets=tuple(canonical(writer.library, measure, target) for target in targets),
    )


def _plotted_value(reading: Reading, unit: str, decimals: int) -> Decimal:
    """A value in the panel's unit: as reported in that unit, else rounded."""
    reported_so = not reading.derived and reading.measurement.unit == unit
    return reading.measurement.value if reported_so else round(reading.value, decimals)


def _bars(writer: Writer, matter: Matter, first: dt.date) -> tuple[Bar, ...]:
    """The courses of the treatment table that were given within the time charted."""
    return tuple(
        Bar(
            label=writer.library.word(course.drug),
            start=max(course.start, first - dt.timedelta(days=60)),
            stop=course.shown_until if course.status is CourseStatus.PAST else None,
        )
        for course in courses_told(writer, matter)
        if course.start is not None
        and course.status in GIVEN
        and course.start <= matter.as_of
        and (course.shown_until or matter.as_of) >= first
        and not (course.status is CourseStatus.PAST and course.shown_until is None)
    )


def _alt(writer: Writer, panels: list[Panel], bars: tuple[Bar, ...]) -> str:
    lines = [
        {
            "name": panel.measure,
            "count": len(panel.points),
            "unit": panel.unit,
            "first": _pointed(panel.points[0]),
            "first_on": panel.points[0].on,
            "last": _pointed(panel.points[-1]),
            "last_on": panel.points[-1].on,
        }
        for panel in panels
    ]
    return writer.phrase("tables/alt", lines=lines, bars=list(dict.fromkeys(b.label for b in bars)))


def _pointed(point: Point) -> str:
    return f"{'' if point.bound == '=' else point.bound}{point.value:f}"
