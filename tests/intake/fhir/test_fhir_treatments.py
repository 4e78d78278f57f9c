"""Orders, statements, administrations, fills and allergies become courses of treatment."""

import datetime as dt
from itertools import pairwise

import pytest
from fhir_made import CANARY, ICD, RXNORM, concept, dosage, patient, to, treated
from hypothesis import given
from hypothesis import strategies as st

from letters.case.evidence import CourseStatus
from letters.case.provenance import Provenance
from letters.intake.columns import KnownFrom
from letters.intake.fhir.courses import Sighting, courses

START = dt.date(2025, 1, 1)
ORDER, STATEMENT = "MedicationRequest", "MedicationStatement"
GIVEN, FILL = "MedicationAdministration", "MedicationDispense"
UNKNOWN = "no single drug that the library knows"


def test_an_order_is_told_with_its_dose(chart):
    """Status, start, dose, frequency and route stand in one row, known from an order."""
    direction = {**dosage(), "route": concept("1", "x", "Oral route (qualifier value)")}
    read = chart(patient(), treated(ORDER, dosageInstruction=[direction]))
    assert read.of("treatments") == [
        {
            "drug": "lunacillin",
            "status": "current",
            "known from": "order",
            "start": START,
            "dose": "500",
            "dose unit": "mg",
            "frequency": "twice daily",
            "route": "by mouth",
        }
    ]


@pytest.mark.parametrize(
    ("kind", "known", "status", "last"),
    [
        (ORDER, "order", "current", None),
        (STATEMENT, "statement", "current", None),
        (GIVEN, "administration", "past", START),
        (FILL, "fill", "past", START),
    ],
)
def test_each_kind_tells_what_shows_the_treatment(kind, known, status, last, chart):
    """An order is no dose taken; a fill tells neither that the drug goes on nor that it ended."""
    row = chart(patient(), treated(kind)).of("treatments")[0]
    assert (row["known from"], row["status"], row.get("last known")) == (known, status, last)
    assert "stop" not in row


@pytest.mark.parametrize(
    ("kind", "changed", "status"),
    [
        (ORDER, {"status": "completed"}, "past"),
        (ORDER, {"status": "stopped"}, "past"),
        (ORDER, {"status": "on-hold"}, None),
        (ORDER, {"status": "cancelled"}, None),
        (ORDER, {"status": "entered-in-error"}, None),
        (ORDER, {"status": "draft"}, None),
        (ORDER, {"status": "unknown"}, None),
        (ORDER, {"status": CANARY}, None),
        (ORDER, {"status": None}, None),
        (ORDER, {"intent": "proposal"}, None),
        (ORDER, {"intent": "plan"}, "planned"),
        (ORDER, {"doNotPerform": True}, None),
        (STATEMENT, {"status": "completed"}, "past"),
        (STATEMENT, {"status": "stopped"}, "past"),
        (STATEMENT, {"status": "intended"}, "planned"),
        (STATEMENT, {"status": "not-taken"}, None),
        (STATEMENT, {"status": "on-hold"}, None),
        (STATEMENT, {"status": "entered-in-error"}, None),
        (GIVEN, {"status": "in-progress"}, "past"),
        (GIVEN, {"status": "not-done"}, None),
        (GIVEN, {"status": "entered-in-error"}, None),
        (GIVEN, {"effectiveDateTime": "2025-01"}, None),
        (FILL, {"status": "cancelled"}, None),
        (FILL, {"status": "preparation"}, None),
        (FILL, {"whenHandedOver": None, "whenPrepared": "2025-01-01"}, "past"),
        (FILL, {"whenHandedOver": None}, None),
    ],
)
def test_statuses(kind, changed, status, chart):
    """What was not given, or is not told, makes no course and is listed."""
    read = chart(patient(), treated(kind, **changed))
    assert [row["status"] for row in read.of("treatments")] == ([status] if status else [])
    assert sum(read.left.values()) == (0 if status else 1)
    assert CANARY not in read.remarks


def test_a_reported_order_is_a_statement(chart):
    """What the record calls reported was not ordered here."""
    row = chart(patient(), treated(ORDER, intent="plan", reportedBoolean=True)).of("treatments")[0]
    assert (row["known from"], row["status"]) == ("statement", "current")


@pytest.mark.parametrize(
    ("medication", "drug"),
    [
        ({"text": "Lunacillin 500 MG Oral Tablet"}, "lunacillin"),
        (concept("308", RXNORM, "solumab 10 MG/ML Injection [Solara]"), "solumab"),
        (concept("111", RXNORM), "solumab"),
        ({**concept("111", RXNORM), "text": "Solara infusion"}, "solumab"),
        ({**concept("111", RXNORM), "text": "lunacillin"}, None),
        ({"text": "solumab and lunacillin"}, None),
        ({"text": "solumab / unknowncillin 5 MG"}, None),
        ({**concept("1", RXNORM, "solumab"), "text": "solumab / unknowncillin"}, None),
        ({**concept("1", RXNORM, "lunacillin"), "text": "lunacillin 1 % ointment"}, None),
        ({"text": "unknowncillin"}, None),
        ({}, None),
    ],
)
def test_the_drug_is_one_that_all_its_names_mean(medication, drug, chart):
    """Two drugs, a combination, or a form for the skin are none."""
    read = chart(patient(), treated(ORDER, medicationCodeableConcept=medication))
    assert [row["drug"] for row in read.of("treatments")] == ([drug] if drug else [])
    assert (ORDER, UNKNOWN) in read.left or drug


def test_a_local_drug_code_is_mapped(chart):
    code = concept("SOL-IV", "http://clinic.example/orders")
    read = chart(
        patient(), treated(ORDER, medicationCodeableConcept=code), codes={"SOL-IV": "Solara"}
    )
    assert [row["drug"] for row in read.of("treatments")] == ["solumab"]


MEDICATION = {"resourceType": "Medication", "id": "m1", "code": {"text": "lunacillin tablet"}}
BARE = {"resourceType": "Medication", "id": "m1"}


def ingredient(name, **changed):
    return {"itemCodeableConcept": {"text": name}, **changed}


@pytest.mark.parametrize(
    ("medication", "drug"),
    [
        (MEDICATION, "lunacillin"),
        ({**BARE, "ingredient": [ingredient("lunacillin")]}, "lunacillin"),
        ({**BARE, "ingredient": [ingredient("lunacillin"), ingredient("unknowncillin")]}, None),
        (
            {
                **BARE,
                "ingredient": [ingredient("lunacillin"), ingredient("starch", isActive=False)],
            },
            "lunacillin",
        ),
        ({**MEDICATION, "form": {"text": "Topical cream"}}, None),
    ],
)
@pytest.mark.parametrize("held", [True, False])
def test_a_medication_may_be_a_resource_of_its_own(medication, drug, held, chart):
    """Referred to in the input, or contained."""
    order = treated(ORDER, medicationCodeableConcept=None)
    if held:
        order |= {"contained": [medication], "medicationReference": {"reference": "#m1"}}
        read = chart(patient(), order)
    else:
        order |= {"medicationReference": to("Medication", "m1")}
        read = chart(patient(), order, medication)
    assert [row["drug"] for row in read.of("treatments")] == ([drug] if drug else [])


def test_a_medication_outside_is_known_by_its_display(chart):
    reference = {"reference": "Medication/gone", "display": "lunacillin 500 mg"}
    order = treated(ORDER, medicationCodeableConcept=None, medicationReference=reference)
    assert len(chart(patient(), order).of("treatments")) == 1


def rhythm(**repeat):
    return [dosage(500, "mg", **repeat)]


@pytest.mark.parametrize(
    ("directions", "cells"),
    [
        ([dosage(10, "mg/kg", frequency=1, period=1, periodUnit="wk")], ("10", "once weekly")),
        (rhythm(frequency=1, period=12, periodUnit="h"), ("500", "twice daily")),
        (rhythm(period=7, periodUnit="d"), ("500", "once weekly")),
        (rhythm(frequency=1, frequencyMax=2, period=12, periodUnit="h"), ("500", None)),
        (rhythm(frequency=1, period=4, periodMax=6, periodUnit="h"), ("500", None)),
        (rhythm(frequency=1, period=1, periodUnit="wk", dayOfWeek=["mon", "fri"]), ("500", None)),
        (rhythm(frequency=3, period=1, periodUnit="d"), ("500", None)),
        ([{**dosage(), "asNeededBoolean": True}], ("500", None)),
        ([dosage(2, "TAB")], (None, None)),
        ([dosage(0)], (None, None)),
        ([dosage(), dosage(250)], (None, None)),
        ([{"text": "500 mg twice daily"}], (None, None)),
        ([{"doseAndRate": [{"doseRange": {"low": {"value": 1}}}]}], (None, None)),
        ([{**dosage(), "timing": {"code": {"text": "qw"}}}], ("500", "once weekly")),
        ([{**dosage(), "timing": {"code": concept("BID", "x")}}], ("500", "twice daily")),
        (
            [{**dosage(), "timing": {**dosage()["timing"], "code": {"text": "qw"}}}],
            ("500", None),
        ),
        ([], (None, None)),
    ],
)
def test_only_a_structured_dose_is_read(directions, cells, chart):
    """One amount in a known unit and a plain rhythm; sentences and tapers are not read."""
    row = chart(patient(), treated(ORDER, dosageInstruction=directions)).of("treatments")[0]
    assert (row.get("dose"), row.get("frequency")) == cells


def test_of_an_ordered_and_a_calculated_dose_the_ordered_counts(chart):
    doses = [
        {"type": {"coding": [{"code": kind}]}, "doseQuantity": {"value": value, "unit": "mg"}}
        for kind, value in (("calculated", 480), ("ordered", 500))
    ]
    row = chart(patient(), treated(ORDER, dosageInstruction=[{"doseAndRate": doses}])).of(
        "treatments"
    )[0]
    assert row["dose"] == "500"


def test_a_drug_for_the_skin_is_no_treatment(chart):
    """The route tells what the name does not."""
    direction = {**dosage(), "route": concept("1", "x", "Topical route")}
    read = chart(patient(), treated(ORDER, dosageInstruction=[direction]))
    assert read.of("treatments") == []
    assert read.left[ORDER, UNKNOWN] == 1


def test_a_statement_tells_first_and_last_day_and_why_it_ended(chart):
    row = chart(
        patient(),
        treated(
            STATEMENT,
            status="stopped",
            effectivePeriod={"start": "2025-01-01", "end": "2025-06-30"},
            statusReason=[{"text": "Intolerance"}, {"text": "vomiting"}],
        ),
    ).of("treatments")[0]
    assert (row["start"], row["stop"]) == (START, dt.date(2025, 6, 30))
    assert (row["ended for"], row["reason"]) == ("intolerance", "Intolerance; vomiting")


def test_an_unknown_reason_is_only_quoted(chart):
    """Why a course ended is never guessed from words like these."""
    row = chart(
        patient(), treated(ORDER, status="stopped", statusReason={"text": "did not work out"})
    ).of("treatments")[0]
    assert "ended for" not in row
    assert row["reason"] == "did not work out"


def test_a_reason_is_mapped(chart):
    row = chart(
        patient(),
        treated(ORDER, status="stopped", statusReason=concept("NR", "local")),
        codes={"NR": "inadequate response"},
    ).of("treatments")[0]
    assert row["ended for"] == "inadequate response"


def test_a_partial_start_is_left_out_with_a_notice(chart):
    read = chart(patient(), treated(ORDER, authoredOn="2025"))
    assert "start" not in read.of("treatments")[0]
    assert [n.what for n in read.notices] == ["The treatment was read without its start"]


def test_a_diagnosis_may_stand_only_as_a_reason(chart):
    """The code for which a drug was ordered is a diagnosis of the patient."""
    read = chart(patient(), treated(ORDER, "unknowncillin", reasonCode=[concept("M32.14", ICD)]))
    assert read.persons[0]["diagnosis codes"] == "M32.14"


def test_a_reason_of_an_order_in_error_is_none(chart):
    wrong = treated(ORDER, status="entered-in-error", reasonCode=[concept("M32.14", ICD)])
    assert "diagnosis codes" not in chart(patient(), wrong).persons[0]


def fills(*days, **changed):
    return [treated(FILL, whenHandedOver=day, **changed) for day in days]


def spans(read):
    told = [(row["start"], row["last known"]) for row in read.of("treatments")]
    return [(start.isoformat(), last.isoformat()) for start, last in told]


MONTH = {"daysSupply": {"value": 30, "unit": "days"}}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (fills("2025-01-01", "2025-02-01", "2025-03-01", **MONTH), [("2025-01-01", "2025-03-01")]),
        (fills("2025-03-01", "2025-01-01", **MONTH), [("2025-01-01", "2025-03-01")]),
        (
            fills("2025-01-01", "2025-05-01", **MONTH),
            [("2025-01-01", "2025-01-01"), ("2025-05-01", "2025-05-01")],
        ),
        (fills("2025-01-01", "2025-05-01"), [("2025-01-01", "2025-05-01")]),
        (
            [treated(GIVEN, effectiveDateTime=day) for day in ("2025-01-01", "2025-07-02")],
            [("2025-01-01", "2025-07-02")],
        ),
        (
            [treated(GIVEN, effectiveDateTime=day) for day in ("2025-01-01", "2025-09-02")],
            [("2025-01-01", "2025-01-01"), ("2025-09-02", "2025-09-02")],
        ),
    ],
)
def test_fills_and_infusions_that_follow_each_other_are_one_course(told, expected, chart):
    """A course is known until its last day on record; a long gap parts two."""
    assert spans(chart(patient(), *told)) == expected


def test_renewed_orders_are_one_course(chart):
    """Each year's order of the same drug is no new course that failed."""
    read = chart(
        patient(),
        treated(ORDER, authoredOn="2023-02-01", status="completed"),
        treated(ORDER, authoredOn="2024-01-15", status="completed"),
        treated(ORDER, authoredOn="2025-01-01", dosageInstruction=[dosage(250)]),
    )
    rows = read.of("treatments")
    assert [(row["start"], row["status"], row["dose"]) for row in rows] == [
        (dt.date(2023, 2, 1), "current", "250")
    ]


def test_an_old_order_is_a_course_of_its_own(chart):
    read = chart(
        patient(),
        treated(ORDER, authoredOn="2020-01-01", status="completed"),
        treated(ORDER, authoredOn="2025-01-01"),
    )
    assert [row["status"] for row in read.of("treatments")] == ["past", "current"]
    assert "stop" not in read.of("treatments")[0]


def test_a_past_course_of_several_doses_has_none(chart):
    """None of the doses was that of the whole course."""
    read = chart(
        patient(),
        treated(ORDER, authoredOn="2025-01-01", status="stopped", dosageInstruction=[dosage(500)]),
        treated(ORDER, authoredOn="2025-02-01", status="stopped", dosageInstruction=[dosage(250)]),
    )
    assert [("dose" in row) for row in read.of("treatments")] == [False]


def test_an_order_tells_the_dose_before_an_infusion_does(chart):
    """600 mg were given of the 10 mg/kg that were ordered: the order says it for all."""
    given_ = treated(GIVEN, dosage={"dose": {"value": 600, "unit": "mg"}})
    alone = chart(patient(), given_).of("treatments")
    assert [row["dose"] for row in alone] == ["600"]
    both = chart(patient(), given_, treated(ORDER, dosageInstruction=[dosage(10, "mg/kg")]))
    assert {row["known from"]: row.get("dose") for row in both.of("treatments")} == {
        "administration": None,
        "order": "10",
    }


def test_courses_tell_where_they_were_read(chart):
    """A course has the place of its first sighting, and its last known day that of the last."""
    read = chart(patient(), *fills("2025-01-01", "2025-02-01", **MONTH))
    row = next(row for row in read.facts if row.table.name == "treatments")
    assert row.read.part == "entry 2, MedicationDispense"
    assert row.where("last known").part == "entry 3, MedicationDispense"


def allergy(**changed):
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": concept("active", "x"),
        "verificationStatus": concept("confirmed", "x"),
        "code": {"text": "Allergy to lunacillin"},
        "patient": to("Patient", "p1"),
        "reaction": [{"manifestation": [{"text": "hives"}, concept("1", "x", "wheezing")]}],
        **changed,
    }


def test_an_allergy_rules_a_drug_out_with_its_reason(chart):
    read = chart(patient(), allergy())
    assert read.of("treatments") == [
        {"drug": "lunacillin", "status": "contraindicated", "reason": "hives; wheezing"}
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"verificationStatus": concept("refuted", "x")},
        {"verificationStatus": concept("entered-in-error", "x")},
        {"verificationStatus": concept("unconfirmed", "x")},
        {"clinicalStatus": concept("resolved", "x")},
        {"code": {"text": "peanuts"}},
        {"code": {"text": "No known allergies"}},
        {"code": {"text": "lunacillin and solumab"}},
        {"code": None},
    ],
)
def test_other_allergies_are_left(changed, chart):
    read = chart(patient(), allergy(**changed))
    assert read.of("treatments") == []
    assert sum(read.left.values()) == 1


def test_a_lost_medication_leaves_the_list_incomplete(chart):
    """A faulty order may be a treatment that nobody hears of."""
    assert chart(patient(), treated(ORDER, dosageInstruction=["twice"])).missed
    assert chart(patient(), treated(ORDER, subject=to("Patient", "gone"))).missed
    assert chart(patient(), treated(ORDER)).missed == []


PLACE = Provenance(file="x", sha256="", part="entry 1, MedicationDispense")
DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2026, 1, 1))
SIGHTINGS = st.builds(
    Sighting,
    drug=st.sampled_from(["solumab", "lunacillin"]),
    known=st.sampled_from(list(KnownFrom)),
    status=st.sampled_from([CourseStatus.PAST, CourseStatus.CURRENT, CourseStatus.PLANNED]),
    read=st.just(PLACE),
    start=st.none() | DAYS,
    stop=st.none(),
    supplied=st.none() | st.integers(1, 400).map(lambda days: dt.timedelta(days=days)),
    dose=st.sampled_from([{}, {"dose": "1", "dose unit": "mg"}, {"dose": "2", "dose unit": "mg"}]),
)


@given(st.lists(SIGHTINGS, max_size=8), st.randoms())
def test_sightings_in_any_order_make_the_same_courses(sightings, chance):
    """And no two courses of one drug and kind overlap."""

    def told(given_):
        return sorted(repr(sorted(course.cells.items())) for course in courses(given_))

    found = told(sightings)
    chance.shuffle(sightings)
    assert told(sightings) == found
    fills_ = [c.cells for c in courses(sightings) if c.cells["known from"] == "fill"]
    past = [c for c in fills_ if c["status"] == "past" and "start" in c]
    for drug in ("solumab", "lunacillin"):
        spans_ = sorted((c["start"], c["last known"]) for c in past if c["drug"] == drug)
        assert all(one[1] < other[0] for one, other in pairwise(spans_))


@given(st.lists(SIGHTINGS, max_size=8))
def test_a_course_is_current_only_if_a_sighting_is(sightings):
    """Nothing that ended is told as going on."""
    for course in courses(sightings):
        if course.cells["status"] == "current":
            same = [s for s in sightings if s.drug == course.cells["drug"]]
            assert any(s.status is CourseStatus.CURRENT for s in same)
            assert "stop" not in course.cells
