"""Who is meant: patients, their coverage, references, and who may sign."""

import datetime as dt

import fhir_made as made
import pytest
from fhir_made import NPI, bundle, condition, coverage, observation, patient, payer, text, to

from letters.intake.rows import Role


def person(read):
    return next(row.person for row in read.facts if row.role is Role.PERSON)


def test_a_patient_is_told_with_their_coverage(chart):
    """Name, birth date, sex, payer, plan, group and member number stand in one row."""
    read = chart(patient(), coverage(), payer())
    assert read.persons == [
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
        }
    ]
    assert person(read).accounts == {"MR-p1"}
    assert person(read).members == {"SUB-c1"}


def test_cells_tell_where_they_were_read(chart):
    """What the coverage tells has the coverage's place."""
    row = chart(patient(), coverage(), payer()).facts[0]
    assert row.where("patient name").part == "entry 1, Patient"
    assert row.where("member id").part == "entry 2, Coverage"


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        ([{"use": "old", "family": "A"}, {"use": "official", "family": "B"}], "B"),
        ([{"use": "nickname", "given": ["N"]}, {"family": "C", "given": ["D"]}], "D C"),
        ([{"family": "E", "period": {"end": "2020"}}, {"use": "old", "family": "F"}], "F"),
        ([{"text": "Gil  Hart"}], "Gil Hart"),
        ([{"family": ["Van", "Ik"], "given": "Jo", "suffix": ["Jr.", "PhD"]}], "Jo Van Ik Jr."),
        ([{}], None),
        ([], None),
    ],
)
def test_the_official_name_is_printed_first(names, printed, chart):
    """Of several names the official one is printed, a former one last."""
    assert chart(patient(name=names)).persons[0].get("patient name") == printed


@pytest.mark.parametrize(
    ("written", "rule"),
    [("1990", "a day is needed"), ("1990-05", "a day is needed"), ("1990-02-30", "no such day")],
)
def test_a_partial_birth_date_is_refused(written, rule, chart):
    """A birth date without its day is noted and left out, and the patient is read."""
    read = chart(patient(birthDate=written), observation())
    assert "birth date" not in read.persons[0]
    assert len(read.of("labs")) == 1
    assert [rule in notice.rule for notice in read.notices] == [True]
    assert written not in read.remarks


@pytest.mark.parametrize("gender", ["other", "unknown", None])
def test_sex_is_male_or_female_or_not_told(gender, chart):
    assert "sex" not in chart(patient(gender=gender)).persons[0]


def test_national_numbers_are_not_kept(chart):
    """A social security number is nobody's account."""
    read = chart(
        patient(
            identifier=[
                {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-11-2222"},
                {"type": made.concept("SS", made.IDENTIFIERS), "value": "999-33-4444"},
                {"type": made.concept("MB", made.IDENTIFIERS), "value": "MEM-1"},
                {"value": "PLAIN-1"},
            ]
        )
    )
    assert person(read).accounts == {"PLAIN-1"}
    assert person(read).members == {"MEM-1", "PLAIN-1"}


def test_two_coverages_leave_the_question_open(chart):
    """Which of two plans answers is asked, not guessed; both numbers tell who is meant."""
    read = chart(patient(), coverage(), coverage("c2"), payer())
    assert "member id" not in read.persons[0]
    assert "payer" not in read.persons[0]
    assert person(read).members == {"SUB-c1", "SUB-c2"}
    assert [n.what for n in read.notices] == ["No coverage was used"]


def test_the_same_coverage_twice_is_one(files):
    """Two files that both hold a coverage tell of one."""
    chart = text(bundle(patient(), coverage(), payer()))
    read = files({"a.json": chart, "b.json": chart + "\n"})
    assert [cells["member id"] for cells in read.persons] == ["SUB-c1"]


@pytest.mark.parametrize("status", ["cancelled", "draft", "entered-in-error"])
def test_a_coverage_not_in_force_is_left(status, chart):
    read = chart(patient(), coverage(status=status), payer())
    assert "payer" not in read.persons[0]
    assert ("Coverage", "a coverage that is not in force") in read.left


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Patient/p1"},
        {"reference": "https://clinic.example/fhir/Patient/p1"},
        {"reference": "Patient/p1/_history/2"},
        {"reference": "urn:uuid:one"},
        {"identifier": {"system": "urn:clinic", "value": "MR-p1"}},
        {"reference": "Patient/gone", "identifier": {"system": "urn:clinic", "value": "MR-p1"}},
    ],
)
def test_references_are_looked_up_in_the_input(reference, files):
    """Relative, absolute, by address of an entry, by identifier."""
    document = bundle(patient(), patient("p2"), observation(subject=reference))
    document["entry"][0]["fullUrl"] = "urn:uuid:one"
    read = files({"a.json": text(document)})
    assert [row.person.accounts for row in read.facts if row.table.name == "labs"] == [{"MR-p1"}]


def test_what_points_outside_is_counted(chart):
    """A reference to nobody in the input is counted, never fetched."""
    read = chart(patient(), observation(subject=to("Patient", "elsewhere")))
    assert read.of("labs") == []
    why = "its patient is not in the input, or not told from another one there"
    assert read.left["Observation", why] == 1


def test_without_a_subject_the_only_patient_is_meant(files):
    """A resource that names nobody is of the only patient of its file, else of none."""
    bare = observation()
    del bare["subject"]
    assert len(files({"a.json": text(bundle(patient(), bare))}).of("labs")) == 1
    two = files({"a.json": text(bundle(patient(), patient("p2"), bare))})
    assert two.of("labs") == []
    elsewhere = files({"a.json": text(bundle(patient())), "b.json": text(bundle(bare))})
    assert elsewhere.of("labs") == []


def test_each_export_means_its_own_patient(files):
    """Two exports that both have a Patient/p1 are not mixed up."""
    other = patient(name=[{"family": "Other"}], identifier=[{"value": "MR-other"}])
    read = files(
        {
            "a.json": text(bundle(patient(), observation())),
            "b.json": text(bundle(other, observation(effectiveDateTime="2026-05-05"))),
        }
    )
    told = {row.cells["date"]: row.person.accounts for row in read.facts if "test" in row.cells}
    assert told == {dt.date(2026, 1, 2): {"MR-p1"}, dt.date(2026, 5, 5): {"MR-other"}}


def test_a_name_that_two_exports_share_is_nobodys(files):
    """A resource in a third file that could mean either is counted."""
    other = patient(name=[{"family": "Other"}])
    read = files(
        {
            "a.json": text(patient()),
            "b.json": text(other),
            "c.json": text(observation()),
        }
    )
    assert read.of("labs") == []
    why = "its patient is not in the input, or not told from another one there"
    assert read.left["Observation", why] == 1


def test_only_wanted_patients_are_read(files):
    """Evidence of others is counted and not kept."""
    both = bundle(
        patient(),
        patient("p2"),
        observation(),
        observation(subject=to("Patient", "p2")),
        condition(subject=to("Patient", "p2")),
    )
    read = files({"a.json": text(both)}, wanted=lambda who: who.accounts == {"MR-p1"})
    assert len(read.of("labs")) == 1
    assert len(read.persons) == 1
    why = "nothing in the input is asked or denied for its patient"
    assert {name: n for (name, w), n in read.left.items() if w == why} == {
        "Observation": 1,
        "Condition": 1,
        "Patient": 1,
    }


def role(**changed):
    return {
        "resourceType": "PractitionerRole",
        "practitioner": to("Practitioner", "d1"),
        "organization": to("Organization", "o1"),
        "specialty": [{"text": "nephrology"}],
        **changed,
    }


DOCTOR = {
    "resourceType": "Practitioner",
    "id": "d1",
    "identifier": [{"system": NPI, "value": "1234567893"}],
    "name": [{"family": "Roe", "given": ["Jane"], "suffix": ["MD"]}],
}
CLINIC = {
    "resourceType": "Organization",
    "id": "o1",
    "name": "Hilltop",
    "telecom": [{"system": "phone", "value": "217-555-0100"}],
    "address": [{"line": ["1 Hill Road"], "city": "Springfield", "state": "IL"}],
}


def test_a_whole_role_is_a_row_of_the_practice(chart):
    """A role that tells all that a letterhead needs becomes a row."""
    assert chart(role(), DOCTOR, CLINIC).of("practice") == [
        {
            "practice": "Hilltop",
            "address": "1 Hill Road; Springfield, IL",
            "phone": "217-555-0100",
            "clinician": "Jane Roe",
            "credentials": "MD",
            "specialty": "nephrology",
            "npi": "1234567893",
        }
    ]


@pytest.mark.parametrize(
    ("resources", "lacking"),
    [
        ((role(specialty=[]), DOCTOR, CLINIC), "specialty"),
        ((role(), DOCTOR), "practice, address, phone"),
        ((role(), {**DOCTOR, "identifier": [{"system": NPI, "value": "1"}]}, CLINIC), "npi"),
    ],
)
def test_an_incomplete_role_is_listed_with_what_it_lacks(resources, lacking, chart):
    """Nothing is made up for a letterhead."""
    read = chart(*resources)
    assert read.of("practice") == []
    why = f"it does not tell all that a letterhead needs: {lacking}"
    assert ("PractitionerRole", why) in read.left


def test_no_remark_tells_who_a_patient_is(chart):
    """Faulty resources of every kind are noted without a name, number or value."""
    read = chart(
        patient(birthDate="1984"),
        coverage(),
        coverage("c2"),
        observation(valueQuantity={"value": made.CANARY}),
        observation(id=made.CANARY, valueQuantity={"value": 1, "comparator": "<="}),
        condition(subject={"reference": f"Patient/{made.CANARY}"}),
        {"resourceType": made.CANARY},
        made.treated("MedicationRequest", authoredOn="1984", status=made.CANARY),
    )
    assert made.CANARY not in read.remarks
    assert "MR-p1" not in read.remarks
    assert "1984" not in read.remarks
    assert len(read.notices) >= 3
