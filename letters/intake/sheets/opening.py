"""Opens the files of an export that hold tables, as grids."""

from collections.abc import Iterable, Iterator

from letters.intake.limits import Limits
from letters.intake.opening.files import File, FileKind
from letters.intake.reading import Journal, ReadingError, Unused
from letters.intake.sheets.grids import Grid, filled
from letters.intake.sheets.texts import open_text
from letters.intake.sheets.workbooks import open_workbook


def open_grids(files: Iterable[File], limits: Limits, journal: Journal) -> Iterator[Grid]:
    """The sheets of all files that hold tables, in the order given.

    A file that cannot be read is noted and the others go on.
    """
    for file in files:
        try:
            grids = _opened(file, limits, journal)
        except (ReadingError, OSError) as error:
            told = error if isinstance(error, ReadingError) else _UNREADABLE
            journal.note("error", "The file was not read", file.place(), told)
            journal.leave_part(Unused(kind="file", file=file.name, why=told.rule))
            journal.missed.append("a file could not be read")
            continue
        if not any(filled(row) for grid in grids for row in grid.rows()):
            journal.leave_part(Unused(kind="file", file=file.name, why="nothing stands in it"))
        yield from grids


def _opened(file: File, limits: Limits, journal: Journal) -> list[Grid]:
    if file.kind is FileKind.WORKBOOK:
        return open_workbook(file, limits)
    return [open_text(file, limits, journal)] if file.kind is FileKind.TEXT_TABLE else []


_UNREADABLE = ReadingError("the file cannot be opened", "check that it may be read")
