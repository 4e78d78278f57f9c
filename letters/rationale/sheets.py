"""The one-page sheets: what is missing, and what the record does not support."""

from letters.case.model import Service
from letters.determination.judging import judge
from letters.determination.matter import Matter
from letters.determination.model import Finding, Gap, Judgement
from letters.rationale import heading
from letters.rationale.model import (
    Claim,
    CriterionRow,
    GapQuestion,
    GapSheet,
    OtherPathway,
    Refusal,
    ReviewItem,
    UnsupportedSheet,
)
from letters.rationale.printing import joined
from letters.rationale.writer import Writer
from letters.truth import Truth

_OTHERS_SHOWN = 3
_OTHERS_MISSING = 4
_LISTING = "treatment-list"


def gap_sheet(writer: Writer, matter: Matter, notices: tuple[str, ...] = ()) -> GapSheet:
    """Each question that could still change the outcome, and what is already there.

    `notices` are intake's remarks on this case.
    """
    questions = _questions(writer, matter)
    known = _known(writer)
    tops = [top for judgement in _chosen(writer) for top in _tops(judgement.finding)]
    unknown = [top for top in tops if top.truth is Truth.UNKNOWN]
    return GapSheet(
        **heading.sheet_head(writer, "gap sheet"),
        request=_request(writer, matter),
        pathway=_pathways(writer),
        standing=writer.claim(
            writer.phrase(
                "sheets/standing",
                met=len(known),
                total=len(tops),
                open=len(unknown),
                questions=len(questions),
            )
        ),
        questions=questions,
        known=known,
        notices=_noted(notices),
        next_step=writer.phrase("sheets/next-gaps"),
        references=writer.numbering.references(),
    )


def unsupported_sheet(
    writer: Writer, matter: Matter | None, notices: tuple[str, ...] = ()
) -> UnsupportedSheet:
    """The criteria that are not met with the values that decided, and what else is open.

    `matter` is None when no pack covers the diagnosis; `notices` are intake's remarks on this case.
    """
    return UnsupportedSheet(
        **heading.sheet_head(writer, "not supported"),
        request=_request(writer, matter),
        pathway=_pathways(writer),
        refusals=_refusals(writer, matter),
        known=_known(writer),
        others=_others(writer),
        notices=_noted(notices),
        next_step=writer.phrase("sheets/next-unsupported" if matter else "sheets/next-uncovered"),
        references=writer.numbering.references(),
    )


def _noted(notices: tuple[str, ...]) -> tuple[ReviewItem, ...]:
    return tuple(ReviewItem(what=notice, detail="") for notice in notices)


def _chosen(writer: Writer) -> list[Judgement]:
    return [
        judgement
        for service in writer.determination.services
        for judgement in service.judgements
        if service.choice is not None and judgement.pathway == service.choice.pathway
    ]


def _pathways(writer: Writer) -> str:
    titles = [writer.library.pathways[judgement.pathway].title for judgement in _chosen(writer)]
    return joined(titles) or writer.phrase("sheets/uncovered")


def _request(writer: Writer, matter: Matter | None) -> Claim:
    case = writer.case
    codes = joined([diagnosis.code for diagnosis in case.diagnoses])
    text = writer.phrase(
        "sheets/request",
        items=[writer.item(service) for service in case.services],
        diagnosis=writer.library.word(matter.pack.diagnosis) if matter else codes,
        payer=case.coverage.payer,
        notice_on=case.denial.notice_on if case.denial else None,
    )
    return writer.claim(text, (writer.facts.header("request", text),))


def _tops(finding: Finding) -> tuple[Finding, ...]:
    return finding.children if finding.kind == "all" else (finding,)


def _known(writer: Writer) -> tuple[CriterionRow, ...]:
    met = [
        top
        for judgement in _chosen(writer)
        for top in _tops(judgement.finding)
        if top.truth is Truth.MET
    ]
    return tuple(
        CriterionRow(
            number=str(i), says=top.says, verdict=top.truth.value, finding=writer.recorded(top)
        )
        for i, top in enumerate(met, start=1)
    )


def _questions(writer: Writer, matter: Matter) -> tuple[GapQuestion, ...]:
    """The gaps as questions; the same question under two criteria is asked once."""
    listed = _settled_by_list(matter)
    gaps: dict[str, Gap] = {}
    for gap in writer.determination.gaps:
        gaps.setdefault(_asked(gap, listed), gap)
    return tuple(
        _listing_question(writer, i, gap.finding)
        if key == _LISTING and gap.finding
        else _question(writer, i, gap)
        for i, (key, gap) in enumerate(gaps.items(), start=1)
    )


def _asked(gap: Gap, listed: set[str]) -> str:
    """What makes two gaps one question."""
    if gap.finding is None:
        return gap.kind + str(gap.word)
    if gap.pathway is None and gap.finding.criterion in listed:
        return _LISTING
    return gap.finding.ask or gap.finding.criterion


def _settled_by_list(matter: Matter) -> set[str]:
    """The plan's criteria for which nothing is missing but that all treatments are listed."""
    complete = matter.case.model_copy(update={"treatments_complete": True})
    supposed = Matter(complete, matter.service, matter.library, matter.pack, matter.as_of)
    plan = judge(matter.pack.plan, supposed)
    return {leaf.criterion for leaf in plan.leaves() if leaf.truth is not Truth.UNKNOWN}


def _question(writer: Writer, number: int, gap: Gap) -> GapQuestion:
    finding = gap.finding
    if finding is None:
        return _denial_question(writer, number, gap)
    ask = finding.ask or finding.says
    if finding.reason == "conflict":
        ask = writer.phrase("gaps/conflict", standing=writer.told(finding), ask=ask)
    return GapQuestion(
        number=number,
        question=ask,
        why=finding.why or "",
        who=writer.phrase("gaps/who", who=finding.who),
        where=writer.phrase(
            "gaps/where", kind=finding.kind, subject=finding.subject, reason=finding.reason
        ),
        criterion=finding.says,
        citations=writer.numbering.cite(finding.cites),
        attested=finding.kind == "attested",
    )


def _listing_question(writer: Writer, number: int, finding: Finding) -> GapQuestion:
    """One question for all combinations of the plan: no drug is named that nobody asked for."""
    return GapQuestion(
        number=number,
        question=writer.phrase(f"gaps/{_LISTING}"),
        why=writer.phrase(f"gaps/{_LISTING}-why"),
        who=writer.phrase("gaps/who", who="chart"),
        where=writer.phrase(
            "gaps/where", kind=finding.kind, subject=finding.subject, reason="unlisted"
        ),
        criterion="",
        citations=(),
    )


def _denial_question(writer: Writer, number: int, gap: Gap) -> GapQuestion:
    name = gap.kind.replace(" ", "-")
    dose = next(
        (s for s in writer.determination.services if s.dose.units_agree is Truth.NOT_MET), None
    )
    slots = {
        "reason": writer.library.word(gap.word) if gap.word else "",
        "stated": dose.service.units if dose else None,
        "dose": dose.dose.dose_mg if dose else None,
        "units": dose.dose.units if dose else None,
    }
    return GapQuestion(
        number=number,
        question=writer.phrase(f"gaps/{name}", **slots),
        why=writer.phrase(f"gaps/{name}-why"),
        who=writer.phrase("gaps/who", who="billing"),
        where=writer.phrase("gaps/where", kind=gap.kind, subject="", reason="absent"),
        criterion="",
        citations=(),
    )


def _refusals(writer: Writer, matter: Matter | None) -> tuple[Refusal, ...]:
    found = [judgement.finding for judgement in _chosen(writer)]
    if writer.determination.plan is not None:
        found.append(writer.determination.plan)
    refused = [top for finding in found for top in _tops(finding) if top.truth is Truth.NOT_MET]
    refusals = [Refusal(says=top.says, finding=writer.finding(top)) for top in refused]
    refusals += [
        _no_pathway(writer, matter, service.service)
        for service in writer.determination.services
        if service.choice is None
    ]
    return tuple(refusals)


def _no_pathway(writer: Writer, matter: Matter | None, service: Service) -> Refusal:
    codes = joined([diagnosis.code for diagnosis in writer.case.diagnoses])
    text = writer.phrase(
        "sheets/no-pathway",
        drug=writer.library.word(service.drug),
        route=writer.library.word(service.route) if service.route else None,
        diagnosis=writer.library.word(matter.pack.diagnosis) if matter else codes,
        accepted=[] if matter else _accepted(writer),
    )
    facts = (writer.facts.header("request", writer.item(service)),)
    return Refusal(says=writer.phrase("sheets/uncovered"), finding=writer.claim(text, facts))


def _accepted(writer: Writer) -> list[str]:
    """The codes of the conditions that the library covers."""
    covered = {pack.diagnosis for pack in writer.library.packs.values()}
    terms = writer.library.vocabulary.diagnoses
    return [code for term in terms if term.id in covered for code in term.codes]


def _others(writer: Writer) -> tuple[OtherPathway, ...]:
    near = [o for o in writer.determination.others if len(o.missing) <= _OTHERS_MISSING]
    return tuple(
        OtherPathway(
            title=writer.library.pathways[other.pathway].title,
            standing="open" if other.truth is Truth.MET else "undecided",
            missing=other.missing,
        )
        for other in near[:_OTHERS_SHOWN]
    )
