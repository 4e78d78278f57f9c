"""The action sheet: what to do about a denial that no clinical letter answers first."""

from decimal import Decimal

from letters.case.evidence import Record
from letters.case.model import Line
from letters.determination.documents import answering
from letters.rationale import heading
from letters.rationale.model import ActionSheet, Claim, LineRow
from letters.rationale.printing import day, joined, money, number
from letters.rationale.route import code_rows, deadline_block, deciding, leveled, remaining
from letters.rationale.sheets import noted, request
from letters.rationale.writer import Scribe


def action_sheet(scribe: Scribe, notices: tuple[str, ...] = ()) -> ActionSheet:
    """What was denied, what each code calls for, what to do in which order and by when.

    `notices` are intake's remarks on this case.
    """
    route = scribe.routing.route
    kind = route.kind.value if route.kind else None
    action = scribe.phrase("action/title", kind=kind)
    title = scribe.phrase("action/heading", action=action, drugs=scribe.requested())
    return ActionSheet(
        **heading.sheet_head(scribe, title, deadline_block(scribe)),
        payer=_payer(scribe),
        request=_request(scribe),
        action=action,
        because=_because(scribe, kind),
        codes=code_rows(scribe),
        lines=tuple(_line(scribe, line) for line in _denied_lines(scribe)),
        steps=route.steps,
        documents=tuple(_document(scribe, document) for document in route.documents),
        then=remaining(scribe),
        notices=noted(notices),
        next_step=scribe.phrase("action/next", kind=kind, leveled=leveled(scribe)),
        references=scribe.numbering.references(),
    )


def _request(scribe: Scribe) -> Claim:
    """What was denied, and the numbers under which the payer and the practice keep it."""
    case, denial = scribe.case, scribe.case.denial
    asked = request(scribe, ", ".join(diagnosis.code for diagnosis in case.diagnoses))
    filed = scribe.phrase(
        "action/filed",
        claim=denial.claim if denial else None,
        authorization=denial.authorisation if denial else None,
        member=case.coverage.member_id,
        group=case.coverage.group,
        account=case.patient.account,
        born=day(case.patient.born) if case.patient.born else None,
        served=joined([day(each) for each in denial.served]) if denial else None,
        denied=_total(denial.lines) if denial else None,
    )
    return asked.model_copy(update={"text": f"{asked.text} {filed}".strip()})


def _total(lines: tuple[Line, ...]) -> str | None:
    """What was charged and not paid; None where a line does not tell both."""
    unpaid = [
        line.charged - line.paid
        for line in lines
        if line.charged is not None and line.paid is not None
    ]
    return money(sum(unpaid, Decimal())) if lines and len(unpaid) == len(lines) else None


def _document(scribe: Scribe, document: str) -> str:
    """A document asked for, and whether the record has it; nothing of that without any record."""
    found = answering(scribe.case, scribe.library, document, scribe.as_of)
    recorded = any(isinstance(item, Record) for item in scribe.case.evidence)
    return scribe.phrase("action/document", word=document, found=found, recorded=recorded)


def _payer(scribe: Scribe) -> str:
    """Where to send it, as far as the export tells; empty where it names the payer alone."""
    to = heading.addressee(scribe.case)
    return scribe.phrase("action/payer", to=to) if to.department or to.address or to.fax else ""


def _because(scribe: Scribe, kind: str | None) -> Claim:
    """Why this route: the codes that decide it, and those that leave it as it is."""
    route = scribe.routing.route
    decided = deciding(route.called)
    text = scribe.phrase(
        "action/because",
        kind=kind,
        name=scribe.phrase("route/kind", kind=kind),
        decided=decided,
        others=[one for one in route.called if one not in decided],
        barred=route.barred,
        leveled=leveled(scribe),
    )
    facts = tuple(scribe.facts.denied("denial", one.code) for one in route.called)
    return scribe.claim(text, facts or (scribe.facts.denied("denial", ""),))


def _denied_lines(scribe: Scribe) -> tuple[Line, ...]:
    return scribe.case.denial.lines if scribe.case.denial else ()


def _line(scribe: Scribe, line: Line) -> LineRow:
    reasons = [
        scribe.phrase("action/adjusted", adjustment=adjustment) for adjustment in line.adjustments
    ]
    billed = (line.code, *line.modifiers, f"NDC {line.ndc}" if line.ndc else None)
    return LineRow(
        code=" ".join(part for part in billed if part),
        served=day(line.served_on) if line.served_on else "",
        units=number(line.units) if line.units is not None else "",
        charged=money(line.charged) if line.charged is not None else "",
        paid=money(line.paid) if line.paid is not None else "",
        reasons="; ".join([*reasons, *line.remarks]),
    )
