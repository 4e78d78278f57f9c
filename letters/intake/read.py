"""The one verb of intake: files become cases, and everything not used is listed."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from letters.case.evidence import Evidence, Therapy
from letters.case.model import Case
from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary
from letters.intake.facts import Facts, read_facts
from letters.intake.files import Grid, open_all
from letters.intake.practices import read_practices
from letters.intake.reading import Journal, Reading, ReadingError
from letters.intake.requests import read_cases
from letters.intake.rows import Row, recognise


def read(paths: Sequence[Path], vocabulary: Vocabulary) -> Reading:
    """Reads workbooks, CSV files and folders of them into cases.

    A cell, row, case or file that cannot be used is listed with why, and the others go on.

    Raises:
        InputError: nothing could be read at all.
    """
    journal = Journal()
    grids = open_all(paths, journal)
    rows = recognise(grids, journal)
    _note_absence(rows, grids[0], journal)
    signers = read_practices(rows["practice"], journal)
    cases, refused = read_cases(rows["cases"], signers, vocabulary, journal)
    ids = {label: case.id for label, case in cases.items()}
    facts = read_facts(rows, ids, refused, vocabulary, journal)
    finished = [_with(case, facts[label], journal) for label, case in cases.items()]
    return journal.reading(finished)


def _with(case: Case, facts: Facts, journal: Journal) -> Case:
    """The case with its evidence. A treatment that was not read leaves their list incomplete."""
    for fact in facts.evidence:
        if any(day < case.patient.born for day in _days(fact)):
            refusal = ReadingError(
                "it is dated before the patient's birth", "correct one of the dates"
            )
            journal.note("warning", "The row was used", fact.read, refusal, "date", case.id)
    complete = case.treatments_complete
    if facts.lost_treatment and complete:
        rule = "a row of its treatments could not be read, so the list is not complete"
        refusal = ReadingError(rule, "correct that row")
        what = "Treatments not listed count as unknown"
        journal.note("warning", what, case.read, refusal, "treatments complete", case.id)
        complete = None
    return case.model_copy(update={"evidence": facts.evidence, "treatments_complete": complete})


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
