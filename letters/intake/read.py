"""The one verb of intake: files become cases, and everything not used is listed."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from letters.case.evidence import Evidence, Therapy
from letters.case.model import Case
from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary, folded
from letters.intake.facts import Facts, read_facts
from letters.intake.fields import Fields
from letters.intake.practices import read_practices
from letters.intake.reading import Journal, Reading, ReadingError
from letters.intake.requests import read_cases
from letters.intake.rows import Row
from letters.intake.sheets.grids import Grid, open_all
from letters.intake.sheets.recognise import recognise


def read(paths: Sequence[Path], vocabulary: Vocabulary) -> Reading:
    """Reads workbooks, CSV files and folders of them into cases.

    A cell, row, case or file that cannot be used is listed with why, and the others go on.

    Raises:
        InputError: nothing could be read at all.
    """
    journal = Journal()
    grids = open_all(paths, journal)
    rows = recognise(grids, vocabulary, journal)
    _note_absence(rows, grids[0], journal)
    signers = read_practices(rows["practice"], journal)
    cases, refused = read_cases(rows["cases"], signers, vocabulary, journal)
    ids = {label: case.id for label, case in cases.items()}
    facts = read_facts(rows, ids, refused, signers, vocabulary, journal)
    finished = [
        _with(case, facts[label], journal)
        for label, case in cases.items()
        if not _unborn(case, facts[label], _rows_of(label, rows["cases"], journal), journal)
    ]
    return journal.reading(finished)


def _rows_of(label: str, rows: Sequence[Row], journal: Journal) -> list[Row]:
    named = [(row, Fields(row, journal).text("case")) for row in rows]
    return [row for row, name in named if name and folded(name) == label]


def _unborn(case: Case, facts: Facts, rows: Sequence[Row], journal: Journal) -> bool:
    """Tells whether a date of the case lies before the birth; then the case is not used."""
    born = case.patient.born
    early = [fact.read for fact in facts.evidence if any(day < born for day in _days(fact))]
    notice = [case.denial.notice_on, case.denial.received_on] if case.denial else []
    starts = [service.start for service in case.services]
    of_case = any(day is not None and day < born for day in (*notice, *starts))
    if not early and not of_case:
        return False
    place = next((row.read for row in rows if "birth date" in row.cells), case.read)
    count = len({(read.file, read.sheet, read.row) for read in early})
    told = [f"{count} of the rows of its evidence"] if early else []
    told += ["a date of the notice or the request"] if of_case else []
    first = (
        f" (the first: row {early[0].row} of {early[0].sheet or early[0].file})" if early else ""
    )
    rule = f"the birth date lies after {' and '.join(told)}{first}"
    refusal = ReadingError(rule, "correct the birth date, or the dates before it")
    journal.note("error", "The value was not used", place, refusal, "birth date", case.id)
    rule = "no letter can be written without a birth date that fits its other dates"
    refusal = ReadingError(rule, "correct the birth date or those dates and read it again")
    journal.note("error", "The case was not read", case.read, refusal, None, case.id)
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


def _days(fact: Evidence) -> Iterator[dt.date]:
    days = (fact.start, fact.stop) if isinstance(fact, Therapy) else (fact.on,)
    return (day for day in days if day is not None)


def _note_absence(rows: Mapping[str, Sequence[Row]], first: Grid, journal: Journal) -> None:
    """Without these two tables there are no cases at all."""
    place = Provenance(file=first.file, sha256=first.sha256)
    for name in ("practice", "cases"):
        if not rows[name]:
            rule = f"no row of a table named '{name}' was found"
            refusal = ReadingError(rule, "add that sheet or file and fill it in")
            journal.note("error", "No case could be read", place, refusal)
