"""What goes with a letter: brief, patient copy, fax cover, and the index of its exhibits."""

import datetime as dt
from typing import Literal

from letters.case.frozen import Frozen
from letters.rationale.model.claims import Claim, Line, Paragraph, Reference
from letters.rationale.model.letter import Letterhead
from letters.rationale.model.sheets import Sheet
from letters.rationale.model.tables import CriterionRow


class Objection(Frozen):
    """What the payer's reviewer is likely to say, and the answer.

    `stated` tells one that the denial or its reviewer has made; any other is likely to come. One
    that is `kept` stands on the page however little room there is.
    """

    objection: Claim
    stated: bool
    kept: bool = False
    answer: Paragraph


class Brief(Sheet):
    """One page for whoever takes the peer-to-peer call; it never goes to the payer.

    `about` identifies the case on the telephone. `before` comes ahead of all else: why the case is
    urgent, or that someone else than the plan decides now. `opening` takes 90 seconds to say,
    `facts` are at most six. `criteria` are those not met, `standing` tells of all the others.
    `fallbacks` are what to ask for when the request as such is refused; `cautions` what the call
    may not do.
    `log` are the labels of the lines to fill in during the call. Tables, exhibits and references
    are those of the letter; `references` are only those that the letter does not have.
    """

    document: Literal["peer-to-peer brief"] = "peer-to-peer brief"
    expedited: bool = False
    about: tuple[Line, ...]
    before: Paragraph | None = None
    opening: Paragraph
    facts: tuple[Claim, ...]
    criteria: tuple[CriterionRow, ...]
    standing: tuple[Claim, ...]
    objections: tuple[Objection, ...]
    fallbacks: tuple[Claim, ...]
    cautions: tuple[Claim, ...]
    log: tuple[str, ...]
    references: tuple[Reference, ...]


class PlainSection(Frozen):
    """A question that a patient would ask, and the answer in plain words."""

    heading: str
    paragraphs: tuple[Paragraph, ...]


class PatientCopy(Frozen):
    """The letter told to the patient in plain language: what was asked, why, and what comes next.

    It is no advice and names no other person than the clinician. `greeting` tells to whom it
    speaks; `sections` answer what a patient would ask.
    """

    document: Literal["patient copy"] = "patient copy"
    case_id: str
    title: str
    language: Literal["en"] = "en"
    dated: dt.date
    draft: bool
    practice: str | None
    letterhead: Letterhead | None
    patient: str
    running: str
    greeting: str
    sections: tuple[PlainSection, ...]
    contact: Paragraph
    library: str
    tool: str


class FaxCover(Frozen):
    """The first page of a fax. It tells nothing clinical: no drug, no diagnosis, no full name.

    `kind` tells whether it is a request, an appeal, a review or an exception. `sender` and
    `recipient` tell from, to and how to call back; `about` are the member's initials and the
    payer's number, or the letter's day and the practice's own number where there is none. A line
    without value is left to be filled in by hand, and so are `pages`, which count the cover and
    the letter, while these are not known. `exhibits` tells how many are in that count too, None
    where it goes with the letter alone. Of a packet in parts each has a cover: `part` tells which
    of how many, `span` which pages of the packet it brings. `draft` is that of a packet to look at.
    """

    document: Literal["fax cover"] = "fax cover"
    case_id: str
    title: str
    kind: str
    language: Literal["en"] = "en"
    dated: dt.date
    practice: str | None
    running: str
    sender: tuple[Line, ...]
    recipient: tuple[Line, ...]
    about: tuple[Line, ...]
    request_type: Literal["STANDARD", "EXPEDITED"]
    pages: int | None
    exhibits: int | None = None
    part: str | None = None
    span: str | None = None
    draft: bool = False
    confidential: Paragraph
    library: str
    tool: str


class IndexRow(Frozen):
    """One exhibit of a packet: the pages of its document that are enclosed, and where it begins."""

    letter: str
    title: str
    on: dt.date | None
    pages: str
    begins: str


class ProofRow(Frozen):
    """A criterion or a point of the letter, pages of an exhibit that prove it, and where they are.

    `number` and `says` are those of the letter's table, `place` is as the letter names it.
    """

    number: str
    says: str
    place: str
    begins: str


class ExhibitIndex(Frozen):
    """The exhibits of a packet in order; each part of a packet begins with one.

    `about` is the title of the letter, `re` that of the letter, `contacts` tell to whom it goes
    and how to call back, so that a part tells by itself what it belongs to. `part` tells which part
    of how many this is, None of a packet in one piece. `proofs` lead from what is to be proven to
    its page. `notes` tell how the letter was signed and how the pages are marked.
    """

    document: Literal["exhibit index"] = "exhibit index"
    case_id: str
    title: str
    part: str | None
    language: Literal["en"] = "en"
    dated: dt.date
    draft: bool
    practice: str | None
    running: str
    about: str
    request_type: Literal["STANDARD", "EXPEDITED"]
    contacts: tuple[Line, ...]
    re: tuple[Line, ...]
    listed: tuple[IndexRow, ...]
    proofs: tuple[ProofRow, ...] = ()
    notes: tuple[Claim, ...]
    library: str
    tool: str


Companion = Brief | PatientCopy | FaxCover | ExhibitIndex
