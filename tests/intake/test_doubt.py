"""What a practice gets wrong in good faith: nothing unknown becomes a no, and advice fits."""

import openpyxl
import pytest

from letters.case.evidence import Therapy
from letters.citations import load
from letters.intake import read, write_tables, write_workbook
from letters.intake.cells.words import drug, is_foreign
from letters.intake.columns import TABLES
from letters.intake.reading import ReadingError
from letters.paths import CITATIONS


@pytest.fixture(scope="module")
def real():
    return load(CITATIONS).vocabulary


@pytest.fixture
def export(tmp_path, vocabulary, tables):
    write_tables(tmp_path / "export", vocabulary, tables)
    return tmp_path / "export"


def doubted(reading):
    case = next(case for case in reading.cases if case.label == "A-1")
    remarks = [
        n for n in reading.notices if n.column == "treatments complete" and n.case == case.id
    ]
    assert case.treatments_complete is (None if remarks else True)
    return len(remarks) == 1


def test_no_row_of_treatments(reading_of, tables):
    """A case that says its treatments are complete but has none is remarked on and unknown."""
    tables["treatments"] = []
    assert doubted(reading_of(tables))


MORE = {"case": "A-1", "drug": "solumab", "status": "current"}


@pytest.mark.parametrize(
    "change",
    [{"case": "A-l"}, {"case": ""}, {"drug": ""}, {"drug": "solumap"}, {"start": "2025"}],
)
def test_a_second_treatment_that_is_lost(reading_of, tables, change):
    """One treatment read and another refused or assigned to no case leave the list unknown."""
    tables["treatments"].append(MORE)
    assert not doubted(reading_of(tables))
    tables["treatments"][1] = MORE | change
    assert doubted(reading_of(tables))


@pytest.mark.parametrize(
    ("name", "content", "lost"),
    [
        ("treatments.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, True),
        ("more.xlsx", b"PK\x03\x04rest", True),
        ("treatments.pdf", b"%PDF", True),
        ("scan.pdf", b"%PDF", False),
        ("medicines.csv", b"patient,medicine\nx,Solumab\n", True),
        ("treatmnts.csv", b"who,what\nx,y\n", True),
        ("diary.csv", b"day,mood\nx,fine\n", False),
    ],
)
def test_a_lost_sheet_or_file(vocabulary, export, name, content, lost):
    """A file or sheet that may hold treatments and was not read leaves every list unknown."""
    (export / name).write_bytes(content)
    assert doubted(read([export], vocabulary)) is lost


def test_a_document_of_treatment_that_a_case_encloses(vocabulary, export):
    """An order lies beside the export as proof: it hides no treatment once a row names it."""
    path = export / "documents.csv"
    (export / "treatment-order.pdf").write_bytes(b"%PDF-1.7\n")
    assert doubted(read([export], vocabulary))
    rows = path.read_text(encoding="utf-8-sig")
    path.write_text(rows.replace("al.pdf", "treatment-order.pdf"))
    assert not doubted(read([export], vocabulary))


def test_a_treatment_above_the_headings(vocabulary, export):
    """A treatment above the headings is not read, so the list is unknown; a title is harmless."""
    path = export / "treatments.csv"
    rest = path.read_text(encoding="utf-8-sig")
    path.write_text("Our list\n" + rest)
    assert not doubted(read([export], vocabulary))
    path.write_text("A-1,solumab,past\n" + rest)
    assert doubted(read([export], vocabulary))


@pytest.mark.parametrize(("status", "doubts"), [("past", False), ("current", True), ("", True)])
def test_a_drug_that_the_library_lacks(reading_of, tables, status, doubts):
    """It is listed; unless it is over, it may be part of the plan and holds the list open."""
    tables["treatments"].append(MORE | {"drug": "Ibuprofen 400", "status": status})
    reading = reading_of(tables)
    assert doubted(reading) == doubts
    if doubts:
        return
    assert [(n.severity, n.column) for n in reading.notices] == [("warning", "drug")]
    assert "delete the row if it does not matter" in reading.notices[0].action
    assert [part.row for part in reading.unused] == [3]


@pytest.mark.parametrize(
    "name", ["methotrexate", "valsartan", "sirolimus", "Humira", "leflunomide"]
)
def test_another_drug_is_never_offered(real, name):
    """A drug that the library lacks is foreign to it, and no other is suggested instead."""
    assert is_foreign(name, real)
    with pytest.raises(ReadingError) as refused:
        drug(real)(name)
    assert "meant" not in refused.value.action


@pytest.mark.parametrize(
    "name",
    [
        "mycofenolate",
        "MMF 1000 mg",
        "Benlysta infusion",
        "cyclo",
        "MPA/MMF",
        "see chart",
        "steroids",
        "injections",
    ],
)
def test_what_may_be_a_known_drug_is_not_foreign(real, name):
    """A misspelling, a piece or a mixture of known names is no other drug."""
    assert not is_foreign(name, real)


def test_a_misspelled_drug_is_offered(vocabulary):
    """Only a spelling that is nearly right gets the name of a drug."""
    with pytest.raises(ReadingError) as refused:
        drug(vocabulary)("lunacilin")
    assert "is 'lunacillin' meant?" in refused.value.action


def test_a_request_twice(reading_of, tables):
    """An identical row is listed as unused; the same service with other cells counts once."""
    tables["cases"].append(dict(tables["cases"][1]))
    reading = reading_of(tables)
    assert [len(case.services) for case in reading.cases] == [1, 1]
    assert [part.why for part in reading.unused] == ["it says the same as a row before it"]
    tables["cases"][2]["plan"] = "Fern PPO"
    reading = reading_of(tables)
    assert (len(reading.cases[1].services), reading.cases[1].coverage.plan) == (1, "Fern PPO")
    assert [n.severity for n in reading.notices] == ["warning"]


def test_a_past_course_without_its_end(reading_of, tables):
    """A past course without a stop date is used with a warning."""
    del tables["treatments"][0]["stop"]
    reading = reading_of(tables)
    assert not doubted(reading)
    assert [n.rule for n in reading.notices] == ["no stop date: duration unknown"]
    assert any(isinstance(fact, Therapy) for fact in reading.cases[0].evidence)


def test_a_code_of_another_drug(reading_of, tables):
    """A billing code known for another drug refuses its row, and so the case."""
    tables["cases"][0]["hcpcs"] = "J7777"
    reading = reading_of(tables)
    assert [case.label for case in reading.cases] == ["B-2"]
    notice = next(n for n in reading.notices if n.column == "hcpcs")
    assert notice.rule == "this code bills lunacillin, and the request is for solumab"


@pytest.mark.parametrize(
    ("by", "known"),
    [("Ada Moon", True), ("1992999999", True), ("Ada Moon, MD", True), ("Cy Comet", False)],
)
def test_who_answers(reading_of, tables, by, known):
    """An answer of someone who is no clinician of the practice is used with a warning."""
    tables["attestations"][0]["answered by"] = by
    reading = reading_of(tables)
    assert [n.column for n in reading.notices] == ([] if known else ["answered by"])
    assert any(fact.kind == "attestation" for fact in reading.cases[0].evidence)


@pytest.mark.parametrize(
    ("sheet", "key"),
    [
        ("Mary O'Hara", "mary o\u2019hara"),
        ("Mary O\u2019Hara", "Mary O'Hara, MD"),
        ("Mary O'Hara, MD, FACR", "Mary O'Hara"),
        ("Mary O'Hara", "Dr. Mary O'Hara"),
        ("Mary O'Hara", "Mary O'Hara MD"),
    ],
)
def test_spellings_of_a_clinician(reading_of, tables, sheet, key):
    """The kind of apostrophe, a title and credentials do not keep a clinician from being found."""
    tables["practice"][0]["clinician"] = sheet
    tables["cases"][0]["clinician"] = tables["attestations"][0]["answered by"] = key
    reading = reading_of(tables)
    assert not reading.notices
    assert reading.cases[0].clinician.name == sheet


def test_a_family_name_before_a_comma_is_no_key(reading_of, tables):
    """Two people of one family name, written before a comma, are not taken for each other."""
    tables["practice"][0]["clinician"] = "Moon, Ada"
    tables["cases"][0]["clinician"] = "Moon, Eve"
    assert [case.label for case in reading_of(tables).cases] == ["B-2"]


def test_a_notice_that_arrives_before_its_date(reading_of, tables):
    """Both dates are used with a warning."""
    tables["cases"][0]["denial received"] = "2026-01-31"
    reading = reading_of(tables)
    assert [(n.severity, n.column) for n in reading.notices] == [("warning", "denial received")]


def test_one_unknown_reason_among_others(reading_of, tables):
    """The reasons known are kept and the other one is remarked on by its place."""
    tables["cases"][0]["denial reasons"] = "too bright; too loud; too dear"
    reading = reading_of(tables)
    assert reading.cases[0].denial.reasons == ("too-bright", "too-dear")
    assert [(n.severity, n.column) for n in reading.notices] == [("warning", "denial reasons")]
    assert "reason 2" in reading.notices[0].rule


ADVICE = [
    ("cases", "months requested", "12 months", "the column already means months"),
    ("cases", "dose", "1000mg", "the unit has its own column"),
    ("labs", "value", "1500 mg/g", "the unit has its own column"),
    ("labs", "page", "p. 2", "write only the page number"),
]


@pytest.mark.parametrize(("table", "column", "cell", "advice"), ADVICE)
def test_advice_fits_the_column(reading_of, tables, table, column, cell, advice):
    """Letters beside a number get advice for that column."""
    tables[table][0][column] = cell
    notice = next(n for n in reading_of(tables).notices if n.column == column)
    assert advice in notice.action


def test_a_page_never_costs_its_row(tmp_path, vocabulary, tables):
    """An unreadable page, or one without a file, is left out alone."""
    tables["labs"][0]["page"] = "p. 2"
    tables["labs"][1]["page"] = "3"
    path = tmp_path / "book.xlsx"
    write_workbook(path, vocabulary, tables)
    reading = read([path], vocabulary)
    assert {(n.severity, n.column) for n in reading.notices} == {("warning", "page")}
    assert len(reading.cases[0].evidence) == 9
    assert not reading.unused


def test_a_spreadsheet_that_made_a_date_of_pages_is_told(tmp_path, vocabulary, tables):
    """Pages that became a date cost their row: without them the whole file would be enclosed."""
    path = tmp_path / "book.xlsx"
    write_workbook(path, vocabulary, tables)
    book = openpyxl.load_workbook(path)
    sheet = book["documents"]
    at = [cell.value for cell in sheet[1]].index("pages") + 1
    sheet.cell(4, at).value = openpyxl.utils.datetime.from_excel(46025)
    sheet.cell(4, at).number_format = "yyyy-mm-dd"
    book.save(path)
    reading = read([path], vocabulary)
    (notice,) = reading.notices
    assert (notice.severity, notice.sheet, notice.row) == ("error", "documents", 4)
    assert (notice.column, "as text" in notice.action) == ("pages", True)
    assert [unused.row for unused in reading.unused] == [4]


def test_a_finding_in_the_wrong_document(reading_of, tables):
    """The remark names the kinds of document that report the finding."""
    tables["documents"][0]["document"] = "diary"
    notice = reading_of(tables).notices[0]
    assert notice.action == "name what reports it, one of: almanac"


def test_the_example_rows_are_one_coherent_request(tmp_path, real):
    """Each example row, given a label of its own, is read without a remark."""
    path = tmp_path / "blank.xlsx"
    write_workbook(path, real)
    book = openpyxl.load_workbook(path)
    for table in TABLES:
        book[table.name]["A3"] = "Hill Practice" if table.name == "practice" else "MINE"
    book.save(path)
    reading = read([path], real)
    assert reading.notices == ()
    assert reading.unused == ()
    case = reading.cases[0]
    service = case.services[0]
    assert service.hcpcs
    assert service.dose
    assert case.treatments_complete is True
    assert {fact.kind for fact in case.evidence} == {
        *("measurement", "therapy", "record", "procedure", "category", "attestation"),
    }


def test_the_notes_keep_names_out(tmp_path, vocabulary):
    """The notes ask for a label that is not the patient's name, and for files without names."""
    write_workbook(tmp_path / "blank.xlsx", vocabulary)
    sheet = openpyxl.load_workbook(tmp_path / "blank.xlsx")["labs"]
    notes = {
        head.value.rstrip("*"): note.value for head, note in zip(sheet[1], sheet[2], strict=True)
    }
    assert "not the patient's name" in notes["case"]
    assert "avoid patient names" in notes["file"]
