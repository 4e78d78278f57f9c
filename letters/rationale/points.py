"""The reply to a reviewer: each point of the recorded rationale, quoted and answered."""

import re
from collections.abc import Iterator, Sequence

from letters.case.evidence import Attestation
from letters.case.model import Point
from letters.case.vocabulary import DenialReason, folded
from letters.determination.matter import Matter
from letters.determination.model import Finding
from letters.rationale import argument, denial, tables
from letters.rationale.model import Claim, Enclosure, Fact, Paragraph, PointReply
from letters.rationale.plan import Argued
from letters.rationale.writer import Writer
from letters.truth import Truth

_DATED = ("measure", "change", "category")
"""Kinds of criteria that a dated result or report decides."""


def decision(writer: Writer) -> Paragraph | None:
    """The decision whose points are answered: what it decided, on which appeal, and who."""
    decided = writer.case.denial
    if decided is None:
        return None
    text = writer.phrase(
        "points/decision",
        level=decided.level.value,
        ruling=decided.ruling.value,
        on=decided.notice_on,
        filed_on=decided.filed_on,
        reference=decided.reference,
        reviewer=decided.reviewer,
    )
    fact = writer.facts.denied("decision", decided.reference or "", decided.notice_on)
    return argument.paragraph(writer.claim(text, (fact,)))


def replies(
    writer: Writer, matter: Matter, argued: Sequence[Argued], enclosed: tuple[Enclosure, ...]
) -> tuple[PointReply, ...]:
    """Each point with its answer; what an earlier answer has said is referred to, not repeated.

    A point about which nobody has said to what it amounts is asked about before any letter.
    """
    decided = writer.case.denial
    reasons = {reason.id: reason for reason in writer.library.vocabulary.denial_reasons}
    said: dict[str, int] = {}
    told: list[PointReply] = []
    for number, point in enumerate(decided.points if decided else (), start=1):
        reason = reasons[point.about or ""]
        fact = writer.facts.placed("point", point.quote, None, point.read, point.exhibit)
        quoted = _quoted(writer, point, fact)
        whole = _answer(writer, matter, argued, enclosed, reason, point)
        fresh = [claim for claim in whole if claim.text not in said]
        earlier = sorted({said[claim.text] for claim in whole if claim.text in said})
        if earlier:
            text = writer.phrase("points/earlier", numbers=earlier)
            fresh.append(writer.claim(text, (fact,)))
        said |= {claim.text: number for claim in whole if claim.text not in said}
        told.append(
            PointReply(point=quoted, about=reason.name, answer=Paragraph(claims=tuple(fresh)))
        )
    return tuple(told)


def _quoted(writer: Writer, point: Point, fact: Fact) -> Claim:
    return writer.claim(
        writer.phrase("points/point", quote=point.quote, proof=_proof(writer, (fact,))), (fact,)
    )


def _answer(
    writer: Writer,
    matter: Matter,
    argued: Sequence[Argued],
    enclosed: tuple[Enclosure, ...],
    reason: DenialReason,
    point: Point,
) -> tuple[Claim, ...]:
    """What the pathways and the record reply, then the record's own facts with their proof."""
    replied = denial.answer(writer, matter, argued, enclosed, reason)
    return (*replied.claims, *_recorded(writer, matter, argued, reason, point))


def _recorded(
    writer: Writer,
    matter: Matter,
    argued: Sequence[Argued],
    reason: DenialReason,
    point: Point,
) -> Iterator[Claim]:
    if reason.answered_by == "alternatives":
        named = _named(writer, point.quote)
        yield from _courses(writer, matter, named)
        yield from _untried(writer, matter, named)
        yield from _attested(writer, argued, named)
    elif reason.answered_by == "necessity":
        yield from _findings(writer, matter, argued)
        yield from argument.trends(writer, matter)


def _named(writer: Writer, text: str) -> frozenset[str]:
    """The drugs that a text names, by any of their names or those of their products."""
    words = f" {folded(text)} "
    return frozenset(
        drug.id
        for drug in writer.library.vocabulary.drugs
        for term in (drug, *drug.products)
        for name in (term.name, *term.aliases)
        if re.search(rf"(?<!\w){re.escape(folded(name))}(?!\w)", words)
    )


def _courses(writer: Writer, matter: Matter, named: frozenset[str]) -> Iterator[Claim]:
    """The courses of the drugs that the point names, else all, each with its proof."""
    courses = tables.courses_told(writer, matter)
    for course in (one for one in courses if not named or one.drug in named):
        text = writer.phrase("points/course", told=writer.course(course))
        yield _proved(writer, text, (writer.facts.of(course),))


def _untried(writer: Writer, matter: Matter, named: frozenset[str]) -> Iterator[Claim]:
    """That a drug which the point names was not given, where that is known: it is not hidden."""
    asked = {service.drug for service in writer.case.services}
    given = {course.drug for course in matter.courses}
    drugs = [one for one in writer.library.vocabulary.drugs if one.id in named - given - asked]
    if drugs and matter.courses_complete:
        text = writer.phrase("points/untried", drugs=[drug.name for drug in drugs])
        yield writer.claim(text, (writer.facts.header("treatments complete", "yes"),))


def _attested(writer: Writer, argued: Sequence[Argued], named: frozenset[str]) -> Iterator[Claim]:
    """What the clinician attested of the drugs that the point names, in the clinician's words."""
    for leaf in {leaf.criterion: leaf for leaf in _met(argued) if leaf.kind == "attested"}.values():
        notes = [one.note for one in leaf.evidence if isinstance(one, Attestation) and one.note]
        if any(not named.isdisjoint(_named(writer, note)) for note in notes):
            yield writer.recorded(leaf)


def _findings(writer: Writer, matter: Matter, argued: Sequence[Argued]) -> Iterator[Claim]:
    """The dated results and reports that show the disease and meet the criteria, each once."""
    shown = {*matter.pack.chart.measures, *matter.pack.summary}
    leaves: dict[str, Finding] = {}
    for leaf in _met(argued):
        if leaf.kind in _DATED and leaf.evidence and leaf.subject in shown:
            leaves.setdefault(writer.told(leaf), leaf)
    for text, leaf in leaves.items():
        yield _proved(writer, text, tuple(writer.facts.of(item) for item in leaf.evidence))


def _met(argued: Sequence[Argued]) -> Iterator[Finding]:
    for _, judgement, _ in argued:
        yield from (leaf for leaf in judgement.finding.leaves() if leaf.truth is Truth.MET)


def _proved(writer: Writer, text: str, facts: tuple[Fact, ...]) -> Claim:
    shown = writer.phrase("points/recorded", told=text, proof=_proof(writer, facts))
    return writer.claim(shown, facts)


def _proof(writer: Writer, facts: Sequence[Fact]) -> str:
    """Exhibit and page of each fact that a document proves; empty where none does."""
    places = dict.fromkeys((fact.document, fact.page) for fact in facts if fact.document)
    return writer.phrase("points/proof", places=list(places)) if places else ""
