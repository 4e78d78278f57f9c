"""Counts the pages of a TIFF strictly (TIFF 6.0, section 2; BigTIFF has wider numbers).

Why: each page tells where the next one stands. Readers take a place that leads nowhere, or back,
for the end, so a fax of ten pages with one damaged byte would be a shorter fax.
"""

import struct

_ENTRY, _WIDE_ENTRY = 12, 20


def count(content: bytes) -> int | None:
    """How many pages there are; None where the way from one to the next is broken."""
    order = "<" if content.startswith(b"II") else ">"
    wide = content[2:4] in (b"+\0", b"\0+")
    number, place, entry, first = ("Q", "Q", _WIDE_ENTRY, 8) if wide else ("H", "I", _ENTRY, 4)
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(order + place, content, first)
        while at:
            if at in seen:
                return None
            seen.add(at)
            (entries,) = struct.unpack_from(order + number, content, at)
            after = at + struct.calcsize(number) + entries * entry
            (at,) = struct.unpack_from(order + place, content, after)
    except (struct.error, OverflowError):
        return None
    return len(seen)
