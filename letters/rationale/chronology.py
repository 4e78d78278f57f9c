"""Everything that happened, day by day: for a reviewer who has nothing but the letter."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from letters.case.evidence import GIVEN, Category, CourseStatus, Procedure, Therapy
from letters.determination.kinds import notice_of
from letters.determination.matter import Matter
from letters.rationale.model import Event, Fact
from letters.rationale.phrasing import sentence
from letters.rationale.writer import Writer


class _Happened(NamedTuple):
    """One thing of one day, in words, with its facts."""

    on: dt.date
    text: str
    facts: tuple[Fact, ...]


def chronology(writer: Writer, matter: Matter) -> tuple[Event, ...]:
    """One event a day, oldest first: procedures, therapies, results, appeals, decisions."""
    days: dict[dt.date, list[_Happened]] = {}
    for one in _all(writer, matter):
        days.setdefault(one.on, []).append(one)
    return tuple(
        Event(
            on=on,
            what=writer.claim(
                " ".join(dict.fromkeys(sentence(one.text) for one in days[on])),
                tuple(fact for one in days[on] for fact in one.facts),
            ),
        )
        for on in sorted(days)
    )


def _all(writer: Writer, matter: Matter) -> Iterator[_Happened]:
    yield from _procedures(writer, matter)
    yield from _courses(writer, matter)
    yield from _results(writer, matter)
    yield from _decisions(writer)


def _procedures(writer: Writer, matter: Matter) -> Iterator[_Happened]:
    """Each procedure with what its reports found on that day."""
    done = [item for item in matter.evidence if isinstance(item, Procedure)]
    found = [item for item in matter.evidence if isinstance(item, Category)]
    for procedure in done:
        same = tuple(item for item in found if item.on == procedure.on and _of(writer, item))
        by_category: dict[str, list[Category]] = {}
        for item in same:
            by_category.setdefault(item.category, []).append(item)
        told = [
            (writer.library.word(category), writer.options(tuple(items)))
            for category, items in by_category.items()
        ]
        text = writer.phrase(
            "chronology/procedure", procedure=writer.library.word(procedure.procedure), found=told
        )
        facts = (writer.facts.of(procedure), *(writer.facts.of(item) for item in same))
        yield _Happened(procedure.on, text, facts)


def _of(writer: Writer, item: Category) -> bool:
    """Whether a category comes from the report of a procedure."""
    words = writer.library.vocabulary
    term = next(term for term in words.categories if term.id == item.category)
    return any(one.reports for one in words.documents if one.id in term.recorded_in)


def _courses(writer: Writer, matter: Matter) -> Iterator[_Happened]:
    """The start of each course given, and its end with what came of it."""
    for course in (item for item in matter.evidence if isinstance(item, Therapy)):
        if course.status not in GIVEN:
            continue
        facts = (writer.facts.of(course),)
        if course.start is not None and course.start <= matter.as_of:
            yield _Happened(course.start, writer.phrase("chronology/started", course=course), facts)
        if course.status is CourseStatus.PAST and course.stop is not None:
            text = writer.phrase("chronology/stopped", course=course)
            yield _Happened(course.stop, text, facts)


def _results(writer: Writer, matter: Matter) -> Iterator[_Happened]:
    """The charted measures on every day with a result: the course of the disease, none left out."""
    series = [matter.series(measure) for measure in matter.pack.chart.measures]
    for day in sorted({one.on for each in series for one in each}):
        readings = [one for each in series for one in each if one.on == day]
        lines = [
            {
                "short": writer.library.measure(reading.measure).short,
                "value": writer.phrase("reading", reading=reading),
            }
            for reading in readings
        ]
        facts = tuple(writer.facts.of(reading.measurement) for reading in readings)
        yield _Happened(day, writer.phrase("chronology/results", lines=lines), facts)


def _decisions(writer: Writer) -> Iterator[_Happened]:
    """Each appeal on the day on which it was sent, each decision once, the last one's arrival."""
    for decision in writer.case.all_decisions:
        if decision.filed_on is not None:
            text = writer.phrase("chronology/filed", level=decision.level.value)
            fact = writer.facts.placed("appeal filed", "", decision.filed_on, decision.read)
            yield _Happened(decision.filed_on, text, (fact,))
        if decision.on is not None:
            notice = notice_of(writer.case, writer.library, decision.on)
            exhibit = decision.exhibit or (notice.exhibit if notice else None)
            told = decision.reference or ""
            fact = writer.facts.placed("decision", told, decision.on, decision.read, exhibit)
            points = [point.quote for point in decision.points]
            text = writer.phrase("chronology/decided", decision=decision, points=points)
            yield _Happened(decision.on, text, (fact,))
    denial = writer.case.denial
    if denial is not None and denial.received_on is not None:
        fact = writer.facts.denied("notice received", "", denial.received_on)
        yield _Happened(denial.received_on, writer.phrase("chronology/received"), (fact,))
