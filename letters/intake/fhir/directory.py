"""Who and what the resources of the input refer to: patients, plans, payers, medications."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, TypeVar

from letters import codes
from letters.intake.fhir import people
from letters.intake.fhir.elements import Identifier, Reference, Slim, is_partial
from letters.intake.fhir.people import Cover, Patient, Payer
from letters.intake.fhir.references import Shelf, contained, is_contained, names, numbered, wanted
from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.resources import (
    CoverageResource,
    MedicationResource,
    OrganizationResource,
    PatientResource,
    PractitionerResource,
    PractitionerRoleResource,
)
from letters.intake.fhir.stream import Entry
from letters.intake.fhir.validation import read_as
from letters.intake.opening.files import File
from letters.intake.reading import ReadingError

T = TypeVar("T", bound=Hashable)
R = TypeVar("R", bound=Slim)

UNKNOWN_PATIENT = "its patient is not in the input, or not told from another one there"
_COVERED = (None, "active")
_NPI = "us-npi"


class Kept(Generic[T]):
    """Resources of one type, with which of them were ever referred to."""

    def __init__(self) -> None:
        self._shelf: Shelf[T] = Shelf()
        self._entries: list[tuple[Entry, T]] = []
        self._stand: dict[T, Entry] = {}
        self._used: set[T] = set()

    def put(self, entry: Entry, thing: T) -> None:
        """Keeps what a resource tells, by the names of the resource."""
        self._entries.append((entry.bare, thing))
        self._stand.setdefault(thing, entry.bare)
        for name in names(entry):
            self._shelf.put(name, entry.file, thing)

    def find(self, reference: Reference | None, entry: Entry) -> T | None:
        """What a reference in a resource means, if it stands in the input."""
        found = self._shelf.find(wanted(reference, entry), entry.file)
        if found is not None:
            self._used.add(found)
        return found

    def place(self, thing: T) -> Entry:
        """Where what was kept stands."""
        return self._stand[thing]

    def all(self) -> Sequence[tuple[Entry, T]]:
        """Everything kept, with where it stands."""
        return self._entries

    def unused(self) -> Iterator[Entry]:
        """Where that stands to which nothing referred."""
        return (
            entry
            for entry, thing in self._entries
            if thing not in self._used and not is_contained(entry)
        )


class Directory:
    """Takes who is who; after `settle` it tells what references mean."""

    def __init__(self, files: Sequence[File], remarks: Remarks) -> None:
        self._files = files
        self._remarks = remarks
        self.patients: list[Patient] = []
        self._who: Shelf[int] = Shelf()
        self._alone: dict[int, set[int]] = {}
        self._coverages: Kept[CoverageResource] = Kept()
        self.organizations: Kept[OrganizationResource] = Kept()
        self.practitioners: Kept[PractitionerResource] = Kept()
        self.roles: Kept[PractitionerRoleResource] = Kept()
        self.medications: Kept[MedicationResource] = Kept()

    def take(self, entry: Entry) -> None:
        """Takes a resource that others may refer to; any other type is passed over."""
        if entry.name == "Patient":
            self._take_patient(entry)
        elif entry.name == "Coverage":
            self._keep(self._coverages, CoverageResource, entry)
        elif entry.name == "Organization":
            self._keep(self.organizations, OrganizationResource, entry)
        elif entry.name == "Practitioner":
            self._keep(self.practitioners, PractitionerResource, entry)
        elif entry.name == "PractitionerRole":
            self._keep(self.roles, PractitionerRoleResource, entry)
        elif entry.name == "Medication":
            self._keep(self.medications, MedicationResource, entry)

    def take_contained(self, entry: Entry) -> None:
        """Takes what a resource holds, for its own references alone."""
        for each in contained(entry):
            self.take(each)

    def settle(self) -> None:
        """Gives each patient their coverages, once everybody is known."""
        for entry, coverage in self._coverages.all():
            file = self._files[entry.file]
            if coverage.status not in _COVERED:
                why = "a coverage that is not in force"
                self._remarks.leave(file, entry.place, entry.name, why)
                continue
            patient = self.patient(coverage.beneficiary, entry)
            if patient is None:
                self._remarks.leave(file, entry.place, entry.name, UNKNOWN_PATIENT)
            else:
                patient.covers.append(self._cover(entry, coverage))

    def patient(self, reference: Reference | None, entry: Entry) -> Patient | None:
        """Whom a resource is about; one that names nobody is of the only patient of its file."""
        if reference is None or reference.is_empty:
            alone = self._alone.get(entry.file, set())
            return self.patients[next(iter(alone))] if len(alone) == 1 else None
        found = self._who.find(wanted(reference, entry), entry.file)
        return None if found is None else self.patients[found]

    def cover(self, reference: Reference | None, entry: Entry) -> Cover | None:
        """The coverage that a claim names."""
        coverage = self._coverages.find(reference, entry)
        if coverage is None:
            return None
        return self._cover(self._coverages.place(coverage), coverage)

    def payer(self, reference: Reference | None, entry: Entry) -> Payer | None:
        """Who answers: a resource of the input, or the name that the reference itself gives."""
        if reference is None:
            return None
        organization = self.organizations.find(reference, entry)
        if organization is not None:
            return people.payer(organization)
        number = reference.identifier.value if reference.identifier else None
        name = (reference.display or "").strip() or None
        return Payer(name, number=number) if name or number else None

    def npi(self, reference: Reference | None, entry: Entry) -> str | None:
        """The NPI of whom a reference means, if it has a right one."""
        if reference is None:
            return None
        role = self.roles.find(reference, entry)
        if role is not None:
            return self.npi(role.practitioner, entry)
        found = self.practitioners.find(reference, entry) or self.organizations.find(
            reference, entry
        )
        held = (reference.identifier,) if reference.identifier else ()
        return npi((*(found.identifier if found else ()), *held))

    def leave_unused(self) -> None:
        """Lists who and what nothing refers to; to be called last."""
        for kept in (self.organizations, self.practitioners, self.medications):
            for entry in kept.unused():
                why = "nothing that is used refers to it"
                self._remarks.leave(self._files[entry.file], entry.place, entry.name, why)

    def _keep(self, kept: Kept[R], model: type[R], entry: Entry) -> None:
        thing = read_as(model, entry, self._files[entry.file], self._remarks)
        if thing is not None:
            kept.put(entry, thing)

    def _take_patient(self, entry: Entry) -> None:
        file = self._files[entry.file]
        patient = read_as(PatientResource, entry, file, self._remarks)
        if patient is None:
            return
        if patient.birth_date is not None and people.identity(patient).born is None:
            self._note_birth(file, entry, is_partial(patient.birth_date))
        number = self._numbered(entry, patient)
        self.patients[number].files.add(entry.file)
        if not is_contained(entry):
            self._alone.setdefault(entry.file, set()).add(number)
        for name in names(entry):
            self._who.put(name, entry.file, number)
        for each in patient.identifier:
            if each.value:
                self._who.put(numbered(each.system, each.value), entry.file, number)

    def _numbered(self, entry: Entry, patient: PatientResource) -> int:
        """The number of a patient: that of an equal one of the same name, or a new one."""
        identity = people.identity(patient)
        for name in names(entry):
            for number in self._who.all(name):
                if self.patients[number].identity == identity:
                    return number
        self.patients.append(Patient(identity, self._files[entry.file].place(entry.place)))
        return len(self.patients) - 1

    def _note_birth(self, file: File, entry: Entry, partial: bool) -> None:
        rule = "a day is needed, a month or year alone is not a birth date"
        rule = rule if partial else "there is no such day in the calendar"
        refusal = ReadingError(rule, "correct the birth date in its system and export it again")
        what = "The patient was read without a birth date"
        self._remarks.note("warning", what, file, entry.place, refusal)

    def _cover(self, entry: Entry, coverage: CoverageResource) -> Cover:
        answers = next((p for each in coverage.payor if (p := self.payer(each, entry))), None)
        return people.cover(coverage, answers, self._files[entry.file].place(entry.place))


def npi(identifiers: Sequence[Identifier]) -> str | None:
    """The right NPI among identifiers."""
    for each in identifiers:
        if each.value and ((each.system or "").endswith(_NPI) or "npi" in each.kinds):
            try:
                return codes.npi(each.value)
            except ValueError:
                continue
    return None
