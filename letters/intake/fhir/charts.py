"""All FHIR files of an input together: who is who and what was refused first, evidence second.

Why twice: an export of two hundred megabytes tells of thousands of patients, and something is asked
for a few of them. Evidence of the others is never kept.
"""

from collections.abc import Callable, Iterator, Sequence

from letters.case.vocabulary import Vocabulary
from letters.intake.fhir.claims import Claims
from letters.intake.fhir.denials import Denials
from letters.intake.fhir.directory import UNKNOWN_PATIENT, Directory
from letters.intake.fhir.evidence import Evidence
from letters.intake.fhir.kinds import BILLING, EVIDENCE, PEOPLE, READ, TREATMENTS, version
from letters.intake.fhir.orders import Orders
from letters.intake.fhir.people import Patient
from letters.intake.fhir.practice import practice_rows
from letters.intake.fhir.remarks import Remarks
from letters.intake.fhir.resources import MedicationRequestResource
from letters.intake.fhir.stream import Entry, Stream
from letters.intake.fhir.terms import Terms
from letters.intake.fhir.validation import read_as
from letters.intake.limits import Limits
from letters.intake.mapping import Mapping
from letters.intake.opening.files import File
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import Person, Row

_FIRST = PEOPLE | BILLING | {"Medication"}
_LATER = EVIDENCE - {"MedicationRequest"}
"""Types that the first reading passes over, unread where their type stands first."""
_TELLING = EVIDENCE | TREATMENTS
_NOT_ASKED = "nothing in the input is asked or denied for its patient"
_NO_KIND = "no kind of resource that letters are written from"


class Charts:
    """The rows of all FHIR files. `requests` is taken before `facts`; both may be taken again."""

    def __init__(
        self,
        files: Sequence[File],
        vocabulary: Vocabulary,
        mapping: Mapping,
        limits: Limits,
        journal: Journal,
    ) -> None:
        self._files = files
        self._terms = Terms(vocabulary, mapping)
        self._remarks = Remarks(journal)
        self._streams = [Stream(file, at, limits) for at, file in enumerate(files)]
        self._directory = Directory(files, self._remarks)
        self._orders = Orders(self._terms)
        self._claims = Claims(files, self._directory, self._terms, self._remarks)
        self._indexed = False

    def requests(self) -> Iterator[Row]:
        """What is asked or was refused, of everybody, and who may sign."""
        self._index()
        histories = frozenset(each.number for each in self._streams if each.is_history)
        denials = Denials(self._files, self._directory, self._orders, self._terms, self._remarks)
        yield from practice_rows(self._directory, self._files, self._remarks)
        yield from denials.rows(self._claims, histories)
        self._remarks.close()

    def facts(self, wanted: Callable[[Person], bool]) -> Iterator[Row]:
        """Who the wanted patients are, how they are covered, and all evidence of them.

        What is told of others is counted, and so is everything that could not be read.
        """
        self._index()
        chosen = [each for each in self._directory.patients if wanted(each.person)]
        kept = {id(each) for each in chosen}
        evidence = Evidence(self._files, self._directory, self._terms, self._remarks)
        told: list[Row] = []
        for stream in self._streams:
            for entry in stream.entries(self._remarks):
                if not stream.is_history:
                    told += self._facts_of(entry, evidence, kept)
        yield from evidence.shown(told)
        yield from evidence.gathered(chosen)
        self._directory.leave_unused()
        self._leave_others(kept)
        self._remarks.close()

    def _index(self) -> None:
        """The first reading, once: whatever others refer to, claims and their answers."""
        if self._indexed:
            return
        self._indexed = True
        for stream in self._streams:
            for entry in stream.entries(skip=_LATER):
                self._take(entry)
        self._directory.settle()

    def _take(self, entry: Entry) -> None:
        file = self._files[entry.file]
        if entry.name == "MedicationRequest":
            order = read_as(MedicationRequestResource, entry, file, None)
            if order is not None and version(entry.resource) is None:
                self._orders.take(entry, order)
        elif entry.name in _FIRST and not self._is_other_version(entry):
            if entry.name in BILLING:
                self._claims.take(entry)
            else:
                self._directory.take(entry)

    def _is_other_version(self, entry: Entry) -> bool:
        """Notes and lists a resource of a version that writes what is read of it otherwise."""
        other = version(entry.resource)
        if other is None:
            return False
        file = self._files[entry.file]
        rule = f"in FHIR {other} a resource {entry.name} differs from the R4 that is read"
        refusal = ReadingError(rule, "export it in FHIR R4")
        self._remarks.note("warning", "The resource was not used", file, entry.place, refusal)
        self._remarks.leave(file, entry.place, entry.name, f"it is of FHIR {other}", lost=True)
        return True

    def _facts_of(self, entry: Entry, evidence: Evidence, kept: set[int]) -> Iterator[Row]:
        file = self._files[entry.file]
        if entry.name in _TELLING:
            patient = evidence.patient(entry)
            if patient is not None and id(patient) not in kept:
                self._remarks.leave(file, entry.place, entry.name, _NOT_ASKED)
            elif self._is_other_version(entry):
                return
            elif patient is None:
                self._remarks.leave(file, entry.place, entry.name, UNKNOWN_PATIENT, lost=True)
            else:
                yield from evidence.rows(entry, patient)
        elif entry.name not in READ:
            self._remarks.leave(file, entry.place, entry.name, _NO_KIND)

    def _leave_others(self, kept: set[int]) -> None:
        others: list[Patient] = [p for p in self._directory.patients if id(p) not in kept]
        for patient in others:
            for number in sorted(patient.files)[:1]:
                part = patient.read.part or "Patient"
                self._remarks.leave(self._files[number], part, "Patient", _NOT_ASKED)
