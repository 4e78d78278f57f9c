"""Documents of the chart: which pages of which file, and rows that name the same document."""

from letters.case.evidence import Record


def records(reading):
    case = next(case for case in reading.cases if case.label == "A-1")
    return [item for item in case.evidence if isinstance(item, Record)]


def lab(tables, **cells):
    """The first result alone, with its page."""
    tables["labs"] = [tables["labs"][0] | cells]


def document(date="2026-01-01", **cells):
    return {"case": "A-1", "document": "diary", "date": date, **cells}


def test_pages_become_numbers(reading_of, tables):
    """A range is read once, into the pages that it names; a blank cell means all."""
    tables["documents"] = [
        document(file="d.pdf", pages="1-3; 7"),
        document("2026-01-02", file="e.pdf"),
        document("2026-01-03", file="f.pdf", pages="all"),
    ]
    assert [record.pages for record in records(reading_of(tables))] == [(1, 2, 3, 7), None, None]


def test_pages_that_mean_nothing_are_refused_in_their_place(reading_of, tables):
    """An unreadable range is an error with row and column, and its row is not used."""
    tables["documents"] = [document(file="d.pdf", pages="7-3")]
    reading = reading_of(tables)
    (notice,) = reading.notices
    assert (notice.severity, notice.row, notice.column) == ("error", 2, "pages")
    assert "1-3; 7" in notice.action
    assert records(reading) == []


def test_rows_of_one_document_are_one(reading_of, tables):
    """Two rows of one document keep the file and the pages that either of them names."""
    tables["documents"] = [
        document(pages="2"),
        document(file="d.pdf", pages="4-5"),
        document(file="d.pdf"),
    ]
    reading = reading_of(tables)
    (record,) = records(reading)
    assert (record.exhibit.file, record.pages) == ("d.pdf", (2, 4, 5))
    assert [unused.row for unused in reading.unused] == [4]


def test_two_files_of_one_day_are_two_documents(reading_of, tables):
    """Two reports of one kind and day in two files are both enclosed."""
    tables["documents"] = [document(file="d.pdf"), document(file="e.pdf"), document()]
    assert [record.exhibit.file for record in records(reading_of(tables))] == ["d.pdf", "e.pdf"]


def test_a_page_that_proves_and_is_left_out_is_told(reading_of, tables):
    """A fact that points outside of the pages enclosed is remarked on at the document's row."""
    tables["documents"] = [document(file="d.pdf", pages="1-3")]
    lab(tables, file="d.pdf", page="4")
    (notice,) = reading_of(tables).notices
    assert (notice.severity, notice.row, notice.column) == ("warning", 2, "pages")
    assert "1 of the facts" in notice.rule
    assert "labs, the first in row 2" in notice.rule


def test_a_page_that_another_document_of_the_file_encloses_is_not_told(reading_of, tables):
    """One file may hold several documents, each with its own pages."""
    tables["documents"] = [
        document(file="d.pdf", pages="1-3"),
        document("2026-01-02", file="d.pdf", pages="4-6"),
    ]
    lab(tables, file="d.pdf", page="4")
    assert reading_of(tables).notices == ()


def test_pages_enclosed_twice_are_told(reading_of, tables):
    """Two documents in one file that do not tell their own pages would be sent twice."""
    tables["documents"] = [
        document(file="d.pdf", pages="1-3"),
        document("2026-01-02", file="d.pdf"),
    ]
    (notice,) = reading_of(tables).notices
    assert (notice.row, notice.column) == (3, "pages")
    assert "encloses the same pages" in notice.rule
