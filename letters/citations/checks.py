"""What must hold of the library before anything may be printed from it.

Each check yields problems with file and line; `check` runs them all.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from letters.citations import words
from letters.citations.appeal_checks import check_appeals
from letters.citations.criteria import AnyCriterion, criteria_below, leaves
from letters.citations.library import TERM_LISTS
from letters.citations.loading import Loaded
from letters.citations.pathway import Pack, Pathway
from letters.citations.policy_checks import check_policies
from letters.citations.reader import Problem
from letters.citations.source import Level, Source, Stance, Statement
from letters.citations.table_checks import check_tables
from letters.citations.worked import WorkedCases, WorkedRecord, merged
from letters.truth import Truth

_AUDITED = "says what is audited as wrong"
_PRINTED = ("says", "denies", "because", "title", "population", "target_label")
_CITING = ("cites", "supported_by", "evidence", "background", "boxed", "to")


def check(loaded: Loaded, today: dt.date) -> list[Problem]:
    """Everything wrong with a library that could be loaded, in the order of its files."""
    checks = _Checks(loaded, today)
    problems = [
        *checks.sources(),
        *checks.terms(),
        *checks.packs(),
        *checks.pathways(),
        *checks.adverse(),
        *checks.worked(),
        *checks.unused(),
        *checks.forbidden(),
        *check_appeals(loaded, today),
        *check_policies(loaded, today),
        *check_tables(loaded),
    ]
    return sorted(set(problems), key=lambda problem: (problem.file, problem.line, problem.what))


def cited(value: Any) -> Iterator[str]:
    """Every statement id cited anywhere below a value, answers and weighed ones included."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if name in _CITING and part and isinstance(part[0], str):
                yield from part
            elif name == "statement" and isinstance(part, str):
                yield part
            else:
                yield from cited(part)
    elif isinstance(value, dict):
        yield from cited(tuple(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from cited(item)


class _Checks:
    def __init__(self, loaded: Loaded, today: dt.date) -> None:
        self.library, self.today = loaded.library, today
        self._readings = loaded.readings
        self._files = {
            (prefix, reading.value.get(key)): reading
            for reading in loaded.readings.values()
            if isinstance(reading.value, dict)
            for prefix, key in (("id", "id"), ("cases", "pathway"))
        }

    def _at(self, kind: str, owner: str, text: str, what: str) -> Problem:
        reading = self._files[kind, owner]
        return Problem(file=reading.file, line=reading.line_of_text(text), what=what)

    def _anywhere(self, text: str, what: str, folder: str) -> Problem:
        for file, reading in self._readings.items():
            if file.startswith(folder):
                line = reading.line_of_text(text)
                if line > 1:
                    return Problem(file=file, line=line, what=what)
        return Problem(file=folder, line=1, what=what)

    def sources(self) -> Iterator[Problem]:
        for source in self.library.sources.values():
            yield from self._superseded(source)
            yield from self._twice(source)
            printed_from: tuple[Source | Statement, ...] = (source, *source.statements)
            for checked in printed_from:
                if checked.verification.on > self.today:
                    what = f"'{checked.id}' was verified on a day that has not come"
                    yield self._at("id", source.id, checked.id, what)
                if checked.review_by is not None and checked.review_by < self.today:
                    what = f"'{checked.id}' was due for review by {checked.review_by}"
                    yield self._at("id", source.id, checked.id, what)
            for statement in source.statements:
                yield from self._graded(source, statement)
                yield from self._concerns(source, statement)

    def _twice(self, source: Source) -> Iterator[Problem]:
        seen: set[str] = set()
        reading = self._files["id", source.id]
        for i, statement in enumerate(source.statements):
            if statement.id in seen:
                line = reading.line(("statements", i, "id"))
                what = f"statement '{statement.id}' stands twice"
                yield Problem(file=reading.file, line=line, what=what)
            seen.add(statement.id)

    def _superseded(self, source: Source) -> Iterator[Problem]:
        known = {*self.library.sources, *self.library.statements}
        ones: tuple[Source | Statement, ...] = (source, *source.statements)
        for one in ones:
            if one.superseded_by is not None and one.superseded_by not in known:
                what = f"'{one.id}' is superseded by '{one.superseded_by}', which does not exist"
                yield self._at("id", source.id, one.id, what)

    def _graded(self, source: Source, statement: Statement) -> Iterator[Problem]:
        grade = statement.grade
        if grade.strength is None and grade.value is None:
            return
        scale = self.library.scales.get(source.scale or "")
        if scale is None:
            what = f"'{statement.id}' has a grade, but its source names no known scale"
            yield self._at("id", source.id, statement.id, what)
            return
        strengths = {strength.id: strength for strength in scale.strengths}
        if grade.strength is not None and grade.strength not in strengths:
            what = f"strength '{grade.strength}' is not of the scale '{scale.id}'"
            yield self._at("id", source.id, statement.id, what)
        elif grade.strength is not None:
            verbs = strengths[grade.strength].verbs
            if verbs and not statement.says.startswith(tuple(f"{verb} " for verb in verbs)):
                what = f"'{statement.id}' must open with one of: {', '.join(verbs)}"
                yield self._at("id", source.id, statement.id, what)
        if grade.value is not None and scale.grades and grade.value not in scale.grades:
            what = f"grade '{grade.value}' is not of the scale '{scale.id}'"
            yield self._at("id", source.id, statement.id, what)

    def _concerns(self, source: Source, statement: Statement) -> Iterator[Problem]:
        known = self._known(words.DRUGS_OR_CLASSES) | self._known(words.REGIMENS)
        for name in statement.concerns:
            if name not in known:
                what = f"'{name}' is not a drug, drug class or regimen of the terms"
                yield self._at("id", source.id, statement.id, what)

    def terms(self) -> Iterator[Problem]:
        vocabulary = self.library.vocabulary
        for field in TERM_LISTS:
            terms = getattr(vocabulary, field)
            yield from self._terms_twice(field, [term.id for term in terms])
            for term in terms:
                for statement in cited(term):
                    yield from self._citation(statement, None)
        regimens = [regimen.id for drug in vocabulary.drugs for regimen in drug.regimens]
        yield from self._terms_twice(words.REGIMENS, regimens)
        for word, kind, text in self._words_of_terms():
            if word not in self._known(kind):
                yield self._anywhere(text, f"'{word}' is not among the {kind}", "terms/")

    def _terms_twice(self, kind: str, ids: list[str]) -> Iterator[Problem]:
        for word in {word for word in ids if ids.count(word) > 1}:
            yield self._anywhere(word, f"'{word}' stands twice in {kind}", "terms/")

    def _words_of_terms(self) -> words.Words:
        vocabulary = self.library.vocabulary
        for category in vocabulary.categories:
            yield from words.each(category.recorded_in, "documents")
        for document in vocabulary.documents:
            if document.reports is not None:
                yield from words.each((document.reports,), "procedures")
            yield from words.each(document.also, "documents")
        for measure in vocabulary.measures:
            if measure.derived is not None:
                yield from words.each(measure.derived.inputs.values(), "measures")
        for unit in vocabulary.dose_units:
            if unit.per is not None:
                yield from words.each((unit.per,), "measures")
        for drug in vocabulary.drugs:
            yield from words.in_drug(drug)

    def _citation(self, statement: str, owner: str | None) -> Iterator[Problem]:
        """One citation must exist and be printable."""
        found = self.library.statements.get(statement)
        if found is None:
            what = f"no statement '{statement}'"
        elif found.verification.level is Level.UNVERIFIED:
            what = f"'{statement}' is unverified and must never print; cite a checked statement"
        else:
            return
        if owner is None:
            yield self._anywhere(statement, what, "terms/")
        else:
            yield self._at("id", owner, statement, what)

    def packs(self) -> Iterator[Problem]:
        for pack in self.library.packs.values():
            yield from self._citations(pack, pack.id)
            yield from self._criteria(pack.plan, pack.id)
            for pathway in pack.pathways:
                if pathway not in self.library.pathways:
                    yield self._at("id", pack.id, pathway, f"no pathway '{pathway}'")
            yield from self._used("id", pack.id, words.in_pack(pack))
            yield from self._units("id", pack.id, words.amounts_in_pack(pack))
            yield from self._patterns(pack)

    def _patterns(self, pack: Pack) -> Iterator[Problem]:
        for forbidden in pack.forbidden:
            try:
                re.compile(forbidden.pattern)
            except re.error as error:
                yield self._at("id", pack.id, forbidden.id, f"not a pattern: {error}")

    def pathways(self) -> Iterator[Problem]:
        listed = {name for pack in self.library.packs.values() for name in pack.pathways}
        for pathway in self.library.pathways.values():
            if pathway.id not in listed:
                yield self._at("id", pathway.id, pathway.id, "no pack lists this pathway")
            yield from self._citations(pathway, pathway.id)
            yield from self._criteria(pathway.criteria, pathway.id)
            for aside in pathway.asides:
                yield from self._criteria(aside, pathway.id)
            yield from self._asked(pathway)
            yield from self._told(pathway)
            yield from self._used("id", pathway.id, words.in_applies_to(pathway.applies_to))
            levels = {
                self.library.statement(name).verification.level
                for name in pathway.supported_by
                if name in self.library.statements
            }
            if Level.PRIMARY not in levels:
                what = "no supporting statement was read on a primary page"
                yield self._at("id", pathway.id, "supported_by", what)

    def _asked(self, pathway: Pathway) -> Iterator[Problem]:
        """What must hold is asked when it is unknown, so every leaf needs its question."""
        for leaf in leaves(pathway.criteria):
            if not leaf.ask or not leaf.why:
                what = f"criterion '{leaf.id}' needs `ask` and `why`"
                yield self._at("id", pathway.id, leaf.id, what)

    def _told(self, pathway: Pathway) -> Iterator[Problem]:
        """Conditions name criteria that exist, and reasons are of the vocabulary."""
        roots = (pathway.criteria, *pathway.asides)
        known = {below.id for root in roots for below in criteria_below(root)}
        parts = (
            *(pathway.rebuttals, pathway.answers, pathway.limited, pathway.dosing),
            *(pathway.monitoring, pathway.stopping, pathway.delay),
        )
        for told in (each for part in parts for each in part):
            for name in (*told.when, *told.unless):
                if name not in known:
                    yield self._at("id", pathway.id, name, f"no criterion or aside '{name}'")
        for limited in pathway.limited:
            if limited.statement not in (*pathway.supported_by, *pathway.evidence):
                what = f"'{limited.statement}' is limited and told nowhere"
                yield self._at("id", pathway.id, limited.statement, what)
        for rebuttal in pathway.rebuttals:
            if rebuttal.reason not in self._known("denial_reasons"):
                what = f"'{rebuttal.reason}' is not among the denial_reasons"
                yield self._at("id", pathway.id, rebuttal.reason, what)

    def _citations(self, owner: Pack | Pathway, name: str) -> Iterator[Problem]:
        for statement in cited(owner):
            yield from self._citation(statement, name)

    def _criteria(self, criteria: AnyCriterion, owner: str) -> Iterator[Problem]:
        seen: set[str] = set()
        for criterion in criteria_below(criteria):
            if criterion.id in seen:
                what = f"criterion '{criterion.id}' stands twice"
                yield self._at("id", owner, criterion.id, what)
            seen.add(criterion.id)
        for leaf in leaves(criteria):
            yield from self._used("id", owner, words.in_leaf(leaf))
            yield from self._units("id", owner, words.amounts_in_leaf(leaf))

    def _used(self, kind: str, owner: str, used: words.Words) -> Iterator[Problem]:
        for word, listed, text in used:
            if word not in self._known(listed):
                yield self._at(kind, owner, text, f"'{word}' is not among the {listed}")

    def _known(self, kind: str) -> set[str]:
        return words.known(self.library.vocabulary, kind)

    def _units(self, kind: str, owner: str, amounts: words.Amounts) -> Iterator[Problem]:
        for measure, quantity in amounts:
            if not words.is_unit_of(self.library.vocabulary, measure, quantity):
                what = f"'{quantity.unit}' is not a unit of '{measure}'"
                text = f"{quantity.value} {quantity.unit}"
                yield self._at(kind, owner, text, what)

    def adverse(self) -> Iterator[Problem]:
        against = {
            full_id: statement
            for full_id, statement in self.library.statements.items()
            if statement.stance is Stance.AGAINST
            and statement.verification.level is not Level.UNVERIFIED
        }
        for pathway in self.library.pathways.values():
            touched = self.library.concerned(pathway)
            always = [reply for reply in pathway.answers if not (reply.when or reply.unless)]
            answered = {statement for reply in always for statement in reply.to}
            for full_id, statement in against.items():
                if touched.intersection(statement.concerns) and full_id not in answered:
                    what = f"adverse statement '{full_id}' is left unanswered for some patients"
                    yield self._at("id", pathway.id, "answers", what)

    def worked(self) -> Iterator[Problem]:
        for pathway in self.library.pathways.values():
            worked = self.library.worked.get(pathway.id)
            if worked is None:
                yield self._at("id", pathway.id, pathway.id, "this pathway has no worked cases")
                continue
            seen = {(name, truth) for case in worked.cases for name, truth in case.expect.items()}
            for leaf in leaves(pathway.criteria):
                missing = [truth.value for truth in Truth if (leaf.id, truth) not in seen]
                if missing:
                    what = f"no worked case shows '{leaf.id}' {' nor '.join(missing)}"
                    yield self._at("cases", pathway.id, "cases", what)
        for name, worked in self.library.worked.items():
            if name not in self.library.pathways:
                yield self._at("cases", name, "pathway", f"no pathway '{name}'")
            yield from self._worked_records(worked)

    def _worked_records(self, worked: WorkedCases) -> Iterator[Problem]:
        for case in worked.cases:
            try:
                record = WorkedRecord.model_validate(merged(worked.base, case.change))
            except ValidationError as error:
                fault = error.errors(include_url=False)[0]
                what = f"'{case.name}': {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                yield self._at("cases", worked.pathway, case.name, what)
                continue
            yield from self._used("cases", worked.pathway, words.in_record(record))
            yield from self._units("cases", worked.pathway, words.amounts_in_record(record))

    def unused(self) -> Iterator[Problem]:
        owners: Iterable[Any] = (
            *self.library.packs.values(),
            *self.library.pathways.values(),
            *self.library.policies.values(),
            self.library.vocabulary,
            self.library.appeals,
        )
        used = {statement for owner in owners for statement in cited(owner)}
        for full_id, statement in self.library.statements.items():
            if statement.verification.level is not Level.UNVERIFIED and full_id not in used:
                source = self.library.source_of(full_id).id
                what = f"statement '{full_id}' is used nowhere; cite it or list it as considered"
                yield self._at("id", source, statement.id, what)

    def forbidden(self) -> Iterator[Problem]:
        printed = list(self._all_printed())
        for pack in self.library.packs.values():
            for forbidden in pack.forbidden:
                try:
                    pattern = re.compile(forbidden.pattern, re.IGNORECASE)
                except re.error:
                    continue
                what = f"{_AUDITED}: {forbidden.id}: {forbidden.wrong}"
                for owner, place in (told for text, *told in printed if pattern.search(text)):
                    if owner:
                        yield self._at("id", owner, place, what)
                    else:
                        yield self._anywhere(place, what, "terms/")

    def _all_printed(self) -> Iterator[tuple[str, str, str]]:
        """Every text that can print, whose it is ("": a term's), and what its line holds."""
        for source in self.library.sources.values():
            for statement in source.statements:
                yield f"{source.short} {statement.says}", source.id, statement.id
        owners: list[Pack | Pathway] = [*self.library.packs.values()]
        owners += self.library.pathways.values()
        for owner in owners:
            for text in _printed(owner):
                yield text, owner.id, text
        for text in _printed(self.library.vocabulary):
            yield text, "", text


def _printed(value: Any) -> Iterator[str]:
    """Every text of a pack, pathway or vocabulary that can print in a sentence."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if name in _PRINTED and isinstance(part, str):
                yield part
            else:
                yield from _printed(part)
    elif isinstance(value, tuple):
        for item in value:
            yield from _printed(item)
