"""Typed access to the cells of one row; every refusal becomes a notice."""

import re
from collections.abc import Callable
from typing import TypeVar

from letters.case.evidence import Dose, Quantity
from letters.case.frozen import slimmed
from letters.case.provenance import Exhibit
from letters.case.vocabulary import Vocabulary
from letters.intake.cells import values, words
from letters.intake.reading import Journal, ReadingError, Severity
from letters.intake.rows import Cell, Row

T = TypeVar("T")
Papers = dict[tuple[str, int | None], Exhibit]
"""The pages that prove facts of one case: many facts are proved by one."""
_LEFT_OUT = "The row was used without this cell"


class Fields:
    """Reads one row. `refused` tells whether any cell asked for could not be used.

    `papers` are the exhibits of its case so far.
    """

    def __init__(
        self, row: Row, journal: Journal, case: str | None = None, papers: Papers | None = None
    ) -> None:
        self.row = row
        self.read = row.read
        self.case = case
        self.refused = False
        self._journal = journal
        self._papers = {} if papers is None else papers

    def has(self, *headings: str) -> bool:
        """Tells whether any of these cells is filled."""
        return any(heading in self.row.cells for heading in headings)

    def take(self, heading: str, parse: Callable[[Cell], T]) -> T | None:
        """The value of a cell; None when it is blank or refused."""
        if (cell := self._cell(heading)) is None:
            return None
        try:
            return parse(cell)
        except ReadingError as refusal:
            self.refuse(heading, self._advised(heading, refusal))
            return None

    def spare(self, heading: str, parse: Callable[[Cell], T]) -> T | None:
        """The value of a cell that its row can do without: a refused one is left out alone."""
        if (cell := self._cell(heading)) is None:
            return None
        try:
            return parse(cell)
        except ReadingError as refusal:
            self.warn(_LEFT_OUT, self._advised(heading, refusal), heading)
            return None

    def _cell(self, heading: str) -> Cell | None:
        """A cell of a column that there is; None where it is blank."""
        if heading not in self.row.table.headings:
            raise KeyError(heading)
        return self.row.cells.get(heading)

    def _advised(self, heading: str, refusal: ReadingError) -> ReadingError:
        """The refusal with advice that fits the column where letters stand beside digits."""
        advice, cell = self.row.table.column(heading).advice, self.row.cells[heading]
        mixed = isinstance(cell, str) and re.search(r"\d", cell) and re.search(r"[^\W\d_]", cell)
        return ReadingError(refusal.rule, advice) if advice and mixed else refusal

    def need(self, heading: str, parse: Callable[[Cell], T]) -> T | None:
        """The value of a cell that must be filled; None when it is refused."""
        if heading not in self.row.cells:
            self.refuse(heading, ReadingError(f"'{heading}' is needed here", "fill in the cell"))
        value = self.take(heading, parse)
        if value in ("", ()) and not self.refused:
            self.refuse(heading, ReadingError(f"'{heading}' is needed here", "fill in the cell"))
            return None
        return value

    def refuse(self, heading: str, refusal: ReadingError, severity: Severity = "error") -> None:
        """Notes that a cell is not used."""
        self.refused = True
        what = "The value was not used"
        self._journal.note(severity, what, self.row.where(heading), refusal, heading, self.case)

    def warn(self, what: str, refusal: ReadingError, heading: str | None = None) -> None:
        """Remarks on a cell that is used all the same."""
        read = self.row.where(heading) if heading else self.read
        self._journal.note("warning", what, read, refusal, heading, self.case)

    def text(self, heading: str) -> str | None:
        """Text, or None when the cell is blank."""
        return self.take(heading, values.text) or None

    def exhibit(self) -> Exhibit | None:
        """The file and page that prove the row, if named."""
        file = self.text("file")
        page = self.spare("page", values.count)
        if file is None:
            if page is not None:
                lacking = ReadingError("a page needs its file", "name the file")
                self.warn(_LEFT_OUT, lacking, "page")
            return None
        if (known := self._papers.get((file, page))) is None:
            known = self._papers[file, page] = slimmed(Exhibit(file=file, page=page))
        return known

    def dose(self, vocabulary: Vocabulary) -> Dose | None:
        """Amount, unit and frequency; the amount and its unit need each other."""
        amount = self.take("dose", values.amount)
        unit = self.take("dose unit", words.term(vocabulary.dose_units))
        frequency = self.take("frequency", words.term(vocabulary.frequencies))
        if self.has("dose") != self.has("dose unit"):
            lacking = "dose unit" if self.has("dose") else "dose"
            self.refuse(
                lacking, ReadingError("a dose needs its number and its unit", "fill in both")
            )
        if amount is None or unit is None:
            if frequency is not None and not self.has("dose", "dose unit"):
                rule = "a frequency says nothing without a dose"
                self.refuse("frequency", ReadingError(rule, "fill in the dose and its unit"))
            return None
        quantity = Quantity(value=amount, unit=unit.id)
        return Dose(amount=quantity, frequency=frequency.id if frequency else None)
