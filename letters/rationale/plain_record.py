"""The record told to the patient: the disease, what was tried, how the results moved."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from letters.case.evidence import Attestation, CourseStatus, Outcome, Therapy
from letters.determination.model import Finding, Reading
from letters.determination.thresholds import percent_change
from letters.rationale import tables
from letters.rationale.model import Claim
from letters.rationale.plain import Teller, Told
from letters.rationale.printing import TIED
from letters.rationale.writer import deciding

SAME = Decimal(15)
"""A change by less than so many percent is told as none: the definitions of response in the library
call a kidney stable within it, and single results differ by as much from day to day."""
LITTLE = Decimal(25)
"""A change for the better by less is told as a little: the smallest fall that a target asks for.

Why only for the better: small progress must not be oversold, nor a setback be played down.
"""
Moved = Literal["up", "down", "up a little", "down a little", "about the same"]


def moved(first: Reading, last: Reading, improves: str | None) -> Moved | None:
    """How a measure went from `first` to `last`; None where a bound hides it.

    `improves` is the direction that is better for the measure, `up` or `down`.
    """
    percent = percent_change(first, last)
    if percent is None:
        return None
    if abs(percent) < SAME:
        return "about the same"
    better = improves == ("up" if percent > 0 else "down")
    if better and abs(percent) < LITTLE:
        return "up a little" if percent > 0 else "down a little"
    return "up" if percent > 0 else "down"


def record(teller: Teller) -> Told:
    """The disease with what was found, each treatment, each test, why no other drug."""
    return [
        [_disease(teller), *_findings(teller)],
        *([_tried(teller, course)] for course in tables.courses_told(teller.writer, teller.matter)),
        list(_others(teller)),
        *([test] for test in _tests(teller)),
    ]


def _disease(teller: Teller) -> Claim:
    diagnosis = teller.matter.pack.diagnosis
    codes = [diagnosis.code for diagnosis in teller.case.diagnoses]
    facts = [teller.writer.facts.header("diagnosis", code) for code in codes]
    plain, name = teller.library.plain(diagnosis), teller.library.word(diagnosis)
    return teller.say("disease", facts, plain=plain, name=name)


def _findings(teller: Teller) -> Iterator[Claim]:
    """The newest findings of the pack's categories that have a plain name."""
    for category in teller.matter.pack.summary:
        recorded = teller.matter.categories(category)
        plain = teller.library.plain(category)
        if not recorded or plain is None:
            continue
        newest = tuple(item for item in recorded if item.on == recorded[-1].on)
        procedure = _procedure(teller, category)
        yield teller.say(
            "found",
            [teller.writer.facts.of(item) for item in newest],
            plain=plain,
            options=teller.writer.options(newest),
            on=newest[0].on,
            test=procedure and teller.library.plain(procedure),
            name=procedure and teller.library.word(procedure),
        )


def _procedure(teller: Teller, category: str) -> str | None:
    """The procedure whose report gives a category, if it comes from one."""
    words = teller.library.vocabulary
    term = next(term for term in words.categories if term.id == category)
    documents = (d for d in words.documents if d.id in term.recorded_in and d.reports)
    return next((document.reports for document in documents), None)


def _tried(teller: Teller, course: Therapy) -> Claim:
    """One course and how it went; one that goes on by the plan is said to go on."""
    outcome = _outcome(teller, course)
    requested = {service.drug for service in teller.case.services}
    current = course.status is CourseStatus.CURRENT
    return teller.say(
        "tried",
        [teller.writer.facts.of(course)],
        drug=teller.library.word(course.drug),
        course=course,
        current=current,
        outcome=outcome.value if outcome else None,
        ended=course.ended_for.value if course.ended_for else None,
        goes_on=current and course.drug not in requested,
    )


def _outcome(teller: Teller, course: Therapy) -> Outcome | None:
    """As the practice recorded it, else as the results show it.

    Nothing of one that is too early to tell where the results got worse: they speak by themselves.
    """
    responses = teller.writer.determination.responses
    response = next((one for one in responses if one.therapy == course), None)
    measured = response.outcome if response else None
    outcome = course.outcome or (None if measured is Outcome.TOO_EARLY else measured)
    if outcome is not Outcome.TOO_EARLY or response is None:
        return outcome
    first, last = response.baseline, response.latest
    if first is None or last is None:
        return outcome
    improves = teller.library.measure(first.measure).improves
    worse = moved(first, last, improves) in {"up", "down"} - {improves}
    return None if worse else outcome


def _others(teller: Teller) -> Iterator[Claim]:
    """That the letter tells why other drugs are unsuitable, and nothing of what it tells there.

    Why: what a clinician noted may be sensitive, and a copy on paper is read by others.
    """
    noted = [item for finding in _leaves(teller) for item in _noted(teller, finding)]
    if noted:
        yield teller.say("others", [teller.writer.facts.of(item) for item in noted])


def _leaves(teller: Teller) -> Iterator[Finding]:
    for service in teller.writer.determination.services:
        for judgement in service.judgements:
            if service.choice is not None and judgement.pathway == service.choice.pathway:
                yield from deciding(judgement.finding)


def _noted(teller: Teller, finding: Finding) -> Iterator[Attestation]:
    """Answers with a note to what concerns none of the requested drugs, but others."""
    requested = {service.drug for service in teller.case.services}
    concerned = {c for cite in finding.cites for c in teller.library.statement(cite).concerns}
    if concerned and requested.isdisjoint(concerned):
        yield from (e for e in finding.evidence if isinstance(e, Attestation) and e.note)


def _tests(teller: Teller) -> Iterator[Claim]:
    """The first and the newest result of each measure that the letter's figure shows."""
    for measure in teller.matter.pack.chart.measures:
        series = teller.matter.series(measure)
        if not series:
            continue
        term = teller.library.measure(measure)
        ends = [series[0], series[-1]] if series[0].on < series[-1].on else [series[-1]]
        units = {_parted(teller, reading)[1] for reading in ends}
        shared = next(iter(units)) if len(units) == 1 else None
        lines = [
            {"value": value if shared else f"{value}{TIED}{unit}", "on": reading.on}
            for reading in ends
            for value, unit in [_parted(teller, reading)]
        ]
        yield teller.say(
            "test",
            [teller.writer.facts.of(reading.measurement) for reading in ends],
            plain=term.plain or term.name,
            lines=lines,
            unit=shared,
            moved=moved(ends[0], ends[-1], term.improves) if len(ends) > 1 else None,
            improves=term.improves,
        )


def _parted(teller: Teller, reading: Reading) -> tuple[str, str]:
    """A result as the letter prints it, its number and its unit apart."""
    value, _, unit = teller.writer.phrase("reading", reading=reading).partition(TIED)
    return value, unit
