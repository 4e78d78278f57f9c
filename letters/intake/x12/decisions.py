"""Reads the decisions of a remittance (835) and turns those that refuse into rows."""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal

from letters.intake.reading import ReadingError
from letters.intake.rows import Person, Role, Row
from letters.intake.x12 import elements, remittance
from letters.intake.x12.cells import Cells
from letters.intake.x12.envelope import Transaction, blocks
from letters.intake.x12.netting import Decision, Netting, When, services_of
from letters.intake.x12.people import MEMBER_KINDS, NPI
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.remittance import Claim, Head, Part
from letters.intake.x12.tokens import Segment
from letters.intake.x12.verdicts import (
    REVERSAL,
    UNDECIDED,
    Outcome,
    Verdict,
    is_balanced,
    is_repeat,
    judge,
    refusing,
)

_CLAIM_LEFT = {"AMT": "a sum beside the decision", "QTY": "a quantity beside the decision"}
_HEAD_LEFT = {
    "PLB": "it adjusts the provider's account, not a claim",
    "TS2": "it sums up claims",
    "TS3": "it sums up claims",
}
_NO_LETTER = "no letter needs it"
_NO_CLAIM = "it tells of no claim that can be used"
_COMPARE = "compare it with the payer's own notice"


def read(
    transaction: Transaction,
    body: Iterable[Segment],
    settled: Collection[str],
    netting: Netting,
    remarks: Remarks,
) -> None:
    """Reads one remittance into the netting, and counts what in it is no refusal."""
    head: Head | None = None
    for block in blocks(body, remittance.OPENING):
        opens = block[0].id
        if head is None:
            first = [] if opens in remittance.OPENING else block
            head = remittance.head(first, transaction, remarks)
            if first:
                continue
        if opens == "CLP":
            _take(block, head, settled, netting, remarks)
            continue
        for segment in block:
            if segment.id != "LX":
                remarks.leave_segment(segment, _HEAD_LEFT.get(segment.id, _NO_LETTER))


def _take(
    block: list[Segment],
    head: Head,
    settled: Collection[str],
    netting: Netting,
    remarks: Remarks,
) -> None:
    claim = remittance.gather(block)
    own, number = claim.own, claim.own.segment.number
    if claim.status in UNDECIDED:
        remarks.leave("CLP", number, UNDECIDED[claim.status])
        return
    if own.charged is None and own.paid is None and not claim.lines:
        rule = "a claim tells what was charged and what was paid"
        remarks.note("error", "The claim was not used", number, ReadingError(rule, _COMPARE))
        remarks.leave("CLP", number, _NO_CLAIM)
        return
    for segment in claim.left:
        remarks.leave_segment(segment, _CLAIM_LEFT.get(segment.id, _NO_LETTER))
    decision = _decision(claim, head, remarks)
    decision.digest = hash(tuple(segment.raw for segment in block))
    if not decision.is_reversal:
        verdicts = judge(claim, settled)
        _count(verdicts, remarks)
        decision.is_refused = any(v.outcome is Outcome.REFUSED for v in verdicts)
        decision.is_repeat = is_repeat(verdicts, settled)
    if decision.is_refused:
        decision.held = remittance.hold(block, head)
    netting.take(decision)


def _count(verdicts: Iterable[Verdict], remarks: Remarks) -> None:
    for verdict in verdicts:
        segment = verdict.part.segment
        if verdict.outcome is Outcome.REFUSED:
            continue
        remarks.leave(segment.id, segment.number, str(verdict.outcome))
        if verdict.outcome is Outcome.UNTOLD:
            rule = "a charge that is not paid has an adjustment with its reason"
            refusal = ReadingError(rule, _COMPARE)
            remarks.note("warning", "A line was not used", segment.number, refusal)


def _decision(claim: Claim, head: Head, remarks: Remarks) -> Decision:
    own = claim.own
    is_reversal = claim.status == REVERSAL or (own.charged or Decimal(0)) < 0
    return Decision(
        when=_when(claim, head, is_reversal, remarks),
        position=remarks.position,
        number=own.segment.number,
        payer=head.payer_key,
        account=claim.account.casefold(),
        claim=claim.number.casefold(),
        original=own.reference(remittance.ORIGINAL)[0].casefold(),
        patients=_patients(claim),
        charge=None if own.charged is None else abs(own.charged),
        services=services_of(_services(claim)),
        digest=0,
        is_reversal=is_reversal,
    )


def _when(claim: Claim, head: Head, is_reversal: bool, remarks: Remarks) -> When:
    day = head.paid_on.toordinal() if head.paid_on else _day_of(head.stamp)
    order = (0 if is_reversal else 1, claim.own.segment.number)
    file = remarks.file
    return When(day, head.stamp, file.name, file.sha256, head.number, order)


def _day_of(stamp: str) -> int:
    """The day of a stamp as an ordinal, 0 if it has none."""
    try:
        return elements.date(stamp.partition(" ")[0]).toordinal()
    except ReadingError:
        return 0


def _services(claim: Claim) -> Iterator[tuple[str, str]]:
    for line in claim.lines:
        day = _dated(line, claim)
        yield _as_billed(line.segment).upper(), day.get(_day_at(day)) if day else ""


def _as_billed(segment: Segment) -> str:
    """The composite of the service as the claim had it, where the payer decided another."""
    return segment.get(6) or segment.get(1)


def _dated(part: Part, claim: Claim) -> Segment | None:
    """The segment with the day of service of a line; of the whole claim where the line has none."""
    days = (part.dates.get("472"), part.dates.get("150"), claim.own.dates.get("232"))
    return next((day for day in days if day is not None), None)


def _day_at(segment: Segment) -> int:
    """The element of a DTM that holds its day, or its range of days where it has no day."""
    return 2 if segment.get(2) else 6


def _patients(claim: Claim) -> tuple[str, ...]:
    """What tells the patient from others, for netting: every number, and the name."""
    told = dict.fromkeys(number.casefold() for number in sorted(_members(claim)))
    patient = claim.names.get(remittance.PATIENT)
    if patient is not None and (patient.get(3) or patient.get(4)):
        told[f"{patient.get(3)}, {patient.get(4)}".casefold()] = None
    return tuple(told)


def _members(claim: Claim) -> set[str]:
    entities = (remittance.PATIENT, remittance.INSURED, remittance.CORRECTED)
    found = {number for entity in entities if (number := _member(claim, entity))}
    return found | {number for number, _ in claim.own.references.get(remittance.MEMBER, [])}


def _member(claim: Claim, entity: str) -> str:
    segment = claim.names.get(entity)
    return segment.get(9) if segment and segment.code(8) in MEMBER_KINDS else ""


def rows(decision: Decision, settled: Collection[str], remarks: Remarks) -> Iterator[Row]:
    """The rows of a refusal: one for each line refused, or one for the claim."""
    if decision.held is None:
        return
    head, claim = decision.held.head, decision.held.claim()
    _check_balance(claim, remarks)
    shared = _shared(claim, head)
    person = _person(claim)
    for verdict in judge(claim, settled):
        if verdict.outcome is Outcome.REFUSED:
            cells = Cells(shared)
            _put_line(cells, verdict, claim, settled)
            yield cells.row(Role.DENIAL, person, verdict.part.segment.number, remarks)
    for trouble in claim.troubles.found:
        remarks.note_trouble(trouble)


def _check_balance(claim: Claim, remarks: Remarks) -> None:
    everything = [a for part in (claim.own, *claim.lines) for a in part.adjustments]
    unequal = [] if is_balanced(claim.own, everything) else [claim.own]
    adjusted = [line for line in claim.lines if line.adjustments]
    unequal += [line for line in adjusted if not is_balanced(line, line.adjustments)]
    for part in unequal[:1]:
        rule = "charge less adjustments is what was paid"
        refusal = ReadingError(rule, _COMPARE)
        remarks.note("warning", "The amounts do not agree", part.segment.number, refusal)


def _person(claim: Claim) -> Person:
    patient = claim.names.get(remittance.PATIENT)
    records = {number for number, _ in claim.own.references.get(remittance.RECORD, [])}
    return Person(
        name=(elements.name(patient) or None) if patient else None,
        accounts=frozenset({claim.account, *records} - {""}),
        members=frozenset(_members(claim)),
    )


def _shared(claim: Claim, head: Head) -> Cells:
    """The cells that all rows of a claim have."""
    cells = Cells()
    if head.payer is not None:
        cells.put("payer", head.payer.named.get(2), head.payer.named.number)
        address = "; ".join(line for line, _ in head.payer.address if line)
        cells.put("payer address", address, next((n for _, n in head.payer.address), 0))
        held = head.payer.references.get(remittance.PAYER_ID, ("", 0))
        cells.put("payer id", *held)
        cells.put("payer id", head.payer.named.get(4), head.payer.named.number)
    if head.payee is not None:
        billing = head.payee.identifier(NPI)
        cells.put("billing npi", billing, head.payee.named.number)
    cells.put("denial date", head.paid_on, head.dated)
    number = claim.own.segment.number
    cells.put("patient account", claim.account, number)
    cells.put("claim number", claim.number, number)
    cells.put("claim status", claim.status, number)
    _put_names(cells, claim)
    own = claim.own
    cells.put("group", *own.reference(remittance.GROUP, remittance.EMPLOYER))
    cells.put("authorization number", *own.reference(remittance.PRIOR, remittance.AUTHORISATION))
    return cells


def _put_names(cells: Cells, claim: Claim) -> None:
    """Puts who the patient is. The number that the payer corrected is the one it answers to."""
    if patient := claim.names.get(remittance.PATIENT):
        cells.put("patient name", elements.name(patient), patient.number)
    cells.put("member id", *claim.own.reference(remittance.MEMBER))
    for entity in (remittance.PATIENT, remittance.INSURED, remittance.CORRECTED):
        if number := _member(claim, entity):
            cells.put("member id", number, claim.names[entity].number)
    rendering = claim.names.get(remittance.RENDERING)
    if rendering is not None and rendering.code(8) == NPI:
        cells.put("rendering npi", rendering.get(9), rendering.number)


def _put_line(cells: Cells, verdict: Verdict, claim: Claim, settled: Collection[str]) -> None:
    """Puts the cells of a line refused, or of the claim itself."""
    part = verdict.part
    segment, number = part.segment, part.segment.number
    if part is not claim.own:
        cells.put_service(elements.billed(segment, (6, 1), claim.troubles), number)
        cells.put("line units", _units(segment, claim), number)
    cells.put("charged", part.charged, number)
    cells.put("paid", part.paid, number)
    if day := _dated(part, claim):
        served = claim.troubles.take(day, _day_at(day), elements.date, "service date")
        cells.put("service date", served, day.number)
    remarks = list(dict.fromkeys((*part.remarks, *claim.own.remarks)))
    codes = [adjusted.code for adjusted in verdict.adjustments if adjusted.reason]
    cells.put("denial codes", "; ".join(dict.fromkeys((*codes, *remarks))), number)
    cells.put("remark codes", "; ".join(remarks), number)
    groups = {adjusted.group for adjusted in refusing(verdict.adjustments, settled)}
    if len(groups) == 1:
        cells.put("group code", groups.pop(), number)
    policies = part.references.get(remittance.POLICY, [])
    told = ", ".join(policy for policy, _ in policies)
    cells.put("policy", told, part.reference(remittance.POLICY)[1])
    cells.put("authorization number", *part.reference(remittance.PRIOR, remittance.AUTHORISATION))
    cells.put("rendering npi", *part.reference(remittance.RENDERED_BY))


def _units(segment: Segment, claim: Claim) -> Decimal | None:
    """Units as billed (SVC07); those paid (SVC05) where they are not told to differ, 1 by default.

    None where no unit was paid and those billed are not told.
    """
    for place in (7, 5):
        if segment.get(place):
            units = claim.troubles.take(segment, place, elements.number, "line units")
            return units if units is None or units > 0 else None
    return Decimal(1)
