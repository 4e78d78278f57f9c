"""What was found in the record, to be checked: results by report, other facts one by one."""

import datetime as dt
import re
from collections.abc import Collection, Iterator

from letters.case.evidence import CourseStatus, Ending, Outcome, Therapy
from letters.determination.model import CourseResponse
from letters.rationale.model import Document, Fact, FactRow, ProvedItem, ReportRow
from letters.rationale.printing import day
from letters.rationale.walk import parts
from letters.rationale.writer import Writer

_Row = tuple[str, str | None, int | None, str | None]

_DECIDED = (Outcome.COMPLETE, Outcome.PARTIAL)


def found(
    writer: Writer, letter: Document, told: Collection[Fact]
) -> tuple[tuple[ReportRow, ...], tuple[FactRow, ...]]:
    """The facts of a letter in the order of the export: results by report, and all others.

    `told` are those that stand elsewhere on the sheet; so do the attestations.
    """
    words = writer.library.vocabulary
    asked = {question.name for question in words.questions}
    results = {term.name for term in (*words.measures, *words.categories)}
    facts = sorted(
        dict.fromkeys(
            fact
            for fact in parts(letter, Fact)
            if (fact.row or fact.part) and fact.what not in asked and fact not in told
        ),
        key=_place,
    )
    of_reports = [fact for fact in facts if fact.what in results]
    of_row: dict[_Row, list[Fact]] = {}
    for fact in facts:
        of_row.setdefault(_row(fact), []).append(fact)
    drugs = {writer.library.word(service.drug) for service in writer.case.services}
    others = tuple(
        FactRow(**fact.model_dump())
        for fact in facts
        if fact.what not in results
        and _tells(writer, fact, facts)
        and not _is_told(fact, of_row[_row(fact)], drugs)
    )
    return tuple(_reports(writer, of_reports)), others


def _tells(writer: Writer, fact: Fact, facts: Collection[Fact]) -> bool:
    """Whether a fact without a value tells a day that no other fact tells.

    Those of its name may; in the row of the case, where each column tells its own, any other.
    """
    if fact.value:
        return True
    row = _row(writer.facts.header(fact.what, fact.value))
    same = (
        other
        for other in facts
        if other.value and (other.what == fact.what or _row(fact) == _row(other) == row)
    )
    return fact.on is not None and all(other.on != fact.on for other in same)


def _is_told(fact: Fact, row: Collection[Fact], drugs: Collection[str]) -> bool:
    """Whether another fact of its row tells all that a fact tells, and more.

    That is one whose value goes on where this one's ends; and the request tells of each of the
    `drugs` asked for that it is planned, and where it does, from which day.
    """
    planned = fact.what in drugs and fact.value == CourseStatus.PLANNED.value
    return any(
        (planned and other.what == "request" and (not fact.on or day(fact.on) in other.value))
        or (
            other.what == fact.what
            and fact.on in (None, other.on)
            and other.value.startswith(f"{fact.value},")
        )
        for other in row
        if other is not fact
    )


def _row(fact: Fact) -> _Row:
    return fact.file, fact.sheet, fact.row, fact.part


def _place(fact: Fact) -> tuple[str, str, int, str]:
    """The order of the export: its files, their sheets, their rows or parts by number."""
    numbered = re.sub(r"\d+", lambda number: number[0].zfill(9), fact.part or "")
    return fact.file if fact.part else "", fact.sheet or "", fact.row or 0, numbered


def _reports(writer: Writer, facts: Collection[Fact]) -> Iterator[ReportRow]:
    """The results of one report and day together; of results without one, those of one day."""
    grouped: dict[tuple[str | None, dt.date | None, str, str | None], list[Fact]] = {}
    for fact in facts:
        grouped.setdefault((fact.document, fact.on, fact.file, fact.sheet), []).append(fact)
    short = {term.name: term.short for term in writer.library.vocabulary.measures}
    for (_, on, file, sheet), of_report in grouped.items():
        told = (
            writer.phrase("review/result", name=short.get(fact.what, fact.what), value=fact.value)
            for fact in of_report
        )
        yield ReportRow(
            on=on,
            results=tuple(dict.fromkeys(told)),
            file=file if sheet else None,
            facts=tuple(of_report),
        )


def contradictions(writer: Writer) -> tuple[ProvedItem, ...]:
    """Each course whose recorded outcome is not what the series of results shows."""
    return tuple(
        _contradiction(writer, response, response.outcome)
        for response in writer.determination.responses
        if response.outcome is not None and _differs(response.therapy, response.outcome)
    )


def _differs(course: Therapy, measured: Outcome) -> bool:
    """Why not a relapse: it comes after the response that the series shows."""
    if course.outcome is None:
        return course.ended_for is Ending.INADEQUATE_RESPONSE and measured in _DECIDED
    return course.outcome not in (measured, Outcome.RELAPSE)


def _contradiction(writer: Writer, response: CourseResponse, measured: Outcome) -> ProvedItem:
    course, first, last = response.therapy, response.baseline, response.latest
    recorded = course.outcome or course.ended_for
    what = writer.phrase(
        "review/contradiction",
        course=course,
        recorded=recorded.value if recorded else "",
        measured=measured.value,
    )
    detail = writer.phrase(
        "review/series",
        measure=writer.library.measure(last.measure).short if last else None,
        first=first,
        last=last,
        percent=response.latest_percent,
    )
    asks = writer.phrase("review/asks", of="contradiction")
    return ProvedItem(what=what, detail=detail, asks=asks, facts=(writer.facts.of(course),))
