"""Refused lines of a remittance become rows; what was paid or settled is counted with why."""

import datetime as dt
from decimal import Decimal

import pytest

from letters.intake.columns import CASES
from letters.intake.rows import Role

from .building import (
    adjusted,
    cells,
    claim,
    denied,
    file_of,
    group,
    interchange,
    line,
    paid,
    read_all,
    remittance,
    transaction,
    whys,
)

SETTLED = "it was processed, not refused: the patient's share, the contract's discount or no charge"
REFUSED = adjusted("50", "100")


def test_a_refused_line_has_all_that_a_remittance_tells():
    """Payer, patient, claim, line, codes and dates stand in their cells."""
    full = claim(
        line(
            "J1234",
            adjusted("50", "60", "", "45", "40"),
            ("REF", "0K", "L12345"),
            ("REF", "6R", "1"),
            ("LQ", "HE", "N115"),
            ("LQ", "HE", "M25"),
            rest=("", "10"),
        ),
        extra=[
            ("NM1", "IL", "1", "ROE", "BOB", "", "", "", "MI", "S1"),
            ("NM1", "74", "1", "ROE", "ANNA", "", "", "", "C", "M9"),
            ("NM1", "82", "1", "DOC", "A", "", "", "", "XX", "1992999999"),
            ("REF", "1L", "G1"),
            ("REF", "EA", "MRN7"),
            ("REF", "1W", "W1"),
            ("REF", "G1", "AUTH1"),
            ("MOA", "", "", "MA01"),
            ("DTM", "232", "20260101"),
        ],
    )
    rows, reading = read_all(file_of(full))
    (row,) = rows
    assert row.table is CASES
    assert row.role is Role.DENIAL
    assert dict(row.cells) == {
        "payer": "PLAN",
        "payer address": "PO BOX 1; SPRINGFIELD, IL 62701-0001",
        "payer id": "12345",
        "billing npi": "1234567893",
        "denial date": dt.date(2026, 1, 10),
        "patient account": "ACC1",
        "claim number": "ICN1",
        "claim status": "4",
        "patient name": "ANN ROE",
        "member id": "M9",
        "rendering npi": "1992999999",
        "group": "G1",
        "authorization number": "AUTH1",
        "procedure": "J1234",
        "hcpcs": "J1234",
        "line units": Decimal(10),
        "charged": Decimal(100),
        "paid": Decimal(0),
        "service date": dt.date(2026, 1, 2),
        "denial codes": "CO-50; CO-45; N115; M25; MA01",
        "remark codes": "N115; M25; MA01",
        "group code": "CO",
        "policy": "L12345",
    }
    assert row.person.name == "ANN ROE"
    assert row.person.accounts == {"ACC1", "MRN7"}
    assert row.person.members == {"M1", "S1", "M9", "W1"}
    assert reading.notices == ()


def test_every_cell_is_a_column_of_the_cases_table():
    """No cell has a heading that nobody reads."""
    for row in cells(file_of(denied())):
        for heading in row:
            CASES.column(heading)


def test_each_cell_has_the_place_where_it_was_read():
    """The row is its line; cells of the claim and the head have places of their own."""
    rows, _ = read_all(file_of(denied()))
    places = {heading: rows[0].where(heading).part for heading in rows[0].cells}
    assert rows[0].read.part == "segment 14"
    assert places["procedure"] == "segment 14"
    assert places["service date"] == "segment 15"
    assert places["patient account"] == "segment 12"
    assert places["patient name"] == "segment 13"
    assert places["payer"] == "segment 7"
    assert places["denial date"] == "segment 4"


def test_the_earlier_of_payment_and_remittance_is_the_day_of_the_denial():
    """A deadline that is counted from it is never too late."""
    text = file_of(denied())
    later = text.replace("DTM*405*20260110", "DTM*405*20260108")
    assert cells(later)[0]["denial date"] == dt.date(2026, 1, 8)
    alone = text.replace("DTM*405*20260110", "DTM*405*20260199")
    rows, reading = read_all(alone)
    assert rows[0].cells["denial date"] == dt.date(2026, 1, 10)
    assert [notice.column for notice in reading.notices] == ["denial date"]


def test_a_denial_without_any_day_has_no_day():
    """The day on which a file was written is not the day of a notice."""
    text = file_of(denied()).replace("DTM*405*20260110~\n", "").replace("*20260110~\nTRN", "~\nTRN")
    assert "denial date" not in cells(text)[0]


@pytest.mark.parametrize("status", ["1", "2", "3", "4", "19", "20", "21", "XX", ""])
def test_a_line_charged_and_unpaid_for_an_open_reason_is_refused(status):
    """Whatever the status of the claim, and though it be masked."""
    assert len(cells(file_of(denied(status=status)))) == 1


@pytest.mark.parametrize("status", ["1", "4"])
def test_the_patients_share_and_the_contracts_discount_are_no_denial(status):
    """A line whose reasons are all settled is counted, even of a claim that was denied."""
    text = file_of(
        claim(line("J1", adjusted("1", "60", "", "45", "40"), charge="100"), status=status)
    )
    rows, reading = read_all(text)
    assert rows == []
    assert whys(reading)[SETTLED] == 1


def test_a_paid_line_is_counted():
    """Payment is no denial."""
    rows, reading = read_all(file_of(paid()))
    assert rows == []
    assert whys(reading)["it was paid"] == 1


def test_a_part_refused_of_a_paid_line_is_a_denial():
    """Units cut for an open reason are refused, though the rest was paid."""
    text = file_of(claim(line("J1234", adjusted("151", "40"), paid="60"), paid="60", status="1"))
    (row,) = cells(text)
    assert (row["paid"], row["denial codes"]) == (Decimal(60), "CO-151")


def test_money_given_back_is_no_refusal():
    """An adjustment below zero, as of interest, does not make a paid line a denial."""
    text = file_of(claim(line("J1", adjusted("225", "-5"), paid="105"), paid="105", status="1"))
    assert cells(text) == []


def test_money_given_back_does_not_refuse_what_is_settled():
    """Neither on an unpaid line, nor does an open reason that takes nothing from a paid one."""
    unpaid = line("J1", adjusted("1", "109", to="PR"), adjusted("225", "-9"))
    assert cells(file_of(claim(unpaid, status="1"))) == []
    full = line("J1", adjusted("151", "0"), paid="100")
    assert cells(file_of(claim(full, paid="100", status="1"))) == []


def test_a_refusal_of_no_money_is_still_one():
    """A denied line may name its reason with an amount of zero or none."""
    for amount in ("0", ""):
        text = file_of(claim(line("J1234", adjusted("50", amount)), status="1"))
        assert cells(text)[0]["denial codes"] == "CO-50"


def test_a_denied_claim_without_any_reason_is_a_denial():
    """Its status says so, whatever else is missing."""
    (row,) = cells(file_of(claim(line("J1234"))))
    assert "denial codes" not in row
    assert row["claim status"] == "4"


def test_an_unpaid_line_without_any_reason_is_noted():
    """What is neither paid nor refused is not guessed."""
    rows, reading = read_all(file_of(claim(line("J1234"), status="1")))
    assert rows == []
    assert whys(reading)["nothing was paid and no reason is told"] == 1
    assert [notice.part for notice in reading.notices] == ["segment 14"]


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("5", "not decided"),
        ("16", "not decided"),
        ("23", "not this payer's"),
        ("25", "a price told"),
    ],
)
def test_what_is_no_decision_is_counted(status, why):
    """Pending, forwarded and predetermined claims are no denials."""
    rows, reading = read_all(file_of(denied(status=status)))
    assert rows == []
    assert any(why in each for each in whys(reading))


def test_a_denied_claim_without_lines_is_one_row():
    """Its adjustments and amounts are those of the claim."""
    text = file_of(claim(extra=[REFUSED, ("DTM", "232", "20260101")]))
    (row,) = cells(text)
    assert row["denial codes"] == "CO-50"
    assert row["charged"] == Decimal(100)
    assert row["service date"] == dt.date(2026, 1, 1)
    assert "procedure" not in row
    assert "line units" not in row


def test_adjustments_of_the_claim_are_those_of_lines_that_have_none():
    """Each unpaid line is refused for the reason that the claim tells."""
    text = file_of(
        claim(line("J1111"), line("J2222"), charge="200", extra=[adjusted("197", "200")])
    )
    assert [(row["procedure"], row["denial codes"]) for row in cells(text)] == [
        ("J1111", "CO-197"),
        ("J2222", "CO-197"),
    ]


def test_a_refusal_of_the_claim_beside_settled_lines_is_not_lost():
    """Where every line has its own adjustments the claim's make a row of their own."""
    text = file_of(
        claim(
            line("J1111", adjusted("45", "20"), charge="100", paid="80"),
            charge="150",
            paid="80",
            status="1",
            extra=[adjusted("16", "50")],
        )
    )
    (row,) = cells(text)
    assert row["denial codes"] == "CO-16"
    assert "procedure" not in row


def test_all_six_adjustments_of_a_segment_are_read():
    """A CAS has up to six reasons, and a line several CAS."""
    six = adjusted(
        *("16", "10", "", "22", "10", "1", "29", "10", "", "39", "10", "", "50", "10", "")
    )
    text = file_of(claim(line("J1234", (*six, "55", "10"), adjusted("2", "40", to="PR"))))
    (row,) = cells(text)
    assert row["denial codes"] == "CO-16; CO-22; CO-29; CO-39; CO-50; CO-55; PR-2"
    assert row["group code"] == "CO"


def test_the_service_as_billed_stands_in_the_row():
    """Where the payer decided another code, the one billed counts, with the units billed."""
    rest = ("", "1", ("HC", "J1234", "JZ"), "10")
    text = file_of(claim(line("J9999", REFUSED, rest=rest)))
    (row,) = cells(text)
    assert (row["procedure"], row["modifiers"], row["line units"]) == ("J1234", "JZ", Decimal(10))


@pytest.mark.parametrize(
    ("rest", "units"),
    [
        ((), Decimal(1)),
        (("", "3"), Decimal(3)),
        (("", "0"), None),
        (("", "0", "", "4"), Decimal(4)),
    ],
)
def test_units_are_those_billed(rest, units):
    """One by default; none where only those paid are told, and none were paid."""
    (row,) = cells(file_of(claim(line("J1234", REFUSED, rest=rest))))
    assert row.get("line units") == units


def test_a_drug_code_and_a_revenue_code_are_no_procedures():
    """The drug code has its own cell; a revenue code has none."""
    text = file_of(claim(line("J1234", REFUSED, rest=("0636", "1", ("N4", "12345678901")))))
    (row,) = cells(text)
    assert (row["procedure"], row["ndc"]) == ("J1234", "12345678901")
    revenue = file_of(denied()).replace("HC:J1234", "NU:0636")
    assert "procedure" not in cells(revenue)[0]


def test_a_procedure_is_hcpcs_where_it_is_a_letter_and_four_digits():
    """CPT codes stand as procedures alone."""
    (row,) = cells(file_of(claim(line("99213", REFUSED))))
    assert (row["procedure"], row.get("hcpcs")) == ("99213", None)


def test_a_line_without_a_day_has_that_of_its_claim():
    """A range of the line comes before the day of the claim."""
    text = file_of(
        claim([("SVC", ("HC", "J1234"), "100", "0"), REFUSED], extra=[("DTM", "232", "20260101")])
    )
    assert cells(text)[0]["service date"] == dt.date(2026, 1, 1)
    ranged = text.replace("CAS*CO*50", "DTM*150*20260105~\nDTM*151*20260107~\nCAS*CO*50")
    assert cells(ranged)[0]["service date"] == dt.date(2026, 1, 5)
    both = text.replace("CAS*CO*50", "DTM*472****RD8*20260103-20260104~\nCAS*CO*50")
    assert cells(both)[0]["service date"] == dt.date(2026, 1, 3)


def test_an_authorization_of_the_line_comes_before_that_of_the_claim():
    """So does who rendered it."""
    text = file_of(
        claim(
            line("J1234", REFUSED, ("REF", "BB", "LINE"), ("REF", "HPI", "1992999999")),
            extra=[("REF", "G1", "CLAIM")],
        )
    )
    (row,) = cells(text)
    assert (row["authorization number"], row["rendering npi"]) == ("LINE", "1992999999")


@pytest.mark.parametrize("kind", ["34", "", "ZZ", "**"])
def test_a_number_of_another_kind_is_no_member_id(kind):
    """A social security number, or a masked kind, is not taken for the plan's number."""
    text = file_of(denied()).replace("****MI*M1", f"****{kind}*M1")
    rows, _ = read_all(text)
    assert "member id" not in rows[0].cells
    assert rows[0].person.members == frozenset()


def test_an_account_of_zero_is_none():
    """A payer that does not know the practice's number writes 0."""
    rows, _ = read_all(file_of(denied(account="0")))
    assert "patient account" not in rows[0].cells
    assert rows[0].person.accounts == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("DTM*472*20260102", "DTM*472*20261301", "service date"),
        ("*100*0~\nDTM", "*1e2*0~\nDTM", "charged"),
        ("*100*0~\nDTM", "*100*O~\nDTM", "paid"),
        ("CAS*CO*50", "CAS*CO*FIFTY", "denial codes"),
        ("CAS*CO*50*100", "CAS*CO*50*lots", "denial codes"),
        ("CAS*CO", "CAS*ZZ", "group code"),
        ("LQ*HE*N115", "LQ*HE*ZAUBERNUSS", "remark codes"),
        ("HC:J1234", "HC:J*", "procedure"),
    ],
)
def test_a_malformed_element_is_left_out_and_noted(old, new, column):
    """The row goes on without the cell; the notice names segment and heading, not the value."""
    text = file_of(claim(line("J1234", REFUSED, ("LQ", "HE", "N115"))))
    assert old in text
    rows, reading = read_all(text.replace(old, new))
    assert len(rows) == 1
    noted = [notice for notice in reading.notices if notice.column == column]
    assert len(noted) == 1
    assert noted[0].part is not None
    assert noted[0].part.startswith("segment ")
    assert noted[0].severity == "warning"
    assert "ZAUBERNUSS" not in reading.model_dump_json()


def test_a_claim_that_tells_no_amount_is_not_used():
    """It is an error with its place, and counted."""
    rows, reading = read_all(file_of([("CLP", "A", "4", "X", "Y")], denied()))
    assert len(rows) == 1
    assert [(notice.severity, notice.part) for notice in reading.notices] == [
        ("error", "segment 12")
    ]
    assert whys(reading)["it tells of no claim that can be used"] == 1


def test_amounts_that_do_not_agree_are_a_warning():
    """Charge less adjustments should be what was paid; the row is used all the same."""
    rows, reading = read_all(file_of(claim(line("J1234", adjusted("50", "90")))))
    assert len(rows) == 1
    assert [(n.what, n.severity) for n in reading.notices] == [
        ("The amounts do not agree", "warning")
    ]


def test_what_adjusts_the_account_or_sums_up_is_counted():
    """PLB, totals and segments that no letter needs are listed by their names."""
    body = remittance(denied())
    extra = [("PLB", "1234567893", "20261231", "CV", "-1.27"), ("TS3", "1", "11", "20261231", "1")]
    text = interchange(group("HP", transaction("835", [*body[1:-1], ("AMT", "AU", "1"), *extra])))
    _, reading = read_all(text)
    told = {(unused.name, unused.why, unused.count) for unused in reading.unused}
    assert ("PLB", "it adjusts the provider's account, not a claim", 1) in told
    assert ("TS3", "it sums up claims", 1) in told
    assert ("AMT", "a sum beside the decision", 1) in told
    assert ("TRN", "no letter needs it", 1) in told


def test_a_thousand_alike_remarks_are_counted():
    """The first notices of a kind are shown and the others counted, so that nothing is buried."""
    many = [claim(line("J1", charge="x"), account=f"A{n}", icn=f"I{n}") for n in range(1000)]
    _, reading = read_all(file_of(*many))
    assert 0 < len(reading.notices) <= 100
    assert any(unused.name == "more of the same" for unused in reading.unused)


def test_a_claim_of_endless_lines_is_cut_into_runs():
    """A claim beyond any real size neither fills memory nor is lost in silence."""
    text = file_of(claim([("AMT", "AU", "1")] * 100_100, line("J1234", REFUSED)))
    _, reading = read_all(text)
    assert sum(unused.count for unused in reading.unused) > 100_000
