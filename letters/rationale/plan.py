"""The treatment plan of a letter: dose, background, safety, monitoring, stopping, delay."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from letters.case.evidence import RUNNING, Attestation, Category, Therapy
from letters.citations.pathway import Pathway
from letters.determination.matter import Matter
from letters.determination.model import Judgement, ServiceDetermination
from letters.determination.thresholds import percent_change
from letters.rationale import measured
from letters.rationale.model import Claim, Fact, Paragraph
from letters.rationale.told import holding
from letters.rationale.writer import Writer

Argued = tuple[ServiceDetermination, Judgement, Pathway]
"""A requested service under the pathway by which its letter argues."""


_WORSE = 5
"""Percent by which a measure must have worsened before it is told as a slope."""


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
    for at, (service, _, _) in enumerate(argued):
        facts = (
            *(writer.facts.of(m) for m in service.dose.measured),
            *writer.documents("order"),
        )
        claims.append(measured.proved(writer, dosing_text(writer, service), facts))
        later = argued[at + 1][0] if at + 1 < len(argued) else None
        if later is None or _follows(later) != _follows(service):
            claims.append(_regimen(writer, service))
        claims += _biosimilar(writer, service)
    told = [remark for _, judgement, p in argued for remark in holding(p.dosing, judgement)]
    claims += [writer.remarked(remark) for remark in dict.fromkeys(told)]
    return Paragraph(claims=(*claims, *_background(writer, matter)))


def _follows(service: ServiceDetermination) -> tuple[str, str | None]:
    """The drug and its regimen: a loading and a maintenance dose may be parts of one."""
    return service.service.drug, service.dose.regimen


def _biosimilar(writer: Writer, service: ServiceDetermination) -> tuple[Claim, ...]:
    """That the product is a biosimilar, since what is cited on safety is the reference's label."""
    products = writer.library.drug(service.service.drug).products
    product = next((p for p in products if p.id == service.service.product), None)
    reference = next((p for p in products if p.kind == "reference"), None)
    if product is None or reference is None or product.kind != "biosimilar":
        return ()
    text = writer.phrase("plan/biosimilar", product=product.name, reference=reference.name)
    return (writer.claim(text, (writer.facts.header("product", product.name),)),)


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
    facts = tuple(writer.facts.of(course) for course in running)
    return (measured.proved(writer, text, facts),)


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
    return [measured.proved(writer, text, tuple(writer.facts.of(item) for item in found))]


def remarks(
    writer: Writer, argued: Sequence[Argued], part: Literal["monitoring", "stopping"]
) -> tuple[Claim, ...]:
    """What will be watched, or what ends the treatment, as far as it applies to this patient."""
    told = [r for _, judgement, p in argued for r in holding(getattr(p, part), judgement)]
    return tuple(writer.remarked(remark) for remark in dict.fromkeys(told))


def delay(writer: Writer, matter: Matter, argued: Sequence[Argued]) -> Paragraph | None:
    """What waiting may cost: this patient's own course first, then the words of the pathways.

    Nothing where the record shows neither a measure that worsened nor a treatment to go on with:
    a cohort alone says nothing of this patient.
    """
    worsened = _worsened(writer, matter)
    going_on = any(service.service.continuing for service, _, _ in argued)
    if not worsened and not going_on:
        return None
    told = [remark for _, judgement, p in argued for remark in holding(p.delay, judgement)]
    claims = (*worsened, *(writer.remarked(remark) for remark in dict.fromkeys(told)))
    return Paragraph(claims=claims) if claims else None


def _worsened(writer: Writer, matter: Matter) -> tuple[Claim, ...]:
    """The charted measures that moved the wrong way from their first result to the newest."""
    lines: list[dict[str, Any]] = []
    facts: list[Fact] = []
    for measure in matter.pack.chart.measures:
        series = matter.series(measure)
        change = percent_change(series[0], series[-1]) if len(series) > 1 else None
        falls = writer.library.measure(measure).improves == "up"
        if change is None or (-change if falls else change) < _WORSE:
            continue
        ends = series[0], series[-1]
        lines.append(
            {
                "short": writer.library.measure(measure).short,
                "ends": [(writer.phrase("reading", reading=one), one.on) for one in ends],
                "percent": change,
                "weeks": (ends[1].on - ends[0].on).days // 7,
                "falls": falls,
            }
        )
        facts += [writer.facts.of(reading.measurement) for reading in ends]
    if not lines:
        return ()
    return (measured.proved(writer, writer.phrase("plan/worsened", lines=lines), tuple(facts)),)
