"""Text tables: any encoding, delimiter and line end, and what must not be lost in a quotation."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letters.intake.sheets import texts

HEAD = ["Acct #", "Patient", "Denial Code", "Notes"]
ROW = ["000123", "DOE, JANE M", "CO-50", 'said "no", twice']


def table(mark=",", end="\r\n", rows=(ROW,)):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=mark, lineterminator=end).writerows([HEAD, *rows])
    return buffer.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "^", "~"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end(sheets_of, mark, end):
    """The delimiter is told by the rows, with any line end."""
    found = sheets_of(table(mark, end))
    assert found.cells == [
        {"patient name": "JANE M DOE", "patient account": "000123", "denial codes": "CO-50"}
    ]
    assert found.rows[0].read.row == 2


def test_a_declared_delimiter_is_believed(sheets_of):
    """A first line `sep=` names the delimiter and is no row."""
    found = sheets_of("sep=:\r\n" + table(":"))
    assert found.rows[0].read.row == 3
    assert not found.why("row")


def test_decimal_commas_and_lists_do_not_mislead(sheets_of):
    """Commas within the cells of a file parted by semicolons do not part it."""
    rows = [[f"A{n}", "DOE, JANE", "CO-50, N115", "1,5, 2,5, 3,5"] for n in range(9)]
    text = "\n".join(";".join(row) for row in [HEAD, *rows])
    assert len(sheets_of(text).rows) == 9


ENCODED = [
    ("utf-8", "MUÑOZ, JOSÉ", None),
    ("utf-8-sig", "MUÑOZ, JOSÉ", None),
    ("utf-16", "MUÑOZ, JOSÉ", None),
    ("utf-16-le", "MUÑOZ, JOSÉ", None),
    ("utf-16-be", "MUÑOZ, JOSÉ", None),
    ("utf-32", "MUÑOZ, JOSÉ", None),
    ("cp1252", "Muñoz, José", "Windows-1252"),
    ("cp1252", "MUÑOZ, JOSÉ", "Windows-1252"),
    ("latin-1", "O\u00b4Brien, Zoë", "Windows-1252"),
    ("mac_roman", "Muñoz, José", "Mac Roman"),
    ("cp850", "Muñoz, José", "DOS"),
    ("cp1251", "Иванова, Мария", "cp1251"),
]


@pytest.mark.parametrize(("encoding", "name", "told"), ENCODED)
def test_encodings(sheets_of, encoding, name, told):
    """Unicode is read as it is; any other page is the likeliest one, and is named."""
    family, _, given = name.partition(", ")
    rows = [["A1", name, "CO-50", ""], ["A2", name, "CO-50", ""]]
    found = sheets_of(table(rows=rows).encode(encoding))
    assert found.cells[0]["patient name"] == f"{given} {family}"
    assert [told in notice.rule for notice in found.notices] == ([True] if told else [])


def test_utf8_cut_in_the_middle(sheets_of):
    """A file cut within a character is UTF-8 all the same, and that is said."""
    rows = [[f"A{n}", "MUÑOZ, JOSÉ", "CO-50", "é"] for n in range(9)]
    found = sheets_of(table(rows=rows).encode()[:-3])
    assert found.cells[0]["patient name"] == "JOSÉ MUÑOZ"
    assert "damaged" in found.notices[0].rule


def test_what_makes_no_words_is_refused(sheets_of):
    """Bytes that are words in no encoding leave the file unread."""
    found = sheets_of(b"case,test\nx\x81\x8d\x90,y\n")
    assert found.why("file") == ["its characters cannot be read"]
    assert found.missed


def test_a_quotation_that_is_never_closed(sheets_of):
    """A stray quotation mark costs its own row at most, never those below it."""
    text = table(",", "\n", [["A1", "DOE JANE", "CO-50", "x"]] * 3 + [["A9", "ROE ANN", "B7", "x"]])
    found = sheets_of(text.replace("A1,DOE", '"A1,DOE', 1))
    assert [row.cells["patient account"] for row in found.rows][-1] == "A9"
    assert [notice.what for notice in found.notices] == ["A cell may be cut"]
    assert len(found.rows) >= 2


def test_a_quotation_that_swallows_rows(sheets_of):
    """Two stray marks that close each other far below do not hide the rows between them."""
    lines = [",".join(HEAD), *(f"A{n},DOE JANE,CO-{n + 50},x" for n in range(9))]
    lines[2] = lines[2].replace("A1", '"A1')
    lines[7] = lines[7].replace(",x", ',x"')
    found = sheets_of("\n".join(lines))
    assert {"A0", "A2", "A3", "A4", "A5", "A7", "A8"} <= {
        str(row.cells.get("patient account")) for row in found.rows
    }
    assert [(notice.what, notice.row) for notice in found.notices] == [("A cell may be cut", 3)]


def test_a_long_note_of_several_lines_is_one_cell(sheets_of):
    """A quoted note with line breaks is one cell, and rows are counted as a spreadsheet does."""
    rows = [["A1", "DOE JANE", "CO-50", "first, line\nsecond line"], ["A2", "ROE ANN", "B7", ""]]
    found = sheets_of(table(rows=rows))
    assert [row.read.row for row in found.rows] == [2, 3]
    assert not found.notices


def test_a_cell_larger_than_the_usual_limit(sheets_of):
    """A cell of a million characters in a column that is not used does no harm."""
    rows = [["A1", "DOE JANE", "CO-50", "x" * 1_000_000]]
    assert len(sheets_of(table(rows=rows)).rows) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    notes=st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), max_size=5),
    mark=st.sampled_from(",;\t|"),
)
def test_whatever_stands_in_a_cell_the_row_is_kept(sheets_of, notes, mark):
    """No text of a note loses a row or moves a cell."""
    rows = [[f"A{n}", "DOE JANE", "CO-50", note] for n, note in enumerate(notes)]
    found = sheets_of(table(mark, rows=rows))
    assert [row.cells["patient account"] for row in found.rows] == [row[0] for row in rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(content=st.binary(max_size=300))
def test_any_bytes_come_to_a_verdict(sheets_of, content):
    """Bytes below headings are rows, or are listed, or the file is refused; nothing breaks."""
    found = sheets_of(b"Acct #,Patient,Denial Code\nA1,DOE JANE,CO-50\n" + content)
    assert found.rows or found.unused


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("rows", [(ROW,), (["000123", "DOE, JANE", "CO-50", "one\ntwo"],)])
def test_a_text_too_large_to_be_held_is_read_as_a_small_one(sheets_of, monkeypatch, end, rows):
    """Line by line or at once: the same rows, in the same places."""
    held = sheets_of(table(",", end, rows))
    monkeypatch.setattr(texts, "_SMALL", 0)
    assert sheets_of(table(",", end, rows)) == held


def test_an_open_quotation_is_noted_in_a_text_of_any_size(sheets_of, monkeypatch):
    """And each line is a row."""
    text = table() + '7,"DOE, JANE,CO-50,x\r\n8,ROE,CO-50,y\r\n'
    held = sheets_of(text)
    monkeypatch.setattr(texts, "_SMALL", 0)
    assert sheets_of(text) == held
    assert "A cell may be cut" in {notice.what for notice in held.notices}
