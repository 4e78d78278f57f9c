"""Dated clinical facts, each with the place where it was read."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from letters.case.frozen import Frozen
from letters.case.provenance import Exhibit, Provenance


class Quantity(Frozen):
    """A number with its unit, as written; `0.5 g/g` reads as one."""

    value: Decimal
    unit: str

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        value, _, unit = given.strip().partition(" ")
        return {"value": value, "unit": unit.strip()}


class Comparator(StrEnum):
    """How a reported value bounds the true one."""

    EXACT = "="
    BELOW = "<"
    ABOVE = ">"


class Measurement(Frozen):
    """One result of a measure: `measure` and `unit` are words of the vocabulary."""

    kind: Literal["measurement"] = "measurement"
    measure: str
    value: Decimal
    unit: str
    comparator: Comparator = Comparator.EXACT
    on: dt.date
    read: Provenance
    exhibit: Exhibit | None = None


class Category(Frozen):
    """One finding of a document in closed words, as a grade in a report or a test result."""

    kind: Literal["category"] = "category"
    category: str
    value: str
    on: dt.date
    read: Provenance
    exhibit: Exhibit | None = None


class Dose(Frozen):
    """An amount at each administration and how often; `frequency` is a word of the vocabulary.

    `amount.unit` is a dose unit of the vocabulary: a mass, or a mass per kg or m² of the body.
    """

    amount: Quantity
    frequency: str | None = None


class CourseStatus(StrEnum):
    """Where a therapy stands."""

    PAST = "past"
    CURRENT = "current"
    PLANNED = "planned"
    CONTRAINDICATED = "contraindicated"
    DECLINED = "declined"


GIVEN = (CourseStatus.PAST, CourseStatus.CURRENT)
RUNNING = (CourseStatus.CURRENT, CourseStatus.PLANNED)


class Outcome(StrEnum):
    """The response that the practice recorded for a course."""

    COMPLETE = "complete response"
    PARTIAL = "partial response"
    NONE = "no response"
    RELAPSE = "relapse after response"
    TOO_EARLY = "too early to tell"


class Ending(StrEnum):
    """Why a course was stopped. Failed, intolerant and contraindicated are different facts."""

    INADEQUATE_RESPONSE = "inadequate response"
    INTOLERANCE = "intolerance"
    COMPLETED = "completed as planned"
    PREGNANCY = "pregnancy or its planning"
    OTHER = "other"


class Therapy(Frozen):
    """One course of a drug, given, planned or ruled out; `drug` is a word of the vocabulary.

    `reason` is the practice's own words: the intolerance, the contraindication, the other reason.
    `last_known` is the last day on record on which the drug was given or handed out; unlike `stop`
    it does not say that the course ended there.
    """

    kind: Literal["therapy"] = "therapy"
    drug: str
    status: CourseStatus
    dose: Dose | None = None
    start: dt.date | None = None
    stop: dt.date | None = None
    last_known: dt.date | None = None
    outcome: Outcome | None = None
    ended_for: Ending | None = None
    reason: str | None = None
    read: Provenance
    exhibit: Exhibit | None = None

    @property
    def shown_until(self) -> dt.date | None:
        """Up to which day a course that is over is shown to have run: its stop, else `last_known`.

        A current course runs on; it has none.
        """
        known = self.last_known if self.status is CourseStatus.PAST else None
        return self.stop or known


class Procedure(Frozen):
    """A procedure that was done, known from its report."""

    kind: Literal["procedure"] = "procedure"
    procedure: str
    on: dt.date
    read: Provenance
    exhibit: Exhibit | None = None


class Record(Frozen):
    """A document of the chart: `document` is a word of the vocabulary.

    `pages` are those of its file to enclose, ascending; None means all of them.
    """

    kind: Literal["record"] = "record"
    document: str
    on: dt.date
    pages: tuple[int, ...] | None = None
    read: Provenance
    exhibit: Exhibit | None = None


class Attestation(Frozen):
    """A clinician's answer to a question that no record answers."""

    kind: Literal["attestation"] = "attestation"
    question: str
    answer: bool
    by: str
    on: dt.date
    note: str | None = None
    read: Provenance


Evidence = Annotated[
    Measurement | Category | Therapy | Procedure | Record | Attestation,
    Field(discriminator="kind"),
]
