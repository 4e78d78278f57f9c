"""A finished PDF as its reader is told it: the text of its tree, and what stands beside it.

A tagged PDF says what its text is: the cells of a row, the label of a list item, the reference that
a number leads to. So nothing is guessed from where glyphs stand; what no element of the tree holds
is kept apart as margins.
"""

import io
from bisect import bisect_right
from typing import Any, NamedTuple

import pikepdf

from letters.errors import InputError
from letters.rationale.shown import NAME
from letters.verification.folding import UNKNOWN, fold, linked
from letters.verification.painted import Painter, Run, UnfitError, in_order

_BLOCKS = frozenset(
    {"/P", "/H", "/TH", "/TD", "/LI", "/Lbl", "/LBody", "/Caption", "/BlockQuote", "/Figure"}
    | {f"/H{level}" for level in range(1, 7)}
)
MARGIN = "margin"
"""The role of what stands outside of the tree; one line may be several of these."""
_MOST_ELEMENTS = 200_000
_MOST_BYTES = 64 << 20
_DEEPEST = 200


class Span(NamedTuple):
    """A stretch of the text, from `start` up to `end`."""

    start: int
    end: int


class Row(NamedTuple):
    """One row of a table: its span, its cells, whether all of them are headings."""

    span: Span
    cells: tuple[Span, ...]
    is_head: bool
    table: int


class Item(NamedTuple):
    """One item of a list: its span, its label's, and its place in the list from 1."""

    span: Span
    label: Span | None
    place: int


class Figure(NamedTuple):
    """A picture: its span, each text drawn in it, and its alternative."""

    span: Span
    texts: tuple[str, ...]
    alternative: str


class Block(NamedTuple):
    """A paragraph, heading, cell, label or caption that holds text of its own."""

    role: str
    span: Span


class Text:
    """Some text of a PDF without white space, its gaps, its pages and its parts."""

    def __init__(self) -> None:
        self.chars = ""
        self.gaps = b""
        self.rows: list[Row] = []
        self.items: list[Item] = []
        self.figures: list[Figure] = []
        self.blocks: list[Block] = []
        self._starts: list[int] = []
        self._pages: list[int] = []

    def close(self, pieces: list[tuple[str, bytes, int]]) -> "Text":
        """Takes the pieces of the text, each with its gaps and its page from 0."""
        at = 0
        for chars, _, page in pieces:
            self._starts.append(at)
            self._pages.append(page)
            at += len(chars)
        self.chars = "".join(chars for chars, _, _ in pieces)
        self.gaps = b"".join(gaps for _, gaps, _ in pieces)
        return self

    def page(self, at: int) -> int:
        """The page, from 1, of the character at a place."""
        return self._pages[bisect_right(self._starts, at) - 1] + 1 if self._pages else 1

    def spaced(self, span: Span) -> str:
        """A stretch of the text with its white space, as far as it is known."""
        told = zip(self.chars[slice(*span)], self.gaps[slice(*span)], strict=True)
        return "".join(f" {char}" if gap else char for char, gap in told).strip()


class Reading(NamedTuple):
    """A PDF as it was read: the text of its tree, its margins by page, and how it names itself.

    `embedded` is the rationale that it carries, None if it carries none.
    """

    body: Text
    margins: tuple[Text, ...]
    title: str
    author: str
    embedded: bytes | None


def read(pdf: bytes) -> Reading:
    """Reads a PDF.

    Raises:
        InputError: if it is no PDF, is locked or damaged, or is no document of this program.
    """
    if len(pdf) > _MOST_BYTES:
        raise InputError("The PDF is larger than any document that this program writes.")
    try:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            return _read(opened)
    except pikepdf.PasswordError:
        raise InputError("The PDF is locked with a password. Save it without one.") from None
    except UnfitError as error:
        raise InputError(f"The PDF is no document of this program: {error}.") from None
    # A PDF from elsewhere may break any assumption; its own words stay out of the message.
    except Exception as error:
        raise InputError(
            f"The PDF cannot be read ({type(error).__name__}). It is damaged or no PDF at all."
        ) from None


def _read(pdf: pikepdf.Pdf) -> Reading:
    runs = Painter(pdf).runs()
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    tree = _Tree(pages, runs)
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        tree.visit(root, str(root.get("/S", "")), None, 0)
    about: Any = pdf.docinfo if "/Info" in pdf.trailer else {}
    return Reading(
        body=tree.text(),
        margins=tree.margins(len(pdf.pages)),
        title=str(about.get("/Title", "")),
        author=str(about.get("/Author", "")),
        embedded=_embedded(pdf),
    )


def _embedded(pdf: pikepdf.Pdf) -> bytes | None:
    if NAME not in pdf.attachments:
        return None
    return pdf.attachments[NAME].get_file().read_bytes()


class _Tree:
    """Walks a structure tree and takes from the runs what each element holds."""

    def __init__(self, pages: dict[tuple[int, int], int], runs: list[Run]) -> None:
        self._numbers = pages
        self._marked: dict[tuple[int, int], list[Run]] = {}
        self._loose: list[Run] = []
        for run in runs:
            if run.mark is None:
                self._loose.append(run)
            else:
                self._marked.setdefault((run.page, run.mark), []).append(run)
        self._text = Text()
        self._pieces: list[tuple[str, bytes, int]] = []
        self._at = 0
        self._cells: list[list[tuple[Span, bool]]] = []
        self._labels: list[Span | None] = []
        self._tables = 0
        self._elements = 0

    def text(self) -> Text:
        """All text that the tree holds."""
        return self._text.close(self._pieces)

    def margins(self, pages: int) -> tuple[Text, ...]:
        """All other text, by page."""
        found: list[list[Run]] = [[] for _ in range(pages)]
        for run in self._loose + [run for runs in self._marked.values() for run in runs]:
            found[run.page].append(run)
        return tuple(_lines(runs) for runs in found)

    def visit(self, element: Any, role: str, page: int | None, depth: int, place: int = 0) -> None:
        """Takes the text of an element of some role and of all below it, in order."""
        self._elements += 1
        if depth > _DEEPEST or self._elements > _MOST_ELEMENTS:
            raise UnfitError("a deeper structure than a document has")
        own = element.get("/Pg")
        page = page if own is None else self._numbers.get(own.objgen, page)
        start = self._at
        if role == "/TR":
            self._cells.append([])
        elif role == "/LI":
            self._labels.append(None)
        elif role == "/Table":
            self._tables += 1
        elif role == "/Figure":
            self._figure(element, page)
            return
        self._kids(element, page, depth, role)
        self._done(role, Span(start, self._at), place)

    def _kids(self, element: Any, page: int | None, depth: int, role: str) -> None:
        kids = element.get("/K", ())
        place = 0
        start = len(self._pieces)
        if not isinstance(kids, pikepdf.Array):
            kids = [kids]
        elif len(kids) == 1:
            kids = [kids[0]]  # Why: pikepdf takes long to begin a loop, and most have one.
        for kid in kids:
            if isinstance(kid, int):
                self._take(page, int(kid))
            elif isinstance(kid, pikepdf.Dictionary):
                kind = str(kid.get("/Type", ""))
                if kind == "/MCR":
                    there = self._numbers.get(kid["/Pg"].objgen) if "/Pg" in kid else page
                    self._take(there, int(kid["/MCID"]))
                elif kind != "/OBJR":
                    below = str(kid.get("/S", ""))
                    place += below == "/LI"
                    self.visit(kid, below, page, depth + 1, place)
        if role == "/Link":
            self._link(start)

    def _take(self, page: int | None, mark: int) -> None:
        """The runs of one mark. Each is taken once, so that a hostile tree does not repeat them."""
        for run in in_order(self._marked.pop((-1 if page is None else page, mark), [])):
            self._piece(run.text, run.page)

    def _piece(self, text: str, page: int) -> None:
        chars, gaps = fold(text, UNKNOWN)
        if chars:
            self._pieces.append((chars, gaps, page))
            self._at += len(chars)

    def _link(self, start: int) -> None:
        """Numbers that link are references, and so is the comma between two of them."""
        held = self._pieces[start:]
        if held and all(chars.isdecimal() for chars, _, _ in held):
            self._pieces[start:] = [(linked(chars), gaps, page) for chars, gaps, page in held]
            if start > 1 and self._pieces[start - 1][0] == ",":
                before, comma = self._pieces[start - 2], self._pieces[start - 1]
                if "\ue000" <= before[0][-1] <= "\ue009":
                    self._pieces[start - 1] = (linked(","), *comma[1:])

    def _figure(self, element: Any, page: int | None) -> None:
        """A picture. Each of its texts is drawn on its own, perhaps letter by letter."""
        start = self._at
        marks = element.get("/K", ())
        texts: dict[int, str] = {}
        for kid in marks if isinstance(marks, pikepdf.Array) else [marks]:
            mark: Any = kid.get("/MCID") if isinstance(kid, pikepdf.Dictionary) else kid
            runs = self._marked.pop((-1 if page is None else page, int(mark)), [])
            for run in runs:
                texts[run.text_object] = texts.get(run.text_object, "") + run.text
                self._piece(run.text, run.page)
        span = Span(start, self._at)
        told = tuple(fold(text).chars for text in texts.values())
        self._text.figures.append(Figure(span, told, str(element.get("/Alt", ""))))
        self._text.blocks.append(Block("/Figure", span))

    def _done(self, role: str, span: Span, place: int) -> None:
        if role in _BLOCKS:
            self._text.blocks.append(Block(role, span))
        if role in ("/TH", "/TD") and self._cells:
            self._cells[-1].append((span, role == "/TH"))
        elif role == "/TR":
            cells = self._cells.pop()
            is_head = bool(cells) and all(head for _, head in cells)
            spans = tuple(cell for cell, _ in cells)
            self._text.rows.append(Row(span, spans, is_head, self._tables))
        elif role == "/Lbl" and self._labels:
            self._labels[-1] = span
        elif role == "/LI":
            self._text.items.append(Item(span, self._labels.pop(), place))


def _lines(runs: list[Run]) -> Text:
    """The margins of one page; what was set at once is one block."""
    text = Text()
    pieces: list[tuple[str, bytes, int]] = []
    at = 0
    for run in in_order(runs):
        chars, gaps = fold(run.text, UNKNOWN)
        if chars:
            pieces.append((chars, gaps, run.page))
            text.blocks.append(Block(MARGIN, Span(at, at + len(chars))))
            at += len(chars)
    return text.close(pieces)
