"""The review sheet: everything that the signing clinician is asked to confirm."""

from letters.case.evidence import Attestation
from letters.rationale import heading
from letters.rationale.model import (
    Cited,
    Claim,
    Document,
    Fact,
    Letter,
    ReviewItem,
    ReviewSheet,
)
from letters.rationale.walk import parts
from letters.rationale.writer import Writer
from letters.truth import Truth


def review_sheet(writer: Writer, letter: Document, notices: tuple[str, ...]) -> ReviewSheet:
    """What to check before signing `letter`; `notices` are intake's remarks on this case."""
    asked = {question.name for question in writer.library.vocabulary.questions}
    facts = [f for f in parts(letter, Fact) if f.row is not None and f.what not in asked]
    return ReviewSheet(
        **heading.sheet_head(writer, "review sheet"),
        facts=tuple(sorted(dict.fromkeys(facts), key=lambda f: (f.sheet or "", f.row or 0))),
        attestations=_attestations(writer),
        second_hand=_second_hand(writer, letter),
        superseded=_superseded(writer, letter),
        background=_background(writer),
        commitments=_commitments(letter),
        choice=_choice(writer),
        notices=tuple(ReviewItem(what=notice, detail="") for notice in notices),
    )


def _attestations(writer: Writer) -> tuple[ReviewItem, ...]:
    questions = {q.id: q for q in writer.library.vocabulary.questions}
    return tuple(
        ReviewItem(
            what=questions[item.question].says if item.answer else questions[item.question].denies,
            detail=writer.phrase("review/attested", by=item.by, on=item.on, note=item.note),
        )
        for item in writer.case.evidence
        if isinstance(item, Attestation)
    )


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


def _commitments(letter: Document) -> tuple[ReviewItem, ...]:
    if not isinstance(letter, Letter):
        return ()
    claims: tuple[Claim, ...] = (*letter.monitoring, *letter.stopping)
    return tuple(ReviewItem(what=claim.text, detail="") for claim in claims)


def _choice(writer: Writer) -> tuple[ReviewItem, ...]:
    items: list[ReviewItem] = []
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
