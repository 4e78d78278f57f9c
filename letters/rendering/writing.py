"""The bytes of a PDF: made once, and so that each stream ends where it says.

pydyf 0.13 makes each object twice, to identify the file and to write it, and packs each stream
twice. It ends a stream with a line feed; where the packed content happens to end with a carriage
return (one of 256), both together read as the end of the line, and the stream seems to be one byte
shorter than its length, which ISO 19005-3, 6.1.7.1 forbids. And it packs as closely as zlib can,
which takes four times as long for a file that is 5% smaller.
"""

import io
import zlib
from functools import lru_cache, partial
from typing import Any, BinaryIO

import pydyf

_LEVEL = 5
"""How closely zlib packs, of 9: two thirds of the time of its usual 6 for 2% more."""
_DOUBTFUL = b"\r\nendstream"
_SETTLED = b"\r\r\nendstream"


def written(one: Any) -> Any:
    """A part of a PDF in the bytes that pydyf gives it.

    Why not by pydyf: of each of the 50,000 parts of a letter it asks four times what it is. Most
    are bytes already, and a call for each would take as long.
    """
    kind = type(one)
    if kind is str:
        return one.encode("ascii")
    if kind is int:
        return b"%d" % one
    if kind is pydyf.Dictionary:
        entries = [
            b"/%b %b" % (written(key), value if type(value) is bytes else written(value))
            for key, value in one.items()
        ]
        return b"<<%b>>" % b"".join(entries)
    if kind is pydyf.Array:
        parts = [part if type(part) is bytes else written(part) for part in one]
        return b"[%b]" % b" ".join(parts)
    if isinstance(one, pydyf.Stream):
        parts = [part if type(part) is bytes else written(part) for part in one.stream]
        one = pydyf.Stream([b"\n".join(parts)], one.extra, one.compress)
    return pydyf._to_bytes(one)


class _Made(pydyf.Object):  # type: ignore[misc]  # pydyf ships no types
    """An object of a PDF in its bytes."""

    def __init__(self, one: Any) -> None:
        super().__init__()
        self.number = one.number
        self._compressible: bool = one.compressible
        self._data: bytes = written(one)
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


@lru_cache(maxsize=1)
def _packed(content: bytes) -> bytes:
    """The content of a stream, packed.

    Why kept: pydyf packs the last streams once to identify the file and once to write it.
    """
    return zlib.compress(content, _LEVEL)


class _Packer:
    """What packs one stream, all of which it is given at once."""

    compress = staticmethod(_packed)

    @staticmethod
    def flush() -> bytes:
        """What is left, which is nothing."""
        return b""


class _Packing:
    """zlib as pydyf asks for it."""

    compress = staticmethod(_packed)

    @staticmethod
    def compressobj(**_level: int) -> _Packer:
        """What packs one stream."""
        return _Packer()


def settle(pdf: Any) -> None:
    """Fixes the objects of a PDF in their bytes and sees to those that pydyf adds on writing."""
    pydyf.zlib = _Packing
    for place, one in enumerate(pdf.objects):
        if one.free != "f":
            pdf.objects[place] = _Made(one)
    # Why not afterwards: the last streams hold the places of all others and of each other.
    pdf.write = partial(_write, pdf)


def _stands_alone(one: Any) -> bool:
    return one.free != "f" and not one.compressible


def _write(pdf: Any, output: BinaryIO, *how: Any) -> None:
    """Writes a PDF; no text of it stays behind in memory."""
    try:
        output.write(_whole(pdf, *how))
    finally:
        _packed.cache_clear()


def _whole(pdf: Any, *how: Any) -> bytes:
    """A PDF in bytes; an empty object more gives other bytes to the streams that pydyf adds."""
    objects = list(pdf.objects)
    known = sum(one.data.count(_DOUBTFUL) for one in objects if _stands_alone(one))
    while True:
        made = io.BytesIO()
        pydyf.PDF.write(pdf, made, *how)
        if made.getvalue().count(_DOUBTFUL) == known:
            return made.getvalue()
        pdf.objects[:] = objects
        pdf.add_object(pydyf.Dictionary())
        objects = list(pdf.objects)
        pdf.current_position = 0
