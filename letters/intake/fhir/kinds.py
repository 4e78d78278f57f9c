"""The types of FHIR resources: which are read, and which version of FHIR one is written in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

Resource = Mapping[str, Any]
"""A resource as JSON holds it."""

PEOPLE = frozenset({"Patient", "Coverage", "Organization", "Practitioner", "PractitionerRole"})
"""Who is who: read before all others, because they may stand anywhere in the input."""
MEDICATIONS = frozenset(
    {
        "MedicationRequest",
        "MedicationStatement",
        "MedicationAdministration",
        "MedicationDispense",
    }
)
BILLING = frozenset({"Claim", "ClaimResponse", "ExplanationOfBenefit"})
EVIDENCE = frozenset(
    {
        "Condition",
        "Observation",
        "AllergyIntolerance",
        "Procedure",
        "DiagnosticReport",
        "DocumentReference",
        *MEDICATIONS,
    }
)
"""What tells something of a patient's illness and treatment."""
TREATMENTS = MEDICATIONS | {"MedicationOrder", "MedicationUsage"}
"""Types that may hold a treatment, in whatever version; one that is lost leaves the list short."""
READ = PEOPLE | BILLING | EVIDENCE | {"Medication"}

_KNOWN = frozenset(
    re.findall(
        "[A-Za-z]+",
        "Account ActivityDefinition ActorDefinition AdministrableProductDefinition "
        "AdverseEvent AllergyIntolerance Appointment AppointmentResponse ArtifactAssessment "
        "AuditEvent Basic Binary BiologicallyDerivedProduct "
        "BiologicallyDerivedProductDispense BodySite BodyStructure Bundle CapabilityStatement "
        "CarePlan CareTeam CatalogEntry ChargeItem ChargeItemDefinition Citation Claim "
        "ClaimRequest ClaimResponse ClinicalImpression ClinicalUseDefinition CodeSystem "
        "Communication CommunicationRequest CompartmentDefinition Composition ConceptMap "
        "Condition ConditionDefinition Conformance Consent Contract Coverage "
        "CoverageEligibilityRequest CoverageEligibilityResponse DataElement DetectedIssue "
        "Device DeviceAssociation DeviceComponent DeviceDefinition DeviceDispense "
        "DeviceMetric DeviceRequest DeviceUsage DeviceUseRequest DeviceUseStatement "
        "DiagnosticOrder DiagnosticReport DocumentManifest DocumentReference "
        "EffectEvidenceSynthesis EligibilityRequest EligibilityResponse Encounter "
        "EncounterHistory Endpoint EnrollmentRequest EnrollmentResponse EpisodeOfCare "
        "EventDefinition Evidence EvidenceReport EvidenceVariable ExampleScenario "
        "ExpansionProfile ExplanationOfBenefit FamilyMemberHistory Flag FormularyItem "
        "GenomicStudy Goal GraphDefinition Group GuidanceResponse HealthcareService "
        "ImagingManifest ImagingObjectSelection ImagingSelection ImagingStudy Immunization "
        "ImmunizationEvaluation ImmunizationRecommendation ImplementationGuide Ingredient "
        "InsurancePlan InventoryItem InventoryReport Invoice Library Linkage List Location "
        "ManufacturedItemDefinition Measure MeasureReport Media Medication "
        "MedicationAdministration MedicationDispense MedicationKnowledge MedicationOrder "
        "MedicationRequest MedicationStatement MedicationUsage MedicinalProduct "
        "MedicinalProductDefinition MessageDefinition MessageHeader MolecularSequence "
        "NamingSystem NutritionIntake NutritionOrder NutritionProduct Observation "
        "ObservationDefinition OperationDefinition OperationOutcome Order OrderResponse "
        "Organization OrganizationAffiliation PackagedProductDefinition Parameters Patient "
        "PaymentNotice PaymentReconciliation Permission Person PlanDefinition Practitioner "
        "PractitionerRole Procedure ProcedureRequest ProcessRequest ProcessResponse "
        "Provenance Questionnaire QuestionnaireResponse ReferralRequest "
        "RegulatedAuthorization RelatedPerson RequestGroup RequestOrchestration Requirements "
        "ResearchDefinition ResearchElementDefinition ResearchStudy ResearchSubject "
        "RiskAssessment RiskEvidenceSynthesis Schedule SearchParameter Sequence "
        "ServiceDefinition ServiceRequest Slot Specimen SpecimenDefinition "
        "StructureDefinition StructureMap Subscription SubscriptionStatus SubscriptionTopic "
        "Substance SubstanceDefinition SubstanceNucleicAcid SubstancePolymer SubstanceProtein "
        "SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification "
        "SupplyDelivery SupplyRequest Task TerminologyCapabilities TestPlan TestReport "
        "TestScript Transport ValueSet VerificationResult VisionPrescription",
    )
)
UNKNOWN = "unknown type"


def named(resource: Resource) -> str:
    """The type of a resource as it may be printed: one that no FHIR version has is not repeated."""
    written = resource.get("resourceType")
    return written if isinstance(written, str) and written in _KNOWN else UNKNOWN


class Sign(NamedTuple):
    """An element that only resources of one version have; a `text` or `group` tells its form."""

    version: str
    path: str
    form: type | None = None


_SIGNS: Mapping[str, tuple[Sign, ...]] = {
    "MedicationRequest": (
        Sign("STU3", "context"),
        Sign("STU3", "requester.agent"),
        Sign("STU3", "dosageInstruction.doseQuantity"),
        Sign("STU3", "dosageInstruction.doseRange"),
        Sign("R5", "medication"),
        Sign("R5", "reason"),
    ),
    "MedicationStatement": (
        Sign("DSTU2", "wasNotTaken"),
        Sign("DSTU2", "patient"),
        Sign("DSTU2", "dosage.quantityQuantity"),
        Sign("STU3", "taken"),
        Sign("STU3", "reasonNotTaken"),
        Sign("STU3", "dosage.doseQuantity"),
        Sign("R5", "medication"),
        Sign("R5", "adherence"),
    ),
    "MedicationAdministration": (
        Sign("DSTU2", "wasNotGiven"),
        Sign("DSTU2", "patient"),
        Sign("DSTU2", "effectiveTimeDateTime"),
        Sign("DSTU2", "effectiveTimePeriod"),
        Sign("STU3", "notGiven"),
        Sign("STU3", "prescription"),
        Sign("R5", "medication"),
        Sign("R5", "occurenceDateTime"),
        Sign("R5", "occurencePeriod"),
    ),
    "MedicationDispense": (
        Sign("DSTU2", "patient"),
        Sign("STU3", "notDone"),
        Sign("STU3", "dosageInstruction.doseQuantity"),
        Sign("R5", "medication"),
        Sign("R5", "recorded"),
    ),
    "AllergyIntolerance": (
        Sign("DSTU2", "substance"),
        Sign("STU3", "assertedDate"),
        Sign("STU3", "clinicalStatus", str),
        Sign("R5", "type", dict),
        Sign("R5", "reaction.manifestation.concept"),
    ),
    "Procedure": (
        Sign("DSTU2", "notPerformed"),
        Sign("STU3", "notDone"),
        Sign("R5", "occurrenceDateTime"),
        Sign("R5", "occurrencePeriod"),
    ),
    "DiagnosticReport": (Sign("STU3", "codedDiagnosis"),),
    "DocumentReference": (
        Sign("STU3", "indexed"),
        Sign("R5", "content.profile"),
        Sign("R5", "modality"),
    ),
    "Coverage": (
        Sign("DSTU2", "issuer"),
        Sign("DSTU2", "issuerReference"),
        Sign("DSTU2", "bin"),
        Sign("STU3", "grouping"),
        Sign("R5", "insurer"),
        Sign("R5", "paymentBy"),
    ),
    "Claim": (
        Sign("STU3", "item.service"),
        Sign("STU3", "information"),
        Sign("STU3", "organization"),
        Sign("R5", "traceNumber"),
        Sign("R5", "item.productOrServiceEnd"),
    ),
    "ClaimResponse": (
        Sign("STU3", "requestProvider"),
        Sign("STU3", "outcome", dict),
        Sign("STU3", "totalCost"),
        Sign("R5", "decision"),
        Sign("R5", "item.reviewOutcome"),
        Sign("R5", "item.adjudication.quantity"),
        Sign("R5", "addItem.adjudication.quantity"),
        Sign("R5", "processNote.type", dict),
    ),
    "ExplanationOfBenefit": (
        Sign("STU3", "item.service"),
        Sign("STU3", "information"),
        Sign("STU3", "outcome", dict),
        Sign("STU3", "totalCost"),
        Sign("R5", "decision"),
        Sign("R5", "item.reviewOutcome"),
        Sign("R5", "item.adjudication.quantity"),
        Sign("R5", "processNote.type", dict),
    ),
    "MedicationOrder": (Sign("DSTU2", "resourceType"),),
    "MedicationUsage": (Sign("R5", "resourceType"),),
}
"""Elements by which other versions differ from R4 in what is read of a type.

Why none for Patient, Observation, Condition, Medication and those who treat: what is read of these
is written alike in all versions, or the difference is told by its form.
"""

_PROFILE = re.compile(
    r"^https?://(?:hl7\.org/fhir/(?:(?P<name>DSTU2|STU3|R5)|(?P<number>1\.0|3\.0|5\.0))/"
    r"|fhir\.org/guides/(?P<argonaut>argonaut)/)"
)
_NUMBERED = {"1.0": "DSTU2", "3.0": "STU3", "5.0": "R5"}


def version(resource: Resource) -> str | None:
    """The version of FHIR in which a resource differs from R4; None for what is read as R4."""
    name = named(resource)
    for sign in _SIGNS.get(name, ()):
        if any(_is(found, sign.form) for found in _at(resource, sign.path.split("."))):
            return sign.version
    return _profiled(resource) if name in _SIGNS else None


def _is(found: object, form: type | None) -> bool:
    return found is not None and (form is None or isinstance(found, form))


def _at(value: object, path: list[str]) -> Iterator[object]:
    """What stands at a path, in each member of the lists on the way."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif isinstance(value, dict) and path[0] in value:
        yield from _at(value[path[0]], path[1:])


def _profiled(resource: Resource) -> str | None:
    """The version that a profile of the standard itself names; guides number their own."""
    for profile in _at(dict(resource), ["meta", "profile"]):
        match = _PROFILE.match(profile) if isinstance(profile, str) else None
        if match is not None:
            return match["name"] or ("DSTU2" if match["argonaut"] else _NUMBERED[match["number"]])
    return None
