"""The tables and the figure of a letter."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Literal

from letters.case.frozen import Frozen
from letters.case.pages import numbers
from letters.citations.table_names import TABLE_NAMES, TableName
from letters.rationale.model.claims import Claim, Fact

Verdict = Literal["met", "not met", "unknown", "not applicable"]
"""As printed beside a criterion; the last where its question does not arise for this patient."""


class TableNumbers(Frozen):
    """The number of each table in a letter; None for one that it does not have.

    Why: texts of the library name a table, as `[[criteria]]`; only the letter knows its number.
    """

    policy: int | None = None
    steps: int | None = None
    criteria: int | None = None
    chronology: int | None = None
    history: int | None = None
    results: int | None = None

    @classmethod
    def of(cls, present: Collection[TableName]) -> "TableNumbers":
        """Numbers the tables that are present, in the order in which they stand."""
        standing = [name for name in TABLE_NAMES if name in present]
        return cls(**{name: number for number, name in enumerate(standing, start=1)})

    def number(self, name: str) -> int | None:
        """The number of a table by its name."""
        found: int | None = getattr(self, name)
        return found


class CriterionRow(Frozen):
    """One row of the criteria table. `depth` is 0 for top criteria, 1 for the parts of a group.

    `new` tells that a fact of it is younger than the decision appealed.
    """

    number: str
    says: str
    verdict: Verdict
    finding: Claim
    depth: int = 0
    new: bool = False


class CriteriaTable(Frozen):
    """The criteria of a policy as the practice confirmed them; `basis` tells which policy it is.

    Numbers of rows are the policy's own where it has any.
    """

    title: str
    basis: Claim
    rows: tuple[CriterionRow, ...]


class StepRow(Frozen):
    """One drug that the plan requires first: on what ground it no longer stands in the way.

    `ground` and `outcome` are as printed; blank cells are None and print as not recorded.
    """

    drug: str
    ground: str
    dose: str | None
    dates: str | None
    duration: str | None
    outcome: str | None
    facts: tuple[Fact, ...]


class Event(Frozen):
    """One day of the chronology, and what happened on it."""

    on: dt.date
    what: Claim


class TreatmentRow(Frozen):
    """One course in the treatment history; blank cells are None and print as not recorded."""

    drug: str
    dose: str | None
    dates: str
    duration: str | None
    response: str | None
    recorded: str | None
    ended: str | None
    facts: tuple[Fact, ...]


class LabCell(Frozen):
    """One result as printed, in the unit reported; None where not measured that day."""

    text: str | None
    fact: Fact | None = None


class LabTable(Frozen):
    """Results by day (rows, oldest first) and measure (columns with unit).

    `new` are the days after the decision appealed.
    """

    columns: tuple[str, ...]
    days: tuple[dt.date, ...]
    rows: tuple[tuple[LabCell, ...], ...]
    rule: str
    new: tuple[dt.date, ...] = ()


class Point(Frozen):
    """One measured value for the chart, in the panel's unit; `bound` marks reports like <0.1."""

    on: dt.date
    value: Decimal
    bound: Literal["=", "<", ">"] = "="


class Panel(Frozen):
    """One measure over time with marked target values."""

    measure: str
    unit: str
    points: tuple[Point, ...]
    targets: tuple[Decimal, ...] = ()


class Bar(Frozen):
    """One course of therapy for the chart; an open end runs to the last day shown."""

    label: str
    start: dt.date
    stop: dt.date | None


class Chart(Frozen):
    """The figure: panels above, therapies as bars below, one axis. `alt` says what it shows."""

    panels: tuple[Panel, ...]
    bars: tuple[Bar, ...]
    first: dt.date
    last: dt.date
    caption: Claim
    alt: str
    target_label: str


class Enclosure(Frozen):
    """A document of the export that is enclosed; `letter` is its exhibit letter.

    `pages` are those of its file as printed, `1–3, 7`; None means all of them. `new` tells that it
    is younger than what was before who decided; `new_pages` are those of its pages that are, where
    the others hold older results.
    """

    letter: str
    title: str
    on: dt.date | None
    file: str | None
    pages: str | None
    new: bool = False
    new_pages: str | None = None

    @property
    def numbers(self) -> tuple[int, ...] | None:
        """The pages of its file to enclose, ascending; None where all of them are."""
        return numbers(self.pages) if self.pages else None
