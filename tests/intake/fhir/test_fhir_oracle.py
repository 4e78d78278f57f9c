"""Our samples are FHIR R4 as another library reads it, and our elements are those of R4."""

import fhir_made as made
import pytest
from fhir_made import (
    amount,
    benefits,
    condition,
    coverage,
    dosage,
    item,
    observation,
    patient,
    payer,
    reason,
    request,
    response,
    review,
    treated,
)
from test_fhir_people import CLINIC, DOCTOR, role
from test_fhir_results import document, procedure, report
from test_fhir_treatments import MEDICATION, allergy

from letters.intake.fhir import billing, resources
from letters.intake.fhir.kinds import READ, version

r4b = pytest.importorskip("fhir.resources.R4B")

SAMPLES = [
    patient(),
    coverage(),
    payer(),
    condition(),
    observation(),
    report(),
    document(),
    procedure(),
    allergy(),
    MEDICATION,
    role(),
    DOCTOR,
    CLINIC,
    treated("MedicationRequest", dosageInstruction=[dosage()]),
    treated("MedicationStatement", dosage=[dosage()]),
    treated("MedicationAdministration", dosage={"dose": {"value": 600, "unit": "mg"}}),
    treated("MedicationDispense", dosageInstruction=[dosage()]),
    benefits(item(amount("submitted", 900), reason("50"))),
    response(review("A3", "AUTH-5", "Not needed"), processNote=[{"text": "Not needed."}]),
    request(),
]
MODELS = {
    name: model
    for room in (billing, resources)
    for model in vars(room).values()
    if isinstance(model, type) and (name := model.__name__.removesuffix("Resource")) in READ
}


def test_every_type_that_is_read_has_a_sample_and_a_model():
    assert {sample["resourceType"] for sample in SAMPLES} == READ
    assert MODELS.keys() == READ


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["resourceType"])
def test_a_sample_is_r4(sample):
    """Another library accepts it as R4B, ours takes it for no other version and reads it."""
    made.text(sample)
    theirs = r4b.get_fhir_model_class(sample["resourceType"])
    assert theirs.model_validate(sample)
    assert version(sample) is None
    assert MODELS[sample["resourceType"]].model_validate(sample)


@pytest.mark.parametrize("name", sorted(READ))
def test_our_elements_are_theirs(name):
    """Every element that we read of a type exists in R4B under that name."""
    theirs = r4b.get_fhir_model_class(name)
    known = {field.alias or key for key, field in theirs.model_fields.items()}
    ours = {field.alias or key for key, field in MODELS[name].model_fields.items()}
    assert ours - known == DIFFERENT.get(name, set())


DIFFERENT = {"Condition": {"patient"}}
"""Elements of other versions that are read all the same."""
