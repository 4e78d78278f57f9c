"""The treatment plan of a letter: dose, background, safety, monitoring, stopping, delay."""

from collections.abc import Sequence
from typing import Literal

from letters.case.evidence import Attestation, Category, Therapy
from letters.citations.pathway import Pathway
from letters.determination.matter import Matter
from letters.determination.model import Judgement, ServiceDetermination
from letters.rationale import argument
from letters.rationale.model import Claim, Paragraph
from letters.rationale.told import holding
from letters.rationale.writer import Writer

Argued = tuple[ServiceDetermination, Judgement, Pathway]
"""A requested service under the pathway by which its letter argues."""


def dosing_text(writer: Writer, service: ServiceDetermination) -> str:
    """The dose requested with its arithmetic."""
    return writer.phrase(
        "plan/dosing",
        item=writer.item(service.service),
        hcpcs=service.service.hcpcs,
        units=service.service.units,
        computed=service.dose.computed,
        measured=service.dose.measured,
    )


def dosing(writer: Writer, matter: Matter, argued: Sequence[Argued]) -> Paragraph:
    """Each dose, the regimen it follows, and what it is given with."""
    claims: list[Claim] = []
    for service, _, _ in argued:
        measured = tuple(writer.facts.of(m) for m in service.dose.measured)
        claims.append(writer.claim(dosing_text(writer, service), measured))
        claims.append(_regimen(writer, service))
    return Paragraph(claims=(*claims, *_background(writer, matter)))


def _regimen(writer: Writer, service: ServiceDetermination) -> Claim:
    regimens = writer.library.drug(service.service.drug).regimens
    regimen = next((r for r in regimens if r.id == service.dose.regimen), None)
    if regimen is None:
        return writer.claim(writer.phrase("plan/no-regimen"))
    text = writer.phrase("plan/regimen", says=regimen.says)
    return writer.claim(text, cites=regimen.cites)


def _background(writer: Writer, matter: Matter) -> tuple[Claim, ...]:
    requested = {service.drug for service in writer.case.services}
    running = [
        item
        for item in matter.evidence
        if isinstance(item, Therapy)
        and item.status in argument.RUNNING
        and item.drug not in requested
    ]
    if not running:
        return ()
    courses = [writer.phrase("course-given", course=course) for course in running]
    text = writer.phrase("plan/background", courses=courses)
    return (writer.claim(text, tuple(writer.facts.of(course) for course in running)),)


def safety(writer: Writer, argued: Sequence[Argued]) -> Paragraph | None:
    """Boxed warnings, and what the record holds on safety beyond the criteria of Table 1."""
    boxed = [
        statement
        for service in writer.case.services
        for statement in writer.library.drug(service.drug).boxed
    ]
    claims = [writer.stated(statement) for statement in dict.fromkeys(boxed)]
    claims += _attested(writer, argued)
    claims += _tested(writer, argued)
    return Paragraph(claims=tuple(claims)) if claims else None


def _used(argued: Sequence[Argued]) -> set[str]:
    leaves = [leaf for _, judgement, _ in argued for leaf in judgement.finding.leaves()]
    return {leaf.subject for leaf in leaves if leaf.subject is not None}


def _attested(writer: Writer, argued: Sequence[Argued]) -> list[Claim]:
    questions = {question.id: question for question in writer.library.vocabulary.questions}
    answers = [
        item
        for item in writer.case.evidence
        if isinstance(item, Attestation) and item.answer and item.question not in _used(argued)
    ]
    if not answers:
        return []
    said = list(dict.fromkeys(questions[item.question].says for item in answers))
    text = writer.phrase("plan/attested", said=said, by=answers[0].by, on=answers[-1].on)
    return [writer.claim(text, tuple(writer.facts.of(item) for item in answers))]


def _tested(writer: Writer, argued: Sequence[Argued]) -> list[Claim]:
    """Findings of closed words that neither the criteria nor the summary have told."""
    told = _used(argued) | set(writer.pack.summary if writer.pack else ())
    found = [
        item
        for item in writer.case.evidence
        if isinstance(item, Category) and item.category not in told
    ]
    if not found:
        return []
    lines = [
        {"category": writer.library.word(item.category), "option": option, "on": item.on}
        for item, option in zip(found, writer.options(tuple(found)), strict=True)
    ]
    text = writer.phrase("plan/tested", lines=lines)
    return [writer.claim(text, tuple(writer.facts.of(item) for item in found))]


def remarks(
    writer: Writer, argued: Sequence[Argued], part: Literal["monitoring", "stopping"]
) -> tuple[Claim, ...]:
    """What will be watched, or what ends the treatment, as far as it applies to this patient."""
    told = [r for _, judgement, p in argued for r in holding(getattr(p, part), judgement)]
    return tuple(writer.remarked(remark) for remark in dict.fromkeys(told))


def delay(writer: Writer, argued: Sequence[Argued]) -> Paragraph | None:
    """What waiting may cost, in the words of the pathways."""
    told = [remark for _, judgement, p in argued for remark in holding(p.delay, judgement)]
    claims = tuple(writer.remarked(remark) for remark in dict.fromkeys(told))
    return Paragraph(claims=claims) if claims else None
