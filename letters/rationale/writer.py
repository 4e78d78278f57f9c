"""Writes claims: a phrase with its facts and its numbered citations."""

import datetime as dt
import re
from typing import Any

from letters.case import Case
from letters.case.evidence import Category, Evidence, Outcome, Therapy
from letters.case.model import Service
from letters.case.vocabulary import Question
from letters.citations import Library
from letters.citations.pathway import Pack, Remark
from letters.citations.table_names import NAMED
from letters.determination.kinds import proving
from letters.determination.model import Determination, Finding
from letters.rationale.facts import Facts
from letters.rationale.model import Claim, CriterionRow, Fact, Reference, TableNumbers, Verdict
from letters.rationale.numbering import Numbering
from letters.rationale.phrasing import Phrasebook
from letters.routing.model import Routing
from letters.templates import SHIPPED, Templates
from letters.truth import Truth

_GROUPS = ("all", "any", "at_least", "none")


class Scribe:
    """Everything a document needs to state a claim about one case, judged or not.

    `earlier` are the references of the document that this one goes with. `tables` are the numbers
    of the tables of the letter at hand, or of the one that this document speaks of: a table that a
    text names and that has no number is told in words.
    """

    def __init__(
        self,
        case: Case,
        library: Library,
        routing: Routing,
        as_of: dt.date,
        earlier: tuple[Reference, ...] = (),
        templates: Templates = SHIPPED,
    ) -> None:
        self.case, self.library, self.routing, self.as_of = case, library, routing, as_of
        self.templates, self.book = templates, Phrasebook(library, templates)
        self.numbering = Numbering(library, earlier)
        self.facts = Facts(case, library, self.book)
        self.tables = TableNumbers()
        self._written = 0

    def phrase(self, name: str, /, **slots: Any) -> str:
        """One piece of text from `templates/sentences/`."""
        return self.book.phrase(name, **slots)

    def claim(
        self,
        text: str,
        facts: tuple[Fact, ...] = (),
        cites: tuple[str, ...] = (),
    ) -> Claim:
        """A claim with the next id."""
        self._written += 1
        return Claim(
            id=f"c{self._written}",
            text=self.numbered(text),
            facts=tuple(dict.fromkeys(facts)),
            citations=self.numbering.cite(tuple(dict.fromkeys(cites))),
        )

    def numbered(self, text: str) -> str:
        """A text with the number of each table that it names."""

        def told(named: re.Match[str]) -> str:
            return self.phrase("tables/named", name=named[1], number=self.tables.number(named[1]))

        return NAMED.sub(told, text)

    def requested(self) -> list[str]:
        """The names of the drugs requested, each once."""
        words = (self.library.word(service.drug) for service in self.case.services)
        return list(dict.fromkeys(words))

    def item(self, service: Service) -> str:
        """A requested service in running text."""
        products = self.library.drug(service.drug).products
        branded = (p.name for p in products if p.id == service.product and p.kind != "generic")
        weeks = self._weeks(service)
        return self.phrase("item", service=service, brand=next(branded, None), weeks=weeks)

    def _weeks(self, service: Service) -> tuple[int, ...]:
        """The weeks of the doses asked for, where the schedule counts the first ones by weeks."""
        frequencies = self.library.vocabulary.frequencies
        rhythm = service.dose.frequency if service.dose else None
        counted = next((one.weeks for one in frequencies if one.id == rhythm), ())
        doses = service.doses or 0
        return counted[:doses] if doses <= len(counted) else ()


class Writer(Scribe):
    """What a document about a determined case needs beyond that: the determination."""

    def __init__(
        self,
        case: Case,
        determination: Determination,
        library: Library,
        routing: Routing,
        earlier: tuple[Reference, ...] = (),
        templates: Templates = SHIPPED,
    ) -> None:
        super().__init__(case, library, routing, determination.as_of, earlier, templates)
        self.determination = determination

    @property
    def pack(self) -> Pack | None:
        """The condition by which the case was judged."""
        pack = self.determination.pack
        return self.library.packs[pack] if pack else None

    def stated(self, statement: str) -> Claim:
        """A statement of the library with its source's name and own grade."""
        source, found = self.library.source_of(statement), self.library.statement(statement)
        grade = self.library.grade(statement)
        worded = grade.partition(" ")[0] in found.says  # "conditionally recommends" says it already
        text = self.phrase(
            "statement", short=source.short, says=found.says, grade="" if worded else grade
        )
        return self.claim(text, cites=(statement,))

    def remarked(self, remark: Remark) -> Claim:
        """A remark of a pathway or pack with what it rests on."""
        return self.claim(remark.says, cites=remark.cites)

    def course(self, course: Therapy) -> str:
        """A course of therapy in running text, with the response that the series shows.

        The measured response stands only where the practice recorded none.
        """
        measured = next(
            (r.outcome for r in self.determination.responses if r.therapy == course), None
        )
        decided = measured is not None and measured is not Outcome.TOO_EARLY
        shown = measured.value if decided and measured and course.outcome is None else None
        return self.phrase("course", course=course, measured=shown)

    def finding(self, finding: Finding) -> Claim:
        """What the record shows about a criterion, with what asks for it."""
        leaves = deciding(finding)
        cites = (*finding.cites, *(cite for leaf in leaves for cite in leaf.cites))
        return self.claim(self.told(finding), self._facts_of(leaves), cites)

    def recorded(self, finding: Finding) -> Claim:
        """What the record shows about a criterion, for readers who need no source for it."""
        return self.claim(self.told(finding), self._facts_of(deciding(finding)))

    def _facts_of(self, leaves: tuple[Finding, ...]) -> tuple[Fact, ...]:
        return tuple(fact for leaf in leaves for fact in self._facts(leaf))

    def told(self, finding: Finding) -> str:
        """The text of a finding."""
        if finding.kind not in _GROUPS:
            return self._leaf(finding)
        parts = [self._leaf(leaf) for leaf in deciding(finding)]
        return self.phrase("findings/group", parts=list(dict.fromkeys(parts)))

    def criteria_rows(self, finding: Finding) -> tuple[CriterionRow, ...]:
        """One row for each top-level criterion of a pathway."""
        tops = finding.children if finding.kind == "all" else (finding,)
        return tuple(
            CriterionRow(
                number=str(i),
                says=top.says,
                verdict=verdict(top),
                finding=self.finding(top),
            )
            for i, top in enumerate(tops, start=1)
        )

    def _facts(self, leaf: Finding) -> tuple[Fact, ...]:
        facts = tuple(self.facts.of(item) for item in leaf.evidence)
        if leaf.kind == "diagnosis":
            return (*facts, *(self.facts.header("diagnosis", code) for code in leaf.codes))
        if leaf.kind == "age":
            return tuple(self.facts.header("age", str(one.value)) for one in leaf.computed)
        if leaf.kind == "request":
            items = (self.facts.header("request", self.item(service)) for service in leaf.services)
            orders = () if leaf.subject == "start" else self.documents("order")
            return (*facts, *items, *orders)
        if leaf.kind == "therapy" and not facts and self.case.treatments_complete:
            return (self.facts.header("treatments complete", "yes"),)
        if leaf.reason == "inapplicable" and self.case.patient.sex is not None:
            return (self.facts.header("sex", self.case.patient.sex.value),)
        if leaf.kind == "attested" and self._question(leaf).bears_on == "response":
            return (*facts, *self.documents("fills")) if facts else ()
        return facts

    def documents(self, proves: str) -> tuple[Fact, ...]:
        """The documents on file by this day whose kind proves something."""
        known = proving(self.case, self.library, proves)
        return tuple(self.facts.whole(one) for one in known if one.on <= self.as_of)

    def _leaf(self, leaf: Finding) -> str:
        slots: dict[str, Any] = {"finding": leaf}
        if leaf.kind == "category":
            slots["options"] = self.options(leaf.evidence)
        elif leaf.kind == "therapy":
            told = [self.course(c) for c in leaf.evidence if isinstance(c, Therapy)]
            slots["courses"] = list(dict.fromkeys(told))
        elif leaf.kind == "request":
            slots["item"] = self.item(leaf.services[0])
        elif leaf.kind == "attested":
            slots["said"] = self._said(leaf)
            slots["sex"] = self.case.patient.sex.value if self.case.patient.sex else None
        return self.phrase(f"findings/{leaf.kind}", **slots)

    def options(self, evidence: tuple[Evidence, ...]) -> list[str]:
        """The printed values of category evidence."""
        names = {
            (category.id, option.id): option.name
            for category in self.library.vocabulary.categories
            for option in category.options
        }
        return [names[i.category, i.value] for i in evidence if isinstance(i, Category)]

    def _said(self, leaf: Finding) -> str:
        question = self._question(leaf)
        if not leaf.evidence or leaf.evidence[0].kind != "attestation":
            return question.name
        return question.says if leaf.evidence[0].answer else question.denies

    def _question(self, leaf: Finding) -> Question:
        return next(q for q in self.library.vocabulary.questions if q.id == leaf.subject)


def verdict(finding: Finding) -> Verdict:
    """The verdict as printed: a question that does not arise is not said to be met."""
    return "not applicable" if finding.reason == "inapplicable" else finding.truth.value


def deciding(finding: Finding) -> tuple[Finding, ...]:
    """The leaves that decide a finding: of a met or denied group, those parts that make it so.

    Parts that state the same evidence in the same way are told once by the caller.
    """
    if finding.kind not in _GROUPS:
        return (finding,)
    wanted = ~finding.truth if finding.kind == "none" else finding.truth
    parts = [child for child in finding.children if child.truth is wanted]
    if finding.kind == "none" and finding.truth is Truth.MET:
        parts = [child for child in finding.children if child.evidence or child.readings]
    return tuple(leaf for part in parts or finding.children for leaf in deciding(part))
