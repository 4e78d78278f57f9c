"""Parts of a PDF that unpack to far more than a page can hold."""

import io
import zlib

import pikepdf
import pytest
from pikepdf import Array, Name

from exhibits.papers import document, written
from letters.exhibits import unpacking
from letters.exhibits.refusals import RefusedError

MOST = 100_000


def judged(content: bytes, filters) -> str | None:
    pdf = document("x")
    pdf.pages[0].obj.Contents = pdf.make_stream(b"")
    pdf.pages[0].obj.Contents.write(content, filter=filters)
    whole = written(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pikepdf.open(io.BytesIO(whole)) as opened:
        try:
            unpacking.check(opened, MOST)
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


def test_what_cannot_be_unpacked_is_left_to_others():
    """A damaged part is refused as damaged, not as large."""
    assert judged(b"no such thing", Name.FlateDecode) is None
    assert judged(zlib.compress(b" " * MOST)[:20], Name.FlateDecode) is None
