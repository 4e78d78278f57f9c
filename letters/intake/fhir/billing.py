"""Claims and their answers, with the elements that are read of them.

ExplanationOfBenefit as CARIN Blue Button has it, ClaimResponse and Claim as Da Vinci PAS has them;
plain ones of R4 are read by the same elements.
"""

from letters.intake.fhir.elements import (
    Concept,
    Concepts,
    Extension,
    Identifier,
    Lenient,
    Many,
    Money,
    One,
    Period,
    Quantity,
    Reference,
    Resource,
    Slim,
)


class Adjudication(Slim):
    """One decision on a line: an amount, or a reason."""

    extension: Many[Extension] = ()
    category: Lenient = None
    reason: One[Concept] = None
    amount: One[Money] = None


class Product(Slim):
    """What was billed, as a detail of a line."""

    product_or_service: One[Concept] = None


class Item(Slim):
    """A line of a claim, or the decision on one.

    A Claim and an ExplanationOfBenefit number it by `sequence`, a ClaimResponse by `item_sequence`,
    which is a list where it stands for several lines.
    """

    extension: Many[Extension] = ()
    sequence: int | None = None
    item_sequence: Many[int] = ()
    care_team_sequence: Many[int] = ()
    product_or_service: One[Concept] = None
    modifier: Concepts = ()
    detail: Many[Product] = ()
    serviced_date: str | None = None
    serviced_period: One[Period] = None
    quantity: One[Quantity] = None
    net: One[Money] = None
    note_number: Many[int] = ()
    adjudication: Many[Adjudication] = ()


class ClaimDiagnosis(Slim):
    """A diagnosis of a claim."""

    diagnosis_codeable_concept: One[Concept] = None


class CareTeamMember(Slim):
    """Who took part."""

    sequence: int | None = None
    provider: One[Reference] = None
    role: One[Concept] = None


class Insurance(Slim):
    """Under which coverage it was claimed."""

    focal: bool | None = None
    coverage: One[Reference] = None


class SupportingInfo(Slim):
    """What else was sent, as the patient's account."""

    category: One[Concept] = None
    code: One[Concept] = None
    value_string: str | None = None


class Related(Slim):
    """Another claim with which this one has to do."""

    claim: One[Reference] = None
    relationship: One[Concept] = None
    reference: One[Identifier] = None


class Note(Slim):
    """A note of the payer's."""

    number: int | None = None
    text: str | None = None


class Payment(Slim):
    """When it was paid."""

    date: str | None = None


class Billing(Resource):
    """What claims and their answers have alike."""

    identifier: Many[Identifier] = ()
    status: str | None = None
    use: str | None = None
    patient: One[Reference] = None
    created: str | None = None
    insurer: One[Reference] = None
    insurance: Many[Insurance] = ()
    item: Many[Item] = ()


class ClaimResource(Billing):
    """A claim, or a request for authorisation."""

    provider: One[Reference] = None
    care_team: Many[CareTeamMember] = ()
    diagnosis: Many[ClaimDiagnosis] = ()


class Answer(Billing):
    """What the answers of a payer have alike."""

    outcome: str | None = None
    disposition: str | None = None
    adjudication: Many[Adjudication] = ()
    add_item: Many[Item] = ()
    process_note: Many[Note] = ()
    payment: One[Payment] = None


class ClaimResponseResource(Answer):
    """The answer to a claim or to a request for authorisation."""

    request: One[Reference] = None
    pre_auth_ref: str | None = None
    error: Many[dict[str, object]] = ()


class ExplanationOfBenefitResource(Answer):
    """A claim with its answer."""

    claim: One[Reference] = None
    provider: One[Reference] = None
    care_team: Many[CareTeamMember] = ()
    diagnosis: Many[ClaimDiagnosis] = ()
    supporting_info: Many[SupportingInfo] = ()
    related: Many[Related] = ()
    pre_auth_ref: Many[str] = ()
