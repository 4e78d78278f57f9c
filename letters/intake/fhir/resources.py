"""The resources of a chart, with the elements that are read of them."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from letters.intake.fhir.elements import (
    Address,
    Attachment,
    Concept,
    Concepts,
    Identifier,
    Lenient,
    Many,
    Name,
    Number,
    One,
    Period,
    Quantity,
    Reference,
    Resource,
    Slim,
    Telecom,
    listed,
)


class PatientResource(Resource):
    """Who is treated."""

    identifier: Many[Identifier] = ()
    name: Many[Name] = ()
    gender: str | None = None
    birth_date: str | None = None


class OrganizationResource(Resource):
    """A practice, a payer, a pharmacy."""

    identifier: Many[Identifier] = ()
    type: Concepts = ()
    name: str | None = None
    telecom: Many[Telecom] = ()
    address: Many[Address] = ()


class Qualification(Slim):
    """A degree or licence."""

    code: One[Concept] = None


class PractitionerResource(Resource):
    """Who treats."""

    identifier: Many[Identifier] = ()
    name: Many[Name] = ()
    telecom: Many[Telecom] = ()
    qualification: Many[Qualification] = ()


class PractitionerRoleResource(Resource):
    """For whom somebody treats, and as what."""

    practitioner: One[Reference] = None
    organization: One[Reference] = None
    specialty: Concepts = ()
    telecom: Many[Telecom] = ()


class CoverageClass(Slim):
    """A group, plan or other class of a coverage."""

    type: Lenient = None
    value: str | None = None
    name: str | None = None


class CoverageResource(Resource):
    """The plan that answers for a patient."""

    status: str | None = None
    identifier: Many[Identifier] = ()
    subscriber_id: str | None = None
    beneficiary: One[Reference] = None
    payor: Many[Reference] = ()
    classes: Many[CoverageClass] = Field(default=(), alias="class")


class ConditionResource(Resource):
    """A diagnosis."""

    clinical_status: Lenient = None
    verification_status: Lenient = None
    code: One[Concept] = None
    subject: One[Reference] = None
    patient: One[Reference] = None


class Valued(Slim):
    """A code with its value: an observation, or a component of one."""

    code: One[Concept] = None
    value_quantity: One[Quantity] = None
    value_codeable_concept: One[Concept] = None
    value_string: str | None = None
    value_boolean: bool | None = None
    value_integer: Number | None = None
    data_absent_reason: One[Concept] = None


class ObservationResource(Resource, Valued):
    """A result, a finding, an answer."""

    status: str | None = None
    category: Concepts = ()
    subject: One[Reference] = None
    effective_date_time: str | None = None
    effective_period: One[Period] = None
    effective_instant: str | None = None
    performer: Many[Reference] = ()
    component: Many[Valued] = ()
    has_member: Many[Reference] = ()


class ProcedureResource(Resource):
    """What was done."""

    status: str | None = None
    code: One[Concept] = None
    subject: One[Reference] = None
    performed_date_time: str | None = None
    performed_period: One[Period] = None


class DiagnosticReportResource(Resource):
    """A report of a laboratory, of pathology or imaging."""

    status: str | None = None
    category: Concepts = ()
    code: One[Concept] = None
    subject: One[Reference] = None
    effective_date_time: str | None = None
    effective_period: One[Period] = None
    result: Many[Reference] = ()
    conclusion_code: Concepts = ()
    presented_form: Many[Attachment] = ()


class Content(Slim):
    """One form of a document."""

    attachment: One[Attachment] = None


class DocumentContext(Slim):
    """The time that a document is about, and what else it is about."""

    period: One[Period] = None
    related: Many[Reference] = ()


class DocumentReferenceResource(Resource):
    """A document of the chart."""

    status: str | None = None
    doc_status: str | None = None
    type: One[Concept] = None
    subject: One[Reference] = None
    date: str | None = None
    content: Many[Content] = ()
    context: One[DocumentContext] = None


class Reaction(Slim):
    """What happened."""

    manifestation: Concepts = ()


class AllergyIntoleranceResource(Resource):
    """What a patient must not have."""

    clinical_status: Lenient = None
    verification_status: Lenient = None
    code: One[Concept] = None
    patient: One[Reference] = None
    reaction: Many[Reaction] = ()


class Ingredient(Slim):
    """One ingredient of a medication."""

    item_codeable_concept: One[Concept] = None
    is_active: bool | None = None


class MedicationResource(Resource):
    """A medication to which orders refer."""

    code: One[Concept] = None
    form: One[Concept] = None
    ingredient: Many[Ingredient] = ()


class DoseType(Slim):
    """A dose, and whether it was ordered or calculated."""

    type: One[Concept] = None
    dose_quantity: One[Quantity] = None
    dose_range: One[dict[str, object]] = None


class Repeat(Slim):
    """A rhythm: so many times in so many of a unit."""

    bounds_period: One[Period] = None
    count: Number | None = None
    frequency: Number | None = None
    frequency_max: Number | None = None
    period: Number | None = None
    period_max: Number | None = None
    period_unit: str | None = None
    day_of_week: Many[str] = ()
    time_of_day: Many[str] = ()
    when: Many[str] = ()


class Timing(Slim):
    """When something is taken."""

    repeat: One[Repeat] = None
    code: Lenient = None


class Dosage(Slim):
    """How something is taken."""

    timing: One[Timing] = None
    as_needed_boolean: bool | None = None
    as_needed_codeable_concept: One[Concept] = None
    route: One[Concept] = None
    dose_and_rate: Many[DoseType] = ()


class Supply(Slim):
    """What an order lets a pharmacy hand out."""

    validity_period: One[Period] = None
    number_of_repeats_allowed: Number | None = None
    expected_supply_duration: One[Quantity] = None


class Medicated(Resource):
    """What all resources about a treatment have."""

    status: str | None = None
    medication_codeable_concept: One[Concept] = None
    medication_reference: One[Reference] = None
    subject: One[Reference] = None


class Reasoned(Medicated):
    """What all but fills have: why the drug was given, and why it was stopped."""

    status_reason: Annotated[tuple[Concept, ...], BeforeValidator(listed)] = ()
    reason_code: Concepts = ()


class MedicationRequestResource(Reasoned):
    """An order."""

    intent: str | None = None
    do_not_perform: bool | None = None
    reported_boolean: bool | None = None
    authored_on: str | None = None
    dosage_instruction: Many[Dosage] = ()
    dispense_request: One[Supply] = None


class MedicationStatementResource(Reasoned):
    """What a patient is said to take."""

    effective_date_time: str | None = None
    effective_period: One[Period] = None
    dosage: Many[Dosage] = ()


class AdministrationDosage(Slim):
    """How much was given."""

    route: One[Concept] = None
    dose: One[Quantity] = None


class MedicationAdministrationResource(Reasoned):
    """One time that a drug was given."""

    effective_date_time: str | None = None
    effective_period: One[Period] = None
    dosage: One[AdministrationDosage] = None


class MedicationDispenseResource(Medicated):
    """One time that a drug was handed out."""

    when_prepared: str | None = None
    when_handed_over: str | None = None
    days_supply: One[Quantity] = None
    dosage_instruction: Many[Dosage] = ()
