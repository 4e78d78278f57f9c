"""What a peer-to-peer call may not do, assume or forget, and what comes before it."""

from collections.abc import Iterator, Sequence

from letters.case.model import Level
from letters.case.vocabulary import LetterKind
from letters.rationale.model import Claim, CriterionRow, Letter, Paragraph
from letters.rationale.writer import Writer


def is_independent(writer: Writer, letter: Letter) -> bool:
    """Whether someone else than the plan decides what the letter asks for."""
    deadline, track = writer.routing.deadline, writer.case.coverage.track
    filing = writer.library.appeals.filing(track, deadline.level) if deadline else None
    return letter.document is LetterKind.EXTERNAL or (filing is not None and filing.independent)


def before(writer: Writer, letter: Letter) -> Paragraph | None:
    """Ahead of all else: the physician's statement and its clock, or who decides now."""
    deadline = writer.routing.deadline
    if is_independent(writer, letter):
        verified = deadline is not None and not deadline.unverified
        text = writer.phrase(
            "brief/independent",
            payer=writer.case.coverage.payer,
            appeal=deadline.appeal if deadline else None,
            decision=deadline.decision if deadline and verified else None,
        )
        return Paragraph(claims=(writer.claim(text), *_urgent(writer)))
    urgent = tuple(_urgent(writer))
    return Paragraph(claims=urgent) if urgent else None


def _urgent(writer: Writer) -> Iterator[Claim]:
    """The statement as it was made, and the time that a rule gives where one is cited."""
    stated, deadline = writer.case.urgency, writer.routing.deadline
    if stated is None or not writer.routing.expedited:
        return
    fact = writer.facts.urgent(stated)
    text = writer.phrase("urgency/stated", by=stated.by, on=stated.on, statement=stated.statement)
    yield writer.claim(text, (fact,))
    cites = deadline.expedited_cites if deadline else ()
    clock = deadline.expedited if deadline and cites else None
    yield writer.claim(writer.phrase("brief/clock", expedited=clock), cites=cites)


def cautions(writer: Writer, rows: Sequence[CriterionRow], letter: Letter) -> Iterator[Claim]:
    """What filing or calling may cost, the window of the call, what must not be said in it."""
    denial, routing = writer.case.denial, writer.routing
    notice = () if denial is None else (writer.facts.denied("denial", "", denial.notice_on),)
    for warning in routing.warnings if denial else ():
        yield writer.claim(warning, notice)
    if denial is not None and denial.discuss_by is not None and denial.discuss_by < writer.as_of:
        fact = writer.facts.denied("last day for a call", "", denial.discuss_by)
        yield writer.claim(writer.phrase("brief/late", by=denial.discuss_by), (fact,))
    appealed = denial is not None and denial.level is not Level.INITIAL
    if denial is not None and appealed and not is_independent(writer, letter):
        yield writer.claim(writer.phrase("brief/leveled", level=denial.level.value), notice)
    unmet = [row for row in rows if row.verdict not in ("met", "not applicable")]
    if unmet:
        facts = tuple(fact for row in unmet for fact in row.finding.facts)
        text = writer.phrase("brief/not-met", numbers=[row.number for row in unmet])
        yield writer.claim(text, facts)
    yield writer.claim(writer.phrase("brief/ask-first"))
    yield writer.claim(writer.phrase("brief/no-filing", draft=letter.draft, denied=bool(denial)))
