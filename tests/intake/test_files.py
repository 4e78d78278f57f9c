"""Files in the forms in which practices send them."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from letters.errors import InputError
from letters.intake import read, write_tables, write_workbook

LABS = "case;test;value;unit;date\nA-1;Glow;2;g/g;2026-01-02\n"


def folder(tmp_path, vocabulary, tables):
    write_tables(tmp_path / "export", vocabulary, tables)
    return tmp_path / "export"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings(tmp_path, vocabulary, tables, mark, encoding):
    """Comma, semicolon and tab are told apart, and four encodings are read."""
    export = folder(tmp_path, vocabulary, tables)
    row = ["A-1", "Glow", "2", "g/g", "2026-03-02", "café.pdf"]
    lines = [mark.join(["case", "test", "value", "unit", "date", "file"]), mark.join(row)]
    (export / "labs.csv").write_bytes("\r\n".join(lines).encode(encoding))
    reading = read([export], vocabulary)
    exhibits = [
        fact.exhibit.file for fact in reading.cases[0].evidence if fact.kind == "measurement"
    ]
    assert exhibits == ["café.pdf"]
    assert len(reading.notices) == (encoding == "cp1252")


def test_typed_cells_of_a_spreadsheet(tmp_path, vocabulary, tables):
    """True dates, numbers and booleans are read like their text."""
    del tables["labs"]
    export = folder(tmp_path, vocabulary, tables)
    path = tmp_path / "more.xlsx"
    with Workbook(str(path)) as book:
        day = book.add_format({"num_format": "d mmm yyyy"})
        sheet = book.add_worksheet("Labs")
        sheet.write_row(0, 0, ["Case", "Test", "Value", "Unit", "Date", "Page", "File"])
        sheet.write_row(1, 0, ["A-1", "Glow", 2.5, "g/g"])
        sheet.write_datetime(1, 4, dt.datetime(2026, 3, 2), day)  # noqa: DTZ001
        sheet.write_row(1, 5, [3, "lab.pdf"])
    (export / "labs.csv").unlink()
    reading = read([export, path], vocabulary)
    assert not reading.notices
    fact = reading.cases[0].evidence[0]
    assert (str(fact.value), fact.on, fact.exhibit.page) == ("2.5", dt.date(2026, 3, 2), 3)
    assert (fact.read.file, fact.read.sheet, fact.read.row) == ("more.xlsx", "Labs", 2)


def test_rows_above_the_headings(tmp_path, vocabulary, tables):
    """A title above the headings is listed and the row numbers stay those of the spreadsheet."""
    export = folder(tmp_path, vocabulary, tables)
    (export / "labs.csv").write_text("Report of results\n\n" + LABS.replace("2;g/g", "x;g/g"))
    reading = read([export], vocabulary)
    assert [(row.row, row.why) for row in reading.unused] == [
        (1, "it stands above the headings"),
        (4, "a cell of it could not be read"),
    ]


def test_tables_known_by_their_headings(tmp_path, vocabulary, tables):
    """A file of another name is known by its headings."""
    export = folder(tmp_path, vocabulary, tables)
    (export / "labs.csv").rename(export / "results-of-tonight.csv")
    assert len(read([export], vocabulary).cases[0].evidence) == 9


def test_unknown_columns_and_files(tmp_path, vocabulary, tables):
    """Columns, files and sheets that are not ours are listed, with the nearest name."""
    export = folder(tmp_path, vocabulary, tables)
    (export / "labs.csv").write_text(
        "case,test,value,unit,date,fil,mood\nA-1,Glow,2,g/g,2026-03-02,,\n"
    )
    (export / "scan.pdf").write_bytes(b"%PDF")
    (export / "pratice.csv").write_text("colour\nred\n")
    reading = read([export], vocabulary)
    listed = [(part.part, part.file, part.column) for part in reading.unused]
    assert listed == [
        ("column", "labs.csv", "F"),
        ("column", "labs.csv", "G"),
        ("sheet", "pratice.csv", None),
        ("file", "scan.pdf", None),
    ]
    assert "'file'" in reading.unused[0].why
    assert "'practice'" in reading.unused[2].why


def zipped(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


BROKEN = [
    ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "password-protected"),
    ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "password-protected"),
    ("empty.csv", b"", "empty"),
    ("blank.csv", b"\n \r\n", "empty"),
    ("broken.xlsx", b"PK\x03\x04rest", "not a workbook"),
    ("archive.xlsx", zipped(a="b"), "not a workbook"),
    ("archive.zip", zipped(a="b"), "an archive"),
    ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x90\x81", "not a table"),
    ("noise.csv", b"case\x81\x8d\x90", "cannot be read"),
    ("scan.pdf", b"%PDF-1.7\n", "this is not a table; exports are workbooks"),
    ("zeros.csv", b"case\x00,test\n", "not a text file"),
]


@pytest.mark.parametrize(("name", "content", "rule"), BROKEN)
def test_a_broken_file(tmp_path, vocabulary, tables, name, content, rule):
    """Alone, a broken file is an error that names it and the fix; beside others, a notice."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=rule) as refused:
        read([path], vocabulary)
    assert name in str(refused.value)
    assert ";" in str(refused.value)
    reading = read([folder(tmp_path, vocabulary, tables), path], vocabulary)
    assert len(reading.cases) == 2
    errors = [notice.file for notice in reading.notices if notice.severity == "error"]
    assert errors == [name]


def test_a_cell_far_out(tmp_path, vocabulary):
    """One stray cell at the far corner of a sheet is refused, as it would fill the memory."""
    with Workbook(str(tmp_path / "far.xlsx")) as book:
        book.add_worksheet("labs").write_string(1_048_575, 16_383, "x")
    with pytest.raises(InputError, match="too large"):
        read([tmp_path / "far.xlsx"], vocabulary)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.floats(0, 0.999), piece=st.binary(max_size=8))
def test_a_damaged_workbook(tmp_path, vocabulary, at, piece):
    """A damaged workbook is read as far as it goes or refused by name."""
    path = tmp_path / "damaged.xlsx"
    write_workbook(path, vocabulary)
    content = path.read_bytes()
    cut = int(at * len(content))
    path.write_bytes(content[:cut] + piece + content[cut + len(piece) // 2 :])
    try:
        said = read([path], vocabulary).model_dump_json()
    except InputError as error:
        said = str(error)
    assert "damaged.xlsx" in said


def test_nothing_at_all(tmp_path, vocabulary):
    """A missing file, an empty folder and no path at all are errors."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no such file"):
        read([tmp_path / "gone.csv"], vocabulary)
    for paths in ([tmp_path / "empty"], []):
        with pytest.raises(InputError, match="no table was given"):
            read(paths, vocabulary)


def test_no_cases(tmp_path, vocabulary):
    """Readable files without a practice or cases table say what is missing."""
    (tmp_path / "labs.csv").write_text(LABS)
    reading = read([tmp_path / "labs.csv"], vocabulary)
    missing = [notice.rule for notice in reading.notices if "table named" in notice.rule]
    assert len(missing) == 2
    assert [(row.file, row.row) for row in reading.unused] == [("labs.csv", 2)]


def test_a_blank_workbook_has_no_cases(tmp_path, vocabulary):
    """The notes and the example of a blank workbook are never read."""
    write_workbook(tmp_path / "blank.xlsx", vocabulary)
    reading = read([tmp_path / "blank.xlsx"], vocabulary)
    assert reading.cases == ()
    assert reading.unused == ()
    assert {notice.what for notice in reading.notices} == {"No case could be read"}
