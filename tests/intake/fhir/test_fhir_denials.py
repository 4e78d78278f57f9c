"""Refusals and open requests: which lines were refused, by which codes, and for whom."""

import datetime as dt

import fhir_made as made
import pytest
from fhir_made import (
    CARC,
    HCPCS,
    NPI,
    PAS,
    RARC,
    amount,
    benefits,
    bundle,
    concept,
    coverage,
    dosage,
    item,
    patient,
    payer,
    reason,
    request,
    response,
    review,
    text,
    to,
)

from letters.intake.rows import Role

PEOPLE = (patient(), coverage(), payer())
REFUSED = item(amount("submitted", 900), amount("benefit", 0), reason("50"), reason("N115", RARC))
UNPAID = "no line of it was refused"


def test_a_refused_line_is_a_denial(chart):
    """Who, which plan, which claim, what was billed, what was decided and why."""
    assert chart(*PEOPLE, benefits(REFUSED)).denials == [
        {
            "patient name": f"Ada Bo {made.CANARY}",
            "birth date": dt.date(1990, 5, 1),
            "sex": "female",
            "payer": "Fern Health",
            "payer address": "PO Box 1; Springfield, IL 62701",
            "payer id": "FERN01",
            "plan": "Fern Gold",
            "group": "G77",
            "member id": "SUB-c1",
            "claim number": "CLAIM-1",
            "denial date": dt.date(2026, 3, 30),
            "denial codes": "50; N115",
            "remark codes": "N115",
            "procedure": "J1111",
            "hcpcs": "J1111",
            "drug": "solumab",
            "line units": "10",
            "charged": "900",
            "paid": "0",
            "service date": dt.date(2026, 3, 1),
        }
    ]


def test_a_denial_tells_its_item_and_its_patient(chart):
    row = chart(*PEOPLE, benefits(REFUSED)).requests[0]
    assert row.role is Role.DENIAL
    assert row.read.part == "entry 4, ExplanationOfBenefit, item 1"
    assert row.where("member id").part == "entry 2, Coverage"
    assert row.where("birth date").part == "entry 1, Patient"
    assert row.person.members == {"SUB-c1"}


def lines(*adjudication):
    return benefits(item(*adjudication))


@pytest.mark.parametrize(
    ("adjudication", "refused"),
    [
        ([reason("50")], True),
        ([reason("CR-50")], True),
        ([amount("benefit", 100), reason("50")], True),
        ([reason("45")], False),
        ([reason("45"), reason("1")], False),
        ([reason("45"), reason("197")], True),
        ([amount("benefit", 100)], False),
        ([amount("benefit", 0), amount("deductible", 100)], False),
        ([amount("benefit", 0), amount("eligible", 0)], True),
        ([amount("benefit", 0), amount("submitted", 900)], True),
        ([amount("noncovered", 900), amount("submitted", 900)], True),
        ([amount("noncovered", 900), amount("benefit", 10)], False),
        ([amount("noncovered", 0), amount("submitted", 0)], False),
        ([amount("benefit", 0), reason("N115", RARC)], True),
        ([reason("50", "http://payer.example/own-list", "adjustmentreason")], False),
        ([reason("ar002", "http://terminology.hl7.org/CodeSystem/adjudication-reason")], False),
        ([reason("0", "https://x.example/variables/line_reduced", "denialreason")], False),
        ([reason("50", CARC, "denialreason")], True),
        ([reason("50", "", "denialreason")], True),
        ([reason("50", "", "benefitpaymentstatus")], False),
        ([reason("denied", "http://x/C4BBPayerAdjudicationStatus", "inoutnetwork")], True),
        ([], False),
    ],
)
def test_which_lines_are_refused(adjudication, refused, chart):
    """By an adjustment that is not settled, or nothing paid of what is called not covered."""
    read = chart(*PEOPLE, lines(*adjudication))
    assert len(read.denials) == refused
    assert sum(n for (name, _), n in read.left.items() if name == "ExplanationOfBenefit") == (
        not refused
    )


@pytest.mark.parametrize(
    ("adjudication", "codes", "group"),
    [
        (
            [reason("50"), reason("CO", "https://x12.org/codes/claim-adjustment-group-codes")],
            "CO-50",
            "CO",
        ),
        ([reason("CO-50")], "CO-50", "CO"),
        ([reason("CO50"), reason("PR3")], "CO-50; PR-3", None),
        ([reason("50"), reason("M76", RARC), reason("50")], "50; M76", None),
    ],
)
def test_codes_are_told_with_their_group(adjudication, codes, group, chart):
    denial = chart(*PEOPLE, lines(amount("benefit", 0), *adjudication)).denials[0]
    assert denial["denial codes"] == codes
    assert denial.get("group code") == group


def test_only_the_refused_lines_of_a_claim_are_told(chart):
    """A line that was paid is no denial; each refused one is a row."""
    paid = item(amount("benefit", 100), sequence=1, code="99213")
    other = item(reason("197"), sequence=3, code="96413")
    read = chart(*PEOPLE, benefits(paid, {**REFUSED, "sequence": 2}, other))
    assert [denial["procedure"] for denial in read.denials] == ["J1111", "96413"]
    assert "hcpcs" not in read.denials[1]


def test_a_reason_for_the_whole_claim_is_that_of_its_unpaid_lines(chart):
    """A reason in the head refuses what was not paid."""
    paid = item(amount("benefit", 100), sequence=1)
    unpaid = item(amount("benefit", 0), sequence=2)
    read = chart(*PEOPLE, benefits(paid, unpaid, adjudication=[reason("29")]))
    assert [denial["denial codes"] for denial in read.denials] == ["29"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"status": "cancelled"},
            "a claim or answer that was cancelled, is a draft or was entered in error",
        ),
        ({"outcome": "queued"}, "the payer has not decided yet: a pended request is not a denial"),
        ({"outcome": "error"}, "the payer could not process it: a rejection is not a denial"),
    ],
)
def test_answers_that_decide_nothing_are_no_denials(changed, why, chart):
    read = chart(*PEOPLE, benefits(REFUSED, **changed))
    assert read.denials == []
    assert read.left["ExplanationOfBenefit", why] == 1


@pytest.mark.parametrize("first", [True, False])
def test_a_replaced_answer_is_no_denial(first, chart):
    """A later answer that names the earlier as prior stands alone, in whatever order they come."""
    prior = concept("prior", "x")
    later = benefits(
        item(amount("benefit", 500)),
        identifier=[{"value": "CLAIM-2"}],
        related=[{"relationship": prior, "reference": {"value": "CLAIM-1"}}],
    )
    answers = [benefits(REFUSED), later]
    read = chart(*PEOPLE, *(answers if first else reversed(answers)))
    assert read.denials == []
    assert read.left["ExplanationOfBenefit", "an answer that a later one replaced"] == 1


def test_the_same_denial_in_two_files_is_one(files):
    whole = text(bundle(*PEOPLE, benefits(REFUSED)))
    read = files({"a.json": whole, "b.json": whole + "\n"})
    assert len(read.denials) == 1
    assert read.left["ExplanationOfBenefit", "it says the same as a denial before it"] == 1


def test_the_day_a_record_was_created_is_taken_with_a_remark(chart):
    """Without a day of payment the notice's own date must be compared."""
    read = chart(*PEOPLE, benefits(REFUSED, payment=None))
    assert read.denials[0]["denial date"] == dt.date(2026, 4, 1)
    assert [n.what for n in read.notices] == [
        "The day it was created was taken for the denial date"
    ]


def test_numbers_of_claim_account_and_providers(chart):
    """The payer's own number, the account, who gave the service and who was to be paid."""
    doctor = {
        "resourceType": "Practitioner",
        "id": "d1",
        "identifier": [{"system": NPI, "value": "1234567893"}],
    }
    read = chart(
        *PEOPLE,
        doctor,
        benefits(
            {**REFUSED, "careTeamSequence": [2]},
            identifier=[
                {"value": "INNER-9"},
                {"type": concept("uc", "x"), "value": "CLAIM-7"},
            ],
            supportingInfo=[
                {"sequence": 1, "category": concept("patientaccountnumber", "x")}
                | {"valueString": "ACC-3"}
            ],
            careTeam=[
                {"sequence": 1, "provider": {"display": "somebody"}},
                {"sequence": 2, "provider": to("Practitioner", "d1")},
            ],
            provider={"identifier": {"system": NPI, "value": "1992999999"}},
            diagnosis=[
                {"sequence": 1, "diagnosisCodeableConcept": concept("M3214", made.ICD)},
                {"sequence": 2, "diagnosisCodeableConcept": concept("I10", made.ICD)},
            ],
        ),
    ).denials[0]
    assert read["claim number"] == "CLAIM-7"
    assert read["patient account"] == "ACC-3"
    assert read["rendering npi"] == "1234567893"
    assert read["billing npi"] == "1992999999"
    assert read["diagnosis codes"] == "M32.14; I10"


@pytest.mark.parametrize(
    ("code", "cells"),
    [
        (concept("99213", "http://www.ama-assn.org/go/cpt"), {"procedure": "99213"}),
        (concept("0001-0002-03", "http://hl7.org/fhir/sid/ndc"), {"ndc": "00001000203"}),
        (concept("0000-000-0", "http://hl7.org/fhir/sid/ndc"), {}),
        (concept("0001000203", "http://hl7.org/fhir/sid/ndc"), {}),
        (concept("12345", "http://snomed.info/sct"), {}),
        (concept("J9999", HCPCS, "solumab 10 mg"), {"hcpcs": "J9999", "drug": "solumab"}),
    ],
)
def test_what_a_line_bills(code, cells, chart):
    """CPT and HCPCS by shape, the drug by its code or name, an NDC in eleven digits."""
    denial = chart(*PEOPLE, benefits({**REFUSED, "productOrService": code})).denials[0]
    told = {h: denial[h] for h in ("procedure", "hcpcs", "ndc", "drug") if h in denial}
    assert cells.items() <= told.items()
    assert ("ndc" in told) == ("ndc" in cells)
    assert ("procedure" in told) == ("procedure" in cells or "hcpcs" in cells)


def test_the_payers_notes_are_quoted(chart):
    """Notes of the line before notes of the whole; a bare code is no quote."""
    notes = [
        {"number": 1, "text": "Not shown to be needed."},
        {"number": 2, "text": "Of another line."},
        {"text": "07"},
    ]
    read = chart(*PEOPLE, benefits({**REFUSED, "noteNumber": [1]}, processNote=notes))
    assert read.denials[0]["denial quote"] == "Not shown to be needed."
    bare = chart(*PEOPLE, benefits(REFUSED, processNote=[{"text": "07"}]))
    assert "denial quote" not in bare.denials[0]


def test_a_denial_of_nobody_in_the_input_is_told(chart):
    """A remittance may tell who it is; the claim number stands."""
    read = chart(benefits(REFUSED, patient=to("Patient", "gone")))
    assert read.denials[0]["claim number"] == "CLAIM-1"
    assert "patient name" not in read.denials[0]


@pytest.mark.parametrize(
    ("action", "left"),
    [
        ("A3", None),
        ("A2", None),
        ("A6", None),
        ("A1", UNPAID),
        ("A4", "the payer has not decided yet: a pended request is not a denial"),
        ("CT", "it tells no decision on any line"),
    ],
)
def test_review_actions(action, left, chart):
    """Not certified, in part, modified: refused. Certified, pended and others are not."""
    read = chart(*PEOPLE, response(review(action)))
    assert len(read.denials) == (left is None)
    assert [why for (name, why) in read.left if name == "ClaimResponse"] == ([left] if left else [])


def test_a_refused_authorisation_tells_its_number_words_and_day(chart):
    answer = response(
        review("A3", "AUTH-5", "Not medically necessary"),
        processNote=[{"text": "Send the biopsy report."}],
    )
    denial = chart(*PEOPLE, answer).denials[0]
    assert denial["authorization number"] == "AUTH-5"
    assert denial["denial date"] == dt.date(2026, 2, 5)
    assert denial["denial quote"] == "Not medically necessary Send the biopsy report."
    assert "claim number" not in denial


def test_the_reference_of_the_answer_comes_before_that_of_the_review(chart):
    denial = chart(*PEOPLE, response(review("A3", "AUTH-5"), preAuthRef="PA-1")).denials[0]
    assert denial["authorization number"] == "PA-1"


def test_the_request_completes_its_refusal(chart):
    """What was asked for stands in the request; it is not asked again."""
    read = chart(*PEOPLE, request(), response(review("A3")))
    assert len(read.requests) == 1
    denial = read.denials[0]
    assert (denial["drug"], denial["hcpcs"]) == ("solumab", "J1111")
    assert denial["diagnosis codes"] == "M32.14"
    assert denial["start date"] == dt.date(2026, 3, 1)
    assert read.requests[0].where("drug").part == "entry 4, Claim"


def test_a_request_meets_its_answer_by_number_too(chart):
    """An answer that points outside gives back the request's own number."""
    answer = response(
        review("A3"),
        request=to("Claim", "elsewhere"),
        identifier=[{"system": "urn:other", "value": "TRACE-1"}],
    )
    read = chart(*PEOPLE, request(), answer)
    assert [row.role for row in read.requests] == [Role.DENIAL]
    assert read.denials[0]["drug"] == "solumab"


@pytest.mark.parametrize("number", [123456789, 0, -4])
def test_a_place_names_no_number_that_is_none_of_an_item(chart, number):
    """What stands for the number of an item may be a patient's own."""
    asked = request()
    asked["item"][0]["sequence"] = number
    row = chart(*PEOPLE, asked).requests[0]
    assert row.read.part == "entry 4, Claim"


def test_an_unanswered_request_is_a_request(chart):
    row = chart(*PEOPLE, request()).requests[0]
    assert row.role is Role.REQUEST
    assert row.read.part == "entry 4, Claim, item 1"
    assert row.cells["drug"] == "solumab"
    assert row.cells["payer"] == "Fern Health"
    assert row.cells["start date"] == dt.date(2026, 3, 1)


def test_a_request_takes_the_dose_of_its_order(chart):
    """A requested service that is an order tells drug and dose."""
    order = made.treated("MedicationRequest", "Solara", id="m1", dosageInstruction=[dosage()])
    asked = request()
    asked["item"][0] |= {
        "productOrService": concept("3", "https://codesystem.x12.org/005010/1365"),
        "extension": [
            {"url": f"{PAS}requestedService", "valueReference": to("MedicationRequest", "m1")}
        ],
    }
    row = chart(*PEOPLE, asked, order).requests[0]
    assert (row.cells["drug"], row.cells["dose"]) == ("solumab", "500")


@pytest.mark.parametrize("action", ["A1", "A4"])
def test_an_answered_request_is_not_asked_again(action, chart):
    read = chart(*PEOPLE, request(), response(review(action)))
    assert read.requests == []
    assert read.left["Claim", "a claim or request whose answer refuses nothing"] == 1


def test_a_request_for_something_else_is_listed(chart):
    asked = request()
    asked["item"][0]["productOrService"] = concept("99213", "http://www.ama-assn.org/go/cpt")
    read = chart(*PEOPLE, asked)
    assert read.requests == []
    assert read.left["Claim", "a request for nothing that the library knows"] == 1


def test_a_claim_without_an_answer_may_complete_a_remittance(chart):
    """A claim that was sent is a claim, with the account under which it was."""
    row = chart(*PEOPLE, request(use="claim")).requests[0]
    assert row.role is Role.CLAIM
    assert row.cells["patient account"] == "TRACE-1"
    assert row.cells["service date"] == dt.date(2026, 3, 1)


def test_a_line_that_the_payer_replaced_is_not_refused(chart):
    """A package code is answered by lines of the payer's own."""
    answer = response(
        amount("benefit", 0),
        amount("eligible", 0),
        use="claim",
        addItem=[
            {
                "itemSequence": [1],
                "productOrService": concept("99213", "x"),
                "adjudication": [amount("benefit", 50)],
            }
        ],
    )
    read = chart(*PEOPLE, answer)
    assert read.denials == []
    assert read.left["ClaimResponse", UNPAID] == 1


def test_an_answer_in_words_alone_decides_nothing(chart):
    """A disposition is not read for a decision."""
    read = chart(*PEOPLE, response(item=[], disposition="Denied."))
    assert read.denials == []
    assert read.left["ClaimResponse", "it tells no decision on any line"] == 1


def test_the_disposition_of_a_refusal_is_quoted(chart):
    answer = response(amount("benefit", 0), amount("eligible", 0), disposition="Denied as billed.")
    assert chart(*PEOPLE, answer).denials[0]["denial quote"] == "Denied as billed."


def test_a_contained_patient_and_coverage_are_of_their_answer_alone(chart):
    """What an answer contains is meant by it, and by no other."""
    inside = [
        patient("p9", name=[{"family": "Inside"}], identifier=[]),
        coverage("c9", subscriberId="IN-9", beneficiary={"reference": "#p9"}),
    ]
    answer = benefits(
        REFUSED,
        contained=inside,
        patient={"reference": "#p9"},
        insurance=[{"focal": True, "coverage": {"reference": "#c9"}}],
    )
    stray = made.observation(subject={"reference": "#p9"})
    read = chart(*PEOPLE, answer, stray)
    assert (read.denials[0]["patient name"], read.denials[0]["member id"]) == (
        "Ada Bo Inside".removeprefix("Ada Bo "),
        "IN-9",
    )
    assert read.of("labs") == []
