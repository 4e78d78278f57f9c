"""Whole exports: what becomes a case, what is refused, and that nothing is lost."""

import datetime as dt
from decimal import Decimal

import pytest

from letters.case.evidence import Category, Comparator, Measurement, Procedure, Record, Therapy
from letters.intake.cases.requests import case_id


def errors(reading):
    return [notice for notice in reading.notices if notice.severity == "error"]


def test_a_clean_export(reading_of, tables):
    """Everything in a clean export is read and nothing is remarked on."""
    reading = reading_of(tables)
    assert not reading.notices
    assert not reading.unused
    first, second = reading.cases
    assert first.id == case_id("Hilltop Kidney Practice", "A-1")
    assert first.label == "A-1"
    assert first.coverage.address == ("PO Box 1", "Springfield, IL 62701")
    assert first.coverage.member_id == "000123"
    assert [diagnosis.code for diagnosis in first.diagnoses] == ["M32.14", "M32.10"]
    assert first.treatments_complete is True
    assert first.denial is not None
    assert first.denial.reasons == ("too-bright", "too-dear")
    assert second.clinician.name == "Ben Star"
    assert second.practice == first.practice
    assert second.denial is None
    assert second.evidence == ()


def test_the_requested_service(reading_of, tables):
    """The service carries words of the vocabulary and typed values."""
    service = reading_of(tables).cases[0].services[0]
    assert (service.drug, service.product, service.route) == (
        "solumab",
        "solara-sc",
        "subcutaneous",
    )
    assert service.dose is not None
    assert service.dose.amount.value == 10
    assert service.dose.frequency == "every-week"
    assert (service.doses, service.months, service.units) == (6, 12, 10)
    assert service.start == dt.date(2026, 3, 15)
    assert service.continuing is False
    assert service.hcpcs == "J0490"


def test_evidence_and_where_it_stands(reading_of, tables):
    """A value keeps its reported unit, its bound, its page and its row."""
    evidence = reading_of(tables).cases[0].evidence
    measured = [fact for fact in evidence if isinstance(fact, Measurement)]
    assert [(m.value, m.unit) for m in measured] == [
        (Decimal(1500), "mg/g"),
        (Decimal("0.1"), "g/g"),
        (Decimal(4), "1"),
    ]
    assert measured[1].comparator is Comparator.BELOW
    assert measured[0].exhibit is not None
    assert (measured[0].exhibit.file, measured[0].exhibit.page) == ("lab.pdf", 2)
    assert (measured[0].read.file, measured[0].read.row) == ("labs.csv", 2)
    assert len(measured[0].read.sha256) == 64


def test_rows_of_one_document(reading_of, tables):
    """Two findings of one report make one record, one procedure and two categories."""
    evidence = reading_of(tables).cases[0].evidence
    assert [type(fact) for fact in evidence if isinstance(fact, Record | Procedure | Category)] == [
        Record,
        Procedure,
        Category,
        Category,
    ]


REFUSED_ROWS = [
    ("labs", {"date": "03/2024"}, "date", "a day is needed"),
    ("labs", {"unit": ""}, "unit", "needs its unit"),
    ("labs", {"unit": "kg"}, "unit", "not accepted in this unit"),
    ("labs", {"unit": "g/g"}, "value", "plausible"),
    ("labs", {"value": "1,500"}, "value", "comma"),
    ("labs", {"value": ""}, "value", "needed"),
    ("labs", {"test": "charm"}, "test", "not one of the list"),
    ("treatments", {"stop": "2024-01-01"}, "stop", "ends after it starts"),
    ("treatments", {"status": "current"}, "stop", "a current course has no stop date"),
    ("treatments", {"drug": "lunacilin"}, "drug", "not among those the library knows"),
    ("treatments", {"status": "finished"}, "status", "not one of the list"),
    ("treatments", {"dose unit": ""}, "dose unit", "number and its unit"),
    ("treatments", {"dose": "", "dose unit": ""}, "frequency", "without a dose"),
    ("documents", {"value": ""}, "value", "need each other"),
    ("documents", {"document": "diary"}, "finding", "not taken from this kind"),
    ("documents", {"value": "half moon"}, "value", "not one of the list"),
    ("attestations", {"answer": "perhaps"}, "answer", "yes or no"),
    ("attestations", {"answered by": ""}, "answered by", "needed"),
    ("attestations", {"question": "why"}, "question", "not one of the list"),
    ("labs", {"case": "Z-9"}, "case", "no row of the cases sheet"),
    ("labs", {"case": ""}, "case", "needed"),
]


@pytest.mark.parametrize(("table", "change", "column", "rule"), REFUSED_ROWS)
def test_a_bad_row_is_refused_alone(reading_of, tables, table, change, column, rule):
    """A bad row is noted with file, row, column, rule and action, and the others are used."""
    before = reading_of(tables)
    tables[table][0] |= change
    reading = reading_of(tables)
    notice = errors(reading)[0]
    assert (notice.file, notice.row, notice.column) == (f"{table}.csv", 2, column)
    assert rule in notice.rule
    assert notice.action
    assert [(row.file, row.row) for row in reading.unused] == [(f"{table}.csv", 2)]
    assert len(reading.cases) == 2
    assert len(reading.cases[0].evidence) in range(
        len(before.cases[0].evidence) - 3, len(before.cases[0].evidence)
    )


ESSENTIAL = [
    *((column, "") for column in ("patient name", "payer", "drug")),
    *((column, "nobody") for column in ("clinician", "drug")),
    ("birth date", "03/2024"),
    ("member id", "1.23457E+11"),
]


@pytest.mark.parametrize(("column", "value"), ESSENTIAL)
def test_a_case_without_an_essential_fact_is_refused_alone(reading_of, tables, column, value):
    """Without an essential fact there is no case; the other case goes on and rows are listed."""
    tables["cases"][0][column] = value
    reading = reading_of(tables)
    assert [case.label for case in reading.cases] == ["B-2"]
    assert any(notice.column == column and notice.row == 2 for notice in errors(reading))
    assert any(notice.what == "The case was not read" for notice in errors(reading))
    lost = {(row.file, row.row) for row in reading.unused}
    assert {("cases.csv", 2), ("labs.csv", 2), ("treatments.csv", 2)} <= lost


@pytest.mark.parametrize("column", ["birth date", "member id", "clinician"])
def test_what_an_export_need_not_carry_is_asked_for(reading_of, tables, column):
    """A case without its birth date, member id or signer is read and tells what it lacks."""
    tables["cases"][0][column] = ""
    reading = reading_of(tables)
    assert [case.lacks for case in reading.cases] == [(column,), ()]
    assert not errors(reading)


OPTIONAL = [
    ("hcpcs", "96413", "a letter and four digits"),
    ("diagnosis codes", "M32.14; N08.5", "not divided in ICD-10-CM"),
    ("start date", "spring", "year-month-day"),
    ("route", "by post", "not one of the list"),
    ("denial reasons", "too loud", "not one of the list"),
    ("product", "Lunar tablet", "a product of lunacillin, and the request is for solumab"),
    ("plan track", "golden", "not one of the list"),
    ("months requested", "1.5", "whole number"),
    ("product", "Lunette", "not one of the list"),
    ("treatments complete", "mostly", "yes or no"),
]


@pytest.mark.parametrize(("column", "value", "rule"), OPTIONAL)
def test_an_optional_fact_is_refused_alone(reading_of, tables, column, value, rule):
    """An unusable optional cell is noted and the case goes on without it."""
    tables["cases"][0][column] = value
    reading = reading_of(tables)
    assert len(reading.cases) == 2
    notice = errors(reading)[0]
    assert (notice.column, notice.case) == (column, reading.cases[0].id)
    assert rule in notice.rule
    assert not reading.unused


def test_several_services_of_one_plan(reading_of, tables):
    """Rows of one case become services; facts of the case may stand in any of them."""
    tables["cases"].append({"case": "A-1", "drug": "lunacillin", "plan": "Fern PPO"})
    first = reading_of(tables).cases[0]
    assert [service.drug for service in first.services] == ["solumab", "lunacillin"]
    assert first.coverage.plan == "Fern PPO"


def test_conflicting_patients_are_refused(reading_of, tables):
    """Two births in one case: which is right cannot be known, so there is no case."""
    tables["cases"].append({"case": "A-1", "drug": "lunacillin", "birth date": "1991-05-01"})
    reading = reading_of(tables)
    assert [case.label for case in reading.cases] == ["B-2"]
    notice = next(n for n in errors(reading) if n.column == "birth date")
    assert notice.row == 4
    assert "row 2" in notice.rule


def test_conflicting_denials_leave_the_fact_unknown(reading_of, tables):
    """A conflict in a fact that a letter can do without leaves it out."""
    tables["cases"].append({"case": "A-1", "drug": "lunacillin", "denial date": "2026-02-09"})
    reading = reading_of(tables)
    assert reading.cases[0].denial.notice_on is None
    assert errors(reading)[0].column == "denial date"


def test_a_wrong_npi_loses_the_clinician_and_their_cases(reading_of, tables):
    """A clinician whose NPI fails its check cannot sign; the cases of others go on."""
    tables["practice"][1]["npi"] = "1992999990"
    reading = reading_of(tables)
    assert [case.label for case in reading.cases] == ["A-1"]
    assert any(n.column == "npi" and "check digit" in n.rule for n in errors(reading))


def test_a_practice_that_contradicts_itself(reading_of, tables):
    """Two telephones of one practice are refused in the second row."""
    tables["practice"][1] |= {"practice": "Hilltop kidney practice", "phone": "217-555-0199"}
    reading = reading_of(tables)
    assert any(n.file == "practice.csv" and n.row == 3 for n in errors(reading))
    assert [case.label for case in reading.cases] == ["A-1"]


def test_a_lost_treatment_leaves_the_list_incomplete(reading_of, tables):
    """When a treatment could not be read, the absent one is unknown and not untried."""
    tables["treatments"][0]["start"] = "2025"
    reading = reading_of(tables)
    assert reading.cases[0].treatments_complete is None
    assert any(n.column == "treatments complete" for n in reading.notices)


def test_repeated_rows(reading_of, tables):
    """A row that says the same again is listed; two values on one day are both used."""
    tables["labs"].append(dict(tables["labs"][0]))
    tables["labs"].append(tables["labs"][0] | {"value": "1600"})
    reading = reading_of(tables)
    assert [(row.row, row.why) for row in reading.unused] == [
        (5, "it says the same as a row before it")
    ]
    assert [notice.row for notice in reading.notices] == [6]
    assert reading.notices[0].severity == "warning"


def test_two_values_of_what_has_one(reading_of, tables):
    """Two values on one day of a category that allows one are used with a remark."""
    diary = {"case": "A-1", "document": "diary", "date": "2026-01-01", "finding": "season"}
    tables["documents"] += [diary | {"value": "dry"}, diary | {"value": "wet"}]
    notices = reading_of(tables).notices
    assert [(notice.severity, notice.row) for notice in notices] == [("warning", 5)]


@pytest.mark.parametrize("born", ["2026-01-15", "2027-01-01"])
def test_a_birth_after_other_dates(reading_of, tables, born):
    """A birth after dated facts is one error at the birth date, and the case is not read."""
    tables["cases"][0]["birth date"] = born
    reading = reading_of(tables)
    assert [case.label for case in reading.cases] == ["B-2"]
    assert [(notice.column, notice.row) for notice in reading.notices] == [
        ("birth date", 2),
        (None, 2),
    ]
    assert ("labs.csv", 2) in {(part.file, part.row) for part in reading.unused}


def test_treatments_keep_their_ending(reading_of, tables):
    """Outcome and ending are different facts and both are kept."""
    therapy = next(f for f in reading_of(tables).cases[0].evidence if isinstance(f, Therapy))
    assert (therapy.outcome, therapy.ended_for) == ("no response", "inadequate response")


def test_the_id_of_a_case_is_stable_and_opaque():
    """The id depends on practice and label alone and tells neither."""
    assert case_id("Hilltop", "A-1") == case_id("Hilltop", "A-1")
    assert case_id("Hilltop", "A-1") != case_id("Hilltop", "A-2")
    assert len(case_id("Hilltop", "A-1")) == 12
