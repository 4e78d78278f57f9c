"""The facts that whoever calls has at hand: each said once, each with its exhibit."""

import datetime as dt
from collections.abc import Iterator, Sequence

from letters.case.evidence import Measurement, Therapy
from letters.determination.matter import Matter
from letters.determination.model import CourseResponse, Reading
from letters.determination.thresholds import percent_change
from letters.rationale import script, tables
from letters.rationale.model import Claim, Fact, Letter, StepRow
from letters.rationale.writer import Writer

FACTS = 6


def facts(writer: Writer, matter: Matter, letter: Letter) -> tuple[Claim, ...]:
    """At most six: what was found, how the results moved, the courses, the other results."""
    found = _found(writer, script.found(writer, matter, letter))
    moved, ends = trends(writer, matter)
    given = list(_given(writer, matter, letter, ends))
    told = [*found, *moved, *given, *_others(writer, matter)]
    return tuple(told[:FACTS])


def _found(writer: Writer, told: Sequence[Claim]) -> list[Claim]:
    """What was found, and found again: one fact."""
    text = " ".join(claim.text for claim in told)
    return [writer.claim(text, tuple(fact for c in told for fact in c.facts))] if told else []


def _watched(matter: Matter) -> list[str]:
    """The charted measures, each before what it is computed from."""
    chart = matter.pack.chart.measures
    inputs = {
        source
        for measure in chart
        if (derived := matter.library.measure(measure).derived) is not None
        for source in derived.inputs.values()
    }
    return list(dict.fromkeys([*chart, *sorted(inputs)]))


def trends(writer: Writer, matter: Matter) -> tuple[list[Claim], frozenset[Measurement]]:
    """How the watched measures went, those of the same days in one sentence, and their ends."""
    spans: dict[tuple[dt.date, dt.date], list[tuple[str, Reading, Reading]]] = {}
    for measure in _watched(matter):
        series = matter.series(measure)
        if len(series) > 1 and series[0].on < series[-1].on:
            span = (series[0].on, series[-1].on)
            spans.setdefault(span, []).append((measure, series[0], series[-1]))
    claims, ends = [], set()
    for (first_on, last_on), lines in spans.items():
        text = writer.phrase(
            "brief/trend",
            first_on=first_on,
            last_on=last_on,
            lines=[
                {
                    "short": writer.library.measure(measure).short,
                    "first": writer.phrase("reading", reading=first),
                    "last": writer.phrase("reading", reading=last),
                    "percent": percent_change(first, last),
                }
                for measure, first, last in lines
            ],
        )
        measured = [one.measurement for _, *both in lines for one in both]
        ends |= set(measured)
        claims.append(writer.claim(text, tuple(writer.facts.of(one) for one in measured)))
    return claims, frozenset(ends)


def _given(
    writer: Writer, matter: Matter, letter: Letter, ends: frozenset[Measurement]
) -> Iterator[Claim]:
    """What the plan requires first, drug by drug; without such a list the courses that say most."""
    for row in letter.steps:
        yield _step(writer, row)
    if not letter.steps:
        for course, response in script.courses(writer, matter):
            yield course_told(writer, matter, course, response, ends)


def _step(writer: Writer, row: StepRow) -> Claim:
    return writer.claim(writer.phrase("brief/step", row=row), row.facts)


def course_told(
    writer: Writer,
    matter: Matter,
    course: Therapy,
    response: CourseResponse | None,
    ends: frozenset[Measurement] = frozenset(),
) -> Claim:
    """One course: dose, days, result, and the definitions of a response that it did not reach.

    The result is left out where it is the trend told already.
    """
    row = tables.treatment(writer, matter, course)
    read = response.ends if response else None
    told = read is not None and {one.measurement for one in read} <= ends
    missed = script.missed(matter, response)
    text = writer.phrase(
        "brief/course",
        row=row,
        response=None if told else row.response,
        outcome=script.outcome(writer, course),
        missed=missed.name if missed else "",
    )
    return writer.claim(text, row.facts, missed.cites if missed else ())


def _others(writer: Writer, matter: Matter) -> Iterator[Claim]:
    """The newest result of each other measure, by the days on which they were measured."""
    watched = _watched(matter)
    found = [
        reading
        for measure in matter.pack.laboratory
        if (reading := matter.latest_value(measure)) is not None
        and (measure not in watched or len(matter.series(measure)) == 1)
    ]
    by_day: dict[dt.date, list[str]] = {}
    for reading in found:
        short = writer.library.measure(reading.measure).short
        value = writer.phrase("reading", reading=reading)
        by_day.setdefault(reading.on, []).append(f"{short} {value}")
    if found:
        text = writer.phrase("brief/results", days=by_day.items())
        yield writer.claim(text, _facts_of(writer, found))


def _facts_of(writer: Writer, readings: Sequence[Reading]) -> tuple[Fact, ...]:
    return tuple(writer.facts.of(reading.measurement) for reading in readings)
