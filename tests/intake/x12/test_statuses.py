"""Answers on the status of claims (277) are never denials; some call for something else."""

import pytest

from .building import Segment, group, interchange, read_all, transaction, whys

HEAD: list[Segment] = [
    ("BHT", "0085", "08", "1", "20260105", "1200", "TH"),
    ("HL", "1", "", "20", "1"),
    ("NM1", "PR", "2", "PLAN", "", "", "", "", "PI", "12345"),
]


def answered(*claims: list[Segment], version: str = "005010X214", kind: str = "TH") -> str:
    body = [segment for claim in ([*HEAD], *claims) for segment in claim]
    text = interchange(group("HN", transaction("277", body, version), version=version))
    return text.replace("*TH~", f"*{kind}~")


def claim(*statuses: tuple[str, ...]) -> list[Segment]:
    return [
        ("HL", "4", "3", "PT"),
        ("NM1", "QC", "1", "ROE", "ANN", "", "", "", "MI", "M1"),
        ("TRN", "2", "ACC1"),
        *(("STC", status, "20260105", "U", "100") for status in statuses),
    ]


@pytest.mark.parametrize("category", ["A3", "A4", "A6", "A7", "A8"])
def test_a_rejection_is_no_denial_and_calls_for_a_new_claim(category):
    """Each claim rejected is noted once, with its place and what to do."""
    text = answered(claim((category, "21"), (category, "33")), claim((category, "21")))
    rows, reading = read_all(text)
    assert rows == []
    assert [(n.part, n.action) for n in reading.notices] == [
        ("segment 10", "correct it and resubmit it"),
        ("segment 15", "correct it and resubmit it"),
    ]
    assert "not a denial" in reading.notices[0].what
    assert whys(reading)["it was rejected before adjudication: not a denial"] == 3


def test_a_rejection_among_several_statuses_counts():
    """The second and third status of a segment count as well."""
    text = answered([("HL", "4"), ("STC", ("A1", "20"), *[""] * 8, ("A7", "21"))])
    assert len(read_all(text)[1].notices) == 1


@pytest.mark.parametrize("category", ["A1", "A2", "A0", "A5", "P1", "F0", "F1", "E0", "", "?"])
def test_other_statuses_are_counted(category):
    """Accepted, pending and paid claims are told by no notice."""
    rows, reading = read_all(answered(claim((category, "20"))))
    assert (rows, reading.notices) == ([], ())
    assert whys(reading)["it tells where a claim stands"] == 1


@pytest.mark.parametrize(
    ("version", "kind", "category"),
    [
        ("005010X213", "", "R4"),
        ("005010X213", "", "P1"),
        ("", "RQ", "R3"),
        ("005010X212", "", "R1"),
    ],
)
def test_a_request_for_documents_is_noted(version, kind, category):
    """It is known by its version, its purpose or its category."""
    _, reading = read_all(answered(claim((category, "294")), version=version, kind=kind))
    assert ["documents" in notice.what for notice in reading.notices] == [True]


def test_a_status_of_denial_asks_for_the_remittance():
    """It has neither codes nor day, so nothing is made of it but a notice."""
    rows, reading = read_all(answered(claim(("F2", "88")), version="005010X212", kind="DG"))
    assert rows == []
    assert ["835" in notice.action for notice in reading.notices] == [True]


def test_nobody_is_named():
    """Neither notices nor counts carry a name or number of a patient."""
    told = read_all(answered(claim(("A7", "21"))))[1].model_dump_json()
    assert not any(word in told for word in ("ROE", "ANN", "M1", "ACC1"))
