"""What only the clinician can vouch for: attestations, quoted words, what the patient was told."""

from collections.abc import Iterator

from letters.case.evidence import Attestation, Therapy
from letters.rationale import argument
from letters.rationale.model import Claim, Document, Fact, Letter, ReviewItem, TreatmentRow
from letters.rationale.told import replies
from letters.rationale.walk import parts
from letters.rationale.writer import Writer


def printed(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    """The attestations that the letter prints. Notes stand by themselves, as words quoted."""
    facts = set(parts(letter, Fact))
    return tuple(
        _attested(writer, item, None)
        for item in _attestations(writer)
        if writer.facts.of(item) in facts
    )


def on_record(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    """The attestations on which the case may rest though the letter does not print them."""
    facts = set(parts(letter, Fact))
    return tuple(
        _attested(writer, item, item.note)
        for item in _attestations(writer)
        if writer.facts.of(item) not in facts
    )


def _attestations(writer: Writer) -> Iterator[Attestation]:
    return (item for item in writer.case.evidence if isinstance(item, Attestation))


def _attested(writer: Writer, item: Attestation, note: str | None) -> ReviewItem:
    detail = writer.phrase("review/attested", by=item.by, on=item.on, note=note)
    return ReviewItem(what=writer.phrase("review/says", says=_says(writer, item)), detail=detail)


def _says(writer: Writer, item: Attestation) -> str:
    question = next(q for q in writer.library.vocabulary.questions if q.id == item.question)
    return question.says if item.answer else question.denies


def quoted(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    """The practice's own words in the letter: notes, reasons, the statement of an override.

    Why: they may tell what the patient did not expect the plan to read.
    """
    if not isinstance(letter, Letter):
        return ()
    return (*_notes(writer, letter), *_reasons(writer, letter), *_override(writer, letter))


def _notes(writer: Writer, letter: Letter) -> Iterator[ReviewItem]:
    facts = set(parts(letter, Fact))
    for item in _attestations(writer):
        if item.note and writer.facts.of(item) in facts:
            about = _says(writer, item)
            detail = writer.phrase("review/words", about=about, by=item.by, on=item.on)
            yield ReviewItem(what=writer.phrase("review/quote", quote=item.note), detail=detail)


def _reasons(writer: Writer, letter: Letter) -> Iterator[ReviewItem]:
    """Why a drug was not given or was stopped, where the letter quotes the record on it."""
    told = [_plain(claim.text) for claim in parts(letter, Claim)]
    told += [_plain(row.ended or "") for row in parts(letter, TreatmentRow)]
    for item in writer.case.evidence:
        if not isinstance(item, Therapy) or not item.reason:
            continue
        if any(_plain(item.reason) in text for text in told):
            about = writer.library.word(item.drug)
            detail = writer.phrase("review/words", about=about, by=None, on=None)
            what = writer.phrase("review/quote", quote=item.reason)
            yield ReviewItem(what=what, detail=detail)


def _override(writer: Writer, letter: Letter) -> Iterator[ReviewItem]:
    override = writer.case.override
    if letter.override is not None and override is not None:
        what = writer.phrase("review/quote", quote=override.reason)
        fact = writer.facts.header("override reason", override.reason)
        yield ReviewItem(what=what, detail=writer.phrase("review/override"), facts=(fact,))


def _plain(text: str) -> str:
    """A text as it reads, whatever spaces hold it together."""
    return " ".join(text.split())


def serious(writer: Writer) -> tuple[ReviewItem, ...]:
    """What a copy for the patient tells against the treatment, by the source of each statement."""
    items = []
    for statement in dict.fromkeys(_adverse(writer)):
        plain = writer.library.statement(statement).plain
        if plain is not None:
            source = writer.library.source_of(statement).short
            items.append(ReviewItem(what=plain, detail=source))
    return tuple(items)


def _adverse(writer: Writer) -> Iterator[str]:
    """The statements against each requested drug that are answered, and its boxed warnings."""
    for service in writer.determination.services:
        for judgement in service.judgements:
            if service.choice is not None and judgement.pathway == service.choice.pathway:
                answers = replies(writer.library.pathways[judgement.pathway].answers, judgement)
                against = tuple(statement for statement, _ in answers)
                yield from argument.touching(writer, against, service.service.drug)
    for asked in writer.case.services:
        yield from writer.library.drug(asked.drug).boxed
