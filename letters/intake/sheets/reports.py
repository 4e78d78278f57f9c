"""Reads a report of an export into rows; every line is used or counted with why not."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from letters.case.provenance import Provenance
from letters.case.vocabulary import Vocabulary
from letters.intake.cells.medicines import drug_in
from letters.intake.columns import CASES, LABS, TREATMENTS, Kind
from letters.intake.mapping import Mapping, headings
from letters.intake.reading import Journal, ReadingError, Severity, Unused
from letters.intake.rows import Cell, Role, Row
from letters.intake.sheets import cells as read
from letters.intake.sheets import charted, denials
from letters.intake.sheets.cells import Day
from letters.intake.sheets.grids import Cells, Grid
from letters.intake.sheets.layout import Layout
from letters.intake.sheets.lines import DATED, Line, Liner, is_blank
from letters.intake.sheets.recognise import letter

_SUMMED = "it sums up others or belongs to the page"
_AGAIN = "the headings stand again"
_ABOVE = "it stands above the headings"
_REPEATED = "the same denial stands in the report again: its earliest day is used"
_SAME = "it says the same as a row before it"
_EMPTY = "nothing stands below its headings"
_NOTHING = "nothing stands below a known heading"
_LOST = "a row of a list of medications names a known drug and could not be used"
_SUM_CELLS = 3
_OF_AN_EVENT = frozenset({"denial date", "denial received", "charged", "paid", "appeal deadline"})
"""Headings in which two events of one denial may differ."""
_OF_A_CLAIM = ("patient account", "claim number", "authorization number")
_OF_A_LINE = ("procedure", "service date")
_Events = dict[tuple[str, ...], tuple[dt.date, int]]
"""The earliest line by what makes a denial: its date and its row."""


@dataclass
class _Remarks:
    """Faults of many lines, one remark for each kind of them."""

    found: dict[tuple[str, str, str], tuple[Provenance, Severity, int]] = field(
        default_factory=dict
    )

    def add(
        self, heading: str, refusal: ReadingError, place: Provenance, severity: Severity
    ) -> None:
        key = (heading, refusal.rule, refusal.action)
        first, graver, count = self.found.get(key, (place, severity, 0))
        self.found[key] = (first, "error" if severity == "error" else graver, count + 1)

    def tell(self, journal: Journal) -> None:
        for (heading, rule, action), (place, severity, count) in self.found.items():
            what = "The value was not used"
            if count > 1:
                what += f" in {count} rows, of which this is the first"
            journal.note(severity, what, place, ReadingError(rule, action), heading)


class Report:
    """One report: its layout, and the rows that are made of its lines."""

    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        vocabulary: Vocabulary,
        mapping: Mapping,
        journal: Journal,
    ) -> None:
        self._grid = grid
        self._layout = layout
        self._vocabulary = vocabulary
        self._mapping = mapping
        self._journal = journal
        self._measures = charted.Measures(vocabulary, mapping)
        self._repeated: set[int] = set()
        self._redated = False
        self._latest: dt.date | None = None

    def rows(self) -> Iterator[Row]:
        """The rows. Lines that tell of one denial several times are one row, the earliest."""
        self._leave_around()
        days = self._survey()
        liner = Liner(self._layout, days)
        remarks = _Remarks()
        seen: set[tuple[object, ...]] = set()
        empty = True
        for index, cells in self._lines(self._journal):
            place = self._grid.place(index + 1)
            empty = False
            line = liner.line(cells)
            why = self._judge(line)
            if why is None and index in self._repeated:
                self._count("denial", index, _REPEATED)
                continue
            if why is None and self._is_said(line, seen):
                why = _SAME
            for heading, refusal in line.faults:
                remarks.add(heading, refusal, place, "error" if why else "warning")
            if why is None:
                role = self._layout.role if self._layout.table is CASES else Role.FACT
                yield Row(self._layout.table, place, line.cells, role, line.person)
            else:
                self._leave(line, index, why)
        remarks.tell(self._journal)
        if self._redated:
            self._note_redated()
        if empty:
            part = Unused(kind="sheet", file=self._grid.file, sheet=self._grid.sheet, why=_EMPTY)
            self._journal.leave_part(part)

    def _judge(self, line: Line) -> str | None:
        """Sets what the kind of report needs beyond single cells; why a line is not used."""
        if self._layout.table is LABS:
            return charted.read_result(line, self._measures)
        if self._layout.table is TREATMENTS:
            return charted.read_course(line, self._vocabulary, self._mapping, self._latest)
        if self._layout.table is not CASES:
            return None if line.cells else _NOTHING
        denials.read_claim(line)
        denials.read_denial(line, self._vocabulary)
        if self._layout.role is Role.DENIAL:
            return denials.why_not(line, self._vocabulary)
        if not line.cells:
            return _NOTHING
        named = "case" in line.cells or any(h in line.cells for h in denials.IDENTIFIED)
        return None if named else denials.UNNAMED

    def _is_said(self, line: Line, seen: set[tuple[object, ...]]) -> bool:
        """Whether a patient list has told this of the patient before."""
        if self._layout.role is not Role.PERSON:
            return False
        said = tuple(sorted((heading, str(cell)) for heading, cell in line.cells.items()))
        if said in seen:
            return True
        seen.add(said)
        return False

    def _leave(self, line: Line, index: int, why: str) -> None:
        names = {CASES: "line", LABS: "result", TREATMENTS: "medication"}
        name = next((each for table, each in names.items() if table is self._layout.table), "line")
        self._count(name, index, why)
        if self._layout.table is TREATMENTS and why not in (charted.FOREIGN_DRUG, charted.LOCAL):
            self._journal.missed.append(_LOST)

    def _count(self, name: str, index: int, why: str) -> None:
        place = self._grid.place().model_copy(update={"part": f"row {index + 1}"})
        self._journal.tally("row", name, place, why)

    def _survey(self) -> dict[str, Day]:
        """How each column of dates writes its days, and which lines repeat a denial."""
        of_days = {
            at: heading for at, heading in self._layout.columns.items() if self._is_dated(heading)
        }
        first: set[str] = set()
        counted: set[str] = set()
        plain = {h: Day(h == "birth date", False, self._grid.counts_days) for h in of_days.values()}
        liner = Liner(self._layout, plain)
        latest: _Events = {}
        for index, cells in self._lines(None):
            for at, heading in of_days.items():
                cell = cells[at] if at < len(cells) else ""
                first |= {heading} if read.day_is_first(cell) else set()
                counted |= {heading} if read.is_counted(cell) else set()
            if self._layout.table is TREATMENTS:
                self._note_start(liner, cells)
            if self._layout.role is Role.DENIAL:
                self._note_event(liner, cells, index, latest)
        if self._grid.counts_days:
            self._note_counted(counted)
        return {h: day._replace(first=h in first) for h, day in plain.items()}

    def _is_dated(self, heading: str) -> bool:
        kinds = {column.heading: column.kind for column in self._layout.table.columns}
        return kinds.get(heading) is Kind.DATE or heading in DATED or heading == "birth date"

    def _note_start(self, liner: Liner, cells: Cells) -> None:
        start = liner.day("start", cells)
        if start is not None:
            self._latest = max(start, self._latest or start)

    def _note_event(self, liner: Liner, cells: Cells, index: int, known: _Events) -> None:
        """Remembers which of the lines that tell of one denial is the earliest; undated ones last.

        Why the earliest: a payer counts the time to appeal from its first notice.
        """
        key = self._event(cells)
        if key is None:
            return
        told = (liner.day("denial date", cells) or dt.date.max, index)
        first = known.setdefault(key, told)
        if first is not told:
            kept = told if told[0] < first[0] else first
            self._redated |= dt.date.max not in (told[0], first[0]) and told[0] != first[0]
            self._repeated.add(told[1] if kept is first else first[1])
            known[key] = kept

    def _event(self, cells: Cells) -> tuple[str, ...] | None:
        """What two lines have in common that report one denial twice; None where that is not known.

        Why: some reports list every event, so that a charge denied three times stands there thrice.
        """
        told = [
            (heading, str(cells[at]).strip())
            for at, heading in self._layout.columns.items()
            if at < len(cells) and heading not in _OF_AN_EVENT and not is_blank(cells[at])
        ]
        headed = {heading for heading, _ in told}
        if not headed.intersection(_OF_A_CLAIM) and not headed.issuperset(_OF_A_LINE):
            return None
        return tuple(part for pair in told for part in pair)

    def _note_redated(self) -> None:
        rule = "a denial stands in the report several times, each with another day"
        refusal = ReadingError(rule, "compare the denial date with the payer's notice")
        place = self._grid.place(self._layout.bottom + 1)
        what = "The earliest day was taken for the denial date"
        self._journal.note("warning", what, place, refusal, "denial date")

    def _note_counted(self, found: set[str]) -> None:
        for heading in sorted(found):
            rule = "numbers of this column count the days from 1900, as spreadsheets keep a date"
            refusal = ReadingError(rule, "compare one of them with its source")
            place = self._grid.place(self._layout.bottom + 1)
            self._journal.note("warning", "Numbers were read as dates", place, refusal, heading)

    def _lines(self, journal: Journal | None) -> Iterator[tuple[int, Cells]]:
        """The lines below the headings, with cells merged downwards filled in.

        What is no line of the table is counted in the journal, if there is one.
        """
        again = {at: text.casefold() for at, text in self._layout.texts.items()}
        tops = self._merged()
        kept: dict[int, Cell] = {}
        for index, cells in enumerate(self._grid.rows()):
            if index <= self._layout.bottom:
                continue
            for at, (top, bottom) in ((a, s) for a, spans in tops.items() for s in spans):
                if index == top and at < len(cells):
                    kept[at] = cells[at]
                elif top < index <= bottom and at < len(cells) and cells[at] == "":
                    cells = (*cells[:at], kept.get(at, ""), *cells[at + 1 :])
            why = self._apart(cells, again)
            if why is None:
                yield index, cells
            elif why and journal is not None:
                self._count("heading" if why == _AGAIN else "sum", index, why)

    def _merged(self) -> dict[int, list[tuple[int, int]]]:
        found: dict[int, list[tuple[int, int]]] = {}
        for span in self._grid.merged:
            if span.bottom > span.top > self._layout.bottom and span.left in self._layout.columns:
                found.setdefault(span.left, []).append((span.top, span.bottom))
        return found

    def _apart(self, cells: Cells, again: dict[int, str]) -> str | None:
        """Why a row is no line of the table; empty for a blank row, None for a line."""
        filled = [(at, cell) for at, cell in enumerate(cells) if not is_blank(cell)]
        if not filled:
            return ""
        at, first = filled[0]
        if isinstance(first, str) and headings.sums_up(first):
            others = [a for a, _ in filled if a != at and self._identifies(a)]
            if not others or len(filled) < _SUM_CELLS:
                return _SUMMED
        told = ((again.get(a, ""), c) for a, c in filled if isinstance(c, str))
        same = sum(text.endswith(cell.strip().casefold()) for text, cell in told)
        return _AGAIN if same * 2 > len(filled) and same > 1 else None

    def _identifies(self, at: int) -> bool:
        heading = self._layout.columns.get(at)
        return heading in (*denials.IDENTIFIED, "person account", "last name", "birth date")

    def _leave_around(self) -> None:
        """Lists what stands above the headings, and the columns that are not used."""
        for index, cells in enumerate(self._grid.head(self._layout.top)):
            if any(not is_blank(cell) for cell in cells):
                self._journal.leave(self._grid.place(index + 1), _ABOVE)
                if self._layout.table is TREATMENTS and self._names_drug(cells):
                    self._journal.missed.append(
                        "a treatment stands above the headings of its sheet"
                    )
        for at, why in sorted(self._layout.left.items()):
            place = {"file": self._grid.file, "sheet": self._grid.sheet, "column": letter(at)}
            row = self._layout.bottom + 1
            self._journal.leave_part(Unused(kind="column", why=why, row=row, **place))
        for at, meant in sorted(self._layout.doubtful.items()):
            self._doubt("The column was not used", at, meant)
        for at, meant in sorted(self._layout.also.items()):
            ours = self._layout.columns[at]
            self._doubt(f"The column was used as '{ours}'", at, (ours, *meant))

    def _doubt(self, what: str, at: int, meant: tuple[str, ...]) -> None:
        said = " or ".join(f"'{heading}'" for heading in meant)
        rule = f"its heading may mean {said}" if len(meant) > 1 else "its heading stands twice"
        refusal = ReadingError(rule, "say which in a mapping; `letters map` proposes one")
        place = self._grid.place(self._layout.bottom + 1)
        self._journal.note("warning", what, place, refusal, letter(at))

    def _names_drug(self, cells: Cells) -> bool:
        return any(isinstance(c, str) and drug_in(c, self._vocabulary) for c in cells)
