"""Claims as they were sent (837) complete what a remittance tells."""

import datetime as dt
from decimal import Decimal

import pytest

from letters.intake.columns import CASES
from letters.intake.rows import Role

from .building import Segment, group, interchange, read_all, transaction, whys

BILLING: list[Segment] = [
    ("BHT", "0019", "00", "1", "20260105", "1200", "CH"),
    ("NM1", "41", "2", "SENDER", "", "", "", "", "46", "1"),
    ("HL", "1", "", "20", "1"),
    ("NM1", "85", "2", "HILLTOP CLINIC", "", "", "", "", "XX", "1234567893"),
    ("N3", "1 HILL ROAD"),
    ("N4", "SPRINGFIELD", "IL", "62701"),
]
SUBSCRIBER: list[Segment] = [
    ("HL", "2", "1", "22", "0"),
    ("SBR", "P", "18", "GRP1", "", "", "", "", "", "CI"),
    ("NM1", "IL", "1", "ROE", "ANN", "B", "", "", "MI", "M1"),
    ("N3", "2 LOW ROAD"),
    ("DMG", "D8", "19800501", "F"),
    ("NM1", "PR", "2", "PLAN", "", "", "", "", "PI", "12345"),
    ("N3", "PO BOX 1"),
    ("N4", "SPRINGFIELD", "IL", "62701"),
]
DEPENDENT: list[Segment] = [
    ("HL", "3", "2", "23", "0"),
    ("PAT", "19"),
    ("NM1", "QC", "1", "ROE", "TOM"),
    ("DMG", "D8", "20150601", "M"),
]
CLAIM: list[Segment] = [
    ("CLM", "ACC1", "150", "", "", ("11", "B", "1"), "Y", "A", "Y", "Y"),
    ("REF", "G1", "AUTH1"),
    ("REF", "EA", "MRN7"),
    ("HI", ("ABK", "A000"), ("ABF", "B01"), ("ABF", "A000")),
    ("NM1", "DN", "1", "REF", "A", "", "", "", "XX", "1234567893"),
    ("NM1", "82", "1", "DOC", "A", "", "", "", "XX", "1992999999"),
]
LINE: list[Segment] = [
    ("LX", "1"),
    ("SV1", ("HC", "J1234", "JZ"), "100", "UN", "10", "", "", ("1", "2")),
    ("DTP", "472", "D8", "20260102"),
    ("LIN", "", "N4", "12345678901"),
    ("CTP", "", "", "", "10", "ML"),
]
SECOND: list[Segment] = [
    ("LX", "2"),
    ("SV1", ("HC", "96413"), "50", "UN", "1"),
    ("DTP", "472", "RD8", "20260103-20260104"),
    ("NM1", "82", "1", "DOC", "B", "", "", "", "XX", "1234567893"),
    ("REF", "G1", "AUTH2"),
]


def sent(*parts: list[Segment], version: str = "005010X222A1") -> str:
    body = [segment for part in parts for segment in part]
    return interchange(group("HC", transaction("837", body, version), version=version))


def rows_of(*parts: list[Segment]) -> list[dict[str, object]]:
    return [dict(row.cells) for row in read_all(sent(*parts))[0]]


def test_each_line_is_a_row_with_all_that_its_claim_tells():
    """Patient, payer, diagnoses, drug code and provider stand beside the service."""
    rows, reading = read_all(sent(BILLING, SUBSCRIBER, CLAIM, LINE, SECOND))
    shared = {
        "payer": "PLAN",
        "payer id": "12345",
        "payer address": "PO BOX 1; SPRINGFIELD, IL 62701",
        "billing npi": "1234567893",
        "patient name": "ANN B ROE",
        "birth date": dt.date(1980, 5, 1),
        "sex": "female",
        "group": "GRP1",
        "member id": "M1",
        "patient account": "ACC1",
        "diagnosis codes": "A00.0; B01",
    }
    assert dict(rows[0].cells) == {
        **shared,
        "authorization number": "AUTH1",
        "rendering npi": "1992999999",
        "procedure": "J1234",
        "hcpcs": "J1234",
        "modifiers": "JZ",
        "charged": Decimal(100),
        "line units": Decimal(10),
        "ndc": "12345678901",
        "service date": dt.date(2026, 1, 2),
    }
    assert dict(rows[1].cells) == {
        **shared,
        "authorization number": "AUTH2",
        "rendering npi": "1234567893",
        "procedure": "96413",
        "charged": Decimal(50),
        "line units": Decimal(1),
        "service date": dt.date(2026, 1, 3),
    }
    for row in rows:
        assert row.role is Role.CLAIM
        assert row.person.name == "ANN B ROE"
        assert row.person.born == dt.date(1980, 5, 1)
        assert row.person.accounts == {"ACC1", "MRN7"}
        assert row.person.members == {"M1"}
        for heading in row.cells:
            CASES.column(heading)
    assert reading.notices == ()


def test_a_dependent_is_the_patient_and_the_subscriber_the_member():
    """Name, birth and sex are the dependent's, the member id is the subscriber's."""
    (row,) = rows_of(BILLING, SUBSCRIBER, DEPENDENT, CLAIM, LINE)
    assert row["patient name"] == "TOM ROE"
    assert row["birth date"] == dt.date(2015, 6, 1)
    assert row["sex"] == "male"
    assert row["member id"] == "M1"


def test_the_next_subscriber_inherits_nothing():
    """A level forgets those below it that came before."""
    other: list[Segment] = [
        ("HL", "4", "1", "22", "0"),
        ("NM1", "IL", "1", "POE", "EVE", "", "", "", "MI", "M2"),
    ]
    rows = rows_of(BILLING, SUBSCRIBER, DEPENDENT, CLAIM, LINE, other, CLAIM, LINE)
    assert rows[1]["patient name"] == "EVE POE"
    assert rows[1]["billing npi"] == "1234567893"
    assert {"birth date", "sex", "group"} & set(rows[1]) == set()


def test_what_another_payer_decided_is_left_out():
    """Other coverage and its decision on the line are counted, not mixed in."""
    other: list[Segment] = [
        ("SBR", "S", "18", "GRP2", "", "", "", "", "", "CI"),
        ("NM1", "IL", "1", "ROE", "OTHER", "", "", "", "MI", "M9"),
        ("NM1", "PR", "2", "OTHER PLAN", "", "", "", "", "PI", "9"),
        ("REF", "G1", "THEIRS"),
    ]
    svd: list[Segment] = [("SVD", "9", "10", ("HC", "J1234")), ("DTP", "573", "D8", "20260101")]
    rows, reading = read_all(sent(BILLING, SUBSCRIBER, CLAIM, other, LINE, svd))
    (row,) = rows
    assert row.cells["payer"] == "PLAN"
    assert row.cells["authorization number"] == "AUTH1"
    assert row.person.members == {"M1"}
    assert whys(reading)["it tells of another payer of the same claim"] == 6


def test_diagnoses_of_an_older_classification_are_counted():
    """ICD-9 codes are never written as ICD-10."""
    old: list[Segment] = [("CLM", "A", "1"), ("HI", ("BK", "4659"), ("BF", "V7389"))]
    rows, reading = read_all(sent(BILLING, SUBSCRIBER, old, LINE))
    assert "diagnosis codes" not in rows[0].cells
    assert whys(reading)["its diagnoses are of ICD-9, which no letter can use"] == 1


def test_a_diagnosis_that_is_no_code_is_noted_and_the_others_stand():
    """One wrong code does not lose the others."""
    wrong: list[Segment] = [("CLM", "A", "1"), ("HI", ("ABK", "A000"), ("ABF", "ZAUBERNUSS"))]
    rows, reading = read_all(sent(BILLING, SUBSCRIBER, wrong, LINE))
    assert rows[0].cells["diagnosis codes"] == "A00.0"
    assert [notice.column for notice in reading.notices] == ["diagnosis codes"]
    assert "ZAUBERNUSS" not in reading.model_dump_json()


def test_a_replaced_claim_names_the_payers_number_and_a_void_is_counted():
    """A replacement refers to the claim that it replaces; a void asks for nothing."""
    new: list[Segment] = [("CLM", "A", "1", "", "", ("11", "B", "7")), ("REF", "F8", "ICN1")]
    assert rows_of(BILLING, SUBSCRIBER, new, LINE)[0]["claim number"] == "ICN1"
    void: list[Segment] = [("CLM", "A", "1", "", "", ("11", "B", "8")), ("REF", "F8", "ICN1")]
    rows, reading = read_all(sent(BILLING, SUBSCRIBER, void, LINE))
    assert rows == []
    assert whys(reading)["it takes a claim back"] == 1


@pytest.mark.parametrize(
    ("service", "told"),
    [
        (("SV2", "0636", ("HC", "J1234"), "100", "UN", "10"), ("J1234", 100, 10)),
        (("SV2", "0250", "", "100", "UN", "10"), (None, 100, 10)),
        (("SV2", "0120", "", "100", "DA", "3"), (None, 100, None)),
        (("SV3", ("AD", "D1110"), "100", "", "", "", "2"), ("D1110", 100, 2)),
        (("SV1", ("HC", "00220"), "100", "MJ", "45"), ("00220", 100, None)),
    ],
)
def test_lines_of_hospitals_and_dentists_are_read(service, told):
    """Each kind of line has its own order of elements; days and minutes are no units."""
    day = ("DTP", "434", "RD8", "20260101-20260105")
    (row,) = rows_of(BILLING, SUBSCRIBER, [*CLAIM, day], [("LX", "1"), service])
    assert (row.get("procedure"), row["charged"], row.get("line units")) == told
    assert row["service date"] == dt.date(2026, 1, 1)


def test_a_claim_without_lines_is_one_row():
    """What the claim tells is not lost with its lines."""
    (row,) = rows_of(BILLING, SUBSCRIBER, CLAIM)
    assert row["charged"] == Decimal(150)
    assert row["diagnosis codes"] == "A00.0; B01"


def test_lines_without_their_counter_are_told_apart():
    """A second SV1 begins a second line although LX is missing."""
    rows = rows_of(BILLING, SUBSCRIBER, CLAIM, LINE[1:], SECOND[1:])
    assert [row["procedure"] for row in rows] == ["J1234", "96413"]
    assert rows[1].get("ndc") is None


def test_a_birth_without_its_century_is_noted():
    """Two digits of a year are never a birth date."""
    text = sent(BILLING, SUBSCRIBER, CLAIM, LINE).replace("DMG*D8*19800501", "DMG*D6*800501")
    rows, reading = read_all(text)
    assert "birth date" not in rows[0].cells
    assert rows[0].person.born is None
    assert [notice.column for notice in reading.notices] == ["birth date"]


@pytest.mark.parametrize("sex", ["U", "", "X"])
def test_a_sex_that_is_not_told_is_unknown(sex):
    """Only female and male are words of the cases table."""
    text = sent(BILLING, SUBSCRIBER, CLAIM, LINE).replace("*19800501*F", f"*19800501*{sex}")
    assert "sex" not in read_all(text)[0][0].cells
