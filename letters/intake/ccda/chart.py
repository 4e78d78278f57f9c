"""One clinical document: its sections and entries, and what every reader of them needs."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from letters.case.provenance import Provenance
from letters.intake.ccda.elements import (
    LOINC,
    Moment,
    Texts,
    child,
    children,
    concept,
    moment,
    name_of,
    templates,
)
from letters.intake.fhir.elements import Concept
from letters.intake.fhir.terms import Terms
from letters.intake.opening.files import File
from letters.intake.reading import Journal, ReadingError
from letters.intake.rows import NOBODY, Person

_BY_CODE = {
    "48765-2": "allergies",
    "10160-0": "medications",
    "29549-3": "administered medications",
    "42346-7": "admission medications",
    "10183-2": "discharge medications",
    "75311-1": "discharge medications",
    "11450-4": "problems",
    "30954-2": "results",
    "8716-3": "vital signs",
    "47519-4": "procedures",
    "48768-6": "payers",
    "18776-5": "plan of treatment",
    "11369-6": "immunizations",
    "46240-8": "encounters",
    "29762-2": "social history",
    "10157-6": "family history",
    "47420-5": "functional status",
    "46264-8": "medical equipment",
    "11348-0": "past illnesses",
    "51848-0": "assessment",
    "61146-7": "goals",
    "75310-3": "health concerns",
}
_TEMPLATE = "2.16.840.1.113883.10.20.22.2."
_BY_TEMPLATE = {
    "6": "allergies",
    "1": "medications",
    "38": "administered medications",
    "44": "admission medications",
    "11": "discharge medications",
    "5": "problems",
    "3": "results",
    "4": "vital signs",
    "7": "procedures",
    "18": "payers",
    "10": "plan of treatment",
    "2": "immunizations",
    "22": "encounters",
    "17": "social history",
    "15": "family history",
    "14": "functional status",
    "23": "medical equipment",
}
"""Sections by the number of their template, without the version that requires entries."""
_LOINC_SHAPE = re.compile(r"[0-9]{1,6}-[0-9]")
_STATEMENTS = frozenset(
    {
        *("act", "encounter", "observation", "observationMedia", "organizer", "procedure"),
        *("regionOfInterest", "substanceAdministration", "supply"),
    }
)
_LINKS = ("component", "entryRelationship")


@dataclass(frozen=True)
class Entry:
    """One entry of a section: its clinical statement and where it stands."""

    section: str
    element: ET.Element
    place: Provenance

    @property
    def kind(self) -> str:
        """Its section and the standard's own word for it."""
        return f"{self.section}, {name_of(self.element)}"


@dataclass(frozen=True)
class Chart:
    """A document as it is read. `written` is its own date, `person` whom it is about."""

    file: File
    root: ET.Element
    texts: Texts
    terms: Terms
    journal: Journal
    person: Person = NOBODY

    @property
    def written(self) -> Moment | None:
        """The date of the document."""
        return moment(child(self.root, "effectiveTime"))

    def concept(self, coded: ET.Element | None, other: str = "") -> Concept:
        """A coded value with what it is called, `other` where it has no text of its own."""
        return concept(coded, self.texts, other)

    def leave(self, entry: Entry, why: str) -> None:
        """Counts an entry, or a part of one, from which nothing is taken."""
        self.journal.tally("entry", entry.kind, entry.place, why)

    def refuse(self, entry: Entry, what: str, refusal: ReadingError) -> None:
        """Notes that an entry that matters is not clear, and leaves it."""
        self.journal.note("warning", what, entry.place, refusal)
        self.leave(entry, refusal.rule)


def entries(chart: Chart) -> list[Entry]:
    """All entries that hold a statement, in the order of the document."""
    return [
        Entry(kind, statement, place)
        for kind, entry, place in _numbered(chart)
        if entry is not None and (statement := _statement(entry)) is not None
    ]


def leave_empty(chart: Chart) -> None:
    """Counts the sections without entries and the entries without a statement."""
    for kind, entry, place in _numbered(chart):
        if entry is None:
            chart.journal.tally("section", kind, place, "it holds no entries, text at most")
        elif _statement(entry) is None:
            chart.journal.tally("entry", kind, place, "it holds no statement")


def _numbered(chart: Chart) -> Iterator[tuple[str, ET.Element | None, Provenance]]:
    """Each entry with the kind of its section and its place; a section without any once."""
    counts: dict[str, int] = {}
    for section in _sections(child(chart.root, "component", "structuredBody")):
        kind = _kind(section, chart)
        held = list(children(section, "entry"))
        if not held and child(section, "component") is None:
            yield kind, None, chart.file.place(kind)
        for entry in held:
            counts[kind] = counts.get(kind, 0) + 1
            yield kind, entry, chart.file.place(f"{kind}, entry {counts[kind]}")


def _statement(entry: ET.Element) -> ET.Element | None:
    return next((part for part in entry if name_of(part) in _STATEMENTS), None)


def _sections(body: ET.Element | None) -> Iterator[ET.Element]:
    for section in children(body, "component", "section"):
        yield section
        yield from _sections(section)


def _kind(section: ET.Element, chart: Chart) -> str:
    """The kind of a section in our words; one that is not known goes by its code."""
    found = chart.concept(child(section, "code")).codes(LOINC, "")
    for code in found:
        if code in _BY_CODE:
            return _BY_CODE[code]
    for number in templates(section):
        if number.startswith(_TEMPLATE):
            short = number.removeprefix(_TEMPLATE).removesuffix(".1")
            if short in _BY_TEMPLATE:
                return _BY_TEMPLATE[short]
    return next((f"section {c}" for c in found if _LOINC_SHAPE.fullmatch(c)), "another section")


def within(statement: ET.Element, name: str) -> Iterator[ET.Element]:
    """The statements of one name within another, itself included; not those within these."""
    if name_of(statement) == name:
        yield statement
        return
    for link in _LINKS:
        for part in children(statement, link):
            for inner in part:
                if name_of(inner) in _STATEMENTS:
                    yield from within(inner, name)
