"""Reads a remittance (835): who paid, and each claim with its service lines as they stand in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from letters import codes
from letters.intake.reading import ReadingError
from letters.intake.x12 import elements
from letters.intake.x12.elements import Trouble, Troubles
from letters.intake.x12.envelope import Transaction
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.separators import Separators
from letters.intake.x12.tokens import Segment, parse

OPENING = frozenset({"CLP", "LX", "TS2", "TS3", "PLB"})
"""What ends the head of a remittance or a claim in it."""

PAYER, PAYEE, PATIENT, INSURED, CORRECTED, RENDERING = "PR", "PE", "QC", "IL", "74", "82"
PAYER_ID = "2U"
GROUP, EMPLOYER, MEMBER, RECORD, ORIGINAL = "6P", "1L", "1W", "EA", "F8"
AUTHORISATION, PRIOR, POLICY, RENDERED_BY = "BB", "G1", "0K", "HPI"

_PRODUCED = "405"
_NAMES = frozenset({PATIENT, INSURED, CORRECTED, RENDERING})
_REFERENCES = frozenset(
    {GROUP, EMPLOYER, MEMBER, RECORD, ORIGINAL, AUTHORISATION, PRIOR, POLICY, RENDERED_BY}
)
_DATES = frozenset({"232", "472", "150"})
_REMARKS_AT = {"MOA": (3, 4, 5, 6, 7), "MIA": (5, 20, 21, 22, 23)}
_BEHIND = 20
"""Where the triplets of a CAS end: it has at most six."""
_NO_LETTER = "no letter needs it"


@dataclass(slots=True)
class Party:
    """A payer or payee: its N1 segment, its address lines, its identifiers by qualifier."""

    named: Segment
    address: list[tuple[str, int]] = field(default_factory=list)
    references: dict[str, tuple[str, int]] = field(default_factory=dict)

    def identifier(self, qualifier: str) -> str:
        """The identifier of its N1 segment, where that is of this kind."""
        return self.named.get(4) if self.named.code(3) == qualifier else ""


@dataclass(slots=True)
class Head:
    """What a remittance tells of all its claims.

    `paid_on` is the earlier of the day of payment (BPR16) and the day of the remittance (DTM 405):
    a deadline counted from it is never too late. `number` is the place of its first segment.
    """

    number: int
    stamp: str
    payer: Party | None = None
    payee: Party | None = None
    paid_on: dt.date | None = None
    dated: int = 0

    @property
    def payer_key(self) -> str:
        """What tells its payer from others: an identifier, or the name."""
        if self.payer is None:
            return ""
        held = self.payer.references.get(PAYER_ID, ("", 0))[0]
        return (self.payer.named.get(4) or held or self.payer.named.get(2)).casefold()


@dataclass(slots=True)
class Adjusted:
    """A part of a charge that was not paid. `reason` is empty where it cannot be read."""

    group: str
    reason: str
    amount: Decimal | None

    @property
    def code(self) -> str:
        """Group and reason as they are printed together."""
        return "-".join(part for part in (self.group, self.reason) if part)


@dataclass(slots=True)
class Part:
    """A service line, or what a claim tells at its own level; `segment` is its SVC or CLP."""

    segment: Segment
    charged: Decimal | None
    paid: Decimal | None
    adjustments: list[Adjusted] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    references: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    dates: dict[str, Segment] = field(default_factory=dict)

    def reference(self, *qualifiers: str) -> tuple[str, int]:
        """The first reference of these kinds with its place; empty when there is none."""
        found = (self.references[q][0] for q in qualifiers if q in self.references)
        return next(found, ("", 0))


@dataclass(slots=True)
class Claim:
    """One claim of a remittance. `left` are segments that no letter needs."""

    own: Part
    names: dict[str, Segment] = field(default_factory=dict)
    lines: list[Part] = field(default_factory=list)
    left: list[Segment] = field(default_factory=list)
    troubles: Troubles = field(default_factory=Troubles)

    @property
    def status(self) -> str:
        """How it was decided, CLP02."""
        return self.own.segment.code(2)

    @property
    def account(self) -> str:
        """The practice's own number for it; empty where the payer did not know it and wrote 0."""
        written = self.own.segment.get(1)
        return "" if written == "0" else written

    @property
    def number(self) -> str:
        """The payer's own number for it."""
        return self.own.segment.get(7)


@dataclass(frozen=True, slots=True)
class Held:
    """The text of a claim, from which it is read again when its rows are made.

    Why text: of a large remittance that refuses everything the parsed claims would fill memory.
    """

    text: str
    number: int
    separators: Separators
    head: Head

    def claim(self) -> Claim:
        """The claim, read again."""
        raws = self.text.split(self.separators.terminator)
        return gather(
            [parse(raw, self.number + at, self.separators) for at, raw in enumerate(raws)]
        )


def hold(block: list[Segment], head: Head) -> Held:
    """Keeps the text of a claim."""
    first = block[0]
    text = first.separators.terminator.join(segment.raw for segment in block)
    return Held(text, first.number, first.separators, head)


def head(block: list[Segment], transaction: Transaction, remarks: Remarks) -> Head:
    """Reads the segments before the first claim."""
    found = Head(transaction.number, transaction.stamp)
    troubles = Troubles()
    days: list[tuple[dt.date, int]] = []
    party: Party | None = None
    for segment in block:
        if segment.id == "BPR" or (segment.id == "DTM" and segment.code(1) == _PRODUCED):
            place = 16 if segment.id == "BPR" else 2
            day = troubles.take(segment, place, elements.date, "denial date")
            days += [(day, segment.number)] if day else []
        elif segment.id == "N1":
            party = Party(segment)
            if segment.code(1) == PAYER:
                found.payer = party
            elif segment.code(1) == PAYEE:
                found.payee = party
        elif party is None or not _tells_of(party, segment):
            remarks.leave_segment(segment, _NO_LETTER)
    if days:
        found.paid_on, found.dated = min(days)
    for trouble in troubles.found:
        if found.paid_on is None:
            remarks.note_trouble(trouble)
        else:
            what = "The other date of the remittance was used"
            remarks.note("warning", what, trouble.number, trouble.refusal, trouble.heading)
    return found


def _tells_of(party: Party, segment: Segment) -> bool:
    """Whether a segment is of a party's address or identifiers, which then hold it."""
    if segment.id == "N3":
        party.address += [(line, segment.number) for p in (1, 2) if (line := segment.get(p))]
    elif segment.id == "N4":
        party.address.append((elements.city(segment), segment.number))
    elif segment.id == "REF" and segment.code(1) == PAYER_ID:
        party.references.setdefault(PAYER_ID, (segment.get(2), segment.number))
    else:
        return False
    return True


def gather(block: list[Segment]) -> Claim:
    """Puts together what the segments of one claim tell, which begin with its CLP."""
    troubles = Troubles()
    claim = Claim(_part(block[0], 3, troubles), troubles=troubles)
    part = claim.own
    for segment in block[1:]:
        if segment.id == "SVC":
            part = _part(segment, 2, troubles)
            claim.lines.append(part)
        elif segment.id == "CAS":
            part.adjustments += _adjusted(segment, troubles)
        elif segment.id == "NM1" and segment.code(1) in _NAMES:
            claim.names.setdefault(segment.code(1), segment)
        elif segment.id == "REF" and segment.code(1) in _REFERENCES and segment.get(2):
            told = (segment.get(2), segment.number)
            part.references.setdefault(segment.code(1), []).append(told)
        elif segment.id == "DTM" and segment.code(1) in _DATES:
            part.dates.setdefault(segment.code(1), segment)
        elif segment.id in _REMARKS_AT:
            _remark(part, segment, _REMARKS_AT[segment.id], troubles)
        elif segment.id == "LQ" and segment.code(1) == "HE":
            _remark(part, segment, (2,), troubles)
        else:
            claim.left.append(segment)
    return claim


def _part(segment: Segment, charge_at: int, troubles: Troubles) -> Part:
    return Part(
        segment,
        charged=troubles.take(segment, charge_at, elements.number, "charged"),
        paid=troubles.take(segment, charge_at + 1, elements.number, "paid"),
    )


def _adjusted(segment: Segment, troubles: Troubles) -> Iterator[Adjusted]:
    group = segment.code(1)
    if group not in codes.GROUPS:
        group = ""
        rule = "a group code is CO, PR, OA, PI or CR"
        refusal = ReadingError(rule, "look it up in the payer's own notice")
        troubles.found.append(Trouble(segment.number, "group code", refusal))
    for place in range(2, min(len(segment.elements), _BEHIND), 3):
        if segment.get(place) or segment.get(place + 1):
            reason = troubles.take(segment, place, elements.reason, "denial codes")
            amount = troubles.take(segment, place + 1, elements.number, "denial codes")
            yield Adjusted(group, reason or "", amount)


def _remark(part: Part, segment: Segment, places: tuple[int, ...], troubles: Troubles) -> None:
    for place in places:
        code = troubles.take(segment, place, elements.remark, "remark codes")
        if code and code not in part.remarks:
            part.remarks.append(code)
