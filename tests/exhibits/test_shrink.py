"""Pictures get smaller only as far as they stay legible."""

from io import BytesIO
from typing import NamedTuple

import pikepdf
import pytest
from packet.opened import LETTER, drawn, opened, picture, saved, scanned, written
from PIL import Image, ImageChops

from letters.exhibits.shrink import shrunk
from letters.packet.reduction import reduced


class Found(NamedTuple):
    """The picture of a page: how it is packed, and what it shows."""

    size: tuple[int, int]
    space: str
    bits: int
    packed: str
    image: Image.Image


def found(pdf: bytes) -> Found:
    with pikepdf.open(BytesIO(pdf)) as opened_:
        one = opened_.pages[0].Resources.XObject.I
        size = (int(one.Width), int(one.Height))
        image = pikepdf.PdfImage(one).as_pil_image()
        packed = str(one.get("/Filter"))
        return Found(size, str(one.ColorSpace), int(one.BitsPerComponent), packed, image)


@pytest.mark.parametrize("dots", [300, 200])
def test_a_fine_scan_is_brought_down_to_the_resolution(dots):
    """A scan of 400 dots an inch becomes one of 300 or 200 on its paper, and smaller."""
    before = scanned(400, "L")
    after = shrunk(before, dots)
    assert found(after).size == (round(4.25 * dots), round(5.5 * dots))
    assert len(after) < len(before) / 2
    assert found(after).space == "/DeviceGray"


@pytest.mark.parametrize(("has", "dots"), [(150, 200), (200, 300), (72, 200)])
def test_a_coarse_scan_is_not_touched(has, dots):
    """A picture of fewer dots than are asked for keeps every byte."""
    before = scanned(has, "L")
    assert shrunk(before, dots) == before


def test_a_picture_keeps_its_dots_when_only_its_packing_is_wasteful():
    """At the resolution itself a picture is packed better, with as many dots."""
    before = scanned(200, "L", packed="flate", noise=True)
    after = shrunk(before, 200)
    assert found(after).size == found(before).size
    assert len(after) < len(before)


def test_black_and_white_loses_nothing_but_dots():
    """At its own resolution it is packed as a fax is, dot for dot the same."""
    before = scanned(300, "1", noise=False, packed="flate")
    after = shrunk(before, 300)
    one = found(after)
    assert one.packed == "/CCITTFaxDecode"
    wanted = picture(300, "1", 1, False).convert("L")
    assert ImageChops.difference(one.image.convert("L"), wanted).getbbox() is None


def test_a_gray_picture_of_black_and_white_becomes_that():
    """A scanner set to gray wastes seven of eight bits on a page of print."""
    one = found(shrunk(drawn(picture(300, "1", 1, False).convert("L")), 200))
    assert (one.bits, one.size) == (1, (850, 1100))


def test_color_stays_color_and_gray_in_color_becomes_gray():
    """A red stamp on a page is still red; a page without color needs one channel."""
    red = found(shrunk(scanned(300, "RGB"), 200)).image.getpixel((400, 300))
    assert red[0] > red[1] + 100
    gray = drawn(picture(300, "L", 1, True).convert("RGB"))
    assert found(gray).space == "/DeviceRGB"
    assert found(shrunk(gray, 200)).space == "/DeviceGray"


def test_a_picture_shown_twice_keeps_what_its_larger_use_needs():
    """The logo of a page may be the same picture as a page-wide one."""
    with pikepdf.open(BytesIO(scanned(400, "L"))) as pdf:
        pdf.pages[0].Contents = pdf.make_stream(
            b"q 30 0 0 39 0 0 cm /I Do Q q 306 0 0 396 0 0 cm /I Do Q"
        )
        both = saved(pdf)
    assert found(shrunk(both, 300)).size == (1275, 1650)


def test_a_picture_inside_of_a_form_is_measured_as_it_is_shown():
    """An opened exhibit draws each page as one form, which may be scaled."""
    with pikepdf.open(BytesIO(scanned(400, "L"))) as pdf:
        form = pdf.pages[0].as_form_xobject()
        page = pdf.add_blank_page(page_size=(153, 198))
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        page.Contents = pdf.make_stream(b"q .5 0 0 .5 0 0 cm /F Do Q")
        del pdf.pages[0]
        half = saved(pdf)
    with pikepdf.open(BytesIO(shrunk(half, 200))) as pdf:
        one = pdf.pages[0].Resources.XObject.F.Resources.XObject.I
        assert (int(one.Width), int(one.Height)) == (425, 550)


@pytest.mark.parametrize("key", ["/SMask", "/Decode", "/ImageMask"])
def test_a_picture_with_a_mask_is_left_as_it_is(key):
    """What is see-through or turned into its negative is more than dots."""
    with pikepdf.open(BytesIO(scanned(400, "L"))) as pdf:
        one = pdf.pages[0].Resources.XObject.I
        one[key] = {"/SMask": one, "/Decode": pikepdf.Array([1, 0]), "/ImageMask": True}[key]
        masked = saved(pdf)
    assert shrunk(masked, 200) == masked


def test_the_text_of_a_page_stays():
    """A page without pictures comes back byte for byte."""
    text = written((LETTER, LETTER))
    assert shrunk(text, 200) == text


def test_exhibits_are_worked_on_in_a_process_of_their_own():
    """The same comes out; one that cannot be read stays as it is, for it is complete."""
    fine, broken = opened("A", scanned(400, "L"), text=False), b"%PDF-1.7 " + b"\0" * 99_000
    ruined = opened("B", written((LETTER,)))._replace(pdf=broken)
    first, second = reduced((fine, ruined), 200)
    assert first.pdf == shrunk(fine.pdf, 200)
    assert second == ruined
