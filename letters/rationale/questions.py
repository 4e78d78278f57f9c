"""The gaps of a determination as questions to the practice."""

from letters.determination.judging import judge
from letters.determination.matter import Matter
from letters.determination.model import Finding, Gap
from letters.rationale.model import GapQuestion
from letters.rationale.writer import Writer
from letters.truth import Truth

_LISTING = "treatment-list"


def questions(writer: Writer, matter: Matter | None) -> tuple[GapQuestion, ...]:
    """The gaps as questions in their order; the same question under two criteria is asked once.

    `matter` is None while no pathway can be judged.
    """
    listed = _settled_by_list(matter) if matter else set()
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
        return _plain_question(writer, number, gap)
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


def _plain_question(writer: Writer, number: int, gap: Gap) -> GapQuestion:
    """A question that no criterion asks: of a fact lacking, a compendium, units, the denial."""
    name = gap.kind.replace(" ", "-")
    documents = [t.id for t in writer.library.vocabulary.documents if t.settles == "off-label"]
    reasons = {one.id: one.answered_by for one in writer.library.vocabulary.denial_reasons}
    slots = {"word": gap.word, "documents": documents, **_compared_units(writer)}
    slots["proving"] = [
        t.id for t in writer.library.vocabulary.documents if t.proves == "authorization"
    ]
    slots["recorded"] = _is_recorded(writer)
    slots["answered_by"] = reasons.get(gap.word or "")
    slots |= _asked_for(writer, gap)
    return GapQuestion(
        number=number,
        question=writer.phrase(f"gaps/{name}", **slots),
        why=writer.phrase(f"gaps/{name}-why", **slots),
        who=writer.phrase(f"gaps/{name}-who", **slots),
        where=writer.phrase(f"gaps/{name}-where", **slots),
        criterion="",
        citations=writer.numbering.cite(_admitted_by(writer) if gap.kind == "compendium" else ()),
        attested=gap.kind == "urgency",
    )


def _is_recorded(writer: Writer) -> bool:
    """Whether the practice recorded the decision here: no row or part of an export tells it."""
    denial = writer.case.denial
    return denial is not None and denial.read.row is None and denial.read.part is None


def _asked_for(writer: Writer, gap: Gap) -> dict[str, object]:
    """The codes that ask for a document, and who usually has it."""
    terms = {term.id: term.held_by for term in writer.library.vocabulary.documents}
    asked = (one for one in writer.routing.route.asked if gap.word == one.documents[0])
    return {"codes": [one.code for one in asked], "who": terms.get(gap.word or "", "chart")}


def _compared_units(writer: Writer) -> dict[str, object]:
    """The billing units stated and those that the dose makes, of the first dose that disagrees."""
    found = (s for s in writer.determination.services if s.dose.units_agree is Truth.NOT_MET)
    dose = next(found, None)
    return {
        "stated": dose.service.units if dose else None,
        "dose": dose.dose.dose_mg if dose else None,
        "units": dose.dose.units if dose else None,
    }


def _admitted_by(writer: Writer) -> tuple[str, ...]:
    """The statements by which the plan track admits compendia alone."""
    tracks = writer.library.appeals.off_label
    told = (one for one in tracks if one.track is writer.case.coverage.track)
    return tuple(cite for one in told if one.admits == "compendia" for cite in one.cites)
