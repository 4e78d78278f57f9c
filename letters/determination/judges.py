"""One short judge for each kind of leaf: the record in, a finding out."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from letters.case.evidence import Attestation, Evidence, Procedure, Record, Therapy
from letters.case.period import Length
from letters.citations.criteria import (
    AgeLeaf,
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
from letters.determination.derived import age_on
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
from letters.truth import Truth, all_of, any_of, at_least


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


def judge_age(leaf: AgeLeaf, matter: Matter) -> Finding:
    """Compares the completed years of age with the lower limit."""
    born = matter.case.patient.born
    if born is None:
        return found(leaf, Truth.UNKNOWN, "absent")
    age = age_on(matter.as_of, born)
    computed = Computed(what="age", value=Decimal(age), unit="years")
    return found(leaf, Truth.of(age >= leaf.at_least), "shown", computed=(computed,))


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
    truth, reason, shown = _JUDGED_BY[leaf.take](leaf, matter, recent)
    return found(
        leaf,
        truth,
        reason,
        readings=tuple(shown),
        evidence=tuple(reading.measurement for reading in shown),
        subject=leaf.of,
    )


def _by_day(
    leaf: MeasureLeaf, matter: Matter, recent: list[Reading]
) -> tuple[Truth, Reason, list[Reading]]:
    """Judges the first or latest day; results of one day that contradict each other say nothing."""
    day = recent[0].on if leaf.take == "first" else recent[-1].on
    picked = [reading for reading in recent if reading.on == day]
    comparison, threshold = _bound(leaf, matter)
    truth, reason = _agreed([compare(reading, comparison, threshold) for reading in picked])
    return truth, reason, picked


def _by_extreme(
    leaf: MeasureLeaf, matter: Matter, recent: list[Reading]
) -> tuple[Truth, Reason, list[Reading]]:
    """Judges the highest or lowest; beyond a reported bound a more extreme value may lie."""
    comparison, threshold = _bound(leaf, matter)
    truths = [compare(reading, comparison, threshold) for reading in recent]
    one_is_enough = (leaf.take == "highest") == (comparison in (AT_LEAST, ABOVE))
    truth = any_of(truths) if one_is_enough else all_of(truths)
    deciding = [r for r, each in zip(recent, truths, strict=True) if each is truth]
    extreme = max if leaf.take == "highest" else min
    shown = extreme(deciding, key=lambda reading: reading.value)
    return truth, "bounded" if truth is Truth.UNKNOWN else "shown", [shown]


_JUDGED_BY = {
    "first": _by_day,
    "latest": _by_day,
    "highest": _by_extreme,
    "lowest": _by_extreme,
}


def _agreed(truths: list[Truth]) -> tuple[Truth, Reason]:
    """What readings of one day say together."""
    if Truth.MET in truths and Truth.NOT_MET in truths:
        return Truth.UNKNOWN, "conflict"
    if Truth.UNKNOWN in truths:
        return Truth.UNKNOWN, "bounded"
    return truths[0], "shown"


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
    reason = _therapy_reason(leaf, matter, truth, listed, courses)
    return found(leaf, truth, reason, evidence=shown, readings=_response_readings(matter, counted))


def _therapy_reason(
    leaf: TherapyLeaf, matter: Matter, truth: Truth, listed: Truth, courses: tuple[Therapy, ...]
) -> Reason:
    if truth is not Truth.UNKNOWN:
        return "shown"
    if leaf.courses.outcome and any(contradicts(c, respond(matter, c)) for c in courses):
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
    courses = candidates(matter, leaf.courses)
    started = [c for c in courses if c.start and counts(matter, leaf.courses, c) is Truth.MET]
    if not started:
        reason: Reason = "partial" if courses else "absent"
        return found(leaf, Truth.UNKNOWN, reason, evidence=courses, subject=leaf.of)
    course = max(started, key=lambda c: c.start)  # type: ignore[arg-type, return-value]
    assert course.start is not None
    series = matter.series(leaf.of)
    baseline = start_reading(series, course.start, matter.pack.response)
    last = leaf.until.after(course.start) if leaf.until else matter.as_of
    window = [r for r in series if leaf.after.after(course.start) <= r.on <= last]
    if baseline is None and leaf.falls_by is not None:
        return found(leaf, Truth.UNKNOWN, "baseline", evidence=(course,), subject=leaf.of)
    if not window:
        return found(leaf, Truth.UNKNOWN, "later", evidence=(course,), subject=leaf.of)
    newest = [reading for reading in window if reading.on == window[-1].on]
    return _changed(leaf, matter, course, baseline, newest)


def _changed(
    leaf: ChangeLeaf,
    matter: Matter,
    course: Therapy,
    baseline: Reading | None,
    newest: list[Reading],
) -> Finding:
    truth, reason = _agreed([_change_shown(leaf, matter, baseline, later) for later in newest])
    readings = (baseline, *newest) if baseline else tuple(newest)
    percent = percent_change(baseline, newest[-1]) if baseline else None
    computed = (
        () if percent is None else (Computed(what="percent change", value=percent, unit="%"),)
    )
    return found(
        leaf,
        truth,
        reason,
        evidence=(course, *(reading.measurement for reading in readings)),
        readings=readings,
        computed=computed,
        subject=leaf.of,
    )


def _change_shown(
    leaf: ChangeLeaf, matter: Matter, baseline: Reading | None, later: Reading
) -> Truth:
    asked: list[Truth] = []
    if leaf.falls_by is not None and baseline is not None:
        asked.append(fell_by(baseline, later, leaf.falls_by))
    if leaf.to_below is not None:
        asked.append(compare(later, BELOW, canonical(matter.library, leaf.of, leaf.to_below)))
    return all_of(asked)


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
    if _does_not_arise(leaf.question, matter):
        return found(leaf, Truth.MET, "inapplicable", subject=leaf.question)
    answers = matter.attestations(leaf.question)
    if not answers:
        return found(leaf, Truth.UNKNOWN, "absent", subject=leaf.question)
    newest: list[Attestation] = [item for item in answers if item.on == answers[-1].on]
    truths = {Truth.of(item.answer == leaf.answer) for item in newest}
    truth = truths.pop() if len(truths) == 1 else Truth.UNKNOWN
    reason: Reason = "conflict" if truth is Truth.UNKNOWN else "shown"
    return found(leaf, truth, reason, evidence=tuple(newest), subject=leaf.question)


def _does_not_arise(question: str, matter: Matter) -> bool:
    """Whether a question is limited to a sex that is known not to be the patient's."""
    limits = {term.id: term.of_sex for term in matter.library.vocabulary.questions}
    sex, limit = matter.case.patient.sex, limits.get(question)
    return sex is not None and limit is not None and sex is not limit


JUDGES: dict[str, Callable[[Any, Matter], Finding]] = {
    "diagnosis": judge_diagnosis,
    "age": judge_age,
    "request": judge_request,
    "category": judge_category,
    "measure": judge_measure,
    "therapy": judge_therapy,
    "change": judge_change,
    "procedure": judge_procedure,
    "record": judge_record,
    "attested": judge_attested,
}
