from functools import cache

import pytest
from rendering.samples import LETTER as SAMPLE

from letters.citations import Library, load
from letters.packet.model import Opened
from letters.packet.packet import Enclosed
from letters.packet.wording import Wording
from letters.paths import CITATIONS
from letters.rationale.phrasing import Phrasebook
from letters.rendering import render
from packet.opened import A4, HUGE, LETTER, LYING, SMALL, opened, scanned, written

RECORD = 100


@cache
def library_() -> Library:
    return load(CITATIONS)


@cache
def letter_pdf() -> bytes:
    return render(SAMPLE).pdf


@cache
def twelve() -> tuple[Opened, ...]:
    """One exhibit of each kind that a chart has."""
    return (
        opened("A", written((LETTER, LETTER))),
        opened("B", scanned(150, "RGB", noise=False), text=False),
        opened("C", scanned(200, "1", 3, False, LETTER, "flate"), text=False),
        opened("D", scanned(200, "L", 2, False, LETTER), text=False),
        opened("E", written((LYING,))),
        opened("F", written((A4, A4))),
        opened("G", written((LYING, LETTER))),
        opened("H", written((LETTER,) * 10, 41), range(41, 51), RECORD),
        opened("I", written((LETTER,) * RECORD)),
        opened("J", written((SMALL,))),
        opened("K", scanned(100, "L", noise=False), text=False),
        opened("L", written((HUGE,))),
    )


@cache
def several() -> tuple[Opened, ...]:
    """A few exhibits of about a hundred kilobytes a page, too coarse to be reduced."""
    return (
        opened("A", written((LETTER, LETTER))),
        opened("B", scanned(110, pages=3), text=False),
        opened("C", scanned(110, pages=2), text=False),
        opened("D", written((A4,))),
    )


@pytest.fixture(scope="session")
def book() -> Phrasebook:
    return Phrasebook(library_())


@pytest.fixture(scope="session")
def wording(book) -> Wording:
    return Wording(book, draft=False)


@pytest.fixture
def enclosed() -> Enclosed:
    """The sample letter with the twelve exhibits."""
    return Enclosed(SAMPLE, letter_pdf(), twelve())
