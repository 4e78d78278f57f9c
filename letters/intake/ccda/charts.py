"""Reads clinical documents one after the other; only those of patients who are wanted."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, replace

from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary
from letters.intake.ccda.chart import Chart, Entry, entries, leave_empty, within
from letters.intake.ccda.elements import Texts, children
from letters.intake.ccda.patients import coverage, patient
from letters.intake.ccda.problems import diagnoses, indications
from letters.intake.ccda.procedures import procedures
from letters.intake.ccda.results import results
from letters.intake.ccda.treatments import contraindications, treatments
from letters.intake.columns import CASES
from letters.intake.fhir.terms import Terms
from letters.intake.limits import Limits
from letters.intake.mapping import Mapping
from letters.intake.opening.files import File
from letters.intake.opening.hardened import parse_xml
from letters.intake.reading import Journal, ReadingError, Unused
from letters.intake.rows import Cell, Person, Role, Row

_NOT_WANTED = "nothing in the input is asked or denied for its patient"
_MISSED = "a file could not be read"
_NO_NEED = "no letter needs what it tells"
_MEDICATIONS = frozenset(
    {
        "medications",
        "administered medications",
        "admission medications",
        "discharge medications",
        "plan of treatment",
    }
)
_READERS: Dictionary[str, Callable[[Entry, Chart], Iterator[Row]]] = {
    **dict.fromkeys(_MEDICATIONS, treatments),
    "allergies": contraindications,
    "results": results,
    "vital signs": results,
    "procedures": procedures,
}
_HEADED = frozenset({"payers", "problems"})
"""Sections from which the row of the patient is taken."""


@dataclass(frozen=True)
class Charts:
    """The clinical documents of an input."""

    files: Sequence[File]
    terms: Terms
    limits: Limits
    journal: Journal

    def requests(self) -> Iterator[Row]:
        """Nothing: a chart asks for nothing, and its authors need not be of the practice."""
        return iter(())

    def facts(self, wanted: Callable[[Person], bool]) -> Iterator[Row]:
        """The rows of all documents of persons who are wanted; the others are listed."""
        for file in self.files:
            try:
                yield from self._facts(file, wanted)
            except ReadingError as refusal:
                place = file.place()
                self.journal.note("error", "The file was not read", place, refusal)
                self.journal.leave_part(Unused(kind="file", file=file.name, why=refusal.rule))
                self.journal.missed.append(_MISSED)

    def _facts(self, file: File, wanted: Callable[[Person], bool]) -> Iterator[Row]:
        """The rows of one document.

        Raises:
            ReadingError: it cannot be read, or does not tell of whom it is.
        """
        try:
            root = parse_xml(file.path.read_bytes(), self.limits)
        except OSError as error:
            rule, action = "the file cannot be opened", "check that it may be read"
            raise ReadingError(rule, action) from error
        chart = Chart(file, root, Texts(root), self.terms, self.journal)
        held = entries(chart)
        known = patient(chart, held)
        if not wanted(known.person):
            self.journal.leave_part(Unused(kind="file", file=file.name, why=_NOT_WANTED))
            return
        chart = replace(chart, person=known.person)
        yield _person(chart, held, {**known.cells, **coverage(chart, held)})
        for entry in held:
            if entry.section in _READERS:
                yield from _READERS[entry.section](entry, chart)
            elif entry.section not in _HEADED:
                chart.leave(entry, _NO_NEED)
        leave_empty(chart)
        _note_embedded(chart)


def open_charts(
    files: Sequence[File],
    vocabulary: Vocabulary,
    mapping: Mapping,
    limits: Limits,
    journal: Journal,
) -> Charts:
    """The clinical documents among the files of an input; each is read when its facts are."""
    return Charts(files, Terms(vocabulary, mapping), limits, journal)


def _person(chart: Chart, held: Sequence[Entry], cells: dict[str, Cell]) -> Row:
    """The row of the patient with the diagnoses that stand in any entry, each once."""
    places: dict[str, Provenance] = {}
    for entry in held:
        for code in _diagnoses(entry, chart):
            places.setdefault(code, entry.place)
    filled: dict[str, Provenance] = {}
    if places:
        cells["diagnosis codes"] = "; ".join(places)
        filled["diagnosis codes"] = next(iter(places.values()))
    place = chart.file.place("patient")
    return Row(CASES, place, cells, Role.PERSON, chart.person, filled)


def _diagnoses(entry: Entry, chart: Chart) -> Iterator[str]:
    if entry.section == "problems":
        yield from diagnoses(entry, chart)
    elif entry.section in _MEDICATIONS:
        for administration in within(entry.element, "substanceAdministration"):
            yield from indications(administration, chart)


def _note_embedded(chart: Chart) -> None:
    """Names documents that are enclosed whole, as a scan: what they tell is not read."""
    for _ in children(chart.root, "component", "nonXMLBody"):
        place = chart.file.place("body")
        rule = "the document is a scan or a text without entries"
        action = "export the chart as a C-CDA document with entries, or as FHIR"
        what = "Nothing but the patient was read"
        chart.journal.note("warning", what, place, ReadingError(rule, action))
        chart.journal.tally("section", "nonXMLBody", place, rule)
