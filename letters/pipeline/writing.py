"""All cases of a reading, each to its documents and its line of the worklist."""

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from letters.case import Case
from letters.citations import Library
from letters.errors import ExitCode, LettersError, defect
from letters.intake import Reading, Refused
from letters.pipeline.arguing import argue
from letters.pipeline.finished import Finished, failed, finished, lost
from letters.pipeline.saving import Render, clear, save
from letters.pipeline.wanted import AS_PROPOSED, Wanted
from letters.rationale.phrasing import Phrasebook


def write(
    reading: Reading,
    library: Library,
    out: Path,
    as_of: dt.date,
    render: Render,
    only: Sequence[str] = (),
    wanted: Wanted = AS_PROPOSED,
) -> Iterator[Finished]:
    """Writes each case's documents under `out` and yields what became of it.

    A case that fails leaves no document behind and does not stop the others. The cases that intake
    refused come last.
    """
    book = Phrasebook(library, wanted.templates)
    for case in chosen(reading, only):
        try:
            argued = argue(case, library, as_of, reading, wanted)
            files = save(argued, out, render)
        except LettersError as error:
            clear(out / case.id)
            yield failed(case, library, book, str(error), error.exit_code)
        except Exception as error:  # a defect in one case must not cost the others
            clear(out / case.id)
            yield failed(case, library, book, defect(error), ExitCode.DEFECT)
        else:
            yield finished(argued, library, book, files)
    for one in refused(reading, only):
        if one.case is not None:
            clear(out / one.case)
        yield lost(one, book)


def refused(reading: Reading, only: Sequence[str] = ()) -> tuple[Refused, ...]:
    """The cases that intake could not read; those asked for when any is named."""
    return tuple(one for one in reading.refused if not only or one.name in only)


def chosen(reading: Reading, only: Sequence[str]) -> tuple[Case, ...]:
    """The cases asked for by label or id; all when none is named."""
    return tuple(case for case in reading.cases if not only or {case.label, case.id} & set(only))
