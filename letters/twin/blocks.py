"""A letter as a row of blocks: what a Word file of it holds, in order, without its looks."""

from typing import Literal

from letters.case.frozen import Frozen

BlockKind = Literal[
    "title", "heading", "paragraph", "quote", "item", "cell", "caption", "figure", "reference"
]


class Run(Frozen):
    """Characters of one style. `raised` are the numbers of references."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


class Cell(Frozen):
    """The place of a cell: its table, row and column, each from 0; whether it is a heading."""

    table: int
    row: int
    column: int
    head: bool = False


class Block(Frozen):
    """One paragraph, heading, list item, cell or picture.

    `level` is that of a heading, `number` the printed number of an item or a reference where it has
    one. A `cell` stands in a table; a cell of several lines holds them with line feeds. A figure
    has its alternative text as its only run.
    """

    kind: BlockKind
    runs: tuple[Run, ...]
    level: int = 0
    number: int | None = None
    cell: Cell | None = None

    @property
    def text(self) -> str:
        """All its characters."""
        return "".join(run.text for run in self.runs)
