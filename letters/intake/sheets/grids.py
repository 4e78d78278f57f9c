"""A sheet as rows of plain cells, whatever file it comes from."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from letters.case.provenance import Provenance
from letters.intake.rows import Cell

Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Span:
    """A merged range: first and last row and column, all 0-based and included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet: its rows from the first on, whatever they hold, as often as they are asked for.

    `sheet` is None for a text file, `number` its place in the file, `name` what it may be named by.
    `counts_days` tells whether a bare number may count the days of the 1900 system.
    """

    file: str
    sha256: str
    sheet: str | None
    number: int
    name: str
    rows: Callable[[], Iterator[Cells]]
    merged: tuple[Span, ...] = field(default=(), repr=False)
    counts_days: bool = True

    def head(self, count: int) -> list[Cells]:
        """The first rows."""
        return list(islice(self.rows(), count))

    def place(self, row: int | None = None) -> Provenance:
        """Where a 1-based row stands."""
        return Provenance(file=self.file, sha256=self.sha256, sheet=self.sheet, row=row)

    @property
    def numbered(self) -> str | None:
        """The sheet by its number: its name may be a patient's."""
        return None if self.sheet is None else f"sheet {self.number}"


_HOLDS = re.compile(r"[^\s\x00-\x1f\u200b\u2060\ufeff]")


def filled(cells: Cells) -> dict[int, Cell]:
    """The cells of a row that hold something, by their index."""
    return {
        index: cell
        for index, cell in enumerate(cells)
        if cell != "" and (not isinstance(cell, str) or _HOLDS.search(cell))
    }
