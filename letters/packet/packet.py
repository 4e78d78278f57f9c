"""Letter + exhibits -> the files of a packet: one, or numbered parts where one would be too large.

Each part stands alone: it begins with the index, which tells what every part holds, and has its own
bookmarks and page labels. The first has the letter, and before it the cover of a fax if one is
wanted. Running numbers go through all parts.
"""

import hashlib
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple

from letters.errors import RenderingError, UsageError
from letters.packet.assembly import About, Binder, Numbers, Own
from letters.packet.index import Cover, exhibit_index, places
from letters.packet.model import Opened
from letters.packet.parts import Parts, Piece, split, whole
from letters.packet.pointing import cited
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


class Enclosed(NamedTuple):
    """What goes into a packet: the letter and its finished file, and each exhibit as opened.

    `fax` is the cover of a fax if one is wanted; its pages are counted here.
    """

    letter: Letter
    pdf: bytes
    opened: tuple[Opened, ...]
    fax: FaxCover | None = None


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
    smaller, used = enclosed, None
    fronts: _Fronts = {}
    for dots in (None, *LEVELS):
        if dots is not None:
            smaller = enclosed._replace(opened=reduced(enclosed.opened, dots))
            used = dots if smaller.opened != enclosed.opened else None
        packing = _Packing(smaller, book, render, fronts)
        files = packing.files((whole(smaller.opened),))
        if len(files[0].content) <= limit:
            return Packet(files, packing.sha256, used)
        packing.check(limit)
    return Packet(packing.files(packing.parts(limit)), packing.sha256, used)


_Fronts = dict[tuple[tuple[tuple[str, int, int], ...], ...], list[list[Own]]]
"""Our own documents of packets that were rendered already, by how the exhibits were split."""


class _Packing:
    """Packs one state of the exhibits; what is rendered for one serves the others in `fronts`."""

    def __init__(
        self, enclosed: Enclosed, book: Phrasebook, render: Render, fronts: _Fronts
    ) -> None:
        self._enclosed, self._render, self._fronts = enclosed, render, fronts
        self._wording = Wording(book)
        self._cited = cited(enclosed.letter)
        self.sha256 = hashlib.sha256(enclosed.pdf).hexdigest()
        self._cover = Cover(enclosed.letter, self.sha256)
        covers = render(enclosed.fax).pages if enclosed.fax else 0
        self._front_pages = covers + _pages(enclosed.pdf)

    def parts(self, limit: int) -> Parts:
        """The exhibits in parts under a limit.

        A piece weighs what a file with it alone does: together they weigh a little less, for they
        share typeface and structure.
        """
        alone, further = self._weights()
        weights: dict[tuple[str, int, int], int] = {}

        def weight(piece: Piece) -> int:
            key = (piece.letter, piece.start, piece.stop)
            if key not in weights:
                weights[key] = len(self._bound((), (piece,), Numbers(1, 1), 1, 2))
            return weights[key]

        def fits(pieces: Sequence[Piece], first: bool) -> bool:
            return (alone if first else further) + sum(map(weight, pieces)) + _SLACK <= limit

        return split(self._enclosed.opened, fits)

    def check(self, limit: int) -> None:
        """Raises UsageError where the letter and its index alone are larger than a limit."""
        alone, _ = self._weights()
        if alone + _SLACK > limit:
            raise UsageError(
                f"--limit-mb: letter and index alone are larger than {limit / MEGABYTE:g} MB"
            )

    def _weights(self) -> tuple[int, int]:
        """What our own documents weigh in the first part, and in each further one."""
        first, further = self._own((whole(self._enclosed.opened),) * 2)
        sizes = [len(self._bound(own, (), Numbers(1, 1), 1, 2)) for own in (first, further)]
        return sizes[0], sizes[1]

    def files(self, parts: Parts) -> tuple[File, ...]:
        """The files of the packet, split like this."""
        own = self._own(parts)
        counts = [
            sum(_pages(document.pdf) for document in documents)
            + sum(len(piece.numbers) for piece in part)
            for documents, part in zip(own, parts, strict=True)
        ]
        return tuple(
            File(
                content=self._bound(
                    documents,
                    part,
                    Numbers(1 + sum(counts[:number]), sum(counts)),
                    number + 1,
                    len(parts),
                ),
                pages=counts[number],
                exhibits=tuple(dict.fromkeys(piece.letter for piece in part)),
            )
            for number, (documents, part) in enumerate(zip(own, parts, strict=True))
        )

    def _own(self, parts: Parts) -> list[list[Own]]:
        """Our own documents of each part, rendered once."""
        key = tuple(tuple((p.letter, p.start, p.stop) for p in part) for part in parts)
        if key not in self._fronts:
            self._fronts[key] = self._rendered(parts)
        return self._fronts[key]

    def _rendered(self, parts: Parts) -> list[list[Own]]:
        """Our own documents of each part. An index tells pages, and takes some itself."""
        taken = (1,) * len(parts)
        for _ in range(_ROUNDS):
            front = (self._front_pages, *[0] * (len(parts) - 1))
            counts = [before + index for before, index in zip(front, taken, strict=True)]
            made = [self._index(parts, counts, number) for number in range(len(parts))]
            needed = tuple(index.pages for index in made)
            if needed == taken:
                break
            taken = needed
        else:
            raise RenderingError(
                "The index of the packet changes its length with the pages it tells. "
                "Mend the style of your own templates, or report this as a defect of ours."
            )
        documents = [[Own(index.pdf, self._wording.title())] for index in made]
        documents[0] = [*self._front(sum(counts)), *documents[0]]
        return documents

    def _front(self, own: int) -> list[Own]:
        """What stands before the index; `own` counts the pages that are no exhibit's."""
        letter, fax = self._enclosed.letter, self._enclosed.fax
        made = [Own(self._enclosed.pdf, letter.document.value, sections=True)]
        if fax is not None:
            opened = self._enclosed.opened
            pages = own + sum(len(one.numbers) for one in opened)
            counted = fax.model_copy(update={"pages": pages, "exhibits": len(opened)})
            made.insert(0, Own(self._render(counted).pdf, fax.title))
        return made

    def _index(self, parts: Parts, counts: Sequence[int], number: int) -> Rendered:
        found = places(parts, counts)
        opened = self._enclosed.opened
        return self._render(
            exhibit_index(self._cover, opened, found, number + 1, len(parts), self._wording)
        )

    def _bound(
        self, own: Sequence[Own], pieces: Sequence[Piece], numbers: Numbers, part: int, parts: int
    ) -> bytes:
        letter = self._enclosed.letter
        about = About(
            title=self._wording.heading(letter.title, part, parts),
            author=f"{letter.signature.name}, {letter.signature.credentials}",
            language=letter.language,
            dated=letter.dated,
            tool=letter.tool,
            sha256=self.sha256,
        )
        return Binder(self._wording, numbers, self._cited).bind(own, pieces, about)


def _pages(pdf: bytes) -> int:
    import pikepdf  # Why here: no other verb needs it to start

    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)
