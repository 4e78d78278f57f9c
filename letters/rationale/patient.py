"""The letter told to the patient: short sentences, plain names first, honest."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from letters.case.evidence import CourseStatus, Outcome, Therapy
from letters.case.model import Service
from letters.citations.library import Library
from letters.determination.derived import age_on
from letters.determination.matter import Matter
from letters.rationale import argument, heading, tables
from letters.rationale.model import Cited, Claim, Fact, Letter, Paragraph, PatientCopy, PlainSection
from letters.rationale.printing import isolated
from letters.rationale.told import replies
from letters.rationale.walk import parts
from letters.rationale.writer import Writer

_OF_AGE = 18


def patient_copy(writer: Writer, matter: Matter, letter: Letter) -> PatientCopy:
    """What `letter` says and what comes next, for the patient, or the family of a child."""
    case = writer.case
    born = case.patient.born
    of_age = born is None or age_on(writer.as_of, born) >= _OF_AGE
    teller = _Teller(writer, matter, letter)
    sections = {
        "asked": teller.asked(),
        "said": teller.said(),
        "why": teller.why(),
        "against": teller.against(),
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


Told = list[list[Claim]]
"""Paragraphs of claims; an empty one is left out."""


class _Teller:
    """Answers one question after the other."""

    def __init__(self, writer: Writer, matter: Matter, letter: Letter) -> None:
        self.writer, self.matter, self.letter = writer, matter, letter
        self.case, self.library = writer.case, writer.library

    def _say(
        self, name: str, facts: Sequence[Fact] = (), cites: Sequence[str] = (), /, **slots: Any
    ) -> Claim:
        text = self.writer.phrase(f"patient/{name}", **slots)
        return self.writer.claim(text, tuple(facts), tuple(cites))

    def asked(self) -> Told:
        """The medicines asked for: what each is, how it is given, for how long."""
        denial = self.case.denial
        drugs = list(dict.fromkeys(service.drug for service in self.case.services))
        names = self.writer.requested()
        plan = self._say(
            "asked",
            [self.writer.facts.header("request", name) for name in names],
            payer=self.case.coverage.payer,
            drugs=names,
            kind=self.letter.document.value,
            served=denial.served if denial else (),
        )
        medicines = [list(self._medicine(drug, len(drugs) == 1)) for drug in drugs]
        urgent = self.letter.request_type == "EXPEDITED"
        return [[plan, *([self._say("urgent")] if urgent else [])], *medicines]

    def _medicine(self, drug: str, alone: bool) -> Iterator[Claim]:
        services = [service for service in self.case.services if service.drug == drug]
        fact = self.writer.facts.header("request", self.writer.item(services[0]))
        products = self.library.drug(drug).products
        brands = [p.name for p in products if p.id == services[0].product and p.kind != "generic"]
        yield self._say(
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
            yield self._say(
                "given",
                [fact],
                route=route,
                months=months,
                start=start,
                continuing=bool(first.continuing),
            )

    def said(self) -> Told:
        """What the plan decided and each reason that it gave."""
        denial = self.case.denial
        if denial is None:
            return []
        fact = self.writer.facts.denied("denial", denial.ruling.value, denial.notice_on)
        decided = self._say(
            "decided", [fact], on=denial.notice_on, level=denial.level.value, ruling=denial.ruling
        )
        reasons = [
            {"plain": self.library.plain(r), "name": self.library.word(r)} for r in denial.reasons
        ]
        facts = [
            self.writer.facts.denied("denial reason", self.library.word(reason))
            for reason in denial.reasons
        ]
        told = [self._say("reasons", facts, reasons=reasons)] if reasons else []
        return [[decided, *told]]

    def why(self) -> Told:
        """The disease, what was tried, what the tests show, and what supports the request."""
        return [
            [self._disease(), *self._findings()],
            *([self._tried(course)] for course in self._courses()),
            *([test] for test in self._tests()),
            list(self._support()),
        ]

    def _disease(self) -> Claim:
        diagnosis = self.matter.pack.diagnosis
        codes = [diagnosis.code for diagnosis in self.case.diagnoses]
        facts = [self.writer.facts.header("diagnosis", code) for code in codes]
        plain, name = self.library.plain(diagnosis), self.library.word(diagnosis)
        return self._say("disease", facts, plain=plain, name=name)

    def _findings(self) -> Iterator[Claim]:
        """The newest findings of the pack's categories that have a plain name."""
        for category in self.matter.pack.summary:
            recorded = self.matter.categories(category)
            plain = self.library.plain(category)
            if not recorded or plain is None:
                continue
            newest = tuple(item for item in recorded if item.on == recorded[-1].on)
            procedure = self._procedure(category)
            yield self._say(
                "found",
                [self.writer.facts.of(item) for item in newest],
                plain=plain,
                options=self.writer.options(newest),
                on=newest[0].on,
                test=procedure and self.library.plain(procedure),
                name=procedure and self.library.word(procedure),
            )

    def _procedure(self, category: str) -> str | None:
        """The procedure whose report gives a category, if it comes from one."""
        words = self.library.vocabulary
        term = next(term for term in words.categories if term.id == category)
        documents = (d for d in words.documents if d.id in term.recorded_in and d.reports)
        return next((document.reports for document in documents), None)

    def _courses(self) -> tuple[Therapy, ...]:
        return tables.courses_told(self.writer, self.matter)

    def _tried(self, course: Therapy) -> Claim:
        """One course and how it went: as the practice recorded it, else as the results show it."""
        measured = next(
            (r.outcome for r in self.writer.determination.responses if r.therapy == course), None
        )
        decided = measured is not None and measured is not Outcome.TOO_EARLY
        outcome = course.outcome or (measured if decided else None)
        return self._say(
            "tried",
            [self.writer.facts.of(course)],
            drug=self.library.word(course.drug),
            course=course,
            outcome=outcome.value if outcome else None,
            ended=course.ended_for.value if course.ended_for else None,
            given=course.status in (CourseStatus.PAST, CourseStatus.CURRENT),
        )

    def _tests(self) -> Iterator[Claim]:
        """The first and the newest result of each measure that the letter's figure shows."""
        for measure in self.matter.pack.chart.measures:
            series = self.matter.series(measure)
            if not series:
                continue
            term = self.library.measure(measure)
            ends = [series[0], series[-1]] if series[0].on < series[-1].on else [series[-1]]
            yield self._say(
                "test",
                [self.writer.facts.of(reading.measurement) for reading in ends],
                plain=term.plain,
                name=term.short,
                readings=ends,
                improves=term.improves,
            )

    def _support(self) -> Iterator[Claim]:
        """Whether the record meets the criteria, what the label lists, which guidelines speak."""
        determination = self.writer.determination
        policy, steps = self.letter.policy is not None, bool(self.letter.steps)
        yield self._say("met", overridden=determination.overridden, policy=policy, steps=steps)
        for drug, cites in self._labels(on_label=True):
            yield self._say("on-label", (), cites, drug=drug)
        cited = list(dict.fromkeys(parts(self.letter.recommendation, Cited)))
        sources = {c.statement: self.library.source_of(c.statement) for c in cited}
        guides = [
            {
                "name": source.short.partition(" (")[0],
                "older": self.library.is_superseded(statement),
            }
            for statement, source in sources.items()
            if source.kind == "guideline"
        ]
        studies = any(s.kind in ("trial", "synthesis", "cohort") for s in sources.values())
        if guides or studies:
            yield self._say(
                "cited",
                (),
                tuple(sources),
                guides=list({guide["name"]: guide for guide in guides}.values()),
                studies=studies,
            )

    def _labels(self, *, on_label: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The requested drugs whose label, as read, does or does not list the disease."""
        seen: set[str] = set()
        for service in self.writer.determination.services:
            drug = self.library.drug(service.service.drug)
            label = next(
                (x for x in drug.labels if x.diagnosis == self.matter.pack.diagnosis), None
            )
            known = label is not None and label.cites and service.on_label is on_label
            if label is not None and known and drug.id not in seen:
                seen.add(drug.id)
                yield drug.name, label.cites

    def against(self) -> Told:
        """Each adverse statement and warning in plain words; those without are told to exist."""
        off = [
            self._say("off-label", (), cites, drug=drug)
            for drug, cites in self._labels(on_label=False)
        ]
        unmet = [self._say("unmet")] if self.writer.determination.overridden else []
        listed = {cite for claim in off for cite in _statements(claim)}
        told, untold = self._plainly(s for s in self._adverse() if s not in listed)
        rest = [self._say("untold", (), untold)] if untold else []
        points = [*off, *unmet, *told, *rest]
        if not points:
            return [[self._say("nothing-against")]]
        cited = {one.statement for one in parts(self.letter, Cited)}
        weighed = all(cited.issuperset(_statements(point)) for point in points)
        return [*([point] for point in points), [self._say("weighed", told=weighed)]]

    def _adverse(self) -> Iterator[str]:
        """What speaks against the requested drugs in this patient, and their boxed warnings.

        Why: it is told whether or not this kind of letter sets it out.
        """
        for service in self.writer.determination.services:
            for judgement in service.judgements:
                if service.choice is None or judgement.pathway != service.choice.pathway:
                    continue
                answers = replies(self.library.pathways[judgement.pathway].answers, judgement)
                against = tuple(statement for statement, _ in answers)
                yield from argument.touching(self.writer, against, service.service.drug)
        for asked in self.case.services:
            yield from self.library.drug(asked.drug).boxed

    def _plainly(self, statements: Iterable[str]) -> tuple[list[Claim], tuple[str, ...]]:
        """The statements in plain words, and those for which there are none."""
        told, untold = [], []
        for statement in dict.fromkeys(statements):
            plain = self.library.statement(statement).plain
            if plain is None:
                untold.append(statement)
            else:
                told.append(self.writer.claim(plain, cites=(statement,)))
        return told, tuple(untold)

    def next(self) -> Told:
        """Who does what, and by when where a rule that was checked gives a day."""
        denial, deadline = self.case.denial, self.writer.routing.deadline
        steps = [self._say("next-draft" if self.letter.draft else "next-sent", denied=bool(denial))]
        dated = deadline is not None and not deadline.unverified and deadline.due is not None
        if denial is not None and deadline is not None and dated:
            fact = self.writer.facts.denied("denial", "", denial.notice_on)
            assert deadline.due is not None
            steps.append(
                self._say(
                    "last-day",
                    [fact],
                    deadline.cites,
                    due=deadline.due,
                    past=deadline.due < self.writer.as_of,
                    filed_when=deadline.filed_when,
                )
            )
        elif denial is not None:
            steps.append(self._say("no-day"))
        return [steps, [self._say("answered", denied=bool(denial))]]

    def do(self) -> Told:
        """What the patient can do: nothing of law that the library does not hold."""
        denial, routing = self.case.denial, self.writer.routing
        held = {*routing.warnings, *routing.questions}
        rights = [
            self.writer.claim(caution.plain, cites=caution.cites)
            for caution in self.library.appeals.cautions
            if caution.plain is not None and caution.says in held
        ]
        file = [] if rights or denial is None else [self._say("file")]
        form = routing.deadline is not None and routing.deadline.form is not None
        forms = [self._say("form", (), routing.deadline.cites)] if form and routing.deadline else []
        return [[self._say("keep"), *rights, *file, *forms], [self._say("no-change")]]

    def contact(self) -> Iterator[Claim]:
        """Whom to call, and who asked for the treatment."""
        practice, clinician = self.case.practice, self.case.clinician
        phone = practice.phone if practice else clinician.phone if clinician else None
        yield self._say(
            "contact",
            practice=practice.name if practice else None,
            phone=phone,
            clinician=clinician,
        )


def _kind_of(library: Library, drug: str) -> str | None:
    """What kind of medicine a drug is, by its own plain name or that of its first class."""
    names = (drug, *library.drug(drug).classes)
    return next((plain for name in names if (plain := library.plain(name))), None)


def _statements(claim: Claim) -> tuple[str, ...]:
    return tuple(cited.statement for cited in claim.citations)
