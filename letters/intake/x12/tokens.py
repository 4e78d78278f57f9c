"""Cuts the text of an X12 file into segments, in a stream."""

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from letters.intake.limits import MEGABYTE, Limits
from letters.intake.reading import ReadingError
from letters.intake.x12 import separators
from letters.intake.x12.separators import BLANK, HEAD, SEARCHED, Separators

_PIECE = 1 << 16
_ELEMENTS = 128
"""More elements than any segment has; what stands behind them is of no known segment."""
_FIELDS = re.compile(r"([A-Za-z0-9]{1,3})([^A-Za-z0-9\s.,\-+])")
"""How a composite begins whose separator is not the one that the interchange tells."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Segment(NamedTuple):
    """One segment. `number` is its 1-based place in the file, `id` its name in capitals.

    `elements` begin with the name, so that element 1 of the standard is `elements[1]`.
    """

    number: int
    id: str
    elements: list[str]
    raw: str
    separators: Separators

    def get(self, place: int) -> str:
        """An element without blanks around it; empty when there is none."""
        elements = self.elements
        return elements[place].strip(" \t") if place < len(elements) else ""

    def code(self, place: int) -> str:
        """An element that is a code of the standard, in capitals."""
        return self.get(place).upper()

    def parts(self, place: int) -> list[str]:
        """The components of an element. One that is parted otherwise than announced is parted so.

        Why: senders rewrite the envelope of a file and leave what stands in it.
        """
        whole = self.get(place)
        parts = whole.split(self.separators.component)
        if len(parts) == 1 and (other := _FIELDS.match(whole)):
            parts = whole.split(other[2])
        return [part.strip(" \t") for part in parts]


class CutError(ReadingError):
    """The text cannot be cut any further; `number` is the segment at which it ends."""

    def __init__(self, refusal: ReadingError, number: int) -> None:
        super().__init__(refusal.rule, refusal.action)
        self.number = number


def parse(raw: str, number: int, parted: Separators) -> Segment:
    """Parts the text of a segment, its terminator left out."""
    elements = raw.split(parted.element, _ELEMENTS)
    return Segment(number, elements[0].strip(BLANK).upper(), elements, raw, parted)


def read(path: Path, limits: Limits) -> Iterator[Segment]:
    """The segments of a file, as UTF-8 or else as Latin-1, which X12 allows.

    Raises:
        CutError: it begins with no segment, or a segment passes the limit `line_mb`.
        OSError: it cannot be read.
    """
    return cut(_text(path), limits)


def _text(path: Path) -> Iterator[str]:
    with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
        while piece := file.read(_PIECE):
            yield piece


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as file:
        first = file.read(_PIECE)
        for bom, encoding in _BOMS:
            if first.startswith(bom):
                return encoding
        try:
            decoder.decode(first)
            while piece := file.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8"


def cut(pieces: Iterable[str], limits: Limits) -> Iterator[Segment]:
    """The segments of a text that comes in pieces of any length.

    Raises:
        CutError: it begins with no segment, or a segment passes the limit `line_mb`.
    """
    return iter(_Cutter(pieces, limits))


class _Cutter:
    """Holds the text that is not cut yet. Separators are found anew at each interchange."""

    def __init__(self, pieces: Iterable[str], limits: Limits) -> None:
        self._pieces = iter(pieces)
        self._limits = limits
        self._longest = limits.line_mb * MEGABYTE
        self._rest = ""
        self._ended = False
        self._parted: Separators | None = None
        self._known_head = False
        self._number = 0

    def __iter__(self) -> Iterator[Segment]:
        self._fill(SEARCHED)
        begin = separators.start(self._rest)
        if begin is None:
            rule = "it begins with none of the segments ISA, GS and ST"
            raise self._refused(ReadingError(rule, "ask the sender for the original file"))
        self._rest = self._rest[begin:]
        self._parted = separators.find(self._rest[:HEAD])
        while self._rest:
            yield from self._segments(self._parted)
            if len(self._rest) > self._longest:
                raise self._refused(self._limits.beyond("line_mb", "a segment of it"))
            if not self._ended:
                self._fill(len(self._rest) + 1)

    def _fill(self, wanted: int) -> None:
        pieces = [self._rest]
        length = len(self._rest)
        while length < wanted and not self._ended:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
            else:
                pieces.append(piece)
                length += len(piece)
        self._rest = "".join(pieces)

    def _segments(self, parted: Separators) -> Iterator[Segment]:
        """The whole segments of the text held; what is left stays held."""
        parts = self._rest.split(parted.terminator)
        held = "" if self._ended else parts.pop()
        self._rest = held
        for place, part in enumerate(parts):
            raw = part.lstrip(BLANK)
            if not raw:
                continue
            if raw[0] in "Ii" and self._begins_anew(raw, [*parts[place + 1 :], held], parted):
                return
            self._known_head = False
            if "\n" in raw or "\r" in raw:
                raw = raw.replace("\r", "").replace("\n", "")
            if len(raw) > self._longest:
                raise self._refused(self._limits.beyond("line_mb", "a segment of it"))
            self._number += 1
            yield parse(raw, self._number, parted)

    def _begins_anew(self, raw: str, behind: list[str], parted: Separators) -> bool:
        """Whether an interchange begins here that is parted otherwise, or is not wholly held yet.

        Then the text from there on is held again.
        """
        at = separators.next_head(raw)
        if at is None or (self._known_head and at == 0):
            return False
        near = raw[at:]
        for part in behind:
            if len(near) >= HEAD:
                break
            near += parted.terminator + part
        if len(near) < HEAD and not self._ended:
            self._rest = parted.terminator.join([raw, *behind])
            return True
        found = separators.find(near[:HEAD])
        if at == 0 and found == parted:
            return False
        before = raw[:at] + found.terminator if at else ""
        self._rest = before + parted.terminator.join([raw[at:], *behind])
        self._parted = found
        self._known_head = at == 0
        return True

    def _refused(self, refusal: ReadingError) -> CutError:
        return CutError(refusal, self._number + 1)
