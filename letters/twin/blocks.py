"""A letter as a row of blocks: what a Word file of it holds, in order, without its looks."""

from typing import Literal

from letters.case.frozen import Frozen

BlockKind = Literal[
    "title", "heading", "paragraph", "quote", "item", "cell", "caption", "figure", "reference"
]


class Run(Frozen):
    """Characters of one style. `raised` are the numbers of references.

    `bold` and `italic` are what is marked within a text; what the style of a whole block makes
    bold (a title, a heading, a head of a table) is not marked.
    """

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


class Cell(Frozen):
    """The place of a cell: its table, row and column, each from 0; whether its row is the head."""

    table: int
    row: int
    column: int
    head: bool = False


class Block(Frozen):
    """One paragraph, heading, list item, cell or picture.

    `level` is that of a heading below the title, from 1; `number` the printed number of an item or
    a reference where it has one, and no part of its text. A `cell` stands in a table; a cell of
    several lines holds them with line feeds, and one that stands for nothing has no run. A figure
    has its alternative text as its only run. Space at the ends of a line is none of its text, nor
    is any character that is not seen.

    In the Word file each kind has its style: `Title`, `heading 1` and on, `Body Text` and others
    for paragraphs, `Quote`, `List Bullet` and `List Number`, `Caption`, `References` (a numbered
    list of its own). The logo stands in the head of the first page and is no block.
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
