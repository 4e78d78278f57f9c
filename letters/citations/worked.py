"""Worked cases: small records beside a pathway, with the truth expected of its criteria."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from letters.case.evidence import CourseStatus, Ending, Outcome, Quantity
from letters.case.frozen import Frozen
from letters.case.model import Sex
from letters.truth import Truth


class WorkedService(Frozen):
    """The request of a worked case."""

    drug: str
    product: str | None = None
    route: str | None = None
    dose: Quantity | None = None
    frequency: str | None = None
    doses: int | None = None
    months: int | None = None
    continuing: bool | None = None


class WorkedTherapy(Frozen):
    """One course of a worked case."""

    drug: str
    status: CourseStatus
    dose: Quantity | None = None
    frequency: str | None = None
    start: dt.date | None = None
    stop: dt.date | None = None
    outcome: Outcome | None = None
    ended_for: Ending | None = None
    reason: str | None = None


class WorkedCategory(Frozen):
    """The values of a category on a day."""

    on: dt.date
    values: tuple[str, ...]


class WorkedRecord(Frozen):
    """A record in short form: everything is keyed by the word of the vocabulary that it uses.

    `measurements` maps a measure to its values by day; `therapies` are keyed by any label;
    `procedures` and `records` map a word to its day; `attestations` a question to its answer.
    """

    born: dt.date = dt.date(1990, 5, 1)
    sex: Sex | None = Sex.FEMALE
    diagnoses: tuple[str, ...] = ()
    service: WorkedService
    treatments_complete: bool | None = None
    measurements: dict[str, dict[dt.date, Quantity]] = Field(default_factory=dict)
    categories: dict[str, WorkedCategory] = Field(default_factory=dict)
    therapies: dict[str, WorkedTherapy] = Field(default_factory=dict)
    procedures: dict[str, dt.date] = Field(default_factory=dict)
    records: dict[str, dt.date] = Field(default_factory=dict)
    attestations: dict[str, bool] = Field(default_factory=dict)


class WorkedCase(Frozen):
    """A change to the file's base record and what is expected of the pathway then.

    `change` is merged into the base record key by key; a null removes a key. `expect` maps
    criterion ids (leaves or groups) to a truth; `outcome` is the pathway's.
    """

    name: str
    change: dict[str, Any] = Field(default_factory=dict)
    expect: dict[str, Truth]
    outcome: Literal["supported", "unsupported", "undetermined"]


class WorkedCases(Frozen):
    """All worked cases of one pathway, judged as of one day."""

    pathway: str
    as_of: dt.date
    base: dict[str, Any]
    cases: tuple[WorkedCase, ...]


def merged(base: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    """`base` with `change` laid over it: nested mappings merge, null removes, the rest replaces."""
    result = dict(base)
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result
