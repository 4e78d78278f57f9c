"""What a peer-to-peer call may not do, assume or forget."""

from collections.abc import Iterator, Sequence

from letters.case.model import Level
from letters.rationale.model import Claim, CriterionRow, Letter
from letters.rationale.writer import Writer


def cautions(writer: Writer, rows: Sequence[CriterionRow], letter: Letter) -> Iterator[Claim]:
    """What filing or calling may cost, the window of the call, what must not be said in it."""
    denial, routing = writer.case.denial, writer.routing
    notice = () if denial is None else (writer.facts.denied("denial", "", denial.notice_on),)
    for warning in routing.warnings if denial else ():
        yield writer.claim(warning, notice)
    if denial is not None and denial.discuss_by is not None and denial.discuss_by < writer.as_of:
        fact = writer.facts.denied("last day for a call", "", denial.discuss_by)
        yield writer.claim(writer.phrase("brief/late", by=denial.discuss_by), (fact,))
    if denial is not None and denial.level is not Level.INITIAL:
        yield writer.claim(writer.phrase("brief/leveled", level=denial.level.value), notice)
    unmet = [row for row in rows if row.verdict != "met"]
    if unmet:
        facts = tuple(fact for row in unmet for fact in row.finding.facts)
        text = writer.phrase("brief/not-met", numbers=[row.number for row in unmet])
        yield writer.claim(text, facts)
    yield writer.claim(writer.phrase("brief/ask-first"))
    yield writer.claim(writer.phrase("brief/no-filing", draft=letter.draft, denied=bool(denial)))
