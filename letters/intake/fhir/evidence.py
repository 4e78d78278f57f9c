"""What the resources of a patient tell: rows at once, courses and diagnoses when all are read."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from letters.case.provenance import Provenance
from letters.case.vocabulary import DocumentTerm, Drug
from letters.intake.columns import CASES, TREATMENTS
from letters.intake.fhir import medications
from letters.intake.fhir.courses import Sighting, courses
from letters.intake.fhir.directory import Directory
from letters.intake.fhir.elements import Concept, Reference, is_partial
from letters.intake.fhir.exhibits import Exhibits
from letters.intake.fhir.people import Patient, placed, printed
from letters.intake.fhir.references import contained
from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.reports import (
    document_of,
    performed,
    referred,
    report_day,
    reported,
    shown_by,
)
from letters.intake.fhir.resources import (
    AllergyIntoleranceResource,
    ConditionResource,
    DiagnosticReportResource,
    DocumentReferenceResource,
    Medicated,
    MedicationAdministrationResource,
    MedicationDispenseResource,
    MedicationRequestResource,
    MedicationResource,
    MedicationStatementResource,
    ObservationResource,
    ProcedureResource,
    Reasoned,
)
from letters.intake.fhir.results import LeftError, Told, observed
from letters.intake.fhir.stream import Entry
from letters.intake.fhir.terms import Terms
from letters.intake.fhir.validation import read_as
from letters.intake.opening.files import File
from letters.intake.reading import ReadingError
from letters.intake.rows import Cell, Role, Row

M = TypeVar("M", bound=BaseModel)

_ACTIVE = ("", "active", "recurrence", "relapse")
_CONFIRMED = ("", "confirmed")
_NO_DIAGNOSIS = "no ICD-10-CM code of a diagnosis that is known"
_REASONED = ("active", "completed", "on-hold", "in-progress", "stopped")
_DATES = ("authoredOn", "effectiveDateTime", "whenHandedOver", "performedDateTime", "date")


class FaultyError(Exception):
    """A resource could not be read, which was noted."""


@dataclass
class Gathered:
    """What of one patient is put together only when everything was read."""

    sightings: list[Sighting] = field(default_factory=list)
    diagnoses: dict[str, Provenance] = field(default_factory=dict)
    answers: dict[str, tuple[dt.date, Cell, Provenance]] = field(default_factory=dict)


class Evidence:
    """Reads the resources of wanted patients, one after the other."""

    def __init__(
        self, files: Sequence[File], directory: Directory, terms: Terms, remarks: Remarks
    ) -> None:
        self._files = files
        self._names = [file.name for file in files]
        self._directory = directory
        self._terms = terms
        self._remarks = remarks
        self._gathered: dict[int, Gathered] = {}
        self._met: dict[tuple[int, str], Patient | None] = {}
        self._exhibits = Exhibits(self._names)

    def patient(self, entry: Entry) -> Patient | None:
        """Whom a resource is about, if that is sure."""
        subject = entry.resource.get("subject") or entry.resource.get("patient")
        if isinstance(subject, list) and len(subject) == 1:
            subject = subject[0]
        if subject is None:
            return self._directory.patient(None, entry)
        written = subject.get("reference") if isinstance(subject, dict) else None
        if not isinstance(written, str) or written.startswith("#") or "identifier" in subject:
            return self._looked_up(subject, entry)
        key = (entry.file, written)
        if key not in self._met:
            self._met[key] = self._looked_up(subject, entry)
        return self._met[key]

    def _looked_up(self, subject: Any, entry: Entry) -> Patient | None:
        try:
            return self._directory.patient(Reference.model_validate(subject), entry)
        except ValidationError:
            return None

    def rows(self, entry: Entry, patient: Patient) -> Iterator[Row]:
        """The rows that one resource tells by itself; the rest is gathered."""
        try:
            if entry.name == "Condition":
                self._condition(entry, patient)
            elif entry.name == "Observation":
                yield from self._observation(entry, patient, None, None)
            elif entry.name == "DiagnosticReport":
                yield from self._report(entry, patient)
            elif entry.name == "AllergyIntolerance":
                allergy = self._read(AllergyIntoleranceResource, entry)
                yield self._row(
                    entry, patient, Told(TREATMENTS, medications.allergic(allergy, self._terms))
                )
            elif entry.name == "DocumentReference":
                document = self._read(DocumentReferenceResource, entry)
                told = referred(document, self._terms)
                about = document.context.related if document.context else ()
                self._exhibits.take(entry, patient, about, told.cells.get("file"))
                yield self._row(entry, patient, told)
            elif entry.name == "Procedure":
                procedure = self._read(ProcedureResource, entry)
                yield self._row(entry, patient, performed(procedure, self._terms))
            else:
                self._medication(entry, patient)
        except LeftError as why:
            self._leave(entry, str(why))
        except FaultyError:
            pass

    def shown(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Rows with the files that show them, once everything was read."""
        return self._exhibits.lend(rows)

    def gathered(self, patients: Sequence[Patient]) -> Iterator[Row]:
        """What was put together of each patient: their courses, and who they are."""
        for patient in patients:
            of = self._gathered.get(id(patient), Gathered())
            for course in courses(of.sightings):
                yield Row(
                    TREATMENTS, course.read, course.cells, Role.FACT, patient.person, course.filled
                )
            yield self._person(patient, of)

    def _person(self, patient: Patient, of: Gathered) -> Row:
        """Who a patient is, how they are covered, what they have and what was answered of them."""
        cells = placed(patient.cells(), patient.read)
        cover = patient.cover
        if cover is not None:
            cells |= placed(cover.cells(), cover.read)
        elif patient.covers:
            self._note_covers(patient)
        if of.diagnoses:
            codes = sorted(of.diagnoses, key=self._terms.rank)
            cells["diagnosis codes"] = ("; ".join(codes), of.diagnoses[codes[0]])
        for heading, (_, answer, place) in of.answers.items():
            cells[heading] = (answer, place)
        plain = {heading: cell for heading, (cell, _) in cells.items()}
        filled = {h: place for h, (_, place) in cells.items() if place != patient.read}
        return Row(CASES, patient.read, plain, Role.PERSON, patient.person, filled)

    def _note_covers(self, patient: Patient) -> None:
        rule = "the patient has more than one coverage, and which one answers is not told"
        refusal = ReadingError(rule, "write payer and member id into the cases sheet")
        file = next(f for f in self._files if f.name == patient.read.file)
        part = patient.read.part or "Patient"
        self._remarks.note("warning", "No coverage was used", file, part, refusal)

    def _of(self, patient: Patient) -> Gathered:
        return self._gathered.setdefault(id(patient), Gathered())

    def _read(self, model: type[M], entry: Entry) -> M:
        found = read_as(model, entry, self._files[entry.file], self._remarks)
        if found is None:
            raise FaultyError
        return found

    def _place(self, entry: Entry) -> Provenance:
        sha256 = self._files[entry.file].sha256
        return Provenance(file=self._names[entry.file], sha256=sha256, part=entry.place)

    def _leave(self, entry: Entry, why: str) -> None:
        self._remarks.leave(self._files[entry.file], entry.place, entry.name, why)

    def _row(self, entry: Entry, patient: Patient, told: Told) -> Row:
        assert told.table is not None
        return Row(told.table, self._place(entry), told.cells, Role.FACT, patient.person)

    def _condition(self, entry: Entry, patient: Patient) -> None:
        condition = self._read(ConditionResource, entry)
        clinical, verified = condition.clinical_status, condition.verification_status
        if (clinical.code if clinical else "") not in _ACTIVE:
            raise LeftError("a condition that is no longer active")
        if (verified.code if verified else "") not in _CONFIRMED:
            raise LeftError("a condition that is not confirmed, or was refuted")
        codes = self._terms.diagnoses(condition.code)
        if not codes:
            raise LeftError(_NO_DIAGNOSIS)
        self._diagnose(entry, patient, codes)

    def _diagnose(self, entry: Entry, patient: Patient, codes: Sequence[str]) -> None:
        diagnoses = self._of(patient).diagnoses
        for code in codes:
            diagnoses.setdefault(code, self._place(entry))

    def _observation(
        self,
        entry: Entry,
        patient: Patient,
        reported_in: DocumentTerm | None,
        reported_on: dt.date | None,
    ) -> Iterator[Row]:
        resource = self._read(ObservationResource, entry)
        self._exhibits.take(entry, patient, resource.has_member)
        by = self._clinician(resource.performer, entry)
        for told in observed(resource, by, reported_in, reported_on, self._terms):
            if isinstance(told, LeftError):
                self._leave(entry, str(told))
            elif told.table is None:
                self._answer(entry, patient, told)
            else:
                yield self._row(entry, patient, told)

    def _answer(self, entry: Entry, patient: Patient, told: Told) -> None:
        """Keeps the latest answer; of two of one day that differ, none."""
        assert told.on is not None
        answers = self._of(patient).answers
        for heading, answer in told.cells.items():
            known = answers.get(heading)
            if known is None or told.on > known[0]:
                answers[heading] = (told.on, answer, self._place(entry))
            elif told.on == known[0] and answer != known[1]:
                self._leave(entry, "another answer of the same day differs from it")

    def _clinician(self, performers: Sequence[Reference], entry: Entry) -> str | None:
        """The name of the only one who performed it, if that is a clinician."""
        if len(performers) != 1:
            return None
        performer = performers[0]
        role = self._directory.roles.find(performer, entry)
        of = role.practitioner if role is not None else performer
        practitioner = self._directory.practitioners.find(of, entry)
        if practitioner is not None:
            return printed(practitioner.name)
        outside = (performer.reference or "").split("/")[-2:-1] in (
            ["Practitioner"],
            ["PractitionerRole"],
        )
        return performer.display if outside else None

    def _report(self, entry: Entry, patient: Patient) -> Iterator[Row]:
        report = self._read(DiagnosticReportResource, entry)
        document, on = document_of(report, self._terms), report_day(report)
        within = [each for each in contained(entry) if each.name == "Observation"]
        for each in within:
            try:
                yield from self._observation(each, patient, document, on)
            except FaultyError:
                continue
        self._exhibits.take(entry, patient, report.result, shown_by(report), within)
        for told in reported(report, self._terms):
            if isinstance(told, LeftError):
                self._leave(entry, str(told))
            else:
                yield self._row(entry, patient, told)

    def _medication(self, entry: Entry, patient: Patient) -> None:
        """Gathers a sighting of a treatment, and the diagnoses that are coded as its reason.

        A reason that refers to a condition adds nothing: the condition is read by itself, and left
        where it is refuted.
        """
        model, sighted = _TREATED[entry.name]
        resource = self._read(model, entry)
        if isinstance(resource, Reasoned) and resource.status in _REASONED:
            codes = [code for each in resource.reason_code for code in self._terms.diagnoses(each)]
            self._diagnose(entry, patient, codes)
        drug = self._drug(resource, entry)
        if drug is None:
            raise LeftError(medications.UNKNOWN_DRUG)
        sighting = sighted(resource, drug, self._terms, self._place(entry))
        if sighting.start is None and any(is_partial(_text(entry, date)) for date in _DATES):
            rule = "a day is needed, a month or year alone is not a date"
            refusal = ReadingError(rule, "add the day in its system if it is known")
            file = self._files[entry.file]
            what = "The treatment was read without its start"
            self._remarks.note("warning", what, file, entry.place, refusal)
        self._of(patient).sightings.append(sighting)

    def _drug(self, resource: Medicated, entry: Entry) -> Drug | None:
        """The drug of a treatment: its own words, or the medication to which it refers."""
        if resource.medication_codeable_concept is not None:
            return self._terms.drug(resource.medication_codeable_concept)
        reference = resource.medication_reference
        if reference is None:
            return None
        medication = self._directory.medications.find(reference, entry) or self._held(
            reference, entry
        )
        if medication is not None:
            return self._terms.ingredient(medication)
        return self._terms.drug(Concept(text=reference.display)) if reference.display else None

    def _held(self, reference: Reference, entry: Entry) -> MedicationResource | None:
        """The contained medication that is meant."""
        for each in contained(entry):
            local = each.resource.get("id")
            if each.name == "Medication" and reference.reference == f"#{local}":
                return read_as(MedicationResource, each, self._files[entry.file], self._remarks)
        return None


def _text(entry: Entry, name: str) -> str | None:
    value = entry.resource.get(name)
    return value if isinstance(value, str) else None


_TREATED: dict[str, tuple[type[Any], Callable[[Any, Drug, Terms, Provenance], Sighting]]] = {
    "MedicationRequest": (MedicationRequestResource, medications.ordered),
    "MedicationStatement": (MedicationStatementResource, medications.stated),
    "MedicationAdministration": (MedicationAdministrationResource, medications.administered),
    "MedicationDispense": (MedicationDispenseResource, medications.dispensed),
}
