"""What must hold of the library before anything may be printed from it.

Each check yields problems with file and line; `check` runs them all.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from letters.case.evidence import Quantity
from letters.case.vocabulary import Vocabulary
from letters.citations.criteria import (
    AnyCriterion,
    AttestedLeaf,
    CategoryLeaf,
    ChangeLeaf,
    DiagnosisLeaf,
    MeasureLeaf,
    ProcedureLeaf,
    RecordLeaf,
    RequestLeaf,
    TherapyLeaf,
    leaves,
)
from letters.citations.library import Loaded
from letters.citations.pathway import Pack, Pathway
from letters.citations.reader import Problem
from letters.citations.source import Level, Source, Stance, Statement
from letters.truth import Truth

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
        known = self._named_drugs()
        for name in statement.concerns:
            if name not in known:
                what = f"'{name}' is not a drug, drug class or regimen of the terms"
                yield self._at("id", source.id, statement.id, what)

    def _named_drugs(self) -> set[str]:
        words = self.library.vocabulary
        regimens = {regimen.id for drug in words.drugs for regimen in drug.regimens}
        return {t.id for t in words.drugs} | {t.id for t in words.drug_classes} | regimens

    def terms(self) -> Iterator[Problem]:
        words = self.library.vocabulary
        for field in Vocabulary.model_fields:
            seen: set[str] = set()
            for term in getattr(words, field):
                if term.id in seen:
                    yield self._anywhere(term.id, f"'{term.id}' stands twice in {field}", "terms/")
                seen.add(term.id)
                for statement in cited(term):
                    yield from self._citation(statement, None)
        known = {t.id for t in (*words.documents, *words.procedures, *words.drug_classes)}
        for category in words.categories:
            for document in category.recorded_in:
                if document not in known:
                    yield self._anywhere(document, f"unknown document '{document}'", "terms/")
        for drug in words.drugs:
            for name in drug.classes:
                if name not in known:
                    yield self._anywhere(name, f"unknown drug class '{name}'", "terms/")

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
            for word in (*pack.summary, *pack.laboratory, *pack.chart.measures):
                if self.library.term(word) is None:
                    yield self._at("id", pack.id, word, f"unknown term '{word}'")
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
            for drug in pathway.applies_to.drugs:
                if drug not in {term.id for term in self.library.vocabulary.drugs}:
                    yield self._at("id", pathway.id, drug, f"unknown drug '{drug}'")
            levels = {
                self.library.statement(name).verification.level
                for name in pathway.supported_by
                if name in self.library.statements
            }
            if Level.PRIMARY not in levels:
                what = "no supporting statement was read on a primary page"
                yield self._at("id", pathway.id, "supported_by", what)

    def _citations(self, owner: Pack | Pathway, name: str) -> Iterator[Problem]:
        for statement in cited(owner):
            yield from self._citation(statement, name)

    def _criteria(self, criteria: AnyCriterion, owner: str) -> Iterator[Problem]:
        seen: set[str] = set()
        for leaf in leaves(criteria):
            if leaf.id in seen:
                yield self._at("id", owner, leaf.id, f"criterion '{leaf.id}' stands twice")
            seen.add(leaf.id)
            for word, kind in _words(leaf):
                if word not in self._known(kind):
                    yield self._at("id", owner, word, f"'{word}' is not among the {kind}")
            for measure, quantity in _thresholds(leaf):
                yield from self._unit(owner, leaf.id, measure, quantity)

    def _known(self, kind: str) -> set[str]:
        words = self.library.vocabulary
        if kind == "drugs":
            return self._named_drugs()
        if kind == "regimens":
            return {regimen.id for drug in words.drugs for regimen in drug.regimens}
        if kind == "options":
            return {option.id for category in words.categories for option in category.options}
        return {term.id for term in getattr(words, kind)}

    def _unit(self, owner: str, leaf: str, measure: str, quantity: Quantity) -> Iterator[Problem]:
        if measure not in {term.id for term in self.library.vocabulary.measures}:
            return
        units = self.library.measure(measure).units
        if not any(quantity.unit in (unit.unit, *unit.aliases) for unit in units):
            what = f"'{quantity.unit}' is not a unit of '{measure}'"
            yield self._at("id", owner, leaf, what)

    def adverse(self) -> Iterator[Problem]:
        against = {
            full_id: statement
            for full_id, statement in self.library.statements.items()
            if statement.stance is Stance.AGAINST
            and statement.verification.level is not Level.UNVERIFIED
        }
        for pathway in self.library.pathways.values():
            touched = self.library.concerned(pathway)
            answered = {statement for reply in pathway.answers for statement in reply.to}
            for full_id, statement in against.items():
                if touched.intersection(statement.concerns) and full_id not in answered:
                    what = f"adverse statement '{full_id}' is left unanswered"
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
        for name in self.library.worked.keys() - self.library.pathways.keys():
            yield self._at("cases", name, "pathway", f"no pathway '{name}'")

    def unused(self) -> Iterator[Problem]:
        owners: Iterable[Any] = (
            *self.library.packs.values(),
            *self.library.pathways.values(),
            self.library.vocabulary,
        )
        used = {statement for owner in owners for statement in cited(owner)}
        for full_id, statement in self.library.statements.items():
            if statement.verification.level is not Level.UNVERIFIED and full_id not in used:
                source = self.library.source_of(full_id).id
                what = f"statement '{full_id}' is used nowhere; cite it or list it as considered"
                yield self._at("id", source, statement.id, what)

    def forbidden(self) -> Iterator[Problem]:
        for pack in self.library.packs.values():
            for forbidden in pack.forbidden:
                try:
                    pattern = re.compile(forbidden.pattern, re.IGNORECASE)
                except re.error:
                    continue
                yield from self._matches(pattern, f"{forbidden.id}: {forbidden.wrong}")

    def _matches(self, pattern: re.Pattern[str], what: str) -> Iterator[Problem]:
        for source in self.library.sources.values():
            for statement in source.statements:
                if pattern.search(f"{source.short} {statement.says}"):
                    yield self._at(
                        "id", source.id, statement.id, f"says what is audited as wrong: {what}"
                    )
        for pathway in self.library.pathways.values():
            for text in _printed(pathway):
                if pattern.search(text):
                    yield self._at("id", pathway.id, text, f"says what is audited as wrong: {what}")


def _printed(value: Any) -> Iterator[str]:
    """Every text of a pathway that can print."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            part = getattr(value, name)
            if name in ("says", "because", "title") and isinstance(part, str):
                yield part
            else:
                yield from _printed(part)
    elif isinstance(value, tuple):
        for item in value:
            yield from _printed(item)


def _words(leaf: Any) -> Iterator[tuple[str, str]]:
    """The words of the vocabulary that a leaf uses, with the vocabulary's list they belong to."""
    match leaf:
        case DiagnosisLeaf():
            yield from ((word, "diagnoses") for word in leaf.one_of)
        case RequestLeaf():
            yield from ((word, "drugs") for word in leaf.drugs)
            yield from ((word, "routes") for word in leaf.routes)
            yield from ((word, "regimens") for word in leaf.regimens)
        case CategoryLeaf():
            yield leaf.of, "categories"
            yield from ((word, "options") for word in leaf.one_of)
        case MeasureLeaf():
            yield leaf.of, "measures"
        case ChangeLeaf():
            yield leaf.of, "measures"
            yield from ((word, "drugs") for word in leaf.courses.drugs)
        case TherapyLeaf():
            yield from ((word, "drugs") for word in (*leaf.courses.drugs, *leaf.courses.with_any))
        case ProcedureLeaf():
            yield leaf.of, "procedures"
        case RecordLeaf():
            yield from ((word, "documents") for word in leaf.one_of)
        case AttestedLeaf():
            yield leaf.question, "questions"


def _thresholds(leaf: Any) -> Iterator[tuple[str, Quantity]]:
    if isinstance(leaf, MeasureLeaf):
        for bound in (leaf.at_least, leaf.above, leaf.at_most, leaf.below):
            if bound is not None:
                yield leaf.of, bound
    if isinstance(leaf, ChangeLeaf) and leaf.to_below is not None:
        yield leaf.of, leaf.to_below
