"""Case + Library -> Determination: every pathway that speaks, the plan, the gaps, the outcome."""

import datetime as dt

from letters.case import Case
from letters.case.evidence import Therapy
from letters.case.model import Service
from letters.citations import Library
from letters.citations.pathway import Pack, Pathway
from letters.determination.derived import age_on
from letters.determination.dosing import fit
from letters.determination.judging import judge, pivotal
from letters.determination.matter import Matter
from letters.determination.model import (
    STANDING,
    Choice,
    CourseResponse,
    Determination,
    DoseFit,
    Finding,
    Gap,
    Judgement,
    OpenPathway,
    ServiceDetermination,
    Standing,
)
from letters.determination.response import respond
from letters.truth import Truth


def determine(case: Case, library: Library, as_of: dt.date) -> Determination:
    """Judges a case as of a day.

    The outcome is supported when every service is, under at least one pathway, the plan as a whole
    holds, and every stated denial reason is one that a clinical letter can answer.
    """
    pack = pack_for(case, library)
    if pack is None:
        return _uncovered(case, library, as_of)
    services = tuple(
        _determine_service(Matter(case, service, library, pack, as_of)) for service in case.services
    )
    matter = Matter(case, case.services[0], library, pack, as_of)
    plan = judge(pack.plan, matter)
    gaps = _gaps(case, library, services, plan)
    outcome = _outcome(services, plan, gaps)
    # An override bridges a criterion that is not met: not a missing pathway, not an open question
    # about the denial.
    bridged = all(service.choice is not None for service in services) and not _denial_gaps(
        case, library
    )
    overridden = case.override is not None and outcome == "unsupported" and bridged
    return Determination(
        case_id=case.id,
        as_of=as_of,
        library=library.digest,
        pack=pack.id,
        services=services,
        plan=plan,
        responses=_responses(matter),
        gaps=gaps,
        others=_others(matter) if outcome == "unsupported" else (),
        outcome=outcome,
        overridden=overridden,
    )


def pack_for(case: Case, library: Library) -> Pack | None:
    """The condition that the case states exactly, else in wider terms, else the only one."""
    codes = {diagnosis.code for diagnosis in case.diagnoses}
    terms = {term.id: term for term in library.vocabulary.diagnoses}
    for part in ("codes", "wider_codes"):
        for pack in library.packs.values():
            if codes.intersection(getattr(terms[pack.diagnosis], part)):
                return pack
    if not codes and len(library.packs) == 1:
        return next(iter(library.packs.values()))
    return None


def _uncovered(case: Case, library: Library, as_of: dt.date) -> Determination:
    return Determination(
        case_id=case.id,
        as_of=as_of,
        library=library.digest,
        pack=None,
        services=tuple(
            ServiceDetermination(
                service=service,
                judgements=(),
                choice=None,
                dose=DoseFit(truth=Truth.UNKNOWN),
                on_label=None,
                standing="unsupported",
            )
            for service in case.services
        ),
        plan=None,
        responses=(),
        gaps=(),
        others=(),
        outcome="unsupported",
    )


def _determine_service(matter: Matter) -> ServiceDetermination:
    judgements = tuple(
        _judge_pathway(pathway, matter)
        for pathway in matter.library.pathways_for(matter.pack)
        if applies(pathway, matter.service, matter.as_of)
    )
    choice = choose(judgements)
    chosen = next((j for j in judgements if choice and j.pathway == choice.pathway), None)
    return ServiceDetermination(
        service=matter.service,
        judgements=judgements,
        choice=choice,
        dose=fit(matter),
        on_label=_on_label(matter),
        standing=chosen.standing if chosen else "unsupported",
    )


def applies(pathway: Pathway, service: Service, as_of: dt.date) -> bool:
    """Whether a pathway is in force and speaks to a request, as far as the request is known."""
    wanted = pathway.applies_to
    until = pathway.in_force.until
    return (
        pathway.in_force.since <= as_of
        and (until is None or as_of <= until)
        and service.drug in wanted.drugs
        and (service.route is None or not wanted.routes or service.route in wanted.routes)
        and (service.continuing is None or wanted.continuing in (None, service.continuing))
    )


def _judge_pathway(pathway: Pathway, matter: Matter) -> Judgement:
    finding = judge(pathway.criteria, matter)
    return Judgement(
        pathway=pathway.id,
        finding=finding,
        asides=tuple(judge(aside, matter) for aside in pathway.asides),
        standing=STANDING[finding.truth],
        gaps=tuple(
            Gap(kind="criterion", pathway=pathway.id, finding=leaf) for leaf in pivotal(finding)
        ),
    )


def choose(judgements: tuple[Judgement, ...]) -> Choice | None:
    """The pathway that carries the request; the pack's order decides between equals.

    A supported one first; else the undetermined one with the fewest gaps; else the one with the
    fewest criteria not met.
    """
    if not judgements:
        return None
    among = tuple(judgement.pathway for judgement in judgements)
    if len(judgements) == 1:
        return Choice(pathway=among[0], by="only one", among=among)
    supported = [j for j in judgements if j.standing == "supported"]
    if supported:
        return Choice(pathway=supported[0].pathway, by="supported", among=among)
    undetermined = [j for j in judgements if j.standing == "undetermined"]
    if undetermined:
        fewest = min(undetermined, key=lambda j: len(j.gaps))
        return Choice(pathway=fewest.pathway, by="fewest gaps", among=among)
    nearest = min(judgements, key=lambda j: len(_unmet(j.finding)))
    return Choice(pathway=nearest.pathway, by="fewest unmet", among=among)


def _unmet(finding: Finding) -> list[Finding]:
    return [leaf for leaf in finding.leaves() if leaf.truth is Truth.NOT_MET]


def _on_label(matter: Matter) -> bool | None:
    """Label status for the pack's diagnosis on the day; None when the terms are silent."""
    for label in matter.library.drug(matter.service.drug).labels:
        if label.diagnosis == matter.pack.diagnosis:
            age = age_on(matter.as_of, matter.case.patient.born)
            of_age = label.from_age is None or age >= label.from_age
            in_time = label.since is None or label.since <= matter.as_of
            return label.on_label and of_age and in_time
    return None


def _gaps(
    case: Case, library: Library, services: tuple[ServiceDetermination, ...], plan: Finding
) -> tuple[Gap, ...]:
    gaps = [
        gap
        for service in services
        for judgement in service.judgements
        if service.choice and judgement.pathway == service.choice.pathway
        for gap in judgement.gaps
    ]
    gaps += [Gap(kind="criterion", finding=leaf) for leaf in pivotal(plan)]
    if any(service.dose.units_agree is Truth.NOT_MET for service in services):
        gaps.append(Gap(kind="billing units"))
    return tuple(gaps) + _denial_gaps(case, library)


def _denial_gaps(case: Case, library: Library) -> tuple[Gap, ...]:
    if case.denial is None:
        return ()
    if not case.denial.reasons:
        return (Gap(kind="denial unstated"),)
    answered = {reason.id: reason.answered_by for reason in library.vocabulary.denial_reasons}
    return tuple(
        Gap(kind="administrative", word=reason)
        for reason in case.denial.reasons
        if answered.get(reason) == "administrative"
    )


def _outcome(
    services: tuple[ServiceDetermination, ...], plan: Finding, gaps: tuple[Gap, ...]
) -> Standing:
    standings = {service.standing for service in services} | {STANDING[plan.truth]}
    if "unsupported" in standings:
        return "unsupported"
    if "undetermined" in standings or gaps:
        return "undetermined"
    return "supported"


def _responses(matter: Matter) -> tuple[CourseResponse, ...]:
    """Responses to the drugs of the pack's pathways; background drugs are not judged."""
    pathways = matter.library.pathways_for(matter.pack)
    argued = {drug for pathway in pathways for drug in pathway.applies_to.drugs}
    courses = [item for item in matter.evidence if isinstance(item, Therapy)]
    responses = [respond(matter, course) for course in courses if course.drug in argued]
    return tuple(response for response in responses if response is not None)


def _others(matter: Matter) -> tuple[OpenPathway, ...]:
    """Pathways for other drugs that this record supports or leaves open, were they requested."""
    requested = {service.drug for service in matter.case.services}
    others: list[OpenPathway] = []
    for pathway in matter.library.pathways_for(matter.pack):
        wanted = pathway.applies_to
        if wanted.continuing or requested.intersection(wanted.drugs):
            continue
        service = Service(
            drug=wanted.drugs[0],
            route=wanted.routes[0] if wanted.routes else None,
            continuing=False,
            read=matter.service.read,
        )
        asked = Matter(matter.case, service, matter.library, matter.pack, matter.as_of, True)
        finding = judge(pathway.criteria, asked)
        if finding.truth is not Truth.NOT_MET:
            missing = tuple(leaf.says for leaf in pivotal(finding))
            others.append(OpenPathway(pathway=pathway.id, truth=finding.truth, missing=missing))
    return tuple(sorted(others, key=lambda other: len(other.missing)))
