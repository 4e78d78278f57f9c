"""Reads a Word file, whatever program saved it, as the row of blocks that it shows.

What a person sees is read, and nothing else: results of fields, not their codes; one of two
renderings of the same; text boxes and footnotes as paragraphs. What two readers could see
differently is refused: changes that are neither accepted nor rejected, comments, text that is
hidden, struck through or cannot be seen.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element

from letters.twin.belonging import Belonging, belonging_in
from letters.twin.blocks import Block, BlockKind, Cell, Run
from letters.twin.legible import check_legible
from letters.twin.lists import Listed, Numbering, Style, Styles, first_on, is_on, listed_in, valued
from letters.twin.opening import RELATIONS, WORD, Package, TwinError, opened, within

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ART = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SHAPE = "{urn:schemas-microsoft-com:vml}"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_CHANGED = frozenset(
    f"{WORD}{name}"
    for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")
)
_COMMENTED = frozenset(
    f"{WORD}{name}" for name in ("commentReference", "commentRangeStart", "commentRangeEnd")
)
_EMBEDDED = frozenset({f"{WORD}altChunk", f"{WORD}object", f"{WORD}control", f"{WORD}subDoc"})
_SIGNS = {
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}cr": "\n",
    f"{WORD}noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    f"{WORD}softHyphen": "",
}
_SYMBOLS = {
    **{0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB0: "°", 0x6D: "µ", 0x2D: "−", 0xB4: "×", 0xB9: "≠"},
    **{0xBB: "≈", 0xAE: "→", 0x61: "α", 0x62: "β", 0x67: "γ", 0xB7: "•"},
}
"""Characters of the typeface Symbol, as it numbers them."""
_SKIPPED = frozenset(
    f"{WORD}{name}"
    for name in ("instrText", "delText", "delInstrText", "fldData", "rPr", "pPr", "rt", "sdtPr")
)
_KINDS: dict[str, BlockKind] = {
    "quote": "quote",
    "intense quote": "quote",
    "block text": "quote",
    "caption": "caption",
    "bibliography": "reference",
    "reference": "reference",
    "references": "reference",
}
_FROM_SYMBOL = 0xF000


class Read(NamedTuple):
    """What a Word file shows: its blocks, the texts of heads and feet of pages, its pictures.

    `belonging` tells of which letter it was made; None where an editor has dropped that.
    """

    blocks: tuple[Block, ...]
    margins: tuple[str, ...] = ()
    pictures: tuple[bytes, ...] = ()
    belonging: Belonging | None = None


def read(content: bytes) -> Read:
    """The blocks of a Word file as they stand.

    Raises:
        TwinError: it is no Word file, is unsafe or too large, has changes that are neither accepted
            nor rejected, comments, or text that is hidden, struck through or cannot be seen.
    """
    package, main = opened(content)
    root = package.root(main)
    numbering = Numbering(package, main)
    walk = _Walk(package, main, numbering)
    walk.body(_shown(root.find(f"{WORD}body")))
    if (notes := package.only(main, "footnotes")) is not None:
        walk.notes(package.root(notes), "footnote")
    if (notes := package.only(main, "endnotes")) is not None:
        walk.notes(package.root(notes), "endnote")
    margins = tuple(_margins(package, main, root))
    properties = package.only("", "custom-properties")
    belonging = belonging_in(package.root(properties)) if properties else None
    return Read(tuple(walk.blocks), margins, tuple(walk.pictures), belonging)


def _shown(body: Element | None) -> Element:
    if body is None:
        raise TwinError(
            "the Word file has no text. Open it in the word processor and save it again"
        )
    return body


def _margins(package: Package, main: str, root: Element) -> Iterator[str]:
    """The texts of the heads and feet that some section of the document shows."""
    shown = {
        each.get(f"{RELATIONS}id", "")
        for section in root.iter(f"{WORD}sectPr")
        for each in section
        if each.tag in (f"{WORD}headerReference", f"{WORD}footerReference")
    }
    for name, relation in package.relations(main).items():
        if name in shown and relation.kind in ("header", "footer"):
            walk = _Walk(package, relation.target, Numbering(package, main))
            walk.body(package.root(relation.target))
            yield from (block.text for block in walk.blocks if block.text.strip())


class _Walk:
    """Goes through one part of a Word file in the order in which it shows."""

    def __init__(self, package: Package, part: str, numbering: Numbering) -> None:
        self._package, self._part = package, part
        self._numbering = numbering
        self._styles = Styles(package, package.only("", "officeDocument") or part)
        self._tables = 0
        self._length = 0
        self._fields: list[bool] = []
        self.blocks: list[Block] = []
        self.pictures: list[bytes] = []

    def body(self, parent: Element) -> None:
        """Reads the paragraphs and tables below an element, in order."""
        for each in _plain(parent):
            if each.tag == f"{WORD}p":
                self._paragraph(each)
            elif each.tag == f"{WORD}tbl":
                self._table(each)

    def notes(self, root: Element, name: str) -> None:
        """Reads notes at the foot of pages as paragraphs; the lines that separate them are none."""
        for note in root.iter(f"{WORD}{name}"):
            if note.get(f"{WORD}type") in (None, "normal"):
                self.body(note)

    def _paragraph(self, paragraph: Element) -> None:
        style, listed = self._standing(paragraph)
        runs, boxes, figures = self._content(paragraph, style.properties)
        self.blocks += figures
        if "".join(run.text for run in runs).strip():
            number = self._numbering.next(listed) if listed else None
            kind = _KINDS.get(style.name, "item" if listed else "paragraph")
            level = 0
            if style.heading is not None:
                kind, level = ("heading", style.heading) if style.heading else ("title", 0)
            self.blocks.append(Block(kind=kind, runs=runs, level=level, number=number))
        for box in boxes:
            self.body(box)

    def _standing(self, paragraph: Element) -> tuple[Style, Listed | None]:
        properties = paragraph.find(f"{WORD}pPr")
        style = self._styles.style(None if properties is None else valued(properties, "pStyle"))
        own = None if properties is None else listed_in(properties)
        listed = own or style.listed
        return style, listed if listed and listed.list != "0" and not style.heading else None

    def _table(self, table: Element) -> None:
        number, self._tables = self._tables, self._tables + 1
        for row, one in enumerate(each for each in _plain(table) if each.tag == f"{WORD}tr"):
            properties = one.find(f"{WORD}trPr")
            head = properties is not None and is_on(properties, "tblHeader") is True
            column = 0
            for each in _plain(one):
                if each.tag != f"{WORD}tc":
                    continue
                place = Cell(table=number, row=row, column=column, head=head)
                column += self._cell(each, place)

    def _cell(self, cell: Element, place: Cell) -> int:
        """Reads a cell as one block; returns over how many columns it stands."""
        properties = cell.find(f"{WORD}tcPr")
        span, continued = "", False
        if properties is not None:
            span = valued(properties, "gridSpan")
            merged = properties.find(f"{WORD}vMerge")
            continued = merged is not None and merged.get(f"{WORD}val") != "restart"
        if not continued:
            lines: list[tuple[Run, ...]] = []
            for paragraph in _lines(cell):
                style, _ = self._standing(paragraph)
                runs, boxes, figures = self._content(paragraph, style.properties)
                self.blocks += figures
                lines += [runs, *(self._boxed(box) for box in boxes)]
            runs = tuple(_joined(_between(line for line in lines if line)))
            self.blocks.append(Block(kind="cell", runs=runs, cell=place))
        return int(span) if span.isdigit() and int(span) else 1

    def _boxed(self, box: Element) -> tuple[Run, ...]:
        """A text box within a cell, as a line of it."""
        parts = [self._content(each, ())[0] for each in _lines(box)]
        return tuple(_joined(_between(part for part in parts if part)))

    def _content(
        self, paragraph: Element, styled: tuple[Element, ...]
    ) -> tuple[tuple[Run, ...], list[Element], list[Block]]:
        """The characters of a paragraph, the text boxes that hang on it, and its pictures."""
        runs: list[Run] = []
        boxes: list[Element] = []
        figures: list[Block] = []
        for each in self._inline(paragraph):
            if each.tag == f"{WORD}r":
                text = self._text(each, boxes, figures)
                if text:
                    self._length += len(text)
                    within(self._length)
                    runs.append(self._run(text, each.find(f"{WORD}rPr"), styled))
            elif each.tag == f"{_FORMULA}oMath":
                text = "".join(part.text or "" for part in each.iter(f"{_FORMULA}t"))
                runs.append(Run(text=text))
        return tuple(_joined(runs)), boxes, figures

    def _inline(self, parent: Element) -> Iterator[Element]:
        """The runs of a paragraph, through links, fields and controls around them."""
        for each in _plain(parent):
            if each.tag in (f"{WORD}r", f"{_FORMULA}oMath"):
                yield each
            elif each.tag not in _SKIPPED:
                yield from self._inline(each)

    def _run(self, text: str, properties: Element | None, styled: tuple[Element, ...]) -> Run:
        named = () if properties is None else self._named(properties)
        own = (*(() if properties is None else (properties,)), *named)
        # What the style of a whole paragraph makes bold is not marked within its text.
        told = (*own, *styled)
        if text.strip():
            check_legible((*told, *self._styles.default))
        raised = next((valued(each, "vertAlign") for each in told if valued(each, "vertAlign")), "")
        return Run(
            text=text,
            bold=first_on(own, "b"),
            italic=first_on(own, "i"),
            raised=raised == "superscript",
        )

    def _named(self, properties: Element) -> tuple[Element, ...]:
        name = valued(properties, "rStyle")
        return self._styles.style(name).properties if name else ()

    def _text(self, run: Element, boxes: list[Element], figures: list[Block]) -> str:
        """The characters of a run; what hangs on it goes to `boxes` and `figures`."""
        told = ""
        for each in _plain(run):
            if each.tag == f"{WORD}fldChar":
                self._field(each.get(f"{WORD}fldCharType", ""))
            elif each.tag == f"{WORD}t":
                told += each.text or ""
            elif each.tag in _SIGNS:
                told += _SIGNS[each.tag]
            elif each.tag == f"{WORD}br":
                told += "\n" if each.get(f"{WORD}type", "textWrapping") == "textWrapping" else " "
            elif each.tag == f"{WORD}sym":
                told += _symbol(each)
            elif each.tag in (f"{WORD}drawing", f"{WORD}pict"):
                boxes += each.iter(f"{WORD}txbxContent")
                figures += self._figures(each)
            elif each.tag == f"{WORD}ruby":
                told += "".join(part.text or "" for part in _base(each))
        # Between the beginning of a field and its result stands its code.
        return "" if any(self._fields) else told

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _figures(self, drawing: Element) -> Iterator[Block]:
        """The pictures of a drawing, each with its alternative text."""
        relations = self._package.relations(self._part)
        described = [each.get("descr", "") for each in drawing.iter(f"{_DRAWN}docPr")]
        named = [each.get(f"{RELATIONS}embed", "") for each in drawing.iter(f"{_ART}blip")]
        for shape in drawing.iter(f"{_SHAPE}shape"):
            named += [each.get(f"{RELATIONS}id", "") for each in shape.iter(f"{_SHAPE}imagedata")]
            described.append(shape.get("alt", ""))
        for name in named:
            if name in relations:
                self.pictures.append(self._package.picture(relations[name].target))
        drawn = any(True for _ in drawing.iter(f"{WORD}txbxContent"))
        if named or not drawn:
            alternative = " ".join(text for text in described if text.strip())
            yield Block(kind="figure", runs=(Run(text=alternative),) if alternative else ())


def _plain(parent: Element) -> Iterator[Element]:
    """The children of an element as they show; refuses what is not settled or not of the file."""
    for each in parent:
        tag = each.tag
        if tag in _CHANGED or _is_marked(each):
            raise TwinError(
                "the Word file has changes that are neither accepted nor rejected. "
                "Accept or reject all changes first (Review, Changes), then save it again"
            )
        if tag in _COMMENTED:
            raise TwinError(
                "the Word file has comments. Settle and delete them all first, then save it again"
            )
        if tag in _EMBEDDED:
            raise TwinError("the Word file holds another document or a control. Take it out")
        if tag == f"{_EITHER}AlternateContent":
            chosen = each.find(f"{_EITHER}Choice")
            chosen = chosen if chosen is not None else each.find(f"{_EITHER}Fallback")
            if chosen is not None:
                yield from _plain(chosen)
        elif tag == f"{WORD}sdt":
            for content in each.findall(f"{WORD}sdtContent"):
                yield from _plain(content)
        elif tag in (f"{WORD}customXml", f"{WORD}smartTag"):
            yield from _plain(each)
        elif tag not in _SKIPPED:
            yield each


def _is_marked(element: Element) -> bool:
    """Whether the end of a paragraph, or a row or cell, was inserted or deleted."""
    for path in ("pPr/rPr", "trPr", "tcPr", "rPr"):
        found = element.find("/".join(f"{WORD}{step}" for step in path.split("/")))
        if found is not None and any(each.tag in _CHANGED for each in found):
            return True
    return False


def _lines(parent: Element) -> Iterator[Element]:
    """The paragraphs of a cell, those of tables within it too."""
    for each in _plain(parent):
        if each.tag == f"{WORD}p":
            yield each
        elif each.tag in (f"{WORD}tbl", f"{WORD}tr", f"{WORD}tc"):
            yield from _lines(each)


def _between(lines: Iterable[tuple[Run, ...]]) -> Iterator[Run]:
    """The runs of several lines, with a line feed between them."""
    for number, line in enumerate(lines):
        if number:
            yield Run(text="\n")
        yield from line


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbors of one style as one, however an editor has split them."""

    def looks(run: Run) -> tuple[bool, bool, bool]:
        return run.bold, run.italic, run.raised

    for _, together in groupby(runs, looks):
        parts = list(together)
        yield parts[0].model_copy(update={"text": "".join(part.text for part in parts)})


def _symbol(element: Element) -> str:
    """A character that a run names by the number it has in a typeface of signs."""
    try:
        number = int(element.get(f"{WORD}char", ""), 16)
    except ValueError:
        return "\N{REPLACEMENT CHARACTER}"
    if number >= _FROM_SYMBOL:
        number -= _FROM_SYMBOL
    is_symbol = element.get(f"{WORD}font", "").casefold() == "symbol"
    known = _SYMBOLS.get(number) if is_symbol else None
    return known or "\N{REPLACEMENT CHARACTER}"


def _base(ruby: Element) -> Iterator[Element]:
    """The text below which a reading aid stands, without the aid."""
    for base in ruby.iter(f"{WORD}rubyBase"):
        yield from base.iter(f"{WORD}t")
