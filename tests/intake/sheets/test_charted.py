"""Lists of results, of medications and of patients as charts and laboratories export them."""

import datetime as dt
from decimal import Decimal

import pytest

from letters.intake.mapping import Mapping
from letters.intake.rows import Role

LABS = "MRN,Patient Name,DOB,Test Name,LOINC,Result,Units,Collection Date,Reference Range\n"
MEDS = "MRN,Patient Name,DOB,Medication,Dose,Frequency,Status,Start Date,End Date,Route\n"


def test_a_result(sheets_of):
    """A result is a fact of its patient: test by code or name, value, unit and day."""
    found = sheets_of(
        LABS + 'M1,"DOE, JANE",5/1/1980,GLOW URINE,1234-5,1.2,g/g,1/2/2026 8:00 AM,0-1\n'
    )
    (row,) = found.rows
    assert (row.table.name, row.role) == ("labs", Role.FACT)
    assert row.cells == {
        "test": "serum glow",
        "value": "1.2",
        "unit": "g/g",
        "date": dt.date(2026, 1, 2),
    }
    assert (row.person.name, row.person.born) == ("JANE DOE", dt.date(1980, 5, 1))
    assert row.person.accounts == {"M1"}
    assert found.why("column") == ["nothing of it is needed"]


def test_results_that_are_not_used(sheets_of):
    """Results of other tests, without a number, a day or a patient are counted with why not."""
    rows = [
        "M1,,,Sodium,2951-2,140,mmol/L,1/2/2026,",
        "M1,,,Potassium,2823-3,4,mmol/L,1/2/2026,",
        "M1,,,Glow,,Negative,g/g,1/2/2026,",
        "M1,,,Glow,,1.2,g/g,soon,",
        ",,,Glow,,1.2,g/g,1/2/2026,",
        "M1,,,Glow,,<0.1,g/g,1/2/2026,",
    ]
    found = sheets_of(LABS + "\n".join(rows))
    assert [cells["value"] for cells in found.cells] == ["<0.1"]
    assert found.count("not among those that the library knows") == 2
    assert found.count("not a number") == 1
    assert found.count("its date could not be read") == 1
    assert found.count("names no patient") == 1
    assert {(n.severity, n.column) for n in found.notices} == {
        ("error", "value"),
        ("error", "date"),
    }


def test_a_value_with_its_unit_in_one_cell(sheets_of):
    """Where no column tells the unit it may stand behind the number."""
    found = sheets_of("MRN,Test,Result,Collected\nM1,Glow,1.2 g/g,2026-01-02\n")
    assert (found.cells[0]["value"], found.cells[0]["unit"]) == ("1.2", "g/g")


def test_a_local_code_of_a_test(sheets_of):
    """The mapping tells what a local code or name means."""
    mapping = Mapping(codes={"GLW-U": "serum glow"})
    text = "MRN,Test Code,Test,Result,Collected\nM1,glw-u,Glow (urine),1.2 g/g,2026-01-02\n"
    assert sheets_of(text, mapping=mapping).cells[0]["test"] == "serum glow"
    assert not sheets_of(text).rows


def test_rows_of_our_own_name_without_a_case(sheets_of):
    """A file named after our table is a report where it names patients and no case."""
    found = sheets_of("MRN,Test,Value,Unit,Date\nM1,Glow,1.2,g/g,2026-01-02\n", "labs.csv")
    assert found.rows[0].person.accounts == {"M1"}
    found = sheets_of("case,test,value,unit,date\nA-1,Glow,1.2,g/g,soon\n", "labs.csv")
    assert found.cells == [
        {"case": "A-1", "test": "Glow", "value": "1.2", "unit": "g/g", "date": "soon"}
    ]


def test_a_course(sheets_of):
    """A line of a list of medications is a course of its patient, known from an order."""
    found = sheets_of(
        MEDS + 'M1,"DOE, JANE",5/1/1980,lunacillin 50 MG,2 mg/kg,qw,Active,1/2/2025,,IV\n'
    )
    (row,) = found.rows
    assert (row.table.name, row.role) == ("treatments", Role.FACT)
    assert row.cells == {
        "drug": "lunacillin",
        "dose": Decimal(2),
        "dose unit": "mg/kg",
        "frequency": "once weekly",
        "status": "current",
        "start": dt.date(2025, 1, 2),
        "route": "intravenous",
        "known from": "order",
    }
    assert not found.notices


COURSES = [
    ("Status", "Discontinued", {"status": "past"}),
    ("Status", "Active", {"status": "current"}),
    ("Active", "N", {"status": "past"}),
    ("Fill Date", "1/2/2026", {"status": "past", "known from": "fill"}),
    ("Date Administered", "1/2/2026", {"known from": "administration", "status": "past"}),
]


@pytest.mark.parametrize(("heading", "cell", "told"), COURSES)
def test_where_a_course_stands(sheets_of, heading, cell, told):
    """The status is as told; what was filled or given at a day was given."""
    found = sheets_of(f"MRN,Medication,{heading}\nM1,solumab,{cell}\n")
    assert told.items() <= found.cells[0].items()


@pytest.mark.parametrize("heading", ["Date Given", "Fill Date"])
def test_an_infusion_or_a_fill_tells_its_day_and_no_stop(sheets_of, heading):
    """Nothing says that it was the last one."""
    found = sheets_of(f"MRN,Medication,{heading}\nM1,solumab,1/2/2026\n")
    assert found.cells[0]["start"] == found.cells[0]["last known"] == dt.date(2026, 1, 2)
    assert "stop" not in found.cells[0]


def test_a_course_that_is_surely_over(sheets_of):
    """Without a status a stop before a later start of the same list tells that it was past."""
    rows = "M1,solumab,1/1/2024,6/1/2024\nM1,lunacillin,1/1/2025,6/1/2025\n"
    found = sheets_of("MRN,Medication,Start Date,End Date\n" + rows)
    assert [(c["drug"], c["status"]) for c in found.cells] == [("solumab", "past")]
    assert found.count("whether it goes on is not told") == 1
    assert found.missed


def test_medications_that_are_not_used(sheets_of):
    """Other drugs and local forms are counted; they leave no list of treatments open."""
    rows = "M1,ibuprofen 400 MG,Active,\nM1,solumab eye drops,Active,ophthalmic\n"
    found = sheets_of("MRN,Medication,Status,Route\n" + rows)
    assert not found.rows
    assert found.count("not among those the library knows") == 2
    assert not found.missed


def test_a_dose_that_is_not_understood(sheets_of):
    """A dose or rhythm in words is left out with a remark, and the course is used."""
    found = sheets_of("MRN,Medication,Dose,Sig,Status\nM1,solumab,one vial,as told,Active\n")
    assert found.cells == [{"drug": "solumab", "status": "current", "known from": "order"}]
    assert [n.severity for n in found.notices] == ["warning", "warning"]


def test_a_current_course_has_no_stop(sheets_of):
    """A planned end of a course that goes on is left out with a remark."""
    found = sheets_of("MRN,Medication,Status,End Date\nM1,solumab,Active,1/1/2027\n")
    assert "stop" not in found.cells[0]
    assert found.notices[0].column == "stop"


def test_a_patient_list(sheets_of):
    """Who the patients are and how they are covered; what is said again is counted."""
    head = "Chart #,Last Name,First Name,MI,DOB,Sex,Primary Insurance,Policy #,City,Balance\n"
    row = "000123,DOE,JANE,M,05/01/1980,F,Fern Health,F1,Springfield,12.00\n"
    found = sheets_of(head + row + row)
    (one,) = found.rows
    assert (one.table.name, one.role) == ("cases", Role.PERSON)
    assert one.cells == {
        "patient name": "JANE M DOE",
        "birth date": dt.date(1980, 5, 1),
        "patient account": "000123",
        "member id": "F1",
        "sex": "female",
        "payer": "Fern Health",
    }
    assert found.count("says the same as a row before it") == 1


def test_plain_headings_beside_a_birth_date(sheets_of):
    """`Id` and `Name` are the patient's where a birth date stands beside them, nowhere else."""
    found = sheets_of("Id,Name,Gender,Birthdate\nP1,Jane Doe,female,1980-05-01\n")
    assert found.cells[0]["patient name"] == "Jane Doe"
    assert found.cells[0]["patient account"] == "P1"
    assert not sheets_of("Id,Name,City\nP1,Fern Health,Springfield\n").rows


def test_a_sex_that_is_not_told(sheets_of):
    """Unknown is left out without a remark; another word is remarked on."""
    head = "MRN,Patient Name,DOB,Sex\n"
    assert "sex" not in sheets_of(head + "1,Jane Doe,1980-05-01,U\n").cells[0]
    assert not sheets_of(head + "1,Jane Doe,1980-05-01,U\n").notices
    assert sheets_of(head + "1,Jane Doe,1980-05-01,wolf\n").notices[0].column == "sex"


def test_a_birth_year_of_two_digits(sheets_of):
    """It is read where it can only be of the 1900s, and else refused with what to do."""
    rows = "1,Jane Doe,5/1/54,F\n2,Ann Roe,5/1/12,F\n"
    found = sheets_of("MRN,Patient Name,DOB,Sex\n" + rows)
    assert [cells.get("birth date") for cells in found.cells] == [dt.date(1954, 5, 1), None]
    assert "four digits" in found.notices[0].action
