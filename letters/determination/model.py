"""What a determination says: findings, gaps, doses, responses, outcomes."""

import datetime as dt
from decimal import Decimal
from typing import Literal

from letters.case.evidence import Evidence, Measurement, Outcome, Quantity, Therapy
from letters.case.frozen import Frozen
from letters.case.model import Service
from letters.truth import Truth

Standing = Literal["supported", "unsupported", "undetermined"]

STANDING: dict[Truth, Standing] = {
    Truth.MET: "supported",
    Truth.NOT_MET: "unsupported",
    Truth.UNKNOWN: "undetermined",
}

Reason = Literal[
    "shown",  # the record shows it, one way or the other
    "absent",  # nothing is recorded
    "stale",  # what is recorded is too old
    "conflict",  # two records contradict each other
    "wider",  # a code that leaves the question open
    "unlisted",  # not among the therapies listed, and the list is not known to be complete
    "bounded",  # reported only as below or above a value on the wrong side of the threshold
    "partial",  # recorded, but something needed (a date, a dose, an outcome) is blank
    "baseline",  # no measurement near the start of the therapy
    "later",  # no measurement in the window after the start
    "inapplicable",  # the question does not arise for this patient
    "group",  # follows from its parts
]


class Computed(Frozen):
    """A number worked out from the record: what, the result, and the quantities that went in.

    Of a dose, `inputs` are the amount ordered and the weight or surface it is multiplied by.
    """

    what: Literal["percent change", "dose", "billing units", "age"]
    value: Decimal
    unit: str
    inputs: tuple[Quantity, ...] = ()


class Reading(Frozen):
    """One value of a measure in its canonical unit, measured or derived from `measurement`."""

    measure: str
    value: Decimal
    measurement: Measurement
    derived: bool = False

    @property
    def on(self) -> dt.date:
        """The day of the measurement."""
        return self.measurement.on


class MilestoneReading(Frozen):
    """A treatment target read from the series: unknown while not due or not measured."""

    milestone: str
    truth: Truth
    due: bool
    reading: Reading | None = None
    percent: Decimal | None = None


class DefinitionReading(Frozen):
    """One source's definition of a response, read from the series."""

    definition: str
    truth: Truth
    reading: Reading | None = None
    percent: Decimal | None = None


class CourseResponse(Frozen):
    """How one course of therapy did, read from the series of the pack's response measure.

    `outcome` is what the definitions yield, None where the series does not decide; `allowed` tells
    that the pack grants more time because of a high start.
    """

    therapy: Therapy
    baseline: Reading | None
    latest: Reading | None
    latest_percent: Decimal | None
    milestones: tuple[MilestoneReading, ...]
    definitions: tuple[DefinitionReading, ...]
    outcome: Outcome | None
    allowed: bool = False

    @property
    def ends(self) -> tuple[Reading, Reading] | None:
        """The readings before and last under the course; None unless there are two of them."""
        if self.baseline is None or self.latest in (None, self.baseline):
            return None
        assert self.latest is not None
        return self.baseline, self.latest


class Finding(Frozen):
    """A criterion judged against a case.

    `evidence` are the facts used, `readings` the values they gave in canonical units, `computed`
    the arithmetic; `children` are the findings of a group's parts.
    """

    criterion: str
    kind: str
    says: str
    truth: Truth
    reason: Reason
    cites: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    readings: tuple[Reading, ...] = ()
    computed: tuple[Computed, ...] = ()
    services: tuple[Service, ...] = ()
    codes: tuple[str, ...] = ()
    ask: str | None = None
    why: str | None = None
    who: str | None = None
    subject: str | None = None
    children: "tuple[Finding, ...]" = ()

    def everything(self) -> "tuple[Finding, ...]":
        """This finding and all below it."""
        found = [self]
        for child in self.children:
            found += child.everything()
        return tuple(found)

    def leaves(self) -> "tuple[Finding, ...]":
        """All leaf findings below, in the order in which they stand."""
        if not self.children:
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves())


class Gap(Frozen):
    """An unknown that could still change the outcome, put as a question to the practice.

    `finding` is the leaf for a gap of kind `criterion`, and `pathway` the pathway or policy that
    asks for it. `word` is, of a fact `lacking`, the heading of the workbook that takes it; of a
    `compendium`, the drug that is used outside its label; of a `denial unanswered`, the reason; of
    an `asked document`, its kind; of a `point`, its quote; of an `earlier` decision or notice, its
    level; of a `required` drug or its outcome, the drug or class.
    """

    kind: Literal[
        "lacking",
        "criterion",
        "compendium",
        "billing units",
        "denial unstated",
        "denial unanswered",
        "asked document",
        "urgency",
        "rationale",
        "point",
        "authorization",
        "earlier decision",
        "earlier notice",
        "required drugs",
        "required drug",
        "required outcome",
    ]
    pathway: str | None = None
    finding: Finding | None = None
    word: str | None = None


Ground = Literal[
    "no adequate response",
    "not tolerated",
    "contraindicated",
    "in use now",
    "given",
    "declined",
    "not tried",
    "outcome unknown",
    "not recorded",
]
"""What the record shows of a drug that the plan requires first."""


class Step(Frozen):
    """One course of a drug that the plan requires first, or that none is on record.

    `required` is the drug or class as the plan names it. `argued` tells that a pathway speaks for
    this patient against requiring another drug first.
    """

    required: str
    ground: Ground
    course: Therapy | None = None
    argued: bool = False


class Judgement(Frozen):
    """One pathway judged. `asides` only choose what is told; the standing does not rest on them."""

    pathway: str
    finding: Finding
    asides: tuple[Finding, ...] = ()
    standing: Standing
    gaps: tuple[Gap, ...] = ()


class DoseFit(Frozen):
    """Whether a requested dose is one of the drug's cited regimens, with the arithmetic.

    `dose_mg` is one administration, `units` the billing units it makes; `units_agree` compares them
    with the units stated in the export. `measured` are the results that the arithmetic used.
    """

    truth: Truth
    regimen: str | None = None
    computed: tuple[Computed, ...] = ()
    measured: tuple[Measurement, ...] = ()
    dose_mg: Decimal | None = None
    units: Decimal | None = None
    units_agree: Truth = Truth.UNKNOWN


class Choice(Frozen):
    """Which pathway carries the service, and by what order it was chosen."""

    pathway: str
    by: Literal["only one", "supported", "fewest gaps", "fewest unmet"]
    among: tuple[str, ...]


class ServiceDetermination(Frozen):
    """One requested item judged under every pathway that speaks to it."""

    service: Service
    judgements: tuple[Judgement, ...]
    choice: Choice | None
    dose: DoseFit
    on_label: bool | None
    standing: Standing


class OpenPathway(Frozen):
    """Another pathway, judged as if its drug had been requested."""

    pathway: str
    truth: Truth
    missing: tuple[str, ...]


class PolicyJudgement(Frozen):
    """A policy judged for the services that it governs; the standing never rests on it.

    `services` are places in the case's list. It was chosen because the denial names it, or because
    it is the payer's own. `finding` joins the top criteria, its children, each as it came out worst
    among those services. `confirmed` are the ids of the top criteria of which a letter may speak;
    `gaps` their unknowns. `predates_label` is the day since which the use is on the label, where
    the policy, its days confirmed by the practice, took effect before.
    """

    policy: str
    services: tuple[int, ...]
    chosen_by: Literal["named", "payer"]
    finding: Finding
    asides: tuple[Finding, ...] = ()
    confirmed: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    predates_label: dt.date | None = None


class Determination(Frozen):
    """All findings on a case as of a day, and the outcome.

    `library` is the digest of the citations judged by; `pack` the condition, None where no pack
    covers the diagnosis. `unlisted` are the procedure codes of a denial that names no drug of the
    library; `compendia` tells that a use outside the label rests on the compendium documents of the
    record, because the plan track admits nothing else. `policies` are the payer's own criteria,
    `steps` the drugs that the plan requires first.
    """

    case_id: str
    as_of: dt.date
    library: str
    pack: str | None
    services: tuple[ServiceDetermination, ...]
    plan: Finding | None
    responses: tuple[CourseResponse, ...]
    gaps: tuple[Gap, ...]
    others: tuple[OpenPathway, ...]
    outcome: Standing
    overridden: bool = False
    unlisted: tuple[str, ...] = ()
    compendia: bool = False
    policies: tuple[PolicyJudgement, ...] = ()
    steps: tuple[Step, ...] = ()
