"""Pages bound into one file of a packet: our own documents, then the exhibits with their marks.

The file is PDF 1.7 and makes no claim of PDF/A or PDF/UA, which exhibits would break. It holds no
link out of itself, no attached file, no script, no form and no encryption. The same pages give the
same bytes.
"""

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any, NamedTuple

from letters.packet import stamps
from letters.packet.bookmarks import Bookmark, put, taken
from letters.packet.parts import Piece
from letters.packet.pointing import Page
from letters.packet.tags import Part, Tags
from letters.packet.wording import Wording

_FACE = "PacketFace"
_NUMBERED = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC\n"


class Own(NamedTuple):
    """A document of our own as it is bound in; `sections` tells that its bookmarks are kept."""

    pdf: bytes
    title: str
    sections: bool = False


class About(NamedTuple):
    """What a file of a packet tells of itself; `sha256` is that of the letter by itself."""

    title: str
    author: str
    language: str
    dated: dt.date
    tool: str
    sha256: str


class Numbers(NamedTuple):
    """Which pages of the packet a file holds: the first one, from 1, and how many there are."""

    first: int
    pages: int


class Binder:
    """Binds one file of a packet. `cited` are the pages of exhibits that the letter names."""

    def __init__(self, wording: Wording, numbers: Numbers, cited: frozenset[Page]) -> None:
        import pikepdf

        self._wording, self._numbers, self._cited = wording, numbers, cited
        self._pdf = pikepdf.Pdf.new()
        self._tags = Tags(self._pdf)
        self._bookmarks: list[Bookmark] = []
        self._labels: list[str] = []

    def bind(self, own: Sequence[Own], pieces: Sequence[Piece], about: About) -> bytes:
        """The finished file."""
        import pikepdf

        face = stamps.Face(self._texts(pieces))
        self._pen = stamps.Pen(face, _FACE)
        self._font = face.embedded(self._pdf)
        for document in own:
            self._own(document)
        for piece in pieces:
            self._exhibit(piece)
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
        texts = [says.page(1, self._numbers.pages), "0123456789"]
        for piece in pieces:
            exhibit = piece.opened.exhibit
            texts += [says.stamp(piece.letter, 1), says.label(piece.letter)]
            texts += [says.name(exhibit.title), says.under(piece)]
        return texts

    def _number(self, width: float) -> str:
        """The running number of the page that is added next."""
        number = self._numbers.first + len(self._labels)
        return self._pen.number(width, self._wording.page(number, self._numbers.pages))

    def _own(self, document: Own) -> None:
        """Binds in a document of our own: its pages as they are, numbered at the foot."""
        import pikepdf

        at = len(self._labels)
        with pikepdf.open(BytesIO(document.pdf)) as source:
            free = _free_feet(document.pdf)
            _unsign(source)
            sections = taken(source, at) if document.sections else ()
            self._pdf.add_pages_from(source, forms="strip")
            pages = list(self._pdf.pages)[at:]
            self._tags.take(source, pages)
            for number, (page, is_free) in enumerate(zip(pages, free, strict=True), start=1):
                _unlink(page)
                self._foot(page, is_free)
                self._labels.append(self._wording.own(document.title, number))
        self._bookmarks += sections or [Bookmark(document.title, at)]

    def _foot(self, page: Any, is_free: bool) -> None:
        """Numbers a page of ours; one that reaches into its foot is drawn smaller above it."""
        width, height = (float(page.mediabox[2]), float(page.mediabox[3]))
        scale, x, y = 1.0, 0.0, 0.0
        if not is_free:
            room = stamps.Box(0.0, stamps.OWN_FOOT, width, height - stamps.OWN_FOOT)
            scale, x, y = stamps.fitted(width, height, room)
            _move_links(page, scale, x, y)
        page.contents_add(
            f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm\n".encode(), prepend=True
        )
        page.contents_add(f"Q\n{_NUMBERED}{self._number(width)}EMC\n".encode())
        self._add_face(page)

    def _exhibit(self, piece: Piece) -> None:
        """Binds in pages of an exhibit, each on a sheet with its marks."""
        import pikepdf

        at, exhibit, says = len(self._labels), piece.opened.exhibit, self._wording
        title = says.bookmark(piece.letter, exhibit.title, exhibit.on, piece.start > 0)
        section = self._tags.section(title)
        below = []
        with pikepdf.open(BytesIO(piece.opened.pdf)) as source:
            for place in range(piece.start, piece.stop):
                number = piece.opened.numbers[place]
                stamp = says.stamp(piece.letter, number)
                if (piece.letter, number) in self._cited:
                    below.append(Bookmark(stamp, len(self._labels)))
                self._page(source.pages[place], piece, place, section)
                self._labels.append(stamp)
        self._bookmarks.append(Bookmark(title, at, below=tuple(below)))

    def _page(self, source: Any, piece: Piece, place: int, section: Any) -> None:
        """Adds one page of an exhibit."""
        box = [float(each) for each in source.mediabox]
        width, height = box[2] - box[0], box[3] - box[1]
        labelled = place == piece.start
        sheet = stamps.sheet(width, height, labelled)
        scale, x, y = stamps.fitted(width, height, sheet.room)
        page = self._pdf.add_blank_page(page_size=(sheet.width, sheet.height))
        form = self._pdf.copy_foreign(source.as_form_xobject())
        page.add_resource(form, self._name("XObject"), self._name("Exhibit"))
        self._add_face(page)
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
        x, y = x - box[0] * scale, y - box[1] * scale
        drawn += f"/{part.role} <</MCID {len(parts)}>> BDC\n"
        drawn += f"q {_moved(scale, x, y)} /Exhibit Do Q\nEMC\n"
        parts.append(part)
        stamp = self._wording.stamp(piece.letter, number)
        marks = self._number(sheet.width) + self._pen.stamp(sheet.width, stamp)
        page.contents_add(f"{drawn}{_NUMBERED}{marks}EMC\n".encode())
        self._tags.page(page, section, parts)

    def _add_face(self, page: Any) -> None:
        page.add_resource(self._font, self._name("Font"), self._name(_FACE))

    @staticmethod
    def _name(name: str) -> Any:
        from pikepdf import Name

        return Name(f"/{name}")

    def _describe(self, about: About) -> None:
        """What the file tells of itself, and how it opens."""
        from pikepdf import Array, Dictionary, Name

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


def _moved(scale: float, x: float, y: float) -> str:
    return f"{scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm"


def _free_feet(pdf: bytes) -> list[bool]:
    """Of each page of ours: whether nothing is drawn where its number will stand.

    Why it is looked at: a practice may have set the margins of its letters by its own style.
    """
    import pypdfium2

    free = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            rest = page.get_height() - stamps.OWN_FOOT
            image = page.render(crop=(0, 0, 0, rest), grayscale=True).to_pil()
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
    from pikepdf import Array

    kept = [each for each in page.obj.get("/Annots", ()) if "/Dest" in each]
    if kept:
        page.obj.Annots = Array(kept)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]


def _move_links(page: Any, scale: float, x: float, y: float) -> None:
    """Keeps links where their words are on a page that is drawn smaller."""
    from pikepdf import Array

    for annotation in page.obj.get("/Annots", ()):
        rect = [float(each) for each in annotation.Rect]
        moved = [each * scale + (y if at % 2 else x) for at, each in enumerate(rect)]
        annotation.Rect = Array([round(each, 3) for each in moved])
