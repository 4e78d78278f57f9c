"""One short judge for each kind of leaf: the record in, a finding out."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from letters.case.evidence import Attestation, Evidence, Procedure, Record, Therapy
from letters.case.period import Length
from letters.citations.criteria import (
    AnyLeaf,
    AttestedLeaf,
    CategoryLeaf,
    ChangeLeaf,
    DiagnosisLeaf,
    MeasureLeaf,
    ProcedureLeaf,
    RecordLeaf,
    RequestLeaf,
    TherapyLeaf,
)
from letters.determination.courses import candidates, contradicts, counts
from letters.determination.dosing import fit
from letters.determination.matter import Matter
from letters.determination.model import Computed, Finding, Reading, Reason
from letters.determination.response import fell_by, respond, start_reading
from letters.determination.thresholds import (
    ABOVE,
    AT_LEAST,
    AT_MOST,
    BELOW,
    Comparison,
    canonical,
    compare,
    percent_change,
)
from letters.truth import Truth, all_of, at_least


def found(leaf: AnyLeaf, truth: Truth, reason: Reason, **shown: Any) -> Finding:
    """A finding of this leaf."""
    return Finding(
        criterion=leaf.id,
        kind=leaf.kind,
        says=leaf.says,
        truth=truth,
        reason=reason,
        cites=leaf.cites,
        ask=leaf.ask,
        why=leaf.why,
        who=leaf.who,
        **shown,
    )


def judge_diagnosis(leaf: DiagnosisLeaf, matter: Matter) -> Finding:
    """Met by an exact code; a wider code leaves it open; any other code alone denies it."""
    codes = tuple(diagnosis.code for diagnosis in matter.case.diagnoses)
    terms = [term for term in matter.library.vocabulary.diagnoses if term.id in leaf.one_of]
    exact = {code for term in terms for code in term.codes}
    wider = {code for term in terms for code in term.wider_codes}
    if exact.intersection(codes):
        return found(leaf, Truth.MET, "shown", codes=codes)
    if not codes:
        return found(leaf, Truth.UNKNOWN, "absent")
    if wider.intersection(codes):
        return found(leaf, Truth.UNKNOWN, "wider", codes=codes)
    return found(leaf, Truth.NOT_MET, "shown", codes=codes)


def judge_request(leaf: RequestLeaf, matter: Matter) -> Finding:
    """Every field that the leaf names must agree with the requested service."""
    service = matter.service
    if matter.hypothetical:
        return found(leaf, Truth.MET, "shown", services=(service,))
    asked: list[Truth] = []
    if leaf.drugs:
        asked.append(Truth.of(service.drug in matter.library.members(leaf.drugs)))
    if leaf.routes:
        asked.append(Truth.of(None if service.route is None else service.route in leaf.routes))
    if leaf.continuing is not None:
        known = service.continuing
        asked.append(Truth.of(None if known is None else known == leaf.continuing))
    if not leaf.regimens:
        return _requested(leaf, all_of(asked), matter)
    dose = fit(matter, leaf.regimens)
    return _requested(
        leaf, all_of([*asked, dose.truth]), matter, computed=dose.computed, evidence=dose.measured
    )


def _requested(leaf: RequestLeaf, truth: Truth, matter: Matter, **shown: Any) -> Finding:
    reason: Reason = "partial" if truth is Truth.UNKNOWN else "shown"
    only_start = leaf.continuing is not None and not (leaf.drugs or leaf.routes or leaf.regimens)
    subject = "start" if only_start else "dose" if leaf.regimens else "request"
    return found(leaf, truth, reason, services=(matter.service,), subject=subject, **shown)


def judge_category(leaf: CategoryLeaf, matter: Matter) -> Finding:
    """Met when a value recorded on the newest day is among those wanted.

    A category with several values at once is denied only by a day on which none is wanted.
    """
    recorded = matter.categories(leaf.of)
    if not recorded:
        return found(leaf, Truth.UNKNOWN, "absent", subject=leaf.of)
    newest = [item for item in recorded if item.on == recorded[-1].on]
    if not matter.recent(newest[-1].on, leaf.within):
        return found(leaf, Truth.UNKNOWN, "stale", evidence=tuple(newest), subject=leaf.of)
    wanted = [item for item in newest if item.value in leaf.one_of]
    several = next(c for c in matter.library.vocabulary.categories if c.id == leaf.of).several
    if wanted and len(wanted) < len(newest) and not several:
        return found(leaf, Truth.UNKNOWN, "conflict", evidence=tuple(newest), subject=leaf.of)
    truth = Truth.of(bool(wanted))
    return found(leaf, truth, "shown", evidence=tuple(wanted or newest), subject=leaf.of)


def judge_measure(leaf: MeasureLeaf, matter: Matter) -> Finding:
    """Compares the wanted measurement with the threshold; same-day results must agree."""
    series = matter.series(leaf.of)
    recent = [reading for reading in series if matter.recent(reading.on, leaf.within)]
    if not recent:
        last = tuple(series[-1:])
        reason: Reason = "stale" if last else "absent"
        evidence = tuple(reading.measurement for reading in last)
        return found(leaf, Truth.UNKNOWN, reason, readings=last, evidence=evidence, subject=leaf.of)
    picked = _pick(leaf, recent)
    comparison, threshold = _bound(leaf, matter)
    truths = {compare(reading, comparison, threshold) for reading in picked}
    truth = truths.pop() if len(truths) == 1 else Truth.UNKNOWN
    reason = "conflict" if truths else "bounded" if truth is Truth.UNKNOWN else "shown"
    return found(
        leaf,
        truth,
        reason,
        readings=tuple(picked),
        evidence=tuple(reading.measurement for reading in picked),
        subject=leaf.of,
    )


def _pick(leaf: MeasureLeaf, recent: list[Reading]) -> list[Reading]:
    match leaf.take:
        case "first":
            return [reading for reading in recent if reading.on == recent[0].on]
        case "latest":
            return [reading for reading in recent if reading.on == recent[-1].on]
        case "highest":
            return [max(recent, key=lambda reading: reading.value)]
        case "lowest":
            return [min(recent, key=lambda reading: reading.value)]


def _bound(leaf: MeasureLeaf, matter: Matter) -> tuple[Comparison, Decimal]:
    bounds = (
        (AT_LEAST, leaf.at_least),
        (ABOVE, leaf.above),
        (AT_MOST, leaf.at_most),
        (BELOW, leaf.below),
    )
    comparison, bound = next((c, b) for c, b in bounds if b is not None)
    return comparison, canonical(matter.library, leaf.of, bound)


def judge_therapy(leaf: TherapyLeaf, matter: Matter) -> Finding:
    """Counts the courses that fulfil what is asked; unlisted courses stay possible.

    Only a list of therapies that is known to be complete lets an absent course deny.
    """
    courses = candidates(matter, leaf.courses)
    truths = [counts(matter, leaf.courses, course) for course in courses]
    listed = at_least(leaf.count, truths)
    unlisted = [] if matter.courses_complete else [Truth.UNKNOWN] * leaf.count
    truth = at_least(leaf.count, [*truths, *unlisted])
    counted = tuple(c for c, t in zip(courses, truths, strict=True) if t is truth)
    shown: tuple[Evidence, ...] = counted or courses
    reason = _therapy_reason(matter, truth, listed, courses)
    return found(leaf, truth, reason, evidence=shown, readings=_response_readings(matter, counted))


def _therapy_reason(
    matter: Matter, truth: Truth, listed: Truth, courses: tuple[Therapy, ...]
) -> Reason:
    if truth is not Truth.UNKNOWN:
        return "shown"
    if any(contradicts(course, respond(matter, course)) for course in courses):
        return "conflict"
    return "unlisted" if listed is Truth.NOT_MET else "partial"


def _response_readings(matter: Matter, courses: tuple[Therapy, ...]) -> tuple[Reading, ...]:
    responses = [respond(matter, course) for course in courses]
    return tuple(
        reading
        for response in responses
        if response is not None and response.baseline and response.latest
        for reading in (response.baseline, response.latest)
    )


def judge_change(leaf: ChangeLeaf, matter: Matter) -> Finding:
    """Compares the newest reading in the window with the reading at the start of the course."""
    courses = [course for course in candidates(matter, leaf.courses) if course.start is not None]
    if not courses:
        return found(leaf, Truth.UNKNOWN, "absent", subject=leaf.of)
    course = max(courses, key=lambda c: c.start)  # type: ignore[arg-type, return-value]
    assert course.start is not None
    series = matter.series(leaf.of)
    baseline = start_reading(series, course.start, matter.pack.response)
    last = leaf.until.after(course.start) if leaf.until else matter.as_of
    window = [r for r in series if leaf.after.after(course.start) <= r.on <= last]
    if baseline is None and leaf.falls_by is not None:
        return found(leaf, Truth.UNKNOWN, "baseline", evidence=(course,), subject=leaf.of)
    if not window:
        return found(leaf, Truth.UNKNOWN, "later", evidence=(course,), subject=leaf.of)
    return _changed(leaf, matter, course, baseline, window[-1])


def _changed(
    leaf: ChangeLeaf, matter: Matter, course: Therapy, baseline: Reading | None, later: Reading
) -> Finding:
    asked: list[Truth] = []
    if leaf.falls_by is not None and baseline is not None:
        asked.append(fell_by(baseline, later, leaf.falls_by))
    if leaf.to_below is not None:
        asked.append(compare(later, BELOW, canonical(matter.library, leaf.of, leaf.to_below)))
    truth = all_of(asked)
    readings = (baseline, later) if baseline else (later,)
    percent = percent_change(baseline, later) if baseline else None
    computed = (
        () if percent is None else (Computed(what="percent change", value=percent, unit="%"),)
    )
    return found(
        leaf,
        truth,
        "bounded" if truth is Truth.UNKNOWN else "shown",
        evidence=(course, *(reading.measurement for reading in readings)),
        readings=readings,
        computed=computed,
        subject=leaf.of,
    )


def judge_procedure(leaf: ProcedureLeaf, matter: Matter) -> Finding:
    """Met by a report not older than asked; denied by the newest being older."""
    return _dated(leaf, matter, matter.procedures(leaf.of), leaf.within, leaf.of)


def judge_record(leaf: RecordLeaf, matter: Matter) -> Finding:
    """Met by a document not older than asked; denied by the newest being older."""
    return _dated(leaf, matter, matter.records(leaf.one_of), leaf.within, leaf.one_of[0])


def _dated(
    leaf: ProcedureLeaf | RecordLeaf,
    matter: Matter,
    items: tuple[Procedure, ...] | tuple[Record, ...],
    within: Length | None,
    subject: str,
) -> Finding:
    if not items:
        return found(leaf, Truth.UNKNOWN, "absent", subject=subject)
    newest = items[-1]
    in_date = matter.recent(newest.on, within)
    reason: Reason = "shown" if in_date else "stale"
    return found(leaf, Truth.of(in_date), reason, evidence=(newest,), subject=subject)


def judge_attested(leaf: AttestedLeaf, matter: Matter) -> Finding:
    """Met when the newest answer is the wanted one; two answers of one day must agree."""
    answers = matter.attestations(leaf.question)
    if not answers:
        return found(leaf, Truth.UNKNOWN, "absent", subject=leaf.question)
    newest: list[Attestation] = [item for item in answers if item.on == answers[-1].on]
    truths = {Truth.of(item.answer == leaf.answer) for item in newest}
    truth = truths.pop() if len(truths) == 1 else Truth.UNKNOWN
    reason: Reason = "conflict" if truth is Truth.UNKNOWN else "shown"
    return found(leaf, truth, reason, evidence=tuple(newest), subject=leaf.question)


JUDGES: dict[str, Callable[[Any, Matter], Finding]] = {
    "diagnosis": judge_diagnosis,
    "request": judge_request,
    "category": judge_category,
    "measure": judge_measure,
    "therapy": judge_therapy,
    "change": judge_change,
    "procedure": judge_procedure,
    "record": judge_record,
    "attested": judge_attested,
}
