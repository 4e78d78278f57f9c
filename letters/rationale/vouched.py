"""What only the clinician can vouch for: attestations, quoted words, what the patient was told."""

from collections.abc import Iterator

from letters.case.evidence import Attestation, Therapy
from letters.determination.matter import Matter
from letters.rationale import plain_evidence
from letters.rationale.model import (
    Cited,
    Claim,
    Document,
    Fact,
    Letter,
    ProvedItem,
    ReviewItem,
    TreatmentRow,
)
from letters.rationale.plain import Teller, statements
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


def quoted(writer: Writer, letter: Document) -> tuple[ProvedItem, ...]:
    """The practice's own words in the letter: notes, reasons, the statement of an override.

    Why: they may tell what the patient did not expect the plan to read.
    """
    if not isinstance(letter, Letter):
        return ()
    return (*_notes(writer, letter), *_reasons(writer, letter), *_override(writer, letter))


def _notes(writer: Writer, letter: Letter) -> Iterator[ProvedItem]:
    facts = set(parts(letter, Fact))
    for item in _attestations(writer):
        if item.note and writer.facts.of(item) in facts:
            about = _says(writer, item)
            detail = writer.phrase("review/words", about=about, by=item.by, on=item.on)
            yield ProvedItem(what=writer.phrase("review/quote", quote=item.note), detail=detail)


def _reasons(writer: Writer, letter: Letter) -> Iterator[ProvedItem]:
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
            yield ProvedItem(what=what, detail=detail)


def _override(writer: Writer, letter: Letter) -> Iterator[ProvedItem]:
    """Why initials: the export does not tell who typed it, and it prints as the signer's words."""
    override = writer.case.override
    if letter.override is not None and override is not None:
        what = writer.phrase("review/quote", quote=override.reason)
        fact = writer.facts.header("override reason", override.reason)
        yield ProvedItem(
            what=what,
            detail=writer.phrase("review/override"),
            asks=writer.phrase("review/asks", of="override"),
            facts=(fact,),
        )


def _plain(text: str) -> str:
    """A text as it reads, whatever spaces hold it together."""
    return " ".join(text.split())


def serious(writer: Writer, letter: Document) -> tuple[ReviewItem, ...]:
    """What a copy for the patient tells against the treatment, with the sources of it.

    Written apart: a copy may never be wanted, and its citations take no number of this sheet.
    """
    case, pack = writer.case, writer.pack
    if not isinstance(letter, Letter) or pack is None:
        return ()
    apart = Writer(
        case,
        writer.determination,
        writer.library,
        writer.routing,
        letter.references,
        writer.templates,
    )
    matter = Matter(case, case.services[0], writer.library, pack, writer.as_of)
    teller = Teller(apart, matter, letter)
    hoped = [cite for claim in plain_evidence.hope(teller) for cite in statements(claim)]
    told = plain_evidence.against(teller, hoped)
    cited = ((claims, list(parts(tuple(claims), Cited))) for claims in told)
    return tuple(
        ReviewItem(
            what=" ".join(claim.text for claim in claims),
            detail="; ".join(dict.fromkeys(one.source for one in cites)),
        )
        for claims, cites in cited
        if cites
    )
