"""Paragraphs and tables in WordprocessingML, each element in the order that its schema asks for."""

import re
from collections.abc import Collection, Iterator
from html import escape
from typing import NamedTuple

from letters.twin.blocks import Run
from letters.twin.columns import widths
from letters.twin.page import Box, Row, Table
from letters.twin.skeleton import BULLETS
from letters.twin.styles import BOX_INSIDE, CITED, STYLE_OF, box_xml, table_look, twips

NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{rest}"'
    for prefix, rest in {
        "w": "wordprocessingml/2006/main",
        "r": "officeDocument/2006/relationships",
        "wp": "drawingml/2006/wordprocessingDrawing",
        "a": "drawingml/2006/main",
        "pic": "drawingml/2006/picture",
    }.items()
)
_SIGNS = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_PARTED = re.compile(r"([\n\t])")
_NUMBER = re.compile(r"(\d+)")
_INDENT = 10.0
"""How far a part of a criterion is set in."""


class Set(NamedTuple):
    """How one paragraph differs from its style; `list` and `depth` are those of a list.

    `before` is the space above it, `left` how far it is set in, in points.
    """

    style: str
    tied: bool = False
    boxed: bool = False
    list: int = 0
    depth: int = 0
    right: bool = False
    left: float = 0
    before: float = 0


def paragraph(runs: str, looks: Set) -> str:
    """A paragraph of finished runs."""
    parts = [f'<w:pStyle w:val="{STYLE_OF[looks.style]}"/>']
    parts += ["<w:keepNext/>"] if looks.tied else []
    if looks.list:
        depth = max(looks.depth - 1, 0)
        parts.append(f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{looks.list}"/></w:numPr>')
    parts += [f"<w:pBdr>{box_xml()}</w:pBdr>"] if looks.boxed else []
    parts += [f'<w:spacing w:before="{twips(looks.before)}"/>'] if looks.before else []
    if looks.boxed:
        edge = twips(BOX_INSIDE + 1)
        parts.append(f'<w:ind w:left="{edge}" w:right="{edge}"/>')
    elif looks.left:
        parts.append(f'<w:ind w:left="{twips(looks.left)}"/>')
    parts += ['<w:jc w:val="right"/>'] if looks.right else []
    return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{runs}</w:p>"


def runs_of(runs: Collection[Run], linked: Collection[int] = ()) -> str:
    """Runs of text; a raised number of `linked` leads to its reference."""
    return "".join(_raised(run, linked) if run.raised else _run(run) for run in runs)


def _raised(run: Run, linked: Collection[int]) -> str:
    made = ""
    for text in _NUMBER.split(run.text):
        one = _run(run.model_copy(update={"text": text}))
        if text.isdecimal() and int(text) in linked:
            name = reference_name(int(text))
            one = f'<w:hyperlink w:anchor="{name}" w:history="1">{one}</w:hyperlink>'
        made += one if text else ""
    return made


def _run(run: Run) -> str:
    marks = f'<w:rStyle w:val="{CITED}"/>' if run.raised else ""
    marks += "<w:b/><w:bCs/>" if run.bold else ""
    marks += "<w:i/><w:iCs/>" if run.italic else ""
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{_text(run.text)}</w:r>"


def _text(text: str) -> str:
    return "".join(
        _SIGNS.get(part) or f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>'
        for part in _PARTED.split(text)
        if part
    )


def plain(text: str) -> str:
    """A run of text of no style of its own."""
    return _run(Run(text=text))


def field(name: str, shown: str) -> str:
    """A field that the word processor fills in, such as the number of the page."""
    return f'<w:fldSimple w:instr=" {name} ">{plain(shown)}</w:fldSimple>'


def reference_name(number: int) -> str:
    """The name of the bookmark at a reference."""
    return f"reference_{number}"


def bookmarked(runs: str, number: int) -> str:
    """Runs to which the raised number of a reference leads."""
    name = f'w:id="{number}" w:name="{reference_name(number)}"'
    return f'<w:bookmarkStart {name}/>{runs}<w:bookmarkEnd w:id="{number}"/>'


def list_xml(name: int, kind: int, depth: int, start: int) -> str:
    """A list of a kind that begins at a number."""
    return (
        f'<w:num {NAMESPACES} w:numId="{name}"><w:abstractNumId w:val="{kind}"/>'
        f'<w:lvlOverride w:ilvl="{max(depth - 1, 0)}"><w:startOverride w:val="{start}"/>'
        "</w:lvlOverride></w:num>"
    )


BULLET_LIST = BULLETS
"""The id of the one list of bullets."""

_FIGURES = "results"
_FEW = 2
_PART, _LEADS = "part", "leads"


def table(made: Table, css: str, linked: Collection[int]) -> str:
    """A table whose head stands again on each page, and whose rows are not parted."""
    sizes = [twips(width) for width in widths(made, css)]
    headed = int(made.rows[0].head)
    flags = "0620" if headed else "0600"
    columns = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    rows = "".join(_rows(_Grid(made, sizes, linked, {})))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{table_look(made.classes).id}"/>'
        f'<w:tblW w:w="{sum(sizes)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{flags}" w:firstRow="{headed}" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


class _Grid(NamedTuple):
    """A table while it is written; `below` are the cells that go on in the next row, by column."""

    table: Table
    sizes: list[int]
    linked: Collection[int]
    below: dict[int, tuple[int, int]]

    def size(self, column: int, wide: int) -> int:
        """The width of some columns together, in twips."""
        return sum(self.sizes[column : column + wide])


def _rows(grid: _Grid) -> Iterator[str]:
    rows = grid.table.rows
    heads, last = sum(row.head for row in rows), len(rows) - 1
    for place, row in enumerate(rows):
        # No single row before or after the end of a page, but in a table of a few rows.
        edge = place in (heads, last - 1) and last - heads > _FEW
        tied = row.head or edge or _LEADS in row.classes
        head = "<w:tblHeader/>" if row.head else ""
        rule = _unruled(row, rows[place + 1] if place < last else None)
        cells = "".join(_cells(grid, row, tied, rule))
        yield f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"


def _cells(grid: _Grid, row: Row, tied: bool, rule: str) -> Iterator[str]:
    boxes = {box.block.cell.column: box for box in row.boxes if box.block.cell is not None}
    column = 0
    while column < grid.table.columns:
        if column in grid.below:
            deep, wide = grid.below.pop(column)
            if deep > 1:
                grid.below[column] = deep - 1, wide
            empty = paragraph("", Set("Table Text"))
            yield _cell(grid.size(column, wide), wide, f"<w:vMerge/>{rule}", empty)
            column += wide
            continue
        box = boxes[column]
        if box.rows > 1:
            grid.below[column] = box.rows - 1, box.columns
        merged = '<w:vMerge w:val="restart"/>' if box.rows > 1 else ""
        looks = _looks(grid.table, row, box, column)._replace(tied=tied)
        words = paragraph(runs_of(box.block.runs, grid.linked), looks)
        yield _cell(grid.size(column, box.columns), box.columns, merged + rule, words)
        column += box.columns


def _unruled(row: Row, after: Row | None) -> str:
    """Takes away the rules between a criterion and its parts."""
    sides = [("top", row), ("bottom", after)]
    none = [f'<w:{side} w:val="nil"/>' for side, one in sides if one and _PART in one.classes]
    return f"<w:tcBorders>{''.join(none)}</w:tcBorders>" if none else ""


def _cell(size: int, wide: int, more: str, words: str) -> str:
    span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{span}{more}</w:tcPr>{words}</w:tc>'


def _looks(made: Table, row: Row, box: Box, column: int) -> Set:
    figures = _FIGURES in made.classes
    last = column + box.columns == made.columns
    style = "Table Figures" if figures else "Table Text"
    return Set(
        "Table Heading" if row.head else style,
        right=figures and column > 0 and not last,
        left=_INDENT if _PART in row.classes and box.scope == "row" else 0,
    )
