"""Which bytes of a PDF its signature covers: all of them but its own digits, or it does not hold.

Read from the bytes themselves and strictly, because readers of PDF disagree on what a signature
covers where its range has a gap, does not begin at the first byte or stands in an object of its
own. Those are the known ways to show other pages under a signature that still holds.
"""

import re
from typing import NamedTuple

_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_DIGITS = re.compile(rb"<(?:[0-9A-F]{2})+>")
_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")


class BrokenError(Exception):
    """A signature does not hold; the message says why, without a word of the file."""


class Covered(NamedTuple):
    """Where the digits of the one signature stand, what they are, and what came before.

    `before` is how many bytes the file had before the update that signed it.
    """

    start: int
    end: int
    contents: bytes
    before: int | None


def covered(pdf: bytes) -> Covered:
    """What the one signature of a PDF covers.

    Raises:
        BrokenError: if there is not exactly one, or anything but its own digits is not covered.
    """
    named = pdf.count(b"/ByteRange")
    found = list(_RANGE.finditer(pdf))
    if named > 1:
        raise BrokenError("there are several signatures in the file")
    if not found:
        raise BrokenError("what it covers is not told where the signature stands")
    at, start, end, rest = map(int, found[0].groups())
    if at != 0 or not start < end <= len(pdf):
        raise BrokenError("it does not cover the file from its first byte on")
    if (more := len(pdf) - end - rest) > 0:
        raise BrokenError(
            f"{more} {'byte was' if more == 1 else 'bytes were'} added to the file after it"
        )
    if more < 0:
        raise BrokenError("the file was cut")
    gap = pdf[start:end]
    if not _DIGITS.fullmatch(gap):
        raise BrokenError("it leaves out more than its own digits, or these were changed")
    ends = [each.end() for each in _END.finditer(pdf, 0, start)]
    return Covered(start, end, bytes.fromhex(gap[1:-1].decode()), ends[-1] if ends else None)
