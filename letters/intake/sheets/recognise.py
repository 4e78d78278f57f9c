"""Recognises tables and their columns, and yields the rows that hold something."""

import difflib
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary, folded
from letters.intake.columns import EXAMPLE, NOTE, TABLES, TREATMENTS, Table
from letters.intake.reading import Journal, ReadingError, Unused
from letters.intake.rows import Cell, Row
from letters.intake.sheets.grids import Grid
from letters.intake.words import drug_names

READ_ME = "read me"
LISTS = "lists"
_HEADING_WITHIN = 20
_BLANK = re.compile(r"[\s\x00-\x1f\u200b\u2060\ufeff]*")


def recognise(
    grids: Sequence[Grid], vocabulary: Vocabulary, journal: Journal
) -> dict[str, list[Row]]:
    """All rows by table name. Sheets, columns and rows that are not used are listed."""
    rows: dict[str, list[Row]] = {table.name: [] for table in TABLES}
    for grid in grids:
        if grid.sheet is not None and folded(grid.name) in (READ_ME, LISTS):
            continue
        found = _table(grid)
        if found is None:
            _leave_sheet(grid, journal)
            if _may_hold_treatments(grid, vocabulary):
                journal.missed.append("a sheet that may list treatments was not used")
            continue
        table, heading = found
        if table is TREATMENTS and _names_drugs(grid.rows[:heading], vocabulary):
            journal.missed.append("a treatment stands above the headings of its sheet")
        rows[table.name] += _rows(_anonymous(grid, table), table, heading, journal)
    return rows


def _may_hold_treatments(grid: Grid, vocabulary: Vocabulary) -> bool:
    """Tells whether a sheet that is not used is named after the treatments, or names a drug."""
    near = difflib.get_close_matches(folded(grid.name), [TREATMENTS.name], 1)
    named = bool(near) or "treatment" in folded(grid.name)
    return (named and any(map(_filled, grid.rows))) or _names_drugs(grid.rows, vocabulary)


def _names_drugs(rows: Sequence[Sequence[Cell]], vocabulary: Vocabulary) -> bool:
    names = drug_names(vocabulary)
    return any(isinstance(cell, str) and folded(cell) in names for row in rows for cell in row)


def _anonymous(grid: Grid, table: Table) -> Grid:
    """A sheet whose name is not ours goes by its number: the name may be a patient's."""
    if grid.sheet is None or table.name == folded(grid.name):
        return grid
    return replace(grid, sheet=f"sheet {grid.number}")


def _table(grid: Grid) -> tuple[Table, int] | None:
    """The table that a sheet holds, by its name or else by its headings, and their row's index."""
    named = [table for table in TABLES if table.name == folded(grid.name)]
    for table in named:
        for index, row in enumerate(grid.rows[:_HEADING_WITHIN]):
            if len(_known(table, row)) >= 2:
                return table, index
    for index, row in enumerate(grid.rows[:_HEADING_WITHIN]):
        fits = [table for table in TABLES if _required(table) <= set(_known(table, row).values())]
        if len(fits) == 1 and not named:
            return fits[0], index
    return None


def _required(table: Table) -> set[str]:
    return {column.heading for column in table.columns if column.required}


def _known(table: Table, row: Sequence[Cell]) -> dict[int, str]:
    """The headings of a table that stand in a row, by the index of the column."""
    headings = {column.heading for column in table.columns}
    found: dict[int, str] = {}
    for index, cell in enumerate(row):
        heading = folded(cell.strip().rstrip("*:")) if isinstance(cell, str) else ""
        if heading in headings and heading not in found.values():
            found[index] = heading
    return found


def _leave_sheet(grid: Grid, journal: Journal) -> None:
    if not any(_filled(row) for row in grid.rows):
        return
    where = f"sheet {grid.number}" if grid.sheet is not None else None
    names = [table.name for table in TABLES]
    near = difflib.get_close_matches(folded(grid.name), names, 1)
    hint = f" (is it '{near[0]}'?)" if near else ""
    why = f"it is not one of the tables {', '.join(names)}{hint}"
    journal.leave_part(Unused(kind="sheet", file=grid.file, sheet=where, why=why))
    refusal = ReadingError(
        why, "name the sheet or file after its table, with its headings in a row"
    )
    place = Provenance(file=grid.file, sha256=grid.sha256, sheet=where)
    journal.note("warning", "The sheet was not used", place, refusal)


def _rows(grid: Grid, table: Table, heading: int, journal: Journal) -> Iterator[Row]:
    known = _known(table, grid.rows[heading])
    _leave_columns(grid, table, heading, known, journal)
    for index in range(heading):
        if _filled(grid.rows[index]):
            journal.leave(grid.place(index + 1), "it stands above the headings")
    for index, cells in enumerate(grid.rows[heading + 1 :], start=heading + 2):
        filled = _filled(cells)
        if not filled or _is_guide(table, filled, known):
            continue
        row = {known[at]: cell for at, cell in filled.items() if at in known}
        if row:
            yield Row(table, grid.place(index), row)
        else:
            journal.leave(grid.place(index), "nothing stands below a known heading")
            if table is TREATMENTS:
                journal.missed.append("a row of treatments stands below no known heading")


def _filled(cells: Sequence[Cell]) -> dict[int, Cell]:
    return {
        index: cell
        for index, cell in enumerate(cells)
        if not (isinstance(cell, str) and _BLANK.fullmatch(cell))
    }


def _is_guide(table: Table, filled: Mapping[int, Cell], known: Mapping[int, str]) -> bool:
    """Tells a row of notes or the example from the practice's own rows."""
    first = str(filled[min(filled)]).strip()
    key = table.columns[0].heading
    in_key = next((str(cell).strip() for at, cell in filled.items() if known.get(at) == key), "")
    return first.casefold().startswith(NOTE) or in_key == EXAMPLE


def _leave_columns(
    grid: Grid, table: Table, heading: int, known: Mapping[int, str], journal: Journal
) -> None:
    headings = [column.heading for column in table.columns]
    for index, cell in _filled(grid.rows[heading]).items():
        if index in known:
            continue
        near = difflib.get_close_matches(folded(str(cell)), headings, 1, 0.7)
        hint = f" (is it '{near[0]}'?)" if near else ""
        why = f"its heading is not one of the table '{table.name}', or stands twice{hint}"
        place = {"file": grid.file, "sheet": grid.sheet, "column": letter(index)}
        journal.leave_part(Unused(kind="column", why=why, row=heading + 1, **place))
        if near:
            refusal = ReadingError(why, "correct the heading")
            place_read = grid.place(heading + 1)
            what = "The column was not used"
            journal.note("warning", what, place_read, refusal, column=letter(index))


def letter(index: int) -> str:
    """The letters by which a spreadsheet names a 0-based column."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = string.ascii_uppercase[rest] + text
    return text
