"""Recognises our own tables and their columns, and yields the rows that hold something."""

import difflib
import string
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from letters.case.vocabulary import Vocabulary, folded
from letters.intake.cells.words import drug_names
from letters.intake.columns import EXAMPLE, NOTE, TABLES, TREATMENTS, Table
from letters.intake.reading import Journal, ReadingError, Unused
from letters.intake.rows import Cell, Role, Row
from letters.intake.sheets.grids import Cells, Grid, filled

READ_ME = "read me"
LISTS = "lists"
_HEADING_WITHIN = 20
_KNOWN = 2
_NEAR = 0.7
_SHORT = 60


def is_guide(grid: Grid) -> bool:
    """Whether a sheet of our workbook holds no table: its help, or its drop-down lists."""
    return grid.sheet is not None and folded(grid.name) in (READ_ME, LISTS)


def own_table(grid: Grid) -> tuple[Table, int] | None:
    """The table that a sheet holds, by its name or else by its headings, and their row's index."""
    head = grid.head(_HEADING_WITHIN)
    named = [table for table in TABLES if table.name == folded(grid.name)]
    for table in named:
        for index, row in enumerate(head):
            if len(_known(table, row)) >= _KNOWN:
                return table, index
    for index, row in enumerate(head):
        fits = [table for table in TABLES if _required(table) <= set(_known(table, row).values())]
        if len(fits) == 1 and not named:
            return fits[0], index
    return None


def has_key(grid: Grid, table: Table, heading: int) -> bool:
    """Whether the column by which our tables are joined stands among the headings."""
    return table.columns[0].heading in _known(table, grid.head(heading + 1)[heading]).values()


def rows_of(
    grid: Grid, table: Table, heading: int, vocabulary: Vocabulary, journal: Journal
) -> Iterator[Row]:
    """The rows of one of our tables. Columns and rows that are not used are listed."""
    grid = _anonymous(grid, table)
    head = grid.head(heading + 1)
    known = _known(table, head[heading])
    _leave_columns(grid, table, heading, known, journal)
    for index, above in enumerate(head[:heading]):
        if filled(above):
            journal.leave(grid.place(index + 1), "it stands above the headings")
    if table is TREATMENTS and names_drugs(head[:heading], vocabulary):
        journal.missed.append("a treatment stands above the headings of its sheet")
    key = next((at for at, ours in known.items() if ours == table.columns[0].heading), None)
    for number, cells in enumerate(grid.rows(), start=1):
        if number <= heading + 1 or not (found := filled(cells)) or _is_guide(found, key):
            continue
        row = {known[at]: _shared(cell) for at, cell in found.items() if at in known}
        if row:
            yield Row(table, grid.place(number), row, _role(table))
        else:
            journal.leave(grid.place(number), "nothing stands below a known heading")
            if table is TREATMENTS:
                journal.missed.append("a row of treatments stands below no known heading")


def _shared(cell: Cell) -> Cell:
    """A cell that is one with all equal ones: labels, days, words and files stand in many rows."""
    return sys.intern(cell) if type(cell) is str and len(cell) <= _SHORT else cell


def _role(table: Table) -> Role:
    return Role.REQUEST if table.name in ("cases", "practice") else Role.FACT


def may_hold_treatments(grid: Grid, vocabulary: Vocabulary) -> bool:
    """Tells whether a sheet that is not used is named after the treatments, or names a drug."""
    near = difflib.get_close_matches(folded(grid.name), [TREATMENTS.name], 1)
    named = bool(near) or "treatment" in folded(grid.name)
    return (named and any(map(filled, grid.rows()))) or names_drugs(grid.rows(), vocabulary)


def names_drugs(rows: Iterator[Cells] | Sequence[Cells], vocabulary: Vocabulary) -> bool:
    """Whether a cell is the name of a drug or a product."""
    names = drug_names(vocabulary)
    return any(isinstance(cell, str) and folded(cell) in names for row in rows for cell in row)


def near_table(grid: Grid) -> str:
    """A hint at the table that the name of a sheet nearly is, else an empty text."""
    near = difflib.get_close_matches(folded(grid.name), [table.name for table in TABLES], 1)
    return f" (is it '{near[0]}'?)" if near else ""


def _anonymous(grid: Grid, table: Table) -> Grid:
    """A sheet whose name is not ours goes by its number: the name may be a patient's."""
    return grid if table.name == folded(grid.name) else replace(grid, sheet=grid.numbered)


def _required(table: Table) -> set[str]:
    return {column.heading for column in table.columns if column.required}


def _known(table: Table, row: Sequence[Cell]) -> dict[int, str]:
    """The headings of a table that stand in a row, by the index of the column."""
    headings = table.headings
    found: dict[int, str] = {}
    for index, cell in enumerate(row):
        heading = folded(cell.strip().rstrip("*:")) if isinstance(cell, str) else ""
        if heading in headings and heading not in found.values():
            found[index] = heading
    return found


def _is_guide(found: Mapping[int, Cell], key: int | None) -> bool:
    """Tells a row of notes or the example from the practice's own rows, by first cell and key."""
    first = str(next(iter(found.values()))).strip()
    in_key = str(found[key]).strip() if key is not None and key in found else ""
    return first.casefold().startswith(NOTE) or in_key == EXAMPLE


def _leave_columns(
    grid: Grid, table: Table, heading: int, known: Mapping[int, str], journal: Journal
) -> None:
    headings = [column.heading for column in table.columns]
    for index, cell in filled(grid.head(heading + 1)[heading]).items():
        if index in known:
            continue
        near = difflib.get_close_matches(folded(str(cell)), headings, 1, _NEAR)
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
