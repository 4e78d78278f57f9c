"""Determination -> Letter: the argument in the order in which it prints."""

from typing import Any

from letters.case.evidence import RUNNING
from letters.case.vocabulary import LetterKind
from letters.determination.matter import Matter
from letters.determination.model import Finding, Judgement, ServiceDetermination
from letters.rationale import (
    argument,
    denial,
    heading,
    plan,
    points,
    policy,
    steps,
    tables,
)
from letters.rationale.chronology import chronology
from letters.rationale.definition import definition
from letters.rationale.extent import extent, numbers
from letters.rationale.model import Claim, CriteriaTable, CriterionRow, Letter, Paragraph
from letters.rationale.news import News
from letters.rationale.opening import ask, requests
from letters.rationale.printing import joined
from letters.rationale.shown import NAME
from letters.rationale.urgency import urgency
from letters.rationale.writer import Writer
from letters.truth import Truth


class LetterWriter:
    """Composes one letter. References are numbered as the parts are written, so order matters."""

    def __init__(self, writer: Writer, matter: Matter) -> None:
        self.writer, self.matter = writer, matter
        self.case = writer.case
        self.kind = kind_of(writer)
        self.told = extent(writer, self.kind)
        self.news = News(writer, self.kind)
        writer.tables = numbers(writer, matter, self.told)
        self.services = [
            (service, _judgement(service), writer.library.pathways[service.choice.pathway])
            for service in writer.determination.services
            if service.choice is not None
        ]
        # A loading and a maintenance dose are two services under one argument.
        self.argued = list(
            {(s.service.drug, p.id): (s, j, p) for s, j, p in self.services[::-1]}.values()
        )[::-1]
        self.enclosed = writer.facts.enclosures
        self._told: list[Claim] = []

    def write(self) -> Letter:
        """The whole letter."""
        writer = self.writer
        told = {**self._opening(), **self._proof(), **self._argument()}
        override, planned = self._override(), self._plan()
        enclosed = self.news.enclosures(self.enclosed)
        results = told["laboratory"]
        theirs = told["policy"].rows if told["policy"] else ()
        marked = [row.new for row in (*theirs, *told["criteria"], *enclosed)]
        return Letter(
            document=self.kind,
            case_id=self.case.id,
            title=self._title(),
            dated=self.matter.as_of,
            draft=True,
            patient=self.case.patient.name,
            running=heading.running_head(writer),
            tables=writer.tables,
            **told,
            **planned,
            news=self.news.told(writer, *marked, bool(results and results.new)),
            override=override,
            requests=requests(writer, self.matter, self.kind),
            signature=heading.signature(self.case),
            enclosures=enclosed,
            references=writer.numbering.references(),
            library=heading.library_line(writer),
            tool=heading.TOOL,
            embedded=NAME,
        )

    def _title(self) -> str:
        """The kind of letter and its drugs; of an exception, to what it is one."""
        stepped = self.kind is LetterKind.EXCEPTION and bool(self.case.required_drugs)
        return self.writer.phrase(
            "title", kind=self.kind.value, drugs=self.writer.requested(), stepped=stepped
        )

    def _opening(self) -> dict[str, Any]:
        """From the letterhead to the answer: what is asked, why in haste, what was decided."""
        writer = self.writer
        return {
            "letterhead": heading.letterhead(self.case, self.writer.templates.letterhead),
            "addressee": heading.addressee(self.case),
            "request_type": "EXPEDITED" if writer.routing.expedited else "STANDARD",
            "re": heading.re_block(writer, self.matter, self.kind),
            "ask": ask(writer, self.matter, self.kind),
            "urgency": urgency(writer, self.matter),
            **self._answered(),
            "definition": definition(writer, self.argued) if self.told.chronology else None,
        }

    def _answered(self) -> dict[str, Any]:
        """The denial with its reasons answered, or the reviewer's points in their place."""
        given = (self.writer, self.matter, self.argued, self.enclosed)
        if self.told.points:
            quote = points.decision(self.writer, self.kind)
            told = points.replies(*given)
            self._told = [claim for reply in told for claim in reply.answer.claims]
            return {
                "denial_quote": quote,
                "denial_replies": (),
                "points": told,
            }
        quote, replies = denial.quote(self.writer), denial.replies(*given)
        self._told = [claim for reply in replies for claim in reply.answer.claims]
        return {"denial_quote": quote, "denial_replies": replies}

    def _proof(self) -> dict[str, Any]:
        """The tables and what stands between them; the payer's own criteria come first."""
        writer, matter, told = self.writer, self.matter, self.told
        return {
            "policy": self._policy(),
            "policy_exceptions": policy.exceptions(writer),
            "policy_age": policy.age(writer),
            "steps": steps.rows(writer, matter),
            "criteria_title": joined([pathway.title for _, _, pathway in self.argued]),
            "criteria": (rows := self.news.rows(self._criteria())),
            "criteria_basis": tables.criteria_basis(writer, rows),
            "summary": argument.summary(writer, matter),
            "chronology": chronology(writer, matter) if told.chronology else (),
            "treatments": tables.treatments(writer, matter) if told.tables else (),
            "also_given": tables.also_given(writer, matter) if told.tables else None,
            "laboratory": self.news.table(tables.laboratory(writer, matter))
            if told.tables
            else None,
            "chart": tables.chart(writer, matter) if told.tables else None,
        }

    def _policy(self) -> CriteriaTable | None:
        table = policy.table(self.writer)
        return table and table.model_copy(update={"rows": self.news.rows(table.rows)})

    def _argument(self) -> dict[str, Any]:
        """Why this treatment: its necessity or the ground of an exception, then its support."""
        writer, told = self.writer, self.told
        return {
            "necessity": self._necessity(),
            "recommendation": argument.told_once(
                part
                for s, _, p in self.argued
                for part in argument.recommendation(writer, p, s.service.drug)
            )
            if told.support
            else (),
            "label": self._label(),
            "adverse": tuple(
                part
                for s, j, p in self.argued
                for part in argument.adverse(writer, j, p, s.service.drug)
            ),
        }

    def _necessity(self) -> tuple[Paragraph, ...]:
        if self.kind is LetterKind.EXCEPTION:
            return (steps.statement(self.writer, self.matter, self.argued),)
        whole = argument.necessity(self.writer, self.matter, [j for _, j, _ in self.argued])
        fresh = tuple(claim for claim in whole.claims if not self._is_told(claim))
        return (Paragraph(claims=fresh),) if fresh else ()

    def _is_told(self, claim: Claim) -> bool:
        """Whether a reply has said it, or has told the first and the last of its results.

        What cites a source is said for the sake of the source.
        """
        if any(claim.text == one.text for one in self._told):
            return True
        days = [fact.on for fact in claim.facts if fact.on is not None]
        if not days or claim.citations:
            return False
        ends = {fact for fact in claim.facts if fact.on in (min(days), max(days))}
        return ends <= {fact for one in self._told for fact in one.facts}

    def _plan(self) -> dict[str, Any]:
        """The dose, and what is watched, stops the treatment and must not wait."""
        dosing = plan.dosing(self.writer, self.matter, self.services)
        if not self.told.plan:
            nothing: dict[str, Any] = {"safety": None, "delay": None}
            return {"dosing": dosing, "monitoring": (), "stopping": (), **nothing}
        return {
            "dosing": dosing,
            "safety": plan.safety(self.writer, self.services),
            "monitoring": plan.remarks(self.writer, self.services, "monitoring"),
            "stopping": plan.remarks(self.writer, self.services, "stopping"),
            "delay": plan.delay(self.writer, self.matter, self.services),
        }

    def _criteria(self) -> tuple[CriterionRow, ...]:
        rows = [
            row
            for _, judgement, _ in self.services
            for row in self.writer.criteria_rows(judgement.finding)
        ]
        whole = self.writer.determination.plan
        if whole is not None:
            finding = self._plan_finding(whole)
            verdict = whole.truth.value
            rows.append(CriterionRow(number="", says=whole.says, verdict=verdict, finding=finding))
        told = tables.joined_rows(self.writer, rows)
        return tuple(
            row.model_copy(update={"number": str(i)}) for i, row in enumerate(told, start=1)
        )

    def _plan_finding(self, whole: Finding) -> Claim:
        if whole.truth is not Truth.MET:
            return self.writer.finding(whole)
        running = [course for course in self.matter.courses if course.status in RUNNING]
        names = [self.writer.library.word(course.drug) for course in running]
        text = self.writer.phrase("findings/plan", drugs=list(dict.fromkeys(names)))
        return self.writer.claim(text, tuple(self.writer.facts.of(c) for c in running))

    def _label(self) -> tuple[Paragraph, ...]:
        parts: list[Paragraph] = []
        for service, _, pathway in self.argued:
            trials = argument.touching(self.writer, pathway.evidence, service.service.drug)
            trials = trials if self.told.trials else ()
            text, cites = argument.label_status(self.writer, self.matter, service, bool(trials))
            if not self._label_told():
                parts.append(argument.paragraph(self.writer.claim(text, cites=cites)))
            if trials:
                parts.append(Paragraph(claims=tuple(self.writer.stated(s) for s in trials)))
        return tuple(parts)

    def _label_told(self) -> bool:
        """Whether the reply to the denial or to a point has already stated the label status."""
        answered = {r.id: r.answered_by for r in self.writer.library.vocabulary.denial_reasons}
        decided = self.case.denial
        if decided is None:
            return False
        stated = {point.about for point in decided.points} if self.told.points else None
        return any(answered.get(reason or "") == "label" for reason in stated or decided.reasons)

    def _override(self) -> Paragraph | None:
        override, clinician = self.case.override, self.case.clinician
        if override is None or clinician is None or not self.writer.determination.overridden:
            return None
        text = self.writer.phrase("override", reason=override.reason, by=clinician.name)
        fact = self.writer.facts.header("override reason", override.reason)
        return argument.paragraph(self.writer.claim(text, (fact,)))


def kind_of(writer: Writer) -> LetterKind:
    """The kind that the routing chose; of a case that was not routed, by whether it was denied.

    An expedited appeal stands and falls with the physician's statement, which routing has weighed.
    """
    kind = writer.routing.kind
    assert kind is not LetterKind.EXPEDITED or writer.routing.expedited
    return kind or (LetterKind.FIRST if writer.case.denial else LetterKind.NECESSITY)


def _judgement(service: ServiceDetermination) -> Judgement:
    assert service.choice is not None
    return next(j for j in service.judgements if j.pathway == service.choice.pathway)
