"""Parts of a PDF that unpack to far more than a page can hold."""

import base64
import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Name

from exhibits.papers import document, written
from letters.exhibits import unpacking
from letters.exhibits.refusals import RefusedError

MOST = 100_000


def judged(content: bytes, filters, *, parts=1, most_in_all=10 * MOST) -> str | None:
    pdf = document("x")
    pdf.pages[0].obj.Contents = Array(pdf.make_stream(b"") for _ in range(parts))
    for part in pdf.pages[0].obj.Contents:
        part.write(content, filter=filters)
    whole = written(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pikepdf.open(io.BytesIO(whole)) as opened:
        try:
            unpacking.check(opened, MOST, most_in_all)
        except RefusedError as refusal:
            return refusal.key
    return None


@pytest.mark.parametrize(("size", "key"), [(MOST, None), (MOST + 1, "unpacked")])
@pytest.mark.parametrize("times", [1, 2])
def test_a_part_within_the_bound_passes_and_one_beyond_is_refused(size, key, times):
    """Also where it is packed twice over."""
    content = b" " * size
    for _ in range(times):
        content = zlib.compress(content)
    filters = [Name.FlateDecode] * times
    assert judged(content, Array(filters) if times > 1 else filters[0]) == key


@pytest.mark.parametrize(("parts", "key"), [(5, None), (6, "all unpacked")])
def test_parts_that_are_each_within_the_bound_are_counted_together(parts, key):
    """What one part may not hold is not to be had by many of them."""
    told = {"parts": parts, "most_in_all": 5 * MOST}
    assert judged(zlib.compress(b" " * MOST), Name.FlateDecode, **told) == key


@pytest.mark.parametrize(
    ("name", "write"),
    [
        (Name.ASCIIHexDecode, lambda packed: packed.hex().encode() + b">"),
        (Name.ASCII85Decode, lambda packed: base64.a85encode(packed, wrapcol=70) + b"~>"),
    ],
)
def test_a_part_that_is_written_in_letters_is_no_way_round(name, write):
    packed = [write(zlib.compress(b" " * size)) for size in (MOST, MOST + 1)]
    filters = Array([name, Name.FlateDecode])
    assert [judged(each, filters) for each in packed] == [None, "unpacked"]


def test_what_cannot_be_unpacked_is_left_to_others():
    """A damaged part is refused as damaged, not as large."""
    assert judged(b"no such thing", Name.FlateDecode) is None
    assert judged(zlib.compress(b" " * MOST)[:20], Name.FlateDecode) is None
