"""Tells which word of the vocabulary a code or text of a chart means; what is not sure is none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from letters import codes
from letters.case.vocabulary import (
    CategoryTerm,
    DocumentTerm,
    Drug,
    Measure,
    ProcedureTerm,
    Question,
    Route,
    Term,
    Vocabulary,
    find,
    folded,
)
from letters.intake.cells.medicines import is_local, medicines
from letters.intake.cells.ucum import known_unit
from letters.intake.columns import CASES, Column, Kind
from letters.intake.fhir.elements import Concept
from letters.intake.fhir.resources import MedicationResource
from letters.intake.mapping import Mapping, known

T = TypeVar("T", bound=Term)

LOINC = ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1")
ICD10CM = ("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90")
RXNORM = ("http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88")
_RESULTS = {
    "10828004": "positive",
    "LA6576-8": "positive",
    "POS": "positive",
    "260385009": "negative",
    "LA6577-6": "negative",
    "NEG": "negative",
    "82334004": "indeterminate",
    "LA11884-6": "indeterminate",
    "IND": "indeterminate",
    "260373001": "detected",
    "LA11882-0": "detected",
    "260415000": "not detected",
    "LA11883-8": "not detected",
}
"""Codes of results that often come without their words: SNOMED CT, LOINC answers, HL7."""
_TAIL = re.compile(r"\s*\((?:qualifier value|procedure|finding|disorder|product|substance)\)$")
_REMEMBERED = 5000
_ANSWERED = (Kind.YES_NO, Kind.WORD)

Observed = Measure | CategoryTerm | Question | Column


class Terms:
    """The words of the vocabulary by the codes and texts of charts, the mapping's own first."""

    def __init__(self, vocabulary: Vocabulary, mapping: Mapping) -> None:
        self.vocabulary = vocabulary
        self._mapping = mapping
        self._medicines = medicines(vocabulary)
        self._by_loinc: dict[str, list[Measure | CategoryTerm]] = {}
        for measure in vocabulary.measures:
            for code in measure.loinc:
                self._by_loinc.setdefault(code, []).append(measure)
        for category in vocabulary.categories:
            for alias in category.aliases:
                self._by_loinc.setdefault(alias, []).append(category)
        self._by_name: dict[str, list[Measure | CategoryTerm]] = {}
        observed: tuple[Measure | CategoryTerm, ...] = (
            *vocabulary.measures,
            *vocabulary.categories,
        )
        for term in observed:
            self._by_name.setdefault(folded(term.name), []).append(term)
        self._diagnoses = _diagnoses(vocabulary)
        self._observed: dict[tuple[object, ...], Observed | None] = {}
        self._units: dict[tuple[str, str], str | None] = {}

    def mapped(self, concept: Concept | None) -> str | None:
        """Our word for a concept as the mapping gives it, by a code first and then by a text."""
        if concept is None or not self._mapping.codes:
            return None
        keys = [f"{c.system or ''}|{c.code}" for c in concept.coding if c.code]
        return next((word for key in (*keys, *concept.texts) if (word := self._word(key))), None)

    def _word(self, key: str) -> str | None:
        return known(key, self._mapping)

    def observed(self, concept: Concept | None) -> Observed | None:
        """What an observation is of: by mapping, by LOINC, else by a full name.

        Why no short names: charts of other specialties use the same for other things.
        """
        if concept is None:
            return None
        key = (concept.text, *((c.system, c.code, c.display) for c in concept.coding))
        if key not in self._observed:
            if len(self._observed) > _REMEMBERED:
                self._observed.clear()
            self._observed[key] = self._found(concept)
        return self._observed[key]

    def _found(self, concept: Concept) -> Observed | None:
        if (word := self.mapped(concept)) is not None:
            return self._meant(word)
        loinc = concept.codes(*LOINC)
        coded = [term for code in loinc for term in self._by_loinc.get(code, ())]
        if coded:
            return _only(coded)
        named = [term for text in concept.texts for term in self._by_name.get(folded(text), ())]
        # Why: a code that the vocabulary lacks tells another test, unless it has none of this one.
        return _only(each for each in named if not (loinc and getattr(each, "loinc", ())))

    def _meant(self, word: str) -> Observed | None:
        words = self.vocabulary
        found = (
            find(words.measures, word)
            or find(words.categories, word)
            or find(words.questions, word)
        )
        if found is not None:
            return found
        return next((c for c in CASES.columns if c.kind in _ANSWERED and c.heading == word), None)

    def unit(self, measure: Measure, written: str) -> str | None:
        """The unit of a measure that a text or a UCUM code means."""
        key = (measure.id, written)
        if key not in self._units:
            if len(self._units) > _REMEMBERED:
                self._units.clear()
            self._units[key] = known_unit(written, measure)
        return self._units[key]

    def document(self, concepts: Iterable[Concept | None]) -> DocumentTerm | None:
        """The kind of a document: by mapping, else by any of its names."""
        return self._named(self.vocabulary.documents, concepts)

    def procedure(self, concept: Concept | None) -> ProcedureTerm | None:
        """The kind of a procedure: by mapping, else by any of its names."""
        return self._named(self.vocabulary.procedures, (concept,))

    def route(self, concept: Concept | None) -> Route | None:
        """The way of giving that a route means."""
        return self._named(self.vocabulary.routes, (concept,), r"\s+route(?:\s+of.*)?$")

    def _named(
        self, terms: tuple[T, ...], concepts: Iterable[Concept | None], cut: str = r"\Z"
    ) -> T | None:
        """The one term that concepts mean by the mapping, or by a text that is one of its names."""
        for concept in concepts:
            if concept is None:
                continue
            if (word := self.mapped(concept)) is not None and (found := find(terms, word)):
                return found
            bare = (re.sub(cut, "", _TAIL.sub("", text), flags=re.I) for text in concept.texts)
            named = _only(term for text in bare if (term := find(terms, text)))
            if named is not None:
                return named
        return None

    def option(self, category: CategoryTerm, concept: Concept) -> str | None:
        """The name of the value of a category that a concept means; None where texts differ."""
        word = self.mapped(concept)
        texts = [word] if word else [_TAIL.sub("", text) for text in concept.texts]
        texts += [_RESULTS[code] for code in concept.codes() if code in _RESULTS]
        options = (option for text in texts if (option := find(category.options, text)))
        found = _only(options)
        return found.name if found else None

    def diagnoses(self, concept: Concept | None) -> tuple[str, ...]:
        """The ICD-10-CM codes of a concept that the vocabulary knows."""
        if concept is None:
            return ()
        word = self.mapped(concept)
        term = find(self.vocabulary.diagnoses, word) if word else None
        written = [*concept.codes(*ICD10CM), *([word] if word else [])]
        written += term.codes if term is not None and len(term.codes) == 1 else ()
        found = dict.fromkeys(code for each in written if (code := icd10cm(each)) is not None)
        return tuple(code for code in found if code in self._diagnoses)

    def rank(self, code: str) -> int:
        """The place of a diagnosis code in the vocabulary: those that state it, then the wider."""
        return self._diagnoses.get(code, len(self._diagnoses))

    def drug(self, concept: Concept | None, *others: str) -> Drug | None:
        """The drug that a concept means: by mapping, by RxNorm ingredient, by all of its texts.

        None where two of these differ, or one of them is another thing than that drug alone.
        """
        if concept is None:
            return None
        if any(is_local(text) for text in (*concept.texts, *others)):
            return None
        if (word := self.mapped(concept)) is not None:
            return self._medicines.named(word)
        found = {d.id: d for text in concept.texts if (d := self._medicines.named(text))}
        coded = self._medicines.coded(concept.codes(*RXNORM))
        found.update({coded.id: coded} if coded else {})
        if len(found) != 1 or any(self._medicines.is_unclear(text) for text in concept.texts):
            return None
        return next(iter(found.values()))

    def ingredient(self, medication: MedicationResource) -> Drug | None:
        """The drug of a medication: by its code, else by its only active ingredient."""
        forms = medication.form.texts if medication.form else ()
        if medication.code is not None and medication.code.texts:
            return self.drug(medication.code, *forms)
        active = [each for each in medication.ingredient if each.is_active is not False]
        if len(active) != 1:
            return None
        return self.drug(active[0].item_codeable_concept, *forms)

    def billed(self, concepts: Sequence[Concept | None]) -> Drug | None:
        """The drug that a line bills: by its HCPCS codes, else by its texts."""
        known_ = [concept for concept in concepts if concept is not None]
        drug = self._medicines.billed(code for each in known_ for code in each.codes())
        if drug is not None:
            return drug
        named = {d.id: d for each in known_ if (d := self.drug(each))}
        return next(iter(named.values())) if len(named) == 1 else None


def _diagnoses(vocabulary: Vocabulary) -> dict[str, int]:
    stated = [code for term in vocabulary.diagnoses for code in term.codes]
    wider = [code for term in vocabulary.diagnoses for code in term.wider_codes]
    return {code: at for at, code in enumerate(dict.fromkeys((*stated, *wider)))}


def icd10cm(written: str) -> str | None:
    """An ICD-10-CM code in its usual form; None for anything else."""
    try:
        return codes.icd10cm(written)
    except ValueError:
        return None


def _only(terms: Iterator[T] | Iterable[T]) -> T | None:
    """The one of several findings of the same term; None where they differ."""
    found = {term.id: term for term in terms}
    return next(iter(found.values())) if len(found) == 1 else None
