"""The letter told to the patient: short sentences, plain names first, honest."""

import datetime as dt
import re
from collections.abc import Iterator

from letters.case.model import Level, Ruling, Service
from letters.case.vocabulary import LetterKind
from letters.citations.library import Library
from letters.determination.derived import age_on
from letters.determination.kinds import authorization
from letters.determination.matter import Matter
from letters.rationale import heading, plain_evidence, plain_record
from letters.rationale.model import Claim, Fact, Letter, Paragraph, PatientCopy, PlainSection
from letters.rationale.plain import Teller, Told, statements
from letters.rationale.printing import isolated
from letters.rationale.writer import Writer

_OF_AGE = 18
_TIME = re.compile(r"in \d+ [a-z]+")
"""How a rule of the library tells a time before its conditions, as `in 72 hours`."""


def patient_copy(writer: Writer, matter: Matter, letter: Letter) -> PatientCopy:
    """What `letter` says and what comes next, for the patient, or the family of a child."""
    case = writer.case
    born = case.patient.born
    of_age = born is None or age_on(writer.as_of, born) >= _OF_AGE
    teller = _Teller(writer, matter, letter)
    hoped = list(plain_evidence.hope(teller))
    sections = {
        "asked": teller.asked(),
        "said": teller.said(),
        "why": [*plain_record.record(teller), list(plain_evidence.support(teller)), hoped],
        "against": plain_evidence.against(teller, [c for h in hoped for c in statements(h)]),
        "next": teller.next(),
        "do": teller.do(),
    }
    return PatientCopy(
        case_id=case.id,
        title=writer.phrase("patient/title"),
        dated=writer.as_of,
        draft=letter.draft,
        practice=case.practice.name if case.practice else None,
        letterhead=letter.letterhead,
        patient=case.patient.name,
        running=heading.running_head(writer),
        greeting=writer.phrase(
            "patient/greeting", patient=isolated(case.patient.name), of_age=of_age
        ),
        sections=tuple(
            PlainSection(
                heading=writer.phrase("patient/heading", about=about), paragraphs=tuple(told)
            )
            for about, paragraphs in sections.items()
            if (told := [Paragraph(claims=tuple(p)) for p in paragraphs if p])
        ),
        contact=Paragraph(claims=tuple(teller.contact())),
        library=heading.library_line(writer),
        tool=heading.TOOL,
    )


class _Teller(Teller):
    """Answers one question after the other."""

    @property
    def urgent(self) -> bool:
        """Whether the letter asks for an expedited decision."""
        return self.letter.request_type == "EXPEDITED"

    @property
    def independent(self) -> bool:
        """Whether somebody decides who does not belong to the plan."""
        deadline = self.writer.routing.deadline
        track = self.case.coverage.track
        filing = deadline and self.library.appeals.filing(track, deadline.level)
        return self.letter.document is LetterKind.EXTERNAL or bool(filing and filing.independent)

    def asked(self) -> Told:
        """The medicines asked for: what each is, how it is given, for how long."""
        denial = self.case.denial
        drugs = list(dict.fromkeys(service.drug for service in self.case.services))
        names = self.writer.requested()
        plan = self.say(
            "asked",
            [self.writer.facts.header("request", name) for name in names],
            payer=self.case.coverage.payer,
            drugs=names,
            kind=self.letter.document.value,
            served=denial.served if denial else (),
        )
        medicines = [list(self._medicine(drug, len(drugs) == 1)) for drug in drugs]
        return [[plan, *([self.say("urgent")] if self.urgent else [])], *medicines]

    def _medicine(self, drug: str, alone: bool) -> Iterator[Claim]:
        services = [service for service in self.case.services if service.drug == drug]
        fact = self.writer.facts.header("request", self.writer.item(services[0]))
        products = self.library.drug(drug).products
        brands = [p.name for p in products if p.id == services[0].product and p.kind != "generic"]
        yield self.say(
            "medicine",
            [fact],
            drug=None if alone else self.library.word(drug),
            brand=brands[0] if brands else None,
            what=_kind_of(self.library, drug),
        )
        yield from self._given(services, fact)

    def _given(self, services: list[Service], fact: Fact) -> Iterator[Claim]:
        """How it is given, and for how long where one service tells it."""
        first = services[0]
        route = first.route and (self.library.plain(first.route) or self.library.word(first.route))
        months = first.months if len(services) == 1 else None
        denial = self.case.denial
        start = None if denial and denial.served else first.start
        if route or months or start:
            yield self.say(
                "given",
                [fact],
                route=route,
                months=months,
                start=start,
                continuing=bool(first.continuing),
            )

    def said(self) -> Told:
        """What the plan decided, how often, and each reason that it gave."""
        denial = self.case.denial
        if denial is None:
            return []
        refused = self._refusals()
        fact = self.writer.facts.denied("denial", denial.ruling.value, denial.notice_on)
        decided = self.say(
            "decided",
            [*(fact for _, fact in refused), fact],
            on=denial.notice_on,
            level=denial.level.value,
            ruling=denial.ruling,
            refused=[on for on, _ in refused],
        )
        reasons = [
            {"plain": self.library.plain(r), "name": self.library.word(r)} for r in denial.reasons
        ]
        facts = [
            self.writer.facts.denied("denial reason", self.library.word(reason))
            for reason in denial.reasons
        ]
        told = [self.say("reasons", facts, reasons=reasons)] if reasons else []
        return [[decided, *told]]

    def _refusals(self) -> list[tuple[dt.date, Fact]]:
        """The day of each answer of the plan, where all were no and none was anybody else's."""
        whole = self.case.all_decisions
        if any(d.ruling is Ruling.PARTLY or d.level is Level.EXTERNAL for d in whole):
            return []
        dated = [(one, one.on) for one in whole if one.on is not None]
        return [
            (on, self.writer.facts.placed("decision", one.ruling.value, on, one.read))
            for one, on in dated
            if len(dated) == len(whole)
        ]

    def next(self) -> Told:
        """Who does what, by when, and who answers."""
        return [[self._sent(), *self._by_when(), *self._permission()], list(self._answered())]

    def _sent(self) -> Claim:
        return self.say(
            "next-draft" if self.letter.draft else "next-sent",
            external=self.letter.document is LetterKind.EXTERNAL,
            urgent=self.urgent,
        )

    def _permission(self) -> Iterator[Claim]:
        """That the patient's own authorization goes with a request for an external review."""
        signed = authorization(self.case, self.library, self.writer.as_of)
        if self.letter.document is LetterKind.EXTERNAL and signed is not None:
            yield self.say("permission", [self.writer.facts.of(signed)])

    def _by_when(self) -> Iterator[Claim]:
        """The day by which to send it, where a rule that was checked gives one.

        Why none for an urgent letter: it is sent at once, and a far-off day would say otherwise.
        """
        denial, deadline = self.case.denial, self.writer.routing.deadline
        if denial is None:
            return
        due = deadline.due if deadline and not deadline.unverified else None
        past = due is not None and due < self.writer.as_of
        if deadline is None or due is None:
            yield self.say("no-day")
        elif past or not self.urgent:
            fact = self.writer.facts.denied("denial", "", denial.notice_on)
            act = deadline.act_by or due
            late = past or act < self.writer.as_of
            yield self.say(
                "last-day", [fact], deadline.cites, act=due if late else act, late=late, past=past
            )

    def _answered(self) -> Iterator[Claim]:
        """Who answers, and in which time where a rule gives one for this kind."""
        yield self.say("answered", independent=self.independent)
        deadline = self.writer.routing.deadline
        if deadline is not None and self.urgent and deadline.expedited_cites:
            time = _TIME.match(deadline.expedited or "")
            if time is not None:
                yield self.say("due", (), deadline.expedited_cites, time=time[0], urgent=True)
        elif deadline is not None and self.independent and not self.urgent:
            time = _TIME.fullmatch(deadline.decision or "")
            if time is not None and not deadline.unverified:
                yield self.say("due", (), deadline.cites, time=time[0], urgent=False)
        yield self.say("call")

    def do(self) -> Told:
        """What the patient can do: nothing of law that the library does not hold."""
        denial, routing = self.case.denial, self.writer.routing
        held = {*routing.warnings, *routing.questions}
        rights = [
            self.writer.claim(caution.plain, cites=caution.cites)
            for caution in self.library.appeals.cautions
            if caution.plain is not None and caution.says in held
        ]
        file = [] if rights or denial is None else [self.say("file")]
        form = routing.deadline is not None and routing.deadline.form is not None
        forms = [self.say("form", (), routing.deadline.cites)] if form and routing.deadline else []
        return [[self.say("keep"), *rights, *file, *forms], [self.say("no-change")]]

    def contact(self) -> Iterator[Claim]:
        """Whom to call, and who asked for the treatment."""
        practice, clinician = self.case.practice, self.case.clinician
        phone = practice.phone if practice else clinician.phone if clinician else None
        yield self.say(
            "contact",
            practice=practice.name if practice else None,
            phone=phone,
            clinician=clinician,
        )


def _kind_of(library: Library, drug: str) -> str | None:
    """What kind of medicine a drug is, by its own plain name or that of its first class."""
    names = (drug, *library.drug(drug).classes)
    return next((plain for name in names if (plain := library.plain(name))), None)
