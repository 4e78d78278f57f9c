"""The treatment plan of a letter: dose, background, safety, monitoring, stopping, delay."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from letters.case.evidence import RUNNING, Attestation, Category, Therapy
from letters.citations.pathway import Pathway
from letters.determination.matter import Matter
from letters.determination.model import Judgement, ServiceDetermination
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
        if isinstance(item, Therapy) and item.status in RUNNING and item.drug not in requested
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
    """The newest answer to each question not told in Table 1, by who gave it and when."""
    questions = {question.id: question for question in writer.library.vocabulary.questions}
    answers = [item for item in writer.case.evidence if isinstance(item, Attestation)]
    newest = {item.question: item for item in sorted(answers, key=lambda item: item.on)}
    given: dict[tuple[str, dt.date], list[Attestation]] = {}
    for item in newest.values():
        if item.question not in _used(argued):
            given.setdefault((item.by, item.on), []).append(item)
    return [
        writer.claim(
            writer.phrase(
                "plan/attested",
                said=[
                    questions[i.question].says if i.answer else questions[i.question].denies
                    for i in items
                ],
                by=by,
                on=on,
            ),
            tuple(writer.facts.of(item) for item in items),
        )
        for (by, on), items in given.items()
    ]


def _tested(writer: Writer, argued: Sequence[Argued]) -> list[Claim]:
    """The newest findings that neither the criteria nor the summary have told."""
    told = _used(argued) | set(writer.pack.summary if writer.pack else ())
    recorded = [
        i for i in writer.case.evidence if isinstance(i, Category) and i.category not in told
    ]
    last = {item.category: item.on for item in sorted(recorded, key=lambda item: item.on)}
    found = tuple(item for item in recorded if item.on == last[item.category])
    if not found:
        return []
    lines = [
        {"category": writer.library.word(item.category), "option": option, "on": item.on}
        for item, option in zip(found, writer.options(found), strict=True)
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
