"""Determination -> Letter: the argument in the order in which it prints."""

from typing import Literal

from letters.case.evidence import CourseStatus, Therapy
from letters.citations.pathway import Pathway
from letters.determination.matter import Matter
from letters.determination.model import Finding, Judgement, ServiceDetermination
from letters.rationale import argument, heading, tables
from letters.rationale.facts import enclosures
from letters.rationale.model import (
    Claim,
    CriterionRow,
    DenialReply,
    Enclosure,
    Letter,
    Paragraph,
)
from letters.rationale.printing import isolated, joined
from letters.rationale.writer import Writer
from letters.truth import Truth

Kind = Literal["letter of medical necessity", "first-level appeal"]


class LetterWriter:
    """Composes one letter. References are numbered as the parts are written, so order matters."""

    def __init__(self, writer: Writer, matter: Matter) -> None:
        self.writer, self.matter = writer, matter
        self.case = writer.case
        self.kind: Kind = (
            "first-level appeal" if self.case.denial else "letter of medical necessity"
        )
        self.services = [
            (service, _judgement(service), writer.library.pathways[service.choice.pathway])
            for service in writer.determination.services
            if service.choice is not None
        ]
        # A loading and a maintenance dose are two services under one argument.
        self.argued = list(
            {(s.service.drug, p.id): (s, j, p) for s, j, p in self.services[::-1]}.values()
        )[::-1]

    def write(self) -> Letter:
        """The whole letter."""
        writer = self.writer
        drugs = writer.requested()
        enclosed = enclosures(self.case, writer.library)
        return Letter(
            document=self.kind,
            case_id=self.case.id,
            title=writer.phrase("title", kind=self.kind, drugs=drugs),
            dated=self.matter.as_of,
            draft=True,
            letterhead=heading.letterhead(self.case),
            addressee=heading.addressee(self.case),
            request_type="STANDARD",
            patient=self.case.patient.name,
            running=heading.running_head(writer),
            re=heading.re_block(writer, self.matter),
            ask=self._ask(),
            denial_quote=self._denial_quote(),
            denial_replies=self._replies(enclosed),
            criteria_title=joined([pathway.title for _, _, pathway in self.argued]),
            criteria=self._criteria(),
            summary=argument.summary(writer, self.matter),
            treatments=tables.treatments(writer, self.matter),
            laboratory=tables.laboratory(writer, self.matter),
            chart=tables.chart(writer, self.matter),
            necessity=(
                argument.necessity(writer, self.matter, [(j, p) for _, j, p in self.argued]),
            ),
            recommendation=argument.told_once(
                part
                for s, _, p in self.argued
                for part in argument.recommendation(writer, self.matter, p, s.service.drug)
            ),
            label=self._label(),
            adverse=tuple(
                part
                for s, _, p in self.argued
                for part in argument.adverse(writer, p, s.service.drug)
            ),
            override=self._override(),
            dosing=self._dosing(),
            safety=self._safety(),
            monitoring=self._remarks("monitoring"),
            stopping=self._remarks("stopping"),
            delay=self._delay(),
            requests=self._requests(),
            signature=heading.signature(self.case),
            enclosures=enclosed,
            references=writer.numbering.references(),
            library=heading.library_line(writer),
            tool=heading.TOOL,
        )

    def _ask(self) -> Paragraph:
        denial = self.case.denial
        months = {service.months for service in self.case.services}
        starts = {service.start for service in self.case.services}
        items = [self.writer.item(service) for service in self.case.services]
        text = self.writer.phrase(
            "ask",
            kind=self.kind,
            payer=self.case.coverage.payer,
            patient=isolated(self.case.patient.name),
            items=items,
            months=months.pop() if len(months) == 1 else None,
            start=starts.pop() if len(starts) == 1 else None,
            notice_on=denial.notice_on if denial else None,
        )
        facts = tuple(self.writer.facts.header("request", item) for item in items)
        return argument.paragraph(self.writer.claim(text, facts))

    def _denial_quote(self) -> Paragraph | None:
        denial = self.case.denial
        if denial is None:
            return None
        slots = {"notice_on": denial.notice_on, "policy": denial.policy}
        slots["policy_on"] = denial.policy_on
        if denial.quote:
            text = self.writer.phrase("denial/quote", quote=denial.quote, **slots)
        else:
            reasons = [self.writer.library.word(reason) for reason in denial.reasons]
            text = self.writer.phrase("denial/no-quote", reasons=reasons, **slots)
        fact = self.writer.facts.header("denial", denial.quote or "", denial.notice_on)
        return argument.paragraph(self.writer.claim(text, (fact,)))

    def _replies(self, enclosed: tuple[Enclosure, ...]) -> tuple[DenialReply, ...]:
        if self.case.denial is None:
            return ()
        reasons = {r.id: r for r in self.writer.library.vocabulary.denial_reasons}
        return tuple(
            DenialReply(
                reason=reasons[reason].name,
                answer=argument.paragraph(*self._reply(reasons[reason].answered_by, enclosed)),
            )
            for reason in self.case.denial.reasons
        )

    def _reply(self, answered_by: str, enclosed: tuple[Enclosure, ...]) -> list[Claim]:
        return [
            self._reply_for(answered_by, enclosed, service, judgement, pathway)
            for service, judgement, pathway in self.argued
        ]

    def _reply_for(
        self,
        answered_by: str,
        enclosed: tuple[Enclosure, ...],
        service: ServiceDetermination,
        judgement: Judgement,
        pathway: Pathway,
    ) -> Claim:
        writer = self.writer
        told = tables.courses_told(writer, self.matter)
        past = [c for c in told if c.status is not CourseStatus.PLANNED]
        plan = writer.determination.plan
        drugs = [writer.library.word(c.drug) for c in self.matter.courses if _running(c)]
        supporting = argument.touching(writer, pathway.supported_by, service.service.drug)
        label, label_cites = argument.label_status(writer, self.matter, service)
        text = writer.phrase(
            f"replies/{answered_by}",
            verdict=argument.verdict(writer, judgement, pathway),
            label=label,
            trials=pathway.evidence,
            recommended=writer.phrase(
                "recommended",
                sources=argument.recommended_by(writer, pathway, service.service.drug),
            ),
            dosing=self._dosing_text(service),
            clear=plan is None or plan.truth is Truth.MET,
            drugs=list(dict.fromkeys(drugs)),
            courses=list(dict.fromkeys(writer.library.word(c.drug) for c in past)),
            titles=[enclosure.title for enclosure in enclosed],
        )
        cites = {
            "label": (*label_cites, *supporting),
            "recommendation": supporting,
            "combination": supporting,
        }.get(answered_by, ())
        facts = tuple(writer.facts.of(c) for c in past) if answered_by == "alternatives" else ()
        return writer.claim(text, facts, cites)

    def _criteria(self) -> tuple[CriterionRow, ...]:
        rows = [
            row
            for _, judgement, _ in self.services
            for row in self.writer.criteria_rows(judgement.finding)
        ]
        plan = self.writer.determination.plan
        if plan is not None:
            finding = self._plan_finding(plan)
            verdict = plan.truth.value
            rows.append(CriterionRow(number="", says=plan.says, verdict=verdict, finding=finding))
        once = {(row.says, row.finding.text): row for row in reversed(rows)}
        told = [row for row in rows if once[row.says, row.finding.text] is row]
        return tuple(
            row.model_copy(update={"number": str(i)}) for i, row in enumerate(told, start=1)
        )

    def _plan_finding(self, plan: Finding) -> Claim:
        if plan.truth is not Truth.MET:
            return self.writer.finding(plan)
        running = [course for course in self.matter.courses if _running(course)]
        names = [self.writer.library.word(course.drug) for course in running]
        text = self.writer.phrase("findings/plan", drugs=list(dict.fromkeys(names)))
        return self.writer.claim(text, tuple(self.writer.facts.of(c) for c in running))

    def _label(self) -> tuple[Paragraph, ...]:
        parts: list[Paragraph] = []
        for service, _, pathway in self.argued:
            text, cites = argument.label_status(self.writer, self.matter, service)
            parts.append(argument.paragraph(self.writer.claim(text, cites=cites)))
            trials = argument.touching(self.writer, pathway.evidence, service.service.drug)
            if trials:
                parts.append(Paragraph(claims=tuple(self.writer.stated(s) for s in trials)))
        return tuple(parts)

    def _override(self) -> Paragraph | None:
        override = self.case.override
        if override is None or not self.writer.determination.overridden:
            return None
        text = self.writer.phrase("override", reason=override.reason, by=self.case.clinician.name)
        fact = self.writer.facts.header("override reason", override.reason)
        return argument.paragraph(self.writer.claim(text, (fact,)))

    def _dosing_text(self, service: ServiceDetermination) -> str:
        return self.writer.phrase(
            "plan/dosing",
            item=self.writer.item(service.service),
            hcpcs=service.service.hcpcs,
            units=service.service.units,
            computed=service.dose.computed,
        )

    def _dosing(self) -> Paragraph:
        claims: list[Claim] = []
        for service, _, _ in self.services:
            measured = tuple(self.writer.facts.of(m) for m in service.dose.measured)
            claims.append(self.writer.claim(self._dosing_text(service), measured))
            claims.append(self._regimen(service))
        claims += self._background()
        return Paragraph(claims=tuple(claims))

    def _regimen(self, service: ServiceDetermination) -> Claim:
        regimens = self.writer.library.drug(service.service.drug).regimens
        regimen = next((r for r in regimens if r.id == service.dose.regimen), None)
        if regimen is None:
            return self.writer.claim(self.writer.phrase("plan/no-regimen"))
        text = self.writer.phrase("plan/regimen", says=regimen.says)
        return self.writer.claim(text, cites=regimen.cites)

    def _background(self) -> list[Claim]:
        requested = {service.drug for service in self.case.services}
        running = [
            item
            for item in self.matter.evidence
            if isinstance(item, Therapy) and _running(item) and item.drug not in requested
        ]
        if not running:
            return []
        text = self.writer.phrase(
            "plan/background", courses=[self.writer.course(c) for c in running]
        )
        return [self.writer.claim(text, tuple(self.writer.facts.of(c) for c in running))]

    def _safety(self) -> Paragraph | None:
        boxed = [
            statement
            for service in self.case.services
            for statement in self.writer.library.drug(service.drug).boxed
        ]
        claims = tuple(self.writer.stated(statement) for statement in dict.fromkeys(boxed))
        return Paragraph(claims=claims) if claims else None

    def _remarks(self, part: Literal["monitoring", "stopping"]) -> tuple[Claim, ...]:
        remarks = [r for _, _, pathway in self.services for r in getattr(pathway, part)]
        return tuple(self.writer.remarked(remark) for remark in dict.fromkeys(remarks))

    def _delay(self) -> Paragraph | None:
        remarks = [remark for _, _, pathway in self.services for remark in pathway.delay]
        claims = tuple(self.writer.remarked(remark) for remark in dict.fromkeys(remarks))
        return Paragraph(claims=claims) if claims else None

    def _requests(self) -> tuple[Claim, ...]:
        if self.case.denial is None:
            return ()
        return tuple(self.writer.remarked(remark) for remark in self.matter.pack.requests)


def _judgement(service: ServiceDetermination) -> Judgement:
    assert service.choice is not None
    return next(j for j in service.judgements if j.pathway == service.choice.pathway)


def _running(course: Therapy) -> bool:
    return course.status in (CourseStatus.CURRENT, CourseStatus.PLANNED)
