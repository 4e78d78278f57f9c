"""The argument of a letter: why it is needed, who recommends it, label, what speaks against."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from letters.case.evidence import Category, Outcome
from letters.citations.pathway import Allowance, Pathway, Reply
from letters.determination.derived import age_on
from letters.determination.labels import settling, uses_off_label
from letters.determination.matter import Matter
from letters.determination.model import (
    CourseResponse,
    Judgement,
    Reading,
    ServiceDetermination,
)
from letters.determination.response import has_more_time
from letters.determination.thresholds import percent_change
from letters.rationale import measured
from letters.rationale.model import Claim, Paragraph
from letters.rationale.printing import isolated, joined
from letters.rationale.told import holding, replies
from letters.rationale.writer import Writer
from letters.truth import Truth

_LITTLE = 20
"""Results stand still while they differ by no more than the newest one divided by this."""
_SOME = 3


def paragraph(*claims: Claim) -> Paragraph:
    """Claims that stand together."""
    return Paragraph(claims=claims)


def verdict(writer: Writer, judgement: Judgement) -> str:
    """Whether the record meets what the pathway asks, in one sentence."""
    met = judgement.finding.truth is Truth.MET
    return writer.phrase("outcome" if met else "overridden")


def summary(writer: Writer, matter: Matter) -> Paragraph:
    """Who the patient is, what the pack's categories show, the latest results."""
    case = writer.case
    codes = [diagnosis.code for diagnosis in case.diagnoses]
    born = case.patient.born
    assert born is not None  # a case without it is held before any letter
    age = age_on(matter.as_of, born)
    claims = [
        writer.claim(
            writer.phrase(
                "summary/patient",
                patient=isolated(case.patient.name),
                age=age,
                sex=case.patient.sex.value if case.patient.sex else None,
                diagnosis=writer.library.word(matter.pack.diagnosis),
                codes=codes,
            ),
            (
                writer.facts.header("patient", case.patient.name),
                writer.facts.header("age", str(age)),
                *(writer.facts.header("diagnosis", code) for code in codes),
            ),
        )
    ]
    claims += _categories(writer, matter)
    claims += _latest(writer, matter)
    return Paragraph(claims=tuple(claims))


def _categories(writer: Writer, matter: Matter) -> list[Claim]:
    """What the pack's categories show; those of one procedure in one sentence.

    Of a category that a procedure reports every report is told, of others the newest value.
    """
    told: dict[tuple[str | None, dt.date], list[tuple[str, tuple[Category, ...]]]] = {}
    for category in matter.pack.summary:
        recorded = matter.categories(category)
        procedure = _reported_by(writer, category)
        days = list(dict.fromkeys(item.on for item in recorded))
        for on in days if procedure else days[-1:]:
            items = tuple(item for item in recorded if item.on == on)
            told.setdefault((procedure, on), []).append((category, items))
    return [
        measured.proved(
            writer,
            writer.phrase(
                "summary/category" if procedure else "summary/category-alone",
                procedure=writer.library.word(procedure) if procedure else "",
                found=[
                    {"category": writer.library.word(category), "options": writer.options(items)}
                    for category, items in found
                ],
                on=on,
            ),
            tuple(writer.facts.of(item) for _, items in found for item in items),
        )
        for (procedure, on), found in sorted(told.items(), key=lambda one: one[0][1])
    ]


def _reported_by(writer: Writer, category: str) -> str | None:
    """The procedure whose report gives a category, if it comes from one."""
    words = writer.library.vocabulary
    term = next(term for term in words.categories if term.id == category)
    documents = [document for document in words.documents if document.id in term.recorded_in]
    return next((document.reports for document in documents if document.reports), None)


def _latest(writer: Writer, matter: Matter) -> list[Claim]:
    latest = [r for m in matter.pack.laboratory if (r := matter.latest_value(m)) is not None]
    if not latest:
        return []
    lines = [
        {
            "short": writer.library.measure(reading.measure).short,
            "value": writer.phrase("reading", reading=reading),
            "on": reading.on,
        }
        for reading in latest
    ]
    facts = tuple(writer.facts.of(reading.measurement) for reading in latest)
    return [measured.proved(writer, writer.phrase("summary/measures", lines=lines), facts)]


def responses(writer: Writer, matter: Matter) -> tuple[Claim, ...]:
    """How each course with a start and a series went, against targets and definitions."""
    shown = [one for one in writer.determination.responses if one.ends is not None]
    if not shown:
        return ()
    told = tuple(_response(writer, matter, each) for each in shown)
    due = any(milestone.due for each in shown for milestone in each.milestones)
    return (*told, _targets(writer, matter)) if due else told


def _targets(writer: Writer, matter: Matter) -> Claim:
    read = matter.pack.response
    cites = [c for milestone in read.milestones for c in milestone.cites]
    text = writer.phrase(
        "summary/targets",
        measure=writer.library.measure(read.measure).short,
        sources=list(dict.fromkeys(writer.library.source_of(c).short for c in cites)),
        targets=[{"at": str(m.at), "says": m.says} for m in read.milestones],
        caveat=read.caveat.says if read.caveat else None,
    )
    cites += read.caveat.cites if read.caveat else ()
    return writer.claim(text, cites=tuple(cites))


def _response(writer: Writer, matter: Matter, response: CourseResponse) -> Claim:
    assert response.baseline is not None
    assert response.latest is not None
    read = matter.pack.response
    milestones = {m.id: m for m in read.milestones}
    definitions = {d.id: d for d in read.definitions}
    due = [m for m in response.milestones if m.due and m.truth is not Truth.UNKNOWN]
    decided = [d for d in response.definitions if d.truth is not Truth.UNKNOWN]
    text = writer.phrase(
        "summary/response",
        drug=writer.library.word(response.therapy.drug),
        start=response.therapy.start,
        measure=writer.library.measure(read.measure).short,
        first=writer.phrase("reading", reading=response.baseline),
        first_on=response.baseline.on,
        last=writer.phrase("reading", reading=response.latest),
        last_on=response.latest.on,
        percent=response.latest_percent,
        targets=[
            {
                "at": str(milestones[m.milestone].at),
                "truth": m.truth.value,
                "percent": m.percent if milestones[m.milestone].falls_by is not None else None,
                "value": writer.phrase("reading", reading=m.reading) if m.reading else None,
            }
            for m in due
        ],
        reached=[definitions[d.definition].name for d in decided if d.truth is Truth.MET],
        missed=[definitions[d.definition].name for d in decided if d.truth is Truth.NOT_MET],
        early=response.outcome is Outcome.TOO_EARLY,
    )
    cites = [c for d in decided for c in definitions[d.definition].cites]
    if read.allowance is not None and has_more_time(matter, response):
        text = f"{text} {_allowance(writer, matter, response, read.allowance)}"
        cites += read.allowance.cites
    facts = [writer.facts.of(response.therapy)]
    shown = [response.baseline, response.latest, *(m.reading for m in due if m.reading)]
    facts += [writer.facts.of(reading.measurement) for reading in shown]
    return measured.proved(writer, text, tuple(facts), tuple(cites))


def _allowance(
    writer: Writer, matter: Matter, response: CourseResponse, allowance: Allowance
) -> str:
    """The time that a high start gives a course, and that its results stand still if they do."""
    start, measure = response.therapy.start, matter.pack.response.measure
    own = [one for one in matter.series(measure) if start is None or one.on > start]
    steady = None if response.allowed or not own else _steady(writer, own)
    return writer.phrase("summary/allowance", says=allowance.says, steady=steady)


def necessity(writer: Writer, matter: Matter, judgements: Sequence[Judgement]) -> Paragraph:
    """Question 1: the record against each pathway's criteria, and how treatment went so far."""
    verdicts = dict.fromkeys(verdict(writer, judgement) for judgement in judgements)
    claims = [writer.claim(text) for text in verdicts]
    return Paragraph(claims=(*claims, *trends(writer, matter), *responses(writer, matter)))


def trends(writer: Writer, matter: Matter) -> tuple[Claim, ...]:
    """From the first to the newest result of each charted measure."""
    series = {measure: matter.series(measure) for measure in matter.pack.chart.measures}
    ends = [(m, s[0], s[-1]) for m, s in series.items() if len(s) > 1 and s[0].on < s[-1].on]
    judged_by = matter.pack.response.measure
    stalled = any(
        has_more_time(matter, response) and not response.allowed
        for response in writer.determination.responses
    )
    return tuple(
        measured.proved(
            writer,
            writer.phrase(
                "summary/trend",
                measure=writer.library.measure(measure).short,
                first=writer.phrase("reading", reading=first),
                first_on=first.on,
                last=writer.phrase("reading", reading=last),
                last_on=last.on,
                percent=percent_change(first, last),
                steady=_steady(writer, series[measure])
                if measure == judged_by and not stalled
                else None,
            ),
            tuple(writer.facts.of(reading.measurement) for reading in series[measure]),
        )
        for measure, first, last in ends
    )


def _steady(writer: Writer, series: Sequence[Reading]) -> dict[str, Any] | None:
    """The newest results that differ little among each other, if there are some.

    Why: from the first result to the last a level that has long stood still looks like a fall.
    """
    tail: list[Reading] = []
    for reading in reversed(series):
        values = [one.value for one in (*tail, reading)]
        if max(values) - min(values) > series[-1].value / _LITTLE:
            break
        tail.append(reading)
    if len(tail) < _SOME:
        return None
    low, high = (pick(tail, key=lambda one: one.value) for pick in (min, max))
    return {
        "count": len(tail),
        "whole": len(tail) == len(series),
        "since": tail[-1].on,
        "low": writer.phrase("reading", reading=low),
        "high": writer.phrase("reading", reading=high),
    }


def touching(writer: Writer, statements: tuple[str, ...], drug: str) -> tuple[str, ...]:
    """Those statements that speak of a drug, its classes or regimens, or of no drug in particular.

    A statement that its pathway limits to some patients is left out of a letter for another.

    Why: a pathway may serve several drugs; a letter argues for one of them.
    """
    term = writer.library.drug(drug)
    touched = {drug, *term.classes, *(regimen.id for regimen in term.regimens)}
    others = _of_others(writer, drug)
    return tuple(
        statement
        for statement in statements
        if statement not in others
        and (
            not (concerns := writer.library.statement(statement).concerns)
            or touched.intersection(concerns)
        )
    )


def _of_others(writer: Writer, drug: str) -> frozenset[str]:
    """The statements that the pathway applied to a drug tells of other patients than this one."""
    left_out: set[str] = set()
    for service in writer.determination.services:
        if service.choice is None or service.service.drug != drug:
            continue
        judgement = next(j for j in service.judgements if j.pathway == service.choice.pathway)
        limited = writer.library.pathways[judgement.pathway].limited
        told = holding(limited, judgement)
        left_out |= {one.statement for one in limited if one not in told}
    return frozenset(left_out)


def recommendation(writer: Writer, pathway: Pathway, drug: str) -> tuple[Paragraph, ...]:
    """Question 2: the statements that recommend or support the service."""
    claims = tuple(writer.stated(s) for s in touching(writer, pathway.supported_by, drug))
    return (Paragraph(claims=claims),) if claims else ()


def told_once(paragraphs: Iterable[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs of several services without the sentences that already stand in one."""
    told: set[str] = set()
    kept: list[Paragraph] = []
    for each in paragraphs:
        fresh = tuple(claim for claim in each.claims if claim.text not in told)
        told |= {claim.text for claim in fresh}
        if fresh:
            kept.append(Paragraph(claims=fresh))
    return tuple(kept)


def recommended_by(writer: Writer, pathway: Pathway, drug: str) -> str:
    """The names of the sources that support the pathway, for a one-sentence reply."""
    statements = touching(writer, pathway.supported_by, drug)
    shorts = [writer.library.source_of(statement).short for statement in statements]
    return joined(list(dict.fromkeys(shorts)))


def label_status(
    writer: Writer, matter: Matter, service: ServiceDetermination, trials: bool
) -> tuple[str, tuple[str, ...]]:
    """Question 3, first part: on or off label on this day, and the statements for it."""
    drug = writer.library.drug(service.service.drug)
    diagnosis = writer.library.word(matter.pack.diagnosis)
    label = drug.label_for(matter.pack.diagnosis)
    if label is None or service.on_label is None:
        return writer.phrase("argument/label-unknown", drug=drug.name, diagnosis=diagnosis), ()
    if not service.on_label:
        text = writer.phrase(
            "argument/off-label",
            drug=drug.name,
            diagnosis=diagnosis,
            population=label.population if label.on_label else None,
            sourced=bool(label.cites),
            trials=trials,
            compendia=writer.determination.compendia,
        )
        return text, label.cites
    text = writer.phrase(
        "argument/on-label", drug=drug.name, population=label.population, since=label.since
    )
    return text, label.cites


def compendia(writer: Writer, matter: Matter) -> tuple[Claim, ...]:
    """Where the plan track admits compendia alone: the use is off label, and what is enclosed.

    What an entry says is not told: nothing has read it but the clinician who signs.
    """
    if not writer.determination.compendia:
        return ()
    drugs = [writer.library.word(drug) for drug in uses_off_label(writer.determination.services)]
    facts = [writer.facts.of(record) for record in settling(writer.library, matter.evidence)]
    text = writer.phrase(
        "argument/compendium", drugs=drugs, documents=facts, track=writer.case.coverage.track.value
    )
    return (writer.claim(text, tuple(facts)),)


def adverse(
    writer: Writer, judgement: Judgement, pathway: Pathway, drug: str
) -> tuple[Paragraph, ...]:
    """Question 3, last part: each adverse statement, and the answer that fits this patient."""
    answered: dict[Reply, list[str]] = {}
    for statement, reply in replies(pathway.answers, judgement):
        if touching(writer, (statement,), drug):
            answered.setdefault(reply, []).append(statement)
    return tuple(
        paragraph(
            *(writer.stated(statement) for statement in against),
            writer.claim(reply.because, cites=reply.cites),
        )
        for reply, against in answered.items()
    )
