"""The review sheet: everything that the signing clinician is asked to confirm."""

import re
from collections.abc import Iterator

from letters.case.evidence import Record
from letters.case.vocabulary import DenialReason
from letters.determination.labels import settling
from letters.rationale import enclosing, found, heading, policy, vouched
from letters.rationale.choices import choice
from letters.rationale.denial import apart
from letters.rationale.model import (
    Cited,
    Claim,
    CriterionRow,
    Document,
    Letter,
    Paragraph,
    ProvedItem,
    ReviewItem,
    ReviewSheet,
    StatedItem,
)
from letters.rationale.naming import named
from letters.rationale.route import haste, route_block, step_lines
from letters.rationale.sheets import noted
from letters.rationale.walk import parts
from letters.rationale.writer import Writer

_END = re.compile(r"(?:(?<=[a-z\d)%])[.!?]|[.!?]”)(?=\s+[A-Z“])")
"""Where a sentence ends: a full stop, and a capital after it."""


def review_sheet(writer: Writer, letter: Document, notices: tuple[str, ...]) -> ReviewSheet:
    """What to check before signing `letter`; `notices` are intake's remarks on this case."""
    route = (*haste(writer), *route_block(writer), *step_lines(writer))
    title = writer.phrase("title", kind="review sheet", drugs=writer.requested())
    kind, replies = _kind(writer), _replies(writer, letter)
    quoted = vouched.quoted(writer, letter)
    told = {fact for item in (*kind, *replies, *quoted) for fact in item.facts}
    reports, facts = found.found(writer, letter, told)
    sheet = ReviewSheet(
        **heading.sheet_head(writer, title, route),
        mark="",
        expedited=writer.routing.expedited,
        kind=kind,
        replies=replies,
        exceptions=tuple(_exceptions(writer, letter)),
        identity=policy.identity(writer),
        policy=policy.to_confirm(writer),
        attestations=vouched.printed(writer, letter),
        on_record=vouched.on_record(writer, letter),
        quoted=quoted,
        serious=vouched.serious(writer, letter),
        commitments=_commitments(writer, letter),
        second_hand=_second_hand(writer, letter),
        superseded=_superseded(writer, letter),
        contradictions=found.contradictions(writer),
        choice=choice(writer),
        background=_background(writer),
        notices=(*noted(notices), *enclosing.remarks(writer, letter)),
        reports=reports,
        facts=facts,
        references=writer.numbering.references(),
    )
    return named(sheet, letter)


def _kind(writer: Writer) -> tuple[ProvedItem, ...]:
    """Which kind of letter it is, why this one, and the statement that makes it urgent."""
    routing, stated = writer.routing, writer.case.urgency
    if routing.kind is None:
        return ()
    deadline, urgent = routing.deadline, routing.expedited
    slots = {
        "kind": routing.kind.value,
        "because": routing.kind_because,
        "urgent": urgent,
        "expedited": deadline.expedited if deadline and urgent else None,
    }
    what, detail = (writer.phrase("review/kind", part=part, **slots) for part in ("what", "why"))
    kind = ProvedItem(what=what, detail=detail)
    if stated is None or not urgent:
        return (kind,)
    fact = writer.facts.urgent(stated)
    words = writer.phrase("review/quote", quote=stated.statement)
    by = writer.phrase("review/urgency", by=stated.by, on=stated.on)
    return (kind, ProvedItem(what=words, detail=by, facts=(fact,)))


def _replies(writer: Writer, letter: Document) -> tuple[ProvedItem, ...]:
    """Each point or reason that the letter answers, with the beginning of the answer."""
    if not isinstance(letter, Letter):
        return ()
    points = (
        ProvedItem(
            what=writer.phrase("review/quote", quote=reply.point.facts[0].value),
            detail=_begun(reply.answer),
            facts=reply.point.facts,
        )
        for reply in letter.points
    )
    reasons = (
        ProvedItem(
            what=writer.phrase("review/reason", reason=reply.reason), detail=_begun(reply.answer)
        )
        for reply in letter.denial_replies
    )
    return (*points, *reasons)


def _begun(answer: Paragraph) -> str:
    """The first sentence of an answer; one that ends within words quoted goes on to their end."""
    text = answer.claims[0].text if answer.claims else ""
    ends = (text[: end.end()] for end in _END.finditer(text))
    return next((part for part in ends if part.count("“") == part.count("”")), text)


def _exceptions(writer: Writer, letter: Document) -> Iterator[ProvedItem]:
    """Each criterion that the letter says is not met, with what it argues all the same.

    Why a reason of the clinician's own is asked for where a policy is not met: the letter argues
    that with the library's words. An override is in theirs, and stands among those it quotes.
    """
    if not isinstance(letter, Letter):
        return
    argued = list(letter.policy_exceptions)
    for row in letter.policy.rows if letter.policy else ():
        if row.verdict == "not met":
            text = argued.pop(0).claims if argued else ()
            item = _unmet(writer, row, letter.policy.title if letter.policy else "", text)
            yield item.model_copy(update={"asks": writer.phrase("review/asks", of="exception")})
    override = letter.override.claims if letter.override else ()
    for row in letter.criteria:
        if row.verdict == "not met":
            yield _unmet(writer, row, letter.criteria_title, override)


def _unmet(writer: Writer, row: CriterionRow, title: str, argued: tuple[Claim, ...]) -> ProvedItem:
    """The criterion with the value that decides it, its day and its place in the record."""
    found = row.finding
    slots = {"title": title, "number": row.number, "says": row.says, "found": found.text}
    what = writer.phrase("review/unmet", **slots)
    detail = " ".join(claim.text for claim in argued)
    return ProvedItem(what=what, detail=detail, facts=found.facts)


def _cited(letter: Document) -> dict[str, Cited]:
    return {cited.statement: cited for cited in parts(letter, Cited)}


def _second_hand(writer: Writer, letter: Document) -> tuple[StatedItem, ...]:
    return tuple(
        _statement(writer, cited) for cited in _cited(letter).values() if cited.level == "secondary"
    )


def _superseded(writer: Writer, letter: Document) -> tuple[StatedItem, ...]:
    """The statements since replaced; one that was read at second hand stands there, so marked."""
    return tuple(
        _statement(writer, cited)
        for cited in _cited(letter).values()
        if cited.superseded and cited.level != "secondary"
    )


def _statement(writer: Writer, cited: Cited) -> StatedItem:
    says = writer.library.statement(cited.statement).says
    detail = writer.phrase(
        "review/located",
        number=cited.number,
        locator=cited.locator,
        replaced=cited.superseded and cited.level == "secondary",
    )
    return StatedItem(what=f"{cited.source} {says}.", detail=detail, statement=cited.statement)


def _background(writer: Writer) -> tuple[ReviewItem, ...]:
    """What the sources say of the regimen beside the request, to compare with what is given."""
    chosen = [s.choice.pathway for s in writer.determination.services if s.choice is not None]
    statements = [s for name in chosen for s in writer.library.pathways[name].background]
    return tuple(
        ReviewItem(
            what=f"{writer.library.source_of(s).short} {writer.library.statement(s).says}.",
            detail=writer.library.statement(s).locator,
        )
        for s in dict.fromkeys(statements)
    )


def _commitments(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    """What the letter promises, and what it says of documents that nothing has read."""
    if not isinstance(letter, Letter):
        return ()
    claims: tuple[Claim, ...] = (*letter.monitoring, *letter.stopping)
    items = [ReviewItem(what=claim.text, detail="") for claim in claims]
    if writer.determination.compendia:
        entries = settling(writer.library, writer.case.evidence)
        items += [_entry(writer, record) for record in entries]
    denial = writer.case.denial
    return (*items, *(_apart(writer, reason) for reason in apart(writer.library, denial)))


def _entry(writer: Writer, record: Record) -> ReviewItem:
    what = writer.phrase("review/entry", record=record)
    return ReviewItem(what=what, detail=record.exhibit.file if record.exhibit else "")


def _apart(writer: Writer, reason: DenialReason) -> ReviewItem:
    kind = writer.phrase("route/kind", kind=reason.route.value)
    return ReviewItem(what=writer.phrase("review/apart", reason=reason.name, kind=kind), detail="")
