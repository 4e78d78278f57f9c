"""The workbook to fill in, and the tables as CSV."""

import openpyxl
import pytest

from letters.errors import UsageError
from letters.intake import read, read_tables, write_tables, write_workbook
from letters.intake.columns import TABLES, Kind


def without_places(value):
    if isinstance(value, dict):
        return {key: without_places(part) for key, part in value.items() if key != "read"}
    return [without_places(part) for part in value] if isinstance(value, list) else value


def facts(reading):
    return [without_places(case.model_dump(mode="json")) for case in reading.cases]


def test_round_trip(tmp_path, vocabulary, tables):
    """A workbook and a folder of CSV files with the same rows give the same cases."""
    write_workbook(tmp_path / "book.xlsx", vocabulary, tables)
    write_tables(tmp_path / "folder", vocabulary, tables)
    book, folder = (read([tmp_path / name], vocabulary) for name in ("book.xlsx", "folder"))
    assert len(book.cases) == 2
    assert facts(book) == facts(folder)
    assert not book.notices
    assert read_tables(tmp_path / "folder") == tables


def test_equal_content_gives_equal_bytes(tmp_path, vocabulary, tables):
    """Two workbooks of the same rows do not differ in a byte."""
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, vocabulary, tables)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_sheets_headings_and_guides(tmp_path, vocabulary):
    """Each table has a frozen bold heading row, a row of notes and an example."""
    write_workbook(tmp_path / "blank.xlsx", vocabulary)
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    assert book.sheetnames == ["read me", *(table.name for table in TABLES), "lists"]
    assert book["lists"].sheet_state == "hidden"
    for table in TABLES:
        sheet = book[table.name]
        headings = [cell.value for cell in sheet[1]]
        assert [heading.rstrip("*") for heading in headings] == [
            column.heading for column in table.asked
        ]
        assert sheet["A1"].font.bold
        assert sheet.freeze_panes == "B2"
        assert sheet["A2"].value.startswith("note:")
        assert sheet["A2"].font.italic
        assert sheet["A3"].value == "EXAMPLE"


def test_drop_down_lists(tmp_path, vocabulary):
    """Closed words have a drop-down list whose source holds exactly the words known."""
    write_workbook(tmp_path / "blank.xlsx", vocabulary)
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    sources = {
        str(each.sqref): each.formula1 for each in book["labs"].data_validations.dataValidation
    }
    assert set(sources) == {"B3:B2001", "D3:D2001"}
    area = sources["B3:B2001"].removeprefix("lists!").replace("$", "")
    assert [row[0].value for row in book["lists"][area]] == ["serum glow", "spin"]


def offered(book, table):
    """The words that each column of a sheet offers, by its heading."""
    sheet = book[table]
    found = {}
    for each in sheet.data_validations.dataValidation:
        column = str(each.sqref).split(":")[0].rstrip("0123456789")
        area = each.formula1.removeprefix("lists!").replace("$", "")
        cells = book["lists"][area]
        words = [cell.value for row in (cells if isinstance(cells, tuple) else ()) for cell in row]
        found[sheet[f"{column}1"].value.rstrip("*")] = words
    return found


def test_levels_rulings_and_reasons_are_offered(tmp_path, vocabulary):
    """The sheets of the decisions and of the points offer their closed words."""
    write_workbook(tmp_path / "blank.xlsx", vocabulary)
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    levels = ["initial decision", "first-level appeal", "second-level appeal", "external review"]
    assert offered(book, "decisions") == {
        "level": levels,
        "ruling": ["denied", "upheld", "partly overturned"],
    }
    assert offered(book, "points") == {"level": levels, "about": ["too bright", "too dear"]}


def test_required_drugs_are_offered_with_their_classes(tmp_path, vocabulary):
    """A plan may require a drug or any drug of a class."""
    write_workbook(tmp_path / "blank.xlsx", vocabulary)
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    assert offered(book, "cases")["required drugs"] == ["solumab", "lunacillin", "lamp drug"]


def test_identifiers_are_text(tmp_path, vocabulary):
    """Columns of identifiers are formatted as text, so that a spreadsheet keeps their zeros."""
    write_workbook(tmp_path / "blank.xlsx", vocabulary)
    sheet = openpyxl.load_workbook(tmp_path / "blank.xlsx")["cases"]
    spans = [each for each in sheet.column_dimensions.values() if each.number_format == "@"]
    for at, column in enumerate(next(t for t in TABLES if t.name == "cases").asked, start=1):
        if column.kind is Kind.IDENTIFIER:
            assert any(span.min <= at <= span.max for span in spans)


def test_rows_that_no_sheet_could_hold(tmp_path, vocabulary):
    """An unknown table or heading is a mistake of the caller."""
    for wrong in ({"moods": []}, {"labs": [{"mood": "x"}]}):
        with pytest.raises(UsageError):
            write_workbook(tmp_path / "a.xlsx", vocabulary, wrong)
        with pytest.raises(UsageError):
            write_tables(tmp_path / "a", vocabulary, wrong)
