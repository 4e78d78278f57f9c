"""The one-page sheets: what is missing, and what the record does not support."""

from letters.case.model import Level, Service
from letters.determination.matter import Matter
from letters.determination.model import Finding, Judgement
from letters.rationale import heading, steps, tables
from letters.rationale.model import (
    Claim,
    CriterionRow,
    GapSheet,
    OtherPathway,
    Refusal,
    ReviewItem,
    UnsupportedSheet,
)
from letters.rationale.printing import joined
from letters.rationale.questions import questions
from letters.rationale.route import route_block
from letters.rationale.writer import Scribe, Writer
from letters.truth import Truth

_OTHERS_SHOWN = 3
_OTHERS_MISSING = 4


def gap_sheet(writer: Writer, matter: Matter | None, notices: tuple[str, ...] = ()) -> GapSheet:
    """Each question that could still change the outcome, and what is already there.

    `matter` is None while no pathway can be judged; `notices` are intake's remarks on this case.
    """
    route = route_block(writer)
    asked = questions(writer, matter)
    known = _known(writer)
    rows = _criteria(writer)
    unknown = [row for row in rows if row.verdict == "unknown"]
    return GapSheet(
        **heading.sheet_head(writer, _title(writer, "gap sheet"), route),
        request=request(writer, _diagnosis(writer, matter)),
        pathway=_pathways(writer),
        standing=writer.claim(
            writer.phrase(
                "sheets/standing",
                met=len(known),
                total=len(rows),
                open=len(unknown),
                questions=len(asked),
            )
        ),
        questions=asked,
        known=known,
        notices=noted(notices),
        next_step=writer.phrase("sheets/next-gaps"),
        references=writer.numbering.references(),
    )


def unsupported_sheet(
    writer: Writer, matter: Matter | None, notices: tuple[str, ...] = ()
) -> UnsupportedSheet:
    """The criteria that are not met with the values that decided, and what else is open.

    `matter` is None when no pack covers the diagnosis or the procedure is none of the library's;
    `notices` are intake's remarks on this case.
    """
    route = route_block(writer)
    unlisted = writer.determination.unlisted
    covered = "sheets/next-unsupported" if matter else "sheets/next-uncovered"
    next_step = "sheets/next-unlisted" if unlisted else covered
    return UnsupportedSheet(
        **heading.sheet_head(writer, _title(writer, "not supported"), route),
        request=request(writer, _diagnosis(writer, matter)),
        pathway=_pathways(writer),
        refusals=_refusals(writer, matter),
        known=_known(writer),
        others=_others(writer),
        notices=noted(notices),
        next_step=writer.phrase(next_step),
        references=writer.numbering.references(),
    )


def _title(writer: Writer, kind: str) -> str:
    return writer.phrase("title", kind=kind, drugs=writer.requested())


def noted(notices: tuple[str, ...]) -> tuple[ReviewItem, ...]:
    """Intake's remarks as the sheets list them."""
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
    undecided = writer.determination.outcome == "undetermined"
    return joined(list(dict.fromkeys(titles))) or writer.phrase(
        "sheets/unjudged" if undecided else "sheets/uncovered"
    )


def _diagnosis(writer: Writer, matter: Matter | None) -> str:
    """The condition by name, or its codes; nothing where no code states one."""
    codes = [diagnosis.code for diagnosis in writer.case.diagnoses]
    return writer.library.word(matter.pack.diagnosis) if matter and codes else joined(codes)


def request(scribe: Scribe, diagnosis: str) -> Claim:
    """What is asked for, of whom, and when it was denied; a denial may only name procedures."""
    case, denial = scribe.case, scribe.case.denial
    lines = denial.lines if denial else ()
    text = scribe.phrase(
        "sheets/request",
        items=[scribe.item(service) for service in case.services],
        procedures=list(dict.fromkeys(line.code for line in lines if line.code)),
        diagnosis=diagnosis,
        payer=case.coverage.payer,
        notice_on=denial.notice_on if denial else None,
        appealed=denial is not None and denial.level is not Level.INITIAL,
        ruling=denial.ruling.value if denial else None,
    )
    return scribe.claim(text, (scribe.facts.header("request", text),))


def _tops(finding: Finding) -> tuple[Finding, ...]:
    return finding.children if finding.kind == "all" else (finding,)


def _known(writer: Writer) -> tuple[CriterionRow, ...]:
    met = [row for row in _criteria(writer) if row.verdict == "met"]
    return tuple(row.model_copy(update={"number": str(i)}) for i, row in enumerate(met, start=1))


def _criteria(writer: Writer) -> tuple[CriterionRow, ...]:
    """The criteria of what is asked, each once: two doses of one request are judged by the same."""
    rows = [
        CriterionRow(
            number="", says=top.says, verdict=top.truth.value, finding=writer.recorded(top)
        )
        for judgement in _chosen(writer)
        for top in _tops(judgement.finding)
    ]
    return tables.joined_rows(writer, rows)


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
    if not writer.case.services:
        refusals.append(_unnamed(writer))
    return (*refusals, *steps.refusals(writer))


def _unnamed(writer: Writer) -> Refusal:
    """What a denial that names no drug of the library asks for, or the diagnosis that it has."""
    unlisted = writer.determination.unlisted
    diagnoses = [diagnosis.code for diagnosis in writer.case.diagnoses]
    text = writer.phrase("sheets/unlisted", procedures=list(unlisted), diagnoses=diagnoses)
    facts = tuple(writer.facts.denied("procedure", code) for code in unlisted)
    facts += tuple(writer.facts.header("diagnosis", code) for code in diagnoses)
    return Refusal(says=writer.phrase("sheets/uncovered"), finding=writer.claim(text, facts))


def _no_pathway(writer: Writer, matter: Matter | None, service: Service) -> Refusal:
    text = writer.phrase(
        "sheets/no-pathway",
        drug=writer.library.word(service.drug),
        route=writer.library.word(service.route) if service.route else None,
        diagnosis=_diagnosis(writer, matter),
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
