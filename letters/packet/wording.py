"""What a packet says by itself, on its pages and in its bookmarks; the words are templates'."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from letters.case.pages import written
from letters.packet.model import Opened
from letters.packet.parts import Piece
from letters.rationale.phrasing import Phrasebook
from letters.rationale.printing import TIED


class Place(NamedTuple):
    """A page of the packet, from 1 through all parts, and the part that it is in."""

    page: int
    part: int


class Wording:
    """Phrases a packet."""

    def __init__(self, book: Phrasebook) -> None:
        self._book = book

    def title(self) -> str:
        """The title of the index."""
        return self._book.phrase("packet/title")

    def heading(self, letter: str, part: int, parts: int) -> str:
        """The title of a file of the packet; `letter` is that of the letter."""
        return self._book.phrase("packet/heading", letter=letter, part=part, parts=parts)

    def part(self, part: int, parts: int) -> str | None:
        """Which part of how many; None where there is one."""
        return self._book.phrase("packet/part", part=part, parts=parts) if parts > 1 else None

    def pages(self, opened: Opened) -> str:
        """Which pages of an exhibit's file are enclosed, of how many."""
        return self._book.phrase("packet/pages", pages=written(opened.numbers), of=opened.of)

    def begins(self, places: Sequence[Place], part: int, parts: int) -> str:
        """Where an exhibit begins and goes on, as told in one part of the packet."""
        return self._book.phrase("packet/begins", places=places, part=part, parts=parts)

    def notes(self, parts: int, embedded: str | None) -> tuple[str, ...]:
        """How pages are marked, and where the letter's own data are, if it carries any."""
        marked = (
            self._book.phrase("packet/numbered", parts=parts),
            self._book.phrase("packet/stamped"),
        )
        apart = self._book.phrase("packet/apart", embedded=embedded) if embedded else None
        return (*marked, apart) if apart else marked

    def stamp(self, letter: str, page: int) -> str:
        """The stamp of a page of an exhibit; `page` is that of its file."""
        return self._book.phrase("packet/stamp", letter=letter, page=page)

    def page(self, page: int, pages: int) -> str:
        """The running number of a page."""
        return self._book.phrase("packet/page", page=page, pages=pages)

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
