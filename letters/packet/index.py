"""Letter + exhibits + where they stand -> the index with which each part of a packet begins."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from letters.packet.model import Opened
from letters.packet.parts import Parts
from letters.packet.wording import Place, Wording
from letters.rationale.model import Claim, ExhibitIndex, IndexRow, Letter

Places = Mapping[str, tuple[Place, ...]]
"""Where each exhibit begins, and where it goes on in a further part, by its letter."""


class Cover(NamedTuple):
    """The letter as the index tells of it: its model, and the hash of its file."""

    letter: Letter
    sha256: str


def places(parts: Parts, own: Sequence[int]) -> Places:
    """The places of exhibits; `own` tells how many pages of each part are no exhibit's."""
    found: dict[str, tuple[Place, ...]] = {}
    page = 1
    for number, (part, pages) in enumerate(zip(parts, own, strict=True), start=1):
        page += pages
        for piece in part:
            found[piece.letter] = (*found.get(piece.letter, ()), Place(page, number))
            page += len(piece.numbers)
    return found


def exhibit_index(
    cover: Cover, opened: Sequence[Opened], found: Places, part: int, parts: int, wording: Wording
) -> ExhibitIndex:
    """The index as it stands in one part of the packet."""
    letter = cover.letter
    return ExhibitIndex(
        case_id=letter.case_id,
        title=wording.title(),
        part=wording.part(part, parts),
        dated=letter.dated,
        draft=letter.draft,
        practice=letter.letterhead.name if letter.letterhead else None,
        running=letter.running,
        re=letter.re,
        listed=tuple(
            IndexRow(
                letter=one.exhibit.letter,
                title=one.exhibit.title,
                on=one.exhibit.on,
                pages=wording.pages(one),
                begins=wording.begins(found[one.exhibit.letter], part, parts),
            )
            for one in opened
        ),
        notes=tuple(
            Claim(id=f"p{number}", text=text)
            for number, text in enumerate(wording.notes(parts, letter.embedded), start=1)
        ),
        sha256=cover.sha256,
        library=letter.library,
        tool=letter.tool,
    )
