"""Marks stand where no page of an exhibit is drawn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.errors import RenderingError
from letters.packet import stamps

NUMBER = "Packet page 10 of 99"
FACE = stamps.Face([NUMBER, "Member 0123456789·"])
LENGTHS = st.floats(36, 14_400)


@given(LENGTHS, LENGTHS, st.booleans())
def test_a_page_of_any_size_lies_whole_in_its_room(width, height, labelled):
    """Above the strip of the stamp, below the label, on a US letter sheet, never enlarged."""
    sheet = stamps.sheet(width, height, labelled)
    scale, x, y = stamps.fitted(width, height, sheet.room)
    assert {sheet.width, sheet.height} == {stamps.SHORT, stamps.LONG}
    assert 0 < scale <= 1
    assert y >= stamps.FOOT - 1e-6
    assert y + height * scale <= sheet.height - (stamps.HEAD if labelled else stamps.EDGE) + 1e-6
    assert x >= stamps.EDGE - 1e-6
    assert x + width * scale <= sheet.width - stamps.EDGE + 1e-6


@given(LENGTHS, LENGTHS)
def test_a_lying_page_lies_on_a_lying_sheet(width, height):
    """No page is turned: text stays upright for whoever reads on a screen."""
    sheet = stamps.sheet(width, height, False)
    assert (sheet.width > sheet.height) == (width > height)


def test_a_page_of_paper_is_drawn_hardly_smaller():
    """92 percent on a US letter page, 87 percent with the label."""
    sheets = [stamps.sheet(612, 792, labelled) for labelled in (False, True)]
    scales = [stamps.fitted(612, 792, sheet.room)[0] for sheet in sheets]
    assert scales == pytest.approx([0.924, 0.871], abs=0.001)


@given(st.floats(360, 1000), st.text("Member 0123456789·", min_size=1, max_size=200))
def test_whose_a_page_is_ends_before_its_number(width, text):
    """However long it is, it runs into no number: it is set smaller."""
    drawn = stamps.Pen(FACE, "F").foot(width, text, NUMBER)
    size = float(drawn.split("/F ")[1].split()[0])
    assert 36 + FACE.width(text, size) < (width - FACE.width(NUMBER, 8.5)) / 2


def test_a_name_in_another_writing_is_no_mark():
    """The typeface of the marks has Latin, Greek and Cyrillic, and no other."""
    assert stamps.draws("Ελένη Zoë Жанна 0123")
    assert not stamps.draws("Member 李")


def test_a_character_that_the_face_lacks_is_an_error():
    """It can come only from a practice's own wording, which the message names."""
    with pytest.raises(RenderingError, match="sentences/packet"):
        stamps.Face(["Ex. \u4e00 p. 1"])
