"""What every reader yields: rows of our tables, whatever kind of file they come from.

Why rows: one place judges words, units, dates and conflicts, so that a result of a chart export is
held to the same rules as a line that somebody typed.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from letters.case.provenance import Provenance
from letters.intake.columns import Table
from letters.intake.reading import ReadingError

T = TypeVar("T")
_NOWHERE: Mapping[str, Provenance] = MappingProxyType({})

Cell = str | int | float | bool | Decimal | dt.date | dt.datetime | dt.time | dt.timedelta


class Role(StrEnum):
    """What a row of the cases table is worth. Rows of other tables are always facts."""

    REQUEST = "request"
    """It asks for something: a row that somebody filled in, a request for authorisation."""
    DENIAL = "denial"
    """It tells a refusal: a line of a remittance, of a denial report, of a payer's response."""
    CLAIM = "claim"
    """A remittance claim as it was sent. It completes the denial of the same claim."""
    PERSON = "person"
    """Who the patient is, how they are covered, what they have. It completes all their cases."""
    FACT = "fact"
    """Evidence: any row of another table."""


@dataclass(frozen=True)
class Person:
    """By what a source knows a patient; what it does not tell is empty or None.

    `name` is as written, in any order; `accounts` are patient account, control and medical record
    numbers, `members` numbers by which a plan knows them.
    """

    name: str | None = None
    born: dt.date | None = None
    accounts: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


NOBODY = Person()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its cells by heading, blank ones left out, and where it stands.

    `person` is whom it is about, where it has no label of a case. `filled` tells the places of
    cells that were read elsewhere than the row itself.
    """

    table: Table
    read: Provenance
    cells: Mapping[str, Cell]
    role: Role = Role.REQUEST
    person: Person = NOBODY
    filled: Mapping[str, Provenance] = field(default_factory=lambda: _NOWHERE)

    def where(self, heading: str) -> Provenance:
        """Where a cell was read."""
        return self.filled.get(heading, self.read)

    def value(self, heading: str, parse: Callable[[Cell], T]) -> T | None:
        """A cell's value; None where it is blank or cannot be read, which is noted elsewhere."""
        try:
            return parse(self.cells[heading]) if heading in self.cells else None
        except ReadingError:
            return None

    def completed(self, other: "Row") -> "Row":
        """The row with cells that only the other has; its own cells stand."""
        news = {heading: cell for heading, cell in other.cells.items() if heading not in self.cells}
        places = {heading: other.where(heading) for heading in news}
        return replace(self, cells={**self.cells, **news}, filled={**self.filled, **places})


Placed = tuple[Row, tuple[str, ...]]
"""A row of another table than the cases, with the keys of its cases."""
