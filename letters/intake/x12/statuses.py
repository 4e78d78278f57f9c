"""Reads answers on the status of claims (277): none is a denial, some call for something else."""

from collections.abc import Iterable
from dataclasses import dataclass

from letters.intake.reading import ReadingError
from letters.intake.x12.envelope import Transaction
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.tokens import Segment

_REQUEST_VERSION, _REQUEST_KIND = "X213", "RQ"
_COMPOSITES = (1, 10, 11)
_WHOLE = "it tells where claims stand; a remittance (835) decides them"
_STANDS = "it tells where a claim stands"


@dataclass(frozen=True, slots=True)
class _Status:
    """What a status calls for: the notice about it, and why it is not used."""

    what: str
    rule: str
    action: str
    why: str


_REJECTED = _Status(
    "A claim was rejected before adjudication: not a denial",
    "it was never taken for adjudication, so there is nothing to appeal",
    "correct it and resubmit it",
    "it was rejected before adjudication: not a denial",
)
_ASKED = _Status(
    "The payer asks for documents: not a denial",
    "it decides the claim once it has them",
    "send what it asks for by the day that it names",
    "it asks for documents: not a denial",
)
_DENIED = _Status(
    "The payer answers that a claim was denied",
    "this answer has neither the codes nor the date of the denial",
    "add the remittance (835) of that claim, or enter the payer's letter by hand",
    "it tells of a denial without its codes: the remittance has them",
)
_REJECTING = frozenset({"A3", "A4", "A6", "A7", "A8"})
_DENYING = frozenset({"F2"})
_ASKING = "R"


def read(transaction: Transaction, body: Iterable[Segment], remarks: Remarks) -> None:
    """Remarks on each claim of a transaction once for all that its status calls for."""
    remarks.leave("277", transaction.number, _WHOLE)
    asks = _REQUEST_VERSION in transaction.version
    told: set[_Status] = set()
    for segment in body:
        if segment.id == "BHT":
            asks |= segment.code(6) == _REQUEST_KIND
        elif segment.id in ("HL", "TRN"):
            told.clear()
        elif segment.id == "STC":
            status = _status(segment, asks)
            if status is not None and status not in told:
                told.add(status)
                refusal = ReadingError(status.rule, status.action)
                remarks.note("warning", status.what, segment.number, refusal)
            remarks.leave("STC", segment.number, status.why if status else _STANDS)


def _status(segment: Segment, asks: bool) -> _Status | None:
    """What a status calls for; None for one that only tells."""
    found = {segment.parts(place)[0].upper() for place in _COMPOSITES}
    if found & _REJECTING:
        return _REJECTED
    if asks or any(category.startswith(_ASKING) for category in found):
        return _ASKED
    return _DENIED if found & _DENYING else None
