"""Workbooks: what they hold is read in a process of its own, and what would do harm is refused."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from letters.intake.limits import DEFAULT
from letters.intake.sheets import workbooks

HEAD = ["Acct #", "Patient", "DOB", "DOS", "Denial Code", "Billed"]


def fill(sheet, book):
    day = book.add_format({"num_format": "m/d/yyyy"})
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ["00123", "DOE, JANE"])
    sheet.write_datetime(1, 2, dt.datetime(1980, 5, 1), day)  # noqa: DTZ001
    sheet.write_number(1, 3, 46300)
    sheet.write_number(1, 4, 50)
    sheet.write_number(1, 5, 1200.5)


def test_typed_cells(sheets_of, workbook):
    """Dates and numbers keep their type; a bare number of a date column is read and said once."""
    found = sheets_of(workbook("export.xlsx", Data=fill))
    assert found.cells == [
        {
            "patient name": "JANE DOE",
            "birth date": dt.date(1980, 5, 1),
            "patient account": "00123",
            "service date": dt.date(2026, 10, 5),
            "denial codes": "50",
            "charged": Decimal("1200.5"),
        }
    ]
    assert [(n.what, n.column) for n in found.notices] == [
        ("Numbers were read as dates", "service date")
    ]


def test_a_workbook_that_counts_from_1904(sheets_of, workbook, tmp_path):
    """A bare number is no date where days count from another year; true dates still are."""
    path = workbook("export.xlsx", Data=fill)
    book = openpyxl.load_workbook(path)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.save(path)
    cells = sheets_of(path).cells[0]
    assert "service date" not in cells
    assert cells["birth date"].month == 5


def test_the_name_of_a_sheet_is_never_told(sheets_of, workbook, canary):
    """A sheet goes by its number in rows, remarks and what is not used."""

    def strange(sheet, book):
        sheet.write_row(0, 0, ["Mood", "Weather"])

    path = workbook("export.xlsx", **{canary: fill, f"{canary} 2": strange})
    found = sheets_of(path)
    assert found.rows[0].read.sheet == "sheet 1"
    told = "".join(part.model_dump_json() for part in (*found.notices, *found.unused))
    assert canary not in told
    assert "sheet 2" in told


def test_formulas_are_text(sheets_of, workbook):
    """What begins like a formula in a text cell is text and is never computed."""

    def formulas(sheet, book):
        sheet.write_row(0, 0, HEAD)
        sheet.write_string(1, 0, "=1+1")
        sheet.write_string(1, 1, "@SUM(A1), JANE")
        sheet.write_string(1, 4, "CO-50")

    assert sheets_of(workbook("export.xlsx", Data=formulas)).cells[0]["patient account"] == "=1+1"


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def ods(table: str) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    tables = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{tables}" '
        f'xmlns:text="{text}"><office:body><office:spreadsheet><table:table table:name="a">'
        f"{table}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def ods_row(*cells: str, repeated: str = "") -> str:
    inner = "".join(
        f'<table:table-cell office:value-type="string"{repeated}><text:p>{cell}</text:p>'
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{inner}</table:table-row>"


def test_an_open_document(sheets_of):
    """An ODS sheet is read like any other."""
    table = ods_row("Acct #", "Patient", "Denial Code") + ods_row("A1", "DOE, JANE", "CO-50")
    assert sheets_of(ods(table), "export.ods").cells[0]["denial codes"] == "CO-50"


def test_a_sheet_that_would_fill_the_memory(sheets_of):
    """A cell repeated a billion times is refused in a moment and takes nothing down with it."""
    row = ods_row("x", repeated=' table:number-columns-repeated="16384"')
    table = row.replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="900000">'
    )
    found = sheets_of(ods(table), "export.ods")
    assert not found.rows
    assert len(found.why("file")) == 1
    assert [notice.severity for notice in found.notices] == ["error"]


def test_more_cells_than_allowed(sheets_of, workbook):
    """A sheet with more cells than the limit is refused with what to do."""

    def large(sheet, book):
        sheet.write(99, 9, "x")

    limits = DEFAULT.model_copy(update={"cells": 500})
    found = sheets_of(workbook("export.xlsx", Data=large), limits=limits)
    assert found.why("file") == ["a sheet is too large"]
    assert "delete the empty rows" in found.notices[0].action


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        ("import os; os.abort()", "a sheet is too large"),
        ("print('[1, 2', end='')", "a sheet is too large"),
        ("while True: pass", "could not be read within 1 seconds"),
        ("print('[1, 2', end='', flush=True)\nwhile 1: pass", "not be read within 1 seconds"),
        ('print(\'{"end":"damaged"}\')', "not a workbook that can be read"),
        ('print(\'{"end":"locked"}\')', "password"),
    ],
)
def test_a_process_that_does_not_come_to_its_end(
    sheets_of, workbook, tmp_path, monkeypatch, script, rule
):
    """However the reading of a workbook ends, the file is refused and the run goes on."""
    (tmp_path / "broken.py").write_text(script)
    monkeypatch.setattr(workbooks, "_CONFINED", tmp_path / "broken.py")
    monkeypatch.setattr(workbooks, "SECONDS", 1)
    found = sheets_of(workbook("export.xlsx", Data=fill))
    assert rule in found.why("file")[0]


def test_an_empty_workbook_is_listed(sheets_of, workbook):
    """A file in which nothing stands is listed as not used."""
    found = sheets_of(workbook("export.xlsx", Data=lambda sheet, book: None))
    assert found.why("file") == ["nothing stands in it"]
