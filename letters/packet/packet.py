"""Letter + exhibits -> the files of a packet: one, or numbered parts where one would be too large.

Each part stands alone: it begins with the index, which tells what every part holds, before that
with the cover of a fax if one is wanted, and has its own bookmarks and page labels. The first has
the letter. Running numbers go through all parts.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple

import pikepdf

from letters.errors import RenderingError, UsageError
from letters.hashing import sha256
from letters.packet.assembly import About, Binder, Marks, Numbers, Own
from letters.packet.index import Cover, Part, exhibit_index, pages
from letters.packet.model import Opened, Seal
from letters.packet.parts import Parts, Piece, split, whole
from letters.packet.pointing import proofs
from letters.packet.reduction import LEVELS, reduced
from letters.packet.wording import Wording
from letters.rationale.model import ExhibitIndex, FaxCover, Letter
from letters.rationale.phrasing import Phrasebook
from letters.rendering import Rendered

MEGABYTE = 1_000_000
"""As payers count: the smaller of both meanings."""
_SLACK = 24_000
"""Bytes by which the index of a part may differ from the one that it was weighed with."""
_ROUNDS = 4

Render = Callable[[ExhibitIndex | FaxCover], Rendered]


class _Front(NamedTuple):
    """Our own documents of one part, and how many pages they have."""

    documents: list[Own]
    pages: int


class Enclosed(NamedTuple):
    """What goes into a packet: the letter and its finished file, and each exhibit as opened.

    `fax` is the cover of a fax if one is wanted; its pages are counted here. `scan` is the letter
    as it was signed by hand, of which the pages are bound in place of the file's. `seal` is the
    electronic signature of the file. `foot` tells on the pages of exhibits whose they are.
    """

    letter: Letter
    pdf: bytes
    opened: tuple[Opened, ...]
    fax: FaxCover | None = None
    scan: Opened | None = None
    seal: Seal | None = None
    foot: str = ""


class File(NamedTuple):
    """One file of a packet; `exhibits` are the letters of those that it holds, at least in part."""

    content: bytes
    pages: int
    exhibits: tuple[str, ...]


class Packet(NamedTuple):
    """The files of a packet in order; `dots` is the resolution to which pictures were reduced."""

    files: tuple[File, ...]
    sha256: str
    dots: int | None = None

    @property
    def pages(self) -> int:
        """The pages of all its files."""
        return sum(file.pages for file in self.files)

    def names(self, stem: str) -> tuple[str, ...]:
        """The name of each file: `packet.pdf`, or `packet-1-of-3.pdf` and so on."""
        parts = len(self.files)
        if parts == 1:
            return (f"{stem}.pdf",)
        return tuple(f"{stem}-{number}-of-{parts}.pdf" for number in range(1, parts + 1))


def pack(enclosed: Enclosed, limit: int, book: Phrasebook, render: Render) -> Packet:
    """Makes a packet of which no file is larger than `limit` bytes. The same gives the same bytes.

    Pictures are reduced only if it is too large, and no further than needed; then it is split.

    Raises:
        ExhibitError: a page alone is larger than the limit.
        UsageError: the letter and its index alone are larger.
    """
    documents = _Documents(enclosed, Wording(book, enclosed.letter.draft), render)
    smaller, used = enclosed, None
    for dots in (None, *LEVELS):
        if dots is not None:
            smaller = _reduced(enclosed, dots)
            used = dots if smaller != enclosed else None
        packing = _Packing(smaller, documents)
        files = packing.files((whole(smaller.opened),))
        if len(files[0].content) <= limit:
            return Packet(files, documents.sha256, used)
    return Packet(packing.files(packing.parts(limit)), documents.sha256, used)


def _reduced(enclosed: Enclosed, dots: int) -> Enclosed:
    """The same with pictures of a lower resolution."""
    opened = reduced(enclosed.opened, dots)
    scan = reduced((enclosed.scan,), dots)[0] if enclosed.scan else None
    return enclosed._replace(opened=opened, scan=scan)


class _Documents:
    """Our own documents of a packet, rendered once for each way to split the exhibits.

    The resolution of pictures changes nothing in them.
    """

    def __init__(self, enclosed: Enclosed, wording: Wording, render: Render) -> None:
        self.sha256 = sha256(enclosed.pdf)
        self.wording = wording
        self._enclosed, self._render = enclosed, render
        self._cover = Cover(
            enclosed.letter, self.sha256, enclosed.seal, scanned=enclosed.scan is not None
        )
        self._letter_pages = _pages(enclosed.pdf)
        self._made: dict[tuple[tuple[tuple[str, int, int], ...], ...], list[_Front]] = {}
        # So many pages had a cover and an index last time: mostly the next have as many.
        self._before = (1 if enclosed.fax else 0, 1)

    def of(self, parts: Parts) -> list[_Front]:
        """What stands before the exhibits of each part."""
        key = tuple(tuple((p.letter, p.start, p.stop) for p in part) for part in parts)
        if key not in self._made:
            self._made[key] = self._rendered(parts)
        return self._made[key]

    def _rendered(self, parts: Parts) -> list[_Front]:
        """Our documents of each part. They tell numbers of pages, and take some themselves."""
        taken = [self._before] * len(parts)
        for _ in range(_ROUNDS):
            own = [sum(each) for each in taken]
            own[0] += self._letter_pages
            made = [self._front(parts, own, number) for number in range(len(parts))]
            needed = [(cover.pages if cover else 0, index.pages) for cover, index in made]
            if needed == taken:
                self._before = max(taken)
                return [self._bound(*each, part == 0) for part, each in enumerate(made)]
            taken = needed
        raise RenderingError(
            "The index of the packet changes its length with the pages it tells. "
            "Mend the style of your own templates, or report this as a defect of ours."
        )

    def _bound(self, cover: Rendered | None, index: Rendered, first: bool) -> _Front:
        """The documents of one part in order."""
        letter, fax = self._enclosed.letter, self._enclosed.fax
        made = [Own(index.pdf, self.wording.title())]
        if first:
            made.insert(
                0, Own(self._enclosed.pdf, letter.document.value, True, self._enclosed.scan)
            )
        if cover is not None and fax is not None:
            made.insert(0, Own(cover.pdf, fax.title))
        pages_ = (cover.pages if cover else 0) + index.pages
        return _Front(made, pages_ + (self._letter_pages if first else 0))

    def _front(
        self, parts: Parts, own: Sequence[int], number: int
    ) -> tuple[Rendered | None, Rendered]:
        """Cover and index of one part; `own` counts the pages of each that are no exhibit's."""
        part = Part(number + 1, len(parts))
        index = exhibit_index(
            self._cover, self._enclosed.opened, pages(parts, own), part, self.wording
        )
        cover = self._faxed(parts, own, part) if self._enclosed.fax else None
        return (self._render(cover) if cover else None), self._render(index)

    def _faxed(self, parts: Parts, own: Sequence[int], part: Part) -> FaxCover | None:
        """The cover of the fax by which one part goes."""
        counts = _counts(parts, own)
        before = sum(counts[: part.number - 1])
        here = range(before + 1, before + counts[part.number - 1] + 1)
        told: dict[str, int | str | None] = {
            "pages": len(here),
            "exhibits": len(self._enclosed.opened) if part.of == 1 else None,
            "draft": self._enclosed.letter.draft,
        }
        if part.of > 1:
            told["part"] = self.wording.part(*part)
            told["span"] = self.wording.span(here, sum(counts))
        return self._enclosed.fax.model_copy(update=told) if self._enclosed.fax else None


class _Packing:
    """Packs one state of the exhibits."""

    def __init__(self, enclosed: Enclosed, documents: _Documents) -> None:
        self._enclosed, self._documents = enclosed, documents
        self._marks = Marks(documents.wording, proofs(enclosed.letter), enclosed.foot)

    def parts(self, limit: int) -> Parts:
        """The exhibits in parts under a limit.

        A piece weighs what a file with it alone does: together they weigh a little less, for they
        share typeface and structure.

        Raises:
            UsageError: the letter and its index alone are larger.
        """
        alone, further = self._weights()
        if alone + _SLACK > limit:
            raise UsageError(
                f"--limit-mb: letter and index alone are larger than {limit / MEGABYTE:g} MB"
            )
        weights: dict[tuple[str, int, int], int] = {}

        def weight(piece: Piece) -> int:
            key = (piece.letter, piece.start, piece.stop)
            if key not in weights:
                weights[key] = len(self._bound((), (piece,), Numbers(1, 1), Part(1, 2)))
            return weights[key]

        def fits(pieces: Sequence[Piece], first: bool) -> bool:
            return (alone if first else further) + sum(map(weight, pieces)) + _SLACK <= limit

        return split(self._enclosed.opened, fits)

    def _weights(self) -> tuple[int, int]:
        """What our own documents weigh in the first part, and in each further one."""
        (front,) = self._documents.of((whole(self._enclosed.opened),))
        further = [document for document in front.documents if not document.sections]
        sizes = [
            len(self._bound(own, (), Numbers(1, 1), Part(1, 2)))
            for own in (self._scanned(front), further)
        ]
        return sizes[0], sizes[1]

    def files(self, parts: Parts) -> tuple[File, ...]:
        """The files of the packet, split like this."""
        fronts = self._documents.of(parts)
        counts = _counts(parts, [front.pages for front in fronts])
        return tuple(
            File(
                content=self._bound(
                    self._scanned(front),
                    part,
                    Numbers(1 + sum(counts[:number]), sum(counts)),
                    Part(number + 1, len(parts)),
                ),
                pages=counts[number],
                exhibits=tuple(dict.fromkeys(piece.letter for piece in part)),
            )
            for number, (front, part) in enumerate(zip(fronts, parts, strict=True))
        )

    def _scanned(self, front: _Front) -> list[Own]:
        """The documents with the scan of the letter as it is here, reduced or not."""
        scan = self._enclosed.scan
        return [
            document._replace(scan=scan) if document.sections else document
            for document in front.documents
        ]

    def _bound(
        self, own: Sequence[Own], pieces: Sequence[Piece], numbers: Numbers, part: Part
    ) -> bytes:
        letter = self._enclosed.letter
        about = About(
            title=self._documents.wording.heading(letter.title, *part),
            author=f"{letter.signature.name}, {letter.signature.credentials}",
            language=letter.language,
            dated=letter.dated,
            tool=letter.tool,
            library=letter.library,
            sha256=self._documents.sha256,
        )
        return Binder(self._marks, numbers).bind(own, pieces, about)


def _counts(parts: Parts, own: Sequence[int]) -> list[int]:
    """The pages of each part."""
    return [
        before + sum(len(piece.numbers) for piece in part)
        for before, part in zip(own, parts, strict=True)
    ]


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)
