"""HTML of a letter -> its parts in the order in which they read: words, tables, the figure.

Any page that a practice's templates may make is read: what is known of its classes is kept beside
the words, for the looks of the Word file.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

import tinyhtml5  # type: ignore[import-untyped, unused-ignore]

from letters.errors import RenderingError
from letters.rationale.model import Letter
from letters.rendering import to_html
from letters.rendering.html import filled
from letters.templates import SHIPPED, Templates
from letters.twin.blocks import Block, BlockKind, Cell, Run
from letters.twin.inline import Words

Classes = frozenset[str]

_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}
_KINDS: dict[str, BlockKind] = {
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
}
_WRAPS = frozenset(
    {
        *("header", "footer", "section", "div", "p", "dl", "dt", "dd", "figure", "figcaption"),
        *("blockquote", "caption", "thead", "tbody", "tfoot", "li"),
    }
)
_LISTS = frozenset({"ul", "ol"})
_SIDE_BY_SIDE = "re"
"""The class of an element whose tables stand side by side: they are one."""
_WIDEST = 1000
"""The most columns or rows of one cell, as in HTML."""
_REFERENCES, _LOGO = "references", "logo"
_REFERENCE = re.compile(r"reference-(\d+)")


class Passage(NamedTuple):
    """One block with the classes of its element and of those around it.

    `depth` is how deep a list is within lists, `list` tells one list from another.
    """

    block: Block
    classes: Classes = frozenset()
    depth: int = 0
    list: int = 0


class Box(NamedTuple):
    """One cell: over how many columns and rows it stands."""

    block: Block
    classes: Classes
    scope: str
    columns: int = 1
    rows: int = 1


class Row(NamedTuple):
    """One row of a table; `head` where it names the columns."""

    boxes: tuple[Box, ...]
    classes: Classes
    head: bool


class Table(NamedTuple):
    """A table; every row fills `columns` columns but for what cells above take of it."""

    rows: tuple[Row, ...]
    classes: Classes
    columns: int


class Figure(NamedTuple):
    """A drawing of the page as SVG, with its size in points; its block is its alternative text."""

    block: Block
    svg: str
    width: float
    height: float


Part = Passage | Table | Figure


class Page(NamedTuple):
    """A letter as it stands on its page, with what each sheet of it says at head and foot.

    `dated` is its day; `logo` tells whether the page shows the practice's.
    """

    title: str
    author: str
    description: str
    dated: dt.date
    running: str
    draft: str
    notice: str
    versions: str
    logo: bool
    parts: tuple[Part, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in order."""
        return tuple(block for part in self.parts for block in _blocks(part))


def page_of(letter: Letter, templates: Templates = SHIPPED, *, checked: bool = True) -> Page:
    """The page of a letter's Word file; `checked` that a practice's own templates say all of it.

    Why without `embedded`: a letter says of itself that it carries its data; a Word file does not.
    """
    told = letter.model_copy(update={"embedded": None})
    if checked:
        return page(to_html(told, templates=templates))
    return page(filled(told, "roomy", templates, templates.logo))


def page(html: str) -> Page:
    """Reads the HTML of a letter.

    Raises:
        RenderingError: it has no head with a day, or no body.
    """
    root: Element = tinyhtml5.parse(html, namespace_html_elements=False)
    for element in root.iter():
        if isinstance(element.tag, str):  # that of a comment is a function
            element.tag = element.tag.rpartition("}")[2]
    body, head = root.find("body"), root.find("head")
    if body is None or head is None:
        raise RenderingError("The page of the letter has no head or no body.")
    described = {each.get("name", ""): each.get("content", "") for each in head.iter("meta")}
    if "dcterms.created" not in described:
        raise RenderingError("The page of the letter has no day. Its head names it in a meta.")
    walk = _Walk()
    walk.below(body, _Standing())
    return Page(
        title=head.findtext("title", "").strip(),
        author=described.get("author", ""),
        description=described.get("description", ""),
        dated=dt.date.fromisoformat(described["dcterms.created"]),
        running=body.get("data-running", ""),
        draft=body.get("data-draft", ""),
        notice=body.get("data-notice", ""),
        versions=body.get("data-versions", ""),
        logo=any(_LOGO in _classes(element) for element in body.iter()),
        parts=tuple(walk.parts),
    )


def _blocks(part: Part) -> Iterator[Block]:
    if isinstance(part, Table):
        for row in part.rows:
            yield from (box.block for box in row.boxes)
    else:
        yield part.block


class _Standing(NamedTuple):
    """Where words stand: what kind of block they make, and of which classes."""

    kind: BlockKind = "paragraph"
    classes: Classes = frozenset()
    level: int = 0
    number: int | None = None
    depth: int = 0
    list: int = 0


class _Walk:
    """Goes through a page in the order in which it reads."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._tables = self._lists = 0

    def below(self, element: Element, at: _Standing) -> None:
        """Reads what is in an element that may hold blocks."""
        words, told = Words(), len(self.parts)
        words.add(element.text)
        for child in element:
            if self._opens(child):
                self._tell(words, at)
                words = Words()
                at = self._after(at, told)
                self._element(child, at)
                at = self._after(at, told)
            else:
                words.inline(child)
            words.add(child.tail)
        self._tell(words, at)

    def _opens(self, element: Element) -> bool:
        known = element.tag in _WRAPS or element.tag in _LISTS or element.tag in _HEADINGS
        return known or element.tag in ("table", "svg", "hr")

    def _tell(self, words: Words, at: _Standing) -> None:
        """Makes a block of the words so far."""
        if runs := words.runs:
            block = Block(kind=at.kind, runs=runs, level=at.level, number=at.number)
            self.parts.append(Passage(block, at.classes, at.depth, at.list))

    def _after(self, at: _Standing, told: int) -> _Standing:
        """Where words stand once an item has begun: a second paragraph of it is no item."""
        begun = at.kind in ("item", "reference") and len(self.parts) > told
        return at._replace(kind="paragraph", number=None) if begun else at

    def _element(self, element: Element, at: _Standing) -> None:
        at = at._replace(classes=at.classes | _classes(element))
        tag = element.tag
        if tag == "svg":
            self._drawing(element)
        elif tag == "table":
            self._table([element], at)
        elif _SIDE_BY_SIDE in _classes(element) and all(each.tag == "table" for each in element):
            self._table(list(element), at)
        elif tag in _LISTS:
            self._list(element, at)
        elif tag in _HEADINGS:
            level = _HEADINGS[str(tag)]
            kind: BlockKind = "heading" if level else "title"
            self.below(element, at._replace(kind=kind, level=level))
        else:
            self.below(element, at._replace(kind=_KINDS.get(str(tag), at.kind)))

    def _list(self, element: Element, at: _Standing) -> None:
        self._lists += 1
        start = element.get("start", "1")
        number = int(start) if start.isdigit() else 1
        name, references = self._lists, _REFERENCES in at.classes
        for item in element:
            if item.tag != "li":
                continue
            known = _REFERENCE.fullmatch(item.get("id", ""))
            number = int(known[1]) if known else number
            standing = at._replace(
                kind="reference" if references else "item",
                classes=at.classes | _classes(item),
                number=number if element.tag == "ol" else None,
                level=0,
                depth=at.depth + 1,
                list=name,
            )
            self.below(item, standing)
            number += 1

    def _drawing(self, svg: Element) -> None:
        """A drawing with an alternative text; what has none is ground."""
        alternative = " ".join(svg.findtext("title", "").split())
        if not alternative or svg.get("role") == "presentation":
            return
        sizes = [float(size) for size in svg.get("viewBox", "").split()]
        if len(sizes) != 4 or min(sizes[2:]) <= 0:
            raise RenderingError("A drawing of the letter has no size. svg needs a viewBox.")
        block = Block(kind="figure", runs=(Run(text=alternative),))
        copy = tostring(svg, encoding="unicode")
        copy = copy.removesuffix(svg.tail) if svg.tail else copy
        self.parts.append(Figure(block, copy, sizes[2], sizes[3]))

    def _table(self, elements: list[Element], at: _Standing) -> None:
        """Makes one table of those that stand side by side."""
        for element in elements:
            for caption in element.iter("caption"):
                self._element(caption, at)
        number, self._tables = self._tables, self._tables + 1
        halves = [_grid(element) for element in elements]
        widths = [max((_reach(row) for row in half), default=0) for half in halves]
        rows: list[Row] = []
        for place in range(max(map(len, halves))):
            boxes: list[Box] = []
            first, classes, head = 0, at.classes, False
            for half, width in zip(halves, widths, strict=True):
                theirs = half[place] if place < len(half) else _Line({}, frozenset(), False, set())
                where = Cell(table=number, row=place, column=first, head=theirs.head)
                boxes += _filled(theirs, width, where, at.classes)
                first, classes, head = first + width, classes | theirs.classes, head or theirs.head
            rows.append(Row(tuple(boxes), classes, head))
        own = frozenset[str]().union(at.classes, *map(_classes, elements))
        if rows and sum(widths):
            self.parts.append(Table(tuple(rows), own, sum(widths)))


class _Line(NamedTuple):
    """A row on the grid of its table: cells by column, and columns that cells above take."""

    cells: dict[int, tuple[Element, int, int]]
    classes: Classes
    head: bool
    taken: set[int]


def _grid(table: Element) -> list[_Line]:
    """The rows of a table with the column of each cell."""
    found: list[_Line] = []
    taken: dict[tuple[int, int], bool] = {}
    rows = [(row, group) for group in table for row in _rows(group)]
    for place, (row, group) in enumerate(rows):
        line = _Line({}, _classes(row), group.tag == "thead", set())
        line.taken.update(column for at, column in taken if at == place)
        column = 0
        for cell in row:
            if cell.tag not in ("td", "th"):
                continue
            while (place, column) in taken:
                column += 1
            # Not over a cell from above: no program agrees with another on what that shows.
            ends = (end - column for end in line.taken if end > column)
            wide = min(_span(cell, "colspan"), *ends, _WIDEST)
            deep = min(_span(cell, "rowspan"), len(rows) - place)
            line.cells[column] = (cell, wide, deep)
            for below in range(1, deep):
                taken |= {(place + below, column + right): True for right in range(wide)}
            column += wide
        found.append(line)
    return found


def _rows(group: Element) -> Iterator[Element]:
    if group.tag == "tr":
        yield group
    elif group.tag in ("thead", "tbody", "tfoot"):
        yield from (row for row in group if row.tag == "tr")


def _reach(line: _Line) -> int:
    ends = [column + wide for column, (_, wide, _) in line.cells.items()]
    return max([*ends, *(column + 1 for column in line.taken)], default=0)


def _filled(line: _Line, width: int, at: Cell, around: Classes) -> Iterator[Box]:
    """The cells of a row, with empty ones where it has none."""
    column = 0
    while column < width:
        if column in line.taken:
            column += 1
            continue
        place = at.model_copy(update={"column": at.column + column})
        if column not in line.cells:
            yield Box(Block(kind="cell", runs=(), cell=place), around, "")
            column += 1
            continue
        element, wide, deep = line.cells[column]
        words = Words()
        words.cell(element, bold=_stands_out(element, around))
        block = Block(kind="cell", runs=words.runs, cell=place)
        classes = around | line.classes | _classes(element)
        yield Box(block, classes, element.get("scope", ""), wide, deep)
        column += wide


def _stands_out(cell: Element, around: Classes) -> bool:
    """Whether the style sets a cell in bold: a verdict, a value that the letter is filed by."""
    return "verdict" in _classes(cell) or (_SIDE_BY_SIDE in around and cell.tag == "td")


def _span(cell: Element, name: str) -> int:
    written = cell.get(name, "1")
    return max(1, min(int(written), _WIDEST)) if written.isdigit() else 1


def _classes(element: Element) -> Classes:
    return frozenset(element.get("class", "").split())
