"""Denial reports as practice-management systems export them."""

import datetime as dt
from decimal import Decimal

import pytest

from letters.intake.mapping import Mapping
from letters.intake.rows import Role

HEAD = (
    "Acct #,Patient,DOB,Insurance,Subscriber ID,DOS,CPT,Billed,Denial Date,Group Code,Reason Code\n"
)
LINE = (
    '000123,"DOE, JANE M",05/01/1980,Fern Health,F1,10/27/2026,J0000,"$1,200.00",11/20/2026,CO,50\n'
)


def test_a_line_of_a_report(sheets_of):
    """A line becomes one denial with its patient, its claim and its codes."""
    found = sheets_of(HEAD + LINE)
    (row,) = found.rows
    assert (row.table.name, row.role) == ("cases", Role.DENIAL)
    assert row.cells == {
        "patient account": "000123",
        "patient name": "JANE M DOE",
        "birth date": dt.date(1980, 5, 1),
        "payer": "Fern Health",
        "member id": "F1",
        "service date": dt.date(2026, 10, 27),
        "procedure": "J0000",
        "charged": Decimal("1200.00"),
        "denial date": dt.date(2026, 11, 20),
        "group code": "CO",
        "denial codes": "CO-50",
    }
    assert row.person.accounts == {"000123"}
    assert row.person.members == {"F1"}
    assert (row.person.name, row.person.born) == ("JANE M DOE", dt.date(1980, 5, 1))
    assert (row.read.row, row.read.sheet) == (2, None)
    assert not found.notices
    assert not found.unused


SYSTEMS = [
    "Claim ID,Patient Name,Insurance Company,Service Date,Procedure,Denial Code",
    "PATIENT CONTROL #,PAT_NAME,PAYER,DOS,HCPCS,CARC",
    "Per Nbr,Pat Name,Payer Name,Dt of Svc,Sv It,Adj Reason",
    "Encounter ID,Patient Full Name,Carrier,From Date,CPT Code,Remit Code",
    "pid,patientName,insurance,dateOfService,procedureCode,reasonCode",
    "Enc Nbr,Last First,Primary Insurance,DOS From,CPT/HCPCS,CO/PR",
    "MRN,Member Name,Health Plan,Service Date,Procedure Code,Adjustment Reason Code",
]


@pytest.mark.parametrize("heading", SYSTEMS)
def test_headings_of_the_usual_systems(sheets_of, heading):
    """Headings are known in whatever case, spacing, punctuation and abbreviation."""
    found = sheets_of(f'{heading}\nA77,"DOE, JANE",Fern Health,10/27/2026,J0000,CO-50\n')
    assert found.cells == [
        {
            "patient account": "A77",
            "patient name": "JANE DOE",
            "payer": "Fern Health",
            "service date": dt.date(2026, 10, 27),
            "procedure": "J0000",
            "denial codes": "CO-50",
        }
    ]
    assert not found.unused


def test_a_title_and_filters_above_the_headings(sheets_of):
    """What stands above the headings is listed, and rows keep their numbers."""
    title = "Fern Kidney Practice\nDenials by Denial Date\nPayer: All,,Type: Back End\n\n"
    found = sheets_of(title + HEAD + LINE)
    assert [row.read.row for row in found.rows] == [6]
    assert found.why("row") == ["it stands above the headings"] * 3


def test_sums_page_lines_and_repeated_headings(sheets_of):
    """Lines that are no lines of the table are counted as not used, each with its first row."""
    text = HEAD + LINE + 'Sub Total,,,,,,,"$1,200.00",,,\n' + "Page 1 of 3\n" + HEAD
    text += LINE.replace("000123", "000124") + ',Grand Total,,,,,,"$2,400.00",,,\n,,,,,,,,,,\n'
    found = sheets_of(text)
    assert [row.cells["patient account"] for row in found.rows] == ["000123", "000124"]
    tallies = {(part.name, part.count, part.part) for part in found.unused}
    assert tallies == {("sum", 3, "row 3"), ("heading", 1, "row 5")}


def test_a_patient_whose_name_begins_like_a_sum(sheets_of):
    """A line with its own claim or birth date is never taken for a sum."""
    found = sheets_of(HEAD + LINE.replace('"DOE, JANE M"', '"TOTAL, JANE"'))
    assert found.cells[0]["patient name"] == "JANE TOTAL"


def test_headings_over_two_rows(sheets_of):
    """An upper heading counts with the lower one, over all columns up to the next."""
    upper = "Patient,,,Denial,,Service\n"
    lower = "Name,DOB,Acct #,Date,Code,Date\n"
    found = sheets_of(upper + lower + "JANE DOE,05/01/1980,A1,11/20/2026,CO-50,10/27/2026\n")
    assert found.cells == [
        {
            "patient name": "JANE DOE",
            "birth date": dt.date(1980, 5, 1),
            "patient account": "A1",
            "denial date": dt.date(2026, 11, 20),
            "service date": dt.date(2026, 10, 27),
            "denial codes": "CO-50",
        }
    ]


def test_whose_birth_date_it_is(sheets_of):
    """Below a heading of the subscriber nothing is taken for the patient's."""
    upper = "Patient,,Subscriber,,Denial\n"
    found = sheets_of(upper + "Name,Acct #,Name,DOB,Code\nJANE DOE,A1,ANN DOE,05/01/1950,CO-50\n")
    assert "birth date" not in found.cells[0]
    assert found.cells[0]["patient name"] == "JANE DOE"


def test_merged_headings_and_cells(sheets_of, workbook):
    """Merged headings stand above their columns; a cell merged downwards counts for each row."""

    def fill(sheet, book):
        sheet.merge_range(0, 0, 0, 1, "Patient")
        sheet.merge_range(0, 2, 0, 3, "Denial")
        sheet.write_row(1, 0, ["Name", "Acct #", "Code", "Date"])
        sheet.merge_range(2, 0, 3, 0, "DOE, JANE")
        sheet.write_row(2, 1, ["A1", "CO-50", "11/20/2026"])
        sheet.write_row(3, 1, ["A2", "CO-197", "11/20/2026"])
        sheet.write_row(4, 1, ["A3", "B7", "11/20/2026"])

    found = sheets_of(workbook("report.xlsx", Sheet1=fill))
    assert [(cells.get("patient name"), cells["denial codes"]) for cells in found.cells] == [
        ("JANE DOE", "CO-50"),
        ("JANE DOE", "CO-197"),
        (None, "B7"),
    ]


CODES = [
    ("Denial Code", '"CO-50, N115"', "CO-50; N115"),
    ("Denial Code", "PR204", "PR-204"),
    ("Denial Code", "50 - NOT MED NEC", "50"),
    ("Denial Code", "CO 50;PR 1", "CO-50; PR-1"),
    ("Denial Code", "B7", "B7"),
    ("Group Code,Reason Code", "CO,50", "CO-50"),
    ("Group Code,Reason Code", "Contractual Obligation,50", "CO-50"),
    ("Group Code,Reason Code", "CO - Contractual Obligations,50", "CO-50"),
    ("Group Code,Reason Code", '"CO;PR","50;1"', "CO-50; PR-1"),
    ("Group Code,Reason Code 1,Reason Code 2", "CO,50,197", "CO-50; CO-197"),
    ("Group Code 1,Reason Code 1,Group Code 2,Reason Code 2", "CO,50,PR,1", "CO-50; PR-1"),
    ("Group Code 1,Reason Code 1,Group Code 2,Reason Code 2", "CO,50,,197", "CO-50; 197"),
    ("Reason Code 1,Reason Code 2,RARC", "CO-50,,N115", "CO-50"),
    ("CARC,RARC,RARC 2", "50,N115,MA130", "50"),
    ("Denial Code,Denial Reason", "CO-50,see CO-197 and 24 more", "CO-50; CO-197"),
]


@pytest.mark.parametrize(("heading", "cells", "codes"), CODES)
def test_codes_in_whatever_columns(sheets_of, heading, cells, codes):
    """Group, reason and remark are put together wherever they stand."""
    found = sheets_of(f"Acct #,{heading}\nA1,{cells}\nA2,{cells}\n")
    assert [row["denial codes"] for row in found.cells] == [codes] * 2


def test_remark_codes(sheets_of):
    """Remark codes of every column stand together."""
    found = sheets_of('Acct #,CARC,RARC 1,RARC 2\nA1,"CO-50, N115",N386,ma1\n')
    assert found.cells[0]["remark codes"] == "N386; MA01; N115"


def test_words_of_a_reason(sheets_of):
    """Words that the vocabulary knows are reasons; the text of a column of reasons is kept."""
    head = "Acct #,Denial Code,Denial Reason\n"
    found = sheets_of(head + "A1,50 - TOO BRIGHT,Too dear.\nA2,CO-197,no precert on file\n")
    assert [row.get("denial reasons") for row in found.cells] == ["too bright; too dear", None]
    assert [row["denial quote"] for row in found.cells] == ["Too dear.", "no precert on file"]


def test_what_is_no_denial(sheets_of):
    """Settled, paid and rejected lines, and lines that name nobody, are counted with why not."""
    head = "Acct #,Denial Code,Denial Type,Outcome\n"
    rows = "A1,CO-45,,\nA2,,,approved\nA3,CO-50,Front End,\n,CO-50,,\nA5,,,denied\nA6,CO-50,,Paid\n"
    found = sheets_of(head + rows)
    assert [row.cells["patient account"] for row in found.rows] == ["A5", "A6"]
    assert found.count("processed, not refused") == 1
    assert found.count("tells no denial") == 1
    assert found.count("rejection before any payer") == 1
    assert found.count("neither a patient nor a claim") == 1


@pytest.mark.parametrize("column", range(11))
def test_a_cell_that_is_too_long(sheets_of, column):
    """It is refused or left out alone, whichever column it stands in."""
    cells = LINE.strip().replace('"DOE, JANE M"', "DOE").replace('"$1,200.00"', "1").split(",")
    cells[column] = "CO " * 3000
    found = sheets_of(HEAD + ",".join(cells) + "\n" + LINE.replace("000123", "000124"))
    assert len(found.rows) in (1, 2)
    assert found.notices


def test_a_report_without_lines(sheets_of):
    """Headings with nothing below them are listed."""
    assert sheets_of(HEAD).why("sheet") == ["nothing stands below its headings"]


def test_a_report_without_a_column_of_denials_is_none(sheets_of):
    """A list of claims is left with how near it comes; a code of another kind makes no denial."""
    found = sheets_of("Claim ID,Patient Name,DOS,Charge\nC1,JANE DOE,10/27/2026,12.00\n")
    assert not found.rows
    assert "4 of its 4 headings are those of a denial report" in found.why("sheet")[0]
    assert "letters map" in found.notices[0].action
    found = sheets_of("Encounter,Patient,ReasonCode\nE1,P9,195662009\nE2,P9,444814009\n")
    assert not found.rows


def test_one_denial_told_by_several_events(sheets_of):
    """The same charge denied three times is one denial, the earliest; the others are counted.

    A later day would move the deadline of the appeal. That days differ is said; a line without a
    day is not the earliest.
    """
    dates = ["", "11/10/2026", "11/01/2026", "11/20/2026"]
    found = sheets_of(HEAD + "".join(LINE.replace("11/20/2026", date) for date in dates))
    assert [row.read.row for row in found.rows] == [4]
    assert found.cells[0]["denial date"] == dt.date(2026, 11, 1)
    (notice,) = found.notices
    assert (notice.what, notice.column) == (
        "The earliest day was taken for the denial date",
        "denial date",
    )
    assert found.count("the same denial stands in the report again") == 3
    found = sheets_of(HEAD + LINE + LINE)
    assert (len(found.rows), found.notices) == (1, ())
    other = LINE.replace(",50\n", ",197\n")
    assert len(sheets_of(HEAD + LINE + other).rows) == 2


def test_lines_of_one_claim_are_kept(sheets_of):
    """Two lines of a claim are two rows."""
    found = sheets_of(HEAD + LINE + LINE.replace("J0000", "96413"))
    assert [row["procedure"] for row in found.cells] == ["J0000", "96413"]


UNCLEAR = [
    ("Post Date", "11/20/2026", "'denial date' or 'denial received'"),
    ("Amount", "12.00", "'charged' or 'paid'"),
    ("Policy", "P1", "'policy' or 'member id'"),
]


@pytest.mark.parametrize(("heading", "cell", "meanings"), UNCLEAR)
def test_a_heading_that_may_mean_two_things(sheets_of, heading, cell, meanings):
    """It is left with a remark that names both, and nothing is guessed."""
    found = sheets_of(f"Acct #,Denial Code,{heading}\nA1,CO-50,{cell}\n")
    assert found.cells == [{"patient account": "A1", "denial codes": "CO-50"}]
    assert meanings in found.notices[0].rule
    assert found.notices[0].column == "C"
    assert meanings in found.why("column")[0]


def test_a_heading_that_stands_twice(sheets_of):
    """Of two columns of one name with different cells neither is used; equal ones are one."""
    found = sheets_of("Acct #,Payer,Payer,Denial Code\nA1,Fern,Moss,CO-50\n")
    assert "payer" not in found.cells[0]
    assert found.notices[0].rule == "its heading stands twice"
    found = sheets_of("Acct #,Payer,Payer,Denial Code\nA1,Fern,Fern,CO-50\n")
    assert found.cells[0]["payer"] == "Fern"


def test_the_better_named_of_two_columns(sheets_of):
    """The denial's own date is used and that of the check is listed, in whatever order."""
    found = sheets_of("Check Date,Acct #,Denial Date,CARC\n11/02/2026,A1,11/01/2026,50\n")
    assert found.cells[0]["denial date"] == dt.date(2026, 11, 1)
    assert found.why("column") == ["another column already gives 'denial date'"]


def test_a_number_that_may_be_the_payers_or_ours(sheets_of):
    """`Claim #` is the payer's with a remark, and ours where the payer's own stands beside it."""
    found = sheets_of("Claim #,CARC\nC1,50\n")
    assert found.cells[0]["claim number"] == "C1"
    assert "'claim number' or 'patient account'" in found.notices[0].rule
    found = sheets_of("Claim #,ICN,CARC\nC1,P9,50\n")
    assert (found.cells[0]["claim number"], found.cells[0]["patient account"]) == ("P9", "C1")
    assert not found.notices


def test_an_identifier_that_lost_digits(sheets_of):
    """The row goes on without it, and one remark tells how many there are and what to do."""
    rows = "".join(f"A{n},1.23457E+11,CO-50\n" for n in range(3))
    found = sheets_of("Acct #,ICN,Denial Code\n" + rows)
    assert [list(row) for row in found.cells] == [["patient account", "denial codes"]] * 3
    (notice,) = found.notices
    assert "in 3 rows" in notice.what
    assert (notice.severity, notice.column, notice.row) == ("warning", "claim number", 2)
    assert "format the column as text" in notice.action


def test_a_column_with_the_day_first(sheets_of):
    """One date that has its day first makes every slashed date of its column unclear."""
    found = sheets_of("Acct #,CARC,DOS\nA1,50,16/07/2026\nA2,50,03/04/2026\nA3,50,2026-04-03\n")
    assert [row.get("service date") for row in found.cells] == [None, None, dt.date(2026, 4, 3)]
    assert any("day first" in notice.rule for notice in found.notices)


def test_days_counted_from_1900_in_text(sheets_of):
    """They are read in a column of dates, with one remark for the column."""
    found = sheets_of("Acct #,CARC,DOS\nA1,50,46300\nA2,50,46301\n")
    assert found.cells[0]["service date"] == dt.date(2026, 10, 5)
    assert [notice.what for notice in found.notices] == ["Numbers were read as dates"]


def test_amounts(sheets_of):
    """What is owed back may stand in brackets, and dollars and commas do not count."""
    found = sheets_of('Acct #,CARC,Billed,Paid\nA1,50,"$1,250.00",(12.00)\n')
    assert (found.cells[0]["charged"], found.cells[0]["paid"]) == (Decimal("1250"), Decimal("-12"))


def test_codes_of_a_systems_own(sheets_of):
    """A kick code that nobody explained is remarked on, not dropped in silence; it is a denial."""
    found = sheets_of("Acct #,Kick Code\nA1,NOTBRIGHT\nA2,NOTBRIGHT\n")
    assert len(found.rows) == 2
    assert "give its meaning under 'values'" in found.notices[0].action


def mapping(**parts) -> Mapping:
    table = {"match": "report*", "table": "cases", "role": "denial", **parts}
    return Mapping.model_validate({"tables": [table]})


def test_a_mapping_wins(sheets_of):
    """What the mapping says of a heading counts first; what it leaves is listed."""
    text = "Acct #,Post Date,Kick Code,Claim #\nA1,11/20/2026,NOTBRIGHT,C1\n"
    told = mapping(
        headings={"post date": "denial date", "CLAIM #": None},
        values={"kick code": {"notbright": "too bright"}},
        fill={"payer": "Fern Health"},
    )
    found = sheets_of(text, mapping=told)
    assert found.cells == [
        {
            "patient account": "A1",
            "denial date": dt.date(2026, 11, 20),
            "payer": "Fern Health",
            "denial reasons": "too bright",
        }
    ]
    assert found.why("column") == ["the mapping leaves it"]
    assert not found.notices


def test_words_of_a_column_of_reasons_may_be_mapped(sheets_of):
    """A text of the report keeps its words as the quote, and the mapping tells the reason."""
    told = mapping(values={"denial reasons": {"lumen_exceeded": "too bright"}})
    found = sheets_of("Acct #,Denial Reason\nA1,lumen exceeded\n", mapping=told)
    assert found.cells[0]["denial reasons"] == "too bright"
    assert found.cells[0]["denial quote"] == "lumen exceeded"


def test_a_mapping_makes_a_report_of_any_table(sheets_of):
    """Headings that nobody knows are read as the mapping says."""
    told = mapping(headings={"Foo": "patient account", "Bar": "denial codes"})
    assert sheets_of("Foo,Bar\nA1,CO-50\n", mapping=told).cells == [
        {"patient account": "A1", "denial codes": "CO-50"}
    ]


def test_a_mapping_whose_headings_stand_nowhere(sheets_of):
    """The sheet is left and says so; an entry for no file is remarked on."""
    told = mapping(headings={"Nowhere": "patient account"})
    assert "none of the headings" in sheets_of("Foo,Bar\n1,2\n", mapping=told).why("sheet")[0]
    found = sheets_of("Foo,Bar\n1,2\n", "other.csv", mapping=told)
    assert any(notice.part == "tables, entry 1" for notice in found.notices)


def test_a_sheet_by_its_number(sheets_of, workbook):
    """A mapping may mean one sheet of a workbook by its number or its name."""

    def fill(sheet, book):
        sheet.write_row(0, 0, ["Foo", "Bar"])
        sheet.write_row(1, 0, ["A1", "CO-50"])

    path = workbook("report.xlsx", First=fill, Second=fill)
    for sheet in ("2", "second"):
        told = mapping(sheet=sheet, headings={"Foo": "patient account", "Bar": "denial codes"})
        found = sheets_of(path, mapping=told)
        assert [row.read.sheet for row in found.rows] == ["sheet 2"]


def test_a_name_in_any_cell_is_never_repeated(sheets_of, canary):
    """A patient's name in whatever cell of a report never comes back in a remark."""
    for column in range(11):
        cells = LINE.replace('"DOE, JANE M"', "DOE").replace('"$1,200.00"', "1").strip().split(",")
        cells[column] = f"{canary} 9876543"
        found = sheets_of(HEAD + ",".join(cells) + "\n")
        told = "".join(part.model_dump_json() for part in (*found.notices, *found.unused))
        assert canary not in told
        assert "9876543" not in told


def test_a_mapping_of_another_table(sheets_of):
    """Any of our tables may be mapped; its days are read as exports write them."""
    table = {
        "match": "*",
        "table": "documents",
        "headings": {"Ref": "case", "Type": "document", "Signed": "date"},
        "values": {"document": {"ALM": "almanac"}},
    }
    told = Mapping.model_validate({"tables": [table]})
    found = sheets_of("Ref,Type,Signed,By\nA-1,alm,15-Jan-2026,x\n", mapping=told)
    assert found.cells == [{"case": "A-1", "document": "almanac", "date": dt.date(2026, 1, 15)}]
