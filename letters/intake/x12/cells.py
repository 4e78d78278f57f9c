"""Puts cells of the cases table together, each with the segment in which it was read."""

import datetime as dt

from letters.intake.columns import CASES
from letters.intake.rows import Cell, Person, Role, Row
from letters.intake.x12.elements import Billed
from letters.intake.x12.remarks import Remarks


class Cells:
    """Cells of one row with the numbers of their segments. Blank ones are left out."""

    def __init__(self, held: "Cells | None" = None) -> None:
        self._held: dict[str, tuple[Cell, int]] = dict(held._held) if held else {}

    def put(self, heading: str, cell: Cell | None, number: int) -> None:
        """Puts a cell, in the place of one of the same heading; None and empty text put nothing."""
        if cell is not None and cell != "":
            self._held[heading] = (cell, number)

    def put_service(self, billed: Billed, number: int) -> None:
        """Puts what a service line was billed with."""
        self.put("procedure", billed.procedure, number)
        if _is_hcpcs(billed.procedure):
            self.put("hcpcs", billed.procedure, number)
        self.put("modifiers", "; ".join(billed.modifiers), number)
        self.put("ndc", billed.ndc, number)

    def text(self, heading: str) -> str | None:
        """A cell that is text; None when there is none."""
        cell = self._held.get(heading, (None, 0))[0]
        return cell if isinstance(cell, str) else None

    def day(self, heading: str) -> dt.date | None:
        """A cell that is a date; None when there is none."""
        cell = self._held.get(heading, (None, 0))[0]
        return cell if isinstance(cell, dt.date) else None

    def row(self, role: Role, person: Person, number: int, remarks: Remarks) -> Row:
        """The row at a segment, with these cells."""
        places = {n: remarks.place(n) for n in {n for _, n in self._held.values()} - {number}}
        filled = {h: places[n] for h, (_, n) in self._held.items() if n != number}
        cells = {heading: cell for heading, (cell, _) in self._held.items()}
        return Row(CASES, remarks.place(number), cells, role, person, filled)


def _is_hcpcs(code: str) -> bool:
    """Whether a procedure is of HCPCS Level II: a letter and four digits."""
    return len(code) == 5 and code[0].isalpha() and code[1:].isdecimal()
