"""Reads answers to requests for authorisation (278): what was not certified becomes a row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from letters.intake.reading import ReadingError
from letters.intake.rows import Role, Row
from letters.intake.x12 import elements
from letters.intake.x12.cells import Cells
from letters.intake.x12.claims import ICD9_WHY, is_icd9, put_diagnoses, put_service
from letters.intake.x12.elements import Troubles
from letters.intake.x12.envelope import Transaction, blocks
from letters.intake.x12.people import People
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.tokens import Segment

_OPENING = frozenset({"HL"})
_EVENT, _SERVICE = "EV", "SS"
_REQUEST = "13"
_ISSUED, _SERVED, _HAPPENS = "102", "472", "AAH"
_REVIEWS, _ADMINISTRATIVE = "BB", "NT"
_REFUSED, _PARTLY = "A3", frozenset({"A2", "A6"})
_LONGEST = 4000
"""Characters of the payer's own words that are kept, as many as a cell may hold."""

_NO_LETTER = "no letter needs it"
_ASKS = "it asks for an authorization; it is no answer"
_NO_DECISION = "it tells no decision"
_TOLD = {
    "A1": "the request was certified in full",
    "A4": "the request is pending: the payer has not decided it",
    "C": "the request was canceled",
    "CT": "the payer asks for a call before it decides",
    "NA": "no authorization is needed",
}
"""What the actions of HCR01 are that refuse nothing."""
_TO_DO = {
    "A4": "wait for the decision, and send what the payer asks for",
    "CT": "call the payer",
}


@dataclass(slots=True)
class _Loop:
    """The segments of an event or a service that tell something."""

    action: Segment | None = None
    service: Segment | None = None
    references: dict[str, Segment] = field(default_factory=dict)
    dates: dict[str, Segment] = field(default_factory=dict)
    diagnoses: list[Segment] = field(default_factory=list)
    words: list[Segment] = field(default_factory=list)


def read(transaction: Transaction, body: Iterable[Segment], remarks: Remarks) -> Iterator[Row]:
    """The rows of all that a transaction does not certify, or certifies in part."""
    answer = _Answer(remarks)
    for block in blocks(body, _OPENING):
        if block[0].id == "HL":
            yield from answer.loop(block)
            continue
        for segment in block:
            if segment.id == "BHT" and segment.code(2) == _REQUEST:
                remarks.leave("278", transaction.number, _ASKS)
                return
            answer.front(segment)
    yield from answer.close()


class _Answer:
    """Holds the event that is read, with its services, until the next begins."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks
        self._people = People()
        self._sent: Segment | None = None
        self._event: _Loop | None = None
        self._services: list[_Loop] = []

    def front(self, segment: Segment) -> None:
        """Takes a segment before the first level."""
        if segment.id == "BHT":
            self._sent = segment
        elif segment.id == "AAA":
            self._note_form(segment)
        else:
            self._remarks.leave_segment(segment, _NO_LETTER)

    def loop(self, block: list[Segment]) -> Iterator[Row]:
        """Takes the segments of one level, which may close an event before it."""
        level = block[0].code(3)
        if level == _SERVICE:
            self._services.append(self._gather(block))
            return
        yield from self.close()
        if level == _EVENT:
            self._event = self._gather(block)
            return
        self._people.opened(level)
        for segment in block[1:]:
            if segment.id == "AAA":
                self._note_form(segment)
            elif not self._people.take(segment):
                self._remarks.leave_segment(segment, _NO_LETTER)

    def close(self) -> Iterator[Row]:
        """The rows of the event held."""
        event, services = self._event, self._services
        self._event, self._services = None, []
        if event is not None or services:
            for loop in services or [_Loop()]:
                yield from self._decided(event or _Loop(), loop)

    def _gather(self, block: list[Segment]) -> _Loop:
        loop = _Loop()
        for segment in block[1:]:
            if segment.id == "AAA":
                self._note_form(segment)
            elif not _tells(loop, segment):
                why = ICD9_WHY if segment.id == "HI" and is_icd9(segment) else _NO_LETTER
                self._remarks.leave_segment(segment, why)
        return loop

    def _note_form(self, segment: Segment) -> None:
        rule = "it rejects the form of the request, it does not deny what was asked"
        refusal = ReadingError(rule, "correct the request and send it again")
        what = "A request for authorization was not processed: not a denial"
        self._remarks.note("warning", what, segment.number, refusal)
        self._remarks.leave("AAA", segment.number, rule)

    def _decided(self, event: _Loop, loop: _Loop) -> Iterator[Row]:
        """The row of a service, if it is refused; the event decides where the service does not."""
        action = loop.action or event.action
        if action is None:
            first = loop.service or next(iter((*event.diagnoses, *event.words)), None)
            if first is not None:
                self._remarks.leave_segment(first, _NO_DECISION)
            return
        code = action.code(1)
        if code == _REFUSED or code in _PARTLY:
            yield self._row(event, loop, action)
            return
        why = _TOLD.get(code, _NO_DECISION)
        self._remarks.leave("HCR", action.number, why)
        if code not in _TOLD or code in _TO_DO:
            refusal = ReadingError(why, _TO_DO.get(code, "read the payer's own notice"))
            what = "An answer to a request for authorization is no denial"
            self._remarks.note("warning", what, action.number, refusal)

    def _row(self, event: _Loop, loop: _Loop, action: Segment) -> Row:
        troubles, cells = Troubles(), Cells()
        self._people.put(cells, troubles)
        self._put_dates(cells, event, loop, troubles)
        for segment in (*_referred(event), *_referred(loop)):
            cells.put("authorization number", segment.get(2), segment.number)
        cells.put("authorization number", action.get(2), action.number)
        put_diagnoses(cells, event.diagnoses + loop.diagnoses, troubles)
        if loop.service is not None:
            put_service(cells, loop.service, troubles, is_billed=False)
        words = [*event.words, *loop.words]
        quote = " ".join(segment.get(1) for segment in words)[:_LONGEST]
        cells.put("denial quote", quote, words[0].number if words else 0)
        for trouble in troubles.found:
            self._remarks.note_trouble(trouble)
        if action.code(1) in _PARTLY:
            rule = "the payer certified the request in part or changed it"
            refusal = ReadingError(rule, "compare the answer with what was asked")
            what = "The answer was used as a denial"
            self._remarks.note("warning", what, action.number, refusal)
        person = self._people.person(cells, set())
        return cells.row(Role.DENIAL, person, action.number, self._remarks)

    def _put_dates(self, cells: Cells, event: _Loop, loop: _Loop, troubles: Troubles) -> None:
        """Puts when it was decided, else when the answer was sent, and when the service begins."""
        if self._sent is not None:
            sent = troubles.take(self._sent, 4, elements.date, "denial date")
            cells.put("denial date", sent, self._sent.number)
        for heading, dated in (
            ("denial date", (event.dates.get(_ISSUED), loop.dates.get(_ISSUED))),
            ("start date", (event.dates.get(_HAPPENS), loop.dates.get(_SERVED))),
        ):
            for segment in dated:
                if segment is not None:
                    day = troubles.take(segment, 3, elements.date, heading)
                    cells.put(heading, day, segment.number)


def _tells(loop: _Loop, segment: Segment) -> bool:
    """Whether a segment tells something of an event or a service, which then holds it."""
    if segment.id == "HCR":
        loop.action = segment
    elif segment.id in ("SV1", "SV2", "SV3"):
        loop.service = segment
    elif segment.id == "HI":
        return _codes(loop, segment)
    elif segment.id == "REF" and segment.code(1) in (_REVIEWS, _ADMINISTRATIVE):
        loop.references.setdefault(segment.code(1), segment)
    elif segment.id == "DTP" and segment.code(1) in (_ISSUED, _SERVED, _HAPPENS):
        loop.dates.setdefault(segment.code(1), segment)
    elif segment.id == "MSG":
        loop.words.append(segment)
    else:
        return False
    return True


def _codes(loop: _Loop, segment: Segment) -> bool:
    """Takes diagnoses of ICD-10, or the procedure that older versions write in an HI."""
    qualifier = segment.parts(1)[0].upper()
    if qualifier in ("BO", "BP"):
        loop.service = loop.service or segment
    elif qualifier in ("ABK", "ABF"):
        loop.diagnoses.append(segment)
    else:
        return False
    return True


def _referred(loop: _Loop) -> Iterator[Segment]:
    """References to the review, the surest last."""
    for qualifier in (_ADMINISTRATIVE, _REVIEWS):
        if qualifier in loop.references:
            yield loop.references[qualifier]
