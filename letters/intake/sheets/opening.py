"""Opens the files of an export that hold tables, as grids."""

from collections.abc import Iterable, Iterator

from letters.case.provenance import Provenance
from letters.intake.limits import Limits
from letters.intake.opening.files import File, FileKind
from letters.intake.reading import Journal, ReadingError, Unused
from letters.intake.sheets.grids import Grid, filled
from letters.intake.sheets.texts import open_text
from letters.intake.sheets.workbooks import open_workbook

UNREADABLE = ReadingError("the file cannot be opened", "check that it may be read")


def open_grids(files: Iterable[File], limits: Limits, journal: Journal) -> Iterator[Grid]:
    """The sheets of all files that hold tables, in the order given.

    A file that cannot be read is noted and the others go on.
    """
    for file in files:
        try:
            grids = _opened(file, limits, journal)
            holds = any(filled(row) for grid in grids for row in grid.rows())
        except (ReadingError, OSError) as error:
            told = error if isinstance(error, ReadingError) else UNREADABLE
            leave_unread(file.place(), "The file was not read", told, journal)
            continue
        if not holds:
            journal.leave_part(Unused(kind="file", file=file.name, why="nothing stands in it"))
        yield from grids


def leave_unread(read: Provenance, what: str, why: ReadingError, journal: Journal) -> None:
    """Notes and lists a file that could not be read; it may have held treatments."""
    journal.note("error", what, read, why)
    journal.leave_part(Unused(kind="file", file=read.file, why=why.rule))
    journal.missed.append("a file could not be read")


def _opened(file: File, limits: Limits, journal: Journal) -> list[Grid]:
    if file.kind is FileKind.WORKBOOK:
        return open_workbook(file, limits)
    return [open_text(file, limits, journal)] if file.kind is FileKind.TEXT_TABLE else []
