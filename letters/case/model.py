"""One patient, one payer, one treatment request: what we know, and where we read it."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from letters.case.evidence import GIVEN, Dose, Evidence, Therapy
from letters.case.frozen import Frozen
from letters.case.provenance import Provenance


class Sex(StrEnum):
    """Sex as equations for kidney function need it."""

    FEMALE = "female"
    MALE = "male"


class PlanTrack(StrEnum):
    """Which appeal law applies to the coverage."""

    ERISA = "ERISA self-funded"
    INSURED = "fully insured"
    ADVANTAGE = "Medicare Advantage"
    PART_D = "Part D"
    ORIGINAL = "Original Medicare"
    MEDICAID = "Medicaid managed care"
    OTHER = "other or unknown"


class Patient(Frozen):
    """The person treated."""

    name: str
    born: dt.date
    sex: Sex | None = None


class Coverage(Frozen):
    """The plan that answers, addressed as on its notice."""

    payer: str
    department: str | None = None
    address: tuple[str, ...] = ()
    fax: str | None = None
    plan: str | None = None
    track: PlanTrack = PlanTrack.OTHER
    member_id: str
    group: str | None = None


class Clinician(Frozen):
    """Who signs; `npi` is ten digits with its check digit."""

    name: str
    credentials: str
    specialty: str
    npi: str
    phone: str | None = None


class Practice(Frozen):
    """Whose letterhead it is."""

    name: str
    address: tuple[str, ...]
    phone: str
    fax: str | None = None
    npi: str | None = None


class Service(Frozen):
    """One requested item. `drug`, `route`, `product` and the dose's words are of the vocabulary.

    `doses` counts administrations in the request, `months` the duration asked for, `units` the
    billing units of one administration; `continuing` tells a renewal from a new start.
    """

    drug: str
    product: str | None = None
    route: str | None = None
    dose: Dose | None = None
    doses: int | None = None
    months: int | None = None
    start: dt.date | None = None
    continuing: bool | None = None
    hcpcs: str | None = None
    units: Decimal | None = None
    read: Provenance


class Diagnosis(Frozen):
    """One diagnosis of the request as an ICD-10-CM code."""

    code: str
    read: Provenance


class Denial(Frozen):
    """The payer's refusal. `reasons` are words of the vocabulary; `quote` is the notice's text."""

    notice_on: dt.date | None = None
    received_on: dt.date | None = None
    codes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    quote: str | None = None
    policy: str | None = None
    policy_on: dt.date | None = None
    claim: str | None = None
    authorisation: str | None = None
    read: Provenance


class Override(Frozen):
    """A clinician's typed reason to go on although a criterion is not met."""

    reason: str
    read: Provenance


class Case(Frozen):
    """Everything known of one treatment request.

    `id` is opaque and safe in file names and logs; `label` is the practice's own name for the case
    and stays inside documents and the worklist. `treatments_complete` tells whether the therapies
    listed are all of them: without it an absent therapy is unknown, not untried.
    """

    id: str
    label: str
    patient: Patient
    coverage: Coverage
    practice: Practice
    clinician: Clinician
    diagnoses: tuple[Diagnosis, ...]
    services: tuple[Service, ...]
    denial: Denial | None = None
    evidence: tuple[Evidence, ...] = ()
    treatments_complete: bool | None = None
    override: Override | None = None
    read: Provenance

    def known_on(self, day: dt.date) -> "Case":
        """The case without evidence dated later than a day; therapies to come stay planned ones."""
        known = tuple(item for item in self.evidence if _is_known(item, day))
        return self.model_copy(update={"evidence": known})


def _is_known(item: Evidence, day: dt.date) -> bool:
    if not isinstance(item, Therapy):
        return item.on <= day
    return not (item.status in GIVEN and item.start is not None and item.start > day)
