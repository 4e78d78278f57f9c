"""A content stream is cut up quickly only where qpdf would read it alike."""

import io

import pikepdf
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from letters.verification.instructions import Instruction, carefully, instructions, quickly
from torture import examples


def stream(written: bytes) -> pikepdf.Stream:
    return pikepdf.Stream(_PDF, written)


_PDF = pikepdf.new()


def plainly(told: Instruction) -> tuple[str, object]:
    """An instruction with its operand as both ways of reading give it."""
    operand = told.operand
    if told.operator == "BDC":
        mark = operand.get("/MCID")
        operand = None if mark is None else int(mark)
    return told.operator, operand


def alike(written: bytes) -> bool:
    """Whether both ways agree, or the quick one leaves the stream to the other."""
    quick = quickly(written)
    if quick is None:
        return True
    return list(map(plainly, quick)) == list(map(plainly, carefully(stream(written))))


OURS = (
    b"q 1 0 0 -1 0 792 cm\n/Artifact\n<</Type /Pagination/Subtype /Footer>>\nBDC\nBT\n"
    b"1 0 0 -1 2.5 -.5 Tm\n/ABCDEF 12.5 Tf\n[<0005>-0.5<002D001c>] TJ\nET\nEMC\n"
    b"/Span\n<</MCID 31>>\nBDC\nEMC\n/x3 Do\n/P BMC\nEMC\n[] 0 d\nQ"
)
PIECES = (
    *(b"q", b"BT", b"ET", b"EMC", b"0 0 m", b"W*", b"/A1.0 gs", b"[3 1.5] 0 d", b"/P BMC"),
    *(b"/F 12 Tf", b"/x Do", b"[<0041> -3 <42>]TJ", b"[<0041>-3.5<0042>] TJ", b"[] TJ"),
    *(
        b"/Span <</MCID 4>> BDC",
        b"/Span<</MCID 4>>BDC",
        b"/A <</Type /B/C -1>> BDC",
        b"/A <<>> BDC",
    ),
    # Operands where none belong, numbers that are none, what only looks like an instruction.
    *(b"/X /F 12 Tf", b"true", b"null", b"1-2", b"--3", b"/X", b"/F 1-2 Tf", b"5 [<41>] TJ"),
    *(b"[<414>] TJ", b"[<4 1>] TJ", b"<41> Tj", b"(a) Tj", b"[(a)] TJ", b"(BT) Tj", b"% BT", b"TJ"),
    *(b"/A /B BDC", b"/A <</B <</MCID 1>>>> BDC", b"/A <</MCID 1/MCID 2>> BDC", b"/MCID 1 BDC"),
    *(b"/A <</MCID/B/C 1>> BDC", b"/A <</MCID 1 0 R>> BDC", b"/A <</B/MCID/MCID 7>> BDC", b"BTET"),
    *(b"/BT gs", b"/EMC BMC", b"[<41>]TJ/F 1 Tf", b"BI /W 1 ID BT EI", b"\x0b", b"\x00", b"\xff"),
    *(b"[1-2<41>] TJ", b"[--1<41>] TJ", b"[1.2.3<41>]TJ", b"/a#20b 1 Tf", b"<41> <42> Tj", b"f*"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(b"\n".join))
@example(OURS)
@example(b"")
def test_both_ways_of_reading_agree_wherever_the_quick_one_reads(written):
    assert alike(written)


@given(st.lists(st.sampled_from([*PIECES, b" ", b"\n", b"/", b"<", b">", b"[", b"]"]), max_size=8))
def test_both_ways_agree_where_tokens_run_into_each_other(pieces):
    assert alike(b"".join(pieces))


@given(st.binary(max_size=6), st.integers(0, len(OURS)))
def test_both_ways_agree_on_a_stream_that_was_tampered_with(put, at):
    assert alike(OURS[:at] + put + OURS[at + len(put) :])


def test_what_a_stream_of_ours_shows_is_read_quickly():
    assert quickly(OURS) == [
        Instruction("BDC", {}),
        Instruction("BT"),
        Instruction("Tf", "/ABCDEF"),
        Instruction("TJ", b"\x00\x05\x00\x2d\x00\x1c"),
        Instruction("EMC"),
        Instruction("BDC", {"/MCID": 31}),
        Instruction("EMC"),
        Instruction("Do", "/x3"),
        Instruction("BMC"),
        Instruction("EMC"),
    ]


@pytest.mark.parametrize(
    "name", ["LN-019 second-level appeal", "LN-001 letter of medical necessity"]
)
def test_every_page_of_a_letter_is_read_quickly(name):
    with pikepdf.open(io.BytesIO(examples.example(name).pdf)) as pdf:
        for page in pdf.pages:
            assert quickly(page.Contents.read_bytes()) is not None
            assert list(map(plainly, instructions(page))) == list(map(plainly, carefully(page)))


def test_a_page_in_several_streams_is_read_as_one():
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.contents_add(b"BT /F 12 Tf [<0041>")
    page.contents_add(b"<0042>] TJ ET")
    assert Instruction("TJ", b"\x00A\x00B") in instructions(page)
