"""Refuses a PDF of which a part unpacks to far more than a page can hold.

Why before anything else reads it: the readers unpack what a page draws whole, and find out that it
does not fit into memory only when it does not.
"""

import zlib
from typing import Any

import pikepdf

from letters.exhibits.refusals import RefusedError

_FLATE = frozenset({"/FlateDecode", "/Fl"})


def check(pdf: pikepdf.Pdf, most: int) -> None:
    """Unpacks every part but pictures, which are bounded by their dots, and throws it away.

    Raises:
        RefusedError: one unpacks to more than so many bytes.
    """
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image":
            packed = each.read_raw_bytes()
            for name in _filters(each):
                # Others neither unpack a thousandfold nor stand before one that does.
                if name not in _FLATE:
                    break
                packed = _unpacked(packed, most)


def _filters(stream: Any) -> list[str]:
    named = stream.get("/Filter", pikepdf.Array())
    several = list(named) if isinstance(named, pikepdf.Array) else [named]
    return [str(each) if isinstance(each, pikepdf.Name) else "" for each in several]


def _unpacked(packed: bytes, most: int) -> bytes:
    """What is unpacked, as far as it can be; that it cannot is found by others."""
    unpacker = zlib.decompressobj()
    try:
        whole = unpacker.decompress(packed, most + 1)
    except zlib.error:
        return b""
    if len(whole) > most:
        raise RefusedError("unpacked")
    return whole
