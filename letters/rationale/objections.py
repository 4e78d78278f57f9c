"""What the payer's reviewer has said or is likely to say, and the sentences that answer it."""

import re
from collections.abc import Iterator, Sequence

from letters.determination.matter import Matter
from letters.rationale import argument, at_hand, script
from letters.rationale.model import Claim, Letter, Objection, Paragraph
from letters.rationale.script import Argued
from letters.rationale.writer import Writer

_ANSWERS, _FACTS = 3, 2
"""How many sentences answer what was stated; the letter has the others."""
_WORDS = 70
"""How long an answer of more than one sentence may be."""


class Objections:
    """Collects the objections to one letter; no sentence answers twice."""

    def __init__(
        self, writer: Writer, matter: Matter, letter: Letter, argued: Sequence[Argued]
    ) -> None:
        self.writer, self.matter, self.letter, self.argued = writer, matter, letter, argued
        reasons = writer.library.vocabulary.denial_reasons
        self._answered_by = {reason.name: reason.answered_by for reason in reasons}
        self._said: set[str] = set()

    def told(self) -> tuple[Objection, ...]:
        """What was stated, the criteria not met, the gravest finding of a trial, then the rest."""
        return (*self._stated(), *self._unmet(), *self._adverse())

    def _stated(self) -> Iterator[Objection]:
        writer, letter = self.writer, self.letter
        for point in letter.points:
            quoted = again(writer, point.point)
            yield self._objection(quoted, self._answer(point.about, point.answer.claims), True)
        for reply in letter.denial_replies:
            fact = writer.facts.denied("denial reason", reply.reason)
            text = writer.phrase("brief/stated", reason=reply.reason)
            answer = self._answer(reply.reason, reply.answer.claims)
            yield self._objection(writer.claim(text, (fact,)), answer, True)

    def _unmet(self) -> Iterator[Objection]:
        """Each criterion of the payer that is not met, with why an exception is asked for."""
        rows = self.letter.policy.rows if self.letter.policy else ()
        unmet = [row for row in rows if row.verdict == "not met"]
        for row, argued in zip(unmet, self.letter.policy_exceptions, strict=False):
            text = self.writer.phrase("brief/unmet", number=row.number)
            answer = self._chosen(argued.claims[1:] or argued.claims)
            yield self._objection(self.writer.claim(text), answer, stated=False, kept=True)

    def _adverse(self) -> Iterator[Objection]:
        """What the evidence holds against it; the first finding of a trial is never left out.

        What the opening itself says is no objection to it.
        """
        found = [part for part in self._against() if not self._is_said(part)]
        found.sort(key=lambda part: not self._is_trial(part))
        for place, part in enumerate(found):
            *told, answered = part.claims
            cites = tuple(cite for claim in told for cite in statements(claim))
            objection = self.writer.claim(" ".join(claim.text for claim in told), cites=cites)
            kept = place == 0
            yield self._objection(objection, [answered], stated=False, kept=kept)

    def _against(self) -> tuple[Paragraph, ...]:
        """The adverse evidence of the letter; that of the pathways where a letter tells none."""
        if self.letter.adverse:
            return self.letter.adverse
        writer = self.writer
        told: list[Paragraph] = []
        for service, pathway in self.argued:
            judgement = next(j for j in service.judgements if j.pathway == pathway.id)
            told += argument.adverse(writer, judgement, pathway, service.service.drug)
        return argument.told_once(told)

    def _is_said(self, part: Paragraph) -> bool:
        said = {
            cite
            for service, _ in self.argued
            for cite in script.labeled(self.writer, self.matter, service)[2]
        }
        return said.issuperset(cite for claim in part.claims[:-1] for cite in statements(claim))

    def _is_trial(self, part: Paragraph) -> bool:
        cites = [cite for claim in part.claims[:-1] for cite in statements(claim)]
        return any(self.writer.library.source_of(cite).kind == "trial" for cite in cites)

    def _answer(self, reason: str, claims: Sequence[Claim]) -> list[Claim]:
        """The patient's own fact first, in short, then what the letter's reply says."""
        facts = [claim for claim in claims if self._is_fact(claim)]
        answered_by = self._answered_by.get(reason)
        own: list[Claim] = []
        if answered_by == "alternatives" and not self.letter.steps:
            own = list(self._given({fact.what for claim in facts for fact in claim.facts}))
        elif answered_by == "necessity" and not facts:
            own = at_hand.trends(self.writer, self.matter)[0][:1]
        elif answered_by == "label":
            own = list(self._established())
        if own and answered_by == "label":
            return own
        fresh = [claim for claim in own if claim.text not in self._said]
        rest = [claim for claim in claims if not (own and claim in facts)]
        return self._brief([*fresh, *self._chosen(rest)])

    def _given(self, named: set[str]) -> Iterator[Claim]:
        """The courses of the drugs that the reply speaks of, else of all; none of other drugs."""
        word = self.writer.library.word
        courses = [
            (course, response)
            for course, response in script.courses(self.writer, self.matter)
            if not named or word(course.drug) in named
        ]
        if courses:
            yield self.writer.claim(*script.given(self.writer, self.matter, courses))

    def _established(self) -> Iterator[Claim]:
        """That a use is on the label, and what the first trial of it found; nothing off label."""
        for service, pathway in self.argued[:1]:
            text, facts, cites = script.labeled(self.writer, self.matter, service)
            if not text or not service.on_label:
                return
            yield self.writer.claim(text, facts, cites)
            drug, library = service.service.drug, self.writer.library
            evidence = argument.touching(self.writer, pathway.evidence, drug)
            trials = (one for one in evidence if library.source_of(one).kind == "trial")
            yield from map(self.writer.stated, tuple(trials)[:1])

    def _chosen(self, claims: Sequence[Claim]) -> list[Claim]:
        """The decisive sentences first: facts by how many days they tell, then what sources say."""
        fresh = [claim for claim in claims if claim.text not in self._said] or list(claims)
        own = sorted((c for c in fresh if self._is_fact(c)), key=_days, reverse=True)
        cited = [c for c in fresh if c.citations and c not in own]
        others = [c for c in fresh if c not in own and c not in cited]
        return self._brief([*own[:_FACTS], *cited[: 1 if own else _FACTS], *others])

    def _brief(self, claims: Sequence[Claim]) -> list[Claim]:
        """The first sentence, and others while the answer can still be said in a breath or two."""
        told = list(claims[:1])
        for claim in claims[1:_ANSWERS]:
            if sum(len(one.text.split()) for one in (*told, claim)) <= _WORDS:
                told.append(claim)
        return told

    def _is_fact(self, claim: Claim) -> bool:
        """Whether a sentence tells a dated fact, and does not only name the table that has it."""
        names = [
            self.writer.phrase("tables/named", name=name, number=self.letter.tables.number(name))
            for name in type(self.letter.tables).model_fields
        ]
        told = claim.text
        for name in filter(None, names):
            told = told.replace(name, "")
        dated = any(fact.on for fact in claim.facts)
        return dated and (re.search(r"\d", told) is not None or "“" in told)

    def _objection(
        self, objection: Claim, answer: Sequence[Claim], stated: bool, kept: bool = False
    ) -> Objection:
        self._said |= {claim.text for claim in answer}
        claims = tuple(again(self.writer, claim) for claim in answer)
        return Objection(
            objection=objection, answer=Paragraph(claims=claims), stated=stated, kept=kept or stated
        )


def again(writer: Writer, claim: Claim) -> Claim:
    """A sentence of the letter with what it rests on, under an id of the brief."""
    return writer.claim(claim.text, claim.facts, statements(claim))


def statements(claim: Claim) -> tuple[str, ...]:
    """The statements that a sentence cites."""
    return tuple(cited.statement for cited in claim.citations)


def _days(claim: Claim) -> int:
    return len({fact.on for fact in claim.facts if fact.on})
