"""Determination -> Letter: the argument in the order in which it prints."""

from typing import Literal

from letters.case.evidence import RUNNING
from letters.determination.matter import Matter
from letters.determination.model import Finding, Judgement, ServiceDetermination
from letters.rationale import argument, denial, heading, plan, tables
from letters.rationale.facts import enclosures
from letters.rationale.model import (
    Claim,
    CriterionRow,
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
            denial_quote=denial.quote(writer),
            denial_replies=denial.replies(writer, self.matter, self.argued, enclosed),
            criteria_title=joined([pathway.title for _, _, pathway in self.argued]),
            criteria=self._criteria(),
            summary=argument.summary(writer, self.matter),
            treatments=tables.treatments(writer, self.matter),
            laboratory=tables.laboratory(writer, self.matter),
            chart=tables.chart(writer, self.matter),
            necessity=(argument.necessity(writer, self.matter, [j for _, j, _ in self.argued]),),
            recommendation=argument.told_once(
                part
                for s, _, p in self.argued
                for part in argument.recommendation(writer, p, s.service.drug)
            ),
            label=self._label(),
            adverse=tuple(
                part
                for s, j, p in self.argued
                for part in argument.adverse(writer, j, p, s.service.drug)
            ),
            override=self._override(),
            dosing=plan.dosing(writer, self.matter, self.services),
            safety=plan.safety(writer, self.services),
            monitoring=plan.remarks(writer, self.services, "monitoring"),
            stopping=plan.remarks(writer, self.services, "stopping"),
            delay=plan.delay(writer, self.services),
            requests=tuple(writer.remarked(remark) for remark in self.matter.pack.requests),
            signature=heading.signature(self.case),
            enclosures=enclosed,
            references=writer.numbering.references(),
            library=heading.library_line(writer),
            tool=heading.TOOL,
        )

    def _ask(self) -> Paragraph:
        denied = self.case.denial
        served = denied.served if denied else ()
        items = [
            self.writer.phrase(
                "asked",
                item=self.writer.item(service),
                months=service.months,
                start=service.start,
                served=served,
            )
            for service in self.case.services
        ]
        text = self.writer.phrase(
            "ask",
            kind=self.kind,
            payer=self.case.coverage.payer,
            patient=isolated(self.case.patient.name),
            items=items,
            notice_on=denied.notice_on if denied else None,
            served=served,
        )
        facts = tuple(self.writer.facts.header("request", item) for item in items)
        claims = (self.writer.claim(text, facts), *argument.compendia(self.writer, self.matter))
        return argument.paragraph(*claims)

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
        once = {(row.says, row.finding.text): row for row in reversed(rows)}
        told = [row for row in rows if once[row.says, row.finding.text] is row]
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
            text, cites = argument.label_status(self.writer, self.matter, service, bool(trials))
            if not self._label_told():
                parts.append(argument.paragraph(self.writer.claim(text, cites=cites)))
            if trials:
                parts.append(Paragraph(claims=tuple(self.writer.stated(s) for s in trials)))
        return tuple(parts)

    def _label_told(self) -> bool:
        """Whether the reply to the denial has already stated the label status."""
        answered = {r.id: r.answered_by for r in self.writer.library.vocabulary.denial_reasons}
        reasons = self.case.denial.reasons if self.case.denial else ()
        return any(answered[reason] == "label" for reason in reasons)

    def _override(self) -> Paragraph | None:
        override, clinician = self.case.override, self.case.clinician
        if override is None or clinician is None or not self.writer.determination.overridden:
            return None
        text = self.writer.phrase("override", reason=override.reason, by=clinician.name)
        fact = self.writer.facts.header("override reason", override.reason)
        return argument.paragraph(self.writer.claim(text, (fact,)))


def _judgement(service: ServiceDetermination) -> Judgement:
    assert service.choice is not None
    return next(j for j in service.judgements if j.pathway == service.choice.pathway)
