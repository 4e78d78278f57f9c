"""What a letter asks: the request in one sentence, and what is asked of whoever decides."""

from decimal import Decimal

from letters.case.model import Service
from letters.case.vocabulary import LetterKind
from letters.determination.kinds import authorization
from letters.determination.matter import Matter
from letters.rationale import argument, steps
from letters.rationale.model import Claim, Paragraph
from letters.rationale.printing import isolated
from letters.rationale.writer import Writer


def ask(writer: Writer, matter: Matter, kind: LetterKind) -> Paragraph:
    """The request in one sentence, and on what it rests where a plan track admits nothing else."""
    case, denied = writer.case, writer.case.denial
    served = denied.served if denied else ()
    items = [
        writer.phrase(
            "asked",
            item=writer.item(service),
            months=service.months,
            start=service.start,
            served=served,
            units=None if served else _units(service),
        )
        for service in case.services
    ]
    text = writer.phrase(
        "ask",
        kind=kind.value,
        payer=case.coverage.payer,
        patient=isolated(case.patient.name),
        items=items,
        notice_on=denied.notice_on if denied else None,
        served=served,
        required=steps.required(writer),
    )
    facts = tuple(writer.facts.header("request", item) for item in items)
    return argument.paragraph(writer.claim(text, facts), *argument.compendia(writer, matter))


def requests(writer: Writer, matter: Matter, kind: LetterKind) -> tuple[Claim, ...]:
    """What is asked of whoever decides: by the pack, and by the kind of letter.

    Of the pack's requests only those for this kind: an independent reviewer holds no discussions.
    """
    own: tuple[Claim, ...] = ()
    if kind is LetterKind.SECOND:
        own = (_new_reviewer(writer),)
    elif kind is LetterKind.EXTERNAL:
        own = _authorized(writer)
    wanted = [one for one in matter.pack.requests if not one.kinds or kind in one.kinds]
    return (*own, *(writer.remarked(remark) for remark in wanted))


def _units(service: Service) -> Decimal | None:
    """The billing units of all doses asked for, where both numbers are known."""
    if service.units is None or service.doses is None or service.doses < 2:
        return None
    return service.units * service.doses


def _new_reviewer(writer: Writer) -> Claim:
    denial = writer.case.denial
    reviewer = denial.reviewer if denial else None
    text = writer.phrase("requests/new-reviewer", reviewer=reviewer)
    return writer.claim(text, (writer.facts.denied("reviewer", reviewer or ""),))


def _authorized(writer: Writer) -> tuple[Claim, ...]:
    """That the patient authorized the review, where that is on file."""
    record = authorization(writer.case, writer.library, writer.as_of)
    if record is None:
        return ()
    fact = writer.facts.of(record)
    return (writer.claim(writer.phrase("requests/authorized", exhibit=fact.document), (fact,)),)
