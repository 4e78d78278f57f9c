"""Reads claims as they were sent (837): one row for each service line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from letters.intake.reading import ReadingError
from letters.intake.rows import Role, Row
from letters.intake.x12 import elements
from letters.intake.x12.cells import Cells
from letters.intake.x12.elements import Trouble, Troubles
from letters.intake.x12.envelope import blocks
from letters.intake.x12.people import NPI, People
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.tokens import Segment

ICD9_WHY = "its diagnoses are of ICD-9, which no letter can use"
"""Why an HI segment is not used."""

_OPENING = frozenset({"HL", "CLM"})
_ICD10, _ICD9 = ("ABK", "ABF"), ("BK", "BF")
_HIGHEST = 13
"""Elements of an HI segment, its name counted."""
_AUTHORISATION, _ORIGINAL, _RECORD = "G1", "F8", "EA"
_RENDERING = "82"
_VOID = "8"
_UNITS = frozenset({"UN", ""})

_NO_LETTER = "no letter needs it"
_OTHER_PAYER = "it tells of another payer of the same claim"
_VOIDED = "it takes a claim back"


@dataclass(frozen=True, slots=True)
class _Service:
    """Where the segments that open a service tell its code, charge, unit and quantity."""

    code: int
    charge: int
    unit: int
    quantity: int


_SERVICES = {
    "SV1": _Service(1, 2, 3, 4),
    "SV2": _Service(2, 3, 4, 5),
    "SV3": _Service(1, 2, 0, 6),
}
_CODE_ALONE = _Service(1, 0, 0, 0)


@dataclass(slots=True)
class _Line:
    """The segments of one service line that tell something."""

    service: Segment | None = None
    day: Segment | None = None
    drug: Segment | None = None
    rendering: Segment | None = None
    authorised: Segment | None = None


@dataclass(slots=True)
class _Sent:
    """The segments of one claim that tell something."""

    head: Segment
    own: _Line = field(default_factory=_Line)
    lines: list[_Line] = field(default_factory=list)
    diagnoses: list[Segment] = field(default_factory=list)
    original: Segment | None = None
    record: Segment | None = None


def read(body: Iterable[Segment], remarks: Remarks) -> Iterator[Row]:
    """The rows of all claims of a transaction."""
    people = People()
    for block in blocks(body, _OPENING):
        if block[0].id == "CLM":
            yield from _claim(block, people, remarks)
            continue
        if block[0].id == "HL":
            people.opened(block[0].code(3))
        for segment in block:
            if segment.id != "HL" and not people.take(segment):
                remarks.leave_segment(segment, _NO_LETTER)


def _claim(block: list[Segment], people: People, remarks: Remarks) -> Iterator[Row]:
    head = block[0]
    parts = head.parts(5)
    if len(parts) > 2 and parts[2] == _VOID:
        remarks.leave("CLM", head.number, _VOIDED)
        return
    sent = _gather(block, remarks)
    troubles = Troubles()
    shared = _shared(sent, people, troubles)
    record = {sent.record.get(2)} if sent.record else set()
    person = people.person(shared, {_account(head), *record})
    lines = [line for line in sent.lines if line.service is not None]
    for line in lines:
        cells = Cells(shared)
        _put_line(cells, line, troubles)
        number = line.service.number if line.service else head.number
        yield cells.row(Role.CLAIM, person, number, remarks)
    if not lines:
        cells = Cells(shared)
        charged = troubles.take(head, 2, elements.number, "charged")
        cells.put("charged", charged, head.number)
        yield cells.row(Role.CLAIM, person, head.number, remarks)
    for trouble in troubles.found:
        remarks.note_trouble(trouble)


def _account(head: Segment) -> str:
    return head.get(1)


def _gather(block: list[Segment], remarks: Remarks) -> _Sent:
    """Puts together what a claim tells. What another payer decided of it is left out."""
    sent = _Sent(block[0])
    line, of_other = sent.own, False
    for segment in block[1:]:
        if segment.id == "LX" or (segment.id in _SERVICES and line.service is not None):
            line, of_other = _Line(), False
            sent.lines.append(line)
        elif segment.id in ("SBR", "SVD"):
            of_other = True
        if segment.id in _SERVICES:
            if line is sent.own:
                line = _Line()
                sent.lines.append(line)
            line.service, of_other = segment, False
        elif segment.id == "LX":
            continue
        elif of_other:
            remarks.leave_segment(segment, _OTHER_PAYER)
        elif not _tells(sent, line, segment):
            remarks.leave_segment(segment, _NO_LETTER)
        elif segment.id == "HI" and is_icd9(segment):
            remarks.leave_segment(segment, ICD9_WHY)
    return sent


def _tells(sent: _Sent, line: _Line, segment: Segment) -> bool:
    """Whether a segment tells something of a claim or a line, which then holds it."""
    kind, qualifier = segment.id, segment.code(1)
    if kind == "HI" and segment.parts(1)[0].upper() in (*_ICD10, *_ICD9):
        sent.diagnoses.append(segment)
    elif kind == "DTP" and qualifier == "472":
        line.day = segment
    elif kind == "DTP" and qualifier == "434" and line is sent.own:
        line.day = line.day or segment
    elif kind == "LIN" and segment.code(2) == "N4":
        line.drug = segment
    elif kind == "NM1" and qualifier == _RENDERING and segment.code(8) == NPI:
        line.rendering = segment
    elif kind == "REF" and qualifier == _AUTHORISATION:
        line.authorised = segment
    elif kind == "REF" and qualifier == _ORIGINAL and line is sent.own:
        sent.original = segment
    elif kind == "REF" and qualifier == _RECORD and line is sent.own:
        sent.record = segment
    else:
        return False
    return True


def is_icd9(segment: Segment) -> bool:
    """Whether an HI segment has diagnoses of ICD-9."""
    return any(segment.parts(place)[0].upper() in _ICD9 for place in range(1, _HIGHEST))


def _shared(sent: _Sent, people: People, troubles: Troubles) -> Cells:
    """The cells that all rows of a claim have."""
    cells = Cells()
    people.put(cells, troubles)
    cells.put("patient account", _account(sent.head), sent.head.number)
    if sent.original is not None:
        cells.put("claim number", sent.original.get(2), sent.original.number)
    put_diagnoses(cells, sent.diagnoses, troubles)
    _put_own(cells, sent.own, troubles)
    return cells


def put_diagnoses(cells: Cells, segments: Sequence[Segment], troubles: Troubles) -> None:
    """Puts the ICD-10-CM codes of HI segments, the principal one first."""
    codes = dict.fromkeys(_diagnoses(segments, troubles))
    cells.put("diagnosis codes", "; ".join(codes), segments[0].number if segments else 0)


def _diagnoses(segments: Iterable[Segment], troubles: Troubles) -> Iterator[str]:
    for segment in segments:
        for place in range(1, _HIGHEST):
            parts = segment.parts(place)
            if parts[0].upper() not in _ICD10 or len(parts) < 2 or not parts[1]:
                continue
            try:
                yield elements.icd10(parts[1])
            except ReadingError as refusal:
                troubles.found.append(Trouble(segment.number, "diagnosis codes", refusal))


def _put_own(cells: Cells, line: _Line, troubles: Troubles) -> None:
    """Puts what a line tells beside its service, or the claim for all its lines."""
    if line.day is not None:
        day = troubles.take(line.day, 3, elements.date, "service date")
        cells.put("service date", day, line.day.number)
    if line.authorised is not None:
        cells.put("authorization number", line.authorised.get(2), line.authorised.number)
    if line.rendering is not None:
        cells.put("rendering npi", line.rendering.get(9), line.rendering.number)


def put_service(cells: Cells, segment: Segment, troubles: Troubles, is_billed: bool = True) -> None:
    """Puts what an SV1, SV2 or SV3 tells, or an HI that names a procedure.

    What is not billed but asked for has no charge.
    """
    told, number = _SERVICES.get(segment.id, _CODE_ALONE), segment.number
    cells.put_service(elements.billed(segment, (told.code,), troubles), number)
    if told.charge and is_billed:
        charged = troubles.take(segment, told.charge, elements.number, "charged")
        cells.put("charged", charged, number)
    if told.quantity and (not told.unit or segment.code(told.unit) in _UNITS):
        units = troubles.take(segment, told.quantity, elements.number, "line units")
        cells.put("line units", units, number)


def _put_line(cells: Cells, line: _Line, troubles: Troubles) -> None:
    segment = line.service
    if segment is None:
        return
    put_service(cells, segment, troubles)
    if line.drug is not None:
        drug = troubles.take(line.drug, 3, elements.ndc, "ndc")
        cells.put("ndc", drug, line.drug.number)
    _put_own(cells, line, troubles)
