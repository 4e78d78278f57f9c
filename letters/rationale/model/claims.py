"""Sentences with what they rest on: facts of the case, citations of the library."""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen


class Fact(Frozen):
    """A fact of the case that a sentence rests on, and where it was read.

    `what` names it, `value` is as printed; `part` is the place in a file without rows; `document`
    is the letter of its exhibit, `page` the page there.
    """

    what: str
    value: str
    on: dt.date | None = None
    file: str
    sheet: str | None = None
    row: int | None = None
    part: str | None = None
    document: str | None = None
    page: int | None = None


class Cited(Frozen):
    """A use of a statement: `number` is its reference's, `grade` as its scale prints it."""

    number: int
    statement: str
    source: str
    locator: str
    grade: str
    level: Literal["primary", "secondary"]
    verified_on: dt.date
    superseded: bool = False


class Claim(Frozen):
    """One sentence with its facts and citations. `id` is stable within the rationale.

    `edited` tells that a person has changed or added it in the Word file: its facts and statements
    are those of the sentence as it was written first.
    """

    id: str
    text: str
    facts: tuple[Fact, ...] = ()
    citations: tuple[Cited, ...] = ()
    edited: bool = False


class Paragraph(Frozen):
    """Sentences that stand together."""

    claims: tuple[Claim, ...]


class Line(Frozen):
    """One labelled line of the RE block or another two-column table."""

    label: str
    value: str


class Reference(Frozen):
    """A numbered reference in AMA style; `runs` are (text, italic) in order."""

    number: int
    source: str
    runs: tuple[tuple[str, bool], ...]
