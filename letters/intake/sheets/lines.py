"""Turns one line of a report into cells of ours, and tells whom it is about."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from letters.case.vocabulary import folded
from letters.intake.cells import values
from letters.intake.columns import CASES, Kind
from letters.intake.mapping import headings
from letters.intake.reading import ReadingError
from letters.intake.rows import NOBODY, Cell, Person
from letters.intake.sheets import cells as read
from letters.intake.sheets.cells import Day
from letters.intake.sheets.grids import Cells
from letters.intake.sheets.layout import Layout

T = TypeVar("T")

DATED = frozenset({"filled", "administered"})
"""Parts of a report that hold days and are no headings of ours."""
_RANGES = frozenset({"service date", "administered"})
_MONEY = frozenset({"charged", "paid"})
_PARTING = re.compile(r"[;,|\s]+")
_NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "n/a",
        "none",
        "null",
        "nan",
        "(null)",
        "(blank)",
        "(none)",
        "#n/a",
        "\\n",
    }
)
_LONGEST_BLANK = 100
_UNKNOWN_SEX = frozenset(
    {"u", "unknown", "unk", "o", "other", "x", "not specified", "undifferentiated"}
)


@dataclass
class Line:
    """One line of a report: `raw` are its filled cells by heading of ours, `cells` those read.

    `days` are those of parts that are no headings of ours, `coded` the cells of denial codes, each
    with the cell of its group if there is one, `reasons` the texts of the denial with
    what the mapping says for them, `faults` the cells that could not be read, by heading.
    """

    raw: Mapping[str, Sequence[Cell]]
    cells: dict[str, Cell] = field(default_factory=dict)
    person: Person = NOBODY
    days: dict[str, dt.date] = field(default_factory=dict)
    coded: list[tuple[Cell, Cell | None]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    faults: list[tuple[str, ReadingError]] = field(default_factory=list)

    def all(self, heading: str) -> Sequence[Cell]:
        """The filled cells of a heading, from the left."""
        return self.raw.get(heading, ())

    def first(self, heading: str, parse: Callable[[Cell], T]) -> T | None:
        """What the first filled cell of a heading means; None where there is none to read."""
        cells = self.all(heading)
        return self.attempt(heading, cells[0], parse) if cells else None

    def attempt(self, heading: str, cell: Cell, parse: Callable[[Cell], T]) -> T | None:
        """What a cell means; one that cannot be read is a fault of the line."""
        try:
            return parse(cell)
        except ReadingError as refusal:
            self.faults.append((heading, refusal))
            return None

    def give(self, heading: str, cell: Cell | None) -> None:
        """Sets a cell unless it is blank."""
        if cell is not None and cell != "":
            self.cells[heading] = cell


class Liner:
    """Reads the lines of one report; `days` tells how its columns of dates write their days."""

    def __init__(self, layout: Layout, days: Mapping[str, Day]) -> None:
        self._layout = layout
        self._days = days
        self._columns = {column.heading: column for column in layout.table.columns}
        self._fill: dict[str, str] = dict(layout.pattern.fill) if layout.pattern else {}
        self._values = {
            heading: {folded(theirs): ours for theirs, ours in words.items() if ours}
            for heading, words in (layout.pattern.values if layout.pattern else {}).items()
        }

    def line(self, row: Cells) -> Line:
        """The line of a row: whom it is about, and every cell that its column alone explains."""
        line = Line(self._raw(row))
        self._identify(line)
        line.coded = self._coded(line, row)
        line.reasons = [str(self._translated("denial reasons", c)) for c in line.all("reason text")]
        for heading in line.raw:
            if heading in self._columns and heading not in line.cells:
                line.give(heading, self._cell(line, heading))
            elif heading in DATED and (day := self._day(line, heading)) is not None:
                line.days[heading] = day
        return line

    def day(self, heading: str, row: Cells) -> dt.date | None:
        """The day that a row tells below a heading; None where there is none to read."""
        cells = [row[at] for at in self._layout.at(heading) if at < len(row)]
        line = Line({heading: [cell for cell in cells if not is_blank(cell)]})
        return self._day(line, heading)

    def _translated(self, heading: str, cell: Cell) -> Cell:
        """Our word for a word of which the mapping tells one, else the word itself."""
        words = self._values.get(heading)
        if not words or not isinstance(cell, str | int | float):
            return cell
        return words.get(folded(str(cell).removesuffix(".0")), cell)

    def _raw(self, row: Cells) -> dict[str, list[Cell]]:
        found: dict[str, list[Cell]] = {}
        for at, heading in self._layout.columns.items():
            cell = row[at] if at < len(row) else ""
            if is_blank(cell):
                continue
            found.setdefault(heading, []).append(self._translated(heading, cell))
        for heading, cell in self._fill.items():
            found.setdefault(heading, [cell])
        return found

    def _coded(self, line: Line, row: Cells) -> list[tuple[Cell, Cell | None]]:
        """The cells of codes with those of their groups.

        One column of groups counts for all columns of codes; several count each for its own.
        """
        columns, groups = self._layout.at("denial codes"), self._layout.at("group code")
        alone = [*line.all("group code")][:1] if len(groups) <= 1 else []
        kicks = [(cell, None) for cell in line.all("kick code")]
        if len(groups) <= 1 or len(groups) != len(columns):
            group = alone[0] if alone else None
            return [*((cell, group) for cell in line.all("denial codes")), *kicks]
        cells = [
            (self._translated("denial codes", row[at]), row[beside] if beside < len(row) else "")
            for at, beside in zip(columns, groups, strict=True)
            if at < len(row) and not is_blank(row[at])
        ]
        return [*((cell, None if is_blank(group) else group) for cell, group in cells), *kicks]

    def _identify(self, line: Line) -> None:
        name, numbered = _name(line)
        born = self._day(line, "birth date")
        claims = _identifiers(line, "patient account")
        accounts = [*claims, *_identifiers(line, "person account"), *numbered]
        members = _identifiers(line, "member id")
        line.person = Person(name or None, born, frozenset(accounts), frozenset(members))
        if self._layout.table is CASES:
            line.give("patient name", name)
            line.give("birth date", born)
            line.give("patient account", accounts[0] if accounts else None)
            line.give("member id", members[0] if members else None)

    def _day(self, line: Line, heading: str) -> dt.date | None:
        parse = read.first_day if heading in _RANGES else read.day
        column = self._days.get(heading, Day(born=heading == "birth date"))
        return line.first(heading, partial(parse, column=column))

    def _cell(self, line: Line, heading: str) -> Cell | None:
        column = self._columns[heading]
        if column.kind is Kind.DATE:
            return self._day(line, heading)
        if column.several:
            return _several(line, heading)
        if heading in _MONEY:
            return line.first(heading, values.money)
        if heading == "sex":
            return line.first(heading, _sex)
        if column.kind is Kind.IDENTIFIER:
            return line.first(heading, read.identifier)
        if column.kind is Kind.WORD:
            return line.first(heading, partial(_word, heading=heading))
        return line.first(heading, _plain)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing, or only a word by which exports say so."""
    if not isinstance(cell, str):
        return False
    if len(cell) > _LONGEST_BLANK:
        return False
    said = cell.strip() if cell.isascii() else values.text(cell)
    return said.casefold() in _NOTHING


def _name(line: Line) -> tuple[str, list[str]]:
    """The patient's name of one cell or of its parts, and the number that stood beside it."""
    whole = line.first("patient name", read.patient_name)
    if whole is not None:
        return whole.name, [whole.account] if whole.account else []
    told = ("first name", "middle name", "last name", "name suffix")
    parts = [line.first(part, values.text) or "" for part in told]
    return " ".join(part for part in parts if part), []


def _identifiers(line: Line, heading: str) -> list[str]:
    found = (line.attempt(heading, cell, read.identifier) for cell in line.all(heading))
    return [each for each in found if each]


def _several(line: Line, heading: str) -> str:
    """Several identifiers of one or more cells, parted by semicolons."""
    written = _identifiers(line, heading)
    parts = (part for text in written for part in _PARTING.split(text))
    return "; ".join(dict.fromkeys(part for part in parts if part))


def _sex(cell: Cell) -> str | None:
    said = folded(values.text(cell))
    if said in _UNKNOWN_SEX:
        return None
    if (ours := headings.word("sex", said)) is None:
        action = "export it as female or male, or give its meaning under 'values' in a mapping"
        raise ReadingError("the word is not one of the list", action)
    return ours


def _word(cell: Cell, heading: str) -> str:
    written = values.text(cell)
    return headings.word(heading, written) or written


def _plain(cell: Cell) -> Cell:
    """Text on one line; a number of a spreadsheet stays one."""
    return values.text(cell) if isinstance(cell, str) else cell
