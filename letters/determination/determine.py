"""Case + Library -> Determination: every pathway that speaks, the plan, the gaps, the outcome."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from letters.case import Case
from letters.case.evidence import Therapy
from letters.case.model import Service
from letters.case.vocabulary import LetterKind
from letters.citations import Library
from letters.citations.pathway import Pack, Pathway
from letters.determination.answers import unanswered
from letters.determination.documents import unsent
from letters.determination.dosing import fit
from letters.determination.judging import judge, pivotal
from letters.determination.kinds import kind_gaps, required_steps, weighed
from letters.determination.labels import OffLabel, on_label, uncarried, uses_off_label
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
    PolicyJudgement,
    ServiceDetermination,
    Standing,
)
from letters.determination.policies import fresh, judge_policies
from letters.determination.response import respond
from letters.routing.model import Asked
from letters.truth import Truth


def determine(
    case: Case,
    library: Library,
    as_of: dt.date,
    off_label: OffLabel | None = None,
    kind: LetterKind | None = None,
    asked: Sequence[Asked] = (),
) -> Determination:
    """Judges a case as of a day, for a letter of a kind; `asked` is what the payer says it lacks.

    The outcome is supported when every service is, under at least one pathway, the plan as a whole
    holds, and nothing is open: no fact that a letter cannot do without, no reason of the denial, no
    billing unit, no compendium where `off_label` (what the plan track admits) asks for one, nothing
    that a confirmed criterion of the payer's policy asks, no document that the payer asked for.
    Such a criterion that is not met leaves the outcome as it is: the letter argues or states it.
    What a kind of letter needs beyond that is asked for too; an exception without a ground is not
    supported.
    """
    pack, unlisted = pack_for(case, library), _unlisted(case)
    if unlisted or (pack is None and case.diagnoses):
        return _bare(case, library, as_of, "unsupported", unlisted=unlisted)
    lacked = unsent(case, library, asked, as_of)
    if pack is None or not case.services:
        gaps = (*_lacking(case, pack), *_denial_gaps(case, library), *lacked)
        named = pack.id if pack else None
        return _bare(case, library, as_of, "undetermined", pack=named, gaps=gaps)
    matter = Matter(case, case.services[0], library, pack, as_of)
    services = tuple(_determine_service(matter.asking(service)) for service in case.services)
    plan = judge(pack.plan, matter)
    policies = judge_policies(matter)
    responses = _responses(matter)
    steps = required_steps(matter, services, responses, kind)
    gaps = _gaps(matter, services, plan, off_label, policies)
    gaps += (*kind_gaps(case, kind, steps, library, as_of), *lacked)
    standing = weighed(kind, steps, _outcome(services, plan, gaps))
    outcome, overridden = _overridden(case, services, gaps, standing)
    return Determination(
        case_id=case.id,
        as_of=as_of,
        library=library.digest,
        pack=pack.id,
        services=services,
        plan=plan,
        responses=responses,
        gaps=gaps,
        others=_others(matter) if outcome == "unsupported" else (),
        outcome=outcome,
        overridden=overridden,
        compendia=_on_compendia(matter, services, off_label),
        policies=policies,
        steps=steps,
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


def _unlisted(case: Case) -> tuple[str, ...]:
    """The procedure codes denied, where none of them is a drug of the library."""
    if case.services or case.denial is None:
        return ()
    return tuple(dict.fromkeys(line.code for line in case.denial.lines if line.code))


def _bare(
    case: Case, library: Library, as_of: dt.date, outcome: Standing, **known: Any
) -> Determination:
    """The determination of a case that no pathway can judge."""
    fields: dict[str, Any] = {"pack": None, "gaps": (), **known}
    return Determination(
        case_id=case.id,
        as_of=as_of,
        library=library.digest,
        services=tuple(
            ServiceDetermination(
                service=service,
                judgements=(),
                choice=None,
                dose=DoseFit(truth=Truth.UNKNOWN),
                on_label=None,
                standing=outcome,
            )
            for service in case.services
        ),
        plan=None,
        responses=(),
        others=(),
        outcome=outcome,
        **fields,
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
        on_label=on_label(matter),
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


def _gaps(
    matter: Matter,
    services: tuple[ServiceDetermination, ...],
    plan: Finding,
    off_label: OffLabel | None,
    policies: tuple[PolicyJudgement, ...],
) -> tuple[Gap, ...]:
    """What is open, that without which no letter can be written first."""
    gaps = [*_lacking(matter.case, matter.pack)]
    gaps += [Gap(kind="compendium", word=drug) for drug in uncarried(matter, services, off_label)]
    gaps += [
        gap
        for service in services
        for judgement in service.judgements
        if service.choice and judgement.pathway == service.choice.pathway
        for gap in judgement.gaps
    ]
    gaps += [Gap(kind="criterion", finding=leaf) for leaf in pivotal(plan)]
    gaps += fresh((gap for policy in policies for gap in policy.gaps), gaps)
    if any(service.dose.units_agree is Truth.NOT_MET for service in services):
        gaps.append(Gap(kind="billing units"))
    gaps += [Gap(kind="denial unanswered", word=one) for one in unanswered(matter, services)]
    return (*gaps, *_denial_gaps(matter.case, matter.library))


def _lacking(case: Case, pack: Pack | None) -> tuple[Gap, ...]:
    """The facts without which no letter can be written, or no condition be chosen."""
    coded = () if pack is not None or case.diagnoses else ("diagnosis codes",)
    return tuple(Gap(kind="lacking", word=heading) for heading in (*case.lacks, *coded))


def _denial_gaps(case: Case, library: Library) -> tuple[Gap, ...]:
    """An appeal needs a reason that a clinical letter can answer."""
    if case.denial is None:
        return ()
    answered = {reason.id: reason.answered_by for reason in library.vocabulary.denial_reasons}
    if any(answered.get(reason) is not None for reason in case.denial.reasons):
        return ()
    return (Gap(kind="denial unstated"),)


def _overridden(
    case: Case,
    services: tuple[ServiceDetermination, ...],
    gaps: tuple[Gap, ...],
    outcome: Standing,
) -> tuple[Standing, bool]:
    """The outcome with a clinician's override weighed in, and whether it carries the case.

    Why: an override bridges a criterion that is not met. It is no pathway where there is none, and
    it answers no open question: that is put to the practice, so that the override can come to bear.
    What a confirmed criterion of the payer's policy leaves open is such a question.
    """
    argued = all(service.choice is not None for service in services)
    if case.override is None or outcome != "unsupported" or not argued:
        return outcome, False
    pathways = {judgement.pathway for service in services for judgement in service.judgements}
    held = any(gap.kind != "criterion" or gap.pathway not in (None, *pathways) for gap in gaps)
    return ("undetermined", False) if held else (outcome, True)


def _on_compendia(
    matter: Matter, services: tuple[ServiceDetermination, ...], off_label: OffLabel | None
) -> bool:
    """Whether a use outside the label rests on compendium documents, as the track demands."""
    outside = off_label == "compendia" and uses_off_label(services)
    return bool(outside) and not uncarried(matter, services, off_label)


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
    courses = [item for item in matter.evidence if isinstance(item, Therapy)]
    responses = [
        respond(matter, course) for course in courses if course.drug in matter.argued_drugs
    ]
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
        finding = judge(pathway.criteria, matter.asking(service, hypothetical=True))
        if finding.truth is not Truth.NOT_MET:
            missing = tuple(leaf.says for leaf in pivotal(finding))
            others.append(OpenPathway(pathway=pathway.id, truth=finding.truth, missing=missing))
    return tuple(sorted(others, key=lambda other: len(other.missing)))
