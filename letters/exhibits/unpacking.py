"""Refuses a PDF of which a part, or all together, unpacks to far more than pages can hold.

Why before anything else reads it: the readers unpack what a page draws whole, and find out that it
does not fit into memory only when it does not.
"""

import base64
import zlib
from typing import Any

import pikepdf

from letters.exhibits.refusals import RefusedError

_FLATE = frozenset({"/FlateDecode", "/Fl"})
_HEXADECIMAL = frozenset({"/ASCIIHexDecode", "/AHx"})
_WRITTEN = _HEXADECIMAL | {"/ASCII85Decode", "/A85"}


def check(pdf: pikepdf.Pdf, most: int, most_in_all: int) -> None:
    """Unpacks every part but pictures, which are bounded by their dots, and throws it away.

    Raises:
        RefusedError: one unpacks to more than so many bytes, or all do.
    """
    left = most_in_all
    for each in pdf.objects:
        if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image":
            packed = each.read_raw_bytes()
            for name in _filters(each):
                if name in _WRITTEN:
                    packed = _read(packed, name)
                elif name in _FLATE:
                    packed = _unpacked(packed, most, left)
                    left -= len(packed)
                else:
                    break  # what of others is too much is found by the bounds of the process


def _filters(stream: Any) -> list[str]:
    named = stream.get("/Filter", pikepdf.Array())
    several = list(named) if isinstance(named, pikepdf.Array) else [named]
    return [str(each) if isinstance(each, pikepdf.Name) else "" for each in several]


def _read(written: bytes, name: str) -> bytes:
    """What is written in letters and digits; nothing where it cannot be read."""
    try:
        if name in _HEXADECIMAL:
            return bytes.fromhex(written.split(b">")[0].decode("ascii"))
        return base64.a85decode(written.split(b"~")[0].removeprefix(b"<"))
    except ValueError:
        return b""


def _unpacked(packed: bytes, most: int, left: int) -> bytes:
    """What is unpacked, as far as it can be; that it cannot is found by others."""
    unpacker = zlib.decompressobj()
    try:
        whole = unpacker.decompress(packed, min(most, left) + 1)
    except zlib.error:
        return b""
    if len(whole) > most:
        raise RefusedError("unpacked")
    if len(whole) > left:
        raise RefusedError("all unpacked")
    return whole
