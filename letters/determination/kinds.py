"""What a kind of letter needs beyond the criteria: what each required drug came to, and gaps."""

import datetime as dt
from collections.abc import Iterator, Sequence

from letters.case import Case
from letters.case.evidence import GIVEN, CourseStatus, Ending, Outcome, Record, Therapy
from letters.case.model import Decision, Level
from letters.case.vocabulary import LetterKind
from letters.citations import Library
from letters.determination.matter import Matter
from letters.determination.model import (
    CourseResponse,
    Gap,
    Ground,
    Judgement,
    ServiceDetermination,
    Standing,
    Step,
)
from letters.determination.policies import holds
from letters.determination.response import response_to
from letters.routing.kinds import filed_level

_FAILED = (Outcome.NONE, Outcome.RELAPSE)
_APPEALS = (LetterKind.FIRST, LetterKind.SECOND, LetterKind.EXPEDITED, LetterKind.EXTERNAL)
_LEVELS = (Level.INITIAL, Level.FIRST, Level.SECOND, Level.EXTERNAL)
_GROUNDED: tuple[Ground, ...] = (
    "no adequate response",
    "not tolerated",
    "contraindicated",
    "in use now",
    "given",
)
"""Grounds on which a drug required first no longer stands in the way."""


def required_steps(
    matter: Matter,
    services: Sequence[ServiceDetermination],
    responses: Sequence[CourseResponse],
    kind: LetterKind | None,
) -> tuple[Step, ...]:
    """What the record shows of each drug that the plan requires first, in the plan's order.

    A class stands for its members. Empty where nothing turns on such drugs: a letter before any
    denial that is no exception, or a denial for other reasons.
    """
    if not _turns_on_drugs(matter.case, matter.library, kind):
        return ()
    argued = _is_argued(matter, services)
    return tuple(
        step
        for required in matter.case.required_drugs
        for step in _steps(matter, responses, required, argued)
    )


def ungrounded(steps: Sequence[Step]) -> tuple[str, ...]:
    """The required drugs that are known not to have been tried and against which nothing speaks."""
    carried = {step.required for step in steps if _carries(step) or _is_open(step)}
    return tuple(dict.fromkeys(s.required for s in steps if s.required not in carried))


def kind_gaps(
    case: Case,
    kind: LetterKind | None,
    steps: Sequence[Step],
    library: Library,
    as_of: dt.date,
) -> tuple[Gap, ...]:
    """What a kind of letter cannot be written without and the record does not hold."""
    gaps: list[Gap] = []
    if kind is LetterKind.EXPEDITED and (case.urgency is None or case.urgency.on > as_of):
        gaps.append(Gap(kind="urgency"))
    if kind is LetterKind.SECOND and case.denial is not None and not case.denial.points:
        gaps.append(Gap(kind="rationale"))
    if kind in _APPEALS and case.denial is not None:
        points = case.denial.points
        gaps += [Gap(kind="point", word=point.quote) for point in points if point.about is None]
    if kind is LetterKind.EXTERNAL:
        gaps += _external(case, library, as_of)
    if kind is LetterKind.EXCEPTION and not case.required_drugs:
        gaps.append(Gap(kind="required drugs"))
    return (*gaps, *_unknown_steps(steps))


def weighed(kind: LetterKind | None, steps: Sequence[Step], outcome: Standing) -> Standing:
    """The outcome, where an exception may have no ground to stand on."""
    stuck = kind is LetterKind.EXCEPTION and ungrounded(steps)
    return "unsupported" if stuck else outcome


def notice_of(case: Case, library: Library, on: dt.date | None) -> Record | None:
    """The document that proves a decision of a day, if it is on file."""
    return next((one for one in proving(case, library, "decision") if one.on == on), None)


def authorization(case: Case, library: Library, as_of: dt.date) -> Record | None:
    """The newest document by which the patient authorized who files, if it is on file."""
    known = [one for one in proving(case, library, "authorization") if one.on <= as_of]
    return max(known, key=lambda one: one.on, default=None)


def _turns_on_drugs(case: Case, library: Library, kind: LetterKind | None) -> bool:
    if kind is LetterKind.EXCEPTION:
        return True
    reasons = case.denial.reasons if case.denial else ()
    terms = library.vocabulary.denial_reasons
    return any(term.answered_by == "alternatives" for term in terms if term.id in reasons)


def _is_argued(matter: Matter, services: Sequence[ServiceDetermination]) -> bool:
    """Whether a pathway has words for this patient against requiring another drug first."""
    terms = matter.library.vocabulary.denial_reasons
    turned = {term.id for term in terms if term.answered_by == "alternatives"}
    return any(
        rebuttal.reason in turned and holds(rebuttal, (judgement.finding, *judgement.asides))
        for judgement in _chosen(services)
        for rebuttal in matter.library.pathways[judgement.pathway].rebuttals
    )


def _chosen(services: Sequence[ServiceDetermination]) -> Iterator[Judgement]:
    for service in services:
        for judgement in service.judgements:
            if service.choice is not None and judgement.pathway == service.choice.pathway:
                yield judgement


def _steps(
    matter: Matter, responses: Sequence[CourseResponse], required: str, argued: bool
) -> Iterator[Step]:
    members = matter.library.members((required,))
    courses = [
        item
        for item in matter.evidence
        if isinstance(item, Therapy)
        and item.drug in members
        and item.status is not CourseStatus.PLANNED
    ]
    for course in sorted(courses, key=lambda each: (each.start or dt.date.max, each.drug)):
        response = response_to(responses, course)
        ground = _ground(course, response.outcome if response else None)
        yield Step(required=required, ground=ground, course=course, argued=argued)
    if not courses:
        ground = "not tried" if matter.courses_complete else "not recorded"
        yield Step(required=required, ground=ground, argued=argued)


def _ground(course: Therapy, measured: Outcome | None) -> Ground:
    """What one course amounts to; a recorded outcome stands before a measured one."""
    if course.status is CourseStatus.CONTRAINDICATED:
        return "contraindicated"
    if course.status is CourseStatus.DECLINED:
        return "declined"
    if course.ended_for is Ending.INTOLERANCE:
        return "not tolerated"
    outcome = course.outcome or measured
    if course.ended_for is Ending.INADEQUATE_RESPONSE or outcome in _FAILED:
        return "no adequate response"
    if course.status is CourseStatus.CURRENT:
        return "in use now"
    known = outcome not in (None, Outcome.TOO_EARLY) or course.ended_for is not None
    return "given" if known and course.status in GIVEN else "outcome unknown"


def _carries(step: Step) -> bool:
    return step.ground in _GROUNDED or (step.argued and step.ground in ("not tried", "declined"))


def _is_open(step: Step) -> bool:
    return step.ground in ("outcome unknown", "not recorded")


def _unknown_steps(steps: Sequence[Step]) -> Iterator[Gap]:
    """One question for each required drug of which nothing known carries the request."""
    carried = {step.required for step in steps if _carries(step)}
    for step in (each for each in steps if _is_open(each) and each.required not in carried):
        if step.course is None:
            yield Gap(kind="required drug", word=step.required)
        else:
            yield Gap(kind="required outcome", word=step.course.drug)


def _external(case: Case, library: Library, as_of: dt.date) -> Iterator[Gap]:
    """An independent reviewer has the letter and nothing else: every decision must be there."""
    assert case.denial is not None
    level = filed_level(case, LetterKind.EXTERNAL, library) or Level.EXTERNAL
    filing = library.appeals.filing(case.coverage.track, level)
    by_clinician = filing is not None and filing.by_clinician
    if not by_clinician and authorization(case, library, as_of) is None:
        yield Gap(kind="authorization")
    known = {decision.level: decision for decision in case.decisions}
    for earlier in _LEVELS[: _LEVELS.index(case.denial.level)]:
        decision = known.get(earlier)
        if decision is None or decision.on is None:
            yield Gap(kind="earlier decision", word=earlier.value)
        elif not _is_enclosed(case, library, decision):
            yield Gap(kind="earlier notice", word=earlier.value)


def _is_enclosed(case: Case, library: Library, decision: Decision) -> bool:
    records = (item for item in case.evidence if isinstance(item, Record))
    files = {record.exhibit.file for record in records if record.exhibit}
    proved = decision.exhibit is not None and decision.exhibit.file in files
    return proved or notice_of(case, library, decision.on) is not None


def proving(case: Case, library: Library, what: str) -> list[Record]:
    """The documents of the record whose kind proves something: a word of the vocabulary."""
    kinds = {term.id for term in library.vocabulary.documents if term.proves == what}
    records = [item for item in case.evidence if isinstance(item, Record)]
    return [record for record in records if record.document in kinds]
