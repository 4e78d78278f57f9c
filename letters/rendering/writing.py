"""The bytes of a PDF: made once, and so that each stream ends where it says.

pydyf 0.13 makes each object twice, to identify the file and to write it, and packs each stream
twice. It ends a stream with a line feed; where the packed content happens to end with a carriage
return (one of 256), both together read as the end of the line, and the stream seems to be one byte
shorter than its length, which ISO 19005-3, 6.1.7.1 forbids. And it packs as closely as zlib can,
which takes three times as long as zlib's usual way for a file that is 3% smaller.
"""

import io
import zlib
from functools import partial
from typing import Any, BinaryIO

import pydyf

_DOUBTFUL = b"\r\nendstream"
_SETTLED = b"\r\r\nendstream"


class _Made(pydyf.Object):  # type: ignore[misc]  # pydyf ships no types
    """An object of a PDF in its bytes."""

    def __init__(self, one: Any) -> None:
        super().__init__()
        self.number = one.number
        self._compressible: bool = one.compressible
        self._data: bytes = one.data
        if self._data.endswith(_DOUBTFUL):
            self._data = self._data.removesuffix(_DOUBTFUL) + _SETTLED

    @property
    def data(self) -> bytes:
        """The bytes, with their stream if there is one."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Whether it may stand in a stream of objects."""
        return self._compressible


class _Packing:
    """zlib as pydyf asks for it, at its usual level."""

    compress = staticmethod(zlib.compress)

    @staticmethod
    def compressobj(**_level: int) -> Any:
        """What packs one stream."""
        return zlib.compressobj()


def settle(pdf: Any) -> None:
    """Fixes the objects of a PDF in their bytes and sees to those that pydyf adds on writing."""
    pydyf.zlib = _Packing
    pdf.objects[:] = [one if one.free == "f" else _Made(one) for one in pdf.objects]
    # Why not afterwards: the last streams hold the places of all others and of each other.
    pdf.write = partial(_write, pdf)


def _stands_alone(one: Any) -> bool:
    return one.free != "f" and not one.compressible


def _write(pdf: Any, output: BinaryIO, *how: Any) -> None:
    """Writes a PDF; an empty object more gives other bytes to the streams that pydyf adds."""
    objects = list(pdf.objects)
    known = sum(one.data.count(_DOUBTFUL) for one in objects if _stands_alone(one))
    while True:
        made = io.BytesIO()
        pydyf.PDF.write(pdf, made, *how)
        if made.getvalue().count(_DOUBTFUL) == known:
            output.write(made.getvalue())
            return
        pdf.objects[:] = objects
        pdf.add_object(pydyf.Dictionary())
        objects = list(pdf.objects)
        pdf.current_position = 0
