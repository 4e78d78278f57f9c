"""Letter + exhibits + where they stand -> the index with which each part of a packet begins."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from letters.packet.model import Opened, Seal
from letters.packet.parts import Parts
from letters.packet.pointing import Page, proofs
from letters.packet.wording import Place, Wording
from letters.rationale.model import (
    Claim,
    ExhibitIndex,
    Fact,
    IndexRow,
    Letter,
    Line,
    ProofRow,
)
from letters.rationale.walk import parts as walk

Places = Mapping[str, tuple[Place, ...]]
"""Where each exhibit begins, and where it goes on in a further part, by its letter."""
Pages = Mapping[Page, Place]
"""Where each page of each exhibit is."""


_Named = tuple[int | None, Place]
"""A page of an exhibit, None for all of it, and where that is."""


class Cover(NamedTuple):
    """The letter as the index tells of it: its model, the hash of its file, how it was signed."""

    letter: Letter
    sha256: str
    seal: Seal | None = None
    scanned: bool = False


class Part(NamedTuple):
    """Which part of a packet is told of, from 1, and of how many."""

    number: int
    of: int


def pages(parts: Parts, own: Sequence[int]) -> Pages:
    """The place of each page; `own` tells how many pages of each part are no exhibit's."""
    found: dict[Page, Place] = {}
    page = 1
    for number, (part, before) in enumerate(zip(parts, own, strict=True), start=1):
        page += before
        for piece in part:
            for each in piece.numbers:
                found[piece.letter, each] = Place(page, number)
                page += 1
    return found


def places(found: Pages) -> Places:
    """Where exhibits begin, and go on: their first page in each part."""
    begun: dict[str, tuple[Place, ...]] = {}
    for (letter, _), place in found.items():
        before = begun.get(letter, ())
        if place.part not in {each.part for each in before}:
            begun[letter] = (*before, place)
    return begun


def exhibit_index(
    cover: Cover, opened: Sequence[Opened], found: Pages, part: Part, wording: Wording
) -> ExhibitIndex:
    """The index as it stands in one part of the packet."""
    letter, begun = cover.letter, places(found)
    return ExhibitIndex(
        case_id=letter.case_id,
        title=wording.title(),
        part=wording.part(*part),
        dated=letter.dated,
        draft=letter.draft,
        practice=letter.letterhead.name if letter.letterhead else None,
        running=letter.running,
        about=letter.title,
        request_type=letter.request_type,
        contacts=_contacts(letter, wording),
        re=letter.re,
        listed=tuple(
            IndexRow(
                letter=one.exhibit.letter,
                title=one.exhibit.title,
                on=one.exhibit.on,
                pages=wording.pages(one),
                begins=wording.begins(begun[one.exhibit.letter], *part),
            )
            for one in opened
        ),
        proofs=tuple(_proofs(letter, found, begun, part, wording)),
        notes=tuple(
            Claim(id=f"p{number}", text=text)
            for number, text in enumerate(_notes(cover, part, wording), start=1)
        ),
        library=letter.library,
        tool=letter.tool,
    )


def _contacts(letter: Letter, wording: Wording) -> tuple[Line, ...]:
    """To whom the letter goes, and how to call or fax back."""
    to, head = letter.addressee, letter.letterhead
    told = {
        "to": to.payer,
        "department": to.department,
        "phone": (head.phone if head else None) or letter.signature.phone,
        "fax": head.fax if head else None,
    }
    return tuple(
        Line(label=wording.label_of(name), value=value) for name, value in told.items() if value
    )


def _notes(cover: Cover, part: Part, wording: Wording) -> tuple[str, ...]:
    """How the letter was signed, what file it is, and how pages are marked."""
    if cover.seal is not None:
        file = wording.sealed(cover.seal, cover.sha256)
    else:
        file = wording.hash(cover.sha256)
    signed = (wording.scanned(),) if cover.scanned else ()
    return (*signed, file, *wording.notes(part.of))


def _proofs(
    letter: Letter, found: Pages, begun: Places, part: Part, wording: Wording
) -> Iterator[ProofRow]:
    """Each point and criterion with the pages that prove it, an exhibit and a part a row."""
    for number, says, facts in _proven(letter, wording):
        for (name, at), named in _by_exhibit(facts, found, begun):
            yield ProofRow(
                number=number,
                says=says,
                place=wording.place(name, [page for page, _ in named if page is not None]),
                begins=wording.proved([place.page for _, place in named], at, *part),
            )


def _by_exhibit(
    facts: Sequence[Fact], found: Pages, begun: Places
) -> list[tuple[tuple[str, int], list[_Named]]]:
    """The pages that facts name, by exhibit and part; of an exhibit as a whole its first page."""
    named: dict[tuple[str, int], list[_Named]] = {}
    for name, page in proofs(facts):
        if (name, page) in found:
            place = found[name, page]
            named.setdefault((name, place.part), []).append((page, place))
    paged = {name for name, _ in named}
    for whole in dict.fromkeys(fact.document for fact in facts):
        if whole is not None and whole in begun and whole not in paged:
            place = begun[whole][0]
            named[whole, place.part] = [(None, place)]
    return sorted(named.items(), key=lambda each: each[0])


def _proven(letter: Letter, wording: Wording) -> Iterator[tuple[str, str, tuple[Fact, ...]]]:
    """What the letter has to prove, with the facts on which it does: points, then criteria."""
    for number, point in enumerate(letter.points, start=1):
        yield wording.point(number, quoted=True), point.about, tuple(walk(point.answer, Fact))
    for number, reply in enumerate(letter.denial_replies, start=1):
        yield wording.point(number, quoted=False), reply.reason, tuple(walk(reply.answer, Fact))
    for row in (*(letter.policy.rows if letter.policy else ()), *letter.criteria):
        yield row.number, row.says, row.finding.facts
