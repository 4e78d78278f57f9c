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
    if zlib.compress(text).endswith(b"\r")
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


def test_streams_are_packed_at_the_usual_level_those_of_the_writer_too():
    """The second byte tells the level (RFC 1950, 2.2): 9C is the usual one, DA the closest."""
    with pikepdf.open(io.BytesIO(made(b"content " * 99))) as pdf:
        packed = [
            one.read_raw_bytes()[:2] for one in pdf.objects if isinstance(one, pikepdf.Stream)
        ]
        assert len(packed) == 3
        assert set(packed) == {b"\x78\x9c"}


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
