"""The plan document's own definition of medical necessity, and what of it is on record."""

from collections.abc import Iterator, Sequence

from letters.case.evidence import Attestation
from letters.determination.kinds import proving
from letters.rationale import argument, measured
from letters.rationale.model import Claim, Paragraph
from letters.rationale.plan import Argued
from letters.rationale.writer import Writer
from letters.truth import Truth


def definition(writer: Writer, argued: Sequence[Argued]) -> Paragraph | None:
    """The definition as quoted, with its page, then what the record and the library answer of it.

    Its parts are not told apart: how a plan divides its sentence is not for us to guess. None where
    no definition is on record. What neither answers is the clinician's to attest; nothing stands in
    for it.
    """
    if writer.case.definition is None:
        return None
    return argument.paragraph(
        _quoted(writer, writer.case.definition),
        *_judged(writer),
        *_accepted(writer, argued),
        *_suited(writer, argued),
        *_others(writer),
        *_attested(writer),
    )


def _quoted(writer: Writer, quote: str) -> Claim:
    header = writer.facts.header("definition of medical necessity", quote)
    known = proving(writer.case, writer.library, "definition")
    facts = (header, *(writer.facts.of(one) for one in known if one.on <= writer.as_of))
    proof = measured.proof(writer, facts)
    return writer.claim(writer.phrase("definition/quoted", quote=quote, proof=proof), facts)


def _judged(writer: Writer) -> Iterator[Claim]:
    """Whose judgment it is: the clinician who asks, over a signature."""
    clinician = writer.case.clinician
    if clinician is not None:
        text = writer.phrase(
            "definition/judged", name=clinician.name, specialty=clinician.specialty
        )
        yield writer.claim(text, (writer.facts.header("clinician", clinician.name),))


def _accepted(writer: Writer, argued: Sequence[Argued]) -> Iterator[Claim]:
    """Which published standards support the request, by name."""
    for service, _, pathway in argued:
        drug = service.service.drug
        cites = argument.touching(writer, pathway.supported_by, drug)
        if cites:
            sources = argument.recommended_by(writer, pathway, drug)
            yield writer.claim(writer.phrase("definition/accepted", sources=sources), (), cites)


def _suited(writer: Writer, argued: Sequence[Argued]) -> Iterator[Claim]:
    """How the record stands to the criteria for this illness, and the dose to its regimen."""
    for service, judgement, _ in argued:
        regimens = writer.library.drug(service.service.drug).regimens
        regimen = next((one for one in regimens if one.id == service.dose.regimen), None)
        text = writer.phrase(
            "definition/suited",
            met=judgement.finding.truth is Truth.MET,
            dose=regimen.says if regimen else None,
        )
        facts = (writer.facts.header("request", writer.item(service.service)),)
        yield writer.claim(text, facts, regimen.cites if regimen else ())


def _others(writer: Writer) -> Iterator[Claim]:
    """Where other treatments are answered: the points about them, and the history."""
    denial = writer.case.denial
    terms = {term.id: term for term in writer.library.vocabulary.denial_reasons}
    points = denial.points if denial else ()
    numbers = [
        number
        for number, point in enumerate(points, start=1)
        if point.about and terms[point.about].answered_by == "alternatives"
    ]
    if numbers or writer.tables.history:
        text = writer.phrase(
            "definition/others", numbers=numbers, history=bool(writer.tables.history)
        )
        yield writer.claim(text, (writer.facts.denied("decision", ""),))


def _attested(writer: Writer) -> Iterator[Claim]:
    """What the clinician attested of the definition's own terms, with the reasons given."""
    questions = {one.id: one for one in writer.library.vocabulary.questions}
    answers = [
        one
        for one in writer.case.evidence
        if isinstance(one, Attestation)
        and one.on <= writer.as_of
        and questions[one.question].bears_on == "definition"
    ]
    for one in {item.question: item for item in sorted(answers, key=lambda i: i.on)}.values():
        asked = questions[one.question]
        text = writer.phrase(
            "definition/attested",
            said=asked.says if one.answer else asked.denies,
            by=one.by,
            on=one.on,
            note=one.note,
        )
        yield writer.claim(text, (writer.facts.of(one),))
