"""Writes the workbook that a practice fills in: headings, notes, an example, drop-down lists."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from letters.case.vocabulary import Vocabulary
from letters.intake.columns import EXAMPLE, NOTE, STEPS, TABLES, Column, Kind, Table
from letters.intake.sheets.recognise import LISTS, READ_ME, letter
from letters.intake.workbook.example import examples
from letters.intake.workbook.folder import Tables, check_tables

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WRITTEN = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Why: a fixed day keeps two workbooks of the same content equal byte for byte."""
_LAST_ROW = 2000
_HELP = (
    "Fill in the sheets practice, cases, labs, treatments, documents and attestations.",
    "The sheets decisions and points are for a request on which an appeal was decided already.",
    "The name in the column 'case' joins the sheets: write it the same everywhere.",
    "Bold headings with * must be filled in. Leave a cell empty when the fact is not known.",
    "The grey row below the headings and the row EXAMPLE are never read.",
    "Dates: 2026-03-15 or 3/15/2026, always with a day.",
    "Results: the number as the laboratory prints it, with its unit; < or > may stand before it.",
    "Several values in one cell are separated by semicolons.",
    "Drop-down lists offer the words known; common abbreviations are understood too.",
    "Columns and sheets of your own are allowed; they are listed as not used.",
)


def write_workbook(path: Path, vocabulary: Vocabulary, tables: Tables | None = None) -> None:
    """Writes an .xlsx workbook, blank or with these rows. Equal input gives equal bytes.

    Raises:
        UsageError: `tables` has a table or heading that does not exist.
    """
    from xlsxwriter import Workbook  # Why here: no other verb need wait for it

    rows = tables or {}
    check_tables(rows)
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Letters intake", "created": _WRITTEN})
        writer = _Writer(book, vocabulary)
        writer.read_me()
        for table in TABLES:
            writer.sheet(table, rows.get(table.name, ()))
        writer.lists()


def choices(column: Column, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The words that a drop-down list offers for a column."""
    if column.terms is None:
        return column.words
    if column.terms == "units":
        names = [unit.unit for measure in vocabulary.measures for unit in measure.units]
    elif column.terms == "options":
        names = [option.name for each in vocabulary.categories for option in each.options]
    elif column.terms == "products":
        names = [product.name for drug in vocabulary.drugs for product in drug.products]
    elif column.terms == STEPS:
        names = [term.name for term in (*vocabulary.drugs, *vocabulary.drug_classes)]
    else:
        names = [term.name for term in getattr(vocabulary, column.terms)]
    return tuple(dict.fromkeys(names))


class _Writer:
    def __init__(self, book: "Workbook", vocabulary: Vocabulary) -> None:
        self._book = book
        self._vocabulary = vocabulary
        self._examples = examples(vocabulary)
        self._lists: dict[tuple[str, ...], str] = {}
        self._bold = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        )
        self._grey = book.add_format(
            {"italic": True, "font_color": "#666666", "text_wrap": True, "valign": "top"}
        )
        self._text = book.add_format({"num_format": "@"})
        self._date = book.add_format({"num_format": "yyyy-mm-dd"})

    def read_me(self) -> None:
        sheet = self._book.add_worksheet(READ_ME)
        sheet.set_column(0, 0, 16, self._bold)
        sheet.set_column(1, 1, 100)
        for row, line in enumerate(_HELP):
            sheet.write_string(row, 1, line)
        for row, table in enumerate(TABLES, start=len(_HELP) + 1):
            sheet.write_string(row, 0, table.name, self._bold)
            sheet.write_string(row, 1, table.note)

    def sheet(self, table: Table, rows: Sequence[Mapping[str, str]]) -> None:
        """Headings, notes, example, then the rows given."""
        sheet = self._book.add_worksheet(table.name)
        sheet.freeze_panes(1, 1)
        sheet.set_row(1, 60)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        for at, column in enumerate(table.asked):
            sheet.set_column(at, at, _width(column), self._format(column))
            star = "*" if column.required else ""
            sheet.write_string(0, at, column.heading + star, self._bold)
            note = column.note if at else f"{NOTE} {column.note}"
            sheet.write_string(1, at, note, self._grey)
            sheet.write_string(2, at, self._example(table, column), self._grey)
            self._validate(sheet, at, column)
            for index, row in enumerate(rows, start=3):
                if value := row.get(column.heading):
                    sheet.write_string(index, at, value, self._format(column))

    def lists(self) -> None:
        """The hidden sheet of the drop-down lists: one kept in a cell holds 255 characters."""
        sheet = self._book.add_worksheet(LISTS)
        sheet.hide()
        for at, words in enumerate(self._lists):
            for row, word in enumerate(words):
                sheet.write_string(row, at, word)

    def _format(self, column: Column) -> "Format":
        return self._date if column.kind is Kind.DATE else self._text

    def _example(self, table: Table, column: Column) -> str:
        if column is table.columns[0]:
            return EXAMPLE
        coherent = self._examples.get(table.name, {}).get(column.heading)
        if coherent is not None:
            return coherent
        offered = choices(column, self._vocabulary)
        return column.example or (offered[0] if offered else "")

    def _validate(self, sheet: "Worksheet", at: int, column: Column) -> None:
        """A drop-down list. It does not stop: abbreviations and several words are read."""
        words = choices(column, self._vocabulary)
        if not words:
            return
        span = f"${letter(len(self._lists))}$1:${letter(len(self._lists))}${len(words)}"
        source = self._lists.setdefault(words, f"={LISTS}!{span}")
        validation = {
            "validate": "list",
            "source": source,
            "ignore_blank": True,
            "error_type": "information",
            "error_title": column.heading,
            "error_message": "Not on the list: it is read only if it is a known short form.",
        }
        sheet.data_validation(2, at, _LAST_ROW, at, validation)


def _width(column: Column) -> int:
    wide = {Kind.TERM: 26, Kind.TEXT: 24, Kind.IDENTIFIER: 18, Kind.WORD: 20}
    return max(wide.get(column.kind, 12), len(column.heading) + 2)
