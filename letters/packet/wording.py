"""What a packet says by itself, on its pages and in its bookmarks; the words are templates'."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from letters.case.pages import cited, written
from letters.packet.model import Opened, Seal
from letters.packet.parts import Piece
from letters.rationale.model import Fact
from letters.rationale.phrasing import Phrasebook
from letters.rationale.printing import TIED


class Place(NamedTuple):
    """A page of the packet, from 1 through all parts, and the part that it is in."""

    page: int
    part: int


_TELLING = 16
"""So many digits of a hash are printed where it is only to be recognized."""
_NAMED = 3
"""So many facts of a page are named in its bookmark; a page of laboratory results has ten."""


class Wording:
    """Phrases a packet; that of a draft says on each page and in its title what it is."""

    def __init__(self, book: Phrasebook, draft: bool) -> None:
        self._book, self._draft = book, draft

    def title(self) -> str:
        """The title of the index."""
        return self._book.phrase("packet/title")

    def heading(self, letter: str, part: int, parts: int) -> str:
        """The title of a file of the packet; `letter` is that of the letter."""
        return self._book.phrase(
            "packet/heading", letter=letter, part=part, parts=parts, draft=self._draft
        )

    def part(self, part: int, parts: int) -> str | None:
        """Which part of how many; None where there is one."""
        return self._book.phrase("packet/part", part=part, parts=parts) if parts > 1 else None

    def pages(self, opened: Opened) -> str:
        """Which pages of an exhibit's file are enclosed, of how many."""
        return self._book.phrase("packet/pages", pages=written(opened.numbers), of=opened.of)

    def begins(self, places: Sequence[Place], part: int, parts: int) -> str:
        """Where an exhibit begins and goes on, as told in one part of the packet."""
        return self._book.phrase("packet/begins", places=places, part=part, parts=parts)

    def proved(self, pages: Sequence[int], part: int, here: int, parts: int) -> str:
        """The packet pages on which something is proven, of one part, as told in part `here`."""
        return self._book.phrase(
            "packet/proved", pages=cited(pages), part=part, here=here, parts=parts
        )

    def notes(self, parts: int) -> tuple[str, ...]:
        """How pages are marked."""
        return (
            self._book.phrase("packet/numbered", parts=parts),
            self._book.phrase("packet/stamped"),
        )

    def sealed(self, seal: Seal, sha256: str) -> str:
        """Who signed the letter electronically, when, and in which file that can be checked."""
        return self._book.phrase(
            "packet/sealed", by=seal.by, on=seal.on, file=seal.file, sha256=sha256
        )

    def scanned(self) -> str:
        """That the letter stands here as it was signed by hand."""
        return self._book.phrase("packet/scanned")

    def hash(self, sha256: str) -> str:
        """Which file the letter is: enough of its hash to tell it from any other."""
        return self._book.phrase("packet/hash", sha256=sha256[:_TELLING])

    def point(self, number: int, *, quoted: bool) -> str:
        """The number of a point of the reviewer's that the letter quotes, or of a reason."""
        return self._book.phrase("packet/point" if quoted else "packet/reason", number=number)

    def label_of(self, name: str) -> str:
        """The label of a line that tells of the payer or of the practice, as on a fax cover."""
        return self._book.phrase("fax/label", label=name)

    def place(self, letter: str, pages: Sequence[int]) -> str:
        """Pages of an exhibit as the letter cites them."""
        return self._book.phrase(
            "packet/place", letter=letter, pages=cited(pages), several=len(set(pages)) > 1
        )

    def cited(self, stamp: str, facts: Sequence[Fact]) -> str:
        """The bookmark of a page that the letter cites: what stands there, and of which day."""
        names = list(dict.fromkeys(fact.what for fact in facts))
        days = {fact.on for fact in facts}
        told = self._book.phrase(
            "packet/cited",
            stamp=stamp,
            on=days.pop() if len(days) == 1 else None,
            names=names[:_NAMED],
            more=max(0, len(names) - _NAMED),
        )
        return told.replace(TIED, " ")

    def span(self, numbers: range, pages: int) -> str:
        """Which pages of the packet a part has."""
        return self._book.phrase("packet/span", first=numbers[0], last=numbers[-1], pages=pages)

    def stamp(self, letter: str, page: int) -> str:
        """The stamp of a page of an exhibit; `page` is that of its file."""
        return self._book.phrase("packet/stamp", letter=letter, page=page)

    def page(self, page: int, pages: int) -> str:
        """The running number of a page."""
        return self._book.phrase("packet/page", page=page, pages=pages, draft=self._draft)

    def own(self, title: str, page: int) -> str:
        """The name of a page of a document of our own."""
        return self._book.phrase("packet/own", title=title, page=page)

    def label(self, letter: str) -> str:
        """The label of an exhibit on its first page."""
        return self._book.phrase("packet/label", letter=letter)

    def name(self, title: str) -> str:
        """The title of an exhibit where it stands by itself."""
        return self._book.phrase("packet/name", title=title)

    def under(self, piece: Piece) -> str:
        """What stands under an exhibit's title on the first page of a part: its day, its pages."""
        return self._book.phrase(
            "packet/under",
            on=piece.opened.exhibit.on,
            pages=self._book.phrase(
                "packet/pages", pages=written(piece.numbers), of=piece.opened.of
            ),
            single=len(piece.numbers) == 1,
            continued=piece.start > 0,
        )

    def bookmark(self, letter: str, title: str, on: dt.date | None, continued: bool) -> str:
        """The bookmark of an exhibit, with plain spaces, as it is searched for."""
        told = self._book.phrase(
            "packet/bookmark", letter=letter, title=title, on=on, continued=continued
        )
        return told.replace(TIED, " ")

    def picture(self, letter: str, page: int) -> str:
        """What a reader of the text is told of a page that has none."""
        return self._book.phrase("packet/picture", letter=letter, page=page)
