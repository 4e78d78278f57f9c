"""Facts: what a sentence rests on in the record, with its place and its exhibit."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from letters.case import Case
from letters.case.evidence import (
    GIVEN,
    Attestation,
    Category,
    Evidence,
    Measurement,
    Procedure,
    Record,
    Therapy,
)
from letters.case.model import Level, Ruling, Urgency
from letters.case.pages import cited
from letters.case.provenance import Exhibit, Provenance
from letters.citations import Library
from letters.determination.kinds import notice_of
from letters.rationale.model import Enclosure, Fact
from letters.rationale.phrasing import Phrasebook
from letters.rationale.printing import Printer, reported

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def exhibit_letter(index: int) -> str:
    """A, B, ... Z, AA, ... ZZ, AAA, ...: the letter of the exhibit at a place in the list."""
    before, last = divmod(index, len(_LETTERS))
    return (exhibit_letter(before - 1) if before else "") + _LETTERS[last]


def enclosures(
    case: Case, library: Library, book: Phrasebook | None = None
) -> tuple[Enclosure, ...]:
    """The documents of the case in the order of the vocabulary, each with its exhibit letter.

    The notice of a decision on an appeal is titled by what it is: nobody takes it for the denial.
    """
    order = {term.id: i for i, term in enumerate(library.vocabulary.documents)}
    records = sorted(
        (item for item in case.evidence if isinstance(item, Record)),
        key=lambda record: (order[record.document], record.on),
    )
    return tuple(
        Enclosure(
            letter=exhibit_letter(i),
            title=_title(case, library, book or Phrasebook(library), record),
            on=record.on,
            file=record.exhibit.file if record.exhibit else None,
            pages=cited(record.pages) if record.pages else None,
        )
        for i, record in enumerate(records)
    )


def _title(case: Case, library: Library, book: Phrasebook, record: Record) -> str:
    level, ruling = next(
        ((level, ruling) for level, ruling, told in _decisions(case) if told(record)), (None, None)
    )
    proves = {term.id: term.proves for term in library.vocabulary.documents}[record.document]
    if proves != "decision" or level in (None, Level.INITIAL):
        return library.word(record.document)
    return book.phrase("enclosure", level=level, ruling=ruling)


def _decisions(case: Case) -> Iterator[tuple[Level, Ruling, Callable[[Record], bool]]]:
    """Each decision so far, and whether a document is its notice: by its file, else by its day."""
    for one in case.decisions:
        file = one.exhibit.file if one.exhibit else None
        yield one.level, one.ruling, partial(_is_notice, file, one.on)
    if case.denial is not None:
        told = case.denial
        yield told.level, told.ruling, partial(_is_notice, None, told.notice_on)


def _is_notice(file: str | None, on: dt.date | None, record: Record) -> bool:
    if file is not None and record.exhibit is not None:
        return record.exhibit.file == file
    return record.on == on


class _Enclosed(NamedTuple):
    """An enclosure: its exhibit letter, its day, its pages; None means all of its file."""

    letter: str
    on: dt.date | None
    pages: tuple[int, ...] | None

    def encloses(self, page: int | None) -> bool:
        return page is None or self.pages is None or page in self.pages


class Facts:
    """Makes facts of a case's evidence."""

    def __init__(self, case: Case, library: Library, book: Phrasebook | None = None) -> None:
        self._case, self._library = case, library
        self._printer = Printer(library)
        self.enclosures = enclosures(case, library, book)
        self._enclosed: dict[str | None, list[_Enclosed]] = {}
        for one in self.enclosures:
            self._enclosed.setdefault(one.file, []).append(
                _Enclosed(one.letter, one.on, one.numbers)
            )
        self._stated: dict[int, tuple[Evidence, Fact]] = {}

    def of(self, evidence: Evidence) -> Fact:
        """The fact that a piece of evidence states."""
        known = self._stated.get(id(evidence))
        if known is None:
            # With the evidence itself, so that its id stays its own.
            known = self._stated[id(evidence)] = evidence, self._of(evidence)
        return known[1]

    def _of(self, evidence: Evidence) -> Fact:
        what, value, on = self._told(evidence)
        exhibit = None if isinstance(evidence, Attestation) else evidence.exhibit
        return self.placed(what, value, on, evidence.read, exhibit)

    def whole(self, record: Record) -> Fact:
        """A document as a whole: its page only where it is the only one."""
        exhibit = record.exhibit
        if exhibit is not None and record.pages != (exhibit.page,):
            exhibit = exhibit.model_copy(update={"page": None})
        what, value, on = self._told(record)
        return self.placed(what, value, on, record.read, exhibit)

    def header(self, what: str, value: str, on: dt.date | None = None) -> Fact:
        """A fact of the case's own row: the request, the patient, the plan, the denial."""
        return self.placed(what, value, on, self._case.read)

    def denied(self, what: str, value: str, on: dt.date | None = None) -> Fact:
        """A fact of the notice or remittance that tells the denial."""
        denial = self._case.denial
        return self.placed(what, value, on, denial.read if denial else self._case.read)

    def noticed(self, what: str, value: str) -> Fact:
        """A fact that the notice of the denial itself tells, with its exhibit."""
        denial = self._case.denial
        on = denial.notice_on if denial else None
        notice = notice_of(self._case, self._library, on)
        read = denial.read if denial else self._case.read
        return self.placed(what, value, on, read, notice.exhibit if notice else None)

    def urgent(self, stated: Urgency) -> Fact:
        """The physician's own statement that the standard time would do harm."""
        return self.placed("urgency statement", stated.statement, stated.on, stated.read)

    def placed(
        self,
        what: str,
        value: str,
        on: dt.date | None,
        read: Provenance,
        exhibit: Exhibit | None = None,
    ) -> Fact:
        """A fact of the row in which it was read, with the page that proves it."""
        return Fact(
            what=what,
            value=value,
            on=on,
            file=read.file,
            sheet=read.sheet,
            row=read.row,
            part=read.part,
            document=self._exhibit(exhibit, on) if exhibit else None,
            page=exhibit.page if exhibit else None,
        )

    def _exhibit(self, exhibit: Exhibit, on: dt.date | None) -> str | None:
        """The enclosure of that file: of several in one file, the one that encloses the page.

        Where that leaves several, the one of that day; where no pages or day decide, the last.
        """
        found = self._enclosed.get(exhibit.file, [])
        enclosing = [one for one in found if one.encloses(exhibit.page)] or found
        dated = [one for one in enclosing if one.on == on] or enclosing
        return dated[-1].letter if dated else None

    def _told(self, evidence: Evidence) -> tuple[str, str, dt.date | None]:
        word = self._library.word
        match evidence:
            case Measurement():
                return word(evidence.measure), reported(evidence), evidence.on
            case Category():
                return word(evidence.category), self._option(evidence), evidence.on
            case Therapy():
                return word(evidence.drug), self._course(evidence), evidence.start
            case Procedure():
                return word(evidence.procedure), "", evidence.on
            case Record():
                return word(evidence.document), "", evidence.on
            case Attestation():
                return word(evidence.question), "yes" if evidence.answer else "no", evidence.on

    def _option(self, evidence: Category) -> str:
        categories = self._library.vocabulary.categories
        category = next(term for term in categories if term.id == evidence.category)
        return next(option.name for option in category.options if option.id == evidence.value)

    def _course(self, course: Therapy) -> str:
        parts = [course.status.value]
        if course.status in GIVEN and course.dose:
            parts.append(self._printer.dose(course.dose))
        return ", ".join(parts)
