"""A letter to the payer."""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen
from letters.case.vocabulary import LetterKind
from letters.rationale.model.claims import Cited, Claim, Line, Paragraph, Reference
from letters.rationale.model.tables import (
    Chart,
    CriteriaTable,
    CriterionRow,
    Enclosure,
    Event,
    LabTable,
    StepRow,
    TableNumbers,
    TreatmentRow,
)
from letters.rationale.walk import parts


class Letterhead(Frozen):
    """The practice as printed at the top; `below` are further lines of its name."""

    name: str
    below: tuple[str, ...] = ()
    tagline: str | None = None
    address: tuple[str, ...]
    phone: str
    fax: str | None
    web: str | None = None
    npi: str | None


class Addressee(Frozen):
    """Where the letter goes, as on the notice."""

    payer: str
    department: str | None
    address: tuple[str, ...]
    fax: str | None


class Signature(Frozen):
    """Who is to sign. Nothing here is a signature."""

    name: str
    credentials: str
    specialty: str
    npi: str
    phone: str | None


class DenialReply(Frozen):
    """One stated reason of the denial and the sentences that answer it."""

    reason: str
    answer: Paragraph


class PointReply(Frozen):
    """One point of a reviewer's recorded rationale, quoted, and the sentences that answer it."""

    point: Claim
    about: str
    answer: Paragraph


class Letter(Frozen):
    """A letter to the payer or its reviewer, of one of six kinds.

    Sections stand in the order in which they print; one that a kind must not have is empty.
    `tables` are the numbers under which sentences speak of the tables. Where `points` answer a
    reviewer one by one, `denial_quote` tells the decision and there are no `denial_replies`.
    `urgency` is the physician's own statement and what of the record it concerns, `steps` are
    the drugs required first, `policy` the payer's own criteria, `policy_exceptions` answer
    those not met, `policy_age` tells that the policy is older than the label, `definition` is
    the plan's own of medical necessity, `chronology` all that happened, `also_given` what ran
    beside the treatments of their table, `criteria_basis` whose the criteria are, `news` tells
    what is marked as new: facts younger than the decision. `override` is the clinician's own
    statement where a criterion was overridden. `embedded` names the file with the
    letter's data that the PDF carries, None where it carries none. `accepted` are the statements
    read at second hand that the approving clinician took by name: no final cites any other.
    """

    document: LetterKind
    case_id: str
    title: str
    language: Literal["en"] = "en"
    dated: dt.date
    draft: bool
    letterhead: Letterhead | None
    addressee: Addressee
    request_type: Literal["STANDARD", "EXPEDITED"]
    patient: str
    running: str
    re: tuple[Line, ...]
    tables: TableNumbers
    ask: Paragraph
    urgency: Paragraph | None = None
    denial_quote: Paragraph | None
    denial_replies: tuple[DenialReply, ...]
    points: tuple[PointReply, ...] = ()
    definition: Paragraph | None = None
    news: Claim | None = None
    policy: CriteriaTable | None = None
    policy_exceptions: tuple[Paragraph, ...] = ()
    policy_age: Paragraph | None = None
    steps: tuple[StepRow, ...] = ()
    criteria_title: str
    criteria_basis: Claim | None = None
    criteria: tuple[CriterionRow, ...]
    summary: Paragraph
    chronology: tuple[Event, ...] = ()
    treatments: tuple[TreatmentRow, ...]
    also_given: Claim | None = None
    laboratory: LabTable | None
    chart: Chart | None
    necessity: tuple[Paragraph, ...]
    recommendation: tuple[Paragraph, ...]
    label: tuple[Paragraph, ...]
    adverse: tuple[Paragraph, ...]
    override: Paragraph | None
    dosing: Paragraph
    safety: Paragraph | None
    monitoring: tuple[Claim, ...]
    stopping: tuple[Claim, ...]
    delay: Paragraph | None
    requests: tuple[Claim, ...]
    signature: Signature
    enclosures: tuple[Enclosure, ...]
    references: tuple[Reference, ...]
    library: str
    tool: str
    embedded: str | None = None
    accepted: tuple[str, ...] = ()

    @property
    def unaccepted(self) -> tuple[str, ...]:
        """The statements read at second hand that it cites and that nobody took; a final has none.

        Rendering refuses a final that has one.
        """
        cited = (one.statement for one in parts(self, Cited) if one.level == "secondary")
        return tuple(one for one in dict.fromkeys(cited) if one not in self.accepted)
