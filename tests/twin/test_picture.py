"""Drawings as pictures of points."""

import base64
import io

import pytest
from PIL import Image
from rendering.samples import LETTER

from letters import paths
from letters.errors import RenderingError
from letters.templates import opened
from letters.templates.logo import Logo
from letters.twin.page import Figure, page_of
from letters.twin.picture import drawn, logo_of


def figure():
    (found,) = (part for part in page_of(LETTER).parts if isinstance(part, Figure))
    return found


def image(content):
    return Image.open(io.BytesIO(content))


def test_the_figure_has_300_points_to_the_inch_and_no_color():
    one = figure()
    made = image(drawn(one.svg, one.width, one.height))
    assert (made.format, made.mode) == ("PNG", "L")
    assert abs(made.width - one.width * 300 / 72) <= 2
    assert abs(made.height - one.height * 300 / 72) <= 2
    assert [round(density) for density in made.info["dpi"]] == [300, 300]


def test_the_figure_is_drawn_to_its_edges():
    """Ink stands in every quarter, and the corner at the top right is paper."""
    one = figure()
    made = image(drawn(one.svg, one.width, one.height))
    half_wide, half_high = made.width // 2, made.height // 2
    for left in (0, half_wide):
        for top in (0, half_high):
            quarter = made.crop((left, top, left + half_wide, top + half_high))
            assert quarter.getextrema()[0] < 64
    assert made.getpixel((made.width - 1, 0)) == 255


def test_the_same_drawing_gives_the_same_bytes():
    one = figure()
    made = drawn(one.svg, one.width, one.height)
    assert drawn(one.svg, one.width, one.height) == made


def test_a_drawn_logo_becomes_points_and_a_painted_one_stays():
    logo = opened(paths.EXAMPLES / "templates").logo
    assert logo is not None
    made = image(logo_of(logo))
    assert abs(made.width - logo.width * 300 / 72) <= 2
    assert made.convert("L").getextrema() == (0, 255)
    again = Logo(
        uri=f"data:image/png;base64,{base64.b64encode(b'painted').decode()}", width=1, height=1
    )
    assert logo_of(again) == b"painted"


def test_what_is_no_picture_is_refused():
    with pytest.raises(RenderingError, match="no picture"):
        logo_of(Logo(uri="https://example.com/logo.png", width=1, height=1))
