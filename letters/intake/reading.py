"""What reading yields: cases, remarks on what was read, and everything that was not used."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Literal, TypeVar

from letters.case.frozen import Frozen
from letters.case.model import Case
from letters.case.provenance import Provenance

Severity = Literal["error", "warning"]


class Notice(Frozen):
    """A located remark: what happened, where, the rule, and what to do.

    It never carries a patient's name, identifier or the value of a cell. `row` is the 1-based row
    as a spreadsheet shows it, `column` a heading of ours or a column's letter, `part` the place in
    a file without rows (see Provenance), `case` a case's opaque id.
    """

    severity: Severity
    what: str
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    part: str | None = None
    rule: str
    action: str
    case: str | None = None


Kind = Literal["file", "sheet", "column", "row", "segment", "resource", "section", "entry"]


class Unused(Frozen):
    """A part of the input from which nothing was taken, and why.

    Where many parts of one kind are left for one reason they are one, with their `count` and the
    place of the first. `name` tells the kind more closely, by the standard's own word: `Encounter`,
    `PLB`.
    """

    kind: Kind
    file: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    part: str | None = None
    name: str | None = None
    count: int = 1
    why: str


class Refused(Frozen):
    """A case that could not be read. `name` is opaque and safe in file names and logs.

    It is the case's id where that is known, else the place that names it; `cells` counts what is to
    be corrected.
    """

    name: str
    case: str | None
    file: str
    place: str
    cells: int


class Read(Frozen):
    """One file of an export as it was read: where it stood, and the hash of its bytes."""

    path: Path
    sha256: str


class Reading(Frozen):
    """All cases read, in the order of the input. What was not used is listed, nothing is lost.

    `files` are those that could be opened, each content once.
    """

    files: tuple[Read, ...] = ()
    cases: tuple[Case, ...] = ()
    refused: tuple[Refused, ...] = ()
    notices: tuple[Notice, ...] = ()
    unused: tuple[Unused, ...] = ()


class ReadingError(ValueError):
    """A cell's value breaks a rule; `action` says what to write instead."""

    def __init__(self, rule: str, action: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.action = action


Part = TypeVar("Part", Notice, Unused, Refused)


class Journal:
    """Collects notices and unused parts while reading."""

    def __init__(self) -> None:
        self._notices: dict[Notice, None] = {}
        self._unused: dict[Unused, None] = {}
        self._tallied: dict[tuple[str, Kind, str, str], Unused] = {}
        self._refused: dict[tuple[str | None, Provenance], None] = {}
        self.missed: list[str] = []
        """Parts of the input, by what befell them, that may hold treatments of any case."""
        self.unread: list[str] = []
        """Documents named after treatments: they may list some, unless enclosed as proof."""

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
            part=read.part,
            rule=refusal.rule,
            action=refusal.action,
            case=case,
        )
        self._notices.setdefault(notice)

    def refuse(self, read: Provenance, case: str | None = None) -> None:
        """Lists a case that cannot be read, by the place that names it and its id if it has one."""
        self._refused.setdefault((case, read))

    def leave(self, read: Provenance, why: str) -> None:
        """Lists a row, or a part of a file without rows, from which nothing is taken."""
        kind: Kind = "entry" if read.row is None and read.part else "row"
        place = {"sheet": read.sheet, "row": read.row, "part": read.part}
        self._unused.setdefault(Unused(kind=kind, file=read.file, why=why, **place))

    def tally(self, kind: Kind, name: str, read: Provenance, why: str) -> None:
        """Counts a part from which nothing is taken, with its like: of one file, name and reason.

        Why: a bulk export holds a hundred thousand resources that no letter needs; a line for each
        would hide the others.
        """
        key = (read.file, kind, name, why)
        known = self._tallied.get(key)
        if known is None:
            self._tallied[key] = Unused(
                kind=kind, file=read.file, sheet=read.sheet, part=read.part, name=name, why=why
            )
        else:
            self._tallied[key] = known.model_copy(update={"count": known.count + 1})

    def leave_part(self, unused: Unused) -> None:
        """Lists a file, sheet or column from which nothing is taken."""
        self._unused.setdefault(unused)

    def files(self) -> tuple[str, ...]:
        """The names of the files spoken of so far."""
        noted = (notice.file for notice in self._notices)
        return tuple(dict.fromkeys([*noted, *(part.file for part in self._unused)]))

    def reading(self, cases: Iterable[Case], shown: Callable[[str], str] = str) -> Reading:
        """What was read, with remarks in the order of the input.

        `shown` gives the name under which a file is spoken of.
        """

        def named(part: Part) -> Part:
            return part.model_copy(update={"file": shown(part.file)})

        wrong = self._wrong_cells()
        unused = sorted([*self._unused, *self._tallied.values()], key=_place)
        return Reading(
            cases=tuple(cases),
            refused=tuple(named(_refusal(*lost, wrong)) for lost in self._refused),
            notices=tuple(named(notice) for notice in sorted(self._notices, key=_place)),
            unused=tuple(named(part) for part in unused),
        )

    def _wrong_cells(self) -> dict[object, set[object]]:
        """The cells refused, by the id of their case and by their row."""
        wrong: dict[object, set[object]] = {}
        for notice in self._notices:
            if notice.severity == "error" and notice.column is not None:
                place = (notice.file, notice.sheet, notice.row, notice.part)
                for key in (notice.case, place):
                    wrong.setdefault(key, set()).add((*place, notice.column))
        return wrong


def _refusal(case: str | None, read: Provenance, wrong: Mapping[object, set[object]]) -> Refused:
    place = (read.file, read.sheet, read.row, read.part)
    where = f"row {read.row}" if read.row is not None else read.part or "whole file"
    return Refused(
        name=case or f"{re.sub(r'[^0-9a-z]+', '-', where)}-{read.sha256[:6]}",
        case=case,
        file=read.file,
        place=f"{read.sheet}, {where}" if read.sheet else where,
        cells=max(1, len(wrong.get(case or place, ()))),
    )


def _place(part: Notice | Unused) -> tuple[str, str, int]:
    return (part.file, re.sub(r"\d+", lambda n: n[0].zfill(6), part.sheet or ""), part.row or 0)
