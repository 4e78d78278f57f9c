"""The one verb of intake: files become cases, and everything not used is listed."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Keyed
from pathlib import Path
from typing import Protocol

from letters.case.evidence import Evidence, Record, Therapy
from letters.case.model import Case, PlanTrack
from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary
from letters.errors import InputError
from letters.intake import sheets
from letters.intake.cases.decisions import with_decisions
from letters.intake.cases.facts import Facts, read_facts
from letters.intake.cases.practices import read_practices
from letters.intake.cases.records import note_pages
from letters.intake.cases.requests import read_cases
from letters.intake.joining.filenames import FileNames
from letters.intake.joining.join import Join, Joined
from letters.intake.limits import DEFAULT, Limits
from letters.intake.mapping import NONE, Mapping, planned, practice_rows
from letters.intake.opening.files import File, FileKind, open_all
from letters.intake.reading import Journal, Read, Reading, ReadingError, Unused
from letters.intake.rows import Person, Row


class _Charts(Protocol):
    """Charts of one kind of file."""

    def requests(self) -> Iterator[Row]:
        """What is asked or was refused."""

    def facts(self, wanted: Callable[[Person], bool]) -> Iterator[Row]:
        """All that is known of the persons wanted."""


def read(
    paths: Sequence[Path],
    vocabulary: Vocabulary,
    mapping: Mapping = NONE,
    limits: Limits = DEFAULT,
) -> Reading:
    """Reads exports of any kind, and folders of them, into cases.

    A cell, row, segment, resource, case or file that cannot be used is listed with why, and the
    others go on.

    Raises:
        InputError: not one file could be read.
    """
    journal = Journal()
    files = open_all(paths, limits, journal)
    named = FileNames([*(file.name for file in files), *journal.files()])
    for file in _of(files, FileKind.MAPPING) if mapping is NONE else ():
        why = "it is a mapping: give it with --mapping"
        journal.leave_part(Unused(kind="file", file=file.name, why=why))
    if not files:
        raise InputError(f"nothing could be read. {_refusals(journal.reading(()))}")
    joined = _joined(files, named, vocabulary, mapping, limits, journal)
    _note_absence(joined, files, journal)
    signers = read_practices(joined.practices, journal)
    cases, refused = read_cases(joined.asks, signers, vocabulary, journal)
    cases = with_decisions(joined.facts, cases, refused, vocabulary, journal)
    facts = read_facts(joined.facts, cases, refused, signers, vocabulary, journal)
    _miss_documents(facts, journal)
    rows = {ask.key: ask.rows for ask in joined.asks}
    finished = [
        _with(case, facts[key], journal)
        for key, case in cases.items()
        if not _unborn(case, facts[key], rows[key], journal)
    ]
    _note_plans(finished, mapping, journal)
    note_pages(finished, journal)
    reading = journal.reading(finished, named.shown)
    return reading.model_copy(update={"files": _as_read(files)})


def _joined(
    files: Sequence[File],
    named: FileNames,
    vocabulary: Vocabulary,
    mapping: Mapping,
    limits: Limits,
    journal: Journal,
) -> Joined:
    """All rows by case."""
    join = Join(vocabulary, journal, named)
    for row in _rows(files, join, vocabulary, mapping, limits, journal):
        join.take(planned(row, mapping))
    return join.joined()


def opened(paths: Sequence[Path], limits: Limits = DEFAULT) -> tuple[Read, ...]:
    """The files that `read` would read, without reading them; what cannot be opened is left out."""
    return _as_read(open_all(paths, limits, Journal()))


def _as_read(files: Sequence[File]) -> tuple[Read, ...]:
    return tuple(Read(path=file.path, sha256=file.sha256) for file in files)


def _note_plans(cases: Sequence[Case], mapping: Mapping, journal: Journal) -> None:
    """Remarks on denials whose payer the mapping does not know: they would have no deadline."""
    for case in cases:
        if mapping.plans and case.denial and case.coverage.track is PlanTrack.OTHER:
            rule = "its payer is none of the mapping's plans, or that plan tells no track"
            refusal = ReadingError(rule, "add the payer to the mapping's plans, with its track")
            what = "No deadline can be counted"
            journal.note("warning", what, case.denial.read, refusal, "payer", case.id)


def _refusals(reading: Reading) -> str:
    told = [f"{notice.file}: {notice.rule}; {notice.action}" for notice in reading.notices]
    return " ".join(told) or "no export was given"


def _rows(
    files: Sequence[File],
    join: Join,
    vocabulary: Vocabulary,
    mapping: Mapping,
    limits: Limits,
    journal: Journal,
) -> Iterator[Row]:
    """All rows: what is asked and denied first, then of the charts what is known of those patients.

    Why this order: evidence of patients of whom nothing is asked is never kept.
    """
    given = (vocabulary, mapping, limits, journal)
    yield from practice_rows(mapping)
    yield from sheets.read(_of(files, FileKind.WORKBOOK, FileKind.TEXT_TABLE), *given)
    if claims := _of(files, FileKind.X12):
        from letters.intake import x12  # Why here: see `_charts`

        yield from x12.read(claims, vocabulary, limits, journal)
    charts = list(_charts(files, *given))
    for chart in charts:
        yield from chart.requests()
    for chart in charts:
        yield from chart.facts(join.wants)


def _charts(
    files: Sequence[File],
    vocabulary: Vocabulary,
    mapping: Mapping,
    limits: Limits,
    journal: Journal,
) -> Iterator[_Charts]:
    """The charts among the files.

    Why the imports here: the readers of a kind take longer to import than a letter to argue, and
    most runs read one kind.
    """
    if bundles := _of(files, FileKind.FHIR_JSON, FileKind.FHIR_LINES, FileKind.FHIR_XML):
        from letters.intake import fhir

        yield fhir.open_charts(bundles, vocabulary, mapping, limits, journal)
    if documents := _of(files, FileKind.CCDA):
        from letters.intake import ccda

        yield ccda.open_charts(documents, vocabulary, mapping, limits, journal)


def _of(files: Sequence[File], *kinds: FileKind) -> list[File]:
    return [file for file in files if file.kind in kinds]


def _unborn(case: Case, facts: Facts, rows: Sequence[Row], journal: Journal) -> bool:
    """Tells whether a date of the case lies before the birth; then the case is not used."""
    born = case.patient.born
    if born is None:
        return False
    early = [fact.read for fact in facts.evidence if _first_day(fact) < born]
    notice = [case.denial.notice_on, case.denial.received_on] if case.denial else []
    starts = [service.start for service in case.services]
    decided = [decision.on for decision in case.decisions]
    of_case = any(day is not None and day < born for day in (*notice, *starts, *decided))
    if not early and not of_case:
        return False
    place = next((row.read for row in rows if "birth date" in row.cells), case.read)
    count = len({(read.file, read.sheet, read.row) for read in early})
    told = [f"{count} of the rows of its evidence"] if early else []
    told += ["a date of the notices or the request"] if of_case else []
    first = (
        f" (the first: row {early[0].row} of {early[0].sheet or early[0].file})" if early else ""
    )
    rule = f"the birth date lies after {' and '.join(told)}{first}"
    refusal = ReadingError(rule, "correct the birth date, or the dates before it")
    journal.note("error", "The value was not used", place, refusal, "birth date", case.id)
    rule = "no letter can be written without a birth date that fits its other dates"
    refusal = ReadingError(rule, "correct the birth date or those dates and read it again")
    journal.note("error", "The case was not read", case.read, refusal, None, case.id)
    journal.refuse(case.read, case.id)
    for read in (*(row.read for row in rows), *(fact.read for fact in facts.evidence)):
        journal.leave(read, "its case could not be read")
    return True


def _with(case: Case, facts: Facts, journal: Journal) -> Case:
    """The case with its evidence. A treatment that was not read leaves their list incomplete."""
    complete = case.treatments_complete
    if complete and (why := _incomplete(facts, journal)) is not None:
        rule = f"{why}, so the list may lack one"
        refusal = ReadingError(rule, "correct what is noted, or add its treatments")
        what = "Treatments not listed count as unknown"
        journal.note("warning", what, case.read, refusal, "treatments complete", case.id)
        complete = None
    return case.model_copy(update={"evidence": facts.evidence, "treatments_complete": complete})


def _incomplete(facts: Facts, journal: Journal) -> str | None:
    """Why the treatments read cannot be all of them although the case says so, if they cannot."""
    if facts.lost_treatment:
        return "a row of its treatments could not be read"
    if not facts.has_treatments:
        return "no row of a treatments sheet has this case"
    return journal.missed[0] if journal.missed else None


def _miss_documents(facts: Keyed[str, Facts], journal: Journal) -> None:
    """Counts documents named after treatments as unread, but for those that a case encloses."""
    enclosed = {
        fact.exhibit.file
        for each in facts.values()
        for fact in each.evidence
        if isinstance(fact, Record) and fact.exhibit is not None
    }
    if not enclosed.issuperset(journal.unread):
        journal.missed.append("a file could not be read")


def _first_day(fact: Evidence) -> dt.date:
    """The first day that a fact tells; one that tells none lies after all others."""
    if not isinstance(fact, Therapy):
        return fact.on
    days = (fact.start, fact.last_known, fact.stop)
    return min((day for day in days if day is not None), default=dt.date.max)


def _note_absence(joined: Joined, files: Sequence[File], journal: Journal) -> None:
    """Without a request or a denial there is no case at all."""
    if joined.asks:
        return
    rule = "nothing in it asks for a treatment or tells of a denial"
    action = "add the denial (a remittance, a denial report) or a row of the cases sheet"
    place = Provenance(file=files[0].name, sha256=files[0].sha256)
    journal.note("error", "No case could be read", place, ReadingError(rule, action))
