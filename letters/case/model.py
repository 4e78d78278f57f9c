"""One patient, one payer, one treatment request: what we know, and where we read it."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from letters.case.evidence import GIVEN, Dose, Evidence, Therapy
from letters.case.frozen import Frozen
from letters.case.provenance import Exhibit, Provenance


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


class Level(StrEnum):
    """How far an appeal has come: whose decision the notice tells."""

    INITIAL = "initial decision"
    FIRST = "first-level appeal"
    SECOND = "second-level appeal"
    EXTERNAL = "external review"


class Patient(Frozen):
    """The person treated. `account` is the practice's own number for them or their claim."""

    name: str
    born: dt.date | None = None
    sex: Sex | None = None
    account: str | None = None


class Coverage(Frozen):
    """The plan that answers, addressed as on its notice. `state` is its postal abbreviation."""

    payer: str
    department: str | None = None
    address: tuple[str, ...] = ()
    fax: str | None = None
    plan: str | None = None
    track: PlanTrack = PlanTrack.OTHER
    state: str | None = None
    member_id: str | None = None
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


class Adjustment(Frozen):
    """Part of a charge that the payer did not pay: its group (CO, PR, OA, PI) and reason code.

    `reason` is a claim adjustment reason code (CARC).
    """

    group: str | None = None
    reason: str


class Line(Frozen):
    """One service line of a remittance claim as the payer decided it.

    `code` is the procedure as billed (CPT or HCPCS), `ndc` eleven digits, `remarks` are remittance
    advice remark codes (RARC); amounts are in US dollars.
    """

    code: str | None = None
    modifiers: tuple[str, ...] = ()
    ndc: str | None = None
    units: Decimal | None = None
    charged: Decimal | None = None
    paid: Decimal | None = None
    served_on: dt.date | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    read: Provenance


class Point(Frozen):
    """One point of a reviewer's recorded rationale, in the notice's own words.

    `about` is the denial reason (a word of the vocabulary) to which it amounts, None where the
    practice has not said.
    """

    quote: str
    about: str | None = None
    read: Provenance
    exhibit: Exhibit | None = None


class Ruling(StrEnum):
    """How a payer or reviewer decided."""

    DENIED = "denied"
    UPHELD = "upheld"
    PARTLY = "partly overturned"


class Decision(Frozen):
    """An earlier decision on this request, before the one now under appeal.

    `filed_on` is the day on which the appeal that it answers was sent, `reviewer` who decided as
    the notice names the specialty.
    """

    level: Level
    ruling: Ruling
    on: dt.date | None = None
    filed_on: dt.date | None = None
    reference: str | None = None
    reviewer: str | None = None
    points: tuple[Point, ...] = ()
    read: Provenance
    exhibit: Exhibit | None = None


class Urgency(Frozen):
    """The physician's own statement that the standard time would do harm, in their own words."""

    statement: str
    by: str
    on: dt.date
    read: Provenance


class Denial(Frozen):
    """The payer's refusal. `reasons` are words of the vocabulary; `quote` is the notice's text.

    `codes` are all its codes as `CO-50`, `50` or `N115`, those of its `lines` included. `level` is
    whose decision it tells, `deadline_on` the last day to appeal that the notice itself states,
    `discuss_by` the last day for a peer-to-peer call that it states. Of a decision on an appeal,
    `filed_on` is the day on which that appeal was sent, `reference` the number of its notice,
    `reviewer` the specialty of who decided, `points` the rationale that it records.
    """

    level: Level = Level.INITIAL
    notice_on: dt.date | None = None
    received_on: dt.date | None = None
    deadline_on: dt.date | None = None
    discuss_by: dt.date | None = None
    codes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    quote: str | None = None
    policy: str | None = None
    policy_on: dt.date | None = None
    claim: str | None = None
    authorisation: str | None = None
    lines: tuple[Line, ...] = ()
    ruling: Ruling = Ruling.DENIED
    filed_on: dt.date | None = None
    reference: str | None = None
    reviewer: str | None = None
    points: tuple[Point, ...] = ()
    read: Provenance

    @property
    def served(self) -> tuple[dt.date, ...]:
        """The days of service of its lines; empty before any service was given."""
        return tuple(sorted({line.served_on for line in self.lines if line.served_on}))

    @property
    def served_on(self) -> dt.date | None:
        """The first day of service among its lines; None before any service was given."""
        return self.served[0] if self.served else None


class Override(Frozen):
    """A clinician's typed reason to go on although a criterion is not met."""

    reason: str
    read: Provenance


class Case(Frozen):
    """Everything known of one treatment request.

    `id` is opaque and safe in file names and logs; `label` is the practice's own name for the case
    and stays inside documents and the worklist. `treatments_complete` tells whether the therapies
    listed are all of them: without it an absent therapy is unknown, not untried. An export rarely
    carries everything: what is None or empty here is a question for the practice, and a case known
    from a remittance alone may have no service that the vocabulary knows. `decisions` are those
    before the denial, oldest first; `required_drugs` those that the plan wants tried first (ids of
    drugs or classes); `definition` is the plan document's own of medical necessity, quoted.
    """

    id: str
    label: str
    patient: Patient
    coverage: Coverage
    practice: Practice | None = None
    clinician: Clinician | None = None
    diagnoses: tuple[Diagnosis, ...] = ()
    services: tuple[Service, ...] = ()
    denial: Denial | None = None
    evidence: tuple[Evidence, ...] = ()
    treatments_complete: bool | None = None
    override: Override | None = None
    urgency: Urgency | None = None
    decisions: tuple[Decision, ...] = ()
    required_drugs: tuple[str, ...] = ()
    definition: str | None = None
    read: Provenance

    @property
    def lacks(self) -> tuple[str, ...]:
        """What no letter can be written without and is not known: headings of the workbook."""
        known = {
            "patient name": self.patient.name,
            "payer": self.coverage.payer,
            "birth date": self.patient.born,
            "member id": self.coverage.member_id,
            "clinician": self.clinician,
            "drug": self.services,
        }
        return tuple(heading for heading, value in known.items() if not value)

    @property
    def all_decisions(self) -> tuple[Decision, ...]:
        """All decisions so far, the one appealed last."""
        denial = self.denial
        if denial is None:
            return self.decisions
        last = Decision(
            level=denial.level,
            ruling=denial.ruling,
            on=denial.notice_on,
            filed_on=denial.filed_on,
            reference=denial.reference,
            reviewer=denial.reviewer,
            points=denial.points,
            read=denial.read,
        )
        return (*self.decisions, last)

    def known_on(self, day: dt.date) -> "Case":
        """The case without evidence dated later than a day; therapies to come stay planned ones."""
        known = tuple(item for item in self.evidence if _is_known(item, day))
        return self.model_copy(update={"evidence": known})


def _is_known(item: Evidence, day: dt.date) -> bool:
    if not isinstance(item, Therapy):
        return item.on <= day
    return not (item.status in GIVEN and item.start is not None and item.start > day)
