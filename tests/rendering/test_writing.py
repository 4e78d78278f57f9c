"""Streams end where they say, whatever their packed content ends with."""

import io
import zlib

import page
import pikepdf
import pydyf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.rendering import writing

DOUBTFUL = "PDFA3A-STREAM-LENGTH-001"
RETURN = next(
    text
    for text in (b"%% %d" % number for number in range(10_000))
    if zlib.compress(text, 5).endswith(b"\r")
)
"""Content that ends with a carriage return when packed."""


def made(*contents: bytes, settled: bool = True, more: int = 0) -> bytes:
    """A PDF of one empty page with some streams and so many empty objects."""
    pdf = pydyf.PDF()
    pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference}))
    for content in contents:
        pdf.add_object(pydyf.Stream([content], compress=True))
    for _ in range(more):
        pdf.add_object(pydyf.Dictionary())
    if settled:
        writing.settle(pdf)
    output = io.BytesIO()
    pdf.write(output, "1.7", True, True)
    return output.getvalue()


def doubtful(pdf: bytes) -> bool:
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_3A)
    return DOUBTFUL in {failure.rule_id for failure in report.failures}


PARTS = st.recursive(
    st.one_of(
        st.text(st.characters(codec="ascii"), max_size=9),
        st.binary(max_size=9),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False, width=32),
        st.booleans(),
        st.text(max_size=9).map(pydyf.String),
    ),
    lambda inner: (
        st.lists(inner, max_size=4).map(pydyf.Array)
        | st.dictionaries(st.sampled_from(["Type", "K", b"MCID"]), inner).map(pydyf.Dictionary)
    ),
    max_leaves=12,
)
"""What may stand in an object of a PDF."""


def test_streams_are_packed_at_level_5_those_of_the_writer_too():
    """The second byte tells the range of levels (RFC 1950, 2.2): 5E is 2 to 5, DA the closest."""
    with pikepdf.open(io.BytesIO(made(b"content " * 99))) as pdf:
        packed = [
            one.read_raw_bytes()[:2] for one in pdf.objects if isinstance(one, pikepdf.Stream)
        ]
        assert len(packed) == 3
        assert set(packed) == {b"\x78\x5e"}


@given(PARTS)
def test_a_part_is_written_as_pydyf_writes_it(part):
    """Whatever stands in an object, its bytes are those of the library."""
    assert writing.written(part) == pydyf._to_bytes(part)


@given(st.lists(PARTS, max_size=5), st.booleans())
def test_a_stream_is_written_as_pydyf_writes_it(parts, packed):
    """Whatever it is put together from; what it is told beside its content stays."""
    about = {"Type": "/XObject", "BBox": pydyf.Array([0, 0, 1.5, 2])}
    stream = pydyf.Stream(parts, about, packed)
    writing.settle(pydyf.PDF())  # so that both pack at the same level
    assert writing.written(stream) == stream.data
    assert stream.extra == about


def test_no_content_is_kept_once_it_is_written():
    """What was packed is kept while a file is written, and not longer: it is a patient's."""
    made(b"content " * 99)
    assert writing._packed.cache_info().currsize == 0


def test_a_stream_that_ends_with_a_return_is_settled():
    """As pydyf writes it, its length is in doubt; settled, it is not, and holds the same."""
    assert doubtful(made(RETURN, settled=False))
    assert not doubtful(made(RETURN))
    opened = pikepdf.open(io.BytesIO(made(RETURN, b"other")))
    streams = [one for one in opened.objects if isinstance(one, pikepdf.Stream)]
    assert {RETURN, b"other"} <= {one.read_bytes() for one in streams}


def test_the_streams_of_the_writer_are_settled():
    """Among files that differ by empty objects some end their last streams with a return."""
    unsettled = [more for more in range(600) if doubtful(made(settled=False, more=more))]
    assert unsettled
    assert not any(doubtful(made(more=more)) for more in unsettled)


@given(st.lists(st.binary(max_size=40), max_size=3))
@pytest.mark.filterwarnings("error")
def test_no_stream_is_in_doubt(contents):
    """Whatever the streams hold, their lengths are clear, twice in the same bytes."""
    written = made(*contents, RETURN)
    assert not doubtful(written)
    assert written == made(*contents, RETURN)
