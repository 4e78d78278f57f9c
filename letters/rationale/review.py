"""The review sheet: everything that the signing clinician is asked to confirm."""

import re

from letters.case.evidence import Attestation, Record
from letters.case.vocabulary import DenialReason
from letters.determination.labels import settling
from letters.rationale import heading, policy
from letters.rationale.denial import apart
from letters.rationale.model import (
    Cited,
    Claim,
    Document,
    Fact,
    Letter,
    ReviewItem,
    ReviewSheet,
)
from letters.rationale.route import route_block, step_lines
from letters.rationale.walk import parts
from letters.rationale.writer import Writer
from letters.truth import Truth


def review_sheet(writer: Writer, letter: Document, notices: tuple[str, ...]) -> ReviewSheet:
    """What to check before signing `letter`; `notices` are intake's remarks on this case."""
    asked = {question.name for question in writer.library.vocabulary.questions}
    facts = [f for f in parts(letter, Fact) if (f.row or f.part) and f.what not in asked]
    route = (*route_block(writer), *step_lines(writer))
    title = writer.phrase("title", kind="review sheet", drugs=writer.requested())
    return ReviewSheet(
        **heading.sheet_head(writer, title, route),
        facts=tuple(sorted(dict.fromkeys(facts), key=_place)),
        attestations=_attestations(writer),
        policy=policy.to_confirm(writer),
        second_hand=_second_hand(writer, letter),
        superseded=_superseded(writer, letter),
        background=_background(writer),
        commitments=_commitments(writer, letter),
        choice=_choice(writer),
        notices=tuple(ReviewItem(what=notice, detail="") for notice in notices),
        references=writer.numbering.references(),
    )


def _place(fact: Fact) -> tuple[str, str, int, str]:
    """The order of the export: its files, their sheets, their rows or parts by number."""
    numbered = re.sub(r"\d+", lambda number: number[0].zfill(9), fact.part or "")
    return fact.file if fact.part else "", fact.sheet or "", fact.row or 0, numbered


def _attestations(writer: Writer) -> tuple[ReviewItem, ...]:
    questions = {q.id: q for q in writer.library.vocabulary.questions}
    answered = tuple(
        ReviewItem(
            what=questions[item.question].says if item.answer else questions[item.question].denies,
            detail=writer.phrase("review/attested", by=item.by, on=item.on, note=item.note),
        )
        for item in writer.case.evidence
        if isinstance(item, Attestation)
    )
    return (*_urgency(writer), *answered)


def _urgency(writer: Writer) -> tuple[ReviewItem, ...]:
    """The statement that makes the request urgent, where the letter prints it."""
    stated = writer.case.urgency
    if stated is None or not writer.routing.expedited:
        return ()
    what = writer.phrase("review/urgency", statement=stated.statement)
    detail = writer.phrase("review/attested", by=stated.by, on=stated.on, note=None)
    return (ReviewItem(what=what, detail=detail),)


def _cited(letter: Document) -> dict[str, Cited]:
    return {cited.statement: cited for cited in parts(letter, Cited)}


def _second_hand(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    return tuple(
        _statement(writer, cited) for cited in _cited(letter).values() if cited.level == "secondary"
    )


def _superseded(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    return tuple(_statement(writer, c) for c in _cited(letter).values() if c.superseded)


def _statement(writer: Writer, cited: Cited) -> ReviewItem:
    says = writer.library.statement(cited.statement).says
    detail = writer.phrase("review/located", number=cited.number, locator=cited.locator)
    return ReviewItem(what=f"{cited.source} {says}.", detail=detail)


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


def _kind(writer: Writer) -> tuple[ReviewItem, ...]:
    """Which kind of letter it is, and why this one."""
    routing = writer.routing
    if routing.kind is None:
        return ()
    slots = {"kind": routing.kind.value, "because": routing.kind_because}
    what, detail = (writer.phrase("review/kind", part=part, **slots) for part in ("what", "why"))
    return (ReviewItem(what=what, detail=detail),)


def _choice(writer: Writer) -> tuple[ReviewItem, ...]:
    items = [*_kind(writer)]
    for service in writer.determination.services:
        for judgement in service.judgements:
            wrong = [
                leaf.says
                for leaf in judgement.finding.leaves()
                if leaf.truth is not Truth.MET and judgement.standing != "supported"
            ]
            applied = service.choice is not None and judgement.pathway == service.choice.pathway
            detail = writer.phrase(
                "review/choice",
                standing=judgement.standing,
                missing=wrong,
                applied=applied,
                by=service.choice.by if service.choice else None,
            )
            title = writer.library.pathways[judgement.pathway].title
            items.append(ReviewItem(what=title, detail=detail))
    return tuple(items)
