"""Which stated reasons of a denial a letter can answer from this record."""

from collections.abc import Callable, Sequence

from letters.case.evidence import GIVEN, CourseStatus, Record, Therapy
from letters.case.vocabulary import DenialReason, RouteKind
from letters.determination.matter import Matter
from letters.determination.model import Judgement, ServiceDetermination
from letters.determination.policies import holds
from letters.truth import Truth

Argued = tuple[ServiceDetermination, Judgement]


def unanswered(matter: Matter, services: Sequence[ServiceDetermination]) -> tuple[str, ...]:
    """The stated reasons that call for this letter and that nothing in the record answers.

    A reason that another step than a letter settles is told apart and does not count.
    """
    denial = matter.case.denial
    argued = _argued(services)
    if denial is None or not argued:
        return ()
    terms = {term.id: term for term in matter.library.vocabulary.denial_reasons}
    return tuple(
        reason
        for reason in dict.fromkeys(denial.reasons)
        if not _settled(terms.get(reason), matter, argued)
    )


def _argued(services: Sequence[ServiceDetermination]) -> tuple[Argued, ...]:
    return tuple(
        (service, judgement)
        for service in services
        for judgement in service.judgements
        if service.choice is not None and judgement.pathway == service.choice.pathway
    )


def _settled(term: DenialReason | None, matter: Matter, argued: Sequence[Argued]) -> bool:
    if term is None:
        return False
    if term.answered_by is None:
        return term.route is not RouteKind.CLINICAL
    answers = _ANSWERS.get(term.answered_by)
    return answers is None or answers(term, matter, argued) or _rebutted(term, matter, argued)


def _rebutted(term: DenialReason, matter: Matter, argued: Sequence[Argued]) -> bool:
    """Whether a pathway has words for this very reason that fit this patient."""
    return any(
        rebuttal.reason == term.id and holds(rebuttal, (judgement.finding, *judgement.asides))
        for _, judgement in argued
        for rebuttal in matter.library.pathways[judgement.pathway].rebuttals
    )


def _by_courses(term: DenialReason, matter: Matter, argued: Sequence[Argued]) -> bool:
    """Treatments given so far or ruled out; what merely runs in the background is none."""
    return any(
        course.status not in (CourseStatus.CURRENT, CourseStatus.PLANNED)
        or (course.drug in matter.argued_drugs and course.status in GIVEN)
        for course in matter.evidence
        if isinstance(course, Therapy)
    )


def _by_dose(term: DenialReason, matter: Matter, argued: Sequence[Argued]) -> bool:
    """A dose that a source gives, or the clinician's own reason for another."""
    cited = all(service.dose.truth is Truth.MET for service, _ in argued)
    return cited or matter.case.override is not None


def _by_documents(term: DenialReason, matter: Matter, argued: Sequence[Argued]) -> bool:
    """A document that can be enclosed."""
    return any(isinstance(item, Record) for item in matter.evidence)


# What the record must hold; the parts of the argument that stand in every letter need nothing.
_ANSWERS: dict[str, Callable[[DenialReason, Matter, Sequence[Argued]], bool]] = {
    "alternatives": _by_courses,
    "dose": _by_dose,
    "documentation": _by_documents,
}
