"""Answers to requests for authorization (278): what was not certified is a denial."""

import datetime as dt
from decimal import Decimal

import pytest

from letters.intake.columns import CASES
from letters.intake.rows import Role

from .building import Segment, group, interchange, read_all, transaction, whys

PEOPLE: list[Segment] = [
    ("HL", "1", "", "20", "1"),
    ("NM1", "X3", "2", "PLAN", "", "", "", "", "PI", "12345"),
    ("HL", "2", "1", "21", "1"),
    ("NM1", "1P", "1", "DOC", "A", "", "", "", "XX", "1992999999"),
    ("HL", "3", "2", "22", "1"),
    ("NM1", "IL", "1", "ROE", "ANN", "", "", "", "MI", "M1"),
    ("REF", "EJ", "ACC1"),
    ("REF", "6P", "GRP1"),
    ("DMG", "D8", "19800501", "F"),
]
DEPENDENT: list[Segment] = [
    ("HL", "4", "3", "23", "1"),
    ("NM1", "QC", "1", "ROE", "TOM"),
    ("DMG", "D8", "20150601", "M"),
]


def event(*segments: Segment) -> list[Segment]:
    return [("HL", "5", "3", "EV", "1"), ("UM", "HS", "I"), *segments]


def service(*segments: Segment, code: str = "J1234") -> list[Segment]:
    told: Segment = ("SV1", ("HC", code), "500", "UN", "10")
    return [("HL", "6", "5", "SS", "0"), ("DTP", "472", "D8", "20260301"), told, *segments]


def answer(*parts: list[Segment], purpose: str = "11", version: str = "005010X217") -> str:
    head: Segment = ("BHT", "0007", purpose, "1", "20260105", "1200", "18")
    body = [head, *(segment for part in parts for segment in part)]
    return interchange(group("HI", transaction("278", body, version), version=version))


def hcr(action: str, number: str = "", reason: str = "") -> Segment:
    return ("HCR", action, number, reason)


def test_a_service_not_certified_is_a_row():
    """Payer, patient, service, diagnoses, number, day and words stand in their cells."""
    told = event(
        ("DTP", "AAH", "D8", "20260220"),
        ("DTP", "102", "D8", "20260104"),
        ("HI", ("ABK", "A000"), ("BF", "4659")),
        ("MSG", "SEE POLICY 7."),
    )
    last = service(hcr("A3", "REV1", "0V"), ("REF", "NT", "ADM1"), ("MSG", "NOT NECESSARY."))
    rows, reading = read_all(answer(PEOPLE, told, last))
    (row,) = rows
    assert row.role is Role.DENIAL
    assert dict(row.cells) == {
        "payer": "PLAN",
        "payer id": "12345",
        "patient name": "ANN ROE",
        "birth date": dt.date(1980, 5, 1),
        "sex": "female",
        "patient account": "ACC1",
        "group": "GRP1",
        "member id": "M1",
        "denial date": dt.date(2026, 1, 4),
        "start date": dt.date(2026, 3, 1),
        "authorization number": "REV1",
        "diagnosis codes": "A00.0",
        "procedure": "J1234",
        "hcpcs": "J1234",
        "line units": Decimal(10),
        "denial quote": "SEE POLICY 7. NOT NECESSARY.",
    }
    assert row.person.accounts == {"ACC1"}
    assert row.person.members == {"M1"}
    assert row.person.born == dt.date(1980, 5, 1)
    for heading in row.cells:
        CASES.column(heading)
    assert reading.notices == ()


def test_the_day_of_the_answer_stands_for_a_day_that_is_not_told():
    """Without a day of issue the answer itself is the notice."""
    rows, _ = read_all(answer(PEOPLE, event(hcr("A3"))))
    assert rows[0].cells["denial date"] == dt.date(2026, 1, 5)


def test_a_reason_of_the_answer_is_no_denial_code():
    """Its list of reasons is another than that of remittances."""
    rows, _ = read_all(answer(PEOPLE, service(hcr("A3", "", "50"))))
    assert "denial codes" not in rows[0].cells


@pytest.mark.parametrize("action", ["A2", "A6"])
def test_what_is_certified_in_part_is_a_row_with_a_warning(action):
    """Only a comparison with the request tells what was refused."""
    rows, reading = read_all(answer(PEOPLE, service(hcr(action, "REV1"))))
    assert len(rows) == 1
    assert [notice.part for notice in reading.notices] == [rows[0].read.part]


@pytest.mark.parametrize(
    ("action", "noted"), [("A1", 0), ("C", 0), ("NA", 0), ("A4", 1), ("CT", 1), ("??", 1), ("", 1)]
)
def test_other_actions_are_no_denials(action, noted):
    """They are counted, and noted where something is to be done."""
    rows, reading = read_all(answer(PEOPLE, service(hcr(action))))
    assert rows == []
    assert len(reading.notices) == noted
    assert "HCR" in {unused.name for unused in reading.unused}


def test_services_without_a_decision_have_that_of_their_event():
    """Each service is a row; where it has its own decision, that one counts."""
    text = answer(
        PEOPLE,
        event(hcr("A3", "REV1")),
        service(),
        service(hcr("A1"), code="J2222"),
        service(code="J3333"),
    )
    rows, _ = read_all(text)
    assert [row.cells["procedure"] for row in rows] == ["J1234", "J3333"]
    assert {row.cells["authorization number"] for row in rows} == {"REV1"}


def test_an_event_without_services_is_a_row():
    """An admission refused has no lines."""
    rows, _ = read_all(answer(PEOPLE, event(hcr("A3", "REV1")), event(hcr("A3", "REV2"))))
    assert [row.cells["authorization number"] for row in rows] == ["REV1", "REV2"]


def test_a_dependent_is_the_patient():
    """Name and birth are the dependent's, the member id the subscriber's."""
    rows, _ = read_all(answer(PEOPLE, DEPENDENT, service(hcr("A3"))))
    assert rows[0].cells["patient name"] == "TOM ROE"
    assert rows[0].cells["member id"] == "M1"
    assert rows[0].person.born == dt.date(2015, 6, 1)


def test_a_rejection_of_the_form_is_no_denial():
    """AAA says that the request was wrong, not that the service was refused."""
    rejected = [*PEOPLE, ("AAA", "N", "", "33", "C")]
    rows, reading = read_all(answer(rejected))
    assert rows == []
    assert ["not a denial" in notice.what for notice in reading.notices] == [True]
    assert reading.notices[0].part == "segment 14"


def test_a_request_is_counted():
    """What the practice asked is no answer."""
    rows, reading = read_all(answer(PEOPLE, event(), service(), purpose="13"))
    assert (rows, reading.notices) == ([], ())
    assert whys(reading) == {"it asks for an authorization; it is no answer": 1}


def test_an_older_version_names_its_procedure_among_codes():
    """Version 4010 writes the procedure of a service in an HI."""
    loop: list[Segment] = [
        ("HL", "6", "5", "SS", "0"),
        ("HI", ("BO", "J1234", "D8", "20260301")),
        hcr("A3", "REV1"),
    ]
    rows, _ = read_all(answer(PEOPLE, loop, version="004010X094A1"))
    assert rows[0].cells["procedure"] == "J1234"


def test_words_of_any_length_are_kept_within_bounds():
    """A quote is as long as a cell may be."""
    words: list[Segment] = [("MSG", "WORD " * 50)] * 100
    rows, _ = read_all(answer(PEOPLE, event(hcr("A3"), *words)))
    quote = rows[0].cells["denial quote"]
    assert isinstance(quote, str)
    assert 3000 < len(quote) <= 4000
