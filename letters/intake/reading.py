"""What reading yields: cases, remarks on what was read, and everything that was not used."""

import re
from collections.abc import Iterable
from typing import Literal

from letters.case.frozen import Frozen
from letters.case.model import Case
from letters.case.provenance import Provenance

Severity = Literal["error", "warning"]


class Notice(Frozen):
    """A located remark: what happened, where, the rule, and what to do.

    It never carries a patient's name, identifier or the value of a cell. `row` is the 1-based row
    as a spreadsheet shows it, `column` a heading of ours or a column's letter, `case` a case's
    opaque id.
    """

    severity: Severity
    what: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    rule: str
    action: str
    case: str | None = None


class Unused(Frozen):
    """A part of the input from which nothing was taken, and why."""

    part: Literal["file", "sheet", "column", "row"]
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    why: str


class Reading(Frozen):
    """All cases read, in the order of the input. What was not used is listed, nothing is lost."""

    cases: tuple[Case, ...] = ()
    notices: tuple[Notice, ...] = ()
    unused: tuple[Unused, ...] = ()


class ReadingError(ValueError):
    """A cell's value breaks a rule; `action` says what to write instead."""

    def __init__(self, rule: str, action: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.action = action


class Journal:
    """Collects notices and unused parts while reading."""

    def __init__(self) -> None:
        self._notices: list[Notice] = []
        self._unused: list[Unused] = []
        self.missed: list[str] = []
        """Parts of the input, by what befell them, that may hold treatments of any case."""

    def note(
        self,
        severity: Severity,
        what: str,
        read: Provenance,
        refusal: ReadingError,
        column: str | None = None,
        case: str | None = None,
    ) -> None:
        """Adds a notice about the place from which something was read."""
        notice = Notice(
            severity=severity,
            what=what,
            file=read.file,
            sheet=read.sheet,
            row=read.row,
            column=column,
            rule=refusal.rule,
            action=refusal.action,
            case=case,
        )
        if notice not in self._notices:
            self._notices.append(notice)

    def leave(self, read: Provenance, why: str) -> None:
        """Lists a row from which nothing is taken."""
        row = Unused(part="row", file=read.file, sheet=read.sheet, row=read.row, why=why)
        if row not in self._unused:
            self._unused.append(row)

    def leave_part(self, unused: Unused) -> None:
        """Lists a file, sheet or column from which nothing is taken."""
        self._unused.append(unused)

    def reading(self, cases: Iterable[Case]) -> Reading:
        """What was read, with remarks in the order of the input."""
        return Reading(
            cases=tuple(cases),
            notices=tuple(sorted(self._notices, key=_place)),
            unused=tuple(sorted(self._unused, key=_place)),
        )


def _place(part: Notice | Unused) -> tuple[str, str, int]:
    return (part.file, re.sub(r"\d+", lambda n: n[0].zfill(6), part.sheet or ""), part.row or 0)
