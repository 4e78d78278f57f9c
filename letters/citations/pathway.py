"""Pathways and packs: a condition's criteria, and what is said when they are met."""

import datetime as dt
from typing import Literal

from pydantic import Field, field_validator, model_validator

from letters.case.evidence import Outcome, Quantity
from letters.case.frozen import Frozen
from letters.case.period import Period
from letters.case.vocabulary import LetterKind
from letters.citations.criteria import AnyCriterion

Setting = Literal[
    "initial", "inadequate response", "refractory", "relapse", "maintenance", "continuation"
]


class InForce(Frozen):
    """From which day a pathway may be used, and until when."""

    since: dt.date
    until: dt.date | None = None


class AppliesTo(Frozen):
    """Which requests a pathway speaks to: a diagnosis, drugs, new or continuing use or both."""

    diagnosis: str
    drugs: tuple[str, ...]
    routes: tuple[str, ...] = ()
    continuing: bool | None = None


class Told(Frozen):
    """Something that is told of some patients only.

    Told where every criterion of `when` is met and none of `unless` is. Both name criteria of the
    pathway or its asides; empty means always.
    """

    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Remark(Told):
    """A sentence of the plan or argument (with full stop) and the statements it rests on."""

    says: str
    cites: tuple[str, ...]


class Request(Remark):
    """What a letter asks of whoever decides; of the kinds of letter named, else of every kind."""

    kinds: tuple[LetterKind, ...] = ()


class Rebuttal(Remark):
    """What a letter for this pathway says to a reason of denial (a word of the vocabulary)."""

    reason: str


class Reply(Told):
    """The answer to adverse statements: each of `to` is stated, then `because` (a sentence).

    Of several replies to one statement the first that applies is given; the last is for everybody.
    `absent` tells that, where it applies, what the statements object to is not so in this patient:
    the plan is answered, and the patient need not be told of it.
    """

    to: tuple[str, ...]
    because: str
    cites: tuple[str, ...] = Field(min_length=1)
    absent: bool = False

    @field_validator("to", mode="before")
    @classmethod
    def _one_is_a_list(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given

    @model_validator(mode="after")
    def _absent_of_some(self) -> "Reply":
        if self.absent and not self.when:
            raise ValueError("`absent` can only be told where a criterion of `when` is met")
        return self


class Limited(Told):
    """A supporting statement that is told of some patients only, as it speaks of a finding."""

    statement: str


class Considered(Frozen):
    """A statement that was read and weighed but is not printed by this pathway, and why."""

    statement: str
    because: str


class Pathway(Frozen):
    """The criteria under which sources support a service for a condition in one setting.

    `supported_by` are the statements that recommend it (question 2), `evidence` the trials and
    syntheses shown with it (question 3), of which `limited` are told only under their conditions;
    `dosing` goes with the dose requested; `background` statements concern the regimen it runs with
    and are for the clinician's review. `monitoring` and `stopping` go into the plan; `delay` into
    the consequence of waiting. `asides` are judged only to choose what is told, never required.
    """

    id: str
    title: str
    setting: Setting
    in_force: InForce
    applies_to: AppliesTo
    supported_by: tuple[str, ...]
    evidence: tuple[str, ...] = ()
    limited: tuple[Limited, ...] = ()
    background: tuple[str, ...] = ()
    criteria: AnyCriterion
    asides: tuple[AnyCriterion, ...] = ()
    rebuttals: tuple[Rebuttal, ...] = ()
    answers: tuple[Reply, ...] = ()
    dosing: tuple[Remark, ...] = ()
    monitoring: tuple[Remark, ...] = ()
    stopping: tuple[Remark, ...] = ()
    delay: tuple[Remark, ...] = ()
    considered: tuple[Considered, ...] = ()


class Milestone(Frozen):
    """A treatment target at a time after the start of a therapy.

    Met when the measure nearest to `at` (within `tolerance`) fell by `falls_by` percent or lies at
    or below `at_most`. A target missed is not a failure of treatment.
    """

    id: str
    at: Period
    tolerance: Period
    falls_by: int | None = None
    at_most: Quantity | None = None
    says: str
    cites: tuple[str, ...]


class Definition(Frozen):
    """One source's definition of a response, judged from `after` to `until` of a course.

    The measure must fall by `falls_by` percent and/or below `below`; where `stable` is given, that
    measure may not have moved the wrong way by more than `stable_within` percent of its start.
    """

    id: str
    outcome: Outcome
    name: str
    after: Period
    until: Period
    falls_by: int | None = None
    below: Quantity | None = None
    stable: str | None = None
    stable_within: int | None = None
    cites: tuple[str, ...]


class Allowance(Frozen):
    """More time where the measure was high at the start and is falling."""

    at_least: Quantity
    extra: Period
    says: str
    cites: tuple[str, ...]


class Response(Frozen):
    """How response to a therapy is read from the series of one measure.

    The baseline is the measurement nearest to the start within `baseline_before` and
    `baseline_after`; for as long after a stop a measurement still counts for the course. `caveat`
    goes with the milestones wherever they are told. `definitions` stand from best to least
    response.
    """

    measure: str
    baseline_before: Period
    baseline_after: Period
    milestones: tuple[Milestone, ...]
    caveat: Remark | None = None
    definitions: tuple[Definition, ...]
    allowance: Allowance | None = None


class Chart(Frozen):
    """What the figure of the letter shows: measures from top to bottom, and marked values."""

    measures: tuple[str, ...]
    targets: tuple[Quantity, ...] = ()
    target_label: str
    cites: tuple[str, ...]


class Forbidden(Frozen):
    """A claim that no letter may make: a pattern over its text, what is wrong, the audit item."""

    id: str
    pattern: str
    wrong: str


class Pack(Frozen):
    """A condition: its pathways in the order in which they are preferred when several hold.

    `summary` lists categories shown in the patient summary, `laboratory` measures shown in the
    laboratory table. `plan` are criteria on the plan as a whole (excluded combinations).
    """

    id: str
    title: str
    diagnosis: str
    pathways: tuple[str, ...]
    plan: AnyCriterion
    response: Response
    chart: Chart
    summary: tuple[str, ...]
    laboratory: tuple[str, ...]
    requests: tuple[Request, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    considered: tuple[Considered, ...] = ()
