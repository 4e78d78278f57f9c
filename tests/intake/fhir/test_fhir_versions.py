"""R4 is read; other versions are named, and read where they are written alike."""

import pytest
from fhir_made import bundle, concept, observation, patient, text, treated

STU3 = {"context": {"reference": "Encounter/1"}}


@pytest.mark.parametrize(
    ("resource", "version"),
    [
        (treated("MedicationRequest", **STU3), "STU3"),
        (
            treated("MedicationRequest", requester={"agent": {"reference": "Practitioner/1"}}),
            "STU3",
        ),
        (
            treated("MedicationRequest", dosageInstruction=[{"doseQuantity": {"value": 1}}]),
            "STU3",
        ),
        (treated("MedicationRequest", medication={"concept": {"text": "lunacillin"}}), "R5"),
        (treated("MedicationStatement", taken="y"), "STU3"),
        (treated("MedicationStatement", wasNotTaken=False), "DSTU2"),
        (treated("MedicationDispense", notDone=False), "STU3"),
        ({**treated("MedicationRequest"), "resourceType": "MedicationOrder"}, "DSTU2"),
        (
            treated(
                "MedicationRequest",
                meta={"profile": ["http://hl7.org/fhir/3.0/StructureDefinition/MedicationRequest"]},
            ),
            "STU3",
        ),
        (
            {
                "resourceType": "AllergyIntolerance",
                "clinicalStatus": "active",
                "code": {"text": "lunacillin"},
                "patient": {"reference": "Patient/p1"},
            },
            "STU3",
        ),
    ],
)
def test_another_version_is_named_and_left(resource, version, chart):
    """What is read of such a type is written otherwise there."""
    read = chart(patient(), resource)
    kind = resource["resourceType"]
    assert read.of("treatments") == []
    assert read.left == {(kind, f"it is of FHIR {version}"): 1}
    assert [n.rule for n in read.notices] == [
        f"in FHIR {version} a resource {kind} differs from the R4 that is read"
    ]


def test_of_many_of_another_version_there_is_one_notice(chart):
    read = chart(patient(), *(treated("MedicationRequest", **STU3) for _ in range(5)))
    assert [n.rule.endswith("(5 times, here first)") for n in read.notices] == [True]
    assert read.missed


@pytest.mark.parametrize(
    "profile",
    [
        "http://hl7.org/fhir/us/core/StructureDefinition/us-core-medicationrequest",
        "http://hl7.org/fhir/us/mcode/STU3/StructureDefinition/mcode-x",
        "http://hl7.org/fhir/4.0/StructureDefinition/MedicationRequest",
    ],
)
def test_the_numbers_of_guides_are_no_versions_of_fhir(profile, chart):
    order = treated("MedicationRequest", meta={"profile": [profile]})
    assert len(chart(patient(), order).of("treatments")) == 1


def test_what_is_written_alike_is_read_of_any_version(files):
    """Patients, results and diagnoses of STU3 and DSTU2."""
    old = [
        patient(name=[{"use": "official", "family": ["Van", "Ik"], "given": ["Jo"]}]),
        observation(context={"reference": "Encounter/1"}, comments="x"),
        {
            "resourceType": "Condition",
            "patient": {"reference": "Patient/p1"},
            "clinicalStatus": "active",
            "verificationStatus": "confirmed",
            "code": concept("M32.14", "http://hl7.org/fhir/sid/icd-10-cm"),
            "dateRecorded": "2020-01-01",
        },
    ]
    read = files({"a.json": text(bundle(*old))})
    assert read.persons[0]["patient name"] == "Jo Van Ik"
    assert read.persons[0]["diagnosis codes"] == "M32.14"
    assert len(read.of("labs")) == 1
    assert read.notices == ()
