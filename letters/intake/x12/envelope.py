"""Parts the segments of a file into transactions, and these into their blocks."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from letters.intake.reading import ReadingError
from letters.intake.x12.remarks import Remarks
from letters.intake.x12.tokens import Segment

MOST = 100_000
"""Segments of the longest block; a claim has at most 999 lines of some twenty segments each."""

_OF_GROUP = {"HP": "835", "HC": "837", "HN": "277", "HI": "278"}
"""Which transaction a functional group holds, where the transaction itself has no head."""
_FIRST = frozenset({"BPR", "BHT"})
_FRAME = frozenset({"ISA", "GS", "ST", "GE", "IEA"})
_TEST = "T"

_INCOMPLETE = "compare it with the sender's file; part of it may be missing"


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: `code` as 835, `version` as 005010X221A1, both empty where not told.

    `number` is the place of its first segment; `stamp` tells when its group was written, as
    CCYYMMDD and the time behind it, and orders transactions of one day.
    """

    code: str
    version: str
    number: int
    stamp: str


class Envelope:
    """Iterates over the transactions of a file, each with its segments between ST and SE.

    What the envelope counts and what stands in it may differ: that is remarked and goes on.
    """

    def __init__(self, segments: Iterable[Segment], remarks: Remarks) -> None:
        self._segments = iter(segments)
        self._remarks = remarks
        self._kept: Segment | None = None
        self._group: Segment | None = None
        self._transactions = 0
        self._groups = 0
        self._tested = False

    def __iter__(self) -> Iterator[tuple[Transaction, Iterator[Segment]]]:
        while (segment := self._next()) is not None:
            if segment.id == "ST":
                self._transactions += 1
                body = self._body(segment, headed=True)
                yield self._transaction(segment), body
                deque(body, maxlen=0)
            elif segment.id in _FIRST and self._group and self._group.code(1) in _OF_GROUP:
                self._kept = segment
                self._warn("A transaction has no beginning", segment, "it begins with ST")
                body = self._body(segment, headed=False)
                yield self._transaction(segment), body
                deque(body, maxlen=0)
            else:
                self._frame(segment)

    def _next(self) -> Segment | None:
        segment, self._kept = self._kept, None
        return segment if segment is not None else next(self._segments, None)

    def _frame(self, segment: Segment) -> None:
        if segment.id == "ISA":
            self._groups, self._group = 0, None
            if segment.code(15) == _TEST and not self._tested:
                self._tested = True
                rule = "the sender marked it as a test (ISA15 is T)"
                refusal = ReadingError(rule, "leave it out if its claims are not real")
                self._remarks.note("warning", "The file was used", segment.number, refusal)
        elif segment.id == "GS":
            self._groups += 1
            self._transactions, self._group = 0, segment
        elif segment.id == "GE":
            self._compare(segment, self._transactions, "transactions of a group")
        elif segment.id == "IEA":
            self._compare(segment, self._groups, "groups of an interchange")
        elif segment.id == "TA1":
            self._remarks.leave_segment(segment, "it tells that an interchange arrived")
        else:
            self._remarks.leave_segment(segment, "it stands outside of any transaction")

    def _body(self, first: Segment, headed: bool) -> Iterator[Segment]:
        """The segments up to SE; `headed` tells whether `first` is an ST and none of them."""
        counted = 1
        while (segment := self._next()) is not None:
            if segment.id == "SE":
                if headed:
                    self._compare(segment, counted + 1, "segments of a transaction")
                if headed and segment.get(2) != first.get(2):
                    rule = "ST and SE of a transaction carry one number"
                    self._warn("A transaction's numbers differ", segment, rule)
                return
            if segment.id in _FRAME:
                self._kept = segment
                break
            counted += 1
            yield segment
        self._warn("A transaction has no end", first, "it ends with SE")

    def _compare(self, segment: Segment, counted: int, what: str) -> None:
        told = segment.get(1)
        if not (told.isascii() and told.isdecimal() and int(told[-9:]) == counted):
            rule = f"the number of {what} is told at its end"
            self._warn("A count does not agree", segment, rule)

    def _warn(self, what: str, segment: Segment, rule: str) -> None:
        self._remarks.note("warning", what, segment.number, ReadingError(rule, _INCOMPLETE))

    def _transaction(self, segment: Segment) -> Transaction:
        group = self._group
        told = segment.code(1) if segment.id == "ST" else ""
        code = told or (_OF_GROUP.get(group.code(1), "") if group else "")
        version = (segment.code(3) if segment.id == "ST" else "") or (
            group.code(8) if group else ""
        )
        day = group.get(4) if group else ""
        century = "20" if len(day) == 6 else ""
        stamp = f"{century}{day} {group.get(5)}" if group else ""
        return Transaction(code, version, segment.number, stamp)


def blocks(segments: Iterable[Segment], opening: frozenset[str]) -> Iterator[list[Segment]]:
    """Runs of segments, each from one whose name opens a run up to the next such.

    The first run may begin otherwise, and so does what is left of a run longer than MOST.
    """
    block: list[Segment] = []
    for segment in segments:
        if block and (segment.id in opening or len(block) == MOST):
            yield block
            block = []
        block.append(segment)
    if block:
        yield block
