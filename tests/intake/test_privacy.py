"""No remark carries what stands in a cell."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from letters.errors import InputError
from letters.intake import read
from letters.intake.columns import TABLES

HEADINGS = [(table.name, column.heading) for table in TABLES for column in table.asked]


def remarks(reading):
    return "".join(part.model_dump_json() for part in (*reading.notices, *reading.unused))


@pytest.mark.parametrize(("table", "heading"), HEADINGS)
def test_a_name_in_any_cell_is_never_repeated(reading_of, tables, table, heading, canary):
    """A patient's name in whatever column never comes back in a remark."""
    for row in tables[table]:
        row[heading] = f"{canary} 12345"
    reading = reading_of(tables)
    assert canary not in remarks(reading)
    assert "12345" not in remarks(reading)


def test_a_name_as_heading_or_sheet_is_never_repeated(tmp_path, vocabulary, canary):
    """Headings and sheets that are not ours go by their place."""
    path = tmp_path / "export.xlsx"
    with Workbook(str(path)) as book:
        book.add_worksheet(canary).write_row(0, 0, [canary, "x"])
        labs = book.add_worksheet(f"{canary} 2")
        labs.write_row(0, 0, ["case", "test", "value", "unit", "date", f"{canary} note"])
        labs.write_row(1, 0, [canary, canary, canary, canary, canary, canary])
    reading = read([path], vocabulary)
    assert canary not in remarks(reading)
    assert {part.sheet for part in reading.unused} >= {"sheet 1", "sheet 2"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_file_is_read_or_refused(tmp_path, vocabulary, content):
    """Whatever a file holds, it is read, listed as not used, or refused by name."""
    path = tmp_path / "labs.csv"
    path.write_bytes(b"case,test,value,unit,date\n" + content)
    try:
        reading = read([path], vocabulary)
    except InputError as error:
        said = str(error)
    else:
        said = reading.model_dump_json()
    assert "labs.csv" in said
