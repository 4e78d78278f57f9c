"""The verb of this room: sheets become rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from letters.case.vocabulary import Vocabulary
from letters.intake.columns import TABLES, Table
from letters.intake.limits import Limits
from letters.intake.mapping import Mapping, Pattern
from letters.intake.opening.files import File
from letters.intake.reading import Journal, ReadingError, Unused
from letters.intake.rows import Row
from letters.intake.sheets import recognise
from letters.intake.sheets.grids import Grid, filled
from letters.intake.sheets.layout import Layout, best_guess, mapped, recognised
from letters.intake.sheets.opening import UNREADABLE, leave_unread, open_grids
from letters.intake.sheets.reports import Report

_MAY_HOLD = "a sheet that may list treatments was not used"
_NONE_OF_THEM = "none of the headings that the mapping gives for it stands in it"


def read(
    files: Sequence[File],
    vocabulary: Vocabulary,
    mapping: Mapping,
    limits: Limits,
    journal: Journal,
) -> Iterator[Row]:
    """The rows of our own tables and of every report that is recognised, in the order of the input.

    What the mapping says of a sheet counts first, then our own names and headings, then the
    built-in synonyms. Sheets, columns and rows that are not used are listed with why.
    """
    used: set[int] = set()
    for grid in open_grids(files, limits, journal):
        try:
            yield from _sheet(grid, used, vocabulary, mapping, journal)
        except OSError:  # a text is read anew for each purpose, and may be gone by then
            leave_unread(grid.place(), "The file was not read to its end", UNREADABLE, journal)
    _note_unmatched(mapping, used, files, journal)


def _sheet(
    grid: Grid, used: set[int], vocabulary: Vocabulary, mapping: Mapping, journal: Journal
) -> Iterator[Row]:
    if recognise.is_guide(grid):
        return
    number = pattern_of(grid, mapping)
    if number is None:
        yield from _unmapped(grid, vocabulary, mapping, journal)
    else:
        used.add(number)
        yield from _mapped(grid, mapping.tables[number], vocabulary, mapping, journal)


def pattern_of(grid: Grid, mapping: Mapping) -> int | None:
    """The number of the first pattern of a mapping that means a sheet, counted from 0."""
    fitting = (
        number
        for number, pattern in enumerate(mapping.tables)
        if pattern.fits(grid.file, grid.sheet, grid.number)
    )
    return next(fitting, None)


def layout_of(grid: Grid) -> Layout | None:
    """The layout of a sheet that is a report and not one of our own tables."""
    return _report_of(grid, recognise.own_table(grid))


def _report_of(grid: Grid, own: tuple[Table, int] | None) -> Layout | None:
    """The layout of a report; none where the sheet is one of our own tables with its key."""
    if own is not None and recognise.has_key(grid, *own):
        return None
    return recognised(grid)


def _mapped(
    grid: Grid, pattern: Pattern, vocabulary: Vocabulary, mapping: Mapping, journal: Journal
) -> Iterator[Row]:
    layout = mapped(grid, pattern)
    if layout is not None:
        yield from _reported(grid, layout, vocabulary, mapping, journal)
    elif any(map(filled, grid.rows())):
        _leave(grid, _NONE_OF_THEM, "correct the headings in the mapping", vocabulary, journal)


def _unmapped(
    grid: Grid, vocabulary: Vocabulary, mapping: Mapping, journal: Journal
) -> Iterator[Row]:
    own = recognise.own_table(grid)
    layout = _report_of(grid, own)
    if layout is not None:
        yield from _reported(grid, layout, vocabulary, mapping, journal)
    elif own is not None:
        yield from recognise.rows_of(grid, *own, vocabulary, journal)
    elif any(map(filled, grid.rows())):
        names = ", ".join(table.name for table in TABLES)
        why = f"it is not one of the tables {names}{recognise.near_table(grid)}{_hint(grid)}"
        action = (
            "name the sheet or file after its table, with its headings in a row; for a report of "
            "your system run `letters map` on the file and fill in the mapping that it proposes"
        )
        _leave(grid, why, action, vocabulary, journal)


def _reported(
    grid: Grid, layout: Layout, vocabulary: Vocabulary, mapping: Mapping, journal: Journal
) -> Iterator[Row]:
    numbered = replace(grid, sheet=grid.numbered)
    return Report(numbered, layout, vocabulary, mapping, journal).rows()


def _hint(grid: Grid) -> str:
    """How near a sheet comes to a report that is known."""
    guess = best_guess(grid)
    if guess is None or guess.kind is None:
        return ""
    known = len(guess.columns)
    told = f"{known} of its {len(guess.texts)} headings are those of a {guess.kind}"
    return f", and no report that is known ({told})"


def _leave(grid: Grid, why: str, action: str, vocabulary: Vocabulary, journal: Journal) -> None:
    sheet = grid.numbered
    journal.leave_part(Unused(kind="sheet", file=grid.file, sheet=sheet, why=why))
    place = replace(grid, sheet=sheet).place()
    journal.note("warning", "The sheet was not used", place, ReadingError(why, action))
    if recognise.may_hold_treatments(grid, vocabulary):
        journal.missed.append(_MAY_HOLD)


def _note_unmatched(
    mapping: Mapping, used: set[int], files: Sequence[File], journal: Journal
) -> None:
    """Remarks on patterns of the mapping that meant no sheet of the input."""
    for number in range(len(mapping.tables)):
        if number in used or not files:
            continue
        rule = "no file of the input has a name and a sheet that it means"
        refusal = ReadingError(rule, "correct 'match' or 'sheet', or take the entry out")
        place = mapping.read.model_copy(update={"part": f"tables, entry {number + 1}"})
        journal.note("warning", "An entry of the mapping was not used", place, refusal)
