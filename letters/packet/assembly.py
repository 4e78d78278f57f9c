"""Pages bound into one file of a packet: our own documents, then the exhibits with their marks.

The file is PDF 1.7 and makes no claim of PDF/A or PDF/UA, which exhibits would break. It holds no
link out of itself, no attached file, no script, no form and no encryption. The same pages give the
same bytes.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from letters.packet import stamps
from letters.packet.bookmarks import Bookmark, put, taken
from letters.packet.links import Mention, mentions
from letters.packet.model import Opened
from letters.packet.parts import Piece
from letters.packet.pointing import Page
from letters.packet.tags import Part, Tags
from letters.packet.wording import Wording
from letters.rationale.model import Fact

_FACE = "PacketFace"
_NUMBERED = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n"


class Own(NamedTuple):
    """A document of our own as it is bound in; `sections` tells that its bookmarks are kept.

    `scan` is bound in place of its pages, one for one.
    """

    pdf: bytes
    title: str
    sections: bool = False
    scan: Opened | None = None


class About(NamedTuple):
    """What a file of a packet tells of itself; `sha256` is that of the letter by itself."""

    title: str
    author: str
    language: str
    dated: dt.date
    tool: str
    library: str
    sha256: str


class Numbers(NamedTuple):
    """Which pages of the packet a file holds: the first one, from 1, and how many there are."""

    first: int
    pages: int


class Marks(NamedTuple):
    """What the marks of pages tell: `cited` what the letter takes from which page of an exhibit.

    `foot` tells whose an exhibit's page is; it is left out where it cannot be drawn.
    """

    wording: Wording
    cited: Mapping[Page, tuple[Fact, ...]]
    foot: str


class Binder:
    """Binds one file of a packet."""

    def __init__(self, marks: Marks, numbers: Numbers) -> None:
        self._wording, self._cited, self._numbers = marks.wording, marks.cited, numbers
        self._ident = marks.foot if stamps.draws(marks.foot) else ""
        self._pdf = pikepdf.Pdf.new()
        self._mentions: list[tuple[int, Placed, Mention]] = []
        self._places: dict[Page | str, int] = {}
        self._tags = Tags(self._pdf)
        self._bookmarks: list[Bookmark] = []
        self._labels: list[str] = []

    def bind(self, own: Sequence[Own], pieces: Sequence[Piece], about: About) -> bytes:
        """The finished file."""
        face = stamps.Face(self._texts(pieces))
        self._pen = stamps.Pen(face, _FACE)
        self._font = face.embedded(self._pdf)
        for document in own:
            self._own(document)
        for piece in pieces:
            self._exhibit(piece)
        self._link()
        self._tags.close()
        put(self._pdf, self._bookmarks)
        self._describe(about)
        made = BytesIO()
        self._pdf.save(
            made,
            force_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
        return made.getvalue()

    def _texts(self, pieces: Sequence[Piece]) -> list[str]:
        """Everything that the marks of the file say."""
        says = self._wording
        texts = [says.page(1, self._numbers.pages), "0123456789", self._ident]
        for piece in pieces:
            exhibit = piece.opened.exhibit
            texts += [says.stamp(piece.letter, 1), says.label(piece.letter)]
            texts += [says.name(exhibit.title), says.under(piece)]
        return texts

    def _number(self) -> str:
        """The running number of the page that is added next."""
        return self._wording.page(self._numbers.first + len(self._labels), self._numbers.pages)

    def _own(self, document: Own) -> None:
        """Binds in a document of our own: its pages as they are, numbered at the foot."""
        at = len(self._labels)
        with pikepdf.open(BytesIO(document.pdf)) as source:
            sections = taken(source, at) if document.sections else ()
            if document.scan is None:
                self._take(source, document)
        if document.scan is not None:
            self._scan(document.scan, document.title)
            # Where on a page something stands is not known of a scan.
            sections = tuple(each.on_page() for each in sections)
        self._bookmarks += sections or [Bookmark(document.title, at)]

    def _take(self, source: pikepdf.Pdf, document: Own) -> None:
        """Binds in the pages of a document of our own."""
        at = len(self._labels)
        free, named = _free_feet(document.pdf), mentions(document.pdf)
        _unsign(source)
        self._pdf.add_pages_from(source, forms="strip")
        pages = list(self._pdf.pages)[at:]
        self._tags.take(source, pages)
        for number, (page, is_free) in enumerate(zip(pages, free, strict=True), start=1):
            _unlink(page)
            placed = self._foot(page, is_free)
            self._mentions += [(len(self._labels), placed, each) for each in named[number - 1]]
            self._labels.append(self._wording.own(document.title, number))

    def _scan(self, scan: Opened, title: str) -> None:
        """Binds in the scan of a signed letter, each page on a sheet with its number."""
        section = self._tags.section(title)
        with pikepdf.open(BytesIO(scan.pdf)) as source:
            for number, page in enumerate(source.pages, start=1):
                sheet = stamps.sheet(*_size(page), labelled=False)
                made = self._sheet(sheet, page)
                name = self._wording.own(title, number)
                part = Part("P") if scan.texts[number - 1].strip() else Part("Figure", name)
                marks = self._pen.number(sheet.width, self._number())
                made.contents_add(
                    f"/{part.role} <</MCID 0>> BDC\n{_drawn(page, sheet)}EMC\n"
                    f"{_NUMBERED}{marks}EMC\n".encode()
                )
                self._tags.page(made, section, [part])
                self._labels.append(name)

    def _foot(self, page: Any, is_free: bool) -> "Placed":
        """Numbers a page of ours; one that reaches into its foot is drawn smaller above it."""
        width, height = (float(page.mediabox[2]), float(page.mediabox[3]))
        scale, x, y = 1.0, 0.0, 0.0
        if not is_free:
            room = stamps.Box(0.0, stamps.OWN_FOOT, width, height - stamps.OWN_FOOT)
            scale, x, y = stamps.fitted(width, height, room)
            _move_links(page, Placed(scale, x, y))
        page.contents_add(
            f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm\n".encode(), prepend=True
        )
        marks = self._pen.own_number(width, self._number())
        page.contents_add(f"Q\n{_NUMBERED}{marks}EMC\n".encode())
        self._add_face(page)
        return Placed(scale, x, y)

    def _exhibit(self, piece: Piece) -> None:
        """Binds in pages of an exhibit, each on a sheet with its marks."""
        at, exhibit, says = len(self._labels), piece.opened.exhibit, self._wording
        title = says.bookmark(piece.letter, exhibit.title, exhibit.on, piece.start > 0)
        section = self._tags.section(title)
        below = []
        with pikepdf.open(BytesIO(piece.opened.pdf)) as source:
            for place in range(piece.start, piece.stop):
                number = piece.opened.numbers[place]
                stamp = says.stamp(piece.letter, number)
                self._places.setdefault(piece.letter, len(self._labels))
                self._places[piece.letter, number] = len(self._labels)
                if facts := self._cited.get((piece.letter, number)):
                    below.append(Bookmark(says.cited(stamp, facts), len(self._labels)))
                self._page(source.pages[place], piece, place, section)
                self._labels.append(stamp)
        self._bookmarks.append(Bookmark(title, at, below=tuple(below), opened=True))

    def _page(self, source: Any, piece: Piece, place: int, section: Any) -> None:
        """Adds one page of an exhibit."""
        labelled = place == piece.start
        sheet = stamps.sheet(*_size(source), labelled)
        page = self._sheet(sheet, source)
        parts: list[Part] = []
        drawn = ""
        if labelled:
            says, exhibit = self._wording, piece.opened.exhibit
            lines = (says.name(exhibit.title), says.under(piece))
            drawn += f"/H2 <</MCID {len(parts)}>> BDC\n"
            drawn += self._pen.label(sheet, says.label(piece.letter), lines) + "EMC\n"
            parts.append(Part("H2"))
        number = piece.opened.numbers[place]
        read = piece.opened.texts[place].strip()
        part = Part("P") if read else Part("Figure", self._wording.picture(piece.letter, number))
        drawn += f"/{part.role} <</MCID {len(parts)}>> BDC\n{_drawn(source, sheet)}EMC\n"
        parts.append(part)
        stamp, running = self._wording.stamp(piece.letter, number), self._number()
        marks = self._pen.number(sheet.width, running) + self._pen.stamp(sheet.width, stamp)
        if self._ident:
            marks += self._pen.foot(sheet.width, self._ident, running)
        page.contents_add(f"{drawn}{_NUMBERED}{marks}EMC\n".encode())
        self._tags.page(page, section, parts)

    def _sheet(self, sheet: stamps.Sheet, source: pikepdf.Page) -> pikepdf.Page:
        """Adds an empty sheet that can draw a page and marks."""
        page = self._pdf.add_blank_page(page_size=(sheet.width, sheet.height))
        form = self._pdf.copy_foreign(source.as_form_xobject())
        page.add_resource(form, Name.XObject, Name.Exhibit)
        self._add_face(page)
        return page

    def _link(self) -> None:
        """Makes links of what our pages name and this file holds; other parts are other files."""
        pages = list(self._pdf.pages)
        for at, placed, mention in self._mentions:
            named: Page | str = mention.letter
            if mention.number is not None:
                named = (mention.letter, mention.number)
            to = self._places.get(named)
            if to is None:
                continue
            link = Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array(placed.moved(mention.box)),
                Border=Array([0, 0, 0]),
                F=4,
                Dest=Array([pages[to].obj, Name.Fit]),
            )
            if "/Annots" not in pages[at].obj:
                pages[at].obj.Annots = Array()
            pages[at].obj.Annots.append(self._pdf.make_indirect(link))

    def _add_face(self, page: Any) -> None:
        page.add_resource(self._font, Name.Font, Name(f"/{_FACE}"))

    def _describe(self, about: About) -> None:
        """What the file tells of itself, and how it opens."""
        root, day = self._pdf.Root, f"{about.dated:%Y%m%d}"
        labels = [each for n, text in enumerate(self._labels) for each in (n, Dictionary(P=text))]
        root.PageLabels = Dictionary(Nums=Array(labels))
        root.Lang = about.language
        root.PageMode = Name.UseOutlines
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        with self._pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
            told["dc:title"] = about.title
            told["dc:creator"] = [about.author]
            told["dc:language"] = {about.language}
            told["dc:relation"] = {f"sha256:{about.sha256}"}
            told["pdf:Producer"] = about.tool
            told["dc:source"] = about.library
            told["xmp:CreateDate"] = told["xmp:ModifyDate"] = about.dated.isoformat()
        self._pdf.docinfo = self._pdf.make_indirect(
            Dictionary(
                Title=about.title,
                Author=about.author,
                Producer=about.tool,
                CreationDate=f"D:{day}",
                ModDate=f"D:{day}",
                LetterSHA256=about.sha256,
            )
        )


class Placed(NamedTuple):
    """How a page of ours lies on its sheet: its scale and its lower left corner."""

    scale: float
    x: float
    y: float

    def moved(self, box: Sequence[float]) -> list[float]:
        """A box of the page on the sheet."""
        moved = [each * self.scale + (self.y if at % 2 else self.x) for at, each in enumerate(box)]
        return [round(each, 3) for each in moved]


def _size(page: pikepdf.Page) -> tuple[float, float]:
    box = [float(each) for each in page.mediabox]
    return box[2] - box[0], box[3] - box[1]


def _drawn(page: pikepdf.Page, sheet: stamps.Sheet) -> str:
    """Draws a page into the room of its sheet."""
    box = [float(each) for each in page.mediabox]
    scale, x, y = stamps.fitted(*_size(page), sheet.room)
    x, y = x - box[0] * scale, y - box[1] * scale
    return f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm /Exhibit Do Q\n"


def _free_feet(pdf: bytes) -> list[bool]:
    """Of each page of ours: whether nothing is drawn where its number will stand.

    Why it is looked at: a practice may have set the margins of its letters by its own style.
    """
    import pypdfium2

    free = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            above = page.get_height() - stamps.OWN_FOOT
            beside = max(0.0, page.get_width() - stamps.OWN_CORNER)
            image = page.render(crop=(beside, 0, 0, above), grayscale=True).to_pil()
            free.append(image.getextrema()[0] == 255)
    return free


def _unsign(source: Any) -> None:
    """Takes out what a signature left: bound into another file, it would say nothing true."""
    held = source.Root.get("/StructTreeRoot", {}).get("/ParentTree", {}).get("/Nums", [])
    owners = {int(key): held[2 * at + 1] for at, key in enumerate(list(held)[::2])}
    for page in source.pages:
        for annotation in page.obj.get("/Annots", ()):
            if annotation.get("/Subtype") == "/Widget":
                owner = owners.get(int(annotation.get("/StructParent", -1)))
                if owner is not None and "/K" in owner:
                    del owner["/K"]
    for key in ("/AcroForm", "/Perms", "/DSS"):
        if key in source.Root:
            del source.Root[key]


def _unlink(page: Any) -> None:
    """Leaves only links that lead to a place of the same file."""
    kept = [each for each in page.obj.get("/Annots", ()) if "/Dest" in each]
    if kept:
        page.obj.Annots = Array(kept)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]


def _move_links(page: Any, placed: Placed) -> None:
    """Keeps links where their words are on a page that is drawn smaller."""
    for annotation in page.obj.get("/Annots", ()):
        annotation.Rect = Array(placed.moved([float(each) for each in annotation.Rect]))
